"""Which pairs of names are worth a closer look: those that share a rare word, its sound, or their letters."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from beholden.graph.matching.words import NameTable

_SHORT_SKELETON = 3


@dataclass(frozen=True, slots=True)
class Index:
    """The names of a list by their keys, made once for many questions."""

    table: NameTable
    keys: pl.DataFrame

    @classmethod
    def of(cls, table: NameTable, words: pl.DataFrame, *, common: int = 300, letters: bool = True) -> Index:
        """Index a list. A key that more than `common` of its names share leads nowhere.

        With `letters` names can be found that share nothing but runs of letters, which takes many times as long.
        """
        known = name_keys(table, words, letters=letters).select("key", right="name")
        total = float(max(2, table.names.height))
        sharing = known.group_by("key").agg(pl.len().alias("sharing")).filter(pl.col("sharing") <= common)
        rare = sharing.select(
            "key", rare=(1 - pl.col("sharing").log() / pl.lit(total).log()).cast(pl.Float32)
        )
        return cls(table, known.join(rare, on="key"))

    def candidates(
        self, asked: NameTable, words: pl.DataFrame, *, limit: int = 40, letters: bool = True
    ) -> pl.DataFrame:
        """For each name asked for the names of the list to compare it with: `left`, `right`, at most `limit` each."""
        rows = (
            name_keys(asked, words, letters=letters)
            .join(self.keys, on="key")
            .group_by("name", "right")
            .agg((pl.col("weight") * pl.col("rare")).sum().round(4).alias("hint"))
        )
        best = rows.sort(["name", "hint", "right"], descending=[False, True, False])
        return (
            best.group_by("name", maintain_order=True)
            .head(limit)
            .select("right", left="name")
            .select("left", "right")
        )


def candidates(
    left: NameTable,
    right: NameTable,
    words: pl.DataFrame,
    *,
    limit: int = 40,
    common: int = 300,
    letters: bool = True,
) -> pl.DataFrame:
    """For each name of the left the names of the right to compare it with; see `Index`."""
    return Index.of(right, words, common=common, letters=letters).candidates(
        left, words, limit=limit, letters=letters
    )


def name_keys(table: NameTable, words: pl.DataFrame, *, letters: bool) -> pl.DataFrame:
    """The keys of each name, as `name`, `key` (a number) and `weight`.

    Keys are its words, the sound of each, what it is short for, and with `letters` its runs of three letters, without
    them the two ends of its rarest word.
    """
    found = table.words.join(words, on="word")
    short = table.names.filter((pl.col("count") == 1) & pl.col("joined").str.len_chars().is_between(3, 7))
    joined = pl.col("joined").str
    kinds = [
        found.select("name", key=_hash("w", pl.col("text")), weight="weight"),
        found.filter(pl.col("skeleton").str.len_chars() >= _SHORT_SKELETON).select(
            "name", key=_hash("s", pl.col("skeleton")), weight=pl.col("weight") * 0.8
        ),
        _weighing(
            0.8, table.names.filter(pl.col("initials").str.len_chars() > 2), _hash("i", pl.col("initials"))
        ),
        _weighing(0.8, short, _hash("i", pl.col("joined"))),
        _weighing(0.8, short.filter(joined.len_chars() > 3), _hash("i", joined.head(-1))),
        # Names that differ in blanks alone.
        _weighing(1.0, table.names.filter(pl.col("count") != 1), _hash("w", pl.col("joined"))),
    ]
    if letters:
        text = pl.concat_str(pl.lit("^"), "joined", pl.lit("$"))
        runs = table.names.select("name", text=text).with_columns(
            at=pl.int_ranges(0, pl.max_horizontal(1, pl.col("text").str.len_chars().cast(pl.Int64) - 2))
        )
        kinds.append(
            _weighing(0.3, runs.explode("at"), _hash("l", pl.col("text").str.slice(pl.col("at"), 3)))
        )
    else:
        # A letter lost or added leaves one end of the rarest word whole.
        rarest = found.sort(["name", "weight", "text"], descending=[False, True, False]).unique(
            "name", keep="first", maintain_order=True
        )
        rarest = rarest.filter(pl.col("text").str.len_chars() > 5)
        ends = pl.col("text").str
        kinds += [
            _weighing(0.4, rarest, _hash("b", ends.head(4))),
            _weighing(0.4, rarest, _hash("e", ends.tail(4))),
        ]
    return pl.concat([kind.cast({"weight": pl.Float32}) for kind in kinds]).unique(
        ["name", "key"], keep="first", maintain_order=True
    )


def _weighing(weight: float, names: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    return names.select("name", key=key, weight=pl.lit(weight, dtype=pl.Float32))


def _hash(kind: str, text: pl.Expr) -> pl.Expr:
    """A key as a number: joins on numbers take a fraction of the time and memory."""
    return pl.concat_str(pl.lit(kind), text).hash(7)
