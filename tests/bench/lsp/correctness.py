"""Puts the questions of the sheets to one server after the other and grades the answers."""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import places
import texts
from client import Client, RequestFailed, ServerDied, TimedOut
from score import Result
from servers import Start, environment
from session import Session, Unsupported
from sheets import Question

GRADERS: dict[str, Callable[[Session, Question], Result]] = {
    "hover": texts.hover,
    "completion": texts.completion,
    "signatureHelp": texts.signature_help,
    "inlayHint": texts.inlay_hint,
    "semanticTokens": texts.semantic_tokens,
    "diagnostics": texts.diagnostics,
    "codeAction": texts.code_action,
    "definition": places.locate,
    "declaration": places.locate,
    "typeDefinition": places.locate,
    "implementation": places.locate,
    "references": places.refer,
    "documentHighlight": places.refer,
    "rename": places.rename,
    "callHierarchy": places.calls,
    "typeHierarchy": places.types,
    "foldingRange": places.fold,
    "selectionRange": places.select,
    "documentSymbol": places.outline,
    "workspaceSymbol": places.workspace_symbol,
}


@dataclass
class Answer:
    """One graded answer, as it is written into the results."""

    question: str
    package: str
    kind: str
    score: float
    wrong: list[str] = field(default_factory=list)
    came: Any = None
    unsupported: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def start(how: Start, root: Path, interpreter: Path) -> Session:
    client = Client(how.command, root, how.settings, environment(interpreter))
    client.initialize(how.options)
    return Session(client)


def ask_all(how: Start, root: Path, interpreter: Path, questions: list[Question]) -> list[Answer]:
    """The answers to all questions about one workspace; a server that dies is started again."""
    answers: list[Answer] = []
    session: Session | None = None
    for question in questions:
        try:
            session = session or _ready(how, root, interpreter, question)
            answers.append(_ask(session, question))
        except ServerDied as error:
            answers.append(_failed(question, f"the server died: {error}"))
            session = _stopped(session)
        except TimedOut as error:  # what it is still busy with must not cost it the next answers
            answers.append(_failed(question, str(error)))
            session = _stopped(session)
    _stopped(session)
    return answers


def _ready(how: Start, root: Path, interpreter: Path, question: Question) -> Session:
    """A session that has opened its first file and done what it does in the background."""
    session = start(how, root, interpreter)
    session.open(question.file)
    session.settle()
    return session


def _stopped(session: Session | None) -> None:
    if session is not None:
        session.client.stop()


def _ask(session: Session, question: Question) -> Answer:
    try:
        result = GRADERS[question.kind](session, question)
    except Unsupported:
        return Answer(question.name, question.package, question.kind, 0.0, ["not offered"], unsupported=True)
    except RequestFailed as error:
        return _failed(question, str(error))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, OSError) as error:
        print(f"{question.name}: answer not understood: {error!r}", file=sys.stderr)
        return _failed(question, f"answer not understood: {error!r}")
    return Answer(question.name, question.package, question.kind, result.score, result.wrong, result.came)


def _failed(question: Question, reason: str) -> Answer:
    return Answer(question.name, question.package, question.kind, 0.0, [reason])
