"""A report as a folder: a page that opens without a network, the same data as JSON, a CSV file per table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from beholden.errors import CaseError
from beholden.pages import words
from beholden.pages.explorer import explorer, notes
from beholden.pages.files import write_files
from beholden.pages.looks import look
from beholden.pages.network import MOST_NODES
from beholden.pages.render import asset, render
from beholden.pages.tables import (
    CITATION_COLUMNS,
    PATH_COLUMNS,
    ROWS_ON_PAGE,
    citation_rows,
    csv_text,
    file_names,
    page_cell,
    path_rows,
)

TEMPLATE = "page.html"


def write_report(report: Mapping[str, Any], folder: Path, *, most_nodes: int = MOST_NODES) -> Path:
    """Write the report into the folder and return the path of its `index.html`.

    Beside it stand `report.json` (the report as given, keys sorted), `paths.csv` (an arrow a row),
    `citations.csv` and `<table id>.csv` for each table. Each is replaced at once, the page last. The
    same report gives the same bytes; other files in the folder are left alone. Cells of the CSV files that a
    spreadsheet would run as a formula are defended by a leading apostrophe (see `tables.csv_text`).

    Raises CaseError, before anything is written, for a report that would mislead: a citation that is not in
    the list of citations, a path whose arrows don't join its nodes, a table row that doesn't fit its columns,
    table ids that are no file names, or a network that doesn't hold together. Raises StoreError when the
    folder cannot be written.
    """
    check(report)
    tables = report["tables"]
    made = {
        "report.json": json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        + "\n",
        "paths.csv": csv_text(PATH_COLUMNS, path_rows(report["paths"])),
        "citations.csv": csv_text(CITATION_COLUMNS, citation_rows(report["citations"])),
    }
    for name, table in zip(file_names(tables), tables, strict=True):
        made[name] = csv_text(table["columns"], table["rows"])
    made["index.html"] = page(report, most_nodes=most_nodes)
    return write_files(folder, made)


def check(report: Mapping[str, Any]) -> None:
    """Raise CaseError where the report's parts don't fit together; the message names the part."""
    numbers = [citation["n"] for citation in report["citations"]]
    if len(set(numbers)) < len(numbers):
        raise CaseError("report: citations: a number stands there twice; each citation has one of its own")
    for table in report["tables"]:
        for number, row in enumerate(table["rows"], start=1):
            if len(row) != len(table["columns"]):
                counts = f"{len(row)} values for {len(table['columns'])} columns"
                raise CaseError(f"report: table {table['id']}, row {number}: {counts}")
    for place, cited in _cited(report):
        if unknown := set(cited) - set(numbers):
            raise CaseError(f"report: {place} cites [{min(unknown)}], which is not in the list of citations")
    for number, path in enumerate(report["paths"], start=1):
        ids = [node["id"] for node in path["nodes"]]
        ends = [{arrow["from"], arrow["to"]} for arrow in path["arrows"]]
        if ends != [{one, other} for one, other in pairwise(ids)]:
            raise CaseError(f"report: path {number}: arrow i must join node i and node i + 1, in this order")


def _cited(report: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[int]]]:
    for part in ("answer", "verdicts", "unknown", "statements"):
        for number, entry in enumerate(report[part], start=1):
            yield f"{part} {number}", entry["citations"]
            for answer in entry.get("answers", ()):
                yield f"an answer to {part} {number}", answer["citations"]
    for number, path in enumerate(report["paths"], start=1):
        for arrow in path["arrows"]:
            yield f"path {number}, arrow {arrow['id']}", arrow["citations"]
    for arrow in report["network"]["arrows"]:
        yield f"network, arrow {arrow['id']}", arrow["citations"]
    for table in report["tables"]:
        if "citations" in table["columns"]:
            column = table["columns"].index("citations")
            for number, row in enumerate(table["rows"], start=1):
                yield (
                    f"table {table['id']}, row {number}",
                    row[column] if isinstance(row[column], list) else (),
                )


def page(report: Mapping[str, Any], *, most_nodes: int = MOST_NODES) -> str:
    """The report as one HTML page that asks nothing of any host. Every text of a source is escaped."""
    scripts, values = explorer(report, most_nodes)
    return render(
        TEMPLATE,
        asset("page.css"),
        scripts,
        **values,
        report=report,
        answers=_answers(report["answer"]),
        citations_file="citations.csv",
        sections=[
            part for institutional in (False, True) if (part := _paths(report["paths"], institutional))
        ],
        tables=[
            {"file": name, "data": table, "shown": _shown(table), "cells": _cells(table)}
            for name, table in zip(file_names(report["tables"]), report["tables"], strict=True)
        ],
        rows_on_page=ROWS_ON_PAGE,
    )


def _answers(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The sentences by what they stand under, and there by their part; the order is theirs."""
    return [
        {
            "heading": heading,
            "parts": [
                {"title": part, "lines": list(inner)}
                for part, inner in groupby(own, key=lambda line: line.get("part", ""))
            ],
        }
        for heading, own in groupby(lines, key=lambda line: line.get("heading", ""))
    ]


def _paths(paths: Sequence[Mapping[str, Any]], institutional: bool) -> dict[str, Any] | None:
    chosen = [
        (number, path) for number, path in enumerate(paths, start=1) if path["institutional"] == institutional
    ]
    groups = [
        {"question": question, "paths": [{"number": number, "steps": _steps(path)} for number, path in group]}
        for question, group in groupby(chosen, key=lambda pair: pair[1]["question"])
    ]
    return {"institutional": institutional, "groups": groups} if groups else None


def _steps(path: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The nodes of a path, each with the arrow that leads on; `down` is whether it points to the next."""
    nodes = path["nodes"]
    steps: list[dict[str, Any]] = []
    for index, node in enumerate(nodes):
        arrow = path["arrows"][index] if index < len(path["arrows"]) else None
        down = arrow is not None and arrow["from"] == node["id"]
        after = nodes[index + 1] if arrow else None
        steps.append({"node": node, "look": look(node["kind"]), "arrow": arrow, "down": down, "next": after})
        if arrow:
            share = arrow.get("share")
            said = words.share(share) if share is not None or arrow["kind"] in words.STAKES else ""
            steps[-1] |= {
                "share": said.replace(" %", "\N{NO-BREAK SPACE}%"),
                "period": words.period(arrow["start"], arrow["end"], stale=arrow["stale"]),
                "notes": notes(arrow),
            }
    return steps


def _shown(table: Mapping[str, Any]) -> list[str]:
    """The columns that the page shows: those of `shown`, or all. The CSV file has every one."""
    shown = table.get("shown") or table["columns"]
    return [column for column in table["columns"] if column in shown]


def _cells(table: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    places = [table["columns"].index(column) for column in _shown(table)]
    return [
        [page_cell(table["columns"][place], row[place]) for place in places]
        for row in table["rows"][:ROWS_ON_PAGE]
    ]
