"""From the columns of a release to the facts around one party, as a proof and its certificate need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from beholden.graph.ownership.certificate import facts_of, write
from beholden.graph.ownership.days import as_date, number_of
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.material import (
    Claimed,
    Control,
    Copy,
    Holds,
    Listing,
    Material,
    Part,
    Party,
    Said,
    Stake,
    Test,
)
from beholden.graph.ownership.proof import Proof, prove
from beholden.graph.ownership.stakes import Controls, Int32s, ShareKind, Stakes, in_force
from beholden.graph.ownership.verdicts import Code, Verdicts
from beholden.graph.reference_claims import REFERENCE
from beholden.graph.rule import Rule, Version
from beholden.graph.shares import WHOLE
from beholden.graph.verify import decimal

if TYPE_CHECKING:
    from beholden.graph.release import Release  # whose build keeps the ids of certificates

UNNAMED = "unnamed"
"""The kind of an owner who is not named: it may be anybody."""

KEPT = 1 << 18
"""Stakes that are kept while many certificates are made: some 200 MB."""

_KINDS = {int(kind): kind.name.lower() for kind in ShareKind}
_CLAIMS = ("OWNS", "LISTED_ON", "CONTROLS", "PART_OF")


def certificate(
    verdicts: Verdicts, party: str, release: Release, *, records: bool = False, around: Around | None = None
) -> dict[str, Any] | None:
    """The certificate of one party's verdict, as JSON has it; None where the verdict is undetermined.

    With `records` it holds each record as published, which may have what is private of persons. `around` saves time
    where many are made of one rule and day. AssertionError where what is proved is not the verdict: a fault of ours.
    """
    code = Code(int(verdicts.code[verdicts.facts.numbers[party]]))
    if code == Code.UNDETERMINED:
        return None
    material = (around or Around(verdicts.facts, verdicts.rule, verdicts.day))(party)
    proof = prove(material, party)
    if proof is None or proof.kind != code.name.lower():
        raise AssertionError(
            f"{party}: the verdict is {code.name.lower()}, and {proof and proof.kind} is proved"
        )
    claims = claims_of(release, material, proof, known_by=verdicts.facts.known_by, records=records)
    return write(replace(material, claims=claims), party, proof)


def rule_test(rule: Rule, day: date) -> Test:
    """The rule in the version of the day; where none is in force, in the nearest before it, else in the first."""
    version = rule.on(day).version or _nearest(rule, day)
    return Test(
        id=rule.id,
        version=version.id,
        title=rule.title,
        authority=rule.authority or None,
        citation=rule.citation or None,
        lists=rule.lists,
        lists_in_part=rule.lists_in_part,
        kinds=rule.kinds,
        owners=rule.owners,
        threshold=version.threshold,
        strict=version.strict,
        share_of=version.share_of,
        aggregate=version.aggregate,
        any_stake=version.any_stake,
        control=version.control,
        mechanisms=version.mechanisms,
        descends=version.descends,
        start=version.span.start,
        end=version.span.end,
        suspended=tuple((span.start, span.end) for span in rule.suspended),
        unconfirmed=tuple((span.start, span.end) for span in rule.unconfirmed),
    )


def _nearest(rule: Rule, day: date) -> Version:
    begun = [one for one in rule.versions if one.span.start is None or one.span.start <= day]
    return begun[-1] if begun else rule.versions[0]


class Around:
    """The facts around a party under one rule on one day: all that may be in force then, of it and whoever is above."""

    def __init__(self, facts: Facts, rule: Rule, day: date) -> None:
        """Sort the relations of the day by what they lead to."""
        self._facts, self._day, self._test = facts, day, rule_test(rule, day)
        number = number_of(day)
        parties = len(facts.parties)
        self._stakes = _Into(facts.stakes, number, parties)
        self._controls = _Into(facts.controls, number, parties)
        self._parts = _Into(facts.parts, number, parties)
        self._stake: dict[int, Stake] = {}
        lists = (*self._test.lists, *self._test.lists_in_part)
        self._lists = _lists(facts, self._test, day)
        self._known: dict[int, Party] = {}
        self._matched = set(facts.name_matches["owner"].to_list())
        self._listed: dict[int, list[int]] = {}
        for row in np.flatnonzero(facts.listings.rows(lists, number)[1]).tolist():
            self._listed.setdefault(int(facts.listings.party[row]), []).append(row)

    def __call__(self, party: str) -> Material:
        """The facts around a party, by its id."""
        facts, day, test = self._facts, self._day, self._test
        tables = [self._stakes, self._controls] if test.descends else []
        tables += [self._parts] if test.owners else []
        above = _upward(facts.numbers[party], tables)
        people = {*above, *(end for table in tables for end in table.owners(above))}
        stakes = self._stakes.rows(above) if test.descends else ()
        controls = self._controls.rows(above) if test.descends else ()
        parts = self._parts.rows(above) if test.owners else ()
        return Material(
            test=test,
            day=day,
            release=facts.release,
            parties={facts.parties[one]: self._party(one) for one in sorted(people)},
            listings=[_listing(facts, row) for one in sorted(people) for row in self._listed.get(one, ())],
            stakes=[self._stake_of(row) for row in stakes],
            controls=[_control(facts, row) for row in controls],
            parts=[_part(facts, row) for row in parts],
            lists=self._lists,
            matched=frozenset(facts.parties[one] for one in people & self._matched),
        )

    def _stake_of(self, row: int) -> Stake:
        """The stake in a row; most stand above many parties, and the last ones are kept."""
        found = self._stake.get(row)
        if found is None:
            if len(self._stake) >= KEPT:
                self._stake.clear()
            found = self._stake[row] = stake_of(self._facts, row)
        return found

    def _party(self, number: int) -> Party:
        """A party by its number; many are above more than one."""
        if number not in self._known:
            table = self._facts.table
            id, name, kind = (table[column][number] for column in ("id", "name", "kind"))
            unnamed = bool(table["unknown_reason"][number])
            self._known[number] = Party(name or id, UNNAMED if unnamed else kind)
        return self._known[number]


def _lists(facts: Facts, test: Test, day: date) -> dict[str, Copy]:
    found = {}
    for one in (*test.lists, *test.lists_in_part):
        _, copy = facts.list_state(one, day)
        if copy is not None:
            found[one] = Copy(copy.day, copy.complete, copy.day + timedelta(days=copy.max_age_days))
    return found


class _Into:
    """Relations that may be in force on a day, by what they lead to."""

    def __init__(self, table: Stakes | Controls, day: int, parties: int) -> None:
        (possible,) = np.nonzero(in_force(table, day)[1])
        order = possible[np.argsort(table.asset[possible], kind="stable")]
        self._row: Int32s = order.astype(np.int32)
        self._owner: Int32s = table.owner[order]
        self._start = np.searchsorted(table.asset[order], np.arange(parties + 1)).astype(np.int32)
        self._owners: dict[int, frozenset[int]] = {}

    def rows(self, parties: Iterable[int]) -> Iterator[int]:
        """The rows that lead to these parties."""
        for party in sorted(parties):
            yield from self._row[self._start[party] : self._start[party + 1]].tolist()

    def owners(self, parties: Iterable[int]) -> set[int]:
        """Who is at their other end."""
        return {owner for party in parties for owner in self._owners_of(party)}

    def _owners_of(self, party: int) -> frozenset[int]:
        """Who is at the other end of one; many are above more than one."""
        found = self._owners.get(party)
        if found is None:
            owners = self._owner[self._start[party] : self._start[party + 1]].tolist()
            found = self._owners[party] = frozenset(owners)
        return found


def _upward(party: int, tables: Iterable[_Into]) -> set[int]:
    """The party and everybody above it."""
    found, new = {party}, {party}
    while new:
        new = {owner for table in tables for owner in table.owners(new)} - found
        found |= new
    return found


def _listing(facts: Facts, row: int) -> Listing:
    listings = facts.listings
    return Listing(
        party=facts.parties[int(listings.party[row])],
        list=listings.lists[int(listings.list[row])],
        **_times(listings, row, facts.listing_rows),
    )


def stake_of(facts: Facts, row: int) -> Stake:
    """The effective stake in a row of the facts."""
    stakes = facts.stakes
    return Stake(
        owner=facts.parties[int(stakes.owner[row])],
        asset=facts.parties[int(stakes.asset[row])],
        kind=_KINDS[int(stakes.kind[row])],
        minimum=int(stakes.minimum[row]),
        maximum=int(stakes.maximum[row]),
        disputed=bool(stakes.disputed[row]),
        **_times(stakes, row, facts.stake_rows),
    )


def _control(facts: Facts, row: int) -> Control:
    return Control(
        owner=facts.parties[int(facts.controls.owner[row])],
        asset=facts.parties[int(facts.controls.asset[row])],
        mechanism=facts.control_rows["mechanism"][row] or "not_stated",
        **_times(facts.controls, row, facts.control_rows),
    )


def _part(facts: Facts, row: int) -> Part:
    return Part(
        owner=facts.parties[int(facts.parts.owner[row])],
        asset=facts.parties[int(facts.parts.asset[row])],
        **_times(facts.parts, row, facts.part_rows),
    )


def _times(table: Any, row: int, rows: pl.DataFrame) -> dict[str, Any]:
    """What all facts have: the id, the days, the claims."""
    days = ("start_earliest", "start_latest", "end_earliest", "end_latest", "fresh_until")
    return {
        "id": rows["id"][row],
        "claims": tuple(sorted(rows["claims"][row])),
        **{name: as_date(int(getattr(table, name)[row])) for name in days},
    }


def claims_of(
    release: Release,
    material: Material,
    proof: Proof,
    *,
    known_by: date | None = None,
    records: bool = False,
) -> Mapping[str, Claimed]:
    """The claims that the facts of a proof rest on, from the release; with `known_by` as far as stated by then."""
    wanted = sorted({claim for fact in facts_of(material, proof) for claim in fact.claims})
    contested = {one["claim"] for one in release.joins["corrections"] if one["action"] == "contested"}
    found: dict[str, Claimed] = {}
    for kind in _CLAIMS:
        if kind not in release.kinds("claims"):
            continue
        frame = release.claims(kind, wanted)
        if known_by is not None:
            frame = frame.filter((pl.col("stated_on") <= known_by) | (pl.col("source") == REFERENCE))
        for row in frame.sort("claim", "snapshot", "copy").iter_rows(named=True):
            said = said_of(kind, row, disputed=row["dispute"] is not None or row["claim"] in contested)
            before = found[row["claim"]].said if row["claim"] in found else ()
            text = row["text"] if records else None
            found[row["claim"]] = Claimed(kind, row["subject"], row["source"], (*before, said), text)
    return found


def said_of(kind: str, row: Mapping[str, Any], *, disputed: bool) -> Said:
    """What a row of claims says."""
    share = {name: row.get(name) for name in ("share", "share_min", "share_max")}
    holds = Holds(
        **{name: None if value is None else decimal(round(value * WHOLE)) for name, value in share.items()},
        more_than=row["share_min_exclusive"],
        less_than=row["share_max_exclusive"],
        **{name: row[name] or None for name in ("share_of", "interest", "direct", "stake")},
    ) if kind == "OWNS" else None  # fmt: skip
    age = row["max_age_days"]  # what comes with beholden never grows old
    return Said(
        copy=row["snapshot"],
        copy_id=row["copy"],
        place=row["places"][0] if row["places"] else row["copy"],
        page=row["page"] or None,
        stated_by=row["stated_by"],
        grade=row["grade"],
        stated_on=row["stated_on"],
        from_=row["from_stated"],
        to=row["to_stated"],
        start=row["start_text"] or None,
        start_earliest=row["start_earliest"],
        start_latest=row["start_date"],
        end_earliest=row["end_date"],
        end_latest=row["end_latest"],
        disputed=disputed,
        fresh_until=None if age is None else row["stated_on"] + timedelta(days=age),
        mechanism=row.get("mechanism"),
        holds=holds,
    )
