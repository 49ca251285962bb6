"""Who can be reached along stakes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.stakes import Bools, Int32s


def reachable(first: NDArray[np.integer], start: Int32s, other: Int32s, open_: Bools) -> Bools:
    """Mark the first and all that can be reached from them.

    ``start[p]`` to ``start[p + 1]`` are the rows of party p, ``other`` where each leads, ``open_`` whether it does.
    """
    parties = len(start) - 1
    found = np.zeros(parties, np.bool_)
    found[first] = True
    queue = np.empty(parties, np.int32)
    waiting = int(np.count_nonzero(found))
    queue[:waiting] = np.flatnonzero(found)
    kernel_for(_reach, len(other))(queue, waiting, found, start, other, open_)
    return found


def _reach(queue: Int32s, waiting: int, found: Bools, start: Int32s, other: Int32s, open_: Bools) -> None:
    served = 0
    while served < waiting:
        here = queue[served]
        served += 1
        for place in range(start[here], start[here + 1]):
            there = other[place]
            if open_[place] and not found[there]:
                found[there] = True
                queue[waiting] = there
                waiting += 1
