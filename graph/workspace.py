"""Where claims and releases are kept, and how a file or folder becomes visible all at once or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from beholden.errors import StoreError

CURRENT = "current"
PARTIAL = ".partial-"
"""Prefix of what is being written; anything under it is left over from a run that was killed."""
PIECES = ".pieces-"
"""Prefix of a folder that one process works in; it is locked as long as that process lives."""
OLD = ".old-"
"""Prefix of a folder that is being replaced: it takes its name back when the run is killed in between."""


def sha256(file: Path) -> str:
    """The file's SHA-256 in hex, read in pieces."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def to_json(value: Any) -> str:
    """JSON with sorted keys and a last newline: the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def flush(path: Path) -> None:
    """Ask the system to put a file or folder on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_file(folder: Path) -> tuple[int, str]:
    """Open a new file in a folder for what becomes one of another name when it is whole: its handle and its path."""
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.mkstemp(prefix=_partial(folder), dir=folder)


def _partial(folder: Path) -> str:
    """How the names of what this process writes in a folder begin; what killed ones of this machine left goes away.

    A folder of the user's has no lock under which this could be done as in the workspace: so a name says who writes.
    """
    machine = PARTIAL + hashlib.sha256(platform.node().encode()).hexdigest()[:6] + "-"
    for leftover in folder.glob(machine + "*"):
        number = leftover.name.removeprefix(machine).partition("-")[0]
        if number.isdecimal() and not _lives(int(number)):
            with suppress(OSError):  # it is no hindrance; or another process removes it too
                _remove(leftover)
    return f"{machine}{os.getpid()}-"


def _lives(process: int) -> bool:
    """Whether a process of this number may live; true where the system can't be asked without harm."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _remove(leftover: Path) -> None:
    if leftover.is_dir():
        shutil.rmtree(leftover)
    else:
        leftover.unlink()


def write_atomically(path: Path, data: str | bytes) -> None:
    """Replace a file by one with this text or these bytes: a reader sees the old or the new, never a part."""
    handle, name = new_file(path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data.encode() if isinstance(data, str) else data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    flush(path.parent)


@dataclass(slots=True)
class Staged:
    """A folder being filled, and the name it gets when it is whole (it may be known only at the end)."""

    folder: Path
    name: str


@contextmanager
def new_folder(parent: Path, name: str = "", *, immutable: bool = False) -> Iterator[Staged]:
    """Give an empty folder to fill; it becomes `parent/name` when the block ends well, else it goes away.

    One of that name that is there already is replaced, or kept when it is `immutable` (its name is the hash of
    what it holds). Call it under the workspace's lock. A disk that is full, or a folder that can't be written,
    raises StoreError, and what was there stays.
    """
    staged = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        staged = Staged(Path(tempfile.mkdtemp(prefix=_partial(parent), dir=parent)), name)
        yield staged
        staged.folder.chmod(0o755)
        for path in sorted(staged.folder.rglob("*")):
            flush(path)
        flush(staged.folder)
        target = parent / staged.name
        if not (immutable and target.exists()):
            old = parent / (OLD + staged.name)
            if target.exists():
                target.replace(old)
            staged.folder.replace(target)
            flush(parent)
            shutil.rmtree(old, ignore_errors=True)
    except OSError as problem:
        raise StoreError(f"{parent}: cannot be written ({problem}); what was there before stays") from problem
    finally:
        if staged is not None:
            shutil.rmtree(staged.folder, ignore_errors=True)


class Workspace:
    """A folder with `claims/<source>/<snapshot>/`, `releases/<hash>/` and one small file naming the current one."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use this folder, else the one that BEHOLDEN_HOME names, else `.beholden` here. Nothing is made yet."""
        self.folder = folder or Path(os.environ.get("BEHOLDEN_HOME") or ".beholden")

    @property
    def claims(self) -> Path:
        """The folder of the loaded sources."""
        return self.folder / "claims"

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.folder / "releases"

    @contextmanager
    def lock(self, wait: float = 10.0) -> Iterator[None]:
        """Hold the workspace for writing; StoreError after `wait` seconds in which another process holds it.

        The system drops the lock of a process that dies, so a killed build never leaves one behind. What such a
        build left half written is removed here, while nobody else can be writing.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StoreError(f"{self.folder}: cannot make the workspace: {problem.strerror}") from problem
        lock = FileLock(self.folder / "lock")
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise StoreError(
                f"{self.folder}: another process is writing to this workspace; wait for it to end, "
                "or use another one with BEHOLDEN_HOME"
            ) from None
        except OSError as problem:
            raise StoreError(f"{self.folder}: cannot write to the workspace: {problem.strerror}") from problem
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    @contextmanager
    def pieces(self, wait: float = 10.0) -> Iterator[Path]:
        """Give an empty folder to work in while the workspace is free for others; it goes away with the block.

        That of a process that was killed is removed by the next one that holds the workspace.
        """
        with self.lock(wait):
            try:
                folder = Path(tempfile.mkdtemp(prefix=PIECES, dir=self.folder))
            except OSError as problem:
                raise StoreError(
                    f"{self.folder}: cannot write to the workspace: {problem.strerror}"
                ) from problem
            own = FileLock(folder / "lock")
            own.acquire()
        try:
            yield folder
        finally:
            own.release()
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        try:
            self._remove_leftovers()
        except OSError as problem:
            raise StoreError(f"{self.folder}: cannot remove what a killed run left: {problem}") from problem

    def _remove_leftovers(self) -> None:
        for pieces in self.folder.glob(PIECES + "*"):
            with suppress(Timeout), FileLock(pieces / "lock", timeout=0):
                shutil.rmtree(pieces)
        for parent in (
            self.folder,
            self.releases,
            self.claims,
            *self.claims.glob("*"),
            *self.claims.glob("*/*"),
        ):
            for old in parent.glob(OLD + "*"):
                name = parent / old.name.removeprefix(OLD)
                if name.exists():
                    shutil.rmtree(old)
                else:
                    old.replace(name)
            for leftover in parent.glob(PARTIAL + "*"):
                _remove(leftover)

    def current(self) -> Path:
        """The folder of the current release; StoreError where there is none yet."""
        pointer = self.folder / CURRENT
        if not pointer.exists():
            raise StoreError(
                f"{self.folder}: no release here yet; make one with `beholden run` or `beholden build`"
            )
        release = self.releases / pointer.read_text(encoding="utf-8", errors="replace").strip()
        if not (release / "manifest.json").exists():
            raise StoreError(
                f"{release}: the current release is not there; build again with `beholden build`"
            )
        return release

    def make_current(self, name: str) -> None:
        """Let the release of this name be the current one; StoreError where that can't be written."""
        try:
            write_atomically(self.folder / CURRENT, name + "\n")
        except OSError as problem:
            raise StoreError(
                f"{self.folder}: cannot be written ({problem}); the release before stays the current one"
            ) from problem
