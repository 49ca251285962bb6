"""Effective stakes: what all sources together say of one owner, one asset, one kind of share and one time.

Sources are never summed. Of what is certain on a day, intervals that agree intersect, and those that do not take
their hull and are marked disputed. What is only possible, because a date is open or its copy is old, narrows nothing
and widens what it contradicts; a share of something unstated does the same to a share of a stated kind.
"""

from __future__ import annotations

import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.merge import GRADE_RANK, RANK_GRADE
from beholden.graph.ownership.days import FOREVER, UNKNOWN_PAST, number_date
from beholden.graph.ownership.statements import statements
from beholden.graph.shares import WHOLE
from beholden.graph.statements import short_hash

SOFTWARE = "beholden"
KIND = "EFFECTIVE_STAKE"

_GROUP = ("owner", "asset", "of")
_BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")

AS_STATED, AGREEING, HULL, SUM = "as stated", "intersection", "hull", "sum of distinct stakes"


def effective_stakes(owns: pl.DataFrame) -> pl.DataFrame:
    """The EFFECTIVE_STAKE relations that OWNS relations of a release give, sorted by id."""
    stated = statements(owns)
    split = stated.with_columns(several=pl.len().over("owner", "asset") > 1)
    alone = split.filter(~pl.col("several")).select(
        pl.concat_str(pl.lit(f"{SOFTWARE}/e-"), "relation").alias("id"), *_GROUP, "least", "most", *_BOUNDS,
        "fresh_until", method=pl.lit(AS_STATED), conflict=pl.lit(False), unsure="unsure", claims="claims",
        stated_by="stated_by",
        sources=pl.concat_list("source"), rank=_rank(), first_stated="first_stated", last_stated="last_stated",
        last_stated_text="last_stated_text",
    )  # fmt: skip
    joined = split.filter("several").drop("several")
    parts = [alone, _together(joined)] if joined.height else [alone]
    return _relations(pl.concat(parts))


def _rank() -> pl.Expr:
    return pl.col("grade").replace_strict(GRADE_RANK, return_dtype=pl.Int8)


def _together(stated: pl.DataFrame) -> pl.DataFrame:
    """One row for each span of time in which the same sources say the same of an owner's stake in an asset."""
    return _runs(
        _combined(_covering(_by_kind(stated.with_row_index("statement").with_columns(rank=_rank()))))
    )


def _by_kind(rows: pl.DataFrame) -> pl.DataFrame:
    """The statements for each kind of share that they bear on; `own` are those that make a stake of that kind.

    A share of something unstated bears on every kind that is stated. While one kind alone is stated it may be of the
    other, up to what it says; and while any is stated, nothing is left that is of no kind. Of these two conditions
    `needs` and `blocks` mark the statements that have to be, or must not be, in force.
    """
    rows = rows.with_columns(own=pl.lit(True), blocks=pl.lit(False), needs=pl.lit(False))
    kinds = rows.select(_GROUP).unique()
    others = kinds.join(rows.rename({"of": "said_of"}), on=["owner", "asset"]).filter(
        pl.col("of") != pl.col("said_of")
    )
    soft = others.filter(pl.col("said_of") == "unknown").with_columns(own=pl.lit(False))
    blocks = others.filter(pl.col("of") == "unknown").with_columns(own=pl.lit(False), blocks=pl.lit(True))
    pairs = kinds.group_by("owner", "asset").agg("of").filter(pl.col("of").list.contains("unknown"))
    lacking = [
        pairs.filter(pl.col("of").list.contains(kind) & ~pl.col("of").list.contains(other))
        .select("owner", "asset")
        .join(rows, on=["owner", "asset"])
        .with_columns(
            of=pl.lit(other),
            own=pl.col("of") == "unknown",
            needs=pl.col("of") == kind,
            least=pl.lit(0, dtype=pl.Int64),
        )
        for kind, other in (("capital", "votes"), ("votes", "capital"))
    ]
    return pl.concat([part.select(rows.columns) for part in (rows, soft, blocks, *lacking)]).with_columns(
        needy=pl.col("needs").any().over(_GROUP)
    )


def _covering(every: pl.DataFrame) -> pl.DataFrame:
    """Each statement once for each span between two of the group's days that it may be in force in."""
    last_fresh = pl.when(pl.col("fresh_until") < FOREVER).then(pl.col("fresh_until") + 1).otherwise(FOREVER)
    days = (
        every.select(*_GROUP, day=pl.concat_list(*_BOUNDS, last_fresh, pl.lit(UNKNOWN_PAST), pl.lit(FOREVER)))
        .explode("day")
        .unique()
        .sort(*_GROUP, "day")
        .with_columns(until=pl.col("day").shift(-1).over(_GROUP))
        .drop_nulls("until")
    )
    dated = (pl.col("start_latest") <= pl.col("day")) & (pl.col("until") <= pl.col("end_earliest"))
    fresh = pl.col("until").cast(pl.Int64) <= pl.col("fresh_until").cast(pl.Int64) + 1
    return (
        every.join(days, on=_GROUP)
        .filter((pl.col("start_earliest") <= pl.col("day")) & (pl.col("until") <= pl.col("end_latest")))
        .with_columns(dated=pl.col("own") & dated, hard=pl.col("own") & dated & fresh)
    )


