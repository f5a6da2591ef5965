"""Record and compare what CPython says about wrong programs.

usage: syntax_errors.py --bless --python PYTHON3.14      records tests/syntax_errors/expected.jsonl
       syntax_errors.py --dump DUMP_SYNTAX               compares ours with what is recorded

The programs are in tests/syntax_errors/cases.jsonl (`mode`, `source`); for
each, expected.jsonl holds the exception's class and fields, or the warnings.
"""

import argparse
import json
import os
import subprocess
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "syntax_errors")


def cases(name="cases.jsonl"):
    with open(os.path.join(HERE, name), encoding="ascii") as file:
        return [json.loads(line) for line in file]


def cpython_answer(case):
    import ast
    import warnings
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if case["mode"] in ("ast", "func_type"):
                ast.parse(case["source"], mode=case["mode"].replace("ast", "exec"))
            else:
                compile(case["source"], "<case>", case["mode"], dont_inherit=True)
        except SyntaxError as error:
            return {
                "kind": type(error).__name__, "message": error.msg, "lineno": error.lineno,
                "offset": error.offset, "end_lineno": error.end_lineno,
                "end_offset": error.end_offset, "text": error.text,
            }
        except Exception as error:
            return {"kind": type(error).__name__, "message": str(error), "lineno": None,
                    "offset": None, "end_lineno": None, "end_offset": None, "text": None}
    return {"kind": "ok",
            "warnings": [[w.category.__name__, w.lineno, str(w.message)] for w in caught]}


def our_answers(dump, programs):
    lines = "".join(f"{case['mode']}\t{case['source'].encode('utf-8', 'surrogatepass').hex()}\n"
                    for case in programs)
    output = subprocess.run([dump, "errors"], input=lines.encode(), stdout=subprocess.PIPE,
                            check=True).stdout.decode()
    return [our_answer(line) for line in output.split("\n")[:-1]]


def our_answer(line):
    parts = line.split("\t")
    if parts[0] == "ok":
        warnings = [part.split(":", 2) for part in parts[1:]]
        return {"kind": "ok", "warnings": [[c, int(n), m] for c, n, m in warnings]}
    number = lambda text: None if text == "None" else int(text)
    text = None if parts[6] == "None" else bytes.fromhex(parts[6][1:]).decode("utf-8", "replace")
    return {"kind": parts[0].replace("IncompleteInput", "_IncompleteInputError"),
            "message": parts[1], "lineno": number(parts[2]), "offset": number(parts[3]),
            "end_lineno": number(parts[4]), "end_offset": number(parts[5]), "text": text}


def bless(python):
    command = [python, os.path.abspath(__file__), "--answer"]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    with open(os.path.join(HERE, "expected.jsonl"), "wb") as file:
        file.write(output)


def compare(dump, show):
    programs, wanted = cases(), cases("expected.jsonl")
    equal = same_message = shown = 0
    for case, want, have in zip(programs, wanted, our_answers(dump, programs), strict=True):
        if want == have:
            equal += 1
        if (want["kind"], want.get("message")) == (have["kind"], have.get("message")):
            same_message += 1
        if want != have:
            shown += 1
            if shown <= show:
                print(f"{case['mode']} {case['source'][:200]!r}")
                for key in want:
                    if want[key] != have.get(key):
                        print(f"    {key}: cpython {want[key]!r}  ours {have.get(key)!r}")
                if have["kind"] != "ok" and want["kind"] == "ok":
                    print(f"    ours {have}")
    print(f"{equal} of {len(programs)} equal, {same_message} with equal kind and message")
    return equal == len(programs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--python")
    parser.add_argument("--dump")
    parser.add_argument("--show", type=int, default=1000)
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.answer:
        sys.setrecursionlimit(10000)
        for case in cases():
            print(json.dumps(cpython_answer(case)))
    elif arguments.bless:
        bless(arguments.python)
    else:
        return 0 if compare(arguments.dump, arguments.show) else 1


if __name__ == "__main__":
    sys.exit(main())
