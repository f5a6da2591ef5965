"""Compares dis and marshal with CPython over every module of its standard library.

Usage: PYTHONHASHSEED=0 python3.14 compare_stdlib.py TOOL WORK [-C] [-O] [-P] [-S] [--only PART]

TOOL is the built example dis_pyc, WORK a directory for files that are kept for
the next run. Every module is compiled by py_compile. Reported are the share of
modules whose disassembly is the same text, whose rewritten .pyc holds equal code
objects, and whose rewritten .pyc is the same bytes.
"""

import dis
import io
import marshal
import os
import py_compile
import re
import subprocess
import sys
import sysconfig
import types
from pathlib import Path

ADDRESS = re.compile(r" at 0x[0-9a-f]+, file")
CODE_FIELDS = [name for name in dir(types.CodeType)
               if name.startswith("co_") and name not in ("co_lnotab", "co_lines", "co_positions",
                                                          "co_branches")]
SWITCHES = {"-C": "show_caches", "-O": "show_offsets", "-P": "show_positions", "-S": "adaptive"}


def compile_all(lib, work, only):
    for source in sorted(lib.rglob("*.py")):
        name = "-".join(source.relative_to(lib).with_suffix("").parts)
        if not source.is_file() or "site-packages" in source.parts or (only and only not in name):
            continue
        target = work / f"{name}.pyc"
        if not target.exists():
            try:
                py_compile.compile(str(source), str(target), doraise=True, quiet=2)
            except py_compile.PyCompileError:
                pass
        if target.exists():
            yield name, target


def load(path):
    return marshal.loads(path.read_bytes()[16:])


def expected_text(pyc, cache, options):
    if not cache.exists():
        output = io.StringIO()
        dis.dis(load(pyc), file=output, **options)
        cache.write_text(ADDRESS.sub(" at 0x1000, file", output.getvalue()), "utf-8", "surrogateescape")
    return cache.read_text("utf-8", "surrogateescape")


def same(a, b):
    """Equality of constants with types, order and every field of code objects."""
    if type(a) is not type(b):
        return False
    if isinstance(a, types.CodeType):
        return (all(same(getattr(a, name), getattr(b, name)) for name in CODE_FIELDS)
                and list(a.co_positions()) == list(b.co_positions()))
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, frozenset):
        return same(tuple(sorted(a, key=repr)), tuple(sorted(b, key=repr)))
    return repr(a) == repr(b)


def first_difference(expected, got):
    expected, got = expected.splitlines(), got.splitlines()
    for number, (a, b) in enumerate(zip(expected, got), 1):
        if a != b:
            return f"line {number}\n    cpython: {a}\n    ours:    {b}"
    return f"{len(expected)} lines, ours {len(got)}"


def main():
    tool, work, *rest = sys.argv[1:]
    only = rest.pop(rest.index("--only") + 1) if "--only" in rest else None
    switches = [argument for argument in rest if argument in SWITCHES]
    work = Path(work)
    tag = "".join(switch[1] for switch in switches) or "plain"
    for directory in (work / "pyc", work / f"cpython-{tag}", work / f"ours-{tag}", work / "rewritten"):
        directory.mkdir(parents=True, exist_ok=True)
    lib = Path(sysconfig.get_path("stdlib"))
    modules = list(compile_all(lib, work / "pyc", only))
    listing = work / "list.txt"
    lines = [f"{pyc}\t{work}/ours-{tag}/{name}.txt\t{work}/rewritten/{name}.pyc\n" for name, pyc in modules]
    listing.write_text("".join(lines))
    subprocess.run([tool, *switches, "--batch", str(listing)], check=True)
    options = {SWITCHES[switch]: True for switch in switches}
    text_same = code_same = bytes_same = shown = 0
    for name, pyc in modules:
        expected = expected_text(pyc, work / f"cpython-{tag}" / f"{name}.txt", options)
        got = (work / f"ours-{tag}" / f"{name}.txt").read_text("utf-8", "surrogateescape")
        rewritten = work / "rewritten" / f"{name}.pyc"
        text_same += expected == got
        code_same += same(load(pyc), load(rewritten))
        bytes_same += pyc.read_bytes() == rewritten.read_bytes()
        if expected != got and shown < 10:
            shown += 1
            print(f"{name}: {first_difference(expected, got)}")
    total = len(modules)
    for what, count in [("disassembly", text_same), ("code objects", code_same), ("bytes", bytes_same)]:
        print(f"{what}: {count} of {total} equal ({count / total:.2%})")
    sys.exit(text_same != total or code_same != total)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        sys.exit("the order of sets depends on hashes: run with PYTHONHASHSEED=0")
    main()
