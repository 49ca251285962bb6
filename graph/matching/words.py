"""The words of names, in columns: what each weighs, and the keys under which spellings of it are found.

What a word weighs is the same in every release: it comes from data files and never from the names at hand, so that
a source that is added can't change what two other names have in common.
"""

from __future__ import annotations

import csv
import itertools
import math
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
import pycountry
from anyascii import anyascii

from beholden.graph.ahead import made_ahead
from beholden.graph.name_columns import FEW, KEYS, NO_KEYS, plain_keys
from beholden.graph.names import fold_words, normal

_AT_ONCE = 200_000
"""How many names are put in columns at once: rows of Python objects take several times the memory of columns."""

_AT_LEAST = 20_000
"""Fewer names are not worth a thread of their own."""

Ints = npt.NDArray[np.int64]
Rows = TypeVar("Rows", pl.Series, pl.DataFrame)

PLAIN, NUMBER, PLACE, GROUP = range(4)
"""What a word is for: a word like others, a number, a place, or one that says "the whole of it"."""

# Letters and pairs of letters that are written for one sound, longest first; the rest of the vowels goes.
_PAIRS = (
    *(
        ("sch", "s"),
        ("tch", "s"),
        ("sh", "s"),
        ("zh", "s"),
        ("ch", "s"),
        ("ph", "f"),
        ("kh", "k"),
        ("gh", "k"),
    ),
    *(("ck", "k"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("dj", "s"), ("th", "t"), ("ks", "s")),
)
_LETTERS = str.maketrans("xqcgwjz", "skkkvss", "aeiouyh")
_TWICE = re.compile(r"(.)(?=\1)")  # of the letters of one line


@dataclass(frozen=True, slots=True)
class _Data:
    joining: frozenset[str]
    group: frozenset[str]
    same: dict[str, str]
    weights: dict[str, float]
    roles: dict[str, int]


@cache
def _data() -> _Data:
    folder = files("beholden.graph").joinpath("data")
    words = tomllib.loads(folder.joinpath("matching_words.toml").read_text(encoding="utf-8"))
    same: dict[str, str] = words["same"]
    rows = list(csv.reader(folder.joinpath("word_counts.csv").read_text(encoding="utf-8").splitlines()))[1:]
    counts: dict[str, int] = {}
    for word, count in rows:
        stands_for = same.get(word, word)
        counts[stands_for] = counts.get(stands_for, 0) + int(count)
    parties = 5_108  # that were counted; a word that is not in the file stood with fewer than five of them
    weights = {word: max(0.2, 1 - math.log(count) / math.log(parties)) for word, count in counts.items()}
    for word in words["common"]:
        weights[word] = min(0.45, weights.get(word, 1.0))
    places = [*words["places"], *words["directions"], *_countries()]
    weights |= dict.fromkeys(places, 0.55) | dict.fromkeys(words["group"], 0.15)
    for word, found in weights.items():
        weights[word] = 0.8 if any(map(str.isdigit, word)) else found if len(word) > 2 else min(found, 0.6)
    weights |= {word: min(weights.get(word, 1.0), 0.7) for word in words["chosen"]}
    weights |= dict.fromkeys(words["numbers"], 0.8)
    roles = (
        dict.fromkeys(words["group"], GROUP)
        | dict.fromkeys(places, PLACE)
        | dict.fromkeys(words["numbers"], NUMBER)
    )
    return _Data(frozenset(words["joining"]), frozenset(words["group"]), same, weights, roles)


def _countries() -> Iterable[str]:
    """The words of countries' names that name a place when they stand alone."""
    for country in pycountry.countries:
        found = normal(getattr(country, "common_name", country.name)).base.split()
        if len(found) == 1:
            yield found[0]


def skeleton(word: str) -> str:
    """The consonants of a word as one hears them, which transliterations of one word share.

    >>> skeleton("mahrous") == skeleton("mahrus"), skeleton("mashinostroyeniya") == skeleton("mashinostroenia")
    (True, True)
    """
    return _skeletons([word])[0]


def _skeletons(words: list[str]) -> list[str]:
    """The skeleton of each word, found in one text of them all."""
    text = "\n".join(words)
    for letters, put in _PAIRS:
        text = text.replace(letters, put)
    return _TWICE.sub("", text.translate(_LETTERS)).split("\n") if words else []


@dataclass(slots=True)
class Vocabulary:
    """Words by number. Tables that are compared share one."""

    numbers: dict[str, int] = field(default_factory=dict)
    _known: pl.DataFrame | None = None

    def number(self, words: pl.Series) -> pl.Series:
        """The numbers of these words, in their order; a word that has none yet gets the next."""
        if words.is_empty():
            return words.cast(pl.UInt32)
        different = words.unique(maintain_order=True)
        known = different.to_list()
        new = [word for word in known if word not in self.numbers]
        self.numbers.update(zip(new, itertools.count(len(self.numbers)), strict=False))
        numbers = pl.Series(map(self.numbers.__getitem__, known), dtype=pl.UInt32)
        return words.replace_strict(different, numbers, return_dtype=pl.UInt32)

    def frame(self) -> pl.DataFrame:
        """The words with weight, role and skeleton, in the order of their numbers.

        A word's weight is how much it tells of whose name it is: 0.15 for "group", 1 for one that few parties bear.

        >>> words = Vocabulary()
        >>> numbers = words.number(pl.Series(["hikvision", "group", "7", "thailand"]))
        >>> (words.frame()["weight"] * 100).round().to_list()
        [100.0, 15.0, 80.0, 55.0]
        >>> words.frame()["role"].to_list() == [PLAIN, GROUP, NUMBER, PLACE]
        True
        """
        known = 0 if self._known is None else self._known.height
        if self._known is None or known < len(self.numbers):
            words = list(itertools.islice(self.numbers, known, None))
            data, text = _data(), pl.col("text")
            number = text.str.contains("[0-9]")
            new = pl.DataFrame(
                {
                    "word": pl.Series(range(known, len(self.numbers)), dtype=pl.UInt32),
                    "text": pl.Series(words, dtype=pl.String),
                    "weight": pl.Series(map(data.weights.get, words), dtype=pl.Float32),
                    "role": pl.Series(map(data.roles.get, words), dtype=pl.UInt8),
                    "skeleton": pl.Series(_skeletons(words), dtype=pl.String),
                }
            ).with_columns(
                pl.col("weight")
                .fill_null(pl.when(number).then(0.8).when(text.str.len_chars() > 2).then(1.0).otherwise(0.6))
                .cast(pl.Float32),
                pl.col("role").fill_null(pl.when(number).then(NUMBER).otherwise(PLAIN)).cast(pl.UInt8),
            )
            self._known = new if self._known is None else pl.concat([self._known, new])
        return self._known


def ranges(starts: Ints, counts: Ints) -> Ints:
    """The numbers from each start on, as many as are asked for, one range after the other.

    >>> ranges(np.array([7, 3]), np.array([2, 3])).tolist()
    [7, 8, 3, 4, 5]
    """
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)


