"""The answer sheets: questions about the packages with the answers that reading the code gives.

A sheet is text. `== path` names the file that the following questions are about; a question is a block of
lines, the first of them `kind identifier`, the others a key and its value (see README.md for the keys).
"""

from dataclasses import dataclass, field
from pathlib import Path

from anchors import Anchor, BadAnchor, parse_anchor
from packages import Workspace

QUESTIONS = Path(__file__).resolve().parent / "questions"

ANCHORED = {"at", "to", "may", "ref", "edit-at", "call", "type", "hint", "no", "token", "error", "clean", "fold"}
KINDS = {
    "hover": {"at", "has", "not"},
    "definition": {"at", "to", "may"},
    "declaration": {"at", "to", "may"},
    "typeDefinition": {"at", "to", "may"},
    "implementation": {"at", "to", "may"},
    "references": {"at", "ref", "may"},
    "documentHighlight": {"at", "ref", "may"},
    "completion": {"at", "insert", "has", "not", "first", "import", "doc"},
    "signatureHelp": {"at", "insert", "sig", "param", "any"},
    "rename": {"at", "name", "edit-at", "refused"},
    "documentSymbol": {"has", "not"},
    "workspaceSymbol": {"query", "to"},
    "diagnostics": {"error", "clean"},
    "callHierarchy": {"at", "dir", "call", "may"},
    "typeHierarchy": {"at", "dir", "type", "may"},
    "inlayHint": {"hint", "no"},
    "semanticTokens": {"token"},
    "foldingRange": {"fold"},
    "selectionRange": {"at", "holds"},
    "codeAction": {"at", "insert", "only", "edit", "title"},
}


class BadSheet(Exception):
    """A sheet that cannot be read, or whose needles are not in the code."""


@dataclass
class Question:
    """One question: where, and what the answer must be."""

    package: str
    kind: str
    name: str
    file: str
    lines: list[tuple[str, str]] = field(default_factory=list)

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.lines if name == key]

    def one(self, key: str, default: str = "") -> str:
        return next(iter(self.all(key)), default)

    def alternatives(self, key: str) -> list[list[str]]:
        """For each line with the key the spellings allowed."""
        return [[choice.strip() for choice in value.split(" || ")] for value in self.all(key)]

    def anchors(self, key: str) -> list[list[Anchor]]:
        """For each line with the key the places allowed."""
        return [[parse_anchor(choice, self.file) for choice in choices] for choices in self._places(key)]

    def _places(self, key: str) -> list[list[str]]:
        return [value.partition(" => ")[0].split(" || ") for value in self.all(key)]

    def results(self, key: str) -> list[list[str]]:
        """What stands behind `=>` in each line with the key."""
        return [[choice.strip() for choice in value.partition(" => ")[2].split(" || ")] for value in self.all(key)]


def load(packages: list[str]) -> list[Question]:
    """All questions about the packages; their identifiers are unique."""
    questions: list[Question] = []
    for sheet in sorted(QUESTIONS.glob("*.sheet")):
        package = sheet.name.split(".")[0]
        if package in packages:
            questions.extend(parse(sheet.read_text(encoding="utf-8"), package, sheet.name))
    names = [question.name for question in questions]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise BadSheet(f"used more than once: {', '.join(sorted(twice))}")
    return questions


def parse(text: str, package: str, sheet: str) -> list[Question]:
    questions: list[Question] = []
    file, current = "", None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            current = None if not line.strip() else current
        elif line.startswith("== "):
            file, current = line[3:].strip(), None
        elif current is None:
            current = _begin(line, package, file, f"{sheet}:{number}")
            questions.append(current)
        else:
            key, _, value = line.strip().partition(" ")
            if key not in KINDS[current.kind]:
                raise BadSheet(f"{sheet}:{number}: {current.kind} has no {key!r}")
            if key == "at" and (" || " in value or current.all("at")):
                raise BadSheet(f"{sheet}:{number}: a question is asked at one place")
            current.lines.append((key, value))
    return questions


def _begin(line: str, package: str, file: str, where: str) -> Question:
    kind, _, name = line.strip().partition(" ")
    if kind not in KINDS or not name or " " in name:
        raise BadSheet(f"{where}: not the beginning of a question: {line!r}")
    return Question(package, kind, name, file)


def verify(questions: list[Question], workspaces: dict[str, Workspace]) -> None:
    """Raise BadSheet with every needle that does not lead to a place in the code."""
    wrong = []
    for question in questions:
        for key in sorted(ANCHORED & {name for name, _ in question.lines}):
            wrong.extend(_bad_needles(question, key, workspaces[question.package].root))
    if wrong:
        raise BadSheet("\n".join(wrong))


def _bad_needles(question: Question, key: str, root: Path) -> list[str]:
    wrong = []
    for value in question.all(key):
        for choice in value.partition(" => ")[0].split(" || "):
            try:
                anchor = parse_anchor(choice, question.file)
                if not anchor.in_library:
                    anchor.find(root)
            except BadAnchor as error:
                wrong.append(f"{question.name}: {key} {choice}: {error}")
    return wrong
