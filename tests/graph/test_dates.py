"""Dates: what ISO text can mean, and what the orders of publishers become."""

import datetime as dt
import doctest
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import SchemaError
from beholden.graph import dates
from beholden.graph.dates import PartialDate, day_month_year, english, month_day_year, partial_date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(dates).failed == 0


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2017", dt.date(2017, 1, 1), dt.date(2017, 12, 31)),
        ("2023-02", dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2024-02-06", dt.date(2024, 2, 6), dt.date(2024, 2, 6)),
        ("1900-12", dt.date(1900, 12, 1), dt.date(1900, 12, 31)),
        ("9999", dt.date(9999, 1, 1), dt.date(9999, 12, 31)),
    ],
)
def test_a_partial_date_spans_the_days_it_can_mean(text: str, earliest: dt.date, latest: dt.date) -> None:
    assert partial_date(text) == PartialDate(text, earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " 2024",
            "2024-02-06\n",
            "24-02-06",
            "2024-2-6",
            "2024/02/06",
            "20240206",
            "2024-02-06T00:00:00",
        ),
        *("0000", "2024-00", "2024-13", "2024-02-00", "2023-02-29", "1900-02-29", "2024-04-31", "２０２４"),
        *("Aug 2021", "circa 1960", "2024-02-", "-2024"),
    ],
)
def test_what_is_no_date_is_refused_and_named(text: str) -> None:
    with pytest.raises(SchemaError) as error:
        partial_date(text)
    assert f'"{text}" is not a date' in str(error.value)


def test_the_message_says_what_would_be_right() -> None:
    with pytest.raises(SchemaError, match="write YYYY, YYYY-MM or YYYY-MM-DD, such as 2024-02-06"):
        partial_date("02 Aug 2021")
    with pytest.raises(SchemaError, match="that month has the days 01 to 28"):
        partial_date("2023-02-29")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("02 Aug 2021", "2021-08-02"),
        ("2 August 2021", "2021-08-02"),
        ("03 Sept. 2020", "2020-09-03"),
        ("23-MAR-2006", "2006-03-23"),
        ("09/10/2019", "2019-10-09"),
        ("09.10.2019", "2019-10-09"),
        (" 29 Feb 2024 ", "2024-02-29"),
        ("Jul 1997", "1997-07"),
        ("1994", "1994"),
        ("00/00/1965", "1965"),
        ("00/05/1965", "1965-05"),
    ],
)
def test_day_first(text: str, iso: str) -> None:
    assert day_month_year(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        *("", "29 Feb 2023", "31/04/2020", "03/28/2025", "02 Foo 2021", "02 Aug 21", "12/00/1965", "0000"),
        *("2021-08-02", "August 2, 2021", "09/10-2019", "circa 1960", "1 Juli 2020"),
    ],
)
def test_day_first_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date written day first, such as 02 Aug 2021"):
        day_month_year(text)


@pytest.mark.parametrize(("text", "iso"), [("03/28/2025", "2025-03-28"), ("9/4/2026", "2026-09-04")])
def test_month_first(text: str, iso: str) -> None:
    assert month_day_year(text) == iso


@pytest.mark.parametrize("text", ["28/03/2025", "02/30/2024", "00/10/2024", "10/00/2024", "Mar 28 2025", ""])
def test_month_first_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date written month first, such as 03/28/2025"):
        month_day_year(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("March 12, 2021", "2021-03-12"),
        ("Mar. 12, 2021", "2021-03-12"),
        ("march 2 2021", "2021-03-02"),
        ("September 2021", "2021-09"),
    ],
)
def test_english(text: str, iso: str) -> None:
    assert english(text) == iso


@pytest.mark.parametrize("text", ["12 March 2021", "March 32, 2021", "March 0, 2021", "Marchy 12, 2021", ""])
def test_english_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date in English, such as March 12, 2021"):
        english(text)


@given(st.dates())
def test_every_day_comes_back_from_every_order(day: dt.date) -> None:
    month = MONTHS[day.month - 1]
    year = f"{day.year:04}"
    written: list[tuple[Callable[[str], str], str]] = [
        (day_month_year, f"{day.day} {month[:3]} {year}"),
        (day_month_year, f"{day.day:02} {month.upper()} {year}"),
        (day_month_year, f"{day.day:02}/{day.month:02}/{year}"),
        (month_day_year, f"{day.month}/{day.day}/{year}"),
        (english, f"{month} {day.day}, {year}"),
    ]
    assert {convert(text) for convert, text in written} == {day.isoformat()}
    assert partial_date(day.isoformat()) == PartialDate(day.isoformat(), day, day)


@given(st.dates())
def test_a_shorter_date_holds_the_longer_one(day: dt.date) -> None:
    for length in (4, 7, 10):
        partial = partial_date(day.isoformat()[:length])
        assert partial.earliest <= day <= partial.latest


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_one_clear_error(text: str) -> None:
    for convert in (day_month_year, month_day_year, english):
        try:
            assert partial_date(convert(text))
        except ValueError as error:
            assert text in str(error)
