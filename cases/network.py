"""The part of a release that a page draws."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush
from typing import Any

from beholden.cases.citations import Citations
from beholden.cases.facts import UNSURE, Relation
from beholden.cases.sentences import Sentences, stake_bounds
from beholden.graph.kinds import schema
from beholden.pages import words

LAYERS = {
    "State": 0, "PublicBody": 1, "Person": 1, "Company": 2, "Organization": 2, "Initiative": 4, "Policy": 5,
    "ScreeningList": 3, "Contract": 3, "Product": 3, "Place": 4, "Asset": 3, "Statement": 5, "Rule": 3,
}  # fmt: skip
"""From the top of the drawing to its foot; the page puts lists and contracts to the sides."""

VERDICTS = {"WITHIN_RULE": "within the rule", "MAY_BE_WITHIN": "possibly within the rule"}
WHAT = {
    "EFFECTIVE_STAKE": "The stake of {start} in {end}, as what all sources say of it was put together",
    "ULTIMATELY_OWNS": "The economic share of {start} in {end} over all chains of stakes",
}
CONTROL = {"direct": "as its nearest controller", "ultimate": "as the last controller above it"}
COMPUTED = "Computed by beholden from the claims below; no source states it."
STEPS = defaultdict(
    lambda: 2,
    dict.fromkeys(("OWNS", "CONTROLS", "MEMBER_OF", "LISTED_ON", "PART_OF", *VERDICTS), 1)
    | {"STATED": 4, "CONCERNS": 4, UNSURE: 6},
)
"""How far a relation of a kind leads away from what the page is about; 2 for all others."""


def network(
    relations: Mapping[str, Relation],
    entities: Mapping[str, Mapping[str, Any]],
    sentences: Sentences,
    citations: Citations,
    *,
    roots: Collection[str],
) -> dict[str, Any]:
    """The nodes and arrows of these relations, without those that nothing may rest on.

    Nodes come in the order of their weight: what lies closest to `roots` first. What we compute is marked as derived,
    and a join that nobody has confirmed as unsure.
    """
    arrows = [
        _arrow(id, kind, row, sentences, citations)
        for id, (kind, row) in sorted(relations.items())
        if sentences.drawn(row)
    ]
    nodes = [
        {
            "id": id,
            "name": entities[id]["name"],
            "kind": entities[id]["kind"],
            "layer": LAYERS[entities[id]["kind"]],
            "country": entities[id]["country"],
            "detail": "; ".join(entities[id]["names"][1:6]),
            "claims": entities[id]["claims"],
            "citations": citations.numbers(entities[id]["claims"]),
        }
        for id in _by_weight(arrows, roots)
    ]
    claims = sorted({claim for one in (*arrows, *nodes) for claim in one["claims"]})
    sources = sorted({source for arrow in arrows for source in arrow["sources"]})
    return {
        "nodes": nodes,
        "arrows": arrows,
        "claims": {claim: citations.claim(claim) for claim in claims},
        "sources": {source: citations.source(source) for source in sources},
        "left_out": 0,
    }


def _arrow(
    id: str, kind: str, row: Mapping[str, Any], sentences: Sentences, citations: Citations
) -> dict[str, Any]:
    stake = kind in words.STAKES and row.get("interest") != "parent_named"
    return {
        "id": id,
        "from": row["from_id"],
        "to": row["to_id"],
        "kind": kind,
        "label": _label(kind, row, sentences),
        "detail": detail(kind, row, sentences),
        "share": stake_bounds(row) if stake else None,
        "derived": row["derived"],
        "unsure": kind == UNSURE,
        "stale": sentences.stale(row),
        "ended": sentences.ended(row),
        "note": words.NAME_ONLY if kind == UNSURE else sentences.note(row),
        "disputed": row["disputed"],
        "dispute": row["dispute"],
        "start": row["start_text"],
        "end": row["end_text"],
        "dates": {
            "begins": [_iso(row["start_earliest"]), _iso(row["start_date"])],
            "ends": [_iso(row["end_date"]), _iso(row["end_latest"])],
            "stated": _iso(row["first_stated"]),
            "fresh": _iso(row["fresh_until"]),
            "only": _iso(row.get("as_of")),
        },
        "sources": row["sources"],
        "claims": row["claims"],
        "citations": citations.numbers(row["claims"]),
    }


def _label(kind: str, row: Mapping[str, Any], sentences: Sentences) -> str:
    """The words on an arrow: the share of a stake, else what the arrow reads as."""
    if kind in VERDICTS:
        return f"{VERDICTS[kind]}, on these facts"
    if kind not in words.STAKES or row.get("interest") == "parent_named":
        return sentences.verb(kind, row).rstrip(",")
    indirect = ", indirect" if row.get("direct") == "indirect" else ""
    return words.share(stake_bounds(row)) + indirect


def detail(kind: str, row: Mapping[str, Any], sentences: Sentences) -> str:
    """The sentence behind an arrow, as the report has it; what is computed says so, and a verdict its day."""
    if not row["derived"]:
        return sentences.sentence([row], kind) or _label(kind, row, sentences)
    start, end = sentences.name(row["from_id"]), sentences.name(row["to_id"])
    if kind == UNSURE:
        why = "; ".join(row["reasons"] or ())
        return f"{start} and {end} may be one party or two: {words.NAME_ONLY}." + (f" {why}." if why else "")
    if kind in VERDICTS:
        why = f" {row['why'].rstrip('.')}." if row.get("why") else ""
        said = f" According to {', '.join(row['stated_by'])}." if row["stated_by"] else ""
        missing = f" It would be decided by: {row['missing'].rstrip('.')}." if row.get("missing") else ""
        return (
            f"On {words.date(_iso(row['as_of']))} and on these facts, {start} is {VERDICTS[kind]} “{end}”."
            f"{why}{said}{missing} {COMPUTED} It is no legal advice."
        )
    if kind in WHAT:
        return f"{WHAT[kind].format(start=start, end=end)}: {words.share(stake_bounds(row))}. {COMPUTED}"
    if "level" in row:
        missing = f" It would be decided by: {row['missing']}." if row.get("missing") else ""
        said = f"{start} {schema().kind(kind).reads} {end}, {CONTROL[row['level']]}"
        return f"On {words.date(_iso(row['as_of']))} {said}.{missing} {COMPUTED}"
    return f"{f'{start} {schema().kind(kind).reads} {end}'.rstrip('.')}. {COMPUTED}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _by_weight(arrows: Sequence[Mapping[str, Any]], roots: Iterable[str]) -> list[str]:
    """The ids at the ends of the arrows: the closest to the roots first, then the one with more arrows."""
    near: dict[str, list[tuple[int, str]]] = defaultdict(list)
    degree: Counter[str] = Counter()
    for arrow in arrows:
        step = STEPS[arrow["kind"]]
        near[arrow["from"]].append((step, arrow["to"]))
        near[arrow["to"]].append((step, arrow["from"]))
        degree.update((arrow["from"], arrow["to"]))
    distance: dict[str, int] = {}
    reached = [(0, root) for root in sorted(set(roots)) if root in near]
    while reached:
        far, node = heappop(reached)
        if node in distance:
            continue
        distance[node] = far
        for step, other in near[node]:
            if other not in distance:
                heappush(reached, (far + step, other))
    last = max(distance.values(), default=0) + 1
    return sorted(near, key=lambda node: (distance.get(node, last), -degree[node], node))
