"""The loops that read plain lines of JSON; what they take and give is said in `json_columns`.

Eight bytes are looked at as one number: bytes lie behind each array's last one, and `words` are the numbers that begin
at each byte of it.
"""

from __future__ import annotations

import numpy as np

from beholden.loaders.eights import (
    BLANKS,
    ESCAPED,
    LIST,
    NUMBER,
    OBJECT,
    TEXT,
    WORD,
    Bytes,
    Int32s,
    Int64s,
    Words,
    first_of,
    put_bytes,
    text_marks,
)

DEEPEST = 8
MOST_KEYS = 64
"""How deep objects may lie in one another, and how many keys that are not known an object may have."""

_DIGITS = 15
_LOW = np.uint64(0xFFFFFFFF)
_TRUE, _NULL, _FALSE = (np.uint64(int.from_bytes(word, "little")) for word in (b"true", b"null", b"alse"))


def read_lines(
    data: Bytes,
    words: Words,
    size: int,
    names: Words,
    masks: Words,
    name_starts: Int32s,
    lengths: Int32s,
    sorts: Int32s,
    inner: Int32s,
    numbers: Int32s,
    first_keys: Int32s,
    other_sorts: Int32s,
    other_inner: Int32s,
    out_words: Words,
    row_lines: Int64s,
    row_ends: Int64s,
    other_lines: Int64s,
    other_starts: Int64s,
    other_ends: Int64s,
    leaf_rows: Int32s,
    leaf_numbers: Int32s,
    leaf_sorts: Int32s,
    leaf_starts: Int32s,
    leaf_ends: Int32s,
) -> tuple[int, int, int]:
    """Read each line, and return how many are plain, how many leaves those have, and how many others are not empty."""
    shapes = len(other_sorts)
    latest = first_keys[:shapes].copy()
    follower = np.arange(1, len(sorts) + 1).astype(np.int32)
    seen = np.zeros(len(sorts), np.int64)
    shape_of, object_of = np.zeros(DEEPEST + 1, np.int32), np.zeros(DEEPEST + 1, np.int64)
    unknown_from = np.zeros(DEEPEST + 2, np.int32)
    unknown_starts, unknown_ends = np.zeros(MOST_KEYS, np.int64), np.zeros(MOST_KEYS, np.int64)
    objects = line = rows = found = others = put = at = 0
    while at < size:
        while data[at] == 32 or data[at] == 9 or data[at] == 13:
            at += 1
        start = at
        run, shift, found_before = at, put - at, found
        depth = -1
        if data[at] == 123:
            at += 1
            depth = 1
            objects += 1
            shape_of[1], object_of[1] = 0, objects
            unknown_from[2] = 0
        opened = True
        while depth > 0:
            if not opened or data[at] != 125:
                # A key.
                if data[at] != 34:
                    break
                at += 1
                begin = at
                shape = shape_of[depth]
                first, last = first_keys[shape], first_keys[shape + 1]
                key = guess = follower[latest[shape]] if first < last else last
                matched = False
                for _ in range(last - first):
                    if key == last:
                        key = first
                    name = name_starts[key]
                    if (words[at] ^ names[name]) & masks[name] == 0:
                        same = at + 8
                        name += 1
                        while name < name_starts[key + 1] and (words[same] ^ names[name]) & masks[name] == 0:
                            same += 8
                            name += 1
                        if name == name_starts[key + 1]:
                            matched = True
                            break
                    key += 1
                if matched:
                    if seen[key] == object_of[depth]:
                        break
                    seen[key] = object_of[depth]
                    if key != guess:
                        follower[latest[shape]] = key
                    latest[shape] = key
                    at += lengths[key]
                    allowed, into, number = sorts[key], inner[key], numbers[key]
                else:
                    allowed, into, number = other_sorts[shape], other_inner[shape], -1
                    if allowed == 0:
                        break
                    while data[at] >= 32 and data[at] != 34 and data[at] != 92:
                        at += 1
                    known = unknown_from[depth + 1]
                    if data[at] != 34 or known == MOST_KEYS:
                        break
                    again = False
                    for other in range(unknown_from[depth], known):
                        length = unknown_ends[other] - unknown_starts[other]
                        if length == at - begin:
                            same = 0
                            while same < length and data[begin + same] == data[unknown_starts[other] + same]:
                                same += 1
                            again = again or same == length
                    if again:
                        break
                    unknown_starts[known], unknown_ends[known] = begin, at
                    unknown_from[depth + 1] = known + 1
                # A colon.
                at += 1
                if data[at] != 58:
                    break
                at += 1
                if data[at] == 32:
                    at += 1
                else:
                    put = put_bytes(words, run, at, out_words, run + shift)
                    out_words[put] = BLANKS
                    run, shift = at, put + 1 - at
                # A value.
                byte = data[at]
                if byte == 34 or byte == 91:
                    listed = byte == 91
                    if not allowed & (LIST if listed else TEXT):
                        break
                    if listed:
                        at += 1
                    right = True
                    if not listed or data[at] != 93:
                        while True:
                            right = False
                            if data[at] != 34:
                                break
                            at += 1
                            begin = at
                            escaped = 0
                            while True:
                                marks = text_marks(words[at])
                                if marks == 0:
                                    at += 8
                                    continue
                                at += first_of(marks)
                                if data[at] != 92:
                                    break
                                byte = data[at + 1]
                                if not (
                                    byte == 34
                                    or byte == 92
                                    or byte == 98
                                    or byte == 102
                                    or byte == 110
                                    or byte == 114
                                    or byte == 116
                                ):
                                    break
                                escaped = ESCAPED
                                at += 2
                            if data[at] != 34:
                                break
                            right = True
                            if number >= 0:
                                leaf_rows[found], leaf_numbers[found] = rows, number
                                leaf_sorts[found] = escaped | (LIST if listed else TEXT)
                                leaf_starts[found], leaf_ends[found] = begin + shift, at + shift
                                found += 1
                            at += 1
                            if not listed or data[at] != 44:
                                break
                            at += 1
                            if data[at] == 32:
                                at += 1
                            else:
                                put = put_bytes(words, run, at, out_words, run + shift)
                                out_words[put] = BLANKS
                                run, shift = at, put + 1 - at
                    if not right:
                        break
                    if listed:
                        if data[at] != 93:
                            break
                        at += 1
                elif byte == 123:
                    if not allowed & OBJECT or depth == DEEPEST:
                        break
                    if number >= 0:
                        leaf_rows[found], leaf_numbers[found], leaf_sorts[found] = rows, number, OBJECT
                        leaf_starts[found], leaf_ends[found] = at + shift, at + shift
                        found += 1
                    at += 1
                    depth += 1
                    objects += 1
                    shape_of[depth], object_of[depth] = into, objects
                    unknown_from[depth + 1] = unknown_from[depth]
                    opened = True
                    continue
                else:
                    begin = at
                    if byte == 45 or (byte >= 48 and byte <= 57):
                        sort = NUMBER
                        if byte == 45:
                            at += 1
                        digits = at
                        while data[at] >= 48 and data[at] <= 57:
                            at += 1
                        right = at > digits and at - digits <= _DIGITS
                        right = right and (data[digits] != 48 or at - begin == 1)
                    else:
                        sort = WORD
                        word = words[at] & _LOW
                        right = word in (_TRUE, _NULL)
                        if right:
                            at += 4
                        elif byte == 102 and words[at + 1] & _LOW == _FALSE:
                            right = True
                            at += 5
                    if not right or not allowed & sort:
                        break
                    if number >= 0:
                        leaf_rows[found], leaf_numbers[found], leaf_sorts[found] = rows, number, sort
                        leaf_starts[found], leaf_ends[found] = begin + shift, at + shift
                        found += 1
            # What is behind a value.
            while data[at] == 125:
                at += 1
                depth -= 1
                if depth == 0:
                    break
            if depth == 0 or data[at] != 44:
                break
            at += 1
            if data[at] == 32:
                at += 1
            else:
                put = put_bytes(words, run, at, out_words, run + shift)
                out_words[put] = BLANKS
                run, shift = at, put + 1 - at
            opened = False
        stop = at
        while data[at] == 32 or data[at] == 9 or data[at] == 13:
            at += 1
        if depth == 0 and (at >= size or data[at] == 10):
            put = put_bytes(words, run, stop, out_words, run + shift)
            row_lines[rows] = line
            rows += 1
            row_ends[rows] = put
        else:
            put, found = row_ends[rows], found_before
            while at < size and data[at] != 10:
                at += 1
            if at > start:
                other_lines[others], other_starts[others], other_ends[others] = line, start, at
                others += 1
        line += 1
        at += 1
    return rows, found, others
