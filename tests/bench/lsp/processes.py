"""What a server's process tree costs: resident memory and processor time, read from /proc."""

import os
import threading
import time
from pathlib import Path

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


def descendants(root: int) -> list[int]:
    """The process and everything it started that is still alive."""
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        for task in _tasks(pid):
            queue.extend(_children(task))
    return found


def _tasks(pid: int) -> list[Path]:
    try:
        return list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def _children(task: Path) -> list[int]:
    try:
        return [int(child) for child in (task / "children").read_text().split()]
    except (OSError, ValueError):
        return []


def resident_bytes(root: int) -> int:
    """Resident memory of the whole tree at this moment.

    Pages of files (the program itself and its libraries) are shared by processes that run the same
    program, so of those the largest part counts once; everything else counts for each process.
    """
    own, shared = 0, {}
    for pid in descendants(root):
        private, of_files = _resident(pid)
        own += private
        program = _program(pid)
        shared[program] = max(shared.get(program, 0), of_files)
    return own + sum(shared.values())


def _resident(pid: int) -> tuple[int, int]:
    """Private and file-backed resident bytes."""
    try:
        _, resident, of_files, *_ = (PROC / str(pid) / "statm").read_text().split()
    except (OSError, ValueError):
        return 0, 0
    return (int(resident) - int(of_files)) * PAGE, int(of_files) * PAGE


def _program(pid: int) -> str:
    try:
        return os.readlink(PROC / str(pid) / "exe")
    except OSError:
        return str(pid)


def cpu_seconds(root: int) -> float:
    """User and system time used so far by the tree (ended children count at their parent)."""
    return sum(_cpu(pid) for pid in descendants(root))


def _cpu(pid: int) -> float:
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15]) / TICKS
    except (OSError, IndexError, ValueError):
        return 0.0


class PeakMemory:
    """Samples the resident memory of a tree in the background and keeps the highest value."""

    def __init__(self, root: int, interval: float = 0.05) -> None:
        self.peak = 0
        self._root = root
        self._interval = interval
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._stop.wait(self._interval):
            self.peak = max(self.peak, resident_bytes(self._root))

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


def wait_until_idle(root: int, limit: float, quiet: float = 1.0, share: float = 0.05) -> bool:
    """Wait until the tree has used next to no processor time for `quiet` seconds; False at the limit."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        before, began = cpu_seconds(root), time.monotonic()
        time.sleep(quiet)
        if cpu_seconds(root) - before < share * (time.monotonic() - began):
            return True
    return False
