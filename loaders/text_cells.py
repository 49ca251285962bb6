"""Texts that lie in an array of bytes, many cells at once: as columns, behind a prefix, in lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from beholden.graph.text_columns import listed, viewed
from beholden.loaders import text_kernel
from beholden.loaders.eights import Bytes, Flags, Int32s, Int64s, Words, loop_for, words_of

PADDING = 32
"""Bytes behind those that are read, so that loops may copy more than they need."""

NO_DAY = -(1 << 31)
"""What stands for no day."""

_WHOLE = 1 << 30


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts in an array of bytes with `PADDING` behind them: where each starts and ends.

    Methods take which of them are asked, by their numbers: `cells`, with -1 for no text. `large` is how many bytes the
    file has.
    """

    data: Bytes
    starts: Int32s
    ends: Int32s
    large: int

    @classmethod
    def between(cls, data: Bytes, ends: Int64s, large: int) -> Texts:
        """The texts between each of these places and the next."""
        places = ends.astype(np.int32)
        return cls(data, places[:-1], places[1:], large)

    def run(self, loop: Callable[..., Any], *given: Any) -> Any:
        """What a loop gives."""
        with np.errstate(over="ignore"):
            return loop_for(loop, self.large)(*given)

    def column(self, cells: Int32s, longest: int = _WHOLE) -> pl.Series:
        """The texts, or the first bytes of each."""
        views, there = self._views(cells, longest)
        return viewed(views, [self.data], None if there.all() else there)

    def all(self) -> pl.Series:
        """Every text."""
        return self.column(np.arange(len(self.starts), dtype=np.int32))

    def lists(self, cells: Int32s, ends: Int64s, there: Flags | None = None) -> pl.Series:
        """Lists of these texts: the first of each is where the one before ends."""
        return listed(ends, self._views(cells, _WHOLE)[0], [self.data], there)

    def _views(self, cells: Int32s, longest: int) -> tuple[Words, Flags]:
        views, there = np.zeros((len(cells), 2), np.uint64), np.zeros(len(cells), np.bool_)
        words = words_of(self.data)
        self.run(text_kernel.view_texts, words, self.starts, self.ends, cells, longest, views, there)
        return views, there

    def each(self, cells: Int32s) -> list[str]:
        """Some texts, none of which may be missing, one by one."""
        places = zip(self.starts[cells].tolist(), self.ends[cells].tolist(), strict=True)
        return [self.data[start:end].tobytes().decode() for start, end in places]

    def prefixed(self, prefix: str, cells: Int32s) -> pl.Series:
        """Each text behind a prefix; none of them may be missing."""
        head = prefix.encode()
        size = len(head) * len(cells) + int((self.ends[cells] - self.starts[cells]).sum())
        out, ends = np.empty(size + PADDING, np.uint8), np.zeros(len(cells) + 1, np.int64)
        heads = words_of(np.frombuffer(head + bytes(PADDING), np.uint8))
        place = (words_of(self.data), self.starts, self.ends)
        self.run(text_kernel.prefix_texts, heads, len(head), *place, cells, words_of(out), ends)
        return Texts.between(out, ends, self.large).all()

    def alike(self, cells: Int32s, others: Int32s) -> Flags:
        """Where the text of a cell is that of another."""
        same = np.zeros(len(cells), np.bool_)
        self.run(text_kernel.compare_texts, self.data, self.starts, self.ends, cells, others, same)
        return same


def dates(days: Int32s) -> pl.Series:
    """Days since 1970-01-01 as dates, null where there is none."""
    found, there = pl.Series(days).cast(pl.Date), days != NO_DAY
    return found if there.all() else pl.select(pl.when(pl.Series(there)).then(found)).to_series()
