"""A network as one page that works offline, with all its nodes and arrows as CSV and JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from beholden.pages.explorer import explorer, notes
from beholden.pages.files import write_files
from beholden.pages.looks import bounds
from beholden.pages.network import MOST_NODES
from beholden.pages.render import asset, render
from beholden.pages.tables import csv_text

NODES_FILE, ARROWS_FILE = "nodes.csv", "arrows.csv"
NODE_COLUMNS = ("id", "name", "kind", "country", "names", "citations", "claims")
ARROW_COLUMNS = (
    *("id", "kind", "from_id", "from", "reads", "to_id", "to", "share_min", "share_max", "start", "end"),
    *("derived", "unsure", "stale", "ended", "notes", "detail", "sources", "citations", "claims"),
)


def write_network(report: Mapping[str, Any], folder: Path, *, most_nodes: int = MOST_NODES) -> Path:
    """Write the page of a network into the folder and return the path of its `index.html`.

    `report` has the parts of a report that the page shows: title, question, as_of, release, network, citations,
    sources, report_errors and legal. A page holds at most `most_nodes` nodes; `nodes.csv`, `arrows.csv` and
    `network.json` beside it have all. The page itself needs none of them. Each file is replaced at once, the page last.

    Raises CaseError for a network that doesn't hold together, StoreError when the folder cannot be written.
    """
    network = report["network"]
    text = page(
        {**report, "network": {**network, "elsewhere": [NODES_FILE, ARROWS_FILE]}}, most_nodes=most_nodes
    )
    made = {
        "network.json": json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        + "\n",
        NODES_FILE: csv_text(NODE_COLUMNS, _node_rows(network)),
        ARROWS_FILE: csv_text(ARROW_COLUMNS, _arrow_rows(network)),
        "index.html": text,
    }
    return write_files(folder, made)


def page(report: Mapping[str, Any], *, most_nodes: int = MOST_NODES) -> str:
    """The network as one HTML page that asks nothing of any host. Every text of a source is escaped."""
    scripts, values = explorer(report, most_nodes)
    return render("network_page.html", asset("page.css"), scripts, **values, report=report)


def _node_rows(network: Mapping[str, Any]) -> Iterator[list[Any]]:
    for node in network["nodes"]:
        yield [
            *(node["id"], node["name"], node["kind"], node["country"]),
            *(node["detail"], node["citations"], node["claims"]),
        ]


def _arrow_rows(network: Mapping[str, Any]) -> Iterator[list[Any]]:
    names = {node["id"]: node["name"] for node in network["nodes"]}
    for arrow in network["arrows"]:
        yield [
            *(arrow["id"], arrow["kind"], arrow["from"], names[arrow["from"]], arrow["label"]),
            *(arrow["to"], names[arrow["to"]], *(bounds(arrow["share"]) if arrow["share"] else (None, None))),
            *(
                arrow["start"],
                arrow["end"],
                arrow["derived"],
                arrow["unsure"],
                arrow["stale"],
                arrow["ended"],
            ),
            *(notes(arrow), arrow["detail"], arrow["sources"], arrow["citations"], arrow["claims"]),
        ]
