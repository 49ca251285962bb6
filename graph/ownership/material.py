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
    """One stated control; `certain` is False where the source leaves it open."""

    owner: str
    asset: str
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A rule in the version that is asked for, as a certificate states it.

    `unknown_kind` says what a share of something unstated does: it "counts" for every kind, or is "possible".
    `control` says the same of stated control: "no", "yes" or "possible". Spans are first day and end, exclusive.
    """

    id: str
    version: str
    title: str
    authority: str
    citation: str
    lists: tuple[str, ...]
    threshold: int
    strict: bool
    aggregate: bool
    share_kinds: tuple[str, ...] = ("capital", "votes")
    unknown_kind: str = "counts"
    control: str = "no"
    descends: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    suspended: tuple[tuple[date, date | None], ...] = ()
    unconfirmed: tuple[tuple[date, date | None], ...] = ()

    def meets(self, share: int) -> bool:
        """Whether a share, in billionths, meets the threshold."""
        return share > self.threshold if self.strict else share >= self.threshold

    def status(self, day: date) -> str:
        """Whether the rule is in force on the day: yes, no, or unconfirmed."""
        if not _covers(day, self.valid_from, self.valid_to):
            return "no"
        if any(_covers(day, *span) for span in self.suspended):
            return "no"
        return "unconfirmed" if any(_covers(day, *span) for span in self.unconfirmed) else "yes"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim that a fact rests on: where it stands and who says so."""

    kind: str
    subject: str
    place: str
    source: str
    copy: date
    stated_by: str
    page: str | None = None
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
    """A rule and a day, and all that the release holds on a party and on whoever stands above it."""

    test: Test
    day: date
    release: str
    parties: Mapping[str, Party]
    listings: Sequence[Listing] = ()
    stakes: Sequence[Stake] = ()
    controls: Sequence[Control] = ()
    lists: Mapping[str, Copy] = field(default_factory=dict)
    claims: Mapping[str, Claimed] = field(default_factory=dict)

    def doubts(self, fact: Fact) -> tuple[str, ...]:
        """What is not certain about a fact on the day, a word each, in order; nothing where all is."""
        doubts = fact.dated(self.day)
        if isinstance(fact, Listing) and not fact.confirmed:
            doubts.append("match")
        if isinstance(fact, Control) and (not fact.certain or self.test.control == "possible"):
            doubts.append("control")
        if isinstance(fact, Stake):
            if fact.kind == "unknown" and self.test.unknown_kind == "possible":
                doubts.append("kind")
            if fact.minimum != fact.maximum:
                doubts.append("share")
        return tuple(sorted(doubts))

    def interval(self, stake: Stake) -> tuple[int, int]:
        """The least and the greatest that a stake counts on the day, in billionths."""
        if not stake.possible(self.day):
            return 0, 0
        return (stake.minimum if set(self.doubts(stake)) <= {"share"} else 0), stake.maximum


def _covers(day: date, first: date | None, end: date | None) -> bool:
    return (first is None or first <= day) and (end is None or day < end)
