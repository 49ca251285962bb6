"""Canada's autonomous sanctions: each record is one person, entity or ship."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from beholden.loaders import Entity, Record, RecordError, Relation, Snapshot, Source, checked
from beholden.loaders.elements import elements, nested, place, source_text
from beholden.loaders.listed import Nested, births, day, joined, only_known, text

SOURCE = Source.beside(__file__)
LIST = "list/ca-sema"
KNOWN = (
    *(
        "Country",
        "LastName",
        "GivenName",
        "EntityOrShip",
        "TitleOrShip",
        "Aliases",
        "DateOfBirthOrShipBuildDate",
    ),
    *("ShipIMONumber", "Schedule", "Item", "DateOfListing"),
)


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The list states no day; a file that ends well is the whole list."""
    return Snapshot(complete=len(files) == 1)


def read(files: Sequence[Path]) -> Iterator[Record]:
    """Yield the records in file order."""
    for file in files:
        for element in elements(file, "Canada's", ("data-set",), ("record",)):
            yield Record({"entry": nested(element)}, place(file, element), source_text(element))


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who is listed, under which regulations and schedule."""
    entry = record.take("entry")
    only_known(entry, KNOWN, "record")
    programme, item, schedule = text(entry, "Country"), text(entry, "Item"), text(entry, "Schedule")
    if not programme or not item:
        raise RecordError("there is no Country or no Item, which say where in the regulations it stands")
    listed = _listed(entry, [programme, schedule, item])
    yield listed
    yield SOURCE.relation(
        "LISTED_ON",
        listed,
        LIST,
        start=day(text(entry, "DateOfListing"), "DateOfListing"),
        programme=programme,
        entry=joined([f"Schedule {schedule}" if schedule else "", f"item {item}"]),
        scope=f"Schedule {schedule}" if schedule else None,
    )


def _listed(entry: Nested, key: list[str]) -> Entity:
    body, last, given = (text(entry, name) for name in ("EntityOrShip", "LastName", "GivenName"))
    if bool(body) == bool(last or given):
        raise RecordError("it must have either EntityOrShip or LastName and GivenName")
    name = body or " ".join(filter(None, (given, last)))
    aliases = text(entry, "Aliases").split(";")
    born, number = text(entry, "DateOfBirthOrShipBuildDate"), text(entry, "ShipIMONumber")
    if not body:
        return SOURCE.entity(
            "Person", key=[*key, name], name=name, names=aliases, **births([born] if born else [])
        )
    if not number:
        if born:
            raise RecordError(f'date of birth or build "{born}" of "{body}", which has no IMO number')
        return SOURCE.entity("Organization", key=[*key, name], name=name, names=aliases, kind_stated=False)
    return SOURCE.entity(
        "Asset",
        key=[*key, name],
        name=name,
        names=aliases,
        identifiers=[checked("imo", number)],
        asset_type="ship",
        vessel_type=text(entry, "TitleOrShip"),
        built_on=day(born, "DateOfBirthOrShipBuildDate"),
    )
