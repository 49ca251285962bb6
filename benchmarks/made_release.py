"""A release of made parties and stakes on disk, written in columns: what a build would give, without claims."""

import json
from datetime import date
from pathlib import Path

import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.release import FORMAT, Release
from beholden.graph.shares import WHOLE
from benchmarks import made_stakes


def made_release(folder: Path, parties: int, edition: int = 1) -> Release:
    """Write so many parties and half as many stakes again, as companies and persons of one register.

    Another edition has other shares in a tenth of the stakes, lacks a twentieth of them, and renames some parties.
    """
    made = made_stakes.world(parties)
    owned = pl.Series("asset", made.asset).unique()
    number = pl.int_range(parties, dtype=pl.Int32, eager=True).alias("number")
    id = pl.format("register/{}", pl.col("number"))
    common = {
        "names": pl.concat_list("name"),
        "countries": pl.concat_list("country"),
        "identifiers": pl.concat_list(pl.format("company_number:{}", "number")),
        "kind_stated": pl.lit(True),
        "members": pl.concat_list("id"),
        "sources": pl.concat_list(pl.lit("register")),
        "claims": pl.concat_list(pl.format("register/c-{}", "number")),
        "stated_by": pl.concat_list(pl.lit("The register")),
        "grade": pl.lit("official"),
        "first_stated": pl.lit(date(2025, 12, 31)),
        "last_stated": pl.lit(date(2025, 12, 31)),
    }
    renamed = pl.when(pl.col("number") % 20 == edition).then(pl.lit(" New")).otherwise(pl.lit(""))
    halved = pl.when(pl.col("number") % 10 == edition).then(2).otherwise(1)
    everybody = (
        pl.DataFrame([number])
        .with_columns(
            id=id,
            name=pl.format("Holding No. {}{} & Co.", "number", renamed),
            country=pl.lit("DE"),
        )
        .with_columns(**common)
    )
    companies = everybody.filter(pl.col("number").is_in(owned.implode()))
    persons = everybody.join(companies, on="number", how="anti")
    stakes = pl.DataFrame(
        {"owner": made.owner, "asset": made.asset, "low": made.minimum, "high": made.maximum}
    )
    exact = pl.col("low") == pl.col("high")
    stakes = (
        stakes.with_row_index("number")
        .filter((edition == 1) | (pl.col("number") % 20 != edition))
        .with_columns(
            id=pl.format("register/s-{}", "number"),
            from_id=pl.format("register/{}", "owner"),
            to_id=pl.format("register/{}", "asset"),
            start_date=pl.lit(date(2020, 1, 31)),
            start_earliest=pl.lit(date(2020, 1, 1)),
            start_text=pl.lit("2020-01"),
            disputed=pl.lit(False),
            derived=pl.lit(False),
            from_stated=pl.format("register/{}", "owner"),
            to_stated=pl.format("register/{}", "asset"),
            sources=pl.concat_list(pl.lit("register")),
            claims=pl.concat_list(pl.format("register/c-s-{}", "number")),
            stated_by=pl.concat_list(pl.lit("The register")),
            grade=pl.lit("official"),
            citation=pl.format("https://example.org/stake/{}", "number"),
            first_stated=pl.lit(date(2025, 12, 31)),
            last_stated=pl.lit(date(2025, 12, 31)),
            last_stated_text=pl.lit("2025-12-31"),
            fresh_until=pl.lit(date(2026, 12, 31)),
            share=pl.when(exact).then(pl.col("low") / WHOLE / halved),
            share_min=pl.when(~exact).then(pl.col("low") / WHOLE),
            share_max=pl.when(~exact).then(pl.col("high") / WHOLE),
            share_of=pl.lit("capital"),
            interest=pl.lit("shareholding"),
        )
    )
    for part, name, frame in (
        ("entities", "Company", companies),
        ("entities", "Person", persons),
        ("relations", "OWNS", stakes),
    ):
        columns = schema().kind(name).columns()
        whole = frame.select(
            pl.col(column).cast(dtype) if column in frame.columns else pl.lit(None, dtype=dtype).alias(column)
            for column, dtype in columns.items()
        )
        (folder / part).mkdir(parents=True, exist_ok=True)
        whole.write_parquet(folder / part / f"{name}.parquet")
    manifest = {
        "format": FORMAT,
        "as_of": "2026-01-01",
        "software": "made",
        "hash": f"made-{parties}-{edition}",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Release.open(folder)
