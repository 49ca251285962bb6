"""Stakes and stated control as columns, and which of them are in force on a day.

A share is an integer in billionths of the whole (`beholden.graph.shares.WHOLE`), a day the number of days since
1970-01-01, a party its place in the sorted canonical ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Bytes = NDArray[np.uint8]

UNKNOWN_PAST = -(2**31)
"""The earliest start of what may have begun on any day."""
FOREVER = 2**31 - 1
"""The latest end of what is not known to end, and the latest start of what is not known to have begun."""


class ShareKind(IntEnum):
    """What a share is a share of, as far as a source says."""

    CAPITAL = 0
    VOTES = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Stakes:
    """Direct effective stakes, one a row: what all sources together say of one owner, asset, share kind and time.

    ``start_latest`` is the latest possible first day (FOREVER where no start is known), ``start_earliest`` the
    earliest (UNKNOWN_PAST); ``end_earliest`` and ``end_latest`` are exclusive (FOREVER where no end is known).
    ``fresh_until`` is the last day on which the word of the sources is new enough to be relied on.
    """

    parties: Sequence[str]
    ids: Sequence[str]
    owner: Int32s
    asset: Int32s
    minimum: Int64s
    maximum: Int64s
    kind: Bytes
    start_latest: Int32s
    start_earliest: Int32s
    end_earliest: Int32s
    end_latest: Int32s
    disputed: Bools
    fresh_until: Int32s

    @classmethod
    def of(
        cls,
        parties: Sequence[str],
        rows: Sequence[tuple[str, str, int, int]],
        kind: ShareKind = ShareKind.CAPITAL,
        ids: Sequence[str] = (),
    ) -> Stakes:
        """Stakes in force on every day, undisputed, from rows of owner, asset, minimum and maximum.

        >>> stakes = Stakes.of(["a", "b"], [("a", "b", 500_000_000, 500_000_000)])
        >>> stakes.owner.tolist(), stakes.asset.tolist()
        ([0], [1])
        """
        number = {party: place for place, party in enumerate(parties)}
        count = len(rows)
        return cls(
            parties,
            ids or [f"stake/{place}" for place in range(count)],
            np.array([number[row[0]] for row in rows], np.int32),
            np.array([number[row[1]] for row in rows], np.int32),
            np.array([row[2] for row in rows], np.int64),
            np.array([row[3] for row in rows], np.int64),
            np.full(count, kind, np.uint8),
            np.full(count, UNKNOWN_PAST, np.int32),
            np.full(count, UNKNOWN_PAST, np.int32),
            np.full(count, FOREVER, np.int32),
            np.full(count, FOREVER, np.int32),
            np.zeros(count, np.bool_),
            np.full(count, FOREVER, np.int32),
        )


@dataclass(frozen=True, slots=True)
class Controls:
    """Stated control without a share, one statement a row; ``certain`` is False where it is no more than possible."""

    ids: Sequence[str]
    owner: Int32s
    asset: Int32s
    certain: Bools
    start_latest: Int32s
    start_earliest: Int32s
    end_earliest: Int32s
    end_latest: Int32s
    fresh_until: Int32s


@dataclass(frozen=True, slots=True)
class Held:
    """The stakes that may be in force on a day, as the rules read them.

    ``stake`` is the row in Stakes. ``pot`` is what is summed: the asset itself where one kind of share is asked
    for; where any kind will do, the capital of an asset, its votes, and each stake of unknown kind by itself are
    different pots, and ``pot_asset`` says whose (empty where pots are assets).
    """

    stake: Int32s
    owner: Int32s
    pot: Int32s
    minimum: Int64s
    maximum: Int64s
    pot_asset: Int32s

    @property
    def asset(self) -> Int32s:
        """The asset of each row."""
        return self.pot_asset[self.pot] if len(self.pot_asset) else self.pot


def in_force(dated: Stakes | Controls, day: int) -> tuple[Bools, Bools]:
    """Which rows are certainly, and which are possibly, in force on a day.

    Certain is what has begun on its latest first day, has not come to its earliest end, and is fresh.
    """
    certain = (dated.start_latest <= day) & (day < dated.end_earliest) & (day <= dated.fresh_until)
    possible = (dated.start_earliest <= day) & (day < dated.end_latest)
    return certain & possible, possible


def at(stakes: Stakes, day: int, share_kind: ShareKind | None) -> Held:
    """Return the stakes that may be in force on a day, for one kind of share or, with None, for any kind.

    A stake that is only possibly in force, or whose kind is unknown where one is asked for, keeps its maximum and
    has the minimum 0; one that is certainly not in force, or of another kind, is left out. With None, a stake of
    unknown kind stands once by itself, since it is of one kind or the other, and as possible under both.

    >>> held = at(Stakes.of(["a", "b"], [("a", "b", 1, 2)], ShareKind.UNKNOWN), 0, ShareKind.CAPITAL)
    >>> held.minimum.tolist(), held.maximum.tolist()
    ([0], [2])
    """
    certain, possible = in_force(stakes, day)
    minimum = np.where(certain, stakes.minimum, 0)
    if share_kind is not None:
        unknown = stakes.kind == ShareKind.UNKNOWN
        (row,) = np.nonzero(possible & ((stakes.kind == share_kind) | unknown))
        return _held(stakes, row, stakes.asset[row], np.where(unknown, 0, minimum)[row], _none())
    parties = len(stakes.parties)
    rows, pots, minima = [], [], []
    for place, kind in enumerate((ShareKind.CAPITAL, ShareKind.VOTES)):
        stated = stakes.kind == kind
        (row,) = np.nonzero(possible & (stated | (stakes.kind == ShareKind.UNKNOWN)))
        rows.append(row)
        pots.append(stakes.asset[row] + np.int32(place * parties))
        minima.append(np.where(stated, minimum, 0)[row])
    (row,) = np.nonzero(possible & (stakes.kind == ShareKind.UNKNOWN))
    alone = np.arange(2 * parties, 2 * parties + len(row), dtype=np.int32)
    everyone = np.arange(parties, dtype=np.int32)
    pot_asset = np.concatenate([everyone, everyone, stakes.asset[row]])
    return _held(
        stakes,
        np.concatenate([*rows, row]),
        np.concatenate([*pots, alone]),
        np.concatenate([*minima, minimum[row]]),
        pot_asset,
    )


def controls_at(controls: Controls, day: int) -> tuple[Int32s, Bools]:
    """Return the rows of stated control that may be in force on a day, and which of them are certain."""
    certain, possible = in_force(controls, day)
    (row,) = np.nonzero(possible)
    return row.astype(np.int32), (certain & controls.certain)[row]


def _held(stakes: Stakes, row: NDArray[Any], pot: Int32s, minimum: Int64s, pot_asset: Int32s) -> Held:
    return Held(
        row.astype(np.int32),
        stakes.owner[row],
        pot.astype(np.int32),
        minimum,
        stakes.maximum[row],
        pot_asset.astype(np.int32),
    )


def _none() -> Int32s:
    return np.empty(0, np.int32)
