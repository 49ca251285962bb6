"""What both OFAC sources say of a party, and how they find the files of one edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from beholden.errors import SourceError
from beholden.graph.dates import day_month_year
from beholden.loaders import Record, RecordError, Rejected, Skipped, Snapshot, checked
from beholden.loaders.elements import is_xml
from beholden.loaders.ofac.csv_files import Family, has_end_mark, read_csv
from beholden.loaders.ofac.entries import ListEntry
from beholden.loaders.ofac.facts import Fact, Wording
from beholden.loaders.ofac.xml_file import published, read_xml

PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
"""The page of an entry, but for its number."""


def copy_of(files: Sequence[Path]) -> Snapshot:
    """The day that the XML states; the CSV files state none, and their end marks say that they are whole."""
    if _is_xml(files):
        return Snapshot(published(files[0]), "stated", True)
    return Snapshot(complete=all(has_end_mark(file) for file in files))


def read_copy(files: Sequence[Path], family: Family) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record a party, from the XML or from the CSV files of one edition."""
    yield from read_xml(files[0]) if _is_xml(files) else read_csv(files, family)


def _is_xml(files: Sequence[Path]) -> bool:
    found = any(is_xml(file) for file in files)
    if found and len(files) > 1:
        raise SourceError(
            f"{', '.join(file.name for file in files)}: give the XML alone or the CSV files, not both"
        )
    return found


def kind_of(entry: ListEntry, wording: Wording) -> str:
    """The kind: a company only where OFAC says what sort of business it is."""
    kind: str = wording.source.lookup("type", entry.type)
    targets = {wording.source.lookup("target_type", target) for target in entry.values("target_type")}
    return "Company" if kind == "Organization" and targets == {"Company"} else kind


def home(entry: ListEntry) -> str | None:
    """The country of all its addresses, or None where they are in several."""
    return only(entry.countries) or None


def identifiers(entry: ListEntry, wording: Wording) -> Iterator[str | None]:
    """Yield the identifiers: OFAC's own number, the website, and those of [lookup.identifier]."""
    yield checked("ofac", entry.number)
    for fact in entry.facts:
        if fact.use == "website":
            yield checked("website", fact.value)
        if fact.use == "identifier":
            yield identifier_of(fact, entry, wording)


def identifier_of(fact: Fact, entry: ListEntry, wording: Wording) -> str | None:
    """The identifier that a fact gives, None for a placeholder.

    One that breaks its standard, or has none, is unchecked and joins nothing.
    """
    schemes = wording.source.lookup("identifier", fact.label)
    scheme: str = schemes.get(fact.country or home(entry)) or schemes[""]
    if scheme.startswith("unchecked-"):
        return "-".join(filter(None, (scheme, fact.country.lower()))) + f":{fact.value}"
    scheme, _, register = scheme.partition(":")
    return checked(scheme, f"{register}:{fact.value}" if register else fact.value)


def countries(names: Iterable[str], wording: Wording) -> list[str]:
    """The countries of these names, each once; RecordError for a name that is not known."""
    return [code for code in dict.fromkeys(map(wording.country, names)) if code]


def day(text: str) -> str:
    """ISO text for a date as OFAC writes it; RecordError for any other."""
    try:
        return day_month_year(text)
    except ValueError as problem:
        raise RecordError(str(problem)) from problem


def birth_date(entry: ListEntry) -> str | None:
    """The date of birth, or None where several are possible or the one is only about right ("circa 1958")."""
    try:
        return only(map(day_month_year, entry.values("birth_date")))
    except ValueError:
        return None


def only(values: Iterable[str]) -> str | None:
    """The one value of all, or None where there is none or more than one."""
    different = set(values)
    return different.pop() if len(different) == 1 else None
