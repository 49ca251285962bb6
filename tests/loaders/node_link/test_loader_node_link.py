"""A graph made with networkx becomes claims, and a release's own node-link JSON is read again."""

from __future__ import annotations

import json
from pathlib import Path

import networkx

import beholden
from beholden.graph.release import build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load


def test_a_graph_of_networkx_is_loaded_built_and_taken_back(tmp_path: Path) -> None:
    graph = networkx.MultiDiGraph()
    graph.add_node("a", kind="Company", name="Alder Ltd", country="GB")
    graph.add_node("b", kind="Person", name="Ben Invented")
    graph.add_node("initiative/un-global-compact")
    graph.add_edge("b", "a", kind="OWNS", share=0.6, start_date="2010-05", stated_by="Alder Ltd")
    graph.add_edge("b", "a", kind="OWNS", share=0.1)
    graph.add_edge("a", "initiative/un-global-compact", kind="MEMBER_OF", status="active")
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(networkx.node_link_data(graph, edges="edges")), encoding="utf-8")
    workspace = Workspace(tmp_path / "home")
    done = load("node_link", [file], workspace, snapshot="2025-01-01")
    assert dict(done.facts.counts["claims"]) == {"Company": 1, "MEMBER_OF": 1, "OWNS": 2, "Person": 1}
    assert done.facts.counts["skipped_because"] == {"comes with beholden": 1}
    back = beholden.Graph(build(workspace, software="test")).to_networkx(["OWNS", "MEMBER_OF"])
    stakes = back.get_edge_data("node_link/b", "node_link/a").values()
    assert sorted((stake["share"], stake.get("start_text"), *stake["stated_by"]) for stake in stakes) == [
        (0.1, None, "who the nodes and edges name, else nobody"),
        (0.6, "2010-05", "Alder Ltd"),
    ]
    assert back.has_edge("node_link/a", "initiative/un-global-compact")
    assert back.nodes["node_link/a"]["name"] == "Alder Ltd"


def test_parts_in_several_files_are_one_graph(tmp_path: Path) -> None:
    (tmp_path / "nodes.json").write_text(
        '{"nodes": [{"id": "a", "kind": "Company"}, {"id": "b", "kind": "Company"}]}',
        encoding="utf-8",
    )
    (tmp_path / "edges.json").write_text(
        '{"edges": [{"source": "a", "target": "b", "kind": "OWNS"}]}', encoding="utf-8"
    )
    files = [tmp_path / "nodes.json", tmp_path / "edges.json"]
    done = load("node_link", files, Workspace(tmp_path / "home"), snapshot="2025-01-01")
    counts = done.facts.counts
    assert (counts["rows"], counts["converted"], counts["rejected"]) == (3, 3, 0)
