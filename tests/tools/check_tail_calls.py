#!/usr/bin/env python3
"""Show handlers of the interpreter that call the next handler instead of jumping to it.

    python3 tests/tools/check_tail_calls.py BIN

Such a handler keeps native stack per instruction, which overflows in a long loop. Reads the
disassembly that `objdump` prints of a release binary. The exit code is 1 when there are any.
"""

import re
import subprocess
import sys

RUNTIME = "serpentarium_runtime6interp"
# They start the dispatch: what they call returns to them.
STARTERS = ("4call3run", "4call11run_raising", "4call8run_with")
INDIRECT = r"\s+\*.*\(%r\w+,%r\w+,8\)"


def functions(binary):
    """Name and instruction texts of every function of the interpreter."""
    command = ["objdump", "-d", "--no-show-raw-insn", binary]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found, body = {}, None
    for line in output.splitlines():
        if start := re.match(r"^[0-9a-f]+ <(.*)>:$", line):
            body = found.setdefault(start[1], []) if RUNTIME in start[1] else None
        elif body is not None and "\t" in line:
            body.append(line.split("\t", 1)[1])
    return found


def dispatching(found):
    """Names of the functions that end in another instruction's handler."""
    names = {name for name, body in found.items() if any(re.match("jmp" + INDIRECT, text) for text in body)}
    while True:
        more = set()
        for name, body in found.items():
            targets = (re.match(r"jmp\s+\S+\s+<([^>+]+)>", text) for text in body)
            if name not in names and any(target and target[1] in names for target in targets):
                more.add(name)
        if not more:
            return names
        names |= more


def main():
    found = functions(sys.argv[1])
    names = dispatching(found)
    if not names:
        sys.exit("no handlers found: is this a release binary with symbols?")
    wrong = set()
    for name, body in found.items():
        if any(starter in name for starter in STARTERS):
            continue
        for text in body:
            target = re.match(r"call\s+\S+\s+<([^>+]+)>", text)
            if re.match("call" + INDIRECT, text):
                wrong.add((name, "the next handler"))
            elif target and target[1] in names:
                wrong.add((name, target[1]))
    for name, target in sorted(wrong):
        print(f"{name} calls {target}")
    print(f"{len(names)} functions dispatch, {len(wrong)} calls keep native stack")
    sys.exit(1 if wrong else 0)


main()
