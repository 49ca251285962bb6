"""What is only likely: names that are alike join parties that stand on no list, and make the others possible pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

import polars as pl

from beholden.graph.clusters import Candidate, Clusters, Guess, Possible, Resolution
from beholden.graph.judgements import Judgement
from beholden.graph.matching.parties import Alike, alike
from beholden.graph.matching.score import scale
from beholden.graph.named import KEY, Named

Pair = tuple[str, str]

FindAlike = Callable[[pl.DataFrame], list[Alike]]
"""What `matching.parties.alike` does."""


class Likely:
    """The pairs of entities whose names are alike in one country, each with its best score."""

    def __init__(self, named: Named, find: FindAlike = alike) -> None:
        """Compare the names with `find`; `named` has the entities that bear each."""
        self._names = [named.names[column].to_list() for column in KEY]
        self.best: dict[Pair, Alike] = {}
        for found in find(named.names):
            for one in named.ids(found.left):
                for other in named.ids(found.right):
                    pair = (one, other) if one < other else (other, one)
                    if one != other and (pair not in self.best or self.best[pair].score < found.score):
                        self.best[pair] = found

    def reasons(self, found: Alike) -> list[str]:
        """What is said of a pair of names: the names as compared, the country, the score and its parts."""
        bases, forms, countries = self._names
        one, other = (f"{bases[place]} {forms[place]}".strip() for place in (found.left, found.right))
        country = countries[found.left]
        parts = ", ".join(found.reasons())
        return [f'names alike "{one}" and "{other}": {found.score:.2f} = {parts}', f"same country {country}"]


def join_likely(clusters: Clusters, answer: Resolution, likely: Likely) -> None:
    """Join the parties on no list whose names are the same but for spelling, where only one fits the other.

    Where several fit or may fit (Kite beside Kite AG and Kite SE), where one source tells two records apart, or where
    an identifier speaks against it, none is joined.
    """
    listed = {clusters.find(id) for id, candidate in clusters.candidates.items() if candidate.listed}
    edges: dict[Pair, tuple[Pair, Alike]] = {}
    rivals: dict[str, set[str]] = defaultdict(set)
    for pair, found in sorted(likely.best.items(), key=lambda item: (-item[1].score, item[0])):
        one, other = sorted(map(clusters.find, pair))
        if one != other and not {one, other} & listed:
            rivals[one].add(other)
            rivals[other].add(one)
            if found.score >= scale().same:
                edges.setdefault((one, other), (pair, found))
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in edges:
        neighbours[one].add(other)
        neighbours[other].add(one)
    for group in hanging_together(neighbours):
        ends = [(one, other) for one in group for other in group if one < other]
        if any(end not in edges for end in ends) or any(rivals[one] - set(group) for one in group):
            names = {*group, *(other for one in group for other in rivals[one])}
            answer.conflicts.append(
                f"{', '.join(sorted(names))}: several names fit that do not fit each other; kept apart"
            )
            continue
        if any(_one_source(clusters, *end) or clusters.conflict(*end) for end in ends):
            continue
        for end in ends:
            (left, right), found = edges[end]
            clusters.join_for(answer, left, right, "alike", "; ".join(likely.reasons(found)))


def hanging_together(neighbours: Mapping[str, set[str]]) -> Iterable[list[str]]:
    """Yield what hangs together, each group sorted, in the order of their first members."""
    seen: set[str] = set()
    for start in sorted(neighbours):
        if start in seen:
            continue
        group, ahead = {start}, [start]
        while ahead:
            for other in neighbours[ahead.pop()] - group:
                group.add(other)
                ahead.append(other)
        seen |= group
        yield sorted(group)


def _one_source(clusters: Clusters, one: str, other: str) -> bool:
    """Whether one source has a record in both clusters: it tells them apart."""
    mine, theirs = ({id.partition("/")[0] for id in clusters.members(end)} for end in (one, other))
    return not mine.isdisjoint(theirs)


def add_possible(
    clusters: Clusters,
    answer: Resolution,
    named: Named,
    likely: Likely,
    judgements: Sequence[Judgement],
    guesses: Sequence[Guess] = (),
) -> None:
    """What shares a name and country and was not joined, what is alike, what a source guesses or a person doubts."""
    found: dict[Pair, _Noted] = {}
    for name, country, ids in named.shared():
        if len({clusters.find(id) for id in ids}) > 1:
            reasons = [f'same name "{name}"', f"same country {country}"]
            for index, left in enumerate(ids):
                for right in ids[index + 1 :]:
                    _note(found, clusters, answer, (left, right), "name", reasons, 1.0)
    for pair, one in likely.best.items():
        _note(found, clusters, answer, pair, "alike", likely.reasons(one), one.score)
    for guess in guesses:
        if clusters.find(guess.left) == clusters.find(guess.right) or clusters.conflict(
            guess.left, guess.right
        ):
            continue
        ends = sorted((answer.canonical[guess.left], answer.canonical[guess.right]))
        noted = found.setdefault((ends[0], ends[1]), _Noted("stated", None))
        noted.reasons.add(guess.reason)
        noted.members.update((guess.left, guess.right))
        noted.guesses.append(guess)
    for identifier, groups in answer.unclear.items():
        why = [f"both have {identifier}, which their source has on records of unlike names"]
        for left, right in combinations([group[0] for group in groups], 2):
            _note(found, clusters, answer, (left, right), "identifier", why, None)
    for judgement in judgements:
        if judgement.decision == "unsure" and clusters.find(judgement.left) != clusters.find(judgement.right):
            reason = f"judged unsure by {judgement.author} on {judgement.date}: {judgement.reason}"
            ends = sorted((answer.canonical[judgement.left], answer.canonical[judgement.right]))
            noted = found.setdefault((ends[0], ends[1]), _Noted("judged_unsure", None))
            noted.basis = "judged_unsure"
            noted.reasons.add(reason)
            noted.members.update(judgement.pair)
    answer.possible = [
        Possible(
            *pair,
            one.basis,
            tuple(sorted(one.reasons)),
            tuple(sorted(one.members)),
            one.score,
            tuple(one.guesses),
        )
        for pair, one in sorted(found.items())
    ]


class _Noted:
    """What is noted of a pair of clusters: its best score, on what that rests, and all that was said of it."""

    def __init__(self, basis: str, score: float | None) -> None:
        self.basis, self.score = basis, score
        self.reasons: set[str] = set()
        self.members: set[str] = set()
        self.guesses: list[Guess] = []


def _note(
    found: dict[Pair, _Noted],
    clusters: Clusters,
    answer: Resolution,
    pair: Pair,
    basis: str,
    reasons: Iterable[str],
    score: float | None,
) -> None:
    """Note a pair of entities of two clusters, unless something speaks against it; the best of its reasons stays."""
    left, right = pair
    if clusters.find(left) == clusters.find(right) or clusters.conflict(left, right):
        return
    one, other = sorted((answer.canonical[left], answer.canonical[right]))
    noted = found.get((one, other))
    if noted is None or (noted.score or 0.0) < (score or 0.0):
        noted = found[one, other] = _Noted(basis, score)
    elif (noted.score or 0.0) > (score or 0.0):
        return
    noted.reasons.update(reasons)
    noted.reasons.update(_lent(clusters.candidates[left]), _lent(clusters.candidates[right]))
    noted.members.update(pair)


def _lent(candidate: Candidate) -> list[str]:
    return [f"country lent by {candidate.lent_by}"] if candidate.country is None else []
