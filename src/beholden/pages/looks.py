"""How kinds look in a drawing: the outline and colours of a node, the colour, width and dashes of an arrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beholden.pages import words


@dataclass(frozen=True, slots=True)
class Look:
    """How some kinds are drawn: their colours go by this name in the stylesheet, and nodes have an `outline`."""

    name: str
    kinds: tuple[str, ...]


LOOKS = (
    Look("state", ("State",)),
    Look("body", ("PublicBody",)),
    Look("company", ("Company",)),
    Look("organisation", ("Organization",)),
    Look("person", ("Person",)),
    Look("initiative", ("Initiative",)),
    Look("list", ("ScreeningList",)),
    Look("law", ("Rule",)),
    Look("contract", ("Contract",)),
    Look("thing", ("Product", "Asset", "Place", "Policy", "Statement")),
)
LOOK_OF = {kind: look.name for look in LOOKS for kind in look.kinds}

FAMILIES = (
    Look("owns", ("OWNS", "CONTROLS", "CONSOLIDATES")),
    Look("listed", ("LISTED_ON", "MAINTAINS")),
    Look("member", ("MEMBER_OF",)),
    Look("supplies", ("SUPPLIES", "AWARDED", "MAKES", "USED_AT")),
    Look(
        "computed",
        ("EFFECTIVE_STAKE", "ULTIMATELY_OWNS", "HAS_CONTROL", "MAY_HAVE_CONTROL", "REACHES", "JUST_UNDER"),
    ),
    Look("verdict", ("WITHIN_RULE", "MAY_BE_WITHIN")),
    Look("unsure", ("POSSIBLY_SAME",)),
)
FAMILY_OF = {kind: family.name for family in FAMILIES for kind in family.kinds}
FAMILY_WORDS = {
    "owns": "ownership and control, as stated",
    "listed": "listing",
    "member": "membership",
    "supplies": "contract or product",
    "other": "any other relation",
    "computed": "computed by beholden, stated by no source",
    "verdict": "verdict of a rule, on its own day",
    "unsure": "unsure join: name match, not confirmed",
}

THIN, PLAIN, THICK = 1.2, 1.4, 6.0
"""Widths of arrows in pixels of the full drawing: a share of nothing, no share at all, a share of the whole."""

SOLID: tuple[int, ...] = ()
BAND, UNKNOWN, DOUBTFUL = (12, 5), (3, 5), (1, 4)
"""Dashes: a share known as a band, a share that nobody states, a join that nobody has confirmed."""


def look(kind: str) -> str:
    """The look of a kind of node; one that has none of its own is drawn as a thing."""
    return LOOK_OF.get(kind, "thing")


def family(kind: str) -> str:
    """The colours of a kind of relation."""
    return FAMILY_OF.get(kind, "other")


def stroke(arrow: Mapping[str, Any]) -> tuple[float, tuple[int, ...]]:
    """Width and dashes of an arrow: a stake is as wide as its share, a band has the width of its middle.

    >>> stroke({"kind": "OWNS", "unsure": False, "share": {"exact": 0.5}})
    (3.6, ())
    >>> stroke({"kind": "OWNS", "unsure": False, "share": {"minimum": 0.25, "maximum": 0.75}})
    (3.6, (12, 5))
    """
    if arrow["unsure"]:
        return PLAIN, DOUBTFUL
    if arrow["kind"] == "MAY_BE_WITHIN":
        return PLAIN, BAND
    if arrow["share"] is None:
        return PLAIN, UNKNOWN if arrow["kind"] in words.STAKES else SOLID
    low, high = bounds(arrow["share"])
    if low is None and high is None:
        return PLAIN, UNKNOWN
    least, most = low or 0.0, 1.0 if high is None else high
    return round(THIN + (THICK - THIN) * (least + most) / 2, 2), SOLID if least == most else BAND


def bounds(share: Mapping[str, float | None]) -> tuple[float | None, float | None]:
    """The least and the greatest share, each None where nobody states it.

    >>> bounds({"exact": 0.4}), bounds({"exclusive_minimum": 0.25})
    ((0.4, 0.4), (0.25, None))
    """
    if share.get("exact") is not None:
        return share["exact"], share["exact"]
    found = [
        next((share[name] for name in names if share.get(name) is not None), None)
        for names in (("minimum", "exclusive_minimum"), ("maximum", "exclusive_maximum"))
    ]
    return found[0], found[1]


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
        case "law":
            return f"M{-x} {-y}H{x}V{y - cut}L0 {y}L{-x} {y - cut}Z"
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


def caption(node: Mapping[str, Any]) -> str:
    """A node's kind and country, as its box says them.

    >>> caption({"kind": "PublicBody", "country": "CN"})
    'public body, CN'
    """
    parts = [words.kind(node["kind"]), node.get("country") if node["kind"] != "State" else None]
    return ", ".join(part for part in parts if part)
