import sys

print("directory main", __name__, __package__, sys.path[0].rsplit("/", 1)[-1], sys.argv[1:])
import helper
