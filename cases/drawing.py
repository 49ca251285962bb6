"""A page that draws what stands around one entity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beholden.cases.citations import Citations
from beholden.cases.facts import Facts, Relation, ends
from beholden.cases.network import network
from beholden.cases.report import LEGAL, sources_of
from beholden.cases.sentences import Sentences
from beholden.graph.release import Release
from beholden.pages.network_page import write_network


def draw_around(release: Release, id: str, hops: int, folder: Path) -> Path:
    """Write a page with the relations within `hops` of an entity, and return it."""
    facts = Facts(release)
    reached, drawn = {id}, dict[str, Relation]()
    for _ in range(hops):
        drawn |= facts.touching(reached)
        reached |= ends(drawn.values())
    drawn |= facts.computed(reached)
    drawn |= facts.unsure(reached, [id])
    entities = facts.entities(ends(drawn.values()) | {id})
    sentences = Sentences(entities, release.as_of)
    rows = [*(row for _, row in drawn.values()), *entities.values()]
    citations = Citations(release, (claim for row in rows for claim in row["claims"]))
    name = sentences.name(id)
    steps = f"{hops} steps" if hops > 1 else "one step"
    report: dict[str, Any] = {
        "title": name,
        "question": f"What do the loaded sources say within {steps} of {name}?",
        "as_of": release.as_of.isoformat(),
        "release": {"hash": release.manifest["hash"], "software": f"beholden {release.manifest['software']}"},
        "network": network(drawn, entities, sentences, citations, roots=[id]),
        "sources": sources_of(release),
        "report_errors": "Tell whoever gave you this page; the evidence for each arrow is named beside it.",
        "legal": LEGAL,
    }
    return write_network({**report, "citations": citations.list()}, folder)
