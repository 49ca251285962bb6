"""A release as entities of FollowTheMoney, one JSON object a line; ftm.toml says what becomes what.

Only what sources state is there: nothing derived, and no possible join. A listing is a Sanction with the list as its
program and the list's effect as its provisions; nobody gets a topic, since most lists do not sanction.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from beholden.exports.material import Material
from beholden.graph.kinds import Kind, schema
from beholden.graph.shares import WHOLE

Entity = dict[str, Any]

_UNFIT = re.compile(r"[^0-9A-Za-z-]|-$")
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_ADDRESSES = ("website", "sourceUrl")
_ROOT = re.compile(r"https?://[^/?#]+$")
"""An address without a path, to which FollowTheMoney adds one stroke."""


def write_ftm(material: Material, stream: BinaryIO) -> None:
    """Write the entities, each kind's by id, then what relates them."""
    for entity in entities(material):
        stream.write(json.dumps(entity, ensure_ascii=False).encode() + b"\n")


def entities(material: Material) -> Iterator[Entity]:
    """Yield the entities; of a party that no source names, and of its relations, FollowTheMoney has no form."""
    there: dict[str, str] = {}
    buyers = _ends(material, "AWARDED", "to_id", "from_id")
    for kind, rows in material.entities():
        if kind.name not in mapping()["schema"]:
            continue
        for row in material.with_locators(rows).iter_rows(named=True):
            if row.get("unknown_reason") is None:
                entity = _entity(kind, row, buyers.get(row["id"], []))
                there[row["id"]] = entity["schema"]
                yield entity
    lists = _lists(material)
    for kind, rows in material.relations():
        if kind.name != "LISTED_ON" and kind.name not in mapping()["relation"]:
            continue
        for row in material.with_locators(rows).iter_rows(named=True):
            if row["from_id"] not in there:
                continue
            if kind.name == "LISTED_ON":
                yield _sanction(row, lists[row["to_id"]])
            elif row["to_id"] in there:
                yield _relation(kind, row)


@cache
def mapping() -> Mapping[str, Any]:
    """The tables of ftm.toml."""
    return tomllib.loads((Path(__file__).parent / "ftm.toml").read_text(encoding="utf-8"))


def ftm_id(id: str) -> str:
    """An id as FollowTheMoney takes it: letters, digits, dots and hyphens; every other sign is a dot and its code.

    >>> ftm_id("state/CN")
    'state.00002fCN'
    """
    return _UNFIT.sub(lambda found: f".{ord(found[0]):06x}", id)


def id_of(text: str) -> str:
    """The id that `ftm_id` gives this text for.

    >>> id_of("state.00002fCN")
    'state/CN'
    """
    first, *others = text.split(".")
    return first + "".join(chr(int(other[:6], 16)) + other[6:] for other in others)


def percentage(row: Mapping[str, Any]) -> str | None:
    """A share as text of per cent: 40, 25-50, >25, or None where none is stated.

    A range has no form for a bound that is not itself in it, so that "more than 25 and not more than 50" is 25-50.
    """
    if row["share"] is not None:
        return _percent(row["share"])
    least, most = row["share_min"], row["share_max"]
    if least is None or most is None:
        return None
    if most == 1 and least > 0:
        return f"{'>' if row.get('share_min_exclusive') else '>='}{_percent(least)}"
    if least == 0 and most < 1:
        return f"{'<' if row.get('share_max_exclusive') else '<='}{_percent(most)}"
    return f"{_percent(least)}-{_percent(most)}"


def _percent(share: float) -> str:
    return f"{(Decimal(round(share * WHOLE)) / 10**7).normalize():f}"


def _entity(kind: Kind, row: Mapping[str, Any], buyers: list[str]) -> Entity:
    name = _clean(row["name"])
    named = _schema(kind, row)
    properties: dict[str, list[str]] = {
        "name": [name],
        "alias": [one for one in row["names"] if one != row["name"]],
    }
    for column, own in mapping()["property"].items():
        _add(properties, own, row.get(column))
    for identifier in row["identifiers"]:
        _identify(properties, named, identifier)
    if kind.name == "Contract":
        properties |= {"title": [name], "authority": [ftm_id(buyer) for buyer in buyers]}
        properties.pop("name")
    properties["birthDate"] = [day for day in properties.get("birthDate", []) if _ISO.fullmatch(day)]
    for own in ("country", "jurisdiction", "nationality", "citizenship", "flag"):
        properties[own] = [code.lower() for code in properties.get(own, [])]
    return _whole(row, named, name, properties)


