"""Places of parties on lists, in columns, and the dated copies that say who was on a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from beholden.graph.ownership.stakes import Bools, Int32s


@dataclass(frozen=True, slots=True)
class ListCopy:
    """One dated copy of a source that has entries of a list; only a whole one can show that somebody is not on it."""

    source: str
    day: date
    complete: bool
    max_age_days: int

    def fresh(self, day: date) -> bool:
        """Whether the copy says how the list was on the day: it is not later, and not too old."""
        return self.day <= day <= self.day + timedelta(days=self.max_age_days)


@dataclass(frozen=True, slots=True)
class Listings:
    """Places of parties on lists, one a row, with the days as in Stakes; `list` is the list's place in `lists`."""

    ids: Sequence[str]
    party: Int32s
    lists: Sequence[str]
    list: Int32s
    start_latest: Int32s
    start_earliest: Int32s
    end_earliest: Int32s
    end_latest: Int32s
    fresh_until: Int32s

    def rows(self, lists: Sequence[str], day: int) -> tuple[Bools, Bools]:
        """Which rows are certainly, and which possibly, places on one of these lists on the day."""
        wanted = np.array([one in lists for one in self.lists], np.bool_)
        named = wanted[self.list] if len(self.list) else np.zeros(0, np.bool_)
        possible = named & (self.start_earliest <= day) & (day < self.end_latest)
        certain = (
            possible & (self.start_latest <= day) & (day < self.end_earliest) & (day <= self.fresh_until)
        )
        return certain, possible

    def on(self, lists: Sequence[str], day: int, parties: int) -> tuple[Bools, Bools]:
        """Which parties are certainly, and which possibly, on one of these lists on the day."""
        found = []
        for rows in self.rows(lists, day):
            marked = np.zeros(parties, np.bool_)
            marked[self.party[rows]] = True
            found.append(marked)
        return found[0], found[1]


class RowsOf:
    """The rows of each party in a column of parties."""

    def __init__(self, column: Int32s, parties: int) -> None:
        """Sort the rows by party, in their order."""
        self._order = np.argsort(column, kind="stable")
        self._start = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=parties))])

    def rows(self, party: int) -> list[int]:
        """The rows of one party, in order."""
        found: list[int] = self._order[self._start[party] : self._start[party + 1]].tolist()
        return found
