"""The corpus of differential programs: discovery, running, normalising.

Every program is `tests/programs/<topic>/<name>.py` (or only `<name>.json` when the command line
itself is the program). Beside it stand CPython's recorded answers:

    <name>.out    standard output          (absent: nothing was written)
    <name>.err    standard error           (absent: nothing was written)
    <name>.code   exit code                (absent: 0)
    <name>.json   how to start it, every key optional:
                  "command": the whole command line after the interpreter, "$FILE" is the program
                  "args":    arguments after the program
                  "stdin":   text for standard input
                  "env":     extra environment variables
                  "stress":  false when the answer depends on when a collection happens

Files and folders whose name starts with `_` belong to programs and are not programs.
`differential.rs` implements the same rules.
"""

import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "programs"
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{4,16}\b")


def discover(filters=()):
    """Names (`topic/name`) of all programs that contain one of the filters, in order."""
    names = set()
    for path in ROOT.glob("*/*"):
        topic, stem = path.parent.name, path.stem
        if path.suffix in (".py", ".json") and not (topic + stem).startswith("_") and stem[0] != "_":
            names.add(f"{topic}/{stem}")
    return [n for n in sorted(names) if not filters or any(f in n for f in filters)]


def expected_failures():
    """The ratchet: program -> reason it is allowed to fail."""
    table = {}
    path = ROOT / "expected_failures.txt"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        line = line.strip()
        if line and not line.startswith("#"):
            name, _, reason = line.partition(":")
            table[name.strip()] = reason.strip()
    return table


class Interpreter:
    """An interpreter under test: its executable and where it keeps its library."""

    def __init__(self, path):
        self.path = os.path.abspath(path)
        self.stdlib = None
        try:
            probe = subprocess.run(
                [self.path, "-c", "import os; print(os.path.dirname(os.__file__))"],
                capture_output=True, text=True, timeout=20, env=environment({}),
            )
            if probe.returncode == 0 and probe.stdout.strip():
                self.stdlib = probe.stdout.strip()
        except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
            pass

    def run(self, name, timeout=20, extra_env=None):
        """Run one program; (stdout, stderr, code), normalised. The code is None after a timeout."""
        folder = ROOT / os.path.dirname(name)
        start = settings(name)
        program = os.path.basename(name) + ".py"
        command = start.get("command", ["$FILE"]) + start.get("args", [])
        command = [self.path] + [program if part == "$FILE" else part for part in command]
        env = environment({**(extra_env or {}), **start.get("env", {})})
        try:
            done = subprocess.run(
                command, input=start.get("stdin", "").encode(), capture_output=True,
                timeout=timeout, cwd=folder, env=env,
            )
            out, err, code = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired as late:
            out, err, code = late.stdout or b"", late.stderr or b"", None
        return self.normalise(out), self.normalise(err), code

    def normalise(self, data):
        """Replace what differs between machines: folders, the executable, addresses."""
        text = data.decode("utf-8", "backslashreplace")
        text = text.replace(str(ROOT), "$PROGRAMS")
        if self.stdlib:
            text = text.replace(self.stdlib, "$STDLIB")
        text = text.replace(self.path, "$PYTHON")
        return ADDRESS.sub("at 0xADDRESS", text)


def environment(extra):
    """A small fixed environment; only the modes of the interpreter under test pass through."""
    env = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LANG": "C.UTF-8",
        "TZ": "UTC", "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "80", "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHON_HISTORY": "/dev/null",
    }
    env.update({k: v for k, v in os.environ.items() if k.startswith("SERPENTARIUM_") and k != "SERPENTARIUM_BIN"})
    env.update(extra)
    return env


def settings(name):
    path = ROOT / (name + ".json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def expected(name):
    """The recorded (stdout, stderr, code), or None when nothing was recorded yet."""
    base = ROOT / name
    if not any(Path(f"{base}{suffix}").exists() for suffix in (".out", ".err", ".code")):
        return None

    def read(suffix, default):
        path = Path(f"{base}{suffix}")
        return path.read_bytes().decode("utf-8") if path.exists() else default

    return read(".out", ""), read(".err", ""), int(read(".code", "0"))


def record(name, answer):
    """Write an answer beside the program; empty parts leave no file."""
    out, err, code = answer
    for suffix, text in ((".out", out), (".err", err), (".code", f"{code}\n" if code else "")):
        path = Path(f"{ROOT / name}{suffix}")
        if text:
            path.write_bytes(text.encode("utf-8"))
        elif path.exists():
            path.unlink()
