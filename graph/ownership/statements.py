"""Stakes as single sources state them, in integers: what effective stakes are put together from."""

from __future__ import annotations

import polars as pl

from beholden.graph.ownership.days import FOREVER, UNKNOWN_PAST, day_number
from beholden.graph.shares import WHOLE

SHARE_OF_INTEREST = {
    "shareholding": "capital",
    "votingRights": "votes",
    "parent_named": "unknown",
    "unknown_interest": "unknown",
    "unknownInterest": "unknown",
    "unpublishedInterest": "unknown",
}
"""What a stake is a share of, where the source names the interest only; an interest that is no share is no stake."""

MOST_STEPS = 12
"""An indirect stake is looked for in chains of at most so many direct ones."""

_COLUMNS = (
    *("owner", "asset", "of", "least", "most", "direct", "source", "label"),
    *("start_earliest", "start_latest", "end_earliest", "end_latest", "fresh_until", "unsure"),
    *("claims", "stated_by", "grade", "first_stated", "last_stated", "last_stated_text", "relation"),
)


def statements(owns: pl.DataFrame) -> pl.DataFrame:
    """One row for each OWNS relation that is a stake, with its share in billionths and its days as numbers.

    `least` and `most` are the bounds of the share, 0 and the whole where none is stated. `label` is the source's own
    id of the stake, else null. An indirect stake is left out where the same owner holds the asset
    directly or through a chain of stakes that are stated; where none is, its share counts as not stated, since what
    is held through others is not summed.
    """
    rows = owns.with_columns(of=_share_of()).filter(pl.col("of").is_not_null()).with_columns(
        owner=pl.col("from_id"),
        asset=pl.col("to_id"),
        direct=pl.col("direct") != "indirect",
        source=pl.col("sources").list.first(),
        relation=pl.col("id"),
        least=_least(),
        most=_most(),
        start_earliest=day_number("start_earliest", UNKNOWN_PAST),
        start_latest=_start_latest(),
        end_earliest=day_number("end_date", FOREVER),
        end_latest=_end_latest(),
        fresh_until=day_number("fresh_until", FOREVER),
        unsure=pl.col("disputed") & pl.col("end_date").is_null(),
    )  # fmt: skip
    rows = rows.with_columns(direct=pl.col("direct").fill_null(True))
    stated = pl.col("stake").is_not_null() & (pl.col("stake") != pl.col("start_text").fill_null(""))
    rows = rows.with_columns(label=pl.when(stated & pl.col("direct")).then(pl.col("stake")))
    return _without_repeated(rows.select(_COLUMNS))


def _share_of() -> pl.Expr:
    """What it is a share of; null where the interest is no share."""
    named = pl.col("interest").replace_strict(SHARE_OF_INTEREST, default=None, return_dtype=pl.String)
    plain = pl.when(pl.col("interest").is_null()).then(pl.lit("unknown")).otherwise(named)
    stated = pl.col("share_of").replace({"unknown": None})
    return pl.coalesce(stated, plain)


def _billionths(column: str) -> pl.Expr:
    return (pl.col(column) * WHOLE).round().cast(pl.Int64)


def _least() -> pl.Expr:
    more = pl.col("share_min_exclusive").fill_null(False).cast(pl.Int64)
    stated = pl.coalesce(_billionths("share"), _billionths("share_min") + more, pl.lit(0))
    return pl.when(pl.col("direct") == "indirect").then(0).otherwise(stated)


def _most() -> pl.Expr:
    less = pl.col("share_max_exclusive").fill_null(False).cast(pl.Int64)
    stated = pl.coalesce(_billionths("share"), _billionths("share_max") - less, pl.lit(WHOLE))
    return pl.when(pl.col("direct") == "indirect").then(WHOLE).otherwise(stated)


def _start_latest() -> pl.Expr:
    """An unknown start, and a stake that is disputed as a whole, never count as certain."""
    disputed = pl.col("disputed") & pl.col("end_date").is_null()
    return pl.when(disputed).then(FOREVER).otherwise(day_number("start_date", FOREVER))


def _end_latest() -> pl.Expr:
    """A disputed end leaves open whether it ended at all."""
    return day_number("end_latest", FOREVER)


def _without_repeated(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without the indirect stakes that direct ones make up."""
    indirect = rows.filter(~pl.col("direct"))
    if not indirect.height:
        return rows
    direct = rows.filter("direct").select("owner", "asset", "start_earliest", "end_latest")
    # From the asset upwards, since a company has fewer owners than an owner has companies.
    front = indirect.select("relation", "owner", node="asset", first="start_earliest", last="end_latest")
    seen = front.select("relation", "node")
    made: list[str] = []
    for _ in range(MOST_STEPS):
        above = (
            front.join(direct.rename({"owner": "above"}), left_on="node", right_on="asset")
            .filter((pl.col("start_earliest") < pl.col("last")) & (pl.col("first") < pl.col("end_latest")))
            .select("relation", "owner", "first", "last", node="above")
            .unique(["relation", "node"])
            .join(seen, on=["relation", "node"], how="anti")
        )
        found = above.filter(pl.col("node") == pl.col("owner"))["relation"].to_list()
        made += found
        front = above.filter(~pl.col("relation").is_in(found))
        if not front.height:
            break
        seen = pl.concat([seen, front.select("relation", "node")])
    return rows.filter(~pl.col("relation").is_in(made))
