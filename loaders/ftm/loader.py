"""FollowTheMoney: each record is one entity, which may be a relation of two others, with what is nested in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.graph.kinds import schema
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped, Snapshot, Source
from beholden.loaders.ftm.files import Item, Survey, items, nested_in, survey
from beholden.loaders.ftm.parties import day, party, said_of, texts
from beholden.loaders.ftm.percentages import share

SOURCE = Source.beside(__file__)
PARTIES = frozenset(("Company", "Organization", "PublicBody", "Person", "Asset"))


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The newest day on which an entity was last seen, where the files say so."""
    try:
        return Snapshot(date.fromisoformat(survey(files).newest), "inferred")
    except ValueError:
        return Snapshot()


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record an entity; those that a delta replaces or deletes, and schemata left out, are skipped."""
    found = survey(files)
    changed: dict[str, Item] = {}
    for file in (file for file in files if file in found.deltas):
        for item in items(file):
            if isinstance(item, Rejected):
                yield item
                continue
            earlier = changed.pop(item.entity["id"], None)
            if earlier is not None:
                yield Skipped(earlier.where, "a later line of a delta replaces it")
            changed[item.entity["id"]] = item
    for file in (file for file in files if file not in found.deltas):
        for item in items(file):
            if isinstance(item, Rejected):
                yield item
            elif (later := changed.get(item.entity["id"])) is not None:
                deleted = later.operation == "DEL"
                yield Skipped(
                    item.where, "a delta deletes it" if deleted else "a line of a delta replaces it"
                )
            else:
                yield _record(item, found)
    for item in changed.values():
        yield Skipped(item.where, "a deletion (DEL)") if item.operation == "DEL" else _record(item, found)


def _record(item: Item, found: Survey) -> Record | Skipped:
    reason = _left_out(item.entity, found)
    if reason and not any(True for _ in nested_in(item.entity)):
        return Skipped(item.where, reason)
    return Record({"entity": item.entity, "survey": found}, item.where, item.text)


def _left_out(entity: Mapping[str, Any], found: Survey) -> str:
    """Why an entity is none of this graph, or ""."""
    schema = str(entity.get("schema"))
    kind = SOURCE.lookups["schema"].get(schema)
    if kind is None:
        return f"{schema}: no party, asset or relation of this graph"
    properties = entity["properties"]
    if kind == "HOLDS_POST" and not set(_ids(properties, "director")) <= found.persons:
        return "Directorship: the director is not known to be a person"
    if kind == "MEMBER_OF" and not set(_ids(properties, "organization")) <= found.bodies:
        return "Membership: the body is not known to be a public one"
    return ""


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what the entity is, or how it relates two others, and the same of what is nested in it."""
    found: Survey = record.take("survey")
    stated: Counter[str] = Counter()
    for statement in _statements(record.take("entity"), found):
        if not stated[statement.id]:
            yield statement
        stated[statement.id] += 1


def _statements(entity: dict[str, Any], found: Survey) -> Iterator[Entity | Relation]:
    if not isinstance(entity.get("properties"), dict) or not isinstance(entity.get("id"), str):
        raise RecordError("a nested entity has no id or no properties")
    if not _left_out(entity, found):
        kind = SOURCE.lookups["schema"][entity["schema"]]
        if kind in PARTIES:
            yield party(SOURCE, kind, entity)
        else:
            yield from _relations(kind, entity)
    for nested in nested_in(entity):
        yield from _statements(nested, found)


def _relations(kind: str, entity: Mapping[str, Any]) -> Iterator[Entity | Relation]:
    """One relation for each pair of ends; an entity of this sort may name several on a side."""
    properties, said = entity["properties"], said_of(entity)
    start = day(texts(properties, "startDate") or texts(properties, "date"))
    end = day(texts(properties, "endDate"))
    common: dict[str, Any] = {"key": [entity["id"]], "start": start, "end": end, **said}
    if "disputed" in texts(properties, "status"):
        common["dispute"] = "; ".join(texts(properties, "description")) or "the source calls it disputed"
    if start and end and end < start:
        common["end"], common["dispute"] = None, f"it is said to end on {end}, before it starts on {start}"
    ends = {
        "OWNS": ("owner", "asset"),
        "CONTROLS": ("controller", "controlled"),
        "HOLDS_POST": ("director", "organization"),
        "MEMBER_OF": ("member", "organization"),
        "FUNDS": ("payer", "beneficiary"),
    }[kind]
    from_ids, to_ids = (_ids(properties, name) for name in ends)
    if not from_ids or not to_ids:
        raise RecordError(f"there is no {ends[0] if not from_ids else ends[1]} of this {entity['schema']}")
    own = _own(kind, properties)
    for from_id in from_ids:
        for to_id in to_ids:
            yield SOURCE.relation(kind, f"ftm/{from_id}", f"ftm/{to_id}", **own, **common)


def _own(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    role = "; ".join(texts(properties, "role"))
    if kind == "OWNS":
        stated = share(texts(properties, "percentage"))
        return {"interest": "unknown_interest", "share_of": "unknown", "direct": "not_stated", **stated}
    if kind == "CONTROLS":
        words = schema().kind(kind).properties["mechanism"].codes or {}
        said = [word for word in texts(properties, "controlType") if word in words]
        return {"mechanism": said[0] if len(said) == 1 else "not_stated", "direct": "not_stated"}
    if kind == "HOLDS_POST":
        return {"post": role or "director"}
    if kind == "FUNDS":
        amounts = texts(properties, "amountEur")
        try:
            amount = float(amounts[0]) if len(amounts) == 1 else None
        except ValueError:
            raise RecordError(f'amountEur "{amounts[0]}" is no number') from None
        return {
            "amount": amount,
            "currency": "EUR" if amounts else None,
            "purpose": "; ".join(texts(properties, "purpose")),
        }
    return {"status": "unknown", "remarks": [role] if role else []}


def _ids(properties: Mapping[str, Any], name: str) -> list[str]:
    """The ids of the entities in a property, whether they are named or nested."""
    values = properties.get(name) or []
    values = [values] if isinstance(values, str) else values
    ids = (
        [value.get("id") if isinstance(value, dict) else value for value in values]
        if isinstance(values, list)
        else []
    )
    return list(dict.fromkeys(id for id in ids if isinstance(id, str) and id))