def _schema(kind: Kind, row: Mapping[str, Any]) -> str:
    if kind.name == "Asset":
        word = "".join(filter(str.isalpha, (row["asset_type"] or "").lower()))
        named: str = mapping()["asset"].get(word, "Asset")
    else:
        named = mapping()["schema"][kind.name]
    return "LegalEntity" if named == "Organization" and not row["kind_stated"] else named


def _identify(properties: dict[str, list[str]], named: str, identifier: str) -> None:
    scheme, _, value = identifier.partition(":")
    own = mapping()["identifier"].get(scheme)
    only_on = mapping()["only_on"].get(own)
    party = named in ("Company", "Organization", "PublicBody", "LegalEntity", "Person")
    if scheme == "isin" and named == "Security":
        _add(properties, "isin", value)
    elif own == "imoNumber" and named in only_on:
        _add(properties, own, f"IMO{value}")
    elif own is not None and (named in only_on if only_on else party or own == "wikidataId"):
        _add(properties, own, value)
    elif party and scheme != "website":
        _add(properties, "idNumber", identifier)


def _relation(kind: Kind, row: Mapping[str, Any]) -> Entity:
    named, *ends = mapping()["relation"][kind.name]
    properties = {own: [ftm_id(row[end])] for own, end in zip(ends, ("from_id", "to_id"), strict=True)}
    if named == "UnknownLink":
        _add(properties, "role", kind.reads)
    _common(properties, row, kind.name)
    if kind.name == "OWNS":
        _add(properties, "percentage", percentage(row))
        if row["direct"] != "not_stated":
            _add(properties, "role", row["direct"])
    if kind.name == "FUNDS" and row["currency"] == "EUR" and row["amount"] is not None:
        _add(properties, "amountEur", row["amount"])
    return _whole(row, named, kind.reads, properties)


def _sanction(row: Mapping[str, Any], on: Mapping[str, Any]) -> Entity:
    properties: dict[str, list[str]] = {"entity": [ftm_id(row["from_id"])]}
    _common(properties, row, "LISTED_ON")
    for own, value in (
        ("program", on["name"]), ("program", row["programme"]), ("authority", on["authority"]),
        ("listingDate", row["start_text"]), ("provisions", on["effect_says"]), ("provisions", row["scope"]),
        ("reason", row["reason"]), ("authorityId", row["entry"]),
    ):  # fmt: skip
        _add(properties, own, value)
    return _whole(row, "Sanction", on["name"], properties)


def _common(properties: dict[str, list[str]], row: Mapping[str, Any], kind: str) -> None:
    own = schema().kind(kind).columns()
    for column, property in mapping()["relation_property"].items():
        if column in own:
            _add(properties, property, row[column])
    if row["disputed"]:
        _add(properties, "status", "disputed")


def _add(properties: dict[str, list[str]], name: str, value: Any) -> None:
    values = value if isinstance(value, list) else [] if value is None else [value]
    found = properties.setdefault(name, [])
    found.extend(text for one in values if (text := _clean(_text(one))) and text not in found)


def _text(value: Any) -> str:
    return f"{Decimal(str(value)).normalize():f}" if isinstance(value, float) else str(value)


def _clean(text: str) -> str:
    """Text without control signs and with single blanks, as FollowTheMoney keeps it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _whole(row: Mapping[str, Any], named: str, caption: str, properties: Mapping[str, list[str]]) -> Entity:
    stated = {
        name: [
            _ROOT.sub(r"\g<0>/", value) if name in _ADDRESSES else value
            for value in dict.fromkeys(map(_clean, values))
        ]
        for name, values in sorted(properties.items())
        if values and named in mapping()["only_on"].get(name, (named,))
    }
    seen = row["snapshots"] or []
    members = [ftm_id(member) for member in row.get("members", []) if member != row["id"]]
    return {
        "id": ftm_id(row["id"]),
        "caption": _clean(caption),
        "schema": named,
        "properties": stated,
        "datasets": row["sources"],
        "referents": members,
        **({"first_seen": seen[0], "last_seen": seen[-1]} if seen else {}),
    }


def _ends(material: Material, kind: str, key: str, value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if kind in material.release.kinds("relations"):
        for at, other in material.release.frame("relations", kind).select(key, value).iter_rows():
            found.setdefault(at, []).append(other)
    return found


def _lists(material: Material) -> dict[str, Mapping[str, Any]]:
    if "ScreeningList" not in material.release.kinds("entities"):
        return {}
    rows = material.release.frame("entities", "ScreeningList").iter_rows(named=True)
    return {row["id"]: row for row in rows}
