"""Reads the file of a rule strictly: every key is known, and the first fault in it is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.kinds import schema
from beholden.graph.property_types import TYPES
from beholden.graph.reference_entities import Reference, reference
from beholden.graph.rule import CONFIDENCE, Rule, Span, Version
from beholden.graph.shares import parse_share
from beholden.graph.toml_tables import flag, only_known, read_toml, suggestion, text, texts

SHARES_OF = ("capital", "votes", "either")
CONTROL = ("no", "yes", "possible")

_KEYS = {
    *("id", "title", "regime", "authority", "citation", "citation_number", "lists", "lists_in_part", "part_says"),
    *("kinds", "owners", "initiative", "effect", "effect_says", "confidence", "uncertain"),
    *("days_known", "version", "suspended", "unconfirmed"),
}  # fmt: skip
_VERSION_KEYS = {
    *("from", "to", "threshold", "more_than", "share_of", "aggregate", "control", "mechanisms"),
    *("any_stake", "descends", "says"),
}  # fmt: skip
_SPAN_KEYS = {"from", "to", "why"}


def rule_of(path: Path, *, own: bool) -> Rule:
    """The rule in a file; with `own` it may leave out what only a law has. SchemaError names the first fault."""
    here, table = path.name, read_toml(path)
    only_known(here, table, _KEYS)
    known = reference()

    def needed(key: str) -> str:
        return text(here, table, key) if key in table or not own else ""

    id = text(here, table, "id")
    if not id.replace("-", "").isalnum() or id != id.lower():
        raise SchemaError(f'{here}: id "{id}" must be small letters, digits and hyphens, such as us-ofac-50')
    confidence = _one_of(here, table, "confidence", CONFIDENCE, "own" if own else None)
    days_known = _one_of(here, table, "days_known", CONFIDENCE, confidence)
    if tuple(CONFIDENCE).index(days_known) < tuple(CONFIDENCE).index(confidence):
        raise SchemaError(
            f"{here}: days_known is for days that are known less well than the test; leave it out"
        )
    effect = _one_of(here, table, "effect", (*schema().codes["effect"], "flag"), "flag" if own else None)
    return Rule(
        id=id,
        title=text(here, table, "title"),
        regime=needed("regime"),
        authority=needed("authority"),
        citation=_citation(here, table) if "citation" in table or not own else "",
        citation_number=_optional(here, table, "citation_number"),
        lists=_ids(here, table, "lists", "ScreeningList", known, own=own),
        lists_in_part=_ids(here, table, "lists_in_part", "ScreeningList", known, own=own),
        part_says=text(here, table, "part_says") if "lists_in_part" in table else "",
        kinds=_kinds(here, table),
        owners=_ids(here, table, "owners", None, known),
        initiative=next(iter(_ids(here, table, "initiative", "Initiative", known)), ""),
        effect=effect,
        effect_says=needed("effect_says"),
        confidence=confidence,
        days_known=days_known,
        uncertain=_optional(here, table, "uncertain"),
        versions=_versions(here, table),
        suspended=_spans(here, table, "suspended"),
        unconfirmed=_spans(here, table, "unconfirmed"),
        place=f"rules/{path.name}:1",
    )  # fmt: skip


def _versions(here: str, table: Mapping[str, Any]) -> tuple[Version, ...]:
    rows = _tables(here, table, "version", _VERSION_KEYS)
    if not rows:
        raise SchemaError(f"{here}: write at least one [[version]]")
    versions = [_version(where, row) for where, row in rows]
    for before, after in pairwise(versions):
        if before.span.end is None or after.span.start is None or before.span.end > after.span.start:
            raise SchemaError(
                f"{here}: each [[version]] must end before the next begins; the order is by date"
            )
    return tuple(versions)


def _version(where: str, row: Mapping[str, Any]) -> Version:
    descends = flag(where, row, "descends") if "descends" in row else True
    if not descends and (extra := sorted(set(row) - {"from", "to", "descends", "says"})):
        raise SchemaError(f"{where}: {extra[0]} has no meaning where descends = false")
    threshold = None
    if "threshold" in row:
        try:
            share = parse_share(text(where, row, "threshold"))
        except ValueError as problem:
            raise SchemaError(f"{where}: threshold: {problem}") from problem
        if not share.exact or share.min == 0:
            raise SchemaError(f'{where}: threshold must be one share above 0, such as "50 %"')
        threshold = share.min
    control = _one_of(where, row, "control", CONTROL, "no")
    mechanisms = texts(where, row, "mechanisms")
    codes = schema().codes["mechanism"]
    if unknown := [name for name in mechanisms if name not in codes]:
        raise SchemaError(f'{where}: mechanism "{unknown[0]}" is not known{suggestion(unknown[0], codes)}')
    if mechanisms and control != "yes":
        raise SchemaError(f'{where}: mechanisms has a meaning only with control = "yes"')
    any_stake = flag(where, row, "any_stake")
    if descends and threshold is None and control == "no" and not any_stake:
        raise SchemaError(
            f"{where}: it tests nothing: give a threshold, control or any_stake, or descends = false"
        )
    if threshold is None and ("share_of" in row or "more_than" in row):
        raise SchemaError(f"{where}: share_of and more_than need a threshold")
    return Version(
        span=_span(where, row),
        threshold=threshold,
        strict=flag(where, row, "more_than"),
        share_of=_one_of(where, row, "share_of", SHARES_OF, None if threshold is not None else "either"),
        aggregate=flag(where, row, "aggregate") if "aggregate" in row else True,
        control=control,
        mechanisms=mechanisms,
        any_stake=any_stake,
        descends=descends,
        says=_optional(where, row, "says"),
    )


def _tables(
    here: str, table: Mapping[str, Any], key: str, known: set[str]
) -> list[tuple[str, Mapping[str, Any]]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SchemaError(f"{here}: write {key} as tables, each under a line [[{key}]]")
    found = []
    for number, row in enumerate(rows, start=1):
        where = f"{here}: [[{key}]] {number}"
        only_known(where, row, known)
        found.append((where, row))
    return found


def _spans(here: str, table: Mapping[str, Any], key: str) -> tuple[Span, ...]:
    return tuple(
        _span(where, row, text(where, row, "why")) for where, row in _tables(here, table, key, _SPAN_KEYS)
    )


def _span(where: str, row: Mapping[str, Any], why: str = "") -> Span:
    days = []
    for key in ("from", "to"):
        day = row.get(key)
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise SchemaError(f"{where}: {key} must be a day such as 2024-07-03, without quotes")
        days.append(day)
    first, end = days
    if first is not None and end is not None and end <= first:
        raise SchemaError(
            f"{where}: it ends on {end}, before it begins; `to` is the first day that it does not hold"
        )
    return Span(first, end, why)


def _one_of(
    here: str,
    table: Mapping[str, Any],
    key: str,
    words: Sequence[str] | Mapping[str, str],
    default: str | None,
) -> str:
    word = table.get(key, default)
    if not isinstance(word, str) or word not in words:
        raise SchemaError(
            f"{here}: {key} {word!r} must be one of {', '.join(words)}{suggestion(word, words)}"
        )
    return word


def _optional(here: str, table: Mapping[str, Any], key: str) -> str:
    return text(here, table, key) if key in table else ""


def _citation(here: str, table: Mapping[str, Any]) -> str:
    page = table.get("citation")
    if not TYPES["url"].accepts(page):
        raise SchemaError(f"{here}: citation is missing or no address; it is the page that supports the rule")
    return str(page)


def _ids(
    here: str, table: Mapping[str, Any], key: str, kind: str | None, known: Reference, *, own: bool = False
) -> tuple[str, ...]:
    """The reference ids under a key, of one kind or of parties; a text or a list of texts, ids or aliases.

    With `own` also ids such as curated/my-list, that a loaded source may state, stand as they are.
    """
    named = [table[key]] if isinstance(table.get(key), str) else texts(here, table, key)
    groups = {"state", *(entity.id.partition("/")[0] for entity in known.entities)}
    ids = []
    for name in named:
        group, slash, rest = str(name).partition("/")
        if own and slash and rest and group not in groups:
            ids.append(str(name))
            continue
        try:
            entity = known.get(str(name))
        except SchemaError as problem:
            raise SchemaError(f"{here}: {key}: {problem}") from problem
        if (entity.kind != kind) if kind else not schema().kind(entity.kind).party:
            raise SchemaError(
                f'{here}: {key}: "{name}" is of the kind {entity.kind}, where a {kind or "party"} is wanted'
            )
        ids.append(entity.id)
    return tuple(ids)


def _kinds(here: str, table: Mapping[str, Any]) -> tuple[str, ...]:
    names = texts(here, table, "kinds")
    for name in names:
        if not schema().kind(name).party:
            raise SchemaError(f'{here}: kinds: "{name}" is no kind of party')
    return names
