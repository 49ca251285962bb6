"""Entries of a snapshot in columns: the values of those lines that are plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from beholden.loaders.json_columns import LIST, TEXT, Lines, dumped, member, object_of, plain_lines
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

_NUMBER = "[1-9][0-9]{0,8}"
_DATA = object_of(
    member(TEXT, *TEXTS, "statement", *_LEFT_TEXTS),
    member("true|false", *_FLAGS),
    member(LIST, "natures_of_control"),
    member(object_of(member(_NUMBER, *BORN)), "date_of_birth"),
    *(member(object_of(member(TEXT, *fields)), name) for name, fields in _OBJECTS.items()),
)
SHAPE = object_of(member(TEXT, "company_number"), member(_DATA, "data"))
"""An entry with the fields of an owner or a statement, each of which has a value of its own type."""

_DATA_TYPES: dict[str, Any] = {
    **dict.fromkeys((*TEXTS, "statement", *_LEFT_TEXTS), pl.String),
    **dict.fromkeys(_FLAGS, pl.Boolean),
    "natures_of_control": pl.List(pl.String),
    "date_of_birth": pl.Struct(dict.fromkeys(BORN, pl.Int64)),
    **{name: pl.Struct(dict.fromkeys(fields, pl.String)) for name, fields in _OBJECTS.items()},
}
_TYPE = pl.Struct({"company_number": pl.String, "data": pl.Struct(_DATA_TYPES)})


def entries(lines: Lines) -> pl.DataFrame:
    """The entries with a value of the type that each of their fields has, and no other field: a row an entry.

    `at` is the number among the lines, `place` where it stands, and `text` the entry as published. `described` says
    whether it describes an owner by more than a name, and `named` whether by a name.
    """
    plain = pl.DataFrame(
        {"line": plain_lines(lines.texts, SHAPE), "place": lines.places(), "json": lines.texts}
    )
    plain = plain.with_row_index("at").drop_nulls()
    read = pl.DataFrame({"entry": plain["json"].str.json_decode(_TYPE)})
    entry = pl.col("entry")
    data = entry.struct.field("data")
    inner = {
        name: data.struct.field(name) for name, dtype in _DATA_TYPES.items() if isinstance(dtype, pl.Struct)
    }
    values = [
        *(entry.struct.field(name) for name in ("company_number", "data")),
        *(data.struct.field(name) for name in _DATA_TYPES),
        *(own.struct.field(name) for key, own in inner.items() for name in (_OBJECTS.get(key) or BORN)),
    ]
    found = read.select(
        at=plain["at"],
        place=plain["place"],
        text=dumped(plain["line"]),
        number=entry.struct.field("company_number"),
        **{name: data.struct.field(name) for name in TEXTS},
        **{name: inner["name_elements"].struct.field(name) for name in NAMES},
        **{name: inner["address"].struct.field(name) for name in ADDRESS},
        **{name: inner["identification"].struct.field(name) for name in IDENTIFICATION},
        **{name: inner["date_of_birth"].struct.field(name) for name in BORN},
        address_in_register=inner["links"].struct.field("self"),
        statement=data.struct.field("statement"),
        natures=data.struct.field("natures_of_control"),
        named=pl.any_horizontal(data.struct.field(name).is_not_null() for name in ("name", "name_elements")),
        described=pl.any_horizontal(
            data.struct.field(name).is_not_null() for name in ("nationality", "country_of_residence", *_MORE)
        ),
        known=pl.sum_horizontal(value.is_not_null() for value in values),
        keys=plain["line"].str.count_matches('":', literal=True),
        whole=entry.struct.field("company_number").is_not_null() & data.is_not_null(),
    )
    # Where a key stands twice, there are more keys than values.
    return found.filter((pl.col("known") == pl.col("keys")) & pl.col("whole")).drop("known", "keys", "whole")
