#!/usr/bin/env python3
"""Micro-benchmarks: processor time of serpentarium as a ratio to the reference interpreter.

    python3 tests/bench/run.py --serpentarium BIN --reference PYTHON3.14 [--rounds N] [--json FILE] [filter...]

Rounds of the two interpreters alternate, so that a busy machine hits both. Each benchmark measures
the processor time of its own loop (`time.process_time`); the minimum over the rounds counts. Start-up
is the user+system time and the peak resident memory of `-c pass`, as the kernel reports them.
A ratio below 1 means that serpentarium is faster (or smaller).
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parent / "programs"
STARTS_PER_ROUND = 5
LIMIT_SECONDS = 30


def spawn(command):
    """Run a command; (stdout, stderr, exit code, user+sys seconds, peak resident KiB)."""
    env = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env)
        alarm = threading.Timer(LIMIT_SECONDS, child.kill)
        alarm.start()
        with child.stdout:
            out = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        alarm.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        return out, errors.read(), child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


class Failure(Exception):
    """A benchmark did not run or gave another result than the reference."""


def loop_time(interpreter, program):
    """Seconds of the measured loop, and the result it printed."""
    out, err, code, _, _ = spawn([interpreter, str(program)])
    if code != 0:
        reason = f"killed after {LIMIT_SECONDS} s" if code == -9 else f"exit code {code}"
        raise Failure((err.strip().splitlines() or [reason])[-1])
    seconds, _, result = out.strip().partition(" ")
    return float(seconds), result


def measure(names, interpreters, rounds):
    """Minimum seconds per benchmark and interpreter; failures carry their message instead."""
    best = {name: {} for name in names}
    results, failures = {}, {}
    for number in range(rounds):
        order = list(interpreters.items())
        if number % 2:
            order.reverse()
        for name in names:
            for label, path in order:
                if (name, label) in failures:
                    continue
                try:
                    seconds, result = loop_time(path, PROGRAMS / f"{name}.py")
                    known = results.setdefault(name, result)
                    if known != result:
                        raise Failure(f"result {result!r}, expected {known!r}")
                    best[name][label] = min(seconds, best[name].get(label, math.inf))
                except (Failure, ValueError) as error:
                    failures[name, label] = str(error)
        print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return best, failures


def startup(interpreters, rounds):
    """Minimum processor seconds and peak KiB of an empty program."""
    best = {label: [math.inf, math.inf] for label in interpreters}
    for _ in range(rounds * STARTS_PER_ROUND):
        for label, path in interpreters.items():
            _, err, code, seconds, peak = spawn([path, "-c", "pass"])
            if code != 0:
                raise SystemExit(f"{path} -c pass: exit code {code}: {err.strip()}")
            best[label][0] = min(best[label][0], seconds)
            best[label][1] = min(best[label][1], peak)
    return best


def report(best, failures, starts):
    """Print the table; return its figures."""
    rows, ratios = {}, []
    print(f"{'benchmark':<28}{'reference':>12}{'serpentarium':>14}{'ratio':>8}")
    for name, times in best.items():
        mine, theirs = times.get("serpentarium"), times.get("reference")
        for label in ("reference", "serpentarium"):
            if (name, label) in failures:
                print(f"{name:<28}{label}: {failures[name, label]}")
                rows[name] = {"failed": label, "error": failures[name, label]}
        if name in rows or not mine or not theirs:
            continue
        ratio = mine / theirs
        ratios.append(ratio)
        rows[name] = {"reference": theirs, "serpentarium": mine, "ratio": ratio}
        print(f"{name:<28}{theirs * 1000:>10.1f}ms{mine * 1000:>12.1f}ms{ratio:>8.2f}")
    summary = {}
    if ratios:
        summary["geometric_mean"] = math.exp(sum(map(math.log, ratios)) / len(ratios))
        summary["worst"] = max(ratios)
        print(f"{'geometric mean of ' + str(len(ratios)):<28}{summary['geometric_mean']:>34.2f}")
        print(f"{'worst':<28}{summary['worst']:>34.2f}")
    (my_start, my_peak), (start, peak) = starts["serpentarium"], starts["reference"]
    summary["startup"] = {"reference": start, "serpentarium": my_start, "ratio": my_start / start}
    summary["peak_kib"] = {"reference": peak, "serpentarium": my_peak, "ratio": my_peak / peak}
    print(f"{'start-up (-c pass)':<28}{start * 1000:>10.1f}ms{my_start * 1000:>12.1f}ms{my_start / start:>8.2f}")
    print(f"{'peak memory (-c pass)':<28}{peak / 1024:>9.1f}MiB{my_peak / 1024:>11.1f}MiB{my_peak / peak:>8.2f}")
    return {"benchmarks": rows, "summary": summary}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--serpentarium", required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", metavar="FILE", help="write the figures here as well ('-': standard output only)")
    parser.add_argument("--limit", type=float, help="exit with 1 when the geometric mean is above this")
    parser.add_argument("filters", nargs="*", help="parts of benchmark names")
    options = parser.parse_args()
    names = sorted(p.stem for p in PROGRAMS.glob("*.py"))
    names = [n for n in names if not options.filters or any(f in n for f in options.filters)]
    interpreters = {"reference": options.reference, "serpentarium": options.serpentarium}
    starts = startup(interpreters, options.rounds)
    best, failures = measure(names, interpreters, options.rounds)
    if options.json == "-":
        table, sys.stdout = sys.stdout, open(os.devnull, "w")
        figures = report(best, failures, starts)
        sys.stdout = table
        json.dump(figures, sys.stdout, indent=2)
        print()
    else:
        figures = report(best, failures, starts)
        if options.json:
            Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")
    too_slow = options.limit and figures["summary"].get("geometric_mean", math.inf) > options.limit
    return 1 if failures or too_slow else 0


if __name__ == "__main__":
    sys.exit(main())
