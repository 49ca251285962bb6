"""Reading large files of JSON with one value a line, many lines at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beholden.loaders.columns import ColumnsError
from beholden.loaders.json_items import refuse_constant

BLOCK = 8 << 20
"""Bytes that are read at once."""

LONGEST = 16 << 20
"""Bytes of a line; a longer one is read the other way."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a file: the number of each that is not empty, its value, and whether it has an escape."""

    numbers: list[int]
    values: list[Any]
    escaped: list[bool]


def json_lines(file: Path) -> Iterator[Lines]:
    """Yield the lines of a file; ColumnsError where one is no value, so that `json_items` must say what it is."""
    line, left, ended = 1, b"", False
    with file.open("rb") as opened:
        while not ended:
            data = opened.read(BLOCK)
            ended = not data
            block = left + data
            end = len(block) if ended else block.rfind(b"\n") + 1
            left = block[end:]
            if len(left) > LONGEST:
                raise ColumnsError(f"{file.name}: a long line stands there")
            texts = _texts(file, block[:end])
            yield _lines(file, texts, line)
            line += len(texts) - 1


def _texts(file: Path, block: bytes) -> list[str]:
    if b"\x00" in block:
        raise ColumnsError(f"{file.name}: this is no text")
    try:
        return block.decode().split("\n")
    except UnicodeDecodeError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem


def _lines(file: Path, texts: list[str], first: int) -> Lines:
    """The values on these lines, the first of which has this number."""
    loads = json.JSONDecoder(parse_constant=refuse_constant).decode
    numbers = [number for number, text in enumerate(texts, start=first) if text.strip(" \t\r")]
    filled = [texts[number - first] for number in numbers]
    if first == 1 and filled and not filled[0].lstrip().startswith("{"):
        raise ColumnsError(f"{file.name}: the file begins with no object")
    try:
        values = [loads(text) for text in filled]
    except (ValueError, RecursionError) as problem:
        raise ColumnsError(f"{file.name}: this is not one JSON value a line") from problem
    return Lines(numbers, values, ["\\" in text for text in filled])
