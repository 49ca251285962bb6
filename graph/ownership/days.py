"""Days as numbers, as the arrays of ownership have them."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from beholden.graph.ownership.stakes import FOREVER, UNKNOWN_PAST

__all__ = ["FOREVER", "UNKNOWN_PAST", "as_date", "day_number", "number_date", "number_of"]

_EPOCH = date(1970, 1, 1)


def number_of(day: date) -> int:
    """The number of days since 1970-01-01.

    >>> number_of(date(1970, 1, 2))
    1
    """
    return (day - _EPOCH).days


def as_date(number: int) -> date | None:
    """The day of a number; None for a bound that is not known."""
    return None if number in (FOREVER, UNKNOWN_PAST) else _EPOCH + timedelta(days=number)


def day_number(column: str, missing: int) -> pl.Expr:
    """A column of dates as numbers, with a bound where there is none."""
    return pl.col(column).cast(pl.Int32).fill_null(missing)


def number_date(column: str) -> pl.Expr:
    """A column of numbers as dates, null where a bound is not known."""
    known = ~pl.col(column).is_in([FOREVER, UNKNOWN_PAST])
    return pl.when(known).then(pl.col(column)).cast(pl.Int32).cast(pl.Date)
