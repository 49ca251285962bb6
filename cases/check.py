"""What a case's own claims lack before anybody should read them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beholden.cases.case import Case
from beholden.cases.facts import Facts, Relation, ends
from beholden.cases.sentences import LOW_GRADES, Sentences
from beholden.errors import CaseError
from beholden.graph.evidence import evidence
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load

LASTING = {
    *("OWNS", "CONTROLS", "LISTED_ON", "MEMBER_OF", "SUPPLIES", "USED_AT"),
    *("FUNDS", "PARTNERS_WITH", "LEADS", "HOLDS_POST", "HOLDS_SEAT_ON", "APPLIES_TO", "RELIES_ON"),
}
"""Kinds of relations that go on, so that an old word on them may no longer be true."""

Relations = Mapping[str, Relation]
Entities = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: where, which id, what. `fails` means that the case must not be published so."""

    place: str
    id: str
    finding: str
    fails: bool


def check_case(case: Case) -> list[Finding]:
    """Findings on the case's own curated claims; a claim without citation raises SourceError when it is read.

    An allegation needs an answer, or the date on which its subject was asked, or the word that nobody was asked.
    """
    own = [files for files in case.files if files.source == "curated"]
    if not own:
        raise CaseError(f"{case.folder}: it has no claims of its own to check")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        for files in own:
            load(files.source, files.files, workspace)
        release = build(workspace, as_of=case.as_of, software="check")
        facts = Facts(release)
        relations = facts.all(facts.kinds)
        entities = facts.entities(ends(relations.values()))
        return [*_claims(release, relations, entities), *_allegations(release, relations, entities)]


def _place(release: Release, id: str) -> str:
    return evidence(release, id)[0].places[0]


def _claims(release: Release, relations: Relations, entities: Entities) -> list[Finding]:
    """Stale, contested and weakly cited relations of the case."""
    sentences = Sentences(entities, release.as_of)
    findings = []
    for id, (kind, row) in relations.items():
        if row["sources"] != ["curated"]:
            continue
        said = f"{sentences.name(row['from_id'])} {kind} {sentences.name(row['to_id'])}"
        if kind in LASTING and sentences.stale(row) and row["end_date"] is None:
            findings.append((id, f"{said}: last stated {row['last_stated_text']}; later status not checked"))
        if row["disputed"]:
            findings.append((id, f"{said}: disputed: {row['dispute']}"))
        if row["grade"] in LOW_GRADES:
            findings.append((id, f"{said}: rests on a copy of unknown origin alone; it is in no sentence"))
    return [Finding(_place(release, id), id, text, False) for id, text in findings]


def _allegations(release: Release, relations: Relations, entities: Entities) -> list[Finding]:
    """Allegations with neither an answer nor a word on whether anybody was asked."""
    statements = {id: row for id, row in entities.items() if row["kind"] == "Statement"}
    stances: dict[str, set[str]] = {}
    answered = set()
    for kind, row in relations.values():
        if kind == "STATED":
            stances.setdefault(row["to_id"], set()).add(row["stance"])
        elif kind == "CONCERNS" and row["from_id"] in statements:
            answered.add(row["to_id"])
    return [
        Finding(
            _place(release, id),
            id,
            f"an allegation ({row['name']}) with no answer; state the answer, `asked_on`, or `not_asked = true`",
            True,
        )
        for id, row in sorted(statements.items())
        if stances.get(id, set()) & {"alleges", "raises_concern"}
        and id not in answered
        and row["asked_on"] is None
        and row["not_asked"] is not True
    ]
