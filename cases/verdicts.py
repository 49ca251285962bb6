"""What a page tells of verdicts: a line a verdict, by regime, and the certificates that prove them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from beholden.cases.citations import Citations
from beholden.cases.facts import VERDICTS, Relation
from beholden.cases.network import detail
from beholden.cases.sentences import Sentences
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import Around
from beholden.graph.ownership.gather import certificate as certify
from beholden.graph.ownership.verdicts import judge
from beholden.graph.release import Release
from beholden.graph.rules import registry

SAYS = {"WITHIN_RULE": "within", "MAY_BE_WITHIN": "possibly within"}
VERDICT_COLUMNS = (
    *("party_id", "party", "rule_id", "rule", "regime", "verdict", "as_of", "why", "missing"),
    *("stated_by", "certificate", "claims"),
)


def verdict_lines(
    relations: Mapping[str, Relation], sentences: Sentences, citations: Citations
) -> list[dict[str, Any]]:
    """A line a verdict among the relations: by regime, what is certain first; each with its certificate's id.

    The id is None where the release keeps none; `certificates` makes all. A verdict is told as the release has it, for
    its own day.
    """
    rules = {rule.node: rule for rule in registry().values()}
    lines = []
    for id, (kind, row) in relations.items():
        if kind not in VERDICTS or not sentences.drawn(row):
            continue
        rule = rules.get(row["to_id"])
        lines.append(
            {
                "relation": id,
                "party_id": row["from_id"],
                "party": sentences.name(row["from_id"]),
                "rule_id": row["to_id"],
                "rule": sentences.name(row["to_id"]),
                "regime": rule.regime if rule else "",
                "verdict": SAYS[kind],
                "as_of": row["as_of"].isoformat(),
                "why": row["why"],
                "missing": row["missing"] if kind == "MAY_BE_WITHIN" else None,
                "stated_by": row["stated_by"],
                "text": detail(kind, row, sentences),
                "certificate": row["certificate"],
                "citations": citations.numbers(row["claims"]),
                "claims": sorted(row["claims"]),
            }
        )
    rank = tuple(SAYS.values()).index
    return sorted(
        lines, key=lambda line: (rank(line["verdict"]), line["regime"], line["rule"], line["party_id"])
    )


def certificates(release: Release, lines: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The certificates of these lines, by the id of the verdict's relation; none holds a record as published.

    A rule that the registry does not have any more proves nothing, and its verdicts have none.
    """
    rules = {rule.node: rule for rule in registry().values()}
    wanted: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        if line["rule_id"] in rules:
            wanted.setdefault(line["rule_id"], []).append(line)
    found = {}
    facts = Facts.of(release) if wanted else None
    for rule_id, told in sorted(wanted.items()):
        assert facts is not None, "read where anything is wanted"
        verdicts = judge(facts, rules[rule_id], release.as_of)
        around = Around(facts, rules[rule_id], release.as_of)
        for line in told:
            made = certify(verdicts, line["party_id"], release, around=around)
            if made is not None:
                found[line["relation"]] = made
    return found


def with_certificates(
    lines: Iterable[Mapping[str, Any]], made: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The lines with the ids of the certificates that were made of them."""
    return [
        {**line, "certificate": made[line["relation"]]["id"] if line["relation"] in made else None}
        for line in lines
    ]


def certificate_text(certificate: Mapping[str, Any]) -> str:
    """A certificate as the file that `beholden verify` takes: the same bytes for the same certificate."""
    return json.dumps(certificate, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
