"""The files of GLEIF: which of three families and three formats a file is, and its records as paths with texts.

The paths are those of the CSV golden copy, such as ``Entity.OtherEntityNames.OtherEntityName.1``; XML and JSON
have the same names, so that one table of paths serves all three.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.loaders import Rejected
from beholden.loaders.elements import Element, elements, is_xml, local, place, text
from beholden.loaders.json_items import json_items
from beholden.loaders.tables import stream_table

RECORDS = {"LEIRecord": "lei", "RelationshipRecord": "rr", "Exception": "repex"}
ROOTS = {"LEIData": "lei", "RelationshipData": "rr", "ReportingExceptionData": "repex"}
HEADERS = ("LEIHeader", "Header")
LISTS = ("records", "relations", "exceptions")
_DATED = re.compile(r"(\d{4})(\d\d)(\d\d)-\d{4}-gleif")
_DELTA = re.compile(r"intra-?day|last-?(?:day|week|month)|delta", re.IGNORECASE)
_REPEATED = re.compile(r"(?:.*\.)?(\w*(?:OtherEntityName|OtherAddress|AdditionalAddressLine|RelationshipPeriod"
                       r"|RelationshipQualifier|RelationshipQuantifier|ExceptionReason|ExceptionReference"
                       r"|SuccessorEntity|LegalEntityEvent|OtherValidationAuthority|Geocoding))")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copy:
    """What a file is: family ("lei", "rr", "repex"), format ("xml", "json", "csv"), its day, and whether a delta."""

    file: Path
    family: str
    format: str
    day: date | None
    stated: bool
    delta: bool


@dataclass(slots=True)
class Row:
    """A record: where it stands, and its texts by path, those that are not empty."""

    where: str
    values: dict[str, str]

    @property
    def text(self) -> str:
        """The record as published, but for its form."""
        return json.dumps(self.values, ensure_ascii=False)


def copy_of(file: Path) -> Copy:
    """What this file is; SourceError where it is none of GLEIF's."""
    named = _DATED.search(file.name)
    day = _day("-".join(named.groups())) if named else None
    delta = _DELTA.search(file.name) is not None
    if is_xml(file):
        header = _header(file)
        stated = _day(header.get("ContentDate", "")[:10])
        return Copy(
            file,
            header["family"],
            "xml",
            stated or day,
            stated is not None,
            "DELTA" in header.get("FileContent", ""),
        )
    with file.open("rb") as opened:
        start = opened.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"[", b"{"):
        _, first = next(json_items(file, LISTS), (0, {}))
        return Copy(file, _family(file, first if isinstance(first, dict) else {}), "json", day, False, delta)
    first_line = next(iter(start.decode("utf-8", "replace").splitlines()), "")
    header_row = next(csv.reader([first_line]), [])
    keys = {key.strip().split(".")[0] for key in header_row} - {""}
    return Copy(file, _family(file, dict.fromkeys(keys)), "csv", day, False, delta)


def rows(copy: Copy) -> Iterator[Row | Rejected]:
    """Yield the records of a file in order."""
    if copy.format == "xml":
        names = [name for name, family in RECORDS.items() if family == copy.family]
        for element in elements(copy.file, "GLEIF's", tuple(ROOTS), names):
            values: dict[str, str] = {}
            _flatten_element(element, "", values)
            yield Row(place(copy.file, element), values)
    elif copy.format == "json":
        for line, item in json_items(copy.file, LISTS):
            where = f"{copy.file.name}:{line}"
            if not isinstance(item, dict):
                yield Rejected(where, "this is no object, as a record is", json.dumps(item)[:1000])
                continue
            values = {}
            _flatten(item, "", values)
            yield Row(where, values)
    else:
        yield from map(table_row, stream_table(copy.file))


def table_row(read: tuple[str, dict[str, str]] | Rejected) -> Row | Rejected:
    """A row of a table as a record."""
    if isinstance(read, Rejected):
        return read
    where, cells = read
    return Row(where, {path: cell for path, cell in cells.items() if cell.strip()})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _header(file: Path) -> dict[str, str]:
    for element in elements(file, "GLEIF's", tuple(ROOTS), (*HEADERS, *RECORDS)):
        family = ROOTS[local(element.getroottree().getroot())]
        if local(element) in HEADERS:
            return {
                "family": family,
                **{local(child): text(child) for child in element if isinstance(child.tag, str)},
            }
        return {"family": family}
    raise SourceError(f"{file.name}: there is no record in it")


def _family(file: Path, first: Mapping[str, Any]) -> str:
    if "Relationship" in first:
        return "rr"
    if "Exception" in first or "ExceptionCategory" in first:
        return "repex"
    if "LEI" in first and "Entity" in first:
        return "lei"
    raise SourceError(
        f"{file.name}: neither LEI with Entity, nor Relationship, nor Exception is in it: this is none of the three "
        "files of GLEIF as CSV, JSON or XML; unpack it if it is a ZIP"
    )


def _flatten_element(element: Element, path: str, values: dict[str, str]) -> None:
    for name, value in element.attrib.items():
        _put(f"{path}.{_attribute(str(name))}".lstrip("."), str(value), values)
    _put(path, text(element), values)
    numbers: dict[str, int] = {}
    for child in element:
        name = local(child)
        own = f"{path}.{name}".lstrip(".")
        numbers[name] = numbers.get(name, 0) + 1
        _flatten_element(child, f"{own}.{numbers[name]}" if _REPEATED.fullmatch(own) else own, values)


def _flatten(value: Any, path: str, values: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "$":
                _put(path, _word(item), values)
            elif key.startswith("@"):
                _put(f"{path}.{_attribute(key[1:])}".lstrip("."), _word(item), values)
            else:
                own = f"{path}.{key.rpartition(':')[2]}".lstrip(".")
                one = _REPEATED.fullmatch(own) and not isinstance(item, list)
                _flatten(item, f"{own}.1" if one else own, values)
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            _flatten(item, f"{path}.{number}", values)
    else:
        _put(path, _word(value), values)


def _word(value: Any) -> str:
    return "" if value is None else value.strip() if isinstance(value, str) else json.dumps(value)


def _attribute(name: str) -> str:
    """An attribute's name as the CSV has it: ``xmllang`` for xml:lang, else without its namespace."""
    plain = name.rpartition("}")[2].rpartition(":")[2]
    return "xmllang" if plain == "lang" else plain


def _put(path: str, value: str, values: dict[str, str]) -> None:
    """Keep a value; a path that stands twice where none is known to repeat gets a number, by which it is refused."""
    if value:
        values[f"{path}.{len(values)}" if path in values else path] = value
