"""What of a release goes into a Neo4j: its columns, a digest of each row, and one digest of them all."""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from beholden.graph.kinds import Kind, schema
from beholden.graph.merge import kinds_of
from beholden.graph.property_types import TEXTS, Dtype
from beholden.graph.release import Release
from beholden.graph.text_table import TextTable

ENDS = ("from_id", "to_id")
KEY = "beholden_id"
"""Property by which what beholden put into a database is known, beside what others put there."""
HASH = "beholden_hash"
"""Property with the first 64 bits of the row's digest, as a whole number: a load compares these."""


def columns(kind: Kind) -> dict[str, Dtype]:
    """The columns of a kind that are properties in the database: all but what is private of persons, and the ends."""
    private = {column for own in kind.properties.values() if own.private for column in own.columns()}
    hidden = {*private, *ENDS}
    return {name: dtype for name, dtype in kind.columns().items() if name not in hidden}


def labels(kind: Kind) -> list[str]:
    """The labels of an entity's node: its kind first, then Party."""
    return [kind.name, "Party"] if kind.party else [kind.name]


@dataclass
class Digest:
    """A digest of rows in any order: how many of each kind, and the sum of their digests in two halves of 64 bits."""

    counts: dict[str, int] = field(default_factory=dict)
    high: int = 0
    low: int = 0

    def add(self, kind: Kind, frame: pl.DataFrame) -> pl.Series:
        """Add the rows of a frame, which has the columns of the kind; gives the number of each row for HASH."""
        numbers = _numbers(kind, frame)
        self.high = (self.high + sum(numbers[0::2])) % 2**64
        self.low = (self.low + sum(numbers[1::2])) % 2**64
        self.counts[kind.name] = self.counts.get(kind.name, 0) + frame.height
        return pl.Series(HASH, numbers[0::2], dtype=pl.Int64)

    def number(self, part: str) -> int:
        """How many rows there are of this part, "entity" or "relation"."""
        return sum(count for kind, count in self.counts.items() if schema().kind(kind).kind == part)

    def text(self) -> str:
        """The digest as text; equal texts mean equal rows."""
        counts = ",".join(f"{kind}:{count}" for kind, count in sorted(self.counts.items()) if count)
        return hashlib.sha256(f"{counts};{self.high:016x}{self.low:016x}".encode()).hexdigest()[:32]


def _numbers(kind: Kind, frame: pl.DataFrame) -> array[int]:
    """Two whole numbers of 64 bits for each row, from its kind, ends and properties."""
    names = sorted((*columns(kind), *(ENDS if kind.kind == "relation" else ())))
    told = frame.select(pl.concat_str(_texts(kind, frame, names), ignore_nulls=True)).to_series()
    texts = told.cast(pl.Binary)
    numbers = array("q", b"".join([hashlib.blake2b(text, digest_size=16).digest() for text in texts]))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _texts(kind: Kind, frame: pl.DataFrame, names: Sequence[str]) -> list[pl.Expr]:
    """What is told of each row, in order. Columns with one value are written out once, and not a row at a time."""
    dtypes, texts = kind.columns(), list[pl.Expr]()
    same = kind.name
    for name in names:
        column = frame[name]
        told = [pl.lit(f"|{name}="), *_told(name, dtypes[name])]
        if column.null_count() == column.len():
            continue
        if _constant(column):
            same += frame.head(1).select(pl.concat_str(told)).item()
        elif column.null_count():
            texts += [pl.lit(same), pl.concat_str(told)]
            same = ""
        else:
            texts += [pl.lit(f"{same}|{name}="), *told[1:]]
            same = ""
    # The text of a whole column, so that rows are there also where all columns have one value.
    return [*texts, pl.repeat(same, frame.height)]


def _constant(column: pl.Series) -> bool:
    """Whether all rows have the same value, and it is no null."""
    return not column.null_count() and column.head(100).n_unique() == 1 and column.n_unique() == 1


def _told(name: str, dtype: Dtype) -> tuple[pl.Expr, ...]:
    """A property as text behind its length, so that none can look like another one; null where it is null."""
    if dtype == TEXTS:
        text = pl.col(name).list.len().cast(pl.String) + "\x1f" + pl.col(name).list.join("\x1f")
    else:
        text = pl.col(name).cast(pl.String)
    return text.str.len_bytes().cast(pl.String), pl.lit(":"), text


@dataclass(frozen=True)
class Part:
    """The rows of one kind of a release: its columns, and for relations the ids at the ends, and more as told there."""

    kind: Kind
    frame: pl.DataFrame


def kinds_with_rows(release: Release) -> Iterator[Part]:
    """Every kind of a release that has rows, entities first."""
    for part in ("entities", "relations"):
        for name in release.kinds(part):
            kind, frame = schema().kind(name), release.frame(part, name)
            if frame.height:
                yield Part(kind, frame.select(*columns(kind), *(ENDS if kind.kind == "relation" else ())))


def parts(release: Release, digest: Digest) -> Iterator[Part]:
    """The same with HASH, the number of each row, and for relations the kinds at the ends.

    The rows are added to the digest.
    """
    entities: dict[str, pl.DataFrame] = {}
    kinds: TextTable | None = None
    for part in kinds_with_rows(release):
        frame = part.frame.with_columns(digest.add(part.kind, part.frame))
        if part.kind.kind == "entity":
            entities[part.kind.name] = frame.select("id")
        else:
            kinds = kinds or kinds_of(entities)
            frame = frame.with_columns(
                kinds.of(frame[end]).alias(f"{end.removesuffix('_id')}_kind") for end in ENDS
            )
        yield Part(part.kind, frame)


def release_digest(release: Release) -> Digest:
    """The digest of all that a release has for a database."""
    digest = Digest()
    for _ in parts(release, digest):
        pass
    return digest


def frame_of(kind: Kind, rows: list[tuple[object, ...]]) -> pl.DataFrame:
    """Rows read from a database as a frame; ValueError where a value has another type than its column."""
    wanted: Mapping[str, Dtype] = {
        **columns(kind),
        **(dict.fromkeys(ENDS, pl.String) if kind.kind == "relation" else {}),
    }
    try:
        return pl.DataFrame(rows, schema=dict(wanted), orient="row", strict=True)
    except (TypeError, pl.exceptions.PolarsError) as problem:
        raise ValueError(str(problem).partition("\n")[0]) from problem
