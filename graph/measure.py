"""Measure: the stage of a build that adds derived relations to what the sources state.

A measure is a function from the entities and relations of a release to relations of derived kinds. Each is marked
`derived`, names its method or rule, and cites the claims that it rests on; a source's word and our computation
never mix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from beholden.errors import SchemaError
from beholden.graph.kinds import schema
from beholden.graph.ownership.behind import facts_behind
from beholden.graph.ownership.controlling import control_relations
from beholden.graph.ownership.effective import effective_stakes
from beholden.graph.ownership.ends import ultimately_owns
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.stored import stored_verdicts
from beholden.graph.partitions import CopyFacts
from beholden.graph.reaches import reaches

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure reads: entities and relations by kind, the copies that were read, and the date asked for."""

    entities: Frames
    relations: Frames
    copies: Sequence[CopyFacts]
    as_of: date

    def relation(self, kind: str) -> pl.DataFrame:
        """The relations of one kind, with all its columns, empty where there are none."""
        found = self.relations.get(kind)
        return pl.DataFrame(schema=dict(schema().kind(kind).columns())) if found is None else found


class Measure(Protocol):
    """Gives relations of derived kinds, a frame a kind, with the columns of the kind."""

    def __call__(self, measured: Measured) -> Frames:
        """The relations that this measure adds."""
        ...


def stakes(measured: Measured) -> Frames:
    """The effective stakes: what all sources together say of each."""
    owns = measured.relation("OWNS")
    return {"EFFECTIVE_STAKE": effective_stakes(owns)} if owns.height else {}


def short_cuts(measured: Measured) -> Frames:
    """Which owners stand above which members and suppliers, so that questions need not walk down to all of them."""
    return {"REACHES": reaches(measured.entities, measured.relations)}


def verdicts(measured: Measured) -> Frames:
    """Who is within, and possibly within, each rule of the registry on the release's date."""
    return stored_verdicts(
        Facts.from_frames(measured.entities, measured.relations, measured.copies, measured.as_of)
    )


def standing_behind(measured: Measured) -> Frames:
    """Who owns, in the end, and who controls the members, suppliers and listed parties."""
    found = facts_behind(measured.entities, measured.relations, measured.as_of)
    if found is None:
        return {}
    facts, asked = found
    return {"ULTIMATELY_OWNS": ultimately_owns(facts, asked)} | control_relations(facts)


MEASURES: Sequence[Measure] = (stakes, verdicts, short_cuts, standing_behind)
"""All measures, in order: each reads what those before it gave."""


def measure(
    entities: Frames,
    relations: Frames,
    copies: Sequence[CopyFacts],
    as_of: date,
    measures: Sequence[Measure] = MEASURES,
) -> dict[str, pl.DataFrame]:
    """The relations with those that the measures add, sorted by id."""
    known = dict(relations)
    for one in measures:
        for kind, frame in one(Measured(entities, known, copies, as_of)).items():
            declared = schema().kind(kind)
            if not declared.derived or kind in known:
                raise SchemaError(
                    f"{kind}: a measure gives relations of derived kinds, each kind from one measure"
                )
            if frame.height:
                known[kind] = frame.select(list(declared.columns())).sort("id")
    return known
