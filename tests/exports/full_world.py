"""A world in which every kind that a source can state has a value that is right for each of its properties."""

from __future__ import annotations

from typing import Any

from beholden.graph.kinds import Kind, schema

_VALUES: dict[str, Any] = {
    "date": "2020-05",
    "fraction": 0.5,
    "number": 1234567.25,
    "integer": 3,
    "boolean": True,
    "country": "CN",
    "url": "https://example.org/page",
}
IDENTIFIERS = ["lei:529900T8BM49AURSDO55", "uscc:91330000733796106P", "company_number:gb-coh:01234567",
               "wikidata:Q42", "isin:US0378331005", "imo:9074729", "unchecked-registration:77"]  # fmt: skip

INTERESTS = {"CONTROLS": "appointmentOfBoard", "LEADS": "seniorManagingOfficial", "HOLDS_POST": "boardMember"}
"""Interests that are control or a post; the first of all interests is a stake."""


def full_world() -> dict[str, Any]:
    """Entities `x/KIND`, relations `x/r-KIND` between the first kinds that each may join, with everything said."""
    known = schema()
    entities = [_entity(kind) for kind in known.entity_kinds if kind.name != "Rule"]
    relations = [_relation(kind) for kind in known.relation_kinds if not kind.derived]
    relations.append({**_relation(known.kind("OWNS")), "as": "x/r-exact", "share": 0.123456789})
    for name in ("share_min", "share_max", "share_min_exclusive", "share_max_exclusive"):
        relations[-1].pop(name)
    return {"as_of": "2025-06-01", "entity": entities, "relation": relations}


def _entity(kind: Kind) -> dict[str, Any]:
    properties = _properties(kind)
    properties.pop("unknown_reason", None)
    properties.pop(
        "nationality", None
    )  # it is stated where there is one, and nationalities where there are several
    if kind.name == "Asset":
        properties["asset_type"] = "vessel"
    return {
        "id": f"x/{kind.name}", "kind": kind.name, "name": f"The {kind.name}",
        "names": [f"Other {kind.name}", f"其他 {kind.name}"],
        "country": "DE", "identifiers": IDENTIFIERS if kind.name == "Company" else [],
        "stated_by": "Somebody", "grade": "press", "page": "https://example.org/said", **properties,
    }  # fmt: skip


def _relation(kind: Kind) -> dict[str, Any]:
    properties = _properties(kind)
    if kind.name in INTERESTS:
        properties["interest"] = INTERESTS[kind.name]
    if "share" in properties:
        properties |= {"share": None, "share_min": 0.25, "share_max": 0.5}
    holder = "Person" if "post" in properties else _end(kind.from_kinds)
    return {
        "arrow": [kind.name, f"x/{holder}", f"x/{_end(kind.to_kinds)}"], "as": f"x/r-{kind.name}", "source": "x",
        "start": "2015-03", "end": "2019-07-01", "dispute": "somebody says otherwise",
        "since_earliest": "2012-01-01", "quote": "as published", "stated_by": "Somebody", "grade": "press",
        "page": "https://example.org/said", "stated_on": "2019-08",
        **{name: value for name, value in properties.items() if value is not None},
    }  # fmt: skip


def _end(kinds: frozenset[str]) -> str:
    """The kind for an end: a company where that may be, which most formats can hold."""
    return next((kind for kind in ("Company", "PublicBody", "Initiative") if kind in kinds), min(kinds))


def _properties(kind: Kind) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for own in kind.properties.values():
        if own.codes is not None:
            found[own.name] = next(iter(own.codes))
        elif own.type in ("text", "texts"):
            found[own.name] = (
                f"some {own.name}" if own.type == "text" else [f"one {own.name}", f"two {own.name}"]
            )
        else:
            found[own.name] = _VALUES[own.type]
    return found | {name: ["FR", "IT"] for name in ("nationalities", "citizenships") if name in found}
