"""The rule registry: one file a rule in `rules/*.toml`, read strictly, each with dated versions and its citation.

A rule is data: which lists or owners it starts from, at which share it bites and of what, whether the stakes of
several are added, whether stated control counts, and when all that held. Nothing here is legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.kinds import schema
from beholden.graph.property_types import TYPES
from beholden.graph.reference_entities import Reference, reference
from beholden.graph.shares import parse_share
from beholden.graph.toml_tables import flag, only_known, read_toml, suggestion, text, texts

FOLDER = Path(__file__).parent / "rules"

SHARES_OF = ("capital", "votes", "either")
CONTROL = ("no", "yes", "possible")
CONFIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "read": "The authority's own text, or a report of it, was read.",
        "secondary": "A commentator says so; the authority's text was not read.",
        "general_knowledge": "Settled law as generally known, restated without a page at hand.",
        "own": "A definition of the user's, or of beholden's; no law.",
    }
)
"""How well a rule is known, best first."""

_KEYS = {
    *("id", "title", "regime", "authority", "citation", "citation_number", "lists", "lists_in_part", "part_says"),
    *("kinds", "owners", "initiative", "effect", "effect_says", "confidence", "uncertain"),
    *("version", "suspended", "unconfirmed"),
}  # fmt: skip
_VERSION_KEYS = {
    *("from", "to", "threshold", "more_than", "share_of", "aggregate", "control", "mechanisms"),
    *("any_stake", "descends", "says"),
}  # fmt: skip
_SPAN_KEYS = {"from", "to", "why"}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` on and before `end`, None where it is open, and why."""

    start: date | None
    end: date | None
    why: str = ""

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it stands in one span of time.

    `threshold` is in billionths, None where the rule names no share; `strict` asks for more than it. `share_of` is
    "capital", "votes" or "either". `aggregate` adds the stakes of all it starts from; else each counts alone.
    `control` says what stated control does: "no" (nothing), "yes", or "possible" at most; with "yes" and
    `mechanisms` only these count, and others are possible at most. `any_stake` makes a stake of any size
    possible, where the law says affiliate or control and gives no share. `descends` is False for a list that is
    read by name alone.
    """

    span: Span
    threshold: int | None
    strict: bool
    share_of: str
    aggregate: bool
    control: str
    mechanisms: tuple[str, ...]
    any_stake: bool
    descends: bool
    says: str

    @property
    def id(self) -> str:
        """The version's first day in ISO form, or "always"."""
        return self.span.start.isoformat() if self.span.start else "always"

    @property
    def possible_threshold(self) -> int | None:
        """The share at which the rule may bite: the threshold, or 1 billionth where any stake may do."""
        return 1 if self.any_stake else self.threshold

    @property
    def limbs(self) -> str:
        """The test in a few words, such as "50 % or more of the capital, added up"."""
        if not self.descends:
            return "named on the list"
        parts = []
        if self.threshold is not None:
            share = (
                f"{percent(self.threshold)} or more"
                if not self.strict
                else f"more than {percent(self.threshold)}"
            )
            of = "capital or the votes" if self.share_of == "either" else self.share_of
            parts.append(f"{share} of the {of}, {'added up' if self.aggregate else 'each holder alone'}")
        if self.control != "no":
            parts.append("control" if self.control == "yes" else "possibly control")
        if self.any_stake:
            parts.append("possibly any stake")
        return ", or ".join(parts)


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal or analytic test. `lists`, `lists_in_part`, `kinds` and `owners` are what it starts from.

    `lists_in_part` are lists of which only some entries count, `part_says` which. `kinds` are kinds of party,
    `owners` ids of parties: a body that is part of one of them counts as well. A rule that starts from nothing
    can't be decided from lists and shares. `initiative` is whose own criterion it is, where it is no law.
    """

    id: str
    title: str
    regime: str
    authority: str
    citation: str
    citation_number: str
    lists: tuple[str, ...]
    lists_in_part: tuple[str, ...]
    part_says: str
    kinds: tuple[str, ...]
    owners: tuple[str, ...]
    initiative: str
    effect: str
    effect_says: str
    confidence: str
    uncertain: str
    versions: tuple[Version, ...]
    suspended: tuple[Span, ...]
    unconfirmed: tuple[Span, ...]
    place: str

    @property
    def node(self) -> str:
        """The id of the rule in the graph."""
        return f"rule/{self.id}"

    @property
    def decidable(self) -> bool:
        """Whether lists, stakes and control can decide it at all."""
        return bool(self.lists or self.lists_in_part or self.kinds or self.owners)

    def on(self, day: date) -> State:
        """What of the rule holds on a day."""
        version = next((one for one in self.versions if one.span.covers(day)), None)
        if version is None:
            first = min((one.span.start for one in self.versions if one.span.start), default=day)
            why = f"it is in force from {first}" if day < first else "it is not in force any more"
            return State(None, False, why)
        for span in self.suspended:
            if span.covers(day):
                return State(None, False, span.why)
        doubt = next((span.why for span in self.unconfirmed if span.covers(day)), "")
        return State(version, not doubt, doubt)


@dataclass(frozen=True, slots=True)
class State:
    """A rule on a day: its version, None where it is not in force; whether that is certain; and why not."""

    version: Version | None
    certain: bool
    why: str


@cache
def registry() -> Mapping[str, Rule]:
    """The rules of this version of beholden by their ids."""
    return read_rules(FOLDER)


def read_rules(folder: Path) -> Mapping[str, Rule]:
    """The rules in the files of a folder, by id; SchemaError names the file and the first fault in it."""
    rules = {}
    for path in sorted(folder.glob("*.toml")):
        rule = _rule(path, own=False)
        if path.stem != rule.id:
            raise SchemaError(f'{path.name}: it declares "{rule.id}", so it must be called {rule.id}.toml')
        rules[rule.id] = rule
    if not rules:
        raise SchemaError(f"{folder}: no file of a rule here")
    return MappingProxyType(rules)


def read_rule(path: Path) -> Rule:
    """A user's own rule; it may leave out what only a law has. SchemaError names the first fault."""
    rule = _rule(path, own=True)
    if rule.id in registry():
        raise SchemaError(
            f'{path.name}: id "{rule.id}" is a rule that comes with beholden; give yours another'
        )
    return rule


