"""The stakes in force on a day, laid out for rules to run over: built once, read by every rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.stakes import Bools, Held, Int32s, Int64s, ShareKind, Stakes, at
from beholden.graph.shares import WHOLE

UNCAPPED = 2 * WHOLE
"""The slack of a pot whose minima are more than the whole: nothing follows from them for the maxima."""


@dataclass(frozen=True)
class Index:
    """Stakes by owner, four numbers a row in one block: pot, minimum, maximum, and the slack of the pot.

    ``start[p]`` to ``start[p + 1]`` are the rows of owner p, ``held`` says which row of Held each is. The slack of a
    pot is what its minima leave of the whole (UNCAPPED where they are more than it). ``disputed`` marks
    parties whose minima are more than the whole, or that have a stake no share can be.
    """

    parties: int
    pots: int
    start: Int32s
    rows: Int32s
    held: Int32s
    pot_asset: Int32s
    disputed: Bools

    @classmethod
    def on(cls, stakes: Stakes, day: int, share_kind: ShareKind | None) -> Index:
        """The index of the stakes that may be in force on a day, for a share kind (see `at`)."""
        return cls.of(at(stakes, day, share_kind), len(stakes.parties))

    @classmethod
    def build(cls, owner: Int32s, asset: Int32s, minimum: Int64s, maximum: Int64s, parties: int) -> Index:
        """The index of rows of one kind of share."""
        stake = np.arange(len(owner), dtype=np.int32)
        return cls.of(Held(stake, owner, asset, minimum, maximum, np.empty(0, np.int32)), parties)

    @classmethod
    def of(cls, held: Held, parties: int) -> Index:
        """The index of held stakes among so many parties.

        A share below 0 or above the whole, or a minimum above its maximum, is brought into bounds and its asset
        marked disputed.
        """
        pots = len(held.pot_asset) or parties
        count = len(held.owner)
        start = _starts(held.owner, parties)
        rows = np.empty(4 * count, np.int32)
        order = np.empty(count, np.int32)
        total = np.zeros(pots, np.int32)
        bad = np.zeros(pots, np.bool_)
        lay_out = kernel_for(_lay_out, count)
        lay_out(held.owner, held.pot, held.minimum, held.maximum, start[:-1].copy(), rows, order, total, bad)
        bad |= total > WHOLE
        if len(held.pot_asset):
            disputed = np.zeros(parties, np.bool_)
            disputed[held.pot_asset[bad]] = True
        else:
            disputed = bad
        return cls(parties, pots, start, rows, order, held.pot_asset, disputed)

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.held)

    @property
    def pot(self) -> Int32s:
        """The pot of each row."""
        return self.rows[0::4]

    @property
    def asset(self) -> Int32s:
        """The asset of each row."""
        return self.pot_asset[self.pot] if len(self.pot_asset) else self.pot

    @property
    def minimum(self) -> Int32s:
        """The minimum of each row, in billionths."""
        return self.rows[1::4]

    @property
    def maximum(self) -> Int32s:
        """The maximum of each row, in billionths."""
        return self.rows[2::4]

    @property
    def slack(self) -> Int32s:
        """The slack of each row's pot, in billionths."""
        return self.rows[3::4]

    @cached_property
    def owner(self) -> Int32s:
        """The owner of each row."""
        return np.repeat(np.arange(self.parties, dtype=np.int32), np.diff(self.start))

    @cached_property
    def into(self) -> tuple[Int32s, Int32s]:
        """Rows by pot: where each pot's begin, and the rows, in the order of their owners."""
        start = _starts(self.pot, self.pots)
        order = np.empty(self.size, np.int32)
        kernel_for(_by_pot, self.size)(self.rows, start[:-1].copy(), order)
        return start, order

    @cached_property
    def pots_of(self) -> tuple[Int32s, Int32s]:
        """Pots by asset: where each asset's begin, and the pots."""
        if not len(self.pot_asset):
            everyone = np.arange(self.parties + 1, dtype=np.int32)
            return everyone, everyone[:-1]
        order = np.argsort(self.pot_asset, kind="stable").astype(np.int32)
        counts = np.bincount(self.pot_asset, minlength=self.parties)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32), order

    def holders(self, party: int) -> Int32s:
        """The rows of Held that are stakes in a party, pot by pot."""
        first, pots = self.pots_of
        start, order = self.into
        found = [order[start[pot] : start[pot + 1]] for pot in pots[first[party] : first[party + 1]].tolist()]
        return self.held[np.concatenate(found)] if found else np.empty(0, np.int32)


def _starts(ends: Int32s, count: int) -> Int32s:
    """Where the rows of each of so many begin, once they are sorted by it, and where the last one's end."""
    start = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(ends, minlength=count), out=start[1:])
    return start


def _lay_out(
    owner: Int32s,
    pot: Int32s,
    minimum: Int64s,
    maximum: Int64s,
    following: Int32s,
    rows: Int32s,
    order: Int32s,
    total: Int32s,
    bad: Bools,
) -> None:
    """Sort rows by owner, keeping their order, with the shares in bounds and the slack of each pot.

    ``following[p]`` is where the next row of owner p goes.
    """
    for place in range(len(owner)):
        low = minimum[place]
        high = maximum[place]
        if low < 0 or high > WHOLE or low > high:
            bad[pot[place]] = True
            low = min(max(low, 0), WHOLE)
        # One more than the whole is enough to know that there is too much, and fits 32 bits.
        total[pot[place]] = min(total[pot[place]] + low, WHOLE + 1)
    for place in range(len(owner)):
        low = min(max(minimum[place], 0), WHOLE)
        here = following[owner[place]]
        following[owner[place]] = here + 1
        left = WHOLE - total[pot[place]]
        order[here] = place
        rows[4 * here] = pot[place]
        rows[4 * here + 1] = low
        rows[4 * here + 2] = max(low, min(maximum[place], WHOLE))
        rows[4 * here + 3] = left if left >= 0 else UNCAPPED


def _by_pot(rows: Int32s, following: Int32s, order: Int32s) -> None:
    """Sort rows by pot, keeping their order; ``following[p]`` is where the next row of pot p goes."""
    for place in range(len(order)):
        pot = rows[4 * place]
        order[following[pot]] = place
        following[pot] += 1
