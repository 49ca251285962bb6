"""ULTIMATELY_OWNS: the ends of the chains of ownership into the parties that questions are about, as relations.

What is known of the ends stands in relations of their own, from parties that have names, or have none and a reason.
What nobody states has no party: its bounds, and the companies in which it lies, stand with each end of the same party.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from beholden.graph.ownership.behind import relations_of
from beholden.graph.ownership.days import number_of
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Int32s, ShareKind, at
from beholden.graph.ownership.ultimate import Above, End, chains_above, ends_above

KIND = "ULTIMATELY_OWNS"
ENDS = ("Person", "State", "PublicBody")
"""The kinds of parties at which a chain ends, whatever stands above them."""
METHOD = "shares multiplied along chains, chains added"

_WORDS = {End.OWNER: "owner", End.UNKNOWN: "no_owner_known", End.SELF: "owns_itself"}


def ultimately_owns(facts: Facts, asked: Sequence[int]) -> pl.DataFrame:
    """The relations ULTIMATELY_OWNS into these parties, by number, on the facts' date: shares of the capital.

    A stake of something unstated may be of the capital, up to what it says.
    """
    held = at(facts.stakes, number_of(facts.as_of), ShareKind.CAPITAL)
    index = Index.of(held, len(facts.parties))
    stakes = held.stake[index.held]
    ends = facts.table["kind"].is_in(ENDS).to_numpy()
    found = [row for party in asked for row in _into(facts, index, stakes, party, ends)]
    return relations_of(KIND, found, facts)


def _into(facts: Facts, index: Index, stakes: Int32s, party: int, ends: Bools) -> Iterator[dict[str, Any]]:
    """The ends of one party as rows of the relation; ``stakes`` is the stake of each row of the index."""
    above = chains_above(index, party, ends)
    found = ends_above(above, party)
    known = [one for one in found if one.end is not End.REST and one.party != party]
    rests = [one for one in found if one.end is End.REST]
    least = sum(one.minimum for one in rests)
    most = max(least, 1.0 - sum(one.minimum for one in known))
    holds = _holdings(above, index)
    for one in known:
        hops, rows = _down(holds, one.party, party)
        on_chains = {asset for asset, _ in rows}
        exact = one.minimum == one.maximum
        named = facts.table["unknown_reason"][one.party] is None
        yield {
            "from_id": facts.parties[one.party],
            "to_id": facts.parties[party],
            "share": one.minimum if exact else None,
            "share_min": None if exact else one.minimum,
            "share_max": None if exact else one.maximum,
            "share_of": "capital",
            "ends_as": _WORDS[one.end] if named else "not_named",
            "hops": hops,
            "unknown_min": round(min(least, 1.0), 12),
            "unknown_max": round(min(most, 1.0), 12),
            "unknown_in": sorted(facts.parties[rest.party] for rest in rests if rest.party in on_chains),
            "method": METHOD,
            "facts": sorted({int(stakes[row]) for _, row in rows}),
        }


def _holdings(above: Above, index: Index) -> dict[int, list[tuple[int, int]]]:
    """By owner what it holds of what stands above a company: the asset and the row of the index, for each stake."""
    start, order = index.into
    holds: dict[int, list[tuple[int, int]]] = {}
    for asset, one in above.companies.items():
        for row in order[start[asset] : start[asset + 1]].tolist():
            owner = int(index.owner[row])
            if owner in one.held:
                holds.setdefault(owner, []).append((asset, row))
    return holds


def _down(
    holds: Mapping[int, list[tuple[int, int]]], end: int, party: int
) -> tuple[int, set[tuple[int, int]]]:
    """The arrows of the shortest chain from an end down to a party, and the stakes on all chains between the two.

    Whatever an end reaches of what stands above the party leads to the party.
    """
    hops = {end: 0}
    rows: set[tuple[int, int]] = set()
    waiting = deque([end])
    while waiting:
        owner = waiting.popleft()
        for asset, row in holds.get(owner, ()):
            rows.add((asset, row))
            if asset not in hops:
                hops[asset] = hops[owner] + 1
                waiting.append(asset)
    return hops[party], rows