def find_rule(name: str) -> Rule:
    """The rule of this id, or of this file; SchemaError with the nearest ids where there is none."""
    known = registry()
    id = name.removeprefix("rule/")
    if id in known:
        return known[id]
    if name.endswith(".toml"):
        return read_rule(Path(name))
    raise SchemaError(
        f'"{name}" is no rule{suggestion(id, known)}; there are {", ".join(known)}; '
        "a rule of your own is a file that ends in .toml"
    )


def percent(billionths: int) -> str:
    """A share in percent, exactly and as short as it is.

    >>> percent(500_000_000), percent(499_999_999)
    ('50 %', '49.9999999 %')
    """
    whole, rest = divmod(billionths, 10_000_000)
    return f"{whole}.{rest:07}".rstrip("0").rstrip(".") + " %"


def _rule(path: Path, *, own: bool) -> Rule:
    here, table = path.name, read_toml(path)
    only_known(here, table, _KEYS)
    known = reference()

    def needed(key: str) -> str:
        return text(here, table, key) if key in table or not own else ""

    id = text(here, table, "id")
    if not id.replace("-", "").isalnum() or id != id.lower():
        raise SchemaError(f'{here}: id "{id}" must be small letters, digits and hyphens, such as us-ofac-50')
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
        confidence=_one_of(here, table, "confidence", CONFIDENCE, "own" if own else None),
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


def span_words(span: Span) -> str:
    """The span as a reader reads it, its last day included, such as "from 2025-11-10 to 2026-11-09"."""
    first = f"from {span.start}" if span.start else ""
    last = f"to {span.end - timedelta(days=1)}" if span.end else ""
    return f"{first} {last}".strip() or "at any time"
