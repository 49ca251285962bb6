"""The cascade for each designated party alone, as the United Kingdom's rule has it: holdings are not added up.

The outcome is the union, over the designated, of the cascade from each one by itself. Running them one after the
other would go over the same companies many times. Three facts save that. A stake that meets the threshold
alone brings its asset in for whoever brought its owner in, so all such stakes are followed for everybody at once.
What else there may be lies in the cascade of all together, so that only who stands behind such a party is run by
itself. And nobody is run whom such a run has reached: the cascade from a member is part of the cascade it is in.
"""

from __future__ import annotations

import numpy as np

from beholden.graph.ownership.closure import reachable
from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.fixpoint import POSSIBLE, WITHIN, fixpoints
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Bytes, Int32s

NONE = -1


def each_alone(
    index: Index, listed: Bools, maybe: Bools, need: int, edges: ControlEdges
) -> tuple[Bytes, Int32s, Int32s]:
    """Return level, step and the designated party through which each came in, of every party.

    The threshold is met at ``need`` billionths. The step of a party is a round of the run that brought it in.
    """
    together = np.zeros(index.parties, np.uint8)
    step = np.full(index.parties, NONE, np.int32)
    fixpoints(index, np.flatnonzero(listed), np.flatnonzero(maybe), need, edges, together, step)
    step, through = _bound(index, listed, together == WITHIN, need, edges, False)
    possible_step, possible_through = _bound(index, maybe, together >= POSSIBLE, need, edges, True)
    within = through != NONE
    level = np.where(within, WITHIN, np.where(possible_through != NONE, POSSIBLE, 0)).astype(np.uint8)
    return level, np.where(within, step, possible_step), np.where(within, through, possible_through)


def _bound(
    index: Index, listed: Bools, together: Bools, need: int, edges: ControlEdges, maxima: bool
) -> tuple[Int32s, Int32s]:
    """Return, for one bound, in which round and through whom each party is in, NONE where it is not."""
    step, through = np.full(index.parties, NONE, np.int32), np.full(index.parties, NONE, np.int32)
    (seeds,) = np.nonzero(listed)
    step[seeds], through[seeds] = 0, seeds
    queue = np.empty(index.parties, np.int32)
    queue[: len(seeds)] = seeds
    rest = (index.start, index.rows, index.pot_asset, edges.start, edges.asset, edges.certain)
    covered = np.zeros(index.parties, np.bool_)
    kernel_for(_alone_enough, index.size)(queue, len(seeds), need, maxima, step, through, covered, *rest)
    left = together & (through == NONE)
    if left.any():
        seeds = seeds[_behind(index, edges, left, together)[seeds]]
        runs = np.concatenate([seeds[~covered[seeds]], seeds[covered[seeds]]]).astype(np.int32)
        covered[:] = False
        seen, pot_seen = np.full(index.parties, NONE, np.int32), np.full(index.pots, NONE, np.int32)
        total = np.zeros(2 * index.pots, np.int32)
        round_ = np.zeros(index.parties, np.int32)
        work = (queue, seen, pot_seen, total, round_)
        kernel_for(_each_by_itself, index.size)(runs, need, maxima, step, through, covered, *work, *rest)
    return step, through


def _behind(index: Index, edges: ControlEdges, left: Bools, together: Bools) -> Bools:
    """Who stands behind the parties that are left: their holders and controllers, and theirs, among all together."""
    owner, asset = index.owner, index.asset
    if len(edges.start):
        controller = np.repeat(np.arange(index.parties, dtype=np.int32), np.diff(edges.start))
        owner, asset = np.concatenate([owner, controller]), np.concatenate([asset, edges.asset])
    inside = together[owner] & together[asset]
    upward = ControlEdges.of(
        asset[inside], owner[inside], np.ones(int(inside.sum()), np.bool_), index.parties
    )
    return reachable(np.flatnonzero(left), upward.start, upward.asset, upward.certain)


def _alone_enough(
    queue: Int32s,
    waiting: int,
    need: int,
    maxima: bool,
    step: Int32s,
    through: Int32s,
    covered: Bools,
    start: Int32s,
    rows: Int32s,
    pot_asset: Int32s,
    control_start: Int32s,
    control_asset: Int32s,
    control_certain: Bools,
) -> None:
    """Follow the stakes that meet the threshold by themselves; ``covered`` marks what one of them leads to."""
    served = 0
    while served < waiting:
        owner = queue[served]
        served += 1
        for row in range(4 * start[owner], 4 * start[owner + 1], 4):
            low = rows[row + 1]
            if low >= need or (maxima and rows[row + 2] >= need and low >= need - rows[row + 3]):
                asset = pot_asset[rows[row]] if len(pot_asset) else rows[row]
                covered[asset] = covered[asset] or asset != owner
                if through[asset] == NONE:
                    through[asset] = through[owner]
                    step[asset] = step[owner] + 1
                    queue[waiting] = asset
                    waiting += 1
        if len(control_start):
            for place in range(control_start[owner], control_start[owner + 1]):
                asset = control_asset[place]
                if through[asset] == NONE and (maxima or control_certain[place]):
                    through[asset] = through[owner]
                    step[asset] = step[owner] + 1
                    queue[waiting] = asset
                    waiting += 1


def _each_by_itself(
    runs: Int32s,
    need: int,
    maxima: bool,
    step: Int32s,
    through: Int32s,
    covered: Bools,
    queue: Int32s,
    seen: Int32s,
    pot_seen: Int32s,
    total: Int32s,
    round_: Int32s,
    start: Int32s,
    rows: Int32s,
    pot_asset: Int32s,
    control_start: Int32s,
    control_asset: Int32s,
    control_certain: Bools,
) -> None:
    """Run the cascade from one party after the other; ``seen`` says which run saw a party last: nothing is reset."""
    for first in runs:
        if covered[first]:
            continue
        queue[0] = first
        waiting = 1
        served = 0
        seen[first] = first
        round_[first] = 0
        while served < waiting:
            owner = queue[served]
            served += 1
            for row in range(4 * start[owner], 4 * start[owner + 1], 4):
                pot = rows[row]
                asset = pot_asset[pot] if len(pot_asset) else pot
                if seen[asset] == first:
                    continue
                if pot_seen[pot] != first:
                    pot_seen[pot] = first
                    total[2 * pot] = 0
                    total[2 * pot + 1] = 0
                low = total[2 * pot]
                if low < need:
                    low += rows[row + 1]
                    total[2 * pot] = low
                high = total[2 * pot + 1]
                if high < need:
                    high += rows[row + 2]
                    total[2 * pot + 1] = high
                if low >= need or (maxima and high >= need and low >= need - rows[row + 3]):
                    seen[asset] = first
                    round_[asset] = round_[owner] + 1
                    queue[waiting] = asset
                    waiting += 1
            if len(control_start):
                for place in range(control_start[owner], control_start[owner + 1]):
                    asset = control_asset[place]
                    if seen[asset] != first and (maxima or control_certain[place]):
                        seen[asset] = first
                        round_[asset] = round_[owner] + 1
                        queue[waiting] = asset
                        waiting += 1
        for place in range(1, waiting):
            asset = queue[place]
            covered[asset] = True
            if through[asset] == NONE:
                through[asset] = first
                step[asset] = round_[asset]
