"""What stands at named places in the rows of a block of bytes, found by a loop, and columns of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.text_columns import viewed

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Flags = NDArray[np.bool_]

TEXT, NUMBER, WORD, LIST, OBJECT, ESCAPED = 1, 2, 4, 8, 16, 32
"""Sorts of values: a text, a whole number, one of the words true, false and null, a list of texts, an object; and
what a text is beside that in which something stands escaped. Compiled loops keep these numbers."""

PADDING = 16
"""Bytes behind those that are read, so that eight can be looked at wherever one stands."""

STEP = 4
"""Bytes that are read in about a step of a loop."""

_ONE, _HALF, _WHOLE = np.uint64(1), np.uint64(32), np.uint64(64)
_EIGHT, _INLINE = np.uint64(8), np.uint64(12)
_FULL = np.uint64(0xFFFFFFFFFFFFFFFF)


def loop_for(loop: Callable[..., Any], large: int) -> Callable[..., Any]:
    """Return the loop as it is for a file of few bytes, and compiled for one of many."""
    return kernel_for(loop, large // STEP)


def words_of(data: Bytes) -> Words:
    """The numbers of eight bytes that begin at each byte."""
    return np.ndarray((len(data) - 7,), np.uint64, data, strides=(1,))


def numbered(texts: pl.Series) -> tuple[list[str], Int64s]:
    """The texts that differ, in the order in which they come, and which of them each is."""
    words = texts.unique(maintain_order=True)
    numbers = texts.replace_strict(words, pl.arange(len(words), eager=True), return_dtype=pl.Int64)
    return words.to_list(), numbers.cast(pl.Int64).to_numpy()


@dataclass(frozen=True, slots=True)
class Leaves:
    """What stands at the paths in some rows: of each the `row`, the `number` of its path, and its `sort`.

    An object is a leaf without a text, and each text of a list is one. `large` is how many bytes the file has.
    """

    paths: tuple[str, ...]
    rows: int
    data: Bytes
    row: Int32s
    number: Int32s
    sort: Int32s
    start: Int32s
    end: Int32s
    large: int

    def columns(self, paths: Sequence[str]) -> dict[str, pl.Series]:
        """The text or number at each of these paths, a value a row."""
        return self.edged_columns(paths)[0]

    def bare(self, paths: Sequence[str]) -> dict[str, pl.Series]:
        """The same without blanks at their ends."""
        columns, edged = self.edged_columns(paths)
        return columns | {path: columns[path].str.strip_chars() for path in edged}

    def edged_columns(self, paths: Sequence[str]) -> tuple[dict[str, pl.Series], list[str]]:
        """The same as published, and the paths at which a text may begin or end in a blank."""
        column = np.full(len(self.paths), -1)
        number = {path: number for number, path in enumerate(self.paths)}
        column[[number[path] for path in paths]] = range(len(paths))
        found = self._view(self.row, self.number, self.sort, self.start, self.end, column, self.rows)
        views, data, there, edged = found
        columns = {
            path: viewed(views[at], data, there[at]) if there[at].any() else _nothing(self.rows)
            for at, path in enumerate(paths)
        }
        return columns, [paths[at] for at in np.flatnonzero(edged).tolist()]

    def at(self, path: str) -> Int64s:
        """The leaves at this path."""
        return np.flatnonzero(self.number == self.paths.index(path))

    def has(self, path: str) -> Flags:
        """Which rows have anything at this path."""
        there = np.zeros(self.rows, np.bool_)
        there[self.row[self.at(path)]] = True
        return there

    def texts(self, which: Int64s) -> pl.Series:
        """The texts of these leaves."""
        sort = self.sort[which] & ESCAPED | TEXT
        return self._each(sort, self.start[which], self.end[which])

    def between(self, ends: Int64s) -> pl.Series:
        """The text between each of these places and the next."""
        places = ends.astype(np.int32)
        return self._each(np.full(len(ends) - 1, TEXT, np.int32), places[:-1], places[1:])

    def _each(self, sort: Int32s, start: Int32s, end: Int32s) -> pl.Series:
        row = np.arange(len(sort), dtype=np.int32)
        views, data, _, _ = self._view(
            row, np.zeros_like(row), sort, start, end, np.zeros(1, np.int64), len(row)
        )
        return viewed(views[0], data)

    def _view(
        self,
        row: Int32s,
        number: Int32s,
        sort: Int32s,
        start: Int32s,
        end: Int32s,
        column: Int64s,
        rows: int,
    ) -> tuple[Words, list[Bytes], Flags, Flags]:
        """The views of leaves, a column each, what they show, which are there, and which may have blanks at an end."""
        escaped = sort & ESCAPED != 0
        more = np.empty(int((end[escaped] - start[escaped]).sum()) + PADDING, np.uint8)
        columns = int(column.max()) + 1
        views, there = np.zeros((columns, rows, 2), np.uint64), np.zeros((columns, rows), np.bool_)
        edged = np.zeros(columns, np.bool_)
        leaves = (row, number, sort, start, end, column)
        loop_for(view_texts, self.large)(
            self.data, words_of(self.data), *leaves, more, words_of(more), views, there, edged
        )
        return views, [self.data, more], there, edged


def _nothing(rows: int) -> pl.Series:
    return pl.repeat(None, rows, dtype=pl.String, eager=True)


def view_texts(
    data: Bytes,
    words: Words,
    rows: Int32s,
    numbers: Int32s,
    sorts: Int32s,
    starts: Int32s,
    ends: Int32s,
    columns: Int64s,
    more: Bytes,
    more_words: Words,
    views: NDArray[np.uint64],
    there: Flags,
    edged: Flags,
) -> None:
    """Put the view of each text and number into the column of its path's number, if it has one.

    What stands escaped is put into `more` as what it means. `edged` says of each column whether any of its texts may
    begin or end in a blank.
    """
    put = 0
    for leaf in range(len(rows)):
        column = columns[numbers[leaf]]
        if column < 0 or not sorts[leaf] & (TEXT | NUMBER):
            continue
        row = rows[leaf]
        there[column, row] = True
        start, end = int(starts[leaf]), int(ends[leaf])
        if sorts[leaf] & ESCAPED:
            begin = put
            while start < end:
                byte = data[start]
                if byte == 92:
                    start += 1
                    byte = data[start]
                    if byte == 98:
                        more[put] = 8
                    elif byte == 102:
                        more[put] = 12
                    elif byte == 110:
                        more[put] = 10
                    elif byte == 114:
                        more[put] = 13
                    elif byte == 116:
                        more[put] = 9
                    else:
                        more[put] = byte
                else:
                    more[put] = byte
                put += 1
                start += 1
            size = put - begin
            first, second = more_words[begin], more_words[begin + 4]
            behind = _ONE | np.uint64(begin) << _HALF
        else:
            size = end - start
            first, second = words[start], words[start + 4]
            behind = np.uint64(start) << _HALF
        length = np.uint64(size)
        if size > 0:
            first_byte, last_byte = data[start], data[end - 1]
            if (
                first_byte <= 32
                or first_byte >= 128
                or last_byte <= 32
                or last_byte >= 128
                or sorts[leaf] & ESCAPED
            ):
                edged[column] = True
        if size > 12:
            views[column, row, 0] = length | first << _HALF
            views[column, row, 1] = behind
        elif size > 4:
            views[column, row, 0] = length | first << _HALF
            views[column, row, 1] = second & (_FULL >> (_EIGHT * (_INLINE - length)))
        elif size > 0:
            views[column, row, 0] = length | (first & (_FULL >> (_WHOLE - _EIGHT * length))) << _HALF
