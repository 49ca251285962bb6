"""What is told of a party: its own relations and the owners above it, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from beholden.cases.facts import Facts, Relation
from beholden.cases.sentences import LOW_GRADES, Sentences, one_fact
from beholden.graph.kinds import schema

ABOVE = ("OWNS", "CONTROLS")
ABOUT = ("MEMBER_OF", "OWNS", "CONTROLS", "LISTED_ON", "SUPPLIES", "MAKES", "USED_AT")
"""Kinds of relations that get a sentence, in the order in which they are told."""


def told_of(subject: str, facts: Facts) -> dict[str, Relation]:
    """The relations told of a subject, in their order: its own, and the chain of owners above it."""
    rows = facts.leaving([subject], [kind for kind in ABOUT if kind not in ABOVE])
    # Where a product is reported is told of its maker.
    made = {row["to_id"] for kind, row in rows.values() if kind == "MAKES"}
    rows |= facts.leaving(made, ["USED_AT"])
    seen, level = {subject}, {subject}
    while level:
        above = facts.reaching(level, ABOVE)
        rows |= above
        level = {row["from_id"] for _, row in above.values()} - seen
        seen |= level
    ordered = sorted(
        rows.values(),
        key=lambda pair: (ABOUT.index(pair[0]), str(pair[1]["start_date"] or ""), pair[1]["id"]),
    )
    return {row["id"]: (kind, row) for kind, row in ordered}


def grouped(told: Iterable[Relation]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The relations that make one sentence, the newest word first."""
    groups: dict[tuple[Any, ...], tuple[str, list[dict[str, Any]]]] = {}
    for kind, row in told:
        groups.setdefault(one_fact(kind, row), (kind, []))[1].append(row)
    for _, rows in groups.values():
        rows.sort(key=lambda row: (-row["last_stated"].toordinal(), row["to_stated"], row["id"]))
    return list(groups.values())


def unstated(told: Iterable[Relation], sentences: Sentences) -> Iterator[tuple[str, dict[str, Any]]]:
    """What these relations leave open, each with its relation: unstated shares, low grades alone."""
    for kind, row in told:
        start, end = sentences.name(row["from_id"]), sentences.name(row["to_id"])
        if row["grade"] in LOW_GRADES:
            reads = schema().kind(kind).reads
            text = f"A copy of unknown origin alone states that {start} {reads} {end}; no better source confirms it."
            yield text, row
        elif kind == "OWNS" and row["share"] is None and row["share_min"] is None:
            yield f"How large the stake between {start} and {end} is: no loaded source states a share.", row
