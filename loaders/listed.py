"""What entries of sanctions lists have in common: nested values, dates and countries, with an error for each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.loaders.frame import RecordError, Source

Nested = Mapping[str, list[Any]]
"""An element as `beholden.loaders.elements.nested` gives it."""


def texts(value: Nested, *path: str) -> list[str]:
    """The texts at the end of a path, in order, each once; RecordError where an element stands in place of text."""
    values: list[Any] = [value]
    for name in path:
        values = [one for parent in values if isinstance(parent, dict) for one in parent.get(name, [])]
    for one in values:
        if isinstance(one, dict) and "#" not in one and not all(name.startswith("@") for name in one):
            raise RecordError(f"{'/'.join(path)} holds elements where text is expected")
    found = [one.get("#", [""])[0] if isinstance(one, dict) else one for one in values]
    return list(dict.fromkeys(" ".join(text.split()) for text in found if text.strip()))


def text(value: Nested, *path: str) -> str:
    """The first text at the end of a path, or ""."""
    return next(iter(texts(value, *path)), "")


def parts(value: Nested, *path: str) -> list[dict[str, list[Any]]]:
    """The elements at the end of a path, in order; a text alone is an element that holds it."""
    values: list[Any] = [value]
    for name in path:
        values = [one for parent in values if isinstance(parent, dict) for one in parent.get(name, [])]
    return [one if isinstance(one, dict) else {"#": [one]} for one in values]


def only_known(value: Nested, known: Iterable[str], what: str) -> None:
    """RecordError that names the elements and attributes which are neither taken nor left."""
    if unknown := sorted(set(value) - set(known)):
        raise RecordError(
            f"{what}: fields neither taken nor left: {', '.join(unknown)}; the publisher may have added them"
        )


def country(source: Source, name: str) -> str | None:
    """The alpha-2 code of a country named in an entry, None where it names none; RecordError for an unknown name."""
    if not name:
        return None
    listed: str | None = source.lookups.get("country", {}).get(name)
    found = country_code(name) if listed is None else listed
    if found is None:
        raise RecordError(f'country "{name}" is not known to beholden.graph.countries')
    return found or None


def day(value: str, what: str, read: Callable[[str], str] | None = None) -> str | None:
    """ISO text of a date, None for none; `read` turns the publisher's way of writing it into ISO text."""
    if not value:
        return None
    try:
        return partial_date(read(value) if read else value[:10]).text
    except (SchemaError, ValueError) as problem:
        raise RecordError(f"{what}: {problem}") from problem


def births(stated: Sequence[str], read: Callable[[str], str] | None = None) -> dict[str, Any]:
    """The date of birth, or all as published where there are several or the one is no plain date."""
    if len(stated) == 1:
        try:
            return {"birth_date": partial_date(read(stated[0]) if read else stated[0]).text}
        except (SchemaError, ValueError):
            pass
    return {"birth_dates": list(stated)}


def nationalities(codes: Iterable[str | None]) -> dict[str, Any]:
    """One nationality as such, several as a list."""
    found = [code for code in dict.fromkeys(codes) if code]
    return {"nationality": found[0]} if len(found) == 1 else {"nationalities": found}


def only(values: Iterable[str | None]) -> str | None:
    """The one value of all, or None where there is none or more than one."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


def joined(values: Iterable[str]) -> str:
    """Parts of an address in one text."""
    return ", ".join(value for value in values if value)
