"""Pairs of parties of one country whose names are alike and not identical."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from beholden.graph.matching.compare import PARTS, close, compare
from beholden.graph.matching.score import reasons, scale, scored
from beholden.graph.matching.words import NameTable, Vocabulary, joined, key_table, of_words, ranges

_COMMON = 200
"""A word that more names of one country than this begin their search by leads nowhere."""

_TELLING = 0.7
"""The weight from which on a third word of a name is worth a search."""

_AT_ONCE = 4_000_000
"""About how many pairs are looked at at once."""

_SEPARATOR = "\x1f"

_NAME = ("base", "form")
KEY = (*_NAME, "country")
ROWS = pl.Schema({**dict.fromkeys(KEY, pl.String()), "keys": pl.List(pl.UInt64)})
_ENDS = ("base", "form", "base_right", "form_right")
PAIRS = pl.Schema(
    [
        *((name, pl.String()) for name in _ENDS),
        ("score", pl.Float64()),
        *((name, pl.Float32()) for name in PARTS),
    ]
)
"""The columns of what is compared, and of what is found; see `Compared`."""


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


@dataclass(frozen=True, slots=True)
class Compared:
    """Names that were compared with each other, and what was found.

    `rows` has `base`, `form` and `country` of each name, sorted by them, and the `keys` of its country that it was
    looked up by; `pairs` has the names that are the same or may be, whatever their country, with `score` and parts.
    """

    rows: pl.DataFrame
    pairs: pl.DataFrame

    def alike(self) -> list[Alike]:
        """The pairs of one country by the places of their names, the smaller first, in the order of places."""
        rows = self.rows.select(*KEY).with_row_index("one")
        found = (
            self.pairs.join(rows, on=_NAME)
            .join(
                rows.rename({"base": "base_right", "form": "form_right", "one": "other"}),
                on=["base_right", "form_right", "country"],
            )
            .sort("one", "other")
        )
        ends, parts = found.select("one", "other", "score").rows(), found.select(PARTS).rows()
        return [
            Alike(one, other, score, dict(zip(PARTS, values, strict=True)))
            for (one, other, score), values in zip(ends, parts, strict=True)
        ]


NOTHING = Compared(pl.DataFrame(schema=ROWS), pl.DataFrame(schema=PAIRS))


def alike(names: pl.DataFrame) -> list[Alike]:
    """The pairs of names, each with its `base`, legal `form` and `country`, that are the same or may be.

    The names are sorted by these, each once. Each pair stands once, the smaller place first, in the order of places.
    Names of two countries make no pair. A score depends on its two names alone, so that another name beside them
    changes none.
    """
    return compared(names).alike()


def compared(names: pl.DataFrame, before: Compared = NOTHING) -> Compared:
    """Compare names, sorted by `base`, `form` and `country`, each once, with each other.

    What was compared before changes nothing but the time it takes: of two names that were, the score is known, or that
    it is too low. Those are compared of which one is new, and those that share a key that led nowhere before.
    """
    rows = names.select(*KEY).with_columns(name=pl.struct(*_NAME).rle_id())
    rows = rows.join(before.rows, on=KEY, how="left", maintain_order="left")
    vocabulary = Vocabulary()
    fresh = rows.filter(pl.col("keys").is_null())
    own = fresh.select("name", *_NAME).unique("name", maintain_order=True)
    table = key_table(own.select(*_NAME), vocabulary)
    keys = fresh.select("name", "country").join(_keys(own["name"], table, vocabulary.frame()), on="name")
    keys = keys.select("name", "country", keys=pl.concat_str("key", "country", separator=_SEPARATOR).hash(7))
    keys = keys.group_by("name", "country").agg(pl.col("keys").sort())
    rows = rows.with_columns(new=pl.col("keys").is_null()).join(
        keys, on=["name", "country"], how="left", maintain_order="left"
    )
    rows = rows.with_columns(keys=pl.coalesce("keys", "keys_right")).drop("keys_right")
    every = rows.select("name", asked="new", key="keys").explode("key")
    leading = every.group_by("key").agg(pl.len().alias("sharing"), pl.col("asked").any().alias("any"))
    leading = leading.filter(pl.col("sharing").is_between(2, _COMMON))
    removed = before.rows.height > rows.height - fresh.height
    shared = _shared(every, leading, before.rows if removed else NOTHING.rows)
    others = rows.join(shared.select("name").unique(), on="name", how="semi", maintain_order="left")
    others = others.select("name", *_NAME).unique("name", maintain_order=True)
    others = others.join(own, on="name", how="anti", maintain_order="left")
    table, texts = joined(table, key_table(others.select(*_NAME), vocabulary)), pl.concat([own, others])
    places = np.zeros(rows.height, dtype=np.uint32)
    places[texts["name"].to_numpy()] = np.arange(texts.height)
    found = [_still_shared(before.pairs, rows, leading)]
    for pairs in _pairs(shared):
        pairs = pairs.select(pl.Series(side, places[pairs[side].to_numpy()]) for side in ("left", "right"))
        compared = scored(compare(close(pairs, table, table), table, table, vocabulary.frame()))
        compared = compared.filter(pl.col("score") >= scale().unsure)
        left, right = (texts.select(*_NAME)[compared[side]] for side in ("left", "right"))
        ends = left.hstack(right.rename(lambda name: f"{name}_right"))
        found.append(ends.hstack(compared.select("score", *PARTS)))
    return Compared(rows.select(*ROWS), pl.concat(found).unique(_ENDS).sort(_ENDS))


def _keys(names: pl.Series, table: NameTable, words: pl.DataFrame) -> pl.DataFrame:
    """By what each name is looked up, as `name` and `key`: the sound of its rarest words, and all its letters.

    These are the two rarest words, and a third if it says much.
    """
    # Words in the order in which a name is looked up by them: a name and its words are numbers to sort.
    order = np.empty(words.height, dtype=np.int64)
    order[words.select(pl.arg_sort_by("weight", "text", descending=[True, False])).to_series().to_numpy()] = (
        np.arange(words.height)
    )
    word = table.words["word"].to_numpy()
    at = table.words["name"].to_numpy().astype(np.int64) << 32 | order[word]
    place = np.argsort(at, kind="stable")
    name, word = at[place] >> 32, word[place]
    starts = np.flatnonzero(np.diff(name, prepend=-1))
    rank = np.arange(len(name)) - np.repeat(starts, np.diff(starts, append=len(name)))
    telling = words["weight"].to_numpy()[word] >= np.float32(_TELLING)
    rarest = pl.DataFrame({"name": name.astype(np.uint32), "word": word}).filter(
        pl.Series((rank < 2) | ((rank == 2) & telling))
    )
    rarest = of_words(rarest, words, "text", "skeleton")
    sound = pl.when(pl.col("skeleton").str.len_chars() > 2).then("skeleton").otherwise("text")
    keys = [rarest.select("name", key=sound), table.names.select("name", key="joined")]
    found = pl.concat(keys).unique()
    return found.with_columns(name=names.gather(found["name"]))


def _shared(every: pl.DataFrame, leading: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The names of each key that has names to compare: `key`, `name`, and whether it is `asked` for.

    Asked for are new names, and all names of a key that led nowhere before.
    """
    earlier = before.select(key="keys").explode("key").group_by("key").agg(pl.len().alias("sharing"))
    opened = earlier.filter(pl.col("sharing") > _COMMON).select("key", opened=pl.lit(True))
    leading = leading.join(opened, on="key", how="left").with_columns(pl.col("opened").fill_null(False))
    leading = leading.filter(pl.col("any") | pl.col("opened"))
    return every.join(leading, on="key").select("key", "name", asked=pl.col("asked") | pl.col("opened"))


