"""Reading tables of any size in chunks: plain rows as a frame, the others as `tables.stream_table` gives them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from beholden.loaders.columns import ColumnsError
from beholden.loaders.eights import Flags, Int32s, Int64s, loop_for, words_of
from beholden.loaders.frame import Rejected
from beholden.loaders.leaves import Numbered
from beholden.loaders.table_kernel import DAY, TEXT, read_rows, sort_cells, write_objects
from beholden.loaders.tables import as_record, checked_header
from beholden.loaders.text_cells import NO_DAY, PADDING, Texts

BLOCK = 16 << 20
"""Bytes that are read at once."""

LARGEST = 64 << 20
"""Bytes of a row that stands on several lines; of more it is read the other way."""

LONGEST = 1 << 20
"""Bytes of a plain row."""

_BOM = b"\xef\xbb\xbf"
_LEFT, _ODD, _NO_COLUMN = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled cells of plain rows, row after row: the `number` of the column of each, and its text.

    `firsts` has the first cell of each row, and behind the last row how many cells there are.
    """

    columns: tuple[str, ...]
    firsts: Int32s
    number: Int32s
    texts: Texts

    def frame(self, rows: Int64s) -> pl.DataFrame:
        """The cells of some rows, null where empty."""
        counts = np.diff(self.firsts)[rows]
        at = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
        before = np.cumsum(counts) - counts
        cells = np.arange(len(at)) + np.repeat(self.firsts[rows] - before, counts)
        found = np.full((len(self.columns), len(rows)), -1, np.int32)
        found[self.number[cells], at] = cells
        nothing = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
        filled = np.flatnonzero((found >= 0).any(axis=1))
        return pl.DataFrame(
            {
                name: self.texts.column(found[number]) if number in filled else nothing
                for number, name in enumerate(self.columns)
            }
        )

    def objects(self, rows: Int64s) -> pl.Series:
        """Some rows as `json.dumps` writes the cells that are filled."""
        heads = [f'", {json.dumps(name, ensure_ascii=False)}: "'.encode() for name in self.columns]
        sizes = np.array([len(head) for head in heads])
        head = np.frombuffer(b"".join([*heads, bytes(PADDING)]), np.uint8)
        texts = self.texts
        size = int(np.bincount(self.number, minlength=len(heads)) @ sizes) + len(texts.data) + 4 * len(rows)
        out, ends = np.empty(size + PADDING, np.uint8), np.zeros(len(rows) + 1, np.int64)
        cells = (self.firsts, self.number, texts.starts, texts.ends)
        head_starts = np.concatenate([[0], np.cumsum(sizes)])
        written = (out, words_of(out), ends)
        texts.run(write_objects, words_of(texts.data), rows, *cells, words_of(head), head_starts, *written)
        return Texts.between(out, ends, texts.large).all()


@dataclass(frozen=True, slots=True)
class Sorted:
    """The cells of plain rows by role: `found` has the first one of a role in each row, -1 for none.

    `texts` are without blanks at their ends. A row is `odd` that has a cell that must not be there, or one of nothing
    but blanks. `role` has the number of the role of each column, `values`
    what the first cells say, and `words` the texts of each role that differ, as `sort_cells` says.
    """

    filled: Filled
    texts: Texts
    numbers: Mapping[str, int]
    role: Int32s
    found: Int32s
    values: Int32s
    words: Sequence[list[str]]
    odd: Flags

    def first(self, role: str) -> Int32s:
        """The first cell of a role in each row, -1 for none."""
        return self._of(self.found, role, -1)

    def numbered(self, role: str) -> Numbered:
        """The texts of the first cells of a role."""
        words = self.words[self.numbers[role]] if role in self.numbers else []
        number = self._of(self.values, role, -1)
        return Numbered(words, np.where(number < 0, len(words), number))

    def shaped(self, role: str) -> Flags:
        """Where the first cell of a role has the shape of an LEI."""
        return self._of(self.values, role, -1) > 0

    def valid(self, role: str) -> Flags:
        """Where the first cell of a role has the shape of an LEI, and its check digits."""
        return self._of(self.values, role, -1) > 1

    def days(self, role: str) -> Int32s:
        """The days since 1970-01-01 of the dates with which the first cells of a role begin, `NO_DAY` for none."""
        return self._of(self.values, role, NO_DAY)

    def _of(self, values: Int32s, role: str, nothing: int) -> Int32s:
        number = self.numbers.get(role)
        found: Int32s = np.full(len(self.odd), nothing, np.int32) if number is None else values[number]
        return found

    def count(self, role: str) -> int:
        """How many cells of a role there are in all rows."""
        return int(np.count_nonzero((self.role == self.number(role))[self.filled.number]))

    def number(self, role: str) -> int:
        """The number of a role, one that no column has where none is of it."""
        return self.numbers.get(role, _NO_COLUMN)


