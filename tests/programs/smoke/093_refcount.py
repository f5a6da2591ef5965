import sys

x = []
print(sys.getrefcount(x))
y = x
print(sys.getrefcount(x))
