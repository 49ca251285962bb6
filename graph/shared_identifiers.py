"""Identifiers that one source puts on records of different names, such as a parent's on its subsidiaries' rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import polars as pl

from beholden.graph.clusters import Candidate
from beholden.graph.matching.compare import compare
from beholden.graph.matching.score import scale, scored
from beholden.graph.matching.words import Vocabulary, name_table
from beholden.graph.names import normal

Pair = tuple[str, str]


def held_apart(identifier: str, holders: Sequence[Candidate]) -> list[list[str]] | None:
    """The ids of the holders in groups of like names, where a source has two of unlike names; None where none has.

    A source that gives one identifier to two names knows one of them by somebody else's. Then the identifier joins
    none but those of like names, and none of a group in which two unlike ones of a source meet over a third.
    """
    names = {one.id: _names(one, identifier) for one in holders}
    by_source: dict[str, set[frozenset[str]]] = defaultdict(set)
    for one in holders:
        by_source[one.id.partition("/")[0]].add(names[one.id])
    if all(len(kinds) < 2 for kinds in by_source.values()):
        return None
    kinds = sorted(set(names.values()), key=sorted)
    alike = _alike(kinds)
    unlike = {
        pair
        for own in by_source.values()
        for pair in combinations(sorted(own, key=sorted), 2)
        if pair not in alike
    }
    if not unlike:
        return None
    group = {kind: number for number, kind in enumerate(kinds)}
    for left, right in sorted(alike, key=lambda pair: (sorted(pair[0]), sorted(pair[1]))):
        old, new = group[right], group[left]
        group = {kind: new if number == old else number for kind, number in group.items()}
    mixed = {group[left] for left, right in unlike if group[left] == group[right]}
    found: dict[object, list[str]] = defaultdict(list)
    for id, kind in sorted(names.items()):
        found[id if group[kind] in mixed else group[kind]].append(id)
    return sorted(found.values())


def _names(candidate: Candidate, identifier: str) -> frozenset[str]:
    """Its names, cleaned; none of one that is known by the identifier alone."""
    number = normal(identifier.rpartition(":")[2]).base
    keys = [normal(name) for name in candidate.names]
    return frozenset(
        f"{key.base} {key.form}".strip() for key in keys if key.base and number not in key.base.split()
    )


def _alike(kinds: Sequence[frozenset[str]]) -> set[tuple[frozenset[str], frozenset[str]]]:
    """The pairs of sets of names that may be one party's, each in the order given and sorted.

    Names of two scripts can't be told apart by letters, and neither can what has no name.
    """
    vocabulary = Vocabulary()
    texts = sorted({name for kind in kinds for name in kind})
    place = {text: number for number, text in enumerate(texts)}
    table = name_table(texts, vocabulary)
    pairs = list(combinations(kinds, 2))
    rows = [(at, place[a], place[b]) for at, (one, other) in enumerate(pairs) for a in one for b in other]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("at", "left", "right"), pl.UInt32), orient="row")
    scores = scored(compare(frame.select("left", "right"), table, table, vocabulary.frame()))["score"]
    best: Mapping[int, float] = dict(
        frame.with_columns(score=scores).group_by("at").agg(pl.col("score").max()).iter_rows()
    )
    found = set()
    for at, (one, other) in enumerate(pairs):
        scripts = [{name.isascii() for name in kind} for kind in (one, other)]
        if best.get(at, 1.0) >= scale().unsure or scripts[0].isdisjoint(scripts[1]):
            found |= {(one, other)}
    return found
