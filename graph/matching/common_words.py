"""Which words two names have in common, in any spelling, and which each has alone, for many pairs at once.

The words of a pair are crossed, each of one name beside each of the other, some pairs at a time. Sums are of
numbers that a double holds exactly, so that they are the same in any order.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from beholden.graph.matching.words import NUMBER, PLACE, Ints, NameTable, ranges
from beholden.graph.matching.words_kernel import cross as kernel
from beholden.graph.ownership.compiled import compiled, is_loaded
from beholden.graph.side_by_side import each

_ALIKE = 0.86
"""From which likeness on two words may be spellings of one: Jaro-Winkler."""

_SOUND = 0.92
"""What two words of one sound are alike at least."""

_AT_ONCE = 200_000
"""About how many pairs of words are laid out at once."""

_FEW, _FEW_COMPILED = 10_000_000, 20_000
"""Fewer pairs of words are quicker laid out in arrays: before numba was imported in this process, and since."""

_LONG = 63
"""Words of so many letters and more are compared whatever their letters."""

_NO_WORD = 2**32 - 1
"""The highest number, which no word has."""

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Columns = dict[str, npt.NDArray[Any]]
_Crossed = tuple[Bools, Bools, Ints, Ints]
"""Which words of either side the other lacks, and the places of those of them that may be alike."""


def common_words(
    left: tuple[NameTable, Ints], right: tuple[NameTable, Ints], vocabulary: pl.DataFrame
) -> Columns:
    """What the words of pairs of names give; each side is a table of names and the places in it of those of the pairs.

    - `common`, `respelled`: the weight of the words that both have, and of those of them that are spelled differently;
    - `loss`: that weight times how differently they are spelled;
    - `mine`, `theirs`: the weight of the words that one name alone has;
    - `told`: the higher of these, without a place that stands first;
    - `number`, `place`: 1 where a number is among them, a place that does not stand first or one on each side.
    """
    sides = _Side.of(*left), _Side.of(*right)
    words = _Words.of(_once(np.concatenate([side.words for side in sides])), vocabulary)
    one, other = (replace(side, words=np.searchsorted(words.numbers, side.words)) for side in sides)
    crossed = np.cumsum(one.counts[one.names] * other.counts[other.names])
    cuts = np.flatnonzero(np.diff(crossed // _AT_ONCE, prepend=0)).tolist()

    few = len(crossed) == 0 or crossed[-1] < (_FEW_COMPILED if is_loaded() else _FEW)

    def part(ends: tuple[int, int]) -> Columns:
        return _common(one.rows(*ends), other.rows(*ends), words, _laid_out if few else _looped)

    found = each(part, itertools.pairwise([0, *cuts, len(one.names)]))
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]}


@dataclass(frozen=True, slots=True)
class _Rows:
    """The words of the names on one side of some pairs, a row for each word of each pair.

    `pair` and `word` are the pair and the word of each row, `first` says whether it is the first word of the name;
    `counts` has the number of rows of each pair.
    """

    pair: Ints
    word: Ints
    first: Bools
    counts: Ints


@dataclass(frozen=True, slots=True)
class _Side:
    """The names on one side of the pairs, by their places among the different ones.

    `words` has each name's words, each once and sorted, one name after the other; `first` says which is the first word.
    """

    names: Ints
    counts: Ints
    starts: Ints
    words: Ints
    first: Bools

    @classmethod
    def of(cls, table: NameTable, places: Ints) -> _Side:
        """The side whose names have these places in a table; words are given by their numbers."""
        names = table.names.height
        owners = np.repeat(np.arange(names), table.names["count"].to_numpy())
        found = _once((owners << 32) | table.words["word"].to_numpy())
        owners, words = found >> 32, found & _NO_WORD
        counts = np.bincount(owners, minlength=names)
        first = table.names["first"].fill_null(_NO_WORD).to_numpy()[owners] == words
        return cls(places, counts, np.cumsum(counts) - counts, words, first)

    def rows(self, start: int, stop: int) -> _Rows:
        """The words of some of the pairs."""
        names = self.names[start:stop]
        counts = self.counts[names]
        rows = ranges(self.starts[names], counts)
        return _Rows(np.repeat(np.arange(len(names)), counts), self.words[rows], self.first[rows], counts)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of all names that are compared, in the order of their numbers.

    `lengths` is 0 where a word is a number or too short to be misspelled, `sounds` is a number for each skeleton and 0
    for one that says nothing; `letters` has a bit for each different letter, `more` is the number of letters besides.
    """

    numbers: Ints
    weights: Floats
    roles: npt.NDArray[np.uint8]
    texts: npt.NDArray[np.object_]
    lengths: npt.NDArray[np.int16]
    starts: npt.NDArray[np.uint8]
    sounds: npt.NDArray[np.int32]
    letters: npt.NDArray[np.uint64]
    more: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, numbers: Ints, vocabulary: pl.DataFrame) -> _Words:
        known = vocabulary[numbers] if len(numbers) else vocabulary.clear()
        texts = known["text"].to_list()
        lengths = known["text"].str.len_chars().to_numpy().astype(np.int64)
        roles, skeletons = known["role"].to_numpy(), known["skeleton"]
        spelled = (roles != NUMBER) & (lengths > 3)
        heard = spelled & (skeletons.str.len_chars().to_numpy() > 2)
        text = np.frombuffer("".join(texts).encode(), dtype=np.uint8)
        sizes = known["text"].str.len_bytes().to_numpy().astype(np.int64)
        begins = np.cumsum(sizes) - sizes
        letters = np.bitwise_or.reduceat(_bits()[text], begins) if len(text) else np.empty(0, dtype=np.uint64)
        return cls(
            numbers=numbers,
            weights=known["weight"].to_numpy(),
            roles=roles,
            texts=np.array(texts, dtype=object),
            lengths=(np.minimum(lengths, _LONG) * spelled).astype(np.int16),
            starts=text[begins],
            sounds=skeletons.rank("dense").to_numpy().astype(np.int32) * heard,
            letters=letters,
            more=np.minimum(lengths - np.bitwise_count(letters), 2 * _LONG).astype(np.uint8),
        )


