"""What stands at named places in the rows of a block of bytes, found by a loop, and columns of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.graph.text_columns import viewed
from beholden.loaders.eights import (
    ESCAPED,
    PADDING,
    TEXT,
    Bytes,
    Flags,
    Int32s,
    Int64s,
    Words,
    loop_for,
    words_of,
)  # fmt: skip
from beholden.loaders.leaf_kernel import cut_parts, join_texts, number_texts, view_texts


@dataclass(frozen=True, slots=True)
class Numbered:
    """Values that differ, and the `number` of that which each row has: where it has none, that behind the last."""

    values: list[Any]
    number: NDArray[np.integer]

    def there(self) -> Flags:
        """Which rows have one."""
        there: Flags = self.number < len(self.values)
        return there

    def flags(self, each: Iterable[bool], otherwise: bool = False) -> Flags:
        """What is so of each of the values, for every row; and what is so of a row without one."""
        flags: Flags = np.array([*each, otherwise], np.bool_)[self.number]
        return flags

    def made(self, each: Sequence[Any], dtype: type[pl.DataType] = pl.String) -> pl.Series:
        """What was made of each of the values, for every row; null for a row without one."""
        return pl.Series([*each, None], dtype=dtype)[self.index()]

    def of(self, rows: Int64s) -> Numbered:
        """The same of some rows."""
        return Numbered(self.values, self.number[rows])

    def index(self) -> pl.Series:
        """The numbers, as columns are gathered by them."""
        return pl.Series(self.number.astype(np.uint32))


def together(parts: Sequence[Numbered]) -> Numbered:
    """Those values that rows have together, as tuples with None where a row has none."""
    key = np.zeros(len(parts[0].number), np.int64)
    for part in parts:
        key = key * (len(part.values) + 1) + part.number
    keys, number = np.unique(key, return_inverse=True)
    columns: list[list[Any]] = []
    for part in reversed(parts):
        keys, own = np.divmod(keys, len(part.values) + 1)
        values = [*part.values, None]
        columns.insert(0, [values[at] for at in own.tolist()])
    return Numbered(list(zip(*columns, strict=True)), number)


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

    def columns(self, paths: Sequence[str], bare: Collection[str] = ()) -> dict[str, pl.Series]:
        """The text or number at each of these paths, a value a row; without blanks at its ends at those of `bare`."""
        return self._columns(paths, bare)[0]

    def edged_columns(self, paths: Sequence[str]) -> tuple[dict[str, pl.Series], list[str]]:
        """The same as published, and the paths at which a text may begin or end in a blank."""
        columns, edged = self._columns(paths, ())
        return columns, [paths[at] for at in np.flatnonzero(edged).tolist()]

    def _columns(self, paths: Sequence[str], bare: Collection[str]) -> tuple[dict[str, pl.Series], Flags]:
        whole = (self.row, self.number, self.sort, self.start, self.end)
        bares = np.array([path in bare for path in paths], np.bool_)
        views, data, there, edged = self._view(*whole, self._places(paths), bares, self.rows)
        return {path: viewed(views[at], data, there[at]) for at, path in enumerate(paths)}, edged

    def _places(self, paths: Sequence[str]) -> Int64s:
        """Where each path stands among these, or -1."""
        places = np.full(len(self.paths), -1)
        places[[self.paths.index(path) for path in paths]] = range(len(paths))
        return places

    def numbered(self, paths: Sequence[str]) -> dict[str, Numbered]:
        """The text or number at each of these paths, of which few differ."""
        found = self._numbered(
            *(self.row, self.number, self.sort, self.start, self.end, self._places(paths), len(paths))
        )
        return dict(zip(paths, found, strict=True))

    def numbered_lists(self, path: str) -> Numbered:
        """The texts of a list as they stand in its brackets, of which few differ; a row has none where it is empty."""
        at = self.at(path)
        row, start, end = self.row[at], self.start[at], self.end[at]
        first = np.ones(len(at), np.bool_)
        first[1:] = row[1:] != row[:-1]
        last = np.append(first[1:], True)[: len(at)]
        whole = (row[first], np.zeros(int(first.sum()), np.int32), np.full(int(first.sum()), TEXT, np.int32))
        (found,) = self._numbered(*whole, start[first], end[last], np.zeros(1, np.int64), 1)
        return found

    def _numbered(
        self,
        row: Int32s,
        number: Int32s,
        sort: Int32s,
        start: Int32s,
        end: Int32s,
        column: Int64s,
        columns: int,
    ) -> list[Numbered]:
        slots = np.zeros(1 << (2 * len(row)).bit_length(), np.int32)
        numbers = np.full((columns, self.rows), -1, np.int32)
        first, own = np.empty(len(row), np.int32), np.empty(len(row), np.int32)
        with np.errstate(over="ignore"):
            count = loop_for(number_texts, self.large)(
                words_of(self.data), row, number, sort, start, end, column, slots, first, own, numbers
            )
        first = first[:count]
        texts = _texts(self.data, sort[first] & ESCAPED | TEXT, start[first], end[first], self.large)
        columns_of = column[number[first]]
        found = []
        for at in range(columns):
            differ = texts.filter(pl.Series(columns_of == at)).to_list()
            numbers[at][numbers[at] < 0] = len(differ)
            found.append(Numbered(differ, numbers[at]))
        return found

    def joined(self, paths: Sequence[str], separator: str) -> pl.Series:
        """The texts at these paths of each row in this order, without blanks at their ends and without empty ones."""
        between = np.frombuffer(separator.encode(), np.uint8)
        out = np.empty(len(self.data) + len(between) * len(self.row) + PADDING, np.uint8)
        ends = np.zeros(self.rows + 1, np.int32)
        loop_for(join_texts, self.large)(
            *(self.data, words_of(self.data), self.row, self.number, self.sort, self.start, self.end),
            *(self._places(paths), np.full(len(paths), -1), between, out, words_of(out), ends),
        )
        return _between(out[: ends[-1] + PADDING].copy(), ends, self.large)

    def last_parts(self, path: str, mark: str, count: int) -> pl.Series:
        """What stands behind the last marks but so many in the text at a path, without marks at its ends."""
        at = self.at(path)
        row, sort = self.row[at], self.sort[at]
        start, end = self.start[at].copy(), self.end[at].copy()
        loop_for(cut_parts, self.large)(self.data, ord(mark), count, start, end)
        column = np.zeros(1, np.int64)
        views, data, there, _ = self._view(
            row, np.zeros_like(row), sort, start, end, column, np.zeros(1, np.bool_), self.rows
        )
        return viewed(views[0], data, there[0])

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
        return _texts(self.data, sort, self.start[which], self.end[which], self.large)

    def between(self, ends: Int64s) -> pl.Series:
        """The text between each of these places and the next."""
        return _between(self.data, ends.astype(np.int32), self.large)

    def _view(
        self,
        row: Int32s,
        number: Int32s,
        sort: Int32s,
        start: Int32s,
        end: Int32s,
        column: Int64s,
        bares: Flags,
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
            self.data, words_of(self.data), *leaves, bares, more, words_of(more), views, there, edged
        )
        return views, [self.data, more], there, edged


def _texts(data: Bytes, sort: Int32s, start: Int32s, end: Int32s, large: int) -> pl.Series:
    """The texts that begin and end at these places."""
    row = np.arange(len(sort), dtype=np.int32)
    return Leaves(("",), len(row), data, row, np.zeros_like(row), sort, start, end, large).columns(("",))[""]


def _between(data: Bytes, ends: Int32s, large: int) -> pl.Series:
    return _texts(data, np.full(len(ends) - 1, TEXT, np.int32), ends[:-1], ends[1:], large)
