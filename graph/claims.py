"""Claims in columns, as a copy's loader states them and as they are kept."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.graph.kinds import Kind, schema
from beholden.graph.records import RECORD, RECORDS
from beholden.graph.statements import SEPARATOR, Entity, Relation, digests, encoded

CLAIM: dict[str, Any] = {
    "claim": pl.String,
    "subject": pl.String,
    "places": pl.List(pl.String),
    "text": pl.String,
    "page": pl.String,
    "stated_by": pl.String,
    "grade": pl.String,
    "stated_on": pl.Date,
    "stated_text": pl.String,
    "quote": pl.String,
}
"""What every claim has: its id, the entity or relation it is about, where the record stands, the record as
published, the page to cite, who says so, the citation's grade, the document's date (the earliest day it can mean,
and as published), words as published."""

ENTITY: dict[str, Any] = {
    "name": pl.String,
    "names": pl.List(pl.String),
    "country": pl.String,
    "identifiers": pl.List(pl.String),
    "kind_stated": pl.Boolean,
}
RELATION: dict[str, Any] = {
    "from_stated": pl.String,
    "to_stated": pl.String,
    "start_date": pl.Date,
    "start_earliest": pl.Date,
    "start_text": pl.String,
    "end_date": pl.Date,
    "end_latest": pl.Date,
    "end_text": pl.String,
    "dispute": pl.String,
}


ROW_GROUP = 131_072
"""Rows of a row group of a Parquet file."""

PARQUET: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "statistics": True,
    "row_group_size": ROW_GROUP,
}
"""How Parquet files are written, so that the same rows give the same bytes."""

_OF_RECORDS = ("claim", "text", "places")


def claim_columns(kind: Kind) -> dict[str, Any]:
    """The columns of claims of this kind, in order, with their types."""
    return {**CLAIM, **(ENTITY if kind.kind == "entity" else RELATION), **kind.own_columns()}


def kept_columns(kind: Kind) -> dict[str, Any]:
    """The columns of a partition's claims of this kind: the number of its `record`, and what that does not say."""
    own = {name: dtype for name, dtype in claim_columns(kind).items() if name not in _OF_RECORDS}
    return {"record": RECORD, **own}


