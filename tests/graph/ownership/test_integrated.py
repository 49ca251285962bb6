"""Integrated ownership and ultimate owners: chains multiplied, rings solved, unknowns named."""

from __future__ import annotations

import doctest
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beholden.graph.ownership import index as index_module
from beholden.graph.ownership import integrated, ultimate
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.integrated import SelfOwnedError, shares_in, shares_of, wholly_self_owned
from beholden.graph.ownership.stakes import ShareKind
from beholden.graph.ownership.ultimate import ultimate_owners
from tests.graph.ownership.invented_stakes import Percent, index_of, marks, names, stakes_of
from tests.graph.ownership.reference import Row
from tests.graph.ownership.test_control import PARTIES, sound_rows


def near(share: float) -> object:
    return pytest.approx(share, abs=1e-9)


def of(held: Mapping[str, Percent], owner: str, *, through_itself: bool = False) -> dict[str, float]:
    stakes = stakes_of(held)
    index = Index.on(stakes, 0, ShareKind.CAPITAL)
    shares = shares_of(index, stakes.parties.index(owner), through_itself=through_itself)
    return {
        party: share for party, share in zip(stakes.parties, shares.tolist(), strict=True) if share > 1e-12
    }


def ends(held: Mapping[str, Percent], company: str, owners: str) -> dict[str, tuple[float, float]]:
    """The ultimate owners of a company, as "party reason" and both bounds; `owners` are the persons."""
    stakes = stakes_of(held)
    number = {party: place for place, party in enumerate(stakes.parties)}
    found = ultimate_owners(Index.on(stakes, 0, ShareKind.CAPITAL), number[company], names(number, owners))
    return {f"{stakes.parties[one.party]} {one.end}": (near(one.minimum), near(one.maximum)) for one in found}  # type: ignore[misc]


def test_the_examples_in_the_documentation() -> None:
    for module in (index_module, integrated, ultimate):
        assert doctest.testmod(module).failed == 0


def test_shares_multiply_along_chains_and_chains_add_up() -> None:
    held: Mapping[str, Percent] = {"X>A": 60, "A>B": 70, "B>C": 80, "X>C": 10}
    assert of(held, "X") == {"A": near(0.6), "B": near(0.42), "C": near(0.436)}


def test_votes_and_capital_can_be_far_apart() -> None:
    """Half of a half of a half is a little, though every one of them is a majority of its votes."""
    assert of({"X>A": 51, "A>B": 51, "B>C": 51}, "X")["C"] == near(0.132651)


def test_a_ring_is_an_endless_sum() -> None:
    """X has half of A and, through B's half of A, half of that again, and so on: two thirds in all."""
    held: Mapping[str, Percent] = {"X>A": 50, "A>B": 50, "B>A": 50}
    assert of(held, "X") == {"A": near(2 / 3), "B": near(1 / 3)}


def test_an_owner_in_a_ring_counts_chains_through_itself_only_when_asked() -> None:
    held: Mapping[str, Percent] = {"A>B": 50, "B>A": 50, "B>C": 50}
    assert of(held, "A") == {"A": near(0.25), "B": near(0.5), "C": near(0.25)}
    assert of(held, "A", through_itself=True) == {"A": near(1 / 3), "B": near(2 / 3), "C": near(1 / 3)}


def test_a_holding_in_oneself_goes_to_the_others_in_proportion() -> None:
    assert of({"X>A": 60, "Y>A": 20, "A>A": 20}, "X") == {"A": near(0.75)}


def test_a_group_that_owns_all_of_itself_is_an_error_and_is_named() -> None:
    held: Mapping[str, Percent] = {"A>B": 100, "B>A": 100, "B>C": 50}
    stakes = stakes_of(held)
    index = Index.on(stakes, 0, ShareKind.CAPITAL)
    for ask in (lambda: shares_of(index, 0), lambda: shares_in(index, 2)):
        with pytest.raises(SelfOwnedError, match="owns all of itself"):
            ask()
    assert wholly_self_owned(index).tolist() == [True, True, False]


