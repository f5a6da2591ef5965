import sys

print(repr(input("prompt> ")))
print(repr(input()))
for line in sys.stdin:
    print("line", repr(line))
try:
    input("last> ")
except EOFError as error:
    print("EOFError", error)
