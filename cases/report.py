"""What the page says: sentences, paths, tables, the network and what is not known, all with their citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from beholden.cases.answer_tables import Answers, answer_tables, asked, flat
from beholden.cases.case import Case
from beholden.cases.citations import Citations
from beholden.cases.facts import VERDICTS, Facts, Relation, ends
from beholden.cases.network import network
from beholden.cases.sentences import Sentences, stake_bounds
from beholden.cases.statements import statements
from beholden.cases.told import grouped, told_of, unstated
from beholden.cases.verdicts import verdict_lines
from beholden.graph.corrections import Correction
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.pages import words

LEGAL = (
    "Computed from the sources listed here, as of the date above. It is no legal advice. A listing is a fact about "
    "a date, and each list has an effect of its own; membership of an initiative is not approval."
)
PARTS = {
    "MEMBER_OF": "Membership",
    "OWNS": "Owners and control",
    "CONTROLS": "Owners and control",
    "LISTED_ON": "Lists",
    "SUPPLIES": "Contracts",
    "MAKES": "Products",
    "USED_AT": "Products",
}
"""What the sentences of a kind stand under, on the page."""
INSTITUTIONAL = {
    "FOUNDED",
    "FUNDS",
    "PARTNERS_WITH",
    "LEADS",
    "HOLDS_SEAT_ON",
    "RELIES_ON",
    "APPLIES_TO",
    "PART_OF",
}


def compose(case: Case, facts: Facts, find: Finder, answers: Answers) -> dict[str, Any]:
    """The report as plain JSON values, as `beholden.pages.report.write_report` takes it."""
    release = facts.release
    subjects = [find(subject) for subject in case.subjects]
    told_by = {subject: told_of(subject, facts) for subject in subjects}
    told = {id: relation for own in told_by.values() for id, relation in own.items()}
    around = facts.touching((find(initiative) for initiative in case.initiatives), INSTITUTIONAL)
    named = facts.by_id(_named(answers))
    said = facts.all(("STATED", "CONCERNS"))
    relations = {**said, **around, **named, **told}
    # A verdict on each of a dozen rules hides the chain that the drawing is about: those on the subjects are a table.
    computed = facts.computed({*subjects, *ends(told.values())})
    judged = {
        id: relation
        for id, relation in computed.items()
        if relation[0] in VERDICTS and relation[1]["from_id"] in subjects
    }
    computed = {id: relation for id, relation in computed.items() if relation[0] not in VERDICTS}
    relations |= computed
    relations |= facts.unsure(ends(relations.values()), subjects)
    entities = facts.entities(ends([*relations.values(), *judged.values()]))
    sentences = Sentences(entities, release.as_of)
    rows = [*(row for _, row in (*relations.values(), *judged.values())), *entities.values()]
    in_tables = (
        claim
        for query, _, answer in answers
        if "claims" in query.returns
        for row in answer.rows
        for claim in flat(row[query.returns.index("claims")])
    )
    corrections = _used_corrections(release)
    corrected = (one["claim"] for one in corrections)
    citations = Citations(
        release, (*in_tables, *corrected, *(claim for row in rows for claim in row["claims"]))
    )
    # Citations are numbered in the order of the page.
    answer = _answer(told_by, answers, relations, sentences, citations)
    verdicts = verdict_lines(judged, sentences, citations)
    names = _names(answers, facts, find)
    paths = _paths(answers, relations, sentences, citations, names)
    on_paths = {arrow["id"] for path in paths for arrow in path["arrows"]}
    stated = on_paths | told.keys() | around.keys() | computed.keys()
    drawn = {id: relation for id, relation in relations.items() if id in stated}
    drawn |= facts.unsure(ends(drawn.values()), subjects)
    return {
        "title": case.title,
        "question": case.question,
        "as_of": release.as_of.isoformat(),
        "release": {"hash": release.manifest["hash"], "software": f"beholden {release.manifest['software']}"},
        "verdicts": verdicts,
        "answer": [*answer, *_corrections(corrections, citations), *_counts(answers, release)],
        "paths": paths,
        "tables": answer_tables(answers, citations, names),
        "network": network(drawn, entities, sentences, citations, roots=subjects),
        "statements": statements(said, entities, sentences, citations),
        "unknown": _unknown(case, told.values(), sentences, citations),
        "sources": sources_of(release),
        "citations": citations.list(),
        "report_errors": case.report_errors,
        "legal": LEGAL,
    }


def _names(answers: Answers, facts: Facts, find: Finder) -> dict[str, str]:
    """The names of the entities that the questions were asked of, by what the questions call them."""
    called = {
        values[one.name]: find(values[one.name])
        for query, values, _ in answers
        for one in query.parameters
        if one.type == "id" and one.name in values
    }
    known = facts.entities(called.values())
    return {value: known[id]["name"] for value, id in called.items() if id in known}


def _named(answers: Answers) -> set[str]:
    """The ids of the relations that the answers name."""
    ids: set[str] = set()
    for query, _, rows in answers:
        for column in {"arrow_ids", "listing_id", "membership_id"}.intersection(query.returns):
            place = query.returns.index(column)
            for row in rows.rows:
                ids.update(row[place] if isinstance(row[place], list) else [row[place]])
    return ids


def _answer(
    told: Mapping[str, Mapping[str, Relation]],
    answers: Answers,
    relations: Mapping[str, Relation],
    sentences: Sentences,
    citations: Citations,
) -> list[dict[str, Any]]:
    """The sentences about each subject, under its name: its membership, what was dated before it, then the rest."""
    lines: list[dict[str, Any]] = []
    for subject, own in told.items():
        about = [
            (
                kind,
                {
                    "text": text,
                    "part": PARTS[kind],
                    "citations": citations.numbers(claim for row in rows for claim in row["claims"]),
                    "claims": sorted({claim for row in rows for claim in row["claims"]}),
                },
            )
            for kind, rows in grouped(own.values())
            if (text := sentences.sentence(rows, kind)) is not None
        ]
        membership = [line for kind, line in about if kind == "MEMBER_OF"]
        rest = [line for kind, line in about if kind != "MEMBER_OF"]
        order = _order(answers, subject, relations, sentences, citations)
        lines += [{**line, "heading": sentences.name(subject)} for line in (*membership, *order, *rest)]
    return lines


def _order(
    answers: Answers,
    subject: str,
    relations: Mapping[str, Relation],
    sentences: Sentences,
    citations: Citations,
) -> list[dict[str, Any]]:
    """The listings of a subject that the table dates before its joining, in one sentence."""
    found: dict[str, str] = {}
    claims: list[str] = []
    for query, _, rows in answers:
        if query.id != "listings.listed-members":
            continue
        for row in rows.dicts():
            confirmed = row["member_id"] == subject and row["name_match"] == "confirmed"
            if confirmed and row["came_first"] == "listed before it joined":
                found[f"{sentences.name(row['list_id'])} ({words.date(row['listed_on'])})"] = row["joined_on"]
                claims += [
                    *relations[row["listing_id"]][1]["claims"],
                    *relations[row["membership_id"]][1]["claims"],
                ]
    if not found:
        return []
    joined = words.date(min(found.values()))
    text = f"Listings dated before its joining ({joined}, as reported): {', '.join(found)}."
    return [
        {
            "text": text,
            "part": PARTS["MEMBER_OF"],
            "citations": citations.numbers(claims),
            "claims": sorted(set(claims)),
        }
    ]


def _paths(
    answers: Answers,
    relations: Mapping[str, Relation],
    sentences: Sentences,
    citations: Citations,
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The paths among the answers, those that run through the same nodes and kinds of arrows as one."""
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for query, values, rows in answers:
        if "arrow_ids" not in query.returns:
            continue
        for row in rows.dicts():
            if row.get("name_match", "confirmed") != "confirmed":
                continue
            steps = [relations[id] for id in row["arrow_ids"]]
            if not all(sentences.told(step) for _, step in steps):
                continue
            key = (tuple(row["node_ids"]), tuple(row["arrow_kinds"]))
            path = merged.get(key)
            if path is None:
                path = merged[key] = {
                    "question": asked(query.question, values, names),
                    "nodes": [
                        {"id": id, "name": name, "kind": kind}
                        for id, name, kind in zip(
                            row["node_ids"], row["node_names"], row["node_kinds"], strict=True
                        )
                    ],
                    "arrows": [_arrow(kind, step, sentences) for kind, step in steps],
                    "institutional": bool(INSTITUTIONAL.intersection(row["arrow_kinds"])),
                }
            for arrow, (_, step) in zip(path["arrows"], steps, strict=True):
                found = set(arrow["citations"]) | set(citations.numbers(step["claims"]))
                arrow["citations"] = sorted(found)
    return list(merged.values())


