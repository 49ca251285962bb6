"""The claims of a release of beholden that somebody exported: its N-Quads, or its tables of claims as CSV."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.claims import claim_columns
from beholden.graph.kinds import schema
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped, Source
from beholden.loaders.exported.cells import value
from beholden.loaders.exported.nquads import mentions
from beholden.loaders.exported.tables import table
from beholden.loaders.own_terms import fixed_kind, stated_identifier, take_period, take_properties

SOURCE = Source.beside(__file__)
SOURCE = replace(SOURCE, emits=tuple(kind.name for kind in schema().kinds.values() if not kind.derived))

READERS = {".nq": mentions, ".nt": mentions, ".csv": table}
"""End of a file's name → what gives its rows: the kind that a row is about, its cells by column, its place."""

REFERENCE = "reference"
"""The source of what comes with every beholden."""

LEFT = ("claim", "source", "snapshot", "copy", "max_age_days", "places", "text")
"""Columns of a claim about the copy that made it; this load is another copy, and the record keeps them as published."""


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the claims, each as the newest copy makes it; what comes with beholden is skipped.

    All claims are held in memory, since a relation may stand before the entities that it joins.
    """
    newest: dict[str, tuple[str, dict[str, Any], str, str]] = {}
    kinds: dict[str, set[str]] = defaultdict(set)
    for file in files:
        reader = READERS.get(file.suffix.lower())
        if reader is None:
            raise SourceError(
                f"{file.name}: what this is its name must tell by its end: {', '.join(READERS)}"
            )
        for name, cells, where in reader(file):
            text = json.dumps(cells, ensure_ascii=False)
            try:
                row = _row(name, cells)
            except RecordError as problem:
                yield Rejected(where, str(problem), text)
                continue
            if schema().kind(name).kind == "entity":
                kinds[row["subject"]].add(name)
            there = newest.get(row["claim"])
            if there is None or there[1].get("copy", "") < row.get("copy", ""):
                newest[row["claim"]] = (name, row, where, text)
    if not newest:
        raise SourceError(
            f"{', '.join(file.name for file in files)}: there are no claims, as `beholden export nquads` and the "
            "folder claims of `beholden export csv` have"
        )
    for name, row, where, text in newest.values():
        if row.get("source") == REFERENCE or fixed_kind(row["subject"]) is not None:
            yield Skipped(where, "comes with beholden")
        else:
            yield Record({"kind": name, "row": row, "kinds": kinds}, where, text)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what a claim says."""
    kinds = record.take("kinds")
    kind, row = schema().kind(record.take("kind")), dict(record.take("row"))
    for column in LEFT:
        row.pop(column, None)
    said = {
        "stated_by": row.pop("stated_by", None),
        "grade": row.pop("grade", None),
        "page": row.pop("page", None),
        "quote": row.pop("quote", None),
        "stated_on": row.pop("stated_text", None) or row.pop("stated_on", None),
    }
    id = row.pop("subject")
    try:
        if kind.kind == "entity":
            stated = {
                "name": row.pop("name", None) or id,
                "names": row.pop("names", None) or [],
                "country": row.pop("country", None),
                "identifiers": [stated_identifier(text) for text in row.pop("identifiers", None) or []],
                "kind_stated": row.pop("kind_stated", True),
            }
            yield SOURCE.entity(kind.name, id=id, **stated, **said, **take_properties(kind, row))
            return
        ends = []
        for column in ("from_stated", "to_stated"):
            end = row.pop(column, None)
            fixed = fixed_kind(end or "")
            if end is None or not (fixed or end in kinds):
                raise RecordError(f'{column} "{end}" is no entity of these files')
            ends.append((end if fixed else f"{SOURCE.id}/{end}", {fixed} if fixed else kinds[end]))
        (from_id, from_kinds), (to_id, to_kinds) = ends
        if not any(kind.allows(one, other) for one in from_kinds for other in to_kinds):
            raise RecordError(
                f"{kind.name} can't go from a {' or '.join(sorted(from_kinds))} to a {' or '.join(sorted(to_kinds))}"
            )
        dispute, period = row.pop("dispute", None), take_period(row)
        yield SOURCE.relation(
            kind.name, from_id, to_id, key=[id], dispute=dispute, **period, **said, **take_properties(kind, row)
        )  # fmt: skip
    except SchemaError as problem:
        raise RecordError(str(problem)) from problem


def _row(name: str, cells: dict[str, Any]) -> dict[str, Any]:
    """The values of a claim by column, of the types that its kind has; RecordError where one can't be read."""
    kind = schema().kinds.get(name)
    if kind is None or kind.derived:
        raise RecordError(f'"{name}" is no kind that somebody can state')
    types = {**claim_columns(kind), **dict.fromkeys(("source", "copy"), claim_columns(kind)["claim"])}
    row = {}
    for column, cell in cells.items():
        if column in types:
            row[column] = value(column, cell, types[column])
        elif column not in LEFT:
            raise RecordError(f'a claim about {name} has no column "{column}"')
    for column in ("claim", "subject"):
        if not row.get(column):
            raise RecordError(f"there is no {column}")
    return row
