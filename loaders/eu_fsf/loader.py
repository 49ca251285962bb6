"""The EU's financial sanctions: each record is one person or enterprise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.loaders import Entity, Record, RecordError, Relation, Snapshot, Source, web_address
from beholden.loaders.elements import elements, nested, place, source_text
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
LIST = "list/eu-financial"
ROOT, RECORD = "export", "sanctionEntity"
KNOWN = (
    *("@designationDate", "@designationDetails", "@unitedNationId", "@euReferenceNumber", "@logicalId"),
    *(
        "remark",
        "regulation",
        "subjectType",
        "nameAlias",
        "address",
        "birthdate",
        "citizenship",
        "identification",
    ),
    *("contactInfo", "relation", "#"),
)
_ADDRESS = ("@poBox", "@street", "@place", "@city", "@zipCode", "@region", "@countryDescription")
_NOT_OF_SCHEME = re.compile(r"[^a-z0-9]+")


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day on which the list says that it was generated; a file that ends well is the whole list."""
    days = {_generated(file) for file in files}
    if len(days) > 1:
        raise SourceError(f"the files are of {', '.join(map(str, sorted(days)))}; give those of one day")
    return Snapshot(days.pop(), "stated", len(files) == 1)


def _generated(file: Path) -> date:
    for element in elements(file, "the EU's", (ROOT,), (RECORD,)):
        stated = element.getroottree().getroot().get("generationDate", "")
        try:
            return date.fromisoformat(stated[:10])
        except ValueError:
            raise SourceError(f"{file.name}: generationDate {stated!r} is no date") from None
    raise SourceError(f"{file.name}: there is no record in it")


def read(files: Sequence[Path]) -> Iterator[Record]:
    """Yield the entries in file order."""
    for file in files:
        for element in elements(file, "the EU's", (ROOT,), (RECORD,)):
            yield Record({"entry": nested(element)}, place(file, element), source_text(element))


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who is listed, under which programmes and regulations."""
    entry = record.take("entry")
    only_known(entry, KNOWN, RECORD)
    kind = SOURCE.lookup("subject", text(entry, "subjectType", "@code"))
    listed = _listed(entry, kind)
    yield listed
    regulations: dict[str, list[Nested]] = {}
    for regulation in parts(entry, "regulation"):
        programme = text(regulation, "@programme")
        if not programme:
            raise RecordError("a regulation names no programme")
        regulations.setdefault(programme, []).append(regulation)
    if not regulations:
        raise RecordError("there is no regulation, which says under which programme it is listed")
    for programme, acts in regulations.items():
        yield SOURCE.relation(
            "LISTED_ON",
            listed,
            LIST,
            start=day(text(entry, "@designationDate"), "designationDate"),
            programme=programme,
            entry=text(entry, "@euReferenceNumber") or text(entry, "@logicalId"),
            legal_basis="; ".join(dict.fromkeys(filter(None, (text(act, "@numberTitle") for act in acts)))),
            remarks=texts(entry, "remark") if kind != "Person" else [],
            page=next(filter(None, (web_address(text(act, "publicationUrl")) for act in acts)), None),
        )


def _listed(entry: Nested, kind: str) -> Entity:
    id = text(entry, "@logicalId")
    if not id:
        raise RecordError("there is no logicalId")
    strong, weak = _names(entry)
    addresses = parts(entry, "address")
    common: dict[str, Any] = {
        "id": id,
        "name": strong[0] if strong else weak[0],
        "names": strong[1:],
        "weak_names": weak if strong else weak[1:],
        "address": [one for one in dict.fromkeys(joined(_values(one, _ADDRESS)) for one in addresses) if one],
    }
    numbers = [
        one for one in parts(entry, "identification") if text(one, "@number") or text(one, "@latinNumber")
    ]
    if kind == "Person":
        born = [stated for one in parts(entry, "birthdate") if (stated := _birth(one))]
        places = [
            joined(_values(one, ("@place", "@city", "@region", "@countryDescription")))
            for one in parts(entry, "birthdate")
        ]
        return SOURCE.entity(
            "Person",
            documents=list(dict.fromkeys(_document(one) for one in numbers)),
            birth_places=[place for place in dict.fromkeys(places) if place],
            **births(list(dict.fromkeys(born))),
            **nationalities(
                country(SOURCE, text(one, "@countryIso2Code")) for one in parts(entry, "citizenship")
            ),
            **common,
        )
    return SOURCE.entity(
        kind,
        country=only(country(SOURCE, code) for one in addresses if (code := text(one, "@countryIso2Code"))),
        identifiers=[_unchecked(one) for one in numbers],
        kind_stated=False,
        **common,
    )


def _names(entry: Nested) -> tuple[list[str], list[str]]:
    strong, weak = list[str](), list[str]()
    for alias in parts(entry, "nameAlias"):
        name = text(alias, "@wholeName") or " ".join(
            filter(None, _values(alias, ("@firstName", "@middleName", "@lastName")))
        )
        if name:
            (weak if text(alias, "@strong") == "false" else strong).append(name)
    if not strong and not weak:
        raise RecordError("there is no nameAlias with a name")
    return list(dict.fromkeys(strong)), list(dict.fromkeys(weak))


def _birth(stated: Nested) -> str:
    plain = text(stated, "@birthdate") or text(stated, "@year")
    between = " to ".join(filter(None, _values(stated, ("@yearRangeFrom", "@yearRangeTo"))))
    if not plain:
        return between
    return f"circa {plain}" if text(stated, "@circa") == "true" else plain


def _document(stated: Nested) -> str:
    kind = text(stated, "@identificationTypeDescription") or text(stated, "@identificationTypeCode")
    where = country(SOURCE, text(stated, "@countryIso2Code"))
    number = text(stated, "@number") or text(stated, "@latinNumber")
    return " ".join(filter(None, (kind, number, f"({where})" if where else "")))


def _unchecked(stated: Nested) -> str:
    where = country(SOURCE, text(stated, "@countryIso2Code")) or ""
    scheme = _NOT_OF_SCHEME.sub("-", f"{text(stated, '@identificationTypeCode')} {where}".lower()).strip("-")
    return f"unchecked-{scheme or 'number'}:{text(stated, '@number') or text(stated, '@latinNumber')}"


def _values(value: Nested, names: Sequence[str]) -> list[str]:
    return [text(value, name) for name in names]
