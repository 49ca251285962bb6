"""What a notice of a result says, whichever format it is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.loaders import RecordError


@dataclass(frozen=True, slots=True)
class Organisation:
    """A buyer or winner as published; `type` is a buyer's legal type, `names` its name in other languages."""

    name: str
    names: tuple[str, ...] = ()
    number: str = ""
    country: str = ""
    town: str = ""
    website: str = ""
    type: str = ""
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Deal:
    """A contract or an award. `title_of` is whose title it is; `suppliers` have their roles beside them."""

    id: str
    titles: tuple[str, ...]
    title_of: str
    description: str
    amount: str
    currency: str
    signed: str
    place: str
    suppliers: Sequence[tuple[Organisation, str]]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of a result: its number of publication (else its own id), its days, who bought and what was awarded."""

    id: str
    published: str
    buyers: Sequence[Organisation]
    deals: Sequence[Deal]


def day(text: str, what: str) -> str:
    """The day of a date such as 2024-01-02+01:00 or 20240102, "" for none; RecordError for any other text."""
    plain = text.strip()
    if len(plain) == 8 and plain.isdecimal():
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    try:
        return partial_date(plain[:10]).text if plain else ""
    except SchemaError as problem:
        raise RecordError(f"{what}: {problem}") from problem


def joined(values: Sequence[str]) -> str:
    """Parts of a place in one text."""
    return ", ".join(value for value in values if value)
