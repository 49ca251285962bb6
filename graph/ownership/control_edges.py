"""Stated control, laid out by the one who controls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beholden.graph.ownership.stakes import Bools, Int32s


@dataclass(frozen=True)
class ControlEdges:
    """Stated control by owner: ``start[p]`` to ``start[p + 1]`` are the assets of owner p, each certain or not.

    ``row`` says which of the rows given each is.
    """

    start: Int32s
    asset: Int32s
    certain: Bools
    row: Int32s

    @classmethod
    def of(cls, owner: Int32s, asset: Int32s, certain: Bools, parties: int) -> ControlEdges:
        """The control of rows in any order, among so many parties."""
        order = np.argsort(owner, kind="stable").astype(np.int32)
        counts = np.bincount(owner, minlength=parties)
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return cls(start, asset[order].astype(np.int32), certain[order], order)

    @classmethod
    def none(cls) -> ControlEdges:
        """No control at all: shorter than any, which the kernels understand."""
        empty = np.empty(0, np.int32)
        return cls(empty, empty, np.empty(0, np.bool_), empty)
