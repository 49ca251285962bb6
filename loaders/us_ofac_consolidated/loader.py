"""OFAC's consolidated list: each record is one party on one or more of the lists that block no property."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.dates import day_month_year
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
from beholden.loaders.us_ofac_consolidated.csv_files import read_csv
from beholden.loaders.us_ofac_consolidated.entries import Fact, ListEntry, country, entry_of
from beholden.loaders.us_ofac_consolidated.xml_file import is_xml, published, read_xml

SOURCE = Source.beside(__file__)
PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="

USES = ("directives", "scope", "listed", "effective", "divest")
"""What a programme's facts can be, by their labels."""

Rules = Mapping[str, Mapping[str, Any]]
"""Programme → what [lookup.programme] says of it."""


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day that the XML states; the CSV files state none. Either is whole, else `read` raises an error."""
    return Snapshot(published(files[0]), "stated", True) if _is_xml(files) else Snapshot(complete=True)


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record a party, from the XML or from the CSV files of one edition."""
    yield from read_xml(files[0]) if _is_xml(files) else read_csv(files)


def _is_xml(files: Sequence[Path]) -> bool:
    found = any(is_xml(file) for file in files)
    if found and len(files) > 1:
        raise SourceError(
            f"{', '.join(file.name for file in files)}: give the XML alone or the CSV files, not both"
        )
    return found


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the party is, and which lists it stands on."""
    entry = entry_of(record, SOURCE)
    rules = _rules(entry)
    party = _party(entry)
    yield party
    for programme in rules:
        yield _listing(entry, party, programme, rules)


def _party(entry: ListEntry) -> Entity:
    """The party: a company only where OFAC says what sort of business it is.

    Its country is that of all its addresses. What stands of a person's home and papers is left out.
    """
    kind = SOURCE.lookup("type", entry.type)
    targets = entry.values("target_type")
    if kind == "Organization" and {SOURCE.lookup("target_type", target) for target in targets} == {"Company"}:
        kind = "Company"
    if kind == "Person":
        properties: dict[str, Any] = {
            "nationality": _only(map(country, entry.values("nationality"))),
            "birth_date": _birth_date(entry),
        }
    else:
        properties = {
            "address": list(dict.fromkeys(entry.addresses)),
            "jurisdiction": _only(map(country, entry.values("registered_in"))),
            "website": next(filter(None, map(web_address, entry.values("website"))), None),
            "sector": "; ".join(entry.values("activity")),
            "founded_on": _only(map(_day, entry.values("founded"))),
        }
    return SOURCE.entity(
        kind,
        id=entry.number,
        name=entry.name,
        names=[*entry.names, *entry.values("name")],
        country=_only(entry.countries),
        identifiers=sorted(filter(None, (checked("ofac", entry.number), *_identifiers(entry)))),
        kind_stated=kind != "Organization",
        page=PAGE + entry.number,
        target_type=", ".join(targets),
        weak_names=list(dict.fromkeys(entry.weak)),
        linked_to=entry.values("linked_to"),
        **properties,
    )


def _identifiers(entry: ListEntry) -> Iterator[str | None]:
    """Yield the identifiers. One that breaks its standard, or has none, is unchecked and joins nothing."""
    home = _only(entry.countries) or ""
    for fact in entry.facts:
        if fact.use == "website":
            yield checked("website", fact.value)
        if fact.use != "identifier":
            continue
        schemes = SOURCE.lookup("identifier", fact.label)
        scheme: str = schemes.get(fact.country or home) or schemes[""]
        if scheme.startswith("unchecked-"):
            yield "-".join(filter(None, (scheme, fact.country.lower()))) + f":{fact.value}"
        else:
            scheme, _, register = scheme.partition(":")
            yield checked(scheme, f"{register}:{fact.value}" if register else fact.value)


def _rules(entry: ListEntry) -> Rules:
    """The programmes that put the party on a list of this file; RecordError if there are none.

    OFAC has one record of a party, so a programme of the menu-based list may be there for the SDN List's
    sake. It counts where the entry states what that list asks for, or where no other programme counts.
    """
    rules = {programme: SOURCE.lookup("programme", programme) for programme in entry.programmes}
    bearing = {programme: rule for programme, rule in rules.items() if "list" in rule}
    if not bearing:
        raise RecordError(f"no list of this file goes with {', '.join(rules)}; is it from the SDN List?")
    shown = {
        programme: rule
        for programme, rule in bearing.items()
        if "menu" not in rule or entry.labelled(rule["menu"])
    }
    return shown or bearing


def _listing(entry: ListEntry, party: Entity, programme: str, rules: Rules) -> Relation:
    """A place on a list, with what the entry states of it; facts of no list of the party stay remarks."""
    rule = {use: rules[programme].get(use, ()) for use in USES}
    listed, effective, divest = (entry.labelled(rule[use]) for use in ("listed", "effective", "divest"))
    placed = {label for other in rules.values() for use in USES for label in other.get(use, ())}
    remarks = {entry.title} if entry.title else set()
    if len(listed) > 1:  # several directives, of which the first gives the start
        remarks.update(fact.text for fact in (*listed, *effective))
    for fact in entry.facts:
        if fact.use in ("risk", "remark") or (fact.use == "listing" and fact.label not in placed):
            remarks.add(fact.text)
    scope = [fact.value for fact in entry.facts if fact.use == "scope" or fact.label in rule["scope"]]
    return SOURCE.relation(
        "LISTED_ON",
        party,
        rules[programme]["list"],
        key=[programme],
        start=_first(listed),
        page=PAGE + entry.number,
        programme=programme,
        entry=entry.number,
        other_programmes=sorted({*entry.programmes} - rules.keys()),
        directives=[fact.value for fact in entry.labelled(rule["directives"])],
        scope="; ".join(dict.fromkeys(scope)),
        effective_on=_first(effective),
        divest_by=_first(divest),
        remarks=sorted(remarks),
    )


def _first(facts: Collection[Fact]) -> str | None:
    return min((_day(fact.value) for fact in facts), default=None)


def _day(text: str) -> str:
    try:
        return day_month_year(text)
    except ValueError as problem:
        raise RecordError(str(problem)) from problem


def _birth_date(entry: ListEntry) -> str | None:
    """The date of birth, or None where several are possible or the one is only about right ("circa 1958")."""
    stated = entry.values("birth_date")
    try:
        return _only(map(day_month_year, stated))
    except ValueError:
        return None


def _only(values: Iterable[str]) -> str | None:
    """The one value of all, or None where there is none or more than one."""
    different = set(values)
    return different.pop() if len(different) == 1 else None
