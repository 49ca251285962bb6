"""The loops that make columns of leaves; what they take and give is said in `leaves`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beholden.loaders.eights import (
    ESCAPED,
    LIST,
    NUMBER,
    TEXT,
    Bytes,
    Flags,
    Int32s,
    Int64s,
    Words,
    put_bytes,
)

BARE, PARTS = 1, 2
"""Ways in which a text is taken that are not as published."""

ROWS = 64
"""Rows of which all columns are made before the next are looked at."""

_ONE, _HALF, _WHOLE = np.uint64(1), np.uint64(32), np.uint64(64)
_EIGHT, _INLINE = np.uint64(8), np.uint64(12)
_FULL = np.uint64(0xFFFFFFFFFFFFFFFF)
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)
"""So many of eight bytes."""

_MIXER = np.uint64(0x9E3779B97F4A7C15)


def blank_at(data: Bytes, at: int, end: int) -> int:
    """How many bytes the blank that stands here has, as `str.strip` knows blanks; 0 where none stands here."""
    byte = data[at]
    if byte == 32 or (byte >= 9 and byte <= 13) or (byte >= 28 and byte <= 31):
        return 1
    if byte == 0xC2 and at + 1 < end and (data[at + 1] == 0x85 or data[at + 1] == 0xA0):
        return 2
    if byte < 0xE1 or byte > 0xE3 or at + 2 >= end:
        return 0
    second, third = data[at + 1], data[at + 2]
    if byte == 0xE1:
        return 3 if second == 0x9A and third == 0x80 else 0
    if byte == 0xE3:
        return 3 if second == 0x80 and third == 0x80 else 0
    if second == 0x81:
        return 3 if third == 0x9F else 0
    return 3 if second == 0x80 and (third <= 0x8A or third == 0xA8 or third == 0xA9 or third == 0xAF) else 0


def bare_ends(data: Bytes, start: int, end: int) -> tuple[int, int]:
    """Where what stands between begins and ends without the blanks at its ends."""
    while start < end:
        size = blank_at(data, start, end)
        if size == 0:
            break
        start += size
    while start < end:
        size = 1
        while size < 3 and start < end - size and data[end - size] >= 0x80 and data[end - size] < 0xC0:
            size += 1
        if blank_at(data, end - size, end) != size:
            break
        end -= size
    return start, end


def put_plain(data: Bytes, start: int, end: int, out: Bytes, put: int) -> int:
    """Put what stands escaped as what it means; where the next byte is put."""
    while start < end:
        byte = data[start]
        if byte == 92:
            start += 1
            byte = data[start]
            if byte == 98:
                byte = 8
            elif byte == 102:
                byte = 12
            elif byte == 110:
                byte = 10
            elif byte == 114:
                byte = 13
            elif byte == 116:
                byte = 9
        out[put] = byte
        put += 1
        start += 1
    return put


def last_parts(data: Bytes, start: int, end: int, mark: int, count: int) -> tuple[int, int]:
    """Where what stands behind the last marks but so many begins and ends, without marks at the ends of the whole."""
    while start < end and data[start] == mark:
        start += 1
    while start < end and data[end - 1] == mark:
        end -= 1
    at = end
    while at > start:
        if data[at - 1] == mark:
            count -= 1
            if count == 0:
                break
        at -= 1
    return at, end


def view_texts(
    data: Bytes,
    words: Words,
    rows: Int32s,
    numbers: Int32s,
    sorts: Int32s,
    starts: Int32s,
    ends: Int32s,
    leaf: int,
    last: int,
    put: int,
    columns: Int64s,
    ways: Int32s,
    mark: int,
    count: int,
    more: Bytes,
    more_words: Words,
    views: NDArray[np.uint64],
    there: Flags,
    edged: Flags,
) -> int:
    """Put the view of each text and number into the column of its path's number, if it has one.

    What stands escaped is put into `more` as what it means, and where more of it is put is returned. `ways` says of
    each column whether its texts are `BARE`, without blanks at their ends, or `PARTS`, what `last_parts` gives of them;
    `edged` says of each other one whether any of its texts may begin or end in a blank.
    """
    while leaf < last:
        column, row, escaped = columns[numbers[leaf]], rows[leaf], sorts[leaf] & ESCAPED != 0
        start, end = int(starts[leaf]), int(ends[leaf])
        right = column >= 0 and sorts[leaf] & (TEXT | NUMBER) != 0
        leaf += 1
        if not right:
            continue
        there[column, row] = True
        if ways[column] == PARTS:
            start, end = last_parts(data, start, end, mark, count)
        if start == end:
            continue
        first_byte, last_byte = data[start], data[end - 1]
        edge = first_byte <= 32 or first_byte >= 128 or last_byte <= 32 or last_byte >= 128 or escaped
        if escaped:
            start, end = put, put_plain(data, start, end, more, put)
            put = end
        if edge:
            if ways[column] != BARE:
                edged[column] = True
            elif escaped:
                start, end = bare_ends(more, start, end)
            else:
                start, end = bare_ends(data, start, end)
        size = end - start
        if escaped:
            first, second = more_words[start], more_words[start + 4]
            behind = _ONE | np.uint64(start) << _HALF
        else:
            first, second = words[start], words[start + 4]
            behind = np.uint64(start) << _HALF
        length = np.uint64(size)
        if size > 12:
            views[column, row, 0] = length | first << _HALF
            views[column, row, 1] = behind
        elif size > 4:
            views[column, row, 0] = length | first << _HALF
            views[column, row, 1] = second & (_FULL >> (_EIGHT * (_INLINE - length)))
        elif size > 0:
            views[column, row, 0] = length | (first & (_FULL >> (_WHOLE - _EIGHT * length))) << _HALF
    return put


def number_texts(
    words: Words,
    rows: Int32s,
    numbers: Int32s,
    sorts: Int32s,
    starts: Int32s,
    ends: Int32s,
    leaf: int,
    last: int,
    differ: int,
    columns: Int64s,
    slots: Int32s,
    first_columns: Int32s,
    first_starts: Int32s,
    first_ends: Int32s,
    first_sorts: Int32s,
    own: Int32s,
    counts: Int32s,
    found: NDArray[np.int32],
) -> int:
    """Number the texts and numbers of each column, and return how many differ so far in all.

    `found` has a number a column and row, which counts those of its column that differ. The texts of a list are taken
    as one, as they stand in its brackets. What stands escaped is compared as it stands: it has but one way to.
    """
    mask = np.uint64(len(slots) - 1)
    while leaf < last:
        column, row, sort = columns[numbers[leaf]], rows[leaf], sorts[leaf]
        start, end = int(starts[leaf]), int(ends[leaf])
        leaf += 1
        if column < 0 or not sort & (TEXT | NUMBER | LIST):
            continue
        while sort & LIST and leaf < last and rows[leaf] == row and numbers[leaf] == numbers[leaf - 1]:
            end = int(ends[leaf])
            leaf += 1
        size = end - start
        first_mask, second_mask = _MASKS[min(size, 8)], _MASKS[min(max(size - 8, 0), 8)]
        mixed = (words[start] & first_mask ^ np.uint64(64 * size + column)) * _MIXER
        mixed = (mixed ^ mixed >> _HALF ^ (words[start + 8] & second_mask)) * _MIXER
        at = start + 16
        while at < end:
            mixed = (mixed ^ mixed >> _HALF ^ (words[at] & _MASKS[min(end - at, 8)])) * _MIXER
            at += 8
        slot = int(np.int64((mixed >> _HALF) & mask))
        while True:
            known = slots[slot] - 1
            if known < 0:
                known = differ
                slots[slot] = known + 1
                first_columns[known], first_sorts[known] = column, sort
                first_starts[known], first_ends[known] = start, end
                own[known] = counts[column]
                counts[column] += 1
                differ += 1
                break
            if first_columns[known] == column and first_ends[known] - first_starts[known] == size:
                away = int(first_starts[known]) - start
                unlike = (words[start] ^ words[start + away]) & first_mask
                unlike |= (words[start + 8] ^ words[start + 8 + away]) & second_mask
                at = start + 16
                while unlike == 0 and at < end:
                    unlike = (words[at] ^ words[at + away]) & _MASKS[min(end - at, 8)]
                    at += 8
                if unlike == 0:
                    break
            slot = slot + 1 if slot + 1 < len(slots) else 0
        found[column, row] = own[known]
    return differ


def join_texts(
    data: Bytes,
    words: Words,
    rows: Int32s,
    numbers: Int32s,
    sorts: Int32s,
    starts: Int32s,
    ends: Int32s,
    leaf: int,
    row: int,
    last_row: int,
    columns: Int64s,
    latest: Int64s,
    between: Bytes,
    out: Bytes,
    out_words: Words,
    out_ends: Int32s,
) -> None:
    """Put the texts of each row into `out`, those of the first column first, without the blanks at their ends.

    `between` stands between any two; a text of which nothing is left is not put.
    """
    put = int(out_ends[row])
    while row < last_row:
        latest[:] = -1
        while leaf < len(rows) and rows[leaf] == row:
            column = columns[numbers[leaf]]
            if column >= 0 and sorts[leaf] & TEXT:
                latest[column] = leaf
            leaf += 1
        begin = put
        for one in latest:
            if one < 0:
                continue
            before = put
            if put > begin:
                for byte in between:
                    out[put] = byte
                    put += 1
            begun = put
            if sorts[one] & ESCAPED:
                start, end = bare_ends(out, put, put_plain(data, int(starts[one]), int(ends[one]), out, put))
                while start < end:
                    out[put] = out[start]
                    put += 1
                    start += 1
            else:
                start, end = bare_ends(data, int(starts[one]), int(ends[one]))
                put = put_bytes(words, start, end, out_words, put)
            if put == begun:
                put = before
        row += 1
        out_ends[row] = put


def lay_out(
    data: Bytes,
    words: Words,
    leaves: tuple[Int32s, Int32s, Int32s, Int32s, Int32s],
    count: int,
    viewed: tuple[Any, ...],
    numbered: tuple[Any, ...],
    joined: tuple[tuple[Any, ...], ...],
    kinds: Bytes,
    marks: Bytes,
) -> int:
    """Make all columns of so many rows, a few rows at a time, whose bytes are near then; return how many texts differ.

    `viewed`, `numbered` and each of `joined` is what `view_texts`, `number_texts` and `join_texts` take behind the
    places. In `marks` each row has the bits that `kinds` has for the number of each of its leaves.
    """
    rows, numbers = leaves[0], leaves[1]
    leaf = row = put = differ = 0
    while row < count:
        last, last_row = leaf, min(row + ROWS, count)
        while last < len(rows) and rows[last] < last_row:
            marks[rows[last]] |= kinds[numbers[last]]
            last += 1
        put = view_texts(data, words, *leaves, leaf, last, put, *viewed)
        differ = number_texts(words, *leaves, leaf, last, differ, *numbered)
        for one in joined:
            join_texts(data, words, *leaves, leaf, row, last_row, *one)
        leaf, row = last, last_row
    return differ
