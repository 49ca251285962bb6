"""Reading large files of JSON with one value a line, many lines at once, those of a plain shape without a parser.

A plain line is an object with keys and values of known sorts, none of whose keys stands twice, and which `json.dumps`
would write in the same way or without blanks; its texts may have the short escapes.
"""

from __future__ import annotations

import json
import os
from codecs import utf_8_decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from beholden.loaders import eights, json_kernel
from beholden.loaders.columns import ColumnsError
from beholden.loaders.eights import PADDING, PIECE, Flags, Int32s, Int64s, count_of, loop_for, words_of
from beholden.loaders.json_items import refuse_constant
from beholden.loaders.leaves import Leaves

BLOCK = 32 << 20
"""Bytes that are read at once."""

LONGEST = 16 << 20
"""Bytes of a line; a longer one is read the other way."""

_BLANKS = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Value:
    """What sorts a value may be of; and, for an object, which keys it may have, with the values of each.

    A key that is not among `members` is allowed where `others` says what its value may be.
    """

    sorts: int
    members: Mapping[str, Value] = field(default_factory=dict)
    others: Value | None = None

    def __or__(self, other: Value) -> Value:
        """A value of the sorts of either, one of which is no object."""
        own = self if self.sorts & eights.OBJECT else other
        return Value(self.sorts | other.sorts, own.members, own.others)


TEXT = Value(eights.TEXT)
NUMBER = Value(eights.NUMBER)
WORD = Value(eights.WORD)
LIST = Value(eights.LIST)
NOTHING = Value(0)


def object_of(members: Mapping[str, Value], others: Value | None = None) -> Value:
    """An object with these keys, and any others whose values are as `others`."""
    return Value(eights.OBJECT, members, others)


