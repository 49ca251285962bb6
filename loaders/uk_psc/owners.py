"""Who has control of a company, as the register describes the person or body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.loaders import Entity, RecordError, Source, checked

PAGE = "https://find-and-update.company-information.service.gov.uk/company/{number}/persons-with-significant-control"
"""Where the register shows the entries about the company of a number."""

NAME = "Company {number} in the register of the United Kingdom"
"""What a company of a number is called, whose name a snapshot does not have."""

UNNAMED = "No person with significant control of company {number} is named: {word}"
"""What an owner is called whom a statement about the company of a number does not name."""

PROTECTED = "Person whose details the register protects"
"""What an owner is called whose details are protected."""

PARTNERSHIP = "-partnership"
"""How statements about partnerships end, which mean the same without it."""

LEFT = (
    *("etag", "ceased", "is_sanctioned", "identity_verification_details", "linked_psc_name", "description"),
    *("restrictions_notice_withdrawal_reason", "principal_office_address", "service_address"),
)
"""Fields of an entry that are known and not part of this graph."""

ADDRESS = (
    *(
        "care_of",
        "po_box",
        "premises",
        "address_line_1",
        "address_line_2",
        "locality",
        "region",
        "postal_code",
    ),
    "country",
)
NAMES = ("forename", "middle_name", "surname")


def owner(
    source: Source, kind: str, number: str, link: str, data: dict[str, Any], said: Mapping[str, Any]
) -> Entity:
    """Take the owner out of an entry about the company of this number."""
    name = _text(data.pop("name", None), "name")
    elements = _object(data.pop("name_elements", None), "name_elements")
    own = " ".join(part for part in (_text(elements.get(part), part) for part in NAMES) if part)
    if kind == "super_secure":
        return source.entity(
            "Person",
            id=f"{number}/{link or 'super-secure'}",
            name=PROTECTED,
            unknown_reason="owner_exempt",
            **said,
        )
    if not (name or own):
        raise RecordError("there is no name of the person")
    address = _address(data.pop("address", None))
    common: dict[str, Any] = {"address": [address] if address else [], **said}
    ident = (
        {"id": f"{number}/{link}"}
        if link
        else {"key": [number, kind, name or own, str(data.get("date_of_birth"))]}
    )
    residence = _text(data.pop("country_of_residence", None), "country_of_residence")
    nationality = _text(data.pop("nationality", None), "nationality")
    born = born_on(data.pop("date_of_birth", None))
    identification = _object(data.pop("identification", None), "identification")
    if kind == "Person":
        return source.entity(
            "Person",
            name=own or name,
            names=[name],
            country=country_code(residence) if residence else None,
            birth_date=born,
            nationality=country_code(nationality) if nationality else None,
            **ident,
            **common,
        )
    registered = _text(identification.get("country_registered"), "country_registered")
    return source.entity(
        kind,
        name=name or own,
        country=country_code(registered) if registered else None,
        identifiers=numbers_of(source, identification, registered),
        kind_stated=kind != "Organization",
        legal_form=_text(identification.get("legal_form"), "legal_form"),
        company_number=_text(identification.get("registration_number"), "registration_number"),
        **ident,
        **common,
    )


def day(value: Any, name: str) -> str | None:
    """A day of an entry as ISO text, or None; RecordError for what is no date."""
    text = _text(value, name)
    try:
        return partial_date(text[:10]).text if text else None
    except SchemaError as problem:
        raise RecordError(f"{name}: {problem}") from problem


def numbers_of(source: Source, identification: Mapping[str, Any], registered: str) -> list[str | None]:
    """The number of a corporate owner, which is checked where its register is said to be the UK's."""
    number = _text(identification.get("registration_number"), "registration_number")
    if not number:
        return []
    place = _text(identification.get("place_registered"), "place_registered")
    if is_registered_here(source, registered, place):
        return [checked_number(number)]
    return [f"unchecked-number:{number}"]


def is_registered_here(source: Source, registered: str, place: str) -> bool:
    """Whether the country or the place in which a body is registered says that its number is Companies House's."""
    known = source.lookups["register"]
    return (registered or place).lower() in known and (not place or place.lower() in known)


def checked_number(number: str) -> str | None:
    """A number that Companies House gave as an identifier; None for what stands for none."""
    return checked("company_number", f"GB-COH:{number}")


def born_on(value: Any) -> str | None:
    """The year or month of birth as ISO text, or None; RecordError for what is no date."""
    stated = _object(value, "date_of_birth")
    if not stated.get("year"):
        return None
    parts = [stated.get("year"), stated.get("month"), stated.get("day")]
    try:
        numbers = [int(part) for part in parts if part is not None]
        text = "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])])
        return partial_date(text).text
    except (TypeError, ValueError, SchemaError) as problem:
        raise RecordError(f"date_of_birth: {problem}") from problem


def _address(value: Any) -> str:
    stated = _object(value, "address")
    return ", ".join(part for part in (_text(stated.get(name), name) for name in ADDRESS) if part)


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RecordError(f"{name} must be an object")
    return value


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(f"{name} must be a text")
    return value.strip()
