"""A page that draws what stands around one entity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beholden.cases.citations import Citations
from beholden.cases.facts import Facts, Relation, ends
from beholden.cases.network import network
from beholden.cases.report import LEGAL
from beholden.cases.sentences import Sentences
from beholden.graph.release import Release
from beholden.pages.report import write_report


def draw_around(release: Release, id: str, hops: int, folder: Path) -> Path:
    """Write a page with the relations within `hops` of an entity, and return it."""
    facts = Facts(release)
    reached, drawn = {id}, dict[str, Relation]()
    for _ in range(hops):
        drawn |= facts.touching(reached)
        reached |= ends(drawn.values())
    entities = facts.entities(reached)
    sentences = Sentences(entities, release.as_of)
    citations = Citations(
        release,
        (
            claim
            for row in (*(row for _, row in drawn.values()), *entities.values())
            for claim in row["claims"]
        ),
    )
    name = sentences.name(id)
    report: dict[str, Any] = {
        "title": name,
        "question": f"What do the loaded sources say within {hops} steps of {name}?",
        "as_of": release.as_of.isoformat(),
        "release": {"hash": release.manifest["hash"], "software": f"beholden {release.manifest['software']}"},
        "answer": [],
        "paths": [],
        "tables": [],
        "network": network(drawn, entities, sentences, citations),
        "statements": [],
        "unknown": [],
        "sources": [],
        "report_errors": "Tell whoever gave you this page; the evidence for each arrow is named beside it.",
        "legal": LEGAL,
    }
    return write_report({**report, "citations": citations.list()}, folder)
