"""A release as records for Senzing, one JSON object a line: each party with its features, and pointers to others."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import polars as pl

from beholden.exports.ftm import percentage
from beholden.exports.material import Material
from beholden.graph.kinds import Kind

Feature = dict[str, str]

DOMAIN = "BEHOLDEN"
"""Name of the data source, and of the domain in which records point to each other."""

IDENTIFIERS: Mapping[str, str] = {"lei": "LEI_NUMBER", "duns": "DUNS_NUMBER", "wikidata": "", "website": ""}
"""Schemes that have an attribute of their own; "" is for those that are no number, and all others are OTHER_ID."""


def write_senzing(material: Material, stream: BinaryIO) -> None:
    """Write the records, each kind's by id."""
    for record in records(material):
        stream.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def records(material: Material) -> Iterator[dict[str, Any]]:
    """Yield a record a party. Parties that no source names are not there: their names would match each other."""
    named = {
        id
        for kind, rows in material.entities()
        if kind.party
        for id in rows.filter(pl.col("unknown_reason").is_null())["id"]
    }
    pointers = _pointers(material, named)
    for kind, rows in material.entities():
        if not kind.party:
            continue
        for row in rows.iter_rows(named=True):
            if row["id"] in named:
                yield {
                    "DATA_SOURCE": DOMAIN,
                    "RECORD_ID": row["id"],
                    "RECORD_TYPE": "PERSON" if kind.name == "Person" else "ORGANIZATION",
                    "FEATURES": [*_features(kind, row), *pointers[row["id"]]],
                    "KIND": kind.name,
                    "SOURCES": "; ".join(row["sources"]),
                }


def _features(kind: Kind, row: Mapping[str, Any]) -> Iterator[Feature]:
    name = "NAME_FULL" if kind.name == "Person" else "NAME_ORG"
    yield {"NAME_TYPE": "PRIMARY", name: row["name"]}
    for other in row["names"]:
        if other != row["name"]:
            yield {"NAME_TYPE": "AKA", name: other}
    for address in row.get("address") or []:
        yield {"ADDR_FULL": address}
    countries = {
        "COUNTRY_OF_ASSOCIATION": row["country"],
        "REGISTRATION_COUNTRY": row["jurisdiction"],
        "REGISTRATION_DATE": row["founded_on_text"],
        "WEBSITE_ADDRESS": row["website"],
        "DATE_OF_BIRTH": row.get("birth_date_text"),
        "NATIONALITY": row.get("nationality"),
    }
    yield from ({attribute: value} for attribute, value in countries.items() if value)
    for identifier in row["identifiers"]:
        scheme, _, value = identifier.partition(":")
        attribute = IDENTIFIERS.get(scheme)
        if attribute:
            yield {attribute: value}
        elif attribute is None:
            yield {"OTHER_ID_TYPE": scheme, "OTHER_ID_NUMBER": value}
    yield {"REL_ANCHOR_DOMAIN": DOMAIN, "REL_ANCHOR_KEY": row["id"]}


def _pointers(material: Material, named: set[str]) -> dict[str, list[Feature]]:
    """The relations that a source states between parties, at the one that acts, with what they are as role."""
    found: dict[str, list[Feature]] = defaultdict(list)
    for kind, rows in material.relations():
        if kind.derived:
            continue
        for row in rows.iter_rows(named=True):
            if row["from_id"] in named and row["to_id"] in named:
                pointer = {
                    "REL_POINTER_DOMAIN": DOMAIN,
                    "REL_POINTER_KEY": row["to_id"],
                    "REL_POINTER_ROLE": _role(kind, row),
                }
                dates = {"REL_POINTER_FROM_DATE": row["start_text"], "REL_POINTER_THRU_DATE": row["end_text"]}
                found[row["from_id"]].append(
                    {**pointer, **{name: date for name, date in dates.items() if date}}
                )
    return found


def _role(kind: Kind, row: Mapping[str, Any]) -> str:
    share = percentage(row) if kind.name == "OWNS" else None
    words = [kind.name, f"{share}%" if share else None, "disputed" if row["disputed"] else None]
    return " ".join(word for word in words if word)
