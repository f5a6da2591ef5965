import sys

print(len(sys.argv), sys.argv[0].rsplit("/", 1)[-1], sys.argv[1:])
print(sys.orig_argv[1:], __name__, __file__.rsplit("/", 1)[-1], sys.flags.optimize, sys.flags.ignore_environment)
sys.exit("exit message goes to stderr")
