"""OFSI's consolidated list as CSV: the day of the file, and the rows of each group as one entry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from beholden.errors import SourceError
from beholden.graph.dates import day_month_year
from beholden.loaders import Record, RecordError, Rejected, Source
from beholden.loaders.tables import read_rows, read_text
from beholden.loaders.uk_sanctions.entries import Entry, Name, whole_name

NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
ADDRESS = (*(f"Address {number}" for number in range(1, 7)), "Post/Zip Code", "Country")
COLUMNS = (
    *("Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Title", "Name Non-Latin Script"),
    *("Non-Latin Script Type", "Non-Latin Script Language", "DOB", "Town of Birth", "Country of Birth"),
    *("Nationality", "Passport Number", "Passport Details", "National Identification Number", "NI Details"),
    *("Position", *ADDRESS, "Other Information", "Group Type", "Alias Type", "Alias Quality", "Regime"),
    *("Listed On", "UK Sanctions List Date Designated", "Last Updated", "Group ID"),
)
LATIN = ("utf-8-sig", "cp1252")


def published(file: Path) -> date:
    """The day in the first line."""
    _, first = next(read_rows(file, read_text(file, LATIN)))
    try:
        if first[0].strip() != "Last Updated":
            raise ValueError(f"it begins with {first[0]!r}")
        return date.fromisoformat(day_month_year(first[1]))
    except (IndexError, ValueError) as problem:
        raise SourceError(
            f"{file.name}:1: OFSI's list begins with a line such as Last Updated,27/04/2020 ({problem})"
        ) from problem


def read_conlist(file: Path) -> Iterator[Record | Rejected]:
    """Yield one record a group, of all its rows; a row with too few cells or without a group is rejected."""
    published(file)
    rows = read_rows(file, read_text(file, LATIN))
    next(rows)
    line, header = next(rows, (2, []))
    header = [cell.strip() for cell in header]
    if missing := [column for column in COLUMNS if column not in header]:
        raise SourceError(
            f"{file.name}:{line}: there is no column {missing[0]!r}; is this OFSI's ConList of 2022 or later?"
        )
    groups: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for line, cells in rows:
        place = f"{file.name}:{line}"
        row = dict(zip(header, cells, strict=False))
        if len(cells) != len(header):
            yield Rejected(place, f"{len(cells)} cells where the header has {len(header)}", ",".join(cells))
        elif not row["Group ID"].strip():
            yield Rejected(place, 'field "Group ID" is empty', ",".join(cells))
        elif unknown := sorted(name for name in set(header) - set(COLUMNS) if row[name].strip()):
            yield Rejected(place, f"fields neither taken nor left: {', '.join(unknown)}", ",".join(cells))
        else:
            groups.setdefault(row["Group ID"].strip(), []).append(
                (place, {name: cell.strip() for name, cell in row.items()})
            )
    for members in groups.values():
        said = [{name: cell for name, cell in row.items() if cell} for _, row in members]
        places = [place for place, _ in members]
        yield Record({"rows": said}, places, json.dumps(said, ensure_ascii=False))


def entry_of_rows(rows: list[Mapping[str, str]], source: Source) -> Entry:
    """The entry that the rows of one group make; RecordError where they contradict each other."""
    entry = Entry(imposed="Asset freeze")
    for column, name in (
        ("Group Type", "type"),
        ("Group ID", "group"),
        ("Regime", "regime"),
        ("Listed On", "designated"),
    ):
        stated = {row[column] for row in rows if column in row}
        if len(stated) > 1:
            raise RecordError(f"its rows have several values of {column}: {', '.join(sorted(stated))}")
        setattr(entry, name, stated.pop() if stated else "")
    for row in rows:
        primary = source.lookup("name_type", row.get("Alias Type", "")) == "primary"
        weak = row.get("Alias Quality", "").lower() == "low"
        entry.names.append(Name(whole_name([row.get(name, "") for name in NAMES]), primary, weak))
        if script := row.get("Name Non-Latin Script"):
            entry.names.append(Name(script))
        entry.born += [row["DOB"]] if "DOB" in row else []
        place = ", ".join(row[name] for name in ("Town of Birth", "Country of Birth") if name in row)
        entry.birth_places += [place] if place else []
        entry.nationalities += [row["Nationality"]] if "Nationality" in row else []
        for number, details in (
            ("Passport Number", "Passport Details"),
            ("National Identification Number", "NI Details"),
        ):
            if number in row:
                entry.documents.append(" ".join(filter(None, (number, row[number], row.get(details, "")))))
        address = ", ".join(row[name] for name in ADDRESS if name in row)
        entry.addresses += [address] if address else []
        entry.countries += [row["Country"]] if "Country" in row else []
        entry.remarks += [row["Other Information"]] if "Other Information" in row else []
    return entry
