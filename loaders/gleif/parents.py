"""Level 2 and the reporting exceptions in columns: what the loader says of the records that are plain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import polars as pl

from beholden.graph.claim_files import short_hashes
from beholden.graph.kinds import schema
from beholden.graph.statements import SEPARATOR
from beholden.loaders import Source
from beholden.loaders.columns import mapped, whole_days
from beholden.loaders.gleif.fields import LEI, NOTHING, PAGE, Fields, Told, by_kind
from beholden.loaders.table_columns import TableChunk


def consolidations(source: Source, table: TableChunk, places: pl.Series) -> tuple[Told, pl.Series, pl.Series]:
    """What these records of level 2 state, which of them are plain, and why one is set aside, null where it is not."""
    fields = Fields.of("rr", table)
    period = None if fields is None else _period(fields.all("period"))
    if fields is None or period is None:
        nothing = pl.repeat(None, len(table.cells), dtype=pl.String, eager=True)
        return NOTHING, nothing.is_not_null(), nothing
    said = fields.bare.select(
        *fields.ones("type", "registration", "child", "child_type", "parent", "parent_type", "status"),
        known=fields.known(),
        updated=fields.one("updated").str.slice(0, 10),
        start_text=period[0].str.slice(0, 10),
        stated_end=period[1].str.slice(0, 10),
    )
    level, _ = mapped(said["type"], lambda word: source.lookup("relation", word))
    registration, _ = mapped(said["registration"], lambda word: source.lookup("registration", word))
    status, _ = mapped(said["status"], lambda word: source.lookup("relation_status", word))
    over = said["stated_end"].is_null() & status.eq_missing("inactive")
    said = said.with_columns(
        fields.text,
        place=places,
        level=level,
        registration=registration,
        over=over,
        end_text=pl.when(over).then("updated").otherwise("stated_end"),
        aside=pl.when(level == "")
        .then(pl.col("type") + ": a relation that this graph has no kind for")
        .when(registration == "set aside")
        .then("a relation whose record is " + pl.col("registration")),
    ).with_columns(start_date=whole_days(pl.col("start_text")), end_date=whole_days(pl.col("end_text")))
    plain = said.select(
        pl.all_horizontal(
            "known",
            pl.col("aside").is_null(),
            pl.col("text", "level", "registration").is_not_null(),
            pl.col("child_type", "parent_type") == "LEI",
            pl.col("child", "parent").str.contains(LEI),
            pl.col("child") != pl.col("parent"),
            pl.col("start_text").is_null() | pl.col("start_date").is_not_null(),
            pl.col("end_date").is_not_null()
            | (pl.col("end_text").is_null() & ~pl.col("over") & (status == "active")),
            pl.col("stated_end").is_null()
            | pl.col("start_date").is_null()
            | (pl.col("end_date") >= pl.col("start_date")),
        ).fill_null(False)
    ).to_series()
    said, aside = said.filter(plain).with_columns(record=pl.int_range(pl.len())), said["aside"]
    stated = said.select(
        *("place", "record", "level", "start_date", "start_text", "end_text"),
        from_stated=f"{source.id}/" + pl.col("parent"),
        to_stated=f"{source.id}/" + pl.col("child"),
        start_earliest="start_date",
        end_date="end_date",
        end_latest=pl.when(~pl.col("over")).then("end_date"),
        dispute=pl.when("over").then(
            "the register says on " + pl.col("end_text") + " that it is over, and not since when"
        ),
        page=PAGE + pl.col("child"),
    )
    return Told(said["text"], [("CONSOLIDATES", _related(source, "CONSOLIDATES", stated))]), plain, aside


def exceptions(source: Source, table: TableChunk, places: pl.Series) -> tuple[Told, pl.Series]:
    """What these reporting exceptions state, and which of them are plain."""
    fields = Fields.of("repex", table)
    if fields is None or not (paths := fields.all("reason")):
        return NOTHING, pl.repeat(False, len(table.cells), dtype=pl.Boolean, eager=True)
    words = [mapped(fields.bare[path], lambda word: source.lookup("reason", word)) for path in paths]
    reasons = pl.DataFrame([reason.alias(path) for path, (reason, _) in zip(paths, words, strict=True)])
    least, most = pl.min_horizontal(paths), pl.max_horizontal(paths)
    reason = pl.when(least == most).then(least).when(least != most).then(pl.lit("unknown"))
    stands = source.lookups["stands_for"]
    said = fields.bare.select(
        *fields.ones("lei", "category"),
        known=fields.known(),
        published=pl.concat_str(paths, separator=", ", ignore_nulls=True),
    ).with_columns(
        fields.text,
        place=places,
        reason=reasons.select(reason).to_series(),
        known_reasons=pl.DataFrame([known.alias(path) for path, (_, known) in zip(paths, words, strict=True)])
        .select(pl.all_horizontal(pl.all()))
        .to_series(),
    )
    level, _ = mapped(said["category"], lambda word: source.lookup("exception", word))
    said = said.with_columns(
        level=level,
        **{
            name: pl.col("reason").replace_strict(
                {reason: told[name] for reason, told in stands.items()}, default=None, return_dtype=pl.String
            )
            for name in ("name", "kind", "relation")
        },
    )
    plain = said.select(
        pl.all_horizontal(
            "known",
            "known_reasons",
            pl.col("text", "level", "relation").is_not_null(),
            pl.col("lei").str.contains(LEI),
        ).fill_null(False)
    ).to_series()
    said = said.filter(plain).with_columns(
        subject=pl.format(f"{source.id}/{{}}/{{}}-parent", "lei", "level"),
        page=PAGE + pl.col("lei"),
        record=pl.int_range(pl.len()),
    )
    unnamed = said.select(
        *("kind", "place", "record", "subject", "page"),
        name=pl.format(
            "{}, by a GLEIF reporting exception of {} ({} parent: {})", "name", "lei", "level", "published"
        ),
        kind_stated=pl.col("kind") != "Organization",
        unknown_reason="reason",
    )
    ends = said.select(
        *("relation", "place", "record", "level", "page"),
        from_stated="subject",
        to_stated=f"{source.id}/" + pl.col("lei"),
    )
    parents = ends.filter(relation="CONSOLIDATES").drop("relation")
    others = ends.filter(relation="CONTROLS").select(
        *("place", "record", "page", "from_stated", "to_stated"),
        mechanism=pl.lit("not_stated"),
        direct=pl.when(level="direct").then(pl.lit("direct")).otherwise(pl.lit("not_stated")),
    )
    related = [("CONSOLIDATES", parents), ("CONTROLS", others)]
    relations = [(kind, _related(source, kind, frame)) for kind, frame in related if len(frame)]
    return Told(said["text"], [*by_kind(unnamed), *relations]), plain


def _related(source: Source, kind: str, stated: pl.DataFrame) -> pl.DataFrame:
    """Relations of a kind with the ids that they have: of their ends, and what the kind names as its key."""
    keys = (f"{name}=" + pl.col(name) for name in schema().kind(kind).key)
    joined = pl.concat_str(pl.lit(kind), "from_stated", "to_stated", *keys, separator=SEPARATOR)
    hashes = pl.Series(short_hashes(stated.select(joined).to_series()), dtype=pl.String)
    return stated.with_columns(subject=f"{source.id}/r-" + hashes)


def _period(paths: Sequence[str]) -> tuple[pl.Expr, pl.Expr] | None:
    """When a relation began and ended: the first of its periods that is its own; None where they lie in disorder."""
    found = [(before, name.lower(), path) for path in paths for before, _, name in [path.rpartition(".")]]
    periods = [(before, list(parts)) for before, parts in groupby(found, key=lambda part: part[0])]
    if len(dict(periods)) < len(periods) or len({part[:2] for part in found}) < len(found):
        return None
    nothing = pl.lit(None, dtype=pl.String)
    start, end = nothing, nothing
    for _, parts in reversed(periods):
        path_of = {name: path for _, name, path in parts}
        if (type_ := path_of.get("periodtype")) is not None:
            own = pl.col(type_) == "RELATIONSHIP_PERIOD"
            first, last = (
                pl.col(path_of[name]) if name in path_of else nothing for name in ("startdate", "enddate")
            )
            start, end = pl.when(own).then(first).otherwise(start), pl.when(own).then(last).otherwise(end)
    return start, end
