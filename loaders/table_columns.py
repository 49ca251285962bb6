"""Reading tables of any size in chunks: plain rows as a frame, the others as `tables.stream_table` gives them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from beholden.loaders.columns import ColumnsError
from beholden.loaders.eights import PADDING, TEXT, Flags, Int64s, loop_for, words_of
from beholden.loaders.frame import Rejected
from beholden.loaders.leaves import Leaves
from beholden.loaders.table_kernel import read_rows, write_objects
from beholden.loaders.tables import as_record, checked_header

BLOCK = 8 << 20
"""Bytes that are read at once."""

LARGEST = 64 << 20
"""Bytes of a row that stands on several lines; of more it is read the other way."""

LONGEST = 1 << 20
"""Bytes of a plain row."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TableChunk:
    """Some rows of a table: the line of each plain one and its cells as published, and what else is there, by line.

    A plain row stands on one line, has a cell for each column, in quotation marks or not, and neither a quotation
    mark, a backslash nor a control character in a cell. A cell that is empty is null. In the columns that are not
    `edged`, no cell begins or ends in a blank. `objects` gives each plain row as `json.dumps` writes its cells that are
    not null, or null where the first column that has any is.
    """

    lines: pl.Series
    cells: pl.DataFrame
    others: list[tuple[int, tuple[str, dict[str, str]] | Rejected]]
    edged: frozenset[str]
    objects: Callable[[], pl.Series]

    def places(self, file: Path) -> pl.Series:
        """Where each plain row stands."""
        return f"{file.name}:" + self.lines.cast(pl.String)

    def rest(self, file: Path, plain: pl.Series) -> list[tuple[str, dict[str, str]] | Rejected]:
        """All else and the rows that turned out not to be plain, in the order of their lines."""
        cells = self.cells.filter(~plain)
        rows = [
            (line, (f"{file.name}:{line}", dict(zip(cells.columns, row, strict=True))))
            for line, row in zip(self.lines.filter(~plain), cells.fill_null("").iter_rows(), strict=True)
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
            block = b"".join((left, data, more))
            end = len(block) if ended or block.endswith(b"\n") else block.rfind(b"\n") + 1
            _check_text(file, block[:end], first=not header)
            begin = 0
            if not header:
                header, begin = _read_header(file, block[:end])
                line += 1
            lines = _Lines.of(block[:end] + bytes(PADDING), begin, tuple(header), large)
            chunk, used = _chunk(file, header, lines, line, ended)
            if ended and chunk.others and block[-1:] not in (b"\n", b"\r"):
                raise ColumnsError(f"{file.name}: the file may be truncated")
            yield chunk
            line += used
            left = lines.rest(used) + block[end:]
            if len(left) > LARGEST:
                raise ColumnsError(f"{file.name}:{line}: a row of many lines starts here")


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a block: where each starts in its `data`, and where it ends, without its line feed.

    `rows` has the numbers of those that are plain rows among them, and `leaves` the cells of these that are filled.
    """

    data: bytes
    starts: Int64s
    ends: Int64s
    rows: Int64s
    leaves: Leaves

    @classmethod
    def of(cls, data: bytes, begin: int, header: tuple[str, ...], large: int) -> _Lines:
        """The lines of a block from a place on."""
        size = len(data) - PADDING
        letters = np.frombuffer(data, np.uint8)
        most = data.count(b"\n", begin) + 1
        cells = int(np.count_nonzero(letters == ord(","))) + most
        starts, rows = np.empty(most, np.int64), np.empty(most, np.int64)
        found = [np.empty(cells, np.int32) for _ in range(5)]
        read = loop_for(read_rows, large)
        with np.errstate(over="ignore"):
            lines, plain, filled = read(
                letters, words_of(letters), begin, size, len(header), LONGEST, starts, rows, *found
            )
        starts = starts[:lines]
        ends = np.append(starts[1:] - 1, size - (data[size - 1 : size] == b"\n"))[:lines]
        row, number, sort, start, end = (column[:filled] for column in found)
        leaves = Leaves(header, plain, letters, row, number, sort, start, end, large)
        return cls(data, starts, ends, rows[:plain], leaves)

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> bytes:
        return self.data[self.starts[index] : self.ends[index]]

    def rest(self, count: int) -> bytes:
        """The text of the lines behind the first ones."""
        return self.data[self.starts[count] : -PADDING] if count < len(self) else b""

    def cells(self) -> tuple[pl.DataFrame, frozenset[str]]:
        """The cells of the rows, and the columns whose cells may begin or end in a blank."""
        leaves = self.leaves
        filled = [leaves.paths[number] for number in np.flatnonzero(np.bincount(leaves.number))]
        nothing = pl.repeat(None, leaves.rows, dtype=pl.String, eager=True)
        found, edged = leaves.edged_columns(filled) if filled else ({}, [])
        return pl.DataFrame({name: found.get(name, nothing) for name in leaves.paths}), frozenset(edged)

    def objects(self, which: Flags) -> pl.Series:
        """Some of the rows as objects of JSON."""
        leaves = self.leaves
        heads = [f'", {json.dumps(name, ensure_ascii=False)}: "'.encode() for name in leaves.paths]
        sizes = np.array([len(head) for head in heads])
        filled = np.bincount(leaves.number, minlength=len(heads))
        head = np.frombuffer(b"".join([*heads, bytes(PADDING)]), np.uint8)
        size = int(filled @ sizes) + int((leaves.end - leaves.start).sum()) + 4 * leaves.rows
        out, ends = np.empty(size + PADDING, np.uint8), np.zeros(leaves.rows + 1, np.int64)
        there = np.zeros(leaves.rows, np.bool_)
        loop_for(write_objects, leaves.large)(
            words_of(leaves.data),
            leaves.rows,
            *(leaves.row, leaves.number, leaves.start, leaves.end),
            words_of(head),
            np.concatenate([[0], np.cumsum(sizes)]),
            int((filled > 0).argmax()),
            *(out, words_of(out), ends, there),
        )
        row = np.flatnonzero(there).astype(np.int32)
        start, end = (places.astype(np.int32)[row] for places in (ends[:-1], ends[1:]))
        whole = (np.zeros_like(row), np.full_like(row, TEXT), start, end, leaves.large)
        texts = Leaves(("",), leaves.rows, out, row, *whole).columns(("",))[""]
        return texts if which.all() else texts.filter(pl.Series(which))


def _check_text(file: Path, block: bytes, first: bool) -> None:
    if b"\0" in block or (first and (block[:4] in (b"PK\x03\x04", b"%PDF") or block[:2] == b"\x1f\x8b")):
        raise ColumnsError(f"{file.name}: this is no text")
    try:
        block.decode()
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
    which = plain[lines.rows]
    cells, edged = lines.cells()
    if not which.all():
        cells = cells.filter(pl.Series(which))
    return TableChunk(at, cells, others, edged, partial(lines.objects, which)), used
