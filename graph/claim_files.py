"""Claims in whole columns, more of them than memory holds: kept in pieces, in the order in which they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from beholden.errors import SchemaError
from beholden.graph.claims import kept_columns
from beholden.graph.dates import partial_date
from beholden.graph.kinds import schema
from beholden.graph.pieces import Pieces, claims_folder, records_folder
from beholden.graph.records import RECORD, RECORDS
from beholden.graph.repetitions import Repetitions


def usual(stated_by: str, grade: str, page: str, stated_on: str) -> dict[str, Any]:
    """What a claim has in the columns in which its statement says nothing."""
    when = partial_date(stated_on)
    return {
        "page": page,
        "stated_by": stated_by,
        "grade": grade,
        "stated_on": when.earliest,
        "stated_text": when.text,
        "names": [],
        "identifiers": [],
        "kind_stated": True,
    }


def without_usual(frame: pl.DataFrame, defaults: Mapping[str, Any]) -> pl.DataFrame:
    """Statements without the columns in which all of them say what stands there where nothing is said."""
    return frame.drop(own.name for own in frame if _is_all(own, defaults.get(own.name)))


def _is_all(column: pl.Series, value: Any) -> bool:
    if value is None:
        return column.null_count() == len(column)
    if value == []:
        return bool(column.list.len().eq(0).fill_null(False).all())
    return bool(column.eq(value).fill_null(False).all())


class Written(NamedTuple):
    """What was written: the folder of all files, the claims of each kind, the records."""

    folder: Path
    kinds: dict[str, int]
    records: int


class ClaimFiles:
    """Collects the claims of one copy as frames of statements, and writes them and their records in files.

    What a record says must depend on its text alone, so that the claims of two records with one text agree. A claim is
    kept without its id, its text and its places: they are those of its record, which it names by a number.
    """

    def __init__(
        self, folder: Callable[[], Path], defaults: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        """Take who gives the folder for all files, and what stands in columns of which nothing is said; see `usual`."""
        self._folder, self._defaults = folder, defaults
        self._records = Pieces(lambda: records_folder(folder()), RECORDS)
        self._claims: dict[str, Pieces] = {}
        self._hashes: list[pl.Series] = []

    def add(self, records: pl.DataFrame, said: Iterable[tuple[str, pl.DataFrame]]) -> None:
        """Add records, of the columns `RECORDS`, and what they say: a kind with a frame of statements.

        A frame has the `subject` of each statement, `record`, which is the number of its record among these, and
        whatever columns of its kind are known. A column that is not there is as when one statement says nothing of it;
        days must be whole days. Of a record of which no statement is there nothing is kept. SchemaError where one
        record says of one subject two different things.
        """
        frames = [(kind, frame) for kind, frame in said if len(frame)]
        used = np.zeros(len(records), np.bool_)
        for _, frame in frames:
            used[frame["record"].to_numpy()] = True
        numbers = pl.Series("record", np.cumsum(used) - used, dtype=RECORD) + self._records.rows
        numbered: dict[str, list[pl.DataFrame]] = {}
        for kind, frame in frames:
            with_number = frame.with_columns(numbers.gather(frame["record"]))
            numbered.setdefault(kind, []).append(with_number)
        for kind, of_kind in numbered.items():
            if kind not in self._claims:
                self._claims[kind] = self._pieces(kind)
            self._claims[kind].add(_each_once(self._claims[kind].together(of_kind)))
        own = records if used.all() else records.filter(used)
        if len(own):
            self._hashes.append(own["text"].hash())
            self._records.add(own)

    def _pieces(self, kind: str) -> Pieces:
        columns = kept_columns(schema().kind(kind))
        return Pieces(lambda: claims_folder(self._folder(), kind), columns, self._defaults)

    def write(self) -> Written:
        """Write the rest.

        A record that stands several times is one, with all places. SchemaError where two that have one text say
        different things.
        """
        self._leave_out_repetitions()
        claims = {kind: pieces for kind, pieces in sorted(self._claims.items()) if pieces.rows}
        for pieces in (self._records, *claims.values()):
            pieces.write()
        kinds = {kind: pieces.rows for kind, pieces in claims.items()}
        return Written(self._folder(), kinds, self._records.rows)

    def _leave_out_repetitions(self) -> None:
        hashes = pl.concat([pl.Series([], dtype=pl.UInt64), *self._hashes])
        found = Repetitions.among(hashes, self._records.frames())
        if found is None:
            return
        for claims in filter(lambda pieces: pieces.rows, self._claims.values()):
            found.check(claims.frames())
            claims.change(lambda piece, before: found.claims_once(piece))
        places = found.places(self._records.frames())
        self._records.change(lambda piece, before: found.records_once(piece, before, places))


_FEW = 4
"""Statements of a record that are compared with one another as they stand."""


def _each_once(frame: pl.DataFrame) -> pl.DataFrame:
    """Statements of a kind without repetition."""
    if _differ_beside(frame) or not _repeats(frame):
        return frame
    once = frame.unique(maintain_order=True)
    if _repeats(once):
        several = once.filter(pl.struct("record", "subject").is_duplicated())
        raise SchemaError(f"{several['subject'][0]}: one record states it in two different ways")
    return once


def _differ_beside(frame: pl.DataFrame) -> bool:
    """Whether the statements of each record are few, and all of different subjects."""
    record, subject = frame["record"].to_numpy(), frame["subject"]
    if (record[1:] < record[:-1]).any():
        order = np.argsort(record, kind="stable")
        record, subject = record[order], subject.gather(order)
    for apart in range(1, _FEW):
        of_one = record[apart:] == record[:-apart]
        if not of_one.any():
            return True
        if (subject[apart:] == subject[:-apart]).filter(pl.Series(of_one)).any():
            return False
    return False


def _repeats(frame: pl.DataFrame) -> bool:
    return bool(frame.select(pl.struct("record", "subject").is_duplicated().any()).item())
