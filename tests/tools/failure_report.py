#!/usr/bin/env python3
"""Run the programs and group what fails by its cause, most frequent first (Markdown).

    python3 tests/tools/failure_report.py [--bin PATH] [--output FILE] [--tighten | --add] [filter...]

The cause of a failing program is, in this order: a panic or signal, a timeout, the last line of a
traceback that CPython does not print, the first line that differs.
"""

import argparse
import collections
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import corpus
from run_programs import find_binary


def cause(wanted, got):
    """A short text that is equal for programs that fail for the same reason."""
    out, err, code = got
    if code is None:
        return "timeout"
    if panic := re.search(r"panicked at ([^\n]*)\n?([^\n]*)", err):
        return f"panic: {panic[1]} {panic[2]}"
    if code < 0 and code != wanted[2]:
        return f"killed by signal {-code}"
    if err != wanted[1] and err.strip():
        known = set(wanted[1].splitlines())
        new = [line for line in err.strip().splitlines() if line not in known and not line.startswith(" ")]
        if new:
            return re.sub(r"\bline \d+", "line N", new[-1])[:150]
    for title, want, have in (("stdout", wanted[0], out), ("stderr", wanted[1], err)):
        pairs = zip(want.splitlines() + [""], have.splitlines() + [""])
        for number, (a, b) in enumerate(pairs, 1):
            if a != b:
                return f"{title} differs"
    return f"exit code {code} instead of {wanted[2]}"


def first_difference(wanted, got):
    """The first line that differs, as CPython has it and as it came."""
    for title, want, have in (("", wanted[0], got[0]), ("stderr ", wanted[1], got[1])):
        want, have = want.splitlines() + ["<end>"], have.splitlines() + ["<end>"]
        for number, (a, b) in enumerate(zip(want, have), 1):
            if a != b:
                at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                start = max(0, at - 40)
                return f"{title}line {number}: `{a[start:at + 50]}` got `{b[start:at + 50]}`"
    return f"exit code {got[2]} instead of {wanted[2]}"


def rewrite_ratchet(names, failing, add):
    """Drop listed programs that pass now; with `add`, list those that fail and are not listed yet."""
    allowed = corpus.expected_failures()
    kept = {n: r for n, r in allowed.items() if n not in names or n in failing}
    if add:
        kept.update({n: reason for n, reason in failing.items() if n not in kept})
    path = corpus.ROOT / "expected_failures.txt"
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    body = [f"{name}: {' '.join(reason.split())}" for name, reason in sorted(kept.items())]
    path.write_text("\n".join(head + body) + "\n", encoding="utf-8")
    print(f"expected_failures.txt: {len(allowed)} -> {len(kept)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bin")
    parser.add_argument("--output", help="write here instead of standard output")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--tighten", action="store_true", help="drop what passes from expected_failures.txt")
    parser.add_argument("--add", action="store_true", help="also list what fails there")
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    tested = corpus.Interpreter(options.bin or find_binary())
    names = corpus.discover(options.filters)
    failing = {}
    groups, passed, topics = collections.defaultdict(list), 0, collections.defaultdict(lambda: [0, 0])
    with ThreadPoolExecutor(options.jobs) as pool:
        for name, got in zip(names, pool.map(lambda n: tested.run(n, options.timeout), names)):
            wanted = corpus.expected(name) or ("", "", 0)
            topic = topics[name.split("/")[0]]
            topic[1] += 1
            if wanted == got:
                passed += 1
                topic[0] += 1
            else:
                failing[name] = cause(wanted, got)
                groups[failing[name]].append((name, first_difference(wanted, got)))
    lines = [f"# {passed} of {len(names)} programs pass", ""]
    lines += [", ".join(f"{t} {a}/{b}" for t, (a, b) in sorted(topics.items())), ""]
    for reason, programs in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        lines += [f"## {len(programs)}: {reason}", ""]
        lines += [f"- {name}: {difference}" for name, difference in programs] + [""]
    if options.tighten or options.add:
        rewrite_ratchet(set(names), failing, options.add)
    text = "\n".join(lines)
    if options.output:
        with open(options.output, "w", encoding="utf-8") as f:
            f.write(text)
        print(lines[0][2:])
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
