"""The loops that make columns of leaves; what they take and give is said in `leaves`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beholden.loaders.eights import ESCAPED, NUMBER, TEXT, Bytes, Flags, Int32s, Int64s, Words

_ONE, _HALF, _WHOLE = np.uint64(1), np.uint64(32), np.uint64(64)
_EIGHT, _INLINE = np.uint64(8), np.uint64(12)
_FULL = np.uint64(0xFFFFFFFFFFFFFFFF)
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


def view_texts(
    data: Bytes,
    words: Words,
    rows: Int32s,
    numbers: Int32s,
    sorts: Int32s,
    starts: Int32s,
    ends: Int32s,
    columns: Int64s,
    bares: Flags,
    more: Bytes,
    more_words: Words,
    views: NDArray[np.uint64],
    there: Flags,
    edged: Flags,
) -> None:
    """Put the view of each text and number into the column of its path's number, if it has one.

    What stands escaped is put into `more` as what it means. A column of `bares` has texts without blanks at their
    ends; `edged` says of each other whether any of its texts may begin or end in a blank.
    """
    put = 0
    for leaf in range(len(rows)):
        column = columns[numbers[leaf]]
        if column < 0 or not sorts[leaf] & (TEXT | NUMBER):
            continue
        row = rows[leaf]
        there[column, row] = True
        start, end = int(starts[leaf]), int(ends[leaf])
        if start == end:
            continue
        first_byte, last_byte = data[start], data[end - 1]
        escaped = sorts[leaf] & ESCAPED != 0
        edge = first_byte <= 32 or first_byte >= 128 or last_byte <= 32 or last_byte >= 128 or escaped
        if escaped:
            start, end = put, put_plain(data, start, end, more, put)
            put = end
        if edge:
            if not bares[column]:
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


def number_texts(
    words: Words,
    rows: Int32s,
    numbers: Int32s,
    sorts: Int32s,
    starts: Int32s,
    ends: Int32s,
    columns: Int64s,
    slots: Int32s,
    firsts: Int32s,
    own: Int32s,
    found: NDArray[np.int32],
) -> int:
    """Number the texts and numbers of each column, and return how many differ in all.

    `found` has a number a column and row, which counts those of its column that differ, and `firsts` the first leaf
    of each that differs. What stands escaped is compared as it stands: it has but one way to.
    """
    count = 0
    mask = np.uint64(len(slots) - 1)
    counts = np.zeros(len(found), np.int32)
    for leaf in range(len(rows)):
        column = columns[numbers[leaf]]
        if column < 0 or not sorts[leaf] & (TEXT | NUMBER):
            continue
        start, size = int(starts[leaf]), int(ends[leaf]) - int(starts[leaf])
        rest = _FULL >> np.uint64(64 - 8 * (size & 7)) if size & 7 else np.uint64(0)
        whole = size & ~7
        mixed = np.uint64(size + 1) * _MIXER ^ np.uint64(column)
        at = start
        while at < start + whole:
            mixed = (mixed ^ words[at]) * _MIXER
            mixed ^= mixed >> _HALF
            at += 8
        mixed = (mixed ^ (words[at] & rest)) * _MIXER
        slot = int(np.int64((mixed >> _HALF) & mask))
        while True:
            known = slots[slot] - 1
            if known < 0:
                slots[slot] = count + 1
                firsts[count] = leaf
                own[count] = counts[column]
                counts[column] += 1
                known = count
                count += 1
                break
            other = firsts[known]
            if columns[numbers[other]] == column and ends[other] - starts[other] == size:
                away = int(starts[other]) - start
                at = start
                while at < start + whole and words[at] == words[at + away]:
                    at += 8
                if at == start + whole and (words[at] ^ words[at + away]) & rest == 0:
                    break
            slot = slot + 1 if slot + 1 < len(slots) else 0
        found[column, rows[leaf]] = own[known]
    return count


def join_texts(
    data: Bytes,
    words: Words,
    rows: Int32s,
    numbers: Int32s,
    sorts: Int32s,
    starts: Int32s,
    ends: Int32s,
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
    put = leaf = 0
    for row in range(len(out_ends) - 1):
        latest[:] = -1
        while leaf < len(rows) and rows[leaf] == row:
            column = columns[numbers[leaf]]
            if column >= 0 and sorts[leaf] & TEXT:
                latest[column] = leaf
            leaf += 1
        begin = put
        for column in range(len(latest)):
            one = latest[column]
            if one < 0:
                continue
            before = put
            if put > begin:
                for at in range(len(between)):
                    out[put] = between[at]
                    put += 1
            begun = put
            if sorts[one] & ESCAPED:
                start, end = bare_ends(out, put, put_plain(data, starts[one], ends[one], out, put))
                while start < end:
                    out[put] = out[start]
                    put += 1
                    start += 1
            else:
                start, end = bare_ends(data, starts[one], ends[one])
                put += end - start
                at = begun
                while start < end:
                    out_words[at] = words[start]
                    at += 8
                    start += 8
            if put == begun:
                put = before
        out_ends[row + 1] = put


def cut_parts(data: Bytes, mark: int, count: int, starts: Int32s, ends: Int32s) -> None:
    """Cut each text to what stands behind the last marks but so many, without marks at its ends."""
    for text in range(len(starts)):
        start, end = starts[text], ends[text]
        while start < end and data[start] == mark:
            start += 1
        while start < end and data[end - 1] == mark:
            end -= 1
        left, at = count, end
        while at > start:
            if data[at - 1] == mark:
                left -= 1
                if left == 0:
                    break
            at -= 1
        starts[text], ends[text] = at, end
