"""Many rows in Parquet files of some size, one after the other, as a copy keeps its claims and its records."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from beholden.errors import StoreError

LARGEST = 64 << 20
"""Bytes of rows from which on they are put on the disk, as one file."""

MOST = 8
"""Frames that are held at most: few rows may keep all memory of the block alive in which their texts were read."""

GROUP = 4 << 20
"""Bytes of rows of a row group: small, for what a group needs while it is written is memory that the next one has."""

_PARQUET: dict[str, Any] = {"compression": "zstd", "compression_level": 1, "statistics": False}


def claims_folder(partition: Path, kind: str) -> Path:
    """Where a partition keeps its claims of a kind."""
    return partition / "claims" / kind


def records_folder(partition: Path) -> Path:
    """Where a partition keeps its records."""
    return partition / "records"


def files_of(folder: Path) -> list[Path]:
    """The files of the rows in a folder, in order; none where there is no such folder."""
    return sorted(folder.glob("*.parquet"))


def filled(
    rows: pl.DataFrame, columns: Mapping[str, Any], defaults: Mapping[str, Any] = MappingProxyType({})
) -> pl.DataFrame:
    """Rows with these columns, of these types; one that is not there has its default, or null."""
    there = rows.schema
    other = [
        pl.col(name).cast(dtype) if name in there else pl.lit(defaults.get(name), dtype=dtype).alias(name)
        for name, dtype in columns.items()
        if there.get(name) != dtype
    ]
    return (rows.with_columns(other) if other else rows)[list(columns)]


class Pieces:
    """Rows in their order, in files of about `LARGEST` bytes or `MOST` frames, and a last one that is still held.

    A column of which nothing is said in the rows of a file is not in that file.
    """

    def __init__(
        self,
        folder: Callable[[], Path],
        columns: Mapping[str, Any],
        defaults: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Take who gives their folder, the columns with their types, and what stands where nothing is said."""
        self._folder, self._columns, self._defaults = folder, columns, defaults
        self._held: list[pl.DataFrame] = []
        self._bytes = self._files = self.rows = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Add rows as `together` gives them."""
        if rows.is_empty():
            return
        self._held.append(rows)
        self.rows += len(rows)
        self._bytes += int(rows.estimated_size())
        if self._bytes >= LARGEST or len(self._held) >= MOST:
            self._put_down()

    def _put_down(self) -> None:
        self._write(self._files, self.together(self._held))
        self._files += 1
        self._held, self._bytes = [], 0

    def together(self, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Frames of some of the columns as one, with those that any of them has."""
        found = {name for frame in frames for name in frame.columns}
        names = [name for name in self._columns if name in found]
        columns = {name: self._columns[name] for name in names}
        return pl.concat((filled(frame, columns, self._defaults) for frame in frames), rechunk=False)

    def write(self) -> None:
        """Write what is still held."""
        if self._held:
            self._put_down()

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield all rows in order with all columns, those of a file at a time."""
        for number in range(self._files):
            yield filled(pl.read_parquet(self._path(number)), self._columns, self._defaults)
        if self._held:
            yield filled(self.together(self._held), self._columns, self._defaults)

    def change(self, make: Callable[[pl.DataFrame, int], pl.DataFrame]) -> None:
        """Put something else in the place of the rows of each file, and of those held, made of them and those before.

        `make` is given the rows, and how many came before them.
        """
        before = self.rows = 0
        for number, rows in enumerate(self.frames()):
            made = make(rows, before)
            before += len(rows)
            self.rows += len(made)
            if number < self._files:
                self._write(number, made)
            else:
                self._held = [made]

    def _path(self, number: int) -> Path:
        return self._folder() / f"{number:06}.parquet"

    def _write(self, number: int, rows: pl.DataFrame) -> None:
        path = self._path(number)
        with _disk(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_rows(rows, path)


def write_rows(rows: pl.DataFrame, path: Path) -> None:
    """Write rows in groups; through memory, for polars tells of a full disk in other words than OSError."""
    buffer = io.BytesIO()
    groups = 1 + int(rows.estimated_size()) // GROUP
    rows.write_parquet(buffer, row_group_size=max(1, -(-len(rows) // groups)), **_PARQUET)
    path.write_bytes(buffer.getbuffer())


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise StoreError(f"{folder}: cannot be written ({problem}); nothing is changed") from problem