class Shape:
    """What a line must be to be plain, and the paths of those values that are wanted, such as `properties.name`."""

    def __init__(self, line: Value, paths: Sequence[str]) -> None:
        """Lay the shape out in arrays, as the loops read it."""
        self.paths = tuple(paths)
        number = {path: place for place, path in enumerate(paths)}
        objects: list[tuple[str, Value]] = [("", line)]
        keys: list[tuple[bytes, int, int, int]] = []
        first_keys, others = [0], []
        for before, own in objects:
            for name, value in own.members.items():
                path = f"{before}{name}"
                keys.append((f'{name}"'.encode(), value.sorts, len(objects), number.get(path, -1)))
                objects.append((f"{path}.", value))
            first_keys.append(len(keys))
            others.append((own.others.sorts if own.others else 0, len(objects)))
            if own.others:
                objects.append((f"{before}*.", own.others))
        names = [name[start : start + 8] for name, *_ in keys for start in range(0, len(name), 8)]
        sizes = [(len(name) + 7) // 8 for name, *_ in keys]
        self.arrays = (
            np.array([int.from_bytes(part, "little") for part in names], np.uint64),
            np.array([(1 << 8 * len(part)) - 1 for part in names], np.uint64),
            np.cumsum([0, *sizes]).astype(np.int32),
            _int32s(len(name) - 1 for name, *_ in keys),
            *(_int32s(column) for column in list(zip(*keys, strict=True))[1:]),
            _int32s(first_keys),
            *(_int32s(column) for column in zip(*others, strict=True)),
        )


def _int32s(numbers: Any) -> Int32s:
    return np.fromiter(numbers, np.int32)


@dataclass(frozen=True, slots=True)
class Block:
    """So many `lines` of a file, which have `size` bytes, with more behind them; the first has the number `line`.

    `begins` says that what stands before is empty. `large` is how many bytes the file has.
    """

    file: Path
    data: bytes
    size: int
    line: int
    lines: int
    begins: bool
    large: int

    def read(self, shape: Shape) -> Lines:
        """The lines that are not empty, and what is at the shape's paths of those that are plain."""
        size, most = self.size, self.lines + 1
        data = np.frombuffer(self.data, np.uint8)
        texts = size // len('"",') + 1
        out = np.empty(2 * size + PADDING, np.uint8)
        lines = [np.empty(most, np.int64) for _ in range(4)]
        ends = np.zeros(most + 1, np.int64)
        found = [np.empty(texts, np.int32) for _ in range(5)]
        numbers, *others = lines
        read = loop_for(json_kernel.read_lines, self.large)
        with np.errstate(over="ignore"):
            rows, count, left = read(
                data, words_of(data), size, *shape.arrays, words_of(out), numbers, ends, *others, *found
            )
        row, number, sort, start, end = (column[:count] for column in found)
        other, *places = (column[:left] for column in others)
        return Lines(
            self,
            numbers[:rows] + self.line,
            Leaves(shape.paths, rows, out, row, number, sort, start, end, self.large),
            ends[: rows + 1],
            other + self.line,
            list(zip(*(column.tolist() for column in places), strict=True)),
        )


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a block that are not empty: the number of each plain one, and its `leaves`; and all others."""

    block: Block
    numbers: Int64s
    leaves: Leaves
    ends: Int64s
    other_numbers: Int64s
    others: list[tuple[int, int]]

    def texts(self) -> pl.Series:
        """The plain lines as `json.dumps` writes them."""
        return self.leaves.between(self.ends)

    def places(self) -> pl.Series:
        """Where each plain line stands."""
        return f"{self.block.file.name}:" + pl.Series(self.numbers).cast(pl.String)

    def place(self, number: int) -> str:
        """Where the line of a number stands."""
        return f"{self.block.file.name}:{number}"

    def begins(self, number: int) -> bool:
        """Whether the line of this number is the first of the file."""
        return self.block.begins and number == min([*self.numbers[:1], *self.other_numbers[:1]])

    def rest(self, rows: Flags) -> list[tuple[int, Any]]:
        """The numbers of these plain lines and of all others, in order, and the JSON value of each.

        ColumnsError where a line has no value, so that `json_items` must say what it is.
        """
        at = np.flatnonzero(rows)
        plain = zip(
            self.numbers[at].tolist(), self.ends[at].tolist(), self.ends[at + 1].tolist(), strict=True
        )
        found = [(number, self.leaves.data[start:end].tobytes()) for number, start, end in plain]
        others = zip(self.other_numbers.tolist(), self.others, strict=True)
        found += [(number, self.block.data[start:end]) for number, (start, end) in others]
        loads = json.JSONDecoder(parse_constant=refuse_constant).decode
        try:
            return [(number, loads(text.decode())) for number, text in sorted(found)]
        except (ValueError, RecursionError) as problem:
            raise ColumnsError(f"{self.block.file.name}: this is not one JSON value a line") from problem


def json_blocks(file: Path) -> Iterator[Block]:
    """Yield the lines of a file; ColumnsError where it is no text, or does not begin with an object."""
    line, begins, large = 1, True, file.stat().st_size
    with file.open("rb") as opened:
        while data := opened.read(BLOCK):
            size = data.rfind(b"\n") + 1
            if size and size + PADDING <= len(data):
                opened.seek(size - len(data), os.SEEK_CUR)
            else:
                rest = b"" if data.endswith(b"\n") else opened.readline(LONGEST)
                if len(rest) == LONGEST:
                    raise ColumnsError(f"{file.name}: a long line stands there")
                size = len(data) + len(rest)
                data = b"".join((data, rest, bytes(PADDING)))
            lines = count_of(ord("\n"), np.frombuffer(data, np.uint8, size))
            if begins and not (first := data[:size].lstrip(_BLANKS)).startswith(b"{"):
                if first:
                    raise ColumnsError(f"{file.name}: the file begins with no object")
            else:
                _check_text(file, memoryview(data)[:size])
                yield Block(file, data, size, line, lines, begins, large)
                begins = False
            line += lines
    if begins:
        raise ColumnsError(f"{file.name}: there is nothing in it")


def _check_text(file: Path, data: memoryview) -> None:
    at = 0
    try:
        while at < len(data):
            at += utf_8_decode(data[at : at + PIECE], "strict", at + PIECE >= len(data))[1]
    except UnicodeDecodeError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem
