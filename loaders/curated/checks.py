"""What a file of claims must be: every row cited, every word known, every end of a relation there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.concerns import concerns
from beholden.graph.dates import partial_date
from beholden.graph.identifiers import identifier
from beholden.graph.kinds import Kind, schema
from beholden.graph.property_types import TYPES
from beholden.graph.reference_entities import reference
from beholden.graph.statements import GRADES
from beholden.graph.toml_tables import suggestion
from beholden.loaders.curated.document import TABLES, Document, Row, date_fault

CITATION = {
    "id": "text", "title": "text", "publisher": "text", "url": "url", "date": "date", "grade": "text",
    "language": "text", "stated_by": "text", "note": "text",
}  # fmt: skip
PARTY = {
    "id": "text", "kind": "text", "name": "text", "names": "texts", "country": "country",
    "identifiers": "texts", "citation": "text",
}  # fmt: skip
CLAIM = {
    "id": "text", "subject": "text", "relation": "text", "object": "text", "start": "date", "end": "date",
    "citation": "text", "says": "text", "quote": "text", "same_as": "text", "contested": "text",
}  # fmt: skip
"""Keys of a row, and the type of their values; a party and a claim also take the properties of their kind."""

NEEDED = {
    "citation": ("id", "title", "publisher", "url", "grade"),
    "party": ("id", "kind", "name", "citation"),
    "claim": ("id", "subject", "relation", "object", "citation", "says"),
}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
UNCHECKED = "unchecked-"


@dataclass(frozen=True, slots=True)
class End:
    """A subject or object: the entity id it stands for, and the kind of that entity."""

    id: str
    kind: str


def check(document: Document, ids: Callable[[str], str]) -> None:
    """Raise SourceError for the first row that is wrong, and say how many more are.

    `ids` makes the entity id of a party's id.
    """
    faults = sorted(_faults(document, ids))
    if faults:
        line, what = faults[0]
        more = f" ({len(faults) - 1} more to put right in this file)" if len(faults) > 1 else ""
        raise SourceError(f"{document.name}:{line}: {what}{more}")


def end_of(document: Document, name: str, ids: Callable[[str], str]) -> End | None:
    """What a subject or object names: a party of the file, or a reference entity by id or alias."""
    party = document.by_id("party").get(name)
    if party is not None:
        return End(ids(party.id), str(party.values.get("kind")))
    try:
        entity = reference().get(name)
    except SchemaError:
        return None
    return End(entity.id, entity.kind)


def _faults(document: Document, ids: Callable[[str], str]) -> Iterator[tuple[int, str]]:
    for table in TABLES:
        seen: dict[str, int] = {}
        for row in document.rows[table]:
            here = f'{table} "{row.id}"' if row.id else table
            for fault in _row_faults(document, row, ids):
                yield row.line, f"{here}: {fault}"
            if row.id in seen and row.id:
                yield row.line, f"{here}: the {table} of line {seen[row.id]} has this id too"
            seen.setdefault(row.id, row.line)


def _row_faults(document: Document, row: Row, ids: Callable[[str], str]) -> Iterator[str]:
    for key in NEEDED[row.table]:
        if row.values.get(key) in (None, ""):
            yield f"{key} is missing: {_MISSING.get(key, 'every ' + row.table + ' has one')}"
    if row.id and _ID.fullmatch(row.id) is None:
        yield 'an id has small letters, digits and hyphens, such as "acme-joined-compact"'
    if row.table == "citation":
        yield from _value_faults(row, CITATION, None)
        grade = row.values.get("grade")
        if isinstance(grade, str) and grade not in GRADES:
            yield f'grade "{grade}" is not one of {", ".join(GRADES)}'
        return
    citations = document.by_id("citation")
    cited = row.values.get("citation")
    if isinstance(cited, str) and cited and cited not in citations:
        near = suggestion(cited, citations)
        yield f'citation "{cited}" is not in this file{near}; add a [[citation]] with this id'
    if row.table == "party":
        yield from _party_faults(row)
    else:
        yield from _claim_faults(document, row, ids)


_MISSING = {
    "citation": "a row without a citation is not taken; name the [[citation]] that says it",
    "says": "put in your own words what the citation says",
    "url": "give the page that can be checked",
}


def _value_faults(row: Row, keys: Mapping[str, str], kind: Kind | None) -> Iterator[str]:
    """Keys that are not known, and values that are not of their type."""
    own = kind.properties if kind else {}
    for key, value in row.values.items():
        if key in keys:
            fault = date_fault(value) if keys[key] == "date" else None
            if fault or not TYPES[keys[key]].accepts(value):
                yield f"{key}: {fault or f'{value!r} is not {TYPES[keys[key]].about}'}"
        elif key in own:
            if wanted := own[key].fault(value):
                yield f"{key}: {value!r} must be {wanted}"
        elif kind is not None or row.table == "citation":
            known = (*keys, *own)
            what = f"{kind.name} has no property" if kind else "a citation has no"
            yield f'{what} "{key}"{suggestion(key, known)}; known are {", ".join(known)}'


def _kind(name: Any, wanted: str) -> tuple[Kind | None, str | None]:
    """The kind of this name that a source may state, or why there is none."""
    if not isinstance(name, str) or not name:
        return None, None  # said already
    known = [kind.name for kind in schema().kinds.values() if kind.kind == wanted and not kind.derived]
    if name in known:
        return schema().kind(name), None
    return None, f'"{name}" is not a kind of {wanted}{suggestion(name, known)}; known are {", ".join(known)}'


def _party_faults(row: Row) -> Iterator[str]:
    kind, fault = _kind(row.values.get("kind"), "entity")
    if fault:
        yield f"kind {fault}"
    yield from _value_faults(row, PARTY, kind)
    stated = row.values.get("concerns")
    for concern in stated if isinstance(stated, list) else ():
        if concern not in concerns():
            yield f'concerns: "{concern}" is not one of {", ".join(concerns())}'
    if row.id in reference().aliases:
        alias_of = reference().aliases[row.id]
        yield f'"{row.id}" is the alias of {alias_of}; give the party another id, or refer to that one'
    identifiers = row.values.get("identifiers")
    for text in identifiers if isinstance(identifiers, list) else ():
        scheme, colon, value = str(text).partition(":")
        try:
            if not colon:
                raise ValueError(f'"{text}" is not an identifier: write scheme:VALUE, such as lei:...')
            if identifier(scheme.removeprefix(UNCHECKED), value) is None:
                raise ValueError(f'"{text}" says that there is none; leave it out')
        except ValueError as problem:
            if not scheme.startswith(UNCHECKED):
                yield f'identifiers: {problem}; if it was published so, write "{UNCHECKED}{text}"'


def _claim_faults(document: Document, row: Row, ids: Callable[[str], str]) -> Iterator[str]:
    kind, fault = _kind(row.values.get("relation"), "relation")
    if fault:
        yield f"relation {fault}"
    yield from _value_faults(row, CLAIM, kind)
    kinds: list[str] = []
    for key in ("subject", "object"):
        name = row.values.get(key)
        end = end_of(document, name, ids) if isinstance(name, str) else None
        if end is None and name:
            near = suggestion(name, (*document.by_id("party"), *reference().aliases))
            yield f'{key} "{name}" is no [[party]] of this file and no reference id or alias{near}'
        if end and end.kind in schema().kinds:
            kinds.append(end.kind)
    if kind and len(kinds) == 2 and not kind.allows(*kinds):
        yield f"{kind.name} can't go from a {kinds[0]} to a {kinds[1]}"
    start, stop = row.values.get("start"), row.values.get("end")
    if start and stop and not (date_fault(start) or date_fault(stop)) and _ends_before(start, stop):
        yield f"end {stop} is before start {start}"
    yield from _same_as_faults(document, row)


def _ends_before(start: str, end: str) -> bool:
    return partial_date(end).latest < partial_date(start).earliest


def _same_as_faults(document: Document, row: Row) -> Iterator[str]:
    other_id = row.values.get("same_as")
    if not isinstance(other_id, str):
        return
    claims = document.by_id("claim")
    other = claims.get(other_id)
    if other is None or other_id == row.id:
        yield f'same_as "{other_id}" is no other [[claim]] of this file{suggestion(other_id, claims)}'
    elif "same_as" in other.values:
        first = other.values["same_as"]
        yield f'same_as: claim "{other_id}" is itself another source for "{first}"; name that one'
    elif differing := [
        key for key in ("subject", "relation", "object") if other.values.get(key) != row.values.get(key)
    ]:
        yield f'same_as: claim "{other_id}" has another {differing[0]}, so it is not the same relation'
