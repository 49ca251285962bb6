"""UN Global Compact participants: each record is one participant and its membership, as listed there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from beholden.errors import SchemaError, SourceError
from beholden.graph.countries import country_code
from beholden.graph.dates import day_month_year, partial_date
from beholden.graph.names import variants
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Skipped,
    Source,
    checked,
    web_address,
)
from beholden.loaders.columns import Chunk, ColumnsError
from beholden.loaders.table_columns import table_chunks
from beholden.loaders.tables import read_table, read_text
from beholden.loaders.ungc_participants.pages import COLUMNS, is_page, read_page
from beholden.loaders.ungc_participants.table import INITIATIVE, participants

SOURCE = Source.beside(__file__)

_DAY_IN_WORDS = re.compile(r"[0-9]{1,2}[- ][A-Za-z]+[- ][0-9]{4}")


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the participants of a table, of list pages and of participants' pages, in file order.

    What a file is, its contents tell. A file without a participant raises SourceError.
    """
    for file in files:
        text = read_text(file)
        records = read_page(file, text, SOURCE.lookups["label"]) if is_page(text) else _rows(file)
        first = next(records, None)
        if first is None:
            raise SourceError(f"{file.name}: there is no participant in it")
        yield first
        yield from records


def columns(files: Sequence[Path]) -> Iterator[Chunk] | None:
    """The participants of tables in columns; None where a file is a page."""
    return None if any(is_page(read_text(file)) for file in files) else _chunks(files)


def _chunks(files: Sequence[Path]) -> Iterator[Chunk]:
    for file in files:
        read = 0
        for table in table_chunks(file):
            if sorted(table.filled.columns) != sorted(COLUMNS):
                raise ColumnsError(f"{file.name}:1: the header is another")
            records, said, plain = participants(SOURCE, table.cells(), table.places(file))
            rest = table.rest(file, plain.to_numpy())
            yield Chunk(len(records), records, said, list(map(_record, rest)))
            read += len(plain) + len(table.others)
        if not read:
            raise ColumnsError(f"{file.name}: there is no participant in it")


def _rows(file: Path) -> Iterator[Record | Rejected]:
    for row in read_table(file, COLUMNS):
        yield _record(row)


def _record(row: tuple[str, dict[str, str]] | Rejected) -> Record | Rejected:
    return row if isinstance(row, Rejected) else Record(row[1], where=row[0])


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the participant is, and that the Compact lists it."""
    as_published = [record.fields.get(field, "") for field in ("Name", "Country")]
    name = record.take("Name")
    type_ = record.take("Type")
    country_name = record.take("Country")
    country = country_code(country_name)
    if country is None:
        raise RecordError(f'country "{country_name}" is not known to beholden.graph.countries')
    sector = record.take("Sector", optional=True) if "Sector" in record.fields else ""
    website = _beside(record, "Website")
    id_ = _beside(record, "id")
    page = _beside(record, "page")
    participant = SOURCE.entity(
        SOURCE.lookup("type", type_),
        id=id_ or None,
        key=() if id_ else as_published,
        name=name,
        names=variants(name),
        country=country,
        identifiers=[checked("ungc", id_) if id_ else None, checked("website", website) if website else None],
        page=page or None,
        member_type=type_,
        sector="" if sector in SOURCE.lookups["no_sector"] else sector,
        size_class=SOURCE.lookups["size"].get(type_),
        ownership_type=_beside(record, "Ownership"),
        website=web_address(website),
    )
    yield participant
    status = _beside(record, "Global Compact Status")
    yield SOURCE.relation(
        "MEMBER_OF",
        participant,
        INITIATIVE,
        start=_day(record, "Joined On"),
        end=_day(record, "Ended On"),
        page=page or None,
        status=SOURCE.lookup("status", status) if status else None,
        member_type=type_,
        tier=_beside(record, "Engagement Tier"),
        report_due_on=_day(record, "Report due"),
        ended_reason=_beside(record, "Reason for Delisting"),
    )
    record.leave("Employees")


def _beside(record: Record, field: str) -> str:
    """A field that not every kind of file has; where it stands it must not be empty."""
    text: str = record.take(field) if field in record.fields else ""
    return text


def _day(record: Record, field: str) -> str | None:
    """A date as ISO text. Less than a whole day is no date of this publisher but the rest of a cut one."""
    text = _beside(record, field)
    try:
        if _DAY_IN_WORDS.fullmatch(text):
            return day_month_year(text)
        if text and partial_date(text).earliest != partial_date(text).latest:
            raise ValueError(f'"{text}" is not a whole day')
    except (ValueError, SchemaError) as problem:
        raise RecordError(f"{field}: {problem}") from problem
    return text or None
