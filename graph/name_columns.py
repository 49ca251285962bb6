"""The keys of many names at once, in columns, as far as their letters are known; `name_keys` has the others one by one.

Known are Latin, Greek and Cyrillic letters: nearly all names of large registers have no others. A name's key is what
`names.normal` gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.graph import name_kernel
from beholden.graph.name_kernel import CODES, FACTOR, FORMS, HASH, Bytes, Ints
from beholden.graph.names import ALSO_MARKS, GONE, LATIN, fold_words, legal_forms
from beholden.graph.ownership.compiled import is_loaded, kernel_for
from beholden.graph.text_columns import laid

KEYS = dict.fromkeys(("name", "base", "form"), pl.String)
"""A row a key; one that is too weak to join on has neither base nor form."""

NO_KEYS = pl.DataFrame(schema=KEYS)

_LATIN_CODES = (*range(0xC0, 0x2B0), *range(0x1E00, 0x1F00))
_OTHER_CODES = range(0x370, 0x530)
"""Where the letters of plain names lie, beside those of ASCII: the Latin ones, and those of Greek and Cyrillic."""

_SIGNS = "«»“”„‚‹›–—‐‑·•"
_QUOTES = "'\"‘’‚“”„«»‹›"

_INSIDE = f"[^(){_QUOTES}]*"
_BRACKET = rf"\((?:{_INSIDE}(?:[a-z]|[^() ] +[^() ]){_INSIDE}| *[A-Z][A-Z0-9]? *)\)$"
"""A bracket at the end of a name that is neither an acronym of it nor another name."""

_FEW, _FEW_COMPILED = 40_000, 200
"""Up to so many names are quicker read one by one: before numba was imported in this process, and since."""

_STEPS = 4
"""Steps of the loop for a byte of a name, about."""


def are_few(names: int) -> bool:
    """Whether so many different names are quicker read one by one than in columns."""
    return names <= (_FEW_COMPILED if is_loaded() else _FEW)


def one_name(names: pl.Series) -> pl.Series:
    """Which of these texts are surely one name, of known letters: `names.variants` has no other name in them."""
    name = pl.col("name")
    usual = ~name.str.contains(_not_plain()) & (~name.str.ends_with(")") | name.str.contains(_BRACKET))
    return pl.DataFrame({"name": names}).select(usual).to_series()


def plain_keys(names: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """The keys of those of these names that are surely one name, in their order, with `KEYS`; and the other names."""
    read = read_names(names)
    plain = pl.Series((read.said & name_kernel.IS_SINGLE).astype(np.bool_))
    weak = pl.Series((read.said & name_kernel.IS_WEAK).astype(np.bool_))
    keys = read.keys.with_columns(pl.when(~weak).then(pl.col("base", "form")).otherwise(pl.lit("")))
    return keys.insert_column(0, names.alias("name")).filter(plain), names.filter(~plain)


@dataclass(frozen=True, slots=True)
class Read:
    """Names that were read: their `keys`, a row a name with `base` and `form`, and what is `said` of each.

    What is said is of `name_kernel.IS_KNOWN` and the like; a name whose letters are not known has an empty key.
    """

    keys: pl.DataFrame
    said: Bytes


def read_names(names: pl.Series) -> Read:
    """Read names in columns, none of them null."""
    tables, sizes = _tables(), names.str.len_bytes().to_numpy().astype(np.int64)
    data = np.frombuffer("".join(names.to_list()).encode(), np.uint8)
    count, longest = len(names), int(sizes.max(initial=0))
    # "&" is put in words; no other character takes more bytes folded than it has.
    room = np.empty((3, 5 * longest + 2), np.int64)
    out = np.empty(len(data) + 4 * int(np.count_nonzero(data == ord("&"))), np.uint8)
    widths, sets, said = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.uint8)
    numbers, codes = np.full(2 * name_kernel.MOST_SETS, -1), np.zeros(name_kernel.MOST_SETS, np.int64)
    kernel = kernel_for(name_kernel.read_names, _STEPS * len(data))
    known, filled = kernel(
        data, np.cumsum(sizes), *tables.arrays, *room, out, widths, sets, said, numbers, codes
    )
    forms = pl.Series("form", [tables.words(code) for code in codes[:known].tolist()] or [""])
    return Read(pl.DataFrame([laid(out[:filled], widths).alias("base"), forms.gather(sets)]), said)


@cache
def _folds() -> dict[str, str]:
    """What stands in a folded name for a character; one for which a blank stands need not be here."""
    letters = {chr(code): fold_words(chr(code)) for code in (*_LATIN_CODES, *_OTHER_CODES)}
    known = {letter: fold for letter, fold in letters.items() if letter.isalpha() and fold.isalpha()}
    return {"_": " ", "&": " and ", "№": "no", **dict.fromkeys(map(chr, GONE), ""), **known}


@cache
def _not_plain() -> str:
    """The expression of what no plain name has."""
    known = "".join(letter for letter in _folds() if not letter.isascii())
    other = f"\u02b0-\u02ff{chr(_OTHER_CODES[0])}-{chr(_OTHER_CODES[-1])}"
    return (
        rf"^$|[^\x20-\x7E{known}{_SIGNS}]|[*\] ]$|(?i:successor|{ALSO_MARKS.pattern})|^[^{LATIN}]*[ªº]"
        f"|[{LATIN}].*[{other}]|[{other}].*[{LATIN}]"
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the loop over names looks up; `forms` are the legal forms by number, the first of them none."""

    arrays: tuple[NDArray[np.uint8] | Ints, ...]
    forms: tuple[str, ...]

    def words(self, code: int) -> str:
        """A set of forms in words, in the order of the alphabet."""
        found = []
        while code:
            found.append(self.forms[code % FORMS])
            code //= FORMS
        return " ".join(reversed(found))


