"""The joints of an answer: where a row holds two records to be one party, and why they are held to be one.

Every row is walked arrow by arrow. Where two arrows meet at a party, each says which record of its source the party is
there; where the two records are not the same one, the row would not be there without what joins them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import polars as pl

from beholden.cases.run import Answer
from beholden.graph.release import Release

SAME = "POSSIBLY_SAME"
UNCONFIRMED = "name match, not confirmed"
ONE_ARROW = ("initiative.backers", "concerns.contracts-and-products")
"""Questions whose rows are one arrow each: nothing meets in them."""

Records = tuple[str, str]


@dataclass
class Joint:
    """Two records that rows hold to be one party, why they are held to be one, and the rows."""

    records: Records
    basis: str
    reasons: Sequence[str]
    rows: Counter[str] = field(default_factory=Counter)
    only: set[str] = field(default_factory=set)
    """What the rows say that no row without this joint says."""


@dataclass(frozen=True)
class Walked:
    """A row: its question, what it says without saying by which records, the arrows that sources state, its joints."""

    question: str
    says: str
    arrows: tuple[str, ...]
    joints: frozenset[Records]


class Joints:
    """The joints of a release: what meets at a party, and what joins two records of it."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._known: dict[Records, Joint] = {}

    @cached_property
    def _arrows(self) -> dict[str, dict[str, Any]]:
        columns = ["id", "from_id", "to_id", "from_stated", "to_stated", "derived", "claims"]
        found: dict[str, dict[str, Any]] = {}
        for kind in self._release.kinds("relations"):
            more = ["reasons"] if kind == SAME else []
            for one in self._release.frame("relations", kind, columns + more).iter_rows(named=True):
                found[one["id"]] = {**one, "kind": kind}
        return found

    @cached_property
    def party(self) -> dict[str, str]:
        """Record → the party it is of."""
        rows = [
            self._release.frame("entities", k, ["id", "members"]) for k in self._release.kinds("entities")
        ]
        return dict(pl.concat(rows).explode("members").select("members", "id").iter_rows())

    @cached_property
    def stated(self) -> dict[str, tuple[str, str]]:
        """Record → the name that it states first, and where it stands."""
        found: dict[str, tuple[str, str]] = {}
        for kind in self._release.kinds("entities"):
            rows = self._release.frame("claims", kind, ["subject", "name", "places"])
            for subject, name, places in rows.iter_rows():
                found.setdefault(subject, (name, places[0]))
        return found

    @cached_property
    def _stated_in(self) -> dict[str, str]:
        """Claim about an entity → its record."""
        kinds = self._release.kinds("entities")
        return dict(
            pl.concat(
                [self._release.frame("claims", kind, ["claim", "subject"]) for kind in kinds]
            ).iter_rows()
        )

    @cached_property
    def _joined(self) -> dict[str, list[dict[str, str]]]:
        """Record → the joins it is an end of. Joins close no circle, so that one way leads between two records."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for join in self._release.joins["joins"]:
            found[join["left"]].append(join)
            found[join["right"]].append(join)
        return found

    def between(self, one: str, other: str) -> set[Records]:
        """The joins that make two records one party, each noted as a joint; none for a record and itself."""
        ways: dict[str, list[dict[str, str]]] = {one: []}
        ends = [one]
        for end in ends:
            for join in self._joined[end]:
                further = join["right"] if join["left"] == end else join["left"]
                if further not in ways:
                    ways[further] = [*ways[end], join]
                    ends.append(further)
        return {
            self._note((join["left"], join["right"]), join["basis"], [join["reason"]]) for join in ways[other]
        }

    def _note(self, records: Records, basis: str, reasons: Sequence[str]) -> Records:
        self._known.setdefault(records, Joint(records, basis, reasons))
        return records

    def _stated(self, arrow: Mapping[str, Any], party: str) -> str:
        return str(arrow["from_stated"] if arrow["from_id"] == party else arrow["to_stated"])

    def along(self, nodes: Sequence[str], arrows: Sequence[str]) -> set[Records]:
        """The joints of a path; an arrow that is only a possible match is one, of the records that stand beside it."""
        crossed: set[Records] = set()
        known = [self._arrows[id] for id in arrows]
        for at, (before, after) in enumerate(pairwise(known), start=1):
            if SAME not in (before["kind"], after["kind"]):
                crossed |= self.between(self._stated(before, nodes[at]), self._stated(after, nodes[at]))
        for at, arrow in enumerate(known):
            if arrow["kind"] == SAME:
                ends = [
                    self._stated(known[at - 1], nodes[at]) if at else None,
                    self._stated(known[at + 1], nodes[at + 1]) if at + 1 < len(known) else None,
                ]
                crossed |= self._matched(arrow, nodes[at : at + 2], ends)
        return crossed

    def _matched(
        self, arrow: Mapping[str, Any], parties: Sequence[str], beside: Sequence[str | None]
    ) -> set[Records]:
        """The joint of a possible match, and the joins that lead from its records to those of the arrows beside it."""
        records = sorted({self._stated_in[claim] for claim in arrow["claims"]})
        crossed: set[Records] = set()
        ends = []
        for party, stated in zip(parties, beside, strict=True):
            own = [record for record in records if self.party[record] == party]
            end = stated if stated in own or (stated is None and not own) else own[0]
            if stated is not None and end is not None:
                crossed |= self.between(end, stated)
            ends.append(str(end))
        crossed.add(self._note((ends[0], ends[1]), UNCONFIRMED, arrow["reasons"]))
        return crossed

    def walk(self, answer: Answer) -> Iterator[Walked]:
        """Each row of an answer with what it says and the joints it crosses."""
        question = answer.query.id
        for one in answer.rows.dicts():
            if question == "listings.listed-members":
                membership, listing = self._arrows[one["membership_id"]], self._arrows[one["listing_id"]]
                listed = listing["from_id"]
                nodes, arrows = [one["list_id"], listed], [one["listing_id"]]
                if listed != one["member_id"]:
                    nodes.append(one["member_id"])
                    arrows.append(self._matches[frozenset((listed, one["member_id"]))])
                crossed = self.along([*nodes, membership["to_id"]], [*arrows, one["membership_id"]])
                stated = (one["listing_id"], one["membership_id"])
                yield Walked(question, f"{one['member']}: {one['list']}", stated, frozenset(crossed))
            elif question.startswith("paths."):
                crossed = self.along(one["node_ids"], one["arrow_ids"])
                stated = tuple(id for id in one["arrow_ids"] if self._arrows[id]["kind"] != SAME)
                yield Walked(question, " → ".join(one["node_names"]), stated, frozenset(crossed))
            elif question == "sources.about-party":
                asked = answer.values["party"]
                arrow = self._arrows[one["arrow_id"]]
                if arrow["derived"]:
                    raise ValueError(f"{arrow['id']}: what is derived from other arrows is not walked")
                crossed = self.between(asked, self._stated(arrow, self.party[asked]))
                says = f"{one['arrow']} {one['direction']} {one['other']}"
                yield Walked(
                    question, f"{self.stated[asked][0]}: {says}", (one["arrow_id"],), frozenset(crossed)
                )
            elif question in ONE_ARROW:
                yield Walked(question, "", (one["arrow_id"],), frozenset())
            else:
                raise ValueError(f"{question}: it is not known how its rows are walked")

    def match(self, one: str, other: str) -> str | None:
        """The arrow by which two parties may be one, or None."""
        return self._matches.get(frozenset((one, other)))

    @cached_property
    def _matches(self) -> dict[frozenset[str], str]:
        return {
            frozenset((arrow["from_id"], arrow["to_id"])): id
            for id, arrow in self._arrows.items()
            if arrow["kind"] == SAME
        }

    def of(self, answers: Iterable[Answer]) -> tuple[list[Joint], Counter[str], Counter[str]]:
        """The joints of all rows with the rows that cross each; the rows of each question, and those that cross any."""
        walked = [one for answer in answers for one in self.walk(answer)]
        said: dict[tuple[str, str], list[frozenset[Records]]] = defaultdict(list)
        for one in walked:
            said[one.question, one.says].append(one.joints)
        for one in walked:
            for records in one.joints:
                joint = self._known[records]
                joint.rows[one.question] += 1
                if all(records in joints for joints in said[one.question, one.says]):
                    joint.only.add(one.says)
        joints = sorted((one for one in self._known.values() if one.rows), key=lambda one: one.records)
        return (
            joints,
            Counter(one.question for one in walked),
            Counter(one.question for one in walked if one.joints),
        )
