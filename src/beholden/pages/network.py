"""The network of a report, drawn by vis-network as pyvis ships it: laid out beforehand and without physics.

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
from beholden.pages import words
from beholden.pages.layout import Box, Course, Link, balance, courses, place

MOST_NODES = 300
"""How many nodes a page draws unless it is asked for more: beyond that a drawing is no longer read."""
LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
LABEL_WIDTH = 12.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind is drawn: colours and outline go by this name in the stylesheet and in `outline`."""

    name: str
    kinds: tuple[str, ...]


LOOKS = (
    Look("state", ("State",)),
    Look("body", ("PublicBody",)),
    Look("company", ("Company",)),
    Look("organisation", ("Organization",)),
    Look("person", ("Person",)),
    Look("initiative", ("Initiative",)),
    Look("list", ("ScreeningList", "Rule")),
    Look("contract", ("Contract",)),
    Look("thing", ("Product", "Asset", "Place", "Policy", "Statement")),
)
LOOK_OF = {kind: look.name for look in LOOKS for kind in look.kinds}


def look(kind: str) -> str:
    """The look of a kind; one that has none of its own is drawn as a thing."""
    return LOOK_OF.get(kind, "thing")


def outline(name: str, width: int, height: int) -> str:
    """The outline of a look around the origin, as SVG path data, which a canvas reads as well.

    >>> outline("body", 40, 20)
    'M-20 -10H20V10H-20Z'
    """
    x, y = width // 2, height // 2
    cut = min(y, 12)
    match name:
        case "company" | "organisation":
            return _rounded(x, y, min(y, 8))
        case "person":
            return _rounded(x, y, y)
        case "initiative":
            return f"M{cut - x} {-y}H{x - cut}L{x} 0L{x - cut} {y}H{cut - x}L{-x} 0Z"
        case "list":
            return f"M{-x} {-y}H{x - cut}L{x} {cut - y}V{y}H{-x}Z"
        case "contract":
            return f"M{cut - x} {-y}H{x}L{x - cut} {y}H{-x}Z"
        case "thing":
            cut = min(y // 2, 8)
            right = f"L{x} {cut - y}V{y - cut}L{x - cut} {y}"
            return f"M{cut - x} {-y}H{x - cut}{right}H{cut - x}L{-x} {y - cut}V{cut - y}Z"
        case _:
            return f"M{-x} {-y}H{x}V{y}H{-x}Z"


def _rounded(x: int, y: int, corner: int) -> str:
    arc = f"A{corner} {corner} 0 0 1"
    return (
        f"M{corner - x} {-y}H{x - corner}{arc} {x} {corner - y}V{y - corner}{arc} {x - corner} {y}"
        f"H{corner - x}{arc} {-x} {y - corner}V{corner - y}{arc} {corner - x} {-y}Z"
    )


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network ready for the page. Nodes and arrows are those drawn, as the report has them."""

    nodes: list[Mapping[str, Any]]
    arrows: list[Mapping[str, Any]]
    drawn: dict[str, Any]
    """`nodes` and `arrows` as vis-network takes them, the box's size and outline with each node."""
    cut: list[Mapping[str, Any]]
    """The nodes that did not fit under the cap."""
    left_out: int
    """How many nodes are missing in all: those that the report left out and those cut here."""
    arrows_cut: int
    looks: list[str]
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
    arrows = [arrow for arrow in network["arrows"] if arrow["from"] in ids and arrow["to"] in ids]
    used = {look(node["kind"]) for node in kept}
    return Drawing(
        nodes=kept,
        arrows=arrows,
        drawn=_drawn(kept, arrows),
        cut=list(nodes[most:]),
        left_out=network["left_out"] + len(nodes) - len(kept),
        arrows_cut=len(network["arrows"]) - len(arrows),
        looks=[known.name for known in LOOKS if known.name in used],
        most=most,
    )


def _drawn(nodes: Sequence[Mapping[str, Any]], arrows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    links = [
        Link(arrow["id"], arrow["from"], arrow["to"], balance(arrow["label"], LABEL_WIDTH, 3))
        for arrow in arrows
    ]
    boxes = place(
        {node["id"]: node["kind"] for node in nodes},
        {node["id"]: node["layer"] for node in nodes},
        {node["id"]: node["name"] for node in nodes},
        links,
    )
    course = courses(boxes, links)
    net = Network(directed=True)
    for node in nodes:
        net.add_node(node["id"], **_node(node, boxes[node["id"]]))
    for arrow, link in zip(arrows, links, strict=True):
        net.add_edge(arrow["from"], arrow["to"], **_arrow(arrow, link, course[arrow["id"]]))
    return {"nodes": net.nodes, "arrows": net.edges}


def _node(node: Mapping[str, Any], box: Box) -> dict[str, Any]:
    name = look(node["kind"])
    return {
        "label": "\n".join(box.lines) or " ",
        "shape": "custom",
        "x": box.x,
        "y": box.y,
        "look": name,
        "caption": caption(node),
        "title": node["name"],
        "width": box.width,
        "height": box.height,
        "outline": outline(name, box.width, box.height),
    }


def _arrow(arrow: Mapping[str, Any], link: Link, course: Course) -> dict[str, Any]:
    kind = "curvedCW" if course.bend > 0 else "curvedCCW"
    return {
        "id": arrow["id"],
        "lines": link.lines,
        "label_x": course.x,
        "label_y": course.y,
        "dashes": [2, 4] if arrow.get("stale") else [8, 5] if arrow["dashed"] else False,
        "smooth": {"enabled": True, "type": kind, "roundness": abs(course.bend)} if course.bend else False,
    }


def caption(node: Mapping[str, Any]) -> str:
    """A node's kind and country, as its box says them.

    >>> caption({"kind": "PublicBody", "country": "CN"})
    'public body, CN'
    """
    parts = [words.kind(node["kind"]), node.get("country") if node["kind"] != "State" else None]
    return ", ".join(part for part in parts if part)


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
