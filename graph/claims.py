"""Claims in columns: one Parquet file a kind, one folder a source and snapshot, written once and never changed."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from beholden.errors import SchemaError, StoreError
from beholden.graph.dates import partial_date
from beholden.graph.kinds import Kind, schema
from beholden.graph.name_keys import keep_few_name_keys
from beholden.graph.records import RECORDS, claim_hash, number_of, record_hash, records_folder, write_records
from beholden.graph.statements import SEPARATOR, Entity, Relation, short_hash
from beholden.graph.workspace import new_folder, to_json

FORMAT = 2
"""Format of a partition; a reader of another format refuses it."""

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

_PLACES = list(CLAIM).index("places")


def claim_columns(kind: Kind) -> dict[str, Any]:
    """The columns of claims of this kind, in order, with their types."""
    return {**CLAIM, **(ENTITY if kind.kind == "entity" else RELATION), **kind.own_columns()}


def kept_columns(kind: Kind) -> dict[str, Any]:
    """The columns of a partition's file of this kind: those of claims, with the `record` in the place of its text."""
    columns = claim_columns(kind)
    return {
        ("record" if name == "text" else name): (RECORDS["record"] if name == "text" else dtype)
        for name, dtype in columns.items()
    }


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What is known about one dated copy of a source.

    `files` holds name, bytes and SHA-256 of each; `loader` is a hash of the code and data that read them, so that
    the same files need not be read again by the same loader.
    """

    source: str
    title: str
    publisher: str
    page: str
    licence: str
    redistribute: bool
    max_age_days: int
    date: str
    basis: str
    complete: bool
    files: tuple[Mapping[str, Any], ...]
    loader: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def name(self) -> str:
        """The folder's name: the copy's date and a hash of its files, so that another copy never replaces it."""
        contents = [f"{file['name']}:{file['sha256']}" for file in self.files]
        return f"{self.date}-{short_hash(self.source, str(self.complete), *contents)[:8]}"


@cache
def _names(kind: str) -> tuple[str, ...]:
    """The columns of a kind's claims, in order."""
    return tuple(kept_columns(schema().kind(kind)))


class ClaimColumns:
    """Collects the claims of one copy and gives a data frame a kind."""

    def __init__(self, source: str, stated_by: str, grade: str, page: str, stated_on: str) -> None:
        """Take what a claim says where its statement does not say otherwise."""
        self._source = source
        self._defaults = (stated_by, grade, page, stated_on)
        self._claims: dict[str, list[list[Any]]] = {}
        self._rows: dict[str, int] = {}
        self._records: dict[str, str] = {}

    def add(self, statement: Entity | Relation, text: str, places: Iterable[str]) -> str:
        """Add one thing that a record says and return the claim's id; see `add_record`."""
        return self.add_record([statement], text, places)[0]

    def add_record(
        self, statements: Sequence[Entity | Relation], text: str, places: Iterable[str]
    ) -> list[str]:
        """Add what a record says and return the claims' ids.

        A record that stands twice in the files is one claim with the places of both. One record that says two
        different things of one subject, or a value that its kind does not allow, raises SchemaError, and then
        nothing of the record is added.
        """
        stated, record = list(places), record_hash(text)
        if self._records.get(record, text) != text:
            raise SchemaError("another record has the hash of this one; claims could not tell them apart")
        rows: dict[str, tuple[str, dict[str, Any]]] = {}
        claims = []
        for statement in statements:
            kind = schema().kind(statement.kind)
            kind.check(statement.properties)
            claim = f"{self._source}/c-{claim_hash(statement.kind, statement.id, record)}"
            row = self._row(statement, kind)
            row.update(claim=claim, subject=statement.id, record=number_of(record))
            if not self._agrees(claim, statement.kind, row, rows):
                raise SchemaError(
                    f"{statement.id}: one record states this {statement.kind} in two different ways"
                )
            rows[claim] = (statement.kind, row)
            claims.append(claim)
        for claim, (name, row) in rows.items():
            self._put(claim, name, row, stated)
            self._records[record] = text
        return claims

    def _agrees(
        self, claim: str, kind: str, row: Mapping[str, Any], rows: Mapping[str, tuple[str, Mapping[str, Any]]]
    ) -> bool:
        """Whether a claim of this id, from the same record or another of the same text, says the same."""
        if claim in rows:
            return rows[claim][1] == row
        index = self._rows.get(claim)
        if index is None:
            return True
        known = zip(_names(kind), self._claims[kind][index], strict=True)
        return all(value == row.get(name) for name, value in known if name != "places")

    def _put(self, claim: str, name: str, row: dict[str, Any], places: list[str]) -> None:
        known = self._claims.setdefault(name, [])
        index = self._rows.get(claim)
        if index is not None:
            there = known[index][_PLACES]
            there.extend(place for place in places if place not in there)
            return
        self._rows[claim] = len(known)
        row["places"] = list(places)
        known.append(list(map(row.get, _names(name))))

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
        """The records that make the claims, in the order in which they came."""
        columns = {"record": list(map(number_of, self._records)), "text": list(self._records.values())}
        return pl.DataFrame(columns, schema=RECORDS)

    def frames(self) -> dict[str, pl.DataFrame]:
        """A data frame a kind, sorted by claim id."""
        frames = {}
        for name, rows in sorted(self._claims.items()):
            types = kept_columns(schema().kind(name))
            values = zip(*rows, strict=True)
            columns = [
                _series(column, list(own), dtype)
                for (column, dtype), own in zip(types.items(), values, strict=True)
            ]
            frames[name] = pl.DataFrame(columns).with_columns(pl.col("places").list.sort()).sort("claim")
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


