"""A page that draws what stands around one entity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beholden.cases.citations import Citations, entity_rows, relation_rows
from beholden.cases.network import network
from beholden.cases.report import LEGAL
from beholden.cases.sentences import Sentences
from beholden.graph.release import Release
from beholden.pages.report import write_report


def draw_around(release: Release, id: str, hops: int, folder: Path) -> Path:
    """Write a page with the relations within `hops` of an entity, and return it."""
    entities, relations = entity_rows(release), relation_rows(release)
    sentences, citations = Sentences(entities, release.as_of), Citations(release)
    reached, drawn = {id}, set[str]()
    for _ in range(hops):
        step = {
            other
            for other, (kind, row) in relations.items()
            if kind != "POSSIBLY_SAME" and (row["from_id"] in reached or row["to_id"] in reached)
        }
        drawn |= step
        reached |= {relations[other][1][end] for other in step for end in ("from_id", "to_id")}
    name = sentences.name(id)
    report: dict[str, Any] = {
        "title": name,
        "question": f"What do the loaded sources say within {hops} steps of {name}?",
        "as_of": release.as_of.isoformat(),
        "release": {"hash": release.manifest["hash"], "software": release.manifest["software"]},
        "answer": [],
        "paths": [],
        "tables": [],
        "network": network(drawn, relations, entities, sentences, citations),
        "statements": [],
        "unknown": [],
        "sources": [],
        "report_errors": "Tell whoever gave you this page; the evidence for each arrow is named beside it.",
        "legal": LEGAL,
    }
    return write_report({**report, "citations": citations.list()}, folder)
