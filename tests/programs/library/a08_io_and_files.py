import contextlib
import io
import os
import pathlib
import shutil
import sys
import tempfile

s = io.StringIO("line1\nline2\r\nline3")
print(s.readline(), s.read(3), s.tell(), s.readlines(), s.seek(0), list(s), s.getvalue()[:5], s.truncate(5), s.getvalue(), s.closed, s.write("x"), s.seek(0, 2), s.readable(), s.newlines)
b = io.BytesIO(b"abc\ndef")
print(b.read(2), b.readline(), b.readinto(buf := bytearray(2)), buf, b.getbuffer()[:2].tobytes(), b.seek(-1, 2), b.read(), b.write(b"XY"), b.getvalue(), b.tell())
t = io.TextIOWrapper(io.BytesIO(b"a\r\nb\xc3\xa9\n"), encoding="utf-8")
print(t.read(), t.encoding, t.newlines, t.errors, t.line_buffering)
root = tempfile.mkdtemp()
path = os.path.join(root, "file.txt")
with open(path, "w", encoding="utf-8") as f:
    print(f.write("héllo\nwörld\n"), f.tell(), f.writable(), f.readable(), f.mode, f.encoding, f.name == path, f.closed)
    f.writelines(["x\n", "y"])
print(f.closed)
with open(path, encoding="utf-8") as f:
    print(f.readline(), next(f), f.read(), f.read(), f.seek(0), [line.rstrip() for line in f], f.fileno() > 2, f.isatty())
with open(path, "rb") as f:
    print(f.read(7), f.seek(1), f.read(1), f.peek(2)[:2], f.tell(), f.read().count(b"\n"), type(f).__name__, type(f.raw).__name__)
with open(path, "a+", encoding="utf-8", newline="") as f:
    f.write("\r\nappended")
    f.seek(0)
    print(repr(f.read()))
with open(path, "r+b") as f:
    f.write(b"H")
    f.truncate(5)
print(pathlib.Path(path).read_bytes(), os.path.getsize(path), os.stat(path).st_size, os.path.isfile(path), os.path.isdir(root), os.listdir(root))
for bad in (lambda: open(path + ".no"), lambda: open(root), lambda: open(path, "q"), lambda: open(path, "rb", encoding="x"), lambda: open(path, "rw"), lambda: open(path, "x"), lambda: open(path).write("a"), lambda: open(path, "w").read(), lambda: open(path, "rb").write("s"), lambda: f.read(), lambda: io.StringIO(5), lambda: io.BytesIO("s"), lambda: io.StringIO("a").seek(1, 1), lambda: io.StringIO().write(b"x"), lambda: open(path, buffering=0), lambda: os.mkdir(root), lambda: os.rmdir(path), lambda: os.remove(path + "x"), lambda: os.listdir(path), lambda: open(path, newline="x"), lambda: open(path, encoding="nope"), lambda: open("a\0b"), lambda: open(path, "wb").write("text")):
    try:
        with contextlib.closing(bad()) as opened:
            print(opened)
    except Exception as error:
        print(type(error).__name__, str(error).replace(root, "ROOT"))
p = pathlib.Path(root)
(p / "sub" / "deep").mkdir(parents=True)
(p / "sub" / "a.py").write_text("print(1)")
(p / "sub" / "deep" / "b.txt").touch()
print(sorted(str(x.relative_to(p)) for x in p.rglob("*")), sorted(x.name for x in p.glob("**/*.py")), (p / "sub").is_dir(), (p / "sub" / "a.py").stat().st_size, sorted(x.name for x in (p / "sub").iterdir()))
for base, dirs, files in sorted(os.walk(root)):
    print(base.replace(root, "ROOT"), sorted(dirs), sorted(files))
q = pathlib.PurePosixPath("/a/b/../c.tar.gz")
print(q, q.name, q.stem, q.suffix, q.suffixes, q.parent, list(q.parents), q.parts, q.with_suffix(".x"), q.with_name("n"), q / "d", q.is_absolute(), q.match("*.gz"), q.relative_to("/a"), repr(q), pathlib.PurePosixPath("a") < pathlib.PurePosixPath("b"), pathlib.PureWindowsPath("c:\\x\\y").parts, q.joinpath("..", "z"), pathlib.PurePosixPath("a//b/./c"), q.with_stem("s"), q.full_match("/a/**"))
shutil.copy(path, path + ".copy")
os.rename(path, path + ".renamed")
print(sorted(os.listdir(root)), os.path.exists(path), os.path.splitext(path)[1], os.path.normpath("a/../b//c"), os.path.relpath("/a/b", "/a/c"), os.path.commonpath(["/a/b", "/a/c"]), os.path.expanduser("~") != "", os.sep, os.linesep == "\n", os.path.split("/a/b"), os.fspath(p) == root, os.path.join("a", "/b", "c"))
shutil.rmtree(root)
print(os.path.exists(root))
sys.stdout.write("direct\n")
print("flushed", flush=True, file=sys.stdout)
sys.stdout.buffer.write(b"bytes\n")
sys.stdout.flush()
print(sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors, sys.stdin.encoding, sys.stdout.name, sys.stdin.read(), sys.stdout.fileno(), sys.stdout.isatty(), sys.__stdout__ is sys.stdout)
os.environ["MY_VAR"] = "v"
print(os.environ["MY_VAR"], os.getenv("NOPE", "d"), "MY_VAR" in os.environ, os.environ.pop("MY_VAR"), os.getcwd().rsplit("/", 1)[1], os.getpid() > 0, os.name, os.cpu_count() > 0, os.strerror(2))
