"""Reading workbooks (.xlsx) strictly: cells as text with the number of their row, one clear error for anything else."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import lxml.etree
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from beholden.errors import SourceError

LARGEST = 2 * 1024**3
"""Bytes that the parts of a workbook may have when unpacked; more is no table but a trap."""

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ParseError, lxml.etree.XMLSyntaxError, InvalidFileException,
    KeyError, ValueError, IndexError, TypeError, AttributeError, RuntimeError,
)  # fmt: skip
"""What the reader raises for a workbook that is damaged."""

_AT_ONCE = 1_000


def sheet_headers(file: Path) -> dict[str, list[str]]:
    """The first row that is not empty of every sheet that has one, by the sheet's name."""
    with _workbook(file) as book:
        names = book.sheetnames
    headers = {}
    for name in names:
        for _, cells in _rows(file, name):
            headers[name] = cells
            break
    if not headers:
        raise SourceError(f"{file.name}: there is no row in it")
    return headers


def sheet_rows(file: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of the row, cells) of a sheet's rows after its first, as wide as that one; empty rows are left out.

    A cell beyond the header raises SourceError, since nothing says what it is.
    """
    width: int | None = None
    for number, cells in _rows(file, sheet):
        if width is None:
            width = len(cells)
        elif len(cells) > width:
            raise SourceError(
                f"{file.name}:{number}: a cell stands beyond the {width} columns of the header: {cells[-1][:80]!r}"
            )
        else:
            yield number, cells + [""] * (width - len(cells))


def document_properties(file: Path) -> dict[str, str]:
    """What a workbook says of itself, such as creator and created, as the program that wrote it put it."""
    try:
        with zipfile.ZipFile(file) as archive:
            text = archive.read("docProps/core.xml")
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
        root = lxml.etree.fromstring(text, parser)
    except _UNREADABLE:
        return {}  # a workbook need not have them; one that is damaged is refused when it is read
    return {part.tag.rpartition("}")[2]: part.text or "" for part in root if isinstance(part.tag, str)}


def _rows(file: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, without the empty cells at their ends."""
    with _workbook(file) as book:
        page = book[sheet]
        if not hasattr(page, "reset_dimensions"):
            return  # a sheet that holds a chart alone
        # What a file says of its own size is often wrong, and the rest would be left out without a word.
        page.reset_dimensions()
        numbered = enumerate(page.iter_rows(values_only=True), start=1)
        while some := _some(file, numbered):
            for number, values in some:
                cells = [_text(value) for value in values]
                while cells and not cells[-1].strip():
                    cells.pop()
                if cells:
                    yield number, cells


def _some(file: Path, rows: Iterator[tuple[int, Sequence[Any]]]) -> list[tuple[int, Sequence[Any]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and the like, which are nothing to us
            return list(itertools.islice(rows, _AT_ONCE))
    except _UNREADABLE as problem:
        raise SourceError(f"{file.name}: the workbook is damaged: {problem}; fetch it again") from problem


@contextmanager
def _workbook(file: Path) -> Iterator[Any]:
    try:
        data = file.open("rb")
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem
    with data:
        if data.read(4) != b"PK\x03\x04":
            raise SourceError(f"{file.name}: this is no workbook (.xlsx); save the table as one")
        data.seek(0)
        _check_parts(file, data)
        data.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
        except _UNREADABLE as problem:
            raise SourceError(f"{file.name}: the workbook is damaged: {problem}; fetch it again") from problem
        try:
            yield book
        finally:
            book.close()


def _check_parts(file: Path, data: IO[bytes]) -> None:
    """Refuse an archive of which a part is damaged, also one that the reader would do without, and a huge one."""
    try:
        with zipfile.ZipFile(data) as archive:
            size = sum(part.file_size for part in archive.infolist())
            damaged = archive.testzip() if size <= LARGEST else None
    except _UNREADABLE as problem:
        raise SourceError(f"{file.name}: the workbook is damaged or truncated: {problem}") from problem
    if size > LARGEST:
        raise SourceError(
            f"{file.name}: unpacked it has {size:,} bytes, more than the {LARGEST:,} that are read"
        )
    if damaged is not None:
        raise SourceError(f"{file.name}: the workbook is damaged in its part {damaged}; fetch it again")


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as YYYY-MM-DD, an empty one as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else str(value)


# How a workbook spells a control character, such as a carriage return.
_CONTROL = re.compile(r"_x([0-9A-Fa-f]{4})_")
