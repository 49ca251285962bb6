"""Companies of the Science Based Targets initiative: each record is one company and its status per type of target."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.countries import country_code
from beholden.graph.dates import day_month_year, partial_date
from beholden.graph.identifiers import identifier
from beholden.graph.names import variants
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Skipped,
    Snapshot,
    Source,
    checked,
)
from beholden.loaders.sbti_companies.layouts import LAYOUTS, Layout, find_layout
from beholden.loaders.sheets import document_properties, sheet_rows

SOURCE = Source.beside(__file__)
INITIATIVE = "initiative/science-based-targets"
AUTHOR = "Science Based Targets"
"""What the initiative's own program calls itself in the properties of a file that it writes."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_BETWEEN = re.compile(r"[,;/]")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: where it stands, its cells by column, and its layout."""

    where: str
    cells: Mapping[str, str]
    layout: Layout

    @property
    def key(self) -> str:
        """What makes it one company's: the initiative's id, else the name as published."""
        return self.cells[self.layout.id or self.layout.company]

    @property
    def text(self) -> str:
        """The row as published."""
        return json.dumps({column: cell for column, cell in self.cells.items() if cell}, ensure_ascii=False)


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day on which the initiative's program wrote the files, where their properties still say so.

    The rows do not tell: the newest of their dates may be older than the copy, and one of 2024 is mistyped and newer.
    """
    written = {_written(file) for file in files}
    return Snapshot(written.pop() if len(written) == 1 else None, "inferred", complete=False)


def _written(file: Path) -> date | None:
    properties = document_properties(file)
    if properties.get("creator") != AUTHOR:
        return None
    try:
        return date.fromisoformat(properties.get("created", "")[:10])
    except ValueError:
        return None


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the companies in file order, each with whether others give its LEI as well.

    Of two different rows that make one company, the second is rejected.
    """
    rows = [row for file in files for row in _rows(file)]
    if not rows:
        raise SourceError(f"{files[0].name}: there is no company in it")
    holders = Counter(lei for lei, _ in {(_lei(row), row.key) for row in rows} if lei)
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        first = seen.setdefault((row.layout.name, row.key), row)
        if not row.key:
            yield Rejected(row.where, f'field "{row.layout.id or row.layout.company}" is empty', row.text)
        elif first.text != row.text:
            reason = f'the row {first.where} is another one of "{row.key}": they can\'t be told apart'
            yield Rejected(row.where, reason, row.text)
        elif not any(_says_something(row, kind) for kind in row.layout.targets):
            yield Skipped(row.where, "no type of target has a status")
        else:
            shared = holders[_lei(row)] > 1
            yield Record({**row.cells, "layout": row.layout.name, "lei shared": shared}, row.where, row.text)


def _rows(file: Path) -> Iterator[Row]:
    layout, sheet, columns = find_layout(file)
    for number, cells in sheet_rows(file, sheet):
        yield Row(f"{file.name}:{number}", dict(zip(columns, cells, strict=True)), layout)


def _lei(row: Row) -> str:
    """The row's LEI where it is a valid one, else ""."""
    try:
        return identifier("lei", row.cells[row.layout.lei]) or ""
    except ValueError:
        return ""


def _says_something(row: Row, kind: str) -> bool:
    word = row.cells[row.layout.targets[kind].status].strip()
    return bool(SOURCE.lookups.get(f"{kind}_{row.layout.name}", {}).get(word, word))


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the company is, and that the initiative lists it, for each type of target that has a status."""
    layout = LAYOUTS[record.take("layout")]
    as_published = record.fields[layout.company]
    name = " ".join(record.take(layout.company).translate(_INVISIBLE).split())
    if not name:
        raise RecordError(f'field "{layout.company}" has nothing that can be read in it')
    id_ = _id(record.take(layout.id)) if layout.id else None
    type_ = record.take(layout.type, optional=True)
    size = SOURCE.lookup(f"type_{layout.name}", type_) if type_ else None
    shared = record.take("lei shared", optional=True)
    company = SOURCE.entity(
        "Company",
        id=id_,
        key=() if id_ else [as_published],
        name=name,
        names=variants(name),
        country=_country(record.take(layout.location)),
        identifiers=[
            f"sbti:{id_}" if id_ else None,
            _stated_lei(record.take(layout.lei, optional=True), shared),
            *_isins(record.take(layout.isin, optional=True)),
        ],
        member_type=type_,
        size_class=size,
        region=record.take(layout.region, optional=True),
        sector=record.take(layout.sector, optional=True),
    )
    record.leave(*layout.left)
    yield company
    yield from _memberships(record, layout, company, type_)


def _memberships(record: Record, layout: Layout, company: Entity, type_: str) -> Iterator[Relation]:
    updated = _updated(record.take(layout.updated, optional=True))
    reason = record.take(layout.reason, optional=True)
    stated: dict[str, tuple[str, dict[str, str]]] = {}
    for kind, target in layout.targets.items():
        word = record.take(target.status, optional=True)
        year = record.take(target.year, optional=True)
        classification = record.take(target.classification, optional=True) if target.classification else ""
        own = f"{kind}_{layout.name}"
        status = (
            SOURCE.lookup(own if own in SOURCE.lookups else f"status_{layout.name}", word) if word else ""
        )
        if own in SOURCE.lookups and status and (year or _removed(stated)):
            status = "unknown"  # the word says too little: see the note on net_zero in source.toml
        if status:
            stated[kind] = (status, {"target_year": year, "target_classification": classification})
    ends = layout.name == "data" and _removed(stated)
    for kind, (status, properties) in stated.items():
        yield SOURCE.relation(
            "MEMBER_OF",
            company,
            INITIATIVE,
            target_type=kind,
            status=status,
            member_type=type_,
            updated_on=updated,
            ended_reason=reason if ends and status == "commitment_removed" else None,
            remarks=[reason] if reason and not ends else None,
            **properties,
        )


def _removed(stated: Mapping[str, tuple[str, Any]]) -> bool:
    return any(status == "commitment_removed" for status, _ in stated.values())


def _id(text: str) -> str:
    """The initiative's number; spreadsheets make 40023788.0 of it."""
    try:
        found = identifier("sbti", text)
    except ValueError as problem:
        raise RecordError(f"sbti_id: {problem}") from problem
    if found is None:
        raise RecordError(f'sbti_id "{text}" is none')
    return found.removeprefix("sbti:")


def _stated_lei(text: str, shared: bool) -> str | None:
    lei = checked("lei", text)
    return f"unchecked-{lei}" if shared and lei else lei


def _isins(text: str) -> list[str | None]:
    """The ISINs of a cell, several of them where each is a right one; else the cell as published."""
    try:
        return [identifier("isin", part) for part in _BETWEEN.split(text)]
    except ValueError:
        return [checked("isin", text)]


def _country(location: str) -> str:
    code = country_code(location) or SOURCE.lookups["country"].get(location)
    if code is None:
        raise RecordError(f'location "{location}" is no country known to beholden.graph.countries')
    return str(code)


def _updated(text: str) -> str | None:
    """The day of a row as ISO text, and the month where the layout has months: it writes each as its first day."""
    text = text.strip()
    if not text:
        return None
    if dated := _TIME.fullmatch(text):
        text = dated[1]
    try:
        if "/" not in text:
            return partial_date(text).text
        day = day_month_year(text)
    except (ValueError, SchemaError) as problem:
        raise RecordError(f"date: {problem}") from problem
    return day.removesuffix("-01") if len(day) == 10 else day
