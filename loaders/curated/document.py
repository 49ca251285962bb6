"""A file of claims put down by hand: its tables, the line on which each starts, and what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.dates import partial_date
from beholden.graph.toml_tables import suggestion
from beholden.loaders.tables import read_text

TABLES = ("citation", "party", "claim")
_HEADER = re.compile(
    # Strings and comments are passed over: what looks like a header in them is none.
    r'"""(?:\\.|.)*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r"|^[ \t]*\[\[[ \t]*(?P<table>\w+)[ \t]*\]\]",
    re.DOTALL | re.MULTILINE,
)
_PLACE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One [[citation]], [[party]] or [[claim]] and the line of its header; dates are ISO text."""

    table: str
    line: int
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its id in the file, or "" where it has none."""
        value = self.values.get("id")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of claims: who wrote it, when, and its rows by table, in the order of the file."""

    name: str
    title: str
    author: str
    date: date
    rows: Mapping[str, tuple[Row, ...]]

    def by_id(self, table: str) -> dict[str, Row]:
        """The rows of a table by their ids."""
        return {row.id: row for row in self.rows[table]}


def read_document(file: Path) -> Document:
    """Read a file's tables with the lines on which they start; SourceError where it is not such a file.

    What the rows say is not checked here.
    """
    text = read_text(file)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        place = _PLACE.search(str(problem))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        raise SourceError(
            f"{file.name}:{line}: this is not TOML: {_PLACE.sub('', str(problem)).strip()}"
        ) from problem
    if unknown := [key for key in data if key not in ("title", "author", "date", *TABLES)]:
        raise SourceError(
            f'{file.name}: unknown key "{unknown[0]}"{suggestion(unknown[0], TABLES)}; a file of claims has '
            "title, author and date, and then [[citation]], [[party]] and [[claim]] tables"
        )
    for key in ("title", "author"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise SourceError(f'{file.name}: the file must begin with {key} = "..."')
    day = data.get("date")
    if not isinstance(day, date) or isinstance(day, datetime):
        raise SourceError(
            f"{file.name}: the file must begin with its date, such as date = 2026-11-24, without quotes"
        )
    lines: dict[str, list[int]] = {table: [] for table in TABLES}
    for found in _HEADER.finditer(text):
        if found["table"] in lines:
            lines[found["table"]].append(text.count("\n", 0, found.end()) + 1)
    rows = {table: tuple(_rows(file, table, data.get(table, []), lines[table])) for table in TABLES}
    return Document(file.name, data["title"].strip(), data["author"].strip(), day, rows)


def _rows(file: Path, table: str, values: Any, lines: list[int]) -> Iterator[Row]:
    if not isinstance(values, list) or len(values) != len(lines):
        raise SourceError(f"{file.name}: write each {table} as a table of its own, under a line [[{table}]]")
    for line, row in zip(lines, values, strict=True):
        yield Row(table, line, {key: _plain(value) for key, value in row.items()})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def date_fault(value: object) -> str | None:
    """Why a value is no date of a year, month or day, or None where it is one."""
    try:
        partial_date(value if isinstance(value, str) else repr(value))
    except SchemaError as problem:
        return str(problem)
    return None
