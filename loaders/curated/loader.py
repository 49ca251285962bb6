"""Claims put down by hand in a TOML file: parties, and relations between them, each with its citation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.identifiers import identifier
from beholden.graph.kinds import schema
from beholden.graph.statements import Entity, Relation
from beholden.loaders import Record, Snapshot, Source
from beholden.loaders.curated.checks import UNCHECKED, check, end_of
from beholden.loaders.curated.document import Document, Row, read_document

SOURCE = Source.beside(__file__)
SOURCE = replace(SOURCE, emits=tuple(kind.name for kind in schema().kinds.values() if not kind.derived))


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The date the files themselves give; files of different dates raise SourceError. Never complete."""
    documents = [read_document(file) for file in files]
    for document in documents[1:]:
        if document.date != documents[0].date:
            raise SourceError(
                f"{document.name} is of {document.date} and {documents[0].name} of {documents[0].date}; "
                "load them one at a time"
            )
    return Snapshot(documents[0].date, "stated", complete=False)


def read(files: Sequence[Path]) -> Iterator[Record]:
    """Yield the parties, then the claims, each with its citation; SourceError for a file with a fault."""
    taken: dict[tuple[str, str], str] = {}
    for document in [read_document(file) for file in files]:
        check(document, _entity_id)
        citations = document.by_id("citation")
        for row in (*document.rows["party"], *document.rows["claim"]):
            here = f"{document.name}:{row.line}"
            if other := taken.get((row.table, row.id)):
                raise SourceError(
                    f'{here}: {row.table} "{row.id}" is in {other} too; give one of them another id'
                )
            taken[row.table, row.id] = here
            citation = citations[row.values["citation"]].values
            fields = {**row.values, "citation": citation, "table": row.table}
            if row.table == "claim":
                fields |= _ends(document, row)
            text = {**row.values, "cited": {key: citation.get(key) for key in ("title", "publisher", "note")}}
            yield Record(fields, here, json.dumps(text, ensure_ascii=False, sort_keys=True))


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what one row claims."""
    citation: Mapping[str, Any] = record.take("citation")
    said = {
        "stated_by": citation.get("stated_by") or citation["publisher"],
        "grade": citation["grade"],
        "page": citation["url"],
        "stated_on": citation.get("date"),
    }
    if record.take("table") == "party":
        yield SOURCE.entity(
            record.take("kind"),
            id=record.take("id"),
            name=record.take("name"),
            names=_optional(record, "names") or (),
            country=_optional(record, "country"),
            identifiers=[_identifier(text) for text in _optional(record, "identifiers") or ()],
            **said,
            **_properties(record),
        )
        return
    record.leave("says")  # kept in the record's text
    own = record.take("id")
    yield SOURCE.relation(
        record.take("relation"),
        record.take("subject"),
        record.take("object"),
        key=[_optional(record, "same_as") or own],
        start=_optional(record, "start"),
        end=_optional(record, "end"),
        dispute=_optional(record, "contested"),
        quote=_optional(record, "quote"),
        **said,
        **_properties(record),
    )


def _entity_id(party: str) -> str:
    return f"{SOURCE.id}/{party}"


def _ends(document: Document, row: Row) -> dict[str, str]:
    ends = {key: end_of(document, row.values[key], _entity_id) for key in ("subject", "object")}
    return {key: end.id for key, end in ends.items() if end is not None}


def _optional(record: Record, name: str) -> Any:
    return record.take(name, optional=True) if name in record.fields else None


def _properties(record: Record) -> dict[str, Any]:
    """What is left of a row are the properties of its kind, as the checks made sure."""
    properties = dict(record.fields)
    record.fields.clear()
    return properties


def _identifier(text: str) -> str | None:
    scheme, _, value = text.partition(":")
    return text if scheme.startswith(UNCHECKED) else identifier(scheme, value)
