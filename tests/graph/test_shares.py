"""Shares: 50 is 50, 49.9999999 is not, and what cannot be held exactly is an interval."""

import doctest
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph import shares
from beholden.graph.shares import WHOLE, Share, as_float, parse_share


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(shares).failed == 0


@pytest.mark.parametrize(
    ("text", "billionths"),
    [
        *(("50%", 500_000_000), ("50.0 %", 500_000_000), ("49.9999999%", 499_999_999), ("100%", WHOLE)),
        *(("0%", 0), ("12,5%", 125_000_000), ("37,17 %", 371_700_000), ("0,400%", 4_000_000)),
        *((".5%", 5_000_000), ("5.%", 50_000_000), ("1/4", 250_000_000), ("33 1/2%", 335_000_000)),
        *(("2.5e1%", 250_000_000), (" 36.35% ", 363_500_000), ("50％", 500_000_000)),
    ],
)
def test_text_with_its_unit_is_exact(text: str, billionths: int) -> None:
    assert parse_share(text) == Share(billionths, billionths)


@pytest.mark.parametrize(
    ("text", "unit", "billionths"),
    [
        ("40", "percent", 400_000_000),
        ("40%", "percent", 400_000_000),
        ("0.4", "fraction", 400_000_000),
        ("1", "fraction", WHOLE),
        ("1", "percent", 10_000_000),
        ("1e-05", "fraction", 10_000),
        ("0.1", "fraction", 100_000_000),
    ],
)
def test_a_unit_given(text: str, unit: Literal["percent", "fraction"], billionths: int) -> None:
    assert parse_share(text, unit=unit) == Share(billionths, billionths)


@pytest.mark.parametrize(
    ("text", "low"),
    [("1/3", 333_333_333), ("2/3", 666_666_666), ("33 1/3 %", 333_333_333), ("49.99999999%", 499_999_999)],
)
def test_what_billionths_cannot_hold_is_an_interval_of_neighbours(text: str, low: int) -> None:
    share = parse_share(text)
    assert share == Share(low, low + 1)
    assert not share.exact


def test_thirds_add_up_to_a_whole_that_is_possible_and_not_certain() -> None:
    third = parse_share("1/3")
    assert 3 * third.min < WHOLE <= 3 * third.max


def test_ten_tenths_are_the_whole() -> None:
    assert sum(parse_share("0.1", unit="fraction").min for _ in range(10)) == WHOLE


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("40", None, "does not say its unit"),
        ("0.4", None, "does not say its unit"),
        ("0.4%", "fraction", "has a percent sign and cannot be a fraction"),
        ("-1%", None, "is below 0"),
        ("−1%", None, "is below 0"),
        ("100.0000001%", None, "is above the whole"),
        ("1.0000000001", "fraction", "is above the whole"),
        ("40", "fraction", "is above the whole"),
        ("4/3", None, "is above the whole"),
        ("1/0", None, "divides by 0"),
        ("12,5", "percent", "with a dot before its decimals"),
        ("1,250.5%", None, "with a dot before its decimals"),
        ("1,2,5%", None, "with a dot before its decimals"),
        ("", "percent", "is not a share such as 40%"),
        ("%", None, "is not a share such as 40%"),
        ("25-50%", None, "is not a share such as 40%"),
        (">50%", None, "is not a share such as 40%"),
        ("nan", "percent", "is not a share such as 40%"),
        ("1e999999999", "percent", "is not a share such as 40%"),
        ("٤٠%", None, "is not a share such as 40%"),
        ("40%%", None, "is not a share such as 40%"),
    ],
)
def test_refused_with_the_reason(text: str, unit: Literal["percent", "fraction"] | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_share(text, unit=unit)


@pytest.mark.parametrize(("low", "high"), [(-1, 0), (2, 1), (0, WHOLE + 1)])
def test_a_share_outside_the_whole_cannot_be_made(low: int, high: int) -> None:
    with pytest.raises(ValueError, match="the smaller first"):
        Share(low, high)


@given(st.decimals(min_value=0, max_value=100, places=7))
def test_seven_decimals_of_percent_are_exact(percent: Decimal) -> None:
    share = parse_share(f"{percent:f}%")
    assert share.exact
    assert Fraction(share.min, WHOLE) == Fraction(percent) / 100


@given(st.fractions(min_value=0, max_value=1))
def test_the_interval_holds_the_fraction_and_nothing_wider(share: Fraction) -> None:
    parsed = parse_share(f"{share.numerator}/{share.denominator}")
    assert Fraction(parsed.min, WHOLE) <= share <= Fraction(parsed.max, WHOLE)
    assert parsed.max - parsed.min == (0 if WHOLE % share.denominator == 0 else 1)


@given(st.integers(min_value=0, max_value=WHOLE))
def test_a_float_in_a_column_comes_back_as_the_same_billionths(billionths: int) -> None:
    assert parse_share(repr(as_float(billionths)), unit="fraction") == Share(billionths, billionths)


@given(st.text(alphabet="0123456789.,%/ -eE", max_size=10))
def test_any_text_is_a_share_or_one_clear_error(text: str) -> None:
    try:
        share = parse_share(text, unit=None)
    except ValueError as error:
        assert text in str(error)
    else:
        assert 0 <= share.min <= share.max <= share.min + 1