@dataclass(frozen=True, slots=True)
class TableChunk:
    """Some rows of a table: the line of each plain one and its cells as published, and what else is there, by line.

    A plain row stands on one line, has a cell for each column, in quotation marks or not, and neither a quotation
    mark, a backslash nor a control character in a cell. `rows` are the numbers of these among the rows of `filled`.
    """

    lines: pl.Series
    filled: Filled
    rows: Int64s
    others: list[tuple[int, tuple[str, dict[str, str]] | Rejected]]

    def cells(self) -> pl.DataFrame:
        """The cells of the plain rows, null where empty."""
        return self.filled.frame(self.rows)

    def places(self, file: Path) -> pl.Series:
        """Where each plain row stands."""
        return f"{file.name}:" + self.lines.cast(pl.String)

    def sorted(self, roles: Mapping[str, str | None], sorts: Mapping[str, int]) -> Sorted:
        """The cells of the plain rows by role; of a column that is left it is "", of one that must be empty None.

        `sorts` says what the cells of a role are, where they are not any texts.
        """
        filled = self.filled
        names = sorted({*filter(None, roles.values())})
        numbers = {name: number for number, name in enumerate(names)}
        number_of: dict[str | None, int] = {"": _LEFT, None: _ODD}
        number_of.update(numbers)
        role = np.array([number_of[roles[column]] for column in filled.columns], np.int32)
        sort = np.array([sorts.get(name, TEXT) for name in names], np.int32)
        texts, rows = filled.texts, len(filled.firsts) - 1
        bare = Texts(texts.data, np.empty_like(texts.starts), np.empty_like(texts.ends), texts.large)
        found, values, differ = (np.full((len(names), rows), nothing, np.int32) for nothing in (-1, -1, -1))
        values[sort == DAY] = NO_DAY
        slots = np.full((len(names), 1 << (rows + 1).bit_length()), -1, np.int32)
        counts, odd = np.zeros(len(names), np.int32), np.zeros(rows, np.bool_)
        texts.run(
            sort_cells,
            *(texts.data, words_of(texts.data), filled.firsts, filled.number, texts.starts, texts.ends),
            *(role, sort, bare.starts, bare.ends, found, values, slots, differ, counts, odd),
        )
        words = [bare.each(own[:count]) for own, count in zip(differ, counts.tolist(), strict=True)]
        if len(self.rows) < rows:
            found, values, odd = found[:, self.rows], values[:, self.rows], odd[self.rows]
        return Sorted(filled, bare, numbers, role, found, values, words, odd)

    def rest(self, file: Path, plain: Flags) -> list[tuple[str, dict[str, str]] | Rejected]:
        """All else and the rows that turned out not to be plain, in the order of their lines."""
        which = np.flatnonzero(~plain)
        if not len(which):
            return [row for _, row in self.others]
        cells = self.filled.frame(self.rows[which])
        rows = [
            (line, (f"{file.name}:{line}", dict(zip(cells.columns, row, strict=True))))
            for line, row in zip(self.lines.gather(which), cells.fill_null("").iter_rows(), strict=True)
        ]
        return [row for _, row in sorted([*self.others, *rows], key=lambda other: other[0])]


