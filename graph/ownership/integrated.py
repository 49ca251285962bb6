"""Integrated ownership: what part of a company's worth comes to an owner, directly and along all chains.

Shares multiply along a chain and chains add up; where companies own each other the chains never end, and what they
add up to solves a linear system (Brioschi, Buzzacchi and Colombo, "Risk capital financing and the separation of
ownership and control in business groups", Journal of Banking and Finance 13, 1989). In that solution an owner that is
itself part of a ring holds, through the ring, a part of itself, and counts chains that pass through it again and again;
Baldone, Brioschi and Paleari ("Ownership measures among firms connected by cross-shareholdings and a further analogy
with input-output theory", 1998) take these out, and so does this module unless asked. Vitali, Glattfelder and
Battiston ("The Network of Global Corporate Control", PLoS ONE 6(10), 2011, appendix S1, sections 3.2 to 3.4) show how
much rings make of it otherwise, on the ownership of a world.

This is the economic question. It says nothing about votes and is no test of any rule on sanctions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beholden.errors import Error
from beholden.graph.ownership.closure import reachable
from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Int64s
from beholden.graph.shares import WHOLE

Floats = NDArray[np.float64]

SMALL = 100
"""Up to so many parties the system is solved as a full table: no time goes into laying it out, or loading scipy."""
EXACT = 20_000
"""Up to so many parties the system is solved by elimination, above it by iteration."""
SWEEPS = 5000
"""How often the iteration goes over all parties at most."""
TOLERANCE = 1e-9
"""How far the two sides of an equation may be apart."""


class SelfOwnedError(Error):
    """A group of companies owns all of itself, so that nobody is behind it and the system has no one solution."""


def shares_of(index: Index, owner: int, *, through_itself: bool = False) -> Floats:
    """Return the integrated share, 0 to 1, of one owner in every party, from the minima of the stakes.

    The owner's share in itself is what it holds of itself through others (0 for who is not owned). With
    ``through_itself`` chains that come back to the owner go on, as in the measure of 1989, and shares can exceed 1.
    A company whose minima are more than the whole (``index.disputed``) has them scaled to the whole. Raises
    SelfOwnedError if the owner belongs to a group that has no other owners.

    >>> from beholden.graph.ownership.stakes import ShareKind, Stakes
    >>> stakes = Stakes.of("abx", [("x", "a", WHOLE // 2, WHOLE // 2), ("a", "b", WHOLE // 2, WHOLE // 2)])
    >>> shares_of(Index.on(stakes, 0, ShareKind.CAPITAL), 2).tolist()
    [0.5, 0.25, 0.0]
    """
    weight = weights(index)
    start, asset = index.start, index.asset
    below = reachable(np.array([owner]), start, asset, weight > 0)
    inside = np.flatnonzero(below)
    rows = np.flatnonzero(below[index.owner] & below[asset] & (weight > 0))
    shares = np.zeros(index.parties)
    shares[inside] = chains(inside, asset[rows], index.owner[rows], weight[rows], owner)
    return _without_loops(shares, owner, through_itself)


def shares_in(index: Index, company: int) -> Floats:
    """Return the integrated share, 0 to 1, of every owner in one company, chains that loop through the company once.

    For those who are not owned themselves these are the shares of `shares_of`, and they sum to 1 where all stakes are
    known. For an owner that is part of a ring, ask `shares_of`. Raises SelfOwnedError if somebody in the chains
    belongs to a group that owns all of itself.
    """
    weight = weights(index)
    start, order = index.into
    above = reachable(np.array([company]), start, index.owner[order], weight[order] > 0)
    inside = np.flatnonzero(above)
    rows = np.flatnonzero(above[index.owner] & above[index.asset] & (weight > 0))
    shares = np.zeros(index.parties)
    shares[inside] = chains(inside, index.owner[rows], index.asset[rows], weight[rows], company)
    shares[company] -= 1
    return shares


def weights(index: Index) -> Floats:
    """The minimum of each row as a fraction, scaled to the whole where the minima of an asset are more than it."""
    weight: Floats = index.minimum / WHOLE
    over = index.disputed[index.asset]
    if over.any():
        total = np.bincount(index.asset, weight, index.parties)
        weight[over] /= np.maximum(total[index.asset[over]], 1.0)
    return weight


def wholly_self_owned(index: Index) -> Bools:
    """Mark the parties of groups whose stakes are wholly held, and by nobody but the group.

    >>> from beholden.graph.ownership.stakes import ShareKind, Stakes
    >>> stakes = Stakes.of("abx", [("a", "b", WHOLE, WHOLE), ("b", "a", WHOLE, WHOLE)])
    >>> wholly_self_owned(Index.on(stakes, 0, ShareKind.CAPITAL)).tolist()
    [True, True, False]
    """
    known = np.zeros(index.parties, np.int64)
    np.add.at(known, index.asset, index.minimum.astype(np.int64))
    open_ = np.flatnonzero(known < WHOLE)
    return ~reachable(open_, index.start, index.asset, index.minimum > 0)


def _without_loops(sums: Floats, owner: int, through_itself: bool) -> Floats:
    """Shares from the sums of all chains, where the owner's own entry counts the empty chain and its loops."""
    loops = sums[owner]
    if through_itself:
        sums[owner] = loops - 1
        return sums
    shares: Floats = sums / loops
    shares[owner] = 1 - 1 / loops
    return shares


def chains(
    inside: NDArray[np.intp], to: NDArray[Any], by: NDArray[Any], weight: Floats, source: int
) -> Floats:
    """Sum the weights of all chains from the source to each party inside: (1 - W) chains = unit of the source."""
    to, by = np.searchsorted(inside, to), np.searchsorted(inside, by)
    here = int(np.searchsorted(inside, source))
    size = len(inside)
    found = _eliminated(size, to, by, weight, here) if size <= EXACT else _swept(size, to, by, weight, here)
    right = np.bincount(to, weight * found[by], size)
    right[here] += 1
    if not np.abs(found - right).max() <= TOLERANCE or found.min() < -TOLERANCE:
        raise _no_solution()
    answer: Floats = np.maximum(found, 0.0)
    return answer


def _eliminated(size: int, to: NDArray[Any], by: NDArray[Any], weight: Floats, here: int) -> Floats:
    unit = np.zeros(size)
    unit[here] = 1.0
    if size <= SMALL:
        table = np.identity(size)
        np.subtract.at(table, (to, by), weight)
        try:
            whole: Floats = np.asarray(np.linalg.solve(table, unit), np.float64)
        except np.linalg.LinAlgError as error:
            raise _no_solution() from error
        return whole
    from scipy import sparse
    from scipy.sparse import linalg

    system = sparse.identity(size, format="csc") - sparse.csc_matrix((weight, (to, by)), (size, size))
    try:
        found: Floats = linalg.splu(system).solve(unit)
    except RuntimeError as error:
        raise _no_solution() from error
    return found


def _swept(size: int, to: NDArray[Any], by: NDArray[Any], weight: Floats, here: int) -> Floats:
    """Go over the parties again and again (Gauss-Seidel), each after those that hold it as far as rings allow."""
    down = np.argsort(by, kind="stable")
    down_start = np.concatenate([[0], np.cumsum(np.bincount(by, minlength=size))])
    order, holders = np.empty(size, np.int64), np.bincount(to, minlength=size)
    kernel_for(_holders_first, len(to))(order, holders, down_start, to[down])
    up = np.argsort(to, kind="stable")
    up_start = np.concatenate([[0], np.cumsum(np.bincount(to, minlength=size))])
    found = np.zeros(size)
    kernel_for(_sweep, len(to))(found, here, order, up_start, by[up], weight[up])
    return found


def _holders_first(order: Int64s, holders: Int64s, start: Int64s, to: Int64s) -> None:
    """Order parties so that holders come first; where a ring leaves nobody, the lowest number goes on."""
    size = len(order)
    found = 0
    for party in range(size):
        if holders[party] == 0:
            order[found] = party
            found += 1
    served = 0
    lowest = 0
    while served < size:
        if served == found:
            while holders[lowest] <= 0:
                lowest += 1
            holders[lowest] = 0
            order[found] = lowest
            found += 1
        party = order[served]
        served += 1
        holders[party] = -1
        for place in range(start[party], start[party + 1]):
            other = to[place]
            if holders[other] > 0:
                holders[other] -= 1
                if holders[other] == 0:
                    order[found] = other
                    found += 1


def _sweep(found: Floats, here: int, order: Int64s, start: Int64s, by: Int64s, weight: Floats) -> None:
    """Sweep until nothing changes by more than a rounding, or too often."""
    for _ in range(SWEEPS):
        most = 0.0
        for party in order:
            total = 1.0 if party == here else 0.0
            own = 0.0
            for place in range(start[party], start[party + 1]):
                if by[place] == party:
                    own += weight[place]
                else:
                    total += weight[place] * found[by[place]]
            if own < 1.0:
                total /= 1.0 - own
            most = max(most, abs(total - found[party]))
            found[party] = total
        if most <= 1e-13:
            break


def _no_solution() -> SelfOwnedError:
    return SelfOwnedError(
        "integrated ownership: a group of companies in these chains owns all of itself, or all but a billionth; "
        "wholly_self_owned says which"
    )
