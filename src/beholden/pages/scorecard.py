"""A scorecard as a folder: a page on which each number opens its rows, the same as JSON, a CSV file a number."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from beholden.pages.files import write_files
from beholden.pages.render import asset, render
from beholden.pages.tables import ROWS_ON_PAGE, csv_text, file_names, page_cell

HIDDEN = ("_id", "_ids", "_kinds", "claims")
"""Endings of the columns that the page leaves to the files."""
COLUMNS = ("id", "group", "title", "value", "of", "share")


def write_scorecard(card: Mapping[str, Any], folder: Path) -> Path:
    """Write the card into the folder and return the path of its `index.html`.

    Beside it stand `scorecard.json` (all of it), `numbers.csv` and `<id>.csv` with the rows of each number. The
    same card gives the same bytes. StoreError when the folder cannot be written.
    """
    made = {
        "scorecard.json": json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        + "\n",
        "numbers.csv": csv_text(COLUMNS, ([number[name] for name in COLUMNS] for number in card["numbers"])),
    }
    for name, number in zip(file_names(card["numbers"]), card["numbers"], strict=True):
        made[name] = csv_text(number["columns"], number["rows"])
    made["index.html"] = scorecard_page(card)
    return write_files(folder, made)


def scorecard_page(card: Mapping[str, Any]) -> str:
    """The card as one HTML page that asks nothing of any host. Every text of a source is escaped."""
    groups = [
        {"name": name, "numbers": [_shown(number) for number in numbers]}
        for name, numbers in groupby(card["numbers"], key=lambda number: number["group"])
    ]
    return render(
        "scorecard.html",
        asset("page.css"),
        [asset("sort.js")],
        card=card,
        groups=groups,
        tiles=[_shown(number) for number in card["numbers"] if number["id"] in _tiles(card["numbers"])],
        rows_on_page=ROWS_ON_PAGE,
    )


def _tiles(numbers: Sequence[Mapping[str, Any]]) -> set[str]:
    """The ids of the numbers that come first, with the state above most members and the list that names most."""
    found = {"members", "contracts-with-concerns", "owner-unknown"}
    for prefix in ("state-", "list-"):
        own = [
            number
            for number in numbers
            if number["id"].startswith(prefix) and number["of"] is not None and number["value"]
        ]
        # max gives the first of the greatest, and numbers of a group come with the greatest first.
        found.update([max(own, key=lambda number: number["value"])["id"]] if own else [])
    return found


def _shown(number: Mapping[str, Any]) -> dict[str, Any]:
    """A number with the cells that the page shows of its first rows."""
    columns = [name for name in number["columns"] if not name.endswith(HIDDEN)]
    places = [number["columns"].index(name) for name in columns]
    cells = [
        [page_cell(number["columns"][place], row[place]) for place in places]
        for row in number["rows"][:ROWS_ON_PAGE]
    ]
    return {
        **number,
        "columns": columns,
        "cells": cells,
        "percent": _percent(number["share"]),
        "all": len(number["rows"]),
    }


def _percent(share: float | None) -> str | None:
    """A share of the members as text; a small one is not made none.

    >>> _percent(0.99992), _percent(0.00004), _percent(0.0)
    ('99.99 %', 'under 0.01 %', '0 %')
    """
    if share is None:
        return None
    if 0 < share < 0.0001:
        return "under 0.01 %"
    cut = math.floor(share * 10_000) / 100  # never up to 100 %
    return f"{cut:.2f}".rstrip("0").rstrip(".") + " %"
