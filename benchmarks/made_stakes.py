"""Made graphs of stakes, the same for the same seed: one like the world's registers, and the shapes that are hard."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beholden.graph.ownership.stakes import Int32s, Int64s
from beholden.graph.shares import WHOLE

CHAIN = 20


@dataclass(frozen=True)
class Made:
    """Rows of stakes between so many parties; ``companies`` marks those that can be owned."""

    parties: int
    owner: Int32s
    asset: Int32s
    minimum: Int64s
    maximum: Int64s


def world(parties: int, seed: int = 1) -> Made:
    """A graph of so many parties and half as many stakes again, in no order.

    Four parties in ten are persons. Companies have one to some dozens of holders, drawn by a power law, so that a few
    hold very much; an eighth of them stand in chains of 20, a tenth are joint ventures in equal parts, one stake in
    fifty goes back to any company and makes rings. Seven stakes in ten are exact, most others are in bands of a
    quarter, three in a hundred are not stated at all.
    """
    random = np.random.default_rng(seed)
    persons = parties * 4 // 10
    companies = parties - persons
    count = parties * 3 // 2
    holders = 1 + np.minimum(random.zipf(2.3, companies), 40)
    holders[random.random(companies) < 0.3] = 1
    # Chained companies have one holder: the one before them.
    chained = companies // 8 // CHAIN * CHAIN
    holders[:chained] = 1
    holders[0:chained:CHAIN] = 2
    joint = slice(chained, chained + companies // 10)
    holders[joint] = random.integers(2, 5, companies // 10)
    holders = _to_sum(holders, count, random, slice(chained + companies // 10, companies))
    asset = np.repeat(np.arange(companies), holders)
    first = np.concatenate([[0], np.cumsum(holders)])[:-1]
    # Owners: companies before the asset mostly, persons by a power law.
    by_person = random.random(count) < 0.55
    drawn = random.random(count)
    owner = np.where(
        by_person,
        companies + (persons * drawn**4).astype(np.int64),
        (asset * random.random(count) * drawn**3).astype(np.int64),
    )
    inside = np.arange(chained)
    inside = inside[inside % CHAIN != 0]
    owner[first[inside]] = inside - 1
    back = np.flatnonzero(random.random(count) < 0.02)
    owner[back] = random.integers(0, companies, len(back))
    # Shares: parts of the whole, of which a little may belong to nobody known.
    part = random.exponential(1.0, count) ** 1.5 + 1e-3
    part[np.isin(asset, np.arange(joint.start, joint.stop))] = 1.0
    known = np.where(random.random(companies) < 0.7, 1.0, random.uniform(0.6, 1.0, companies))
    share = part / np.bincount(asset, part, companies)[asset] * known[asset]
    minimum = np.minimum((share * WHOLE).astype(np.int64), WHOLE)
    maximum = minimum.copy()
    said = random.random(count)
    band = said > 0.73
    quarter = WHOLE // 4
    minimum[band] = minimum[band] // quarter * quarter
    maximum[band] = np.minimum(minimum[band] + quarter, WHOLE)
    silent = said < 0.03
    minimum[silent], maximum[silent] = 0, WHOLE
    return _shuffled(parties, owner, asset, minimum, maximum, random)


def chain(length: int) -> Made:
    """Each holds 60 % of the next."""
    places = np.arange(length - 1, dtype=np.int64)
    return _exact(length, places, places + 1, 600_000_000)


def star(owners: int) -> Made:
    """So many owners of one company, each with the same part."""
    places = np.arange(owners, dtype=np.int64)
    return _exact(owners + 1, places, np.full(owners, owners), WHOLE // owners)


def core(members: int) -> Made:
    """Everyone holds the same part of everyone else, but a tenth: as dense as the core of a real network and denser."""
    owner, asset = np.divmod(np.arange(members * members, dtype=np.int64), members)
    own = owner == asset
    return _exact(members, owner[~own], asset[~own], WHOLE * 9 // 10 // (members - 1))


def scattered(parties: int, seed: int = 2) -> Made:
    """Random pairs, three to two parties, with random shares."""
    random = np.random.default_rng(seed)
    count = parties * 3 // 2
    owner, asset = random.integers(0, parties, (2, count))
    minimum = random.integers(0, WHOLE, count)
    return Made(parties, owner.astype(np.int32), asset.astype(np.int32), minimum, minimum.copy())


def listed(parties: int, share: float, seed: int = 3) -> NDArray[np.bool_]:
    """A part of the parties, at random."""
    return np.random.default_rng(seed).random(parties) < share


def _to_sum(holders: Int64s, count: int, random: np.random.Generator, free: slice) -> Int64s:
    """Take away or add holders, at random among the free companies, until there are as many as stakes."""
    while (over := int(holders.sum()) - count) != 0:
        places = random.integers(free.start, free.stop, abs(over))
        if over < 0:
            np.add.at(holders, places, 1)
        else:
            places = np.unique(places)
            places = places[holders[places] > 1][:over]
            holders[places] -= 1
    return holders


def _exact(parties: int, owner: Int64s, asset: Int64s, share: int) -> Made:
    shares = np.full(len(owner), share, np.int64)
    return Made(parties, owner.astype(np.int32), asset.astype(np.int32), shares, shares.copy())


def _shuffled(
    parties: int, owner: Int64s, asset: Int64s, minimum: Int64s, maximum: Int64s, random: np.random.Generator
) -> Made:
    """The same graph with parties renumbered and rows in another order, both at random."""
    number = random.permutation(parties).astype(np.int32)
    order = random.permutation(len(owner))
    return Made(parties, number[owner[order]], number[asset[order]], minimum[order], maximum[order])
