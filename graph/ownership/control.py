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
from beholden.graph.ownership.tree import NOBODY, lay_out, roots, upward
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
    moved = np.arange(votes.parties, dtype=np.int32)
    mark = np.zeros(votes.parties, np.int32)
    while True:
        mark[:] = 0
        kernel_for(_cut_rings, votes.size)(moved, parent, direct, ring, mark)
        root = roots(parent)
        moved = _gathered(votes, joint, parent, root, ring, most)
        if not len(moved):
            return Controllers(direct, np.where(direct == NOBODY, NOBODY, root).astype(np.int32), ring)
        direct[moved] = parent[moved]


def controlled_by(votes: Index, controller: int) -> Cascade:
    """Return whom one party controls, certainly or possibly, itself included.

    Every stake counts with its minimum, respectively its maximum, capped as in any cascade.
    """
    alone = np.zeros(votes.parties, np.bool_)
    alone[controller] = True
    return cascade(votes, alone, threshold=HALF, strict=True)


def _gathered(votes: Index, joint: Int32s, parent: Int32s, root: Int32s, ring: Bools, most: int) -> Int32s:
    """Give companies that several hold a nearer controller where the forest has one; returns which."""
    start, order = votes.into
    rest = (start, order, votes.rows, votes.owner, root)
    under, holder = np.empty(len(joint), np.int32), np.empty(votes.size, np.int32)
    held = kernel_for(_under_one_root, votes.size)(joint, under, holder, *rest)
    joint, under = joint[under != NOBODY], under[under != NOBODY]
    nodes, number, above = upward(holder[:held], parent)
    depth, place, top = lay_out(above)
    work = (np.empty(most, np.int32), np.empty(most, np.int64), np.empty(most, np.int32))
    new = np.full(len(joint), NOBODY, np.int32)
    kernel_for(_nearest, votes.size)(joint, under, new, *rest, number, above, depth, place, top, *work)
    found = new != NOBODY
    joint, new = joint[found], new[found]
    has, place_of = parent[joint] != NOBODY, number[parent[joint]]
    deeper = ~has | ((place_of != NOBODY) & (depth[new] > depth[place_of]))
    deeper &= (new != number[joint]) & ~(ring[joint] & ~has)
    parent[joint[deeper]] = nodes[new[deeper]]
    moved: Int32s = joint[deeper]
    return moved


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


def _cut_rings(moved: Int32s, parent: Int32s, direct: Int32s, ring: Bools, mark: Int32s) -> None:
    """Mark the parties of each ring that holds one of the moved, and make its lowest a root; ``direct`` is kept."""
    for first in moved:
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
        parent[lowest] = NOBODY


def _under_one_root(
    joint: Int32s,
    under: Int32s,
    holder: Int32s,
    start: Int32s,
    order: Int32s,
    rows: Int32s,
    owner: Int32s,
    root: Int32s,
) -> int:
    """Find the root under which more than half of each company lies, NOBODY if there is none.

    Returns how many holders under such roots are in ``holder``. A vote in which each root loses what the others have
    (Boyer and Moore) leaves the only one that can have more than half.
    """
    count = 0
    for which in range(len(joint)):
        asset = joint[which]
        leader = NOBODY
        lead = 0
        for spot in range(start[asset], start[asset + 1]):
            here = order[spot]
            if owner[here] == asset:
                continue
            share = int(rows[4 * here + 1])
            if root[owner[here]] == leader:
                lead += share
            elif share > lead:
                leader = root[owner[here]]
                lead = share - lead
            else:
                lead -= share
        total = 0
        for spot in range(start[asset], start[asset + 1]):
            here = order[spot]
            if owner[here] != asset and root[owner[here]] == leader:
                total += int(rows[4 * here + 1])
        if total <= HALF:
            under[which] = NOBODY
            continue
        under[which] = leader
        for spot in range(start[asset], start[asset + 1]):
            here = order[spot]
            if owner[here] != asset and root[owner[here]] == leader:
                holder[count] = owner[here]
                count += 1
    return count


def _nearest(
    joint: Int32s,
    under: Int32s,
    new: Int32s,
    start: Int32s,
    order: Int32s,
    rows: Int32s,
    owner: Int32s,
    root: Int32s,
    number: Int32s,
    parent: Int32s,
    depth: Int32s,
    place: Int32s,
    top: Int32s,
    holder: Int32s,
    share: Int64s,
    meeting: Int32s,
) -> None:
    """Find, for each company, the deepest node under which more than half of it lies.

    What lies under one node is a stretch of the walk, and a stretch with more than half of the whole has the holder
    in the middle of it; so the node is that holder or above it, where it meets another holder.
    """
    for which in range(len(joint)):
        asset = joint[which]
        count = 0
        for spot in range(start[asset], start[asset + 1]):
            here = order[spot]
            if owner[here] != asset and root[owner[here]] == under[which] and rows[4 * here + 1] > 0:
                holder[count] = number[owner[here]]
                share[count] = rows[4 * here + 1]
                count += 1
        total = np.sum(share[:count])
        middle = NOBODY
        passed = 0
        for spot in np.argsort(place[holder[:count]], kind="mergesort"):
            passed += int(share[spot])
            if 2 * passed >= total:
                middle = holder[spot]
                break
        for spot in range(count):
            one = holder[spot]
            other = middle
            while top[one] != top[other]:
                if depth[top[one]] >= depth[top[other]]:
                    one = parent[top[one]]
                else:
                    other = parent[top[other]]
            meeting[spot] = one if depth[one] <= depth[other] else other
        # From the deepest meeting point upwards: each has under it what meets there or deeper.
        gathered = 0
        for spot in np.argsort(-depth[meeting[:count]], kind="mergesort"):
            gathered += int(share[spot])
            if gathered > HALF:
                new[which] = meeting[spot]
                break
