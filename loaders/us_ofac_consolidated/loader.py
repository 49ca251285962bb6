"""OFAC's consolidated list: each record is one party on one or more of the lists that block no property."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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
    web_address,
)
from beholden.loaders.ofac.csv_files import Family
from beholden.loaders.ofac.entries import ListEntry, entry_of
from beholden.loaders.ofac.facts import Fact, Wording
from beholden.loaders.ofac.parties import (
    PAGE,
    birth_date,
    copy_of,
    countries,
    day,
    home,
    identifiers,
    kind_of,
    only,
    read_copy,
)

SOURCE = Source.beside(__file__)
WORDING = Wording(SOURCE)
FAMILY = Family("cons_prim.csv", end_mark_needed=True, parts_of_one_day=False)

USES = ("directives", "scope", "listed", "effective", "divest")
"""What a programme's facts can be, by their labels."""

Rules = Mapping[str, Mapping[str, Any]]
"""Programme → what [lookup.programme] says of it."""


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day that the XML states; the CSV files state none."""
    return copy_of(files)


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record a party, from the XML or from the CSV files of one edition."""
    yield from read_copy(files, FAMILY)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the party is, and which lists it stands on."""
    entry = entry_of(record, WORDING)
    rules = _rules(entry)
    party = _party(entry)
    yield party
    for programme in rules:
        yield _listing(entry, party, programme, rules)


def _party(entry: ListEntry) -> Entity:
    """The party. What stands of a person's home and papers is left out."""
    kind = kind_of(entry, WORDING)
    if kind == "Person":
        properties: dict[str, Any] = {
            "nationality": only(countries(entry.values("nationality"), WORDING)),
            "birth_date": birth_date(entry),
        }
    else:
        properties = {
            "address": list(dict.fromkeys(entry.addresses)),
            "jurisdiction": only(countries(entry.values("registered_in"), WORDING)),
            "website": next(filter(None, map(web_address, entry.values("website"))), None),
            "sector": "; ".join(entry.values("activity")),
            "founded_on": only(map(day, entry.values("founded"))),
        }
    return SOURCE.entity(
        kind,
        id=entry.number,
        name=entry.name,
        names=[*entry.names, *entry.values("name")],
        country=home(entry),
        identifiers=sorted(filter(None, identifiers(entry, WORDING))),
        kind_stated=kind != "Organization",
        page=PAGE + entry.number,
        target_type=", ".join(entry.values("target_type")),
        weak_names=list(dict.fromkeys(entry.weak)),
        linked_to=entry.values("linked_to"),
        **properties,
    )


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
    return min((day(fact.value) for fact in facts), default=None)
