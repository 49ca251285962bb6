"""What a proof is made of: one rule, one day, and the facts around one party, as a certificate has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

WHOLE = 1_000_000_000
"""Shares are counted in billionths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What listings, stakes and controls have in common. A bound of the period that is None is not known or not there.

    `start_latest` None is an unknown start, and `fresh_until` None never grows old. `claims` are ids.
    """

    id: str
    start_earliest: date | None = None
    start_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None
    fresh_until: date | None = None
    claims: tuple[str, ...] = ()

    def possible(self, day: date) -> bool:
        """Whether it can be in force on the day."""
        return (self.start_earliest is None or self.start_earliest <= day) and (
            self.end_latest is None or day < self.end_latest
        )

    def dated(self, day: date) -> list[str]:
        """The doubts about its being in force on the day."""
        started = self.start_latest is not None and self.start_latest <= day
        doubts = []
        if not (started and (self.end_earliest is None or day < self.end_earliest)):
            doubts.append("period")
        if self.fresh_until is not None and self.fresh_until < day:
            doubts.append("stale")
        return doubts


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Fact):
    """One place of a party on a list; `confirmed` is False where only a name matches."""

    party: str
    list: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake(Fact):
    """One effective stake. Its share is between `minimum` and `maximum`, in billionths, both included."""

    owner: str
    asset: str
    kind: str
    minimum: int
    maximum: int
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Fact):
    """One stated control, with its mechanism as the schema has it."""

    owner: str
    asset: str
    mechanism: str = "not_stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Fact):
    """One body (`asset`) that is part of another or of a state (`owner`)."""

    owner: str
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A rule in the version that is asked for, as a certificate states it; `beholden.graph.rules` has the words.

    Spans are first day and end, exclusive, and None is no bound. `version` is the version's id, `start` and `end` its
    days.
    """

    id: str
    version: str
    title: str
    authority: str | None = None
    citation: str | None = None
    lists: tuple[str, ...] = ()
    lists_in_part: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    threshold: int | None = None
    strict: bool = False
    share_of: str = "capital"
    aggregate: bool = True
    any_stake: bool = False
    control: str = "no"
    mechanisms: tuple[str, ...] = ()
    descends: bool = True
    start: date | None = None
    end: date | None = None
    suspended: tuple[tuple[date | None, date | None], ...] = ()
    unconfirmed: tuple[tuple[date | None, date | None], ...] = ()

    @property
    def pots(self) -> tuple[str, ...]:
        """What is added up, each by itself: kinds of share, each stake of unknown kind, and stakes of any size."""
        if self.threshold is None:
            return ("any",) if self.any_stake else ()
        either = ("capital", "votes", "unknown") if self.share_of == "either" else (self.share_of,)
        return (*either, "any") if self.any_stake else either

    def meets(self, share: int, pot: str) -> bool:
        """Whether a sum of a pot, in billionths, meets the test; for a stake of any size that is more than 0."""
        if pot == "any" or self.threshold is None:
            return pot == "any" and share > 0
        return share > self.threshold if self.strict else share >= self.threshold

    def status(self, day: date) -> str:
        """Whether the rule is in force on the day: yes, no, or unconfirmed."""
        if not _covers(day, self.start, self.end):
            return "no"
        if any(_covers(day, *span) for span in self.suspended):
            return "no"
        return "unconfirmed" if any(_covers(day, *span) for span in self.unconfirmed) else "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What a claim says of the size of a stake, as published; bounds in decimal text, from 0 to 1."""

    share: str | None = None
    share_min: str | None = None
    share_max: str | None = None
    more_than: bool | None = None
    less_than: bool | None = None
    share_of: str | None = None
    interest: str | None = None
    direct: str | None = None
    stake: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A claim in one copy: where it stands, who says so, between whom (by the source's ids), since when, how much."""

    copy: date
    copy_id: str
    place: str
    stated_by: str
    grade: str
    stated_on: date
    from_: str
    to: str
    page: str | None = None
    start: str | None = None
    start_earliest: date | None = None
    start_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None
    disputed: bool = False
    fresh_until: date | None = None
    mechanism: str | None = None
    holds: Holds | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim that a fact rests on, in each copy that has it; `text` is the record as published."""

    kind: str
    subject: str
    source: str
    said: tuple[Said, ...]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The newest copy of a list that was read."""

    copy: date
    complete: bool
    fresh_until: date | None


@dataclass(frozen=True, slots=True)
class Party:
    """A party as it is shown."""

    name: str
    kind: str


@dataclass(frozen=True)
class Material:
    """A rule and a day, and all that the release holds on a party and on whoever stands above it.

    `matched` are parties whose names match those of others, not confirmed: nothing is proved to be outside by them.
    """

    test: Test
    day: date
    release: str
    parties: Mapping[str, Party]
    listings: Sequence[Listing] = ()
    stakes: Sequence[Stake] = ()
    controls: Sequence[Control] = ()
    parts: Sequence[Part] = ()
    lists: Mapping[str, Copy] = field(default_factory=dict)
    claims: Mapping[str, Claimed] = field(default_factory=dict)
    matched: frozenset[str] = frozenset()

    def doubts(self, fact: Fact, pot: str | None = None) -> tuple[str, ...]:
        """What is not certain about a fact on the day, a word each, in order; of a stake, in a pot."""
        doubts = fact.dated(self.day)
        if isinstance(fact, Listing):
            doubts += [] if fact.confirmed else ["match"]
            doubts += [] if fact.list in self.test.lists else ["part"]
        if isinstance(fact, Control):
            named = not self.test.mechanisms or fact.mechanism in self.test.mechanisms
            doubts += [] if named and self.test.control == "yes" else ["control"]
        if isinstance(fact, Stake) and pot == "any":
            doubts.append("affiliate")
        elif isinstance(fact, Stake):
            doubts += ["kind"] if fact.kind == "unknown" and pot != "unknown" else []
            doubts += ["share"] if fact.minimum != fact.maximum else []
        return tuple(sorted(doubts))

    def interval(self, stake: Stake, pot: str) -> tuple[int, int]:
        """The least and the greatest that a stake counts in a pot on the day, in billionths."""
        fits = pot == "any" or stake.kind == pot or (pot != "unknown" and stake.kind == "unknown")
        if not fits or not stake.possible(self.day):
            return 0, 0
        return (stake.minimum if set(self.doubts(stake, pot)) <= {"share"} else 0), stake.maximum


def _covers(day: date, first: date | None, end: date | None) -> bool:
    return (first is None or first <= day) and (end is None or day < end)
