"""The loops that read plain rows of tables and write them as JSON; `table_columns` says what they take and give.

As in `json_kernel`, eight bytes are looked at as one number.
"""

from __future__ import annotations

import numpy as np

from beholden.loaders.eights import (
    COMMAS,
    HIGHS,
    ONES,
    Bytes,
    Flags,
    Int32s,
    Int64s,
    Words,
    first_of,
    text_marks,
)
from beholden.loaders.leaf_kernel import bare_ends as bare_places

TEXT, NUMBERED, LEI, DAY = 0, 1, 2, 3
"""Sorts of what a role's cells say: a text, one of few texts, an LEI, and a date such as 2012-11-29."""

_FULL, _MIXER, _HALF = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_THREE, _SIX = np.uint64(0xFFFFFF), np.uint64(0xFFFFFFFFFFFF)
_EMPTY, _EMPTY_TWICE = (
    np.uint64(int.from_bytes(cells, "little"))
    for cells in (
        b'"",',
        b'"","',
    )
)


def read_rows(
    data: Bytes,
    words: Words,
    begin: int,
    size: int,
    columns: int,
    longest: int,
    line_starts: Int64s,
    row_lines: Int64s,
    firsts: Int32s,
    numbers: Int32s,
    starts: Int32s,
    ends: Int32s,
) -> tuple[int, int, int]:
    """Read each line, and return how many there are, how many are plain, and how many cells those have filled.

    Of each cell that is filled, the number of its column and where it starts and ends are put down; and of each plain
    row, which of these cells is its first, and behind the last row, how many there are.
    """
    lines = rows = found = 0
    firsts[0] = 0
    at = begin
    while at < size:
        start, found_before = at, found
        line_starts[lines] = start
        column = 0
        plain = data[at] != 0xEF or data[at + 1] != 0xBB or data[at + 2] != 0xBF
        empty = data[at] == 10 or (data[at] == 13 and (data[at + 1] == 10 or at + 1 >= size))
        while plain and not empty and column < columns:
            if data[at] == 34:
                word = words[at]
                if word & _SIX == _EMPTY_TWICE and column + 2 < columns:
                    at += 6
                    column += 2
                    continue
                if word & _THREE == _EMPTY and column + 1 < columns:
                    at += 3
                    column += 1
                    continue
                at += 1
                first = at
                while True:
                    marks = text_marks(words[at])
                    if marks != 0:
                        break
                    at += 8
                at += first_of(marks)
                last = at
                if data[at] != 34:
                    break
                at += 1
            else:
                first = at
                while True:
                    comma = words[at] ^ COMMAS
                    marks = text_marks(words[at]) | (comma - ONES) & ~comma & HIGHS
                    if marks != 0:
                        break
                    at += 8
                at += first_of(marks)
                last = at
            if last > first:
                numbers[found], starts[found], ends[found] = column, first, last
                found += 1
            column += 1
            if data[at] != 44 or column == columns:
                break
            at += 1
        stop = at
        if data[at] == 13 and at < size:
            at += 1
        whole = at >= size or data[at] == 10
        if plain and not empty and whole and column == columns and stop - start < longest:
            row_lines[rows] = lines
            rows += 1
            firsts[rows] = found
        else:
            found = found_before
            while at < size and data[at] != 10:
                at += 1
        lines += 1
        at += 1
    return lines, rows, found


def write_objects(
    data_words: Words,
    rows: Int64s,
    firsts: Int32s,
    numbers: Int32s,
    starts: Int32s,
    ends: Int32s,
    heads: Words,
    head_starts: Int64s,
    out: Bytes,
    out_words: Words,
    out_ends: Int64s,
) -> None:
    """Write these rows as objects of their filled cells.

    The head of a column is what stands between the text of another and its own: `", "name": "`. It is copied in steps
    of 32 bytes, a text in steps of 16, since fewer loops cost less than fewer bytes: what is too much is written over.
    """
    put = 0
    for index in range(len(rows)):
        row = rows[index]
        out[put] = 123
        put += 1
        skipped = 3
        for cell in range(firsts[row], firsts[row + 1]):
            number = numbers[cell]
            at, end = head_starts[number] + skipped, head_starts[number + 1]
            while at < end:
                out_words[put] = heads[at]
                out_words[put + 8] = heads[at + 8]
                out_words[put + 16] = heads[at + 16]
                out_words[put + 24] = heads[at + 24]
                put += 32
                at += 32
            put -= at - end
            at, end = np.int64(starts[cell]), np.int64(ends[cell])
            while at < end:
                out_words[put] = data_words[at]
                out_words[put + 8] = data_words[at + 8]
                put += 16
                at += 16
            put -= at - end
            skipped = 0
        if skipped == 0:
            out[put] = 34
            put += 1
        out[put] = 125
        put += 1
        out_ends[index + 1] = put


