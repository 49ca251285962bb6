"""Reading tables of any size in chunks: plain rows as a frame, the others as `tables.stream_table` gives them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
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

_MARKS = r"[\x00-\x1f\\]"
"""What would be escaped in JSON, or may end a row in CSV."""


@dataclass(frozen=True, slots=True)
class TableChunk:
    """Some rows of a table: the line of each plain one and its cells as published, and what else is there, by line.

    A plain row stands on one line, has a cell for each column, in quotation marks or not, and neither a quotation
    mark, a backslash nor a control character in a cell. A cell that is empty is null, or "" in quotation marks.
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
            texts = _lines(file, block[:end], first=not header)
            if not header:
                header = _read_header(file, texts)
                texts, line = texts.slice(1), line + 1
            chunk, used = _chunk(file, header, texts, line, ended)
            if ended and chunk.others and block[-1:] not in (b"\n", b"\r"):
                raise ColumnsError(f"{file.name}: the file may be truncated")
            yield chunk
            line += used
            left = "".join(f"{text}\n" for text in texts.slice(used)).encode() + block[end:]
            if len(left) > LARGEST:
                raise ColumnsError(f"{file.name}:{line}: a row of many lines starts here")


def _lines(file: Path, block: bytes, first: bool) -> pl.Series:
    """The lines of a block without their line feeds."""
    if first and (block[:4] in (b"PK\x03\x04", b"%PDF") or block[:2] == b"\x1f\x8b"):
        raise ColumnsError(f"{file.name}: this is no text")
    try:
        text = block.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem
    if "\0" in text:
        raise ColumnsError(f"{file.name}: this is no text")
    lines = pl.Series("line", [text]).str.split("\n").explode()
    return lines.head(len(lines) - (not text or text.endswith("\n")))


def _read_header(file: Path, lines: pl.Series) -> list[str]:
    """The header, which must stand on the first line."""
    try:
        header = next(csv.reader([f"{lines[0]}\n"], strict=True))
    except (IndexError, csv.Error) as problem:
        raise ColumnsError(f"{file.name}: the first line is no header") from problem
    if not header:
        raise ColumnsError(f"{file.name}: the first line is empty")
    return checked_header(file, header, ())


def _chunk(
    file: Path, header: list[str], lines: pl.Series, first: int, ended: bool
) -> tuple[TableChunk, int]:
    """The rows on these lines, the first of which has this number; and how many lines they take."""
    plain = _plain(lines, len(header)).to_numpy(writable=True)
    others: list[tuple[int, tuple[str, dict[str, str]] | Rejected]] = []
    used, after = len(lines), 0
    for index in np.flatnonzero(~plain).tolist():
        if index < after:
            continue
        reader = csv.reader((f"{text}\n" for text in lines.slice(index)), strict=True)
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
    text = "\n".join(lines.filter(pl.Series(plain)))
    cells = pl.DataFrame(schema=dict.fromkeys(header, pl.String))
    if text:
        cells = pl.read_csv(
            text.encode(),
            has_header=False,
            new_columns=header,
            infer_schema=False,
        )
    if len(cells) != len(at):
        raise ColumnsError(f"{file.name}:{first}: rows are read in two ways")
    return TableChunk(at, cells, others), used


def _plain(lines: pl.Series, columns: int) -> pl.Series:
    """Which lines are plain rows of so many cells; see `TableChunk`."""
    text = pl.col("line").str.strip_suffix("\r")
    inside = text.str.strip_prefix('"').str.strip_suffix('"')
    quoted = (
        text.str.starts_with('"')
        & text.str.ends_with('"')
        & (text.str.len_bytes() > 1)
        & (inside.str.count_matches('"', literal=True) == 2 * (columns - 1))
        & (inside.str.count_matches('","', literal=True) == columns - 1)
    )
    bare = (
        (text != "")
        & ~text.str.contains('"', literal=True)
        & (text.str.count_matches(",", literal=True) == columns - 1)
    )
    possible = (text.str.len_bytes() < LONGEST) & ~text.str.contains(_MARKS)
    found = lines.to_frame().select(plain=(quoted | bare) & possible, look=~(quoted | bare) & possible)
    plain, look = found["plain"], found["look"]
    if look.any():
        cell = '(?:"[^"]*"|[^",]*)'
        some = (
            lines.filter(look).to_frame().select(text.str.contains(f"^{cell}(?:,{cell}){{{columns - 1}}}$"))
        )
        plain = plain.scatter(look.arg_true(), some.to_series())
    return plain
