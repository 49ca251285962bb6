"""What stands at named places in the rows of a block of bytes, found by a loop, and columns of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.graph.text_columns import viewed
from beholden.loaders.eights import (
    ESCAPED,
    LIST,
    PADDING,
    TEXT,
    Bytes,
    Flags,
    Int32s,
    Int64s,
    loop_for,
    words_of,
)  # fmt: skip
from beholden.loaders.leaf_kernel import BARE, PARTS, lay_out, view_texts


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
class Layout:
    """Which columns are made of leaves, each by the paths of its values.

    Texts and numbers that are `bare` have no blanks at their ends; `parts` are what stands behind the last `count` of a
    `mark` in a text, without marks at its ends. Of what is `numbered` few values differ; a list is one value there: its
    texts as they stand in its brackets, or none where it is empty. The texts at the paths of each of `joined` are put
    together without blanks at their ends, those of the first path first, with what is named behind them between any
    two, and without empty ones. `having` are groups of paths of which it is asked whether a row has any.
    """

    bare: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    mark: str = "/"
    count: int = 1
    numbered: tuple[str, ...] = ()
    joined: tuple[tuple[tuple[str, ...], str], ...] = ()
    having: tuple[tuple[str, ...], ...] = ()

    def paths(self) -> tuple[str, ...]:
        """All paths of these values, each once."""
        joined = (path for paths, _ in self.joined for path in paths)
        having = (path for paths in self.having for path in paths)
        return tuple(dict.fromkeys((*self.bare, *self.parts, *self.numbered, *joined, *having)))


class LaidOut(NamedTuple):
    """The columns of a layout: `bare` and `parts` by path, those that are numbered by path, and the others in order."""

    texts: dict[str, pl.Series]
    numbered: dict[str, Numbered]
    joined: list[pl.Series]
    having: list[Flags]


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

    def edged_columns(self, paths: Sequence[str]) -> tuple[dict[str, pl.Series], list[str]]:
        """The same as published, and the paths at which a text may begin or end in a blank."""
        views = Views(self, self.places(paths), np.zeros(len(paths), np.int32))
        loop_for(view_texts, self.large)(
            self.data, words_of(self.data), *self.arrays(), 0, len(self.row), 0, *views.arrays()
        )
        columns = dict(zip(paths, views.columns(), strict=True))
        return columns, [paths[at] for at in np.flatnonzero(views.edged).tolist()]

    def laid_out(self, layout: Layout) -> LaidOut:
        """All columns of a layout."""
        of_views = (*layout.bare, *layout.parts)
        ways = np.repeat(np.array((BARE, PARTS), np.int32), (len(layout.bare), len(layout.parts)))
        views = Views(self, self.places(of_views), ways, layout.mark, layout.count)
        numbers = Numbers(self, self.places(layout.numbered))
        joins = [Joined(self, self.places(paths), between) for paths, between in layout.joined]
        kinds, marks = np.zeros(len(self.paths), np.uint8), np.zeros(self.rows, np.uint8)
        for at, paths in enumerate(layout.having):
            kinds[[self.paths.index(path) for path in paths]] |= 1 << at
        with np.errstate(over="ignore"):
            differ = loop_for(lay_out, self.large)(
                *(self.data, words_of(self.data), self.arrays(), self.rows, views.arrays()),
                *(numbers.arrays(), tuple(join.arrays() for join in joins), kinds, marks),
            )
        return LaidOut(
            dict(zip(of_views, views.columns(), strict=True)),
            dict(zip(layout.numbered, numbers.columns(differ), strict=True)),
            [join.column() for join in joins],
            [marks & (1 << at) != 0 for at in range(len(layout.having))],
        )

    def arrays(self) -> tuple[Int32s, Int32s, Int32s, Int32s, Int32s]:
        """The leaves as loops take them."""
        return self.row, self.number, self.sort, self.start, self.end

    def places(self, paths: Sequence[str]) -> Int64s:
        """Where each path stands among these, or -1."""
        places = np.full(len(self.paths), -1)
        places[[self.paths.index(path) for path in paths]] = range(len(paths))
        return places

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


class Views:
    """Columns of views of texts and numbers, which `view_texts` fills."""

    def __init__(self, leaves: Leaves, places: Int64s, ways: Int32s, mark: str = "/", count: int = 1) -> None:
        """Make room for a column each of these ways, for the leaves whose paths have these places."""
        escaped = leaves.sort & ESCAPED != 0
        more = np.empty(int((leaves.end[escaped] - leaves.start[escaped]).sum()) + PADDING, np.uint8)
        self._data, self._more = leaves.data, more
        self._places, self._ways, self._cut = places, ways, (ord(mark), count)
        self._views = np.zeros((len(ways), leaves.rows, 2), np.uint64)
        self._there = np.zeros((len(ways), leaves.rows), np.bool_)
        self.edged = np.zeros(len(ways), np.bool_)

    def arrays(self) -> tuple[Any, ...]:
        """What the loop takes."""
        more = (self._more, words_of(self._more))
        return self._places, self._ways, *self._cut, *more, self._views, self._there, self.edged

    def columns(self) -> list[pl.Series]:
        """The columns, once they are filled."""
        data = [self._data, self._more]
        return [viewed(views, data, there) for views, there in zip(self._views, self._there, strict=True)]


class Numbers:
    """Columns of the numbers of texts, which `number_texts` fills."""

    def __init__(self, leaves: Leaves, places: Int64s) -> None:
        """Make room for a column each place, for the leaves whose paths have it."""
        self._leaves, self._places = leaves, places
        columns, most = int(places.max(initial=-1)) + 1, len(leaves.row)
        self._slots = np.zeros(1 << (2 * most).bit_length(), np.int32)
        self._first = [np.empty(most, np.int32) for _ in range(5)]
        self._counts = np.zeros(columns, np.int32)
        self._found = np.full((columns, leaves.rows), -1, np.int32)

    def arrays(self) -> tuple[Any, ...]:
        """What the loop takes."""
        return self._places, self._slots, *self._first, self._counts, self._found

    def columns(self, differ: int) -> list[Numbered]:
        """The columns, once they are filled, when so many texts differ in all."""
        column, start, end, sort, _ = (each[:differ] for each in self._first)
        listed = np.where(sort & LIST != 0, 0, sort & ESCAPED)
        texts = _texts(self._leaves.data, listed | TEXT, start, end, self._leaves.large)
        found = []
        for at, numbers in enumerate(self._found):
            values = texts.filter(pl.Series(column == at)).to_list()
            numbers[numbers < 0] = len(values)
            found.append(Numbered(values, numbers))
        return found


class Joined:
    """A column of joined texts, which `join_texts` fills."""

    def __init__(self, leaves: Leaves, places: Int64s, between: str) -> None:
        """Make room for the texts at these places, with this between any two."""
        self._places, self._large = places, leaves.large
        self._latest = np.zeros(int(places.max(initial=-1)) + 1, np.int64)
        self._between = np.frombuffer(between.encode(), np.uint8)
        self._out = np.empty(len(leaves.data) + len(self._between) * len(leaves.row) + PADDING, np.uint8)
        self._ends = np.zeros(leaves.rows + 1, np.int32)

    def arrays(self) -> tuple[Any, ...]:
        """What the loop takes."""
        out = (self._out, words_of(self._out))
        return self._places, self._latest, self._between, *out, self._ends

    def column(self) -> pl.Series:
        """The column, once it is filled, which holds no more memory than its texts need."""
        return _between(self._out[: self._ends[-1] + PADDING].copy(), self._ends, self._large)


def _texts(data: Bytes, sort: Int32s, start: Int32s, end: Int32s, large: int) -> pl.Series:
    """The texts that begin and end at these places."""
    row = np.arange(len(sort), dtype=np.int32)
    return Leaves(("",), len(row), data, row, np.zeros_like(row), sort, start, end, large).columns(("",))[""]


def _between(data: Bytes, ends: Int32s, large: int) -> pl.Series:
    return _texts(data, np.full(len(ends) - 1, TEXT, np.int32), ends[:-1], ends[1:], large)
