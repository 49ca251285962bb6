"""A mapping: what a list is, and which column of its table says what. Read from TOML and checked before any row."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.identifiers import identifier
from beholden.graph.kinds import Kind, schema
from beholden.graph.reference_entities import reference
from beholden.graph.statements import GRADES
from beholden.graph.toml_tables import flag, only_known, read_toml, subtable, suggestion, text, texts
from beholden.loaders import Source
from beholden.loaders.mapped.cells import Cell, Country
from beholden.loaders.mapped.toml_cells import listed, read_cell, read_constant, read_country, read_property

TABLES = ("source", "table", "skip", "citation", "entity", "relation", "expect")
SOURCE = (
    *("id", "title", "publisher", "official", "page", "licence", "redistribute", "grade", "max_age_days"),
    "reject_limit",
)
ENTITY = {
    "role", "optional", "kind", "kind_stated", "id", "key", "name", "names", "country", "identifiers", "properties",
}  # fmt: skip
RELATION = ("kind", "from", "to", "start", "end", "key", "properties")
CITATION = ("stated_by", "page", "stated_on", "quote")
ALONE = "entity"
"""The role of an entity that names none."""

NOT_STATED = "Organization"
"""The kind of a party in a row that does not say what it is."""

_ID = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class EntityRule:
    """How an entity of a row is made. Its id is the column `id`, else a hash of the columns in `key`.

    `kinds` are all that it can be; a party of a row that does not say is an Organization whose kind is not stated.
    """

    role: str
    optional: bool
    kind: Cell
    kinds: tuple[Kind, ...]
    kind_stated: bool
    id: Cell | None
    key: tuple[str, ...]
    name: Cell
    names: tuple[Cell, ...]
    country: Country | None
    identifiers: Mapping[str, Cell]
    properties: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RelationRule:
    """How a relation of a row is made. An end is the role of an entity, or a cell that gives a reference id."""

    kind: Kind
    from_: str | Cell
    to: str | Cell
    start: Cell | None
    end: Cell | None
    key: tuple[str, ...] | None
    properties: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class SkipRule:
    """Rows that are knowingly left out: those with one of these words in the column."""

    column: str
    words: frozenset[str]
    reason: str


@dataclass(frozen=True)
class TableMapping:
    """A whole mapping. `list_id` goes into every entity's id, `records` is the path to the rows in a JSON file."""

    list_id: str
    declared: Mapping[str, Any]
    records: tuple[str, ...]
    sheet: str
    delimiter: str
    encoding: str
    left: frozenset[str]
    skips: tuple[SkipRule, ...]
    citation: Mapping[str, Cell]
    entities: tuple[EntityRule, ...]
    relations: tuple[RelationRule, ...]
    columns: frozenset[str] = field(default_factory=frozenset)

    def source(self, source: Source) -> Source:
        """The declaration of the list, for a source of this id."""
        kinds = {kind.name for rule in self.entities for kind in rule.kinds}
        kinds |= {rule.kind.name for rule in self.relations}
        return replace(source, emits=tuple(sorted(kinds)), **self.declared)


def read_mapping(file: Path) -> TableMapping:
    """Read and check a mapping; SourceError names the table and the fault."""
    try:
        return _mapping(file.name, read_toml(file))
    except SchemaError as problem:
        raise SourceError(str(problem)) from problem


def _mapping(file: str, data: Mapping[str, Any]) -> TableMapping:
    only_known(file, data, TABLES)
    own = subtable(file, data, "source")
    list_id = text(f"{file}: [source]", own, "id") if own else ""
    if not own or _ID.fullmatch(list_id) is None:
        raise SchemaError(
            f'{file}: [source] needs an id of small letters, digits and _, such as id = "our_suppliers"'
        )
    table = subtable(file, data, "table")
    here = f"{file}: [table]"
    only_known(here, table, ("records", "sheet", "delimiter", "encoding", "left"))
    records = text(here, table, "records") if "records" in table else ""
    rows = data.get("entity", [])
    tables = [rows] if isinstance(rows, dict) else _tables(file, data, "entity")
    entities = tuple(_entity(f"{file}: [entity]", one) for one in tables)
    if not entities:
        raise SchemaError(f"{file}: there is no [entity]: say what a row is about")
    roles = {rule.role: rule for rule in entities}
    if len(roles) < len(entities):
        raise SchemaError(f'{file}: each [[entity]] needs a role of its own, such as role = "owner"')
    mapping = TableMapping(
        list_id=list_id,
        declared=_declared(f"{file}: [source]", own, subtable(file, data, "expect")),
        records=tuple(records.split(".")) if records else (),
        sheet=text(here, table, "sheet") if "sheet" in table else "",
        delimiter=_delimiter(here, table.get("delimiter", "")),
        encoding=_encoding(here, text(here, table, "encoding") if "encoding" in table else "utf-8-sig"),
        left=frozenset(texts(here, table, "left")),
        skips=tuple(_skip(f"{file}: [[skip]]", one) for one in _tables(file, data, "skip")),
        citation=_citation(f"{file}: [citation]", subtable(file, data, "citation")),
        entities=entities,
        relations=tuple(
            _relation(f"{file}: [[relation]]", one, roles) for one in _tables(file, data, "relation")
        ),
    )
    return replace(mapping, columns=frozenset(_columns(mapping)))


