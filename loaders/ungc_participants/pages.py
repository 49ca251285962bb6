"""Saved pages of the UN Global Compact's site: the list of participants, and the page of one participant.

The site's markup has changed over the years, so it is read loosely: a label with its value beside it. The
labels are those in [lookup.label] of source.toml and are read strictly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from beholden.errors import SourceError
from beholden.loaders import Record, Rejected

SITE = "https://unglobalcompact.org/what-is-gc/participants/"
COLUMNS = ("Name", "Type", "Sector", "Country", "Joined On")
STATUS = "Global Compact Status"

_PARTICIPANT = re.compile(r"/what-is-gc/participants/([0-9]+)((?:-[^/?#\"'\s]*)?)(?![^?#\"'\s])")
_FILE_NAME = re.compile(r"([0-9]+)-([^.]*)")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\([0-9]+\)(\S+)")
_END = re.compile(r"</html\s*>(?:\s|<!--(?:(?!-->).)*-->)*\Z", re.IGNORECASE | re.DOTALL)


def is_page(text: str) -> bool:
    """Tell whether a text is HTML rather than a table."""
    return text.lstrip().startswith("<")


def read_page(file: Path, text: str, labels: Mapping[str, str]) -> Iterator[Record | Rejected]:
    """Yield the participants of a list page, or the one of a participant's page.

    The fields go by the columns of the table; "id" and "page" come from the participant's address. A page
    that is cut off or of another sort raises SourceError.
    """
    if _END.search(text) is None:
        raise SourceError(f"{file.name}: the page does not end with </html>: it is truncated; save it again")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        page = lxml.html.document_fromstring(text.encode(), parser=parser)
    except (lxml.etree.ParserError, ValueError) as problem:
        raise SourceError(f"{file.name}: this is no web page ({problem})") from problem
    for table in page.iter("table"):
        heads = [_words(cell) for row in table.xpath(".//tr[1]")[:1] for cell in row]
        if "Name" in heads and "Joined On" in heads:
            yield from _list(file, table, heads, labels)
            return
    fields = _labelled(file, page, labels)
    if STATUS not in fields:
        raise SourceError(
            f"{file.name}: this is neither a list page (a table with the columns {', '.join(COLUMNS)}) "
            f'nor the page of a participant (with the label "{STATUS}")'
        )
    headings = page.xpath("//header[contains(@class, 'main-content-header')]//h1") or page.xpath("//h1")
    name = _words(headings[0]) if headings else ""
    websites = page.xpath("//a[contains(@class, 'participant-website-link')]/@href")
    if websites:
        fields["Website"] = str(websites[0])
    yield _record(f"{file.name}:1", {**fields, "Name": name}, _own_addresses(file, text, page, name))


def _list(
    file: Path, table: HtmlElement, heads: list[str], labels: Mapping[str, str]
) -> Iterator[Record | Rejected]:
    columns = [labels.get(head, "") for head in heads]
    if "" in columns or not set(columns) >= set(COLUMNS) or len(set(columns)) < len(columns):
        raise SourceError(
            f"{file.name}:{table.sourceline}: the columns are {', '.join(heads)}; "
            f"a list page has the columns {', '.join(COLUMNS)}"
        )
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = [_words(cell) for cell in cells]
        if texts == heads:
            continue
        place = f"{file.name}:{row.sourceline}"
        if len(texts) != len(heads):
            yield Rejected(place, f"{len(texts)} cells where the header has {len(heads)}", " | ".join(texts))
            continue
        links = [link.get("href", "") for link in cells[columns.index("Name")].iter("a")]
        yield _record(place, dict(zip(columns, texts, strict=True)), links)


def _record(place: str, fields: Mapping[str, str], links: Iterable[str]) -> Record | Rejected:
    """The record of a participant; the first of the links that is of a participant has its id and page."""
    for link in links:
        if found := _PARTICIPANT.search(link):
            return Record({**fields, "id": found[1], "page": SITE + found[1] + found[2]}, where=place)
    reason = f"no address of a participant is found, such as {SITE}1234-Name, which has its id"
    return Rejected(place, reason, " | ".join(fields.values()))


def _labelled(file: Path, page: HtmlElement, labels: Mapping[str, str]) -> dict[str, str]:
    """The values beside the labels; a term of a definition list that is no label keeps its text."""
    fields: dict[str, str] = {}
    for element in page.iter("dt", "th", "strong", "h2", "h3"):
        label = _words(element).removesuffix(":").rstrip()
        field = labels.get(label, label if element.tag == "dt" else "")
        if not field:
            continue
        beside = element.getnext()
        value = " ".join((element.tail or "").split()) or ("" if beside is None else _words(beside))
        if value and fields.setdefault(field, value) != value:
            raise SourceError(
                f'{file.name}:{element.sourceline}: "{label}" says {value!r}, '
                f"and elsewhere on the page {fields[field]!r}"
            )
    return fields


def _own_addresses(file: Path, text: str, page: HtmlElement, name: str) -> list[str]:
    """A page's own address: as the page states it, as the browser noted it, or as the file is called."""
    links = [*page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")]
    links += _SAVED_FROM.findall(text[:2_000])
    found = _FILE_NAME.match(file.stem)
    if found is not None and _letters(found[2]) == _letters(name):  # 2024-02 in a file's name is no id
        links.append(SITE + found[0])
    return [str(link) for link in links]


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isascii() and letter.isalnum())


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
