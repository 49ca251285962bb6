"""Dates as publishers write them: to ISO 8601 text, and to the days that such a text can mean.

ISO text may be of a day (``2024-02-06``), a month (``2024-02``) or a year (``2024``). The converters return
such text and raise ``ValueError`` for anything else, so a loader can turn it into a reject with its place.
Each converter reads one order of day and month, and nobody guesses between them.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from beholden.errors import SchemaError

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NUMBERS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_DAY_NAMED_MONTH = re.compile(r"(?:([0-9]{1,2})[ -])?([A-Za-z]+)\.?[ -]([0-9]{4})")
_NAMED_MONTH_DAY = re.compile(r"([A-Za-z]+)\.?(?: ([0-9]{1,2}),?)?,? ([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {"sept": 9}
for _number, _name in enumerate(_MONTH_NAMES, start=1):
    _MONTHS[_name] = _MONTHS[_name[:3]] = _number


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as published, with the first and the last day that it can mean.

    >>> partial_date("2024-02").latest
    datetime.date(2024, 2, 29)
    """

    text: str
    earliest: dt.date
    latest: dt.date


@lru_cache(maxsize=65_536)
def partial_date(text: str) -> PartialDate:
    """Return the days that ISO text of a year, a month or a day can mean.

    Raises SchemaError for any other text and for days that no calendar has.

    >>> partial_date("2017")
    PartialDate(text='2017', earliest=datetime.date(2017, 1, 1), latest=datetime.date(2017, 12, 31))
    """
    found = _ISO.fullmatch(text)
    if found is None:
        raise SchemaError(f'"{text}" is not a date: write YYYY, YYYY-MM or YYYY-MM-DD, such as 2024-02-06')
    year, month, day = (None if part is None else int(part) for part in found.groups())
    if year is None or year < dt.MINYEAR or (month is not None and not 1 <= month <= 12):
        raise SchemaError(f'"{text}" is not a date: the year starts at 0001 and the month is 01 to 12')
    if month is None:
        return PartialDate(text, dt.date(year, 1, 1), dt.date(year, 12, 31))
    days = calendar.monthrange(year, month)[1]
    if day is None:
        return PartialDate(text, dt.date(year, month, 1), dt.date(year, month, days))
    if not 1 <= day <= days:
        raise SchemaError(f'"{text}" is not a date: that month has the days 01 to {days}')
    only = dt.date(year, month, day)
    return PartialDate(text, only, only)


def day_month_year(text: str) -> str:
    """Return ISO text for a date written day first, as OFAC, the UK and ICIJ do.

    Reads English month names, long or short, and numbers. An unknown part may be absent or ``00``, and what
    is known is returned. Raises ValueError for anything else.

    >>> day_month_year("02 Aug 2021"), day_month_year("23-MAR-2006"), day_month_year("28/03/2025")
    ('2021-08-02', '2006-03-23', '2025-03-28')
    >>> day_month_year("Jul 1997"), day_month_year("00/00/1965")
    ('1997-07', '1965')
    """
    wanted = "a date written day first, such as 02 Aug 2021 or 02/08/2021"
    plain = text.strip()
    if _YEAR.fullmatch(plain):
        return _iso(text, wanted, int(plain), 0, 0)
    if numbers := _NUMBERS.fullmatch(plain):
        return _iso(text, wanted, int(numbers[4]), int(numbers[3]), int(numbers[1]))
    if named := _DAY_NAMED_MONTH.fullmatch(plain):
        return _iso(text, wanted, int(named[3]), _month(text, wanted, named[2]), int(named[1] or 0))
    raise ValueError(f'"{text}" is not {wanted}')


def month_day_year(text: str) -> str:
    """Return ISO text for a date in numbers written month first, as US publishers do.

    Raises ValueError for anything else.

    >>> month_day_year("03/28/2025")
    '2025-03-28'
    """
    wanted = "a date written month first, such as 03/28/2025"
    numbers = _NUMBERS.fullmatch(text.strip())
    if numbers is None or int(numbers[1]) == 0 or int(numbers[3]) == 0:
        raise ValueError(f'"{text}" is not {wanted}')
    return _iso(text, wanted, int(numbers[4]), int(numbers[1]), int(numbers[3]))


def english(text: str) -> str:
    """Return ISO text for a date in English prose with the month first.

    A month without a day gives a month. Raises ValueError for anything else.

    >>> english("March 12, 2021"), english("Sept. 2021")
    ('2021-03-12', '2021-09')
    """
    wanted = "a date in English, such as March 12, 2021"
    named = _NAMED_MONTH_DAY.fullmatch(text.strip())
    if named is None or named[2] in ("0", "00"):
        raise ValueError(f'"{text}" is not {wanted}')
    return _iso(text, wanted, int(named[3]), _month(text, wanted, named[1]), int(named[2] or 0))


def _month(text: str, wanted: str, name: str) -> int:
    number = _MONTHS.get(name.lower())
    if number is None:
        raise ValueError(f'"{text}" is not {wanted}: no month is called "{name}"')
    return number


def _iso(text: str, wanted: str, year: int, month: int, day: int) -> str:
    """Return ISO text, where 0 says that month or day is unknown."""
    if day and not month:
        raise ValueError(f'"{text}" is not {wanted}: it has a day of an unknown month')
    iso = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    try:
        return partial_date(iso).text
    except SchemaError as error:
        raise ValueError(f'"{text}" is not {wanted}: {error}') from error
