"""The loops of the cascade: both fixpoints, each stake of a member read once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Bytes, Int32s

OUT, POSSIBLE, WITHIN = 0, 1, 2


def fixpoints(
    index: Index,
    listed: NDArray[np.intp],
    maybe: NDArray[np.intp],
    need: int,
    edges: ControlEdges,
    level: Bytes,
    step: Int32s,
) -> None:
    """Fill level and step with both fixpoints."""
    queue, near = np.empty(index.parties, np.int32), np.empty(index.parties, np.int32)
    total = np.zeros(2 * index.pots, np.int32)
    rest = (total, index.start, index.rows, index.pot_asset, edges.start, edges.asset, edges.certain)
    queue[: len(listed)] = listed
    level[listed] = WITHIN
    step[listed] = 0
    found = kernel_for(_certain, index.size)(queue, len(listed), near, need, level, step, *rest)
    seeds = maybe[level[maybe] != WITHIN]
    level[seeds] = POSSIBLE
    step[seeds] = 0
    near = near[:found]
    near = near[(level[near] == POSSIBLE) & (step[near] == -1)]
    step[near] = 1
    queue[: len(seeds)] = seeds
    queue[len(seeds) : len(seeds) + len(near)] = near
    kernel_for(_possible, index.size)(queue, len(seeds) + len(near), need, level, step, *rest)


def _certain(
    queue: Int32s,
    waiting: int,
    near: Int32s,
    need: int,
    level: Bytes,
    step: Int32s,
    total: Int32s,
    start: Int32s,
    rows: Int32s,
    pot_asset: Int32s,
    control_start: Int32s,
    control_asset: Int32s,
    control_certain: Bools,
) -> int:
    """The fixpoint of the minima; returns how many in ``near`` the maxima alone have brought in on the way.

    A queue served in order makes rounds: what an owner of round k brings in is of round k + 1. The two sums of a
    pot lie side by side, minima and maxima, and are summed no further than the threshold, so they fit 32 bits.
    """
    found = 0
    served = 0
    while served < waiting:
        owner = queue[served]
        served += 1
        after = step[owner] + 1
        for row in range(4 * start[owner], 4 * start[owner + 1], 4):
            pot = rows[row]
            asset = pot_asset[pot] if len(pot_asset) else pot
            if level[asset] == WITHIN:
                continue
            low = total[2 * pot] + rows[row + 1]
            total[2 * pot] = low
            if low >= need:
                level[asset] = WITHIN
                step[asset] = after
                queue[waiting] = asset
                waiting += 1
                continue
            if level[asset] == OUT:
                high = total[2 * pot + 1]
                if high < need:
                    high += rows[row + 2]
                    total[2 * pot + 1] = high
                if high >= need and low >= need - rows[row + 3]:
                    level[asset] = POSSIBLE
                    near[found] = asset
                    found += 1
        if len(control_start):
            for place in range(control_start[owner], control_start[owner + 1]):
                asset = control_asset[place]
                if control_certain[place] and level[asset] != WITHIN:
                    level[asset] = WITHIN
                    step[asset] = after
                    queue[waiting] = asset
                    waiting += 1
                elif level[asset] == OUT:
                    level[asset] = POSSIBLE
                    near[found] = asset
                    found += 1
    return found


def _possible(
    queue: Int32s,
    waiting: int,
    need: int,
    level: Bytes,
    step: Int32s,
    total: Int32s,
    start: Int32s,
    rows: Int32s,
    pot_asset: Int32s,
    control_start: Int32s,
    control_asset: Int32s,
    control_certain: Bools,
) -> None:
    """The fixpoint of the maxima, capped, on top of all that is within."""
    served = 0
    while served < waiting:
        owner = queue[served]
        served += 1
        after = step[owner] + 1
        for row in range(4 * start[owner], 4 * start[owner + 1], 4):
            pot = rows[row]
            asset = pot_asset[pot] if len(pot_asset) else pot
            if level[asset] != OUT:
                continue
            low = total[2 * pot]
            if low < need:
                low += rows[row + 1]
                total[2 * pot] = low
            high = total[2 * pot + 1]
            if high < need:
                high += rows[row + 2]
                total[2 * pot + 1] = high
            if high >= need and low >= need - rows[row + 3]:
                level[asset] = POSSIBLE
                step[asset] = after
                queue[waiting] = asset
                waiting += 1
        if len(control_start):
            for place in range(control_start[owner], control_start[owner + 1]):
                asset = control_asset[place]
                if level[asset] == OUT:
                    level[asset] = POSSIBLE
                    step[asset] = after
                    queue[waiting] = asset
                    waiting += 1
