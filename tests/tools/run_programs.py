#!/usr/bin/env python3
"""Run the differential programs in one interpreter and show what differs from CPython.

    python3 tests/tools/run_programs.py [--bin PATH] [-v] [-j N] [filter...]

Without --bin: $SERPENTARIUM_BIN, or the newest serpentarium in the cargo target directory.
A filter is a part of `topic/name`. The exit code is 1 when a program fails that is not listed in
expected_failures.txt, or when a listed one passes.
"""

import argparse
import difflib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import corpus


def find_binary():
    """The interpreter to test when none was named."""
    if named := os.environ.get("SERPENTARIUM_BIN"):
        return named
    workspace = Path(__file__).resolve().parent.parent.parent
    target = Path(os.environ.get("CARGO_TARGET_DIR", workspace / "target"))
    found = [p for kind in ("release", "debug") if (p := target / kind / "serpentarium").exists()]
    if not found:
        sys.exit(f"no serpentarium in {target}: build it, or give --bin PATH or SERPENTARIUM_BIN")
    return str(max(found, key=lambda p: p.stat().st_mtime))


def differences(wanted, got, limit):
    """Readable lines for one failing program."""
    lines = []
    for title, want, have in (("stdout", wanted[0], got[0]), ("stderr", wanted[1], got[1])):
        if want != have:
            diff = list(difflib.unified_diff(
                want.splitlines(), have.splitlines(), f"{title} of CPython", title, lineterm="", n=1))
            if not diff:
                diff = [f"{title}: differs in line ends: {want[-20:]!r} / {have[-20:]!r}"]
            lines += diff[:limit] + (["..."] if len(diff) > limit else [])
    if wanted[2] != got[2]:
        lines.append("timed out" if got[2] is None else f"exit code {got[2]}, CPython's is {wanted[2]}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bin", help="interpreter to test")
    parser.add_argument("-v", "--verbose", action="store_true", help="whole differences")
    parser.add_argument("-q", "--quiet", action="store_true", help="only names and the summary")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--verify-heap", action="store_true", help="SERPENTARIUM_VERIFY_HEAP=1")
    parser.add_argument("--gc-stress", action="store_true", help="SERPENTARIUM_GC_STRESS=1")
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    modes = {}
    if options.verify_heap:
        modes["SERPENTARIUM_VERIFY_HEAP"] = "1"
    if options.gc_stress:
        modes["SERPENTARIUM_GC_STRESS"] = "1"

    tested = corpus.Interpreter(options.bin or find_binary())
    names = corpus.discover(options.filters)
    if options.gc_stress:
        names = [n for n in names if corpus.settings(n).get("stress", True)]
    allowed = corpus.expected_failures()
    limit = 10**6 if options.verbose else 0 if options.quiet else 12
    passed, failed, listed, surprises = 0, [], [], []

    def one(name):
        return name, corpus.expected(name), tested.run(name, options.timeout, modes)

    with ThreadPoolExecutor(options.jobs) as pool:
        for name, wanted, got in pool.map(one, names):
            if wanted == got:
                passed += 1
                if name in allowed:
                    surprises.append(name)
            else:
                (listed if name in allowed else failed).append(name)
                mark = "expected failure" if name in allowed else "FAIL"
                print(f"{mark} {name}")
                for line in differences(wanted or ("", "", 0), got, limit):
                    print("   ", line)
    print(f"{passed} of {len(names)} pass, {len(failed)} fail, {len(listed)} expected failures")
    if surprises:
        print("listed in expected_failures.txt but pass:", *surprises)
    return 1 if failed or surprises else 0


if __name__ == "__main__":
    sys.exit(main())
