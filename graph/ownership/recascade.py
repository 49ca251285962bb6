"""A cascade that is kept, and judged anew after a change by going over what the change can reach, and no further.

A change takes away and gives. Parties that lose what brought them in are found in the order of their steps: one stays
if the members with a lower step that have not lost theirs still suffice, else it leaves, and who leaned on it is looked
at in turn. Then those who left, and the assets of the changed stakes, are tried again with all members that remain.
Both bounds are kept so, each by itself; the outcome is that of a cascade from scratch (deletion and rederivation:
Gupta, Mumick and Subrahmanian, "Maintaining Views Incrementally", SIGMOD 1993).
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from beholden.graph.ownership.cascade import Cascade, cascade
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.fixpoint import POSSIBLE, WITHIN
from beholden.graph.ownership.index import UNCAPPED, Index
from beholden.graph.ownership.stakes import Bools, Int32s, Int64s
from beholden.graph.shares import WHOLE


@dataclass
class _Bound:
    """One of the two fixpoints: who is in, from whom it starts, an order of proof, and the sums of each pot."""

    maxima: bool
    first: Bools
    member: Bools
    rank: Int64s
    low: Int64s
    high: Int64s
    clock: int


class Recascade:
    """A rule's outcome over an index whose stakes can be changed; the index that is given stays as it is.

    A stake that is not there yet must have a row of share 0 in the index to be changed. Arguments are those of
    `cascade`, which is always one that adds holdings up.
    """

    def __init__(
        self,
        index: Index,
        listed: Bools,
        *,
        threshold: int,
        strict: bool = False,
        possibly_listed: Bools | None = None,
        control: ControlEdges | None = None,
    ) -> None:
        """Run the cascade once."""
        outcome = cascade(
            index,
            listed,
            threshold=threshold,
            strict=strict,
            possibly_listed=possibly_listed,
            control=control,
        )
        maybe = listed if possibly_listed is None else listed | possibly_listed
        self._index = index
        self._need = threshold + 1 if strict else threshold
        self._minimum, self._maximum = index.minimum.copy(), index.maximum.copy()
        self._total = np.zeros(index.pots, np.int64)
        np.add.at(self._total, index.pot, index.minimum.astype(np.int64))
        self._edges = control or ControlEdges.none()
        self._row_of_held = np.empty(index.size, np.int32)
        self._row_of_held[index.held] = np.arange(index.size, dtype=np.int32)
        within, step = outcome.within, outcome.step.astype(np.int64)
        top = int(step[within].max(initial=0)) + 1
        later = np.where(within, step, step + top)
        self._bounds = (
            self._bound(False, listed.copy(), within, step),
            self._bound(True, maybe.copy(), outcome.possible, np.where(outcome.possible, later, -1)),
        )
        self._controllers = _upward(self._edges, index.parties)

    @property
    def outcome(self) -> Cascade:
        """The outcome as it is now. Steps are an order of proof: what brought a party in has a lower one."""
        certain, possible = self._bounds
        level = np.where(certain.member, WITHIN, np.where(possible.member, POSSIBLE, 0)).astype(np.uint8)
        step = np.where(certain.member, certain.rank, possible.rank).astype(np.int32)
        return Cascade(level, step, np.empty(0, np.int32))

    def level(self, party: int) -> int:
        """What one party is now: 2 within, 1 possible, 0 neither."""
        certain, possible = self._bounds
        return WITHIN if certain.member[party] else POSSIBLE if possible.member[party] else 0

    def change(self, shares: Mapping[int, tuple[int, int]]) -> list[int]:
        """Give held stakes (rows of Held) another minimum and maximum; return the parties judged otherwise now.

        Raises ValueError for a share that is none; then nothing is changed.
        """
        for stake, (low, high) in shares.items():
            if not 0 <= low <= high <= WHOLE:
                raise ValueError(f"stake {stake}: a share goes from 0 to {WHOLE}, not from {low} to {high}")
        rows = {int(self._row_of_held[stake]): share for stake, share in shares.items()}
        pots = {int(self._index.pot[row]) for row in rows}
        before: dict[int, int] = {}
        for row, (low, high) in rows.items():
            owner, pot = int(self._index.owner[row]), int(self._index.pot[row])
            for bound in self._bounds:
                if bound.member[owner]:
                    bound.low[pot] += low - int(self._minimum[row])
                    bound.high[pot] += high - int(self._maximum[row])
            self._total[pot] += low - int(self._minimum[row])
            self._minimum[row], self._maximum[row] = low, high
        assets = {self._asset(pot) for pot in pots}
        for bound in self._bounds:
            self._settle(bound, assets, before)
        return sorted(party for party, level in before.items() if level != self.level(party))

    def _bound(self, maxima: bool, first: Bools, member: Bools, rank: Int64s) -> _Bound:
        index = self._index
        inside = member[index.owner]
        low, high = np.zeros(index.pots, np.int64), np.zeros(index.pots, np.int64)
        np.add.at(low, index.pot[inside], index.minimum[inside].astype(np.int64))
        np.add.at(high, index.pot[inside], index.maximum[inside].astype(np.int64))
        return _Bound(maxima, first, member.copy(), rank, low, high, int(rank.max(initial=0)) + 1)

    def _settle(self, bound: _Bound, assets: set[int], before: dict[int, int]) -> None:
        """Take out who lost what brought it in, then bring in whoever can be, and note what everyone was before."""
        heap = [(int(bound.rank[asset]), asset) for asset in assets if bound.member[asset]]
        heapq.heapify(heap)
        queued, gone = {asset for _, asset in heap}, []
        while heap:
            rank, party = heapq.heappop(heap)
            if bound.first[party] or self._proved(bound, party, rank):
                continue
            before.setdefault(party, self.level(party))
            bound.member[party] = False
            gone.append(party)
            for asset in self._move(bound, party, -1):
                if bound.member[asset] and bound.rank[asset] > rank and asset not in queued:
                    queued.add(asset)
                    heapq.heappush(heap, (int(bound.rank[asset]), asset))
        for party in gone:
            bound.rank[party] = -1
        waiting = deque(sorted({*gone, *assets}))
        while waiting:
            party = waiting.popleft()
            if bound.member[party] or not self._comes_in(bound, party):
                continue
            before.setdefault(party, self.level(party))
            bound.member[party] = True
            bound.rank[party] = bound.clock
            bound.clock += 1
            waiting.extend(asset for asset in self._move(bound, party, 1) if not bound.member[asset])

    def _move(self, bound: _Bound, party: int, sign: int) -> list[int]:
        """Add a party's stakes to the sums, or take them off; returns its assets and whom it controls."""
        index, edges = self._index, self._edges
        rows = slice(int(index.start[party]), int(index.start[party + 1]))
        pots = index.pot[rows]
        np.add.at(bound.low, pots, sign * self._minimum[rows].astype(np.int64))
        np.add.at(bound.high, pots, sign * self._maximum[rows].astype(np.int64))
        assets: list[int] = (index.pot_asset[pots] if len(index.pot_asset) else pots).tolist()
        if len(edges.start):
            assets += edges.asset[edges.start[party] : edges.start[party + 1]].tolist()
        return assets

    def _comes_in(self, bound: _Bound, party: int) -> bool:
        """Whether the members as they are bring a party in."""
        first, pots = self._index.pots_of
        return any(
            self._meets(bound, pot, int(bound.low[pot]), int(bound.high[pot]))
            for pot in pots[first[party] : first[party + 1]].tolist()
        ) or any(bound.member[by] and (bound.maxima or sure) for by, sure in self._controlled(party))

    def _proved(self, bound: _Bound, party: int, rank: int) -> bool:
        """Whether members with a lower rank bring a party in."""
        index = self._index
        first, pots = index.pots_of
        start, order = index.into
        for pot in pots[first[party] : first[party + 1]].tolist():
            rows = order[start[pot] : start[pot + 1]]
            owners = index.owner[rows]
            rows = rows[bound.member[owners] & (bound.rank[owners] < rank)]
            low, high = (
                int(self._minimum[rows].sum(dtype=np.int64)),
                int(self._maximum[rows].sum(dtype=np.int64)),
            )
            if self._meets(bound, pot, low, high):
                return True
        return any(
            bound.member[by] and bound.rank[by] < rank and (bound.maxima or sure)
            for by, sure in self._controlled(party)
        )

    def _meets(self, bound: _Bound, pot: int, low: int, high: int) -> bool:
        if not bound.maxima:
            return low >= self._need
        total = int(self._total[pot])
        slack = WHOLE - total if total <= WHOLE else UNCAPPED
        return high >= self._need and low + slack >= self._need

    def _asset(self, pot: int) -> int:
        return int(self._index.pot_asset[pot]) if len(self._index.pot_asset) else pot

    def _controlled(self, party: int) -> list[tuple[int, bool]]:
        """Who is stated to control a party, and whether that is certain."""
        above = self._controllers
        if not len(above.start):
            return []
        here = slice(int(above.start[party]), int(above.start[party + 1]))
        return list(zip(above.asset[here].tolist(), above.certain[here].tolist(), strict=True))


def _upward(edges: ControlEdges, parties: int) -> ControlEdges:
    """The same control by whom is controlled, with the controller as the other end."""
    if not len(edges.start):
        return edges
    owner: Int32s = np.repeat(np.arange(parties, dtype=np.int32), np.diff(edges.start))
    return ControlEdges.of(edges.asset, owner, edges.certain, parties)
