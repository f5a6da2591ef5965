"""A language-server client over standard input and output: one process per server.

Requests are synchronous for the caller. A reader thread answers what the server asks of an editor
(configuration, registrations, progress, workspace folders) and records the diagnostics it pushes.
"""

import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from capabilities import CLIENT_CAPABILITIES

Json = Any


class ServerDied(Exception):
    """The process ended, or its output is no longer the protocol."""


class TimedOut(Exception):
    """No answer within the time allowed."""


class RequestFailed(Exception):
    """The server answered with an error."""


@dataclass
class Pushed:
    """Diagnostics of one file as the server last pushed them."""

    diagnostics: list[Json]
    version: int | None
    arrived: float


class Client:
    """An editor's side of one server process."""

    def __init__(self, command: list[str], root: Path, settings: Json, env: dict[str, str]) -> None:
        self.root = root
        self.settings = settings
        self.started = time.perf_counter()
        self.errors = tempfile.TemporaryFile("w+b")
        self.process = subprocess.Popen(
            command, cwd=root, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
            start_new_session=True,
        )
        self.capabilities: dict[str, Json] = {}
        self.registered: dict[str, Json] = {}
        self.pushed: dict[str, Pushed] = {}
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.edits: list[Json] = []
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._next = 0
        self._answers: dict[int, Json] = {}
        self._dead: str | None = None
        self._changed = threading.Condition()
        for work in (self._read_all, self._write_all):
            threading.Thread(target=work, daemon=True).start()

    # -- the wire -----------------------------------------------------------------------------

    def _send(self, message: Json) -> None:
        if self._dead:
            raise ServerDied(self._reason(self._dead))
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._outgoing.put(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def _write_all(self) -> None:
        """Write what is sent, in a thread of its own: a server that does not read must not stop us from reading."""
        pipe = self.process.stdin
        assert pipe is not None
        try:
            while (message := self._outgoing.get()) is not None:
                pipe.write(message)
                pipe.flush()
            pipe.close()
        except (OSError, ValueError) as error:
            self._die(str(error))

    def _read_all(self) -> None:
        reason = "its output ended"
        try:
            while (message := self._read_one()) is not None:
                self._dispatch(message)
        except (OSError, ValueError, ServerDied) as error:
            reason = str(error)
        self._die(reason)

    def _die(self, reason: str) -> None:
        with self._changed:
            self._dead = self._dead or reason
            self._changed.notify_all()

    def _read_one(self) -> Json | None:
        pipe = self.process.stdout
        assert pipe is not None
        length = None
        while (line := pipe.readline()) not in (b"\r\n", b"\n"):
            if not line:
                return None
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        if length is None:
            raise ServerDied("a message without Content-Length")
        return json.loads(pipe.read(length))

    def _dispatch(self, message: Json) -> None:
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": self._serve(message["method"], message.get("params"))})
        elif "method" in message:
            self._note(message["method"], message.get("params"))
        else:
            with self._changed:
                self._answers[message.get("id")] = message
                self._changed.notify_all()

    # -- what a server asks of its editor -----------------------------------------------------

    def _serve(self, method: str, params: Json) -> Json:
        match method:
            case "workspace/configuration":
                return [self._section(item.get("section")) for item in params["items"]]
            case "client/registerCapability":
                for registration in params["registrations"]:
                    self.registered[registration["method"]] = registration.get("registerOptions") or {}
            case "workspace/workspaceFolders":
                return [{"uri": self.root.as_uri(), "name": self.root.name}]
            case "workspace/applyEdit":
                self.edits.append(params["edit"])
                return {"applied": True}
        return None

    def _section(self, section: str | None) -> Json:
        value = self.settings
        for part in (section or "").split("."):
            if part:
                value = value.get(part) if isinstance(value, dict) else None
        return value

    def _note(self, method: str, params: Json) -> None:
        if method != "textDocument/publishDiagnostics":
            return
        with self._changed:
            self.pushed[canonical(params["uri"])] = Pushed(
                params.get("diagnostics") or [], params.get("version"), time.perf_counter()
            )
            self._changed.notify_all()

    # -- requests -----------------------------------------------------------------------------

    def notify(self, method: str, params: Json) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Json, limit: float = 60.0) -> Json:
        """The result; raises RequestFailed, TimedOut or ServerDied."""
        self._next += 1
        key = self._next
        self._send({"id": key, "method": method, "params": params})
        with self._changed:
            done = self._changed.wait_for(lambda: key in self._answers or self._dead, limit)
            answer = self._answers.pop(key, None)
        if answer is None:
            if done:
                raise ServerDied(self._reason(self._dead or ""))
            self.notify("$/cancelRequest", {"id": key})
            raise TimedOut(f"{method}: no answer in {limit:g} s")
        if "error" in answer:
            raise RequestFailed(f"{answer['error'].get('message')} ({answer['error'].get('code')})")
        return answer.get("result")

    def wait_for(self, condition: Any, limit: float) -> bool:
        """Wait until the condition holds; it is tried again at every message."""
        with self._changed:
            return bool(self._changed.wait_for(lambda: condition() or self._dead, limit)) and not self._dead

    def _reason(self, what: str) -> str:
        self.errors.seek(0)
        tail = self.errors.read().decode(errors="replace").strip().splitlines()[-3:]
        return " / ".join([f"exit code {self.process.poll()}, {what}", *tail])

    # -- the life of a session ----------------------------------------------------------------

    def initialize(self, options: Json, limit: float = 120.0) -> Json:
        folder = {"uri": self.root.as_uri(), "name": self.root.name}
        result = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "clientInfo": {"name": "serpentarium-bench"},
                "rootUri": folder["uri"],
                "rootPath": str(self.root),
                "workspaceFolders": [folder],
                "capabilities": CLIENT_CAPABILITIES,
                "initializationOptions": options,
            },
            limit,
        )
        self.capabilities = result["capabilities"]
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": self.settings})
        return result

    def offers(self, method: str, capability: str) -> bool:
        """Whether the server announced the feature, at once or by registering it later."""
        return self.capabilities.get(capability) not in (None, False) or method in self.registered

    def open(self, path: Path, text: str | None = None) -> str:
        uri = path.as_uri()
        if uri not in self.texts:
            self.texts[uri] = path.read_text(encoding="utf-8") if text is None else text
            self.versions[uri] = 1
            document = {"uri": uri, "languageId": "python", "version": 1, "text": self.texts[uri]}
            self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def insert(self, uri: str, line: int, column: int, added: str, removed: int = 0) -> None:
        """Replace `removed` characters of the line at the position by `added`, as typing would."""
        lines = self.texts[uri].splitlines(keepends=True)
        while line >= len(lines):
            lines.append("")
        lines[line] = lines[line][:column] + added + lines[line][column + removed :]
        span = {"start": position(line, column), "end": position(line, column + removed)}
        self._change(uri, "".join(lines), {"range": span, "text": added})

    def replace(self, uri: str, text: str) -> None:
        self._change(uri, text, {"text": text})

    def _change(self, uri: str, text: str, change: Json) -> None:
        self.texts[uri] = text
        self.versions[uri] += 1
        document = {"uri": uri, "version": self.versions[uri]}
        if self._sync_kind() == 1:
            change = {"text": text}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def _sync_kind(self) -> int:
        sync = self.capabilities.get("textDocumentSync")
        return (sync.get("change", 1) if isinstance(sync, dict) else sync) or 1

    def close(self, uri: str) -> None:
        self.texts.pop(uri, None)
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def stop(self) -> None:
        """Shut the server down politely, then end whatever is left of its process group."""
        try:
            self.request("shutdown", None, 5.0)
            self.notify("exit", None)
            self.process.wait(3.0)
        except (ServerDied, TimedOut, RequestFailed, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except OSError:
            pass
        self.process.wait()
        self._outgoing.put(None)
        self.errors.close()


def position(line: int, column: int) -> Json:
    return {"line": line, "character": column}


def canonical(uri: str) -> str:
    """One spelling per file: servers escape and resolve differently."""
    return path_of(uri).as_uri() if uri.startswith("file:") else uri


def path_of(uri: str) -> Path:
    """The path of a file: address, links resolved."""
    return Path(unquote(urlsplit(uri).path)).resolve()
