"""The reference page of kinds, rendered from the files that declare them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from beholden.graph.kinds import COMMON_ENTITY, COMMON_RELATION, Kind, Property, Schema, schema
from beholden.graph.property_types import TYPES

COMMON_ABOUT: Mapping[str, str] = {
    "id": "Canonical id of an entity; a relation's own id.",
    "name": "Name to show.",
    "names": "All names and aliases.",
    "country": "Country as stated, ISO 3166-1 alpha-2; looser than jurisdiction.",
    "countries": "All countries that members of the cluster state.",
    "identifiers": "Identifiers, each written `scheme:VALUE`.",
    "kind_stated": "False when no source says what kind of party it is.",
    "members": "Ids of the sources' entities that are joined in it.",
    "from_id": "Entity that acts.",
    "to_id": "Entity that is acted on.",
    "start_date": "Latest day on which it can have begun.",
    "start_earliest": "Earliest day on which it can have begun.",
    "start_text": "Its beginning, as published.",
    "end_date": "Earliest day on which it can have ended; the first day on which it no longer holds.",
    "end_latest": "Latest day on which it can have ended.",
    "end_text": "Its end, as published.",
    "disputed": "True when the relation or one of its dates is disputed.",
    "dispute": "Why it is disputed.",
    "derived": "True when the software computed it and no source states it.",
    "from_stated": "The source's own id of the entity that acts.",
    "to_stated": "The source's own id of the entity that is acted on.",
    "sources": "Ids of the sources that state it.",
    "claims": "Ids of the claims it rests on.",
    "stated_by": "Who says so.",
    "grade": "Best grade of its citations: official, company_filing, press, transcription, unknown_copy.",
    "citation": "Page to cite.",
    "quote": "Words as published.",
    "first_stated": "Day of the oldest document or copy that says so.",
    "last_stated": "Day of the newest document or copy that says so.",
    "last_stated_text": "That document's date as published, such as 2024-02.",
    "fresh_until": "Last day on which that copy is new enough to say “is”.",
}
"""What the columns that every entity or relation has mean."""


def kinds_markdown() -> str:
    """The page docs/kinds.md: every kind with its properties, the common columns, and the tables of codes."""
    known = schema()
    parties = [kind for kind in known.entity_kinds if kind.party]
    others = [kind for kind in known.entity_kinds if not kind.party]
    stated = [kind for kind in known.relation_kinds if not kind.derived]
    derived = [kind for kind in known.relation_kinds if kind.derived]
    lines = [
        "# Kinds of entities and relations",
        "",
        "Generated from `graph/schema/*.toml` by `make docs`.",
        "",
        "Entities are nodes, and their kind is the first label; parties carry the second label `Party`.",
        "Relations go from the one who acts to the one acted on, and each stake, listing or membership is a",
        "relation of its own. Shares are fractions from 0 to 1. A value that is not known is absent.",
        "",
        *_section("Parties", parties),
        *_section("Other entities", others),
        *_section("Relations that sources state", stated),
        *_section("Relations that the software computes", derived),
        "## What every entity has",
        "",
        *_table(("column", "what it is"), [(f"`{name}`", COMMON_ABOUT[name]) for name in COMMON_ENTITY]),
        "## What every relation has",
        "",
        *_table(("column", "what it is"), [(f"`{name}`", COMMON_ABOUT[name]) for name in COMMON_RELATION]),
        "## Types",
        "",
        "A date `P` has three columns: `P` is the latest day it can mean, `P_earliest` the earliest, and",
        "`P_text` the date as published.",
        "",
        *_table(("type", "what it accepts"), [(f"`{name}`", type.about) for name, type in TYPES.items()]),
        *_codes(known),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, kinds: Iterable[Kind]) -> list[str]:
    lines = [f"## {title}", ""]
    for kind in kinds:
        lines += [f"### {kind.name}", "", kind.about, ""]
        if kind.kind == "relation":
            lines += _relation(kind)
        if kind.properties:
            rows = [(f"`{own.name}`", _type(own), _about(own)) for own in kind.properties.values()]
            lines += _table(("property", "type", "what it is"), rows)
        if kind.same_as:
            others = "; ".join(f"{standard}: {words}" for standard, words in kind.same_as.items())
            lines += [f"In other standards: {others}.", ""]
    return lines


def _relation(kind: Kind) -> list[str]:
    ends = " → ".join(", ".join(words) for words in (kind.from_words, kind.to_words))
    lines = [f"{ends}. Reads: “… {kind.reads} …”."]
    if (kind.start, kind.end) != ("start_date", "end_date"):
        lines.append(f"On screen its dates are called `{kind.start}` and `{kind.end}`.")
    if kind.key:
        lines.append(
            f"Two between the same ends are told apart by {', '.join(f'`{name}`' for name in kind.key)}."
        )
    return [" ".join(lines), ""]


def _type(own: Property) -> str:
    table = own.type.removeprefix("code:")
    return f"`{own.type}`" if own.codes is None else f"[`{own.type}`](#{_anchor(table)})"


def _about(own: Property) -> str:
    return f"{own.about} Stays out of pages and exports unless asked for." if own.private else own.about


def _codes(known: Schema) -> list[str]:
    lines = ["## Codes", ""]
    for name, words in known.codes.items():
        lines += [f"### {_heading(name)}", ""]
        lines += _table(("code", "what it means"), [(f"`{word}`", about) for word, about in words.items()])
    return lines


def _heading(table: str) -> str:
    return f"Codes of {table}"


def _anchor(table: str) -> str:
    return _heading(table).lower().replace(" ", "-")


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return [*lines, ""]
