"""What the page says: sentences, paths, tables, the network and what is not known, all with their citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from beholden.cases.case import Case
from beholden.cases.citations import Citations, entity_rows, relation_rows
from beholden.cases.network import network
from beholden.cases.sentences import LOW_GRADES, Sentences
from beholden.graph.engine import Rows
from beholden.graph.find import Finder
from beholden.graph.kinds import schema
from beholden.graph.release import Release
from beholden.queries.header import Query

LEGAL = (
    "Computed from the sources listed here, as of the date above. It is no legal advice. A listing is a fact about "
    "a date, and each list has an effect of its own; membership of an initiative is not approval."
)
INSTITUTIONAL = {"FOUNDED", "FUNDS", "PARTNERS_WITH", "LEADS", "HOLDS_SEAT_ON", "RELIES_ON", "APPLIES_TO", "PART_OF"}
ABOUT = ("MEMBER_OF", "OWNS", "CONTROLS", "LISTED_ON", "SUPPLIES", "MAKES", "USED_AT")
"""Kinds of relations that get a sentence, in the order in which they are told."""

Answers = Sequence[tuple[Query, Mapping[str, str], Rows]]


def compose(case: Case, release: Release, find: Finder, answers: Answers) -> dict[str, Any]:
    """The report as plain JSON values, as `beholden.pages.report.write_report` takes it."""
    entities = entity_rows(release)
    relations = relation_rows(release)
    sentences = Sentences(entities, release.as_of)
    citations = Citations(release)
    subjects = [find(subject) for subject in case.subjects]
    initiatives = [find(initiative) for initiative in case.initiatives]
    told = _told(subjects, relations)
    answer = [
        {"text": text, "citations": citations.numbers(row["claims"])}
        for kind, row in told
        if (text := sentences.sentence(row, kind)) is not None
    ]
    paths = _paths(answers, relations, sentences, citations)
    on_paths = {arrow["id"] for path in paths for arrow in path["arrows"]}
    drawn = on_paths | {row["id"] for _, row in told} | _around(initiatives, relations)
    return {
        "title": case.title,
        "question": case.question,
        "as_of": release.as_of.isoformat(),
        "release": {"hash": release.manifest["hash"], "software": release.manifest["software"]},
        "answer": answer + _counts(answers, release),
        "paths": paths,
        "tables": _tables(answers),
        "network": network(drawn, relations, entities, sentences, citations),
        "statements": _statements(relations, entities, sentences, citations),
        "unknown": _unknown(case, told, sentences, citations),
        "sources": _sources(release),
        "citations": citations.list(),
        "report_errors": case.report_errors,
        "legal": LEGAL,
    }


def _told(
    subjects: Sequence[str], relations: Mapping[str, tuple[str, dict[str, Any]]]
) -> list[tuple[str, dict[str, Any]]]:
    """The relations told in sentences: each subject's own, and the chain of owners above it."""
    above: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    own: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for kind, row in relations.values():
        if kind in ("OWNS", "CONTROLS"):
            above.setdefault(row["to_id"], []).append((kind, row))
        elif kind in ABOUT:
            own.setdefault(row["from_id"], []).append((kind, row))
    told: dict[str, tuple[str, dict[str, Any]]] = {}
    for subject in subjects:
        rows = [*own.get(subject, [])]
        seen, level = {subject}, [subject]
        while level:
            next_level = []
            for id in level:
                for kind, row in above.get(id, []):
                    rows.append((kind, row))
                    if row["from_id"] not in seen:
                        seen.add(row["from_id"])
                        next_level.append(row["from_id"])
            level = sorted(next_level)
        rows.sort(key=lambda pair: (ABOUT.index(pair[0]), str(pair[1]["start_date"] or ""), pair[1]["id"]))
        told.update((row["id"], (kind, row)) for kind, row in rows)
    return list(told.values())


def _paths(
    answers: Answers,
    relations: Mapping[str, tuple[str, dict[str, Any]]],
    sentences: Sentences,
    citations: Citations,
) -> list[dict[str, Any]]:
    """The paths among the answers, those that run through the same nodes and kinds of arrows as one."""
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for query, _, rows in answers:
        if "arrow_ids" not in query.returns:
            continue
        for row in rows.dicts():
            if row.get("name_match", "confirmed") != "confirmed":
                continue
            steps = [relations[id] for id in row["arrow_ids"]]
            if any(step[1]["grade"] in LOW_GRADES or step[1]["derived"] for step in steps):
                continue
            key = (tuple(row["node_ids"]), tuple(row["arrow_kinds"]))
            path = merged.get(key)
            if path is None:
                path = merged[key] = {
                    "question": query.question.replace("$", ""),
                    "nodes": [
                        {"id": id, "name": name, "kind": kind}
                        for id, name, kind in zip(row["node_ids"], row["node_names"], row["node_kinds"], strict=True)
                    ],
                    "arrows": [_arrow(kind, step, sentences) for kind, step in steps],
                    "institutional": bool(INSTITUTIONAL.intersection(row["arrow_kinds"])),
                }
            for arrow, (_, step) in zip(path["arrows"], steps, strict=True):
                found = set(arrow["citations"]) | set(citations.numbers(step["claims"]))
                arrow["citations"] = sorted(found)
    return list(merged.values())


