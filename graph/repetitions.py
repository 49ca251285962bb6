"""Records that stand several times in the files of a copy: which they are, and their claims once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.errors import SchemaError
from beholden.graph.records import RECORD, RECORDS

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Repetitions:
    """Of each record, by its number, that of the first of the same text."""

    first: Numbers

    @classmethod
    def among(cls, hashes: pl.Series, records: Iterable[pl.DataFrame]) -> Repetitions | None:
        """Those among these records, whose texts have these hashes; None where each text stands once.

        Hashes that are alike only say where to look: texts are compared as they stand.
        """
        ordered = np.sort(hashes.to_numpy())
        if not (ordered[1:] == ordered[:-1]).any():
            return None
        alike = hashes.is_duplicated().to_numpy()
        first, number = np.arange(len(alike)), 0
        known: dict[str, int] = {}
        for frame in records:
            at = np.flatnonzero(alike[number : number + len(frame)])
            for own, text in zip((at + number).tolist(), frame["text"].gather(at), strict=True):
                first[own] = known.setdefault(text, own)
            number += len(frame)
        found = cls(first)
        return found if found.again.any() else None

    @property
    def again(self) -> Flags:
        """Which records have the text of one before them."""
        again: Flags = self.first < np.arange(len(self.first))
        return again

    def check(self, claims: Iterable[pl.DataFrame]) -> None:
        """SchemaError where records of one text do not make the same claims of this kind."""
        several = np.isin(self.first, self.first[self.again])
        first = pl.Series(self.first, dtype=RECORD)
        rows = [frame.filter(pl.Series(several).gather(frame["record"])) for frame in claims]
        whole = pl.concat(rows, how="diagonal").rename({"record": "own"})
        whole = whole.with_columns(record=first.gather(whole["own"]))
        alike = whole.drop("own").unique().group_by("record").agg(pl.len().alias("all"))
        each = pl.DataFrame({"own": pl.Series(np.flatnonzero(several), dtype=RECORD)})
        each = each.with_columns(record=first.gather(each["own"]))
        counted = each.join(whole.group_by("own").len(), on="own", how="left").join(alike, on="record")
        if (other := counted.filter(pl.col("len").fill_null(0) != pl.col("all"))).height:
            subject = whole.filter(record=other["record"][0])["subject"].sort()[0]
            raise SchemaError(f"{subject}: two records of one text state it in two different ways")

    def claims_once(self, claims: pl.DataFrame) -> pl.DataFrame:
        """Claims without those of repetitions, with the numbers that the other records get."""
        kept = claims.filter(pl.Series(~self.again).gather(claims["record"]))
        return kept.with_columns(self._numbers().gather(kept["record"]))

    def places(self, records: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """The places of all repetitions: `further`, a list for each `record`, the number that the first one gets."""
        found = [pl.DataFrame(schema={"record": RECORD, "further": RECORDS["places"]})]
        number = 0
        for frame in records:
            again = pl.Series(self.again[number : number + len(frame)])
            own = pl.Series(self.first[number : number + len(frame)]).filter(again)
            places = frame["places"].filter(again)
            found.append(pl.DataFrame({"record": self._numbers().gather(own), "further": places}))
            number += len(frame)
        return pl.concat(found).group_by("record").agg(pl.col("further").explode())

    def records_once(self, records: pl.DataFrame, before: int, places: pl.DataFrame) -> pl.DataFrame:
        """Records, before which so many came, without repetitions, with the places of these too, in order."""
        own = slice(before, before + len(records))
        numbered = records.with_columns(record=self._numbers()[own]).filter(pl.Series(~self.again[own]))
        every = pl.concat_list("places", pl.col("further").fill_null([])).list.unique().list.sort()
        joined = numbered.join(places, on="record", how="left", maintain_order="left")
        return joined.select("text", places=every)

    def _numbers(self) -> pl.Series:
        """The number that each record gets when repetitions are left out; those of repetitions mean nothing."""
        return pl.Series("record", np.cumsum(~self.again) - 1, dtype=RECORD)
