"""Worked examples of the authorities, and the traps around them: each with its one right answer."""

import doctest
from collections.abc import Mapping

import pytest

from beholden.graph.ownership import cascade as cascade_module
from beholden.graph.ownership import stakes as stakes_module
from beholden.graph.ownership.cascade import cascade, sums
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import ShareKind
from beholden.graph.shares import WHOLE
from tests.graph.ownership.invented_stakes import Percent, billionths, judged, names, stakes_of


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(cascade_module).failed == 0
    assert doctest.testmod(stakes_module).failed == 0


@pytest.mark.parametrize(
    ("held", "within"),
    [
        pytest.param({"X>A": 50, "A>B": 50}, "A B X", id="example 1: half of half is the whole of it"),
        pytest.param(
            {"X>A": 50, "X>B": 50, "A>C": 25, "B>C": 25}, "A B C X", id="example 2: through two that are in"
        ),
        pytest.param({"X>A": 50, "X>B": 10, "A>B": 40}, "A B X", id="example 3: direct and indirect add up"),
        pytest.param(
            {"X>A": 50, "X>B": 25, "A>C": 25, "B>C": 25},
            "A X",
            id="example 4: what is not in counts for nothing",
        ),
        pytest.param({"X>A": 25, "X>B": 25, "A>C": 50, "B>C": 50}, "X", id="example 5: neither holder is in"),
    ],
)
def test_the_examples_of_ofac_faq_401(held: Mapping[str, Percent], within: str) -> None:
    assert judged(held, "X") == (within, "")


def test_a_chain_is_in_throughout_although_its_product_is_a_third() -> None:
    assert judged({"X>A": 60, "A>B": 70, "B>C": 80}, "X") == ("A B C X", "")


def test_two_listed_holders_add_up_where_holdings_are_added_and_nowhere_else() -> None:
    held: Mapping[str, Percent] = {"X>C": 30, "Y>C": 25}
    assert judged(held, "X Y") == ("C X Y", "")
    assert judged(held, "X Y", strict=True, aggregate=False) == ("X Y", "")


def test_exactly_half_meets_a_test_of_half_and_does_not_exceed_it() -> None:
    assert judged({"X>C": 50}, "X") == ("C X", "")
    assert judged({"X>C": 50}, "X", strict=True) == ("X", "")
    assert judged({"X>C": "50.0000001"}, "X", strict=True) == ("C X", "")


@pytest.mark.parametrize(
    ("shares", "within"),
    [
        (("50.00",), True),
        (("49.9999999",), False),
        (("49.9999999", "0.0000001"), True),
        (("10.1", "10.2", "29.7"), True),  # as floats these make 49.99999999999999
        (("33.3333333", "16.6666666"), False),
    ],
)
def test_half_is_half_and_a_billionth_less_is_not(shares: tuple[str, ...], within: bool) -> None:
    held: dict[str, Percent] = {f"X{place}>C": share for place, share in enumerate(shares)}
    listed = " ".join(f"X{place}" for place in range(len(shares)))
    assert ("C" in judged(held, listed)[0].split()) is within


def test_companies_that_own_each_other_do_not_bring_themselves_in() -> None:
    assert judged({"A>B": 100, "B>A": 100, "X>A": 0}, "X") == ("X", "")
    assert judged({"A>A": 100, "X>A": 0}, "X") == ("X", "")
    assert judged({"X>A": 10, "A>B": 90, "B>A": 90}, "X") == ("X", "")
    assert judged({"X>A": 50, "A>B": 50, "B>A": 50}, "X") == ("A B X", "")


def test_a_ring_is_not_possible_either_only_because_its_own_stakes_are_unknown() -> None:
    assert judged({"A>B": (0, 100), "B>A": (0, 100), "X>A": 10}, "X") == ("X", "")


def test_the_puzzle_of_five_companies_and_a_trust() -> None:
    """A is in at exactly 3 + 47, and C below half because of the trust; forpublicai/chat.publicai.co#4 on GitHub."""
    held: Mapping[str, Percent] = {
        **{"SdnA>A": 3, "B>A": 47, "C>A": 50, "SdnB>B": 42, "D>B": 52, "PersonC>D": 50, "SdnD>D": 50},
        **{"Trust>C": 52, "E>C": 48, "PersonE>E": 19, "SdnF>E": 81},
    }
    assert judged(held, "SdnA SdnB SdnD SdnF") == ("A B D E SdnA SdnB SdnD SdnF", "")


