"""FollowTheMoney: each record is one entity, which may be a relation of two others, with what is nested in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped, Snapshot, Source
from beholden.loaders.columns import Chunk
from beholden.loaders.ftm.chunks import NO_BODY, NO_PERSON, OUT, chunks
from beholden.loaders.ftm.files import Item, Survey, is_table, items, nested_in, survey
from beholden.loaders.ftm.parties import party
from beholden.loaders.ftm.relations import ids, relations

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


def columns(files: Sequence[Path]) -> Iterator[Chunk] | None:
    """The entities of full files with one a line, those that are plain in columns; None for deltas and tables."""
    found = survey(files)
    if found.deltas or any(map(is_table, files)):
        return None
    return chunks(SOURCE, files, found, partial(_record, found=found))


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
        return OUT.format(schema=schema)
    properties = entity["properties"]
    if kind == "HOLDS_POST" and not set(ids(properties, "director")) <= found.persons:
        return NO_PERSON
    if kind == "MEMBER_OF" and not set(ids(properties, "organization")) <= found.bodies:
        return NO_BODY
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
            yield from relations(SOURCE, kind, entity)
    for nested in nested_in(entity):
        yield from _statements(nested, found)
