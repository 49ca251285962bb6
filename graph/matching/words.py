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
from beholden.graph.matching.words_kernel import split
from beholden.graph.name_columns import are_few, read_names
from beholden.graph.name_kernel import IS_KNOWN
from beholden.graph.names import fold_words, normal
from beholden.graph.ownership.compiled import compiled, is_loaded
from beholden.graph.text_columns import laid

_AT_ONCE = 200_000
"""How many names are put in columns at once: rows of Python objects take several times the memory of columns."""

_AT_LEAST = 20_000
"""Fewer names are not worth a thread of their own."""

_FEW, _FEW_COMPILED = 1_000_000, 500
"""The words of so few names are quicker found with columns: before numba was imported in this process, and since."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Rows = TypeVar("Rows", pl.Series, pl.DataFrame)

_NO_PLACE = 2**32 - 1
"""The bits of a place, where the number of a name stands above them."""

_KEY = {"base": pl.String, "form": pl.String}

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

    def number(self, words: Iterable[str]) -> Ints:
        """The numbers of these words, in their order; a word that has none yet gets the next."""
        known = self.numbers
        return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int64)

    def frame(self) -> pl.DataFrame:
        """The words with weight, role and skeleton, in the order of their numbers.

        A word's weight is how much it tells of whose name it is: 0.15 for "group", 1 for one that few parties bear.

        >>> words = Vocabulary()
        >>> numbers = words.number(["hikvision", "group", "7", "thailand"])
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
    keys = _keys_one_by_one if are_few(len(different)) else _keys_in_columns
    return pl.concat(made_ahead(keys, _slices(different)))


def _keys_one_by_one(different: pl.Series) -> pl.DataFrame:
    return pl.DataFrame([name_key(text) for text in different], schema=_KEY, orient="row")


def _keys_in_columns(different: pl.Series) -> pl.DataFrame:
    read = read_names(different)
    known = (read.said & IS_KNOWN).astype(np.bool_) & (read.keys["base"] != "").to_numpy()
    if known.all():
        return read.keys
    own = pl.Series(known)
    found = pl.concat([read.keys.filter(own), _keys_one_by_one(different.filter(~own))])
    places = np.where(known, known.cumsum(), known.sum() + (~known).cumsum()) - 1
    return found[pl.Series(places)]


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
    frame = keys if isinstance(keys, pl.DataFrame) else pl.DataFrame(keys, schema=_KEY, orient="row")
    made = made_ahead(_part, _slices(frame))
    parts = [(names, vocabulary.number(told.texts)[told.places]) for names, told in made]
    names = pl.concat([names for names, _ in parts])
    words = pl.Series(np.concatenate([numbers for _, numbers in parts]).astype(np.uint32))
    counts = names["count"].cast(pl.UInt32)
    starts = pl.select(pl.when(counts > 0).then(counts.cum_sum() - counts)).to_series()
    return _numbered(names.with_columns(first=words.gather(starts)), words)


def joined(one: NameTable, other: NameTable) -> NameTable:
    """The names of two tables of one vocabulary in one, those of the second numbered after those of the first."""
    names = pl.concat([one.names, other.names]).drop("name")
    return _numbered(names, pl.concat([one.words["word"], other.words["word"]]))


