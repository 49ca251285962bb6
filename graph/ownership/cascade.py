"""The cascade of the 50 percent rules: who is within a rule, or possibly so, because of who is listed.

S := the listed; a party joins when the stakes that members of S hold in it, summed whole and never multiplied, meet
the threshold; until no more joins. This least fixpoint is computed for the minima (*within*) and for the maxima
(*possible*) in one pass. Being least, a ring of companies that own each other cannot bring itself in.

The maxima are never taken alone: what members can hold together is at most what the minima of all others leave of
the whole, unless the minima of a company are more than the whole, which marks it disputed.

The fixpoint is the one that Datalog programs of ownership compute; FAQ 401 of OFAC and the Best Practices of the
Council of the EU say in words what is summed (docs/ownership.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beholden.graph.ownership.alone import each_alone
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.fixpoint import POSSIBLE, WITHIN, fixpoints
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Bytes, Int32s, Int64s
from beholden.graph.shares import WHOLE


@dataclass(frozen=True)
class Cascade:
    """The outcome of a rule for every party.

    ``level`` is 2 within, 1 possible, 0 neither. ``step`` is the round in which a party came in: 0 for the listed, -1
    for who is out; a party that is only possible has the round of the second fixpoint, which takes all that is within
    as given. What brought a party in has a lower step, or is within where the party is only possible.
    ``through`` is empty where holdings are added up over all the listed; else it is the designated party by which
    each came in, -1 for who is out, and a proof is the cascade from that one alone.
    """

    level: Bytes
    step: Int32s
    through: Int32s

    @property
    def within(self) -> Bools:
        """Who is within the rule."""
        within: Bools = self.level == WITHIN
        return within

    @property
    def possible(self) -> Bools:
        """Who is within the rule, or possibly so."""
        possible: Bools = self.level >= POSSIBLE
        return possible


def cascade(
    index: Index,
    listed: Bools,
    *,
    threshold: int,
    strict: bool = False,
    aggregate: bool = True,
    possibly_listed: Bools | None = None,
    control: ControlEdges | None = None,
) -> Cascade:
    """Return who is within, and who is possibly within, a rule that starts from the listed.

    ``threshold`` is in billionths; stakes meet it when they reach it, or with ``strict`` when they exceed it. Without
    ``aggregate`` each designated party is judged alone, with what is within through it. ``possibly_listed`` come in
    as possible. Stated control brings in the controlled, as certain or possible as it is and as the controller is.

    >>> from beholden.graph.ownership.stakes import ShareKind, Stakes
    >>> stakes = Stakes.of("xyz", [("x", "y", WHOLE // 2, WHOLE // 2), ("y", "z", 0, WHOLE)])
    >>> index = Index.on(stakes, 0, ShareKind.CAPITAL)
    >>> cascade(index, np.array([True, False, False]), threshold=WHOLE // 2).level.tolist()
    [2, 2, 1]
    """
    if len(listed) != index.parties:
        raise ValueError(f"listed has {len(listed)} places and the index {index.parties} parties")
    need = threshold + 1 if strict else threshold
    if not 0 < need <= WHOLE:
        raise ValueError(f"a threshold lies above 0 and is at most {WHOLE} billionths, not {threshold}")
    edges = control or ControlEdges.none()
    maybe = listed if possibly_listed is None else listed | possibly_listed
    if not aggregate:
        return Cascade(*each_alone(index, listed, maybe, need, edges))
    level = np.zeros(index.parties, np.uint8)
    step = np.full(index.parties, -1, np.int32)
    fixpoints(index, np.flatnonzero(listed), np.flatnonzero(maybe), need, edges, level, step)
    return Cascade(level, step, np.empty(0, np.int32))


def sums(index: Index, outcome: Cascade) -> tuple[Int64s, Int64s]:
    """Return, per party, the sum of the minima of holders within, and of the maxima of holders possible, capped.

    Of several pots the larger sums count. Where each designated party is judged alone these are the sums over all.
    """
    owner, pot = index.owner, index.pot
    within, possible = outcome.within[owner], outcome.possible[owner]
    low = np.zeros(index.pots, np.int64)
    np.add.at(low, pot[within], index.minimum[within].astype(np.int64))
    high = np.zeros(index.pots, np.int64)
    np.add.at(high, pot[possible], index.maximum[possible].astype(np.int64))
    floor = np.zeros(index.pots, np.int64)
    np.add.at(floor, pot[possible], index.minimum[possible].astype(np.int64))
    slack = np.full(index.pots, WHOLE, np.int64)
    slack[pot] = index.slack
    high = np.where(slack <= WHOLE, np.minimum(high, slack + floor), high)
    if not len(index.pot_asset):
        return low, high
    lows, highs = np.zeros(index.parties, np.int64), np.zeros(index.parties, np.int64)
    np.maximum.at(lows, index.pot_asset, low)
    np.maximum.at(highs, index.pot_asset, high)
    return lows, highs
