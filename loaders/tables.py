"""Reading published tables and texts strictly: one clear error for a file that is not what it should be."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from beholden.errors import SourceError
from beholden.loaders.frame import Rejected

csv.field_size_limit(16 * 1024 * 1024)


def read_text(file: Path, encodings: Sequence[str] = ("utf-8-sig",)) -> str:
    """The file's text in the first encoding that fits.

    A file that is missing, empty, binary or in none of the encodings raises SourceError with the place.
    """
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem
    if not data.removeprefix(BOM_UTF8).strip():
        raise SourceError(f"{file.name}: the file is empty")
    if data[:4] in (b"PK\x03\x04", b"%PDF") or data[:2] == b"\x1f\x8b":
        raise SourceError(
            f"{file.name}: this is a ZIP, PDF or gzip file, not text; unpack or convert it first"
        )
    if b"\x00" in data:
        place = data.index(b"\x00")
        raise SourceError(
            f"{file.name}: a NUL byte at byte {place}: not a text file in {' or '.join(encodings)}"
        )
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as problem:
            last = problem
    line = data[: last.start].count(b"\n") + 1
    raise SourceError(
        f"{file.name}:{line}: byte {last.start} is not {' or '.join(encodings)}; save the file as UTF-8"
    )


def read_rows(file: Path, text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which the row starts, cells) of separated text.

    An open quotation mark at the end, the mark of a truncated file, raises SourceError.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as problem:
        raise SourceError(
            f"{file.name}:{line}: the row that starts here is broken ({problem}): "
            "is the file truncated, or its quoting damaged?"
        ) from problem


def read_table(
    file: Path, columns: Sequence[str], encodings: Sequence[str] = ("utf-8-sig",)
) -> Iterator[tuple[str, dict[str, str]] | Rejected]:
    """Yield (place, row) of a table whose header must hold exactly these columns, in any order.

    A row with too few or too many cells is rejected, but for a short last row without a line end: there the
    file is truncated, which is a SourceError.
    """
    text = read_text(file, encodings)
    rows = read_rows(file, text)
    _, header = next(rows)
    header = [cell.strip() for cell in header]
    if sorted(header) != sorted(columns):
        raise SourceError(
            f"{file.name}:1: the header is {', '.join(header)[:200]!r}; "
            f"a file of this source has the columns {', '.join(columns)}"
        )
    whole = text.endswith(("\n", "\r"))
    held: tuple[int, list[str]] | None = None
    for line, row in rows:
        if held is not None:
            yield as_record(file, header, *held)
        held = (line, row)
    if held is None:
        return
    if len(held[1]) < len(header) and not whole:
        raise SourceError(
            f"{file.name}:{held[0]}: the last row has {len(held[1])} of {len(header)} columns and no line end: "
            "the file is truncated"
        )
    yield as_record(file, header, *held)


def stream_table(
    file: Path, delimiter: str = ",", columns: Sequence[str] = ()
) -> Iterator[tuple[str, dict[str, str]] | Rejected]:
    """Yield (place, row) of a UTF-8 table of any size, row by row, with what its header calls the columns.

    Every one of `columns` must be among them. Otherwise as `read_table`.
    """
    lines = _Lines(file)
    header: list[str] = []
    held: tuple[int, list[str]] | None = None
    line = 1
    try:
        # The reader keeps what it reads from, and an error keeps the reader: the file is closed here.
        with closing(lines.texts()) as texts:
            reader = csv.reader(texts, strict=True, delimiter=delimiter)
            for row in reader:
                if not header:
                    header = checked_header(file, row, columns)
                elif row:
                    if held is not None:
                        yield as_record(file, header, *held)
                    held = (line, row)
                line = reader.line_num + 1
    except csv.Error as problem:
        raise SourceError(
            f"{file.name}:{line}: the row that starts here is broken ({problem}): "
            "is the file truncated, or its quoting damaged?"
        ) from problem
    if not header:
        raise SourceError(f"{file.name}: the file is empty")
    if held is None:
        return
    if len(held[1]) < len(header) and not lines.whole:
        raise SourceError(
            f"{file.name}:{held[0]}: the last row has {len(held[1])} of {len(header)} columns and no line end: "
            "the file is truncated"
        )
    yield as_record(file, header, *held)


class _Lines:
    """The lines of a UTF-8 text file; `whole` says whether the last one read ends as a line does."""

    def __init__(self, file: Path) -> None:
        self.file, self.whole = file, True

    def texts(self) -> Generator[str, None, None]:
        """Yield them; the file is open until then, or until this is closed."""
        number = 0
        try:
            with self.file.open("rb") as opened:
                for number, raw in enumerate(opened, start=1):
                    if number == 1 and (raw[:4] in (b"PK\x03\x04", b"%PDF") or raw[:2] == b"\x1f\x8b"):
                        raise SourceError(
                            f"{self.file.name}: this is a ZIP, PDF or gzip file, not text; unpack or convert it first"
                        )
                    if b"\x00" in raw:
                        raise SourceError(f"{self.file.name}:{number}: a NUL byte: not a text file in utf-8")
                    self.whole = raw.endswith((b"\n", b"\r"))
                    yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as problem:
            raise SourceError(
                f"{self.file.name}:{number}: byte {problem.start} of the line is not utf-8; save the file as UTF-8"
            ) from problem
        except OSError as problem:
            raise SourceError(f"{self.file.name}: cannot be read: {problem.strerror}") from problem


def checked_header(file: Path, row: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The names in a header; SourceError where one of `columns` is missing or one stands there twice."""
    header = [cell.strip() for cell in row]
    missing = [column for column in columns if column not in header]
    repeated = sorted(cell for cell, number in Counter(header).items() if number > 1)
    if missing or repeated:
        what = (
            f"there is no column {missing[0]!r}" if missing else f"column {repeated[0]!r} stands there twice"
        )
        raise SourceError(f"{file.name}:1: {what}; the header is {', '.join(header)[:200]!r}")
    return header


def as_record(
    file: Path, header: Sequence[str], line: int, row: list[str]
) -> tuple[str, dict[str, str]] | Rejected:
    """A row with its place, or why it is none: it must have a cell for each column."""
    place = f"{file.name}:{line}"
    if len(row) != len(header):
        return Rejected(place, f"{len(row)} cells where the header has {len(header)}", ",".join(row))
    return place, dict(zip(header, row, strict=True))
