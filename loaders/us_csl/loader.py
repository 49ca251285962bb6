"""The Consolidated Screening List: each row is one party, vessel or aircraft on one of the US lists."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from beholden.graph.countries import country_code
from beholden.graph.names import normal
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
from beholden.loaders.us_csl.cells import Fact
from beholden.loaders.us_csl.entries import EVERYWHERE, ListEntry, day, entry_of
from beholden.loaders.us_csl.rows import Row, read_file

SOURCE = Source.beside(__file__)


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the rows, each with the addresses of all rows of its party; skips and rejects come first."""
    rows: list[Row] = []
    everywhere: dict[tuple[str, ...], list[tuple[Any, Any]]] = defaultdict(list)
    for file in files:
        for item in read_file(file):
            if isinstance(item, (Rejected, Skipped)):
                yield item
                continue
            rows.append(item)
            everywhere[_party(item[1])].append((item[1]["addresses"], item[1].get("country")))
    for place, row in rows:
        text = json.dumps(row, ensure_ascii=False)
        yield Record({**row, EVERYWHERE: everywhere[_party(row)]}, place, text)


def _party(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes rows one party: OFAC's number, else the list and the name as published."""
    number = str(row["entity_number"] or "").strip()
    return (number,) if number else tuple(str(row[name] or "").strip() for name in ("source", "name"))


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who or what the row is about, and its places on the list."""
    entry = entry_of(record, SOURCE)
    subject = _subject(entry)
    yield subject
    yield from _listings(entry, subject)


def _subject(entry: ListEntry) -> Entity:
    """The party, vessel or aircraft: a company only where OFAC says what sort of business it is."""
    kind = entry.kind
    targets = entry.values("target_type")
    if kind == "Organization" and {SOURCE.lookup("target_type", target) for target in targets} == {"Company"}:
        kind = "Company"
    properties: dict[str, Any]
    if kind == "Asset":
        properties = {**entry.vessel, "linked_to": entry.linked}
    elif kind == "Person":
        properties = {
            "birth_date": entry.birth_date,
            "nationality": entry.nationality,
            "linked_to": entry.linked,
        }
    else:
        # Without a type it may be a person at home: only a legal form shows that it is not.
        is_public = bool(entry.number) or bool(normal(entry.name).form)
        properties = {
            "address": list(dict.fromkeys(entry.addresses)) if is_public else [],
            "jurisdiction": _one([country_code(text) for text in entry.values("registered_in")]),
            "website": next(filter(None, map(web_address, entry.values("website"))), None),
            "sector": "; ".join(entry.values("activity")),
            "founded_on": _one([day(text) for text in entry.values("founded")]),
            "target_type": ", ".join(targets),
            "linked_to": entry.linked,
        }
    return SOURCE.entity(
        kind,
        id=entry.number or None,
        key=() if entry.number else (entry.word, entry.published),
        name=entry.name,
        names=[*entry.names, *entry.values("name")],
        country=None if kind == "Asset" else entry.country,
        identifiers=sorted(filter(None, _identifiers(entry))),
        kind_stated=kind != "Organization",
        page=entry.page,
        **properties,
    )


def _identifiers(entry: ListEntry) -> Iterator[str | None]:
    """Yield the identifiers. One that breaks its standard, or has none, is unchecked and joins nothing."""
    if entry.number:
        yield checked("ofac", entry.number)
    for fact in entry.facts:
        if fact.use == "website":
            yield checked("website", fact.value)
        schemes = SOURCE.lookups["identifier"].get(fact.label) if fact.use == "identifier" else None
        if schemes is None:
            continue
        scheme: str = schemes.get(fact.country or entry.country) or schemes[""]
        if scheme.startswith("unchecked-"):
            yield "-".join(filter(None, (scheme, fact.country.lower()))) + f":{fact.value}"
        else:
            scheme, _, register = scheme.partition(":")
            yield checked(scheme, f"{register}:{fact.value}" if register else fact.value)


def _listings(entry: ListEntry, subject: Entity) -> Iterator[Relation]:
    """Yield a place on the list for each programme that gives one, else one for the start date."""
    rule = entry.rule
    placing = [name for name in entry.programmes if name in rule.get("programmes", entry.programmes)]
    if entry.programmes and not placing:
        raise RecordError(
            f"none of {', '.join(entry.programmes)} is among the programmes of {rule['list']} in [lookup.source]"
        )
    listed, effective, divest = (
        entry.labelled(rule.get(use, ())) for use in ("listed", "effective", "divest")
    )
    start = entry.start or _first(listed)
    if entry.end and start and entry.end <= start:
        raise RecordError(f"end_date {entry.end} is not after the start {start}")
    remarks = [*entry.remarks, *(fact.text for fact in entry.facts if fact.use == "remark")]
    if len(listed) > 1:  # several directives, of which the first gives the start
        remarks += [fact.text for fact in (*listed, *effective)]
    for programme in placing or [""]:
        yield SOURCE.relation(
            "LISTED_ON",
            subject,
            rule["list"],
            key=[text for text in (programme, entry.start) if text],
            start=start,
            end=entry.end,
            page=entry.page,
            programme=programme,
            entry=entry.number,
            other_programmes=[name for name in entry.programmes if name not in placing],
            legal_basis=entry.legal_basis,
            scope="; ".join(dict.fromkeys(entry.scope)),
            licence_policy=entry.licence_policy,
            directives=[fact.value for fact in entry.labelled(rule.get("directives", ()))],
            effective_on=_first(effective),
            divest_by=_first(divest),
            remarks=sorted(dict.fromkeys(remarks)),
        )


def _first(facts: Sequence[Fact]) -> str | None:
    return min((day(fact.value) for fact in facts), default=None)


def _one(values: Sequence[str | None]) -> str | None:
    """The one value of all, or None where there is none or more than one."""
    return values[0] if len(set(values)) == 1 else None
