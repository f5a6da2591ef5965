"""Questions whose answers are places: definitions, references, renames, hierarchies and symbols."""

from pathlib import Path
from typing import Any

from anchors import LIBRARY, Anchor, Place
from client import Json, RequestFailed, path_of
from score import Result, f1, flat, share
from session import Session, as_list, relative
from sheets import Question

LINE = 0  # the column of a place that is only compared by line


# -- definition, declaration, typeDefinition, implementation -------------------------------------


def locate(session: Session, question: Question) -> Result:
    method = f"textDocument/{question.kind}"
    session.need(method, f"{question.kind}Provider")
    answer = session.ask_at(method, question.anchors("at")[0][0].find(session.root))
    came = {_target_line(session, item) for item in as_list(answer)}
    expected = [_lines(session, choices, came) for choices in question.anchors("to")]
    allowed = {line for choices in question.anchors("may") for line in _lines(session, choices, came)}
    return f1(expected, allowed, came)


def _target_line(session: Session, item: Json) -> Place:
    uri = item.get("targetUri") or item["uri"]
    span = item.get("targetSelectionRange") or item["range"]
    return Place(_name(session, uri), span["start"]["line"], LINE)


def _name(session: Session, uri: str) -> str:
    return relative(path_of(uri), session.root) if uri.startswith("file:") else uri


def _lines(session: Session, choices: list[Anchor], came: set[Place]) -> set[Place]:
    """The lines that the anchors mean; of those in the library the ones among what came."""
    lines: set[Place] = set()
    for anchor in choices:
        if anchor.in_library:
            lines |= {place for place in came if _is_in_library(place, anchor)}
            lines.add(Place(anchor.path, -1, LINE))
        else:
            place = anchor.find(session.root)
            lines.add(Place(place.path, place.line, LINE))
    return lines


def _is_in_library(place: Place, anchor: Anchor) -> bool:
    """Whether a line outside the workspace is the one meant: the file's name and the text of the line agree."""
    path = Path(place.path)
    wanted = anchor.path.removeprefix(LIBRARY)
    if path.suffix not in (".py", ".pyi") or not path.with_suffix("").as_posix().endswith("/" + wanted):
        return False
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return place.line < len(lines) and anchor.needle in lines[place.line]


# -- references and highlights --------------------------------------------------------------------


def refer(session: Session, question: Question) -> Result:
    method = f"textDocument/{question.kind}"
    capability = {"references": "referencesProvider", "documentHighlight": "documentHighlightProvider"}[question.kind]
    session.need(method, capability)
    extra = {"context": {"includeDeclaration": True}} if question.kind == "references" else None
    at = question.anchors("at")[0][0].find(session.root)
    answer = session.ask_at(method, at, extra)
    came = {_start(session, item.get("uri"), item["range"], at.path) for item in as_list(answer)}
    expected = [{anchor.find(session.root) for anchor in choices} for choices in question.anchors("ref")]
    allowed = {anchor.find(session.root) for choices in question.anchors("may") for anchor in choices}
    return f1(expected, allowed, came)


def _start(session: Session, uri: str | None, span: Json, file: str) -> Place:
    start = span["start"]
    return Place(_name(session, uri) if uri else file, start["line"], start["character"])


# -- rename ---------------------------------------------------------------------------------------


def rename(session: Session, question: Question) -> Result:
    session.need("textDocument/rename", "renameProvider")
    at = question.anchors("at")[0][0].find(session.root)
    refused = question.all("refused")
    try:
        edit = _ask_rename(session, at, question.one("name"))
    except RequestFailed as error:
        return share([(bool(refused), f"refused: {error}")], f"refused: {error}")
    came = {line for line in _changed_lines(session, edit)}
    if refused:
        return share([(not came, "not refused")], sorted(came))
    expected = _expected_lines(session, question)
    return f1([{line} for line in expected], set(), came)


def _ask_rename(session: Session, at: Place, name: str) -> Json:
    provider = session.client.capabilities.get("renameProvider")
    prepares = isinstance(provider, dict) and provider.get("prepareProvider")
    if prepares and session.ask_at("textDocument/prepareRename", at) is None:
        return None
    return session.ask_at("textDocument/rename", at, {"newName": name})


def _changed_lines(session: Session, edit: Json) -> list[str]:
    """Every line that the edit changes as `path:line: new text`, however the edit is cut into pieces."""
    changed = []
    for uri, edits in edits_by_file(edit).items():
        before = text_of(session, uri)
        after = apply(before, edits)
        changed += _different(_name(session, uri), before, after)
    return changed


