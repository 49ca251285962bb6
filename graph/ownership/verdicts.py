"""Verdicts: for a rule and a day, of all parties at once, who is within, possibly within, or not within it.

Of what is stated, even the least shares meet the rule (*within*); or a stated link to somebody it starts from could,
with the greatest shares (*possible*); or it can't (*outside*). Where an old list, no owner data, or shares that nobody
accounts for leave it open, the verdict is *undetermined*, with the reason. A rule that is not confirmed to be in
force gives *possible* at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np

from beholden.graph.ownership.cascade import Cascade, cascade, sums
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.days import number_of
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import (
    Bools,
    Bytes,
    Held,
    Int32s,
    Int64s,
    ShareKind,
    at,
    controls_at,
    in_force,
)
from beholden.graph.rule import Rule, State, Version
from beholden.graph.shares import WHOLE

UNOWNED = ("Person", "State", "PublicBody")
"""Kinds of party that nobody holds shares of."""

KIND = {"capital": ShareKind.CAPITAL, "votes": ShareKind.VOTES, "either": None}


class Code(IntEnum):
    """A verdict as a column has it."""

    OUTSIDE = 0
    WITHIN = 1
    POSSIBLE = 2
    UNDETERMINED = 3


class Reason(IntEnum):
    """What a verdict rests on."""

    STARTS = 1
    REACHED = 2
    RULE_NOT_CONFIRMED = 3
    RULE_NOT_IN_FORCE = 10
    NOT_NAMED = 11
    UNOWNED = 12
    OWNERS_KNOWN = 13
    NO_CONTROL = 14
    NOT_DECIDABLE = 20
    LIST_NOT_LOADED = 21
    LIST_TOO_OLD = 22
    LIST_TOO_LATE = 23
    LIST_IN_PART = 24
    NAME_MATCH = 25
    NO_OWNER_DATA = 26
    UNACCOUNTED = 27


_LIST_REASONS = {
    "none": Reason.LIST_NOT_LOADED,
    "old": Reason.LIST_TOO_OLD,
    "later": Reason.LIST_TOO_LATE,
    "part": Reason.LIST_IN_PART,
}


@dataclass(frozen=True)
class Verdicts:
    """The verdict of one rule on one day for each party, in columns; `code` and `reason` are Code and Reason.

    `least` and `greatest` are what those within hold of each party at the least, and what those possibly within can
    hold, in billionths; `step` is the round of the cascade (-1: never). `within` and `possible` are before the rule's
    own doubt is counted; `starts` and `may_start` are those it starts from.
    """

    facts: Facts
    rule: Rule
    day: date
    state: State
    code: Bytes
    reason: Bytes
    least: Int64s
    greatest: Int64s
    step: Int32s
    within: Bools
    possible: Bools
    starts: Bools
    may_start: Bools

    @property
    def version(self) -> Version | None:
        """The version of the rule that is in force on the day."""
        return self.state.version

    def counts(self) -> dict[str, int]:
        """How many parties have each verdict."""
        return {code.name.lower(): int((self.code == code).sum()) for code in Code}


def judge(facts: Facts, rule: Rule, day: date) -> Verdicts:
    """The verdicts of a rule on a day, for all parties of the facts.

    Stakes, control and listings count as they are on that day: a listed party's stakes from its listing on.
    """
    number, parties = number_of(day), facts.table.height
    state = rule.on(day)
    nothing = np.zeros(parties, np.int64)
    nobody, never = np.zeros(parties, np.bool_), np.full(parties, -1, np.int32)
    code, reason = np.zeros(parties, np.uint8), np.zeros(parties, np.uint8)
    if state.version is None or not rule.decidable:
        open_ = state.version is not None
        code[:] = Code.UNDETERMINED if open_ else Code.OUTSIDE
        reason[:] = Reason.NOT_DECIDABLE if open_ else Reason.RULE_NOT_IN_FORCE
        return Verdicts(
            facts, rule, day, state, code, reason, nothing, nothing, never, nobody, nobody, nobody, nobody
        )
    starts, may_start = _starts(facts, rule, number)
    reached = _reached(facts, state.version, number, starts, may_start)
    within, possible, step, least, greatest = reached
    code[possible] = Code.POSSIBLE
    code[within] = Code.WITHIN if state.certain else Code.POSSIBLE
    reason[possible] = np.where(may_start, Reason.STARTS, Reason.REACHED)[possible]
    if not state.certain:
        reason[within] = Reason.RULE_NOT_CONFIRMED
    else:
        reason[within] = np.where(starts, Reason.STARTS, Reason.REACHED)[within]
    out = ~possible
    outside, why = _negative(facts, rule, state.version, number, day, possible)
    code[out] = np.where(outside, Code.OUTSIDE, Code.UNDETERMINED)[out]
    reason[out] = why[out]
    return Verdicts(
        facts, rule, day, state, code, reason, least, greatest, step, within, possible, starts, may_start
    )


def _starts(facts: Facts, rule: Rule, day: int) -> tuple[Bools, Bools]:
    """Whom the rule starts from on the day, certainly and possibly."""
    parties = facts.table.height
    certain, possible = facts.listings.on(rule.lists, day, parties)
    possible = possible | facts.listings.on(rule.lists_in_part, day, parties)[1]
    certain = certain | facts.of_kinds(rule.kinds)
    if rule.owners:
        owners = facts.table["id"].is_in(list(rule.owners)).to_numpy()
        sure, maybe = in_force(facts.parts, day)
        certain = certain | _with_parts(owners, facts, sure)
        possible = possible | _with_parts(owners, facts, maybe)
    return certain, possible | certain


def _with_parts(members: Bools, facts: Facts, rows: Bools) -> Bools:
    """The members, what is part of one of them, and the parts of these."""
    owner, asset = facts.parts.owner[rows], facts.parts.asset[rows]
    found = members.copy()
    while (found[owner] & ~found[asset]).any():
        found[asset[found[owner]]] = True
    return found


def _reached(
    facts: Facts, version: Version, day: int, starts: Bools, may_start: Bools
) -> tuple[Bools, Bools, Int32s, Int64s, Int64s]:
    """Who is within and possibly so, the round in which each came, and what is held of each, at least and at most."""
    parties = facts.table.height
    nothing = np.zeros(parties, np.int64)
    if not version.descends:
        return starts, may_start, np.where(may_start, 0, -1).astype(np.int32), nothing, nothing
    control = control_of(facts, version, day)
    index = _index(facts, version, day)
    first = cascade(
        index, starts, threshold=version.threshold or WHOLE, strict=version.strict and version.threshold is not None,
        aggregate=version.aggregate, possibly_listed=may_start, control=control,
    )  # fmt: skip
    least, greatest = sums(index, first)
    if not version.any_stake:
        return first.within, first.possible, first.step, least, greatest
    every = facts.index(day, None)
    # A stake of any size, of somebody who is possibly within, makes it possible.
    second = cascade(every, starts, threshold=1, possibly_listed=may_start, control=control)
    step = np.where(first.within, first.step, second.step).astype(np.int32)
    return first.within, second.possible, step, *sums(every, _levels(first, second))


def _levels(first: Cascade, second: Cascade) -> Cascade:
    """Who is within by the one cascade and possible by the other."""
    level = np.where(first.within, 2, np.where(second.possible, 1, 0)).astype(np.uint8)
    return Cascade(level, second.step, np.empty(0, np.int32))


def _index(facts: Facts, version: Version, day: int) -> Index:
    if version.threshold is None:
        none = np.empty(0, np.int32)
        return Index.build(none, none, none.astype(np.int64), none.astype(np.int64), facts.table.height)
    return facts.index(day, KIND[version.share_of])


def control_of(facts: Facts, version: Version, day: int) -> ControlEdges | None:
    """The stated control that the rule counts on the day, certain or possible as the rule has it; None if none."""
    if version.control == "no":
        return None
    rows, certain = controls_at(facts.controls, day)
    if version.control == "possible":
        certain = np.zeros_like(certain)
    elif version.mechanisms:
        counts = facts.control_rows["mechanism"].is_in(list(version.mechanisms)).fill_null(False).to_numpy()
        certain = certain & counts[rows]
    return ControlEdges.of(
        facts.controls.owner[rows], facts.controls.asset[rows], certain, facts.table.height
    )


def _negative(
    facts: Facts, rule: Rule, version: Version, number: int, day: date, possible: Bools
) -> tuple[Bools, Bytes]:
    """For parties that nothing reaches: who is certainly out, and for each why so, or why it is open."""
    parties = facts.table.height
    states = [facts.list_state(one, day)[0] for one in (*rule.lists, *rule.lists_in_part)]
    unread = next((_LIST_REASONS[state] for state in states if state != "fresh"), None)
    if unread is not None:
        return np.zeros(parties, np.bool_), np.full(parties, unread, np.uint8)
    matched = np.zeros(parties, np.bool_)
    left, right = facts.name_matches["owner"].to_numpy(), facts.name_matches["asset"].to_numpy()
    matched[left[possible[right]]] = True
    if not version.descends:
        return ~matched, np.where(matched, Reason.NAME_MATCH, Reason.NOT_NAMED).astype(np.uint8)
    unowned = facts.of_kinds(UNOWNED) & ~possible & ~matched
    held = np.zeros(parties, np.bool_)
    held[facts.stakes.asset[in_force(facts.stakes, number)[1]]] = True
    need = version.possible_threshold
    if need is None:
        closed = ~matched & ~possible
        outside = np.full(parties, Reason.NO_CONTROL, np.uint8)
    else:
        need = need + 1 if version.strict and not version.any_stake else need
        closed = _closed(facts, version, number, need, unowned, possible | matched)
        outside = np.full(parties, Reason.OWNERS_KNOWN, np.uint8)
    outside[unowned] = Reason.UNOWNED
    open_ = np.where(matched, Reason.NAME_MATCH, np.where(held, Reason.UNACCOUNTED, Reason.NO_OWNER_DATA))
    return closed, np.where(closed, outside, open_).astype(np.uint8)


def _closed(facts: Facts, version: Version, day: int, need: int, unowned: Bools, not_closed: Bools) -> Bools:
    """Whose shares are accounted for, so far that what is left can't meet the rule.

    It is a cascade from those that nobody owns: they, and whoever is held by what is closed to more than the whole
    less what the rule needs. Of a rule on capital or votes both have to be accounted for.
    """
    kinds = (
        (ShareKind.CAPITAL, ShareKind.VOTES) if version.share_of == "either" else (KIND[version.share_of],)
    )
    closed = ~not_closed
    while True:
        before = closed
        for kind in kinds:
            index = _held_by(closed, facts, day, kind)
            closed = closed & cascade(index, unowned, threshold=WHOLE - need + 1).within
        if len(kinds) == 1 or (closed == before).all():
            return closed


def _held_by(owners: Bools, facts: Facts, day: int, kind: ShareKind | None) -> Index:
    """The stakes of these owners on the day, without those in parties whose minima are more than the whole."""
    held = at(facts.stakes, day, kind)
    total = np.zeros(len(owners), np.int64)
    np.add.at(total, held.pot, held.minimum)
    # Minima that add up to more than the whole are disputed: nothing follows from them.
    rows = owners[held.owner] & (total[held.pot] <= WHOLE)
    part = Held(
        held.stake[rows],
        held.owner[rows],
        held.pot[rows],
        held.minimum[rows],
        held.maximum[rows],
        held.pot_asset,
    )
    # Of a large graph all stakes, the part and its index together would be the most that a verdict takes.
    del held, total, rows
    return Index.of(part, len(owners))
