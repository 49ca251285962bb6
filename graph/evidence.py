"""Every claim behind an entity or a relation, with its source, copy, place, and the record as published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from beholden.errors import QueryError
from beholden.graph.kinds import schema
from beholden.graph.release import Release

FRAME = {"claim", "subject", "places", "text", "page", "stated_by", "grade", "stated_on", "stated_text", "quote",
         "source", "snapshot", "copy", "max_age_days"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as one copy of its source makes it. `values` are the values it states, by property."""

    claim: str
    kind: str
    subject: str
    source: str
    snapshot: date
    places: tuple[str, ...]
    stated_by: str
    grade: str
    stated_on: str
    page: str
    quote: str | None
    text: str
    values: dict[str, Any]


def evidence(release: Release, subject: str) -> list[Claim]:
    """The claims behind this entity id, relation id or claim id, newest copy first.

    An id that the release does not hold raises QueryError.
    """
    wanted = _claims_of(release, subject)
    claims = [
        _claim(kind, row)
        for kind in release.kinds("claims")
        for row in release.claims(kind, wanted).iter_rows(named=True)
    ]
    if not claims:
        raise QueryError(f'this release has no entity, relation or claim "{subject}"')
    return sorted(
        claims, key=lambda claim: (-claim.snapshot.toordinal(), claim.source, claim.kind, claim.claim)
    )


def newest_words(
    release: Release, claims: Iterable[str], columns: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """These columns of these claims, by claim id, as the newest copy of their source makes them."""
    wanted = set(claims)
    return {
        row["claim"]: row
        for kind in release.kinds("claims")
        for row in release.claims(kind, wanted, [*dict.fromkeys(("claim", "snapshot", "copy", *columns))])
        .sort("snapshot", "copy")
        .select("claim", *columns)
        .iter_rows(named=True)
    }


def _claims_of(release: Release, subject: str) -> list[str]:
    for part in ("entities", "relations"):
        for kind in release.kinds(part):
            frame = release.frame(part, kind)
            mine = frame.filter(pl.col("id") == subject)
            if not mine.height and part == "entities":
                mine = frame.filter(pl.col("members").list.contains(subject))
            if mine.height:
                return sorted(mine["claims"][0])
    return [subject]


def _claim(kind: str, row: dict[str, Any]) -> Claim:
    known = schema().kind(kind)
    values = {
        name: value
        for name, value in row.items()
        if name not in FRAME and value not in (None, [], "") and not name.endswith(("_earliest", "_latest"))
    }
    for name in known.properties:
        # A date is shown as published; the day it was read as is a computation.
        if f"{name}_text" in values:
            values[name] = values.pop(f"{name}_text")
    return Claim(
        claim=row["claim"],
        kind=kind,
        subject=row["subject"],
        source=row["source"],
        snapshot=row["snapshot"],
        places=tuple(row["places"]),
        stated_by=row["stated_by"],
        grade=row["grade"],
        stated_on=row["stated_text"],
        page=row["page"],
        quote=row["quote"],
        text=row["text"],
        values=values,
    )