def _combined(covering: pl.DataFrame) -> pl.DataFrame:
    """One row a span: the interval that its statements make, and how."""
    span = [*_GROUP, "day"]
    # Stakes that one source tells apart by ids of its own are one voice, and it adds them; else each is a voice.
    once = pl.len().over(*span, "own", "source", "label") == 1
    voice = pl.when(pl.col("own") & pl.col("label").is_not_null() & once).then(pl.col("source")).otherwise(
        pl.lit("\x1f") + pl.col("statement").cast(pl.String)
    )  # fmt: skip
    voices = (
        covering.with_columns(voice=voice)
        .group_by(*span, "until", "voice")
        .agg(
            pl.col("own").first(),
            pl.col("blocks").any(),
            (pl.col("needs") | ~pl.col("needy")).any().alias("met"),
            pl.col("dated").any(),
            pl.col("hard").any(),
            pl.col("fresh_until").filter("dated").max(),
            pl.len().alias("parts"),
            # Of distinct stakes only those that are certain count to the least that they add up to.
            pl.when(pl.col("hard").any())
            .then(pl.col("least").filter("hard").sum())
            .when(pl.col("dated").any())
            .then(pl.col("least").filter("dated").sum())
            .otherwise(pl.col("least").sum())
            .alias("least"),
            pl.col("most").sum(),
        )
        .with_columns(
            too_much=pl.col("least") > WHOLE,
            least=pl.min_horizontal("least", pl.lit(WHOLE)),
            most=pl.min_horizontal("most", pl.lit(WHOLE)),
        )
    )
    spans = (
        voices.with_columns(certain=pl.col("hard").any().over(span), timely=pl.col("dated").any().over(span))
        .with_columns(
            newest=pl.col("dated") & (pl.col("fresh_until") == pl.col("fresh_until").max().over(span))
        )
        .with_columns(
            # What is certain and new speaks first, then the newest of what has a certain time, then all there is.
            speaks=pl.when("certain").then("hard").when("timely").then("newest").otherwise("own")
        )
        .group_by(*span, "until", maintain_order=True)
        .agg(
            pl.col("certain").first(),
            pl.col("timely").first(),
            pl.col("own").any(),
            pl.col("blocks").any(),
            pl.col("met").any(),
            pl.col("dated").any(),
            pl.col("too_much").any(),
            (pl.col("parts") > 1).any().alias("summed"),
            pl.col("speaks").sum().alias("number"),
            pl.col("least").filter("speaks").max().alias("inner_least"),
            pl.col("most").filter("speaks").min().alias("inner_most"),
            pl.col("least").filter("speaks").min().alias("outer_least"),
            pl.col("most").filter("speaks").max().alias("outer_most"),
            pl.struct("least", "most").filter(~pl.col("speaks")).alias("others"),
        )
        .filter(pl.col("own") & pl.col("met") & ~pl.col("blocks"))
    )
    agree = pl.col("inner_least") <= pl.col("inner_most")
    inner = agree & pl.col("timely")
    spans = spans.with_columns(
        least=pl.when(inner).then("inner_least").otherwise("outer_least"),
        most=pl.when(inner).then("inner_most").otherwise("outer_most"),
        conflict=~agree | pl.col("too_much"),
    )
    return _widened(spans).join(_cited(covering), on=span)


def _widened(spans: pl.DataFrame) -> pl.DataFrame:
    """The spans, where a statement that narrows nothing but contradicts the interval widens it."""
    span = [*_GROUP, "day"]
    against = (
        spans.select(*span, "others", lower="least", upper="most")
        .explode("others", keep_nulls=False, empty_as_null=False)
        .unnest("others")
        .filter((pl.col("least") > pl.col("upper")) | (pl.col("most") < pl.col("lower")))
        .group_by(span)
        .agg(pl.col("least").min().alias("other_least"), pl.col("most").max().alias("other_most"))
    )
    wide = pl.col("other_least").is_not_null()
    several = pl.when("conflict").then(pl.lit(HULL)).when(pl.col("timely") & (pl.col("number") > 1)).then(
        pl.lit(AGREEING)
    ).otherwise(pl.lit(AS_STATED))  # fmt: skip
    return (
        spans.join(against, on=span, how="left")
        .with_columns(conflict=pl.col("conflict") | wide)
        .with_columns(
            least=pl.min_horizontal("least", "other_least"),
            most=pl.max_horizontal("most", "other_most"),
            method=pl.when(pl.col("summed") & ~pl.col("conflict")).then(pl.lit(SUM)).otherwise(several),
        )
        .select(*span, "until", "least", "most", "method", "conflict", "certain", "dated")
    )


