"""The loops of level 1: check digits, other names, addresses and numbers of legal entities.

Cells are those of the plain rows of a block, row after row; `table_columns` and `text_kernel` say what they are.
"""

from __future__ import annotations

import numpy as np

from beholden.loaders.eights import Bytes, Flags, Int32s, Int64s, Words

NONE, ELSEWHERE, COMPANIES_HOUSE, LOOK = 0, 1, 2, 3
"""Registers: one that is none, one of GLEIF's codes, Companies House, and one that needs a closer look."""


def find_names(
    data: Bytes,
    firsts: Int32s,
    numbers: Int32s,
    starts: Int32s,
    ends: Int32s,
    roles: Int32s,
    role: int,
    rows: Int64s,
    names: Int32s,
    found: Int32s,
    found_ends: Int64s,
) -> None:
    """Find the cells of a role in each of these rows whose text is another than the name and those before."""
    put = 0
    for index in range(len(rows)):
        row, begin = rows[index], put
        for cell in range(firsts[row], firsts[row + 1]):
            if roles[numbers[cell]] != role:
                continue
            start, size = starts[cell], ends[cell] - starts[cell]
            again = False
            for before in range(begin - 1, put):
                other = names[index] if before < begin else found[before]
                if ends[other] - starts[other] != size:
                    continue
                place = 0
                while place < size and data[start + place] == data[starts[other] + place]:
                    place += 1
                if place == size:
                    again = True
                    break
            if not again:
                found[put] = cell
                put += 1
        found_ends[index + 1] = put


def write_addresses(
    words: Words,
    firsts: Int32s,
    numbers: Int32s,
    starts: Int32s,
    ends: Int32s,
    roles: Int32s,
    lines: Int32s,
    countries: Int32s,
    rows: Int64s,
    private: Flags,
    out: Bytes,
    out_words: Words,
    text_ends: Int64s,
    list_ends: Int64s,
) -> int:
    """Write the addresses of these rows but the private ones, each different one once; return how many there are.

    `lines` has the roles of the lines of either address, and `countries` that of its country, which is its end.
    """
    put, texts = np.int64(0), 0
    for index in range(len(rows)):
        row, before = rows[index], texts
        if not private[index]:
            for which in range(len(lines)):
                begin = put
                for role in (lines[which], countries[which]):
                    for cell in range(firsts[row], firsts[row + 1]):
                        if roles[numbers[cell]] != role:
                            continue
                        if put > begin:
                            out[put], out[put + 1] = 44, 32
                            put += 2
                        at, end = np.int64(starts[cell]), np.int64(ends[cell])
                        while at < end:
                            out_words[put] = words[at]
                            out_words[put + 8] = words[at + 8]
                            put += 16
                            at += 16
                        put -= at - end
                again = False
                if texts > before:
                    size, other = put - begin, text_ends[texts - 1]
                    if begin - other == size:
                        place = 0
                        while place < size and out[begin + place] == out[other + place]:
                            place += 1
                        again = place == size
                if again:
                    put = begin
                elif put > begin:
                    texts += 1
                    text_ends[texts] = put
        list_ends[index + 1] = texts
    return texts


def write_identifiers(
    data: Bytes,
    words: Words,
    starts: Int32s,
    ends: Int32s,
    leis: Int32s,
    codes: Int32s,
    registers: Int32s,
    sorts: Int32s,
    chinese: Flags,
    heads: Bytes,
    head_starts: Int32s,
    placeholders: Bytes,
    placeholder_starts: Int32s,
    body: Bytes,
    out: Bytes,
    text_ends: Int64s,
    list_ends: Int64s,
    look: Flags,
) -> int:
    """Write the LEI of each entity and its number in a register in one spelling; return how many there are.

    `codes` has the cell of each number, `registers` the number of its register; of each register but none there is
    its sort and, in `heads`, what stands before a number. An entity whose number needs a closer look has its LEI alone,
    and is marked to `look` at. `placeholders` are what publishers write for no number, in small letters.
    """
    put = texts = 0
    for index in range(len(leis)):
        out[put], out[put + 1], out[put + 2], out[put + 3] = 108, 101, 105, 58
        start = np.int64(starts[leis[index]])
        for place in range(20):
            out[put + 4 + place] = data[start + place]
        put += 24
        texts += 1
        text_ends[texts] = put
        cell, register = codes[index], registers[index]
        sort = sorts[register] if register < len(sorts) else LOOK
        if cell >= 0 and sort != NONE:
            begin, digits, letters, size = put, 0, 0, 0
            usual, several = sort != LOOK and not chinese[index], False
            if usual:
                for at in range(head_starts[register], head_starts[register + 1]):
                    out[put] = heads[at]
                    put += 1
            code = put
            for at in range(starts[cell], ends[cell]):
                letter = np.int64(data[at])
                if 97 <= letter <= 122:
                    letter -= 32
                if 48 <= letter <= 57:
                    digits += 1
                elif 65 <= letter <= 90:
                    if put - code == letters:
                        letters += 1
                elif letter == 32:
                    continue
                elif not 45 <= letter <= 47:
                    usual = False
                if not usual:
                    break
                out[put] = letter
                put += 1
                if not 45 <= letter <= 47:
                    body[size] = letter + 32 if letter >= 65 else letter
                    several = several or body[size] != body[0]
                    size += 1
            usual = usual and several and size >= 4
            if usual:
                for other in range(len(placeholder_starts) - 1):
                    first = placeholder_starts[other]
                    if placeholder_starts[other + 1] - first == size:
                        place = 0
                        while place < size and body[place] == placeholders[first + place]:
                            place += 1
                        if place == size:
                            usual = False
            if usual and sort == COMPANIES_HOUSE:
                size = put - code
                if digits == size and size <= 8:
                    for place in range(size):
                        out[code + 7 - place] = out[code + size - 1 - place]
                    for place in range(8 - size):
                        out[code + place] = 48
                    put = code + 8
                elif not (size == 8 and letters == 2 and digits == 6):
                    usual = False
            if usual:
                texts += 1
                text_ends[texts] = put
            else:
                put = begin
                look[index] = True
        list_ends[index + 1] = texts
    return texts