def _arrow(kind: str, row: Mapping[str, Any], sentences: Sentences) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": kind,
        "from": row["from_id"],
        "to": row["to_id"],
        "reads": schema().kind(kind).reads,
        "start": row["start_text"],
        "end": row["end_text"],
        "share": row.get("share"),
        "share_min": row.get("share_min"),
        "share_max": row.get("share_max"),
        "direct": row.get("direct"),
        "stated_by": row["stated_by"],
        "last_stated": row["last_stated"].isoformat(),
        "stale": sentences.stale(row),
        "disputed": row["disputed"],
        "citations": [],
    }


def _around(ids: Iterable[str], relations: Mapping[str, tuple[str, dict[str, Any]]]) -> set[str]:
    """The institutional relations of these initiatives."""
    wanted = set(ids)
    return {
        id
        for id, (kind, row) in relations.items()
        if kind in INSTITUTIONAL and (row["from_id"] in wanted or row["to_id"] in wanted)
    }


def _counts(answers: Answers, release: Release) -> list[dict[str, Any]]:
    """How many members the lists' table holds, in words that accuse nobody."""
    members = release.manifest["counts"]["relations"].get("MEMBER_OF", 0)
    lines = []
    for query, _, rows in answers:
        if query.id != "listings.listed-members":
            continue
        unconfirmed = {row["member_id"] for row in rows.dicts() if row["name_match"] != "confirmed"}
        confirmed = {row["member_id"] for row in rows.dicts() if row["name_match"] == "confirmed"}
        lines.append(
            {
                "text": f"The release holds {members:,} memberships. The table of listed members has {len(confirmed)} "
                f"members joined to a listed party by an identifier, a judgement or one source's own word"
                + (
                    f", and {len(unconfirmed)} whose name and country alone agree with those of a listed party; "
                    "these are name matches, not confirmed, and stand in the table only."
                    if unconfirmed
                    else "."
                ),
                "citations": [],
            }
        )
    return lines


def _tables(answers: Answers) -> list[dict[str, Any]]:
    return [
        {
            "id": query.id,
            "title": query.id.partition(".")[2].replace("-", " ").capitalize(),
            "question": query.question.replace("$", ""),
            "values": dict(values),
            "caveats": list(query.caveats),
            "columns": list(rows.columns),
            "rows": [[_plain(value) for value in row] for row in rows.rows],
            "cut": None,
        }
        for query, values, rows in answers
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _statements(
    relations: Mapping[str, tuple[str, dict[str, Any]]],
    entities: Mapping[str, Mapping[str, Any]],
    sentences: Sentences,
    citations: Citations,
) -> list[dict[str, Any]]:
    """What parties say, each with what it is about and the answers to it."""
    speakers: dict[str, list[dict[str, Any]]] = {}
    about: dict[str, list[dict[str, Any]]] = {}
    for kind, row in relations.values():
        if kind == "STATED":
            speakers.setdefault(row["to_id"], []).append(row)
        elif kind == "CONCERNS":
            about.setdefault(row["from_id"], []).append(row)
    answers: dict[str, list[str]] = {}
    for id, rows in about.items():
        for row in rows:
            if row["to_id"] in speakers:
                answers.setdefault(row["to_id"], []).append(id)
    replies = {id for ids in answers.values() for id in ids}

    def said(id: str) -> list[dict[str, Any]]:
        return [
            {
                "text": entities[id].get("summary") or entities[id]["name"],
                "quoted": entities[id].get("quoted"),
                "speaker": sentences.name(row["from_id"]),
                "stance": row["stance"],
                "about": [sentences.name(other["to_id"]) for other in about.get(id, [])],
                "asked_on": entities[id].get("asked_on_text"),
                "not_asked": entities[id].get("not_asked"),
                "citations": citations.numbers(row["claims"]),
            }
            for row in speakers[id]
        ]

    return [
        {**own, "answers": [reply for other in sorted(answers.get(id, [])) for reply in said(other)]}
        for id in sorted(speakers)
        if id not in replies
        for own in said(id)
    ]


def _unknown(
    case: Case, told: Sequence[tuple[str, dict[str, Any]]], sentences: Sentences, citations: Citations
) -> list[dict[str, Any]]:
    """What the case says is not known, and what follows from the claims: shares nobody states, low grades."""
    lines = [{"text": line["text"], "citations": []} for line in case.unknown]
    for kind, row in told:
        ends = f"{sentences.name(row['from_id'])} and {sentences.name(row['to_id'])}"
        if row["grade"] in LOW_GRADES:
            lines.append(
                {
                    "text": f"A copy of unknown origin alone states that {sentences.name(row['from_id'])} "
                    f"{schema().kind(kind).reads} {sentences.name(row['to_id'])}; no better source confirms it.",
                    "citations": citations.numbers(row["claims"]),
                }
            )
        elif kind == "OWNS" and row["share"] is None and row["share_min"] is None:
            lines.append(
                {
                    "text": f"How large the stake between {ends} is: no loaded source states a share.",
                    "citations": citations.numbers(row["claims"]),
                }
            )
    return lines


def _sources(release: Release) -> list[dict[str, Any]]:
    return [
        {
            "id": copy["source"],
            "title": copy["title"],
            "publisher": copy["publisher"],
            "snapshot": copy["date"],
            "basis": copy["basis"],
            "complete": copy["complete"],
            "stale": date.fromisoformat(copy["date"]) + timedelta(days=copy["max_age_days"]) < release.as_of,
            "max_age_days": copy["max_age_days"],
            "licence": copy["licence"],
            "redistribute": copy["redistribute"],
            "page": copy["page"],
            "files": [{"name": file["name"], "sha256": file["sha256"]} for file in copy["files"]],
            "counts": copy["counts"],
        }
        for copy in release.manifest["sources"]
    ]
