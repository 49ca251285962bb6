"""The kinds of entities and relations: read once from `schema/*.toml`, checked, and asked by everything else.

A kind's file says what the kind is, which properties it has, and, for a relation, what stands at its ends and
how it reads. `schema/shared.toml` holds sets of properties that several kinds take, `schema/codes.toml` the
tables of coded words. Columns, checks and the documentation of kinds all come from these files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from beholden.errors import SchemaError
from beholden.graph.property_types import TEXTS, TYPES, Dtype, Property
from beholden.graph.shares import WHOLE
from beholden.graph.toml_tables import flag, only_known, read_toml, subtable, suggestion, text, texts

__all__ = ["COMMON_ENTITY", "COMMON_RELATION", "Kind", "Property", "Schema", "read_schema", "schema"]

FOLDER = Path(__file__).parent / "schema"

COMMON_ENTITY: Mapping[str, Dtype] = {
    "id": pl.String,
    "name": pl.String,
    "names": TEXTS,
    "country": pl.String,
    "countries": TEXTS,
    "identifiers": TEXTS,
    "kind_stated": pl.Boolean,
    "members": TEXTS,
    "sources": TEXTS,
    "claims": TEXTS,
    "stated_by": TEXTS,
    "grade": pl.String,
    "first_stated": pl.Date,
    "last_stated": pl.Date,
}
"""Columns that every entity of a release has, before those of its kind."""

COMMON_RELATION: Mapping[str, Dtype] = {
    "id": pl.String,
    "from_id": pl.String,
    "to_id": pl.String,
    "start_date": pl.Date,
    "start_earliest": pl.Date,
    "start_text": pl.String,
    "end_date": pl.Date,
    "end_latest": pl.Date,
    "end_text": pl.String,
    "disputed": pl.Boolean,
    "dispute": pl.String,
    "derived": pl.Boolean,
    "from_stated": pl.String,
    "to_stated": pl.String,
    "sources": TEXTS,
    "claims": TEXTS,
    "stated_by": TEXTS,
    "grade": pl.String,
    "citation": pl.String,
    "quote": pl.String,
    "first_stated": pl.Date,
    "last_stated": pl.Date,
    "last_stated_text": pl.String,
    "fresh_until": pl.Date,
}
"""Columns that every relation of a release has, before those of its kind."""

RESERVED = frozenset(
    (
        *COMMON_ENTITY,
        *COMMON_RELATION,
        # Columns of claims, and those that a build adds to them.
        *("claim", "subject", "places", "text", "page", "stated_on"),
        *(
            "source",
            "snapshot",
            "copy",
            "max_age_days",
            "rank",
            "fresh",
            "fixed",
            "kind",
            "from_kind",
            "to_kind",
        ),
        # Words that the embedded engine answers itself: `n.title` is the name, `n.type` the label.
        *("title", "type"),
    )
)
"""Names that no property may have."""

_UPPER_CAMEL = re.compile(r"(?:[A-Z][a-z]+)+")
_UPPER_SNAKE = re.compile(r"[A-Z]+(?:_[A-Z]+)*")
_LOWER_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_CODE_WORD = re.compile(r"[a-z][A-Za-z0-9]*(?:_[a-z0-9]+)*")

_KEYS = {
    "entity": {"kind", "name", "about", "party", "takes", "properties", "same_as"},
    "relation": {
        *("kind", "name", "about", "from", "to", "reads", "start", "end", "key", "derived"),
        *("takes", "properties", "same_as"),
    },
}
_PROPERTY_KEYS = {"type", "about", "private"}


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of entity or relation; `kind` is "entity" or "relation".

    `from_kinds` and `to_kinds` are the kinds of entity at a relation's ends. `from_words` and `to_words` are
    the ends as the file writes them, where "Party" stands for every kind of party and "Any" for every kind of
    entity. `start` and `end` are the names of the dates on screen. `key` names the properties that tell
    relations between the same two ends apart.
    """

    kind: str
    name: str
    about: str
    properties: Mapping[str, Property]
    same_as: Mapping[str, str]
    party: bool = False
    from_words: tuple[str, ...] = ()
    to_words: tuple[str, ...] = ()
    from_kinds: frozenset[str] = frozenset()
    to_kinds: frozenset[str] = frozenset()
    reads: str = ""
    start: str = ""
    end: str = ""
    key: tuple[str, ...] = ()
    derived: bool = False

    def own_columns(self) -> dict[str, Dtype]:
        """The columns of the properties the kind declares, in its order: column name → dtype."""
        return {name: dtype for own in self.properties.values() for name, dtype in own.columns().items()}

    def columns(self) -> dict[str, Dtype]:
        """All columns of the kind in a release, the common ones first: column name → dtype."""
        return {**(COMMON_ENTITY if self.kind == "entity" else COMMON_RELATION), **self.own_columns()}

    def check(self, properties: Mapping[str, object]) -> None:
        """Raise SchemaError for a property the kind does not have or a value it does not allow.

        A value that is not known is left out; None and empty text are refused.
        """
        for name, value in properties.items():
            own = self.properties.get(name)
            if own is None:
                known = ", ".join(self.properties) or "none"
                raise SchemaError(
                    f'{self.name} has no property "{name}"{suggestion(name, self.properties)}; it has {known}'
                )
            wanted = own.fault(value)
            if wanted is not None:
                raise SchemaError(f"{self.name}: {name} {value!r} is not right: it must be {wanted}")
        if "share_min" in properties or "share_max" in properties:
            self._check_band(properties)

    def _check_band(self, properties: Mapping[str, Any]) -> None:
        """Raise SchemaError for a band of shares between which no share lies."""
        least, most = properties.get("share_min", 0), properties.get("share_max", 1)
        above, below = (
            bool(properties.get("share_min_exclusive")),
            bool(properties.get("share_max_exclusive")),
        )
        if round(least * WHOLE) + above > round(most * WHOLE) - below:
            low, high = "more than" if above else "at least", "less than" if below else "at most"
            raise SchemaError(f"{self.name}: no share is {low} {least:.9g} and {high} {most:.9g}")

    def allows(self, from_kind: str, to_kind: str) -> bool:
        """Whether the relation may go from an entity of the first kind to one of the second."""
        return from_kind in self.from_kinds and to_kind in self.to_kinds


