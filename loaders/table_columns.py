"""Reading tables of any size in chunks: plain rows as a frame, the others as `tables.stream_table` gives them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.loaders.columns import ColumnsError
from beholden.loaders.frame import Rejected
from beholden.loaders.tables import as_record, checked_header

BLOCK = 16 << 20
"""Bytes that are read at once."""

LARGEST = 64 << 20
"""Bytes of a row that stands on several lines; of more it is read the other way."""

_AT_ONCE = 1024
"""Lines that are looked at at once: few enough to stay near the processor."""

LONGEST = 1 << 20
"""Bytes of a plain row."""

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TableChunk:
    """Some rows of a table: the line of each plain one and its cells as published, and what else is there, by line.

    A plain row stands on one line, has a cell for each column, in quotation marks or not, and neither a quotation
    mark, a backslash nor a control character in a cell. A cell that is empty is null.
    """

    lines: pl.Series
    cells: pl.DataFrame
    others: list[tuple[int, tuple[str, dict[str, str]] | Rejected]]

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
    line, left, ended = 1, b"", False
    with file.open("rb") as opened:
        while not ended:
            data = opened.read(BLOCK)
            if data and not data.endswith(b"\n"):
                data += opened.readline(LARGEST)
            ended = not data
            block = left + data
            end = len(block) if ended or block.endswith(b"\n") else block.rfind(b"\n") + 1
            lines = _lines(file, block[:end], first=not header)
            if not header:
                header = _read_header(file, lines)
                lines, line = lines.behind(1), line + 1
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
    """The lines of a block: where each starts in its `data`, and where it ends, without its line feed."""

    data: bytes
    starts: Positions
    ends: Positions

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> bytes:
        return self.data[self.starts[index] : self.ends[index]]

    def behind(self, count: int) -> _Lines:
        """The lines behind the first ones."""
        return _Lines(self.data, self.starts[count:], self.ends[count:])

    def part(self, start: int, count: int) -> _Lines:
        """So many lines from one on, with their text alone."""
        starts, ends = self.starts[start : start + count], self.ends[start : start + count]
        return _Lines(self.data[starts[0] : ends[-1] + 1], starts - starts[0], ends - starts[0])

    def rest(self, count: int) -> bytes:
        """The text of the lines behind the first ones."""
        return self.data[self.starts[count] :] if count < len(self) else b""

    def chosen(self, which: Flags) -> bytes:
        """The text of some of the lines."""
        edges = np.flatnonzero(np.diff(which, prepend=False, append=False))
        runs = zip(self.starts[edges[::2]], self.ends[edges[1::2] - 1] + 1, strict=True)
        return b"".join([self.data[start:end] for start, end in runs])


def _lines(file: Path, block: bytes, first: bool) -> _Lines:
    """The lines of a block."""
    if b"\0" in block or (first and (block[:4] in (b"PK\x03\x04", b"%PDF") or block[:2] == b"\x1f\x8b")):
        raise ColumnsError(f"{file.name}: this is no text")
    data = block.removeprefix(_BOM) if first else block
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    if data and not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    return _Lines(data, starts, ends)


def _text(file: Path, line: bytes) -> str:
    """A line with its line feed."""
    try:
        return f"{line.decode()}\n"
    except UnicodeDecodeError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem


def _read_header(file: Path, lines: _Lines) -> list[str]:
    """The header, which must stand on the first line."""
    try:
        header = next(csv.reader([_text(file, lines[0])], strict=True))
    except (IndexError, csv.Error) as problem:
        raise ColumnsError(f"{file.name}: the first line is no header") from problem
    if not header:
        raise ColumnsError(f"{file.name}: the first line is empty")
    return checked_header(file, header, ())


def _chunk(file: Path, header: list[str], lines: _Lines, first: int, ended: bool) -> tuple[TableChunk, int]:
    """The rows on these lines, the first of which has this number; and how many lines they take."""
    plain = _plain(lines, len(header))
    others: list[tuple[int, tuple[str, dict[str, str]] | Rejected]] = []
    used, after = len(lines), 0
    for index in np.flatnonzero(~plain).tolist():
        if index < after:
            continue
        reader = csv.reader((_text(file, lines[at]) for at in range(index, len(lines))), strict=True)
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
    cells = _cells(file, header, lines.chosen(plain))
    if len(cells) != len(at):
        raise ColumnsError(f"{file.name}:{first}: rows are read in two ways")
    return TableChunk(at, cells, others), used


def _cells(file: Path, header: list[str], rows: bytes) -> pl.DataFrame:
    """The cells of plain rows."""
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(header, pl.String))
    try:
        return pl.read_csv(rows, has_header=False, new_columns=header, infer_schema=False, null_values=[""])
    except pl.exceptions.ComputeError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem


def _plain(lines: _Lines, columns: int) -> Flags:
    """Which lines are plain rows of so many cells; see `TableChunk`."""
    parts = [_plain_part(lines.part(start, _AT_ONCE), columns) for start in range(0, len(lines), _AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.bool_)


def _plain_part(lines: _Lines, columns: int) -> Flags:
    letters = np.frombuffer(lines.data, dtype=np.uint8)
    starts, feeds = lines.starts, lines.ends
    returns = (feeds > starts) & (letters[feeds - 1] == ord("\r"))
    ends = feeds - returns
    short: Flags = ends - starts < LONGEST
    quoted = _all_quoted(letters, starts, ends, columns)
    plain = quoted & short
    is_row = _is_row(columns)
    for index in np.flatnonzero(~quoted & short).tolist():
        plain[index] = is_row(lines.data[starts[index] : ends[index]])
    between = len(lines) - (not lines.data.endswith(b"\n")) + np.count_nonzero(returns)
    if np.count_nonzero(letters < ord(" ")) > between or b"\\" in lines.data:
        marks = np.flatnonzero((letters < ord(" ")) | (letters == ord("\\")))
        of_line = np.searchsorted(feeds, marks)
        plain[of_line[marks < ends[of_line]]] = False
    return plain


def _all_quoted(letters: Bytes, starts: Positions, ends: Positions, columns: int) -> Flags:
    """Which lines are so many cells, all of them in quotation marks, without such a mark in a cell."""
    marks = np.flatnonzero(letters == ord('"'))
    first = np.searchsorted(marks, starts)
    found: Flags = np.searchsorted(marks, ends) - first == 2 * columns
    every = bool(found.all())
    of_line = (marks if every else marks[first[found, None] + np.arange(2 * columns)]).reshape(
        -1, 2 * columns
    )
    inner = of_line[:, 1:-1:2]
    whole = (of_line[:, 0] == starts[found]) & (of_line[:, -1] == ends[found] - 1)
    whole &= ((of_line[:, 2::2] - inner == 2) & (letters[inner + 1] == ord(","))).all(axis=1)
    found[found] = whole
    return found


def _is_row(columns: int) -> Callable[[bytes], bool]:
    """Whether a line, some of whose cells are not in quotation marks, is a row of so many cells."""
    commas = columns - 1
    cell = rb'(?:"[^"]*"|[^",]*)'
    mixed = re.compile(cell + rb"(?:," + cell + rb"){%d}" % commas)

    def is_row(line: bytes) -> bool:
        if b'"' not in line:
            return line.count(b",") == commas and line != b"" and not line.startswith(_BOM)
        return mixed.fullmatch(line) is not None

    return is_row
