"""The loop that counts the letters that pairs of names have in common, in the same order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

BITS = 62
"""Letters of the first text that are looked at at once: a sum of two such numbers still has a sign."""


def common_letters(
    data: Bytes,
    ends: Ints,
    data_right: Bytes,
    ends_right: Ints,
    left: Ints,
    right: Ints,
    masks: Ints,
    open_still: Ints,
    found: Ints,
) -> None:
    """Put in `found` the length of the longest common subsequence of each pair of texts, letters of one byte each.

    Texts lie one after the other, each up to its place in `ends`; a pair is the numbers of two in `left` and `right`,
    best sorted by the first. `masks` and `open_still` are room: where each letter stands in the longest text of the
    left, `BITS` letters a number, all 0; and as many numbers.

    After Hyyrö, Bit-parallel LCS-length computation revisited (2004): a bit that is gone is a letter in common.
    """
    all_bits = (1 << BITS) - 1
    before = -1
    start = 0
    size = 0
    numbers = 0
    for pair in range(len(left)):
        one = left[pair]
        other = right[pair]
        if one != before:
            for place in range(size):
                masks[data[start + place], place // BITS] = 0
            start = ends[one - 1] if one else 0
            size = ends[one] - start
            numbers = (size + BITS - 1) // BITS
            for place in range(size):
                masks[data[start + place], place // BITS] |= 1 << place % BITS
            before = one
        for number in range(numbers):
            open_still[number] = all_bits
        begin = ends_right[other - 1] if other else 0
        if numbers == 1:
            bits = all_bits
            for place in range(begin, ends_right[other]):
                same = bits & masks[data_right[place], 0]
                bits = (bits + same & all_bits) | (bits - same)
            open_still[0] = bits
        else:
            for place in range(begin, ends_right[other]):
                carried = 0
                for number in range(numbers):
                    bits = open_still[number]
                    same = bits & masks[data_right[place], number]
                    more = bits + same + carried
                    carried = more >> BITS
                    open_still[number] = (more & all_bits) | (bits - same)
        count = 0
        for number in range(numbers):
            gone = all_bits & ~open_still[number]
            while gone:
                gone &= gone - 1
                count += 1
        found[pair] = count
