"""Entities with ids of their own: screening lists, initiatives, public bodies, and the states of ISO 3166.

What many sources name has one fixed id, such as `list/us-bis-entity`, and short aliases for the command line.
The files `reference/*.toml` hold them with a citation each; states are made when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pycountry

from beholden.errors import SchemaError
from beholden.graph.countries import country_name
from beholden.graph.kinds import Kind, Schema, schema
from beholden.graph.property_types import TYPES, country_codes
from beholden.graph.toml_tables import only_known, read_toml, suggestion, text, texts

FOLDER = Path(__file__).parent / "reference"

STATES_PAGE = "https://www.iso.org/iso-3166-country-codes.html"
"""The page to cite for states: ISO's own on its country codes."""

_STATE = "state/"
_ENTITY_KEYS = ("id", "kind", "name", "names", "alias", "country", "citation")
_RELATION_KEYS = ("kind", "from", "to", "start", "citation")


@dataclass(frozen=True, slots=True)
class ReferenceEntity:
    """An entity with a fixed id; `place` is file and line, `citation` the page that supports the entry."""

    id: str
    kind: str
    name: str
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    country: str | None
    properties: Mapping[str, Any]
    citation: str
    place: str


@dataclass(frozen=True, slots=True)
class ReferenceRelation:
    """A relation between two of them; `start` is a date as published, or None."""

    kind: str
    from_id: str
    to_id: str
    start: str | None
    properties: Mapping[str, Any]
    citation: str
    place: str


@dataclass(frozen=True)
class Reference:
    """All reference entities and relations, in the files' order, without the states.

    `aliases` gives the id for each alias, `date` the ISO day on which the newest file was written, `page` the
    page to cite where an entry has none of its own.
    """

    entities: tuple[ReferenceEntity, ...]
    relations: tuple[ReferenceRelation, ...]
    aliases: Mapping[str, str]
    date: str
    page: str = STATES_PAGE

    def resolve(self, name: str) -> str:
        """The id for an alias or an id, also of a state; SchemaError with the nearest where there is none."""
        id = self.aliases.get(name, name)
        if any(entity.id == id for entity in self.entities):
            return id
        if id.startswith(_STATE):
            return self.state(id).id
        known = (*self.aliases, *(entity.id for entity in self.entities))
        raise SchemaError(f'"{name}" is no reference id or alias{suggestion(name, known)}')

    def get(self, name: str) -> ReferenceEntity:
        """The entity with this alias or id, also a state; SchemaError where there is none."""
        id = self.resolve(name)
        return next((entity for entity in self.entities if entity.id == id), None) or self.state(id)

    def state(self, code: str) -> ReferenceEntity:
        """The state of an ISO 3166-1 alpha-2 code, given as CN or state/CN; SchemaError for any other code.

        Its name is the everyday one, the others of ISO 3166 are in `names`.
        """
        alpha_2 = code.removeprefix(_STATE)
        if alpha_2 not in country_codes():
            raise SchemaError(f'"{code}" is no state: it must be {_STATE} and {TYPES["country"].about}')
        return _state(alpha_2)


@cache
def reference() -> Reference:
    """The reference entities and relations of this version of beholden."""
    return read_reference(FOLDER, schema())


@cache
def _state(code: str) -> ReferenceEntity:
    name = country_name(code)
    found = pycountry.countries.get(alpha_2=code)
    others = [getattr(found, field, None) for field in ("name", "official_name")]
    return ReferenceEntity(
        id=f"{_STATE}{code}",
        kind="State",
        name=name,
        names=tuple(dict.fromkeys(other for other in others if other and other != name)),
        aliases=(),
        country=code,
        properties=MappingProxyType({}),
        citation=STATES_PAGE,
        place=f"ISO 3166-1:{code}" if found else f"ISO 3166-1, codes left to users:{code}",
    )


def read_reference(folder: Path, known: Schema) -> Reference:
    """Read and check the reference files of a folder against a schema.

    SchemaError names file, line and fault: an unknown kind or property, an id or alias used twice, an end
    that no entity has as its id or that the kind does not take, a missing citation.
    """
    entities: dict[str, ReferenceEntity] = {}
    aliases: dict[str, str] = {}
    relations: dict[tuple[str, str, str], ReferenceRelation] = {}
    days = []
    for path in sorted(folder.glob("*.toml")):
        tables = read_toml(path)
        only_known(path.name, tables, ("written", "entity", "relation"))
        written = tables.get("written")
        if not isinstance(written, date) or isinstance(written, datetime):
            raise SchemaError(f"{path.name}: written must be a day, such as written = 2026-11-24")
        days.append(written)
        for place, table in _rows(path, tables, "entity"):
            entity = _entity(place, table, known)
            if entity.id in entities:
                raise SchemaError(f"{place}: id {entity.id} is the one of {entities[entity.id].place} too")
            entities[entity.id] = entity
            for alias in entity.aliases:
                if alias in aliases:
                    raise SchemaError(f'{place}: alias "{alias}" is one of {aliases[alias]} too')
                aliases[alias] = entity.id
        for place, table in _rows(path, tables, "relation"):
            relation = _relation(place, table, known)
            key = (relation.kind, relation.from_id, relation.to_id)
            if key in relations:
                raise SchemaError(f"{place}: the same relation stands at {relations[key].place}")
            relations[key] = relation
    if not days:
        raise SchemaError(f"{folder}: no reference file here")
    for relation in relations.values():
        _check_ends(relation, known.kind(relation.kind), entities)
    return Reference(
        tuple(entities.values()), tuple(relations.values()), MappingProxyType(aliases), max(days).isoformat()
    )


