"""The part of a release that a page needs: relations by id or by their ends, and the entities they join."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.release import PARTS, Release

VERDICTS = ("WITHIN_RULE", "MAY_BE_WITHIN")
UNSURE = "POSSIBLY_SAME"
"""Kind of a join that nobody has confirmed."""

NOT_DRAWN = {UNSURE, "JUST_UNDER"}
"""Derived kinds that no drawing has among what is computed: unsure joins come apart, and just under is no verdict."""

Relation = tuple[str, dict[str, Any]]
"""Kind and row of a relation."""


class Facts:
    """Reads rows out of a release as they are asked for; each kind's file is read once."""

    def __init__(self, release: Release) -> None:
        """Read nothing yet."""
        self.release = release
        self._frames: dict[str, pl.DataFrame] = {}

    def read(self) -> Facts:
        """Read now what nearly every report asks for: the entities, and what sources state of them."""
        for kind in (*self.kinds, *self.release.kinds("entities")):
            self._frame(kind)
        return self

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of relations that sources state: what is computed is in no sentence, and drawn apart."""
        return [kind for kind in self.release.kinds("relations") if not schema().kind(kind).derived]

    def _frame(self, kind: str) -> pl.DataFrame:
        if kind not in self._frames:
            self._frames[kind] = self.release.frame(PARTS[schema().kind(kind).kind], kind)
        return self._frames[kind]

    def by_id(self, ids: Iterable[str]) -> dict[str, Relation]:
        """The relations of these ids."""
        return self._select(self.kinds, pl.col("id").is_in(list(set(ids))))

    def touching(self, ids: Iterable[str], kinds: Iterable[str] | None = None) -> dict[str, Relation]:
        """The relations, of these kinds or any, that start or end at one of these entities."""
        wanted = list(set(ids))
        ends = pl.col("from_id").is_in(wanted) | pl.col("to_id").is_in(wanted)
        return self._select(self.kinds if kinds is None else kinds, ends)

    def leaving(self, ids: Iterable[str], kinds: Iterable[str]) -> dict[str, Relation]:
        """The relations of these kinds that start at one of these entities."""
        return self._select(kinds, pl.col("from_id").is_in(list(set(ids))))

    def reaching(self, ids: Iterable[str], kinds: Iterable[str]) -> dict[str, Relation]:
        """The relations of these kinds that end at one of these entities."""
        return self._select(kinds, pl.col("to_id").is_in(list(set(ids))))

    def all(self, kinds: Iterable[str]) -> dict[str, Relation]:
        """Every relation of these kinds."""
        return self._select(kinds, pl.lit(True))

    def computed(self, among: Iterable[str]) -> dict[str, Relation]:
        """What is computed of these entities: stakes between two of them, and verdicts of rules on one."""
        known = list(set(among))
        kinds = {kind for kind in self.release.kinds("relations") if schema().kind(kind).derived} - NOT_DRAWN
        start, end = pl.col("from_id").is_in(known), pl.col("to_id").is_in(known)
        return {
            row["id"]: (kind, row)
            for kind in sorted(kinds)
            for row in self._frame(kind)
            .filter(start if kind in VERDICTS else start & end)
            .iter_rows(named=True)
        }

    def unsure(self, among: Iterable[str], roots: Iterable[str]) -> dict[str, Relation]:
        """The joins that are only possible: between two of the entities, or at one of the roots.

        Those that make a listed party of another by its name alone, the same or alike, are left out: they stand
        in tables only.
        """
        if UNSURE not in self.release.kinds("relations"):
            return {}
        start, end = pl.col("from_id"), pl.col("to_id")
        known, first = list(set(among)), list(set(roots))
        wanted = (start.is_in(known) & end.is_in(known)) | start.is_in(first) | end.is_in(first)
        if "LISTED_ON" in self.release.kinds("relations"):
            listed = self._frame("LISTED_ON")["from_id"].unique().to_list()
            wanted &= ~pl.col("basis").is_in(["name", "alike"]) | ~(start.is_in(listed) | end.is_in(listed))
        return {row["id"]: (UNSURE, row) for row in self._frame(UNSURE).filter(wanted).iter_rows(named=True)}

    def _select(self, kinds: Iterable[str], condition: pl.Expr) -> dict[str, Relation]:
        return {
            row["id"]: (kind, row)
            for kind in sorted(set(kinds) & set(self.kinds))
            for row in self._frame(kind).filter(condition).iter_rows(named=True)
        }

    def entities(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The entities of these ids, each with its kind under "kind"."""
        wanted = list(set(ids))
        return {
            row["id"]: {**row, "kind": kind}
            for kind in self.release.kinds("entities")
            for row in self._frame(kind).filter(pl.col("id").is_in(wanted)).iter_rows(named=True)
        }


def ends(relations: Iterable[Relation]) -> set[str]:
    """The ids at both ends of these relations."""
    return {row[end] for _, row in relations for end in ("from_id", "to_id")}