def sort_cells(
    data: Bytes,
    words: Words,
    firsts: Int32s,
    numbers: Int32s,
    starts: Int32s,
    ends: Int32s,
    roles: Int32s,
    sorts: Int32s,
    bare_starts: Int32s,
    bare_ends: Int32s,
    found: Int32s,
    values: Int32s,
    slots: Int32s,
    differ: Int32s,
    counts: Int32s,
    odd: Flags,
) -> None:
    """Find the first cell of each role in each row, where each cell begins and ends without blanks, and what it says.

    What the first cell of a role says, by the sort of the role: of a NUMBERED one which of its different texts it has,
    of an LEI whether it has the shape of one (1) or its check digits too (2), of a DAY the days since 1970-01-01 of the
    date with which it begins; where it says nothing of this, the value stays. The different texts of a role are those
    of the cells in `differ`, so many as `counts` has; `slots` has -1 everywhere, and a power of two of places, more
    than rows.

    A row is odd that has a cell of a role below -1, or one of nothing but blanks; of role -1 are cells that nobody asks
    for.
    """
    for row in range(len(firsts) - 1):
        for cell in range(firsts[row], firsts[row + 1]):
            start, end = int(starts[cell]), int(ends[cell])
            first, last = data[start], data[end - 1]
            if first <= 32 or first >= 128 or last <= 32 or last >= 128:
                start, end = bare_places(data, start, end)
            bare_starts[cell], bare_ends[cell] = start, end
            role = roles[numbers[cell]]
            if start == end or role < -1:
                odd[row] = True
            if role < 0 or found[role, row] >= 0:
                continue
            found[role, row] = cell
            sort = sorts[role]
            if sort == NUMBERED:
                values[role, row] = number_of(
                    words, cell, bare_starts, bare_ends, role, slots, differ, counts
                )
            elif sort == LEI and end - start == 20:
                values[role, row] = check_lei(data, start)
            elif sort == DAY and end - start >= 10:
                values[role, row] = read_day(data, start, values[role, row])


def number_of(
    words: Words,
    cell: int,
    starts: Int32s,
    ends: Int32s,
    role: int,
    slots: Int32s,
    differ: Int32s,
    counts: Int32s,
) -> int:
    """The number of a cell's text among those of a role that differ, which it joins if it is new."""
    start, size = int(starts[cell]), int(ends[cell]) - int(starts[cell])
    rest = _FULL >> np.uint64(64 - 8 * (size & 7)) if size & 7 else np.uint64(0)
    stop = start + (size & ~7)
    mixed = np.uint64(size)
    at = start
    while at < stop:
        mixed = (mixed ^ words[at]) * _MIXER
        mixed ^= mixed >> _HALF
        at += 8
    mixed = (mixed ^ (words[at] & rest)) * _MIXER
    last = slots.shape[1] - 1
    slot = int(np.int64(mixed >> _HALF)) & last
    while True:
        known = int(slots[role, slot])
        if known < 0:
            count = int(counts[role])
            slots[role, slot], differ[role, count], counts[role] = count, cell, count + 1
            return count
        other = differ[role, known]
        if ends[other] - starts[other] == size:
            away = int(starts[other]) - start
            at = start
            while at < stop and words[at] == words[at + away]:
                at += 8
            if at == stop and (words[at] ^ words[at + away]) & rest == 0:
                return known
        slot = (slot + 1) & last


def check_lei(data: Bytes, start: int) -> int:
    """Whether the 20 bytes have the shape of an LEI (1), its check digits too (2), or neither (0): ISO 17442."""
    rest = check = 0
    several = False
    for place in range(20):
        letter = int(np.int64(data[start + place]))
        if 48 <= letter <= 57:
            rest = rest * 10 + letter - 48
            check = check * 10 + letter - 48
        elif 65 <= letter <= 90 and place < 18:
            rest = rest * 100 + letter - 55
        else:
            return 0
        if letter != data[start]:
            several = True
        if place == 7 or place == 15:  # so many letters are no number too large
            rest %= 97
        if place == 17:
            check = 0
    return 2 if several and rest % 97 == 1 and 2 <= check <= 98 else 1


def read_day(data: Bytes, start: int, otherwise: int) -> int:
    """The days since 1970-01-01 of a date such as 2012-11-29 that stands here."""
    if data[start + 4] != 45 or data[start + 7] != 45:
        return otherwise
    year = month = day = 0
    for place in range(10):
        digit = int(np.int64(data[start + place])) - 48
        if place == 4 or place == 7:
            continue
        if digit < 0 or digit > 9:
            return otherwise
        if place < 4:
            year = 10 * year + digit
        elif place < 7:
            month = 10 * month + digit
        else:
            day = 10 * day + digit
    most = 30 + (month + (1 if month > 7 else 0)) % 2
    if month == 2:
        most -= 1 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 2
    if year < 1 or month < 1 or month > 12 or day < 1 or day > most:
        return otherwise
    # A year begins with March here, so that the day that not every year has is its last.
    since, years = (month + 9) % 12, year - (1 if month <= 2 else 0)
    leaps = years // 4 - years // 100 + years // 400
    return 365 * years + leaps + (153 * since + 2) // 5 + day - 1 - 719468
