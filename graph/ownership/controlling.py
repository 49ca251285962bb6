"""HAS_CONTROL and MAY_HAVE_CONTROL: who controls whom, by the majority of votes or as sources state it.

An arrow of control leads from each party to its nearest controllers: to the direct controller by votes (see
`beholden.graph.ownership.control`), and to whoever a source states to control it and does not stand above that one
already. Whoever stands at the top of these arrows is an ultimate controller.

What is certainly in force on the date makes HAS_CONTROL. MAY_HAVE_CONTROL is found in the same way, as if all that may
be in force were, and as if shares of something unstated, or of capital where nothing is stated of votes, were votes.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from beholden.graph.ownership.behind import relations_of
from beholden.graph.ownership.control import controllers
from beholden.graph.ownership.days import number_of
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Int32s, Int64s, ShareKind, in_force
from beholden.graph.ownership.tree import NOBODY
from beholden.graph.shares import WHOLE

CERTAIN, POSSIBLE = "HAS_CONTROL", "MAY_HAVE_CONTROL"

Stated = Mapping[int, Mapping[int, frozenset[int]]]
"""By party, by who is stated to control it: the facts that state it."""
Edges = dict[int, dict[int, frozenset[int]]]
"""By party, by nearest controller: the facts that the control rests on."""


@dataclass(frozen=True, slots=True)
class _Votes:
    """Votes, a row a holding, and the fact that states each."""

    owner: Int32s
    asset: Int32s
    minimum: Int64s
    fact: Int32s


def control_relations(facts: Facts) -> dict[str, pl.DataFrame]:
    """The relations HAS_CONTROL and MAY_HAVE_CONTROL among the parties of the facts, on their date."""
    day = number_of(facts.as_of)
    certain, possible = in_force(facts.stakes, day)
    sure, maybe = in_force(facts.controls, day)
    votes = certain & (facts.stakes.kind == ShareKind.VOTES)
    found = list(_rows(facts, _edges(facts, votes, sure)))
    known = {(row["from_id"], row["to_id"], row["level"]) for row in found}
    lacking = _Lacking(facts, certain, sure)
    supposed = [
        {**row, "missing": lacking.words(row["facts"])}
        for row in _rows(facts, _edges(facts, possible & _may_vote(facts, possible), maybe))
        if (row["from_id"], row["to_id"], row["level"]) not in known
    ]
    return {CERTAIN: relations_of(CERTAIN, found, facts), POSSIBLE: relations_of(POSSIBLE, supposed, facts)}


def _may_vote(facts: Facts, possible: Bools) -> Bools:
    """The stakes that may be of votes: not those of capital in a party of whose votes something is stated."""
    stakes = facts.stakes
    stated = np.zeros(len(facts.parties), np.bool_)
    stated[stakes.asset[possible & (stakes.kind == ShareKind.VOTES) & (stakes.minimum > 0)]] = True
    return np.where(stated[stakes.asset], stakes.kind != ShareKind.CAPITAL, True)


def _edges(facts: Facts, chosen: Bools, sure: Bools) -> Edges:
    """The nearest controllers of each party, from these stakes as votes and this stated control."""
    stakes, controls = facts.stakes, facts.controls
    (rows,) = np.nonzero(chosen & (stakes.owner != stakes.asset) & (stakes.minimum > 0))
    votes = _Votes(stakes.owner[rows], stakes.asset[rows], stakes.minimum[rows], rows.astype(np.int32))
    stated: dict[int, dict[int, frozenset[int]]] = {}
    for row in np.flatnonzero(sure & (controls.owner != controls.asset)).tolist():
        by = stated.setdefault(int(controls.asset[row]), {})
        owner = int(controls.owner[row])
        by[owner] = by.get(owner, frozenset()) | {len(stakes.owner) + row}
    direct = _direct(votes, len(facts.parties))
    # The one stated controller of a party decides its votes in others too, so it counts as if it held all of it.
    alone = {asset: min(by) for asset, by in stated.items() if len(by) == 1 and direct[asset] == NOBODY}
    if alone:
        votes = _with_whole(votes, alone)
        direct = _direct(votes, len(facts.parties))
    return _with_stated(_supported(votes, direct, stated), direct, stated)


def _with_whole(votes: _Votes, alone: Mapping[int, int]) -> _Votes:
    """The votes, where each of these parties is held by its one stated controller alone; these rows have fact -1."""
    kept = ~np.isin(votes.asset, list(alone))
    count = len(alone)
    return _Votes(
        np.concatenate([votes.owner[kept], np.fromiter(alone.values(), np.int32, count)]),
        np.concatenate([votes.asset[kept], np.fromiter(alone, np.int32, count)]),
        np.concatenate([votes.minimum[kept], np.full(count, WHOLE)]),
        np.concatenate([votes.fact[kept], np.full(count, -1, np.int32)]),
    )


def _direct(votes: _Votes, parties: int) -> Int32s:
    return controllers(Index.build(votes.owner, votes.asset, votes.minimum, votes.minimum, parties)).direct


def _supported(votes: _Votes, direct: Int32s, stated: Stated) -> Edges:
    """The control that votes give, each with the facts of all holdings that make the majority."""
    holdings: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for owner, asset, fact in zip(
        votes.owner.tolist(), votes.asset.tolist(), votes.fact.tolist(), strict=True
    ):
        holdings[asset].append((owner, fact))
    found: Edges = {}
    for asset in np.flatnonzero(direct != NOBODY).tolist():
        controller = int(direct[asset])
        rests_on: set[int] = set()
        waiting, seen = [(asset, controller)], {asset}
        while waiting:
            held, top = waiting.pop()
            for owner, fact in holdings[held]:
                line = _line(direct, owner, top)
                if line is None:
                    continue
                rests_on.update(stated[held][owner] if fact < 0 else (fact,))
                waiting += [(below, int(direct[below])) for below in line if below not in seen]
                seen.update(line)
        found[asset] = {controller: frozenset(rests_on)}
    return found


def _line(direct: Int32s, party: int, top: int) -> list[int] | None:
    """The parties from this one up to below the top, each controlled by the next; None if the top is not above it."""
    line: list[int] = []
    while party != top:
        if party == NOBODY or party in line:
            return None
        line.append(party)
        party = int(direct[party])
    return line


def _with_stated(edges: Edges, direct: Int32s, stated: Stated) -> Edges:
    """The edges with stated control: beside that by votes, unless it is of one who stands above that one already."""
    for asset, by in stated.items():
        for controller, facts in by.items():
            own = edges.setdefault(asset, {})
            if controller in own:
                own[controller] |= facts
            elif direct[asset] == NOBODY or _line(direct, asset, controller) is None:
                own[controller] = facts
    return edges


def _rows(facts: Facts, edges: Edges) -> Iterator[dict[str, Any]]:
    """The control of each party by its nearest and by its last controllers, as rows of the relation."""
    above = {party: _ways_up(edges, party) for party in edges}

    def rings(one: int, other: int) -> bool:
        return one in above.get(other, {}) and other in above.get(one, {})

    for party in sorted(edges):
        for controller in sorted(edges[party]):
            yield _row(
                facts, edges, controller, party, "direct", [party, controller], rings(party, controller)
            )
        ways = above[party]
        tops = {one for one in ways if all(rings(one, other) for other in above.get(one, {}))}
        first = {min(one for one in tops if one == top or rings(one, top)) for top in tops}
        for controller in sorted(first - {party}):
            ring = any(rings(controller, one) for one in above.get(controller, {}))
            yield _row(facts, edges, controller, party, "ultimate", ways[controller], ring)


def _ways_up(edges: Edges, party: int) -> dict[int, list[int]]:
    """Everybody above a party, with a shortest way up, the party first; itself among them where it is in a ring."""
    ways: dict[int, list[int]] = {}
    waiting = deque([[party]])
    while waiting:
        way = waiting.popleft()
        for controller in sorted(edges.get(way[-1], {})):
            if controller not in ways:
                ways[controller] = [*way, controller]
                waiting.append(ways[controller])
    return ways


def _row(
    facts: Facts, edges: Edges, controller: int, party: int, level: str, way: list[int], ring: bool
) -> dict[str, Any]:
    rests_on = sorted({fact for below, above in pairwise(way) for fact in edges[below][above]})
    votes = sum(fact < len(facts.stakes.owner) for fact in rests_on)
    return {
        "from_id": facts.parties[controller],
        "to_id": facts.parties[party],
        "level": level,
        "basis": "votes" if votes == len(rests_on) else "both" if votes else "stated",
        "ring": ring,
        "hops": len(way) - 1,
        "facts": rests_on,
    }


class _Lacking:
    """What would have to hold for control that is only possible."""

    def __init__(self, facts: Facts, certain: Bools, sure: Bools) -> None:
        self.day = facts.as_of.isoformat()
        self.timely = np.concatenate([certain, sure])
        self.votes = np.concatenate([facts.stakes.kind == ShareKind.VOTES, np.ones(len(sure), np.bool_)])

    def words(self, rests_on: list[int]) -> str:
        """The missing facts, in words."""
        missing = []
        if not self.timely[rests_on].all():
            missing.append(f"whether all that it rests on was in force on {self.day}")
        if not self.votes[rests_on].all():
            missing.append("whether the shares carry the votes")
        return "; ".join(missing) or "which of those stated to control decides"
