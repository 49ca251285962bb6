"""What could be known by a day: the relations that the claims stated by then make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from beholden.graph.corrections import Correction, corrected
from beholden.graph.kinds import schema
from beholden.graph.merge import RANK_GRADE, Merged
from beholden.graph.ownership.effective import effective_stakes
from beholden.graph.reference_claims import REFERENCE

if TYPE_CHECKING:  # a build measures, so that the module of releases imports this one
    from beholden.graph.release import Release

READS = ("OWNS", "CONTROLS", "LISTED_ON", "PART_OF")
"""Kinds of relations that a verdict reads; stakes reach it as EFFECTIVE_STAKE."""


def relations_known_by(
    release: Release, entities: Mapping[str, pl.DataFrame], known_by: date
) -> dict[str, pl.DataFrame]:
    """The relations of READS that the claims stated by a day make; what comes with beholden was always known.

    The release's corrections hold whenever they were made: on what is taken back nothing rests, for no day.
    """
    members = pl.concat([frame.select("members", canonical="id") for frame in entities.values()]).explode(
        "members"
    )
    stated = {
        kind: release.frame("claims", kind).filter(
            (pl.col("stated_on") <= known_by) | (pl.col("source") == REFERENCE)
        )
        for kind in READS
        if kind in release.kinds("claims")
    }
    standing, _ = corrected(stated, [Correction(**one) for one in release.joins["corrections"]])
    found = {}
    for kind, claims in standing.items():
        merged = Merged.of(schema().kind(kind), claims).frame
        ends = merged.rename({"subject": "id"})
        for end in ("from", "to"):
            of = members.rename({"members": f"{end}_stated", "canonical": f"{end}_id"})
            ends = ends.join(of, on=f"{end}_stated", how="left", maintain_order="left")
        whole = ends.with_columns(
            pl.col("from_id").fill_null(pl.col("from_stated")),
            pl.col("to_id").fill_null(pl.col("to_stated")),
            sources=pl.concat_list("source"),
            grade=pl.col("rank").replace_strict(RANK_GRADE, return_dtype=pl.String),
            disputed=pl.col("dispute").is_not_null(),
            derived=pl.lit(False),
        )
        found[kind] = whole.select(list(schema().kind(kind).columns())).sort("id")
    if "OWNS" in found:
        found["EFFECTIVE_STAKE"] = effective_stakes(found["OWNS"])
    return found
