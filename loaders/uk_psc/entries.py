"""Entries of a snapshot in columns: the values of those lines that are plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from beholden.loaders.json_columns import LIST, NUMBER, TEXT, WORD, Lines, Shape, object_of
from beholden.loaders.uk_psc.owners import ADDRESS, NAMES

TEXTS = ("kind", "name", "nationality", "country_of_residence", "notified_on", "ceased_on")
IDENTIFICATION = ("country_registered", "legal_form", "registration_number", "place_registered")
BORN = ("year", "month", "day")

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
    "identification": (*IDENTIFICATION, "legal_authority"),
    "links": ("self",),
    "identity_verification_details": _VERIFIED,
}
"""Objects of texts in an entry, with the fields of each."""

_DATA = object_of(
    {
        **dict.fromkeys((*TEXTS, "statement", *_LEFT_TEXTS), TEXT),
        **dict.fromkeys(_FLAGS, WORD),
        "natures_of_control": LIST,
        "date_of_birth": object_of(dict.fromkeys(BORN, NUMBER)),
        **{name: object_of(dict.fromkeys(fields, TEXT)) for name, fields in _OBJECTS.items()},
    }
)
_PATHS = {
    "number": "company_number",
    "address_in_register": "data.links.self",
    **{name: f"data.{name}" for name in (*TEXTS, "statement")},
    **{name: f"data.name_elements.{name}" for name in NAMES},
    **{name: f"data.address.{name}" for name in ADDRESS},
    **{name: f"data.identification.{name}" for name in IDENTIFICATION},
    **{name: f"data.date_of_birth.{name}" for name in BORN},
}
"""Where the values stand that an owner or a statement is read from, by their names here."""

_AS_PUBLISHED = ("kind", "statement", "address_in_register")
"""Those that are read with the blanks at their ends."""

_NAMED = ("data.name", "data.name_elements")
_DESCRIBED = ("data.nationality", "data.country_of_residence", *(f"data.{name}" for name in _MORE))
_NATURES = "data.natures_of_control"
SHAPE = Shape(
    object_of({"company_number": TEXT, "data": _DATA}),
    tuple(dict.fromkeys((*_PATHS.values(), *_NAMED, *_DESCRIBED, _NATURES))),
)
"""An entry with the fields of an owner or a statement, each of which has a value of its own type."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Plain entries: a row each, and a row each `word` of their natures of control, with the `row` of its entry."""

    rows: pl.DataFrame
    natures: pl.DataFrame


def entries(lines: Lines) -> Entries:
    """The entries with a value of the type that each of their fields has, and no other field.

    `place` is where an entry stands, and `text` the entry as published. `described` says whether it describes an owner
    by more than a name, and `named` whether by a name.
    """
    leaves = lines.leaves
    values = leaves.columns([_PATHS[name] for name in _AS_PUBLISHED])
    values |= leaves.bare([path for name, path in _PATHS.items() if name not in _AS_PUBLISHED])
    named, described = (
        np.any([leaves.has(path) for path in paths], axis=0) for paths in (_NAMED, _DESCRIBED)
    )
    rows = pl.DataFrame(
        {
            "place": lines.places(),
            "text": lines.texts(),
            **{name: values[path] for name, path in _PATHS.items()},
            "named": named,
            "described": described,
        }
    )
    words = leaves.at(_NATURES)
    return Entries(rows, pl.DataFrame({"row": leaves.row[words], "word": leaves.texts(words)}))
