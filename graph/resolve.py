"""Which entities of the sources are one party: identifiers first, then identical names, and a person's judgement.

Nothing is merged that is only likely. An identical name in the same country joins two parties unless one of them
stands on a screening list: such a match stays apart as POSSIBLY_SAME until somebody judges it, since a wrong join
there would call a stranger listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from beholden.graph.identifiers import STRONG
from beholden.graph.judgements import Judgement
from beholden.graph.name_keys import NameKeys

PREFERENCE = (
    "lei", "uscc", "company_number", "ogrn", "inn", "uei", "duns", "imo", "cage", "ofac", "ungc", "sbti",
)  # fmt: skip
"""Schemes of identifiers, best first, for the id of a cluster."""

_RANK = {scheme: rank for rank, scheme in enumerate(PREFERENCE)}

SOFTWARE = "beholden"

NameKey = tuple[str, str, str]
"""The base of a name, its legal form, and a country."""
NameGroup = tuple[str, str, list[str]]
"""A name as compared, a country, and the entities that have both."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What resolution needs of one source entity.

    `country` is the one its source states, `country_lent` one that the source lends as evidence, `lent_by` why.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    country: str | None
    country_lent: str | None
    lent_by: str | None
    identifiers: tuple[str, ...]
    party: bool
    listed: bool
    reference: bool


@dataclass(frozen=True, slots=True)
class Possible:
    """Two clusters that may be one party, by their canonical ids, with the reasons and the entities that match."""

    left: str
    right: str
    basis: str
    reasons: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(slots=True)
class Resolution:
    """Entity id → canonical id; every join with its reason; what stays possible; what could not be joined.

    `unused` has the judgements about an id that no loaded source states.
    """

    canonical: dict[str, str]
    joins: list[dict[str, str]] = field(default_factory=list)
    possible: list[Possible] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    unused: list[Judgement] = field(default_factory=list)


class _Clusters:
    """Union-find over entity ids that refuses a union of clusters that must stay apart."""

    def __init__(self, candidates: Mapping[str, Candidate], different: Iterable[tuple[str, str]]) -> None:
        self.candidates = candidates
        self._parent = {id: id for id in candidates}
        self._members = {id: [id] for id in candidates}
        self._strong: dict[str, dict[str, set[str]]] = {}
        for id, candidate in candidates.items():
            schemes: dict[str, set[str]] = defaultdict(set)
            for identifier in candidate.identifiers:
                scheme, _, value = identifier.partition(":")
                if scheme in STRONG:
                    schemes[scheme].add(value)
            self._strong[id] = schemes
        self._apart: dict[str, set[str]] = defaultdict(set)
        for left, right in different:
            self._apart[left].add(right)
            self._apart[right].add(left)

    def find(self, id: str) -> str:
        root = id
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[id] != root:
            self._parent[id], id = root, self._parent[id]
        return root

    def members(self, id: str) -> list[str]:
        return self._members[self.find(id)]

    def conflict(self, left: str, right: str) -> str | None:
        """Why the clusters of two ids must stay apart, or None."""
        left, right = self.find(left), self.find(right)
        apart = {member for id in self._members[left] for member in self._apart.get(id, ())}
        if apart.intersection(self._members[right]):
            return "judged different"
        people = [self.candidates[id].kind == "Person" for id in (left, right)]
        if people[0] != people[1]:
            return "a person and something else"
        fixed = [id for id in (*self._members[left], *self._members[right]) if self.candidates[id].reference]
        if len(fixed) > 1:
            return "both have an id of their own in the reference files"
        mine, theirs = self._strong[left], self._strong[right]
        for scheme in sorted(mine.keys() & theirs.keys()):
            if not mine[scheme] & theirs[scheme]:
                return f"different {scheme}"
        return None

    def join(self, left: str, right: str) -> bool:
        """Make one cluster of the two; False when they are one already."""
        left, right = sorted((self.find(left), self.find(right)))
        if left == right:
            return False
        self._parent[right] = left
        self._members[left] = sorted(self._members[left] + self._members.pop(right))
        for scheme, values in self._strong.pop(right).items():
            self._strong[left].setdefault(scheme, set()).update(values)
        return True


