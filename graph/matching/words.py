"""The words of names, in columns: what each weighs, and the keys under which spellings of it are found.

What a word weighs is the same in every release: it comes from data files and never from the names at hand, so that
a source that is added can't change what two other names have in common.
"""

from __future__ import annotations

import csv
import itertools
import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import polars as pl
import pycountry
from anyascii import anyascii

from beholden.graph.names import fold_words, normal

_AT_ONCE = 200_000
"""How many names are put in columns at once: rows of Python objects take several times the memory of columns."""

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
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class _Data:
    joining: frozenset[str]
    group: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    chosen: frozenset[str]
    same: dict[str, str]
    weights: dict[str, float]


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
    places = frozenset([*words["places"], *words["directions"], *_countries()])
    for word in places:
        weights[word] = 0.55
    for word in words["group"]:
        weights[word] = 0.15
    return _Data(
        joining=frozenset(words["joining"]),
        group=frozenset(words["group"]),
        numbers=frozenset(words["numbers"]),
        places=places,
        chosen=frozenset(words["chosen"]),
        same=same,
        weights=weights,
    )


def _countries() -> Iterable[str]:
    """The words of countries' names that name a place when they stand alone."""
    for country in pycountry.countries:
        found = normal(getattr(country, "common_name", country.name)).base.split()
        if len(found) == 1:
            yield found[0]


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(letter.isdigit() for letter in word)


def weight(word: str) -> float:
    """How much a word tells of whose name it is: 0.15 for "group", 1 for one that few parties bear.

    >>> weight("hikvision"), weight("technology") < 0.4
    (1.0, True)
    """
    data = _data()
    if word in data.numbers or _has_digit(word):
        return 0.8
    found = data.weights.get(word, 1.0)
    return min(found, 0.7) if word in data.chosen else found if len(word) > 2 else min(found, 0.6)


def role(word: str) -> int:
    """What a word is for, by its number.

    >>> role("7") == NUMBER, role("thailand") == PLACE, role("gruppo") == GROUP, role("kite") == PLAIN
    (True, True, True, True)
    """
    data = _data()
    if word in data.numbers or _has_digit(word):
        return NUMBER
    return PLACE if word in data.places else GROUP if word in data.group else PLAIN


def skeleton(word: str) -> str:
    """The consonants of a word as one hears them, which transliterations of one word share.

    >>> skeleton("mahrous") == skeleton("mahrus"), skeleton("mashinostroyeniya") == skeleton("mashinostroenia")
    (True, True)
    """
    for letters, put in _PAIRS:
        if letters in word:
            word = word.replace(letters, put)
    return _TWICE.sub(r"\1", word.translate(_LETTERS))


@dataclass(slots=True)
class Vocabulary:
    """Words by number. Tables that are compared share one."""

    numbers: dict[str, int] = field(default_factory=dict)
    _known: pl.DataFrame | None = None

    def number(self, word: str) -> int:
        """The number of a word, a new one where it has none yet."""
        return self.numbers.setdefault(word, len(self.numbers))

    def frame(self) -> pl.DataFrame:
        """The words with weight, role and skeleton, in the order of their numbers."""
        known = 0 if self._known is None else self._known.height
        if self._known is None or known < len(self.numbers):
            words = list(itertools.islice(self.numbers, known, None))
            new = pl.DataFrame(
                {
                    "word": pl.Series(range(known, len(self.numbers)), dtype=pl.UInt32),
                    "text": pl.Series(words, dtype=pl.String),
                    "weight": pl.Series([weight(word) for word in words], dtype=pl.Float32),
                    "role": pl.Series([role(word) for word in words], dtype=pl.UInt8),
                    "skeleton": pl.Series([skeleton(word) for word in words], dtype=pl.String),
                }
            )
            self._known = new if self._known is None else pl.concat([self._known, new])
        return self._known


def of_words(rows: pl.DataFrame, vocabulary: pl.DataFrame, *columns: str, word: str = "word") -> pl.DataFrame:
    """The rows with these columns of the words that they name; a vocabulary has its words at their numbers."""
    return rows.with_columns(vocabulary[column].gather(rows[word]) for column in columns)


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


def name_table(texts: Iterable[str], vocabulary: Vocabulary) -> NameTable:
    """The names of a column in columns; the same text twice gives two rows."""
    return key_table([name_key(text) for text in texts], vocabulary)


def name_key(text: str) -> tuple[str, str]:
    """The base of a name and its legal form; of a name that is nothing but legal forms, the base is the whole.

    >>> name_key("BT plc"), name_key("Kite AG")
    (('bt plc', ''), ('kite', 'ag'))
    """
    key = normal(text)
    return (key.base, key.form) if key.base else (" ".join(fold_words(text).split()), "")


def key_table(keys: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> NameTable:
    """Names in columns, each given by its base and its legal form; one without any word has none in `words`."""
    parts = [
        _part(keys[start : start + _AT_ONCE], vocabulary) for start in range(0, max(1, len(keys)), _AT_ONCE)
    ]
    names = pl.concat([part[0] for part in parts]).with_row_index("name")
    owners = names.select(pl.col("name").repeat_by("count").explode(keep_nulls=False, empty_as_null=False))
    found = owners.with_columns(word=pl.concat([part[1] for part in parts]))
    first = found.unique("name", keep="first", maintain_order=True).rename({"word": "first"})
    return NameTable(names.join(first, on="name", how="left", maintain_order="left"), found)


def _part(keys: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> tuple[pl.DataFrame, pl.Series]:
    """Some names in columns, and the numbers of their words one after the other."""
    rows: list[tuple[str, str, str, str | None, str, int, bool]] = []
    flat: list[int] = []
    number, known = vocabulary.number, _data()
    for base, form in keys:
        words = content_words(base)
        original = None if base.isascii() else base.replace(" ", "")
        group = not known.group.isdisjoint(base.split())
        joined = "".join(words)
        ordered = joined if len(words) < 2 else "".join(sorted(words))
        rows.append((joined, ordered, form, original, _initials(base), len(words), group))
        flat.extend(number(word) for word in words)
    columns = dict.fromkeys(("joined", "ordered", "form", "original", "initials"), pl.String)
    names = pl.DataFrame(rows, schema={**columns, "count": pl.UInt16, "group": pl.Boolean}, orient="row")
    return names, pl.Series(flat, dtype=pl.UInt32)


def content_words(base: str) -> list[str]:
    """The words of a name's base that tell it from others, in Latin letters, each in its one spelling.

    >>> content_words("intl kites and skies of the south")
    ['international', 'kites', 'skies', 'south']
    >>> content_words("змей восток"), content_words("海康威视")
    (['zmey', 'vostok'], ['haikangweishi'])
    """
    data = _data()
    if not base.isascii():
        base = " ".join(_latin(word) for word in base.split())
    words = base.split()
    found = [data.same.get(word, word) for word in words if word not in data.joining]
    if len(found) > 1:
        told = [word for word in found if word not in data.group]
        found = told or found
    return found or words


def _latin(word: str) -> str:
    """A word in Latin letters; Chinese signs give one word, letters of other alphabets what sounds like them."""
    return word if word.isascii() else re.sub(r"[^a-z0-9]", "", anyascii(word).lower())


def _initials(base: str) -> str:
    words = base.split()
    return "".join(word[0] for word in words if word not in _data().joining) if len(words) > 2 else ""
