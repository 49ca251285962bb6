"""Claims in whole columns, more of them than memory holds: hashed, kept in pieces, merged and written in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from beholden.errors import SchemaError, StoreError
from beholden.graph.claims import PARQUET, ROW_GROUP, SEPARATOR, claim_columns
from beholden.graph.dates import partial_date
from beholden.graph.kinds import schema
from beholden.graph.name_keys import party_names

LARGEST = 192 << 20
"""Bytes of the claims of one kind from which on they are put on the disk."""

_CUTS = pl.Series([f"{first:02x}" for first in range(4, 256, 4)])
"""Where the hashes of claims are cut into ranges, each of which is merged alone."""


def short_hashes(joined: pl.Series) -> list[str]:
    """`short_hash` of each of these texts, whose parts are joined by `SEPARATOR` already."""
    return [blake2b(data, digest_size=8).hexdigest() for data in joined.cast(pl.Binary).to_list()]


class ClaimFiles:
    """Collects the claims of one copy as frames of statements, and writes a file a kind.

    What a record says must depend on its text alone, so that the claims of two records with one text agree.
    """

    def __init__(
        self, source: str, stated_by: str, grade: str, page: str, stated_on: str, folder: Path
    ) -> None:
        """Take what a claim says where its statement does not say otherwise, and a folder for pieces."""
        when = partial_date(stated_on)
        self._source, self._folder = source, folder
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
        self._names: list[pl.Series] = [pl.Series("name", [], dtype=pl.String)]

    def state(self, kind: str, said: pl.DataFrame) -> None:
        """Add statements: `subject`, `text` and `place` of each, and whatever columns of its kind are known.

        A column that is not there is as when one statement says nothing of it; days must be whole days.
        """
        texts = said.select(pl.concat_str(pl.lit(kind), "subject", "text", separator=SEPARATOR)).to_series()
        claims = pl.Series("claim", short_hashes(texts), dtype=pl.String)
        given = said.with_columns(claim=f"{self._source}/c-" + claims, places=pl.concat_list("place"))
        columns = _columns(kind)
        missing = {
            name: pl.lit(self._defaults.get(name), dtype=dtype)
            for name, dtype in columns.items()
            if name not in given.columns
        }
        self.add(
            kind, given.with_columns(**missing).select(pl.col(name).cast(columns[name]) for name in columns)
        )

    def add(self, kind: str, claims: pl.DataFrame) -> None:
        """Add whole claims: a frame of the columns that a partition's file has."""
        if claims.is_empty():
            return
        self._names.extend(party_names(kind, claims))
        if len(self._names) > 64:
            self._names = [pl.concat(self._names).unique()]
        self._held.setdefault(kind, []).append(claims)
        self._bytes[kind] = self._bytes.get(kind, 0) + int(claims.estimated_size())
        if self._bytes[kind] > LARGEST:
            self._put_down(kind)

    @property
    def names(self) -> pl.Series:
        """The names of parties among the claims."""
        return pl.concat(self._names)

    def _put_down(self, kind: str) -> None:
        """Write what is held of a kind to the disk, in ranges of claims."""
        piece = pl.concat(self._held.pop(kind)).sort("claim")
        self._bytes[kind] = 0
        hashes = piece["claim"].str.slice(len(self._source) + 3)
        ends = [0, *hashes.search_sorted(_CUTS).to_list(), len(piece)]
        for number, (start, end) in enumerate(pairwise(ends)):
            if end > start:
                folder = self._folder / kind / f"{number:02}"
                folder.mkdir(parents=True, exist_ok=True)
                path = folder / f"{len(list(folder.iterdir())):06}.arrow"
                with _disk(path):
                    piece.slice(start, end - start).write_ipc(path, compression="lz4")

    def write(self) -> tuple[dict[str, Path], dict[str, int]]:
        """Merge the claims and write a Parquet file a kind: kind → path, and kind → number of claims.

        A claim that stands several times is one, with all places. SchemaError where two differ in more than that.
        """
        paths: dict[str, Path] = {}
        counts: Counter[str] = Counter()
        for kind in sorted({*self._held, *self._bytes}):
            path = paths[kind] = self._folder / f"{kind}.parquet"
            groups = register_io_source(
                partial(self._groups, kind, counts), schema=_columns(kind), is_pure=False
            )
            with _disk(path):
                groups.sink_parquet(path, **PARQUET, engine="streaming")
        return paths, counts

    def _groups(self, kind: str, counts: Counter[str], *asked: object) -> Iterator[pl.DataFrame]:
        """Yield the claims of a kind, a row group at a time, and count them; what polars asks for is all of them."""
        for frame in self._merged(kind):
            counts[kind] += len(frame)
            yield frame

    def _merged(self, kind: str) -> Iterator[pl.DataFrame]:
        """Yield the claims of a kind in order, in frames of a row group."""
        left = pl.DataFrame(schema=_columns(kind))
        for piece in self._ranges(kind):
            left = pl.concat([left, _one_each(piece.sort("claim"))])
            while len(left) >= ROW_GROUP:
                yield left.head(ROW_GROUP).rechunk()
                left = left.slice(ROW_GROUP)
        if not left.is_empty():
            yield left.rechunk()

    def _ranges(self, kind: str) -> Iterator[pl.DataFrame]:
        folder = self._folder / kind
        if not folder.exists():
            yield pl.concat(self._held.pop(kind))
            return
        if kind in self._held:
            self._put_down(kind)
        for ranged in sorted(folder.iterdir()):
            pieces = sorted(ranged.iterdir())
            yield pl.concat([pl.read_ipc(piece) for piece in pieces])
            for piece in pieces:
                piece.unlink()


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Say of a disk that is full that it is: polars tells of it in one of two ways."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as problem:
        raise StoreError(f"{path.parent}: cannot be written ({problem}); nothing is changed") from problem


def _columns(kind: str) -> Mapping[str, Any]:
    return claim_columns(schema().kind(kind))


def _one_each(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims in order without repetition, with the places of all, in order."""
    again = claims["claim"] == claims["claim"].shift()
    if not again.any():
        return claims
    several = claims["claim"].is_in(claims.filter(again)["claim"].implode())
    said: dict[str, tuple[list[Any], set[str]]] = {}
    for row in claims.filter(several).iter_rows(named=True):
        places = row.pop("places")
        known = said.setdefault(row["claim"], (list(row.values()), set()))
        if known[0] != list(row.values()):
            raise SchemaError(f"{row['subject']}: two records of one text state it in two different ways")
        known[1].update(places)
    merged = pl.DataFrame(
        {"claim": list(said), "all": [sorted(places) for _, places in said.values()]},
        schema={"claim": pl.String, "all": pl.List(pl.String)},
    )
    first = claims.filter(~again.fill_null(False))
    return (
        first.join(merged, on="claim", how="left", maintain_order="left")
        .with_columns(places=pl.coalesce("all", "places"))
        .drop("all")
    )
