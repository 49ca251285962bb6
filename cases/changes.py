"""What the two newest copies of a source differ in about the members of an initiative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from beholden.graph.release import Release

CHANGES_COLUMNS = (
    "member_id", "member", "before", "after", "older_copy", "newer_copy", "membership_id", "claims",
)  # fmt: skip
CHANGES_CAVEATS = (
    "A difference between two copies is what the publisher changed between their dates, or corrected; it has no day.",
)
WORDS = ("status", "tier", "start_text", "end_text", "ended_reason")
"""What is compared of a membership that both copies state."""

PART = 0.5
"""A newer copy with less than this share of the older one's memberships is a part: what it lacks says nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One sort of difference between two copies of a source, with a row a membership."""

    sort: str
    title: str
    source: str
    older: str
    newer: str
    rows: Sequence[dict[str, Any]]
    caveats: Sequence[str] = ()


def changes(release: Release, initiative: str) -> Iterator[Change]:
    """Yield what differs, by source, for each source of which the release holds copies of two dates.

    A membership that only the newer copy states, one that only the older states, and one that both state in
    different words. That something is gone is proved by a complete copy alone, and said so.
    """
    if "MEMBER_OF" not in release.kinds("claims") or "MEMBER_OF" not in release.kinds("relations"):
        return
    members = (
        release.frame("relations", "MEMBER_OF")
        .filter(pl.col("to_id") == initiative)
        .select(pl.col("id").alias("membership_id"), pl.col("from_id").alias("member_id"))
    )
    names = pl.concat(
        release.frame("entities", kind).select(
            pl.col("id").alias("member_id"), pl.col("name").alias("member")
        )
        for kind in release.kinds("entities")
    )
    stated = (
        release.frame("claims", "MEMBER_OF")
        .rename({"subject": "membership_id"})
        .join(members, on="membership_id")
        .join(names, on="member_id")
    )
    complete = {
        (copy["source"], copy["name"]): bool(copy["complete"]) for copy in release.manifest["sources"]
    }
    for (source,), own in sorted(stated.group_by("source"), key=lambda pair: str(pair[0][0])):
        dates = own["snapshot"].unique().sort().to_list()[-2:]
        if len(dates) == 2:
            older, newer = (own.filter(pl.col("snapshot") == day) for day in dates)
            whole = [
                all(complete.get((source, name), False) for name in one["copy"].unique())
                for one in (older, newer)
            ]
            yield from _between(str(source), older, newer, [str(day) for day in dates], whole)


def _between(
    source: str, older: pl.DataFrame, newer: pl.DataFrame, dates: Sequence[str], whole: Sequence[bool]
) -> Iterator[Change]:
    before, after = _one_each(older), _one_each(newer)
    both = before.join(after, on="membership_id", suffix="_after")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in WORDS)
    rows = [
        {
            **_row(row, dates),
            "before": _words(row, ""),
            "after": _words(row, "_after"),
            "claims": sorted({row["claim"], row["claim_after"]}),
        }
        for row in both.filter(differs).sort("member", "membership_id").iter_rows(named=True)
    ]
    yield Change("differs", "Stated in other words", source, dates[0], dates[1], rows)
    if after.height < before.height * PART:
        return
    for sort, title, absent, present, column in (
        ("first-stated", "Stated for the first time", before, after, "after"),
        ("no-longer-stated", "No longer stated", after, before, "before"),
    ):
        proved = whole[0] if column == "after" else whole[1]
        only = present.join(absent, on="membership_id", how="anti").sort("member", "membership_id")
        rows = [
            {
                **_row(row, dates),
                "before": None,
                "after": None,
                column: _words(row, ""),
                "claims": [row["claim"]],
            }
            for row in only.iter_rows(named=True)
        ]
        lacking = dates[0] if column == "after" else dates[1]
        doubt = f"The copy of {lacking} is not known to be complete: that it lacks a member proves nothing."
        yield Change(sort, title, source, dates[0], dates[1], rows, () if proved else (doubt,))


def _one_each(stated: pl.DataFrame) -> pl.DataFrame:
    """A row a membership; where a copy states one twice, the first claim in order."""
    return stated.sort("membership_id", "claim").unique("membership_id", keep="first", maintain_order=True)


def _row(row: dict[str, Any], dates: Sequence[str]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("member_id", "member", "membership_id")}
    return {**kept, "older_copy": dates[0], "newer_copy": dates[1]}


def _words(row: dict[str, Any], suffix: str) -> str:
    """What a copy says of a membership, in its words: "status: active; joined on: 2020-01-02"."""
    said = ((name, row[f"{name}{suffix}"]) for name in WORDS)
    shown = {"start_text": "joined on", "end_text": "ended on", "ended_reason": "reason"}
    return "; ".join(f"{shown.get(name, name)}: {value}" for name, value in said if value) or "no particulars"