@dataclass(frozen=True, eq=False)
class Schema:
    """All kinds by name, parties first, and the tables of codes: table → word → what it means."""

    kinds: Mapping[str, Kind]
    codes: Mapping[str, Mapping[str, str]]

    @property
    def entity_kinds(self) -> tuple[Kind, ...]:
        """The kinds of entities, parties first, then by name."""
        return tuple(kind for kind in self.kinds.values() if kind.kind == "entity")

    @property
    def relation_kinds(self) -> tuple[Kind, ...]:
        """The kinds of relations, by name."""
        return tuple(kind for kind in self.kinds.values() if kind.kind == "relation")

    def kind(self, name: str) -> Kind:
        """The kind of this name; SchemaError with the nearest names where there is none."""
        try:
            return self.kinds[name]
        except KeyError:
            raise SchemaError(
                f'"{name}" is not a kind{suggestion(name, self.kinds)}; `beholden schema` lists them'
            ) from None


@cache
def schema() -> Schema:
    """The kinds of this version of beholden."""
    return read_schema(FOLDER)


def read_schema(folder: Path) -> Schema:
    """Read and check the kinds declared in a folder; SchemaError names the file and the first fault in it."""
    codes = _read_codes(folder)
    shared = _read_shared(folder, codes)
    tables: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in ("codes.toml", "shared.toml"):
            tables[path.name] = read_toml(path)
    if not tables:
        raise SchemaError(f"{folder}: no file of a kind here")
    kinds = [_kind(file, table, codes, shared) for file, table in tables.items()]
    return _joined(kinds, codes)


def _joined(kinds: Sequence[Kind], codes: Mapping[str, Mapping[str, str]]) -> Schema:
    """The schema of these kinds, with the ends of the relations resolved to kinds of entities."""
    entities = {kind.name: kind for kind in kinds if kind.kind == "entity"}
    words: dict[str, set[str]] = {name: {name} for name in entities}
    words["Party"] = {name for name, kind in entities.items() if kind.party}
    words["Any"] = set(entities)
    whole = []
    for kind in kinds:
        if kind.kind == "relation":
            ends = {}
            for end, named in (("from", kind.from_words), ("to", kind.to_words)):
                for word in named:
                    if not words.get(word):
                        near = suggestion(word, words)
                        raise SchemaError(f'{kind.name}.toml: {end} "{word}" is not a kind of entity{near}')
                ends[end] = frozenset[str]().union(*(words[word] for word in named))
            kind = Kind(**{**vars(kind), "from_kinds": ends["from"], "to_kinds": ends["to"]})
        whole.append(kind)
    whole.sort(key=lambda kind: (kind.kind, not kind.party, kind.name))
    return Schema(MappingProxyType({kind.name: kind for kind in whole}), codes)


