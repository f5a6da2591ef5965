"""The code that questions are asked about: pinned packages, fetched as sdists and verified, and our own files.

Every package becomes a workspace of its own in the store: its import folder at the top, a `pyproject.toml`, and a
`.venv` that leads to a virtual environment with what the package imports. Nothing of it is committed.
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
    """A pinned sdist: the folder in it that is imported, and what has to be installed beside it.

    Packages share an environment by its name. `without` names folders and files left out of the workspace; only packages
    that are `timed` are in the workspace that times and memory are taken in.
    """

    name: str
    version: str
    sha256: str
    folder: str
    requires: tuple[str, ...]
    environment: str = "environment"
    without: tuple[str, ...] = ()
    timed: bool = True


@dataclass(frozen=True)
class Workspace:
    """A folder that a server is started in, and the interpreter of its environment."""

    root: Path
    interpreter: Path


PACKAGES = [
    Package("django", "5.2.19", "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1", "django",
            ("asgiref==3.8.1", "sqlparse==0.5.3")),
    Package("sqlalchemy", "2.1.9", "d700a8b2edfb26282a470333d6bc4a454c4acda4d201a3bea7b72fa76c217d28", "lib/sqlalchemy",
            ("typing_extensions==4.14.1",)),
    Package("distributed", "2025.9.1", "285e0de86fd5e1b941f283f5fd661884645a6a28b06d2a2fdb18079b823aca58", "distributed",
            ("click==8.3.0", "cloudpickle==3.1.1", "dask==2025.9.1", "fsspec==2026.9.0", "jinja2==3.1.6", "locket==1.0.0",
             "markupsafe==3.0.4", "msgpack==1.1.1", "packaging==25.0", "partd==1.4.2", "psutil==7.1.0", "pyyaml==6.0.3",
             "sortedcontainers==2.4.0", "tblib==3.1.0", "toolz==1.0.0", "tornado==6.5.2", "urllib3==2.5.0",
             "zict==3.0.0"),
            environment="environment-distributed", without=("tests",), timed=False),
    Package("twisted", "24.11.0", "695d0556d5ec579dcc464d2856b634880ed1319f45b10d19043f2b57eb0115b5", "src/twisted",
            ("attrs==25.4.0", "automat==25.4.16", "constantly==23.10.4", "hyperlink==21.0.0", "incremental==24.11.0",
             "typing_extensions==4.14.1", "zope.interface==8.0.1"),
            environment="environment-twisted", without=("test",), timed=False),
    Package("celery", "5.5.3", "6c972ae7968c2b5281227f01c3a3f984037d21c5129d07bf3550cc2afc6b10a5", "celery",
            ("amqp==5.4.2", "billiard==4.3.2", "click==8.5.1", "click-didyoumean==0.3.1", "click-plugins==1.1.1.2",
             "click-repl==0.4.1", "kombu==5.5.4", "packaging==26.3", "prompt_toolkit==3.0.53", "python-dateutil==4.0.0",
             "typing_extensions==4.16.0", "tzdata==2026.6", "vine==5.1.0", "wcwidth==0.9.4"),
            environment="environment-celery", timed=False),
    Package("pip", "25.3", "8d0538dbbd7babbd207f261ed969c65de439f6bc9e5dbd3b3b9a77f25d95f343", "src/pip",
            ("typing_extensions==4.16.0",),
            environment="environment-pip", timed=False),
    Package("mypy", "1.19.1", "19d88bb05303fe63f71dd2c6270daca27cb9401c4ca8255fe50d1d920e0eb9ba", "mypy",
            ("librt==0.7.8", "mypy_extensions==1.1.0", "pathspec==1.0.4", "typing_extensions==4.16.0"),
            environment="environment-mypy", without=("typeshed", "test", "xml"), timed=False),
    Package("sphinx", "8.2.3", "398ad29dee7f63a75888314e9424d40f52ce5a6a87ae88e7071e80af296ec348", "sphinx",
            ("alabaster==1.0.0", "babel==2.18.0", "certifi==2026.10.18", "charset-normalizer==3.5.2", "docutils==0.21.2",
             "idna==3.20", "imagesize==2.0.1", "jinja2==3.1.6", "markupsafe==3.0.4", "packaging==26.3",
             "pygments==2.21.0", "requests==2.34.2", "roman-numerals-py==4.1.0", "snowballstemmer==3.1.1",
             "typing_extensions==4.16.0", "urllib3==2.8.0"),
            environment="environment-sphinx", without=("*.po", "*.mo", "themes", "texinputs"), timed=False),
]


def prepare(store: Path, python: str) -> dict[str, Workspace]:
    """The workspaces by name."""
    names = dict.fromkeys(package.environment for package in PACKAGES)
    interpreters = {name: _environment(store, name, python) for name in names}
    shared = interpreters[PACKAGES[0].environment]
    workspaces = {}
    for package in PACKAGES:
        interpreter = interpreters[package.environment]
        workspaces[package.name] = Workspace(_workspace(store, package, interpreter), interpreter)
    workspaces[PROJECT] = Workspace(_copy_of_project(store, shared), shared)
    workspaces[EVERYTHING] = Workspace(_everything(store, workspaces, shared), shared)
    return workspaces


def _environment(store: Path, name: str, python: str) -> Path:
    folder = store / name
    done = folder / "installed"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run([python, "-m", "venv", str(folder)])
        needed = [requirement for package in PACKAGES if package.environment == name
                  for requirement in package.requires]
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, *needed])
        done.touch()
    return folder / "bin" / "python"


def _workspace(store: Path, package: Package, interpreter: Path) -> Path:
    root = store / "workspaces" / f"{package.name}-{package.version}"
    if not (root / "pyproject.toml").exists():
        shutil.rmtree(root, ignore_errors=True)
        source = _unpacked(package, _sdist(store, package), store)
        left_out = shutil.ignore_patterns(*package.without)
        shutil.copytree(source / package.folder, root / Path(package.folder).name, ignore=left_out)
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


def _everything(store: Path, workspaces: dict[str, Workspace], interpreter: Path) -> Path:
    """All packages that are timed in one workspace: what memory is measured on."""
    timed = [package for package in PACKAGES if package.timed]
    root = store / "workspaces" / "-".join([EVERYTHING, *(package.version for package in timed)])
    if not (root / "pyproject.toml").exists():
        shutil.rmtree(root, ignore_errors=True)
        for package in timed:
            name = Path(package.folder).name
            shutil.copytree(workspaces[package.name].root / name, root / name)
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
