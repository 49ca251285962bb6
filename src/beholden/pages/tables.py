"""The tables of a report: as CSV files for other programs, and as cells for the page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from beholden.errors import CaseError
from beholden.pages import words

ROWS_ON_PAGE = 200
"""A longer table goes on in its CSV file, and the page says so."""

CITATION_COLUMNS = (
    *("n", "stated_by", "title", "publisher", "url", "date", "grade"),
    *("places", "claims", "quote"),
)
BOUNDS = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
PATH_COLUMNS = (
    *("path", "step", "question", "institutional", "relation_id", "kind"),
    *("from_id", "from", "from_kind", "reads", "to_id", "to", "to_kind"),
    *("share", *(f"share_{bound}" for bound in BOUNDS)),
    *("start", "end", "stale", "disputed", "citations"),
)
_FORMULA = re.compile(r"[\s\x00-\x20\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_RESERVED = ("paths", "citations")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    r"""A CSV file after RFC 4180: a header, CRLF at line ends, quotes where needed, no byte order mark.

    Lists are joined with "; ", a missing value is empty, a share stays a fraction. A text that a spreadsheet
    would run as a formula (it starts with = + - @, a tab or a line break, blanks before it not counted) gets
    an apostrophe in front, so such a cell is the published text after its first character. Numbers stay bare.

    >>> csv_text(["name", "share"], [["=1+1", -0.5]])
    "name,share\r\n'=1+1,-0.5\r\n"
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def defended(value: Any, text: str) -> str:
    """A cell's text with an apostrophe in front where the value is text that a spreadsheet would run as a formula.

    >>> defended("=1+1", "=1+1"), defended(-0.5, "-0.5")
    ("'=1+1", '-0.5')
    """
    return "'" + text if isinstance(value, str | list | tuple) and _FORMULA.match(text) else text


def _cell(value: Any) -> str:
    return defended(value, plain_text(value))


def plain_text(value: Any) -> str:
    """A value as text: "" for None, true and false in JSON's words, the parts of a list joined with "; ".

    >>> plain_text(["a", 1, None]), plain_text(False)
    ('a; 1; ', 'false')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case list() | tuple():
            return "; ".join(map(plain_text, value))
        case _:
            return json.dumps(value, ensure_ascii=False, sort_keys=True)


def file_names(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """The CSV file of each table: its id with `.csv`.

    Raises CaseError for an id that is no plain file name, stands there twice, or is that of another file.
    """
    ids = [table["id"] for table in tables]
    for name in ids:
        if not _FILE_NAME.fullmatch(name):
            raise CaseError(
                f'report: table id "{name}" is no file name: use small letters, digits, ".", "_" and "-"'
            )
        if name in _RESERVED or ids.count(name) > 1:
            raise CaseError(f'report: table id "{name}" is taken; each table needs an id of its own')
    return [f"{name}.csv" for name in ids]


def citation_rows(citations: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """The citations, one a row, in the order of `CITATION_COLUMNS`."""
    for citation in citations:
        yield [citation.get(column) for column in CITATION_COLUMNS]


def path_rows(paths: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """The arrows of all paths, one a row, in the order of `PATH_COLUMNS`; shares are fractions."""
    for number, path in enumerate(paths, start=1):
        nodes = {node["id"]: node for node in path["nodes"]}
        for step, arrow in enumerate(path["arrows"], start=1):
            start, end = nodes[arrow["from"]], nodes[arrow["to"]]
            share = arrow.get("share")
            bounds: Mapping[str, Any] = share if isinstance(share, Mapping) else {"exact": share}
            yield [
                *(number, step, path["question"], path["institutional"], arrow["id"], arrow["kind"]),
                *(
                    start["id"],
                    start["name"],
                    start["kind"],
                    arrow["reads"],
                    end["id"],
                    end["name"],
                    end["kind"],
                ),
                *(bounds.get("exact"), *(bounds.get(bound) for bound in BOUNDS)),
                *(arrow["start"], arrow["end"], arrow["stale"], arrow["disputed"], arrow["citations"]),
            ]


def page_cell(column: str, value: Any) -> dict[str, Any]:
    """A cell for the page: its `text`, its `look` (text, number, badge, none or cites) and its `cites`."""
    cell: dict[str, Any] = {"text": plain_text(value), "look": "text", "cites": []}
    if column == "citations" and isinstance(value, list):
        return cell | {"look": "cites", "cites": value}
    if value is None:
        return cell | {"text": "not stated" if is_share(column) else "–", "look": "none"}
    if isinstance(value, bool):
        return cell | {"text": "yes" if value else "no"}
    if isinstance(value, str) and _DAY.fullmatch(value):
        return cell | {"look": "number"}
    if isinstance(value, str) and column.endswith("status"):
        return cell | {"text": words.plain(value)}
    if isinstance(value, int | float):
        fraction = is_share(column) and 0 <= value <= 1
        return cell | {"text": words.share(value) if fraction else plain_text(value), "look": "number"}
    if isinstance(value, list | tuple) and is_share(column):
        return cell | {"text": "; ".join(page_cell(column, inner)["text"] for inner in value)}
    if isinstance(value, Mapping) and is_share(column):
        return cell | {"text": words.share(value)}
    return cell | {"look": "badge"} if value == words.NAME_ONLY else cell


def is_share(column: str) -> bool:
    """Whether a column holds shares, which the page shows in percent: its name says so.

    >>> is_share("known_share"), is_share("shares_outstanding")
    (True, False)
    """
    return column == "shares" or "share" in column.split("_")
