"""Values as the openCypher scenarios write them: numbers, texts, lists, maps, nodes, relationships and paths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


class UnreadError(ValueError):
    """A value that is not written as the scenarios write them."""


@dataclass(frozen=True)
class Node:
    """A node by its labels and properties."""

    labels: frozenset[str]
    properties: dict[str, Any]


@dataclass(frozen=True)
class Relationship:
    """A relationship by its type and properties."""

    type: str
    properties: dict[str, Any]


@dataclass(frozen=True)
class PathValue:
    """A path by its nodes and relationships in order; which way each relationship points is left out."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?![\w.])|NaN|-?Inf\b)
      | '(?P<text>(?:[^'\\]|\\.)*)'
      | (?P<name>\w+)
      | (?P<sign>-\[|\]->|\]-|<-\[|[][(){}:,<>-]))""",
    re.VERBOSE,
)
_WORDS = {"null": None, "true": True, "false": False}


def read_value(text: str) -> Any:
    """The value that this cell of a table stands for; UnreadError where it does not read so."""
    reader = _Reader(text)
    value = reader.value()
    if reader.position < len(text.rstrip()):
        raise UnreadError(f"{text!r}: more than one value")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0

    def peek(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            return "end", ""
        return str(match.lastgroup), match[str(match.lastgroup)]

    def take(self, sign: str = "") -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.position)
        if match is None or (sign and match["sign"] != sign):
            raise UnreadError(f"{self.text!r}: at {self.position}, {sign or 'a value'} is missing")
        self.position = match.end()
        return str(match.lastgroup), match[str(match.lastgroup)]

    def accept(self, sign: str) -> bool:
        if self.peek() == ("sign", sign):
            self.take()
            return True
        return False

    def value(self) -> Any:
        sort, text = self.take()
        if sort == "text":
            return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)
        if sort == "number":
            return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
        if sort == "name" and text in _WORDS:
            return _WORDS[text]
        if (sort, text) == ("sign", "["):
            return self.relationship("]") if self.peek() == ("sign", ":") else self.list()
        if (sort, text) == ("sign", "{"):
            return self.map()
        if (sort, text) == ("sign", "("):
            return self.node()
        if (sort, text) == ("sign", "<"):
            return self.path()
        raise UnreadError(f"{self.text!r}: {text!r} is no value")

    def list(self) -> list[Any]:
        found: list[Any] = []
        while not self.accept("]"):
            found.append(self.value())
            self.accept(",")
        return found

    def map(self) -> dict[str, Any]:
        found = {}
        while not self.accept("}"):
            key = self.take()[1]
            self.take(":")
            found[key] = self.value()
            self.accept(",")
        return found

    def node(self) -> Node:
        labels = set()
        while self.accept(":"):
            labels.add(self.take()[1])
        properties = self.map() if self.accept("{") else {}
        self.take(")")
        return Node(frozenset(labels), properties)

    def relationship(self, *ends: str) -> Relationship:
        self.take(":")
        kind = self.take()[1]
        properties = self.map() if self.accept("{") else {}
        if not any(self.accept(end) for end in ends):
            raise UnreadError(f"{self.text!r}: the relationship does not end")
        return Relationship(kind, properties)

    def path(self) -> PathValue:
        self.take("(")
        nodes, relationships = [self.node()], []
        while not self.accept(">"):
            if not (self.accept("-[") or self.accept("<-[")):
                raise UnreadError(f"{self.text!r}: the path breaks off")
            relationships.append(self.relationship("]->", "]-"))
            self.take("(")
            nodes.append(self.node())
        return PathValue(tuple(nodes), tuple(relationships))
