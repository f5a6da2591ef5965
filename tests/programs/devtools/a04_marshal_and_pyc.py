import importlib.util
import marshal
import os
import py_compile
import sys
import tempfile
import types

for value in (None, True, ..., StopIteration, 0, -1, 2 ** 31 - 1, 2 ** 40, -(2 ** 100), 1.5, -0.0, 1j, "", "ascii", "é", "日😀", "\ud800", b"bytes", (), (1, 2), [1, [2]], {"a": 1, 2: None}, {1}, frozenset([1]), tuple(range(300)), "x" * 300, "interned_name", float("inf"), slice(1, 2, 3)):
    try:
        data = marshal.dumps(value)
        back = marshal.loads(data)
        print(repr(value)[:40], data[:24].hex(), len(data), back == value or back is value, type(back).__name__)
    except Exception as error:
        print(repr(value), type(error).__name__, error)
for version in range(6):
    print(version, marshal.dumps(("a", "a", 1.5, (1,)), version).hex())
shared = ["s"]
print(marshal.loads(marshal.dumps([shared, shared]))[0] is marshal.loads(marshal.dumps([shared, shared]))[1], (p := marshal.loads(marshal.dumps([shared, shared])))[0] is p[1], marshal.version)
recursive = []
recursive.append(recursive)
r = marshal.loads(marshal.dumps(recursive))
print(r[0] is r)
for bad in (lambda: marshal.dumps(object()), lambda: marshal.dumps([1, lambda: 0]), lambda: marshal.dumps(int), lambda: marshal.loads(b""), lambda: marshal.loads(b"q"), lambda: marshal.loads(b"i\1"), lambda: marshal.loads(b"s\xff\xff\xff\xff"), lambda: marshal.loads("str"), lambda: marshal.loads(b"[\5\0\0\0"), lambda: marshal.loads(b"r\0\0\0\0"), lambda: marshal.dumps(1, allow_code=False), lambda: marshal.dumps(compile("1", "f", "eval"), allow_code=False), lambda: marshal.loads(b"\xff")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
source = "def f(x, *, y=2):\n    return [x + y, 'const', (1, 2)]\nclass C:\n    a = 1\nresult = f(1)\n"
code = compile(source, "example.py", "exec")
data = marshal.dumps(code)
again = marshal.loads(data)
print(again == code, again is code, len(data), data.hex())
namespace = {}
exec(again, namespace)
print(namespace["result"], namespace["C"].a, [c.co_name for c in again.co_consts if isinstance(c, types.CodeType)])
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "module_to_compile.py")
    with open(path, "w") as f:
        f.write(source)
    os.utime(path, (1700000000, 1700000000))
    compiled = py_compile.compile(path, cfile=os.path.join(folder, "out.pyc"), dfile="shown.py")
    with open(compiled, "rb") as f:
        raw = f.read()
    print(raw[:16].hex(), len(raw), marshal.loads(raw[16:]).co_filename)
    hashed = py_compile.compile(path, cfile=os.path.join(folder, "h.pyc"), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    with open(hashed, "rb") as f:
        print(f.read(16).hex(), importlib.util.source_hash(source.encode()).hex())
    spec = importlib.util.spec_from_file_location("from_pyc", compiled)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(module.result, type(spec.loader).__name__, module.f.__code__.co_filename)
    for damage in (b"", raw[:8], b"\0\0\0\0" + raw[4:], raw[:4] + b"\xff\0\0\0" + raw[8:], raw[:30], raw[:16] + b"i\1\0\0\0"):
        broken = os.path.join(folder, "broken.pyc")
        with open(broken, "wb") as f:
            f.write(damage)
        try:
            spec = importlib.util.spec_from_file_location("broken", broken)
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
            print("loaded")
        except Exception as error:
            print(type(error).__name__, str(error).replace(folder, "FOLDER"))
    with open(path, "w") as f:
        f.write("def broken(:\n")
    try:
        py_compile.compile(path, doraise=True)
    except py_compile.PyCompileError as error:
        print(error.exc_type_name, str(error).replace(folder, "FOLDER"))
