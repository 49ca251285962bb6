"""Company control: majorities gathered, nearest and ultimate controllers, rings."""

from __future__ import annotations

import doctest
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.ownership import compiled, control
from beholden.graph.ownership.control import controlled_by, controllers
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import ShareKind
from tests.graph.ownership import reference
from tests.graph.ownership.invented_stakes import Percent, index_of, stakes_of, words

PARTIES = 7


def named(held: Mapping[str, Percent]) -> dict[str, tuple[str, str]]:
    """Direct and ultimate controller of each that has one."""
    stakes = stakes_of(held, ShareKind.VOTES)
    found = controllers(Index.on(stakes, 0, ShareKind.VOTES))
    return {
        party: (stakes.parties[found.direct[place]], stakes.parties[found.ultimate[place]])
        for place, party in enumerate(stakes.parties)
        if found.direct[place] != -1
    }


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(control).failed == 0


def test_a_majority_is_more_than_half() -> None:
    assert named({"X>A": 50, "Y>A": 50}) == {}
    assert named({"X>A": "50.0000001"}) == {"A": ("X", "X")}


def test_a_majority_is_gathered_through_what_one_controls() -> None:
    """X has no vote in C itself and yet controls it; A, which has 30, does not."""
    assert named({"X>A": 60, "X>B": 60, "A>C": 30, "B>C": 30})["C"] == ("X", "X")


def test_the_nearest_controller_is_the_one_that_gathers_it_lowest() -> None:
    held: Mapping[str, Percent] = {"T>X": 100, "X>A": 60, "X>B": 60, "A>C": 30, "B>C": 30, "C>D": 51}
    assert named(held) == {
        **{"X": ("T", "T"), "A": ("X", "T"), "B": ("X", "T"), "C": ("X", "T"), "D": ("C", "T")}
    }


def test_what_is_gathered_late_moves_a_company_nearer() -> None:
    """B is X's by way of A; then A has D's majority through B, and X has it only through A."""
    held: Mapping[str, Percent] = {
        **{"X>A": 60, "A>P": 60, "A>Q": 60, "P>B": 30, "Q>B": 30, "B>D": 30, "A>D": 10, "X>D": 30},
    }
    assert named(held)["D"] == ("X", "X")
    assert named({**held, "A>D": 30})["D"] == ("A", "X")


def test_a_ring_controls_itself_and_all_below_it() -> None:
    stakes = stakes_of({"A>B": 60, "B>A": 60, "B>C": 60})
    found = controllers(Index.on(stakes, 0, ShareKind.CAPITAL))
    assert found.direct.tolist() == [1, 0, 1]
    assert found.ultimate.tolist() == [0, 0, 0]
    assert found.ring.tolist() == [True, True, False]


def test_a_company_is_not_controlled_by_its_own_subsidiaries() -> None:
    assert named({"A>B": 100, "A>C": 100, "B>A": 30, "C>A": 30}) == {"B": ("A", "A"), "C": ("A", "A")}
    assert named({"A>A": 60, "X>A": 40}) == {}


def test_where_votes_are_more_than_the_whole_nobody_is_named() -> None:
    assert named({"X>A": 75, "Y>A": 75}) == {}


def test_the_whole_set_of_one_controller_with_what_may_be() -> None:
    stakes = stakes_of({"X>A": 60, "A>B": (40, 60), "B>C": 100, "X>D": 50})
    found = controlled_by(Index.on(stakes, 0, ShareKind.CAPITAL), 4)
    assert (words(stakes, found.within), words(stakes, found.possible)) == ("A X", "A B C X")


def test_an_index_of_both_kinds_is_an_error() -> None:
    with pytest.raises(ValueError, match="build the index for votes"):
        controllers(Index.on(stakes_of({"X>A": 60}), 0, None))


def in_bounds(rows: list[reference.Row]) -> list[reference.Row]:
    """As many of the rows as leave no company with more than the whole."""
    left = dict.fromkeys(range(PARTIES), Fraction(1))
    kept = []
    for owner, asset, share, _ in rows:
        if share <= left[asset]:
            left[asset] -= share
            kept.append((owner, asset, share, share))
    return kept


sound_rows = st.lists(
    st.tuples(
        st.integers(0, PARTIES - 1),
        st.integers(0, PARTIES - 1),
        st.sampled_from([10, 20, 25, 26, 30, 40, 50, 51, 60, 100]).map(lambda share: Fraction(share, 100)),
        st.just(Fraction(0)),
    ),
    max_size=20,
).map(in_bounds)


@given(sound_rows)
def test_it_equals_the_sets_of_every_controller(rows: list[reference.Row]) -> None:
    sets = [
        reference.closure(rows, PARTIES, {party}, Fraction(1, 2), True, False) for party in range(PARTIES)
    ]
    found = controllers(index_of(rows, PARTIES))
    for party in range(PARTIES):
        above = {other for other in range(PARTIES) if other != party and party in sets[other]}
        ring = {other for other in above if other in sets[party]}
        direct, ultimate = int(found.direct[party]), int(found.ultimate[party])
        assert bool(found.ring[party]) is bool(ring)
        if not above:
            assert (direct, ultimate) == (-1, -1)
            continue
        assert direct in above
        assert all(direct in sets[other] for other in above - {direct})
        highest = {
            one for one in (above | {party} if ring else above) if all(other in sets[one] for other in above)
        }
        assert ultimate == min(highest)


@pytest.mark.thorough
def test_compiled_equals_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(7)
    most = Fraction(3, 5)
    rows: list[reference.Row] = [(0, 1, most, most), (1, 0, most, most)]
    for asset in range(2, 500):
        share = int(random.choice([26, 30, 60]))
        rows += [
            (int(owner), asset, Fraction(share, 100), Fraction(share, 100))
            for owner in random.integers(0, 30 + asset // 4, 100 // share)
        ]
    outcomes = []
    for least in (10**9, 0):
        monkeypatch.setattr(compiled, "LARGE", least)
        found = controllers(index_of(rows, 500))
        outcomes.append((found.direct.tolist(), found.ultimate.tolist(), found.ring.tolist()))
    assert outcomes[0] == outcomes[1]
    assert max(outcomes[0][0]) > -1
    assert True in outcomes[0][2]
