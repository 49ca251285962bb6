"""Which pairs of names are worth a closer look: those that share a rare word, its sound, or their letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from beholden.graph.matching.words import NameTable, of_words

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
        known = name_keys(table, words, letters=letters, listed=True).select("key", right="name")
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
        first = int(asked.names["name"][0]) if asked.names.height else 0
        rows = name_keys(asked, words, letters=letters, listed=False).join(self.keys, on="key")
        return _best(rows.with_columns(pl.col("name") - first), limit, self.table.names.height).with_columns(
            left=pl.col("left") + first
        )


_BITS = 24
"""Bits for the number of a name where a pair and its hint are one number; the 16 between them are for the hint."""


def _best(rows: pl.DataFrame, limit: int, listed: int) -> pl.DataFrame:
    """Of the pairs that share a key those that share the most, at most `limit` a name, sorted.

    A pair is one number, and so is a pair with its hint: sorting numbers takes a fraction of the time of a table.
    """
    if max(listed, rows["name"].max() or 0) >= 2**_BITS:
        raise ValueError(f"more than {2**_BITS:,} names at once")
    shared = rows.select(
        pair=pl.col("name").cast(pl.UInt64) * 2**_BITS + pl.col("right"),
        hint=(pl.col("weight") * pl.col("rare") * 1000).round().cast(pl.UInt32),
    ).sort("pair")
    pairs, hints = shared["pair"].to_numpy(), shared["hint"].to_numpy()
    if not len(pairs):
        return pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32})
    starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
    hint = np.minimum(np.add.reduceat(hints, starts), 2**16 - 1).astype(np.uint64)
    name, right = pairs[starts] >> np.uint64(_BITS), pairs[starts] & np.uint64(2**_BITS - 1)
    ranked = np.sort(
        (name << np.uint64(_BITS + 16)) | ((np.uint64(2**16 - 1) - hint) << np.uint64(_BITS)) | right
    )
    name, right = ranked >> np.uint64(_BITS + 16), ranked & np.uint64(2**_BITS - 1)
    begins = np.append(True, name[1:] != name[:-1])
    rank = np.arange(len(name)) - np.flatnonzero(begins)[np.cumsum(begins) - 1]
    kept = rank < limit
    found = pl.DataFrame({"left": name[kept].astype(np.uint32), "right": right[kept].astype(np.uint32)})
    return found.sort("left", "right")


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


def name_keys(table: NameTable, words: pl.DataFrame, *, letters: bool, listed: bool) -> pl.DataFrame:
    """The keys of each name, as `name`, `key` (a number) and `weight`.

    Keys are its words, the sound of each, what it is short for, its rarest word with a letter less on one of the two
    sides, the names that are `listed` and those that are asked, and with `letters` its runs of three letters.
    """
    found = of_words(table.words, words, "text", "weight", "skeleton")
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
    rarest = found.sort(["name", "weight", "text"], descending=[False, True, False]).unique(
        "name", keep="first", maintain_order=True
    )
    rarest = rarest.filter(pl.col("text").str.len_chars() > 4)
    less = rarest.with_columns(at=pl.int_ranges(0, pl.col("text").str.len_chars())).explode("at")
    word, lost = ("m", "a") if listed else ("a", "m")
    less_text = pl.col("text").str.head(pl.col("at")) + pl.col("text").str.slice(pl.col("at") + 1)
    kinds += [
        _weighing(0.6, rarest, _hash(word, pl.col("text"))),
        _weighing(0.6, less, _hash(lost, less_text)),
    ]
    return pl.concat([kind.cast({"weight": pl.Float32}) for kind in kinds]).unique(
        ["name", "key"], keep="first", maintain_order=True
    )


def _weighing(weight: float, names: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    return names.select("name", key=key, weight=pl.lit(weight, dtype=pl.Float32))


def _hash(kind: str, text: pl.Expr) -> pl.Expr:
    """A key as a number: joins on numbers take a fraction of the time and memory."""
    return pl.concat_str(pl.lit(kind), text).hash(7)
