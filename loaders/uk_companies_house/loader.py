"""Companies House: each record is one company of the register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from beholden.graph.countries import country_code
from beholden.graph.dates import day_month_year
from beholden.loaders import Entity, Record, RecordError, Rejected, Snapshot, Source, checked
from beholden.loaders.tables import stream_table

SOURCE = Source.beside(__file__)
PAGE = "https://find-and-update.company-information.service.gov.uk/company/"

_ADDRESS = tuple(
    f"RegAddress.{part}"
    for part in (
        "CareOf",
        "POBox",
        "AddressLine1",
        "AddressLine2",
        "PostTown",
        "County",
        "Country",
        "PostCode",
    )
)
_SECTORS = tuple(f"SICCode.SicText_{number}" for number in range(1, 5))
_LEFT = (
    "CompanyStatus",
    "DissolutionDate",
    *(f"Accounts.{part}" for part in ("AccountRefDay", "AccountRefMonth", "NextDueDate", "LastMadeUpDate")),
    "Accounts.AccountCategory",
    *("Returns.NextDueDate", "Returns.LastMadeUpDate", "ConfStmtNextDueDate", "ConfStmtLastMadeUpDate"),
    *(f"Mortgages.NumMort{part}" for part in ("Charges", "Outstanding", "PartSatisfied", "Satisfied")),
    *("LimitedPartnerships.NumGenPartners", "LimitedPartnerships.NumLimPartners", "URI"),
    *(f"PreviousName_{number}.CONDATE" for number in range(1, 11)),
)
_DATED = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day in the names of the files, where all have the same."""
    days = {
        tuple(map(int, found.groups())) if (found := _DATED.search(file.name)) else None for file in files
    }
    day = days.pop() if len(days) == 1 else None
    try:
        return Snapshot(date(*day), "inferred") if day else Snapshot()
    except ValueError:
        return Snapshot()


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield the rows of the table; its header has blanks around some names."""
    for file in files:
        for item in stream_table(file, columns=("CompanyName", "CompanyNumber", "CompanyCategory")):
            if isinstance(item, Rejected):
                yield item
            else:
                place, row = item
                yield Record(row, place)


def convert(record: Record) -> Iterator[Entity]:
    """Say which company it is."""
    number, name = record.take("CompanyNumber"), record.take("CompanyName")
    country = _country(record.take("CountryOfOrigin", optional=True))
    earlier = [record.take(f"PreviousName_{n}.CompanyName", optional=True) for n in range(1, 11)]
    sectors = [record.take(column, optional=True) for column in _SECTORS]
    founded = record.take("IncorporationDate", optional=True)
    address = ", ".join(filter(None, (record.take(column, optional=True) for column in _ADDRESS)))
    yield SOURCE.entity(
        "Company",
        id=number,
        name=name,
        names=earlier,
        country=country,
        identifiers=[checked("company_number", f"GB-COH:{number}")],
        jurisdiction=country,
        legal_form=record.take("CompanyCategory"),
        company_number=number,
        founded_on=_day(founded) if founded else None,
        sector="; ".join(sector for sector in sectors if sector),
        address=[address] if address else [],
        page=PAGE + number,
    )
    record.leave(*_LEFT)


def _country(name: str) -> str | None:
    if not name:
        return None
    found: str | None = SOURCE.lookups["country"].get(name.upper())
    if found is None and (found := country_code(name)) is None:
        raise RecordError(f'country of origin "{name}" is not known to beholden.graph.countries')
    return found or None


def _day(text: str) -> str:
    try:
        return day_month_year(text)
    except ValueError as problem:
        raise RecordError(f"IncorporationDate: {problem}") from problem
