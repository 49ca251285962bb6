"""Judgements: same, different or unsure about two entities, by a person, with a reason; a readable file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from beholden.errors import SourceError
from beholden.graph.decisions import read_decisions

DECISIONS = ("same", "different", "unsure")


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
    for here, table in read_decisions(
        files, "judgement", ["left", "right", "decision"], "decision", DECISIONS
    ):
        judgement = Judgement(**table)
        if judgement.left == judgement.right:
            raise SourceError(f"{here}: left and right are the same id, {judgement.left}")
        other = judgements.setdefault(judgement.pair, judgement)
        if other.decision != judgement.decision:
            raise SourceError(
                f"{here}: says {judgement.decision} of {judgement.left} and {judgement.right}, "
                f"where {other.author} said {other.decision} on {other.date}; keep one of them"
            )
    return [judgements[pair] for pair in sorted(judgements)]
