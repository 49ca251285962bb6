"""What a verdict hangs on: the single claims and the single joins that would turn it if they were wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from beholden.errors import StoreError
from beholden.graph.kinds import schema
from beholden.graph.ownership.effective import effective_stakes
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import Around
from beholden.graph.ownership.known_by import READS
from beholden.graph.ownership.verdicts import Code, judge
from beholden.graph.release import Release
from beholden.graph.rule import Rule

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Turn:
    """One claim or join without which the verdict is another one; `says` is what it says, and who says so."""

    what: str
    id: str
    verdict: str
    says: str


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The verdict of a party, what turns it, and how many claims and joins were tried, each by itself."""

    party: str
    verdict: str
    turns: Sequence[Turn]
    claims: int
    joins: int


def sensitivity(release: Release, rule: Rule, day: date, party: str) -> Sensitivity:
    """Try every claim and every join around a party, each as if it were wrong; KeyError for an unknown party.

    A relation that no other claim states goes with its claim; one that others state too stays as it is. A join that is
    wrong takes its cluster apart along that join, and each relation stays with the part that its source names.
    """
    around = _Hood(release, rule, day, party)
    before = around.verdict(around.entities, around.relations)
    turns = []
    claims, joins = around.claims(), list(around.joins())
    for id, says in claims.items():
        after = around.verdict(around.entities, around.without(id))
        if after != before:
            turns.append(Turn("claim", id, after, says))
    for join in joins:
        after = around.verdict(*around.apart(join))
        if after != before:
            turns.append(Turn("join", f"{join.left} = {join.right}", after, join.reason))
    return Sensitivity(party, before, turns, len(claims), len(joins))


@dataclass(frozen=True, slots=True)
class _Join:
    """A join, and the members of the part that it alone holds to the id of the cluster."""

    left: str
    right: str
    reason: str
    canonical: str
    apart: frozenset[str]


class _Hood:
    """The part of a release that bears on one party, as frames that can be changed and judged again."""

    def __init__(self, release: Release, rule: Rule, day: date, party: str) -> None:
        self._facts = Facts.of(release)
        self._release, self._rule, self._day, self._party = release, rule, day, party
        people = self._people()
        self.entities = {
            kind: release.frame("entities", kind).filter(pl.col("id").is_in(people))
            for kind in release.kinds("entities")
            if schema().kind(kind).party
        }
        self.relations: Frames = {}
        for kind in (*READS, "POSSIBLY_SAME"):
            if kind in release.kinds("relations"):
                frame = release.frame("relations", kind).filter(pl.col("from_id").is_in(people))
                listed = kind == "LISTED_ON"
                self.relations[kind] = frame if listed else frame.filter(pl.col("to_id").is_in(people))

    def _people(self) -> list[str]:
        """The party, whoever is above it, their namesakes, and whoever is above these."""
        around = Around(self._facts, self._rule, self._day)
        matches = self._facts.name_matches
        found: set[str] = set()
        new = {self._party}
        while new:
            for one in new:
                found |= {one, *around(one).parties}
            numbers = [self._facts.numbers[one] for one in found]
            twins = matches.filter(pl.col("owner").is_in(numbers))["asset"].to_list()
            new = {self._facts.parties[one] for one in twins} - found
        return sorted(found)

    def verdict(self, entities: Mapping[str, pl.DataFrame], relations: Mapping[str, pl.DataFrame]) -> str:
        """The party's verdict from these frames."""
        known = dict(relations)
        if "OWNS" in known:
            known["EFFECTIVE_STAKE"] = effective_stakes(known["OWNS"])
        facts = Facts.from_frames(entities, known, (), self._day, None, self._facts.release)
        verdicts = judge(replace(facts, copies=self._facts.copies), self._rule, self._day)
        return Code(int(verdicts.code[facts.numbers[self._party]])).name.lower()

    # --- claims ---

    def claims(self) -> dict[str, str]:
        """Every claim behind these relations, and what it says."""
        found: dict[str, str] = {}
        for kind, frame in self.relations.items():
            if kind not in self._release.kinds("claims"):
                continue
            wanted = frame["claims"].explode().unique().to_list()
            claims = self._release.claims(kind, wanted)
            for row in claims.sort("claim").iter_rows(named=True):
                ends = f"{row['from_stated']} {kind} {row['to_stated']}"
                found[row["claim"]] = f"{ends}, according to {row['stated_by']} ({'; '.join(row['places'])})"
        return found

    def without(self, claim: str) -> Frames:
        """The relations without those that this claim alone states."""
        rest = pl.col("claims") != pl.lit([claim])
        return {kind: frame.filter(rest) for kind, frame in self.relations.items()}

    # --- joins ---

    def joins(self) -> Iterator[_Join]:
        """Every join of the clusters here that takes its cluster apart."""
        try:
            data = json.loads((self._release.folder / "joins.json").read_text(encoding="utf-8"))["joins"]
        except (OSError, ValueError, KeyError) as problem:
            raise StoreError(f"{self._release.folder}: joins.json cannot be read ({problem})") from problem
        of = {
            member: id
            for frame in self.entities.values()
            for id, members in frame.select("id", "members").iter_rows()
            for member in members
        }
        mine = [one for one in data if one["left"] in of and one["right"] in of]
        for join in mine:
            canonical = of[join["left"]]
            others = [
                (one["left"], one["right"])
                for one in mine
                if one is not join and of[one["left"]] == canonical
            ]
            part = _connected(join["right"], others)
            if canonical in part:
                part = _connected(join["left"], others)
            if join["left"] not in part or join["right"] not in part:
                reason = f"{join['reason']} ({join['author']})"
                yield _Join(join["left"], join["right"], reason, canonical, frozenset(part))

    def apart(self, join: _Join) -> tuple[Frames, Frames]:
        """The frames with the cluster taken apart: one part keeps the id, the other gets that of a member."""
        id = min(join.apart)
        whole = pl.col("id") == join.canonical
        entities = {
            kind: pl.concat([frame, frame.filter(whole).with_columns(id=pl.lit(id))])
            for kind, frame in self.entities.items()
        }
        relations = {
            kind: frame.with_columns(
                pl.when(
                    (pl.col(f"{end}_id") == join.canonical)
                    & pl.col(f"{end}_stated").is_in(sorted(join.apart))
                )
                .then(pl.lit(id))
                .otherwise(pl.col(f"{end}_id"))
                .alias(f"{end}_id")
                for end in ("from", "to")
            )
            for kind, frame in self.relations.items()
        }
        return entities, relations


def _connected(first: str, pairs: Sequence[tuple[str, str]]) -> set[str]:
    """All that is joined with the first by the pairs."""
    near: dict[str, list[str]] = {}
    for left, right in pairs:
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    found, waiting = {first}, [first]
    while waiting:
        for other in near.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
