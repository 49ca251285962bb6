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
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load

LASTING = {
    *("OWNS", "CONTROLS", "LISTED_ON", "MEMBER_OF", "SUPPLIES", "USED_AT"),
    *("FUNDS", "PARTNERS_WITH", "LEADS", "HOLDS_POST", "HOLDS_SEAT_ON", "APPLIES_TO", "RELIES_ON"),
}
"""Kinds of relations that go on, so that an old word on them may no longer be true."""

ALLEGING = {"alleges", "raises_concern"}
"""Stances of a statement that needs an answer."""

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
        places = _places(release)
        return [*_claims(release, relations, entities, places), *_allegations(relations, entities, places)]


def _places(release: Release) -> dict[str, str]:
    """Claim id → the first place of its record."""
    return {
        claim: places[0]
        for kind in release.kinds("claims")
        for claim, places in release.frame("claims", kind).select("claim", "places").iter_rows()
    }


def _claims(
    release: Release, relations: Relations, entities: Entities, places: Mapping[str, str]
) -> list[Finding]:
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
    return [Finding(places[relations[id][1]["claims"][0]], id, text, False) for id, text in findings]


def _allegations(relations: Relations, entities: Entities, places: Mapping[str, str]) -> list[Finding]:
    """Allegations with neither an answer nor a word on whether anybody was asked."""
    statements = {id: row for id, row in entities.items() if row["kind"] == "Statement"}
    stances: dict[str, set[str]] = {}
    answered = set()
    for kind, row in relations.values():
        if kind == "STATED":
            stances.setdefault(row["to_id"], set()).add(row["stance"])
    for kind, row in relations.values():
        # What somebody else alleges about an allegation is no answer to it.
        if kind == "CONCERNS" and stances.get(row["from_id"], set()) - ALLEGING:
            answered.add(row["to_id"])
    return [
        Finding(
            places[row["claims"][0]],
            id,
            f"an allegation ({row['name']}) with no answer; state the answer, `asked_on`, or `not_asked = true`",
            True,
        )
        for id, row in sorted(statements.items())
        if stances.get(id, set()) & ALLEGING
        and id not in answered
        and row["asked_on"] is None
        and row["not_asked"] is not True
    ]
