"""The XML of an OFAC list: its date, how many entries it says it has, and the entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from beholden.errors import SourceError
from beholden.graph.dates import month_day_year
from beholden.loaders import Record

ROOT, HEADER, ENTRY = "sdnList", "publshInformation", "sdnEntry"  # OFAC's spelling


def is_xml(file: Path) -> bool:
    """Tell whether a file holds XML (or HTML), by its first character."""
    try:
        with file.open("rb") as opened:
            return opened.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem


def published(file: Path) -> date:
    """The day on which OFAC published this file, as it states it."""
    for element in _elements(file):
        if _local(element) == HEADER:
            return _header(file, element)[0]
    raise SourceError(f"{file.name}: there is no {HEADER}, which says of which day the file is")


def read_xml(file: Path) -> Iterator[Record]:
    """Yield one record an entry; element names are read without their namespace, which OFAC has changed.

    XML that is broken, truncated or of another list format, and a number of entries other than the one that
    the file states, raise SourceError.
    """
    stated: int | None = None
    number = 0
    for element in _elements(file):
        if _local(element) == HEADER:
            stated = _header(file, element)[1]
        elif _local(element) == ENTRY:
            number += 1
            yield Record(_fields(file, element), where=f"{file.name}:{element.sourceline}")
            element.clear()
        else:
            raise SourceError(f"{file.name}:{element.sourceline}: {_local(element)} is not known in {ROOT}")
    if stated is None:
        raise SourceError(
            f"{file.name}: there is no {HEADER}, so that nothing says whether the file is whole"
        )
    if number != stated:
        raise SourceError(
            f"{file.name}: has {number} entries and says it has {stated} (Record_Count): it is not whole"
        )


def _elements(file: Path) -> Iterator[etree._Element]:
    """Yield the header and the entries as they end; entities are not resolved and nothing is fetched."""
    root: etree._Element | None = None
    try:
        with file.open("rb") as opened:
            for event, element in etree.iterparse(
                opened, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                huge_tree=False, remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                if root is None:
                    root = element
                    _check_root(file, root)
                if event == "end" and element.getparent() is root:
                    yield element
    except etree.XMLSyntaxError as problem:
        raise SourceError(
            f"{file.name}:{problem.lineno}: the XML breaks off or is damaged ({problem.msg})"
        ) from problem


def _check_root(file: Path, root: etree._Element) -> None:
    if _local(root) != ROOT:
        raise SourceError(f"{file.name}: the root element is {_local(root)}; OFAC's list has {ROOT}")
    if root.getroottree().docinfo.doctype:
        raise SourceError(f"{file.name}: it declares a DOCTYPE, which OFAC's files never do; it is not read")


def _header(file: Path, element: etree._Element) -> tuple[date, int]:
    """The day and the number of entries that the file states."""
    stated = _fields(file, element)
    try:
        return date.fromisoformat(month_day_year(stated["Publish_Date"])), int(stated["Record_Count"])
    except (KeyError, ValueError) as problem:
        raise SourceError(
            f"{file.name}:{element.sourceline}: {HEADER} must have a Publish_Date such as 03/28/2025 and a "
            f"Record_Count ({problem})"
        ) from problem


def _fields(file: Path, element: etree._Element) -> dict[str, Any]:
    """What is in an element by local name: text, a dict for what is nested, a list for a …List."""
    fields: dict[str, Any] = {}
    for child in element:
        name = _local(child)
        if name in fields:
            raise SourceError(f"{file.name}:{child.sourceline}: {name} stands twice in one {_local(element)}")
        if name.endswith("List"):
            fields[name] = [_fields(file, item) if len(item) else _text(item) for item in child]
        else:
            fields[name] = _fields(file, child) if len(child) else _text(child)
    return fields


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
