"""The network of a page, drawn by vis-network as pyvis ships it: laid out beforehand and without physics.

Only the data that pyvis keeps and the library's file are used. pyvis' own page loads from other hosts even
when it is asked to be local, and reads a title as HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pyvis.network import Network

from beholden.errors import CaseError
from beholden.graph.kinds import schema
from beholden.pages import words
from beholden.pages.layout import Box, Course, Link, balance, courses, place
from beholden.pages.looks import FAMILIES, LOOKS, caption, family, look, outline, stroke

MOST_NODES = 1_500
"""How many nodes a page holds unless it is asked for more; beyond that a step of a filter is no longer quick."""
WHOLE, CORE = 45, 30
"""A network of up to so many nodes opens whole; a larger one opens with so many of the first, and unfolds."""
LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
LABEL_WIDTH = 12.0
LEFT_TO_CHOOSE = {
    **dict.fromkeys(
        ("EFFECTIVE_STAKE", "ULTIMATELY_OWNS", "HAS_CONTROL", "REACHES"), "computed from stated stakes"
    ),
    **dict.fromkeys(("MAY_BE_WITHIN", "MAY_HAVE_CONTROL"), "a fact is missing"),
}
"""Kinds that are off at first, since they would hide what is stated, with what is said of them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network ready for the page. Nodes and arrows are those held, as the report has them."""

    nodes: list[Mapping[str, Any]]
    arrows: list[Mapping[str, Any]]
    drawn: dict[str, Any]
    """`nodes` and `arrows` as the page's script takes them: places, sizes, outlines and strokes."""
    cut: list[Mapping[str, Any]]
    """The nodes that did not fit under the cap."""
    left_out: int
    """How many nodes are missing in all: those that the report left out and those cut here."""
    arrows_cut: int
    looks: list[str]
    families: list[str]
    most: int


def draw(network: Mapping[str, Any], *, most: int = MOST_NODES) -> Drawing:
    """Lay out a report's network.

    With more than `most` nodes, the first ones stay, so the report gives them in the order of their weight.
    Raises CaseError for a node that is there twice, or an arrow that starts or ends at none.
    """
    nodes: Sequence[Mapping[str, Any]] = network["nodes"]
    known = {node["id"] for node in nodes}
    if len(known) < len(nodes):
        raise CaseError("report: network: two nodes have the same id; each node stands there once")
    for arrow in network["arrows"]:
        if missing := {arrow["from"], arrow["to"]} - known:
            raise CaseError(f"report: network: arrow {arrow['id']} ends at {min(missing)}, which is no node")
    if len({arrow["id"] for arrow in network["arrows"]}) < len(network["arrows"]):
        raise CaseError("report: network: two arrows have the same id; each relation is drawn once")
    kept = list(nodes[:most])
    ids = {node["id"] for node in kept}
    place = {node["id"]: number for number, node in enumerate(kept)}
    rank = [*(known.name for known in FAMILIES[:4]), "other", *(known.name for known in FAMILIES[4:])].index
    # In the order in which one reads: what is stated before what is computed, the closest first.
    arrows = sorted(
        (arrow for arrow in network["arrows"] if arrow["from"] in ids and arrow["to"] in ids),
        key=lambda arrow: (
            rank(family(arrow["kind"])),
            place[arrow["from"]],
            place[arrow["to"]],
            arrow["id"],
        ),
    )
    looks = {look(node["kind"]) for node in kept}
    families = {family(arrow["kind"]) for arrow in arrows}
    return Drawing(
        nodes=kept,
        arrows=arrows,
        drawn=_drawn(kept, arrows),
        cut=list(nodes[most:]),
        left_out=network["left_out"] + len(nodes) - len(kept),
        arrows_cut=len(network["arrows"]) - len(arrows),
        looks=[known.name for known in LOOKS if known.name in looks],
        families=[name for name in (*(known.name for known in FAMILIES), "other") if name in families],
        most=most,
    )


