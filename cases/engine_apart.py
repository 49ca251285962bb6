"""The embedded engine in a process of its own: it takes in a release while that is still being built."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from queue import SimpleQueue
from threading import Thread
from typing import Any

import polars as pl

from beholden.cases.processes import close, send, start
from beholden.errors import Error, QueryError
from beholden.graph.answers import TIME_LIMIT_SECONDS, Reads, Rows
from beholden.graph.kinds import schema


class EngineApart:
    """Answers as `beholden.graph.engine.Engine` does, from a process that lives as long as the context."""

    def __init__(self, reads: Reads) -> None:
        """Start nothing yet; what is not in `reads` stays out of the graph."""
        self._reads = reads
        self._messages: SimpleQueue[object] = SimpleQueue()
        self._sender = Thread(target=self._send, daemon=True)

    def __enter__(self) -> EngineApart:
        self._process = start("beholden.cases.engine_process")
        self._sender.start()
        self._messages.put(self._reads)
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it does."""
        self._messages.put(None)
        self._process.terminate()
        self._process.wait()
        self._sender.join()  # what it still sends goes nowhere
        close(self._process)

    def _send(self) -> None:
        """Send the messages in their order; a process that still loads takes in no more than a pipe holds."""
        while (message := self._messages.get()) is not None:
            send(self._process, message)

    def hear(self, what: str, frames: Mapping[str, pl.DataFrame]) -> None:
        """Tell it of frames of the release that is built; see `beholden.graph.release.Hear`."""
        taken = {
            name: frame.select(list(self._reads.columns(schema().kind(name))))
            for name, frame in frames.items()
            if self._reads.takes(schema().kind(name))
        }
        self._messages.put((what, taken))

    def ask(self, cypher: str, parameters: Mapping[str, Any], time_limit: float = TIME_LIMIT_SECONDS) -> Rows:
        """The rows of a query, once the release is whole; errors as the engine's.

        A process that was killed raises QueryError, one that met a bug RuntimeError.
        """
        self._messages.put((cypher, dict(parameters), time_limit))
        assert self._process.stdout is not None
        try:
            word, said = pickle.load(self._process.stdout)
        except (EOFError, pickle.UnpicklingError):
            if (code := self._process.wait()) >= 0:
                raise RuntimeError("the process that answers questions failed; it said why") from None
            raise QueryError(
                f"the process that answers questions was ended by signal {-code}; the release is built and stays. "
                "Where memory is short, ask one question at a time with `beholden ask`"
            ) from None
        if word == "raised":
            problem: Error = said
            raise problem
        rows: Rows = said
        return rows
