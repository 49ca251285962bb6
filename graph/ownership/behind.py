"""Who stands behind the parties that questions are about: the facts that derived relations of ownership read.

Those parties are members, suppliers and listed ones, and who may be the same as one of them. Only they, and who stands
above them by stakes and stated control, get derived relations: a release that holds a register of millions of stakes
grows with what is asked of it, and not with the register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from beholden.graph.clusters import SOFTWARE
from beholden.graph.kinds import schema
from beholden.graph.merge import GRADE_RANK, RANK_GRADE
from beholden.graph.ownership.facts import Facts
from beholden.graph.reaches import ends_of, with_twins
from beholden.graph.statements import short_hash

Frames = Mapping[str, pl.DataFrame]

_STATED = ("id", "sources", "claims", "disputed", "grade", "first_stated", "last_stated", "fresh_until")


def facts_behind(entities: Frames, relations: Frames, as_of: date) -> tuple[Facts, list[int]] | None:
    """The facts of a day among those who stand above the parties in question, and the numbers of these parties.

    None where nobody stands above any of them.
    """
    asked = with_twins(ends_of(relations, "MEMBER_OF", "SUPPLIES", "LISTED_ON"), relations)
    stakes = {
        kind: relations[kind].filter(
            (pl.col("start_earliest").is_null() | (pl.col("start_earliest") <= as_of))
            & (pl.col("end_latest").is_null() | (pl.col("end_latest") > as_of))
        )
        for kind in ("EFFECTIVE_STAKE", "CONTROLS")
        if kind in relations
    }
    arrows = pl.concat(
        [
            pl.DataFrame(schema={"from_id": pl.String, "to_id": pl.String}),
            *(one.select("from_id", "to_id") for one in stakes.values()),
        ]
    ).unique()
    arrows = arrows.filter(pl.col("from_id") != pl.col("to_id"))
    asked = asked.filter(asked.is_in(arrows["to_id"].implode()))
    known = newest = pl.DataFrame({"id": asked}, schema={"id": pl.String})
    while newest.height:
        above = newest.join(arrows, left_on="id", right_on="to_id").select(id="from_id").unique()
        newest = above.join(known, on="id", how="anti")
        known = pl.concat([known, newest])
    parties = {
        kind: frame.join(known, on="id", how="semi")
        for kind, frame in entities.items()
        if schema().kind(kind).party
    }
    facts = Facts.from_frames(parties, stakes, (), as_of)
    numbers = [facts.numbers[one] for one in sorted(asked.to_list()) if one in facts.numbers]
    return (facts, numbers) if numbers else None


def stated_rows(facts: Facts) -> pl.DataFrame:
    """What relations cite: the effective stakes, and after them the stated control, numbered in this order."""
    both = [facts.stake_rows.select(_STATED), facts.control_rows.select(_STATED)]
    return pl.concat(both).with_row_index("fact")


def relations_of(kind: str, found: Sequence[Mapping[str, Any]], facts: Facts) -> pl.DataFrame:
    """Relations of a derived kind from rows of from_id, to_id, `facts` (numbers of `stated_rows`) and own values.

    Sources and claims are those of what it rests on; the grade is that of the weakest, and it was last stated when the
    oldest was.
    """
    declared = schema().kind(kind)
    columns = declared.columns()
    if not found:
        return pl.DataFrame(schema=dict(columns))
    given = {name: dtype for name, dtype in columns.items() if name in found[0]}
    rows = pl.DataFrame(found, schema={**given, "facts": pl.List(pl.UInt32)}).with_row_index("row")
    cited = (
        rows.select("row", fact="facts")
        .explode("fact")
        .join(stated_rows(facts), on="fact", maintain_order="left")
        .with_columns(rank=pl.col("grade").replace_strict(GRADE_RANK, return_dtype=pl.Int8))
        .group_by("row", maintain_order=True)
        .agg(
            stakes=pl.col("id").unique().sort(),
            sources=pl.col("sources").list.explode().unique().sort(),
            claims=pl.col("claims").list.explode().unique().sort(),
            disputed=pl.col("disputed").any(),
            grade=pl.col("rank").max().replace_strict(RANK_GRADE, return_dtype=pl.String),
            first_stated=pl.col("first_stated").min(),
            last_stated=pl.col("last_stated").min(),
            fresh_until=pl.col("fresh_until").min(),
        )
    )
    day = facts.as_of.isoformat()
    ids = [
        f"{SOFTWARE}/o-{short_hash(kind, *ends, *key)}"
        for ends, key in zip(
            rows.select("from_id", "to_id").rows(), rows.select(declared.key).rows(), strict=True
        )
    ]
    whole = rows.join(cited, on="row", maintain_order="left").with_columns(
        id=pl.Series(ids, dtype=pl.String),
        from_stated="from_id",
        to_stated="to_id",
        derived=pl.lit(True),
        stated_by=pl.lit([SOFTWARE], pl.List(pl.String)),
        as_of=pl.lit(facts.as_of),
        as_of_earliest=pl.lit(facts.as_of),
        as_of_text=pl.lit(day),
    )
    return whole.select(
        (pl.col(name) if name in whole.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in columns.items()
    ).sort("id")
