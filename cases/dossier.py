"""All that the loaded sources say of one party: each sentence is built from claims, and lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beholden.cases.citations import Citations
from beholden.cases.facts import Facts, Relation, ends
from beholden.cases.in_short import in_short
from beholden.cases.report import LEGAL, sources_of
from beholden.cases.sentences import Sentences
from beholden.cases.statements import statements
from beholden.cases.told import grouped, told_of, unstated
from beholden.cases.verdicts import certificates, verdict_lines, with_certificates
from beholden.graph.ownership.prose import prose
from beholden.graph.release import Release
from beholden.pages import words

SECTIONS = {
    "short": "In short",
    "who": "Who it is",
    "owners": "Who owns and controls it",
    "lists": "On which lists",
    "memberships": "Memberships",
    "timeline": "Memberships and listings in the order of their dates",
    "contracts": "Contracts and products",
    "verdicts": "Verdicts of rules",
    "disputes": "What is contested",
    "unknown": "What is not known, and who could tell",
}
KINDS_IN = {
    "owners": ("OWNS", "CONTROLS"),
    "lists": ("LISTED_ON",),
    "memberships": ("MEMBER_OF",),
    "contracts": ("SUPPLIES", "MAKES", "USED_AT"),
}
NOTHING = {
    "short": "Little is stated of it: see below.",
    "owners": "No loaded source names an owner. That proves nothing.",
    "lists": "No loaded copy of a list names it. That a copy does not name it proves nothing of other lists or days.",
    "memberships": "No loaded source names it as a member of an initiative.",
    "timeline": "Nothing dated is stated.",
    "contracts": "No loaded source names a contract or product of it.",
    "verdicts": "The release holds no verdict of a rule within or possibly within. That is no verdict outside.",
    "disputes": "Nothing that is stated of it is marked as contested.",
    "unknown": "No open point follows from the claims. That a source says nothing proves nothing.",
}


def dossier(release: Release, id: str) -> dict[str, Any]:
    """What is said of a party, as JSON values: sections of lines, statements with their answers, and the citations.

    `certificates` has the certificate that proves each verdict, by its id.

    Addresses and birth dates are left out, and numbers of persons with them.
    """
    facts = Facts(release)
    told = told_of(id, facts)
    said = facts.all(("STATED", "CONCERNS"))
    about = {
        row["from_id"]
        for kind, row in said.values()
        if kind == "CONCERNS" and row["to_id"] in _things(id, told)
    }
    # Answers are statements about statements, so they are followed until nothing is added.
    while (
        more := {
            row["from_id"] for kind, row in said.values() if kind == "CONCERNS" and row["to_id"] in about
        }
        - about
    ):
        about |= more
    spoken = {key: (kind, row) for key, (kind, row) in said.items() if about & {row["from_id"], row["to_id"]}}
    computed = facts.computed([id])
    relations: dict[str, Relation] = {**spoken, **computed, **told}
    entities = facts.entities(ends(relations.values()) | {id})
    sentences = Sentences(entities, release.as_of)
    rows = [*(row for _, row in relations.values()), *entities.values()]
    citations = Citations(release, (claim for row in rows for claim in row["claims"]))
    lines = _Lines(citations)
    verdicts = verdict_lines(computed, sentences, citations)
    proofs = certificates(release, verdicts)
    verdicts = [
        {**line, "proof": prose(proofs[line["relation"]]) if line["relation"] in proofs else None}
        for line in with_certificates(verdicts, proofs)
    ]
    own = entities[id]
    said_of_it = statements(spoken, entities, sentences, citations)
    parts: dict[str, list[dict[str, Any]]] = {
        "short": [
            lines.line(text, claims)
            for text, claims in in_short(id, told.values(), verdicts, said_of_it, sentences)
        ],
        "who": _who(own, lines),
        **{part: _told(told, kinds, sentences, lines) for part, kinds in KINDS_IN.items()},
        "timeline": _timeline(told, sentences, lines),
        "verdicts": verdicts,
        "disputes": [
            lines.line(
                f"{sentences.name(row['from_id'])} – {sentences.name(row['to_id'])}: {row['dispute']}.",
                row["claims"],
            )
            for _, row in told.values()
            if row["disputed"] and row["dispute"] and sentences.told(row)
        ],
        "unknown": [
            lines.line(f"{text} {_who_could_tell(row, sentences)}", row["claims"])
            for text, row in unstated(told.values(), sentences)
        ],
    }
    parts["contracts"] += _concerns(told, entities, sentences, lines)
    return {
        "title": own["name"],
        "party": id,
        "kind": own["kind"],
        "as_of": release.as_of.isoformat(),
        "release": {"hash": release.manifest["hash"], "software": f"beholden {release.manifest['software']}"},
        "sections": [
            {"id": part, "title": title, "lines": parts[part], "nothing": NOTHING.get(part, "")}
            for part, title in SECTIONS.items()
        ],
        "certificates": {proof["id"]: proof for proof in proofs.values()},
        "statements": said_of_it,
        "sources": sources_of(release),
        "citations": citations.list(),
        "report_errors": "Tell whoever gave you this page; the claims behind each sentence are named beside it.",
        "legal": LEGAL,
    }


class _Lines:
    """Makes lines: a text, the claims it is built from, and the numbers of their citations."""

    def __init__(self, citations: Citations) -> None:
        self._citations = citations

    def line(self, text: str, claims: Iterable[str]) -> dict[str, Any]:
        """A line; its claims stand once each, sorted."""
        known = sorted(set(claims))
        return {"text": text, "citations": self._citations.numbers(known), "claims": known}


def _things(id: str, told: Mapping[str, Relation]) -> set[str]:
    """The party, and the contracts and products that are told of it."""
    return {id, *(row["to_id"] for kind, row in told.values() if kind in KINDS_IN["contracts"])}


def _who(own: Mapping[str, Any], lines: _Lines) -> list[dict[str, Any]]:
    found = [f"{own['name']} is a {words.kind(own['kind'])} in the loaded sources."]
    others = [words.isolated(name) for name in own["names"] if name != own["name"]]
    if others:
        found.append(f"Other names, as published: {'; '.join(others)}.")
    if own["country"]:
        found.append(f"Country: {own['country']}.")
    # A number of a person can be that of a passport.
    if own["kind"] != "Person" and own["identifiers"]:
        found.append(f"Identifiers: {', '.join(map(_identifier, own['identifiers']))}.")
    return [lines.line(text, own["claims"]) for text in found]


def _identifier(id: str) -> str:
    """An identifier with its scheme as people write it."""
    scheme, _, value = id.partition(":")
    return f"{scheme.upper().replace('_', ' ')} {value}" if value else id


def _told(
    told: Mapping[str, Relation], kinds: Sequence[str], sentences: Sentences, lines: _Lines
) -> list[dict[str, Any]]:
    """The sentences of these kinds, what several sources say alike in one."""
    found = []
    for kind, rows in grouped(pair for pair in told.values() if pair[0] in kinds):
        text = sentences.sentence(rows, kind)
        if text is not None:
            found.append(lines.line(text, (claim for row in rows for claim in row["claims"])))
    return found


def _timeline(told: Mapping[str, Relation], sentences: Sentences, lines: _Lines) -> list[dict[str, Any]]:
    """Beginnings and ends of listings and memberships, the earliest first; what has no date is left out."""
    events = []
    for kind, row in told.values():
        if kind not in ("LISTED_ON", "MEMBER_OF") or not sentences.told(row):
            continue
        where = sentences.name(row["to_id"])
        begins = f"listing on the {where} begins" if kind == "LISTED_ON" else f"joins the {where}"
        stops = f"listing on the {where} ends" if kind == "LISTED_ON" else f"membership of the {where} ends"
        for text, event in ((row["start_text"], begins), (row["end_text"], stops)):
            if text:
                doubt = ", which is contested" if row["disputed"] and event == stops else ""
                by = f"according to {', '.join(row['stated_by'])}"
                events.append((text, f"{words.date(text)}: {event}{doubt}, {by}.", row["claims"]))
    merged: dict[tuple[str, str], list[str]] = {}
    for text, event, claims in sorted(events):
        merged.setdefault((text, event), []).extend(claims)
    return [lines.line(event, claims) for (_, event), claims in merged.items()]


def _concerns(
    told: Mapping[str, Relation],
    entities: Mapping[str, Mapping[str, Any]],
    sentences: Sentences,
    lines: _Lines,
) -> list[dict[str, Any]]:
    """The phrases of concern in what it supplies or makes, quoted, with whether they are its words or reported."""
    found = []
    things = {
        row["to_id"]: row
        for kind, row in told.values()
        if kind in ("SUPPLIES", "MAKES") and sentences.told(row)
    }
    for id in sorted(things):
        own = entities[id]
        if not own.get("concern_words"):
            continue
        quoted = ", ".join(f"“{phrase}”" for phrase in own["concern_words"])
        how = "The text of" if own.get("concern_basis") == "found_in_text" else "A report of"
        found.append(lines.line(f"{how} “{sentences.name(id)}” contains {quoted}.", own["claims"]))
    return found


def _who_could_tell(row: Mapping[str, Any], sentences: Sentences) -> str:
    """Whom one could ask: both ends, and whoever says what is said."""
    asked = (sentences.name(row["from_id"]), sentences.name(row["to_id"]), *row["stated_by"])
    return f"Who could tell: {'; '.join(dict.fromkeys(asked))}."
