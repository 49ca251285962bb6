"""A process that holds a release in the embedded engine and answers: `python -m beholden.cases.engine_process`.

It reads pickled messages on stdin: first what the questions read of the graph; then the frames of the release by kind,
each time with what they are; then questions, each as (Cypher, parameters, time limit). To each question it writes
("rows", Rows) or ("raised", an error of `beholden.errors`) on stdout. It ends when stdin does. A bug ends it with its
traceback on stderr.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence

import polars as pl

from beholden.cases.processes import answers
from beholden.errors import Error
from beholden.graph.engine import Engine
from beholden.graph.kinds import Kind


class Arriving:
    """A release that is being built: what is asked for is waited for."""

    def __init__(self) -> None:
        """Nothing is there yet."""
        self._arrived: set[str] = set()
        self._frames: dict[str, pl.DataFrame] = {}

    def rows(self, kind: Kind, columns: Sequence[str]) -> pl.DataFrame | None:
        """The rows of a kind as soon as they are known; see `beholden.graph.engine.Frames`."""
        self.wait("entities" if kind.kind == "entity" else "derived" if kind.derived else "stated")
        found = self._frames.get(kind.name)
        return None if found is None else found.select(columns)

    def wait(self, what: str) -> None:
        """Wait until these frames are there."""
        while what not in self._arrived:
            arrived, frames = pickle.load(sys.stdin.buffer)
            self._arrived.add(arrived)
            self._frames |= frames


def main() -> None:
    """Load the release that stdin brings, and answer what it asks."""
    say = answers()
    arriving = Arriving()
    try:
        engine = Engine(arriving, pickle.load(sys.stdin.buffer))
        arriving.wait("derived")  # the message behind it is a question
        while True:
            cypher, parameters, time_limit = pickle.load(sys.stdin.buffer)
            try:
                say("rows", engine.ask(cypher, parameters, time_limit))
            except Error as problem:
                say("raised", problem)
    except (EOFError, BrokenPipeError):
        return  # nobody asks any more


if __name__ == "__main__":
    main()
