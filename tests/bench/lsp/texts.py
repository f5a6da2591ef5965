"""Questions whose answers are text: hovers, completions, signatures, hints, tokens, diagnostics and code actions."""

import difflib
import re
from typing import Any

from anchors import Place
from client import Json, RequestFailed, position
from places import apply, edits_by_file, text_of
from score import Result, contains, share
from session import Session, as_list
from sheets import Question

# -- hover ----------------------------------------------------------------------------------------


def hover(session: Session, question: Question) -> Result:
    session.need("textDocument/hover", "hoverProvider")
    answer = session.ask_at("textDocument/hover", question.anchors("at")[0][0].find(session.root))
    text = hover_text(answer)
    checks = [(contains(text, choices), f"has {' || '.join(choices)}") for choices in question.alternatives("has")]
    checks += [(not contains(text, choices), f"not {' || '.join(choices)}") for choices in question.alternatives("not")]
    wrong = [line for holds, line in checks if not holds]
    return Result(0.0 if wrong or not text else 1.0, text, wrong)


def hover_text(answer: Json) -> str:
    return "\n".join(_markup(part) for part in as_list((answer or {}).get("contents")))


def _markup(part: Any) -> str:
    if isinstance(part, dict):
        return str(part.get("value") or "")
    return str(part or "")


# -- completion -----------------------------------------------------------------------------------


def completion(session: Session, question: Question) -> Result:
    session.need("textDocument/completion", "completionProvider")
    place, before = session.typed(question.anchors("at")[0][0], question.one("insert"))
    try:
        return _complete(session, question, place)
    finally:
        session.restore(place.path, before)


def _complete(session: Session, question: Question, place: Place) -> Result:
    answer = session.ask_at("textDocument/completion", place, {"context": {"triggerKind": 1}})
    items = as_shown(completion_items(answer), typed_word(session, place))
    labels = [bare_label(item) for item in items]
    checks = [(bool(set(choices) & set(labels)), f"has {choices[0]}") for choices in question.alternatives("has")]
    checks += [(label not in labels, f"not {label}") for label in question.all("not")]
    checks += [(_is_early(line, labels), f"first {line}") for line in question.all("first")]
    text = session.client.texts[session.open(place.path)]
    checks += [(_imports(session, items, line, text), f"import {line}") for line in question.all("import")]
    checks += [(_documents(session, items, line), f"doc {line}") for line in question.all("doc")]
    return share(checks, labels[:60])


def typed_word(session: Session, place: Place) -> str:
    """The part of a name before the cursor."""
    line = session.client.texts[session.open(place.path)].splitlines()[place.line : place.line + 1]
    match = re.search(r"\w*$", line[0][: place.column] if line else "")
    return match[0] if match else ""


def as_shown(items: list[Json], word: str) -> list[Json]:
    """The items in an editor's order: what begins with the typed word first, then by the server's sort text."""

    def rank(item: Json) -> tuple[int, str]:
        name = item.get("filterText") or bare_label(item)
        closeness = 0 if name.startswith(word) else 1 if name.lower().startswith(word.lower()) else 2
        return closeness, item.get("sortText") or item["label"]

    return sorted(items, key=rank)


def completion_items(answer: Json) -> list[Json]:
    return list(answer.get("items") or []) if isinstance(answer, dict) else list(answer or [])


def bare_label(item: Json) -> str:
    """The name that is completed: without parameters, the sign of a keyword argument or a module behind it."""
    label = item["label"]
    if label[:1] in "\"'":
        return label.strip("\"'")
    match = re.match(r"[\w.]+", label)
    return match[0] if match else label


def _is_early(line: str, labels: list[str]) -> bool:
    count, _, label = line.partition(" ")
    return label in labels[: int(count)]


def _imports(session: Session, items: list[Json], line: str, text: str) -> bool:
    """An item with this name brings its import along (at once, or when it is resolved)."""
    label, _, wanted = line.partition(" => ")
    named = [item for item in items if bare_label(item) == label][:8]
    return any(contains(_additional(session, item, text), wanted.split(" || ")) for item in named)


def _additional(session: Session, item: Json, text: str) -> str:
    """The lines that the edits coming along with an item make."""
    if not item.get("additionalTextEdits"):
        item = _resolved(session, item)
    return new_lines(text, apply(text, item.get("additionalTextEdits") or []))


def new_lines(before: str, after: str) -> str:
    """The lines that an edit made or changed."""
    difference = difflib.ndiff(before.splitlines(), after.splitlines())
    return "\n".join(line[2:] for line in difference if line.startswith("+ "))


