"""Which pairs of names are worth a closer look: those that share a rare word, its sound, or their letters."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from beholden.graph.matching.words import NameTable, of_words
from beholden.graph.side_by_side import each

_SHORT_SKELETON = 3

_AT_ONCE = 1_000_000
"""About how many keys that names share are counted at once."""

_BITS = 24
"""Bits for the number of a name where a pair and its hint are one number; the 16 between them are for the hint."""

_PAIRS = {"left": pl.UInt32, "right": pl.UInt32}


@dataclass(frozen=True, slots=True)
class Index:
    """The names of a list by their keys, made once for many questions.

    `keys` has a row a key: `key`, `rare` (from 0 to 1) and its `number`. `bearers` is a sparse matrix with a row a key
    and a column a name, 1 where the name has the key.
    """

    table: NameTable
    keys: pl.DataFrame
    bearers: Any

    @classmethod
    def of(cls, table: NameTable, words: pl.DataFrame, *, common: int = 300, letters: bool = True) -> Index:
        """Index a list. A key that more than `common` of its names share leads nowhere.

        With `letters` names can be found that share nothing but runs of letters, which takes many times as long.
        """
        known = name_keys(table, words, letters=letters, listed=True).select("key", "name")
        total = float(max(2, table.names.height))
        sharing = known.group_by("key").agg(pl.len().alias("sharing")).filter(pl.col("sharing") <= common)
        rare = (1 - pl.col("sharing").log() / pl.lit(total).log()).cast(pl.Float32)
        keys = sharing.select("key", rare=rare).with_row_index("number")
        rows = known.join(keys, on="key").with_columns(one=pl.lit(1, dtype=pl.UInt32))
        return cls(table, keys, _matrix(rows, "number", "name", "one", (keys.height, _end(table))))

    def candidates(
        self, asked: NameTable, words: pl.DataFrame, *, limit: int = 40, letters: bool = True
    ) -> pl.DataFrame:
        """For each name asked for the names of the list to compare it with: `left`, `right`, at most `limit` each.

        What names share is a product of matrices: what the keys of each name asked for weigh, and which names have
        them.
        """
        first, count = _end(asked) - asked.names.height, asked.names.height
        rows = name_keys(asked, words, letters=letters, listed=False).join(self.keys, on="key")
        hint = (pl.col("weight") * pl.col("rare") * 1000).round().cast(pl.UInt32)
        rows = rows.select("number", name=pl.col("name") - first, hint=hint)
        hints = _matrix(rows, "name", "number", "hint", (count, self.keys.height))
        sharing = np.diff(self.bearers.indptr)[rows["number"].to_numpy()]
        shared = np.cumsum(np.bincount(rows["name"].to_numpy(), sharing, minlength=count))
        cuts = np.flatnonzero(np.diff(shared // _AT_ONCE, prepend=-1, append=np.inf)).tolist()

        def part(ends: tuple[int, int]) -> pl.DataFrame:
            return _best(hints[slice(*ends)] @ self.bearers, ends[0] + first, limit)

        best = each(part, itertools.pairwise(cuts))
        return pl.concat([pl.DataFrame(schema=_PAIRS), *best])


def _end(table: NameTable) -> int:
    """The number after that of the last name."""
    return int(table.names["name"][-1]) + 1 if table.names.height else 0


def _matrix(frame: pl.DataFrame, row: str, column: str, value: str, shape: tuple[int, int]) -> Any:
    from scipy import sparse

    ends = (frame[row].cast(pl.Int32).to_numpy(), frame[column].cast(pl.Int32).to_numpy())
    return sparse.csr_array((frame[value].to_numpy(), ends), shape=shape)


def _best(shared: Any, first: int, limit: int) -> pl.DataFrame:
    """Of the names in each row of a matrix those that share the most, at most `limit` a row, sorted.

    `first` is the number of the first row. A pair with its hint is one number: sorting numbers takes a fraction of the
    time of a table.
    """
    rows, listed = shared.shape
    if max(rows, listed) > 2**_BITS:
        raise ValueError(f"more than {2**_BITS:,} names at once")
    each = np.diff(shared.indptr)
    row = np.repeat(np.arange(rows, dtype=np.uint64), each)
    less = (2**16 - 1 - np.minimum(shared.data, 2**16 - 1)).astype(np.uint64)
    ranked = (row << np.uint64(_BITS + 16)) | (less << np.uint64(_BITS)) | shared.indices.astype(np.uint64)
    ranked.sort()
    kept = np.arange(len(ranked)) - np.repeat(shared.indptr[:-1], each) < limit
    right = ranked[kept] & np.uint64(2**_BITS - 1)
    pairs = np.sort((row[kept] << np.uint64(_BITS)) | right)
    left, right = pairs >> np.uint64(_BITS), pairs & np.uint64(2**_BITS - 1)
    return pl.DataFrame(
        {"left": (left + np.uint64(first)).astype(np.uint32), "right": right.astype(np.uint32)}
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
