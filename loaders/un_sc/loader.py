"""The list of the UN Security Council: each record is one individual or entity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from beholden.errors import SourceError
from beholden.loaders import Entity, Record, RecordError, Relation, Snapshot, Source
from beholden.loaders.elements import elements, local, nested, place, source_text
from beholden.loaders.listed import (
    Nested,
    births,
    country,
    day,
    joined,
    nationalities,
    only,
    only_known,
    parts,
    text,
    texts,
)

SOURCE = Source.beside(__file__)
LIST = "list/un-sc"
ROOT = "CONSOLIDATED_LIST"
RECORDS = ("INDIVIDUAL", "ENTITY")
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_COMMON = (
    *(
        "DATAID",
        "VERSIONNUM",
        *_NAMES,
        "UN_LIST_TYPE",
        "REFERENCE_NUMBER",
        "LISTED_ON",
        "NAME_ORIGINAL_SCRIPT",
    ),
    *(
        "COMMENTS1",
        "LIST_TYPE",
        "LAST_DAY_UPDATED",
        "SORT_KEY",
        "SORT_KEY_LAST_MOD",
        "SUBMITTED_BY",
        "DELISTED_ON",
    ),
)
KNOWN = {
    "ENTITY": (*_COMMON, "ENTITY_ALIAS", "ENTITY_ADDRESS"),
    "INDIVIDUAL": (
        *(*_COMMON, "TITLE", "DESIGNATION", "NATIONALITY", "NATIONALITY2", "GENDER"),
        *("INDIVIDUAL_ALIAS", "INDIVIDUAL_ADDRESS", "INDIVIDUAL_DATE_OF_BIRTH", "INDIVIDUAL_PLACE_OF_BIRTH"),
        "INDIVIDUAL_DOCUMENT",
    ),
}
WEAK = "Low"


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day on which the list says that it was generated; a file that ends well is the whole list."""
    days = {_generated(file) for file in files}
    return Snapshot(only_day(days), "stated", len(files) == 1)


def only_day(days: set[date]) -> date:
    """The one day; SourceError where the files are of several."""
    if len(days) > 1:
        raise SourceError(f"the files are of {', '.join(map(str, sorted(days)))}; give those of one day")
    return days.pop()


def _generated(file: Path) -> date:
    for element in elements(file, "the UN's", (ROOT,), RECORDS):
        stated = element.getroottree().getroot().get("dateGenerated", "")
        try:
            return date.fromisoformat(stated[:10])
        except ValueError:
            raise SourceError(f"{file.name}: dateGenerated {stated!r} is no date") from None
    raise SourceError(f"{file.name}: there is no record in it")


def read(files: Sequence[Path]) -> Iterator[Record]:
    """Yield the entries in file order."""
    for file in files:
        for element in elements(file, "the UN's", (ROOT,), RECORDS):
            yield Record(
                {"of": local(element), "entry": nested(element)}, place(file, element), source_text(element)
            )


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who is listed, and since when."""
    of, entry = record.take("of"), record.take("entry")
    only_known(entry, KNOWN[of], of)
    listed = _entity(entry) if of == "ENTITY" else _person(entry)
    yield listed
    yield SOURCE.relation(
        "LISTED_ON",
        listed,
        LIST,
        start=day(_needed(entry, "LISTED_ON"), "LISTED_ON"),
        programme=_needed(entry, "UN_LIST_TYPE"),
        entry=_needed(entry, "REFERENCE_NUMBER"),
        remarks=texts(entry, "COMMENTS1") if of == "ENTITY" else [],
    )


def _entity(entry: Nested) -> Entity:
    addresses = parts(entry, "ENTITY_ADDRESS")
    strong, weak = _aliases(entry, "ENTITY_ALIAS")
    return SOURCE.entity(
        "Organization",
        id=_needed(entry, "DATAID"),
        name=_name(entry),
        names=strong,
        country=only(country(SOURCE, text(one, "COUNTRY")) for one in addresses if text(one, "COUNTRY")),
        kind_stated=False,
        weak_names=weak,
        address=_addresses(addresses),
    )


def _person(entry: Nested) -> Entity:
    strong, weak = _aliases(entry, "INDIVIDUAL_ALIAS")
    stated = [text for one in parts(entry, "INDIVIDUAL_DATE_OF_BIRTH") if (text := _birth(one))]
    places = (
        joined(texts_of(one, ("CITY", "STATE_PROVINCE", "COUNTRY")))
        for one in parts(entry, "INDIVIDUAL_PLACE_OF_BIRTH")
    )
    return SOURCE.entity(
        "Person",
        id=_needed(entry, "DATAID"),
        name=_name(entry),
        names=strong,
        weak_names=weak,
        birth_places=[place for place in dict.fromkeys(places) if place],
        documents=_documents(entry),
        address=_addresses(parts(entry, "INDIVIDUAL_ADDRESS")),
        **births(list(dict.fromkeys(stated))),
        **nationalities(country(SOURCE, name) for name in texts(entry, "NATIONALITY", "VALUE")),
    )


def _name(entry: Nested) -> str:
    name = " ".join(filter(None, (text(entry, name) for name in _NAMES)))
    if not name:
        raise RecordError("there is no FIRST_NAME, SECOND_NAME, THIRD_NAME or FOURTH_NAME")
    return name


def _aliases(entry: Nested, element: str) -> tuple[list[str], list[str]]:
    strong, weak = texts(entry, "NAME_ORIGINAL_SCRIPT"), list[str]()
    for alias in parts(entry, element):
        if name := text(alias, "ALIAS_NAME"):
            (weak if text(alias, "QUALITY") == WEAK else strong).append(name)
    return strong, list(dict.fromkeys(weak))


def _birth(stated: Nested) -> str:
    """A date of birth: a plain one as ISO text, any other in words."""
    plain = text(stated, "DATE")[:10] or text(stated, "YEAR")
    between = [text(stated, name) for name in ("FROM_YEAR", "TO_YEAR")]
    note = text(stated, "NOTE")
    if text(stated, "TYPE_OF_DATE") == "EXACT" and plain and not note:
        return plain
    words = [text(stated, "TYPE_OF_DATE").lower(), plain, " and ".join(filter(None, between)), note]
    return " ".join(filter(None, words)) if plain or any(between) or note else ""


def _documents(entry: Nested) -> list[str]:
    found = []
    for one in parts(entry, "INDIVIDUAL_DOCUMENT"):
        kind = text(one, "TYPE_OF_DOCUMENT") or text(one, "TYPE_OF_DOCUMENT2")
        issued = text(one, "ISSUING_COUNTRY") or text(one, "COUNTRY_OF_ISSUE")
        if number := text(one, "NUMBER"):
            found.append(" ".join(filter(None, (kind, number, f"({issued})" if issued else ""))))
    return list(dict.fromkeys(found))


def _addresses(stated: Sequence[Nested]) -> list[str]:
    found = (joined(texts_of(one, _ADDRESS)) for one in stated)
    return [address for address in dict.fromkeys(found) if address]


def texts_of(value: Nested, names: Sequence[str]) -> list[str]:
    """The first texts of several children, "" where one is missing."""
    return [text(value, name) for name in names]


def _needed(entry: Nested, name: str) -> str:
    if not (value := text(entry, name)):
        raise RecordError(f"there is no {name}")
    return value
