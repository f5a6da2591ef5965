"""How an answer is compared with the sheet: one point per question, parts of a point for sets."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Result:
    """The points of one answer (0 to 1), what came, and what was wrong with it."""

    score: float
    came: Any = None
    wrong: list[str] = field(default_factory=list)


def share(checks: list[tuple[bool, str]], came: Any) -> Result:
    """Equal parts of the point for each check that holds."""
    wrong = [text for holds, text in checks if not holds]
    return Result(1 - len(wrong) / len(checks) if checks else 0.0, came, wrong)


def f1(expected: Sequence[Collection[Any]], allowed: Collection[Any], came: Collection[Any]) -> Result:
    """Harmonic mean of precision and recall.

    Each member of `expected` is a collection of alternatives of which one has to come (and each may);
    what is in `allowed` may come without counting.
    """
    known = {choice for choices in expected for choice in choices}
    found = sum(any(choice in came for choice in choices) for choices in expected)
    surplus = [item for item in came if item not in known and item not in allowed]
    missing = [choices for choices in expected if not any(choice in came for choice in choices)]
    wrong = [f"missing: {' or '.join(sorted(str(choice) for choice in choices))}" for choices in missing]
    wrong += [f"too much: {item}" for item in surplus]
    if not expected:
        return Result(0.0 if surplus else 1.0, sorted(map(str, came)), wrong)
    total = 2 * found + len(missing) + len(surplus)
    return Result(2 * found / total if total else 0.0, sorted(map(str, came)), wrong)


_OPTIONAL = re.compile(r"\bOptional\[([\w.]+(?:\[[\w., ]*\])?)\]")
_OLD_NAMES = {"List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Type": "type"}
_OLD = re.compile(r"\b(List|Dict|Set|FrozenSet|Tuple|Type)\[")
_MODULES = re.compile(r"\b(?:builtins|typing|typing_extensions|collections\.abc|types)\.(?=[A-Za-z])")
_QUALIFIED = re.compile(r"\b(?:[a-z_][a-z0-9_]*\.)+(?=_?[A-Z][a-z])")
_SCOPED = re.compile(r"(?<=\w)@\w+")
_MARKDOWN = re.compile(r"\\(?=[_*<>\[\]`|.()-])|&nbsp;")


def flat(text: str) -> str:
    """The text as it is compared.

    No white space, no Markdown escapes, classes without their modules, type variables without their scope, one
    spelling of old type names.
    """
    text = _MARKDOWN.sub("", text)
    text = _MODULES.sub("", text)
    text = _SCOPED.sub("", _QUALIFIED.sub("", text))
    text = _OLD.sub(lambda match: _OLD_NAMES[match[1]] + "[", text)
    text = _OPTIONAL.sub(r"\1|None", text)
    text = text.replace("'", '"')
    return re.sub(r"\s+", "", text).replace(",)", ")").replace(",]", "]")


def contains(text: str, choices: Collection[str]) -> bool:
    """Whether one of the spellings is in the text; `/.../` is a regular expression over the flattened text."""
    whole = flat(text)
    return any(_in(whole, choice) for choice in choices)


def _in(whole: str, choice: str) -> bool:
    if len(choice) > 2 and choice[0] == choice[-1] == "/":
        return re.search(choice[1:-1], whole) is not None
    return flat(choice) in whole