def _arrow(kind: str, row: Mapping[str, Any], sentences: Sentences) -> dict[str, Any]:
    """An arrow of a path; `note` takes the place of "is" where its last word is too old."""
    return {
        "id": row["id"],
        "kind": kind,
        "from": row["from_id"],
        "to": row["to_id"],
        "reads": sentences.verb(kind, row),
        "start": row["start_text"],
        "end": row["end_text"],
        "share": stake_bounds(row) if kind == "OWNS" else None,
        "direct": row.get("direct"),
        "stated_by": row["stated_by"],
        "last_stated": row["last_stated_text"],
        "stale": sentences.stale(row),
        "note": sentences.note(row),
        "disputed": row["disputed"],
        "dispute": row["dispute"],
        "sources": row["sources"],
        "citations": [],
    }


def _used_corrections(release: Release) -> list[dict[str, str]]:
    """The corrections of claims that are loaded."""
    unused = {one["claim"] for one in release.joins["unused_corrections"]}
    return [one for one in release.joins["corrections"] if one["claim"] not in unused]


def _corrections(corrections: Iterable[Mapping[str, str]], citations: Citations) -> list[dict[str, Any]]:
    """A line a corrected claim. What a withdrawn one said is not said again."""
    return [
        {
            "text": f"A claim of {citations.speaker(one['claim'])} is {Correction(**one).said}",
            "heading": "Corrections",
            "citations": citations.numbers([one["claim"]]),
            "claims": [one["claim"]],
        }
        for one in corrections
    ]


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
                    "these are name matches, not confirmed, and no sentence, drawing or number rests on them."
                    if unconfirmed
                    else "."
                ),
                "heading": "In the release",
                "citations": [],
                "claims": [],
            }
        )
    return lines


def _unknown(
    case: Case, told: Iterable[Relation], sentences: Sentences, citations: Citations
) -> list[dict[str, Any]]:
    """What the case says is not known, and what follows from the claims: shares nobody states, low grades."""
    lines = [
        {
            "text": line["text"],
            "citations": citations.of_documents(line.get("citations", []), case.documents),
            "claims": [],
        }
        for line in case.unknown
    ]
    lines += [
        {"text": text, "citations": citations.numbers(row["claims"]), "claims": sorted(row["claims"])}
        for text, row in unstated(told, sentences)
    ]
    return lines


def sources_of(release: Release) -> list[dict[str, Any]]:
    """The copies that a release rests on, as a page lists them."""
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
