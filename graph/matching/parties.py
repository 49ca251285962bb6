"""Pairs of parties of one country whose names are alike and not identical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from beholden.graph.matching.compare import PARTS, close, compare
from beholden.graph.matching.score import reasons, scale, scored
from beholden.graph.matching.words import NameTable, Vocabulary, key_table

_COMMON = 200
"""A word that more names of one country than this begin their search by leads nowhere."""

_TELLING = 0.7
"""The weight from which on a third word of a name is worth a search."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two names, by their places in what was asked, with the score of the pair and its parts."""

    left: int
    right: int
    score: float
    parts: Mapping[str, float]

    def reasons(self) -> list[str]:
        """What speaks for the pair and against it, in words."""
        return reasons(self.parts)


def alike(names: pl.DataFrame) -> list[Alike]:
    """The pairs of names, each with its `base`, legal `form` and `country`, that are the same or may be.

    Each pair stands once, the smaller place first, in the order of places. Names of two countries make no pair. A
    score depends on its two names alone, so that another name beside them changes none.
    """
    if names.is_empty():
        return []
    asked = names.with_row_index("place")
    known = asked.select("base", "form").unique().sort("base", "form").with_row_index("name")
    vocabulary = Vocabulary()
    table = key_table(known.select("base", "form"), vocabulary)
    words = vocabulary.frame()
    places = asked.join(known, on=["base", "form"]).select("place", "name", "country")
    pairs = close(_sharing(places, table, words), table, table)
    found = scored(compare(pairs, table, table, words)).filter(pl.col("score") >= scale().unsure)
    # Names are sorted as their places need not be.
    rows = (
        found.join(places.rename({"name": "left", "place": "one"}), on="left")
        .join(places.rename({"name": "right", "place": "other"}), on=["right", "country"])
        .with_columns(one=pl.min_horizontal("one", "other"), other=pl.max_horizontal("one", "other"))
        .sort("one", "other")
    )
    return [
        Alike(row["one"], row["other"], row["score"], {name: row[name] for name in PARTS})
        for row in rows.iter_rows(named=True)
    ]


def _sharing(places: pl.DataFrame, table: NameTable, words: pl.DataFrame) -> pl.DataFrame:
    """The pairs of names of one country that share one of the rarest words of each, by sound, or all letters.

    These are the two rarest of a name, and a third if it says much.
    """
    rarest = (
        table.words.join(words, on="word")
        .sort(["name", "weight", "text"], descending=[False, True, False])
        .with_columns(rank=pl.int_range(pl.len()).over("name"))
        .filter((pl.col("rank") < 2) | ((pl.col("rank") == 2) & (pl.col("weight") >= _TELLING)))
    )
    sound = pl.when(pl.col("skeleton").str.len_chars() > 2).then("skeleton").otherwise("text")
    keys = pl.concat(
        [rarest.select("name", key=sound.hash(7)), table.names.select("name", key=pl.col("joined").hash(7))]
    ).unique()
    rows = places.select("name", "country").unique().join(keys, on="name").unique()
    shared = rows.group_by("key", "country").agg(pl.len().alias("sharing"))
    shared = shared.filter(pl.col("sharing").is_between(2, _COMMON)).drop("sharing")
    rows = rows.join(shared, on=["key", "country"])
    pairs = rows.join(rows, on=["key", "country"], suffix="_right").filter(
        pl.col("name") < pl.col("name_right")
    )
    return pairs.select(left="name", right="name_right").unique().sort("left", "right")
