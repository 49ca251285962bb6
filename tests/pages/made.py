"""Invented networks of any size, in the form in which a page takes them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

KINDS = (
    *("State", "PublicBody", "Company", "Organization", "Person"),
    *("Initiative", "ScreeningList", "Contract", "Place"),
)
AS_OF = "2026-11-24"


def node(id: str, name: str, kind: str = "Company", layer: int = 2, **more: Any) -> dict[str, Any]:
    """A node with what a page needs of it."""
    return {
        **{"id": id, "name": name, "kind": kind, "layer": layer, "country": None, "detail": ""},
        **{"claims": [], "citations": []},
        **more,
    }


def arrow(id: str, start: str, end: str, kind: str = "OWNS", **more: Any) -> dict[str, Any]:
    """An arrow with what a page needs of it; one claim, `made/c-<id>`, and the first citation."""
    return {
        **{"id": id, "from": start, "to": end, "kind": kind, "label": "holds a stake in", "detail": ""},
        **{"share": None, "derived": False, "unsure": False, "stale": False, "ended": False, "note": None},
        **{"disputed": False, "dispute": None, "start": None, "end": None, "dates": dates()},
        **{"sources": ["made"], "claims": [f"made/c-{id}"], "citations": [1]},
        **more,
    }


def dates(
    begins: str | None = None,
    ends: str | None = None,
    *,
    stated: str | None = None,
    fresh: str | None = None,
    only: str | None = None,
) -> dict[str, Any]:
    """The dates of an arrow, each known to the day."""
    return {
        "begins": [begins, begins],
        "ends": [ends, ends],
        "stated": stated,
        "fresh": fresh,
        "only": only,
    }


def network(nodes: list[dict[str, Any]], arrows: list[dict[str, Any]]) -> dict[str, Any]:
    """A network of these, with a claim for each that an arrow names."""
    claims = {claim for one in (*nodes, *arrows) for claim in one["claims"]}
    return {
        "nodes": nodes,
        "arrows": arrows,
        "claims": {
            claim: {"citation": 1, "places": ["made.csv:7"], "quote": None, "source": "made"}
            for claim in sorted(claims)
        },
        "sources": {one: f"Source {one}" for drawn in arrows for one in drawn["sources"]},
        "left_out": 0,
    }


def page(drawn: dict[str, Any]) -> dict[str, Any]:
    """The rest of what a page of a network needs."""
    citation = {
        **{"n": 1, "stated_by": "Made Register", "title": "Made list", "publisher": "Made Register"},
        **{"url": "https://register.example/list", "date": "2026-06-08", "grade": "official"},
        **{"places": [], "claims": [], "quote": None},
    }
    return {
        "title": "A made network",
        "question": "Who holds what?",
        "as_of": AS_OF,
        "release": {"hash": "5f0c3b1e9d7a4c22", "software": "beholden 0"},
        "network": drawn,
        "citations": [citation],
        "sources": [],
        "report_errors": "Tell whoever gave you this page.",
        "legal": "No legal advice.",
    }


def invented(seed: int, size: int) -> dict[str, Any]:
    """A network of so many nodes and twice as many arrows: loops, parallel arrows, nodes that no arrow touches."""
    dice = random.Random(seed)
    nodes = [
        node(
            f"node/{number}",
            "Name " * dice.randint(0, 9) + str(number),
            dice.choice(KINDS),
            dice.randint(0, 4),
        )
        for number in range(size)
    ]
    arrows = []
    for number in range(2 * size):
        begins = date(2000, 1, 1) + timedelta(days=dice.randint(0, 9_000))
        ends = begins + timedelta(days=dice.randint(1, 4_000)) if dice.random() < 0.3 else None
        arrows.append(
            arrow(
                f"arrow/{number}",
                dice.choice(nodes)["id"],
                dice.choice(nodes)["id"],
                dice.choice(("OWNS", "CONTROLS", "MEMBER_OF")),
                share={"exact": round(dice.random(), 2)} if dice.random() < 0.5 else None,
                dates=dates(begins.isoformat(), ends.isoformat() if ends else None),
                ended=ends is not None and ends.isoformat() <= AS_OF,
                sources=[f"made_{dice.randint(1, 4)}"],
            )
        )
    return network(nodes, arrows)


def invented_with_all(seed: int, size: int) -> dict[str, Any]:
    """Such a network with listings, verdicts, unsure joins and a claim for each node besides."""
    drawn = invented(seed, size)
    of = {
        kind: [one for one in drawn["nodes"] if one["kind"] == kind] for kind in ("Company", "ScreeningList")
    }
    rules = of["ScreeningList"][1::2]
    for rule in rules:
        rule["kind"] = "Rule"
    lists, parties = of["ScreeningList"][::2][:6], of["Company"]
    for at, one in enumerate(drawn["arrows"]):
        party = parties[at % len(parties)]["id"]
        if at % 10 == 1:
            one |= {
                "from": party,
                "to": lists[at % len(lists)]["id"],
                "kind": "LISTED_ON",
                "label": "is listed on",
            }
        elif at % 10 == 2:
            kind = "WITHIN_RULE" if at % 20 == 2 else "MAY_BE_WITHIN"
            one |= {
                **{"from": party, "to": rules[at % 5]["id"], "kind": kind, "derived": True, "ended": False},
                **{"share": None, "label": "within the rule, on these facts", "dates": dates(only=AS_OF)},
            }
        elif at % 100 == 3:
            one |= {
                **{
                    "from": party,
                    "to": parties[-1 - at % 50]["id"],
                    "kind": "POSSIBLY_SAME",
                    "derived": True,
                },
                **{
                    "unsure": True,
                    "share": None,
                    "label": "may be the same as",
                    "note": "name match, not confirmed",
                },
            }
    for one in drawn["nodes"]:
        one["claims"] = [f"made/n-{one['id']}"]
    return network(drawn["nodes"], drawn["arrows"])
