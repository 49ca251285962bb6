"""Claims in whole columns, more of them than memory holds: hashed, kept in pieces, merged and written in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from beholden.errors import SchemaError, StoreError
from beholden.graph.ahead import ahead
from beholden.graph.claims import PARQUET, ROW_GROUP, kept_columns, own_rows
from beholden.graph.dates import partial_date
from beholden.graph.kinds import schema
from beholden.graph.records import RECORDS, RecordFiles, claim_hashes, numbers, record_hashes

LARGEST = 256 << 20
"""Bytes of claims from which on those of the kind that has most of them are put on the disk."""

_CUTS = pl.Series([first << 58 for first in range(1, 64)], dtype=pl.UInt64)
"""Where the hashes of claims are cut into ranges, each of which is merged alone."""

_KEY = "key"
"""The column of a claim's hash as a number, whose order is that of the claims' ids."""


def short_hashes(joined: pl.Series) -> list[str]:
    """`short_hash` of each of these texts, whose parts are joined by `SEPARATOR` already."""
    return [blake2b(data, digest_size=8).hexdigest() for data in joined.cast(pl.Binary).to_list()]


class Written(NamedTuple):
    """What was written: the files of claims by kind, the folder of records, the claims of each kind, the records."""

    claims: dict[str, Path]
    records: Path
    kinds: dict[str, int]
    number: int


class ClaimFiles:
    """Collects the claims of one copy as frames of statements, and writes a file a kind, and their records.

    What a record says must depend on its text alone, so that the claims of two records with one text agree. Until a
    claim is written, what all claims say is left out: columns that are not there have their default.
    """

    def __init__(
        self,
        source: str,
        stated_by: str,
        grade: str,
        page: str,
        stated_on: str,
        folder: Callable[[], Path],
    ) -> None:
        """Take what a claim says where its statement does not say otherwise, and who gives a folder for pieces."""
        when = partial_date(stated_on)
        self._source, self._folder, self._records = source, folder, RecordFiles(folder)
        self._defaults: dict[str, Any] = {
            "page": page,
            "stated_by": stated_by,
            "grade": grade,
            "stated_on": when.earliest,
            "stated_text": when.text,
            "names": [],
            "identifiers": [],
            "kind_stated": True,
        }
        self._held: dict[str, list[pl.DataFrame]] = {}
        self._bytes: dict[str, int] = {}

    def state(self, texts: pl.Series, said: Iterable[tuple[str, pl.DataFrame]]) -> None:
        """Add what records of these texts say, a kind with a frame of statements.

        A frame has `subject` and `place` of each statement, `record`, which is the number of its text among these,
        and whatever columns of its kind are known. A column that is not there is as when one statement says nothing
        of it; days must be whole days. Of a text of which no statement is there nothing is kept.
        """
        records = pl.DataFrame({"text": texts}).with_columns(digits=record_hashes(pl.col("text")))
        records = records.with_columns(record=numbers(pl.col("digits")))
        used = pl.Series(np.zeros(len(texts), dtype=np.bool_))
        for kind, frame in said:
            at = frame["record"]
            key = claim_hashes(kind, pl.col("subject"), pl.lit(records["digits"].gather(at)))
            given = frame.with_columns(
                numbers(key).alias(_KEY), records["record"].gather(at), places=pl.concat_list("place")
            )
            columns = {name: dtype for name, dtype in _columns(kind).items() if name in given.columns}
            self._hold(kind, given.select(_KEY, *(pl.col(name).cast(own) for name, own in columns.items())))
            used.scatter(at, True)
        self._records.add(records.select(*RECORDS).filter(used))

    def add(self, claims: Mapping[str, pl.DataFrame], records: pl.DataFrame) -> None:
        """Add whole claims, a kind with a frame of the columns that a partition's file has, and their records."""
        for kind, frame in claims.items():
            self._add(kind, frame)
        if len(records):
            self._records.add(records)

    def _add(self, kind: str, claims: pl.DataFrame) -> None:
        said = [column for column in claims if column.name != "claim" and not self._is_usual(column)]
        hashes = pl.col("claim").str.tail(16).str.to_integer(base=16, dtype=pl.UInt64)
        self._hold(kind, claims.select(hashes.alias(_KEY), *said))

    def _is_usual(self, column: pl.Series) -> bool:
        """Whether claims say in this column what each says where nothing else is said."""
        usual = self._defaults.get(column.name)
        if usual is None:
            return column.null_count() == len(column)
        return not isinstance(usual, list) and bool(column.eq_missing(usual).all())

    def _hold(self, kind: str, claims: pl.DataFrame) -> None:
        if claims.is_empty():
            return
        self._held.setdefault(kind, []).append(claims)
        self._bytes[kind] = self._bytes.get(kind, 0) + int(claims.estimated_size())
        if sum(self._bytes.values()) > LARGEST:
            self._put_down(max(self._bytes, key=lambda held: self._bytes[held]))

    def _put_down(self, kind: str) -> None:
        """Write what is held of a kind to the disk, in ranges of claims."""
        piece = self._together(kind, self._held.pop(kind))
        self._bytes[kind] = 0
        ends = [0, *piece[_KEY].search_sorted(_CUTS).to_list(), len(piece)]
        for number, (start, end) in enumerate(pairwise(ends)):
            if end > start:
                folder = self._folder() / kind / f"{number:02}"
                folder.mkdir(parents=True, exist_ok=True)
                path = folder / f"{len(list(folder.iterdir())):06}.arrow"
                with _disk(path):
                    piece.slice(start, end - start).write_ipc(path, compression="lz4")

    def write(self) -> Written:
        """Merge the claims and write a Parquet file a kind, and the records.

        A claim that stands several times is one, with all places. SchemaError where two differ in more than that.
        """
        paths: dict[str, Path] = {}
        counts: Counter[str] = Counter()
        for kind in sorted({*self._held, *self._bytes}):
            path = paths[kind] = self._folder() / f"{kind}.parquet"
            groups = register_io_source(
                partial(self._groups, kind, counts), schema=_columns(kind), is_pure=False
            )
            with _disk(path):
                groups.sink_parquet(path, **PARQUET, engine="streaming")
        records = self._records.write()
        return Written(paths, records, counts, self._records.number)

    def _groups(self, kind: str, counts: Counter[str], *asked: object) -> Iterator[pl.DataFrame]:
        """Yield the claims of a kind, a row group at a time, and count them; what polars asks for is all of them."""
        for frame in ahead(self._merged(kind)):
            counts[kind] += len(frame)
            yield frame

    def _merged(self, kind: str) -> Iterator[pl.DataFrame]:
        """Yield the claims of a kind in order, in frames of a row group."""
        left: list[pl.DataFrame] = []
        for pieces in self._ranges(kind):
            left.append(_one_each(self._together(kind, pieces)))
            while sum(map(len, left)) >= ROW_GROUP:
                whole = pl.concat(self._alike(kind, left))
                yield self._complete(kind, own_rows(whole, 0, ROW_GROUP))
                left = [whole.slice(ROW_GROUP)]
        if any(map(len, left)):
            whole = pl.concat(self._alike(kind, left))
            yield self._complete(kind, own_rows(whole, 0, ROW_GROUP))

    def _ranges(self, kind: str) -> Iterator[list[pl.DataFrame]]:
        folder = self._folder() / kind
        if not folder.exists():
            yield self._held.pop(kind)
            return
        if kind in self._held:
            self._put_down(kind)
        for ranged in sorted(folder.iterdir()):
            pieces = sorted(ranged.iterdir())
            yield [pl.read_ipc(piece) for piece in pieces]
            for piece in pieces:
                piece.unlink()

    def _together(self, kind: str, claims: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Claims of a kind as one frame, in order."""
        return pl.concat(self._alike(kind, claims), rechunk=True).sort(_KEY)

    def _alike(self, kind: str, claims: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
        """These frames with the columns that any of them has."""
        found = {name for frame in claims for name in frame.columns}
        names = [_KEY, *(name for name in _columns(kind) if name in found)]
        return [self._filled(kind, frame, names).select(names) for frame in claims]

    def _filled(self, kind: str, claims: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        """Claims with all of these columns."""
        columns = _columns(kind)
        return claims.with_columns(
            pl.lit(self._defaults.get(name), dtype=columns[name]).alias(name)
            for name in names
            if name not in claims.columns
        )

    def _complete(self, kind: str, claims: pl.DataFrame) -> pl.DataFrame:
        """Claims with all columns that a file of their kind has."""
        hashes = claims[_KEY].to_numpy().astype(">u8").tobytes().hex("\n", 8).split("\n")
        claim = (f"{self._source}/c-" + pl.Series(hashes, dtype=pl.String)).alias("claim")
        names = list(_columns(kind))
        return self._filled(kind, claims.with_columns(claim), names).select(names)


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Say of a disk that is full that it is: polars tells of it in one of two ways."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as problem:
        raise StoreError(f"{path.parent}: cannot be written ({problem}); nothing is changed") from problem


def _columns(kind: str) -> Mapping[str, Any]:
    return kept_columns(schema().kind(kind))


def _one_each(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims in order without repetition, with the places of all, in order."""
    again = claims[_KEY] == claims[_KEY].shift()
    if not again.any():
        return claims
    several = claims[_KEY].is_in(claims.filter(again)[_KEY].implode())
    said: dict[int, tuple[list[Any], set[str]]] = {}
    for row in claims.filter(several).iter_rows(named=True):
        places = row.pop("places")
        known = said.setdefault(row[_KEY], (list(row.values()), set()))
        if known[0] != list(row.values()):
            raise SchemaError(f"{row['subject']}: two records of one text state it in two different ways")
        known[1].update(places)
    merged = pl.DataFrame(
        {_KEY: list(said), "all": [sorted(places) for _, places in said.values()]},
        schema={_KEY: pl.UInt64, "all": pl.List(pl.String)},
    )
    first = claims.filter(~again.fill_null(False))
    return (
        first.join(merged, on=_KEY, how="left", maintain_order="left")
        .with_columns(places=pl.coalesce("all", "places"))
        .drop("all")
    )
