"""Entities with one a line, in chunks: what the plain ones say in columns, and all others as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from beholden.loaders import Record, Rejected, Skipped, Source
from beholden.loaders.columns import Chunk
from beholden.loaders.ftm.files import Item, Survey, single_items
from beholden.loaders.ftm.party_columns import parties
from beholden.loaders.ftm.plain import heads
from beholden.loaders.ftm.relation_columns import related
from beholden.loaders.ftm.relations import ENDS
from beholden.loaders.ftm.values import Said, Values, values_of
from beholden.loaders.json_columns import Lines, dumped, json_lines

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
    for file in files:
        for lines in json_lines(file):
            yield _chunk(source, lines, found, record)


def _chunk(source: Source, lines: Lines, found: Survey, record: Callable[[Item], Record | Skipped]) -> Chunk:
    entities = heads(lines.texts).with_columns(at=pl.int_range(pl.len()), place=lines.places())
    schemata = source.lookups["schema"]
    entities = entities.with_columns(
        kind=pl.col("schema").replace_strict(list(schemata), list(schemata.values()), default=None)
    )
    plain = pl.col("line").is_not_null()
    out = entities.filter(plain, pl.col("kind").is_null())
    skipped = {
        at: Skipped(place, OUT.format(schema=schema))
        for at, place, schema in out.select("at", "place", "schema").iter_rows()
    }
    said, read, left_out = _said(source, entities.filter(plain, pl.col("kind").is_not_null()), found)
    skipped.update(left_out)
    done = pl.Series([*skipped, *read], dtype=pl.Int64)
    rest = pl.Series(range(len(entities)), dtype=pl.Int64).is_in(done.implode()).not_()
    others: dict[int, Record | Rejected | Skipped] = dict(skipped)
    for at, item in zip(rest.arg_true(), single_items(lines, rest), strict=True):
        others[at] = item if isinstance(item, Rejected) else record(item)
    return Chunk(len(read), said, [others[at] for at in sorted(others)])


def _said(
    source: Source, entities: pl.DataFrame, found: Survey
) -> tuple[Said, list[int], dict[int, Skipped]]:
    """What entities of known schemata state; which say it, and which are left out: their numbers among the lines."""
    if entities.is_empty():
        return [], [], {}
    values = values_of(source, entities["line"])
    entities = entities.select(
        "at",
        "place",
        "id",
        "schema",
        "kind",
        row=pl.int_range(pl.len()),
        subject=f"{source.id}/" + pl.col("id"),
        text=dumped(entities["line"]),
    ).join(values.stated_by(), on="row", how="left", maintain_order="left")
    entities = entities.with_columns(pl.col("stated_by").fill_null(source.publisher)).filter(values.once)
    others = {
        **_strangers(entities, values, "HOLDS_POST", "director", found.persons, NO_PERSON),
        **_strangers(entities, values, "MEMBER_OF", "organization", found.bodies, NO_BODY),
    }
    entities = entities.filter(~pl.col("at").is_in(list(others)))
    is_relation = pl.col("kind").is_in(list(ENDS))
    said, bad = [], []
    for some, state in ((entities.filter(~is_relation), parties), (entities.filter(is_relation), related)):
        if not some.is_empty():
            stated, not_plain = state(source, some, values)
            said += stated
            bad.append(some.filter(pl.col("row").is_in(not_plain.implode()))["at"])
    read = entities.filter(~pl.col("at").is_in(pl.concat(bad).implode()))["at"].to_list() if bad else []
    return said, read, others


def _strangers(
    entities: pl.DataFrame, values: Values, kind: str, name: str, known: set[str], reason: str
) -> dict[int, Skipped]:
    """The relations of a kind with an end that is none of the known, as they are skipped, by number of the line."""
    ends = entities.filter(pl.col("kind") == kind).join(values.ids(name), on="row", maintain_order="left")
    others = [end for end in ends["text_right"].unique() if end not in known]
    strangers = ends.filter(pl.col("text_right").is_in(others)).unique("at", maintain_order=True)
    return {at: Skipped(place, reason) for at, place in strangers.select("at", "place").iter_rows()}
