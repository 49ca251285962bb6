"""What a rule is: from whom it starts, at which share it bites and of what, and when all that held.

A rule is data, and nothing here is legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from beholden.graph.shares import percent

CONFIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "read": "The authority's own text, or a report of it, was read.",
        "secondary": "A commentator says so; the authority's text was not read.",
        "general_knowledge": "Settled law as generally known, restated without a page at hand.",
        "own": "A definition of the user's, or of beholden's; no law.",
    }
)
"""How well a rule is known, best first."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` on and before `end`, None where it is open, and why."""

    start: date | None
    end: date | None
    why: str = ""

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it stands in one span of time.

    `threshold` is in billionths, None where the rule names no share; `strict` asks for more than it. `share_of` is
    "capital", "votes" or "either". `aggregate` adds the stakes of all it starts from; else each counts alone.
    `control` says what stated control does: "no" (nothing), "yes", or "possible" at most; with "yes" and
    `mechanisms` only these count, and others are possible at most. `any_stake` makes a stake of any size
    possible, where the law says affiliate or control and gives no share. `descends` is False for a list that is
    read by name alone.
    """

    span: Span
    threshold: int | None
    strict: bool
    share_of: str
    aggregate: bool
    control: str
    mechanisms: tuple[str, ...]
    any_stake: bool
    descends: bool
    says: str

    @property
    def id(self) -> str:
        """The version's first day in ISO form, or "always"."""
        return self.span.start.isoformat() if self.span.start else "always"

    @property
    def possible_threshold(self) -> int | None:
        """The share at which the rule may bite: the threshold, or 1 billionth where any stake may do."""
        return 1 if self.any_stake else self.threshold

    @property
    def limbs(self) -> str:
        """The test in a few words, such as "50 % or more of the capital, added up"."""
        if not self.descends:
            return "named on the list"
        parts = []
        if self.threshold is not None:
            share = (
                f"{percent(self.threshold)} or more"
                if not self.strict
                else f"more than {percent(self.threshold)}"
            )
            of = "capital or the votes" if self.share_of == "either" else self.share_of
            parts.append(f"{share} of the {of}, {'added up' if self.aggregate else 'each holder alone'}")
        if self.control != "no":
            parts.append("control" if self.control == "yes" else "possibly control")
        if self.any_stake:
            parts.append("possibly any stake")
        return ", or ".join(parts)


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal or analytic test. `lists`, `lists_in_part`, `kinds` and `owners` are what it starts from.

    `lists_in_part` are lists of which only some entries count, `part_says` which. `kinds` are kinds of party,
    `owners` ids of parties: a body that is part of one of them counts as well. A rule that starts from nothing
    can't be decided from lists and shares. `initiative` is whose own criterion it is, where it is no law. `confidence`
    says how well the test is known, `days_known` the days from which its versions hold.
    """

    id: str
    title: str
    regime: str
    authority: str
    citation: str
    citation_number: str
    lists: tuple[str, ...]
    lists_in_part: tuple[str, ...]
    part_says: str
    kinds: tuple[str, ...]
    owners: tuple[str, ...]
    initiative: str
    effect: str
    effect_says: str
    confidence: str
    days_known: str
    uncertain: str
    versions: tuple[Version, ...]
    suspended: tuple[Span, ...]
    unconfirmed: tuple[Span, ...]
    place: str

    @property
    def node(self) -> str:
        """The id of the rule in the graph."""
        return f"rule/{self.id}"

    @property
    def decidable(self) -> bool:
        """Whether lists, stakes and control can decide it at all."""
        return bool(self.lists or self.lists_in_part or self.kinds or self.owners)

    @property
    def known(self) -> str:
        """How well the rule is known, in sentences: the test, its days where they are known less well, and doubts."""
        days = (
            f"From which day it holds: {CONFIDENCE[self.days_known]}"
            if self.days_known != self.confidence
            else ""
        )
        return " ".join(part for part in (CONFIDENCE[self.confidence], days, self.uncertain) if part)

    def on(self, day: date) -> State:
        """What of the rule holds on a day."""
        version = next((one for one in self.versions if one.span.covers(day)), None)
        if version is None:
            first = min((one.span.start for one in self.versions if one.span.start), default=day)
            why = f"it is in force from {first}" if day < first else "it is not in force any more"
            return State(None, False, why)
        for span in self.suspended:
            if span.covers(day):
                return State(None, False, span.why)
        doubt = next((span.why for span in self.unconfirmed if span.covers(day)), "")
        return State(version, not doubt, doubt)


@dataclass(frozen=True, slots=True)
class State:
    """A rule on a day: its version, None where it is not in force; whether that is certain; and why not."""

    version: Version | None
    certain: bool
    why: str


def span_words(span: Span) -> str:
    """The span as a reader reads it, its last day included, such as "from 2025-11-10 to 2026-11-09"."""
    first = f"from {span.start}" if span.start else ""
    last = f"to {span.end - timedelta(days=1)}" if span.end else ""
    return f"{first} {last}".strip() or "at any time"
