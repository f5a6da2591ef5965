"""Writes data/native_layouts.tsv: how the instances of CPython 3.14's classes written in C lie in memory.

Run with the reference interpreter: python3.14 tools/native_layouts.py > data/native_layouts.tsv
Each line is CLASS, BASICSIZE, ITEMSIZE, FLAGS, EMPTY, separated by tabs: the class as in native_symbols.tsv
(module.qualname, without `builtins.`), its `__basicsize__` and `__itemsize__`, letters (b: it may be a base,
d: instances have a `__dict__`, w: they have a list of weak references, m: the dict or that list lies in front of the object,
g: the garbage collector keeps a header in front, s: the size does not count the slots of subclasses, h: unhashable, i: it has an `__init_subclass__` of its own), and what
`sys.getsizeof` of the smallest instance adds to all that (nothing if no instance can be made without arguments).
"""
import importlib
import sys
import types

from native_symbols import EXTENSIONS

MANAGED_WEAKREF, MANAGED_DICT, BASETYPE, HAVE_GC = 1 << 3, 1 << 4, 1 << 10, 1 << 14
GC_HEADER = 16


def empty_size(cls):
    """What an instance, of a subclass where there can be one, needs besides its basic size and what is in front."""
    try:
        if cls.__flags__ & BASETYPE:
            kind = types.new_class("sub", (cls,), {}, lambda namespace: namespace.update(__slots__=()))
            made = cls.__new__(kind)
        else:
            kind, made = cls, cls()
        in_front = (GC_HEADER if kind.__flags__ & HAVE_GC else 0) + (16 if kind.__flags__ & (MANAGED_WEAKREF | MANAGED_DICT) else 0)
        return sys.getsizeof(made) - kind.__basicsize__ - in_front
    except Exception:  # whatever a constructor without arguments raises
        plain = cls.__sizeof__ is object.__sizeof__ and not cls.__itemsize__
        return 0 if plain else None


def ignores_slots(cls):
    """Whether `sys.getsizeof` gives the same for a subclass with one slot more."""
    try:
        plain = types.new_class("sub", (cls,), {}, lambda namespace: namespace.update(__slots__=()))
        slotted = types.new_class("sub", (cls,), {}, lambda namespace: namespace.update(__slots__=("x",)))
        return sys.getsizeof(cls.__new__(plain)) == sys.getsizeof(cls.__new__(slotted))
    except Exception:  # no such base, no such slots, or whatever a constructor without arguments raises
        return False


def classes():
    names = ["builtins"] + sorted(set(sys.builtin_module_names) - {"builtins", "__main__"}) + EXTENSIONS
    for name in names:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if hasattr(module, "__file__") and module.__file__.endswith(".py"):
            continue
        yield from (obj for _, obj in sorted(vars(module).items()) if isinstance(obj, type))
    yield from (types.FunctionType, types.MethodType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType,
                types.CodeType, types.FrameType, types.TracebackType, types.ModuleType, types.CellType)


def main():
    seen = set()
    for cls in classes():
        module = cls.__module__
        name = cls.__qualname__ if module == "builtins" else f"{module}.{cls.__qualname__}"
        if cls in seen or "\t" in name:
            continue
        seen.add(cls)
        flags = "".join(letter for letter, holds in (
            ("b", cls.__flags__ & BASETYPE),
            ("d", cls.__dictoffset__),
            ("w", cls.__weakrefoffset__),
            ("m", cls.__flags__ & (MANAGED_WEAKREF | MANAGED_DICT)),
            ("g", cls.__flags__ & HAVE_GC),
            ("s", cls.__flags__ & BASETYPE and ignores_slots(cls)),
            ("h", cls.__hash__ is None),
            ("i", cls is not object and "__init_subclass__" in vars(cls)),
        ) if holds)
        empty = empty_size(cls)
        print(name, cls.__basicsize__, cls.__itemsize__, flags, "" if empty is None else empty, sep="\t")


main()
