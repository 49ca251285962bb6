"""Scores of pairs of names that stand beside each other in two columns."""

from __future__ import annotations

import polars as pl

from beholden.graph.matching.compare import compare
from beholden.graph.matching.score import scored
from beholden.graph.matching.words import Vocabulary, key_table, name_key_columns


def pair_scores(left: pl.Series, right: pl.Series) -> pl.Series:
    """How alike the two names of each row are, from 0 to 1; countries count for nothing. No name is null.

    A score depends on its two names alone.

    >>> pair_scores(pl.Series(["Kite Works AG", "Kite Works AG"]), pl.Series(["KITE WORKS A.G.", "Lamp SE"])).to_list()
    [1.0, 0.0]
    """
    every = pl.concat([left.alias("name"), right.alias("name")])
    different = every.unique(maintain_order=True)
    numbers = pl.int_range(len(different), dtype=pl.UInt32, eager=True)
    places = every.replace_strict(different, numbers, return_dtype=pl.UInt32)
    vocabulary = Vocabulary()
    table = key_table(name_key_columns(different), vocabulary)
    pairs = pl.DataFrame({"left": places.head(len(left)), "right": places.tail(len(right))})
    return scored(compare(pairs, table, table, vocabulary.frame()))["score"]
