"""A graph of nodes and edges as node-link JSON: each node is an entity, each edge a relation, by names of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.kinds import COMMON_ENTITY, COMMON_RELATION, Kind, schema
from beholden.graph.statements import GRADES
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped, Source
from beholden.loaders.json_items import json_items
from beholden.loaders.own_terms import fixed_kind, stated_identifier, take_period, take_properties

SOURCE = Source.beside(__file__)
SOURCE = replace(SOURCE, emits=tuple(kind.name for kind in schema().kinds.values() if not kind.derived))

COMPUTED = frozenset(
    (*COMMON_ENTITY, *COMMON_RELATION, "snapshots", "locators")
) - {"id", "name", "names", "country", "identifiers", "kind_stated", "dispute"}  # fmt: skip
"""What a release has beside the words of its sources; of these only what `_said` and `take_period` take is read."""


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the nodes, then the edges; what comes with beholden and what it computes is skipped."""
    kinds: dict[str, str] = {}
    for file in files:
        for where, node in _objects(file, ("nodes",)):
            if isinstance(node, Rejected):
                yield node
                continue
            id = str(node.get("id", ""))
            if (fixed := fixed_kind(id)) is not None:
                kinds[id] = fixed
                yield Skipped(where, "comes with beholden")
            elif not id or id in kinds:
                reason = f'two nodes have the id "{id}"' if id else "there is no id"
                yield Rejected(where, reason, _text(node))
            else:
                kinds[id] = str(node.get("kind"))
                yield Record({"node": node}, where, _text(node))
    if not kinds:
        raise SourceError(
            f'{", ".join(file.name for file in files)}: there is no list "nodes", as node-link JSON has'
        )
    for file in files:
        for where, edge in _objects(file, ("edges", "links")):
            if isinstance(edge, Rejected):
                yield edge
            elif edge.get("derived") is True:
                yield Skipped(where, "computed, and stated by nobody")
            else:
                yield Record({"edge": edge, "kinds": kinds}, where, _text(edge))


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what a node or an edge says."""
    try:
        if "node" in record.fields:
            yield _entity(dict(record.take("node")))
        else:
            kinds = record.take("kinds")
            yield _relation(dict(record.take("edge")), kinds)
    except SchemaError as problem:
        raise RecordError(str(problem)) from problem


def _entity(node: dict[str, Any]) -> Entity:
    kind = _kind(node, "entity")
    id = str(node.pop("id"))
    stated = {
        "name": str(node.pop("name", None) or id),
        "names": _list(node, "names"),
        "country": node.pop("country", None),
        "identifiers": [stated_identifier(text) for text in _list(node, "identifiers")],
        "kind_stated": node.pop("kind_stated", True) is not False,
    }
    return SOURCE.entity(kind.name, id=id, **stated, **_said(node), **_properties(kind, node))


def _relation(edge: dict[str, Any], kinds: Mapping[str, str]) -> Relation:
    kind = _kind(edge, "relation")
    if kind.derived:
        raise RecordError(f"{kind.name} is computed, and nobody can state it")
    ends = []
    for name in ("source", "target"):
        id = str(edge.pop(name, ""))
        own = kinds.get(id) or fixed_kind(id)
        if own is None:
            raise RecordError(f'{name} "{id}" is no node of these files')
        ends.append((id, own))
    (from_id, from_kind), (to_id, to_kind) = ends
    if not kind.allows(from_kind, to_kind):
        raise RecordError(f"{kind.name} can't go from a {from_kind} to a {to_kind}")
    key = [str(edge.pop(name)) for name in ("key", "id") if edge.get(name) is not None][:1]
    edge.pop("id", None)
    dispute = edge.pop("dispute", None)
    period, said = take_period(edge), _said(edge)
    return SOURCE.relation(
        kind.name, _own(from_id), _own(to_id), key=key, dispute=dispute, **period, **said, **_properties(kind, edge)
    )  # fmt: skip


def _objects(file: Path, keys: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The objects under one of these keys with their places; what is no object is a reject."""
    for line, value in json_items(file, keys):
        where = f"{file.name}:{line}"
        if not isinstance(value, dict):
            yield where, Rejected(where, f"this is no object, as each of {keys[0]} is", json.dumps(value))
        elif not _is_document(value, keys):
            yield where, value


def _is_document(value: Mapping[str, Any], keys: Sequence[str]) -> bool:
    """Whether it is a whole file that has none of these keys, and the other one of nodes and edges."""
    others, own = (("edges", "links"), "id") if keys == ("nodes",) else (("nodes",), "source")
    return own not in value and any(isinstance(value.get(other), list) for other in others)


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _own(id: str) -> str:
    return id if fixed_kind(id) is not None else f"{SOURCE.id}/{id}"


def _kind(value: dict[str, Any], what: str) -> Kind:
    named = value.pop("kind", None)
    if not isinstance(named, str):
        raise RecordError(f"there is no kind; `beholden schema` lists those of a {what}")
    kind = schema().kind(named)
    if kind.kind != what:
        raise RecordError(f"{named} is no kind of {what}")
    return kind


def _list(value: dict[str, Any], name: str) -> list[str]:
    found = value.pop(name, None) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise RecordError(f"{name} must be a list of texts")
    return found


def _said(value: dict[str, Any]) -> dict[str, Any]:
    """Who says it and where; of several speakers all."""
    by, grade = value.pop("stated_by", None), value.pop("grade", None)
    if grade is not None and grade not in GRADES:
        raise RecordError(f'grade "{grade}" is not one of {", ".join(GRADES)}')
    return {
        "stated_by": "; ".join(map(str, by)) if isinstance(by, list) else by,
        "grade": grade,
        "page": value.pop("citation", None),
        "quote": value.pop("quote", None),
        "stated_on": value.pop("stated_on", None) or value.pop("last_stated_text", None) or value.get("last_stated"),
    }  # fmt: skip


def _properties(kind: Kind, value: dict[str, Any]) -> dict[str, Any]:
    """What is left, under the names of the kind's properties."""
    found = take_properties(kind, value)
    if unknown := sorted(set(value) - COMPUTED):
        raise RecordError(f"attributes neither taken nor left: {', '.join(unknown)}")
    kind.check(found)
    return found