def _kind(
    file: str,
    table: Mapping[str, Any],
    codes: Mapping[str, Mapping[str, str]],
    shared: Mapping[str, Mapping[str, Property]],
) -> Kind:
    what = table.get("kind")
    if what not in _KEYS:
        raise SchemaError(f'{file}: kind {what!r} must be "entity" or "relation"')
    only_known(file, table, _KEYS[what])
    name = text(file, table, "name")
    pattern, wanted = (_UPPER_CAMEL, "UpperCamel") if what == "entity" else (_UPPER_SNAKE, "UPPER_SNAKE")
    if pattern.fullmatch(name) is None or name in ("Party", "Any"):
        raise SchemaError(f'{file}: the name "{name}" of this kind must be {wanted}, and not Party or Any')
    if file != f"{name}.toml":
        raise SchemaError(f'{file}: it declares "{name}", so it must be called {name}.toml')
    properties = _all_properties(file, table, codes, shared)
    same_as = subtable(file, table, "same_as")
    common = {
        "kind": what,
        "name": name,
        "about": text(file, table, "about"),
        "properties": MappingProxyType(properties),
        "same_as": MappingProxyType({standard: text(file, same_as, standard) for standard in same_as}),
    }
    if what == "entity":
        return Kind(**common, party=flag(file, table, "party"))
    key = texts(file, table, "key")
    for part in key:
        if part not in properties:
            near = suggestion(part, properties)
            raise SchemaError(f'{file}: key "{part}" is not a property of {name}{near}')
    dates = [text(file, table, end) if end in table else f"{end}_date" for end in ("start", "end")]
    for shown in dates:
        if _LOWER_SNAKE.fullmatch(shown) is None or shown in properties:
            raise SchemaError(f'{file}: the date "{shown}" must be lower_snake, and not a property as well')
    return Kind(
        **common,
        from_words=texts(file, table, "from", needed=True),
        to_words=texts(file, table, "to", needed=True),
        reads=text(file, table, "reads"),
        start=dates[0],
        end=dates[1],
        key=key,
        derived=flag(file, table, "derived"),
    )


def _all_properties(
    file: str,
    table: Mapping[str, Any],
    codes: Mapping[str, Mapping[str, str]],
    shared: Mapping[str, Mapping[str, Property]],
) -> dict[str, Property]:
    """The properties a kind takes from shared sets and those it declares, each column's name used once."""
    sets: list[Iterable[Property]] = []
    for taken in texts(file, table, "takes"):
        if taken not in shared:
            near = suggestion(taken, shared)
            raise SchemaError(f'{file}: takes "{taken}", which shared.toml does not have{near}')
        sets.append(shared[taken].values())
    sets.append(_properties(file, subtable(file, table, "properties"), codes).values())
    properties: dict[str, Property] = {}
    columns: set[str] = set()
    for own in (own for declared in sets for own in declared):
        for column in own.columns():
            if column in columns:
                raise SchemaError(f'{file}: property "{own.name}" makes a column "{column}" a second time')
            if column in RESERVED:
                raise SchemaError(f'{file}: no property may be called "{column}": that word is taken')
            columns.add(column)
        properties[own.name] = own
    return properties


def _properties(
    file: str, table: Mapping[str, Any], codes: Mapping[str, Mapping[str, str]]
) -> dict[str, Property]:
    properties = {}
    for name in table:
        here = f"{file}: {name}"
        declared = subtable(file, table, name)
        if _LOWER_SNAKE.fullmatch(name) is None:
            raise SchemaError(f'{file}: the property "{name}" must be lower_snake')
        only_known(here, declared, _PROPERTY_KEYS)
        type = text(here, declared, "type")
        prefix, _, coded = type.partition(":")
        if type not in TYPES and (prefix != "code" or not coded):
            raise SchemaError(f'{here}: type "{type}" is not one of {", ".join(TYPES)} or code:<table>')
        if coded and coded not in codes:
            raise SchemaError(f'{here}: codes.toml has no table "{coded}"{suggestion(coded, codes)}')
        properties[name] = Property(
            name, type, text(here, declared, "about"), flag(here, declared, "private"), codes.get(coded)
        )
    return properties


def _read_codes(folder: Path) -> Mapping[str, Mapping[str, str]]:
    path = folder / "codes.toml"
    tables = read_toml(path)
    codes = {}
    for name in tables:
        words = subtable(path.name, tables, name)
        if _LOWER_SNAKE.fullmatch(name) is None or not words:
            raise SchemaError(f"{path.name}: table [{name}] must have a lower_snake name and a word in it")
        for word in words:
            if _CODE_WORD.fullmatch(word) is None:
                raise SchemaError(f'{path.name}: "{word}" in [{name}] must start small and have no blanks')
        codes[name] = MappingProxyType({word: text(f"{path.name}: [{name}]", words, word) for word in words})
    return MappingProxyType(codes)


def _read_shared(folder: Path, codes: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Property]]:
    """The sets of properties in shared.toml; a folder without that file has none."""
    path = folder / "shared.toml"
    tables = read_toml(path) if path.exists() else {}
    return {
        name: _properties(f"shared.toml: [{name}]", subtable(path.name, tables, name), codes)
        for name in tables
    }