def _once(values: Ints) -> Ints:
    """The values, each once, sorted."""
    found = np.sort(values)
    first: Bools = np.diff(found, prepend=-1) != 0
    return found[first]


@cache
def _bits() -> npt.NDArray[np.uint64]:
    """A bit for each letter and digit, none for other bytes."""
    found = np.zeros(256, dtype=np.uint64)
    found[list(b"abcdefghijklmnopqrstuvwxyz0123456789")] = np.uint64(1) << np.arange(36, dtype=np.uint64)
    return found


@cache
def _needed() -> npt.NDArray[np.uint8]:
    """How many letters two words must share to be alike, by whether they start alike and by the lengths of both.

    Jaro's likeness is a third of the shares of letters of each that the other has, and of those that stand in order: at
    most 1. Winkler's adds a tenth of what is missing for each of up to four letters at the start that are the same.
    """
    lengths = np.arange(_LONG + 1)
    shares = 1 / np.maximum(lengths[:, None], 1) + 1 / np.maximum(lengths, 1)
    needed = np.empty((2, _LONG + 1, _LONG + 1), dtype=np.uint8)
    for start, same in enumerate((0, 4)):
        jaro = (_ALIKE - 0.1 * same) / (1 - 0.1 * same)
        needed[start] = np.ceil((3 * jaro - 1 - 1e-4) / shares)
    needed[:, _LONG], needed[:, :, _LONG] = 0, 0
    needed[:, 0], needed[:, :, 0] = 255, 255
    return needed.ravel()


def _common(mine: _Rows, theirs: _Rows, words: _Words, cross: Callable[..., _Crossed]) -> Columns:
    """See `common_words`."""
    alone, alone_right, left, right = cross(mine, theirs, words)
    same_word, same_pair = mine.word[~alone], mine.pair[~alone]
    likeness = _likeness(mine.word[left], theirs.word[right], words)
    best = _best(mine.pair[left], (left, mine.word[left]), (right, theirs.word[right]), likeness, words)
    left, right, likeness = left[best], right[best], likeness[best]
    alone[left], alone_right[right] = False, False

    pairs, pair = len(mine.counts), mine.pair[left]
    weight = np.maximum(words.weights[mine.word[left]], words.weights[theirs.word[right]])
    sums = {
        "common": _sum(same_pair, words.weights[same_word], pairs) + _sum(pair, weight, pairs),
        "respelled": _sum(pair, weight * (likeness < 1), pairs),
        "loss": _sum(pair, weight * (1 - likeness), pairs),
        "told": np.zeros(pairs),
    }
    number, place = np.zeros((2, pairs), dtype=bool)
    places = np.ones(pairs, dtype=bool)
    for name, side, own in (("mine", mine, alone), ("theirs", theirs, alone_right)):
        pair, weight, role = side.pair[own], words.weights[side.word[own]], words.roles[side.word[own]]
        # Chinese firms begin with their place, which their English names often leave out.
        leading = (role == PLACE) & side.first[own]
        sums[name] = _sum(pair, weight, pairs)
        sums["told"] = np.maximum(sums["told"], _sum(pair, weight * ~leading, pairs))
        number[pair[role == NUMBER]] = True
        place[pair[(role == PLACE) & ~leading]] = True
        places &= np.bincount(pair[role == PLACE], minlength=pairs) > 0
    found = {name: values.astype(np.float32) for name, values in sums.items()}
    return {**found, "number": number, "place": place | places}