@cache
def _tables() -> _Tables:
    known = legal_forms()
    by_end = [
        {" ".join(words): form for same_word in spellings.values() for words, form in same_word}
        for spellings in (known.last, known.first, known.first_alone)
    ]
    forms = ("", *sorted({form for spellings in by_end for form in spellings.values()} - {""}))
    if len(forms) > FORMS:
        raise ValueError(f"legal_forms.toml: more than {FORMS} legal forms")
    sorts, folded = _characters()
    attached = {letter for spelling, _ in (*known.ends, *known.starts) for letter in spelling}
    if read := sorted(letter for letter in attached if ord(letter) < CODES and sorts[ord(letter)]):
        raise ValueError(f"legal_forms.toml: forms of scripts with blanks are attached: {''.join(read)}")
    spelled = _spellings(by_end, {form: number for number, form in enumerate(forms)})
    return _Tables(
        (sorts, *_laid(folded), _automaton(["successor", *ALSO_MARKS.pattern.split("|")]), *spelled), forms
    )


def _characters() -> tuple[Bytes, list[str]]:
    """What each character is, and what stands for it; a dot is a blank only when initials were looked for."""
    folds = {chr(code): fold_words(chr(code)).strip() or " " for code in range(0x20, 0x7F)}
    folds |= dict.fromkeys(_SIGNS, " ") | _folds() | {".": "."}
    sorts, folded = np.zeros(CODES, np.uint8), [""] * CODES
    latin, other = re.compile(f"[{LATIN}]"), (*range(0x2B0, 0x300), *_OTHER_CODES)
    for letter, fold in folds.items():
        if ord(letter) < CODES and (letter == "&" or len(fold.encode()) <= len(letter.encode())):
            sorts[ord(letter)] = (
                name_kernel.KNOWN
                | (name_kernel.LATIN if latin.fullmatch(letter) else 0)
                | (name_kernel.OTHER if ord(letter) in other else 0)
                | (name_kernel.RAISED if letter in "ªº" else 0)
            )
            folded[ord(letter)] = fold
    return sorts, folded


def _laid(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Where each text begins among the characters of them all, and where the last ends; and these characters."""
    starts = np.cumsum([0, *map(len, texts)])
    return starts, np.array([ord(letter) for text in texts for letter in text], np.int64)


def _automaton(words: Sequence[str]) -> Bytes:
    """For each state and byte the next state of what finds any of these words, in small letters or capitals.

    A state is the longest end of what was read with which a word begins; the last is that one was found.
    """
    begins = sorted({word[:length] for word in words for length in range(len(word))}, key=len)
    states = {begin: number for number, begin in enumerate(begins)}
    found = np.zeros((len(states) + 1, 256), np.uint8)
    found[-1] = len(states)
    for begin, state in states.items():
        for code in range(0x80):
            read = begin + chr(code).lower()
            ends = [read[start:] for start in range(len(read) + 1)]
            found[state, code] = (
                len(states)
                if any(end in words for end in ends)
                else next(states[end] for end in ends if end in states)
            )
    return found


def _spellings(by_end: Sequence[Mapping[str, str]], numbers: Mapping[str, int]) -> tuple[Ints, ...]:
    """The tables of spellings, as `name_kernel.read_names` has them: at a name's end, before it, and alone there."""
    every = [entry for spellings in by_end for entry in spellings.items()]
    starts, letters = _laid([spelling for spelling, _ in every])
    size = 1 << (8 * max(map(len, by_end))).bit_length()
    hashes, reaches, which = (np.full((len(by_end), size), -1) for _ in range(3))

    def slot(table: int, text: str) -> int:
        hashed = _hash(text)
        at = hashed & size - 1
        while hashes[table, at] not in (-1, hashed):
            at = at + 1 & size - 1
        hashes[table, at] = hashed
        return at

    number = 0
    for table, spellings in enumerate(by_end):
        way = -1 if table == 0 else 1
        for spelling in spellings:
            words = spelling.split()
            end = slot(table, words[-1 if table == 0 else 0][::way])
            reaches[table, end] = max(reaches[table, end], len(words))
            whole = slot(table, spelling[::way])
            if which[table, whole] >= 0:
                raise ValueError(f'legal_forms.toml: "{spelling}" has the hash of another spelling')
            which[table, whole] = number
            number += 1
    return hashes, reaches, which, starts, letters, np.array([numbers[form] for _, form in every], np.int64)


def _hash(text: str) -> int:
    """The number of a text, as the loop over names has it."""
    found = 0
    for letter in text:
        found = (found * FACTOR ^ ord(letter)) & HASH - 1
    return found