def resolve(
    candidates: Sequence[Candidate], judgements: Sequence[Judgement], keys: NameKeys | None = None
) -> Resolution:
    """Group the entities. The same entities and judgements give the same answer in any order.

    `keys` has the names' keys that are known already; others are computed.

    A judgement about an id that no source states waits for the copy that states it: it is reported, not an error,
    since a case keeps its judgements for lists that are not always loaded.
    """
    keys = keys or NameKeys()
    known = {candidate.id: candidate for candidate in sorted(candidates, key=lambda candidate: candidate.id)}
    unused = [judgement for judgement in judgements if not {judgement.left, judgement.right} <= known.keys()]
    judgements = [judgement for judgement in judgements if judgement not in unused]
    different = [judgement.pair for judgement in judgements if judgement.decision == "different"]
    clusters = _Clusters(known, different)
    answer = Resolution({}, unused=unused)
    for judgement in judgements:
        if judgement.decision == "same":
            _join(clusters, answer, judgement.left, judgement.right, "judgement", judgement.reason, judgement)
    _join_identifiers(clusters, answer)
    named = _named(clusters.candidates, keys)
    groups = list(_same_names(named))
    _join_names(clusters, answer, groups)
    answer.canonical = _canonical(clusters)
    _add_possible(clusters, answer, groups, _bare_names(clusters.candidates, keys), judgements)
    answer.joins.sort(key=lambda join: (join["left"], join["right"], join["basis"]))
    answer.conflicts.sort()
    return answer


def _join(
    clusters: _Clusters,
    answer: Resolution,
    left: str,
    right: str,
    basis: str,
    reason: str,
    judgement: Judgement | None = None,
) -> None:
    if clusters.find(left) == clusters.find(right):
        return
    if conflict := clusters.conflict(left, right):
        answer.conflicts.append(f"{left} and {right}: {reason}, but {conflict}; kept apart")
        return
    clusters.join(left, right)
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


def _join_identifiers(clusters: _Clusters, answer: Resolution) -> None:
    holders: dict[str, list[str]] = defaultdict(list)
    for id, candidate in clusters.candidates.items():
        for identifier in candidate.identifiers:
            if identifier.partition(":")[0] in STRONG:
                holders[identifier].append(id)
    for identifier, ids in sorted(holders.items()):
        for other in ids[1:]:
            _join(clusters, answer, ids[0], other, "identifier", f"both have {identifier}")


def _named(
    candidates: Mapping[str, Candidate], known: NameKeys, *, first_only: bool = False
) -> dict[NameKey, list[str]]:
    """The parties by (base of the name, legal form, country); never persons, and never without a country.

    With `first_only` an entity counts by the name its source puts first, as a whole, and not by its aliases.
    """
    named: dict[NameKey, list[str]] = defaultdict(list)
    for id, candidate in candidates.items():
        country = candidate.country or candidate.country_lent
        if not candidate.party or candidate.kind == "Person" or country is None:
            continue
        if first_only:
            keys = set(known.of(candidate.names[0])[:1])
        else:
            keys = {key for name in candidate.names for key in known.of(name)}
        for key in keys:
            if key is not None:
                named[*key, country].append(id)
    return dict(sorted(named.items()))


def _same_names(named: Mapping[NameKey, list[str]]) -> Iterable[NameGroup]:
    """Yield (name as compared, country, entity ids) of the parties that share all three."""
    for (base, form, country), ids in named.items():
        if len(ids) > 1:
            yield f"{base} {form}".strip(), country, ids


