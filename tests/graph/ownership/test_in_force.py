"""Which stakes count on a day, and for which kind of share."""

from dataclasses import replace

import numpy as np
import pytest

from beholden.graph.ownership.cascade import cascade
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import (
    FOREVER,
    UNKNOWN_PAST,
    Controls,
    ShareKind,
    Stakes,
    at,
    controls_at,
)
from beholden.graph.shares import WHOLE
from tests.graph.ownership.invented_stakes import stakes_of

ONE = stakes_of({"X>A": 60})


def days(stakes: Stakes, **columns: int) -> Stakes:
    return replace(stakes, **{name: np.array([day], np.int32) for name, day in columns.items()})


@pytest.mark.parametrize(
    ("day", "minima"),
    [(9, []), (10, [0]), (14, [0]), (15, [600_000_000]), (19, [600_000_000]), (20, [0]), (24, [0]), (25, [])],
)
def test_between_the_bounds_of_its_dates_a_stake_is_only_possible(day: int, minima: list[int]) -> None:
    dated = days(ONE, start_earliest=10, start_latest=15, end_earliest=20, end_latest=25)
    held = at(dated, day, ShareKind.CAPITAL)
    assert held.minimum.tolist() == minima
    assert held.maximum.tolist() == [600_000_000] * len(minima)


def test_an_unknown_start_is_possible_and_never_certain() -> None:
    dated = days(ONE, start_earliest=UNKNOWN_PAST, start_latest=FOREVER)
    assert at(dated, 20_000, ShareKind.CAPITAL).minimum.tolist() == [0]


def test_a_word_that_is_no_longer_fresh_supports_no_minimum() -> None:
    dated = days(ONE, fresh_until=100)
    assert at(dated, 100, ShareKind.CAPITAL).minimum.tolist() == [600_000_000]
    assert at(dated, 101, ShareKind.CAPITAL).minimum.tolist() == [0]


def test_votes_are_not_capital_and_an_unknown_kind_is_only_possible_as_either() -> None:
    votes = stakes_of({"X>A": 60}, ShareKind.VOTES)
    assert at(votes, 0, ShareKind.CAPITAL).stake.tolist() == []
    assert at(votes, 0, ShareKind.VOTES).minimum.tolist() == [600_000_000]
    unknown = stakes_of({"X>A": 60}, ShareKind.UNKNOWN)
    for kind in (ShareKind.CAPITAL, ShareKind.VOTES):
        assert at(unknown, 0, kind).minimum.tolist() == [0]


def kinds(shares: list[tuple[str, int, ShareKind]]) -> Stakes:
    stakes = stakes_of({f"{owner}>C": share for owner, share, _ in shares})
    return replace(stakes, kind=np.array([kind for _, _, kind in shares], np.uint8))


@pytest.mark.parametrize(
    ("shares", "level"),
    [
        ([("X", 60, ShareKind.VOTES)], 2),
        ([("X", 60, ShareKind.CAPITAL)], 2),
        ([("X", 60, ShareKind.UNKNOWN)], 2),  # it is the one or the other
        ([("X", 30, ShareKind.CAPITAL), ("Y", 30, ShareKind.VOTES)], 0),
        ([("X", 30, ShareKind.CAPITAL), ("Y", 30, ShareKind.UNKNOWN)], 1),
        ([("X", 30, ShareKind.UNKNOWN), ("Y", 30, ShareKind.UNKNOWN)], 1),
        ([("X", 30, ShareKind.VOTES), ("Y", 30, ShareKind.VOTES)], 2),
    ],
)
def test_a_rule_of_shares_or_votes_sums_each_kind_by_itself(
    shares: list[tuple[str, int, ShareKind]], level: int
) -> None:
    stakes = kinds(shares)
    listed = np.array([party != "C" for party in stakes.parties])
    outcome = cascade(Index.on(stakes, 0, None), listed, threshold=WHOLE // 2, strict=True)
    assert outcome.level[0] == level


def test_chains_may_mix_shares_and_votes_where_any_kind_will_do() -> None:
    stakes = stakes_of({"X>A": 60, "A>B": 60})
    stakes = replace(stakes, kind=np.array([ShareKind.VOTES, ShareKind.CAPITAL], np.uint8))
    listed = np.array([False, False, True])
    for aggregate in (True, False):
        outcome = cascade(Index.on(stakes, 0, None), listed, threshold=WHOLE // 2, aggregate=aggregate)
        assert outcome.level.tolist() == [2, 2, 2]
    assert cascade(Index.on(stakes, 0, ShareKind.VOTES), listed, threshold=WHOLE // 2).level.tolist() == [
        2,
        0,
        2,
    ]


def test_a_share_that_cannot_be_marks_its_asset_disputed_and_counts_for_no_more_than_the_whole() -> None:
    stakes = replace(ONE, minimum=np.array([0], np.int64), maximum=np.array([2 * WHOLE], np.int64))
    index = Index.on(stakes, 0, ShareKind.CAPITAL)
    assert index.maximum.tolist() == [WHOLE]
    assert index.disputed.tolist() == [True, False]
    stakes = replace(ONE, minimum=np.array([WHOLE + 1], np.int64), maximum=np.array([WHOLE + 1], np.int64))
    index = Index.on(stakes, 0, ShareKind.CAPITAL)
    assert (index.minimum.tolist(), index.disputed.tolist()) == ([WHOLE], [True, False])


def test_control_is_certain_only_where_it_and_its_dates_are() -> None:
    day = np.array([0, 0, 0], np.int32)
    control = Controls(
        ids=["one", "two", "three"],
        owner=day,
        asset=day + 1,
        certain=np.array([True, False, True]),
        start_latest=day,
        start_earliest=day,
        end_earliest=day + FOREVER,
        end_latest=day + FOREVER,
        fresh_until=np.array([FOREVER, FOREVER, 4], np.int32),
    )
    row, certain = controls_at(control, 5)
    assert (row.tolist(), certain.tolist()) == ([0, 1, 2], [True, False, False])
    assert controls_at(control, -1)[0].tolist() == []
