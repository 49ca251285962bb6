"""Which columns of a list of companies hold the name, the country and identifiers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from beholden.errors import SourceError
from beholden.graph.countries import country_code
from beholden.graph.identifiers import identifier
from beholden.graph.names import fold_words
from beholden.graph.screening import Asked


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are read, by their names; identifiers by scheme."""

    name: str
    country: str | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """What is read as what, to be confirmed by whoever asked."""
        read = [f'"{self.name}" as the name']
        read += [f'"{self.country}" as the country'] if self.country else ["no column as the country"]
        return ", ".join([*read, *(f'"{column}" as {scheme}' for scheme, column in self.identifiers.items())])


def guess_columns(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    name: str | None = None,
    country: str | None = None,
    identifiers: Mapping[str, str] | None = None,
) -> Columns:
    """The columns to read: those given, else those whose names are known, else the one that looks like names.

    A column that is given and not there, and a table without anything like a name, raise SourceError.
    """
    for given in filter(None, (name, country, *(identifiers or {}).values())):
        if given not in header:
            raise SourceError(f'there is no column "{given}"; there are {", ".join(header)}')
    data = _data()
    by_key = {_key(column): column for column in reversed(header)}
    found = {
        scheme: column
        for scheme, words in data["identifiers"].items()
        if (column := _known(by_key, words)) is not None
    }
    taken = {*found.values(), *(identifiers or {}).values()}
    chosen = name or _known(by_key, data["name"]) or _like_names(header, rows, taken)
    if chosen is None:
        raise SourceError(
            f"no column looks like names of companies: {', '.join(header)}; say which with --name"
        )
    place = country or _known(by_key, data["country"]) or _like_countries(header, rows, {*taken, chosen})
    return Columns(chosen, place, {**found, **(identifiers or {})})


def asked(columns: Columns, header: Sequence[str], row: Sequence[str]) -> tuple[Asked, list[str]]:
    """What a row asks for, and what of it could not be read, in words."""
    cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
    problems = []
    place = cells.get(columns.country or "", "")
    code = country_code(place) if place else None
    if place and code is None:
        problems.append(f'country "{place}" is not known')
    known = []
    for scheme, column in columns.identifiers.items():
        try:
            value = identifier(scheme, cells[column]) if cells.get(column) else None
        except ValueError as problem:
            problems.append(str(problem))
            continue
        if value:
            known.append(value)
    return Asked(cells.get(columns.name, ""), code, tuple(known)), problems


@cache
def _data() -> dict[str, Any]:
    text = files("beholden.graph").joinpath("data", "list_columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _key(text: str) -> str:
    return " ".join(fold_words(re.sub(r"[_\-./]", " ", text)).split())


def _known(by_key: Mapping[str, str], words: Sequence[str]) -> str | None:
    return next((by_key[key] for word in words if (key := _key(word)) in by_key), None)


def _values(header: Sequence[str], rows: Sequence[Sequence[str]], column: str) -> list[str]:
    place = header.index(column)
    return [row[place].strip() for row in rows[:200] if place < len(row) and row[place].strip()]


def _like_names(header: Sequence[str], rows: Sequence[Sequence[str]], taken: set[str]) -> str | None:
    """The column with the most different texts of letters, of a length that names have."""
    best: tuple[int, str] | None = None
    for column in header:
        if column in taken:
            continue
        texts = {text for text in _values(header, rows, column) if len(text) < 150 and _letters(text)}
        texts = {
            text for text in texts if country_code(text) is None and "@" not in text and "://" not in text
        }
        if texts and (best is None or len(texts) > best[0]):
            best = (len(texts), column)
    return best[1] if best else None


def _letters(text: str) -> bool:
    return 2 * sum(letter.isalpha() for letter in text) > len(text)


def _like_countries(header: Sequence[str], rows: Sequence[Sequence[str]], taken: set[str]) -> str | None:
    for column in header:
        values = [] if column in taken else _values(header, rows, column)
        if values and sum(country_code(value) is not None for value in values) > 0.8 * len(values):
            return column
    return None