def with_texts(claims: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """These claims with the `text` of their records in the place of its hash; null where a record is not there."""
    names = ["text" if name == "record" else name for name in claims.columns]
    return claims.join(records, on="record", how="left", maintain_order="left").select(names)


def write_partition(
    folder: Path,
    facts: CopyFacts,
    frames: Mapping[str, pl.DataFrame],
    records: pl.DataFrame,
    rejects: Iterable[Mapping[str, str]],
) -> Path:
    """Write a copy's claims, their records and the rejects as `<folder>/<source>/<snapshot>/`, all at once.

    Return that folder.
    """
    with _new_partition(folder, facts, rejects) as new:
        for name, frame in frames.items():
            write_parquet(frame, new / f"{name}.parquet")
        records_folder(new).mkdir()
        write_records(new, 0, records)
    return folder / facts.source / facts.name


def move_partition(
    folder: Path,
    facts: CopyFacts,
    files: Mapping[str, Path],
    records: Path,
    rejects: Iterable[Mapping[str, str]],
) -> Path:
    """As `write_partition`, of files that are written already and are moved."""
    with _new_partition(folder, facts, rejects) as new:
        shutil.move(records, records_folder(new))
        for name, file in files.items():
            shutil.move(file, new / f"{name}.parquet")
    return folder / facts.source / facts.name


@contextmanager
def _new_partition(folder: Path, facts: CopyFacts, rejects: Iterable[Mapping[str, str]]) -> Iterator[Path]:
    """Give a folder to fill with the claims; what else a partition has is written into it then."""
    with new_folder(folder / facts.source, facts.name) as new:
        yield new.folder
        keep_few_name_keys(new.folder, folder / facts.source)
        lines = [json.dumps(reject, ensure_ascii=False, sort_keys=True) + "\n" for reject in rejects]
        (new.folder / "rejects.jsonl").write_text("".join(lines), encoding="utf-8")
        (new.folder / "snapshot.json").write_text(to_json(asdict(facts)), encoding="utf-8")


def read_facts(partition: Path) -> CopyFacts:
    """What a partition says of its copy; StoreError when it is damaged or of another format."""
    try:
        data = json.loads((partition / "snapshot.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise StoreError(
            f"{partition}: snapshot.json cannot be read ({problem}); load this source again"
        ) from problem
    if data.get("format") != FORMAT:
        raise StoreError(
            f"{partition}: claims of format {data.get('format')}, this version reads {FORMAT}; load the source again"
        )
    facts = CopyFacts(**{**data, "files": tuple(data["files"])})
    claims, records = _rows(partition), sum(_rows(records_folder(partition)).values())
    for what, there in (("claims", claims), ("records", records)):
        stated = facts.counts.get(what, there)
        if stated != there:
            raise StoreError(f"{partition}: has {there} {what} where it had {stated}; load the source again")
    return facts


def _rows(folder: Path) -> dict[str, int]:
    """The rows of each Parquet file in a folder, by its name."""
    counts = {}
    for path in sorted(folder.glob("*.parquet")):
        try:
            counts[path.stem] = pl.scan_parquet(path).select(pl.len()).collect().item()
        except (OSError, pl.exceptions.PolarsError) as problem:
            raise StoreError(f"{path}: cannot be read ({problem}); load the source again") from problem
    return counts


def partitions(folder: Path) -> Iterator[Path]:
    """The partitions under a claims folder, in a fixed order."""
    for facts in sorted(folder.glob("*/*/snapshot.json")):
        if not facts.parent.name.startswith("."):
            yield facts.parent


def as_day(text: str) -> date:
    """The day that an ISO date names; SchemaError when it is not one whole day."""
    when = partial_date(text)
    if when.earliest != when.latest:
        raise SchemaError(f'"{text}" is not one day; write it as YYYY-MM-DD')
    return when.earliest
