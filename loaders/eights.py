"""Bytes that loops look at eight at a time, as one number; what those loops and their callers share.

Bytes lie behind each array's last one, and its `words` are the numbers that begin at each byte of it. Compiled loops
keep what stands here: who changes it touches the files of the loops.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beholden.graph.ownership.compiled import kernel_for

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Flags = NDArray[np.bool_]

TEXT, NUMBER, WORD, LIST, OBJECT, ESCAPED = 1, 2, 4, 8, 16, 32
"""Sorts of values: a text, a whole number, one of the words true, false and null, a list of texts, an object; and
what a text is beside that in which something stands escaped."""

ONES = np.uint64(0x0101010101010101)
HIGHS = np.uint64(0x8080808080808080)
QUOTES, SLASHES, BLANKS, COMMAS = (ONES * np.uint64(byte) for byte in (34, 92, 32, 44))
"""Eight bytes of which each is 1, has its highest bit alone, or is such a mark."""

_ONE, _LAST = np.uint64(1), np.uint64(56)

PADDING = 16
"""Bytes behind those that are read, so that eight can be looked at wherever one stands."""

PIECE = 1 << 16
"""Bytes that are near while all of them are looked at."""

STEP = 4
"""Bytes that are read in about a step of a loop."""


def loop_for(loop: Callable[..., Any], large: int) -> Callable[..., Any]:
    """Return the loop as it is for a file of few bytes, and compiled for one of many."""
    return kernel_for(loop, large // STEP)


def count_of(byte: int, data: Bytes) -> int:
    """How often a byte stands there."""
    pieces = (data[at : at + PIECE] for at in range(0, len(data), PIECE))
    return sum(int(np.count_nonzero(piece == byte)) for piece in pieces)


def words_of(data: Bytes) -> Words:
    """The numbers of eight bytes that begin at each byte."""
    return np.ndarray((len(data) - 7,), np.uint64, data, strides=(1,))


def first_of(marks: np.uint64) -> int:
    """The first of eight bytes that has its highest bit, where only those that do have any bit and one does."""
    return int(np.int64((((marks - _ONE) & ~marks & ONES) * ONES) >> _LAST)) - 1


def put_bytes(words: Words, at: int, end: int, out_words: Words, put: int) -> int:
    """Put what stands between two places, and up to sixteen bytes more; where the next byte is put."""
    behind = put + end - at
    out_words[put], out_words[put + 8] = words[at], words[at + 8]
    while at + 16 < end:
        at += 16
        put += 16
        out_words[put], out_words[put + 8] = words[at], words[at + 8]
    return behind


def text_marks(word: np.uint64) -> np.uint64:
    """Of eight bytes the highest bit of the first quote, backslash or control character, maybe of others behind it."""
    quote, slash = word ^ QUOTES, word ^ SLASHES
    return (((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | ((word - BLANKS) & ~word)) & HIGHS
