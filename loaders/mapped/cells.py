"""From the cells of a row to values: which column, which words, which format, as the mapping says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.countries import country_code
from beholden.graph.dates import day_month_year, english, month_day_year, partial_date
from beholden.graph.kinds import Property
from beholden.graph.names import normal
from beholden.graph.shares import as_float, parse_share
from beholden.loaders import RecordError, web_address

Row = Mapping[str, str | list[str]]
"""A row of the table: column → its text, or its list of texts."""


class Nested(str):
    """A list or object inside a list, as JSON: no value can be read from it."""


_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _iso(text: str) -> str:
    dated = _TIME.fullmatch(text)
    return partial_date(dated[1] if dated else text).text


DATES: Mapping[str, Callable[[str], str]] = {
    "iso": _iso,
    "day-month-year": day_month_year,
    "month-day-year": month_day_year,
    "english": english,
}
"""Formats of a date: ISO 8601 (also with a time, which is left out), and one order of day and month each."""

SHARES = ("percent", "fraction")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value comes from: a column, or one constant for all rows.

    `words` has the publisher's words and ours, `none` the words that say there is no value. `join` puts the parts of a
    list together before `split` takes the text apart. `format` is that of a date or share, `prefix` goes before an
    identifier.
    """

    column: str | None = None
    value: Any = None
    words: Mapping[str, Any] | None = None
    none: frozenset[str] = frozenset()
    join: str | None = None
    split: str | None = None
    format: str | None = None
    prefix: str = ""

    def parts(self, row: Row) -> list[str]:
        """The texts of the cell, without blanks at their ends and without those that say there is none."""
        found = row.get(self.column or "", "")
        parts = [found] if isinstance(found, str) else list(found)
        if any(isinstance(part, Nested) for part in parts):
            raise RecordError(f'column "{self.column}" is a list of objects, of which no value can be read')
        if self.join is not None:
            parts = [self.join.join(parts)]
        if self.split is not None:
            parts = [piece for part in parts for piece in part.split(self.split)]
        return [text for part in parts if (text := part.strip()) and text not in self.none]

    def text(self, row: Row) -> str:
        """The one text of the cell, or ""; RecordError where a list has several."""
        parts = self.parts(row)
        if len(parts) > 1:
            raise RecordError(
                f'column "{self.column}" has {len(parts)} values where one is read: {parts[0]!r}, ...'
            )
        return parts[0] if parts else ""

    def word(self, row: Row) -> Any:
        """The constant, or our word for the cell's, or its text; None for an empty one.

        A word that is not among the mapping's raises RecordError.
        """
        if self.column is None:
            return self.value
        text = self.text(row)
        return self.ours(text) if text else None

    def ours(self, text: str) -> Any:
        """Our word for one of the publisher's."""
        if self.words is None:
            return text
        if text not in self.words:
            raise RecordError(f'column "{self.column}": "{text}" is not among the words of the mapping')
        return self.words[text]

    def date(self, row: Row) -> str | None:
        """The date as ISO text, or None; RecordError where it is not of the cell's format."""
        if self.column is None:
            return None if self.value is None else str(self.value)
        text = self.text(row)
        if not text:
            return None
        try:
            return DATES[self.format or "iso"](text)
        except (ValueError, SchemaError) as problem:
            raise RecordError(f'column "{self.column}": {problem}') from problem

    def names(self, row: Row) -> list[str]:
        """The names in the cell; those that were split at the comma before a legal form are whole again."""
        parts = self.parts(row)
        is_list = self.join is None and not isinstance(row.get(self.column or "", ""), str)
        return rejoined(parts) if is_list or self.split == "," else parts

    def property(self, own: Property, row: Row) -> Any:
        """The value as a property takes it, or None; RecordError where it can't be one."""
        if own.type == "date":
            value: Any = self.date(row)
        elif own.type == "texts":
            value = [self.ours(part) for part in self.parts(row)] if self.column is not None else self.value
        else:
            value = self.word(row)
            if isinstance(value, str) and self.column is not None:
                value = self._read(own.type, value)
        if value in (None, "", []):
            return None
        if wanted := own.fault(value):
            where = f'column "{self.column}"' if self.column is not None else "the mapping"
            raise RecordError(f"{where}: {own.name} {value!r} must be {wanted}")
        return value

    def _read(self, type: str, text: str) -> Any:
        """A text as a value of the type; what is none stays text, and the property refuses it."""
        if type == "fraction":
            return self._share(text)
        if type in ("number", "integer") and _NUMBER.fullmatch(text):
            return float(text) if type == "number" else int(text) if "." not in text else text
        if type == "boolean":
            return {"true": True, "false": False}.get(text.lower(), text)
        if type == "country":
            return country_code(text) or text
        return web_address(text) or text if type == "url" else text

    def _share(self, text: str) -> float:
        try:
            share = parse_share(
                text, "percent" if self.format == "percent" else "fraction" if self.format else None
            )
        except ValueError as problem:
            raise RecordError(f'column "{self.column}": {problem}') from problem
        if not share.exact:
            raise RecordError(f'column "{self.column}": "{text}" has more decimals than a share is kept with')
        return as_float(share.min)


@dataclass(frozen=True, slots=True)
class Country:
    """The country of an entity: a column with its name or code, or the last part of its addresses."""

    cell: Cell
    addresses: bool = False

    def code(self, row: Row) -> str | None:
        """The alpha-2 code, or None.

        A name that is not known raises RecordError. Of addresses, those that end in no country are passed over, and
        addresses of several countries give none.
        """
        if not self.addresses:
            word = self.cell.word(row)
            if word is None:
                return None
            code = country_code(str(word))
            if code is None:
                raise RecordError(f'column "{self.cell.column}": "{word}" is no country that is known')
            return code
        lasts = (address.rpartition(",")[2] for address in self.cell.parts(row))
        codes = {code for last in lasts if (code := country_code(last.strip())) is not None}
        return codes.pop() if len(codes) == 1 else None


def rejoined(parts: Sequence[str]) -> list[str]:
    """The names of a list that was split at commas: a part that is a legal form alone belongs to the one before.

    >>> rejoined(["Kite Net Co.", "Ltd.", "Kite Paper"])
    ['Kite Net Co., Ltd.', 'Kite Paper']
    """
    names: list[str] = []
    for part in parts:
        key = normal(part)
        if names and key.form and not key.joins:
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names
