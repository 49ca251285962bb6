"""Entities with one a line, in chunks: what the plain ones say in columns, and all others as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.graph.ahead import made_ahead
from beholden.loaders import Record, Rejected, Skipped, Source
from beholden.loaders.columns import Chunk
from beholden.loaders.ftm.files import Item, Survey, single_items
from beholden.loaders.ftm.party_columns import parties
from beholden.loaders.ftm.plain import heads
from beholden.loaders.ftm.relation_columns import related
from beholden.loaders.ftm.relations import ENDS
from beholden.loaders.ftm.values import Said, Values, shape, values_of
from beholden.loaders.json_columns import Block, Lines, Shape, json_blocks

OUT = "{schema}: no party, asset or relation of this graph"
NO_PERSON = "Directorship: the director is not known to be a person"
NO_BODY = "Membership: the body is not known to be a public one"
"""Why an entity is left out."""


def chunks(
    source: Source,
    files: Sequence[Path],
    found: Survey,
    record: Callable[[Item], Record | Skipped],
) -> Iterator[Chunk]:
    """Yield the entities of these files; `record` gives those that are not plain as the loader reads them."""
    read = shape(source)
    for file in files:
        yield from made_ahead(partial(_chunk, source, read, found=found, record=record), json_blocks(file))


def _chunk(
    source: Source, read_as: Shape, block: Block, found: Survey, record: Callable[[Item], Record | Skipped]
) -> Chunk:
    lines = block.read(read_as)
    schemata = source.lookups["schema"]
    entities = heads(lines).with_columns(
        kind=pl.col("schema").replace_strict(list(schemata), list(schemata.values()), default=None)
    )
    out = entities.filter(pl.col("kind").is_null())
    records, said, read, aside = _said(source, lines, entities.filter(pl.col("kind").is_not_null()), found)
    for (schema,), some in out.partition_by("schema", as_dict=True).items():
        aside[OUT.format(schema=schema)] = some["row"]
    rest = np.ones(len(lines.numbers), np.bool_)
    rest[pl.concat([read, *aside.values()])] = False
    others = [item if isinstance(item, Rejected) else record(item) for item in single_items(lines, rest)]
    return Chunk(len(read), records, said, others, {reason: len(some) for reason, some in aside.items()})


def _said(
    source: Source, lines: Lines, entities: pl.DataFrame, found: Survey
) -> tuple[pl.DataFrame, Said, pl.Series, dict[str, pl.Series]]:
    """The `text` and `place` of entities of known schemata, and what they state.

    Then which of them state it, and which are left out, by why: their `row`.
    """
    if entities.is_empty():
        return _records(lines, np.zeros(len(lines.numbers), np.bool_)), [], entities["row"], {}
    rows = np.zeros(len(lines.numbers), np.bool_)
    rows[entities["row"]] = True
    values = values_of(lines.leaves, rows)
    entities = entities.select(
        "row",
        "id",
        "schema",
        "kind",
        subject=f"{source.id}/" + pl.col("id"),
        record=pl.int_range(pl.len()),
    ).join(values.stated_by(), on="row", how="left", maintain_order="left")
    entities = entities.with_columns(pl.col("stated_by").fill_null(source.publisher))
    aside = {
        NO_PERSON: _strangers(entities, values, "HOLDS_POST", "director", found.persons),
        NO_BODY: _strangers(entities, values, "MEMBER_OF", "organization", found.bodies),
    }
    aside = {reason: some for reason, some in aside.items() if len(some)}
    entities = entities.filter(
        ~pl.col("row").is_in(pl.concat([entities["row"].clear(), *aside.values()]).implode())
    )
    is_relation = pl.col("kind").is_in(list(ENDS))
    said, bad = [], [entities["row"].clear()]
    for some, state in ((entities.filter(~is_relation), parties), (entities.filter(is_relation), related)):
        if not some.is_empty():
            stated, not_plain = state(source, some, values)
            said += stated
            bad.append(some.filter(pl.col("row").is_in(not_plain.implode()))["row"])
    read = entities.filter(~pl.col("row").is_in(pl.concat(bad).implode()))["row"]
    return _records(lines, rows), said, read, aside


def _records(lines: Lines, rows: NDArray[np.bool_]) -> pl.DataFrame:
    return pl.DataFrame({"text": lines.texts(), "place": lines.places()}).filter(pl.Series(rows))


def _strangers(entities: pl.DataFrame, values: Values, kind: str, name: str, known: set[str]) -> pl.Series:
    """The relations of a kind with an end in a property that is none of the known: their `row`."""
    ends = entities.filter(pl.col("kind") == kind).select("row").join(values.ids(name), on="row")
    others = [end for end in ends["text"].unique() if end not in known]
    return ends.filter(pl.col("text").is_in(others))["row"].unique()
