"""Compare our syntax trees or tokens with CPython's over files.

usage: compare_syntax.py {ast,tokens} --python PYTHON3.14 --dump DUMP_SYNTAX [FILE...]

DUMP_SYNTAX is the example binary of core-vm/compiler. Without files: the whole
standard library of PYTHON3.14, its test package included. Prints the share of
equal files and the first differences; exit status 1 if there is any.
"""

import argparse
import os
import subprocess
import sys

from compare_code import standard_library


def tree_of(source):
    import ast
    return ast.dump(ast.parse(source), include_attributes=True)


def tokens_of(source):
    import io
    import tokenize
    lines = []
    try:
        for token in list(tokenize.tokenize(io.BytesIO(source).readline))[1:]:
            lines.append("\t".join(map(str, [token.type, shown(token.string), *token.start, *token.end])))
    except (tokenize.TokenError, SyntaxError) as error:
        lines.append(f"ERROR {error.args[0]}")
    return "\n".join(lines)


def shown(text):
    return text.encode("unicode_escape").decode()


def cpython_side(what):
    import warnings
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    sys.stdout.reconfigure(errors="backslashreplace")
    for path in sys.stdin.read().splitlines():
        with open(path, "rb") as file:
            source = file.read()
        print("FILE", path)
        try:
            print(tree_of(source) if what == "ast" else tokens_of(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            print("ERROR", error.args[0])


def sections(output):
    result, current = {}, None
    for line in output.split("\n"):
        if line.startswith("FILE "):
            current = result.setdefault(line[5:], [])
        elif line and current is not None:
            current.append(line)
    return result


def normal(line):
    """The text of a token as Rust shows it, as Python would."""
    parts = line.split("\t")
    if len(parts) == 6:
        import ast
        import re
        text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: f"\\U{int(m[1], 16):08x}", parts[1])
        parts[1] = shown(ast.literal_eval(text)) if text.startswith('"') else text
    return "\t".join(parts)


def difference(want, have):
    for index, (a, b) in enumerate(zip(want, have)):
        if a != b:
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
            low = max(0, at - 150)
            return f"  cpython {a[low:at + 150]}\n  ours    {b[low:at + 150]}"
    return f"  {len(want)} and {len(have)} lines: {want[len(have):][:2]} {have[len(want):][:2]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["ast", "tokens"])
    parser.add_argument("--python")
    parser.add_argument("--dump")
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    if arguments.inside:
        return cpython_side(arguments.what)
    files = arguments.files or list(standard_library(arguments.python))
    listing = "\n".join(files) + "\n"
    run = lambda command: sections(subprocess.run(
        command, input=listing.encode(), stdout=subprocess.PIPE, check=True
    ).stdout.decode("utf-8", "backslashreplace"))
    theirs = run([arguments.python, os.path.abspath(__file__), arguments.what, "--inside"])
    ours = run([arguments.dump, arguments.what])
    equal = shown_count = 0
    for path, want in theirs.items():
        have = ours.get(path, [])
        if arguments.what == "tokens":
            have = [normal(line) for line in have]
        if want == have or (want[0].startswith("ERROR") and have and have[0].startswith("ERROR")):
            equal += 1
            continue
        shown_count += 1
        if shown_count <= arguments.show:
            print(f"{path}:\n{difference(want, have)}")
    print(f"{equal} of {len(theirs)} files equal ({100 * equal / len(theirs):.3f}%)")
    return 0 if equal == len(theirs) else 1


if __name__ == "__main__":
    sys.exit(main())
