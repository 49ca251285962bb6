"""The verdicts that a release keeps: who is within, and possibly within, each rule of the registry on its date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.merge import GRADE_RANK, RANK_GRADE
from beholden.graph.ownership.certified import ids_of_certificates
from beholden.graph.ownership.explain import Explainer
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.stakes import Bools
from beholden.graph.ownership.supposed import just_under, least_direct_sales
from beholden.graph.ownership.verdicts import Code, Verdicts, judge
from beholden.graph.rules import registry
from beholden.graph.statements import short_hash

SOFTWARE = "beholden"
KINDS = {Code.WITHIN: "WITHIN_RULE", Code.POSSIBLE: "MAY_BE_WITHIN"}


def stored_verdicts(facts: Facts) -> dict[str, pl.DataFrame]:
    """The relations WITHIN_RULE, MAY_BE_WITHIN and JUST_UNDER of the facts' date, a row a party and rule.

    A party that a rule starts from as a state, a public body or a named owner is left out: that says nothing of it.
    Each row has the id of its certificate, and cites the claims of the facts that brought the party in; what brought in
    its owners is cited with them.
    """
    parts: dict[Code, list[pl.DataFrame]] = {code: [] for code in KINDS}
    under, sales = [], []
    for rule in registry().values():
        verdicts = judge(facts, rule, facts.as_of)
        under.append(just_under(verdicts))
        sales.append(least_direct_sales(verdicts))
        for code in KINDS:
            parts[code] += _rows(verdicts, code)
    found = {}
    for code, kind in KINDS.items():
        columns = schema().kind(kind).columns()
        none = pl.DataFrame(schema=columns)
        found[kind] = pl.concat([none, *(_whole(part, columns) for part in parts[code])]).sort("id")
    within = found["WITHIN_RULE"].drop("least_sale", "sellers")
    sold = within.join(pl.concat(sales), on=["from_id", "to_id"], how="left").sort("id")
    return found | {"WITHIN_RULE": sold, "JUST_UNDER": pl.concat(under)}


_TOLD: dict[str, Any] = {
    "owner": pl.Int32,
    "why": pl.String,
    "missing": pl.String,
    "claims": pl.List(pl.String),
    "sources": pl.List(pl.String),
    "stated_by": pl.List(pl.String),
    "grade": pl.String,
    "first_stated": pl.Date,
    "last_stated": pl.Date,
}
"""What is told of a party, whose number is the owner."""


def _whole(part: pl.DataFrame, columns: dict[str, Any]) -> pl.DataFrame:
    """The part with all columns of the kind, null where it has none."""
    return part.select(
        (pl.col(name) if name in part.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in columns.items()
    )


def _rows(verdicts: Verdicts, code: Code) -> Iterator[pl.DataFrame]:
    """The verdicts of one rule that are `code`, in one frame: listed parties in columns, the others one by one."""
    facts, rule = verdicts.facts, verdicts.rule
    chosen = verdicts.code == code
    if not chosen.any() or verdicts.version is None:
        return
    explainer = Explainer(verdicts)
    named = bool(rule.lists or rule.lists_in_part)
    listed = _listed(explainer, chosen & verdicts.may_start) if named else pl.DataFrame(schema=_TOLD)
    certificates = ids_of_certificates(verdicts, code)
    others = chosen & (named | ~verdicts.may_start)
    others[listed["owner"].to_numpy()] = False
    reached = [
        {"owner": number, **_reached(explainer, facts.parties[number])}
        for number in np.flatnonzero(others).tolist()
    ]
    told = pl.concat([listed, pl.DataFrame(reached, schema=_TOLD)])
    parties = [facts.parties[number] for number in told["owner"]]
    version, day = verdicts.version.id, facts.as_of.isoformat()
    yield told.with_columns(
        pl.Series("id", [f"{SOFTWARE}/v-{short_hash(rule.id, version, day, party)}" for party in parties]),
        pl.Series("from_id", parties),
        pl.Series("from_stated", parties),
        pl.Series("certificate", [certificates[number] for number in told["owner"]], pl.String),
        to_id=pl.lit(rule.node),
        to_stated=pl.lit(rule.node),
        derived=pl.lit(True),
        disputed=pl.lit(False),
        as_of=pl.lit(facts.as_of),
        as_of_earliest=pl.lit(facts.as_of),
        as_of_text=pl.lit(day),
    )


def _listed(explainer: Explainer, chosen: Bools) -> pl.DataFrame:
    """What is told of each of these parties that stands on a list of the rule."""
    facts, verdicts = explainer.facts, explainer.verdicts
    standing = np.where(
        verdicts.starts[facts.listings.party], explainer.listed_certain, explainer.listed_possible
    )
    rows = np.flatnonzero(standing & chosen[facts.listings.party])
    if not len(rows):
        return pl.DataFrame(schema=_TOLD)
    short = {one: facts.list_name(one) for one in facts.listings.lists}
    words = pl.concat_str(
        pl.col("to_id").replace_strict(short, return_dtype=pl.String),
        pl.lit(": "),
        pl.when(pl.col("start_text").is_not_null())
        .then(pl.lit("listed on ") + pl.col("start_text"))
        .otherwise(pl.lit("in the copy of ") + pl.col("first_stated").cast(pl.String)),
        pl.when(pl.col("end_text").is_null()).then(pl.lit("")).otherwise(pl.lit(", delisted on ") + pl.col("end_text")),
        pl.when("disputed").then(pl.lit(", disputed")).otherwise(pl.lit("")),
        pl.lit(", last stated on "),
        pl.col("last_stated").cast(pl.String),
        ignore_nulls=True,
    )  # fmt: skip
    # What would decide it is as Explainer says it of one party: the first of its entries stands for all.
    on_list = pl.format(
        "whether it was on the {} on {}",
        pl.col("to_id").replace_strict(short, return_dtype=pl.String),
        pl.lit(str(verdicts.day)),
    )
    part = pl.col("to_id").is_in(list(verdicts.rule.lists_in_part))
    certain = pl.Series(verdicts.starts[facts.listings.party[rows]])
    missing = (
        pl.when(certain).then(pl.lit("")).when(part).then(pl.lit(verdicts.rule.part_says)).otherwise(on_list)
    )
    doubt = "" if verdicts.state.certain else verdicts.state.why
    doubts = pl.lit(doubt or None), pl.col("missing").replace("", None)
    decides = pl.concat_str(*doubts, separator="; ", ignore_nulls=True).replace("", None)
    return (
        facts.listing_rows[rows]
        .with_columns(
            words=words,
            missing=missing,
            rank=pl.col("grade").replace_strict(GRADE_RANK, return_dtype=pl.Int8),
        )
        .group_by("owner", maintain_order=True)
        .agg(
            pl.col("words").unique(maintain_order=True).str.join("; ").alias("why"),
            pl.col("missing").first(),
            *(pl.col(name).list.explode().unique().sort() for name in ("claims", "sources", "stated_by")),
            pl.col("rank").min().replace_strict(RANK_GRADE, return_dtype=pl.String).alias("grade"),
            pl.col("first_stated").min(),
            pl.col("last_stated").max(),
        )
        .with_columns(missing=decides)
        .select(pl.col(name).cast(dtype) for name, dtype in _TOLD.items())
    )


def _reached(explainer: Explainer, party: str) -> dict[str, Any]:
    """What is stored of a party that stakes or control bring in."""
    verdict = explainer(party)
    return {
        "why": verdict.why,
        "missing": verdict.missing or None,
        "claims": list(verdict.claims),
        "sources": sorted({source for row in verdict.rows for source in row["sources"]}),
        "stated_by": list(verdict.according_to),
        "grade": min((row["grade"] for row in verdict.rows), key=GRADE_RANK.__getitem__),
        "first_stated": min(row["first_stated"] for row in verdict.rows),
        "last_stated": max(row["last_stated"] for row in verdict.rows),
    }
