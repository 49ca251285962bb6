"""What an entity that relates two others says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from beholden.graph.kinds import schema
from beholden.loaders import RecordError, Relation, Source
from beholden.loaders.ftm.parties import day, said_of, texts
from beholden.loaders.ftm.percentages import share

ENDS = {
    "OWNS": ("owner", "asset"),
    "CONTROLS": ("controller", "controlled"),
    "HOLDS_POST": ("director", "organization"),
    "MEMBER_OF": ("member", "organization"),
    "FUNDS": ("payer", "beneficiary"),
}
"""The properties that name the ends of each kind of relation."""


def relations(source: Source, kind: str, entity: Mapping[str, Any]) -> Iterator[Relation]:
    """One relation for each pair of ends; an entity of this sort may name several on a side."""
    properties, said = entity["properties"], said_of(entity)
    start = day(texts(properties, "startDate") or texts(properties, "date"))
    end = day(texts(properties, "endDate"))
    common: dict[str, Any] = {"key": [entity["id"]], "start": start, "end": end, **said}
    if "disputed" in texts(properties, "status"):
        common["dispute"] = "; ".join(texts(properties, "description")) or "the source calls it disputed"
    if start and end and end < start:
        common["end"], common["dispute"] = None, f"it is said to end on {end}, before it starts on {start}"
    from_ids, to_ids = (ids(properties, name) for name in ENDS[kind])
    if not from_ids or not to_ids:
        raise RecordError(f"there is no {ENDS[kind][bool(from_ids)]} of this {entity['schema']}")
    own = own_properties(kind, properties)
    for from_id in from_ids:
        for to_id in to_ids:
            yield source.relation(kind, f"ftm/{from_id}", f"ftm/{to_id}", **own, **common)


OWN = {
    "OWNS": ("percentage",),
    "CONTROLS": ("controlType",),
    "HOLDS_POST": ("role",),
    "MEMBER_OF": ("role",),
    "FUNDS": ("amountEur", "purpose"),
}
"""The properties of which `own_properties` makes those of each kind."""


def own_properties(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a relation that its kind alone has."""
    role = "; ".join(texts(properties, "role"))
    if kind == "OWNS":
        stated = share(texts(properties, "percentage"))
        return {"interest": "unknown_interest", "share_of": "unknown", "direct": "not_stated", **stated}
    if kind == "CONTROLS":
        words = schema().kind(kind).properties["mechanism"].codes or {}
        said = [word for word in texts(properties, "controlType") if word in words]
        return {"mechanism": said[0] if len(said) == 1 else "not_stated", "direct": "not_stated"}
    if kind == "HOLDS_POST":
        return {"post": role or "director"}
    if kind == "FUNDS":
        amounts = texts(properties, "amountEur")
        try:
            amount = float(amounts[0]) if len(amounts) == 1 else None
        except ValueError:
            raise RecordError(f'amountEur "{amounts[0]}" is no number') from None
        return {
            "amount": amount,
            "currency": "EUR" if amounts else None,
            "purpose": "; ".join(texts(properties, "purpose")),
        }
    return {"status": "unknown", "remarks": [role] if role else []}


def ids(properties: Mapping[str, Any], name: str) -> list[str]:
    """The ids of the entities in a property, whether they are named or nested."""
    values = properties.get(name) or []
    values = [values] if isinstance(values, str) else values
    found = (
        [value.get("id") if isinstance(value, dict) else value for value in values]
        if isinstance(values, list)
        else []
    )
    return list(dict.fromkeys(id for id in found if isinstance(id, str) and id))
