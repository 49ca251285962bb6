"""What a licence forbids to pass on is in no table of a story pack, and the pack says how much that is."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beholden.cases.answer_tables import flat
from beholden.cases.case import find_case
from beholden.cases.run import Prepared, parse_added, prepare
from beholden.cases.story import write_story
from beholden.graph.workspace import Workspace

CASE = "surveillance-and-the-compact"
CLOSED = "us_dod_1260h"
INVENTED = """\
Name,Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url
"Hangzhou Hikvision Digital Technology Co., Ltd. (Invented)","Hangzhou Hikvision Digital Technology Co., Ltd.",,,,,\
2099-12-31,,https://example.org/list.pdf
"""
"""A list in the form of a source that may not be passed on; its one row is made up, and so is its day."""


def packed(folder: Path, listed: Path) -> tuple[Prepared, Path]:
    """The case with this list added, and the folder of its pack."""
    case = find_case(CASE)
    ready = prepare(
        case,
        Workspace(folder / "home"),
        added=[parse_added(f"{CLOSED}={listed}@2026-08-20")],
        software="test",
        watch=lambda text: contextlib.nullcontext(lambda number: None),
    )
    return ready, write_story(case, ready, folder / "pack").parent


def resting_on(source: str, table: dict[str, Any]) -> int:
    """How many rows of a table have a claim of this source."""
    if "claims" not in table["columns"]:
        return 0
    at = table["columns"].index("claims")
    return sum(any(claim.startswith(f"{source}/") for claim in flat(row[at])) for row in table["rows"])


def tables(pack: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The tables of questions in a pack, by their names, with their rows."""
    for table in json.loads((pack / "report.json").read_text(encoding="utf-8"))["tables"]:
        with (pack / f"{table['id']}.csv").open(encoding="utf-8", newline="") as file:
            yield table["id"], list(csv.DictReader(file))


def test_rows_of_a_closed_source_are_in_no_table_and_are_counted(tmp_path: Path) -> None:
    listed = tmp_path / "invented.csv"
    listed.write_text(INVENTED, encoding="utf-8")
    check(*packed(tmp_path, listed))


@pytest.mark.thorough
def test_rows_of_the_real_list_are_in_no_table_and_are_counted(shared: Path, tmp_path: Path) -> None:
    check(*packed(tmp_path, shared / "data" / "us_dod_1260h" / "dod_1260h_sanctions.csv"))


def check(ready: Prepared, pack: Path) -> None:
    whole = {table["id"]: table for table in ready.report(find_case(CASE))["tables"]}
    barred = {id: resting_on(CLOSED, table) for id, table in whole.items()}
    assert sum(barred.values()) > 0, "the list changes no table, so nothing is tried"
    told = (pack / "README.md").read_text(encoding="utf-8")
    page = (pack / "index.html").read_text(encoding="utf-8")
    for id, rows in tables(pack):
        assert not [row for row in rows if f"{CLOSED}/" in row.get("claims", "")], id
        assert f"- `{id}.csv`: {barred[id]:,} by licence, " in told
        if barred[id]:
            rows_ = f"{barred[id]:,} row{'s' if barred[id] > 1 else ''}"
            assert f"{rows_} left out: a licence forbids to pass the source on." in page
    stated = {
        row["id"]
        for kind in ready.release.kinds("relations")
        for row in ready.release.frame("relations", kind).iter_rows(named=True)
        if CLOSED in row["sources"]
    }
    with (pack / "paths.csv").open(encoding="utf-8", newline="") as file:
        assert not stated & {row["relation_id"] for row in csv.DictReader(file)}
    assert "may not be republished: cite it, do not pass it on" in (pack / "sources.md").read_text("utf-8")