def _rows(path: Path, tables: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The tables of one name, each with its place: the file, and the line on which its header stands."""
    rows = tables.get(name, [])
    lines = path.read_text(encoding="utf-8").splitlines()
    headers = [number for number, line in enumerate(lines, start=1) if line.strip() == f"[[{name}]]"]
    if len(headers) != len(rows):
        raise SchemaError(f"{path.name}: each {name} must begin with a line that is [[{name}]] alone")
    # The folder's name is part of the place, so that a reader finds the file in the repository.
    return [(f"{path.parent.name}/{path.name}:{line}", row) for line, row in zip(headers, rows, strict=True)]


def _entity(place: str, table: Mapping[str, Any], known: Schema) -> ReferenceEntity:
    id = text(place, table, "id")
    kind = _kind(place, table, known, "entity")
    if "/" not in id or id.startswith(_STATE):
        raise SchemaError(f'{place}: id "{id}" must be <group>/<name>; those of states come from ISO 3166')
    aliases = texts(place, table, "alias")
    for alias in aliases:
        if "/" in alias:
            raise SchemaError(f'{place}: alias "{alias}" must have no slash, or it could be an id')
    country = table.get("country")
    if country is not None and not TYPES["country"].accepts(country):
        raise SchemaError(f"{place}: country {country!r} must be {TYPES['country'].about}")
    return ReferenceEntity(
        id=id,
        kind=kind.name,
        name=text(place, table, "name"),
        names=texts(place, table, "names"),
        aliases=aliases,
        country=country,
        properties=_properties(place, table, kind, _ENTITY_KEYS),
        citation=_citation(place, table),
        place=place,
    )


def _relation(place: str, table: Mapping[str, Any], known: Schema) -> ReferenceRelation:
    kind = _kind(place, table, known, "relation")
    start = table.get("start")
    if start is not None and not (isinstance(start, str) and TYPES["date"].accepts(start)):
        raise SchemaError(f"{place}: start {start!r} must be {TYPES['date'].about}, in quotation marks")
    return ReferenceRelation(
        kind=kind.name,
        from_id=text(place, table, "from"),
        to_id=text(place, table, "to"),
        start=start,
        properties=_properties(place, table, kind, _RELATION_KEYS),
        citation=_citation(place, table),
        place=place,
    )


def _kind(place: str, table: Mapping[str, Any], known: Schema, wanted: str) -> Kind:
    try:
        kind = known.kind(text(place, table, "kind"))
    except SchemaError as fault:
        raise SchemaError(f"{place}: {fault}") from fault
    if kind.kind != wanted:
        raise SchemaError(f"{place}: {kind.name} is a kind of {kind.kind}, and this is an {wanted}")
    if kind.derived:
        raise SchemaError(f"{place}: {kind.name} is computed and can't be stated")
    return kind


def _properties(
    place: str, table: Mapping[str, Any], kind: Kind, others: tuple[str, ...]
) -> Mapping[str, Any]:
    properties = {key: value for key, value in table.items() if key not in others}
    try:
        kind.check(properties)
    except SchemaError as fault:
        raise SchemaError(f"{place}: {fault}") from fault
    return MappingProxyType(properties)


def _citation(place: str, table: Mapping[str, Any]) -> str:
    page = table.get("citation")
    if not TYPES["url"].accepts(page):
        raise SchemaError(
            f"{place}: citation is missing or no address; it is the page that supports the entry"
        )
    return str(page)


def _check_ends(relation: ReferenceRelation, kind: Kind, entities: Mapping[str, ReferenceEntity]) -> None:
    kinds = []
    for id in (relation.from_id, relation.to_id):
        is_state = id.startswith(_STATE) and id.removeprefix(_STATE) in country_codes()
        if not is_state and id not in entities:
            near = suggestion(id, entities)
            raise SchemaError(f'{relation.place}: no reference entity has the id "{id}"{near}')
        kinds.append("State" if is_state else entities[id].kind)
    if not kind.allows(*kinds):
        raise SchemaError(f"{relation.place}: {kind.name} can't go from a {kinds[0]} to a {kinds[1]}")
