"""A release as statements of the Beneficial Ownership Data Standard 0.4: parties, and what one holds in another.

Only what sources state is there. Each stake, control or post is a relationship with one interest, so that its dates,
its source and its words stay its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from beholden.exports.material import Material
from beholden.graph.countries import country_name
from beholden.graph.kinds import Kind
from beholden.graph.shares import WHOLE

Statement = dict[str, Any]

ENTITY_TYPES: Mapping[str, str] = {
    "Company": "registeredEntity",
    "Organization": "legalEntity",
    "PublicBody": "stateBody",
    "State": "state",
}
RELATIONS = ("OWNS", "CONTROLS", "LEADS", "HOLDS_POST")
"""What is a relationship there. Of OWNS and CONTROLS those between parties, of posts those at parties."""

MECHANISMS: Mapping[str, str] = {
    "board": "appointmentOfBoard",
    "contract": "rightsGrantedByContract",
    "state_law": "controlByLegalFramework",
}
SOURCE_TYPES: Mapping[str, str] = {"official": "officialRegister", "company_filing": "selfDeclaration"}
REASONS: Mapping[str, str] = {
    "no_beneficial_owners": "noBeneficialOwners",
    "not_identified": "subjectUnableToConfirmOrIdentifyBeneficialOwner",
    "not_provided": "interestedPartyHasNotProvidedInformation",
    "subject_exempt": "subjectExemptFromDisclosure",
    "owner_exempt": "interestedPartyExemptFromDisclosure",
    "unknown_to_publisher": "informationUnknownToPublisher",
}
"""Why somebody is not named; what the standard has no word for is "unknown", and the description says it."""

OURS = ("parent_named", "unknown_interest")
"""Words for interests that the standard does not have: there they are unknown."""


def write_bods(material: Material, stream: BinaryIO) -> None:
    """Write the statements as a JSON array, one a line: first the parties, then what relates them."""
    first = True
    stream.write(b"[")
    for statement in statements(material):
        stream.write((b"\n" if first else b",\n") + json.dumps(statement, ensure_ascii=False).encode())
        first = False
    stream.write(b"\n]\n")


def statements(material: Material) -> Iterator[Statement]:
    """Yield the statements; a party that no source names is anonymous or unknown, with the reason."""
    there: dict[str, str] = {}
    for kind, rows in material.entities():
        if not kind.party:
            continue
        for row in rows.iter_rows(named=True):
            there[row["id"]] = kind.name
            if kind.name == "Person":
                yield _statement(material, row, "person", row["id"], _person(row))
            else:
                yield _statement(material, row, "entity", row["id"], _entity(kind, row))
    for kind, rows in material.relations():
        if kind.name not in RELATIONS:
            continue
        for row in rows.iter_rows(named=True):
            # The subject of a relationship is never a person.
            if row["from_id"] in there and there.get(row["to_id"], "Person") != "Person":
                yield _statement(material, row, "relationship", row["to_id"], _relationship(kind, row))


def _statement(
    material: Material, row: Mapping[str, Any], type: str, subject: str, details: dict[str, Any]
) -> Statement:
    manifest = material.release.manifest
    source: dict[str, Any] = {"type": [SOURCE_TYPES.get(row["grade"], "thirdParty")]}
    source["assertedBy"] = [{"name": name} for name in row["stated_by"]]
    if row.get("citation"):
        source["url"] = row["citation"]
    return {
        "statementId": hashlib.blake2b(
            f"{manifest['hash']} {row['id']}".encode(), digest_size=16
        ).hexdigest(),
        "declarationSubject": subject,
        "statementDate": row["last_stated"].isoformat(),
        "publicationDetails": {
            "publicationDate": manifest["as_of"],
            "bodsVersion": "0.4",
            "publisher": {"name": f"beholden, release {manifest['hash']}"},
        },
        "source": source,
        "recordId": row["id"],
        "recordStatus": "new",
        "recordType": type,
        "recordDetails": {"isComponent": False, **details},
    }


def _entity(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    reason = row["unknown_reason"]
    named: dict[str, Any] = {"type": "unknownEntity" if reason else ENTITY_TYPES[kind.name]}
    if row["legal_form"] and not reason:
        named["details"] = row["legal_form"]
    found: dict[str, Any] = {"entityType": named}
    if reason:
        return {**found, "unspecifiedEntityDetails": _unspecified(row)}
    found["name"] = row["name"]
    found["alternateNames"] = _others(row)
    found["identifiers"] = [_identifier(one) for one in row["identifiers"]]
    found["addresses"] = [{"address": one} for one in row["address"] or []]
    if code := row["jurisdiction"] or row["country"]:
        found["jurisdiction"] = {"name": country_name(code), "code": code}
    if day := _day(row["founded_on_text"]):
        found["foundingDate"] = day
    if row["website"]:
        found["uri"] = row["website"]
    return {name: value for name, value in found.items() if value != []}


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["unknown_reason"]:
        return {"personType": "unknownPerson", "unspecifiedPersonDetails": _unspecified(row)}
    codes = row["nationalities"] or ([row["nationality"]] if row["nationality"] else [])
    found: dict[str, Any] = {
        "personType": "knownPerson",
        "names": [
            {"type": "legal", "fullName": row["name"]},
            *({"type": "alternative", "fullName": other} for other in _others(row)),
        ],
        "nationalities": [{"name": country_name(code), "code": code} for code in codes],
        "addresses": [{"address": one} for one in row.get("address") or []],
    }
    if birth := row.get("birth_date_text"):
        found["birthDate"] = birth
    if row.get("birth_places"):
        found["placeOfBirth"] = {"type": "placeOfBirth", "address": row["birth_places"][0]}
    return {name: value for name, value in found.items() if value != []}


def _relationship(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    interest: dict[str, Any] = {"type": _interest(kind, row)}
    direct = row.get("direct")
    interest["directOrIndirect"] = direct if direct in ("direct", "indirect") else "unknown"
    details = [row.get("post"), f"disputed: {row['dispute']}" if row["dispute"] else None]
    if kind.name == "OWNS" and (share := _share(row)):
        interest["share"] = share
    for own, column in (("startDate", "start_text"), ("endDate", "end_text")):
        if day := _day(row[column]):
            interest[own] = day
        elif row[column]:
            details.append(f"{own} {row[column]}")
    if any(details):
        interest["details"] = "; ".join(filter(None, details))
    return {"subject": row["to_id"], "interestedParty": row["from_id"], "interests": [interest]}


def _interest(kind: Kind, row: Mapping[str, Any]) -> str:
    stated: str | None = row["interest"]
    if stated and stated not in OURS:
        return stated
    if kind.name == "CONTROLS":
        return MECHANISMS.get(row["mechanism"], "otherInfluenceOrControl")
    if kind.name == "OWNS":
        return {"capital": "shareholding", "votes": "votingRights"}.get(row["share_of"], "unknownInterest")
    return "seniorManagingOfficial" if kind.name == "LEADS" else "otherInfluenceOrControl"


def _share(row: Mapping[str, Any]) -> dict[str, float]:
    if row["share"] is not None:
        return {"exact": _percent(row["share"])}
    found = {}
    for end, name in (("min", "inimum"), ("max", "aximum")):
        if row[f"share_{end}"] is not None:
            exclusive = row[f"share_{end}_exclusive"]
            word = f"exclusiveM{name}" if exclusive else f"m{name}"
            found[word] = _percent(row[f"share_{end}"])
    return found


def _day(text: str | None) -> str | None:
    """A date that is one whole day, which the standard asks for; a month or a year is not made one."""
    return text if text and len(text) == len("2020-01-01") else None


def _percent(share: float) -> float:
    return float(Decimal(round(share * WHOLE)) / 10**7)


def _identifier(identifier: str) -> dict[str, str]:
    scheme, _, value = identifier.partition(":")
    if scheme == "lei":
        return {"id": value, "scheme": "XI-LEI", "schemeName": "Global Legal Entity Identifier Index"}
    if scheme == "company_number":
        register, _, number = value.partition(":")
        return {"id": number, "scheme": register.upper()}
    return {"id": value, "schemeName": scheme}


def _unspecified(row: Mapping[str, Any]) -> dict[str, str]:
    reason = row["unknown_reason"]
    return {"reason": REASONS.get(reason, "unknown"), "description": row["name"]}


def _others(row: Mapping[str, Any]) -> list[str]:
    return [name for name in row["names"] if name != row["name"]]
