"""Cells as a mapping's TOML writes them: the name of a column, or a table that says more about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.graph.kinds import Kind
from beholden.graph.toml_tables import only_known, subtable, suggestion, text, texts
from beholden.loaders.mapped.cells import DATES, SHARES, Cell, Country

CELL = ("column", "value", "words", "none", "join", "split", "format", "prefix")
"""Keys of a cell that is written as a table."""


def read_cell(here: str, value: Any, date: bool = False, share: bool = False) -> Cell:
    """A cell from a column's name or a table."""
    if isinstance(value, str) and value:
        return Cell(value)
    if not isinstance(value, dict) or ("column" in value) == ("value" in value):
        raise SchemaError(
            f'{here}: write the name of a column, or {{ column = "..." }} or {{ value = ... }} with more'
        )
    only_known(here, value, CELL)
    format = text(here, value, "format") if "format" in value else None
    known = (*(DATES if date else ()), *(SHARES if share else ()))
    if format is not None and format not in known:
        raise SchemaError(
            f'{here}: format "{format}" is not one of {", ".join(known) or "none: it is no date or share"}'
        )
    if date and "words" in value:
        raise SchemaError(f"{here}: a date has no words; name those that say there is none under none")
    if date and "value" in value:
        partial_date(str(_plain(value["value"])))
    marks = {mark: value[mark] for mark in ("join", "split", "prefix") if mark in value}
    if not all(isinstance(mark, str) and mark for mark in marks.values()):
        raise SchemaError(f"{here}: join, split and prefix are texts")
    return Cell(
        column=text(here, value, "column") if "column" in value else None,
        value=_plain(value.get("value")),
        words=dict(subtable(here, value, "words")) if "words" in value else None,
        none=frozenset(texts(here, value, "none")),
        format=format,
        **marks,
    )


def read_constant(here: str, table: Mapping[str, Any], key: str) -> Cell:
    """A text that holds for all rows, or a cell."""
    value = table.get(key)
    return Cell(value=value) if isinstance(value, str) else read_cell(f"{here} {key}", value)


def read_country(here: str, value: Any) -> Country:
    """Where an entity's country comes from: a cell, or a column of addresses."""
    if not isinstance(value, dict) or "addresses" not in value:
        return Country(read_cell(here, value))
    only_known(here, value, ("addresses", "split"))
    return Country(Cell(text(here, value, "addresses"), split=value.get("split")), addresses=True)


def read_property(here: str, kinds: tuple[Kind, ...], name: str, value: Any) -> Cell:
    """The cell of a property that all these kinds have."""
    for kind in kinds:
        if name not in kind.properties:
            near = suggestion(name, kind.properties)
            raise SchemaError(
                f'{here}: {kind.name} has no property "{name}"{near}; `beholden schema {kind.name}`'
            )
    own = kinds[0].properties[name]
    cell = read_cell(f"{here} {name}", value, date=own.type == "date", share=own.type == "fraction")
    if cell.column is None and (wanted := own.fault(cell.value)):
        raise SchemaError(f"{here}: {name} {cell.value!r} must be {wanted}")
    return cell


def listed(here: str, table: Mapping[str, Any], key: str) -> list[Any]:
    """The list under a key, where one thing may stand for a list of it."""
    value = table.get(key, [])
    return value if isinstance(value, list) else [value]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