def _resolved(session: Session, item: Json) -> Json:
    provider = session.client.capabilities.get("completionProvider")
    if not isinstance(provider, dict) or not provider.get("resolveProvider"):
        return item
    try:
        return session.client.request("completionItem/resolve", item) or item
    except RequestFailed:
        return item


def _documents(session: Session, items: list[Json], line: str) -> bool:
    label, _, wanted = line.partition(" => ")
    for item in [item for item in items if bare_label(item) == label][:2]:
        whole = _resolved(session, item)
        if contains(f"{whole.get('detail') or ''}\n{_markup(whole.get('documentation'))}", wanted.split(" || ")):
            return True
    return False


# -- signature help -------------------------------------------------------------------------------


def signature_help(session: Session, question: Question) -> Result:
    session.need("textDocument/signatureHelp", "signatureHelpProvider")
    place, before = session.typed(question.anchors("at")[0][0], question.one("insert"))
    try:
        answer = session.ask_at("textDocument/signatureHelp", place)
    finally:
        session.restore(place.path, before)
    label, parameter, labels = _active(answer or {})
    checks = [(contains(label, choices), f"sig {' || '.join(choices)}") for choices in question.alternatives("sig")]
    checks += [(contains("\n".join(labels), choices), f"any {choices[0]}") for choices in question.alternatives("any")]
    checks += [
        (parameter_name(parameter) in choices, f"param {choices[0]}") for choices in question.alternatives("param")
    ]
    return share(checks, {"active": label, "parameter": parameter, "all": labels})


def _active(answer: Json) -> tuple[str, str, list[str]]:
    """The active signature, the text of its active parameter, and all signatures."""
    signatures = answer.get("signatures") or []
    labels = [signature["label"] for signature in signatures]
    index = answer.get("activeSignature") or 0
    if index >= len(signatures):
        return "", "", labels
    signature = signatures[index]
    number = signature.get("activeParameter")
    number = answer.get("activeParameter") if number is None else number
    parameters = signature.get("parameters") or []
    if number is None or not 0 <= number < len(parameters):
        return signature["label"], "", labels
    label = parameters[number]["label"]
    return signature["label"], label if isinstance(label, str) else signature["label"][slice(*label)], labels


def parameter_name(parameter: str) -> str:
    match = re.match(r"\*{0,2}\w+", parameter.strip())
    return match[0] if match else parameter


# -- inlay hints ----------------------------------------------------------------------------------


def inlay_hint(session: Session, question: Question) -> Result:
    session.need("textDocument/inlayHint", "inlayHintProvider")
    file = question.file
    session.open(file)
    last = len((session.root / file).read_text(encoding="utf-8").splitlines())
    span = {"start": position(0, 0), "end": position(last, 0)}
    answer = as_list(session.ask_file("textDocument/inlayHint", file, {"range": span}))
    hints = [(hint["position"]["line"], hint["position"]["character"], _hint_text(hint)) for hint in answer]
    checks = []
    for anchors, choices in zip(question.anchors("hint"), question.results("hint"), strict=True):
        place = anchors[0].find(session.root)
        here = [text for line, column, text in hints if line == place.line and abs(column - place.column) <= 1]
        checks.append((any(contains(text, choices) for text in here), f"hint {choices[0]} at {place}: {here}"))
    for anchors in question.anchors("no"):
        place = anchors[0].find(session.root)
        here = [text for line, _, text in hints if line == place.line]
        checks.append((not here, f"no hint at {place}: {here}"))
    return share(checks, [f"{line + 1}:{column + 1} {text}" for line, column, text in hints])


def _hint_text(hint: Json) -> str:
    label = hint["label"]
    return label if isinstance(label, str) else "".join(part["value"] for part in label)


# -- semantic tokens ------------------------------------------------------------------------------


def semantic_tokens(session: Session, question: Question) -> Result:
    session.need("textDocument/semanticTokens/full", "semanticTokensProvider")
    session.open(question.file)
    answer = session.ask_file("textDocument/semanticTokens/full", question.file)
    provider = session.client.capabilities.get("semanticTokensProvider") or session.client.registered.get(
        "textDocument/semanticTokens", {}
    )
    tokens = _decode((answer or {}).get("data") or [], provider["legend"])
    checks = []
    for anchors, choices in zip(question.anchors("token"), question.results("token"), strict=True):
        place = anchors[0].find(session.root)
        came = tokens.get((place.line, place.column), "nothing")
        checks.append((any(_is_token(came, choice) for choice in choices), f"{place} is {came}, not {choices[0]}"))
    return share(checks, [text for _, text in checks])


