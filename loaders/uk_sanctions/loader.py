"""The UK's sanctions list: each record is one designation, of OFSI's CSV or of the XML of the UK Sanctions List."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.countries import country_code
from beholden.graph.dates import day_month_year
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Snapshot,
    Source,
    checked,
    web_address,
)
from beholden.loaders.elements import is_xml
from beholden.loaders.listed import births, country, day, nationalities, only
from beholden.loaders.uk_sanctions.conlist import entry_of_rows, published, read_conlist
from beholden.loaders.uk_sanctions.designations import entry_of_designation, generated, read_designations
from beholden.loaders.uk_sanctions.entries import Entry

SOURCE = Source.beside(__file__)
LIST = "list/gb-sanctions"
FREEZE = "asset freeze"


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day that the file states. An XML that ends well is the whole list; OFSI's has asset freezes alone."""
    if len(files) > 1:
        raise SourceError(
            f"{', '.join(file.name for file in files)}: give one edition of the list, as XML or as CSV"
        )
    is_list = is_xml(files[0])
    day = generated(files[0]) if is_list else published(files[0])
    return Snapshot(day, "stated" if day else "given", is_list)


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield one record a designation."""
    for file in files:
        yield from read_designations(file) if is_xml(file) else read_conlist(file)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who is listed, and whom the list names as parent and subsidiary."""
    if "rows" in record.fields:
        entry = entry_of_rows(record.take("rows"), SOURCE)
    else:
        entry = entry_of_designation(record.take("designation"), SOURCE)
    kind = SOURCE.lookup("type", entry.type)
    listed = _listed(entry, kind)
    yield listed
    imposed = entry.imposed if entry.imposed and FREEZE not in entry.imposed.lower() else None
    if not entry.regime:
        raise RecordError("there is no regime under which it is listed")
    yield SOURCE.relation(
        "LISTED_ON",
        listed,
        LIST,
        start=day(entry.designated, "the day of designation", _day_first),
        programme=entry.regime,
        entry=entry.unique or entry.group,
        scope=imposed,
        remarks=list(dict.fromkeys(entry.remarks)) if kind != "Person" else [],
    )
    for owners, names in ((True, entry.parents), (False, entry.subsidiaries)):
        for name in dict.fromkeys(names):
            other = SOURCE.entity("Organization", key=[listed.id, name], name=name, kind_stated=False)
            yield other
            yield SOURCE.relation(
                "OWNS", *((other, listed) if owners else (listed, other)), interest="parent_named",
                share_of="unknown", direct="not_stated",
            )  # fmt: skip


def _listed(entry: Entry, kind: str) -> Entity:
    id = entry.group or entry.unique
    if not id:
        raise RecordError("there is neither OFSI's number nor the id of the UK Sanctions List")
    names = sorted(
        (name for name in entry.names if name.text), key=lambda name: (name.weak, not name.primary)
    )
    if not names:
        raise RecordError("there is no name")
    common: dict[str, Any] = {
        "id": id,
        "name": names[0].text,
        "names": [name.text for name in names[1:] if not name.weak],
        "weak_names": list(dict.fromkeys(name.text for name in names[1:] if name.weak)),
    }
    addresses = list(dict.fromkeys(entry.addresses))
    if kind == "Person":
        return SOURCE.entity(
            kind,
            address=addresses,
            birth_places=[place for place in dict.fromkeys(entry.birth_places) if place],
            documents=list(dict.fromkeys(entry.documents)),
            **births(list(dict.fromkeys(entry.born)), _day_first),
            **nationalities(map(country_code, entry.nationalities)),
            **common,
        )
    if kind == "Asset":
        identifiers = [checked("imo", number) for number in entry.imo]
        return SOURCE.entity(
            kind, identifiers=identifiers, asset_type="ship", vessel_type=entry.ship_type, **common
        )
    return SOURCE.entity(
        kind,
        country=only(country(SOURCE, name) for name in entry.countries),
        identifiers=[f"unchecked-number:{number}" for number in entry.numbers],
        kind_stated=False,
        address=addresses,
        website=web_address(entry.website) if entry.website else None,
        **common,
    )


def _day_first(text: str) -> str:
    """ISO text of a date written day first; "dd/mm/1975" says that day and month are not known."""
    return day_month_year(text.replace("dd", "00").replace("mm", "00"))
