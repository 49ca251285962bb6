"""The rules by brute force, with fractions and sets, as slow as they are plain: what the arrays must equal."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Row = tuple[int, int, Fraction, Fraction]
"""Owner, asset, minimum and maximum."""


def meets(total: Fraction, threshold: Fraction, strict: bool) -> bool:
    return total > threshold if strict else total >= threshold


def lower(rows: Iterable[Row], asset: int, members: set[int]) -> Fraction:
    return sum((row[2] for row in rows if row[1] == asset and row[0] in members), Fraction(0))


def upper(rows: Iterable[Row], asset: int, members: set[int]) -> Fraction:
    """What members may hold together: never more than the minima of all others leave, if they are a whole at most."""
    own = [row for row in rows if row[1] == asset]
    total = sum((row[3] for row in own if row[0] in members), Fraction(0))
    if sum(row[2] for row in own) > 1:
        return total
    return min(total, 1 - sum((row[2] for row in own if row[0] not in members), Fraction(0)))


def closure(
    rows: list[Row],
    parties: int,
    first: set[int],
    threshold: Fraction,
    strict: bool,
    maxima: bool,
    control: Iterable[tuple[int, int, bool]] = (),
) -> set[int]:
    """Add party by party whatever meets the test, until nothing does."""
    bound = upper if maxima else lower
    members = set(first)
    while True:
        new = {
            asset
            for asset in set(range(parties)) - members
            if meets(bound(rows, asset, members), threshold, strict)
            or any(to == asset and by in members and (maxima or sure) for by, to, sure in control)
        }
        if not new:
            return members
        members |= new


def least_closed(
    rows: list[Row], parties: int, first: set[int], threshold: Fraction, strict: bool
) -> set[int]:
    """The intersection of all sets that hold the listed and lack nobody who meets the test: every subset is tried."""
    least = set(range(parties))
    for mask in range(1 << parties):
        members = {party for party in range(parties) if mask >> party & 1}
        if first <= members and all(
            asset in members or not meets(lower(rows, asset, members), threshold, strict)
            for asset in range(parties)
        ):
            least &= members
    return least


def each_alone(
    rows: list[Row],
    parties: int,
    first: set[int],
    threshold: Fraction,
    strict: bool,
    maxima: bool,
    control: Iterable[tuple[int, int, bool]] = (),
) -> set[int]:
    found: set[int] = set()
    for party in first:
        found |= closure(rows, parties, {party}, threshold, strict, maxima, control)
    return found
