"""Loops over texts that lie somewhere in an array of bytes: a cell is the number of a start and an end, -1 for none.

As in `json_kernel`, eight bytes are looked at as one number; behind the data there are bytes enough for that.
"""

from __future__ import annotations

import numpy as np

from beholden.loaders.eights import Bytes, Flags, Int32s, Int64s, Words

_EIGHT, _WHOLE, _INLINE = np.uint64(8), np.uint64(64), np.uint64(12)
_FULL = np.uint64(0xFFFFFFFFFFFFFFFF)
_HALF = np.uint64(32)


def prefix_texts(
    prefix: Words,
    size: int,
    words: Words,
    starts: Int32s,
    ends: Int32s,
    cells: Int32s,
    out_words: Words,
    out_ends: Int64s,
) -> None:
    """Write each text behind a prefix of this size; of no text nothing is written."""
    put = np.int64(0)
    for index in range(len(cells)):
        cell = cells[index]
        if cell >= 0:
            at = np.int64(0)
            while at < size:
                out_words[put] = prefix[at]
                put += 8
                at += 8
            put -= at - size
            at, end = np.int64(starts[cell]), np.int64(ends[cell])
            while at < end:
                out_words[put] = words[at]
                put += 8
                at += 8
            put -= at - end
        out_ends[index + 1] = put


def view_texts(
    words: Words,
    starts: Int32s,
    ends: Int32s,
    cells: Int32s,
    longest: int,
    views: Words,
    there: Flags,
) -> None:
    """Put down the view of each text, or of its first bytes: no more than `longest`."""
    for index in range(len(cells)):
        cell = cells[index]
        if cell < 0:
            continue
        there[index] = True
        start = np.int64(starts[cell])
        size = np.int64(ends[cell]) - start
        if size > longest:
            size = np.int64(longest)
        length = np.uint64(size)
        first, second = words[start], words[start + 4]
        if size > 12:
            views[index, 0] = length | first << _HALF
            views[index, 1] = np.uint64(start) << _HALF
        elif size > 4:
            views[index, 0] = length | first << _HALF
            views[index, 1] = second & (_FULL >> (_EIGHT * (_INLINE - length)))
        elif size > 0:
            views[index, 0] = length | (first & (_FULL >> (_WHOLE - _EIGHT * length))) << _HALF


def compare_texts(
    data: Bytes, starts: Int32s, ends: Int32s, cells: Int32s, others: Int32s, same: Flags
) -> None:
    """Say where the text of a cell is that of another."""
    for index in range(len(cells)):
        cell, other = cells[index], others[index]
        if cell < 0 or other < 0 or ends[cell] - starts[cell] != ends[other] - starts[other]:
            continue
        start, end = np.int64(starts[cell]), np.int64(ends[cell])
        behind = np.int64(starts[other]) - start
        while start < end and data[start] == data[start + behind]:
            start += 1
        same[index] = start == end
