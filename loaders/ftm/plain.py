"""Which lines of entities are plain, and what each is: the entity's id, its schema, and when it was last seen."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from beholden.loaders.json_columns import LIST, NOTHING, NUMBER, TEXT, WORD, Lines, Shape, object_of

_ANY = TEXT | NUMBER | WORD | LIST | object_of({}, LIST)
_HEAD = ("id", "schema", "properties", "last_seen")


def entity(properties: Sequence[str] = (), beside: Sequence[str] = ()) -> Shape:
    """The shape of an entity with nothing nested in it, whose properties have lists of texts.

    Its paths are those of `heads`, of these properties, and of these keys beside them.
    """
    line = object_of(
        {
            "id": TEXT,
            "schema": TEXT,
            "properties": object_of(dict.fromkeys(properties, LIST), LIST),
            "last_seen": _ANY,
            **dict.fromkeys(beside, _ANY),
            "op": NOTHING,
        },
        _ANY,
    )
    return Shape(line, (*_HEAD, *beside, *(f"properties.{name}" for name in properties)))


def heads(lines: Lines) -> pl.DataFrame:
    """A row a line of the shape of an entity, with its `row`, `id`, `schema` and `last_seen`, if it is an entity."""
    values = lines.leaves.columns(("id", "schema", "last_seen"))
    found = pl.DataFrame({**values, "whole": lines.leaves.has("properties")}).with_columns(
        row=pl.int_range(pl.len())
    )
    return found.filter(pl.all_horizontal("whole", pl.col("id", "schema").is_not_null())).drop("whole")
