"""Section 889: each row is one company that the law names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Source
from beholden.loaders.tables import read_table

SOURCE = Source.beside(__file__)
COLUMNS = (
    "schema", "name", "aliases", "topics", "program", "authority", "reason", "report-date", "start-date",
    "end-date", "country", "notes", "source_url",
)  # fmt: skip


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield the rows of the table, in file order."""
    for file in files:
        for item in read_table(file, COLUMNS):
            if isinstance(item, Rejected):
                yield item
            else:
                place, row = item
                yield Record(row, place)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say which company the law names, and with which words."""
    kind = SOURCE.lookup("schema", record.take("schema"))
    name = record.take("name")
    SOURCE.lookup("topics", record.take("topics"))
    program = record.take("program")
    page = record.take("source_url", optional=True)
    if page and not page.startswith(("https://", "http://")):
        raise RecordError(f'source_url "{page}" is no address')
    # The citation is the law where the row names it, else the transcription itself.
    said: dict[str, Any] = {
        "stated_by": SOURCE.lookup("authority", record.take("authority")),
        "stated_on": _date(record, "report-date"),
        "page": page or None,
        "grade": None if page else "transcription",
    }
    company = SOURCE.entity(
        kind,
        key=[name],
        name=name,
        names=record.take("aliases", optional=True).split(";"),
        country=_country(record.take("country", optional=True)),
        country_lent="CN",
        country_lent_by=SOURCE.notes["country"],
        **said,
    )
    yield company
    start, end = _date(record, "start-date"), _date(record, "end-date")
    if start and end and end <= start:
        raise RecordError(f"end-date {end} is not after the start-date {start}")
    notes = record.take("notes", optional=True)
    yield SOURCE.relation(
        "LISTED_ON",
        company,
        SOURCE.lookup("program", program),
        start=start,
        end=end,
        programme=program,
        scope=SOURCE.lookups["scope"].get(name) or SOURCE.lookup("scope", ""),
        reason=record.take("reason", optional=True),
        remarks=[notes] if notes else [],
        **said,
    )


def _country(text: str) -> str | None:
    code = country_code(text) if text else None
    if text and code is None:
        raise RecordError(f'country "{text}" is not known to beholden.graph.countries')
    return code


def _date(record: Record, name: str) -> str | None:
    """A date of the row as ISO text, or None where the row states none."""
    text: str = record.take(name, optional=True)
    try:
        return partial_date(text).text if text else None
    except SchemaError as problem:
        raise RecordError(f"{name}: {problem}") from problem
