"""Any table, read through a mapping: a list for which there is no loader of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.kinds import schema
from beholden.graph.names import variants
from beholden.graph.reference_entities import reference
from beholden.graph.statements import short_hash
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
from beholden.loaders.mapped.cells import Cell, Row
from beholden.loaders.mapped.mapping import (
    NOT_STATED,
    EntityRule,
    RelationRule,
    TableMapping,
    read_mapping,
)
from beholden.loaders.mapped.rows import SUFFIXES, table

SOURCE = Source.beside(__file__)
SOURCE = replace(SOURCE, emits=tuple(kind.name for kind in schema().kinds.values() if not kind.derived))


def describe(files: Sequence[Path]) -> Source:
    """What these files are a copy of, as their mapping says."""
    mapping, _ = _parted(files)
    return mapping.source(SOURCE)


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the rows of the tables, each with the mapping.

    A column that the mapping neither uses nor leaves raises SourceError, and so does one that it uses and no file has.
    """
    mapping, tables = _parted(files)
    for file in tables:
        columns, rows = table(
            file,
            records=mapping.records,
            sheet=mapping.sheet,
            delimiter=mapping.delimiter,
            encoding=mapping.encoding,
        )
        _check_columns(file, columns, mapping)
        for found in rows:
            if isinstance(found, Rejected):
                yield found
                continue
            place, row = found
            skip = next(
                (one for one in mapping.skips if not one.words.isdisjoint(_texts(row, one.column))), None
            )
            if skip is not None:
                yield Skipped(place, skip.reason)
            else:
                text = json.dumps({name: cell for name, cell in row.items() if cell}, ensure_ascii=False)
                yield Record({"row": row, "mapping": mapping}, place, text)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what one row claims, as the mapping has it."""
    row: Row = record.take("row")
    mapping: TableMapping = record.take("mapping")
    said = _said(mapping, row)
    entities = {
        rule.role: entity
        for rule in mapping.entities
        if (entity := _entity(rule, row, mapping.list_id, said)) is not None
    }
    yield from entities.values()
    for rule in mapping.relations:
        from_, to = (_end(end, row, entities) for end in (rule.from_, rule.to))
        if from_ is not None and to is not None:
            yield _relation(rule, row, from_, to, said)


def _said(mapping: TableMapping, row: Row) -> dict[str, Any]:
    """Who says what the row says, where and when, where the row itself tells."""
    said: dict[str, Any] = {}
    for name, cell in mapping.citation.items():
        value = cell.date(row) if name == "stated_on" else cell.word(row)
        if name == "page" and value and web_address(str(value)) is None:
            raise RecordError(f'column "{cell.column}": "{value}" is no address of a page')
        said[name] = value
    return said


def _parted(files: Sequence[Path]) -> tuple[TableMapping, list[Path]]:
    """The mapping and the tables among the files."""
    mappings = [file for file in files if file.suffix.lower() == ".toml"]
    tables = [file for file in files if file.suffix.lower() != ".toml"]
    if len(mappings) != 1 or not tables:
        raise SourceError(
            f"{SOURCE.id}: give one mapping (.toml) and the table that it reads, "
            f"not {len(mappings)} mappings and {len(tables)} tables"
        )
    for file in tables:
        if file.suffix.lower() not in SUFFIXES:
            raise SourceError(
                f"{file.name}: what this is its name must tell by its end: {', '.join(SUFFIXES)}"
            )
    return read_mapping(mappings[0]), tables


def _check_columns(file: Path, columns: Set[str], mapping: TableMapping) -> None:
    unknown, missing = columns - mapping.columns - mapping.left, mapping.columns - columns
    faults = []
    if unknown:
        faults.append(
            f"the mapping does not name {_listed(unknown)}: use them, or put them in [table] left = [...]"
        )
    if missing:
        faults.append(f"the mapping uses {_listed(missing)}, which the file does not have")
    if faults:
        raise SourceError(f"{file.name}: {'; '.join(faults)}")


def _listed(columns: Set[str]) -> str:
    names = ", ".join(f'"{column}"' for column in sorted(columns))
    return f"the column{'s' if len(columns) > 1 else ''} {names}"


def _entity(rule: EntityRule, row: Row, list_id: str, said: dict[str, Any]) -> Entity | None:
    name = " ".join(rule.name.text(row).split())
    if not name:
        if rule.optional:
            return None
        raise RecordError(f'column "{rule.name.column}" is empty, and it has the name of the {rule.role}')
    stated = rule.kind.word(row)
    kind = stated or NOT_STATED
    if kind not in {one.name for one in rule.kinds}:
        raise RecordError(f'column "{rule.kind.column}" is empty, and it has the kind of the {rule.role}')
    own = (
        rule.id.text(row) if rule.id is not None else short_hash(*(_raw(row, column) for column in rule.key))
    )
    if not own:
        raise RecordError(f'column "{rule.id.column if rule.id else ""}" is empty, and it has the id')
    properties = schema().kind(kind).properties
    return SOURCE.entity(
        kind,
        id=f"{list_id}/{own}",
        name=name,
        names=[*variants(name), *(other for cell in rule.names for other in cell.names(row))],
        country=rule.country.code(row) if rule.country is not None else None,
        identifiers=[
            checked(scheme, cell.prefix + part)
            for scheme, cell in rule.identifiers.items()
            for part in cell.parts(row)
        ],
        kind_stated=rule.kind_stated and stated is not None,
        **said,
        **{own: cell.property(properties[own], row) for own, cell in rule.properties.items()},
    )


def _texts(row: Row, column: str) -> list[str]:
    cell = row.get(column, "")
    return [text.strip() for text in ([cell] if isinstance(cell, str) else cell)]


def _raw(row: Row, column: str) -> str:
    """A cell as published, for a hash."""
    cell = row.get(column, "")
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def _relation(
    rule: RelationRule, row: Row, from_: Entity | str, to: Entity | str, said: dict[str, Any]
) -> Relation:
    kind = rule.kind
    if not kind.allows(_kind(from_), _kind(to)):
        raise RecordError(f"{kind.name} can't go from a {_kind(from_)} to a {_kind(to)}")
    return SOURCE.relation(
        kind.name,
        from_,
        to,
        key=[_raw(row, column) for column in rule.key] if rule.key is not None else None,
        start=rule.start.date(row) if rule.start is not None else None,
        end=rule.end.date(row) if rule.end is not None else None,
        **said,
        **{own: cell.property(kind.properties[own], row) for own, cell in rule.properties.items()},
    )


def _kind(end: Entity | str) -> str:
    return end.kind if isinstance(end, Entity) else reference().get(end).kind


def _end(end: str | Cell, row: Row, entities: dict[str, Entity]) -> Entity | str | None:
    """The entity or reference id at an end of a relation, or None where the row has none."""
    if isinstance(end, str):
        return entities.get(end)
    word = end.word(row)
    return None if word is None else _reference(str(word))


@lru_cache(maxsize=1_024)
def _reference(name: str) -> str:
    try:
        return reference().get(name).id
    except SchemaError as problem:
        raise RecordError(str(problem)) from problem
