"""Judgements: same, different or unsure about two entities, by a person, with a reason; a readable file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beholden.errors import SourceError

DECISIONS = ("same", "different", "unsure")
KEYS = {"left", "right", "decision", "author", "date", "reason"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decided about two entity ids, when and why."""

    left: str
    right: str
    decision: str
    author: str
    date: str
    reason: str

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids in a fixed order."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


def read_judgements(files: Sequence[Path]) -> list[Judgement]:
    """The judgements of these files; SourceError for one that lacks a part or contradicts another."""
    judgements: dict[tuple[str, str], Judgement] = {}
    for file in files:
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8")).get("judgement", [])
        except (OSError, ValueError) as problem:
            raise SourceError(f"{file.name}: {problem}") from problem
        for number, table in enumerate(tables, start=1):
            here = f"{file.name}: judgement {number}"
            if set(table) != KEYS:
                odd = sorted(set(table) ^ KEYS)[0]
                raise SourceError(
                    f"{here}: key {odd!r} is missing or unknown; it takes {', '.join(sorted(KEYS))}"
                )
            if table["decision"] not in DECISIONS:
                raise SourceError(
                    f"{here}: decision {table['decision']!r} is not one of {', '.join(DECISIONS)}"
                )
            if not isinstance(table["date"], date):
                raise SourceError(
                    f"{here}: date {table['date']!r} must be a date such as 2026-11-24, without quotes"
                )
            judgement = Judgement(**{**table, "date": table["date"].isoformat()})
            if judgement.left == judgement.right:
                raise SourceError(f"{here}: left and right are the same id, {judgement.left}")
            other = judgements.setdefault(judgement.pair, judgement)
            if other.decision != judgement.decision:
                raise SourceError(
                    f"{here}: says {judgement.decision} of {judgement.left} and {judgement.right}, "
                    f"where {other.author} said {other.decision} on {other.date}; keep one of them"
                )
    return [judgements[pair] for pair in sorted(judgements)]
