"""What the fields of a record are, by their paths: a table for each family, with what is known and left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.loaders import RecordError

_ADDRESS = r"(?:FirstAddressLine|AdditionalAddressLine(?:\.\d+)?|City|Region|PostalCode)"
_LEFT_OF_ADDRESS = r"(?:xmllang|type|AddressNumber|AddressNumberWithinBuilding|MailRouting)"
_NAME = r"(?:OtherEntityName|TransliteratedOtherEntityName)"
_NAMES = r"(?:OtherEntityNames|TransliteratedOtherEntityNames)"
_PERIOD = r"Relationship\.(?:Period|RelationshipPeriods(?:\.RelationshipPeriod)?)\.\d+\."
_DELETED = r"(?:.*\.)?Deletion(?:\.DeletedAt)?"

# The first expression that fits a path says what it is; "" is known and left.
_TABLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "lei": (
        (_DELETED, "deleted"),
        (r"LEI", "lei"),
        (r"Entity\.LegalName", "name"),
        (rf"Entity\.{_NAMES}\.{_NAME}\.\d+", "names"),
        (rf"Entity\.{_NAMES}\.\d+\.{_NAME}(?:\.\d+)?", "names"),
        (rf"Entity\.LegalAddress\.{_ADDRESS}", "address"),
        (r"Entity\.LegalAddress\.Country", "country"),
        (rf"Entity\.HeadquartersAddress\.{_ADDRESS}", "headquarters"),
        (r"Entity\.HeadquartersAddress\.Country", "headquarters_country"),
        (r"Entity\.RegistrationAuthority\.RegistrationAuthorityID", "register"),
        (r"Entity\.RegistrationAuthority\.RegistrationAuthorityEntityID", "number"),
        (r"Entity\.LegalJurisdiction", "jurisdiction"),
        (r"Entity\.EntityCategory", "category"),
        (r"Entity\.EntitySubCategory", "sub_category"),
        (r"Entity\.LegalForm\.EntityLegalFormCode", "form_code"),
        (r"Entity\.LegalForm\.OtherLegalForm", "form"),
        (r"Entity\.EntityCreationDate", "founded"),
        (rf"Entity\.(?:Legal|Headquarters)Address\.{_LEFT_OF_ADDRESS}", ""),
        (r"Entity\.LegalName\.xmllang|Entity\.LegalForm\.xmllang", ""),
        (rf"Entity\.{_NAMES}\.(?:{_NAME}\.)?\d+\.(?:xmllang|type)", ""),
        (r"Entity\.(?:Transliterated)?OtherAddresses\..+", ""),
        (r"Entity\.RegistrationAuthority\.OtherRegistrationAuthorityID", ""),
        (r"Entity\.(?:EntityStatus|EntityExpirationDate|EntityExpirationReason)", ""),
        (r"Entity\.(?:SuccessorEntity|AssociatedEntity|LegalEntityEvents|NextVersion)(?:\..+)?", ""),
        (r"Registration\..+|Extension\..+|Conformity.*", ""),
    ),
    "rr": (
        (_DELETED, "deleted"),
        (r"Relationship\.StartNode\.NodeID", "child"),
        (r"Relationship\.StartNode\.NodeIDType", "child_type"),
        (r"Relationship\.EndNode\.NodeID", "parent"),
        (r"Relationship\.EndNode\.NodeIDType", "parent_type"),
        (r"Relationship\.RelationshipType", "type"),
        (r"Relationship\.RelationshipStatus", "status"),
        (rf"{_PERIOD}[sS]tartDate", "period"),
        (rf"{_PERIOD}[eE]ndDate", "period"),
        (rf"{_PERIOD}[pP]eriodType", "period"),
        (r"Relationship\.(?:Relationship)?(?:Qualifiers|Quantifiers)\..+", ""),
        (r"Registration\.RegistrationStatus", "registration"),
        (r"Registration\.LastUpdateDate", "updated"),
        (r"Registration\..+|Extension\..+", ""),
    ),
    "repex": (
        (_DELETED, "deleted"),
        (r"LEI", "lei"),
        (r"(?:Exception\.|Exception)Category", "category"),
        (r"Exception\.Reason\.\d+|ExceptionReason(?:\.\d+)?", "reason"),
        (r"Exception\.Reference\.\d+|ExceptionReference(?:\.\d+)?", ""),
        (r"ContentDate|Extension\..+|NextVersion(?:\..+)?", ""),
    ),
}
_KEYS = {"lei": ("lei",), "rr": ("child", "parent", "type"), "repex": ("lei", "category")}


@dataclass(slots=True)
class Parts:
    """The texts of a record by what they are; `unknown` has the paths that no table knows."""

    family: str
    values: dict[str, list[str]] = field(default_factory=dict)
    periods: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, family: str, values: Mapping[str, str]) -> Parts:
        """Sort the fields of a record."""
        parts = cls(family)
        for path, value in values.items():
            role = role_of(family, path)
            if role is None:
                parts.unknown.append(path)
            elif role == "period":
                before, _, name = path.rpartition(".")
                parts.periods.setdefault(before, {})[name.lower()] = value.strip()
            elif role:
                parts.values.setdefault(role, []).append(value.strip())
        return parts

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two records of a family one."""
        return tuple(self.one(role) for role in _KEYS[self.family])

    @property
    def deleted(self) -> bool:
        """Whether the record says that it is taken away."""
        return any(value.lower() != "false" for value in self.all("deleted"))

    def all(self, role: str) -> list[str]:
        """The texts of one role, in the record's order."""
        return self.values.get(role, [])

    def one(self, role: str) -> str:
        """The first text of a role, or ""."""
        return next(iter(self.all(role)), "")

    def needed(self, role: str) -> str:
        """The text of a role; RecordError where there is none."""
        if not (value := self.one(role)):
            raise RecordError(f"there is no {role.replace('_', ' ')} in the record")
        return value

    def period(self) -> tuple[str | None, str | None]:
        """The days on which the relation itself began and ended, as far as the record says."""
        for period in self.periods.values():
            if period.get("periodtype") == "RELATIONSHIP_PERIOD":
                start, end = (
                    day(period[name]) if name in period else None for name in ("startdate", "enddate")
                )
                if start and end and end < start:
                    raise RecordError(f"the relation ends on {end}, before it starts on {start}")
                return start, end
        return None, None


def day(text: str) -> str:
    """The day of a time stamp such as 2012-11-29T00:00:00.000Z, as written; RecordError for any other text."""
    try:
        return partial_date(text[:10]).text
    except SchemaError as problem:
        raise RecordError(str(problem)) from problem


@cache
def role_of(family: str, path: str) -> str | None:
    """What the field of this path is: "" where it is known and left, None where it is not known."""
    for expression, role in _TABLES[family]:
        if re.fullmatch(expression, path):
            return role
    return None
