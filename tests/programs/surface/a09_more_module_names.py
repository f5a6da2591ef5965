"""The public names of the other modules that are not written in Python."""

import importlib

for name in ("cmath", "array", "_datetime", "_decimal", "_pickle", "_csv", "binascii", "zlib", "_asyncio", "_queue", "_tracemalloc", "faulthandler", "select", "_socket", "signal", "_hashlib", "_md5", "_sha2", "_blake2", "_statistics", "_interpreters", "_sysconfig", "_zoneinfo", "_lsprof", "_uuid", "fcntl", "resource", "pwd", "mmap", "_ctypes", "_posixsubprocess", "_multibytecodec", "_locale", "_elementtree", "pyexpat", "_lzma", "_bz2", "_sqlite3", "_ssl", "readline", "termios"):
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        print(name, "is missing")
        continue
    print(name, *[n for n in sorted(vars(module)) if not n.startswith("_")])
