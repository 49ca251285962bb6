"""What a release keeps of suppositions: who is just under a rule, and the least sale that takes one out of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.merge import GRADE_RANK, RANK_GRADE
from beholden.graph.ownership.days import number_of
from beholden.graph.ownership.near import Held, held_by_within, need
from beholden.graph.ownership.stakes import controls_at
from beholden.graph.ownership.verdicts import Code, Verdicts, control_of
from beholden.graph.shares import WHOLE, percent
from beholden.graph.statements import short_hash

SOFTWARE = "beholden"

POINTS = 50_000_000
"""How far under a threshold still counts as just under: five points, in billionths."""


def just_under(verdicts: Verdicts) -> pl.DataFrame:
    """The relations JUST_UNDER of one rule: a row a party that those within hold at most five points too little of.

    Only of rules in force that add up what is held. The stakes that are counted are its claims and sources.
    """
    columns = schema().kind("JUST_UNDER").columns()
    version, facts, wanted = verdicts.version, verdicts.facts, need(verdicts)
    if version is None or wanted is None or not (version.aggregate and verdicts.state.certain):
        return pl.DataFrame(schema=columns)
    held = held_by_within(verdicts)
    near = (held.sum >= max(1, wanted - POINTS)) & (held.sum < wanted) & ~verdicts.within[held.asset]
    rows = np.flatnonzero(near)
    if not len(rows):
        return pl.DataFrame(schema=columns)
    day, rule = verdicts.day, verdicts.rule
    asks = f"the rule asks {version.limbs}"
    found = (
        facts.stake_rows[held.row[rows]]
        .select("share_of", "claims", "sources", "stated_by", "grade", "first_stated", "last_stated")
        .with_columns(
            party=pl.Series(held.asset[rows]),
            pot=pl.Series(held.pot[rows]),
            sum=pl.Series(held.sum[rows]),
            counts=pl.Series(held.minimum[rows]),
            rank=pl.col("grade").replace_strict(GRADE_RANK, return_dtype=pl.Int8),
            holder=pl.Series([facts.parties[one] for one in facts.stakes.owner[held.row[rows]].tolist()]),
            words=pl.Series(_words(verdicts, held, rows)),
        )
        # Of two pots of one party, capital and votes, the one that is nearer is told.
        .filter(pl.col("pot") == pl.col("pot").sort_by("sum", "pot").last().over("party"))
        .sort("party", "counts", "holder", descending=[False, True, False])
        .group_by("party", maintain_order=True)
        .agg(
            pl.col("sum").first(),
            pl.col("holder").unique(maintain_order=True).alias("holders"),
            pl.format("{}{}; {}", pl.col("words").str.join("; "), _together(), pl.lit(asks)).alias("why"),
            *(pl.col(name).list.explode().unique().sort() for name in ("claims", "sources", "stated_by")),
            pl.col("rank").min().replace_strict(RANK_GRADE, return_dtype=pl.String).alias("grade"),
            pl.col("first_stated").min(),
            pl.col("last_stated").max(),
        )
    )
    parties = [facts.parties[one] for one in found["party"].to_list()]
    whole = found.with_columns(
        id=pl.Series(
            [f"{SOFTWARE}/u-{short_hash(rule.id, version.id, day.isoformat(), one)}" for one in parties]
        ),
        from_id=pl.Series(parties),
        from_stated=pl.Series(parties),
        to_id=pl.lit(rule.node),
        to_stated=pl.lit(rule.node),
        derived=pl.lit(True),
        disputed=pl.lit(False),
        as_of=pl.lit(day),
        as_of_earliest=pl.lit(day),
        as_of_text=pl.lit(day.isoformat()),
        held=_fractions(found["sum"]),
        too_little=_fractions(wanted - found["sum"]),
        verdict=pl.Series([Code(int(verdicts.code[one])).name.lower() for one in found["party"].to_list()]),
    )
    return whole.select(
        pl.col(name).cast(dtype) if name in whole.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in columns.items()
    )


def _together() -> pl.Expr:
    totals = pl.col("sum").first().map_elements(percent, return_dtype=pl.String)
    return pl.when(pl.len() > 1).then(pl.format(": together {}", totals)).otherwise(pl.lit(""))


def _words(verdicts: Verdicts, held: Held, rows: Any) -> list[str]:
    """What each of these stakes is, in words; those that are bands count with their least."""
    facts, words = verdicts.facts, []
    for row, minimum in zip(held.row[rows].tolist(), held.minimum[rows].tolist(), strict=True):
        owner, most = int(facts.stakes.owner[row]), int(facts.stakes.maximum[row])
        kind = facts.stake_rows["share_of"][row]
        of = "" if kind == "unknown" else f" of the {kind}"
        words.append(
            f"{facts.name(owner)} holds {'' if minimum == most else 'at least '}{percent(minimum)}{of}"
        )
    return words


def least_direct_sales(verdicts: Verdicts) -> pl.DataFrame:
    """For each party that stakes bring within a rule: the least that one holder's sale to others takes it out with.

    A row has from_id (the party), to_id (the rule), least_sale (of the whole) and sellers: the holders that have that
    much, by id. Only for rules that add up what is held, and where nothing else brings the party in: no listing, no
    control, no second kind of share. Sales further up are not looked at.
    """
    empty: dict[str, Any] = {
        "from_id": pl.String,
        "to_id": pl.String,
        "least_sale": pl.Float64,
        "sellers": pl.List(pl.String),
    }
    version, facts, wanted = verdicts.version, verdicts.facts, need(verdicts)
    if version is None or wanted is None or not (version.aggregate and verdicts.state.certain):
        return pl.DataFrame(schema=empty)
    held = held_by_within(verdicts)
    enough = held.sum >= wanted
    pots = np.zeros(facts.table.height, np.int32)
    np.add.at(pots, _assets(held, enough), 1)
    alone = verdicts.within & ~verdicts.starts & ~_controlled(verdicts) & (pots == 1)
    surplus = held.sum - wanted + 1
    rows = np.flatnonzero(enough & alone[held.asset] & (held.minimum >= surplus))
    found = pl.DataFrame(
        {
            "party": held.asset[rows],
            "sold": surplus[rows],
            "seller": [facts.parties[one] for one in facts.stakes.owner[held.row[rows]].tolist()],
        },
        schema={"party": pl.Int32, "sold": pl.Int64, "seller": pl.String},
    )
    grouped = found.group_by("party", maintain_order=True).agg(
        least_sale=pl.col("sold").first(), sellers=pl.col("seller").unique().sort()
    )
    parties = [facts.parties[one] for one in grouped["party"].to_list()]
    return grouped.select(
        pl.Series("from_id", parties, pl.String),
        pl.lit(verdicts.rule.node).alias("to_id"),
        _fractions(grouped["least_sale"]),
        "sellers",
    )


def _fractions(billionths: pl.Series) -> pl.Series:
    """As fractions, each the nearest one; polars would multiply by a rounded inverse."""
    return pl.Series(billionths.name, billionths.to_numpy() / WHOLE, pl.Float64)


def _assets(held: Held, enough: Any) -> Any:
    """The party of each pot that meets the rule, once a pot."""
    _, first = np.unique(held.pot[enough], return_index=True)
    return held.asset[enough][first]


def _controlled(verdicts: Verdicts) -> Any:
    """Whom one who is within certainly controls, as far as the rule counts it."""
    version, facts = verdicts.version, verdicts.facts
    found = np.zeros(facts.table.height, np.bool_)
    edges = control_of(facts, version, number_of(verdicts.day)) if version else None
    if edges is not None:
        rows, _ = controls_at(facts.controls, number_of(verdicts.day))
        owner = facts.controls.owner[rows][edges.row]
        found[edges.asset[edges.certain & verdicts.within[owner]]] = True
    return found
