"""GraphML, GEXF and node-link JSON: networkx opens them with the same nodes, edges and attributes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import networkx
import pytest
from lxml import etree

import beholden
from beholden.exports.gexf import PERIOD, write_gexf
from beholden.exports.graph_rows import WHERE
from beholden.exports.graphml import write_graphml
from beholden.exports.material import Material
from beholden.exports.node_link import write_node_link
from beholden.exports.terms import id_of
from tests.everything import everything
from tests.exports.conftest import NAME
from tests.exports.full_world import full_world
from tests.exports.round_trip import back_again, lost, told
from tests.world import build_world

Write = Callable[[Material, Any], None]
Elements = Mapping[str, Mapping[str, Any]]


pytestmark = pytest.mark.thorough


def text(write: Write, material: Material) -> bytes:
    stream = io.BytesIO()
    write(material, stream)
    return stream.getvalue()


def by_id(graph: networkx.MultiDiGraph) -> tuple[Elements, Elements]:
    """The nodes by id, and the edges by id with the ids of their ends."""
    graph = networkx.MultiDiGraph(graph)
    own = {node: data.get("id", node) for node, data in graph.nodes(data=True)}
    edges = {}
    for start, end, key, data in graph.edges(keys=True, data=True):
        assert data.get("id", key) not in edges
        edges[data.get("id", key)] = {**data, "ends": (own[start], own[end])}
    return {own[node]: data for node, data in graph.nodes(data=True)}, edges


def node_link(data: bytes) -> networkx.MultiDiGraph:
    return networkx.node_link_graph(json.loads(data), edges="edges")


def graphml(data: bytes) -> networkx.MultiDiGraph:
    return networkx.read_graphml(io.BytesIO(data))


def gexf(data: bytes) -> networkx.MultiDiGraph:
    graph = networkx.read_gexf(io.BytesIO(data))
    for *_, own in graph.edges(data=True):
        own["id"] = id_of("urn:beholden:relation:" + own["id"])
    return graph


FORMATS = {
    "node-link": (write_node_link, node_link),
    "graphml": (write_graphml, graphml),
    "gexf": (write_gexf, gexf),
}


def rows(material: Material) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for part, batches in (("node", material.entities()), ("edge", material.relations())):
        for kind, frame in batches:
            for row in material.with_locators(frame).iter_rows(named=True):
                yield part, kind.name, row


def in_xml(text: str) -> str:
    """What XML 1.0 can hold of a text."""
    return "".join("\ufffd" if ord(sign) < 0x20 and sign not in "\t\n\r" else sign for sign in text)


def said(form: str, value: Any) -> Any:
    if form != "node-link" and isinstance(value, list):
        return json.dumps([str(one) for one in value], ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    return in_xml(value) if form != "node-link" and isinstance(value, str) else value


@pytest.mark.parametrize("form", FORMATS)
def test_networkx_reads_every_value_of_every_row(private: Material, tmp_path: Path, form: str) -> None:
    write, read = FORMATS[form]
    for material in (private, Material(everything(tmp_path / "everything"), private=True)):
        graph = read(text(write, material))
        nodes, edges = by_id(graph)
        seen = {"node": 0, "edge": 0}
        for part, kind, row in rows(material):
            found = (nodes if part == "node" else edges)[row["id"]]
            seen[part] += 1
            for column, value in row.items():
                if column in ("from_id", "to_id"):
                    continue
                wanted = None if value == [] else said(form, value)
                assert found.get(column, row["id"] if column == "id" else None) == wanted, (row["id"], column)
            assert found["kind"] == kind
            if part == "edge":
                assert found["ends"] == (row["from_id"], row["to_id"])
        assert seen == {"node": graph.number_of_nodes(), "edge": graph.number_of_edges()}
        assert seen == {"node": len(nodes), "edge": len(edges)}


def test_node_link_is_the_graph_that_to_networkx_gives(world: Any, private: Material) -> None:
    nodes, edges = by_id(node_link(text(write_node_link, private)))
    own_nodes, own_edges = by_id(beholden.Graph(world.release).to_networkx())
    assert edges.keys() == own_edges.keys()
    for own, theirs in ((own_nodes, nodes), (own_edges, edges)):
        for id, data in own.items():
            plain = {name: said("node-link", value) for name, value in data.items() if name != "id"}
            there = {name: value for name, value in theirs[id].items() if name not in (*WHERE, "id")}
            assert there == plain


def test_an_edge_names_the_places_of_its_claims(material: Material) -> None:
    _, edges = by_id(node_link(text(write_node_link, material)))
    edge = edges["club/r-1"]
    copy = next(copy["name"] for copy in material.release.manifest["sources"] if copy["source"] == "club")
    assert edge["snapshots"] == ["2025-05-29"]
    assert edge["locators"] == [f"club/{copy}: club.csv:25"]


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_private_stays_out_unless_asked_for(material: Material, private: Material, form: str) -> None:
    write, _ = FORMATS[form]
    open, closed = text(write, material), text(write, private)
    for secret in (b"2 Home St", b"Passport 123", b"1970"):
        assert secret not in open
        assert secret in closed
    assert b"Ann Invented" in open
    assert text(write, material) == open


@pytest.mark.parametrize("form", FORMATS)
def test_a_licence_that_forbids_handing_on_is_said(kept: Material, form: str) -> None:
    write, _ = FORMATS[form]
    assert (
        text(write, kept).decode().count("does not allow handing it on: this export is for your own use") == 1
    )


def test_ids_of_graphml_are_tokens_that_never_meet(private: Material) -> None:
    tree = etree.fromstring(text(write_graphml, private))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    ids = [node.get("id") for node in tree.iter(f"{space}node")]
    assert "state_2f_CN" in ids and len(set(ids)) == len(ids)
    assert all(sign.isascii() and (sign.isalnum() or sign in ".:-_") for id in ids for sign in id)


def test_what_comes_back_lacks_what_the_table_says(tmp_path: Path, rewrite_golden: bool) -> None:
    material = Material(build_world(full_world(), tmp_path / "full").release, private=True)
    back = back_again(material, write_node_link, "node_link", "graph.json", tmp_path)
    found = lost(material.release, back, "node_link", str, lambda row: [row["id"]])
    assert found == told("node-link", found if rewrite_golden else None)


PERIODS: dict[str, Any] = {
    "entity": [{"id": "a/x", "kind": "Company", "name": "X"}, {"id": "a/y", "kind": "Company", "name": "Y"}],
    "relation": [
        {"arrow": ["OWNS", "a/x", "a/y"], "as": "a/r-day", "start": "2020-01-02", "end": "2021-01-01"},
        {"arrow": ["OWNS", "a/x", "a/y"], "as": "a/r-year", "start": "2020", "end": "2022-05"},
        {"arrow": ["OWNS", "a/x", "a/y"], "as": "a/r-open", "start": "2020-03"},
        {"arrow": ["OWNS", "a/x", "a/y"], "as": "a/r-undated", "end": "2021-01-01"},
        {"arrow": ["OWNS", "a/x", "a/y"], "as": "a/r-within", "start": "2020", "end": "2020"},
        {"arrow": ["OWNS", "a/x", "a/y"], "as": "a/r-none", "start": "2020-01-02", "end": "2020-01-02"},
        {
            "arrow": ["OWNS", "a/x", "a/y"],
            "as": "a/r-disputed",
            "start": "2020",
            "end": "2020",
            "dispute": "no",
        },
    ],
}


def test_gexf_has_the_last_day_and_says_where_a_period_is_only_possible(tmp_path: Path) -> None:
    graph = gexf(text(write_gexf, Material(build_world(PERIODS, tmp_path).release)))
    _, edges = by_id(graph)
    found = {
        id.removeprefix("a/r-"): (edge.get("start"), edge.get("end"), edge[PERIOD])
        for id, edge in edges.items()
        if id.startswith("a/r-")
    }
    assert found == {
        "day": ("2020-01-02", "2020-12-31", "certain"),
        "year": ("2020-12-31", "2022-04-30", "certain"),
        "open": ("2020-03-31", None, "certain"),
        "undated": (None, "2020-12-31", "start not stated"),
        "within": ("2020-01-01", "2020-12-30", "possible"),
        "none": ("2020-01-02", "2020-01-02", "possible"),
        "disputed": ("2020-01-01", None, "possible"),
    }
    assert graph.graph["mode"] == "dynamic"


@pytest.mark.parametrize("form", FORMATS)
def test_names_are_letters_wherever_they_stand(private: Material, form: str) -> None:
    write, read = FORMATS[form]
    names = {data["name"] for data in by_id(read(text(write, private)))[0].values()}
    assert said(form, NAME) in names


@pytest.mark.parametrize(("form", "schema"), [("graphml", "graphml.xsd"), ("gexf", "gexf.xsd")])
def test_the_published_schema_finds_no_fault(
    private: Material, judges: Path, tmp_path: Path, form: str, schema: str
) -> None:
    write, _ = FORMATS[form]
    judge = etree.XMLSchema(etree.parse(judges / "schemas" / schema))
    for material in (private, Material(everything(tmp_path / "everything"), private=True)):
        tree = etree.fromstring(text(write, material))
        assert judge.validate(tree), judge.error_log.last_error
    tree[-1].set("edgedefault" if form == "graphml" else "mode", "sideways")
    assert not judge.validate(tree)
