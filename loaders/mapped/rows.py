"""The rows of a table in any of the formats that a mapping can read, each with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.loaders import Rejected
from beholden.loaders.mapped.cells import Nested, Row
from beholden.loaders.sheets import sheet_headers, sheet_rows
from beholden.loaders.tables import read_rows, read_text

_BLANKS = re.compile(r"[ \t\n\r]*")

SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx")


def table(
    file: Path, *, records: Sequence[str], sheet: str, delimiter: str, encoding: str
) -> tuple[set[str], Iterator[tuple[str, Row] | Rejected]]:
    """The columns of a file, and its rows with their places; a row that is no row of the table is a reject.

    A file that is truncated, empty or of another format raises SourceError.
    """
    suffix = file.suffix.lower()
    if suffix in (".csv", ".tsv"):
        return _separated(file, read_text(file, [encoding]), delimiter or ("\t" if suffix == ".tsv" else ","))
    if suffix == ".xlsx":
        return _sheet(file, sheet)
    text = read_text(file, [encoding])
    found = list(_elements(file, text, records) if suffix == ".json" else _lines(file, text))
    if not found:
        raise SourceError(f"{file.name}: there is no record in it")
    columns = {column for _, row in found if isinstance(row, dict) for column in row}
    return columns, (
        (place, row) if isinstance(row, dict) else Rejected(place, "this is no object with named fields", row)
        for place, row in found
    )


def _separated(
    file: Path, text: str, delimiter: str
) -> tuple[set[str], Iterator[tuple[str, Row] | Rejected]]:
    rows = read_rows(file, text, delimiter)
    first = next(rows, None)
    if first is None:
        raise SourceError(f"{file.name}: there is no row in it")
    header = _header(file, first[0], first[1])
    return set(header) - {""}, _separated_rows(file, header, rows, text.endswith(("\n", "\r")))


def _separated_rows(
    file: Path, header: Sequence[str], rows: Iterator[tuple[int, list[str]]], whole: bool
) -> Iterator[tuple[str, Row] | Rejected]:
    last: tuple[int, list[str]] | None = None
    for line, cells in rows:
        last = (line, cells)
        place = f"{file.name}:{line}"
        extra = cells[len(header) :]
        if len(cells) < len(header) or any(cell.strip() for cell in extra):
            yield Rejected(place, f"{len(cells)} cells where the header has {len(header)}", ",".join(cells))
        else:
            yield place, _named(place, header, cells)
    if last is not None and len(last[1]) < len(header) and not whole:
        raise SourceError(
            f"{file.name}:{last[0]}: the last row has {len(last[1])} of {len(header)} columns and no line end: "
            "the file is truncated"
        )


def _sheet(file: Path, wanted: str) -> tuple[set[str], Iterator[tuple[str, Row] | Rejected]]:
    headers = sheet_headers(file)
    if not wanted and len(headers) > 1:
        raise SourceError(
            f'{file.name}: it has the sheets {", ".join(headers)}; name one in the mapping: [table] sheet = "..."'
        )
    name = wanted or next(iter(headers))
    if name not in headers:
        raise SourceError(f'{file.name}: there is no sheet "{name}"; it has {", ".join(headers)}')
    header = _header(file, 1, headers[name])
    rows = sheet_rows(file, name)
    places = ((f"{file.name}:{number}", cells) for number, cells in rows)
    return set(header) - {""}, ((place, _named(place, header, cells)) for place, cells in places)


def _header(file: Path, line: int, cells: Sequence[str]) -> list[str]:
    header = [" ".join(cell.split()) for cell in cells]
    named = [cell for cell in header if cell]
    if repeated := [cell for cell, number in Counter(named).items() if number > 1]:
        raise SourceError(f'{file.name}:{line}: two columns are called "{repeated[0]}"; rename one of them')
    if not named:
        raise SourceError(f"{file.name}:{line}: the first row names no column")
    return header


def _named(place: str, header: Sequence[str], cells: Sequence[str]) -> dict[str, str | list[str]]:
    row: dict[str, str | list[str]] = {}
    for column, cell in zip(header, cells, strict=False):
        if column:
            row[column] = cell
        elif cell.strip():
            raise SourceError(f"{place}: the cell {cell[:80]!r} stands in a column without a name")
    return row


def _lines(file: Path, text: str) -> Iterator[tuple[str, Any]]:
    """The objects of JSON Lines."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                value = _DECODER.decode(line.strip())
            except (ValueError, RecursionError) as problem:
                raise SourceError(
                    f"{file.name}:{number}: this line is no JSON ({problem}): is the file truncated?"
                ) from problem
            yield f"{file.name}:{number}", _flat(value, line)


def _elements(file: Path, text: str, path: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The objects of the list at a path of a JSON document, each with the line on which it starts."""
    try:
        _DECODER.decode(text.strip())
    except (ValueError, RecursionError) as problem:
        raise SourceError(f"{file.name}: this is no JSON ({problem}): is the file truncated?") from problem
    place = _skip(text, 0)
    for step in path:
        place = _value_of(file, text, place, step, path)
    if text[place] != "[":
        where = f'under "{".".join(path)}"' if path else "at its top"
        raise SourceError(
            f'{file.name}: there is no list {where}; say in the mapping where the rows are: [table] records = "..."'
        )
    line, counted = 1, 0
    place = _skip(text, place + 1)
    while text[place] != "]":
        line, counted = line + text.count("\n", counted, place), place
        value, end = _DECODER.raw_decode(text, place)
        yield f"{file.name}:{line}", _flat(value, text[place:end])
        place = _skip(text, end)
        place = _skip(text, place + 1) if text[place] == "," else place


def _value_of(file: Path, text: str, place: int, key: str, path: Sequence[str]) -> int:
    """Where the value of a key starts in the object at this place."""
    if text[place] == "{":
        place = _skip(text, place + 1)
        while text[place] != "}":
            found, end = _DECODER.raw_decode(text, place)
            place = _skip(text, _skip(text, end) + 1)  # past the colon
            if found == key:
                return place
            _, end = _DECODER.raw_decode(text, place)
            place = _skip(text, end)
            place = _skip(text, place + 1) if text[place] == "," else place
    raise SourceError(f'{file.name}: there is no "{key}" on the way to "{".".join(path)}"')


def _skip(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place


def _flat(value: Any, text: str) -> Any:
    """An object as a row: fields of objects in it under names with a dot; anything else as its text."""
    if not isinstance(value, dict):
        return text
    row: dict[str, str | list[str]] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            row.update({f"{name}.{key}": cell for key, cell in _flat(inner, "").items()})
        elif isinstance(inner, list):
            row[name] = [_scalar(one) for one in inner]
        else:
            row[name] = _scalar(inner)
    return row


def _scalar(value: Any) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else Nested(json.dumps(value, ensure_ascii=False))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'an object has "{twice}" twice')
    return fields


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no value of JSON")


# Numbers stay the text that was published.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_no_number
)
