#!/usr/bin/env python3
"""The language-server bench: `serpentarium lsp` beside the other Python servers, in one run.

    python3 tests/bench/lsp/run.py [--serpentarium BIN] [--store DIR] [--python PYTHON3.13]
        [--server NAME]... [--kind KIND]... [--package NAME]... [--no-speed | --no-correctness]
        [--rounds N] [--json FILE] [--explain QUESTION]

Prints how many of the answer sheets' questions each server answers as reading the code does, by kind,
and how long its answers take. The servers run one after the other. The first run installs the other
servers and fetches the packages into the store.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import correctness
import packages
import report
import servers
import sheets
import speed
from packages import Workspace
from servers import Server
from sheets import Question


def main() -> int:
    options = _options()
    store = Path(options.store).expanduser().resolve()
    store.mkdir(parents=True, exist_ok=True)
    workspaces = packages.prepare(store, options.python)
    try:
        questions = _questions(options)
        sheets.verify(questions, workspaces)
    except sheets.BadSheet as error:
        print(error, file=sys.stderr)
        return 2
    if options.check:
        print(_count(questions))
        return 0
    ready, missing = _installed(_chosen(options), store, options.python)
    if options.explain:
        return _explain(ready, workspaces, questions)
    results = _measure(options, ready, workspaces, questions)
    results["missing"] = missing
    for line in missing:
        print(f"missing: {line}")
    _write(options, results)
    return 1 if missing else 0


def _write(options: argparse.Namespace, results: dict[str, Any]) -> None:
    """What is known so far; a run that is interrupted leaves that."""
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--serpentarium", metavar="BIN", help="the program to measure")
    store = str(cache / "serpentarium-bench-lsp")
    parser.add_argument("--store", default=store, help="where servers and packages are kept")
    parser.add_argument("--python", default=_python(), help="interpreter of the environments: 3.13 or newer, with pip")
    parser.add_argument("--server", action="append", help="only this server (repeatable)")
    parser.add_argument("--kind", action="append", choices=sorted(sheets.KINDS), help="only this kind of question")
    parser.add_argument("--package", action="append", help="only questions about this package")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the speed measurement")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--no-correctness", action="store_true")
    parser.add_argument("--json", metavar="FILE", help="write every answer and every figure")
    parser.add_argument("--explain", metavar="QUESTION", help="print what each server answers to one question")
    parser.add_argument("--check", action="store_true", help="only read the sheets and count the questions")
    return parser.parse_args()


def _python() -> str:
    """The newest interpreter on the path that can serve."""
    found = [shutil.which(f"python3.{minor}") for minor in (14, 13)]
    return next((path for path in found if path), sys.executable)


def _questions(options: argparse.Namespace) -> list[Question]:
    known = [packages.PROJECT, *(package.name for package in packages.PACKAGES)]
    found = sheets.load(options.package or known)
    if options.explain:
        return [question for question in found if question.name == options.explain]
    return [question for question in found if not options.kind or question.kind in options.kind]


def _count(questions: list[Question]) -> str:
    names = list(dict.fromkeys(question.package for question in questions))
    rows = []
    for kind in sheets.KINDS:
        counts = [sum(question.kind == kind and question.package == name for question in questions) for name in names]
        rows.append([kind, *map(str, counts), str(sum(counts))])
    rows.append(["all", *(str(sum(question.package == name for question in questions)) for name in names),
                 str(len(questions))])
    return report.table(["questions", *names, "all"], rows)


def _chosen(options: argparse.Namespace) -> list[Server]:
    wanted = options.server
    chosen = []
    if not wanted or "serpentarium" in wanted:
        chosen.append(servers.own(servers.find_own(options.serpentarium)))
    chosen += [server for server in servers.PEERS if not wanted or server.name in wanted]
    return chosen


def _installed(
    chosen: list[Server], store: Path, python: str
) -> tuple[list[tuple[Server, Path]], list[str]]:
    """Where each server is installed, and the reasons of those that cannot be installed."""
    ready, missing = [], []
    for server in chosen:
        try:
            folder = servers.install(server, store, Path(python))
        except servers.Missing as error:
            missing.append(str(error))
        else:
            ready.append((server, folder))
    return ready, missing


def _explain(
    ready: list[tuple[Server, Path]], workspaces: dict[str, Workspace], questions: list[Question]
) -> int:
    for question in questions:
        print(f"{question.kind} {question.name} in {question.file}")
        for key, value in question.lines:
            print(f"    {key} {value}")
        for server, folder in ready:
            (answer,) = _asked(server, folder, workspaces[question.package], [question])
            print(f"--- {server.name}: {answer.score:.2f}")
            for line in answer.wrong:
                print(f"    wrong: {line}")
            came = answer.came
            print(came if isinstance(came, str) else json.dumps(came, indent=1, ensure_ascii=False))
    return 0 if questions else 2


def _measure(
    options: argparse.Namespace, ready: list[tuple[Server, Path]], workspaces: dict[str, Workspace],
    questions: list[Question],
) -> dict[str, Any]:
    results: dict[str, Any] = {"versions": {server.name: server.version for server, _ in ready}}
    if not options.no_correctness:
        answers = {}
        for server, folder in ready:
            answers[server.name] = _answers(server, folder, workspaces, questions)
            results["answers"] = {name: [answer.as_json() for answer in given] for name, given in answers.items()}
            _write(options, results)
        print(report.correctness(answers), flush=True)
    if not options.no_speed:
        everything = workspaces[packages.EVERYTHING]
        root, interpreter = everything.root, everything.interpreter
        figures = {}
        for server, folder in ready:
            print(f"timing {server.name} ...", file=sys.stderr, flush=True)
            figures[server.name] = speed.measure(server.start(folder, interpreter), root, interpreter, options.rounds)
            _write(options, {**results, "speed": figures})
        print(f"\n{packages.lines_of(root):,} lines, {options.rounds} rounds\n\n{report.speed(figures)}", flush=True)
        _print_failures(figures)
        results["speed"] = figures
    return results


def _answers(
    server: Server, folder: Path, workspaces: dict[str, Workspace], questions: list[Question]
) -> list[correctness.Answer]:
    answers = []
    for package in dict.fromkeys(question.package for question in questions):
        print(f"asking {server.name} about {package} ...", file=sys.stderr, flush=True)
        about = [question for question in questions if question.package == package]
        answers += _asked(server, folder, workspaces[package], about)
    return answers


def _asked(server: Server, folder: Path, where: Workspace, questions: list[Question]) -> list[correctness.Answer]:
    how = server.start(folder, where.interpreter)
    return correctness.ask_all(how, where.root, where.interpreter, questions)


def _print_failures(figures: dict[str, dict[str, Any]]) -> None:
    for name, taken in figures.items():
        for part, reason in taken["failures"].items():
            print(f"failed: {name}, {part}: {reason}")


if __name__ == "__main__":
    sys.exit(main())
