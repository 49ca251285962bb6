"""A dossier in a few lines, before all the rest: each rests on the claims of what it sums up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from beholden.cases.facts import Relation
from beholden.cases.sentences import Sentences

Line = tuple[str, list[str]]


def in_short(
    id: str,
    told: Iterable[Relation],
    verdicts: Sequence[Mapping[str, Any]],
    said: Sequence[Mapping[str, Any]],
    sentences: Sentences,
) -> Iterator[Line]:
    """Yield (text, claims): lists and initiatives that name the party, who is above it, verdicts, statements.

    It is said of the loaded copies alone, which may be old: whether something still holds stands in the sentences.
    """
    rows = [(kind, row) for kind, row in told if sentences.told(row) and not sentences.ended(row)]
    ways = (
        ("Loaded copies name it on: {}.", "LISTED_ON", "from_id", "to_id"),
        ("Loaded sources name it as a member of: {}.", "MEMBER_OF", "from_id", "to_id"),
        ("Sources name above it, as holding a stake or control: {}.", "OWNS CONTROLS", "to_id", "from_id"),
    )
    for text, kinds, own, other in ways:
        found = [row for kind, row in rows if kind in kinds.split() and row[own] == id]
        if found:
            names = dict.fromkeys(sentences.name(row[other]) for row in found)
            yield text.format("; ".join(names)), [claim for row in found for claim in row["claims"]]
    for verdict, text in (
        ("within", "Within these rules, on these facts: {}."),
        ("possibly within", "Possibly within these rules, each for want of a fact: {}."),
    ):
        own_lines = [line for line in verdicts if line["verdict"] == verdict]
        if own_lines:
            names = dict.fromkeys(line["rule"] for line in own_lines)
            yield text.format("; ".join(names)), [claim for line in own_lines for claim in line["claims"]]
    alleged = [one for one in said if one["stance"] == "alleges"]
    if alleged:
        answered = sum(bool(one["answers"]) for one in alleged)
        claims = [
            claim
            for one in alleged
            for spoken in (one, *one["answers"])
            for claim in spoken["claims"]
        ]  # fmt: skip
        number = f"{len(alleged)} allegation{'s' if len(alleged) > 1 else ''}"
        yield (
            f"{number} about it, its contracts or its products, {answered} of them with a denial or another answer.",
            claims,
        )
