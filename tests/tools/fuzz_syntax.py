"""Compare errors on mutated programs of the standard library.

usage: fuzz_syntax.py --python PYTHON3.14 --dump DUMP_SYNTAX [--count N] [--seed S]

Cuts windows out of library files, deletes or doubles something in them, and
compares outcome, message and position of compiling with CPython's.
"""

import argparse
import collections
import json
import random
import subprocess
import sys

from compare_code import standard_library
from syntax_errors import cpython_answer, our_answers

TOKENS = ["(", ")", "[", "]", "{", "}", ":", ",", "=", "'", '"', "\n", " ", "    ", "if", "else",
          "for", "in", "def", "class", "*", "**", ".", "f'{", "}'", "\\", "0x", "1a", ":=", "==",
          "not", "lambda", "yield", "await", "async", "import", "from", "as", "@", ";", "é", "$",
          "?", "!", "'''", "#", "\t", "return", "del", "match", "case", "except", "try", "with"]


def mutate(text, rng):
    lines = text.split("\n")
    size = rng.randrange(1, 25)
    start = rng.randrange(max(1, len(lines) - size))
    piece = "\n".join(lines[start:start + size]) + "\n"
    if rng.random() < 0.7:
        import textwrap
        piece = textwrap.dedent(piece)
    for _ in range(rng.choice([1, 1, 1, 2])):
        at = rng.randrange(len(piece) + 1)
        length = rng.choice([1, 1, 1, 2, 5])
        match rng.randrange(4):
            case 0:
                piece = piece[:at] + piece[at + length:]
            case 1:
                piece = piece[:at] + piece[at:at + length] * 2 + piece[at + length:]
            case 2:
                piece = piece[:at] + rng.choice(TOKENS) + piece[at:]
            case _:
                piece = piece[:at] + rng.choice(TOKENS) + piece[at + length:]
    return piece.replace("\0", "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python")
    parser.add_argument("--dump")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        for line in sys.stdin:
            print(json.dumps(cpython_answer(json.loads(line))))
        return 0
    rng = random.Random(arguments.seed)
    files = list(standard_library(arguments.python))
    programs = []
    while len(programs) < arguments.count:
        try:
            with open(rng.choice(files), encoding="utf-8", newline="") as file:
                text = file.read()
        except UnicodeDecodeError:
            continue
        programs.append({"mode": "exec", "source": mutate(text.replace("\r", "\n"), rng)})
    listing = "".join(json.dumps(p) + "\n" for p in programs)
    output = subprocess.run([arguments.python, __file__, "--inside"], input=listing.encode(),
                            stdout=subprocess.PIPE, check=True).stdout.decode()
    theirs = [json.loads(line) for line in output.splitlines()]
    ours = our_answers(arguments.dump, programs)
    counts = collections.Counter()
    for program, want, have in zip(programs, theirs, ours, strict=True):
        counts["outcome"] += (want["kind"] == "ok") == (have["kind"] == "ok")
        counts["message"] += (want["kind"], want.get("message")) == (have["kind"], have.get("message"))
        counts["all"] += want == have
        if want != have and arguments.show > 0:
            arguments.show -= 1
            print(repr(program["source"]))
            for key in sorted(set(want) | set(have)):
                if want.get(key) != have.get(key):
                    print(f"    {key}: cpython {want.get(key)!r}  ours {have.get(key)!r}")
    total = len(programs)
    for name, count in counts.items():
        print(f"{name}: {count} of {total} equal ({100 * count / total:.2f}%)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