def _slices(rows: Rows) -> Iterator[Rows]:
    """Rows in parts, one at least, of which several are worked on at once."""
    size = min(_AT_ONCE, max(_AT_LEAST, -(-len(rows) // (os.cpu_count() or 1))))
    return (rows.slice(start, size) for start in range(0, max(1, len(rows)), size))


def _numbered(names: pl.DataFrame, words: pl.Series) -> NameTable:
    """A table of these names, numbered from 0, with the words of each one after the other."""
    numbered = names.with_row_index("name")
    owners = np.repeat(numbered["name"].to_numpy(), names["count"].to_numpy())
    return NameTable(numbered, pl.DataFrame({"name": owners, "word": words}))


@dataclass(frozen=True, slots=True)
class Told:
    """The words of names that tell a name from others, in Latin letters, each in its one spelling.

    A row a word, in the order of the names: the name's number in `names`, the word's place among `texts` in `places`.
    The texts stand in the order in which they are met.
    """

    names: Ints
    places: Ints
    texts: list[str]


def _part(keys: pl.DataFrame) -> tuple[pl.DataFrame, Told]:
    """Some names in columns, and their words."""
    count = keys.height
    told, said = content_words(keys["base"])
    # In the order of the alphabet: a name and the place of its word in the alphabet are one number to sort.
    alphabet = pl.Series(told.texts, dtype=pl.String).arg_sort().to_numpy()
    rank = np.empty(len(alphabet), dtype=np.int64)
    rank[alphabet] = np.arange(len(alphabet))
    ordered = alphabet[np.sort(told.names << 32 | rank[told.places]) & _NO_PLACE]
    long = (np.bincount(said.names, minlength=count) > 2)[said.names] & ~said.joins
    initials = [text[:1] for text in said.texts]
    base = keys["base"]
    other = (base.str.len_bytes() != base.str.len_chars()).to_numpy()
    original = pl.repeat(None, count, dtype=pl.String, eager=True)
    if other.any():
        own = np.flatnonzero(other)
        original = original.scatter(own, base.gather(own).str.replace_all(" ", "", literal=True))
    names = pl.DataFrame(
        {
            "joined": _together(told.texts, told.places, told.names, count),
            "ordered": _together(told.texts, ordered, told.names, count),
            "form": keys["form"],
            "original": original,
            "initials": _together(initials, said.places[long], said.names[long], count),
            "count": np.bincount(told.names, minlength=count).astype(np.uint16),
            "group": np.bincount(said.names[said.group], minlength=count) > 0,
        }
    )
    return names, told


def _together(texts: Sequence[str], places: Ints, names: Ints, count: int) -> pl.Series:
    """For each of so many names its texts without blanks, "" where it has none.

    There is a text of each place, and the number of the name whose it is, in the order of the names.
    """
    every = "".join(np.array(texts, dtype=object)[places].tolist())
    sizes = np.fromiter(map(len, texts if every.isascii() else map(str.encode, texts)), np.int64, len(texts))
    data = np.frombuffer(every.encode(), np.uint8)
    return laid(data, np.bincount(names, sizes[places], count).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Said:
    """The words of names as they are said, in the order of the names.

    The name's number is in `names`, the word's place among `texts` in `places`; `joins` has
    those that join others, `group` those that say that it is a group.
    """

    names: Ints
    places: Ints
    texts: list[str]
    joins: Bools
    group: Bools


def content_words(bases: pl.Series) -> tuple[Told, Said]:
    """The words of names' bases: those that tell a name from others, and all as they are said.

    >>> def told(base): return content_words(pl.Series([base]))[0].texts
    >>> told("intl kites and skies of the south")
    ['international', 'kites', 'skies', 'south']
    >>> told("змей восток"), told("海康威视")
    (['zmey', 'vostok'], ['haikangweishi'])
    """
    data = _data()
    # What is asked of a word is asked once of each different one.
    names, places, texts = _split_in_columns(bases) if _few(len(bases)) else _split(bases)
    latin = texts.copy()
    if not "".join(texts).isascii():
        latin = [word if word.isascii() else _latin(word) for word in texts]
    spelled = [data.same.get(word, word) for word in latin]

    def one_of(texts: list[str], known: frozenset[str]) -> Bools:
        found: Bools = np.fromiter(map(known.__contains__, texts), bool, len(texts))[places]
        return found

    said = Said(names, places, texts, one_of(texts, data.joining), one_of(texts, data.group))
    told, joins = np.fromiter(map(bool, latin), bool, len(latin))[places], one_of(latin, data.joining)
    tells = told & ~joins & ~one_of(spelled, data.group)
    # Of the words that join nothing those that say no "group" count, unless there are no others; and where all
    # words join, they are all there is to the name.
    some_tell, not_all_join = (
        np.bincount(names[rows], minlength=len(bases)) > 0 for rows in (tells, told & ~joins)
    )
    told &= np.where(some_tell[names], tells, ~joins | ~not_all_join[names])
    met, numbers = _met((places + len(texts) * ~not_all_join[names])[told], 2 * len(texts))
    every_text = [*spelled, *latin]
    return Told(names[told], numbers, [every_text[place] for place in met.tolist()]), said


def _few(names: int) -> bool:
    """Whether the words of so many names are quicker found with columns than by a loop."""
    return names <= (_FEW_COMPILED if is_loaded() else _FEW)


def _split(bases: pl.Series) -> tuple[Ints, Ints, list[str]]:
    """The words of names: the name of each, its place among the different ones, and these, as they are met."""
    every = "".join(bases.to_list())
    data = np.frombuffer(every.encode(), np.uint8)
    ends = np.cumsum(bases.str.len_bytes().to_numpy().astype(np.int64))
    most = len(bases) + int(np.count_nonzero(data == ord(" ")))
    slots = np.full(1 << (2 * most).bit_length(), -1)
    names, places, starts, sizes = np.empty((4, most), dtype=np.int64)
    count, different = compiled(split)(data, ends, slots, names, places, starts, sizes)
    begins, behind = starts[:different].tolist(), (starts + sizes)[:different].tolist()
    if every.isascii():
        texts = [every[start:end] for start, end in zip(begins, behind, strict=True)]
    else:
        text = data.tobytes()
        texts = [text[start:end].decode() for start, end in zip(begins, behind, strict=True)]
    return names[:count], places[:count], texts


def _split_in_columns(bases: pl.Series) -> tuple[Ints, Ints, list[str]]:
    """The same with columns."""
    words = bases.str.split(" ")
    names = np.repeat(np.arange(len(bases)), words.list.len().to_numpy())
    words = words.list.explode(keep_nulls=False, empty_as_null=False)
    full = (words != "").to_numpy()
    names, words = names[full], words.filter(full)
    different = words.unique(maintain_order=True)
    order = pl.int_range(len(different), dtype=pl.Int64, eager=True)
    places = words.replace_strict(different, order, return_dtype=pl.Int64).to_numpy().astype(np.int64)
    return names, places, different.to_list()


def _met(places: Ints, end: int) -> tuple[Ints, Ints]:
    """The different ones of places before an end in the order in which they are met, and the number of each among them.

    >>> [found.tolist() for found in _met(np.array([5, 2, 5, 0]), 6)]
    [[5, 2, 0], [0, 1, 0, 2]]
    """
    rows = np.arange(len(places))
    first = np.full(end, len(places))
    first[places[::-1]] = rows[::-1]
    met = places[first[places] == rows]
    numbers = np.empty(end, dtype=np.int64)
    numbers[met] = np.arange(len(met))
    return met, numbers[places]


def _latin(word: str) -> str:
    """A word in Latin letters; Chinese signs give one word, letters of other alphabets what sounds like them."""
    return re.sub(r"[^a-z0-9]", "", anyascii(word).lower())