def text_of(session: Session, uri: str) -> str:
    """A file's text as the server knows it; nothing for one that the edit creates."""
    path = path_of(uri)
    known = session.client.texts.get(path.as_uri()) or session.client.texts.get(uri)
    if known is not None:
        return known
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def edits_by_file(edit: Json) -> dict[str, list[Json]]:
    files: dict[str, list[Json]] = {}
    for uri, edits in ((edit or {}).get("changes") or {}).items():
        files.setdefault(uri, []).extend(edits)
    for change in (edit or {}).get("documentChanges") or []:
        if "textDocument" in change:
            files.setdefault(change["textDocument"]["uri"], []).extend(change["edits"])
    return files


def apply(text: str, edits: list[Json]) -> str:
    """The text after the edits, which are all given for the text before."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(where: Json) -> int:
        line = min(where["line"], len(starts) - 1)
        return min(starts[line] + where["character"], len(text))

    for edit in sorted(edits, key=lambda edit: offset(edit["range"]["start"]), reverse=True):
        span = edit["range"]
        text = text[: offset(span["start"])] + edit["newText"] + text[offset(span["end"]) :]
    return text


def _different(file: str, before: str, after: str) -> list[str]:
    old, new = before.splitlines(), after.splitlines()
    if len(old) != len(new):
        return [f"{file}: another number of lines"]
    return [f"{file}:{number}: {b.strip()}" for number, (a, b) in enumerate(zip(old, new), 1) if a != b]


def _expected_lines(session: Session, question: Question) -> list[str]:
    """The lines as they read when every occurrence in the sheet has the new name."""
    name = question.one("name")
    places = [anchors[0].find(session.root) for anchors in question.anchors("edit-at")]
    lines = []
    for path in sorted({place.path for place in places}):
        text = (session.root / path).read_text(encoding="utf-8")
        edits = [_word_edit(text, place, name) for place in places if place.path == path]
        lines += _different(path, text, apply(text, edits))
    return lines


def _word_edit(text: str, place: Place, name: str) -> Json:
    line = text.splitlines()[place.line]
    end = place.column
    while end < len(line) and (line[end].isalnum() or line[end] == "_"):
        end += 1
    return {
        "range": {
            "start": {"line": place.line, "character": place.column},
            "end": {"line": place.line, "character": end},
        },
        "newText": name,
    }


# -- hierarchies ----------------------------------------------------------------------------------

MODULE_KINDS = (1, 2)  # calls by a module itself are neither asked for nor wrong


def calls(session: Session, question: Question) -> Result:
    session.need("textDocument/prepareCallHierarchy", "callHierarchyProvider")
    direction = question.one("dir")
    came = set()
    for item in _prepared(session, question, "textDocument/prepareCallHierarchy"):
        answer = session.client.request(f"callHierarchy/{direction}Calls", {"item": item})
        items = [call["from" if direction == "incoming" else "to"] for call in as_list(answer)]
        came |= {_item_line(session, item) for item in items if item["kind"] not in MODULE_KINDS}
    inside = {place for place in came if not Path(place.path).is_absolute()}
    expected = [_lines(session, choices, inside) for choices in question.anchors("call")]
    allowed = {line for choices in question.anchors("may") for line in _lines(session, choices, inside)}
    return f1(expected, allowed, inside)


def types(session: Session, question: Question) -> Result:
    session.need("textDocument/prepareTypeHierarchy", "typeHierarchyProvider")
    came = set()
    for item in _prepared(session, question, "textDocument/prepareTypeHierarchy"):
        answer = session.client.request(f"typeHierarchy/{question.one('dir')}", {"item": item})
        came |= {_item_line(session, each) for each in as_list(answer)}
    expected = [_lines(session, choices, came) for choices in question.anchors("type")]
    allowed = {line for choices in question.anchors("may") for line in _lines(session, choices, came)}
    return f1(expected, allowed, came)


def _prepared(session: Session, question: Question, method: str) -> list[Json]:
    return as_list(session.ask_at(method, question.anchors("at")[0][0].find(session.root)))


def _item_line(session: Session, item: Json) -> Place:
    return Place(_name(session, item["uri"]), item["selectionRange"]["start"]["line"], LINE)


# -- ranges ---------------------------------------------------------------------------------------


def fold(session: Session, question: Question) -> Result:
    """`fold first line => last line`: a range that begins and ends in these lines."""
    session.need("textDocument/foldingRange", "foldingRangeProvider")
    answer = as_list(session.ask_file("textDocument/foldingRange", question.file))
    came = {(each["startLine"], each["endLine"]) for each in answer}
    checks = []
    for anchors, ends in zip(question.anchors("fold"), question.results("fold"), strict=True):
        first = anchors[0].find(session.root).line
        behind = Anchor(anchors[0].path, (*anchors[0].needles, *ends[0].split(" >> ")), None)
        last = behind.find(session.root).line
        checks.append(((first, last) in came, f"lines {first + 1} to {last + 1}"))
    return share(checks, [f"{first + 1}-{last + 1}" for first, last in sorted(came)])


def select(session: Session, question: Question) -> Result:
    """`holds text`: one of the ranges around the place holds exactly this text."""
    session.need("textDocument/selectionRange", "selectionRangeProvider")
    place = question.anchors("at")[0][0].find(session.root)
    where = {"line": place.line, "character": place.column}
    answer = as_list(session.ask_file("textDocument/selectionRange", place.path, {"positions": [where]}))
    text = text_of(session, session.open(place.path))
    came, selection = [], answer[0] if answer else None
    while selection:
        came.append(_between(text, selection["range"]))
        selection = selection.get("parent")
    held = {flat(each) for each in came}
    return share([(flat(wanted) in held, f"holds {wanted}") for wanted in question.all("holds")], came)


def _between(text: str, span: Json) -> str:
    lines = text.splitlines(keepends=True)[span["start"]["line"] : span["end"]["line"] + 1]
    if not lines:
        return ""
    lines[-1] = lines[-1][: span["end"]["character"]]
    lines[0] = lines[0][span["start"]["character"] :]
    return "".join(lines)


# -- symbols --------------------------------------------------------------------------------------

SYMBOL_KINDS = [
    "file", "module", "namespace", "package", "class", "method", "property", "field", "constructor", "enum",
    "interface", "function", "variable", "constant", "string", "number", "boolean", "array", "object", "key", "null",
    "enumMember", "struct", "event", "operator", "typeParameter",
]


def outline(session: Session, question: Question) -> Result:
    """`has Outer.inner => kind || kind`; the kind may be left out."""
    session.need("textDocument/documentSymbol", "documentSymbolProvider")
    answer = as_list(session.ask_file("textDocument/documentSymbol", question.file))
    found = _outline(answer, "")
    checks = [(_listed(found, line), f"has {line}") for line in question.all("has")]
    checks += [(not _listed(found, line), f"not {line}") for line in question.all("not")]
    return share(checks, [f"{name} ({kind})" for name, kind in found])


def _outline(symbols: list[Json], outer: str) -> list[tuple[str, str]]:
    found = []
    for symbol in symbols:
        prefix = outer or symbol.get("containerName") or ""
        name = f"{prefix}.{symbol['name']}" if prefix else symbol["name"]
        found.append((name, SYMBOL_KINDS[symbol["kind"] - 1]))
        found += _outline(symbol.get("children") or [], name)
    return found


def _listed(found: list[tuple[str, str]], line: str) -> bool:
    name, _, kinds = line.partition(" => ")
    allowed = kinds.split(" || ") if kinds else None
    return any(
        (each == name or each.endswith("." + name)) and (allowed is None or kind in allowed) for each, kind in found
    )


def workspace_symbol(session: Session, question: Question) -> Result:
    """The places of `to` have to be among the first twenty symbols for the query."""
    session.need("workspace/symbol", "workspaceSymbolProvider")
    session.open(question.file)
    session.settle(20.0)
    answer = as_list(session.client.request("workspace/symbol", {"query": question.one("query")}))
    came = {line for item in answer[:20] for line in _symbol_lines(session, item)}
    checks = [
        (bool(_lines(session, choices, came) & came), f"missing: {choices[0]}") for choices in question.anchors("to")
    ]
    return share(checks, [f"{item['name']} {_symbol_lines(session, item)[0]}" for item in answer[:20]])


DECORATORS = 4  # a symbol's range may begin with that many lines of decorators


def _symbol_lines(session: Session, item: Json) -> list[Place]:
    """The lines at the beginning of a symbol's range, one of which has to be the line meant."""
    location: dict[str, Any] = item["location"]
    path, span = _name(session, location["uri"]), location.get("range")
    if span is None:
        return [Place(path, 0, LINE)]
    first, last = span["start"]["line"], span["end"]["line"]
    return [Place(path, line, LINE) for line in range(first, min(last, first + DECORATORS) + 1)]
