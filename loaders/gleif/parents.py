"""Level 2 and the reporting exceptions in columns: what the loader says of the records that are plain."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import NamedTuple

import numpy as np
import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.statements import digests
from beholden.loaders import Source
from beholden.loaders.eights import Flags, Int32s
from beholden.loaders.gleif.fields import (
    NOTHING,
    OF_DAY,
    PAGE,
    Told,
    by_kind,
    looked_up,
    paths_of,
    sorted_cells,
)
from beholden.loaders.leaves import Numbered
from beholden.loaders.table_columns import Sorted, TableChunk
from beholden.loaders.text_cells import NO_DAY, dates

Dates = tuple[Int32s, Int32s]
"""The cells of dates, -1 for none, and the days that they are."""


class Aside(NamedTuple):
    """Which records are set aside, and how many of them why."""

    which: Flags
    why: Counter[str]


def consolidations(source: Source, table: TableChunk) -> tuple[Told, Flags, Aside]:
    """What these records of level 2 state, which of them are plain, and which are set aside."""
    cells = sorted_cells("rr", table)
    texts = cells.texts
    type_, registration, status, child_type, parent_type = map(
        cells.numbered, ("type", "registration", "status", "child_type", "parent_type")
    )
    levels, _ = looked_up(type_, lambda word: source.lookup("relation", word))
    registrations, _ = looked_up(registration, lambda word: source.lookup("registration", word))
    statuses, _ = looked_up(status, lambda word: source.lookup("relation_status", word))
    no_kind = type_.flags(level == "" for level in levels)
    aside = no_kind | registration.flags(stands == "set aside" for stands in registrations)
    why = _counted("{}: a relation that this graph has no kind for", type_, no_kind)
    why += _counted("a relation whose record is {}", registration, aside & ~no_kind)
    if (period := _period(cells)) is None:
        return NOTHING, np.zeros(len(aside), np.bool_), Aside(aside, why)
    (start, start_days), (stated_end, stated_end_days) = period
    child, parent = cells.first("child"), cells.first("parent")
    over = (stated_end < 0) & status.flags(word == "inactive" for word in statuses)
    end = np.where(over, cells.first("updated"), stated_end)
    end_days = np.where(over, cells.days("updated"), stated_end_days)
    plain = (
        ~cells.odd
        & ~aside
        & type_.flags(level is not None for level in levels)
        & registration.flags(stands is not None for stands in registrations)
        & child_type.flags(word == "LEI" for word in child_type.values)
        & parent_type.flags(word == "LEI" for word in parent_type.values)
        & cells.shaped("child")
        & cells.shaped("parent")
        & ~texts.alike(child, parent)
        & ((start < 0) | (start_days != NO_DAY))
        & ((end_days != NO_DAY) | ((end < 0) & ~over & status.flags(word == "active" for word in statuses)))
        & ((stated_end < 0) | (start < 0) | (end_days >= start_days))
    )
    rows = np.flatnonzero(plain)
    over, end = over[rows], end[rows]
    start_date, end_date = dates(start_days[rows]), dates(end_days[rows])
    stated = pl.DataFrame(
        {
            "record": pl.arange(len(rows), eager=True),
            "level": type_.of(rows).made(levels),
            "start_date": start_date,
            "start_earliest": start_date,
            "start_text": texts.column(start[rows], OF_DAY),
            "end_date": end_date,
            "end_latest": end_date,
            "end_text": texts.column(end, OF_DAY),
            "from_stated": texts.prefixed(f"{source.id}/", parent[rows]),
            "to_stated": texts.prefixed(f"{source.id}/", child[rows]),
            "page": texts.prefixed(PAGE, child[rows]),
        }
    )
    if over.any():
        stated = stated.with_columns(over=pl.Series(over)).select(
            pl.exclude("over", "end_latest"),
            end_latest=pl.when(~pl.col("over")).then("end_date"),
            dispute=pl.when("over").then(
                "the register says on " + pl.col("end_text") + " that it is over, and not since when"
            ),
        )
    related = [("CONSOLIDATES", _related(source, "CONSOLIDATES", stated))] if len(rows) else []
    return Told(table.filled.objects(table.rows[rows]), related), plain, Aside(aside, why)


def exceptions(source: Source, table: TableChunk) -> tuple[Told, Flags]:
    """What these reporting exceptions state, and which of them are plain."""
    cells = sorted_cells("repex", table)
    texts, leis, stands = cells.texts, cells.first("lei"), source.lookups["stands_for"]
    category = cells.numbered("category")
    levels, _ = looked_up(category, lambda word: source.lookup("exception", word))
    known, least, most = np.ones(len(leis), np.bool_), np.full(len(leis), len(stands)), np.full(len(leis), -1)
    numbers = {reason: number for number, reason in enumerate(stands)}
    published = []
    for path in paths_of("repex", "reason", cells):
        stated = cells.numbered(path)
        reasons, made = looked_up(stated, lambda word: source.lookup("reason", word))
        known &= made
        number = np.array([*(numbers.get(own or "", -1) for own in reasons), -1])[stated.number]
        least, most = np.where(number < 0, least, np.minimum(least, number)), np.maximum(most, number)
        published.append(cells.first(path))
    plain = (
        ~cells.odd
        & known
        & (most >= 0)
        & category.flags(level is not None for level in levels)
        & cells.shaped("lei")
    )
    rows = np.flatnonzero(plain)
    if not len(rows):
        return NOTHING, plain
    reason = np.where(least == most, most, numbers["unknown"])[rows].astype(np.int32)
    words, leis = [*stands], leis[rows]
    said = pl.DataFrame(
        {
            "record": pl.arange(len(rows), eager=True),
            "lei": texts.column(leis),
            "page": texts.prefixed(PAGE, leis),
            "of": texts.prefixed(f"{source.id}/", leis),
            "level": category.of(rows).made(levels),
            "unknown_reason": pl.Series(words).gather(reason),
            "who": pl.Series([stands[word]["name"] for word in words]).gather(reason),
            "published": pl.select(
                pl.concat_str(
                    (texts.column(cell[rows]) for cell in published), separator=", ", ignore_nulls=True
                )
            ).to_series(),
        }
    )
    kinds = sorted({told["kind"] for told in stands.values()})
    kind = np.array([kinds.index(stands[word]["kind"]) for word in words], np.int32)[reason]
    said = said.with_columns(
        subject=pl.format("{}/{}-parent", "of", "level"),
        kind_stated=pl.Series(kind != kinds.index("Organization")),
    )
    unnamed = said.select(
        *("record", "subject", "page", "kind_stated", "unknown_reason"),
        name=pl.format(
            "{}, by a GLEIF reporting exception of {} ({} parent: {})", "who", "lei", "level", "published"
        ),
    )
    consolidate = pl.Series([stands[word]["relation"] == "CONSOLIDATES" for word in words]).gather(reason)
    ends = said.select("record", "level", "page", from_stated="subject", to_stated="of")
    others = ends.filter(~consolidate).select(
        *("record", "page", "from_stated", "to_stated"),
        mechanism=pl.lit("not_stated"),
        direct=pl.when(level="direct").then(pl.lit("direct")).otherwise(pl.lit("not_stated")),
    )
    related = [("CONSOLIDATES", ends.filter(consolidate)), ("CONTROLS", others)]
    relations = [(kind, _related(source, kind, frame)) for kind, frame in related if len(frame)]
    return Told(table.filled.objects(table.rows[rows]), [*by_kind(kinds, kind, unnamed), *relations]), plain


def _counted(reason: str, words: Numbered, which: Flags) -> Counter[str]:
    """How many of these rows have each word, by the reason that names it."""
    counts = np.bincount(words.number[which], minlength=len(words.values)).tolist()
    return +Counter({reason.format(word): count for word, count in zip(words.values, counts, strict=True)})


def _related(source: Source, kind: str, stated: pl.DataFrame) -> pl.DataFrame:
    """Relations of a kind with the ids that they have: of their ends, and what the kind names as its key."""
    keys = (f"{name}=" + pl.col(name) for name in schema().kind(kind).key)
    own = digests(pl.lit(kind), pl.col("from_stated"), pl.col("to_stated"), *keys)
    return stated.with_columns(subject=f"{source.id}/r-" + own)


def _period(cells: Sorted) -> tuple[Dates, Dates] | None:
    """When a relation began and ended: the first of its periods that is its own; None where they lie in disorder."""
    paths = paths_of("rr", "period", cells)
    found = [(before, name.lower(), path) for path in paths for before, _, name in [path.rpartition(".")]]
    periods = [(before, list(parts)) for before, parts in groupby(found, key=lambda part: part[0])]
    if len(dict(periods)) < len(periods) or len({part[:2] for part in found}) < len(found):
        return None
    nothing = np.full(len(cells.odd), -1, np.int32), np.full(len(cells.odd), NO_DAY, np.int32)
    start = end = nothing
    for _, parts in reversed(periods):
        path_of = {name: path for _, name, path in parts}
        if (type_ := path_of.get("periodtype")) is not None:
            sort = cells.numbered(type_)
            own = sort.flags(word == "RELATIONSHIP_PERIOD" for word in sort.values)
            start, end = (
                _where(own, path_of.get(name), cells, otherwise)
                for name, otherwise in (("startdate", start), ("enddate", end))
            )
    return start, end


def _where(own: Flags, path: str | None, cells: Sorted, otherwise: Dates) -> Dates:
    """The dates at a path, or those otherwise."""
    first, days = cells.first(path or ""), cells.days(path or "")
    return np.where(own, first, otherwise[0]), np.where(own, days, otherwise[1])
