"""One server at work on one workspace: the questions of the sheets put as requests."""

import time
from pathlib import Path
from typing import Any

import processes
from anchors import Anchor, Place
from client import Client, Json, RequestFailed, canonical, position

SETTLE_LIMIT = 180.0


class Unsupported(Exception):
    """The server does not offer the feature."""


class Session:
    """A client with helpers that know where things are."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.root = client.root

    def open(self, file: str) -> str:
        return self.client.open(self.root / file)

    def settle(self, limit: float = SETTLE_LIMIT) -> None:
        processes.wait_until_idle(self.client.process.pid, limit)

    def need(self, method: str, capability: str) -> None:
        if not self.client.offers(method, capability):
            raise Unsupported(capability)

    def ask_at(self, method: str, place: Place, extra: Json | None = None, limit: float = 60.0) -> Json:
        """A request about a position of a file, which is opened if it was not."""
        uri = self.open(place.path)
        params = {"textDocument": {"uri": uri}, "position": position(place.line, place.column), **(extra or {})}
        return self.client.request(method, params, limit)

    def ask_file(self, method: str, file: str, extra: Json | None = None) -> Json:
        return self.client.request(method, {"textDocument": {"uri": self.open(file)}, **(extra or {})})

    def typed(self, anchor: Anchor, added: str) -> tuple[Place, str]:
        """Type a text at a place (before a statement, if it ends with a line break).

        Returns the cursor afterwards, and the text as it was before.
        """
        place = anchor.find(self.root)
        uri = self.open(place.path)
        before = self.client.texts[uri]
        if not added:
            return place, before
        added = added.replace("\\n", "\n")
        if added.endswith("\n"):
            added += before.splitlines()[place.line][: place.column]  # what stood there goes on with its indentation
        cursor = added.find("$0")
        added = added.replace("$0", "")
        typed = added if cursor < 0 else added[:cursor]
        self.client.insert(uri, place.line, place.column, added)
        line = place.line + typed.count("\n")
        column = len(typed) - typed.rfind("\n") - 1 if "\n" in typed else place.column + len(typed)
        return Place(place.path, line, column), before

    def restore(self, file: str, text: str) -> None:
        uri = self.open(file)
        if self.client.texts[uri] != text:
            self.client.replace(uri, text)

    def diagnostics(self, file: str, wait: float = 20.0) -> list[Json]:
        """The newest diagnostics of a file: pulled where the server offers that, and what it pushed."""
        uri = self.open(file)
        pulled = self._pulled(uri)
        version = self.client.versions[uri]
        if pulled is None:
            self.client.wait_for(lambda: self._is_fresh(uri, version), wait)
        self.settle(wait)
        pushed = self.client.pushed.get(canonical(uri))
        return (pulled or []) + (pushed.diagnostics if pushed else [])

    def _is_fresh(self, uri: str, version: int) -> bool:
        pushed = self.client.pushed.get(canonical(uri))
        return pushed is not None and pushed.version in (None, version)

    def _pulled(self, uri: str) -> list[Json] | None:
        if not self.client.offers("textDocument/diagnostic", "diagnosticProvider"):
            return None
        for _ in range(5):
            try:
                report = self.client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            except RequestFailed:  # cancelled by the server: ask again, as an editor does
                time.sleep(0.2)
                continue
            return list((report or {}).get("items") or [])
        return None


def as_list(answer: Any) -> list[Any]:
    if answer is None:
        return []
    return answer if isinstance(answer, list) else [answer]


def relative(path: Path, root: Path) -> str:
    """The path inside the workspace, or the whole path for files outside."""
    try:
        return path.relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)