def _bare_names(candidates: Mapping[str, Candidate], keys: NameKeys) -> Iterable[tuple[str, str, str, str]]:
    """Yield (base, country, id, id) of a listed party and another whose names differ in this alone: one has no form.

    Only the names that the sources put first count. A single word is too little: Symphony is not Symphony LLC.
    """
    named = _named(candidates, keys, first_only=True)
    forms: dict[tuple[str, str], list[str]] = defaultdict(list)
    for base, form, country in named:
        forms[base, country].append(form)
    for (base, country), own in forms.items():
        if "" not in own or len(own) == 1 or len(base.split()) < 2:
            continue
        for left in named[base, "", country]:
            for right in (id for form in own if form for id in named[base, form, country]):
                if candidates[left].listed or candidates[right].listed:
                    yield base, country, left, right


def _join_names(clusters: _Clusters, answer: Resolution, groups: Iterable[NameGroup]) -> None:
    """Join what has an identical name and country and stands on no list."""
    listed = {clusters.find(id) for id, candidate in clusters.candidates.items() if candidate.listed}
    for name, country, ids in groups:
        free = [id for id in ids if clusters.find(id) not in listed]
        for other in free[1:]:
            _join(clusters, answer, free[0], other, "name", f'same name "{name}" and country {country}')


def _add_possible(
    clusters: _Clusters,
    answer: Resolution,
    groups: Iterable[NameGroup],
    bare: Iterable[tuple[str, str, str, str]],
    judgements: Sequence[Judgement],
) -> None:
    """What shares a name and country and was not joined, what nearly does, and what a person is unsure of."""
    found: dict[tuple[str, str], tuple[str, set[str], set[str]]] = {}
    pairs = [
        (left, right, f'same name "{name}"', country)
        for name, country, ids in groups
        if len({clusters.find(id) for id in ids}) > 1
        for index, left in enumerate(ids)
        for right in ids[index + 1 :]
    ]
    pairs += [
        (left, right, f'same name "{base}" but for the legal form, which one of them lacks', country)
        for base, country, left, right in bare
    ]
    for left, right, reason, country in pairs:
        if clusters.find(left) == clusters.find(right) or clusters.conflict(left, right):
            continue
        lent = [
            f"country lent by {candidate.lent_by}"
            for candidate in (clusters.candidates[left], clusters.candidates[right])
            if candidate.country is None
        ]
        _note(found, answer, left, right, "name", [reason, f"same country {country}", *lent])
    for judgement in judgements:
        if judgement.decision == "unsure" and clusters.find(judgement.left) != clusters.find(judgement.right):
            reason = f"judged unsure by {judgement.author} on {judgement.date}: {judgement.reason}"
            _note(found, answer, judgement.left, judgement.right, "judged_unsure", [reason])
    answer.possible = [
        Possible(left, right, basis, tuple(sorted(reasons)), tuple(sorted(members)))
        for (left, right), (basis, reasons, members) in sorted(found.items())
    ]


def _note(
    found: dict[tuple[str, str], tuple[str, set[str], set[str]]],
    answer: Resolution,
    left: str,
    right: str,
    basis: str,
    reasons: Iterable[str],
) -> None:
    first, second = sorted((answer.canonical[left], answer.canonical[right]))
    _, known, members = found.setdefault((first, second), (basis, set(), set()))
    known.update(reasons)
    members.update((left, right))


def _canonical(clusters: _Clusters) -> dict[str, str]:
    """Entity id → canonical id: the reference id, else the best identifier, else the smallest entity id."""
    best: dict[str, str] = {}
    for id in clusters.candidates:
        if clusters.find(id) == id:
            best[id] = _best(clusters, id)
    count: dict[str, int] = defaultdict(int)
    for name in best.values():
        count[name] += 1
    return {
        id: best[root] if count[best[root]] == 1 else clusters.members(root)[0]
        for id in clusters.candidates
        for root in (clusters.find(id),)
    }


def _best(clusters: _Clusters, root: str) -> str:
    members = clusters.members(root)
    for member in members:
        if clusters.candidates[member].reference:
            return member
    ranked = [
        (_RANK[scheme], identifier)
        for member in members
        for identifier in clusters.candidates[member].identifiers
        if (scheme := identifier.partition(":")[0]) in _RANK
    ]
    return min(ranked)[1] if ranked else members[0]
