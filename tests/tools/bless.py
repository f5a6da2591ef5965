#!/usr/bin/env python3
"""Record CPython's answers for the differential programs.

    python3 tests/tools/bless.py --reference /path/to/python3.14 [--new] [filter...]

Every program runs twice with different hash seeds; one that does not answer the same both times is
not recorded and named. What wrote to standard error is listed, so that an accident is seen.
"""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import corpus


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--reference", default=os.environ.get("BLESS"), help="CPython 3.14 (or env BLESS)")
    parser.add_argument("--new", action="store_true", help="only programs without a recorded answer")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    if not options.reference:
        parser.error("--reference or the environment variable BLESS must name python3.14")
    reference = corpus.Interpreter(options.reference)
    if reference.stdlib is None:
        parser.error(f"{options.reference} does not run")
    names = corpus.discover(options.filters)
    if options.new:
        names = [n for n in names if corpus.expected(n) is None]

    def twice(name):
        return name, [reference.run(name, extra_env={"PYTHONHASHSEED": s}) for s in ("1", "20")]

    unstable, changed = [], 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for name, (first, second) in pool.map(twice, names):
            if first != second or first[2] is None:
                unstable.append(name)
                continue
            if corpus.expected(name) != first:
                changed += 1
                print(f"{name}: exit code {first[2]}, {len(first[0])} characters")
                if first[1]:
                    print("    stderr ends:", first[1].rstrip().splitlines()[-1][:150])
                if not options.check:
                    corpus.record(name, first)
    print(f"{len(names)} programs, {changed} {'differ' if options.check else 'recorded'}")
    if unstable:
        print("not deterministic, not recorded:", *unstable)
    return 1 if unstable or (options.check and changed) else 0


if __name__ == "__main__":
    sys.exit(main())
