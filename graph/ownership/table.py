"""Verdicts as rows: one party under every rule, the members of an initiative, or a list of somebody's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from beholden.errors import QueryError
from beholden.graph.find import Finder
from beholden.graph.kinds import schema
from beholden.graph.ownership.certificate import id_of
from beholden.graph.ownership.explain import Explainer, Verdict
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import Around
from beholden.graph.ownership.proof import prove
from beholden.graph.ownership.verdicts import Code, judge
from beholden.graph.release import Release
from beholden.graph.rule import Rule

IDENTIFIER = "identifier"
"""The basis of a match that needs nobody's eye."""

Word = tuple[Rule, Verdict]
"""A rule, and the verdict of one party under it."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A line of somebody's own list, and what it was found to be: `basis` says by what, `party` is "" for nothing."""

    line: int
    stated: str
    party: str
    basis: str

    @property
    def confirmed(self) -> bool:
        """Whether an identifier says so; else it is a match by name, or none."""
        return self.basis == IDENTIFIER


def of_parties(
    release: Release,
    parties: Sequence[str],
    rules: Iterable[Rule],
    day: date,
    known_by: date | None = None,
    codes: Sequence[Code] = tuple(Code),
) -> tuple[list[Word], dict[str, int]]:
    """The verdicts of these parties under each rule, party by party, and how many there are of each.

    Only those of the `codes` are put in words; all are counted. A party that is none raises QueryError.
    """
    facts = Facts.of(release, day, known_by)
    for party in parties:
        if party not in facts.numbers:
            raise QueryError(
                f'"{party}" is no party: verdicts are about companies, bodies, states and persons'
            )
    by_party: dict[str, list[Word]] = {party: [] for party in parties}
    counts = {code.name.lower(): 0 for code in Code}
    for rule in rules:
        verdicts = judge(facts, rule, day)
        explainer = Explainer(verdicts)
        for party in by_party:
            code = Code(int(verdicts.code[facts.numbers[party]]))
            counts[code.name.lower()] += 1
            if code in codes:
                by_party[party].append((rule, explainer(party)))
    return [word for words in by_party.values() for word in words], counts


def certificates_of(
    release: Release, words: Iterable[Word], day: date, known_by: date | None = None
) -> dict[tuple[str, str], str]:
    """The ids of the certificates of these verdicts by party and rule; those undetermined have none."""
    facts = Facts.of(release, day, known_by)
    around: dict[str, Around] = {}
    found: dict[tuple[str, str], str] = {}
    for rule, verdict in words:
        if rule.id not in around:
            around[rule.id] = Around(facts, rule, day)
        if verdict.verdict == Code.UNDETERMINED.name.lower():
            continue
        material = around[rule.id](verdict.party)
        proof = prove(material, verdict.party)
        if proof is not None:
            found[verdict.party, rule.id] = id_of(material, verdict.party, proof)
    return found


def members_of(release: Release, initiative: str, day: date) -> list[str]:
    """The members that an initiative had, or may have had, on the day, sorted by id; parties alone."""
    if "MEMBER_OF" not in release.kinds("relations"):
        return []
    frame = release.frame("relations", "MEMBER_OF").filter(
        (pl.col("to_id") == initiative)
        & (pl.col("start_earliest").is_null() | (pl.col("start_earliest") <= day))
        & (pl.col("end_date").is_null() | pl.col("disputed") | (pl.col("end_date") > day))
    )
    return sorted(frame["from_id"].unique())


def match(release: Release, rows: Iterable[dict[str, str]], column: str) -> Iterator[Matched]:
    """What the lines of a list name: by identifier or id where one is given, else by name and country.

    A cell in a column called after a scheme of identifiers, such as `lei`, is looked up as `lei:VALUE`. A name that
    several parties have is nothing, with their ids in the basis.
    """
    find = Finder(release)
    countries = _countries(release)
    for line, row in enumerate(rows, start=2):
        stated = (row.get(column) or "").strip()
        wanted = [
            value.strip() if name in ("id", "identifier") else f"{name}:{value.strip().upper()}"
            for name, value in row.items()
            if name and isinstance(value, str) and value.strip()
        ]
        coded = {found for text in wanted for found in find.by_id(text)}
        by_id = sorted(coded or find.by_id(stated))
        if by_id:
            basis = (
                IDENTIFIER
                if len(set(by_id)) == 1
                else f"identifiers of several: {', '.join(sorted(set(by_id)))}"
            )
            yield Matched(line, stated, by_id[0] if basis == IDENTIFIER else "", basis)
            continue
        country = (row.get("country") or "").strip().upper()
        named = sorted(find.by_name(stated))
        same = [id for id in named if country and country in countries.get(id, ())]
        chosen = same or ([] if country and any(countries.get(id) for id in named) else named)
        if len(chosen) == 1:
            yield Matched(
                line,
                stated,
                chosen[0],
                "name and country, not confirmed" if same else "name alone, not confirmed",
            )
        elif chosen:
            yield Matched(line, stated, "", f"name of several: {', '.join(chosen[:8])}")
        else:
            elsewhere = f"; of that name in another country: {', '.join(named[:8])}" if named else ""
            yield Matched(line, stated, "", f"not found{elsewhere}")


def _countries(release: Release) -> dict[str, tuple[str, ...]]:
    return {
        id: tuple(own)
        for kind in release.kinds("entities")
        if schema().kind(kind).party
        for id, own in release.frame("entities", kind).select("id", "countries").iter_rows()
    }
