"""Corrections: a claim that somebody contests or that is withdrawn, with a date and a reason; a readable file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from beholden.errors import SchemaError, SourceError
from beholden.graph.decisions import read_decisions
from beholden.graph.kinds import schema

ACTIONS = ("contested", "withdrawn")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said against a claim: it is contested, and stays, or withdrawn, and nothing rests on it any more."""

    claim: str
    action: str
    author: str
    date: str
    reason: str

    @property
    def said(self) -> str:
        """The correction in words, to stand behind what it is about."""
        return f"{self.action} by {self.author} on {self.date}: {self.reason}"


def read_corrections(files: Sequence[Path]) -> list[Correction]:
    """The corrections of these files, by claim; SourceError for one that lacks a part or stands there twice."""
    found: dict[str, Correction] = {}
    for here, table in read_decisions(files, "correction", ["claim", "action"], "action", ACTIONS):
        correction = Correction(**table)
        if correction.claim in found:
            raise SourceError(f"{here}: {correction.claim} is corrected twice; keep one of them")
        found[correction.claim] = correction
    return [found[claim] for claim in sorted(found)]


def corrected(
    claims: Mapping[str, pl.DataFrame], corrections: Sequence[Correction]
) -> tuple[dict[str, pl.DataFrame], list[Correction]]:
    """The claims that a release may rest on, and the corrections of claims that are not loaded.

    A withdrawn claim is gone from them, so that what rested on it alone is gone too; a contested one of a relation
    says in `dispute` who contests it and why. Only relations can be contested: of an entity's claim SchemaError is
    raised.
    """
    withdrawn = [one.claim for one in corrections if one.action == "withdrawn"]
    contested = {one.claim: one.said for one in corrections if one.action == "contested"}
    left, seen = {}, set()
    for kind, frame in claims.items():
        named = set(frame.filter(pl.col("claim").is_in([*withdrawn, *contested]))["claim"])
        seen |= named
        if disputed := sorted(named & contested.keys()):
            if schema().kind(kind).kind == "entity":
                raise SchemaError(
                    f"{disputed[0]}: is about a {kind}, and only a relation can be contested; withdraw it instead"
                )
            said = pl.col("claim").replace_strict(contested, default=None, return_dtype=pl.String)
            frame = frame.with_columns(dispute=pl.coalesce(said, "dispute"))
        if named & set(withdrawn):
            frame = frame.filter(~pl.col("claim").is_in(withdrawn))
        left[kind] = frame
    return left, [one for one in corrections if one.claim not in seen]