def _pairs(shared: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The pairs of a name that is asked for and another of the same key, the smaller first, some at a time."""
    shared = shared.sort("key")
    key, asked = shared["key"].to_numpy(), shared["asked"].to_numpy()
    name = shared["name"].to_numpy().astype(np.int64)
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.empty(0, dtype=np.int64)
    sizes = np.diff(starts, append=len(key))
    rows, counts = np.flatnonzero(asked), np.repeat(sizes, sizes)[asked]
    first = np.repeat(starts, sizes)[asked]
    cuts = np.flatnonzero(np.diff(np.cumsum(counts) // _AT_ONCE, prepend=0)).tolist()
    found = [np.empty(0, dtype=np.int64)]
    for start, stop in itertools.pairwise([0, *cuts, len(rows)]):
        one = np.repeat(rows[start:stop], counts[start:stop])
        other = ranges(first[start:stop], counts[start:stop])
        left, right = name[one], name[other]
        once = ~asked[other] | (left < right)
        left, right = left[once], right[once]
        found.append(np.minimum(left, right) << 32 | np.maximum(left, right))
    pairs = np.sort(np.concatenate(found))
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    for start in range(0, len(pairs), _AT_ONCE):
        own = pairs[start : start + _AT_ONCE]
        yield pl.DataFrame({"left": (own >> 32).astype(np.uint32), "right": own.astype(np.uint32)})


def _still_shared(pairs: pl.DataFrame, rows: pl.DataFrame, leading: pl.DataFrame) -> pl.DataFrame:
    """Of pairs that were found before those whose names still share a key that leads somewhere."""
    numbered = pairs.with_row_index("pair")
    left, right = (
        numbered.select("pair", base=f"base{side}", form=f"form{side}")
        .join(rows.select(*_NAME, "keys"), on=_NAME)
        .select("pair", key="keys")
        .explode("key")
        for side in ("", "_right")
    )
    still = left.join(right, on=["pair", "key"], how="semi").join(leading, on="key", how="semi")
    return numbered.join(still, on="pair", how="semi").drop("pair")
