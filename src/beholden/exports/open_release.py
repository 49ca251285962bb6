"""A release without the sources whose licence does not let others have a copy: what is left, built from its claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from typing import Any

import polars as pl

from beholden.graph.corrections import Correction, corrected
from beholden.graph.kinds import schema
from beholden.graph.merge import Merged, merge_entities, merge_relations
from beholden.graph.release import Release

Frames = Mapping[str, pl.DataFrame]


class OpenRelease(Release):
    """What the open sources of a release say, under the ids that the release has.

    An entity that several sources state has the words of the open ones alone. A relation whose end only a closed
    source states is not there, and nothing derived is that rests on a closed source.
    """

    @cached_property
    def whole(self) -> Release:
        """The release that this is a part of."""
        return Release(self.folder)

    @cached_property
    def closed(self) -> frozenset[str]:
        """The sources that are left out."""
        sources = self.whole.manifest.get("sources", ())
        return frozenset(copy["source"] for copy in sources if not copy["redistribute"])

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the release says of itself, with the open sources alone."""
        told = self.whole.manifest
        sources = [copy for copy in told.get("sources", ()) if copy["source"] not in self.closed]
        return {**told, "sources": sources}

    def kinds(self, part: str) -> list[str]:
        """The kinds of which something is left in this part."""
        return sorted(kind for kind, frame in self._parts[part].items() if frame.height)

    def frame(self, part: str, kind: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows of one kind that are left, with these columns alone where they are given."""
        frame = self._parts[part][kind]
        return frame if columns is None else frame.select(columns)

    @cached_property
    def _parts(self) -> Mapping[str, Frames]:
        parts = {
            part: {kind: self.whole.frame(part, kind) for kind in self.whole.kinds(part)}
            for part in ("entities", "relations", "claims")
        }
        return without(parts, self.closed, self.whole)


def without(parts: Mapping[str, Frames], closed: Set[str], release: Release) -> dict[str, Frames]:
    """The parts of a release as its claims give them without those of some sources."""
    claims = {
        kind: frame.filter(~pl.col("source").is_in(list(closed))) for kind, frame in parts["claims"].items()
    }
    corrections = [Correction(**one) for one in release.joins["corrections"]]
    standing, _ = corrected(claims, corrections)
    known = schema()
    merged = {
        kind: Merged.of(known.kind(kind), frame) for kind, frame in sorted(standing.items()) if frame.height
    }
    left = {
        subject for part in merged.values() if part.kind.kind == "entity" for subject in part.frame["subject"]
    }
    canonical = {
        member: id
        for frame in parts["entities"].values()
        for id, members in frame.select("id", "members").iter_rows()
        for member in members
        if member in left
    }
    entities = merge_entities(merged, canonical)
    stated, _ = merge_relations(merged, canonical, entities)
    there = list(set(canonical.values()))
    derived = {
        kind: frame.filter(
            pl.col("sources").list.set_intersection(pl.lit(sorted(closed))).list.len() == 0,
            pl.col("from_id").is_in(there),
            pl.col("to_id").is_in(there),
        )
        for kind, frame in parts["relations"].items()
        if known.kind(kind).derived
    }
    return {"entities": entities, "relations": {**stated, **derived}, "claims": claims}
