#!/usr/bin/env python3
"""Run files of CPython's own test package in our interpreter and compare with the ratchet.

    python3 tests/tools/cpython_tests.py --bin PATH --lib /path/to/lib/python3.14 [--raise] [test_name...]

The test package is read where a CPython 3.14 is installed (`--lib`, or $CPYTHON_LIB); nothing of
it is kept here. `tests/cpython/ratchet` says how many tests of each file pass. The exit code is 1
when fewer pass than it says; `--raise` writes higher numbers and new files into it.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATCHET = ROOT / "tests" / "cpython" / "ratchet"

RUNNER = """
import json, sys, unittest
class Result(unittest.TestResult):
    passed = 0
    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1
result = Result()
unittest.defaultTestLoader.loadTestsFromName("test." + sys.argv[1]).run(result)
report = {
    "run": result.testsRun, "passed": result.passed, "skipped": len(result.skipped),
    "failed": sorted({test.id() for test, _ in result.failures + result.errors}),
}
sys.__stdout__.write("\\nREPORT " + json.dumps(report) + "\\n")
sys.__stdout__.flush()
"""


def read_ratchet():
    wanted = {}
    for line in RATCHET.read_text().splitlines() if RATCHET.exists() else []:
        line = line.partition("#")[0].split()
        if line:
            wanted[line[0]] = int(line[1])
    return wanted


def write_ratchet(wanted):
    head = "# file of CPython's test package: number of its tests that pass. Numbers only grow.\n"
    RATCHET.write_text(head + "".join(f"{name} {count}\n" for name, count in sorted(wanted.items())))


def run(options, name):
    environment = dict(os.environ, PYTHONPATH=options.lib)
    command = [options.bin, "-c", RUNNER, name]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True,
                              errors="replace", timeout=options.timeout, cwd=options.cwd)
    except subprocess.TimeoutExpired:
        return {"passed": 0, "note": "timeout"}
    for line in done.stdout.splitlines():
        if line.startswith("REPORT "):
            report = json.loads(line.removeprefix("REPORT "))
            if done.returncode:
                report["note"] = f"exit code {done.returncode}"
            return report
    last = (done.stderr.strip().splitlines() or [""])[-1]
    return {"passed": 0, "note": f"exit code {done.returncode}: {last[:120]}"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=os.environ.get("SERPENTARIUM_BIN"))
    parser.add_argument("--lib", default=os.environ.get("CPYTHON_LIB"))
    parser.add_argument("--raise", dest="grow", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true", help="name the tests that fail")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=120)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if not options.bin or not options.lib:
        parser.error("--bin and --lib are needed")
    options.bin = os.path.abspath(options.bin)
    import tempfile
    with tempfile.TemporaryDirectory() as options.cwd:
        wanted = read_ratchet()
        names = options.names or sorted(wanted)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            reports = dict(zip(names, pool.map(lambda name: run(options, name), names)))
    lost = False
    for name, report in reports.items():
        passed, before = report["passed"], wanted.get(name)
        fell = before is not None and passed < before
        lost |= fell
        of = f" of {report['run'] - report['skipped']}" if "run" in report else ""
        print(f"{'LOST ' if fell else ''}{name}: {passed}{of} pass"
              + (f", {before} wanted" if fell else "") + (f" ({report['note']})" if "note" in report else ""))
        if options.verbose:
            for test in report.get("failed", []):
                print("   ", test)
        if options.grow and passed > (before or 0):
            wanted[name] = passed
    if options.grow:
        write_ratchet(wanted)
    print(f"{sum(r['passed'] for r in reports.values())} tests of {len(reports)} files pass")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
