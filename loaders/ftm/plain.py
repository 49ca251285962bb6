"""Which lines of entities are plain, and what each is: the entity's id, its schema, and when it was last seen."""

from __future__ import annotations

import polars as pl

from beholden.loaders.json_columns import LIST, SCALAR, TEXT, member, object_of, plain_lines

_PROPERTIES = object_of(member(LIST))
SHAPE = object_of(member(f"{TEXT}|{SCALAR}|{LIST}|{_PROPERTIES}"))
"""An entity with nothing nested in it, whose properties have lists of texts."""

_FIRST = rf"\{{{member(TEXT, 'id')}(?:<,>{member(TEXT, 'caption')})?<,>{member(TEXT, 'schema')}"
_DAYS = "".join(f"(?:<,>{member(TEXT, name)})?" for name in ("first_seen", "last_seen", "last_change"))
USUAL = (
    rf"{_FIRST}<,>{member(_PROPERTIES, 'properties')}(?:<,>{member(LIST, 'referents', 'datasets', 'origin')})*"
    rf"{_DAYS}(?:<,>{member('true|false', 'target')})?\}}"
)
"""The shape that OpenSanctions writes, in which no key but that of a list stands twice."""


def heads(texts: pl.Series) -> pl.DataFrame:
    """A row a line: `line` as `plain_lines` gives it, null where it is no plain entity; its `id` and `schema`."""
    lines = plain_lines(texts, USUAL)
    others = lines.is_null().arg_true()
    if len(others):
        lines = lines.scatter(others, _unusual(texts.gather(others)))
    line = pl.col("line")
    return (
        lines.to_frame("line")
        .with_columns(
            id=line.str.extract(r'"id": ?"([^"\x01-\x07]*)"'),
            schema=line.str.extract(r'"schema": ?"([^"\x01-\x07]*)"'),
        )
        .with_columns(line=pl.when(pl.all_horizontal(pl.col("id", "schema").is_not_null())).then(line))
    )


def _unusual(texts: pl.Series) -> pl.Series:
    """The lines that are plain entities, whatever the order of their keys; null for all others."""
    line = pl.col("line")
    # Before a text, and before an object, these words are keys of the entity: properties have lists.
    plain = (
        (line.str.count_matches('"id":', literal=True) == 1)
        & (line.str.count_matches('"schema":', literal=True) == 1)
        & (line.str.count_matches('"properties":', literal=True) == 1)
        & line.str.contains(r'"properties": ?\{')
        & (line.str.count_matches('"last_seen":', literal=True) <= 1)
        & ~line.str.contains('"op":', literal=True)
    )
    return pl.DataFrame({"line": plain_lines(texts, SHAPE)}).select(pl.when(plain).then(line)).to_series()


def last_seen(lines: pl.Series) -> str:
    """The newest day on which these plain entities were last seen, "" for none."""
    days = lines.str.extract(r'"last_seen": ?"([^"]*)"').str.slice(0, 10)
    return str(days.max() or "")
