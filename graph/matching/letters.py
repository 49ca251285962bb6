"""How alike the letters of pairs of names are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz, process

from beholden.graph.matching.letters_kernel import BITS, common_letters
from beholden.graph.matching.words import Ints
from beholden.graph.ownership.compiled import compiled, is_loaded
from beholden.graph.side_by_side import each

_FEW, _FEW_COMPILED = 1_000_000, 2_000
"""Up to so many pairs are quicker compared by rapidfuzz: before numba was imported in this process, and since."""

_AT_ONCE = 250_000
"""How many pairs one thread compares at once."""

Floats = npt.NDArray[np.float32]
Side = tuple[pl.Series, Ints]
"""Texts, and which of them each pair has."""


def likeness(left: Side, right: Side, *, least: float = 0) -> Floats:
    """How alike, of 100, the letters of pairs of texts are: rapidfuzz's `fuzz.ratio`.

    Of all letters of both, the part that both have in the same order. What is less than `least` may be any such number.

    >>> texts, place = pl.Series(["kite", "kites", ""]), np.arange(3)
    >>> likeness((texts, place), (texts, place[::-1])).round(2).tolist()
    [0.0, 100.0, 0.0]
    """
    if len(left[1]) > (_FEW_COMPILED if is_loaded() else _FEW):
        texts, texts_right = _Texts.of(left[0]), _Texts.of(right[0])
        if texts.ascii and texts_right.ascii:
            return _counted((texts, left[1]), (texts_right, right[1]))
    one, other = (np.array(texts.to_list(), dtype=object)[places].tolist() for texts, places in (left, right))
    return process.cpdist(one, other, scorer=fuzz.ratio, score_cutoff=least, dtype=np.float32, workers=-1)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts one after the other: `data`, the `sizes` of each and where it `ends`, and whether a letter is a byte."""

    data: npt.NDArray[np.uint8]
    sizes: Ints
    ends: Ints
    ascii: bool

    @classmethod
    def of(cls, texts: pl.Series) -> _Texts:
        every = "".join(texts.to_list())
        sizes = texts.str.len_bytes().to_numpy().astype(np.int64)
        return cls(np.frombuffer(every.encode(), np.uint8), sizes, np.cumsum(sizes), every.isascii())


def _counted(left: tuple[_Texts, Ints], right: tuple[_Texts, Ints]) -> Floats:
    """The same, from the number of letters that both have, by a compiled loop."""
    (texts, places), (texts_right, places_right) = left, right
    common = np.empty(len(places), np.int64)
    numbers = 1 + int(texts.sizes.max(initial=0)) // BITS

    def part(start: int) -> None:
        own = slice(start, start + _AT_ONCE)
        compiled(common_letters)(
            *(texts.data, texts.ends, texts_right.data, texts_right.ends),
            *(places[own], places_right[own]),
            *(np.zeros((128, numbers), np.int64), np.zeros(numbers, np.int64), common[own]),
        )

    each(part, range(0, len(places), _AT_ONCE))
    total = texts.sizes[places] + texts_right.sizes[places_right]
    apart = (total - 2 * common) / np.maximum(total, 1)
    found: Floats = ((1 - apart) * 100).astype(np.float32)
    return found
