"""Which entities of the sources are one party: a person's judgement, identifiers, then names.

Of two parties of one country that stand on no screening list, the same name in another spelling is enough. With a
listed party a name is never enough: such a match stays apart as POSSIBLY_SAME until somebody judges it, since a wrong
join there would call a stranger listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import polars as pl

from beholden.graph.clusters import Candidate, Clusters, Guess, Resolution
from beholden.graph.identifiers import STRONG
from beholden.graph.judgements import Judgement
from beholden.graph.likely import FindAlike, Likely, add_possible, hanging_together, join_likely
from beholden.graph.matching.parties import alike
from beholden.graph.name_keys import NameKeys
from beholden.graph.named import Named
from beholden.graph.shared_identifiers import held_apart

PREFERENCE = (
    "lei", "uscc", "company_number", "ogrn", "inn", "uei", "duns", "imo", "cage", "ofac", "ungc", "sbti",
)  # fmt: skip
"""Schemes of identifiers, best first, for the id of a cluster."""

_RANK = {scheme: rank for rank, scheme in enumerate(PREFERENCE)}


def resolve(
    candidates: Sequence[Candidate],
    judgements: Sequence[Judgement],
    keys: NameKeys | None = None,
    guesses: Sequence[Guess] = (),
    find: FindAlike = alike,
) -> Resolution:
    """Group the entities. The same entities and judgements give the same answer in any order.

    `keys` has the names' keys that are known already; others are computed. What sources guess to be one joins
    nothing: it is possible. `find` finds names that are alike; it may know some from before.

    A judgement about an id that no source states waits for the copy that states it: it is reported, not an error,
    since a case keeps its judgements for lists that are not always loaded.
    """
    keys = keys or NameKeys()
    known = {candidate.id: candidate for candidate in sorted(candidates, key=lambda candidate: candidate.id)}
    unused = [judgement for judgement in judgements if not {judgement.left, judgement.right} <= known.keys()]
    judgements = [judgement for judgement in judgements if judgement not in unused]
    different = [judgement.pair for judgement in judgements if judgement.decision == "different"]
    clusters = Clusters(known, different)
    answer = Resolution({}, unused=unused)
    for judgement in judgements:
        if judgement.decision == "same":
            clusters.join_for(
                answer, judgement.left, judgement.right, "judgement", judgement.reason, judgement
            )
    _join_identifiers(clusters, answer)
    named = Named.of(clusters.candidates.values(), keys)
    _join_names(clusters, answer, named)
    likely = Likely(named, find)
    join_likely(clusters, answer, likely)
    answer.canonical = _canonical(clusters)
    add_possible(clusters, answer, named, likely, judgements, guesses)
    answer.joins.sort(key=lambda join: (join["left"], join["right"], join["basis"]))
    answer.conflicts.sort()
    return answer


def _join_identifiers(clusters: Clusters, answer: Resolution) -> None:
    stated = [(identifier, id) for id, one in clusters.candidates.items() for identifier in one.identifiers]
    shared = pl.Series([identifier for identifier, _ in stated], dtype=pl.String).is_duplicated().arg_true()
    holders: dict[str, list[str]] = defaultdict(list)
    for identifier, id in map(stated.__getitem__, shared):
        if identifier.partition(":")[0] in STRONG:
            holders[identifier].append(id)
    for identifier, ids in sorted(holders.items()):
        groups = _told_apart(clusters, identifier, ids)
        if len(groups) > 1:
            said = f"{identifier} stands on records that their own source tells apart by name"
            answer.conflicts.append(f"{', '.join(sorted(ids))}: {said}; only like names are joined by it")
            answer.unclear[identifier] = groups
        for group in groups:
            _join_holders(clusters, answer, identifier, group)


def _join_holders(clusters: Clusters, answer: Resolution, identifier: str, ids: Sequence[str]) -> None:
    """Join the clusters that hold an identifier, but for those that must stay apart from another of them.

    Which of two such the others are, nobody could say; so they are joined with each other only. A person that bears
    the number of something else is passed over.
    """
    firsts: dict[str, str] = {}
    for id in ids:
        firsts.setdefault(clusters.find(id), id)
    for people in (True, False):
        own = [id for id in firsts.values() if (clusters.candidates[id].kind == "Person") == people]
        apart: set[str] = set()
        for some, others, why in clusters.conflicts_among(own):
            apart.update(some, others)
            answer.conflicts.append(
                f"{some[0]} and {others[0]}: both have {identifier}, but {why}; kept apart"
            )
        free = [id for id in own if id not in apart]
        for other in free[1:]:
            clusters.join_for(answer, free[0], other, "identifier", f"both have {identifier}")


def _told_apart(clusters: Clusters, identifier: str, ids: Sequence[str]) -> list[list[str]]:
    """The holders of an identifier in groups that it joins: one group, but where a source has it on unlike names."""
    sources = [id.partition("/")[0] for id in ids]
    if len(set(sources)) == len(sources):
        return [list(ids)]
    groups = held_apart(identifier, [clusters.candidates[id] for id in ids])
    return [list(ids)] if groups is None else groups


def _join_names(clusters: Clusters, answer: Resolution, named: Named) -> None:
    """Join what has an identical name and country and stands on no list.

    Where two of those that a name holds together, over further names too, must stay apart, none of them is joined: of
    a third one nobody could say whose name it has.
    """
    listed = {clusters.find(id) for id, candidate in clusters.candidates.items() if candidate.listed}
    pairs: list[tuple[str, str, str]] = []
    neighbours: dict[str, set[str]] = defaultdict(set)
    for name, country, ids in named.shared():
        free = [id for id in ids if clusters.find(id) not in listed]
        for other in free[1:]:
            ends = clusters.find(free[0]), clusters.find(other)
            if ends[0] != ends[1]:
                pairs.append((free[0], other, f'same name "{name}" and country {country}'))
                neighbours[ends[0]].add(ends[1])
                neighbours[ends[1]].add(ends[0])
    apart: set[str] = set()
    for group in hanging_together(neighbours):
        conflicts = clusters.conflicts_among(group) if len(group) > 2 else []
        for (one, *_), (other, *_), why in conflicts:
            apart |= set(group)
            answer.conflicts.append(
                f"{', '.join(group)}: names hold them together, but {one} and {other} must stay apart ({why}); "
                "kept apart"
            )
    for one, other, reason in pairs:
        if clusters.find(one) not in apart:
            clusters.join_for(answer, one, other, "name", reason)


def _canonical(clusters: Clusters) -> dict[str, str]:
    """Entity id → canonical id: the reference id, else the best identifier, else the smallest entity id."""
    best = [_best(clusters, members) for members in clusters.groups()]
    count = Counter(best)
    return {
        id: own if count[own] == 1 else members[0]
        for own, members in zip(best, clusters.groups(), strict=True)
        for id in members
    }


def _best(clusters: Clusters, members: Sequence[str]) -> str:
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
