"""Which lines of entities are plain, and what each is: the entity's id, its schema, and when it was last seen."""

from __future__ import annotations

import polars as pl

from beholden.loaders.json_columns import LIST, SCALAR, TEXT, member, object_of, plain_lines

SHAPE = object_of(member(f"{TEXT}|{SCALAR}|{LIST}|{object_of(member(LIST))}"))
"""An entity with nothing nested in it, whose properties have lists of texts."""


def heads(texts: pl.Series) -> pl.DataFrame:
    """A row a line: `line` as `plain_lines` gives it, null where it is no plain entity; `id`, `schema`, `last_seen`."""
    line = pl.col("line")
    found = pl.DataFrame({"line": plain_lines(texts, SHAPE)}).with_columns(
        id=line.str.extract(r'"id": ?"([^"\x01-\x07]*)"'),
        schema=line.str.extract(r'"schema": ?"([^"\x01-\x07]*)"'),
        last_seen=line.str.extract(r'"last_seen": ?"([^"]*)"'),
    )
    # Before a text, and before an object, these words are keys of the entity: properties have lists.
    plain = (
        pl.col("id").is_not_null()
        & pl.col("schema").is_not_null()
        & (line.str.count_matches('"id":', literal=True) == 1)
        & (line.str.count_matches('"schema":', literal=True) == 1)
        & (line.str.count_matches('"properties":', literal=True) == 1)
        & line.str.contains(r'"properties": ?\{')
        & (line.str.count_matches('"last_seen":', literal=True) <= 1)
        & ~line.str.contains('"op":', literal=True)
    )
    return found.with_columns(line=pl.when(plain).then(line))
