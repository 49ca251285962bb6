"""The part of a release that a page draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beholden.cases.citations import Citations
from beholden.cases.facts import Relation
from beholden.cases.sentences import Sentences, stake_bounds
from beholden.pages.words import share as share_words

LAYERS = {
    "State": 0, "PublicBody": 1, "Person": 1, "Company": 2, "Organization": 2, "Initiative": 4, "Policy": 5,
    "ScreeningList": 3, "Contract": 3, "Product": 3, "Place": 4, "Asset": 3, "Statement": 5, "Rule": 5,
}  # fmt: skip
"""From the top of the drawing to its foot; the page puts lists and contracts to the sides."""


def network(
    relations: Mapping[str, Relation],
    entities: Mapping[str, Mapping[str, Any]],
    sentences: Sentences,
    citations: Citations,
) -> dict[str, Any]:
    """The nodes and arrows of these relations, without those that nothing may rest on."""
    arrows, ends = [], set[str]()
    for id, (kind, row) in sorted(relations.items()):
        if not sentences.told(row):
            continue
        ends.update((row["from_id"], row["to_id"]))
        label = sentences.verb(kind, row)
        stake = kind == "OWNS"
        if stake and row["interest"] != "parent_named":
            label = share_words(stake_bounds(row))
        arrows.append(
            {
                "id": id,
                "from": row["from_id"],
                "to": row["to_id"],
                "kind": kind,
                "label": label,
                "dashed": stake and (row["share"] is None or row["direct"] != "direct"),
                "stale": sentences.stale(row),
                "note": sentences.note(row),
                "disputed": row["disputed"],
                "dispute": row["dispute"],
                "start": row["start_text"],
                "end": row["end_text"],
                "citations": citations.numbers(row["claims"]),
                "detail": sentences.sentence([row], kind) or label,
            }
        )
    nodes = [
        {
            "id": id,
            "name": entities[id]["name"],
            "kind": entities[id]["kind"],
            "layer": LAYERS[entities[id]["kind"]],
            "country": entities[id]["country"],
            "detail": "; ".join(entities[id]["names"][1:6]),
            "citations": citations.numbers(entities[id]["claims"]),
        }
        for id in sorted(ends)
    ]
    return {"nodes": nodes, "arrows": arrows, "left_out": 0}
