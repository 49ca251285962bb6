"""Ultimate owners: where the chains of ownership into a company end, and between which bounds each end's share lies.

Chains end in persons and states, and where nothing more is known. What is unknown has a name: the rest of a company
whose holders are not all known, a company of which no owner is known, a group that owns all of itself. So the
shares of all ends make the whole.

The lower bound multiplies minima along all chains, rings solved (see `beholden.graph.ownership.integrated`). The upper
bound is the largest value that any choice of shares within their bounds gives, where the shares of each company make
the whole: the largest probability with which an interval Markov chain ends there (Givan, Leach and Dean,
"Bounded-parameter Markov decision processes", Artificial Intelligence 122, 2000).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from beholden.graph.ownership.index import Index
from beholden.graph.ownership.integrated import TOLERANCE, SelfOwnedError, chains
from beholden.graph.ownership.stakes import Bools, Int32s
from beholden.graph.shares import WHOLE

UPDATES = 1000
"""How often, on average over the companies in question, a value may be improved before the plain bound is taken."""


class End(StrEnum):
    """Why a chain ends."""

    OWNER = "owner"
    """A person, a state, or whatever else is said to be an end."""
    REST = "rest"
    """Holders that are not known, of a company whose known holders do not make the whole."""
    UNKNOWN = "no owner known"
    """A company of which no owner is known."""
    SELF = "owns itself"
    """A member of a group that wholly owns itself."""


@dataclass(frozen=True, slots=True)
class UltimateOwner:
    """An end of chains: the party (for REST the company whose rest it is), why it ends, and its share, 0 to 1."""

    party: int
    end: End
    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Holders:
    """The stakes in one company: owner, share at least and at most, as fractions that can add up to the whole.

    ``rest`` is the part of unknown holders, ``floor`` what the lowest shares make; ``over``: they are more than all.
    """

    held: Mapping[int, tuple[float, float]]
    rest: tuple[float, float]
    floor: float
    over: bool


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a company, itself included: the companies with their stakes, and the ends."""

    companies: dict[int, Holders] = field(default_factory=dict)
    ends: dict[int, End] = field(default_factory=dict)


def ultimate_owners(index: Index, company: int, ends: Bools) -> list[UltimateOwner]:
    """Return the ends of all chains into a company, the largest first; ``ends`` marks persons and states.

    Shares are accurate to a billionth. In a company whose minima make more than the whole they are scaled down for
    the lower bound and left out for the upper one.

    >>> from beholden.graph.ownership.stakes import ShareKind, Stakes
    >>> half = WHOLE // 2
    >>> stakes = Stakes.of("acx", [("x", "a", half, WHOLE), ("a", "c", half, half)])
    >>> found = ultimate_owners(Index.on(stakes, 0, ShareKind.CAPITAL), 1, np.array([False, False, True]))
    >>> [(one.party, str(one.end), one.minimum, one.maximum) for one in found]
    [(1, 'rest', 0.5, 0.5), (2, 'owner', 0.25, 0.5), (0, 'rest', 0.0, 0.25)]
    """
    return ends_above(chains_above(index, company, ends), company)


def ends_above(above: Above, company: int) -> list[UltimateOwner]:
    """The ends of all chains into a company, of what stands above it; see `ultimate_owners`."""
    if company in above.ends:
        return [UltimateOwner(company, above.ends[company], 1.0, 1.0)]
    lower = _lower(above, company)
    known = sum(lower.values())
    found = []
    for (party, end), least in lower.items():
        most = _upper(above, company, party, end)
        plain = 1.0 - (known - least)
        most = plain if most is None else min(most, plain)
        if most > TOLERANCE:
            found.append(UltimateOwner(party, end, _tidy(least), _tidy(max(most, least))))
    return sorted(found, key=lambda one: (-one.minimum, -one.maximum, one.party, one.end))


def chains_above(index: Index, company: int, ends: Bools) -> Above:
    """Go up from a company to all ends, and find the groups that no end stands above."""
    found = Above()
    start, order = index.into
    waiting = [company]
    seen = {company}
    while waiting:
        party = waiting.pop()
        rows = order[start[party] : start[party + 1]]
        if ends[party] or not len(rows):
            found.ends[party] = End.OWNER if ends[party] else End.UNKNOWN
            continue
        found.companies[party] = one = _stakes(index, rows)
        fresh = [owner for owner in one.held if owner not in seen]
        seen.update(fresh)
        waiting += fresh
    # From the ends downwards; whoever is not reached is owned by such as are not reached either.
    holds: dict[int, list[int]] = {}
    for asset, one in found.companies.items():
        for owner in one.held:
            holds.setdefault(owner, []).append(asset)
    reached = set(found.ends) | {asset for asset, one in found.companies.items() if one.rest[1] > 0}
    waiting = list(reached)
    while waiting:
        fresh = [asset for asset in holds.get(waiting.pop(), ()) if asset not in reached]
        reached.update(fresh)
        waiting += fresh
    for party in sorted(set(found.companies) - reached):
        found.ends[party] = End.SELF
        del found.companies[party]
    return found