def table_chunks(file: Path) -> Iterator[TableChunk]:
    """Yield the rows of a comma-separated UTF-8 table; ColumnsError where `stream_table` must say what is wrong."""
    header: list[str] = []
    line, left, ended, large = 1, b"", False, file.stat().st_size
    with file.open("rb") as opened:
        while not ended:
            data = opened.read(BLOCK)
            more = opened.readline(LARGEST) if data and not data.endswith(b"\n") else b""
            ended = not data
            block = b"".join((left, data, more, bytes(PADDING)))
            size = len(block) - PADDING
            end = size if ended or block[size - 1 : size] == b"\n" else block.rfind(b"\n", 0, size) + 1
            behind = block[end:size]
            if behind:
                block = block[:end] + bytes(PADDING)
            _check_text(file, block, first=not header)
            begin = 0
            if not header:
                header, begin = _read_header(file, block[:-PADDING])
                line += 1
            lines = _Lines.of(block, begin, tuple(header), large)
            chunk, used = _chunk(file, header, lines, line, ended)
            if ended and chunk.others and block[end - 1 : end] not in (b"\n", b"\r"):
                raise ColumnsError(f"{file.name}: the file may be truncated")
            yield chunk
            line += used
            left = lines.rest(used) + behind
            if len(left) > LARGEST:
                raise ColumnsError(f"{file.name}:{line}: a row of many lines starts here")


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a block: where each starts in its `data`, and where it ends, without its line feed.

    `rows` has the numbers of those that are plain rows among them, and `filled` the cells of these that are filled.
    """

    data: bytes
    starts: Int64s
    ends: Int64s
    rows: Int64s
    filled: Filled

    @classmethod
    def of(cls, data: bytes, begin: int, header: tuple[str, ...], large: int) -> _Lines:
        """The lines of a block from a place on."""
        size = len(data) - PADDING
        letters = np.frombuffer(data, np.uint8)
        most, cells = int(np.count_nonzero(letters == ord("\n"))) + 1, (size + 1) // 2
        starts, rows, firsts = (
            np.empty(most, np.int64),
            np.empty(most, np.int64),
            np.empty(most + 1, np.int32),
        )
        found = [np.empty(cells, np.int32) for _ in range(3)]
        read = loop_for(read_rows, large)
        with np.errstate(over="ignore"):
            lines, plain, filled = read(
                letters, words_of(letters), begin, size, len(header), LONGEST, starts, rows, firsts, *found
            )
        starts = starts[:lines]
        ends = np.append(starts[1:] - 1, size - (data[size - 1 : size] == b"\n"))[:lines]
        number, start, end = (column[:filled] for column in found)
        texts = Texts(letters, start, end, large)
        return cls(data, starts, ends, rows[:plain], Filled(header, firsts[: plain + 1], number, texts))

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> bytes:
        return self.data[self.starts[index] : self.ends[index]]

    def rest(self, count: int) -> bytes:
        """The text of the lines behind the first ones."""
        return self.data[self.starts[count] : -PADDING] if count < len(self) else b""


def _check_text(file: Path, block: bytes, first: bool) -> None:
    if block.find(b"\0", 0, -PADDING) >= 0 or (
        first and (block[:4] in (b"PK\x03\x04", b"%PDF") or block[:2] == b"\x1f\x8b")
    ):
        raise ColumnsError(f"{file.name}: this is no text")
    try:
        block.isascii() or block.decode()
    except UnicodeDecodeError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem


def _read_header(file: Path, block: bytes) -> tuple[list[str], int]:
    """The header, which must stand on the first line, and where the lines behind it begin."""
    end = block.find(b"\n") + 1 or len(block)
    begin = len(_BOM) if block.startswith(_BOM) else 0
    line = block[begin:end].removesuffix(b"\n").decode()
    try:
        header = next(csv.reader([f"{line}\n"] if block[begin:] else [], strict=True))
    except (StopIteration, csv.Error) as problem:
        raise ColumnsError(f"{file.name}: the first line is no header") from problem
    if not header:
        raise ColumnsError(f"{file.name}: the first line is empty")
    return checked_header(file, header, ()), end


def _chunk(file: Path, header: list[str], lines: _Lines, first: int, ended: bool) -> tuple[TableChunk, int]:
    """The rows on these lines, the first of which has this number; and how many lines they take."""
    plain = np.zeros(len(lines), np.bool_)
    plain[lines.rows] = True
    others: list[tuple[int, tuple[str, dict[str, str]] | Rejected]] = []
    used, after = len(lines), 0
    for index in np.flatnonzero(~plain).tolist():
        if index < after:
            continue
        reader = csv.reader((f"{lines[at].decode()}\n" for at in range(index, len(lines))), strict=True)
        try:
            row = next(reader)
        except csv.Error as problem:
            if ended or reader.line_num < len(lines) - index:
                raise ColumnsError(f"{file.name}:{first + index}: the row is broken") from problem
            used = index
            plain[index:] = False
            break
        after = index + reader.line_num
        plain[index:after] = False
        if row:
            others.append((first + index, as_record(file, header, first + index, row)))
    at = pl.Series("line", np.flatnonzero(plain) + first, dtype=pl.Int64)
    return TableChunk(at, lines.filled, np.flatnonzero(plain[lines.rows]), others), used