@pytest.mark.parametrize(
    ("band", "ofac", "uk"),
    [
        ((25, 50), ("X", "C"), ("X", "")),
        (("50.0000001", 75), ("C X", ""), ("C X", "")),
        ((75, 100), ("C X", ""), ("C X", "")),
        ((0, 100), ("X", "C"), ("X", "C")),
        ((0, "49.9999999"), ("X", ""), ("X", "")),
    ],
)
def test_bands_of_the_british_register(band: Percent, ofac: tuple[str, str], uk: tuple[str, str]) -> None:
    """25 to 50 can be exactly 50, which is half but not more; "50 to 75" starts above 50."""
    assert judged({"X>C": band}, "X") == ofac
    assert judged({"X>C": band}, "X", strict=True, aggregate=False) == uk


def test_maxima_are_capped_by_what_others_hold_at_least() -> None:
    assert judged({"X>C": (25, 75), "O>C": 60}, "X") == ("X", "")
    assert judged({"X>C": (25, 75), "O>C": 50}, "X") == ("X", "C")
    assert judged({"X>C": (0, 100), "Y>C": (0, 100), "O>C": "50.0000001"}, "X Y") == ("X Y", "")


def test_joint_holders_each_with_the_whole_stake_are_disputed_and_not_capped() -> None:
    held: Mapping[str, Percent] = {"X>C": (40, 75), "O>C": 75, "P>C": 75}
    assert judged(held, "X") == ("X", "C")
    assert Index.on(stakes_of(held), 0, ShareKind.CAPITAL).disputed.tolist() == [True, False, False, False]


def test_minority_holders_in_a_joint_venture_are_in_only_together() -> None:
    held: Mapping[str, Percent] = {"X>J": 20, "Y>J": 20, "Z>J": 10, "O>J": 50}
    assert judged(held, "X Y Z") == ("J X Y Z", "")
    assert judged(held, "X Y") == ("X Y", "")
    assert judged(held, "X Y Z", strict=True, aggregate=False) == ("X Y Z", "")


def test_without_addition_one_holder_still_gathers_through_what_is_in_through_it_alone() -> None:
    held: Mapping[str, Percent] = {"X>A": 60, "Y>B": 60, "A>C": 30, "X>C": 30, "A>D": 30, "B>D": 30}
    assert judged(held, "X Y", strict=True, aggregate=False) == ("A B C X Y", "")
    assert judged(held, "X Y", strict=True) == ("A B C D X Y", "")


def test_stated_control_is_a_reason_of_its_own_certain_or_possible() -> None:
    held: Mapping[str, Percent] = {"X>A": 10, "A>B": 60, "X>C": 0}
    assert judged(held, "X") == ("X", "")
    assert judged(held, "X", control=[("X", "A", True)]) == ("A B X", "")
    assert judged(held, "X", control=[("X", "A", False)]) == ("X", "A B")
    assert judged(held, "X", strict=True, aggregate=False, control=[("X", "A", True)]) == ("A B X", "")


def test_steps_can_be_walked_down_to_the_listed() -> None:
    stakes = stakes_of({"X>A": 60, "A>B": 30, "X>B": 20, "B>C": (40, 60), "C>D": 100})
    number = {party: place for place, party in enumerate(stakes.parties)}
    index = Index.on(stakes, 0, ShareKind.CAPITAL)
    outcome = cascade(index, names(number, "X"), threshold=WHOLE // 2)
    assert dict(zip(stakes.parties, outcome.step.tolist(), strict=True)) == {
        "A": 1,
        "B": 2,
        "C": 1,
        "D": 2,
        "X": 0,
    }
    low, high = sums(index, outcome)
    assert dict(zip(stakes.parties, low.tolist(), strict=True)) == {
        **{"A": billionths(60), "B": billionths(50), "C": billionths(40), "D": 0, "X": 0}
    }
    assert high.tolist() == [billionths(percent) for percent in (60, 50, 60, 100, 0)]
    assert [stakes.ids[row] for row in index.holders(number["B"])] == ["stake/1", "stake/2"]


@pytest.mark.parametrize("threshold", [0, WHOLE + 1, -1])
def test_a_threshold_that_no_share_can_meet_is_an_error(threshold: int) -> None:
    index = Index.on(stakes_of({"X>A": 60}), 0, ShareKind.CAPITAL)
    with pytest.raises(ValueError, match="a threshold lies above 0"):
        cascade(index, names({"X": 1, "A": 0}, "X"), threshold=threshold)
