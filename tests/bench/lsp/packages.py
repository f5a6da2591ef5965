"""The code that questions are asked about: pinned packages, fetched as sdists and verified, and our own files.

Every package becomes a workspace of its own in the store: its import folder at the top, a `pyproject.toml`, and a
`.venv` that leads to one virtual environment with what the packages import. Nothing of it is committed.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = "project"
EVERYTHING = "everything"

PYPROJECT = """\
[project]
name = "{name}"
version = "0"
requires-python = ">=3.13"

[tool.pyright]
venvPath = "."
venv = ".venv"
pythonVersion = "3.13"
typeCheckingMode = "standard"
"""


@dataclass(frozen=True)
class Package:
    """A pinned sdist: the folder in it that is imported, and what has to be installed beside it."""

    name: str
    version: str
    sha256: str
    folder: str
    requires: tuple[str, ...]


PACKAGES = [
    Package("django", "5.2.19", "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1", "django",
            ("asgiref==3.8.1", "sqlparse==0.5.3")),
    Package("sqlalchemy", "2.1.9", "d700a8b2edfb26282a470333d6bc4a454c4acda4d201a3bea7b72fa76c217d28", "lib/sqlalchemy",
            ("typing_extensions==4.14.1",)),
]


def prepare(store: Path, python: str) -> tuple[dict[str, Path], Path]:
    """The workspaces by name, and the interpreter of the environment they share."""
    interpreter = _environment(store, python)
    workspaces = {package.name: _workspace(store, package, interpreter) for package in PACKAGES}
    workspaces[PROJECT] = _copy_of_project(store, interpreter)
    workspaces[EVERYTHING] = _everything(store, workspaces, interpreter)
    return workspaces, interpreter


def _environment(store: Path, python: str) -> Path:
    folder = store / "environment"
    done = folder / "installed"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run([python, "-m", "venv", str(folder)])
        needed = [requirement for package in PACKAGES for requirement in package.requires]
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, *needed])
        done.touch()
    return folder / "bin" / "python"


def _workspace(store: Path, package: Package, interpreter: Path) -> Path:
    root = store / "workspaces" / f"{package.name}-{package.version}"
    if not (root / "pyproject.toml").exists():
        shutil.rmtree(root, ignore_errors=True)
        source = _unpacked(package, _sdist(store, package), store)
        shutil.copytree(source / package.folder, root / Path(package.folder).name)
        shutil.rmtree(source)
    _furnish(root, package.name, interpreter)
    return root


def _furnish(root: Path, name: str, interpreter: Path) -> None:
    """What makes a folder a workspace: its configuration and its environment."""
    link = root / ".venv"
    if not link.is_symlink():
        link.symlink_to(interpreter.parent.parent, target_is_directory=True)
    (root / "pyproject.toml").write_text(PYPROJECT.format(name=name), encoding="utf-8")


def _sdist(store: Path, package: Package) -> Path:
    """The package's source archive, downloaded once and verified every time."""
    folder = store / "sdists"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{package.name}-{package.version}.tar.gz"
    if not archive.exists():
        print(f"fetching {archive.name} ...", file=sys.stderr, flush=True)
        _run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
              "--no-binary", package.name, "--dest", str(folder), f"{package.name}=={package.version}"])
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise SystemExit(f"{archive} has the SHA-256 {digest}, not {package.sha256}")
    return archive


def _unpacked(package: Package, archive: Path, store: Path) -> Path:
    folder = store / "unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / f"{package.name}-{package.version}"


def _copy_of_project(store: Path, interpreter: Path) -> Path:
    """Our own files, in a folder with nothing of the repository around them."""
    root = store / "workspaces" / PROJECT
    sources = {path.relative_to(HERE / PROJECT): path.read_bytes() for path in (HERE / PROJECT).rglob("*.py")}
    copies = {path.relative_to(root): path.read_bytes() for path in root.rglob("*.py") if not _is_foreign(path, root)}
    if sources != copies:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(HERE / PROJECT, root, ignore=shutil.ignore_patterns("__pycache__"))
    _furnish(root, PROJECT, interpreter)
    return root


def _is_foreign(path: Path, root: Path) -> bool:
    return ".venv" in path.relative_to(root).parts


def _everything(store: Path, workspaces: dict[str, Path], interpreter: Path) -> Path:
    """All packages in one workspace: what memory is measured on."""
    root = store / "workspaces" / "-".join([EVERYTHING, *(package.version for package in PACKAGES)])
    if not (root / "pyproject.toml").exists():
        shutil.rmtree(root, ignore_errors=True)
        for package in PACKAGES:
            name = Path(package.folder).name
            shutil.copytree(workspaces[package.name] / name, root / name)
    _furnish(root, EVERYTHING, interpreter)
    return root


def lines_of(root: Path) -> int:
    """Lines of Python in a workspace, its environment left out."""
    return sum(
        path.read_bytes().count(b"\n")
        for path in root.rglob("*.py")
        if not _is_foreign(path, root)
    )


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:4])} ... failed:\n{done.stderr.strip()[-2000:]}")
