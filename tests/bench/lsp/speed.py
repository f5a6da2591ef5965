"""How long a person waits: first hover, warm answers, fresh diagnostics, and what memory it takes.

Every number is the median over the rounds; each round is a process of its own. Positions are the same
for every server: names, attributes and calls picked from the sample files by a seeded generator.
"""

import io
import keyword
import random
import statistics
import time
import tokenize
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anchors import Place
from client import Client, Json, Pushed, RequestFailed, ServerDied, TimedOut, canonical, position
from correctness import start
from processes import PeakMemory
from servers import Start
from session import Session
from texts import hover_text

SAMPLE_FILES = [
    "sqlalchemy/orm/session.py",
    "sqlalchemy/sql/selectable.py",
    "sqlalchemy/engine/base.py",
    "django/db/models/query.py",
    "django/contrib/admin/options.py",
]
FIRST_HOVER = "sqlalchemy/orm/session.py"
POSITIONS_PER_FILE = 30
DIAGNOSTIC_EDITS = 8
DIAGNOSTIC_LIMIT = 60.0
PUSH_LIMIT = 8.0
UNDEFINED = "undefined_name_"


@dataclass
class Samples:
    """Positions in one file: any name, behind a dot and a letter, inside a call's parentheses."""

    names: list[Place] = field(default_factory=list)
    members: list[Place] = field(default_factory=list)
    arguments: list[Place] = field(default_factory=list)


def sample(root: Path, file: str) -> Samples:
    text = (root / file).read_text(encoding="utf-8")
    found = Samples()
    previous: tokenize.TokenInfo | None = None
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        place = Place(file, token.start[0] - 1, token.start[1])
        if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
            found.names.append(place)
            if previous is not None and previous.string == ".":
                # As if one had typed the dot and a letter.
                found.members.append(Place(file, place.line, place.column + 1))
        if token.string == "(" and previous is not None and _is_called(previous, token.line):
            found.arguments.append(Place(file, place.line, place.column + 1))
        previous = token
    return found


def _is_called(before: tokenize.TokenInfo, line: str) -> bool:
    named = before.type == tokenize.NAME and not keyword.iskeyword(before.string)
    return named and not line.lstrip().startswith(("def ", "class ", "async def "))


def measure(how: Start, root: Path, interpreter: Path, rounds: int) -> dict[str, Any]:
    """All figures of one server; one that could not be taken carries its reason."""
    taken: dict[str, list[float]] = {}
    failures: dict[str, str] = {}
    for number in range(rounds):
        for part in (_cold_round, _warm_round):
            try:
                for name, value in part(how, root, interpreter, number).items():
                    taken.setdefault(name, []).append(value)
            except (ServerDied, TimedOut, RequestFailed) as error:
                failures[part.__name__.strip("_")] = str(error)
    figures = {name: statistics.median(values) for name, values in taken.items()}
    return {"figures": figures, "failures": failures, "rounds": taken}


# -- cold -----------------------------------------------------------------------------------------


def _cold_round(how: Start, root: Path, interpreter: Path, number: int) -> dict[str, float]:
    """From the start of the process to the first hover with something in it."""
    del number
    session = start(how, root, interpreter)
    try:
        place = Place(FIRST_HOVER, *_first_hover(root))
        while not hover_text(_hover(session, place)):
            if time.perf_counter() - session.client.started > 120:
                raise TimedOut("no hover with a text in 120 s")
            time.sleep(0.01)
        return {"first hover": time.perf_counter() - session.client.started}
    finally:
        session.client.stop()


def _first_hover(root: Path) -> tuple[int, int]:
    """A name in the middle of the file that leads to another one."""
    lines = (root / FIRST_HOVER).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines) if text.strip().startswith("self.identity_map ="))
    return line, lines[line].index("identity_map")


def _hover(session: Session, place: Place) -> Json:
    try:
        return session.ask_at("textDocument/hover", place)
    except RequestFailed:
        return None


# -- warm -----------------------------------------------------------------------------------------


def _warm_round(how: Start, root: Path, interpreter: Path, number: int) -> dict[str, float]:
    session = start(how, root, interpreter)
    memory = PeakMemory(session.client.process.pid)
    try:
        files = {file: sample(root, file) for file in SAMPLE_FILES}
        for file in files:
            session.open(file)
        session.settle()
        figures = _latencies(session, files, random.Random(number))
        figures |= _diagnostic_latency(session)
        _whole_workspace(session)
        figures["peak memory"] = memory.peak / 1e6
        return figures
    finally:
        memory.stop()
        session.client.stop()


