"""Reading tables of any size in chunks: plain rows as a frame, the others as `tables.stream_table` gives them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import numpy as np
import polars as pl

from beholden.loaders.columns import ColumnsError
from beholden.loaders.frame import Rejected
from beholden.loaders.tables import as_record, checked_header

BLOCK = 16 << 20
"""Bytes that are read at once."""

LARGEST = 64 << 20
"""Bytes of a row that stands on several lines; of more it is read the other way."""

LONGEST = 1 << 20
"""Bytes of a plain row."""

_MARKS = bytes(range(32)) + b"\\"
"""What would be escaped in JSON, or may end a row in CSV."""

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
            ended = not data
            block = left + data
            end = len(block) if ended else block.rfind(b"\n") + 1
            lines = _lines(file, block[:end], first=not header)
            if not header:
                header = _read_header(file, lines)
                lines, line = lines[1:], line + 1
            chunk, used = _chunk(file, header, lines, line, ended)
            if ended and chunk.others and block[-1:] not in (b"\n", b"\r"):
                raise ColumnsError(f"{file.name}: the file may be truncated")
            yield chunk
            line += used
            left = b"".join(text + b"\n" for text in lines[used:]) + block[end:]
            if len(left) > LARGEST:
                raise ColumnsError(f"{file.name}:{line}: a row of many lines starts here")


def _lines(file: Path, block: bytes, first: bool) -> list[bytes]:
    """The lines of a block without their line feeds."""
    if b"\0" in block or (first and (block[:4] in (b"PK\x03\x04", b"%PDF") or block[:2] == b"\x1f\x8b")):
        raise ColumnsError(f"{file.name}: this is no text")
    lines = (block.removeprefix(_BOM) if first else block).split(b"\n")
    return lines if lines[-1] else lines[:-1]


def _text(file: Path, line: bytes) -> str:
    """A line with its line feed."""
    try:
        return f"{line.decode()}\n"
    except UnicodeDecodeError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem


def _read_header(file: Path, lines: Sequence[bytes]) -> list[str]:
    """The header, which must stand on the first line."""
    try:
        header = next(csv.reader([_text(file, lines[0])], strict=True))
    except (IndexError, csv.Error) as problem:
        raise ColumnsError(f"{file.name}: the first line is no header") from problem
    if not header:
        raise ColumnsError(f"{file.name}: the first line is empty")
    return checked_header(file, header, ())


def _chunk(
    file: Path, header: list[str], lines: list[bytes], first: int, ended: bool
) -> tuple[TableChunk, int]:
    """The rows on these lines, the first of which has this number; and how many lines they take."""
    bare = [line.removesuffix(b"\r") for line in lines]
    plain = np.array(_plain(bare, len(header)), dtype=bool)
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
    cells = _cells(file, header, b"\n".join(compress(bare, plain)))
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


def _plain(lines: list[bytes], columns: int) -> list[bool]:
    """Which lines are plain rows of so many cells; see `TableChunk`."""
    marks, commas = 2 * columns, columns - 1
    cell = rb'(?:"[^"]*"|[^",]*)'
    mixed = re.compile(cell + rb"(?:," + cell + rb"){%d}" % commas)

    def is_row(line: bytes) -> bool:
        if line[:1] == b'"' == line[-1:] and line.count(b'"') == marks:
            return line.count(b'","', 1, -1) == commas
        if b'"' not in line:
            return line.count(b",") == commas and line != b"" and not line.startswith(_BOM)
        return mixed.fullmatch(line) is not None

    plain = [len(line) < LONGEST and is_row(line) for line in lines]
    if len(b"".join(lines).translate(None, _MARKS)) < sum(map(len, lines)):
        unmarked = (len(line.translate(None, _MARKS)) == len(line) for line in lines)
        return [row and free for row, free in zip(plain, unmarked, strict=True)]
    return plain
