"""The UK Sanctions List as XML: each designation as one entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from beholden.errors import SourceError
from beholden.graph.dates import day_month_year
from beholden.loaders import Record, Source
from beholden.loaders.elements import elements, local, nested, place, source_text
from beholden.loaders.elements import text as text_of
from beholden.loaders.listed import Nested, joined, only_known, parts, text, texts
from beholden.loaders.uk_sanctions.entries import Entry, Name, whole_name

ROOT, RECORD, GENERATED = "Designations", "Designation", "DateGenerated"
KNOWN = (
    *(
        "LastUpdated",
        "DateDesignated",
        "UniqueID",
        "OFSIGroupID",
        "UNReferenceNumber",
        "Names",
        "NonLatinNames",
    ),
    *("Titles", "RegimeName", "IndividualEntityShip", "DesignationSource", "SanctionsImposed"),
    *("SanctionsImposedIndicators", "OtherInformation", "UKStatementofReasons", "Addresses", "PhoneNumbers"),
    *("EmailAddresses", "Websites", "IndividualDetails", "EntityDetails", "ShipDetails"),
)
_NAMES = ("Name1", "Name2", "Name3", "Name4", "Name5", "Name6")
_ADDRESS = (*(f"AddressLine{number}" for number in range(1, 7)), "AddressPostalCode", "AddressCountry")
_NUMBERED = re.compile(r"\(\d+\)")
_NONE = frozenset(("", "unknown", "none", "n/a", "not known"))


def generated(file: Path) -> date | None:
    """The day on which the list says that it was generated, or None."""
    for element in elements(file, "the UK's", (ROOT,), (GENERATED, RECORD)):
        if local(element) == GENERATED:
            stated = text_of(element)
            try:
                return date.fromisoformat(day_month_year(stated) if "/" in stated else stated[:10])
            except ValueError:
                raise SourceError(f"{file.name}: {GENERATED} {stated!r} is no date") from None
        return None
    raise SourceError(f"{file.name}: there is no record in it")


def read_designations(file: Path) -> Iterator[Record]:
    """Yield the designations in file order."""
    for element in elements(file, "the UK's", (ROOT,), (RECORD,)):
        yield Record({"designation": nested(element)}, place(file, element), source_text(element))


def entry_of_designation(stated: Nested, source: Source) -> Entry:
    """The entry that a designation makes."""
    only_known(stated, KNOWN, RECORD)
    person, body = parts(stated, "IndividualDetails", "Individual"), parts(stated, "EntityDetails", "Entity")
    ship = parts(stated, "ShipDetails", "Ship")
    entry = Entry(
        type=text(stated, "IndividualEntityShip"),
        group=text(stated, "OFSIGroupID"),
        unique=text(stated, "UniqueID"),
        regime=text(stated, "RegimeName"),
        designated=text(stated, "DateDesignated"),
        imposed=text(stated, "SanctionsImposed").replace("|", ", "),
        source=text(stated, "DesignationSource"),
        remarks=[*texts(stated, "OtherInformation"), *texts(stated, "UKStatementofReasons")],
        website=text(stated, "Websites", "Website"),
    )
    for one in parts(stated, "Names", "Name"):
        primary = source.lookup("name_type", text(one, "NameType")) == "primary"
        weak = text(one, "AliasStrength").lower().startswith("low")
        entry.names.append(Name(whole_name([text(one, name) for name in _NAMES]), primary, weak))
    entry.names += [
        Name(name) for name in texts(stated, "NonLatinNames", "NonLatinName", "NameNonLatinScript")
    ]
    for one in parts(stated, "Addresses", "Address"):
        address = joined(text(one, name) for name in _ADDRESS)
        entry.addresses += [address] if address else []
        entry.countries += texts(one, "AddressCountry")
    for one in person:
        entry.born += texts(one, "DOBs", "DOB")
        entry.nationalities += texts(one, "Nationalities", "Nationality")
        for where in parts(one, "BirthDetails", "Location"):
            entry.birth_places += [joined((text(where, "TownOfBirth"), text(where, "CountryOfBirth")))]
        for number in texts(one, "PassportDetails", "Passport", "PassportNumber"):
            entry.documents.append(f"Passport Number {number}")
        for number in texts(
            one, "NationalIdentifierDetails", "NationalIdentifier", "NationalIdentifierNumber"
        ):
            entry.documents.append(f"National Identification Number {number}")
    for one in body:
        entry.numbers += texts(one, "BusinessRegistrationNumbers", "BusinessRegistrationNumber")
        entry.parents += _several(texts(one, "ParentCompanies", "ParentCompany"))
        entry.subsidiaries += _several(texts(one, "Subsidiaries", "Subsidiary"))
    for one in ship:
        entry.imo += texts(one, "IMONumbers", "IMONumber")
        entry.ship_type = text(one, "TypeOfShipDetails", "TypeOfShip") or text(one, "TypeOfShip")
    return entry


def _several(stated: list[str]) -> list[str]:
    """The names in texts that may hold several: parted where they are numbered or a semicolon stands."""
    pieces = [piece for text in stated for part in _NUMBERED.split(text) for piece in part.split(";")]
    return [name for name in (piece.strip(" ,") for piece in pieces) if name.lower() not in _NONE]
