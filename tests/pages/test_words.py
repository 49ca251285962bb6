"""Data to words on screen."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.pages import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.4, "40 %"),
        (0.3635, "36.35 %"),
        (0.7 * 0.4, "28 %"),
        (1 / 3, "33.3333333 %"),
        (0.5, "50 %"),
        (0.499999999, "49.9999999 %"),
        (None, "share not stated"),
        ({}, "share not stated"),
        ({"exact": 0.4}, "40 %"),
        ({"minimum": 0.25, "maximum": 0.25}, "25 %"),
        ({"minimum": 0.25}, "at least 25 %"),
        ({"exclusive_minimum": 0.25, "maximum": 0.5}, "more than 25 % and at most 50 %"),
        ({"minimum": 0.0, "exclusive_maximum": 0.05}, "at least 0 % and less than 5 %"),
    ],
)
def test_a_share_is_said_in_percent(value: words.Share, said: str) -> None:
    assert words.share(value) == said


@given(st.integers(0, 10**9))
def test_no_share_is_rounded(billionths: int) -> None:
    said = words.share(billionths / 10**9)
    assert Fraction(said.removesuffix(" %")) * 10**7 == billionths


@pytest.mark.parametrize("value", [-0.1, 1.01, 40, float("nan"), float("inf"), True])
def test_what_is_no_share_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="number from 0 to 1"):
        words.share(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2019-10-09", "9 October 2019"),
        ("2023-08", "August 2023"),
        ("2017", "2017"),
        ("2023-13", "2023-13"),
        ("about 1990", "about 1990"),
        ("", "date not stated"),
        (None, "date not stated"),
    ],
)
def test_a_date_is_as_precise_as_it_was_published(text: str | None, said: str) -> None:
    assert words.date(text) == said


def test_what_an_old_copy_says_is_not_said_to_last() -> None:
    assert words.period("2019-10-09", None) == "since 9 October 2019"
    assert "since" not in words.period("2019-10-09", None, stale=True)


def test_every_grade_and_kind_reads_as_words() -> None:
    assert words.grade("unknown_copy") == "copy of unknown origin"
    assert words.grade("court_record") == "court record"
    assert words.kind("ScreeningList") == "screening list"
    assert words.kind("EffectiveStake") == "effective stake"


@given(st.text(max_size=30))
def test_a_name_in_a_sentence_opens_as_many_isolates_as_it_closes(name: str) -> None:
    said = words.isolated(name)
    assert said == name or (said[0], said[-1]) == ("\u2068", "\u2069")
    assert sum(map(said.count, "\u2066\u2067\u2068")) == said.count("\u2069")
