"""Clusters of source entities that are one party: what each entity brings, what keeps two apart, and every join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from beholden.graph.identifiers import STRONG
from beholden.graph.judgements import Judgement

SOFTWARE = "beholden"


class Candidate(NamedTuple):
    """What resolution needs of one source entity: a tuple, since a release has tens of thousands.

    `country` is the one its source states, `country_lent` one that the source lends as evidence, `lent_by` why.
    """

    id: str
    kind: str
    names: Sequence[str]
    country: str | None
    country_lent: str | None
    lent_by: str | None
    identifiers: Sequence[str]
    party: bool
    listed: bool
    reference: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """What a source says of two of its entities: that they may be one. It joins nothing."""

    left: str
    right: str
    reason: str
    claims: tuple[str, ...]
    stated_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Possible:
    """Two clusters that may be one party, by their canonical ids, with the reasons and the entities that match.

    `score` says how alike their names are, 0 to 1; None where a person looked at them and could not tell, or where
    nothing but a source's guess says so. `guesses` are what sources say of them.
    """

    left: str
    right: str
    basis: str
    reasons: tuple[str, ...]
    members: tuple[str, ...]
    score: float | None = None
    guesses: tuple[Guess, ...] = ()


@dataclass(slots=True)
class Resolution:
    """Entity id → canonical id; every join with its reason; what stays possible; what could not be joined.

    `unused` has the judgements about an id that no loaded source states, `unclear` the identifiers that a source has on
    records of unlike names, with the records in groups of like ones.
    """

    canonical: dict[str, str]
    joins: list[dict[str, str]] = field(default_factory=list)
    possible: list[Possible] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    unused: list[Judgement] = field(default_factory=list)
    unclear: dict[str, list[list[str]]] = field(default_factory=dict)


def strong(identifiers: Iterable[str]) -> dict[str, set[str]]:
    """The identifiers that tell who a party is: scheme → values.

    >>> strong(["lei:A", "isin:B"])
    {'lei': {'A'}}
    """
    schemes: dict[str, set[str]] = defaultdict(set)
    for identifier in identifiers:
        scheme, _, value = identifier.partition(":")
        if scheme in STRONG:
            schemes[scheme].add(value)
    return dict(schemes)


def differing(mine: Mapping[str, set[str]], theirs: Mapping[str, set[str]]) -> str | None:
    """The first scheme of which both have a value and none in common, or None.

    >>> differing({"lei": {"A"}}, {"lei": {"B"}}), differing({"lei": {"A"}}, {"lei": {"A", "B"}})
    ('lei', None)
    """
    for scheme in sorted(mine.keys() & theirs.keys()):
        if not mine[scheme] & theirs[scheme]:
            return scheme
    return None


class Clusters:
    """Union-find over entity ids that refuses a union of clusters that must stay apart."""

    def __init__(self, candidates: Mapping[str, Candidate], different: Iterable[tuple[str, str]]) -> None:
        self.candidates = candidates
        # Of most ids, which stay alone, none of these says anything.
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._strong: dict[str, dict[str, set[str]]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for left, right in different:
            self._apart[left].add(right)
            self._apart[right].add(left)

    def find(self, id: str) -> str:
        """The id that stands for the cluster of an id."""
        root = id
        while (parent := self._parent.get(root)) is not None:
            root = parent
        while id != root:
            self._parent[id], id = root, self._parent[id]
        return root

    def members(self, id: str) -> list[str]:
        """The ids of the cluster of an id, sorted."""
        return self._of(self.find(id))

    def groups(self) -> Iterator[Sequence[str]]:
        """Yield the ids of each cluster, sorted, in the order of those that stand for them."""
        return (self._of(id) for id in self.candidates if id not in self._parent)

    def _of(self, root: str) -> list[str]:
        """The ids of the cluster that an id stands for, sorted."""
        return self._members.get(root) or [root]

    def _known_by(self, root: str) -> dict[str, set[str]]:
        """The identifiers of the cluster that an id stands for that tell who it is."""
        found = self._strong.get(root)
        if found is None:
            found = self._strong[root] = strong(self.candidates[root].identifiers)
        return found

    def conflict(self, left: str, right: str) -> str | None:
        """Why the clusters of two ids must stay apart, or None."""
        left, right = self.find(left), self.find(right)
        members = self._of(left), self._of(right)
        apart = {member for id in members[0] for member in self._apart.get(id, ())}
        if apart.intersection(members[1]):
            return "judged different"
        people = [self.candidates[id].kind == "Person" for id in (left, right)]
        if people[0] != people[1]:
            return "a person and something else"
        fixed = [id for own in members for id in own if self.candidates[id].reference]
        if len(fixed) > 1:
            return "both have an id of their own in the reference files"
        scheme = differing(self._known_by(left), self._known_by(right))
        return f"different {scheme}" if scheme else None

    def conflicts_among(self, ids: Iterable[str]) -> list[tuple[list[str], list[str], str]]:
        """Which of these ids must stay apart, and why: those of one kind against those of another, in their order.

        Ids whose clusters are known by the same identifiers are of one kind, so that a thousand records of one party
        are one comparison.
        """
        kinds: dict[tuple[object, ...], list[str]] = {}
        for id in ids:
            root = self.find(id)
            own = any(member in self._apart or self.candidates[member].reference for member in self._of(root))
            known_by = self._known_by(root).items()
            strong = tuple(sorted((scheme, *sorted(values)) for scheme, values in known_by))
            person = self.candidates[root].kind == "Person"
            kinds.setdefault((strong, person, root if own else ""), []).append(id)
        return [
            (one, other, why)
            for one, other in combinations(kinds.values(), 2)
            if self.find(one[0]) != self.find(other[0]) and (why := self.conflict(one[0], other[0]))
        ]

    def join(self, left: str, right: str) -> bool:
        """Make one cluster of the two; False when they are one already."""
        left, right = sorted((self.find(left), self.find(right)))
        if left == right:
            return False
        self._parent[right] = left
        self._members[left] = sorted([*self._of(left), *self._of(right)])
        self._members.pop(right, None)
        for scheme, values in self._known_by(right).items():
            self._known_by(left).setdefault(scheme, set()).update(values)
        del self._strong[right]
        return True

    def join_for(
        self,
        answer: Resolution,
        left: str,
        right: str,
        basis: str,
        reason: str,
        judgement: Judgement | None = None,
    ) -> None:
        """Join the clusters of two ids and note why, or note what keeps them apart."""
        if self.find(left) == self.find(right):
            return
        if conflict := self.conflict(left, right):
            answer.conflicts.append(f"{left} and {right}: {reason}, but {conflict}; kept apart")
            return
        self.join(left, right)
        answer.joins.append(
            {
                "left": left,
                "right": right,
                "decision": "same",
                "basis": basis,
                "reason": reason,
                "author": judgement.author if judgement else SOFTWARE,
                "date": judgement.date if judgement else "",
            }
        )