def _cited(covering: pl.DataFrame) -> pl.DataFrame:
    """What every statement of a span brings: claims, sources, grade, and the dates on which it is stated."""
    return covering.group_by(*_GROUP, "day").agg(
        pl.col("claims").list.explode().unique().sort(),
        pl.col("stated_by").list.explode().unique().sort(),
        pl.col("source").unique().sort().alias("sources"),
        pl.col("rank").min(),
        pl.col("first_stated").min(),
        pl.col("last_stated").max(),
        pl.col("last_stated_text").sort_by("last_stated", "statement").last(),
        pl.col("fresh_until").filter("own").max(),
        pl.col("unsure").any(),
    )


def _runs(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans that follow each other and say the same are one row, with the days between which it is certain."""
    same = [*_GROUP, "least", "most", "conflict"]
    ordered = spans.sort(*_GROUP, "day").with_columns(cited=pl.col("claims").list.join("\x1f"))
    previous = {name: pl.col(name).shift(1) for name in (*same, "cited", "until", "certain", "dated")}
    goes_on = pl.all_horizontal(previous[name] == pl.col(name) for name in (*same, "cited")) & (
        previous["until"] == pl.col("day")
    )
    # A row has one certain time, fresh first and then not: what becomes certain, or fresh, again is a row anew.
    again = pl.col("certain") & previous["dated"] & ~previous["certain"]
    ordered = ordered.with_columns(run=(~(goes_on & ~again)).fill_null(True).cum_sum()).with_columns(
        ended=(pl.col("dated").shift(1, fill_value=False) & ~pl.col("dated")).cum_sum().over("run")
    )
    anew = (pl.col("ended") > 0) & pl.col("dated")
    ordered = ordered.with_columns(part=(anew & ~anew.shift(1, fill_value=False)).cum_sum().over("run"))
    runs = ordered.group_by("run", "part", maintain_order=True).agg(
        *(pl.col(name).first() for name in same),
        pl.col("day").first().alias("start_earliest"),
        pl.col("day").filter("dated").first().fill_null(FOREVER).alias("start_latest"),
        pl.col("until").filter("dated").last().alias("end_earliest"),
        pl.col("until").last().alias("end_latest"),
        pl.when(pl.col("certain").any())
        .then(pl.col("until").filter("certain").last() - 1)
        .otherwise(pl.col("fresh_until").max())
        .alias("fresh_by_span"),
        pl.col("fresh_until").max(),
        pl.col("unsure").any(),
        *(pl.col(name).first() for name in ("method", "claims", "stated_by", "sources", "rank")),
        *(pl.col(name).first() for name in ("first_stated", "last_stated", "last_stated_text")),
        (pl.col("dated") & ~pl.col("certain")).any().alias("old"),
    )
    ids = [
        f"{SOFTWARE}/e-{short_hash(KIND, owner, asset, of, str(first))}"
        for owner, asset, of, first in runs.select(*_GROUP, "start_earliest").iter_rows()
    ]
    return runs.with_columns(
        id=pl.Series(ids, dtype=pl.String),
        end_earliest=pl.col("end_earliest").fill_null(pl.col("end_latest")),
        fresh_until=pl.when("old").then("fresh_by_span").otherwise("fresh_until"),
    ).select(
        "id", *_GROUP, "least", "most", *_BOUNDS, "fresh_until", "method", "conflict", "unsure", "claims", "stated_by",
        "sources", "rank", "first_stated", "last_stated", "last_stated_text",
    )  # fmt: skip


def _relations(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as relations of a release."""
    kind = schema().kind(KIND)
    exact, stated = pl.col("least") == pl.col("most"), (pl.col("least") > 0) | (pl.col("most") < WHOLE)
    # numpy divides: polars would multiply by the inverse, which gives 0.30000000000000004.
    shares = {name: pl.Series(rows[name].to_numpy() / WHOLE, dtype=pl.Float64) for name in ("least", "most")}
    return rows.with_columns(
        from_id=pl.col("owner"),
        to_id=pl.col("asset"),
        from_stated=pl.col("owner"),
        to_stated=pl.col("asset"),
        share_of=pl.col("of"),
        share=pl.when(exact).then(shares["least"]),
        share_min=pl.when(~exact & stated).then(shares["least"]),
        share_max=pl.when(~exact & stated).then(shares["most"]),
        start_earliest=number_date("start_earliest"),
        start_date=number_date("start_latest"),
        end_date=number_date("end_earliest"),
        end_latest=number_date("end_latest"),
        fresh_until=number_date("fresh_until"),
        disputed=pl.col("conflict") | pl.col("unsure"),
        dispute=pl.when("conflict").then(pl.lit("what is stated of the share does not agree")).when("unsure").then(
            pl.lit("the stake is disputed")
        ),
        derived=pl.lit(True),
        grade=pl.col("rank").replace_strict(RANK_GRADE, return_dtype=pl.String),
    ).with_columns(
        start_text=pl.col("start_date").cast(pl.String),
        end_text=pl.col("end_date").cast(pl.String),
        citation=pl.lit(None, dtype=pl.String),
        quote=pl.lit(None, dtype=pl.String),
    ).select(list(kind.columns())).sort("id")  # fmt: skip
