"""Writes data/native_symbols.tsv: what CPython 3.14's modules written in C contain.

Run with the reference interpreter: python3.14 tools/native_symbols.py > data/native_symbols.tsv
Each line is KIND, QUALIFIED NAME, DETAIL, separated by tabs. Kinds: M module, c class (detail: its
bases, a blank, its signature; then a fourth field, its __module__ where that is another one), f function, m method, k class method, s static method,
w slot wrapper (detail of these five: the signature), p data descriptor, d other object (detail:
its type). No docstrings: those come from elsewhere.
"""
import importlib
import inspect
import sys
import types

EXTENSIONS = """_asyncio _bisect _blake2 _bz2 _codecs_cn _contextvars _csv _ctypes _curses _datetime
_decimal _elementtree _hashlib _heapq _interpchannels _interpreters _interpqueues _json _lsprof _lzma _md5
_multibytecodec _multiprocessing _opcode _pickle _posixshmem _posixsubprocess _queue _random _remote_debugging
_sha1 _sha2 _sha3 _socket _sqlite3 _ssl _statistics _struct _uuid _zoneinfo _zstd array binascii cmath fcntl
grp math mmap pyexpat readline resource select syslog termios unicodedata zlib""".split()
SKIP = {"__doc__", "__name__", "__loader__", "__spec__", "__package__", "__file__", "__builtins__", "__dict__", "_"}


def signature(obj):
    try:
        return str(inspect.signature(obj))
    except Exception:  # inspect gives up in several ways on signatures that are not Python
        return ""


def emit(*fields):
    line = "\t".join(fields).rstrip()
    if "\n" not in line and "0x7f" not in line:
        print(line)


def kind_of(attr):
    if isinstance(attr, staticmethod) or isinstance(attr, types.BuiltinFunctionType):
        return "s"
    if isinstance(attr, (classmethod, types.ClassMethodDescriptorType)):
        return "k"
    if isinstance(attr, types.MethodDescriptorType):
        return "m"
    if isinstance(attr, types.WrapperDescriptorType):
        return "w"
    if inspect.isdatadescriptor(attr):
        return "p"
    return "d"


def emit_class(cls, name, module, seen):
    if cls in seen:
        emit("d", name, "type " + cls.__module__ + "." + cls.__qualname__)
        return
    seen.add(cls)
    bases = ",".join(b.__qualname__ if b.__module__ == "builtins" else f"{b.__module__}.{b.__qualname__}" for b in cls.__bases__)
    home = cls.__module__ if cls.__module__ != module else ""
    emit("c", name, f"{bases} {signature(cls)}", home)
    for attr_name, attr in sorted(vars(cls).items()):
        if attr_name in SKIP or not attr_name.isidentifier():
            continue
        kind = kind_of(attr)
        detail = ""
        if kind in "mw":
            detail = signature(attr)
        elif kind in "sk":
            detail = signature(getattr(cls, attr_name, attr))
        elif kind == "d":
            detail = type(attr).__name__
        emit(kind, f"{name}.{attr_name}", detail)


def emit_module(module, seen):
    emit("M", module.__name__, "")
    for name, obj in sorted(vars(module).items()):
        if name in SKIP or isinstance(obj, types.ModuleType):
            continue
        if isinstance(obj, type) and obj not in seen and name != obj.__name__ and vars(module).get(obj.__name__) is obj:
            # The class itself comes under its own name.
            emit("d", name, "type " + obj.__module__ + "." + obj.__qualname__)
            continue
        if isinstance(obj, type):
            if module.__name__ != "builtins" and obj.__module__ == "builtins":
                emit("d", name, "type builtins." + obj.__qualname__)
            else:
                emit_class(obj, name, module.__name__, seen)
        elif callable(obj):
            emit("f", name, signature(obj))
        else:
            emit("d", name, type(obj).__name__)


def emit_types():
    """Types of built-in objects that no module names (function, generator, code, ...)."""
    emit("M", "types", "")
    seen = set()
    for cls in (types.FunctionType, types.MethodType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType,
                types.CodeType, types.FrameType, types.TracebackType, types.ModuleType, types.CellType):
        emit_class(cls, cls.__name__, "types", seen)


def main():
    names = ["builtins"] + sorted(set(sys.builtin_module_names) - {"builtins", "__main__"}) + EXTENSIONS
    seen = set()
    done = set()
    for name in names:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if hasattr(module, "__file__") and module.__file__.endswith(".py") or name in done:
            continue
        done.add(name)
        emit_module(module, seen)
    emit_types()


if __name__ == "__main__":
    main()