def _decode(data: list[int], legend: Json) -> dict[tuple[int, int], str]:
    """Each token's type and modifiers as `type+modifier`, by its place."""
    tokens, line, column = {}, 0, 0
    for down, right, _, kind, modifiers in zip(*[iter(data)] * 5):
        line, column = line + down, right if down else column + right
        names = [name for bit, name in enumerate(legend["tokenModifiers"]) if modifiers >> bit & 1]
        tokens[line, column] = "+".join([legend["tokenTypes"][kind], *names])
    return tokens


def _is_token(came: str, choice: str) -> bool:
    kind, *modifiers = choice.split("+")
    came_kind, *came_modifiers = came.split("+")
    return kind == came_kind and set(modifiers) <= set(came_modifiers)


# -- diagnostics ----------------------------------------------------------------------------------


def diagnostics(session: Session, question: Question) -> Result:
    """`error` lines need a diagnostic of severity error or warning that begins in them, `clean` lines none.

    The point is for all of it: silence is no answer, and neither is a complaint everywhere.
    """
    came = session.diagnostics(question.file)
    by_line: dict[int, list[str]] = {}
    for each in came:
        if each.get("severity", 1) <= 2 and 1 not in (each.get("tags") or []):
            by_line.setdefault(each["range"]["start"]["line"], []).append(each["message"])
    checks = []
    for choices in question.anchors("error"):
        lines = [anchor.find(session.root).line for anchor in choices]
        checks.append((any(line in by_line for line in lines), f"nothing at line {lines[0] + 1}"))
    for choices in question.anchors("clean"):
        line = choices[0].find(session.root).line
        checks.append((line not in by_line, f"at line {line + 1}: {by_line.get(line)}"))
    wrong = [text for holds, text in checks if not holds]
    shown = [f"{line + 1}: {text}" for line, texts in sorted(by_line.items()) for text in texts]
    return Result(0.0 if wrong else 1.0, shown, wrong)


# -- code actions ---------------------------------------------------------------------------------


def code_action(session: Session, question: Question) -> Result:
    """One action at the place has to make an edit with the text of `edit`, or the title of `title`."""
    session.need("textDocument/codeAction", "codeActionProvider")
    place, before = session.typed(question.anchors("at")[0][0], question.one("insert"))
    try:
        actions = _actions(session, place, question.one("only"))
        texts = {action["title"]: _action_text(session, action) for action in actions}
    finally:
        session.restore(place.path, before)
    checks = [
        (any(contains(text, choices) for text in texts.values()), f"edit {choices[0]}")
        for choices in question.alternatives("edit")
    ]
    checks += [
        (any(contains(title, choices) for title in texts), f"title {choices[0]}")
        for choices in question.alternatives("title")
    ]
    return share(checks, texts)


def _actions(session: Session, place: Place, only: str) -> list[Json]:
    here = position(place.line, place.column)
    known = [each for each in session.diagnostics(place.path, 10.0) if _touches(each["range"], place)]
    context = {"diagnostics": known, "triggerKind": 1}
    if only:
        context["only"] = [only]
    span = known[0]["range"] if known else {"start": here, "end": here}
    return as_list(session.ask_file("textDocument/codeAction", place.path, {"range": span, "context": context}))


def _touches(span: Json, place: Place) -> bool:
    start, end = span["start"], span["end"]
    return (start["line"], start["character"]) <= (place.line, place.column) <= (end["line"], end["character"])


def _action_text(session: Session, action: Json) -> str:
    """All text that the action writes."""
    provider = session.client.capabilities.get("codeActionProvider")
    if not action.get("edit") and isinstance(provider, dict) and provider.get("resolveProvider"):
        try:
            action = session.client.request("codeAction/resolve", action) or action
        except RequestFailed:
            return ""
    edits = [action["edit"]] if action.get("edit") else _by_command(session, action)
    return "\n".join(text for edit in edits for text in _written(session, edit))


def _by_command(session: Session, action: Json) -> list[Json]:
    """What the server asks the editor to apply when the action's command is run."""
    command = action.get("command")
    if isinstance(command, str):
        command = action
    if not command:
        return []
    session.client.edits.clear()
    try:
        wanted = {"command": command["command"], "arguments": command.get("arguments") or []}
        session.client.request("workspace/executeCommand", wanted, 20.0)
    except RequestFailed:
        return []
    return list(session.client.edits)


def _written(session: Session, edit: Json) -> list[str]:
    """The lines that an edit makes, file by file."""
    texts = []
    for uri, edits in edits_by_file(edit).items():
        before = text_of(session, uri)
        texts.append(new_lines(before, apply(before, edits)))
    return texts
