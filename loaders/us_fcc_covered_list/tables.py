"""The table of the Covered List, from the FCC's page or from a CSV of its two columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from beholden.errors import SourceError
from beholden.loaders import Record, Rejected
from beholden.loaders.tables import read_table, read_text

COVERED, INCLUDED = "covered_equipment_or_services", "date_of_inclusion_on_covered_list"
# What a page may hold and no element takes: characters that no XML has.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEADER = ("covered equipment or services", "date of inclusion on covered list")


def is_html(file: Path) -> bool:
    """Tell whether the file holds HTML, by its first character."""
    return read_text(file).lstrip().startswith("<")


def read_csv(file: Path) -> Iterator[Record | Rejected]:
    """Yield the rows of the CSV; see read_table for what is refused."""
    for item in read_table(file, (COVERED, INCLUDED)):
        if isinstance(item, Rejected):
            yield item
        else:
            place, row = item
            yield Record(row, place)


def read_html(file: Path) -> Iterator[Record | Rejected]:
    """Yield the rows of the table with the two headings.

    A page without it, or one that breaks off before the table is closed, raises SourceError.
    """
    text = read_text(file)
    try:
        document = _document(text)
    except (etree.ParserError, ValueError) as problem:
        raise SourceError(f"{file.name}: this is no web page ({problem})") from problem
    tables = [table for table in document.iter("table") if _is_it(table)]
    if len(tables) != 1:
        raise SourceError(
            f"{file.name}: there {'is no table' if not tables else 'are several tables'} with the headings "
            "Covered Equipment or Services and Date of Inclusion on Covered List"
        )
    if text.lower().count("<table") > text.lower().count("</table"):
        raise SourceError(f"{file.name}: a table is not closed: the file is truncated")
    for row in list(tables[0].iter("tr"))[1:]:
        place = f"{file.name}:{row.sourceline}"
        cells = [_text(cell) for cell in row if cell.tag in ("td", "th")]
        if len(cells) == 2:
            yield Record(dict(zip((COVERED, INCLUDED), cells, strict=True)), place)
        else:
            yield Rejected(place, f"{len(cells)} cells where the table has 2", " | ".join(cells))


def _document(text: str) -> html.HtmlElement:
    return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))


def _is_it(table: html.HtmlElement) -> bool:
    first = next(table.iter("tr"), None)
    heads = (
        ()
        if first is None
        else tuple(_text(cell).rstrip("*† ").lower() for cell in first if isinstance(cell.tag, str))
    )
    return heads == _HEADER


def _text(cell: html.HtmlElement) -> str:
    """The text of a cell in one line; paragraphs and breaks part words."""
    for breaking in cell.iter("br", "p"):
        breaking.tail = f" {_CONTROL.sub(' ', breaking.tail or '')}"
    return re.sub(r"\s+", " ", cell.text_content()).strip()
