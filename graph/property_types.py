"""What a property of an entity or relation can be: the one place that knows the types."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import polars as pl
import pycountry
from polars.datatypes import DataType, DataTypeClass

from beholden.graph.toml_tables import suggestion

Dtype = DataType | DataTypeClass

TEXTS = pl.List(pl.String)

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_URL = re.compile(r"https?://[^\s/?#]+\S*")


@dataclass(frozen=True, slots=True)
class PropertyType:
    """A type: what it is in words, what it accepts, and its columns.

    A column is a suffix of the property's name → dtype.
    """

    about: str
    columns: Mapping[str, Dtype]
    accepts: Callable[[object], bool]


@cache
def country_codes() -> frozenset[str]:
    """The alpha-2 codes of ISO 3166-1, and XK.

    The standard leaves XK to its users; the EU, the UN Global Compact and others use it for Kosovo.
    """
    return frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(_is_text(text) for text in value)


def _is_date(value: object) -> bool:
    """Whether it is a day, or text of a year, month or day that a calendar has."""
    if isinstance(value, date):
        return not isinstance(value, datetime)
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


_TOO_LARGE = 1 << 63
"""Whole numbers from here on fit into no column."""


def _is_number(value: object) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return abs(value) < _TOO_LARGE if isinstance(value, int) else math.isfinite(value)


def _is_fraction(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _TOO_LARGE


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool)


def _is_country(value: object) -> bool:
    return isinstance(value, str) and value in country_codes()


def _is_url(value: object) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value) is not None


CODE = PropertyType("a code of a table in codes.toml", {"": pl.String}, _is_text)
"""The type written `code:<table>`; the table says which words it accepts."""

TYPES: Mapping[str, PropertyType] = {
    "text": PropertyType("text that is not empty", {"": pl.String}, _is_text),
    "texts": PropertyType("a list of texts, none of them empty", {"": TEXTS}, _is_texts),
    "date": PropertyType(
        "a date: YYYY, YYYY-MM or YYYY-MM-DD",
        {"": pl.Date, "_earliest": pl.Date, "_text": pl.String},
        _is_date,
    ),
    "fraction": PropertyType("a number from 0 to 1 (half is 0.5)", {"": pl.Float64}, _is_fraction),
    "number": PropertyType("a finite number", {"": pl.Float64}, _is_number),
    "integer": PropertyType("a whole number", {"": pl.Int64}, _is_integer),
    "boolean": PropertyType("true or false", {"": pl.Boolean}, _is_boolean),
    "country": PropertyType(
        "an ISO 3166-1 alpha-2 code in capitals, such as CN", {"": pl.String}, _is_country
    ),
    "url": PropertyType("an address that starts with https:// or http://", {"": pl.String}, _is_url),
}
"""Types by the name a kind's file uses.

A date has three columns: the latest day it can mean, the earliest, and the text as published.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """A named value of a kind. `private` values of persons stay out of pages and exports unless asked for.

    `codes` is the table of a `code:` type, word → what it means, and None for other types.
    """

    name: str
    type: str
    about: str
    private: bool = False
    codes: Mapping[str, str] | None = None

    @property
    def value(self) -> PropertyType:
        """What the type accepts and how it is kept."""
        return TYPES[self.type] if self.codes is None else CODE

    def columns(self) -> dict[str, Dtype]:
        """Column name → dtype; a date has three."""
        return {self.name + suffix: dtype for suffix, dtype in self.value.columns.items()}

    def fault(self, value: object) -> str | None:
        """What the value should have been, or None where it is right."""
        if self.codes is not None:
            if isinstance(value, str) and value in self.codes:
                return None
            return f"one of {', '.join(self.codes)}" + suggestion(value, self.codes)
        own = TYPES[self.type]
        return None if own.accepts(value) else own.about
