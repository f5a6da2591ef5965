#!/usr/bin/env python3
"""Draws the places that a sheet asks about, so that nobody chooses them: `draw.py FOLDER SEED`.

Prints files of the package and, kind by kind, places in them, each with its line. Whoever writes the sheet reads
the code there and writes the question down; README.md says which places are passed over.
"""

import ast
import io
import keyword
import random
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

FILES = 16
LEAST_LINES = 150
MOST_USES = 14  # of a name whose references a person can still write down
COUNTS = {
    "hover": 6, "definition": 5, "member": 3, "call": 2, "assigned": 2, "function": 2, "class": 1, "rename": 2,
}  # places for each file; `rename` draws names for references and renames


def main() -> int:
    folder, seed = Path(sys.argv[1]), sys.argv[2]
    pick = random.Random(seed)
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}
    large = [path for path, text in texts.items() if text.count("\n") >= LEAST_LINES]
    uses = _uses(texts.values())
    for path in sorted(pick.sample(large, FILES)):
        print(f"== {path.relative_to(folder.parent)} ({texts[path].count(chr(10))} lines)")
        for kind, count in COUNTS.items():
            places = sorted(set(_places(kind, texts[path], uses)))
            for line, column, name in sorted(pick.sample(places, min(count, len(places)))):
                print(f"{kind:10} {line}:{column} {name:24} | {texts[path].splitlines()[line - 1].strip()}")
    return 0


def _uses(texts: Iterable[str]) -> Counter[str]:
    """How often each name is written in the package."""
    return Counter(name for text in texts for _, _, name in _names(text))


def _names(text: str) -> Iterator[tuple[int, int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
            yield (*token.start, token.string)


def _places(kind: str, text: str, uses: Counter[str]) -> Iterator[tuple[int, int, str]]:
    if kind in ("hover", "definition"):
        yield from (place for place in _names(text) if place[2] not in ("self", "cls"))
        return
    for node in ast.walk(ast.parse(text)):
        yield from _of_node(kind, node, uses)


def _of_node(kind: str, node: ast.AST, uses: Counter[str]) -> Iterator[tuple[int, int, str]]:
    if kind == "member" and isinstance(node, ast.Attribute):
        yield node.end_lineno or 0, (node.end_col_offset or 0) - len(node.attr), node.attr
    elif kind == "call" and isinstance(node, ast.Call) and (node.args or node.keywords):
        yield node.lineno, node.col_offset, ast.unparse(node.func).splitlines()[0]
    elif kind == "assigned" and isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        yield node.lineno, node.col_offset, node.targets[0].id
    elif kind == "function" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.lineno, node.col_offset, node.name
    elif kind == "class" and isinstance(node, ast.ClassDef):
        yield node.lineno, node.col_offset, node.name
    elif kind == "rename" and isinstance(node, ast.stmt | ast.expr) and 1 < uses[_defined(node)] <= MOST_USES:
        yield node.lineno, node.col_offset, _defined(node)


def _defined(node: ast.AST) -> str:
    """The name that a node defines, of a function, a class or an attribute of `self`; none for other nodes."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return "" if node.name.startswith("__") else node.name
    stored = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    return node.attr if stored and isinstance(node.value, ast.Name) and node.value.id == "self" else ""


if __name__ == "__main__":
    sys.exit(main())
