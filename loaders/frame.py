"""What a loader is made of: a source's declaration, the records of a file, and what becomes of each."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from beholden.errors import SourceError
from beholden.graph.identifiers import identifier
from beholden.graph.kinds import schema
from beholden.graph.statements import GRADES, Entity, Relation, Said, digest, short_hash
from beholden.loaders.fetching.addresses import Fetch, read_fetch

SOURCE_KEYS = {
    "id", "title", "publisher", "page", "format", "cadence", "max_age_days", "licence", "redistribute", "grade",
    "emits", "reject_limit", "expect", "lookup", "notes", "files",
    "fetch",
}  # fmt: skip


_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*")


class RecordError(SourceError):
    """One record can't be converted: it goes to the rejects, the load goes on."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the files themselves say about the copy: its date, how that is known, and whether it is whole.

    `basis` is "stated" (the publisher's own date), "given" (by whoever loads it) or "inferred".
    """

    date: date | None = None
    basis: str = "given"
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is knowingly not converted, and why; it is counted."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that can't be read, why, and its text."""

    where: str
    reason: str
    text: str


class Record:
    """One row or element as published, and its place; fields are taken or knowingly left, none may remain."""

    __slots__ = ("fields", "places", "text")

    def __init__(
        self, fields: Mapping[str, Any], where: str | Sequence[str], text: str | None = None
    ) -> None:
        """Keep the fields; `where` is one place or several, `text` what was published (default: the fields)."""
        self.fields = dict(fields)
        self.places = (where,) if isinstance(where, str) else tuple(where)
        self.text = text if text is not None else json.dumps(self.fields, ensure_ascii=False)

    @property
    def where(self) -> str:
        """The first place, for messages."""
        return self.places[0]

    def take(self, name: str, optional: bool = False) -> Any:
        """Remove a field and return it (text without blanks at its ends).

        A field that is missing, or empty and not optional, raises RecordError; an empty optional one is "".
        """
        try:
            value = self.fields.pop(name)
        except KeyError:
            raise RecordError(f'there is no field "{name}"') from None
        if isinstance(value, str):
            value = value.strip()
        if not optional and not value:
            raise RecordError(f'field "{name}" is empty')
        return value if value is not None else ""

    def leave(self, *names: str) -> None:
        """Say that these fields are known and not part of this graph."""
        for name in names:
            self.fields.pop(name, None)


@dataclass(frozen=True)
class Source:
    """A publisher's data set, as its source.toml declares it."""

    id: str
    title: str
    publisher: str
    official: bool
    page: str
    licence: str
    redistribute: bool
    grade: str
    emits: tuple[str, ...]
    format: str = ""
    cadence: str = ""
    max_age_days: int = 0
    reject_limit: float = 0.05
    expect: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    lookups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    files: str = ""
    fetch: Fetch | None = None

    @classmethod
    def beside(cls, module_file: str) -> Self:
        """Read and check the source.toml in the folder of this module."""
        return cls.read(Path(module_file).parent / "source.toml")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read and check a source's declaration; SourceError names the file and the fault."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as problem:
            raise SourceError(f"{path.parent.name}/{path.name}: {problem}") from problem
        here = f"{path.parent.name}/source.toml"
        if unknown := sorted(set(data) - SOURCE_KEYS):
            raise SourceError(
                f"{here}: unknown key {unknown[0]!r}; known are {', '.join(sorted(SOURCE_KEYS))}"
            )
        needed = (
            "id",
            "title",
            "publisher",
            "page",
            "licence",
            "redistribute",
            "grade",
            "emits",
            "max_age_days",
        )
        if missing := [key for key in needed if key not in data]:
            raise SourceError(f"{here}: key {missing[0]!r} is missing")
        if data["id"] != path.parent.name:
            raise SourceError(
                f"{here}: id {data['id']!r} must be the name of its folder, {path.parent.name!r}"
            )
        if data["grade"] not in GRADES:
            raise SourceError(f"{here}: grade {data['grade']!r} is not one of {', '.join(GRADES)}")
        for kind in data["emits"]:
            schema().kind(kind)
        if "fetch" in data:
            data["fetch"] = read_fetch(here, data["fetch"])
        publisher = data.pop("publisher")
        lookups = data.pop("lookup", {})
        return cls(
            **{**data, "emits": tuple(data["emits"])},
            publisher=publisher["name"],
            official=bool(publisher["official"]),
            lookups=lookups,
        )

    def lookup(self, table: str, word: str) -> Any:
        """Our word for the publisher's; a word that is not in the table raises RecordError."""
        try:
            return self.lookups[table][word]
        except KeyError:
            raise RecordError(f'{table} "{word}" is not in [lookup.{table}] of source.toml') from None

    def entity(
        self,
        kind: str,
        *,
        name: str,
        id: str | int | None = None,
        key: Sequence[str] = (),
        names: Iterable[str] = (),
        country: str | None = None,
        identifiers: Iterable[str | None] = (),
        kind_stated: bool = True,
        stated_by: str | None = None,
        grade: str | None = None,
        page: str | None = None,
        stated_on: str | None = None,
        quote: str | None = None,
        **properties: Any,
    ) -> Entity:
        """State an entity. Its id is the publisher's own, else a short hash of the raw fields in `key`.

        Names that repeat are kept once; empty properties and identifiers that are None are dropped.
        """
        if (id is None) == (not key):
            raise SourceError(f"{self.id}: an entity needs either the publisher's id or a key of raw fields")
        if not name.strip():
            raise RecordError(f"a {kind} has no name")
        own = str(id) if id is not None else short_hash(*key)
        others = dict.fromkeys(other.strip() for other in names if other and other.strip())
        others.pop(name, None)
        return Entity(
            kind=kind,
            id=f"{self.id}/{own}",
            name=name,
            names=list(others),
            country=country or None,
            identifiers=list(dict.fromkeys(value for value in identifiers if value)),
            kind_stated=kind_stated,
            properties=_filled(properties),
            said=Said(stated_by, grade, page, stated_on, quote),
        )

    def relation(
        self,
        kind: str,
        from_: Entity | str,
        to: Entity | str,
        *,
        key: Sequence[str] | None = None,
        start: str | None = None,
        end: str | None = None,
        since_earliest: str | None = None,
        dispute: str | None = None,
        stated_by: str | None = None,
        grade: str | None = None,
        page: str | None = None,
        stated_on: str | None = None,
        quote: str | None = None,
        **properties: Any,
    ) -> Relation:
        """State a relation between two entities or ids.

        Its id comes from source, ends, kind and `key`, what tells it from its siblings as published (default: the
        properties that the kind names as its key).
        """
        from_id = from_.id if isinstance(from_, Entity) else from_
        to_id = to.id if isinstance(to, Entity) else to
        if key is None:
            key = [f"{name}={properties[name]}" for name in schema().kind(kind).key if properties.get(name)]
        return Relation(
            kind=kind,
            id=f"{self.id}/r-{digest(kind, from_id, to_id, *key)}",
            from_id=from_id,
            to_id=to_id,
            start=start or None,
            end=end or None,
            since_earliest=since_earliest,
            dispute=dispute or None,
            properties=_filled(properties),
            said=Said(stated_by, grade, page, stated_on, quote),
        )


def _filled(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in properties.items() if value is not None and value != "" and value != []
    }


def checked(scheme: str, value: str) -> str | None:
    """An identifier in its one spelling, or None for a placeholder.

    One that breaks its standard is kept as published, as "unchecked-<scheme>:...", and nothing joins on it.
    """
    try:
        return identifier(scheme, value)
    except ValueError:
        return f"unchecked-{scheme}:{value}"


def web_address(text: str) -> str | None:
    """An address of the web as a property of type url takes it, with the http:// that publishers leave out.

    None where the text is no single address.
    """
    address = text if "://" in text else f"http://{text}"
    return address if _ADDRESS.fullmatch(address) else None
