"""Reading JSON item by item: an array, an array under a key of an object, or one value a line; streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from json import JSONDecodeError
from pathlib import Path
from typing import IO, Any, NoReturn

from beholden.errors import SourceError

CHUNK = 1 << 20
LARGEST = 64 << 20
"""Characters that one item may have; more is no record but a trap, or a file that is damaged."""

_BLANKS = " \t\r\n\ufeff"


def json_items(file: Path, keys: Sequence[str] = ()) -> Iterator[tuple[int, Any]]:
    """Yield (line on which it begins, value) of each item of a file.

    The file holds an array, an object that has the array under one of `keys` (what else is in that object is left
    out), or values one after another, such as one a line. A file that is empty, packed, not UTF-8, damaged or cut
    off raises SourceError with the place.
    """
    try:
        with file.open("rb") as opened:
            yield from _Reader(file.name, opened).items(keys)
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem


class _Reader:
    """Reads a file value by value, holding little more than one value, and knows the line it is on."""

    def __init__(self, name: str, opened: IO[bytes]) -> None:
        self._name, self._file = name, opened
        self._text, self._at, self._rest = "", 0, b""
        self._bytes, self._line, self._counted, self._done = 0, 1, 0, False
        self._read = json.JSONDecoder(parse_constant=refuse_constant).raw_decode

    def items(self, keys: Sequence[str]) -> Iterator[tuple[int, Any]]:
        """Yield each item with its line; see `json_items`."""
        first = self._next()
        if not first:
            raise SourceError(f"{self._name}: the file is empty")
        if first == "[":
            yield from self._array()
        elif first == "{" and self._finds(keys):
            yield from self._array()
            while self._next() == ",":
                self._take(",")
                self._value()
                self._take(":")
                self._value()
            self._take("}")
        else:
            while self._next():
                yield self._line_here(), self._value()
        if self._next():
            self._fail("something follows the end of the list")

    def _finds(self, keys: Sequence[str]) -> bool:
        """Whether the object that begins here has one of these keys; if so, the next value is what it has there."""
        start = self._at
        while keys and self._next() in "{,":
            self._at += 1
            if self._next() != '"':
                break
            key = self._value()
            self._take(":")
            if key in keys:
                return True
            self._value()
        self._at = start
        return False

    def _array(self) -> Iterator[tuple[int, Any]]:
        self._take("[")
        if self._next() == "]":
            self._at += 1
            return
        while True:
            if not self._next():
                self._fail("the array is never closed")
            line = self._line_here()
            yield line, self._value()
            if self._next() == "]":
                self._at += 1
                return
            self._take(",")

    def _next(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _value(self) -> Any:
        self._next()
        while True:
            try:
                value, end = self._read(self._text, self._at)
            except JSONDecodeError as problem:
                # What a chunk cuts off is wrong near its end, or a string that never ends.
                cut = problem.pos > len(self._text) - 16 or problem.msg.startswith("Unterminated string")
                if self._done or not cut or len(self._text) - self._at > LARGEST:
                    self._at = min(problem.pos, len(self._text))
                    self._fail(problem.msg)
            except (
                ValueError,
                RecursionError,
            ) as problem:  # a constant, too many digits, a thousand brackets
                self._fail(str(problem))
            else:
                if end < len(self._text) or self._done:
                    self._at = end
                    return value
            self._more()

    def _more(self) -> bool:
        """Read on, and let go what is behind the last item."""
        if self._done:
            return False
        data = self._file.read(CHUNK)
        self._check(data)
        raw = self._rest + data
        try:
            text = raw.decode()
            self._rest = b""
        except UnicodeDecodeError as problem:
            if data and problem.reason == "unexpected end of data" and len(raw) - problem.start < 4:
                text, self._rest = raw[: problem.start].decode(), raw[problem.start :]
            else:
                line = self._line + self._text.count("\n", self._counted) + raw[: problem.start].count(b"\n")
                raise SourceError(
                    f"{self._name}:{line}: byte {self._bytes - len(self._rest) + problem.start} is not utf-8; "
                    "save the file as UTF-8"
                ) from None
        self._bytes += len(data)
        self._done = not data
        if self._counted > 0:
            self._text, self._at, self._counted = self._text[self._counted :], self._at - self._counted, 0
        self._text += text
        return bool(data)

    def _check(self, data: bytes) -> None:
        if not self._bytes and (data[:4] in (b"PK\x03\x04", b"%PDF") or data[:2] == b"\x1f\x8b"):
            raise SourceError(
                f"{self._name}: this is a ZIP, PDF or gzip file, not text; unpack or convert it first"
            )
        if b"\x00" in data:
            place = self._bytes + data.index(b"\x00")
            raise SourceError(f"{self._name}: a NUL byte at byte {place}: not a text file in utf-8")

    def _take(self, letter: str) -> None:
        if self._next() != letter:
            self._fail(f'"{letter}" must stand here')
        self._at += 1

    def _line_here(self) -> int:
        """The line here, from 1; what lies before it is let go when more is read."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _fail(self, reason: str) -> NoReturn:
        raise SourceError(
            f"{self._name}:{self._line_here()}: this is not the JSON expected: {reason}; "
            "is the file cut off, or damaged?"
        )


def refuse_constant(constant: str) -> NoReturn:
    """Raise ValueError for NaN or Infinity, which Python's reader takes and JSON does not have."""
    raise ValueError(f"{constant} is no number in JSON")
