"""The files of FollowTheMoney entities: full, delta, nested and simple, as entities with their places."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from beholden.errors import SourceError
from beholden.graph.ahead import made_ahead
from beholden.loaders import Rejected
from beholden.loaders.columns import ColumnsError
from beholden.loaders.eights import Flags
from beholden.loaders.ftm.plain import entity, heads
from beholden.loaders.json_columns import Block, Lines, json_blocks
from beholden.loaders.json_items import json_items
from beholden.loaders.tables import stream_table

OPERATIONS = ("ADD", "MOD", "DEL")
SIMPLE = (
    *("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions"),
    *("phones", "emails", "dataset", "first_seen", "last_seen", "last_change"),
)


@dataclass(slots=True)
class Item:
    """An entity as published, its place, and the operation of a delta, "" in other files."""

    where: str
    entity: dict[str, Any]
    operation: str = ""

    @property
    def text(self) -> str:
        """The entity as published."""
        return json.dumps(self.entity, ensure_ascii=False)


@dataclass(slots=True)
class Survey:
    """What the files are as a whole: ids of persons and of public bodies, the newest day, which files are deltas."""

    persons: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    newest: str = ""
    deltas: set[Path] = field(default_factory=set)

    def add(self, other: Survey) -> None:
        """Add what more lines of the files are."""
        self.persons |= other.persons
        self.bodies |= other.bodies
        self.newest = max(self.newest, other.newest)
        self.deltas |= other.deltas


def survey(files: Sequence[Path]) -> Survey:
    """Read the files once for what they are as a whole."""
    return _survey(tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files))


@lru_cache(maxsize=1)
def _survey(marks: tuple[tuple[Path, int, int], ...]) -> Survey:
    files = [file for file, _, _ in marks]
    try:
        return _in_columns(files)
    except ColumnsError:
        return _one_by_one(files)


def _in_columns(files: Sequence[Path]) -> Survey:
    found = Survey()
    for file in files:
        if is_table(file):
            raise ColumnsError(f"{file.name}: this is a table")
        for part in made_ahead(_of_block, json_blocks(file)):
            found.add(part)
    return found


_HEAD = entity()


def _of_block(block: Block) -> Survey:
    found = Survey()
    lines = block.read(_HEAD)
    entities = heads(lines)
    for schema, ids in (("Person", found.persons), ("PublicBody", found.bodies)):
        ids.update(entities.filter(schema=schema)["id"])
    found.newest = str(entities["last_seen"].str.slice(0, 10).max() or "")
    rest = np.ones(len(lines.numbers), np.bool_)
    rest[entities["row"]] = False
    for item in single_items(lines, rest):
        _note_item(found, block.file, item)
    return found


def _one_by_one(files: Sequence[Path]) -> Survey:
    found = Survey()
    for file in files:
        for item in items(file):
            _note_item(found, file, item)
    return found


def _note_item(found: Survey, file: Path, item: Item | Rejected) -> None:
    if isinstance(item, Item):
        if item.operation:
            found.deltas.add(file)
        _note(found, item.entity)


def single_items(lines: Lines, rows: Flags) -> list[Item | Rejected]:
    """These plain lines and all others one by one; ColumnsError where the first of a file is no entity."""
    rest = lines.rest(rows)
    found = [item_of(lines.place(number), value) for number, value in rest]
    if found and isinstance(found[0], Rejected) and lines.begins(rest[0][0]):
        raise ColumnsError(f"{lines.block.file.name}: this begins with no entity")
    return found


def _note(found: Survey, entity: dict[str, Any]) -> None:
    id, schema, seen = entity.get("id"), entity.get("schema"), entity.get("last_seen")
    if isinstance(id, str):
        if schema == "Person":
            found.persons.add(id)
        elif schema == "PublicBody":
            found.bodies.add(id)
    if isinstance(seen, str):
        found.newest = max(found.newest, seen[:10])
    for nested in nested_in(entity):
        _note(found, nested)


def nested_in(entity: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the entities that stand in the place of ids in the properties of another."""
    properties = entity.get("properties")
    for values in properties.values() if isinstance(properties, dict) else ():
        yield from (value for value in values if isinstance(value, dict)) if isinstance(values, list) else ()


def items(file: Path) -> Iterator[Item | Rejected]:
    """Yield the entities of a file in order; a file that has none at its start is refused."""
    if is_table(file):
        yield from _simple(file)
        return
    first = True
    for line, value in json_items(file):
        where = f"{file.name}:{line}"
        item = item_of(where, value)
        if first and isinstance(item, Rejected):
            raise SourceError(
                f"{where}: this is no entity of FollowTheMoney, which has id, schema and properties, and no line of a "
                "delta, which has op and entity"
            )
        first = False
        yield item


def item_of(where: str, value: Any) -> Item | Rejected:
    """The entity or the line of a delta that a value is, or why it is none."""
    operation, entity = "", value
    if isinstance(value, dict) and "op" in value:
        operation, entity = str(value["op"]), value.get("entity")
        if operation not in OPERATIONS:
            return Rejected(where, f'op "{operation}" is none of {", ".join(OPERATIONS)}', json.dumps(value))
    if not isinstance(entity, dict) or not isinstance(entity.get("id"), str):
        return Rejected(where, "this is no entity: it has no id", json.dumps(value, ensure_ascii=False))
    if operation != "DEL" and not (
        isinstance(entity.get("schema"), str) and isinstance(entity.get("properties"), dict)
    ):
        return Rejected(
            where,
            "this is no entity: it has no schema or no properties",
            json.dumps(value, ensure_ascii=False),
        )
    return Item(where, entity, operation)


def is_table(file: Path) -> bool:
    """Whether a file is the simple table."""
    try:
        with file.open("rb") as opened:
            return opened.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b'"id"', b"id,"))
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem


def _simple(file: Path) -> Iterator[Item | Rejected]:
    """The rows of targets.simple.csv as entities, whose cells with several values are rows of their own."""
    for row in stream_table(file, columns=SIMPLE):
        if isinstance(row, Rejected):
            yield row
            continue
        where, cells = row
        if unknown := sorted(set(cells) - set(SIMPLE)):
            yield Rejected(where, f"fields neither taken nor left: {', '.join(unknown)}", json.dumps(cells))
            continue
        if not cells["id"] or not cells["schema"]:
            yield Rejected(where, "there is no id or no schema", json.dumps(cells, ensure_ascii=False))
            continue
        try:
            properties = {
                "name": [cells["name"]],
                "alias": _values(cells["aliases"]),
                "birthDate": _values(cells["birth_date"]),
                "country": _values(cells["countries"]),
                "address": _values(cells["addresses"]),
                "idNumber": _values(cells["identifiers"]),
            }
            datasets = _values(cells["dataset"])
        except csv.Error as problem:
            reason = f"a cell of several values is broken ({problem})"
            yield Rejected(where, reason, json.dumps(cells, ensure_ascii=False))
            continue
        entity = {
            "id": cells["id"],
            "schema": cells["schema"],
            "properties": properties,
            "datasets": datasets,
        }
        yield Item(where, {**entity, "last_seen": cells["last_seen"]})


def _values(cell: str) -> list[str]:
    """The values of a cell, which is a row parted by semicolons, with quotation marks where a value has one."""
    return [value.strip() for value in next(csv.reader([cell], delimiter=";"), []) if value.strip()]
