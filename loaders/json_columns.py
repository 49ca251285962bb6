"""Reading large files of JSON with one value a line, many lines at once, those of a plain shape without a parser.

A plain line is one that `json.dumps` would write, in the same way or without blanks; it may have the short escapes.
While it is worked on, a control character stands in it for each of these, so that a quotation mark always begins or
ends a text: `dumped` gives the line as `json.dumps` has it, and `unmasked` a text of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from beholden.loaders.columns import ColumnsError
from beholden.loaders.json_items import refuse_constant

BLOCK = 8 << 20
"""Bytes that are read at once."""

LONGEST = 16 << 20
"""Bytes of a line; a longer one is read the other way."""

LONGEST_PLAIN = 1 << 20
"""Bytes of a plain line."""

TEXT = r'"[^"\\\x08-\x1f]*"'
SCALAR = "true|false|null|0|-?[1-9][0-9]{0,14}"
LIST = rf"\[(?:{TEXT}(?:<,>{TEXT})*)?\]"
"""Parts of the shape of a plain line, as expressions: a text, what is no text, and a list of texts.

Between its marks stands what parts JSON: `<,>` is a comma and `<:>` a colon, with the blank behind it or without.
"""

_ESCAPES = ("\\\\", '\\"', "\\n", "\\r", "\\t", "\\b", "\\f")
_MASKS = ("\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x07")
_LETTERS = ("\\", '"', "\n", "\r", "\t", "\b", "\f")
_MASKED = "[\x01-\x07]"
_BLANKS = " \t\r"


def member(value: str, *keys: str) -> str:
    """The shape of a member of an object whose value has a shape; without keys, that of any key that is a word."""
    return f'"(?:{"|".join(keys) or "[A-Za-z0-9_]+"})"<:>(?:{value})'


def object_of(*members: str) -> str:
    """The shape of an object that has members of these shapes, any of them any number of times."""
    one = f"(?:{'|'.join(members)})"
    return rf"\{{(?:{one}(?:<,>{one})*)?\}}"


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a file that are not empty: the number of each, and its text without blanks around it.

    `begins` says that the first of them is the first of the file.
    """

    file: Path
    numbers: pl.Series
    texts: pl.Series
    begins: bool

    def places(self) -> pl.Series:
        """Where each line stands."""
        return f"{self.file.name}:" + self.numbers.cast(pl.String)

    def values(self, rows: pl.Series | None = None) -> list[Any]:
        """The JSON values of these lines; ColumnsError where one has none, so that `json_items` must say what it is."""
        texts = self.texts if rows is None else self.texts.gather(rows)
        loads = json.JSONDecoder(parse_constant=refuse_constant).decode
        try:
            return [loads(text) for text in texts]
        except (ValueError, RecursionError) as problem:
            raise ColumnsError(f"{self.file.name}: this is not one JSON value a line") from problem


def json_lines(file: Path) -> Iterator[Lines]:
    """Yield the lines of a file; ColumnsError where it is no text, or does not begin with an object."""
    line, begins = 1, True
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            if not block.endswith(b"\n"):
                rest = opened.readline(LONGEST)
                if len(rest) == LONGEST:
                    raise ColumnsError(f"{file.name}: a long line stands there")
                block += rest
            texts = _texts(file, block).str.strip_chars(_BLANKS)
            filled = texts != ""
            numbers = pl.int_range(line, line + len(texts), eager=True)
            line += len(texts) - 1
            if not filled.any():
                continue
            if begins and not texts.filter(filled)[0].startswith("{"):
                raise ColumnsError(f"{file.name}: the file begins with no object")
            yield Lines(file, numbers.filter(filled), texts.filter(filled), begins)
            begins = False
    if begins:
        raise ColumnsError(f"{file.name}: there is nothing in it")


def _texts(file: Path, block: bytes) -> pl.Series:
    if np.frombuffer(block, dtype=np.uint8).min() < ord("\b"):
        raise ColumnsError(f"{file.name}: this is no text")
    try:
        return pl.Series([block]).cast(pl.String).str.split("\n").explode()
    except pl.exceptions.PolarsError as problem:
        raise ColumnsError(f"{file.name}: this is not utf-8") from problem