def _delimiter(here: str, value: Any) -> str:
    if value in ('"', "\n", "\r") or not isinstance(value, str) or len(value) > 1:
        raise SchemaError(
            f'{here}: delimiter must be the one character between two cells, such as ";" or "\\t"'
        )
    return value


def _encoding(here: str, name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError as problem:
        raise SchemaError(f'{here}: encoding "{name}" is not known; leave it out for UTF-8') from problem
    return name


def _tables(file: str, data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SchemaError(f"{file}: write each {key} as a table of its own, under a line [[{key}]]")
    return value


def _declared(here: str, own: Mapping[str, Any], expect: Mapping[str, Any]) -> dict[str, Any]:
    only_known(here, own, SOURCE)
    grade = text(here, own, "grade")
    if grade not in GRADES:
        raise SchemaError(f'{here}: grade "{grade}" is not one of {", ".join(GRADES)}')
    days, limit = own.get("max_age_days"), own.get("reject_limit", 0.02)
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise SchemaError(f'{here}: max_age_days must say for how many days a copy may be used for "is"')
    if not isinstance(limit, (int, float)) or not 0 <= limit <= 1:
        raise SchemaError(f"{here}: reject_limit must be a share from 0 to 1")
    for kind, limits in expect.items():
        schema().kind(kind)
        if not isinstance(limits, dict) or not set(limits) <= {"at_least", "at_most"}:
            raise SchemaError(f"{here}: [expect] {kind} must be a table with at_least or at_most")
    return {
        **{key: text(here, own, key) for key in ("title", "publisher", "page", "licence")},
        "official": flag(here, own, "official"),
        "redistribute": flag(here, own, "redistribute"),
        "grade": grade,
        "max_age_days": days,
        "reject_limit": float(limit),
        "expect": dict(expect),
    }


def _skip(here: str, table: Mapping[str, Any]) -> SkipRule:
    only_known(here, table, ("column", "words", "reason"))
    words = texts(here, table, "words", needed=True)
    return SkipRule(text(here, table, "column"), frozenset(words), text(here, table, "reason"))


def _citation(here: str, table: Mapping[str, Any]) -> dict[str, Cell]:
    only_known(here, table, CITATION)
    return {key: read_cell(f"{here} {key}", value, date=key == "stated_on") for key, value in table.items()}


def _entity(here: str, table: Mapping[str, Any]) -> EntityRule:
    only_known(here, table, ENTITY)
    role = text(here, table, "role") if "role" in table else ALONE
    here = here if role == ALONE else f"{here} {role}"
    if ("id" in table) == ("key" in table):
        raise SchemaError(
            f"{here}: name the column with the publisher's id (id), or else the fewest columns that make a row one "
            "party's (key)"
        )
    kind = read_constant(here, table, "kind")
    names = {kind.value} if kind.column is None else set((kind.words or {}).values())
    if not names:
        raise SchemaError(f"{here}: kind from a column needs words, the publisher's and the kinds they mean")
    kinds = tuple(_kind(here, name, "entity") for name in sorted(map(str, names)))
    if kind.column is not None and all(one.party for one in kinds) and NOT_STATED not in names:
        kinds = (*kinds, schema().kind(NOT_STATED))
    properties = subtable(here, table, "properties")
    schemes = subtable(here, table, "identifiers")
    for scheme in schemes:
        _known_scheme(here, scheme)
    return EntityRule(
        role=role,
        optional=flag(here, table, "optional"),
        kind=kind,
        kinds=kinds,
        kind_stated=flag(here, {"kind_stated": True, **table}, "kind_stated"),
        id=read_cell(f"{here} id", table["id"]) if "id" in table else None,
        key=texts(here, table, "key"),
        name=read_cell(f"{here} name", table.get("name")),
        names=tuple(read_cell(f"{here} names", one) for one in listed(here, table, "names")),
        country=read_country(f"{here} country", table["country"]) if "country" in table else None,
        identifiers={scheme: read_cell(f"{here} {scheme}", value) for scheme, value in schemes.items()},
        properties={name: read_property(here, kinds, name, value) for name, value in properties.items()},
    )


def _relation(here: str, table: Mapping[str, Any], roles: Mapping[str, EntityRule]) -> RelationRule:
    only_known(here, table, RELATION)
    kind = _kind(here, text(here, table, "kind"), "relation")
    here = f"{here} {kind.name}"
    ends = {}
    for end in ("from", "to"):
        only_role = next(iter(roles)) if len(roles) == 1 else None
        value = table.get(end, only_role if end == "from" or "from" in table else None)
        if value is None:
            raise SchemaError(f"{here}: {end} must be a role, a reference id or alias, or a column with one")
        ends[end] = _end(f"{here} {end}", value, roles)
    _check_ends(here, kind, ends, roles)
    properties = subtable(here, table, "properties")
    return RelationRule(
        kind=kind,
        from_=ends["from"],
        to=ends["to"],
        start=read_cell(f"{here} start", table["start"], date=True) if "start" in table else None,
        end=read_cell(f"{here} end", table["end"], date=True) if "end" in table else None,
        key=texts(here, table, "key") if "key" in table else None,
        properties={name: read_property(here, (kind,), name, value) for name, value in properties.items()},
    )


def _end(here: str, value: Any, roles: Mapping[str, EntityRule]) -> str | Cell:
    if isinstance(value, str):
        if value in roles:
            return value
        try:
            return Cell(value=reference().get(value).id)
        except SchemaError as problem:
            raise SchemaError(f'{here}: "{value}" is no role of an [[entity]], and {problem}') from problem
    cell = read_cell(here, value)
    if cell.column is None:
        raise SchemaError(f'{here}: write a constant as a text, such as to = "ungc"')
    return replace(
        cell, words={word: reference().get(name).id for word, name in (cell.words or {}).items()} or None
    )


def _check_ends(
    here: str, kind: Kind, ends: Mapping[str, str | Cell], roles: Mapping[str, EntityRule]
) -> None:
    if not any(isinstance(end, str) for end in ends.values()):
        raise SchemaError(f"{here}: one of its ends must be an entity of the row")
    possible = []
    for end in ends.values():
        if isinstance(end, str):
            possible.append([one.name for one in roles[end].kinds])
        else:
            ids = [end.value] if end.column is None else [*(end.words or {}).values()]
            possible.append([reference().get(id).kind for id in ids])
    for from_kind in possible[0]:
        for to_kind in possible[1]:
            if not kind.allows(from_kind, to_kind):
                raise SchemaError(f"{here}: it can't go from a {from_kind} to a {to_kind}")


def _kind(here: str, name: str, wanted: str) -> Kind:
    known = [kind.name for kind in schema().kinds.values() if kind.kind == wanted and not kind.derived]
    if name not in known:
        raise SchemaError(f'{here}: kind "{name}" is no kind of {wanted}{suggestion(name, known)}')
    return schema().kind(name)


def _known_scheme(here: str, scheme: str) -> None:
    try:
        identifier(scheme, "none")
    except ValueError as problem:
        raise SchemaError(f"{here}: identifiers: {problem}") from problem


def _columns(mapping: TableMapping) -> Iterator[str]:
    """Every column that the mapping names, but for those left."""
    cells: list[Cell | str | None] = [*mapping.citation.values()]
    for rule in mapping.entities:
        cells += [
            rule.kind,
            rule.id,
            rule.name,
            *rule.names,
            *rule.identifiers.values(),
            *rule.properties.values(),
        ]
        cells.append(rule.country.cell if rule.country else None)
        yield from rule.key
    for relation in mapping.relations:
        cells += [relation.from_, relation.to, relation.start, relation.end, *relation.properties.values()]
        yield from relation.key or ()
    for cell in cells:
        if isinstance(cell, Cell) and cell.column is not None:
            yield cell.column
    yield from (skip.column for skip in mapping.skips)
