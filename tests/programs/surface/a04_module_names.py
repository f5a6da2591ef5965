"""The public names of the core modules that are not written in Python."""

import importlib

for name in ("math", "itertools", "operator", "_operator", "_functools", "_collections", "_weakref", "gc", "time", "errno", "marshal", "_io", "_sre", "_string", "_struct", "_abc", "_thread", "_imp", "_warnings", "atexit", "_contextvars", "_opcode", "_ast", "_typing", "_codecs", "_stat", "_types", "_symtable", "_tokenize", "posix", "_signal", "unicodedata", "_suggestions", "_bisect", "_heapq", "_random", "_json"):
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        print(name, "is missing")
        continue
    print(name, *[n for n in sorted(vars(module)) if not n.startswith("_")])
