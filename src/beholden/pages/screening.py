"""The matches of somebody's own list, as one page: every row of the list with its best matches, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from beholden.pages.render import asset, render

SAID = (
    ("lists", "Lists"),
    ("memberships", "Memberships"),
    ("state_owners", "States and state bodies above it"),
    ("verdicts", "Verdicts that the release keeps"),
)
"""What the graph says of a match: column and heading."""


def screening_page(rows: Iterable[Mapping[str, Any]], *, title: str, as_of: date, release: str) -> str:
    """The page, that asks nothing of any host; every text of the list and of sources is escaped.

    A row is a match of a line of the list (row, asked, asked_country, name_match, zone, score, party, …), best first; a
    line without a match has one row without a party.
    """
    lines = [_line(list(own)) for _, own in groupby(rows, key=lambda row: row["row"])]
    report = {
        "title": title, "as_of": as_of.isoformat(), "release": release, "lines": lines, "said": SAID,
        "found": sum(bool(line["matches"]) for line in lines),
    }  # fmt: skip
    page: str = render("screening.html", asset("page.css"), [asset("sort.js")], report=report)
    return page


def _line(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    matches = [row for row in rows if row["party_id"] is not None]
    return {**{name: rows[0][name] for name in ("row", "asked", "asked_country")}, "matches": matches}
