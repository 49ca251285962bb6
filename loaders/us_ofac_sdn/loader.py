"""OFAC's SDN list: each record is one person, organisation, vessel or aircraft whose property is blocked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

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
    web_address,
)
from beholden.loaders.ofac.csv_files import Family
from beholden.loaders.ofac.entries import ListEntry, entry_of
from beholden.loaders.ofac.facts import NUMBERS, Fact, Wording
from beholden.loaders.ofac.parties import (
    PAGE,
    birth_date,
    copy_of,
    countries,
    day,
    home,
    identifier_of,
    kind_of,
    only,
    read_copy,
)

SOURCE = Source.beside(__file__)
WORDING = Wording(SOURCE, free_remarks=True)
FAMILY = Family("sdn.csv", end_mark_needed=False, parts_of_one_day=True)
SDN = "list/us-ofac-sdn"

UNSAID = ("left", "elsewhere")
"""Uses of facts that are not kept."""

_OF_ALL = (*NUMBERS, "name", "linked_to")
_OF_PARTIES = (*_OF_ALL, "website", "target_type", "activity", "founded", "registered_in")
KEPT = {
    "Person": (*_OF_ALL, "website", "birth_date", "birth_place", "nationality", "citizenship"),
    "Company": _OF_PARTIES,
    "Organization": _OF_PARTIES,
    "Asset": (
        *(*_OF_ALL, "registered_in"),
        *("flag", "vessel_type", "mark", "built", "model", "operator", "serial"),
    ),
}
"""Kind → the uses of facts that become its properties; other facts are remarks on the listing."""

_NOT_OF_SCHEME = re.compile(r"[^a-z0-9]+")


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day that the XML states; the CSV files state none, and are whole where all have their end mark."""
    return copy_of(files)


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record an entry, from the XML or from the CSV files of one edition."""
    yield from read_copy(files, FAMILY)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what the entry is, and under which programmes it stands on the list."""
    entry = entry_of(record, WORDING)
    programmes = _programmes(entry)
    kind = kind_of(entry, WORDING)
    listed = _listed(entry, kind)
    yield listed
    remarks = _remarks(entry, kind)
    for programme in programmes:
        yield SOURCE.relation(
            "LISTED_ON",
            listed,
            SDN,
            key=[programme],
            page=PAGE + entry.number,
            programme=programme,
            entry=entry.number,
            other_programmes=sorted({*entry.programmes} - {*programmes}),
            remarks=remarks,
        )


def _programmes(entry: ListEntry) -> list[str]:
    """The programmes that put the entry on this list; RecordError if there are none."""
    elsewhere = SOURCE.lookups["elsewhere"]
    others = {elsewhere[fact.label] for fact in entry.facts if fact.label in elsewhere}
    placing = [
        programme
        for programme in dict.fromkeys(entry.programmes)
        if SOURCE.lookup("programme", programme) == "list" and programme not in others
    ]
    if not placing:
        named = ", ".join(entry.programmes)
        raise RecordError(f"{named} puts nobody on the SDN List here; is it from the consolidated list?")
    return placing


def _listed(entry: ListEntry, kind: str) -> Entity:
    identifiers, documents = _numbers(entry, kind)
    if kind == "Asset":
        properties = _of_asset(entry)
    else:
        properties = {
            "address": list(dict.fromkeys(entry.addresses)),
            "website": next(filter(None, map(web_address, entry.values("website"))), None),
            **(_of_person(entry, documents) if kind == "Person" else _of_organization(entry)),
        }
    return SOURCE.entity(
        kind,
        id=entry.number,
        name=entry.name,
        names=[*entry.names, *entry.values("name")],
        country=None if kind == "Asset" else home(entry),
        identifiers=sorted(identifiers),
        kind_stated=kind != "Organization",
        page=PAGE + entry.number,
        weak_names=list(dict.fromkeys(entry.weak)),
        linked_to=entry.values("linked_to"),
        **properties,
    )


def _of_organization(entry: ListEntry) -> dict[str, Any]:
    return {
        "jurisdiction": only(countries(entry.values("registered_in"), WORDING)),
        "sector": "; ".join(entry.values("activity")),
        "founded_on": only(map(day, entry.values("founded"))),
        "target_type": ", ".join(entry.values("target_type")),
    }


def _of_person(entry: ListEntry, documents: list[str]) -> dict[str, Any]:
    born = birth_date(entry)
    nationalities = countries(entry.values("nationality"), WORDING)
    return {
        "birth_date": born,
        "birth_dates": entry.values("birth_date") if born is None else [],
        "birth_places": entry.values("birth_place"),
        "documents": documents,
        "nationality": only(nationalities),
        "nationalities": nationalities if len(nationalities) > 1 else [],
        "citizenships": countries(entry.values("citizenship"), WORDING),
    }


def _of_asset(entry: ListEntry) -> dict[str, Any]:
    """What is said of a vessel or aircraft. An address beside it is somebody's, and left."""
    vessel = entry.vessel
    flags = [vessel["flag"]] if "flag" in vessel else entry.values("registered_in")
    types = [vessel["vessel_type"]] if "vessel_type" in vessel else []
    return {
        "asset_type": entry.type,
        "vessel_type": "; ".join([*types, *entry.values("vessel_type")]),
        "flag": only(countries(flags, WORDING)),
        "other_flags": _texts(entry, "flag"),
        "call_sign": vessel.get("call_sign"),
        "other_marks": _texts(entry, "mark"),
        "tonnage": _tons(vessel.get("tonnage")),
        "gross_tonnage": _tons(vessel.get("gross_tonnage")),
        "built_on": only(map(day, entry.values("built"))),
        "aircraft_model": "; ".join(entry.values("model")),
        "serial_numbers": entry.values("serial"),
        "owner_named": vessel.get("owner"),
        "operator_named": "; ".join(entry.values("operator")),
    }


def _numbers(entry: ListEntry, kind: str) -> tuple[list[str], list[str]]:
    """The identifiers, and the numbers that are private to a person.

    A number that no standard checks joins nothing: of a person it is a paper, of others an unchecked
    identifier. An IMO number on the entry of a company is the company's own, and no ship's.
    """
    identifiers, documents = [checked("ofac", entry.number)], []
    for fact in entry.facts:
        if fact.use == "website":
            identifiers.append(checked("website", fact.value))
        if fact.use not in NUMBERS:
            continue
        number = identifier_of(fact, entry, WORDING) if fact.use == "identifier" else _unchecked(fact)
        if number and number.startswith("imo:") and kind != "Asset":
            number = f"unchecked-{number}"
        if number and number.startswith("unchecked-") and kind == "Person":
            documents.append(f"{fact.text} ({fact.country})" if fact.country else fact.text)
        else:
            identifiers.append(number)
    return list(filter(None, identifiers)), list(dict.fromkeys(documents))


def _unchecked(fact: Fact) -> str:
    scheme = _NOT_OF_SCHEME.sub("-", f"{fact.label} {fact.country}".lower()).strip("-")
    return f"unchecked-{scheme}:{fact.value}"


def _remarks(entry: ListEntry, kind: str) -> list[str]:
    """The title, and the facts that are no property of the kind, as published."""
    texts = [fact.text for fact in entry.facts if fact.use not in KEPT[kind] and fact.use not in UNSAID]
    return sorted({entry.title, *texts} - {""})


def _texts(entry: ListEntry, use: str) -> list[str]:
    return list(dict.fromkeys(fact.text for fact in entry.facts if fact.use == use))


def _tons(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise RecordError(f'"{text}" is no number of tons, such as 318,000') from None
