"""Compare our code objects with CPython's, field by field.

usage: compare_code.py --python PYTHON3.14 --dump DUMP_CODE [-O | -OO] [--eval | --single] [--tree] [FILE...]

DUMP_CODE is the example binary of core-vm/compiler. Without files: the whole
standard library of PYTHON3.14, its test package included. Prints the share of
equal code objects and the first differences; exit status 1 if there is any.
"""

import argparse
import os
import subprocess
import sys

FIELDS = ("qualname name firstlineno argcounts stacksize flags code linetable exceptiontable "
          "names localsplusnames localspluskinds consts").split()


class Kinds:
    """Reads `co_localspluskinds`, which only marshal shows."""

    def __init__(self, code):
        import marshal
        self.data = marshal.dumps(code)
        self.refs = [0] if self.data[0] & 0x80 else []
        self.at = 1 + 5 * 4
        for _ in range(4):
            self.skip()
        if self.data[self.at] == ord("r"):
            self.at = self.refs[self.long(1)]
        size = self.long(1)
        self.value = self.data[self.at:self.at + size]

    def long(self, skip=0):
        self.at += skip + 4
        return int.from_bytes(self.data[self.at - 4:self.at], "little", signed=True)

    def skip(self):
        kind = chr(self.data[self.at] & 0x7F)
        if self.data[self.at] & 0x80:
            self.refs.append(self.at)
        self.at += 1
        if kind in "sutaA":
            size = self.long()
            self.at += size
        elif kind in "zZ":
            self.at += 1 + self.data[self.at]
        elif kind in "NTFS.":
            pass
        elif kind in "ri":
            self.at += 4
        elif kind in "gy":
            self.at += 8 if kind == "g" else 16
        elif kind == "l":
            size = self.long()
            self.at += 2 * abs(size)
        elif kind in "(><)":
            if kind == ")":
                self.at += 1
                count = self.data[self.at - 1]
            else:
                count = self.long()
            for _ in range(count):
                self.skip()
        elif kind == ":":
            for _ in range(3):
                self.skip()
        elif kind == "c":
            self.at += 5 * 4
            for _ in range(8):
                self.skip()
            self.at += 4
            for _ in range(2):
                self.skip()
        else:
            raise ValueError(f"marshal type {kind!r}")


def text(value):
    data = value.encode("utf-8", "surrogatepass")
    if data.isascii() and all(0x21 <= b <= 0x7E and b != 0x25 for b in data):
        return value
    return "%" + data.hex()


def bits(value):
    import struct
    return struct.pack(">d", value).hex()


def constant(value, inner):
    kind = type(value)
    if value is None or value is ...:
        return "None" if value is None else "..."
    if kind is bool:
        return f"bool:{value:d}"
    if kind is int:
        return f"int:{value:x}"
    if kind is float:
        return f"float:{bits(value)}"
    if kind is complex:
        return f"complex:{bits(value.real)}:{bits(value.imag)}"
    if kind is str:
        return f"str:{text(value)}"
    if kind is bytes:
        return f"bytes:{value.hex()}"
    if kind is tuple:
        return "(" + ",".join(constant(v, inner) for v in value) + ")"
    if kind is frozenset:
        return "{" + ",".join(sorted(constant(v, inner) for v in value)) + "}"
    if kind is slice:
        return f"slice({','.join(constant(v, inner) for v in (value.start, value.stop, value.step))})"
    inner.append(value)
    return f"code:{len(inner) - 1}"


def dump(code, lines):
    inner = []
    consts = " ".join([constant(c, inner) for c in code.co_consts])
    count = len(code.co_varnames) + len(code.co_freevars) + len(
        set(code.co_cellvars) - set(code.co_varnames))
    lines.append((
        text(code.co_qualname), text(code.co_name), str(code.co_firstlineno),
        f"{code.co_argcount}/{code.co_posonlyargcount}/{code.co_kwonlyargcount}",
        str(code.co_stacksize), f"{code.co_flags:x}", code.co_code.hex(), code.co_linetable.hex(),
        code.co_exceptiontable.hex(), " ".join(map(text, code.co_names)),
        " ".join(text(code._varname_from_oparg(i)) for i in range(count)),
        Kinds(code).value.hex(), consts))
    for child in inner:
        dump(child, lines)


def cpython_side(arguments):
    """Runs inside the reference interpreter."""
    import warnings
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10000)
    mode = "eval" if arguments.eval else "single" if arguments.single else "exec"
    for path in sys.stdin.read().splitlines():
        print("FILE", path)
        with open(path, "rb") as file:
            source = file.read()
        lines = []
        try:
            dump(compile(source, path, mode, dont_inherit=True, optimize=arguments.optimize), lines)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            print("ERROR", error.args[0])
            continue
        for line in lines:
            print("\t".join(line))


def sections(output):
    result = {}
    for line in output.split("\n"):
        if line.startswith("FILE "):
            current = result.setdefault(line[5:], [])
        elif line:
            current.append(line)
    return result


def standard_library(python):
    command = "import os; print(os.path.dirname(os.__file__))"
    top = subprocess.run([python, "-c", command], capture_output=True, text=True,
                         check=True).stdout.strip()
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in ("site-packages", "__pycache__"))
        for name in sorted(files):
            if name.endswith(".py") and os.path.isfile(os.path.join(folder, name)):
                yield os.path.join(folder, name)


def compare(ours, theirs, show):
    equal = total = errors = shown = 0
    for path, expected in theirs.items():
        got = ours.get(path, ["ERROR no answer"])
        if expected[:1] and expected[0].startswith("ERROR"):
            if not (got and got[0].startswith("ERROR")):
                errors += 1
                print(f"{path}: CPython refuses it, we do not: {expected[0]}")
            continue
        total += len(expected)
        if got and got[0].startswith("ERROR"):
            print(f"{path}: {got[0]}")
            continue
        for index, want in enumerate(expected):
            have = got[index] if index < len(got) else ""
            if want == have:
                equal += 1
                continue
            shown += 1
            if shown <= show:
                describe(path, want.split("\t"), have.split("\t"))
    share = 100 * equal / max(total, 1)
    print(f"{equal} of {total} code objects equal ({share:.3f}%), {len(theirs)} files")
    return equal == total and not errors


def describe(path, want, have):
    print(f"{path}: {want[0]} (line {want[2]})")
    for name, a, b in zip(FIELDS, want, have + [""] * len(want)):
        if a != b:
            print(f"    {name}:\n      cpython {a[:300]}\n      ours    {b[:300]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python")
    parser.add_argument("--dump")
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("-O", action="count", default=0, dest="optimize")
    parser.add_argument("--eval", action="store_true")
    parser.add_argument("--single", action="store_true")
    parser.add_argument("--tree", action="store_true", help="compile our own syntax trees")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    if arguments.inside:
        return cpython_side(arguments)
    files = arguments.files or list(standard_library(arguments.python))
    options = ["-" + "O" * arguments.optimize] if arguments.optimize else []
    options += ["--eval"] if arguments.eval else ["--single"] if arguments.single else []
    listing = "\n".join(files) + "\n"
    run = lambda command: sections(subprocess.run(
        command, input=listing, stdout=subprocess.PIPE, text=True, check=True).stdout)
    theirs = run([arguments.python, os.path.abspath(__file__), "--inside", *options])
    ours = run([arguments.dump, *["--tree"] * arguments.tree, *options])
    return 0 if compare(ours, theirs, arguments.show) else 1


if __name__ == "__main__":
    sys.exit(main())