def _stakes(index: Index, rows: Int32s) -> Holders:
    """The stakes in one company, several of one owner put together, maxima no more than the others leave."""
    least: dict[int, int] = {}
    most: dict[int, int] = {}
    for row in rows.tolist():
        owner = int(index.owner[row])
        least[owner] = least.get(owner, 0) + int(index.minimum[row])
        most[owner] = min(most.get(owner, 0) + int(index.maximum[row]), WHOLE)
    total = sum(least.values())
    over = total > WHOLE
    left = 0 if over else WHOLE - total
    held = {}
    for owner in sorted(least):
        high = most[owner] if over else min(most[owner], least[owner] + left)
        if high > 0:
            held[owner] = (least[owner] / max(total, WHOLE), high / WHOLE)
    rest = (max(0, WHOLE - sum(most.values())) / WHOLE, left / WHOLE)
    return Holders(held, rest, 0.0 if over else total / WHOLE + rest[0], over)


def _lower(above: Above, company: int) -> dict[tuple[int, End], float]:
    """The lower bound of every end's share: one system solved for all of them."""
    inside = np.array(sorted(above.companies))
    rows = [
        (owner, asset, low)
        for asset, one in above.companies.items()
        for owner, (low, _) in one.held.items()
        if owner in above.companies
    ]
    to, by = np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.int64)
    try:
        passing = chains(inside, to, by, np.array([row[2] for row in rows], np.float64), company)
    except SelfOwnedError:
        # All but a billionth of a group is its own, which no sum of chains can tell apart: nothing is certain of it.
        passing = np.zeros(len(inside))
    lower: dict[tuple[int, End], float] = {}
    for asset, through in zip(inside.tolist(), passing.tolist(), strict=True):
        one = above.companies[asset]
        for owner, (low, _) in one.held.items():
            if owner in above.ends:
                key = (owner, above.ends[owner])
                lower[key] = lower.get(key, 0.0) + through * low
        if one.rest[1] > 0:
            lower[asset, End.REST] = through * one.rest[0]
    return lower


def _upper(above: Above, company: int, party: int, end: End) -> float | None:
    """The largest share that an end can have, or None where a ring makes the search for it too long.

    Values rise from 0, company by company, until none changes: what remains of a company once the minima are
    allotted goes to the owners worth most.
    """
    if all(low == high for one in above.companies.values() for low, high in (*one.held.values(), one.rest)):
        return 1.0
    holds: dict[int, list[int]] = {}
    for asset, one in above.companies.items():
        for owner in one.held:
            holds.setdefault(owner, []).append(asset)
    value: dict[int, float] = {} if end is End.REST else {party: 1.0}
    first = [party] if end is End.REST else holds.get(party, [])
    waiting = deque(first)
    queued = set(first)
    allowed = UPDATES * len(above.companies)
    while waiting:
        if not allowed:
            return None
        allowed -= 1
        asset = waiting.popleft()
        queued.discard(asset)
        own = end is End.REST and asset == party
        worth = _best(above.companies[asset], value, own)
        if worth > value.get(asset, 0.0) + 1e-12:
            value[asset] = worth
            for below in holds.get(asset, ()):
                if below not in queued:
                    queued.add(below)
                    waiting.append(below)
    return value.get(company, 0.0)


def _best(one: Holders, value: Mapping[int, float], own: bool) -> float:
    """The most that a company can be worth, given what its owners are; ``own`` counts its unknown rest as worth 1."""
    offers = [(value.get(owner, 0.0), low, high) for owner, (low, high) in one.held.items()]
    if own:
        offers.append((1.0, *one.rest))
    if one.over:
        offers = [(worth, 0.0, high) for worth, _, high in offers]
    left = 1.0 - one.floor
    total = 0.0
    for worth, low, high in sorted(offers, reverse=True):
        if worth == 0.0:
            break
        more = min(left, high - low)
        left -= more
        total += worth * (low + more)
    return min(total, 1.0)


def _tidy(share: float) -> float:
    """A share without the dust of floating point, which is below a billionth."""
    return round(min(max(share, 0.0), 1.0), 12)
