"""The loads of a run: small files one after the other, large ones that are new in processes of their own."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from beholden.cases.case import SourceFiles
from beholden.cases.load_process import Wanted
from beholden.cases.processes import close, send, start
from beholden.errors import Error, SourceError
from beholden.graph.workspace import Workspace
from beholden.loaders.run import Loaded, load, loaded_before

Watch = Callable[[str], AbstractContextManager[Any]]
"""Called with what goes on; gives a context that hears how far a load is."""

LARGE_BYTES = 1_000_000
"""Files of this size or more take longer to load than a process takes to start."""


def load_all(
    wanted: Sequence[SourceFiles],
    workspace: Workspace,
    watch: Watch,
    *,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Loaded]:
    """Load all of these, and give what each load did, in the same order; see `beholden.loaders.run.load`.

    `meanwhile` is called once while large files load in processes of their own, as many at once as there are cores.
    The error of the first that fails is raised as it would be here, and what still loads is stopped: nothing is half
    written. A process that is killed raises SourceError, and one that met a bug RuntimeError.
    """
    known = {
        place: found
        for place, files in enumerate(wanted)
        if _large(files) and (found := _before(files, workspace)) is not None
    }
    apart = [files for place, files in enumerate(wanted) if _large(files) and place not in known]
    with _Processes(apart, workspace) as processes:
        if apart:
            meanwhile()
        loaded = []
        for place, files in enumerate(wanted):
            with watch(f"loading {files.source}") as hear:
                if files in apart:
                    loaded.append(processes.result(files, hear))
                else:
                    loaded.append(known.get(place) or _load(files, workspace, hear))
    return loaded


def _large(files: SourceFiles) -> bool:
    return sum(file.stat().st_size for file in files.files if file.is_file()) >= LARGE_BYTES


def _said(files: SourceFiles) -> dict[str, Any]:
    return {"snapshot": files.snapshot, "basis": files.basis, "complete": files.complete}


def _before(files: SourceFiles, workspace: Workspace) -> Loaded | None:
    return loaded_before(files.source, files.files, workspace, **_said(files))


def _load(files: SourceFiles, workspace: Workspace, hear: Callable[[int], None] | None) -> Loaded:
    return load(files.source, files.files, workspace, **_said(files), progress=hear)


class _Processes:
    """Processes that load, started in order, as many at once as there are cores."""

    def __init__(self, wanted: Sequence[SourceFiles], workspace: Workspace) -> None:
        self._workspace = workspace
        self._waiting = list(wanted)
        self._running: list[tuple[SourceFiles, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> _Processes:
        for _ in range(os.cpu_count() or 1):
            self._start_next()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what still runs, so that nothing writes to the workspace after an error or Ctrl-C."""
        still = [process for _, process in self._running]
        for process in still:
            process.terminate()
        for process in still:
            process.wait()
            close(process)

    def result(self, files: SourceFiles, hear: Callable[[int], None] | None) -> Loaded:
        """Wait for one of them; the next starts when it has ended."""
        process = next(process for own, process in self._running if own is files)
        assert process.stdout is not None
        try:
            while True:
                word, *rest = pickle.load(process.stdout)
                if word == "loaded":
                    loaded: Loaded = rest[0]
                    return loaded
                if word == "raised":
                    problem: Error = rest[0]
                    raise problem
                if hear is not None:
                    hear(rest[0])
        except (EOFError, pickle.UnpicklingError):
            if (code := process.wait()) >= 0:
                raise RuntimeError(f"{files.source}: the process that loads it failed; it said why") from None
            raise SourceError(
                f"{files.source}: the process that loads it was ended by signal {-code}; nothing of it is kept. "
                "Where memory is short, load it alone with `beholden load`"
            ) from None
        finally:
            process.terminate()  # it has said its last word, or Ctrl-C ends the wait for it
            process.wait()
            close(process)
            self._running.remove((files, process))
            self._start_next()

    def _start_next(self) -> None:
        if not self._waiting:
            return
        files = self._waiting.pop(0)
        process = start("beholden.cases.load_process")
        self._running.append((files, process))
        send(process, Wanted(files, self._workspace))
