"""The servers that are compared: their pinned versions, and how each is installed, started and configured."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = Any
REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Start:
    """One way to run a server: its command line, its settings and its initialization options."""

    command: list[str]
    settings: Json = field(default_factory=dict)
    options: Json = None


@dataclass(frozen=True)
class Server:
    """A pinned server. `start` takes the folder it is installed in and the environment's interpreter."""

    name: str
    version: str
    installer: str
    package: str
    start: Callable[[Path, Path], Start]
    installed_as: str = ""  # the server whose installation this is another configuration of


class Missing(Exception):
    """The server could not be installed."""


def _pyright_settings(section: str, interpreter: Path) -> Json:
    hints = {"variableTypes": True, "callArgumentNames": True, "functionReturnTypes": True, "genericTypes": True}
    analysis = {
        "typeCheckingMode": "standard",
        "diagnosticMode": "openFilesOnly",
        "autoImportCompletions": True,
        "indexing": True,
        "inlayHints": hints,
    }
    return {"python": {"pythonPath": str(interpreter), "analysis": analysis}, section: {"analysis": analysis}}


def _pyright(folder: Path, interpreter: Path) -> Start:
    server = folder / "node_modules" / ".bin" / "pyright-langserver"
    return Start([str(server), "--stdio"], _pyright_settings("pyright", interpreter))


def _basedpyright(folder: Path, interpreter: Path) -> Start:
    command = [str(folder / "bin" / "basedpyright-langserver"), "--stdio"]
    return Start(command, _pyright_settings("basedpyright", interpreter))


def _ty(folder: Path, interpreter: Path) -> Start:
    return _ty_with(folder, interpreter, {})


def _ty_inferring(folder: Path, interpreter: Path) -> Start:
    """With return types of unannotated functions inferred, which ty does not do of itself."""
    return _ty_with(folder, interpreter, {"configuration": {"analysis": {"return-type-inference": "always"}}})


def _ty_with(folder: Path, interpreter: Path, more: Json) -> Start:
    settings = {
        "diagnosticMode": "openFilesOnly",
        "completions": {"autoImport": True},
        "inlayHints": {"variableTypes": True, "callArgumentNames": True, "returnTypes": True},
        **more,
    }
    command = [str(folder / "bin" / "ty"), "server"]
    return Start(command, {"ty": settings, "python": {"pythonPath": str(interpreter)}}, settings)


def _pyrefly(folder: Path, interpreter: Path) -> Start:
    hints = {"inlayHints": {"functionReturnTypes": True, "variableTypes": True, "callArgumentNames": "all"}}
    settings = {"pythonPath": str(interpreter), "pyrefly": {"displayTypeErrors": "force-on"}, "analysis": hints}
    options = {"pyrefly": {"displayTypeErrors": "force-on"}}
    return Start([str(folder / "bin" / "pyrefly"), "lsp"], {"python": settings}, options)


def _jedi(folder: Path, interpreter: Path) -> Start:
    options = {
        "workspace": {"environmentPath": str(interpreter)},
        "semanticTokens": {"enable": True},
        "completion": {"disableSnippets": False, "resolveEagerly": False},
    }
    return Start([str(folder / "bin" / "jedi-language-server")], {}, options)


def _pylsp(folder: Path, interpreter: Path) -> Start:
    plugins = {
        "jedi": {"environment": str(interpreter)},
        "pycodestyle": {"enabled": False},
        "pyflakes": {"enabled": True},
        "jedi_completion": {"include_params": True, "eager": False, "fuzzy": False},
    }
    return Start([str(folder / "bin" / "pylsp")], {"pylsp": {"plugins": plugins}})


def _zuban(folder: Path, interpreter: Path) -> Start:
    del interpreter  # it finds the workspace's .venv
    return Start([str(folder / "bin" / "zuban"), "server"])


PEERS = [
    Server("ty", "0.0.104", "pip", "ty", _ty),
    Server("ty-inferring", "0.0.104", "pip", "ty", _ty_inferring, "ty"),
    Server("pyrefly", "1.4.1", "pip", "pyrefly", _pyrefly),
    Server("pyright", "1.1.414", "npm", "pyright", _pyright),
    Server("basedpyright", "1.40.2", "pip", "basedpyright", _basedpyright),
    Server("zuban", "0.10.2", "pip", "zuban", _zuban),
    Server("jedi", "0.47.0", "pip", "jedi-language-server", _jedi),
    Server("pylsp", "1.15.0", "pip", "python-lsp-server[pyflakes,rope]", _pylsp),
]


def own(binary: Path) -> Server:
    """The server of this repository."""
    return Server("serpentarium", "", "none", "", lambda _folder, interpreter: Start(
        [str(binary), "lsp"], {"python": {"pythonPath": str(interpreter)}}))


def find_own(given: str | None) -> Path:
    """The `serpentarium` to measure: the one named, or a release build of this repository, or the one on the path."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    for candidate in [given, target / "release" / "serpentarium", shutil.which("serpentarium")]:
        if candidate and Path(candidate).is_file():
            return Path(candidate).resolve()
    raise SystemExit("no serpentarium found: build it with --release or name it with --serpentarium")


def install(server: Server, store: Path, interpreter: Path) -> Path:
    """The folder the server is installed in; installs it first where that has not been done."""
    if server.installer == "none":
        return store
    folder = store / "servers" / f"{server.installed_as or server.name}-{server.version}"
    done = folder / "installed"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"installing {server.name} {server.version} ...", file=sys.stderr, flush=True)
        for command in _install_commands(server, folder, interpreter):
            _run(server, command)
        done.touch()
    return folder


def _install_commands(server: Server, folder: Path, interpreter: Path) -> list[list[str]]:
    if server.installer == "npm":
        return [["npm", "install", "--silent", "--prefix", str(folder), f"{server.package}@{server.version}"]]
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [[str(interpreter), "-m", "venv", str(folder)], [*pip, f"{server.package}=={server.version}"]]


def _run(server: Server, command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{server.name}: {error}") from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise Missing(f"{server.name}: {command[0]} failed: {last[0]}")


def environment(interpreter: Path) -> dict[str, str]:
    """The environment of every server: the person's own, with the measured virtual environment active."""
    env = dict(os.environ)
    env["VIRTUAL_ENV"] = str(interpreter.parent.parent)
    env["PATH"] = f"{interpreter.parent}{os.pathsep}{env.get('PATH', '')}"
    for name in ("PYTHONPATH", "PYTHONHOME"):
        env.pop(name, None)
    return env
