"""The tables: share of right answers by kind, and the times."""

from collections.abc import Iterable
from typing import Any

from correctness import Answer

SPEED_ROWS = [
    ("first hover", "s"),
    ("hover answered", "%"), ("hover p50", "ms"), ("hover p95", "ms"),
    ("definition answered", "%"), ("definition p50", "ms"), ("definition p95", "ms"),
    ("completion answered", "%"), ("completion p50", "ms"), ("completion p95", "ms"),
    ("signatureHelp answered", "%"), ("signatureHelp p50", "ms"), ("signatureHelp p95", "ms"),
    ("name error shown p50", "ms"), ("syntax error shown p50", "ms"),
    ("peak memory", "MB"),
]
NOTHING = "–"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A Markdown table with aligned columns."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    padded = [[cell.ljust(width) if not index else cell.rjust(width) for index, (cell, width) in
               enumerate(zip(line, widths, strict=True))] for line in lines]
    rule = ["-" * width if not index else "-" * (width - 1) + ":" for index, width in enumerate(widths)]
    return "\n".join("| " + " | ".join(line) + " |" for line in [padded[0], rule, *padded[1:]])


def correctness(answers: dict[str, list[Answer]]) -> str:
    """Percent of the points by kind; a dash where the server does not offer the request."""
    servers = list(answers)
    kinds = list(dict.fromkeys(answer.kind for given in answers.values() for answer in given))
    rows = [_row(kind, [[a for a in answers[server] if a.kind == kind] for server in servers]) for kind in kinds]
    packages = list(dict.fromkeys(answer.package for given in answers.values() for answer in given))
    rows += [
        _row(f"*{package}*", [[a for a in answers[server] if a.package == package] for server in servers])
        for package in packages
    ]
    rows.append(_row("**all**", [answers[server] for server in servers]))
    return table(["correct, %", "questions", *servers], rows)


def _row(name: str, given: list[list[Answer]]) -> list[str]:
    count = max(len(answers) for answers in given)
    shares = [_percent(answers) for answers in given]
    best = max((share for share in shares if share is not None), default=None)
    return [name, str(count), *(_marked(share, best) for share in shares)]


def _percent(answers: list[Answer]) -> float | None:
    if all(answer.unsupported for answer in answers):
        return None
    return 100 * sum(answer.score for answer in answers) / len(answers)


def _marked(share: float | None, best: float | None) -> str:
    if share is None:
        return NOTHING
    return f"**{share:.0f}**" if share == best else f"{share:.0f}"


def speed(figures: dict[str, dict[str, Any]]) -> str:
    servers = list(figures)
    rows = []
    for name, unit in SPEED_ROWS:
        values = [figures[server]["figures"].get(name) for server in servers]
        best = (max if unit == "%" else min)((value for value in values if value is not None), default=None)
        rows.append([f"{name}, {unit}", *(_time(value, unit, value == best) for value in values)])
    return table(["median", *servers], rows)


def _time(value: float | None, unit: str, best: bool) -> str:
    if value is None:
        return NOTHING
    text = f"{value * 1000:.1f}" if unit == "ms" else f"{value:.2f}" if unit == "s" else f"{value:.0f}"
    return f"**{text}**" if best else text
