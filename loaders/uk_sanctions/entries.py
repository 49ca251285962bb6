"""A designation in one form, whichever of the two publications it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Name:
    """A name, whether it is the primary one, and whether the list calls it weak."""

    text: str
    primary: bool = False
    weak: bool = False


@dataclass(slots=True)
class Entry:
    """What a designation states. Dates are as published, day first; `group` is OFSI's number or ""."""

    type: str = ""
    group: str = ""
    unique: str = ""
    names: list[Name] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    birth_places: list[str] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    regime: str = ""
    designated: str = ""
    imposed: str = ""
    source: str = ""
    remarks: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    imo: list[str] = field(default_factory=list)
    ship_type: str = ""
    parents: list[str] = field(default_factory=list)
    subsidiaries: list[str] = field(default_factory=list)
    website: str = ""


def whole_name(parts: list[str]) -> str:
    """The name of six parts, of which the last is the surname or the name of a body."""
    return " ".join(part for part in parts if part)
