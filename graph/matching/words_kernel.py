"""The loop that lays the words of pairs of names beside each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def cross(
    mine: Ints,
    mine_counts: Ints,
    theirs: Ints,
    their_counts: Ints,
    letters: Ints,
    more: Bytes,
    starts: Bytes,
    lengths: Ints,
    sounds: Ints,
    needed: Bytes,
    longest: int,
    alone: Bools,
    alone_right: Bools,
    left: Ints,
    right: Ints,
) -> int:
    """Find which words of pairs are the same, and which sound the same or share as many letters as alike ones must.

    `mine` and `theirs` are the words of both names of each pair, as many as the counts say; the arrays from `letters`
    to `sounds` have what `common_words` knows of each word, `needed` how many letters two must share by whether they
    start alike and by their lengths, of which there are `longest`. A word that both have is not `alone`; of the others
    those that may be alike are put in `left` and `right`, by their places. Returns how many.
    """
    count = 0
    begin = 0
    begin_right = 0
    for pair in range(len(mine_counts)):
        end = begin + mine_counts[pair]
        end_right = begin_right + their_counts[pair]
        for one in range(begin, end):
            for other in range(begin_right, end_right):
                if mine[one] == theirs[other]:
                    alone[one] = False
                    alone_right[other] = False
        for one in range(begin, end):
            if not alone[one]:
                continue
            word = mine[one]
            for other in range(begin_right, end_right):
                if not alone_right[other]:
                    continue
                beside = theirs[other]
                maybe = sounds[word] > 0 and sounds[word] == sounds[beside]
                if not maybe and lengths[word] > 0 and lengths[beside] > 0:
                    bits = letters[word] & letters[beside]
                    bits -= bits >> 1 & 0x5555555555555555
                    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333)
                    bits = bits + (bits >> 4) & 0x0F0F0F0F0F0F0F0F
                    bits += bits >> 8
                    bits += bits >> 16
                    bits += bits >> 32
                    shared = (bits & 127) + min(int(more[word]), int(more[beside]))
                    row = longest if starts[word] == starts[beside] else 0
                    maybe = shared >= needed[(row + lengths[word]) * longest + lengths[beside]]
                if maybe:
                    left[count] = one
                    right[count] = other
                    count += 1
        begin = end
        begin_right = end_right
    return count


HASH = 1 << 40
FACTOR = 1_000_003


def split(
    data: Bytes, ends: Ints, slots: Ints, names: Ints, places: Ints, starts: Ints, sizes: Ints
) -> tuple[int, int]:
    """Split texts at blanks and number their different words in the order in which they are met.

    Texts lie one after the other, each up to its place in `ends`. For each word the number of its text is put in
    `names` and its own in `places`, for each different one in `starts` and `sizes` where it lies first. `slots` is room
    for a table of words, all -1, a power of two in number. Returns how many words there are, and how many different.
    """
    count = 0
    different = 0
    last = len(slots) - 1
    begin = 0
    for name in range(len(ends)):
        end = ends[name]
        at = begin
        while at < end:
            if data[at] == 32:
                at += 1
                continue
            start = at
            hashed = 0
            while at < end and data[at] != 32:
                hashed = (hashed * FACTOR ^ int(data[at])) & HASH - 1
                at += 1
            size = at - start
            slot = (hashed ^ hashed >> 20) & last
            number = -1
            while slots[slot] >= 0:
                known = slots[slot]
                if sizes[known] == size:
                    number = known
                    for place in range(size):
                        if data[starts[known] + place] != data[start + place]:
                            number = -1
                            break
                    if number >= 0:
                        break
                slot = slot + 1 & last
            if number < 0:
                number = different
                slots[slot] = number
                starts[number] = start
                sizes[number] = size
                different += 1
            names[count] = name
            places[count] = number
            count += 1
        begin = end
    return count, different
