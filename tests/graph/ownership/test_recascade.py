"""A kept cascade, changed stake by stake, is always the cascade from scratch."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.ownership.recascade import Recascade
from beholden.graph.shares import WHOLE
from tests.graph.ownership.invented_stakes import (
    PARTIES,
    billionths,
    edges,
    index_of,
    marks,
    percents,
    rules,
    run,
    some_parties,
    stake_rows,
    stated_control,
)
from tests.graph.ownership.reference import Row


@given(
    stake_rows.filter(bool), some_parties, some_parties, rules, stated_control,
    st.lists(st.tuples(st.integers(0, 13), percents, percents), min_size=1, max_size=4),
)  # fmt: skip
def test_after_each_change_it_equals_the_cascade_from_scratch(
    rows: list[Row],
    listed: set[int],
    maybe: set[int],
    rule: tuple[int, bool, bool],
    control: list[tuple[int, int, bool]],
    changes: list[tuple[int, int, int]],
) -> None:
    threshold, strict, _ = rule
    kept = Recascade(
        index_of(rows, PARTIES),
        marks(listed, PARTIES),
        threshold=billionths(threshold),
        strict=strict,
        possibly_listed=marks(maybe, PARTIES),
        control=edges(control, PARTIES),
    )
    rows = [*rows]
    for place, one, other in changes:
        stake = place % len(rows)
        low, high = min(one, other), max(one, other)
        rows[stake] = (*rows[stake][:2], Fraction(low, 100), Fraction(high, 100))
        before = kept.outcome.level.tolist()
        changed = kept.change({stake: (billionths(low), billionths(high))})
        fresh = run(rows, listed, (threshold, strict, True), maybe, control).level.tolist()
        assert kept.outcome.level.tolist() == fresh
        assert changed == [party for party in range(PARTIES) if before[party] != fresh[party]]


def test_a_ring_that_loses_its_outside_holder_leaves_as_a_whole_and_comes_back() -> None:
    half = Fraction(1, 2)
    rows = [(0, 1, half, half), (1, 2, half, half), (2, 1, half, half), (2, 3, half, half)]
    kept = Recascade(index_of(rows, 4), marks([0], 4), threshold=WHOLE // 2)
    assert kept.change({0: (0, 0)}) == [1, 2, 3]
    assert kept.outcome.level.tolist() == [2, 0, 0, 0]
    assert kept.change({0: (WHOLE // 2, WHOLE // 2)}) == [1, 2, 3]
    assert kept.outcome.step.tolist() == sorted(kept.outcome.step.tolist())


def test_a_share_that_is_none_changes_nothing() -> None:
    kept = Recascade(index_of([(0, 1, Fraction(1), Fraction(1))], 2), marks([0], 2), threshold=WHOLE // 2)
    with pytest.raises(ValueError, match="stake 0: a share goes from 0 to 1000000000, not from 5 to 4"):
        kept.change({0: (5, 4)})
    assert kept.level(1) == 2
