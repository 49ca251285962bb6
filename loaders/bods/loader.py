"""Beneficial ownership data: each record is one statement about an entity, a person or what one holds in another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from beholden.graph.statements import short_hash
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
from beholden.loaders.bods.interests import Ends, interests
from beholden.loaders.bods.parties import entity, person, unspecified
from beholden.loaders.bods.statements import TYPES, as_newest, record_of, statements, survey, type_of
from beholden.loaders.bods.values import objects, only_known, part, text, texts

SOURCE = Source.beside(__file__)
STATEMENT = frozenset(
    (
        *(
            "statementId",
            "declaration",
            "declarationSubject",
            "statementDate",
            "publicationDetails",
            "source",
        ),
        *("recordId", "recordStatus", "recordType", "recordDetails", "annotations"),
    )
)
DETAILS = {
    "entity": frozenset(
        (
            *(
                "isComponent",
                "entityType",
                "unspecifiedEntityDetails",
                "name",
                "alternateNames",
                "jurisdiction",
            ),
            *("identifiers", "foundingDate", "dissolutionDate", "addresses", "uri", "publicListing"),
            "formedByStatute",
        )
    ),
    "person": frozenset(
        (
            *(
                "isComponent",
                "personType",
                "unspecifiedPersonDetails",
                "names",
                "identifiers",
                "nationalities",
            ),
            *("placeOfBirth", "placeOfResidence", "birthDate", "deathDate", "taxResidencies", "addresses"),
            "politicalExposure",
        )
    ),
    "relationship": frozenset(("isComponent", "componentRecords", "subject", "interestedParty", "interests")),
}


def describe(files: Sequence[Path]) -> Source:
    """The source as the statements in these files state it: their publishers and licences."""
    found = survey(files)
    if not found.publishers:
        return SOURCE
    named = "; ".join(sorted(found.publishers))
    is_open = bool(found.licences) and all(one in SOURCE.lookups["open_licence"] for one in found.licences)
    return replace(
        SOURCE,
        title=f"{SOURCE.title} of {named}",
        publisher=named,
        licence="; ".join(sorted(found.licences)) or SOURCE.licence,
        redistribute=is_open,
    )


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The newest day on which the statements say they were published; inferred where they are of several days."""
    days = []
    for day in survey(files).days:
        try:
            days.append(date.fromisoformat(day))
        except ValueError:
            return Snapshot()
    return Snapshot(max(days), "stated" if len(days) == 1 else "inferred") if days else Snapshot()


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the latest statement of each record; earlier ones are skipped."""
    found = survey(files)
    publisher = found.publishers[0] if found.publishers else ""
    for number, (file, line, statement) in enumerate(statements(files)):
        where = f"{file.name}:{line}"
        published = json.dumps(statement, ensure_ascii=False)
        if not isinstance(statement, dict):
            yield Rejected(where, "this is no object, as a statement is", published)
            continue
        type_, record = type_of(statement), record_of(statement, found)
        if type_ not in TYPES:
            yield Rejected(where, f'"{type_}" is no type of statement; {", ".join(TYPES)} are', published)
        elif not record:
            yield Rejected(where, "there is no recordId (0.4) or statementID (0.2, 0.3)", published)
        elif found.latest[record][1] != number:
            yield Skipped(where, "a later statement of the record supersedes it")
        else:
            fields = {"statement": statement, "record": record, "survey": found, "publisher": publisher}
            yield Record(fields, where, published)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what the statement says."""
    found, id, publisher = (
        record.take("survey"),
        record.take("record"),
        record.take("publisher", optional=True),
    )
    statement = as_newest(record.take("statement"), dict(SOURCE.lookups["old_interest"]))
    only_known(statement, STATEMENT, "the statement")
    type_, details = statement["recordType"], part(statement, "recordDetails")
    only_known(details, DETAILS[type_], type_)
    said = _said(statement)
    status = text(statement, "recordStatus")
    closed = bool(status) and SOURCE.lookup("status", status) == "closed"
    scope = short_hash(publisher)[:8]
    if type_ == "entity":
        yield entity(SOURCE, f"{scope}/{id}", details, said)
    elif type_ == "person":
        yield person(SOURCE, f"{scope}/{id}", details, said)
    else:
        ends: list[str] = []
        for name in ("interestedParty", "subject"):
            end = details.get(name)
            if isinstance(end, str) and end.strip():
                ends.append(f"bods/{scope}/{found.record(end.strip())}")
            elif isinstance(end, dict):
                only_known(end, frozenset(("reason", "description")), name)
                unnamed = unspecified(SOURCE, f"{scope}/{id}/{name}", end, said)
                yield unnamed
                ends.append(unnamed.id)
            else:
                raise RecordError(f"{name} is neither the id of a record nor a reason why there is none")
        owner_type = found.types.get(found.record(str(details.get("interestedParty"))))
        texts(details, "componentRecords")
        closed_on = text(statement, "statementDate")[:10] if closed else None
        between = Ends(id, ends[0], ends[1], owner_type == "person", closed_on)
        yield from interests(SOURCE, between, objects(details, "interests"), said)


def _said(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Who says it, when, and where it can be read."""
    details, stated = part(statement, "publicationDetails"), part(statement, "source")
    publisher = part(details, "publisher")
    types = stated.get("type")
    words = [types] if isinstance(types, str) else texts(stated, "type")
    grades = [grade for word in words if (grade := SOURCE.lookup("source_type", word[:1].lower() + word[1:]))]
    page = next(
        (
            address
            for value in (text(stated, "url"), text(publisher, "url"))
            if (address := web_address(value))
        ),
        None,
    )
    return {
        "stated_by": text(publisher, "name") or None,
        "grade": grades[0] if grades else None,
        "page": page,
        "stated_on": text(statement, "statementDate")[:10] or None,
    }