def of_words(rows: pl.DataFrame, vocabulary: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The rows with these columns of the words that they name; a vocabulary has its words at their numbers."""
    return rows.with_columns(vocabulary[column].gather(rows["word"]) for column in columns)


@dataclass(frozen=True, slots=True)
class NameTable:
    """Names in columns.

    `names` has a row a name: `name` (its number), `joined` (its words without blanks, in Latin letters), `ordered` (the
    same in the order of the alphabet), `form` (its legal form), `original` (the letters of a name in another script),
    `initials`, `count` (of words), `group` (whether it says that it is a group), `first` (the number of its first
    word). `words` has a row a word of a name: `name`, `word` (its number).
    """

    names: pl.DataFrame
    words: pl.DataFrame

    def letters(self, numbers: pl.Series, column: str = "joined") -> pl.Series:
        """A column of the names of these numbers; a part of a table starts with a number of its own."""
        own = self.names[column]
        return own.gather(numbers - self.names["name"][0]) if len(numbers) else own.clear()

    def part(self, start: int, count: int) -> NameTable:
        """The names from number `start` on, at most `count`; they keep their numbers."""
        own = pl.col("name").is_between(start, start + count - 1)
        return NameTable(self.names.slice(start, count), self.words.filter(own))

    def at(self, places: pl.Series) -> NameTable:
        """The names of these places, numbered anew; one that is asked for twice is there twice."""
        counts = self.names["count"].to_numpy().astype(np.int64)
        own = places.to_numpy()
        rows = ranges((np.cumsum(counts) - counts)[own], counts[own])
        return _numbered(self.names[own].drop("name"), self.words["word"][rows])

    def different(self, numbers: pl.Series) -> tuple[NameTable, Ints]:
        """The names of these numbers, each once and with its number, and the place of each number among them."""
        own = numbers.to_numpy().astype(np.int64) - (self.names["name"][0] if len(numbers) else 0)
        used = np.zeros(self.names.height, dtype=bool)
        used[own] = True
        counts = self.names["count"].to_numpy().astype(np.int64)
        rows = ranges((np.cumsum(counts) - counts)[used], counts[used])
        table = NameTable(self.names.filter(pl.Series(used, dtype=pl.Boolean)), self.words[rows])
        return table, (np.cumsum(used) - 1)[own]


def name_table(texts: Iterable[str], vocabulary: Vocabulary) -> NameTable:
    """The names of a column in columns; the same text twice gives two rows."""
    every = pl.Series("name", texts, dtype=pl.String)
    different = every.unique(maintain_order=True)
    table = key_table(name_key_columns(different), vocabulary)
    if len(different) == len(every):
        return table
    places = pl.int_range(len(different), dtype=pl.UInt32, eager=True)
    return table.at(every.replace_strict(different, places, return_dtype=pl.UInt32))


def name_key_columns(different: pl.Series) -> pl.DataFrame:
    """The `name_key` of each text, in order: the columns `base` and `form`, those of plain names all at once.

    Each text is there once.
    """
    return pl.concat(made_ahead(_key_columns, _slices(different)))


def _key_columns(different: pl.Series) -> pl.DataFrame:
    plain, others = plain_keys(different) if len(different) > FEW else (NO_KEYS, different)
    weak = plain.filter(pl.col("base") == "")["name"]
    keys = [(text, *name_key(text)) for text in pl.concat([others, weak])]
    known = pl.concat([plain.filter(pl.col("base") != ""), pl.DataFrame(keys, schema=KEYS, orient="row")])
    return (
        different.to_frame("name")
        .join(known, on="name", how="left", maintain_order="left")
        .select("base", "form")
    )


def name_key(text: str) -> tuple[str, str]:
    """The base of a name and its legal form; of a name that is nothing but legal forms, the base is the whole.

    >>> name_key("BT plc"), name_key("Kite AG")
    (('bt plc', ''), ('kite', 'ag'))
    """
    key = normal(text)
    return (key.base, key.form) if key.base else (" ".join(fold_words(text).split()), "")


def key_table(keys: Sequence[tuple[str, str]] | pl.DataFrame, vocabulary: Vocabulary) -> NameTable:
    """Names in columns, each given by its base and its legal form; one without any word has none in `words`.

    The keys of many names come as a frame with the columns `base` and `form`.
    """
    schema = {"base": pl.String, "form": pl.String}
    frame = keys if isinstance(keys, pl.DataFrame) else pl.DataFrame(keys, schema=schema, orient="row")
    parts = [(names, vocabulary.number(words)) for names, words in made_ahead(_part, _slices(frame))]
    names, words = pl.concat([part[0] for part in parts]), pl.concat([part[1] for part in parts])
    counts = names["count"].cast(pl.UInt32)
    starts = pl.select(pl.when(counts > 0).then(counts.cum_sum() - counts)).to_series()
    return _numbered(names.with_columns(first=words.gather(starts)), words)


def _slices(rows: Rows) -> Iterator[Rows]:
    """Rows in parts, one at least, of which several are worked on at once."""
    size = min(_AT_ONCE, max(_AT_LEAST, -(-len(rows) // (os.cpu_count() or 1))))
    return (rows.slice(start, size) for start in range(0, max(1, len(rows)), size))


def _numbered(names: pl.DataFrame, words: pl.Series) -> NameTable:
    """A table of these names, numbered from 0, with the words of each one after the other."""
    numbered = names.with_row_index("name")
    owners = np.repeat(numbered["name"].to_numpy(), names["count"].to_numpy())
    return NameTable(numbered, pl.DataFrame({"name": owners, "word": words}))


def _part(keys: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Some names in columns, and their words one after the other."""
    bases = keys.select("base").with_row_index("name")
    words, said = content_words(bases)
    of_name, ordered = (
        rows.group_by("name", maintain_order=True)
        .agg("word", count=pl.len().cast(pl.UInt16))
        .with_columns(pl.col("word").list.join(""))
        for rows in (words, words.sort("name", "word"))
    )
    of_name = of_name.select("name", "count", joined="word", ordered=ordered["word"])
    initial = pl.when(~pl.col("joins") & (pl.len().over("name") > 2)).then(pl.col("said").str.head(1))
    of_said = (
        said.with_columns(initials=initial)
        .group_by("name")
        .agg(pl.col("group").any(), "initials")
        .with_columns(pl.col("initials").list.join("", ignore_nulls=True))
    )
    names = bases.with_columns(keys["form"])
    for found in (of_name, of_said):
        names = names.join(found, on="name", how="left", maintain_order="left")
    names = names.select(
        pl.col("joined", "ordered").fill_null(""),
        "form",
        pl.when(~_ascii("base"))
        .then(pl.col("base").str.replace_all(" ", "", literal=True))
        .alias("original"),
        pl.col("initials").fill_null(""),
        pl.col("count").fill_null(0),
        pl.col("group").fill_null(False),
    )
    return names, words["word"]


def _ascii(column: str) -> pl.Expr:
    """Whether a text has no other letters: each of theirs has more than one byte."""
    return pl.col(column).str.len_bytes() == pl.col(column).str.len_chars()


def content_words(bases: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The words of names' bases that tell a name from others, in Latin letters, each in its one spelling.

    `bases` has a row a name: `name` (a number), `base`. The first frame has a row a word in the order of the names:
    `name`, `word`. The second has a row a word as it is said: `name`, `said`, and whether it is one that `joins`
    others, or says that it is a `group`.

    >>> def told(base): return content_words(pl.DataFrame({"name": [0], "base": [base]}))[0]["word"].to_list()
    >>> told("intl kites and skies of the south")
    ['international', 'kites', 'skies', 'south']
    >>> told("змей восток"), told("海康威视")
    (['zmey', 'vostok'], ['haikangweishi'])
    """
    data = _data()
    joining, group = (pl.Series(sorted(words)).implode() for words in (data.joining, data.group))
    said = (
        bases.select("name", pl.col("base").str.split(" ").alias("said"))
        .explode("said", keep_nulls=False, empty_as_null=False)
        .filter(pl.col("said") != "")
    )
    others = said.filter(~_ascii("said"))["said"].unique()
    latin = pl.Series([_latin(word) for word in others], dtype=pl.String)
    words = said.select("name", pl.col("said").replace(others, latin).alias("latin")).filter(
        pl.col("latin") != ""
    )
    words = words.with_columns(
        word=pl.col("latin").replace(list(data.same), list(data.same.values())),
        joins=pl.col("latin").is_in(joining),
    )
    # Of the words that join nothing those that say no "group" count, unless there are no others; and where all
    # words join, they are all there is to the name.
    words = words.with_columns(
        all_join=pl.col("joins").all().over("name"), tells=~pl.col("joins") & ~pl.col("word").is_in(group)
    ).with_columns(some_tell=pl.col("tells").any().over("name"))
    chosen = (
        pl.when("all_join").then(True).when("some_tell").then(pl.col("tells")).otherwise(~pl.col("joins"))
    )
    told = words.filter(chosen).select(
        "name", pl.when("all_join").then("latin").otherwise("word").alias("word")
    )
    return told, said.with_columns(joins=pl.col("said").is_in(joining), group=pl.col("said").is_in(group))


def _latin(word: str) -> str:
    """A word in Latin letters; Chinese signs give one word, letters of other alphabets what sounds like them."""
    return word if word.isascii() else re.sub(r"[^a-z0-9]", "", anyascii(word).lower())
