"""Company control: who has a majority of a company's votes, gathered through the companies it controls.

X controls a company if X, and the companies that X controls, together hold more than half of its votes. This is the
company control of logic programs (Mumick, Pirahesh and Ramakrishnan, "The Magic of Duplicates and Aggregates", VLDB
1990) and the corporate group of Romei, Ruggieri and Turini ("The Layered Structure of Company Share Networks", 2015).
For one controller it is a cascade that starts from it alone.

For all companies at once: two controllers of one company that is not disputed both need more than half of it, so
their holdings meet, and one of the two controls the other. So the controllers of a company form a line. Drawn from
each company to the nearest of them, its *direct controller*, they are a forest, whose roots are the *ultimate
controllers*; only at a root can there be a ring of companies that control each other, since an outsider would need a
majority that the ring itself has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beholden.graph.ownership.cascade import Cascade, cascade
from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Int32s, Int64s
from beholden.graph.ownership.tree import NOBODY, lay_out
from beholden.graph.shares import WHOLE

HALF = WHOLE // 2


@dataclass(frozen=True)
class Controllers:
    """Who certainly controls each party, NOBODY (-1) where nobody is known to.

    ``direct`` is the nearest controller, which need not be a holder itself; ``ultimate`` is the one at the top. Parties
    that control each other are marked ``ring``, and the one with the lowest number stands for them as ultimate.
    """

    direct: Int32s
    ultimate: Int32s
    ring: Bools


def controllers(votes: Index) -> Controllers:
    """Return the direct and the ultimate controller of every party, from the minima of an index of votes.

    A disputed party has none: where votes add up to more than the whole, two could each seem to have the majority.

    >>> from beholden.graph.ownership.stakes import ShareKind, Stakes
    >>> rows = [("t", "a", 60), ("t", "b", 60), ("a", "c", 30), ("b", "c", 30)]
    >>> stakes = Stakes.of("abct", [(*pair, percent * 10**7, percent * 10**7) for *pair, percent in rows])
    >>> controllers(Index.on(stakes, 0, ShareKind.CAPITAL)).direct.tolist()
    [3, 3, 3, -1]
    """
    if len(votes.pot_asset):
        raise ValueError("control is about one kind of share: build the index for votes")
    start, order = votes.into
    parent = np.full(votes.parties, NOBODY, np.int32)
    joint = np.empty(votes.parties, np.int32)
    split = kernel_for(_majority_holders, votes.size)
    joint = joint[: split(start, order, votes.rows, votes.owner, votes.disputed, parent, joint)]
    direct, ring = parent.copy(), np.zeros(votes.parties, np.bool_)
    most = int(np.diff(start).max(initial=0))
    mark = np.zeros(votes.parties, np.int32)
    while True:
        mark[:] = 0
        kernel_for(_cut_rings, votes.size)(parent, direct, ring, mark)
        depth, place, top, root = lay_out(parent)
        changed = kernel_for(_gather, votes.size)(
            *(joint, start, order, votes.rows, votes.owner, parent, direct, ring, depth, place, top, root),
            *(np.empty(most, np.int32), np.empty(most, np.int64), np.empty(most, np.int32)),
        )
        if not changed:
            return Controllers(direct, np.where(direct == NOBODY, NOBODY, root).astype(np.int32), ring)


def controlled_by(votes: Index, controller: int) -> Cascade:
    """Return whom one party controls, certainly or possibly, itself included.

    Every stake counts with its minimum, respectively its maximum, capped as in any cascade.
    """
    alone = np.zeros(votes.parties, np.bool_)
    alone[controller] = True
    return cascade(votes, alone, threshold=HALF, strict=True)


def _majority_holders(
    start: Int32s,
    order: Int32s,
    rows: Int32s,
    owner: Int32s,
    disputed: Bools,
    parent: Int32s,
    joint: Int32s,
) -> int:
    """Fill the parents that hold a majority alone; returns how many companies may be controlled by several together."""
    found = 0
    for asset in range(len(parent)):
        if disputed[asset]:
            continue
        total = 0
        most = 0
        for spot in range(start[asset], start[asset + 1]):
            here = order[spot]
            if owner[here] == asset:
                continue
            share = rows[4 * here + 1]
            total += int(share)
            if share > most:
                most = share
                parent[asset] = owner[here]
        if most <= HALF:
            parent[asset] = NOBODY
            if total > HALF:
                joint[found] = asset
                found += 1
    return found


def _cut_rings(parent: Int32s, direct: Int32s, ring: Bools, mark: Int32s) -> None:
    """Mark the parties of each ring, and make the lowest of them a root. ``direct`` keeps what was cut."""
    for first in range(len(parent)):
        node = first
        while node != NOBODY and mark[node] == 0:
            mark[node] = first + 1
            node = parent[node]
        if node == NOBODY or mark[node] != first + 1:
            continue
        lowest = node
        around = parent[node]
        while around != node:
            lowest = min(lowest, around)
            around = parent[around]
        around = lowest
        while True:
            ring[around] = True
            around = parent[around]
            if around == lowest:
                break
        direct[lowest] = parent[lowest]
        parent[lowest] = NOBODY


def _gather(
    joint: Int32s,
    start: Int32s,
    order: Int32s,
    rows: Int32s,
    owner: Int32s,
    parent: Int32s,
    direct: Int32s,
    ring: Bools,
    depth: Int32s,
    place: Int32s,
    top: Int32s,
    root: Int32s,
    holder: Int32s,
    share: Int64s,
    meeting: Int32s,
) -> int:
    """Give each company that several hold the deepest node under which more than half of it lies; how many are new.

    What lies under one node is a stretch of the walk, and a stretch with more than half of the whole has the holder
    in the middle of it; so the node is that holder or above it, where it meets another holder.
    """
    new = np.full(len(joint), NOBODY, np.int32)
    for which in range(len(joint)):
        asset = joint[which]
        if ring[asset] and parent[asset] == NOBODY:
            continue
        count = 0
        for spot in range(start[asset], start[asset + 1]):
            here = order[spot]
            if owner[here] != asset and rows[4 * here + 1] > 0:
                holder[count] = owner[here]
                share[count] = rows[4 * here + 1]
                count += 1
        walk = np.argsort(place[holder[:count]], kind="mergesort")
        total = np.sum(share[:count])
        middle = NOBODY
        passed = 0
        for spot in walk:
            passed += int(share[spot])
            if 2 * passed >= total:
                middle = holder[spot]
                break
        for spot in range(count):
            one = holder[spot]
            other = middle
            if root[one] != root[other]:
                meeting[spot] = NOBODY
                continue
            while top[one] != top[other]:
                if depth[top[one]] >= depth[top[other]]:
                    one = parent[top[one]]
                else:
                    other = parent[top[other]]
            meeting[spot] = one if depth[one] <= depth[other] else other
        # From the deepest meeting point upwards: each has under it what meets there or deeper.
        deep = np.full(count, NOBODY, np.int32)
        for spot in range(count):
            if meeting[spot] != NOBODY:
                deep[spot] = depth[meeting[spot]]
        gathered = 0
        for spot in np.argsort(-deep, kind="mergesort"):
            if meeting[spot] == NOBODY:
                break
            gathered += int(share[spot])
            if gathered > HALF:
                if meeting[spot] != asset and meeting[spot] != parent[asset]:
                    new[which] = meeting[spot]
                break
    changed = 0
    for which in range(len(joint)):
        asset = joint[which]
        if new[which] == NOBODY:
            continue
        if parent[asset] == NOBODY or depth[new[which]] > depth[parent[asset]]:
            parent[asset] = new[which]
            direct[asset] = new[which]
            changed += 1
    return changed
