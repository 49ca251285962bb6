"""Who stays little under a threshold, and whose stated share fell around a listing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from beholden.graph.ownership.days import as_date, number_of
from beholden.graph.ownership.gather import Around
from beholden.graph.ownership.stakes import Int32s, Int64s, ShareKind, at, in_force
from beholden.graph.ownership.surroundings import Reach
from beholden.graph.ownership.verdicts import KIND, Code, Verdicts
from beholden.graph.shares import Share


@dataclass(frozen=True, slots=True)
class Near:
    """A party that is not within the rule, and by how little: those within hold `least` of it, `short` too little.

    Where the rule takes each designated party alone, `least` is what the one who holds most has, with what is within
    through it. Where a holder is listed, and what is stated of its share fell near that day, `holder` names it,
    `listed_on` is the day of the listing, `larger_until` the end of the span in which the larger share (`before`) is
    stated, `after` the share now; else they are None.
    """

    party: str
    name: str
    verdict: str
    least: int
    short: int
    holder: str | None = None
    listed_on: date | None = None
    larger_until: date | None = None
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The certain stakes of those within a rule, of the kinds that it adds up, a row a stake.

    `row` is the stake's row in the facts, `minimum` what it counts, `sum` what all of its pot come to; `asset` is the
    party held. A party of several pots (capital, votes) stands in the rows of each.
    """

    row: Int32s
    asset: Int32s
    minimum: Int64s
    pot: Int32s
    sum: Int64s


def need(verdicts: Verdicts) -> int | None:
    """The least sum that meets the rule, in billionths; None where the rule names no share or is not in force."""
    version = verdicts.version
    if version is None or version.threshold is None:
        return None
    return version.threshold + 1 if version.strict else version.threshold


def held_by_within(verdicts: Verdicts) -> Held:
    """What those within hold, as far as it is certain; nothing where the rule names no share."""
    version, stakes = verdicts.version, verdicts.facts.stakes
    kind = KIND[version.share_of] if version else None
    held = at(stakes, number_of(verdicts.day), kind)
    rows = np.flatnonzero(verdicts.within[held.owner] & (held.minimum > 0))
    if need(verdicts) is None:
        rows = rows[:0]
    pot, minimum = held.pot[rows], held.minimum[rows]
    pots, place = np.unique(pot, return_inverse=True)
    totals = np.zeros(len(pots), np.int64)
    np.add.at(totals, place, minimum)
    return Held(held.stake[rows], held.asset[rows], minimum, pot, totals[place])


def near(verdicts: Verdicts, points: Share, days: int) -> list[Near]:
    """Who is at most so many points under the threshold, and whose share in them fell around a listing.

    A fall counts where the span in which the holder's larger share is stated ends at most so many days before or after
    the day of the holder's listing. A span also ends where a copy grows too old: an end is no proof of a sale. The
    nearest come first.
    """
    version, facts = verdicts.version, verdicts.facts
    wanted = need(verdicts)
    if version is None or wanted is None:
        return []
    # Added up over all, what those within hold is at least what any one of them holds.
    most = verdicts.least
    chosen = np.flatnonzero(~verdicts.within & (most > 0) & (most >= wanted - points.max)).tolist()
    least = {party: int(most[party]) for party in chosen} if version.aggregate else _alone(verdicts, chosen)
    listed = _listed_since(verdicts)
    found: list[Near] = []
    for party, held in least.items():
        if not max(1, wanted - points.max) <= held < wanted:
            continue
        word = Code(int(verdicts.code[party])).name.lower()
        base = Near(facts.parties[party], facts.name(party), word, held, wanted - held)
        falls = _fallen(verdicts, party, listed, days)
        found += [replace(base, **fall) for fall in falls] or [base]
    return sorted(found, key=lambda one: (one.short, one.party, one.holder or ""))


def _alone(verdicts: Verdicts, parties: list[int]) -> dict[int, int]:
    """What the one designated party who holds most of each party has, with what is within through it."""
    facts = verdicts.facts
    around = Around(facts, verdicts.rule, verdicts.day)
    found = {}
    for party in parties:
        id = facts.parties[party]
        reach = Reach(around(id))
        pots = [pot for pot in reach.test.pots if pot != "any"]
        members = [reach.reached(root, certain=True).certain for root in reach.roots()]
        sums = [reach.sum(id, pot, own, certain=True) for own in members for pot in pots]
        found[party] = max(sums, default=0)
    return found


def _listed_since(verdicts: Verdicts) -> dict[int, int]:
    """The first certain day of each party on one of the rule's lists."""
    listings = verdicts.facts.listings
    since: dict[int, int] = {}
    certain, _ = listings.rows(verdicts.rule.lists, number_of(verdicts.day))
    for row in np.flatnonzero(certain).tolist():
        party, start = int(listings.party[row]), int(listings.start_latest[row])
        since[party] = min(since.get(party, start), start)
    return since


def _fallen(verdicts: Verdicts, party: int, listed: Mapping[int, int], days: int) -> list[dict[str, Any]]:
    facts, stakes = verdicts.facts, verdicts.facts.stakes
    certain, _ = in_force(stakes, number_of(verdicts.day))
    wanted = KIND[verdicts.version.share_of] if verdicts.version else None
    found = []
    for owner in sorted({int(one) for one in stakes.owner[stakes.asset == party]} & listed.keys()):
        for kind in ShareKind if wanted is None else (wanted,):
            mine = (stakes.asset == party) & (stakes.owner == owner) & (stakes.kind == int(kind))
            now = int(stakes.minimum[mine & certain].max(initial=0))
            ended = mine & ~certain & (np.abs(stakes.end_earliest.astype(np.int64) - listed[owner]) <= days)
            for row in np.flatnonzero(ended & (stakes.minimum > now)).tolist():
                found.append(
                    {
                        "holder": facts.parties[owner],
                        "listed_on": as_date(listed[owner]),
                        "larger_until": as_date(int(stakes.end_earliest[row])),
                        "before": int(stakes.minimum[row]),
                        "after": now,
                    }
                )
    return found
