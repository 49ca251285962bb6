"""The part of a page that draws a network and says of each arrow who says so: what its template and script take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from beholden.pages import words
from beholden.pages.looks import FAMILY_WORDS, caption, look, outline
from beholden.pages.network import MOST_NODES, Drawing, draw, kinds, library
from beholden.pages.render import asset, in_script, link

STALE = "from an old copy; later status not checked"
SCRIPTS = (
    *("data", "words", "holds", "scope", "routes", "places", "picture"),
    *("paint", "panel", "twin", "link", "controls", "keys"),
)
"""Files of `template/network/`, in the order in which they run: each uses only what stands before it."""


TWIN_HEADS = ("From", "Relation", "To", "Detail", "Citations")
"""Heads of the table that says what the drawing says."""


def explorer(report: Mapping[str, Any], most: int = MOST_NODES) -> tuple[list[str], dict[str, Any]]:
    """The scripts of the part, and the values of its template `network.html`; no script where nothing is drawn."""
    drawing = draw(report["network"], most=most)
    scripts = [library(), *(asset(f"network/{name}.js") for name in SCRIPTS)] if drawing.nodes else []
    return scripts, {
        "drawing": drawing,
        "data": in_script(_data(report, drawing)) if drawing.nodes else "",
        "evidence": in_script(_evidence(report, drawing)) if drawing.nodes else "",
        "elsewhere": report["network"].get("elsewhere"),
        "names": {node["id"]: node["name"] for node in drawing.nodes},
        "legend": [
            {"look": name, "outline": outline(name, 34, 18), "kinds": _kinds(drawing.nodes, name)}
            for name in drawing.looks
        ],
        "families": [(name, FAMILY_WORDS[name]) for name in drawing.families],
        "switches": kinds(drawing),
        "network_sources": sorted(
            _used(drawing, report["network"]["sources"]).items(), key=lambda pair: pair[1]
        ),
        "lists": _ends(drawing, ("LISTED_ON",)),
        "rules": _ends(drawing, ("WITHIN_RULE", "MAY_BE_WITHIN")),
        "unsure": sum(arrow["unsure"] for arrow in drawing.arrows),
        "notes": notes,
        "caption": caption,
        "twin_heads": TWIN_HEADS,
    }


def notes(arrow: Mapping[str, Any]) -> list[str]:
    """What must be said beside an arrow: a note as given, or else what its marks stand for."""
    said = [arrow["note"]] if arrow.get("note") else [STALE] if arrow.get("stale") else []
    if arrow.get("disputed"):
        said.append(f"disputed: {arrow['dispute']}" if arrow.get("dispute") else "disputed")
    return said


def _kinds(nodes: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    return sorted({words.kind(node["kind"]) for node in nodes if look(node["kind"]) == name})


def _used(drawing: Drawing, titles: Mapping[str, str]) -> dict[str, str]:
    return {source: titles[source] for arrow in drawing.arrows for source in arrow["sources"]}


def _ends(drawing: Drawing, kinds: Sequence[str]) -> list[Mapping[str, Any]]:
    """The nodes at which arrows of these kinds end, by name."""
    found = {arrow["to"] for arrow in drawing.arrows if arrow["kind"] in kinds}
    return sorted((node for node in drawing.nodes if node["id"] in found), key=lambda node: node["name"])


def _data(report: Mapping[str, Any], drawing: Drawing) -> dict[str, Any]:
    """What the script needs at once: the drawing, and what the panel says of each node and arrow."""
    return {
        "title": report["title"],
        "heads": TWIN_HEADS,
        "as_of": report["as_of"],
        "made": f"As of {words.date(report['as_of'])}; made by {report['release']['software']} from release "
        f"{report['release']['hash']}. Who says each arrow stands on the page. No legal advice.",
        "drawn": drawing.drawn,
        "nodes": [{"detail": node.get("detail") or "", "claims": node["claims"]} for node in drawing.nodes],
        "arrows": [
            {
                **{key: arrow[key] for key in ("kind", "sources", "claims")},
                "label": arrow["label"] or words.plain(arrow["kind"]).lower(),
                **{key: arrow[key] for key in ("citations", "derived", "unsure", "dates")},
                **{key: bool(arrow.get(key)) for key in ("disputed", "stale", "ended")},
                "detail": arrow.get("detail") or "",
                "notes": notes(arrow),
            }
            for arrow in drawing.arrows
        ],
    }


def _evidence(report: Mapping[str, Any], drawing: Drawing) -> dict[str, Any]:
    """What the panel says of each claim and citation, once it is asked."""
    network = report["network"]
    used = {claim for one in (*drawing.nodes, *drawing.arrows) for claim in one["claims"]}
    claims = {claim: network["claims"][claim] for claim in used}
    cited = {claim["citation"] for claim in claims.values()}
    cited.update(number for arrow in drawing.arrows for number in arrow["citations"])
    return {
        "claims": claims,
        "sources": network["sources"],
        "citations": {
            str(citation["n"]): {
                "title": citation["title"],
                "by": ", ".join(
                    [citation["publisher"], words.date(citation["date"]), words.grade(citation["grade"])]
                ),
                "stated_by": citation["stated_by"] if citation["stated_by"] != citation["publisher"] else "",
                "url": link(citation["url"]) or "",
            }
            for citation in report["citations"]
            if citation["n"] in cited
        },
    }