def whole_claims(source: str, kind: str, kept: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Claims of a kind in the columns of claims, in the order of their ids, from what is kept of them.

    `records` has all records of the copy, as `with_hashes` gives them. A claim's id says of which source it is, and is
    the `digest` of its kind, its subject and the hash of its record.
    """
    own = records[kept["record"]]
    hashes = digests(pl.lit(kind), pl.col("subject"), pl.col("record"))
    return (
        kept.with_columns(own)
        .with_columns(claim=f"{source}/c-" + hashes)
        .select(list(claim_columns(schema().kind(kind))))
        .sort("claim")
    )


@cache
def _names(kind: str) -> tuple[str, ...]:
    """The columns of a kind's claims, in order."""
    return tuple(kept_columns(schema().kind(kind)))


class ClaimColumns:
    """Collects the claims of one copy and gives a data frame a kind."""

    def __init__(self, stated_by: str, grade: str, page: str, stated_on: str) -> None:
        """Take what a claim says where its statement does not say otherwise."""
        self._defaults = (stated_by, grade, page, stated_on)
        self._claims: dict[str, list[list[Any]]] = {}
        self._rows: dict[tuple[str, str, int], int] = {}
        self._numbers: dict[str, int] = {}
        self._places: list[dict[str, None]] = []

    def add(self, statement: Entity | Relation, text: str, places: Iterable[str]) -> None:
        """Add one thing that a record says; see `add_record`."""
        self.add_record([statement], text, places)

    def add_record(self, statements: Sequence[Entity | Relation], text: str, places: Iterable[str]) -> None:
        """Add what a record says.

        A record that stands twice in the files makes the same claims, with the places of both. One record that says
        two different things of one subject, or a value that its kind does not allow, raises SchemaError, and then
        nothing of the record is added.
        """
        number = self._numbers.get(text, len(self._numbers))
        rows: dict[tuple[str, str, int], list[Any]] = {}
        for statement in statements:
            encoded(statement.id, text)
            kind = schema().kind(statement.kind)
            kind.check(statement.properties)
            row = self._row(statement, kind)
            row.update(record=number, subject=statement.id)
            claim, values = (statement.kind, statement.id, number), list(map(row.get, _names(statement.kind)))
            if not self._agrees(claim, values, rows):
                raise SchemaError(
                    f"{statement.id}: one record states this {statement.kind} in two different ways"
                )
            rows[claim] = values
        if rows and number == len(self._numbers):
            self._numbers[text] = number
            self._places.append({})
        if rows:
            self._places[number].update(dict.fromkeys(places))
        for claim, values in rows.items():
            if claim not in self._rows:
                known = self._claims.setdefault(claim[0], [])
                self._rows[claim] = len(known)
                known.append(values)

    def _agrees(
        self,
        claim: tuple[str, str, int],
        values: list[Any],
        rows: Mapping[tuple[str, str, int], list[Any]],
    ) -> bool:
        """Whether a claim of this kind, subject and record, from there or another of the same text, says the same."""
        if claim in rows:
            return rows[claim] == values
        index = self._rows.get(claim)
        return index is None or self._claims[claim[0]][index] == values

    def _row(self, statement: Entity | Relation, kind: Kind) -> dict[str, Any]:
        said = statement.said
        stated_by, grade, page, stated_on = self._defaults
        when = partial_date(said.stated_on or stated_on)
        row: dict[str, Any] = {
            "page": said.page or page,
            "stated_by": said.stated_by or stated_by,
            "grade": said.grade or grade,
            "stated_on": when.earliest,
            "stated_text": when.text,
            "quote": said.quote or None,
        }
        if isinstance(statement, Entity):
            row.update(
                name=statement.name,
                names=statement.names,
                country=statement.country,
                identifiers=statement.identifiers,
                kind_stated=statement.kind_stated,
            )
        else:
            row.update(from_stated=statement.from_id, to_stated=statement.to_id, dispute=statement.dispute)
            row.update(_period(statement))
        for name, value in statement.properties.items():
            if kind.properties[name].type == "date":
                day = partial_date(str(value))
                row[name], row[f"{name}_earliest"], row[f"{name}_text"] = day.latest, day.earliest, day.text
            else:
                row[name] = list(value) if isinstance(value, tuple) else value
        return row

    def records(self) -> pl.DataFrame:
        """The records that make the claims, of the columns `RECORDS`, in the order in which they came."""
        columns = {"text": list(self._numbers), "places": list(map(sorted, self._places))}
        return pl.DataFrame(columns, schema=RECORDS)

    def frames(self) -> dict[str, pl.DataFrame]:
        """A data frame a kind, of the columns `kept_columns`, in the order in which the claims came."""
        frames = {}
        for name, rows in sorted(self._claims.items()):
            types = kept_columns(schema().kind(name))
            values = zip(*rows, strict=True)
            frames[name] = pl.DataFrame(
                [
                    _series(column, list(own), dtype)
                    for (column, dtype), own in zip(types.items(), values, strict=True)
                ]
            )
        return frames


def _series(name: str, values: list[Any], dtype: Any) -> pl.Series:
    """A column. Lists of texts are joined and split again, which is many times faster than list by list."""
    if dtype != pl.List(pl.String):
        return pl.Series(name, values, dtype=dtype, strict=True)
    joined = pl.Series(
        name, [None if texts is None else SEPARATOR.join(texts) for texts in values], dtype=pl.String
    )
    nothing = pl.lit([], dtype=dtype)
    whole = pl.when(pl.col(name) == "").then(nothing).otherwise(pl.col(name).str.split(SEPARATOR))
    return joined.to_frame().select(whole.alias(name)).to_series()


def _period(relation: Relation) -> dict[str, Any]:
    """The four bounds of a relation's time, and the dates as published.

    `start_date` is the latest day it can have begun, `end_date` the earliest it can have ended; a disputed end
    leaves open whether it ended at all, so that its outer bound is unknown.
    """
    bounds: dict[str, Any] = {}
    if relation.start is not None:
        start = partial_date(relation.start)
        earliest = (
            partial_date(relation.since_earliest).earliest if relation.since_earliest else start.earliest
        )
        bounds.update(start_date=start.latest, start_earliest=earliest, start_text=start.text)
    if relation.end is not None:
        end = partial_date(relation.end)
        latest = None if relation.dispute else end.latest
        bounds.update(end_date=end.earliest, end_latest=latest, end_text=end.text)
    return bounds


def own_rows(frame: pl.DataFrame, start: int, end: int) -> pl.DataFrame:
    """Some rows of a frame, with lists of their own: a cut shares them, and Parquet's pages would show all of them."""
    return frame.rechunk()[pl.arange(start, min(end, len(frame)), eager=True)]


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame so that the same rows give the same bytes: fixed row groups and settings.

    A disk that is full raises OSError: written straight to a file, polars would tell of a damaged one.
    """
    size = PARQUET["row_group_size"]
    groups = [own_rows(frame, start, start + size) for start in range(0, len(frame), size)]
    buffer = io.BytesIO()
    pl.concat(groups or [frame]).write_parquet(buffer, **PARQUET)
    path.write_bytes(buffer.getbuffer())


def as_day(text: str) -> date:
    """The day that an ISO date names; SchemaError when it is not one whole day."""
    when = partial_date(text)
    if when.earliest != when.latest:
        raise SchemaError(f'"{text}" is not one day; write it as YYYY-MM-DD')
    return when.earliest
