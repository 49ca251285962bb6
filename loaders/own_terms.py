"""Statements under beholden's own names, as its exports have them: what several sources read in the same way."""

from __future__ import annotations

from typing import Any

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.graph.kinds import Kind
from beholden.graph.reference_entities import reference
from beholden.loaders.frame import RecordError, checked


def fixed_kind(id: str) -> str | None:
    """The kind of what comes with beholden under this id, or None."""
    if id.startswith("rule/"):
        return "Rule"
    try:
        return reference().get(id).kind if "/" in id else None
    except SchemaError:
        return None


def stated_identifier(text: str) -> str | None:
    """An identifier as `scheme:value`, checked; one that says unchecked stays as it is."""
    scheme, _, value = text.partition(":")
    if not value:
        raise RecordError(f'the identifier "{text}" is not written as scheme:value, such as lei:…')
    return text if scheme.startswith("unchecked-") else checked(scheme, value)


def take_period(row: dict[str, Any]) -> dict[str, Any]:
    """Start and end, as published where that is there, and an earliest start that is before what the text means."""
    found: dict[str, Any] = {}
    for name in ("start", "end"):
        columns = [row.pop(f"{name}_{column}", None) for column in ("text", "date")]
        stated = columns[0] or columns[1]
        found[name] = None if stated is None else partial_date(str(stated)).text
    earliest = row.pop("start_earliest", None)
    if (
        earliest
        and found["start"]
        and partial_date(earliest).earliest < partial_date(found["start"]).earliest
    ):
        found["since_earliest"] = earliest
    return found


def take_properties(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    """What the row says under the names of the kind's properties; a date's text counts before its days."""
    found = {}
    for own in kind.properties.values():
        columns = [row.pop(column, None) for column in own.columns()]
        stated = (columns[-1] or columns[0]) if own.type == "date" else columns[0]
        if stated is not None and stated != []:
            found[own.name] = stated
    return found
