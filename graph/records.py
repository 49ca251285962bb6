"""Records as published, each kept once beside the claims that it makes, and found by a hash of its text."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import polars_hash

from beholden.errors import SchemaError, StoreError
from beholden.graph.statements import SEPARATOR, encoded

RECORDS: dict[str, Any] = {"record": pl.UInt64, "text": pl.String}
"""The columns of records: the hash of each text as a number, which its claims have too, and the text as published."""

LARGEST = 64 << 20
"""Bytes of texts from which on they are put on the disk."""

_PARQUET: dict[str, Any] = {"compression": "zstd", "compression_level": 1, "row_group_size": 131_072}

_DIGITS = 16


def records_folder(partition: Path) -> Path:
    """Where a partition keeps its records, in Parquet files of the columns `RECORDS`."""
    return partition / "records"


def record_hash(text: str) -> str:
    """What the record of this text is called: the first 16 hex digits of its SHA-256 (FIPS 180-4)."""
    return _digits(encoded(text))


def claim_hash(kind: str, subject: str, record: str) -> str:
    """What the claim of a kind about a subject is called that the record of this hash makes: 16 hex digits."""
    return _digits(encoded(kind, subject, record))


def _digits(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def number_of(digits: str) -> int:
    """A hash as columns have it."""
    return int(digits, base=16)


def record_hashes(text: pl.Expr) -> pl.Expr:
    """`record_hash` of each text."""
    return polars_hash.CryptographicHashingNameSpace(text).sha2_256().str.head(_DIGITS)


def claim_hashes(kind: str, subject: pl.Expr, record: pl.Expr) -> pl.Expr:
    """`claim_hash` of each subject and record."""
    return record_hashes(pl.concat_str(pl.lit(kind), subject, record, separator=SEPARATOR))


def numbers(digits: pl.Expr) -> pl.Expr:
    """`number_of` of each hash."""
    return digits.str.to_integer(base=16, dtype=pl.UInt64)


def each_once(records: pl.DataFrame) -> pl.DataFrame:
    """These records without repetition; SchemaError where two texts have one hash, so that no claim gets another's."""
    several = records.filter(pl.col("record").is_duplicated())
    if several.is_empty():
        return records
    texts = several.group_by("record").agg(pl.col("text").n_unique())
    if (texts["text"] > 1).any():
        raise SchemaError("two records have one hash; which of them a claim rests on could not be told")
    return records.unique("record", keep="first", maintain_order=True)


class RecordFiles:
    """Writes the records of one copy as they come, in files of about `LARGEST` bytes of texts.

    `number` is how many are written; one that comes again in another file is counted again. A disk that is full raises
    StoreError.
    """

    def __init__(self, parent: Callable[[], Path]) -> None:
        """Take who gives the folder in which the records' own is made."""
        self._parent = parent
        self._held: list[pl.DataFrame] = []
        self._bytes = self._files = self.number = 0

    def add(self, records: pl.DataFrame) -> None:
        """Add a frame of the columns `RECORDS`."""
        self._held.append(records)
        self._bytes += int(records["text"].str.len_bytes().sum())
        if self._bytes >= LARGEST:
            self._put_down()

    def _put_down(self) -> None:
        parent = self._parent()
        records = each_once(pl.concat([pl.DataFrame(schema=RECORDS), *self._held]))
        try:
            records_folder(parent).mkdir(exist_ok=True)
            write_records(parent, self._files, records)
        except OSError as problem:
            raise StoreError(f"{parent}: cannot be written ({problem}); nothing is changed") from problem
        self._held, self._bytes = [], 0
        self._files += 1
        self.number += len(records)

    def write(self) -> Path:
        """Write the rest, and give the folder."""
        if self._held or not self._files:
            self._put_down()
        return records_folder(self._parent())


def write_records(partition: Path, number: int, records: pl.DataFrame) -> None:
    """Write records, none of which repeats, as the file of this number; a full disk raises OSError."""
    buffer = io.BytesIO()
    records.rechunk().write_parquet(buffer, **_PARQUET)
    (records_folder(partition) / f"{number:06}.parquet").write_bytes(buffer.getbuffer())


def read_records(partition: Path) -> pl.DataFrame:
    """The records of a partition, each once."""
    files = sorted(records_folder(partition).glob("*.parquet"))
    return each_once(pl.concat([pl.DataFrame(schema=RECORDS), *map(pl.read_parquet, files)]))
