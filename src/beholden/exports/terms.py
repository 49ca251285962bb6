"""The terms of the RDF: names for things and for what is said of them, and columns of values as RDF terms."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from beholden.graph.property_types import TEXTS, Dtype

THING = "urn:beholden:"
"""What the name of every thing starts with; then come what it is, a colon, and its id with some signs escaped."""

JOINED = "<urn:beholden:joined>"
DERIVED = "<urn:beholden:derived>"
SOURCES = "<urn:beholden:sources>"
"""The named graphs beside those of the sources: who is who, what is computed, what the sources are."""

DATATYPES: Mapping[Any, str] = {
    pl.Date: "xsd:date",
    pl.Float64: "xsd:double",
    pl.Int64: "xsd:integer",
    pl.Boolean: "xsd:boolean",
}

_UNFIT = [*map(chr, range(0x21)), *'<>"{}[]|\\^`%', *map(chr, range(0x7F, 0xA0))]
"""What a name can't hold as it is; the per cent sign too, so that each id can be read back from its name."""

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


@dataclass(frozen=True)
class Vocabulary:
    """The tables of vocabulary.toml."""

    prefixes: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, tuple[str, str]]
    columns: Mapping[str, str]
    near: Mapping[str, str]

    def whole(self, short: str) -> str:
        """The full name of a term such as `prov:Entity`."""
        prefix, _, name = short.partition(":")
        return self.prefixes[prefix] + name


@cache
def vocabulary() -> Vocabulary:
    """Which terms of published vocabularies ours also are."""
    tables = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        tables["prefixes"],
        {kind: tuple(classes) for kind, classes in tables["classes"].items()},
        {kind: (ends[0], ends[1]) for kind, ends in tables["ends"].items()},
        tables["columns"],
        tables["near"],
    )


def thing(what: str, id: pl.Expr) -> pl.Expr:
    """The names of things as RDF terms; `what` is entity, relation, claim, source or copy."""
    return pl.concat_str(pl.lit(f"<{THING}{what}:"), fit(id), pl.lit(">"))


def things(what: str, ids: pl.Expr) -> pl.Expr:
    """The names of lists of things, as lists of RDF terms."""
    return ids.list.eval(thing(what, pl.element()))


def name_of(what: str, id: str) -> str:
    """The name of one thing, without the angle brackets."""
    return THING + what + ":" + "".join(f"%{ord(sign):02X}" if sign in _UNFIT else sign for sign in id)


def id_of(name: str) -> str:
    """The id in a name that `name_of` gives."""
    id = name.removeprefix(THING).partition(":")[2]
    return "".join(
        part if number == 0 else chr(int(part[:2], 16)) + part[2:]
        for number, part in enumerate(id.split("%"))
    )


def fit(id: pl.Expr) -> pl.Expr:
    """Ids with the signs that a name can't hold escaped, as in `thing`; `id_of` reads them back."""
    return id.str.replace_many(_UNFIT, [f"%{ord(sign):02X}" for sign in _UNFIT])


def _quoted(text: pl.Expr) -> pl.Expr:
    return pl.concat_str(
        pl.lit('"'), text.str.replace_many(list(_ESCAPED), list(_ESCAPED.values())), pl.lit('"')
    )


@dataclass(frozen=True)
class Predicate:
    """What is said of each row under one term: RDF terms, or lists of them; nothing where the value is null."""

    term: str
    values: pl.Expr
    many: bool = False


@dataclass(frozen=True)
class Style:
    """How names are written: `short` with the prefixes of vocabulary.toml, else whole."""

    short: bool

    def name(self, term: str) -> str:
        """A term such as `prov:Entity`, as it is written."""
        return term if self.short else f"<{vocabulary().whole(term)}>"

    def terms(self, values: pl.Expr, dtype: Dtype) -> pl.Expr:
        """A column of values as RDF terms, a column of lists as lists of them."""
        if dtype == TEXTS:
            return values.list.eval(_quoted(pl.element()))
        if dtype == pl.String:
            return _quoted(values)
        text = values.dt.to_string("iso") if dtype == pl.Date else values.cast(pl.String)
        return pl.concat_str(pl.lit('"'), text, pl.lit(f'"^^{self.name(DATATYPES[dtype])}'))

    def columns(self, columns: Mapping[str, Dtype]) -> list[Predicate]:
        """A predicate of ours for each column."""
        return [
            Predicate(f"bh:{name}", self.terms(pl.col(name), dtype), dtype == TEXTS)
            for name, dtype in columns.items()
        ]

    def types(self, *classes: str) -> list[Predicate]:
        """That each row is an instance of these classes."""
        names = [self.name(one) for one in classes]
        return [Predicate("rdf:type", pl.lit(name)) for name in ([", ".join(names)] if self.short else names)]