def test_where_minima_are_more_than_the_whole_they_are_scaled() -> None:
    assert of({"X>A": 75, "Y>A": 75}, "X") == {"A": near(0.5)}


def test_a_deep_chain_and_a_dense_ring_are_solved() -> None:
    length = 3000
    chain = [(place, place + 1, Fraction(1), Fraction(1)) for place in range(length)]
    assert shares_of(index_of(chain, length + 1), 0)[length] == near(1.0)
    size = 60
    part = Fraction(1, 100)
    dense: list[Row] = [
        (one, other, part, part) for one in range(size) for other in range(size) if one != other
    ]
    outside = Fraction(41, 100)
    dense += [(size, one, outside, outside) for one in range(size)]
    assert shares_of(index_of(dense, size + 1), size)[:size].tolist() == [near(1.0)] * size


def test_above_the_limit_iteration_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = [(0, 1, 50), (1, 2, 50), (2, 1, 30), (2, 2, 20), (2, 3, 60), (3, 0, 10), (1, 4, 99), (4, 1, 5)]
    rows: list[Row] = [(owner, asset, Fraction(s, 100), Fraction(s, 100)) for owner, asset, s in shares]
    exact = shares_of(index_of(rows, 5), 0).tolist()
    monkeypatch.setattr(integrated, "EXACT", 0)
    assert shares_of(index_of(rows, 5), 0).tolist() == [near(share) for share in exact]