def _latencies(session: Session, files: dict[str, Samples], pick: random.Random) -> dict[str, float]:
    figures: dict[str, float] = {}
    requests: list[tuple[str, str, Callable[[Samples], list[Place]]]] = [
        ("hover", "textDocument/hover", lambda samples: samples.names),
        ("definition", "textDocument/definition", lambda samples: samples.names),
        ("completion", "textDocument/completion", lambda samples: samples.members),
        ("signatureHelp", "textDocument/signatureHelp", lambda samples: samples.arguments),
    ]
    for name, method, places in requests:
        if not session.client.offers(method, f"{name}Provider"):
            continue
        picked = [pick.sample(places(samples), POSITIONS_PER_FILE + 1) for samples in files.values()]
        for first, *_ in picked:
            _timed(session, method, first)
        asked = [_timed(session, method, place) for _, *rest in picked for place in rest]
        # To say nothing is quick: only answers with something in them are timed.
        times = sorted(took for took, answer in asked if _says_something(answer))
        figures[f"{name} answered"] = 100 * len(times) / len(asked)
        if times:
            figures[f"{name} p50"] = times[len(times) // 2]
            figures[f"{name} p95"] = times[int(len(times) * 0.95)]
    return figures


def _timed(session: Session, method: str, place: Place) -> tuple[float, Json]:
    began = time.perf_counter()
    try:
        answer = session.ask_at(method, place)
    except (RequestFailed, TimedOut):
        answer = None
    return time.perf_counter() - began, answer


def _says_something(answer: Json) -> bool:
    """Whether a hover, a list of places, of completions or of signatures holds anything."""
    if isinstance(answer, dict):
        held = answer.get("contents") or answer.get("items") or answer.get("signatures") or answer.get("uri")
        return bool(held.get("value") if isinstance(held, dict) and "value" in held else held)
    return bool(answer)


# -- from a keystroke to fresh diagnostics ---------------------------------------------------------


def _diagnostic_latency(session: Session) -> dict[str, float]:
    """Type a statement with an undefined name, and one with a syntax error; wait until it is reported."""
    figures = {}
    for name, text in (("name error shown", f"{UNDEFINED}%d"), ("syntax error shown", "%d = = 1")):
        times = [_until_reported(session, text % number) for number in range(DIAGNOSTIC_EDITS)]
        known = [seconds for seconds in times if seconds is not None]
        if len(known) == len(times):
            figures[f"{name} p50"] = statistics.median(known)
    return figures


def _until_reported(session: Session, statement: str) -> float | None:
    """Seconds until a diagnostic at the typed line came; None if it never did."""
    uri = session.open(FIRST_HOVER)
    before = session.client.texts[uri]
    line = before.count("\n")
    session.client.insert(uri, line, 0, statement[:-1])
    time.sleep(0.05)
    began = time.perf_counter()
    session.client.insert(uri, line, len(statement) - 1, statement[-1:])
    took = _wait_for_line(session.client, uri, line, began)
    session.client.replace(uri, before)
    session.settle(20.0)
    return took


def _wait_for_line(client: Client, uri: str, line: int, began: float) -> float | None:
    pulls = client.offers("textDocument/diagnostic", "diagnosticProvider")
    end = began + (DIAGNOSTIC_LIMIT if pulls else PUSH_LIMIT)
    while time.perf_counter() < end:
        if pulls and _reported(_pull(client, uri), line):
            return time.perf_counter() - began
        pushed = client.pushed.get(canonical(uri))
        if pushed and _is_newer(pushed, began, client.versions[uri]) and _reported(pushed.diagnostics, line):
            return pushed.arrived - began
        client.wait_for(lambda seen=pushed: client.pushed.get(canonical(uri)) is not seen, 0.02 if pulls else 0.5)
    return None


def _is_newer(pushed: Pushed, began: float, version: int) -> bool:
    return pushed.arrived > began and pushed.version in (None, version)


def _pull(client: Client, uri: str) -> list[Json]:
    try:
        report = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    except RequestFailed:
        return []
    return list((report or {}).get("items") or [])


def _reported(diagnostics: list[Json], line: int) -> bool:
    return any(each["range"]["start"]["line"] == line and each.get("severity", 1) <= 2 for each in diagnostics)


# -- memory ---------------------------------------------------------------------------------------


def _whole_workspace(session: Session) -> None:
    """What makes a server look at the whole workspace: symbols by name, and references to a much used method."""
    if session.client.offers("workspace/symbol", "workspaceSymbolProvider"):
        _quietly(session, "workspace/symbol", {"query": "Session"})
    uri = session.open(FIRST_HOVER)
    line, column = _first_hover(session.root)
    params = {"textDocument": {"uri": uri}, "position": position(line, column), "context": {"includeDeclaration": True}}
    _quietly(session, "textDocument/references", params)
    session.settle(60.0)


def _quietly(session: Session, method: str, params: Json) -> None:
    try:
        session.client.request(method, params, 120.0)
    except (RequestFailed, TimedOut):
        pass
