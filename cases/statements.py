"""What parties say, with what it is about and the answers to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beholden.cases.citations import Citations
from beholden.cases.facts import Relation
from beholden.cases.sentences import Sentences
from beholden.pages import words

STANCES = ("alleges", "raises_concern", "demands", "pledges", "confirms", "denies", "did_not_answer")


def statements(
    relations: Mapping[str, Relation],
    entities: Mapping[str, Mapping[str, Any]],
    sentences: Sentences,
    citations: Citations,
) -> list[dict[str, Any]]:
    """What parties say, each with what it is about and the answers to it; allegations first."""
    speakers: dict[str, list[dict[str, Any]]] = {}
    about: dict[str, list[str]] = {}
    for kind, row in relations.values():
        if kind == "STATED":
            speakers.setdefault(row["to_id"], []).append(row)
        elif kind == "CONCERNS":
            about.setdefault(row["from_id"], []).append(row["to_id"])
    answers: dict[str, list[str]] = {}
    for id, others in about.items():
        for other in set(others) & speakers.keys():
            answers.setdefault(other, []).append(id)

    def said(id: str) -> list[dict[str, Any]]:
        own = entities[id]
        quoted = f" ({own['quoted']})" if own["quoted"] else ""
        return [
            {
                "text": (own["summary"] or own["name"]) + quoted,
                "speaker": sentences.name(row["from_id"]),
                "stance": row["stance"],
                "about": "; ".join(sorted(sentences.name(other) for other in about.get(id, []))),
                "silence": _silence(own),
                "citations": citations.numbers([*row["claims"], *own["claims"]]),
                "claims": sorted({*row["claims"], *own["claims"]}),
            }
            for row in speakers[id]
        ]

    replies = {id for ids in answers.values() for id in ids}
    first = [id for id in speakers if id not in replies]
    first.sort(key=lambda id: (STANCES.index(speakers[id][0]["stance"]), id))
    return [
        {**own, "answers": [reply for other in sorted(answers.get(id, [])) for reply in said(other)]}
        for id in first
        for own in said(id)
    ]


def _silence(statement: Mapping[str, Any]) -> str:
    """What is said where no answer to a statement is known."""
    if statement["asked_on_text"]:
        return f"Its subject was asked on {words.date(statement['asked_on_text'])}; no answer is known."
    if statement["not_asked"]:
        return "No answer is known, and its subject was not asked for this report."
    return "The sources of this report hold no answer to this."
