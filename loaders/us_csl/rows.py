"""The two files of the Consolidated Screening List: a table of joined texts, and JSON with lists."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.loaders import Rejected, Skipped
from beholden.loaders.tables import read_rows, read_text

COLUMNS = (
    "source", "entity_number", "type", "programs", "name", "title", "addresses", "federal_register_notice",
    "start_date", "end_date", "standard_order", "license_requirement", "license_policy", "call_sign",
    "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks",
    "source_list_url", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth",
    "source_information_url", "ids",
)  # fmt: skip
OWN_ID = "_id"

Row = tuple[str, dict[str, Any]]
"""Place and fields of a row."""


def read_file(file: Path) -> Iterator[Row | Rejected | Skipped]:
    """Yield the rows of a CSV or JSON file, told apart by their first character; see the two readers."""
    text = read_text(file)
    yield from read_json(file, text) if text.lstrip()[:1] in "{[" else read_csv(file, text)


def read_csv(file: Path, text: str) -> Iterator[Row | Rejected | Skipped]:
    """Yield the rows of the table. A repeated header is skipped; a last row that breaks off is rejected.

    Another header, and quoting that is damaged before the last line, raise SourceError.
    """
    rows = read_rows(file, text[: text.index("\n") + 1] if "\n" in text else text)
    _, header = next(rows, (1, []))
    if sorted({*header, OWN_ID}) != sorted({*COLUMNS, OWN_ID}) or len(set(header)) != len(header):
        raise SourceError(
            f"{file.name}:1: the header is {', '.join(header)[:200]!r}; a file of this source has the columns "
            f"{', '.join(COLUMNS)}, and {OWN_ID} or not"
        )
    whole, cut = _cut(text, len(header))
    for line, cells in read_rows(file, whole):
        place = f"{file.name}:{line}"
        if len(cells) != len(header):
            reason = f"{len(cells)} cells where the header has {len(header)}"
            yield Rejected(place, reason, ",".join(cells))
        elif cells == header:
            if line > 1:
                yield Skipped(place, "the header once more")
        else:
            yield place, dict(zip(header, cells, strict=True))
    if cut:
        line = whole.count("\n") + 1
        yield Rejected(f"{file.name}:{line}", "the file ends within this row: this copy was cut off", cut)


def _cut(text: str, columns: int) -> tuple[str, str]:
    """The whole rows, and the rest of the last line where the file ends within a row."""
    before, end, last = text.rpartition("\n")
    if not end or not last:
        return text, ""
    try:
        cells = next(csv.reader([last]))
    except csv.Error:  # a carriage return within it: what it is, reading the whole says
        return text, ""
    within = last.count('"') % 2 == 1 or len(cells) < columns
    return (before + end, last) if within else (text, "")


def read_json(file: Path, text: str) -> Iterator[Row | Rejected | Skipped]:
    """Yield the results, each with its number as its place; what is no object is rejected.

    JSON that breaks off or has no list of results raises SourceError.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as problem:
        raise SourceError(
            f"{file.name}:{problem.lineno}: the JSON breaks off or is damaged ({problem.msg})"
        ) from problem
    except (ValueError, RecursionError) as problem:  # a number of too many digits, a thousand brackets
        raise SourceError(f"{file.name}: this is not the JSON of a list of parties ({problem})") from problem
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        raise SourceError(f'{file.name}: there is no list of "results" in this JSON')
    for number, result in enumerate(document["results"]):
        place = f"{file.name}:results[{number}]"
        if isinstance(result, dict):
            yield place, dict.fromkeys(COLUMNS, "") | result
        else:
            yield Rejected(place, "a result must be an object", json.dumps(result, ensure_ascii=False))
