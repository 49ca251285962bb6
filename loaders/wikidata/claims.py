"""Statements of an item: which of them count, and their values and qualifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.graph.shares import Share, parse_share
from beholden.loaders import RecordError

PERCENT = "Q11229"
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T")
_LENGTHS = {9: 4, 10: 7, 11: 10}
"""Precision of a time -> characters of its ISO text that count."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that counts: its id, its value, and its qualifiers."""

    id: str
    value: Any
    qualifiers: Mapping[str, Any]


def claims(item: Mapping[str, Any], property: str) -> Iterator[Claim]:
    """Yield the statements of a property that count: preferred ones, else normal ones, with a value each."""
    stated = (item.get("claims") or {}).get(property) or []
    if not isinstance(stated, list) or not all(isinstance(one, dict) for one in stated):
        raise RecordError(f"the claims of {property} must be a list of objects")
    preferred = [one for one in stated if one.get("rank") == "preferred"]
    for one in preferred or [one for one in stated if one.get("rank") == "normal"]:
        value = _value(one.get("mainsnak"))
        if value is not None:
            yield Claim(str(one.get("id") or ""), value, one.get("qualifiers") or {})


def items(item: Mapping[str, Any], property: str) -> list[tuple[str, Claim]]:
    """The ids of the items that a property names, each with its statement."""
    return [(id, claim) for claim in claims(item, property) if (id := item_id(claim.value))]


def texts(item: Mapping[str, Any], property: str) -> list[str]:
    """The texts that a property gives."""
    return [claim.value for claim in claims(item, property) if isinstance(claim.value, str)]


def item_id(value: Any) -> str | None:
    """The id of an item, in the forms of now and before."""
    if not isinstance(value, dict):
        return None
    id, number = value.get("id"), value.get("numeric-id")
    return str(id) if id else f"Q{number}" if number else None


def time(value: Any) -> str | None:
    """A time as ISO text of its precision; None where that is coarser than a year."""
    if not isinstance(value, dict):
        return None
    found = _TIME.match(str(value.get("time") or ""))
    length = _LENGTHS.get(value.get("precision", 0))
    if found is None or length is None:
        return None
    try:
        return partial_date("-".join(found.groups())[:length]).text
    except SchemaError as problem:
        raise RecordError(f"time {value.get('time')}: {problem}") from problem


def qualifier_time(claim: Claim, property: str) -> str | None:
    """The one time of a qualifier, None where there is none or several."""
    found = {time(_value(snak)) for snak in claim.qualifiers.get(property) or []} - {None}
    return found.pop() if len(found) == 1 else None


def proportion(claim: Claim) -> Share | None:
    """The proportion (P1107) of a stake, None where there is none or several; RecordError for one above the whole."""
    found = [value for snak in claim.qualifiers.get("P1107") or [] if isinstance(value := _value(snak), dict)]
    if len(found) != 1:
        return None
    is_percent = str(found[0].get("unit") or "1").endswith(PERCENT)
    amount = str(found[0].get("amount") or "").removeprefix("+")
    try:
        return parse_share(amount, unit="percent" if is_percent else "fraction")
    except ValueError as problem:
        raise RecordError(f"proportion: {problem}") from problem


def _value(snak: Any) -> Any:
    """The value of a snak; None for one that is unknown or none."""
    if not isinstance(snak, dict) or snak.get("snaktype") != "value":
        return None
    value = snak.get("datavalue")
    return value.get("value") if isinstance(value, dict) else None
