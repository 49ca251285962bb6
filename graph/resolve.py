"""Which entities of the sources are one party: a person's judgement, identifiers, then names.

Of two parties of one country that stand on no screening list, the same name in another spelling is enough. With a
listed party a name is never enough: such a match stays apart as POSSIBLY_SAME until somebody judges it, since a wrong
join there would call a stranger listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from beholden.graph.clusters import Candidate, Clusters, Guess, Resolution
from beholden.graph.identifiers import STRONG
from beholden.graph.judgements import Judgement
from beholden.graph.likely import Likely, NameKey, add_possible, join_likely
from beholden.graph.name_keys import NameKeys

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
) -> Resolution:
    """Group the entities. The same entities and judgements give the same answer in any order.

    `keys` has the names' keys that are known already; others are computed. What sources guess to be one joins
    nothing: it is possible.

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
    named = _named(clusters.candidates, keys)
    _join_names(clusters, answer, named)
    likely = Likely(named)
    join_likely(clusters, answer, likely)
    answer.canonical = _canonical(clusters)
    add_possible(clusters, answer, named, likely, judgements, guesses)
    answer.joins.sort(key=lambda join: (join["left"], join["right"], join["basis"]))
    answer.conflicts.sort()
    return answer


def _join_identifiers(clusters: Clusters, answer: Resolution) -> None:
    holders: dict[str, list[str]] = defaultdict(list)
    for id, candidate in clusters.candidates.items():
        for identifier in candidate.identifiers:
            if identifier.partition(":")[0] in STRONG:
                holders[identifier].append(id)
    for identifier, ids in sorted(holders.items()):
        for other in ids[1:]:
            clusters.join_for(answer, ids[0], other, "identifier", f"both have {identifier}")


def _named(candidates: Mapping[str, Candidate], known: NameKeys) -> dict[NameKey, list[str]]:
    """The parties by (base of the name, legal form, country); never persons, and never without a country."""
    named: dict[NameKey, list[str]] = defaultdict(list)
    for id, candidate in candidates.items():
        country = candidate.country or candidate.country_lent
        if not candidate.party or candidate.kind == "Person" or country is None:
            continue
        for key in {key for name in candidate.names for key in known.of(name)}:
            if key is not None:
                named[*key, country].append(id)
    return dict(sorted(named.items()))


def _join_names(clusters: Clusters, answer: Resolution, named: Mapping[NameKey, Sequence[str]]) -> None:
    """Join what has an identical name and country and stands on no list."""
    listed = {clusters.find(id) for id, candidate in clusters.candidates.items() if candidate.listed}
    for (base, form, country), ids in named.items():
        if len(ids) < 2:
            continue
        reason = f'same name "{f"{base} {form}".strip()}" and country {country}'
        free = [id for id in ids if clusters.find(id) not in listed]
        for other in free[1:]:
            clusters.join_for(answer, free[0], other, "name", reason)


def _canonical(clusters: Clusters) -> dict[str, str]:
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


def _best(clusters: Clusters, root: str) -> str:
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