def solved(rows: list[Row], owner: int) -> list[Fraction] | None:
    """The sums of all chains from one owner, by elimination with fractions; None where there is no solution."""
    size = PARTIES
    table = [[Fraction(int(row == column)) for column in range(size)] for row in range(size)]
    for by, to, share, _ in rows:
        table[to][by] -= share
    right = [Fraction(int(party == owner)) for party in range(size)]
    for column in range(size):
        pivot = next((row for row in range(column, size) if table[row][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        right[column], right[pivot] = right[pivot], right[column]
        for row in range(size):
            if row != column and table[row][column]:
                factor = table[row][column] / table[column][column]
                table[row] = [
                    one - factor * other for one, other in zip(table[row], table[column], strict=True)
                ]
                right[row] -= factor * right[column]
    return [right[row] / table[row][row] for row in range(size)]


@given(sound_rows, st.integers(0, PARTIES - 1))
def test_it_equals_elimination_with_fractions(rows: list[Row], owner: int) -> None:
    chains = solved(rows, owner)
    assume(chains is not None)
    assert chains is not None
    shares = shares_of(index_of(rows, PARTIES), owner, through_itself=True)
    expected = [near(float(chain - int(party == owner))) for party, chain in enumerate(chains)]
    assert shares.tolist() == expected


def completed(rows: list[Row], persons: int) -> list[Row]:
    """The same stakes, with what remains of every company in the hands of one of a few persons, who are not owned."""
    companies = [row for row in rows if row[0] >= persons <= row[1]]
    for company in range(persons, PARTIES):
        left = 1 - sum(row[2] for row in companies if row[1] == company)
        if left:
            companies.append((company % persons, company, Fraction(left), Fraction(left)))
    return companies


@given(sound_rows, st.integers(1, 3))
def test_where_all_stakes_are_known_the_shares_of_the_owners_sum_to_one(
    rows: list[Row], persons: int
) -> None:
    rows = completed(rows, persons)
    index = index_of(rows, PARTIES)
    selves = wholly_self_owned(index)
    for company in range(persons, PARTIES):
        found = ultimate_owners(index, company, marks(range(persons), PARTIES))
        assert sum(one.minimum for one in found) == near(1.0)
        assert all(one.minimum == near(one.maximum) for one in found)  # type: ignore[comparison-overlap]
        if not selves.any():
            assert shares_in(index, company)[:persons].sum() == near(1.0)


@given(sound_rows, st.integers(1, 3), st.data())
def test_the_bounds_hold_whatever_the_shares_turn_out_to_be(
    rows: list[Row], persons: int, data: st.DataObject
) -> None:
    truth = completed(rows, persons)
    wide = []
    for owner, asset, share, _ in truth:
        down, up = data.draw(st.sampled_from([0, 5, 20])), data.draw(st.sampled_from([0, 5, 20]))
        wide.append(
            (
                owner,
                asset,
                max(share - Fraction(down, 100), Fraction(0)),
                min(share + Fraction(up, 100), Fraction(1)),
            )
        )
    everyone = marks(range(persons), PARTIES)
    real, known = index_of(truth, PARTIES), index_of(wide, PARTIES)
    for company in range(persons, PARTIES):
        bounds = {one.party: one for one in ultimate_owners(known, company, everyone) if one.end == "owner"}
        for one in ultimate_owners(real, company, everyone):
            if one.end != "owner":
                continue
            found = bounds[one.party]
            assert found.minimum - 1e-9 <= one.minimum <= found.maximum + 1e-9


def test_chains_end_in_persons_and_states_and_what_is_unknown_has_a_name() -> None:
    held: Mapping[str, Percent] = {
        **{"State>Group": 100, "Group>C": 40, "Ann>C": 20, "Fund>C": 10},
    }
    assert ends(held, "C", "State Ann") == {
        **{"State owner": (0.4, 0.4), "C rest": (0.3, 0.3), "Ann owner": (0.2, 0.2)},
        **{"Fund no owner known": (0.1, 0.1)},
    }


def test_nobody_is_asked_who_owns_a_state() -> None:
    assert ends({"X>State": 100, "State>C": 100}, "C", "State X") == {"State owner": (1, 1)}
    assert ends({"X>State": 100}, "State", "State X") == {"State owner": (1, 1)}


def test_bands_give_bounds_that_are_capped_by_the_others() -> None:
    assert ends({"X>C": (25, 75), "Y>C": 50}, "C", "X Y") == {
        **{"Y owner": (0.5, 0.5), "X owner": (0.25, 0.5), "C rest": (0, 0.25)},
    }
    assert ends({"X>A": (50, 100), "Y>A": (0, 50), "A>C": 50, "X>C": (0, 50)}, "C", "X Y") == {
        **{"X owner": (0.25, 1), "Y owner": (0, 0.25), "A rest": (0, 0.25), "C rest": (0, 0.5)},
    }


def test_a_group_that_owns_itself_is_an_end_with_a_name() -> None:
    assert ends({"A>B": 100, "B>A": 100, "B>C": 60, "X>C": 40}, "C", "X") == {
        **{"B owns itself": (0.6, 0.6), "X owner": (0.4, 0.4)},
    }


def test_joint_holders_of_more_than_the_whole_are_scaled_down_and_left_open_above() -> None:
    assert ends({"X>C": 75, "Y>C": 75}, "C", "X Y") == {"X owner": (0.5, 0.5), "Y owner": (0.5, 0.5)}


def test_the_numbers_of_parties_do_not_matter() -> None:
    random = np.random.default_rng(3)
    rows: list[Row] = [
        (0, 3, Fraction(1, 2), Fraction(3, 4)),
        (1, 3, Fraction(1, 4), Fraction(1, 2)),
        (3, 4, Fraction(1, 3) * 3 / 4, Fraction(1)),
    ]
    found = ultimate_owners(index_of(rows, 5), 4, marks([0, 1], 5))
    new = random.permutation(5).tolist()
    other = ultimate_owners(
        index_of([(new[owner], new[asset], low, high) for owner, asset, low, high in rows], 5),
        new[4],
        marks([new[0], new[1]], 5),
    )
    assert {(new[one.party], one.end, one.minimum, one.maximum) for one in found} == {
        (one.party, one.end, one.minimum, one.maximum) for one in other
    }
