"""The XML of an OFAC list: its date, how many entries it says it has, and the entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.dates import month_day_year
from beholden.loaders import Record
from beholden.loaders.elements import Element, elements, local, text

ROOT, HEADER, ENTRY = "sdnList", "publshInformation", "sdnEntry"  # OFAC's spelling


def published(file: Path) -> date:
    """The day on which OFAC published this file, as it states it."""
    for element in elements(file, "OFAC's", (ROOT,)):
        if local(element) == HEADER:
            return _header(file, element)[0]
    raise SourceError(f"{file.name}: there is no {HEADER}, which says of which day the file is")


def read_xml(file: Path) -> Iterator[Record]:
    """Yield one record an entry; element names are read without their namespace, which OFAC has changed.

    XML that is broken, truncated or of another list format, and a number of entries other than the one that
    the file states, raise SourceError.
    """
    stated: int | None = None
    number = 0
    for element in elements(file, "OFAC's", (ROOT,)):
        if local(element) == HEADER:
            stated = _header(file, element)[1]
        elif local(element) == ENTRY:
            number += 1
            yield Record(_fields(file, element), where=f"{file.name}:{element.sourceline}")
        else:
            raise SourceError(f"{file.name}:{element.sourceline}: {local(element)} is not known in {ROOT}")
    if stated is None:
        raise SourceError(
            f"{file.name}: there is no {HEADER}, so that nothing says whether the file is whole"
        )
    if number != stated:
        raise SourceError(
            f"{file.name}: has {number} entries and says it has {stated} (Record_Count): it is not whole"
        )


def _header(file: Path, element: Element) -> tuple[date, int]:
    """The day and the number of entries that the file states."""
    stated = _fields(file, element)
    try:
        return date.fromisoformat(month_day_year(stated["Publish_Date"])), int(stated["Record_Count"])
    except (KeyError, ValueError) as problem:
        raise SourceError(
            f"{file.name}:{element.sourceline}: {HEADER} must have a Publish_Date such as 03/28/2025 and a "
            f"Record_Count ({problem})"
        ) from problem


def _fields(file: Path, element: Element) -> dict[str, Any]:
    """What is in an element by local name: text, a dict for what is nested, a list for a …List."""
    fields: dict[str, Any] = {}
    for child in element:
        name = local(child)
        if name in fields:
            raise SourceError(f"{file.name}:{child.sourceline}: {name} stands twice in one {local(element)}")
        if name.endswith("List"):
            fields[name] = [_fields(file, item) if len(item) else text(item) for item in child]
        else:
            fields[name] = _fields(file, child) if len(child) else text(child)
    return fields
