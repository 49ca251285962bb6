"""The JSON documents of a file, and the place of each release in them.

A file holds one document, several one after another, one a line, or a list of them. A document is a release
package, a record package, a record or a release. The place of a release is the line on which it begins, with the
column where another release begins before it on the same line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from json import JSONDecodeError
from pathlib import Path
from typing import Any, NoReturn

from beholden.errors import SourceError
from beholden.loaders.tables import read_text

LISTS = ("releases", "records")
VALUES = ("compiledRelease", "versionedRelease")
VERSIONS = ("1.0", "1.1")


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and the place where it begins."""

    where: str
    value: Any


@dataclass(slots=True)
class Document:
    """An object: its fields, and apart from them the releases and records in it, each with its place.

    A record among `records` is a Document as well, unless it is no object at all.
    """

    where: str
    fields: dict[str, Any] = field(default_factory=dict)
    releases: list[Placed] = field(default_factory=list)
    records: list[Placed] = field(default_factory=list)
    compiled: Placed | None = None
    versioned: Placed | None = None
    keys: set[str] = field(default_factory=set)

    @property
    def is_record(self) -> bool:
        """Whether it is one record, in or out of a package."""
        return "ocid" in self.keys and not self.keys.isdisjoint((*VALUES, "releases"))


def documents(file: Path) -> Iterator[Document]:
    """Yield the documents of a file in order.

    A file that is cut off or no JSON, that is not UTF-8, or that holds something other than OCDS 1.0 and 1.1,
    raises SourceError with the place.
    """
    reader = _Reader(file.name, read_text(file, ("utf-8",)).removeprefix("\ufeff"))
    while reader.next():
        if reader.next() == "[":
            for _ in reader.items():
                yield _checked(reader.document())
        else:
            yield _checked(reader.document())


def _checked(document: Document) -> Document:
    """The document, if its keys are those of one of the four and its version is read here."""
    keys = document.keys
    if "ocid" in keys:
        fits = "records" not in keys
    else:
        fits = not keys.isdisjoint(LISTS) and keys.isdisjoint(VALUES)
        version = document.fields.get("version")
        if version is not None and ".".join(str(version).split(".")[:2]) not in VERSIONS:
            raise SourceError(f"{document.where}: OCDS {version!r} is not read; {' and '.join(VERSIONS)} are")
    if not fits:
        raise SourceError(
            f"{document.where}: this is no release package, record package, record or release of OCDS; it has the "
            f"keys {', '.join(sorted(keys)[:8]) or 'none'}"
        )
    return document


class _Reader:
    """Reads a text value by value, and knows the line on which the next one begins."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text, self._at = name, text, 0
        self._read = json.JSONDecoder(parse_constant=_refuse).raw_decode
        self._line, self._line_starts, self._counted = 1, 0, 0
        self._placed_on = 0

    def next(self) -> str:
        """The next character that is no blank; empty at the end."""
        while (letter := self._text[self._at : self._at + 1]) and letter in " \t\r\n":
            self._at += 1
        return letter

    def document(self) -> Document:
        """The object that begins here."""
        if self.next() != "{":
            self._fail("an object must begin here")
        line = self._line_here()
        document = Document(self._place_on(line))
        for key in self._members():
            if key in document.keys:
                self._fail(f'the key "{key}" stands twice in one object')
            document.keys.add(key)
            if key in LISTS:
                self._list(document, key)
            elif key in VALUES:
                placed = self._placed()
                if placed.value is not None:
                    setattr(document, "compiled" if key == VALUES[0] else "versioned", placed)
            else:
                document.fields[key] = self._value()
        if document.keys.isdisjoint((*LISTS, *VALUES)):  # a release
            self._placed_on = line
        return document

    def items(self) -> Iterator[None]:
        """Step to each item of the list that begins here; the caller reads it before the next step."""
        self._take("[")
        if self._ends("]"):
            return
        while True:
            yield
            if self._ends("]"):
                return
            self._take(",")

    def _list(self, document: Document, key: str) -> None:
        if self.next() != "[":
            if self._value() is not None:
                self._fail(f"{key} must be a list")
            return
        into = document.releases if key == "releases" else document.records
        for _ in self.items():
            if key == "records" and self.next() == "{":
                record = self.document()
                into.append(Placed(record.where, record))
            else:
                into.append(self._placed())

    def _members(self) -> Iterator[str]:
        """Yield the keys of the object that begins here; the caller reads each value before the next key."""
        self._take("{")
        if self._ends("}"):
            return
        while True:
            if self.next() != '"':
                self._fail("a key must stand here")
            key: str = self._value()
            self._take(":")
            yield key
            if self._ends("}"):
                return
            self._take(",")

    def _placed(self) -> Placed:
        self.next()
        line = self._line_here()
        where = self._place_on(line)
        self._placed_on = line
        return Placed(where, self._value())

    def _value(self) -> Any:
        self.next()
        try:
            value, self._at = self._read(self._text, self._at)
        except JSONDecodeError as problem:
            self._at = problem.pos
            self._fail(problem.msg)
        except ValueError as problem:  # a constant, or a number of too many digits
            self._fail(str(problem))
        except RecursionError:
            self._fail("lists or objects stand in each other a thousand deep")
        return value

    def _take(self, letter: str) -> None:
        if self.next() != letter:
            self._fail(f'"{letter}" must stand here')
        self._at += 1

    def _ends(self, letter: str) -> bool:
        if self.next() != letter:
            return False
        self._at += 1
        return True

    def _place_on(self, line: int) -> str:
        column = f":{self._at - self._line_starts + 1}" if self._placed_on == line else ""
        return f"{self._name}:{line}{column}"

    def _line_here(self) -> int:
        """The line here, from 1; only what was read since the last call is counted."""
        if breaks := self._text.count("\n", self._counted, self._at):
            self._line += breaks
            self._line_starts = self._text.rindex("\n", self._counted, self._at) + 1
        self._counted = self._at
        return self._line

    def _fail(self, reason: str) -> NoReturn:
        raise SourceError(
            f"{self._name}:{self._line_here()}: this is not the JSON of OCDS: {reason}; "
            "is the file cut off, or damaged?"
        )


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number in JSON")