def plain_lines(texts: pl.Series, shape: str) -> pl.Series:
    """The lines of a shape with marks for their escapes; null for all others."""
    line = pl.col("line")
    masked = line.str.replace_many(list(_ESCAPES), list(_MASKS))
    lines = pl.DataFrame({"line": texts}).with_columns(
        pl.when(line.str.contains("\\", literal=True)).then(masked).otherwise(line)
    )
    spaced, compact = (
        f"^(?:{shape.replace('<,>', ',' + blank).replace('<:>', ':' + blank)})$" for blank in (" ", "")
    )
    # Without blanks, what parts JSON is told by the quotation mark beside it, unless a text begins or ends like it.
    alike = line.str.contains(r'[\[{,:]":|,"[,:\]}]')
    plain = line.str.contains(spaced) | (line.str.contains(compact) & ~alike)
    return lines.select(pl.when(plain & (line.str.len_bytes() < LONGEST_PLAIN)).then("line")).to_series()


def dumped(lines: pl.Series) -> pl.Series:
    """Plain lines as `json.dumps` writes them."""
    compact = (~lines.str.contains('": ', literal=True)).arg_true()
    parted = lines.gather(compact).str.replace_all('":', '": ', literal=True)
    parted = parted.str.replace_all(',"', ', "', literal=True)
    return _replaced(lines.clone().scatter(compact, parted), _ESCAPES)


def unmasked(texts: pl.Series) -> pl.Series:
    """Texts of plain lines with the characters that their escapes mean."""
    return _replaced(texts, _LETTERS)


def _replaced(texts: pl.Series, by: Sequence[str]) -> pl.Series:
    marked = texts.str.contains(_MASKED).arg_true()
    return texts.clone().scatter(marked, texts.gather(marked).str.replace_many(list(_MASKS), list(by)))


@dataclass(frozen=True, slots=True)
class Leaves:
    """What plain lines hold at some paths, each of which has a `name`; `row` is the number of the line among them.

    `keys` has the `word` behind each key: "" for a text, the bracket that opens there, or what is no text. `texts` has
    each `text`, in order, with the marks for its escapes. `once` says of each line whether it repeats no key.
    """

    keys: pl.DataFrame
    texts: pl.DataFrame
    once: pl.Series


def leaves(lines: pl.Series, paths: Mapping[str, str]) -> Leaves:
    """What is at these paths, such as `properties.name`, of plain lines, whose objects are at most three deep."""
    pieces = lines.str.split('"')
    sizes = pieces.list.len().to_numpy().astype(np.int64)
    every = pieces.explode()
    count = len(every)
    inside = (np.arange(count) - np.repeat(np.cumsum(sizes) - sizes, sizes)) % 2 == 1
    strings, between = every.filter(pl.Series(inside)), every.filter(pl.Series(~inside))
    row = np.repeat(np.arange(len(lines)), sizes // 2)
    before = np.arange(len(strings)) + row  # each line has a piece between more than it has strings
    deeper = between.str.count_matches("{", literal=True).cast(pl.Int64)
    deeper -= between.str.count_matches("}", literal=True).cast(pl.Int64)
    depth = np.cumsum(deeper.to_numpy())[before]
    behind = between.gather(before + 1)
    is_key = behind.str.starts_with(":").to_numpy()

    at = np.flatnonzero(is_key)
    names = strings.gather(at)
    words = names.unique().to_list()
    number = {word: place for place, word in enumerate(words, start=1)}
    code = names.replace_strict(words, range(1, len(words) + 1), return_dtype=pl.Int64).to_numpy()
    base, level = len(words) + 1, depth[at]
    above = np.zeros_like(code)
    for deep in (2, 3):
        parent = np.maximum.accumulate(np.where(level == deep - 1, np.arange(len(at)), 0))
        full = above * base + code
        above = np.where(level == deep, full[parent], above)
    path = above * base + code

    wanted = {_code(path, number, base): name for path, name in paths.items()}
    kind = pl.Enum(list(paths.values()))
    known = pl.Series(path).replace_strict(
        list(wanted), pl.Series(list(wanted.values()), dtype=kind), default=None, return_dtype=kind
    )
    key_row = row[at]
    word = behind.gather(at).str.strip_chars(":, }]")
    keys = pl.DataFrame({"row": key_row, "name": known, "word": word})
    last = np.cumsum(is_key) - 1
    texts = pl.DataFrame({"row": row, "name": known.gather(last), "text": strings})
    again = (pl.Series(key_row) * base**3 + path).is_duplicated()
    once = np.ones(len(lines), dtype=bool)
    once[key_row[again.to_numpy()]] = False
    return Leaves(
        keys.drop_nulls(), texts.filter(pl.Series(~is_key) & pl.col("name").is_not_null()), pl.Series(once)
    )


def _code(path: str, number: dict[str, int], base: int) -> int:
    """The number of a path, as the numbers of its keys give it; of a path that no line has, one that is no path's."""
    code = 0
    for name in path.split("."):
        if name not in number:
            return -1
        code = code * base + number[name]
    return code
