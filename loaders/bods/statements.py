"""The statements of BODS files in one form, which of them count, and what each record is about.

Statements of 0.2 and 0.3 are put into the form of 0.4. Files are read twice: once for which statement of each
record is the latest, once for the statements themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.loaders.json_items import json_items

OLD_TYPES = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
}
TYPES = ("entity", "person", "relationship")
_HYPHEN = re.compile(r"-([a-z])")


@dataclass(slots=True)
class Survey:
    """What the files are as a whole.

    `latest` has the number of the statement that counts for each record, `types` what the record is; `roots` leads
    from a statement of 0.3 to the first of those that it replaces.
    """

    latest: dict[str, tuple[str, int]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    publishers: list[str] = field(default_factory=list)
    licences: list[str] = field(default_factory=list)
    days: set[str] = field(default_factory=set)

    def record(self, id: str) -> str:
        """The id of the record that a statement's id, or a record's, belongs to."""
        seen = {id}
        while (before := self.roots.get(id)) is not None and before not in seen:
            seen.add(before)
            id = before
        return id


def survey(files: Sequence[Path]) -> Survey:
    """Read the files once for what they are as a whole."""
    marks = tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return _survey(marks)


@lru_cache(maxsize=1)
def _survey(marks: tuple[tuple[Path, int, int], ...]) -> Survey:
    found = Survey()
    files = [file for file, _, _ in marks]
    for _, _, statement in statements(files):
        if not isinstance(statement, dict):
            continue
        for replaced in _texts(statement.get("replacesStatements")):
            if isinstance(id := statement.get("statementID"), str):
                found.roots.setdefault(id, replaced)
    for number, (_, _, statement) in enumerate(statements(files)):
        if isinstance(statement, dict):
            _note(found, number, statement)
    return found


def _note(found: Survey, number: int, statement: dict[str, Any]) -> None:
    record, type_ = record_of(statement, found), type_of(statement)
    if record and type_ in TYPES:
        rank = (str(statement.get("statementDate") or "")[:19], number)
        found.latest[record] = max(found.latest.get(record, rank), rank)
        found.types[record] = type_
    details = statement.get("publicationDetails")
    if not isinstance(details, dict):
        return
    publisher = details.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else None
    for into, value in ((found.publishers, name), (found.licences, details.get("license"))):
        if isinstance(value, str) and value.strip() and value.strip() not in into:
            into.append(value.strip())
    if isinstance(day := details.get("publicationDate"), str):
        found.days.add(day[:10])


def statements(files: Sequence[Path]) -> Iterator[tuple[Path, int, Any]]:
    """Yield (file, line, statement) of all files; a file that has no statement of BODS at its start is refused."""
    for file in files:
        first = True
        for line, statement in json_items(file):
            if first and (not isinstance(statement, dict) or type_of(statement) is None):
                raise SourceError(
                    f"{file.name}:{line}: this is no statement of BODS: it has neither recordType (0.4) nor "
                    "statementType (0.2, 0.3)"
                )
            first = False
            yield file, line, statement


def type_of(statement: dict[str, Any]) -> str | None:
    """Entity, person or relationship; another word as it stands; None where there is none."""
    word = statement.get("recordType", statement.get("statementType"))
    return OLD_TYPES.get(word, word) if isinstance(word, str) else None


def record_of(statement: dict[str, Any], found: Survey) -> str:
    """The id of the record that a statement is about, or "" where it has none."""
    id = statement.get("recordId")
    if "recordType" not in statement:
        id = statement.get("statementID")
    return found.record(id) if isinstance(id, str) else ""


def as_newest(statement: dict[str, Any], old_interests: dict[str, str]) -> dict[str, Any]:
    """A statement of 0.2 or 0.3 in the form of 0.4, and one of 0.4 as it is."""
    if "recordType" in statement:
        return statement
    new: dict[str, Any] = {
        key: statement[key]
        for key in ("statementDate", "publicationDetails", "source", "annotations")
        if key in statement
    }
    details = {
        key: value
        for key, value in statement.items()
        if key not in new and key not in ("statementID", "statementType", "replacesStatements")
    }
    type_ = type_of(statement)
    if type_ == "entity":
        _old_entity(details)
    elif type_ == "person":
        if isinstance(word := details.get("personType"), str):
            details["personType"] = camel(word)
        for key in ("hasPepStatus", "pepStatusDetails"):
            details.pop(key, None)
    else:
        _old_relationship(details, old_interests)
    for key in ("unspecifiedEntityDetails", "unspecifiedPersonDetails"):
        _old_reason(details.get(key))
    return {**new, "recordType": type_, "recordId": statement.get("statementID"), "recordDetails": details}


def camel(word: str) -> str:
    """A word with hyphens as 0.4 spells it.

    >>> camel("rights-to-profit-or-income")
    'rightsToProfitOrIncome'
    """
    return _HYPHEN.sub(lambda found: found[1].upper(), word)


def _old_entity(details: dict[str, Any]) -> None:
    if isinstance(word := details.get("entityType"), str):
        subtype = details.pop("entitySubtype", None)
        details["entityType"] = {"type": camel(word), **({"subtype": subtype} if subtype else {})}
    if "incorporatedInJurisdiction" in details:
        details["jurisdiction"] = details.pop("incorporatedInJurisdiction")


def _old_relationship(details: dict[str, Any], old_interests: dict[str, str]) -> None:
    for end in ("subject", "interestedParty"):
        old = details.get(end)
        if not isinstance(old, dict):
            continue
        named = [
            old[key] for key in ("describedByEntityStatement", "describedByPersonStatement") if old.get(key)
        ]
        unspecified = old.get("unspecified")
        _old_reason(unspecified)
        details[end] = named[0] if named else unspecified
    details["componentRecords"] = details.pop("componentStatementIDs", [])
    details.pop("statementIDs", None)
    for interest in details.get("interests") or []:
        if not isinstance(interest, dict):
            continue
        if isinstance(word := interest.get("type"), str):
            interest["type"] = old_interests.get(word) or camel(word)
        if "interestLevel" in interest:
            interest.setdefault("directOrIndirect", interest.pop("interestLevel"))


def _old_reason(value: Any) -> None:
    if isinstance(value, dict) and isinstance(word := value.get("reason"), str):
        value["reason"] = camel(word)


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