def _sum(pair: Ints, weight: Floats, pairs: int) -> npt.NDArray[np.float64]:
    return np.bincount(pair, weights=weight, minlength=pairs).astype(np.float64, copy=False)


def _looped(mine: _Rows, theirs: _Rows, words: _Words) -> _Crossed:
    """The words of pairs crossed, by a compiled loop."""
    alone, alone_right = (np.ones(len(side.pair), dtype=bool) for side in (mine, theirs))
    left, right = np.empty((2, int((mine.counts * theirs.counts).sum())), dtype=np.int64)
    count = compiled(kernel)(
        *(mine.word, mine.counts, theirs.word, theirs.counts),
        *(words.letters.astype(np.int64), words.more, words.starts, words.lengths.astype(np.int64)),
        *(words.sounds.astype(np.int64), _needed(), _LONG + 1, alone, alone_right, left, right),
    )
    return alone, alone_right, left[:count], right[:count]


def _laid_out(mine: _Rows, theirs: _Rows, words: _Words) -> _Crossed:
    """The words of pairs crossed, in arrays of them all."""
    each = theirs.counts[mine.pair]
    left = np.repeat(np.arange(len(mine.pair)), each)
    right = ranges((np.cumsum(theirs.counts) - theirs.counts)[mine.pair], each)
    same = np.flatnonzero(np.repeat(mine.word, each) == theirs.word[right])
    alone, alone_right = (np.ones(len(side.pair), dtype=bool) for side in (mine, theirs))
    alone[left[same]], alone_right[right[same]] = False, False
    maybe = _maybe_alike(mine.word, each, theirs.word, right, words)
    maybe = maybe[alone[left[maybe]] & alone_right[right[maybe]]]
    return alone, alone_right, left[maybe], right[maybe]


def _maybe_alike(word: Ints, each: Ints, other: Ints, right: Ints, words: _Words) -> Ints:
    """Which words laid out crossed sound the same, or share as many letters as alike ones must.

    Each word stands beside `each` others, which have the places `right` among the other words.
    """
    shared = np.bitwise_count(np.repeat(words.letters[word], each) & words.letters[other][right])
    shared += np.minimum(np.repeat(words.more[word], each), words.more[other][right])
    starts = np.repeat(words.starts[word], each) == words.starts[other][right]
    lengths = np.repeat(words.lengths[word] * (_LONG + 1), each) + words.lengths[other][right]
    sounds = np.repeat(words.sounds[word], each)
    enough = shared >= _needed()[lengths + starts * (_LONG + 1) ** 2]
    return np.flatnonzero(enough | ((sounds == words.sounds[other][right]) & (sounds > 0)))


def _likeness(word: Ints, word_right: Ints, words: _Words) -> Floats:
    found: Floats = process.cpdist(
        words.texts[word].tolist(),
        words.texts[word_right].tolist(),
        scorer=JaroWinkler.normalized_similarity,
        dtype=np.float32,
    )
    sound = (words.sounds[word] == words.sounds[word_right]) & (words.sounds[word] > 0)
    return np.where(sound, np.maximum(found, np.float32(_SOUND)), found)


def _best(
    pair: Ints, left: tuple[Ints, Ints], right: tuple[Ints, Ints], likeness: Floats, words: _Words
) -> Ints:
    """Which words are spellings of one: of each the likest, in the order of the alphabet where several are.

    A side has the places of words in the rows, and the words. Their numbers hang on the names that were met before, so
    that they decide nothing.
    """
    order = np.flatnonzero(likeness >= _ALIKE)
    mine, theirs = left[1][order], right[1][order]
    alphabet = np.zeros(len(words.numbers), dtype=np.int64)
    used = _once(np.concatenate([mine, theirs]))
    alphabet[used] = pl.Series(words.texts[used].tolist(), dtype=pl.String).rank("ordinal").to_numpy()
    order = order[np.lexsort((alphabet[theirs], alphabet[mine], -likeness[order], pair[order]))]
    order = order[_firsts(left[0][order])]
    return order[_firsts(right[0][order])]


def _firsts(values: Ints) -> Ints:
    """The places at which values stand for the first time, in order."""
    return np.sort(np.unique(values, return_index=True)[1])
