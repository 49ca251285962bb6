"""Values of a release, each read as the type that the standard gives it; RecordError names one of another type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.loaders import RecordError, web_address

Object = Mapping[str, Any]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MOMENT = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:[T ][0-9:.,]+ ?(?:Z|z|[+-][0-9:]+)?)?")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def text(parent: Object, name: str) -> str:
    """A text or whole number as text, without blanks at its ends; empty where there is none."""
    value = parent.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise RecordError(f"{name} {str(value)[:60]!r} is no text")
    if value and _CONTROL.search(value):
        raise RecordError(f"{name} {value[:60]!r} has a control character in it")
    return (value or "").strip()


def part(parent: Object, name: str) -> Object:
    """An object; an empty one where there is none."""
    value = parent.get(name)
    if value is not None and not isinstance(value, dict):
        raise RecordError(f"{name} {str(value)[:60]!r} is no object")
    return value or {}


def parts(parent: Object, name: str) -> list[Object]:
    """A list of objects; an empty one where there is none."""
    value = parent.get(name)
    if value is not None and not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        raise RecordError(f"{name} {str(value)[:60]!r} is no list of objects")
    return value or []


def words(parent: Object, name: str) -> list[str]:
    """A list of texts; an empty one where there is none."""
    value = parent.get(name)
    if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise RecordError(f"{name} {str(value)[:60]!r} is no list of texts")
    return value or []


def by_id(parent: Object, name: str) -> dict[str, Object]:
    """Objects by their ids; RecordError for one without an id and for an id that stands twice."""
    found: dict[str, Object] = {}
    for one in parts(parent, name):
        id = text(one, "id")
        if not id:
            raise RecordError(f"one of the {name} has no id")
        if id in found:
            raise RecordError(f'the id "{id}" stands twice among the {name}')
        found[id] = one
    return found


def day(parent: Object, name: str) -> str:
    """The day, month or year of a date or time stamp, as it is written there; empty where there is none."""
    published = text(parent, name)
    if not published:
        return ""
    found = _MOMENT.fullmatch(published)
    try:
        return partial_date(found[1] if found else published).text
    except SchemaError as problem:
        raise RecordError(f"{name}: {problem}") from problem


def amount(value: Object) -> float | None:
    """The amount of a value as published; None where there is none."""
    published = value.get("amount")
    if published is None or published == "":
        return None
    if isinstance(published, str) and _DECIMAL.fullmatch(published.strip()):
        published = float(published)
    is_number = isinstance(published, (int, float)) and not isinstance(published, bool)
    if not is_number or abs(published) > 1e300:  # JSON may write numbers that no computer's number can be
        raise RecordError(f"amount {str(published)[:60]!r} is no number")
    return float(published)


def currency(value: Object) -> str:
    """The currency of a value; empty where there is none."""
    published = text(value, "currency")
    if published and not _CURRENCY.fullmatch(published):
        raise RecordError(f'currency "{published}" is no code of ISO 4217, such as EUR')
    return published


def address(published: str) -> str | None:
    """An address of the web, or None."""
    return web_address(published) if "://" in published else None
