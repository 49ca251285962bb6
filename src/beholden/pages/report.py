"""A report as a folder: a page that opens without a network, the same data as JSON, a CSV file per table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from beholden.errors import CaseError, StoreError
from beholden.graph.workspace import write_atomically
from beholden.pages import words
from beholden.pages.network import MOST_NODES, caption, draw, library, look, outline
from beholden.pages.render import asset, in_script, link, render
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

STALE = "from an old copy; later status not checked"
DASHED = "indirect, or of a size that is not stated"


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
    try:
        for name, text in made.items():
            write_atomically(folder / name, text)
    except OSError as problem:
        raise StoreError(
            f"{folder}: the report cannot be written ({problem}); choose another folder"
        ) from problem
    return folder / "index.html"


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
    for part in ("answer", "unknown", "statements"):
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
    drawing = draw(report["network"], most=most_nodes)
    style = asset("page.css")
    scripts = [library(), asset("page.js")] if drawing.nodes else []
    return render(
        "page.html",
        style,
        scripts,
        report=report,
        sections=[
            part for institutional in (False, True) if (part := _paths(report["paths"], institutional))
        ],
        drawing=drawing,
        data=in_script(_network_data(report, drawing.drawn, drawing.nodes, drawing.arrows))
        if scripts
        else "",
        names={node["id"]: node["name"] for node in drawing.nodes},
        legend=[
            {"look": name, "outline": outline(name, 34, 18), "kinds": _kinds(drawing.nodes, name)}
            for name in drawing.looks
        ],
        notes=_notes,
        caption=caption,
        tables=[
            {"file": name, "data": table, "shown": _shown(table), "cells": _cells(table)}
            for name, table in zip(file_names(report["tables"]), report["tables"], strict=True)
        ],
        rows_on_page=ROWS_ON_PAGE,
    )


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
                "notes": _notes(arrow),
            }
    return steps


def _notes(arrow: Mapping[str, Any]) -> list[str]:
    """What must be said beside an arrow: a note as given, or else what its marks stand for."""
    notes = [arrow["note"]] if arrow.get("note") else [STALE] if arrow.get("stale") else []
    if arrow.get("disputed"):
        notes.append(f"disputed: {arrow['dispute']}" if arrow.get("dispute") else "disputed")
    return notes


def _kinds(nodes: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    return sorted({words.kind(node["kind"]) for node in nodes if look(node["kind"]) == name})


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


def _network_data(
    report: Mapping[str, Any],
    drawn: Mapping[str, Any],
    nodes: Sequence[Mapping[str, Any]],
    arrows: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """What the page's script needs: the drawing, and what the panel says of each node, arrow and citation."""
    cited = {number for arrow in arrows for number in arrow["citations"]}
    return {
        "drawn": drawn,
        "nodes": {
            node["id"]: {"name": node["name"], "caption": caption(node), "detail": node.get("detail") or ""}
            for node in nodes
        },
        "arrows": [
            {
                **{key: arrow[key] for key in ("id", "from", "to", "label", "citations")},
                "detail": arrow.get("detail") or "",
                "notes": [*_notes(arrow), *([DASHED] if arrow["dashed"] else [])],
            }
            for arrow in arrows
        ],
        "citations": {
            str(citation["n"]): {
                "title": citation["title"],
                "by": ", ".join(
                    [citation["publisher"], words.date(citation["date"]), words.grade(citation["grade"])]
                ),
                "stated_by": citation["stated_by"] if citation["stated_by"] != citation["publisher"] else "",
                "places": citation["places"],
                "quote": citation["quote"] or "",
                "url": link(citation["url"]) or "",
            }
            for citation in report["citations"]
            if citation["n"] in cited
        },
    }
