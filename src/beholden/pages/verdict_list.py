"""The verdicts on somebody's own list of companies, as one page: every line with what it was matched to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from beholden.pages.render import asset, render

WORDS = {
    "within": "within",
    "possible": "possibly within",
    "outside": "not within",
    "undetermined": "undetermined",
}
"""The verdicts as a page says them."""

LOOKS = {"within": "sure", "possible": "doubt", "outside": "clear", "undetermined": "open"}
"""How the badge of a verdict looks where an identifier confirms the match: only *within* is filled."""

UNSURE_LOOKS = {**LOOKS, "within": "doubt", "outside": "open"}
"""How it looks where only a name matches: it may be about another company, so it neither alarms nor clears."""


def verdict_list_page(
    rows: Iterable[Mapping[str, Any]], *, title: str, as_of: date, release: str, legal: str
) -> str:
    """The page, that asks nothing of any host; every text of the list and of sources is escaped.

    A row is a line of the list under one rule (line, stated, match, match_confirmed, party_id, party, verdict, …); a
    line that matched nothing has one row without a verdict.
    """
    lines = [_line(list(own)) for _, own in groupby(rows, key=lambda row: row["line"])]
    report = {
        "title": title, "as_of": as_of.isoformat(), "release": release, "legal": legal, "words": WORDS, "lines": lines,
    }  # fmt: skip
    page: str = render("verdict_list.html", asset("page.css"), [asset("sort.js")], report=report)
    return page


def _line(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    looks = LOOKS if rows[0]["match_confirmed"] else UNSURE_LOOKS
    verdicts = [
        row | {"look": looks[row["verdict"]]} for row in map(dict, rows) if row["verdict"] is not None
    ]
    head = {
        name: rows[0][name] for name in ("line", "stated", "match", "match_confirmed", "party_id", "party")
    }
    counts = {word: sum(row["verdict"] == word for row in verdicts) for word in WORDS}
    return {**head, "verdicts": verdicts, "counts": counts}
