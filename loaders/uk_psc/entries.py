"""Entries of a snapshot in columns: the values of those lines that are plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from beholden.loaders.eights import Flags
from beholden.loaders.json_columns import LIST, NUMBER, TEXT, WORD, Lines, Shape, object_of
from beholden.loaders.leaves import Layout, Numbered
from beholden.loaders.uk_psc.owners import ADDRESS, NAMES

COUNTRIES = ("nationality", "country_of_residence", "country_registered")
BORN = ("year", "month", "day")

_TEXTS = ("kind", "name", "statement", "nationality", "country_of_residence", "notified_on", "ceased_on")
_IDENTIFICATION = ("country_registered", "legal_form", "registration_number", "place_registered")

_MORE = ("address", "identification", "date_of_birth")
_LEFT_TEXTS = ("etag", "linked_psc_name", "description", "restrictions_notice_withdrawal_reason")
_FLAGS = ("ceased", "is_sanctioned")
_VERIFIED = (
    *("appointment_verification_start_on", "appointment_verification_end_on", "identity_verified_on"),
    *("appointment_verification_statement_date", "appointment_verification_statement_due_on"),
    *("authorised_corporate_service_provider_name", "preferred_name"),
)
_OBJECTS: Mapping[str, Iterable[str]] = {
    **dict.fromkeys(("address", "principal_office_address", "service_address"), ADDRESS),
    "name_elements": ("title", *NAMES),
    "identification": (*_IDENTIFICATION, "legal_authority"),
    "links": ("self",),
    "identity_verification_details": _VERIFIED,
}
"""Objects of texts in an entry, with the fields of each."""

_DATA = object_of(
    {
        **dict.fromkeys((*_TEXTS, *_LEFT_TEXTS), TEXT),
        **dict.fromkeys(_FLAGS, WORD),
        "natures_of_control": LIST,
        "date_of_birth": object_of(dict.fromkeys(BORN, NUMBER)),
        **{name: object_of(dict.fromkeys(fields, TEXT)) for name, fields in _OBJECTS.items()},
    }
)
_PATHS = {
    "number": "company_number",
    "name": "data.name",
    **{name: f"data.identification.{name}" for name in ("legal_form", "registration_number")},
}
"""Where texts stand that differ from entry to entry, by their names here."""

_OF_FEW = {
    **{name: f"data.{name}" for name in ("kind", "statement", "nationality", "country_of_residence")},
    **{name: f"data.{name}" for name in ("notified_on", "ceased_on")},
    **{name: f"data.identification.{name}" for name in ("country_registered", "place_registered")},
    **{name: f"data.date_of_birth.{name}" for name in BORN},
}
"""Where texts and numbers stand of which few differ, by their names here."""

_LINK = "data.links.self"
_NATURES = "data.natures_of_control"
_LAYOUT = Layout(
    bare=tuple(_PATHS.values()),
    parts=(_LINK,),
    mark="/",
    count=2,
    numbered=(*_OF_FEW.values(), _NATURES),
    joined=(
        (tuple(f"data.name_elements.{name}" for name in NAMES), " "),
        (tuple(f"data.address.{name}" for name in ADDRESS), ", "),
    ),
    having=(
        ("data.name", "data.name_elements"),
        ("data.nationality", "data.country_of_residence", *(f"data.{name}" for name in _MORE)),
    ),
)
SHAPE = Shape(object_of({"company_number": TEXT, "data": _DATA}), _LAYOUT.paths())
"""An entry with the fields of an owner or a statement, each of which has a value of its own type."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Plain entries: a row each, and those values of which few differ, by their names and as published.

    `natures` has the natures of control of an entry as they stand in the brackets of their list. `described` says
    whether it describes an owner by more than a name, and `named` whether by a name.
    """

    rows: pl.DataFrame
    of_few: Mapping[str, Numbered]
    natures: Numbered
    named: Flags
    described: Flags


def entries(lines: Lines) -> Entries:
    """The entries with a value of the type that each of their fields has, and no other field.

    `place` is where an entry stands, and `text` the entry as published. `own` is the name of the parts of a name, and
    `link` what the entry's address in the register ends with.
    """
    found = lines.leaves.laid_out(_LAYOUT)
    own, address = found.joined
    named, described = found.having
    rows = pl.DataFrame(
        {
            "place": lines.places(),
            "text": lines.texts(),
            **{name: found.texts[path] for name, path in _PATHS.items()},
            "own": own,
            "address": address,
            "link": found.texts[_LINK],
        }
    )
    of_few = {name: found.numbered[path] for name, path in _OF_FEW.items()}
    return Entries(rows, of_few, found.numbered[_NATURES], named, described)
