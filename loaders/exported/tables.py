"""A table of claims of the data package of a release, as CSV: the kind is the file's name."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from beholden.errors import SourceError
from beholden.graph.claims import claim_columns
from beholden.graph.formulas import DEFENDED
from beholden.graph.kinds import schema
from beholden.graph.property_types import TEXTS
from beholden.loaders.exported.cells import Cell

LONGEST = 2**31 - 1
"""Signs that a cell may have: the limit of the module csv would refuse a long record."""


def table(file: Path) -> Iterator[tuple[str, dict[str, Cell], str]]:
    """Yield the kind, the cells by column, and the place of each row; an empty cell says nothing.

    A file that is no table of claims, or has a cell that its column can't hold, raises SourceError.
    """
    kind = schema().kinds.get(file.stem)
    if kind is None:
        raise SourceError(
            f'{file.name}: a table of claims has the name of a kind, such as OWNS.csv, and "{file.stem}" is none'
        )
    lists = {name for name, dtype in claim_columns(kind).items() if dtype == TEXTS}
    csv.field_size_limit(LONGEST)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        try:
            if not {"claim", "subject"} <= set(rows.fieldnames or ()):
                raise SourceError(
                    f"{file.name}: this is no table of claims, as the folder claims of `beholden export csv` has"
                )
            for number, row in enumerate(rows, start=2):
                where = f"{file.name}:row {number}"
                if None in row:
                    raise SourceError(f"{where}: it has more cells than the table has columns")
                yield (
                    kind.name,
                    {name: _cell(name, text, lists, where) for name, text in row.items() if text},
                    where,
                )
        except (UnicodeDecodeError, csv.Error) as problem:
            raise SourceError(f"{file.name}: this is no CSV in UTF-8: {problem}") from problem


def _cell(name: str, text: str, lists: set[str], where: str) -> Cell:
    if name not in lists:
        # The export puts an apostrophe before what a spreadsheet might run.
        return [text[1:] if text.startswith("'") and re.match(DEFENDED, text) else text]
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError) as problem:  # also a number of too many digits, a thousand brackets
        raise SourceError(f"{where}: {name} is no list as JSON writes it: {text[:80]}") from problem
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise SourceError(f"{where}: {name} is no list of texts: {text[:80]}")
    return parts
