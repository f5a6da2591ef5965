import sys

print("package main", __name__, __package__, sys.argv[0].rsplit("/", 2)[1:], sys.argv[1:], __spec__.name)
from . import tool
