"""The loops that read plain rows of tables and write them as JSON; `table_columns` says what they take and give.

As in `json_kernel`, eight bytes are looked at as one number.
"""

from __future__ import annotations

import numpy as np

from beholden.loaders.eights import TEXT, Bytes, Flags, Int32s, Int64s, Words

_ONE, _LAST = np.uint64(1), np.uint64(56)
_ONES = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)
_QUOTES, _SLASHES, _BLANKS, _COMMAS = (_ONES * np.uint64(byte) for byte in (34, 92, 32, 44))


def read_rows(
    data: Bytes,
    words: Words,
    begin: int,
    size: int,
    columns: int,
    longest: int,
    line_starts: Int64s,
    row_lines: Int64s,
    leaf_rows: Int32s,
    leaf_numbers: Int32s,
    leaf_sorts: Int32s,
    leaf_starts: Int32s,
    leaf_ends: Int32s,
) -> tuple[int, int, int]:
    """Read each line, and return how many there are, how many are plain, and how many cells those have filled."""
    lines = rows = found = 0
    at = begin
    while at < size:
        start, found_before = at, found
        line_starts[lines] = start
        column = 0
        plain = data[at] != 0xEF or data[at + 1] != 0xBB or data[at + 2] != 0xBF
        empty = data[at] == 10 or (data[at] == 13 and (data[at + 1] == 10 or at + 1 >= size))
        while plain and not empty and column < columns:
            if data[at] == 34:
                at += 1
                first = at
                while True:
                    word = words[at]
                    quote, slash = word ^ _QUOTES, word ^ _SLASHES
                    marks = (
                        ((quote - _ONES) & ~quote) | ((slash - _ONES) & ~slash) | ((word - _BLANKS) & ~word)
                    ) & _HIGHS
                    if marks != 0:
                        break
                    at += 8
                at += int(np.int64((((marks - _ONE) & ~marks & _ONES) * _ONES) >> _LAST)) - 1
                last = at
                if data[at] != 34:
                    break
                at += 1
            else:
                first = at
                while True:
                    word = words[at]
                    quote, slash, comma = word ^ _QUOTES, word ^ _SLASHES, word ^ _COMMAS
                    marks = (
                        ((quote - _ONES) & ~quote)
                        | ((slash - _ONES) & ~slash)
                        | ((comma - _ONES) & ~comma)
                        | ((word - _BLANKS) & ~word)
                    ) & _HIGHS
                    if marks != 0:
                        break
                    at += 8
                at += int(np.int64((((marks - _ONE) & ~marks & _ONES) * _ONES) >> _LAST)) - 1
                last = at
            if last > first:
                leaf_rows[found], leaf_numbers[found], leaf_sorts[found] = rows, column, TEXT
                leaf_starts[found], leaf_ends[found] = first, last
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
        else:
            found = found_before
            while at < size and data[at] != 10:
                at += 1
        lines += 1
        at += 1
    return lines, rows, found


def write_objects(
    data_words: Words,
    rows: int,
    leaf_rows: Int32s,
    leaf_numbers: Int32s,
    leaf_starts: Int32s,
    leaf_ends: Int32s,
    heads: Words,
    head_starts: Int64s,
    first: int,
    out: Bytes,
    out_words: Words,
    ends: Int64s,
    there: Flags,
) -> None:
    """Write each row that has the first column filled as an object of its filled cells.

    The head of a column is what stands between the text of another and its own: `", "name": "`.
    """
    put = leaf = 0
    for row in range(rows):
        if leaf < len(leaf_rows) and leaf_rows[leaf] == row and leaf_numbers[leaf] == first:
            there[row] = True
            out[put] = 123
            put += 1
            skipped = 3
            while leaf < len(leaf_rows) and leaf_rows[leaf] == row:
                number = leaf_numbers[leaf]
                at, end = head_starts[number] + skipped, head_starts[number + 1]
                while at < end:
                    out_words[put] = heads[at]
                    put += 8
                    at += 8
                put -= at - end
                at, end = int(leaf_starts[leaf]), int(leaf_ends[leaf])
                while at < end:
                    out_words[put] = data_words[at]
                    put += 8
                    at += 8
                put -= at - end
                skipped = 0
                leaf += 1
            out[put] = 34
            out[put + 1] = 125
            put += 2
        else:
            while leaf < len(leaf_rows) and leaf_rows[leaf] == row:
                leaf += 1
        ends[row + 1] = put
