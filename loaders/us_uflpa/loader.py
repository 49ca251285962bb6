"""The UFLPA Entity List: each record is one row of a table of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import lxml.html
from lxml import etree

from beholden.errors import SourceError
from beholden.graph.dates import english, month_day_year
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Source
from beholden.loaders.tables import read_text
from beholden.loaders.us_uflpa.entries import entry

SOURCE = Source.beside(__file__)
LIST = "list/us-uflpa"
_SECTION = re.compile(r"2\(d\)\(2\)\(B\)\((?:i|ii|iii|iv|v)\)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption", "p", "strong")


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield the rows of the tables of entities, each with the section that the text before its table names."""
    for file in files:
        tables = 0
        for section, table in _tables(file):
            lines = [
                (row.sourceline, [_text(cell) for cell in row.iter("td", "th")]) for row in table.iter("tr")
            ]
            (_, header), *rows = lines or [(0, [])]
            if len(header) != 2 or "entity" not in header[0].lower() or "date" not in header[1].lower():
                continue
            tables += 1
            for line, cells in rows:
                where = f"{file.name}:{line}"
                text = " | ".join(cells)
                if len(cells) != len(header):
                    yield Rejected(where, f"{len(cells)} cells where the header has {len(header)}", text)
                else:
                    yield Record({"name": cells[0], "date": cells[1], "section": section}, where, text)
        if not tables:
            raise SourceError(
                f"{file.name}: there is no table with the name of an entity and an effective date"
            )


def _tables(file: Path) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Yield the tables in order, each with the last section named before it."""
    text = read_text(file)
    if "</html>" not in text.lower():
        raise SourceError(f"{file.name}: the page does not end, or is none: save it whole, as HTML")
    try:
        root = lxml.html.document_fromstring(text)
    except (etree.ParserError, ValueError) as problem:
        raise SourceError(f"{file.name}: this is no web page ({problem})") from problem
    section = ""
    for element in root.iter(*_HEADINGS, "table"):
        if element.tag == "table":
            named = _SECTION.search(" ".join(_text(one) for one in element.iter("caption")))
            yield (named[0] if named else section), element
        elif found := _SECTION.search(_text(element)):
            section = found[0]


def _text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say which entity is listed, with the subsidiaries that the entry names."""
    text, start = record.take("name"), _day(record.take("date"))
    section = record.take("section", optional=True)
    if not section:
        raise RecordError("no section of the act is named before the table")
    found = entry(text)
    parent = SOURCE.entity(
        "Organization", key=[found.name], name=found.name, names=found.aliases, kind_stated=False, quote=text
    )
    yield parent
    yield _listing(parent, section, start, found.scope, text)
    for name in found.subsidiaries:
        subsidiary = SOURCE.entity("Organization", key=[name], name=name, kind_stated=False, quote=text)
        yield subsidiary
        yield _listing(subsidiary, section, start, "", text)
        yield SOURCE.relation(
            "OWNS", parent, subsidiary, key=[], interest="parent_named", share_of="unknown", direct="not_stated",
            quote=text,
        )  # fmt: skip


def _listing(party: Entity, section: str, start: str, scope: str, text: str) -> Relation:
    programme = f"section {section}"
    return SOURCE.relation(
        "LISTED_ON", party, LIST, start=start, programme=programme, scope=scope, quote=text
    )


def _day(text: str) -> str:
    try:
        return month_day_year(text) if "/" in text else english(text)
    except ValueError as problem:
        raise RecordError(f"effective date: {problem}") from problem
