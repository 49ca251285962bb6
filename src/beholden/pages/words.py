"""Data to words on screen. Pure functions: the same value gives the same words, and nothing is looked up."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date

Share = float | Mapping[str, float | None] | None
"""A fraction from 0 to 1, or its bounds under the BODS names, or None where nobody states it."""

NAME_ONLY = "name match, not confirmed"
"""What a join by name alone is called, in tables and nowhere else."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
GRADES = {
    "official": "official publication",
    "company_filing": "company filing",
    "press": "press report",
    "transcription": "transcription",
    "unknown_copy": "copy of unknown origin",
}
KINDS = {
    "Organization": "organisation",
    "PublicBody": "public body",
    "ScreeningList": "screening list",
}
STAKES = frozenset({"OWNS", "EFFECTIVE_STAKE", "ULTIMATELY_OWNS"})
"""The relations of which a share that nobody states is worth a word."""

_BILLIONTH = Decimal("0.000000001")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI", "PDF", "PDI"})
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def share(value: Share) -> str:
    """The share in percent: never rounded over a threshold, since shares are kept to one billionth.

    Takes a fraction, or bounds as a mapping of `exact`, `minimum`, `maximum`, `exclusive_minimum` and
    `exclusive_maximum`. Raises ValueError for a number outside 0 to 1.

    >>> share(0.4), share(0.499999999), share(None)
    ('40 %', '49.9999999 %', 'share not stated')
    >>> share({"exclusive_minimum": 0.25, "maximum": 0.5})
    'more than 25 % and at most 50 %'
    """
    if value is None:
        return "share not stated"
    if not isinstance(value, Mapping):
        return _percent(value)
    exact = value.get("exact")
    low, high = value.get("minimum"), value.get("maximum")
    if exact is None and low is not None and low == high:
        exact = low
    if exact is not None:
        return _percent(exact)
    bounds = (
        ("at least", low),
        ("more than", value.get("exclusive_minimum")),
        ("at most", high),
        ("less than", value.get("exclusive_maximum")),
    )
    said = [f"{words} {_percent(bound)}" for words, bound in bounds if bound is not None]
    return " and ".join(said) or "share not stated"


def _percent(value: float) -> str:
    if isinstance(value, bool) or not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError(f"{value!r} is not a share: a share is a number from 0 to 1")
    exact = Decimal(repr(value)).quantize(_BILLIONTH, ROUND_HALF_EVEN) * 100
    return f"{exact.normalize():f} %"


def date(text: str | None) -> str:
    """The date with as much of it as was published; text that is no ISO date comes back as it is.

    >>> date("2024-02-06"), date("2023-08"), date("2017"), date("spring 2019"), date(None)
    ('6 February 2024', 'August 2023', '2017', 'spring 2019', 'date not stated')
    """
    if not text:
        return "date not stated"
    try:
        partial_date(text)
    except SchemaError:
        return text
    year, *rest = text.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{month} {year}" if len(rest) == 1 else f"{int(rest[1])} {month} {year}"


def period(start: str | None, end: str | None, *, stale: bool = False) -> str:
    """When something held, as stated. What was last stated too long ago is "from" a day and never "since" it.

    `end` is the first day on which it no longer holds.

    >>> period("2019-10-09", None), period("2017", "2023-08"), period("2019-10-09", None, stale=True)
    ('since 9 October 2019', 'from 2017 until August 2023', 'from 9 October 2019')
    >>> period(None, None), period(None, "2020")
    ('start not stated', 'start not stated, until 2020')
    """
    if start and end:
        return f"from {date(start)} until {date(end)}"
    if start:
        return f"{'from' if stale else 'since'} {date(start)}"
    return f"start not stated, until {date(end)}" if end else "start not stated"


def grade(code: str) -> str:
    """What kind of source it is; a code that is not known comes back in plain letters.

    >>> grade("company_filing")
    'company filing'
    """
    return GRADES.get(code, plain(code))


def kind(name: str) -> str:
    """A kind of entity as a reader would say it.

    >>> kind("PublicBody"), kind("Company")
    ('public body', 'company')
    """
    return KINDS.get(name) or _CAMEL.sub(" ", name).lower()


def isolated(name: str) -> str:
    """The name as it can stand in a sentence: one with anything that runs from right to left is set apart.

    Without that, such a letter or mark would turn round the words after the name.

    >>> isolated("Northern Optics"), isolated("\u202eOptics")
    ('Northern Optics', '\u2068\u202eOptics\u2069')
    """
    turning = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in name)
    return f"\u2068{name.translate(_ISOLATES)}\u2069" if turning else name


def plain(code: str) -> str:
    """A code or column name without its underscores.

    >>> plain("did_not_answer")
    'did not answer'
    """
    return code.replace("_", " ")
