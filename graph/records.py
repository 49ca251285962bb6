"""Records as published, each kept once beside the claims that it makes, with every place where it stands."""

from __future__ import annotations

from typing import Any

import polars as pl

from beholden.errors import SchemaError
from beholden.graph.statements import digests

RECORDS: dict[str, Any] = {"text": pl.String, "places": pl.List(pl.String)}
"""The columns of records: the text as published, and where it stands in the files, in the order of the texts."""

RECORD = pl.UInt32
"""The type of a record's number: how many records of its copy come before it."""


def with_hashes(records: pl.DataFrame) -> pl.DataFrame:
    """Records, none of which repeats, with the `record` of each: the `digest` of its text.

    SchemaError where two texts have one hash, so that no claim gets another's record.
    """
    hashed = records.with_columns(record=digests(pl.col("text")))
    if hashed["record"].n_unique() < len(hashed):
        raise SchemaError("two records have one hash; which of them a claim rests on could not be told")
    return hashed