def _drawn(nodes: Sequence[Mapping[str, Any]], arrows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    boxes, course = _laid_out(nodes, arrows)
    core_boxes, core_course = boxes, course
    if len(nodes) > WHOLE:
        core = nodes[:CORE]
        ids = {node["id"] for node in core}
        inner = [arrow for arrow in arrows if arrow["from"] in ids and arrow["to"] in ids]
        core_boxes, core_course = _laid_out(core, inner)
    net = Network(directed=True)
    for node in nodes:
        net.add_node(node["id"], **_node(node, boxes[node["id"]], core_boxes.get(node["id"])))
    for arrow in arrows:
        id = arrow["id"]
        net.add_edge(arrow["from"], arrow["to"], **_arrow(arrow, course[id], core_course.get(id)))
    return {"nodes": net.nodes, "arrows": net.edges}


def _laid_out(
    nodes: Sequence[Mapping[str, Any]], arrows: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Box], dict[str, Course]]:
    links = [Link(arrow["id"], arrow["from"], arrow["to"], _lines(arrow)) for arrow in arrows]
    boxes = place(
        {node["id"]: node["kind"] for node in nodes},
        {node["id"]: node["layer"] for node in nodes},
        {node["id"]: node["name"] for node in nodes},
        links,
    )
    return boxes, courses(boxes, links)


def _lines(arrow: Mapping[str, Any]) -> tuple[str, ...]:
    return balance(arrow["label"], LABEL_WIDTH, 3)


def _node(node: Mapping[str, Any], box: Box, core: Box | None) -> dict[str, Any]:
    name = look(node["kind"])
    return {
        "label": "\n".join(box.lines) or " ",
        "shape": "custom",
        "x": box.x,
        "y": box.y,
        "core": [core.x, core.y] if core else None,
        "kind": node["kind"],
        "look": name,
        "caption": caption(node),
        "title": node["name"],
        "width": box.width,
        "height": box.height,
        "outline": outline(name, box.width, box.height),
    }


def _arrow(arrow: Mapping[str, Any], course: Course, core: Course | None) -> dict[str, Any]:
    width, dashes = stroke(arrow)
    return {
        "id": arrow["id"],
        "lines": _lines(arrow),
        "course": [course.bend, course.x, course.y],
        "core": [core.bend, core.x, core.y] if core else None,
        "family": family(arrow["kind"]),
        "width": width,
        "dashes": dashes,
        "double": arrow["derived"] and not arrow["unsure"],
        "pointed": not arrow["unsure"],
    }


def kinds(drawing: Drawing) -> list[dict[str, Any]]:
    """The kinds that a reader can switch off, of nodes and of arrows, each with its number and its words."""
    found: list[dict[str, Any]] = []
    for part, things in (("node", drawing.nodes), ("arrow", drawing.arrows)):
        counts: dict[str, int] = {}
        for thing in things:
            if not thing.get("unsure"):
                counts[thing["kind"]] = counts.get(thing["kind"], 0) + 1
        for kind, number in sorted(counts.items()):
            reads = words.kind(kind) if part == "node" else schema().kind(kind).reads
            off = LEFT_TO_CHOOSE.get(kind)
            found.append({"part": part, "kind": kind, "words": reads, "number": number, "off": off})
    return found


def library() -> str:
    """vis-network as pyvis ships it: its licence at the top, and without the map that it names at the end.

    Raises CaseError when the installed pyvis ships another version.
    """
    try:
        script = files("pyvis").joinpath(LIBRARY).read_text(encoding="utf-8")
    except FileNotFoundError as problem:
        raise CaseError(f"pyvis: {LIBRARY} is not in the installed package; install pyvis 0.3.2") from problem
    # The hash in the page's policy is taken of what the browser sees, and a browser reads CRLF as LF.
    body = script.replace("\r\n", "\n").replace("\r", "\n")
    return body.partition("//# sourceMappingURL=")[0].rstrip() + "\n"
