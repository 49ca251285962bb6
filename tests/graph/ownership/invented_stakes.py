"""Small graphs of stakes for tests, written in percent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from beholden.graph.ownership.cascade import Cascade, cascade
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, ShareKind, Stakes
from beholden.graph.shares import WHOLE
from tests.graph.ownership.reference import Row

Percent = int | str | tuple[int | str, int | str]


def billionths(percent: int | str) -> int:
    """Whole billionths of a percentage; a string holds decimals exactly."""
    value = Decimal(percent) * (WHOLE // 100)
    assert value == int(value), percent
    return int(value)


def stakes_of(held: Mapping[str, Percent], kind: ShareKind = ShareKind.CAPITAL) -> Stakes:
    """Stakes from {"X>A": 50, "A>B": (25, 50)}: owner, asset, percent or the span of it."""
    rows = []
    for pair, percent in held.items():
        owner, asset = pair.split(">")
        low, high = percent if isinstance(percent, tuple) else (percent, percent)
        rows.append((owner, asset, billionths(low), billionths(high)))
    return Stakes.of(sorted({name for row in rows for name in row[:2]}), rows, kind)


def judged(
    held: Mapping[str, Percent],
    listed: str,
    threshold: int = 50,
    strict: bool = False,
    aggregate: bool = True,
    control: Iterable[tuple[str, str, bool]] = (),
) -> tuple[str, str]:
    """Who is within and who is no more than possible, as words, of a rule that starts from the names in `listed`."""
    stakes = stakes_of(held)
    number = {party: place for place, party in enumerate(stakes.parties)}
    index = Index.on(stakes, 0, ShareKind.CAPITAL)
    stated = [(number[by], number[to], sure) for by, to, sure in control]
    outcome = cascade(
        index,
        names(number, listed),
        threshold=billionths(threshold),
        strict=strict,
        aggregate=aggregate,
        control=edges(stated, len(number)),
    )
    return words(stakes, outcome.within), words(stakes, outcome.possible & ~outcome.within)


def names(number: Mapping[str, int], listed: str) -> Bools:
    marked = np.zeros(len(number), np.bool_)
    marked[[number[name] for name in listed.split()]] = True
    return marked


def words(stakes: Stakes, marked: Bools) -> str:
    return " ".join(stakes.parties[place] for place in np.flatnonzero(marked))


def edges(stated: Iterable[tuple[int, int, bool]], parties: int) -> ControlEdges | None:
    rows = list(stated)
    if not rows:
        return None
    return ControlEdges.of(
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int32),
        np.array([row[2] for row in rows], np.bool_),
        parties,
    )


def index_of(rows: Iterable[Row], parties: int) -> Index:
    """The index of rows with fractions that billionths can hold."""
    listed = list(rows)
    return Index.build(
        np.array([row[0] for row in listed], np.int32),
        np.array([row[1] for row in listed], np.int32),
        np.array([int(row[2] * WHOLE) for row in listed], np.int64),
        np.array([int(row[3] * WHOLE) for row in listed], np.int64),
        parties,
    )


def marks(chosen: Iterable[int], parties: int) -> Bools:
    marked = np.zeros(parties, np.bool_)
    marked[list(chosen)] = True
    return marked


def members(marked: Bools) -> set[int]:
    return set(np.flatnonzero(marked).tolist())


PARTIES = 7
percents = st.sampled_from([0, 1, 10, 20, 25, 30, 40, 49, 50, 51, 60, 75, 100])
a_party = st.integers(0, PARTIES - 1)
stake_rows = st.lists(
    st.tuples(a_party, a_party, percents, percents).map(
        lambda row: (
            row[0],
            row[1],
            Fraction(min(row[2:]), 100),
            Fraction(max(row[2:]) if row[2] != row[3] else row[2], 100),
        )
    ),
    max_size=14,
)
some_parties = st.sets(a_party, max_size=3)
stated_control = st.lists(st.tuples(a_party, a_party, st.booleans()), max_size=2)
rules = st.tuples(st.sampled_from([10, 25, 50, 60]), st.booleans(), st.booleans())
"""Threshold in percent, whether it must be exceeded, and whether holdings are added up."""


def run(
    rows: Iterable[Row],
    listed: Iterable[int],
    rule: tuple[int, bool, bool],
    maybe: Iterable[int] = (),
    control: Iterable[tuple[int, int, bool]] = (),
) -> Cascade:
    threshold, strict, aggregate = rule
    return cascade(
        index_of(rows, PARTIES),
        marks(listed, PARTIES),
        threshold=billionths(threshold),
        strict=strict,
        aggregate=aggregate,
        possibly_listed=marks(maybe, PARTIES),
        control=edges(control, PARTIES),
    )
