import sys

print(*[n for n in sorted(vars(sys)) if not n.startswith("_") and n not in ("ps1", "ps2", "last_exc", "last_type", "last_value", "last_traceback", "gettotalrefcount")])
print(*[n for n in sorted(vars(sys)) if n.startswith("_") and not n.startswith("__")])
for name in ("flags", "float_info", "int_info", "hash_info", "thread_info", "version_info", "implementation", "monitoring"):
    value = getattr(sys, name)
    print(name, type(value).__name__, *[n for n in dir(value) if not n.startswith("_") and n not in ("count", "index")])
print(sys.float_info)
print(sys.int_info)
print(sys.hash_info)
print(sys.flags)
print(sorted(sys.builtin_module_names).__len__() > 20, "gc" in sys.builtin_module_names, len(sys.stdlib_module_names) > 250)
