"""Relations in columns: what `relations` says of the entities that are plain."""

from __future__ import annotations

import polars as pl

from beholden.errors import SchemaError
from beholden.graph.kinds import schema
from beholden.graph.statements import SEPARATOR, digests
from beholden.loaders import RecordError, Source
from beholden.loaders.columns import mapped
from beholden.loaders.ftm.parties import day
from beholden.loaders.ftm.relations import ENDS, OWN, own_properties
from beholden.loaders.ftm.values import Said, Values, bounds, joined


def related(source: Source, entities: pl.DataFrame, values: Values) -> tuple[Said, pl.Series]:
    """What these entities state, a frame a kind; and the rows of those that are not plain.

    `entities` has the columns `row`, `id` and `kind` of each, and those that all statements have.
    """
    start, no_start = _days(values, "startDate", "date")
    end, no_end = _days(values, "endDate")
    status = values.texts.filter(pl.col("name") == "status", pl.col("text") == "disputed")["row"]
    entities = joined(joined(entities, start, "start_text"), end, "end_text")
    bad = [
        no_start,
        no_end,
        status,
        entities.filter(pl.col("end_text") < pl.col("start_text"))["row"],
    ]
    first, last = bounds(start["text"]), bounds(end["text"])
    entities = (
        entities.join(first, left_on="start_text", right_on="text", how="left", maintain_order="left")
        .rename({"latest": "start_date", "earliest": "start_earliest"})
        .join(last, left_on="end_text", right_on="text", how="left", maintain_order="left")
        .rename({"earliest": "end_date", "latest": "end_latest"})
    )
    entities = entities.filter(~pl.col("row").is_in(pl.concat(bad).implode()))
    said = []
    for kind in ENDS:
        own = entities.filter(pl.col("kind") == kind)
        if not own.is_empty():
            frame, without = _of_kind(source, kind, own, values)
            said.append((kind, frame))
            bad.append(without)
    return said, pl.concat(bad)


def _days(values: Values, *names: str) -> tuple[pl.DataFrame, pl.Series]:
    """The one date of the first of these properties that has any, `row` and `text`; and the rows where it is none."""
    found = values.texts.filter(pl.col("name") == names[0])
    for name in names[1:]:
        others = values.texts.filter(pl.col("name") == name)
        found = pl.concat([found, others.join(found, on="row", how="anti")])
    one = found.filter(pl.col("row").is_unique())
    days, made = mapped(one["text"], lambda text: day([text]))
    return one.select("row", text=days).filter(made), one["row"].filter(~made)


def _of_kind(
    source: Source, kind: str, entities: pl.DataFrame, values: Values
) -> tuple[pl.DataFrame, pl.Series]:
    """The relations of one kind, one for each pair of ends; and the rows of the entities that are not plain."""
    given = entities
    for name in OWN[kind]:
        said = values.listed(name).with_columns(pl.col("texts").list.join(SEPARATOR))
        given = joined(given, said, f"said {name}")
    from_name, to_name = ENDS[kind]
    words = [f"said {name}" for name in OWN[kind]]
    each = (
        given.join(_own(source, kind, given.select(words).unique()), on=words, nulls_equal=True)
        .join(values.ids(from_name).rename({"text": "from_stated"}), on="row")
        .join(values.ids(to_name).rename({"text": "to_stated"}), on="row")
        .with_columns(
            from_stated=f"{source.id}/" + pl.col("from_stated"),
            to_stated=f"{source.id}/" + pl.col("to_stated"),
        )
    )
    own = digests(pl.lit(kind), *(pl.col(name) for name in ("from_stated", "to_stated", "id")))
    without = entities.join(each, on="row", how="anti")["row"]
    return each.with_columns(subject=f"{source.id}/r-" + own), without


def _own(source: Source, kind: str, stated: pl.DataFrame) -> pl.DataFrame:
    """The properties that the kind alone has, for each row of words that makes right ones."""
    rows, at = [], []
    for number, words in enumerate(stated.iter_rows()):
        texts = {name: word.split(SEPARATOR) for name, word in zip(OWN[kind], words, strict=True) if word}
        try:
            own = source.relation(kind, "", "", key=[], **own_properties(kind, texts)).properties
            schema().kind(kind).check(own)
        except (RecordError, SchemaError):
            continue
        rows.append(own)
        at.append(number)
    columns = {
        name: dtype
        for name, dtype in schema().kind(kind).own_columns().items()
        if any(name in own for own in rows)
    }
    return pl.concat([stated[at], pl.DataFrame(rows, schema=columns, orient="row")], how="horizontal")
