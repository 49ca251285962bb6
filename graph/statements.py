"""What one record says: an entity or a relation, before it is written as a claim."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import polars_hash

from beholden.errors import SchemaError

SEPARATOR = "\x1f"
"""The unit separator of ASCII, which stands in no publication."""

_DIGITS = 16

GRADES = ("official", "company_filing", "press", "transcription", "unknown_copy")
"""Grades of a citation, best first."""


def short_hash(*parts: str) -> str:
    """16 hex digits that depend on the parts and their order only.

    The parts are joined by a character that no publication uses, so ("ab", "c") and ("a", "bc") differ.

    >>> short_hash("ab", "c") == short_hash("a", "bc")
    False
    >>> len(short_hash("x"))
    16

    SchemaError for a text that UTF-8 can't write.
    """
    return hashlib.blake2b(encoded(*parts), digest_size=_DIGITS // 2).hexdigest()


def digest(*parts: str) -> str:
    """As `short_hash`, the first digits of the SHA-256 (FIPS 180-4): that of records, claims and relations.

    These are many, and whole columns of it can be computed at once, see `digests`.
    """
    return hashlib.sha256(encoded(*parts)).hexdigest()[:_DIGITS]


def digests(*parts: pl.Expr) -> pl.Expr:
    """`digest` of the parts of each row; null where one is null."""
    joined = parts[0] if len(parts) == 1 else pl.concat_str(*parts, separator=SEPARATOR)
    return polars_hash.CryptographicHashingNameSpace(joined).sha2_256().str.head(_DIGITS)


def encoded(*parts: str) -> bytes:
    """These texts in UTF-8, joined by `SEPARATOR`; SchemaError for one that UTF-8 can't write."""
    try:
        return SEPARATOR.join(parts).encode()
    except UnicodeEncodeError as problem:
        raise SchemaError(
            "a text holds half of a character (a lone surrogate), which no file can keep"
        ) from problem


@dataclass(slots=True)
class Said:
    """Who says it and where it can be read, when that is not what the source says of all its records.

    `stated_on` is the date of the document (ISO text), never a start date. `None` means: as the source has it.
    """

    stated_by: str | None = None
    grade: str | None = None
    page: str | None = None
    stated_on: str | None = None
    quote: str | None = None


@dataclass(slots=True)
class Entity:
    """A node as one source states it. `properties` holds what its kind declares, by name."""

    kind: str
    id: str
    name: str
    names: list[str] = field(default_factory=list)
    country: str | None = None
    identifiers: list[str] = field(default_factory=list)
    kind_stated: bool = True
    properties: dict[str, Any] = field(default_factory=dict)
    said: Said = field(default_factory=Said)


@dataclass(slots=True)
class Relation:
    """A directed link as one source states it; `start` and `end` are dates as published, end exclusive.

    `since_earliest` widens the start: the first day the relation may have begun, when an earlier beginning is
    possible (ISO date). `dispute` says why a date or the relation itself is disputed; empty means it is not.
    """

    kind: str
    id: str
    from_id: str
    to_id: str
    start: str | None = None
    end: str | None = None
    since_earliest: str | None = None
    dispute: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    said: Said = field(default_factory=Said)
