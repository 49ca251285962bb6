"""What an export reads of a release: rows in batches, what is private left out, where each claim stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from beholden.exports.open_release import OpenRelease
from beholden.graph.claims import claim_columns
from beholden.graph.kinds import Kind, schema
from beholden.graph.property_types import TEXTS, Dtype
from beholden.graph.reference_claims import REFERENCE, TITLE
from beholden.graph.release import Release

BATCH = 50_000
"""Rows that are turned into text at a time, so that memory does not grow with a kind's rows."""

COPY: Mapping[str, Dtype] = {
    "source": pl.String,
    "snapshot": pl.Date,
    "copy": pl.String,
    "max_age_days": pl.Int64,
}
"""Columns that a build adds to a claim: the source and the copy that makes it."""


@dataclass(frozen=True)
class Source:
    """A source of the release: what it is, under which licence, and its copies."""

    id: str
    title: str
    publisher: str
    page: str
    licence: str
    redistribute: bool
    copies: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Material:
    """A release as exports read it.

    With `private`, what is private of persons is there too, and so are the records as published, which may hold it.
    """

    release: Release
    private: bool = False

    def columns(self, kind: Kind) -> dict[str, Dtype]:
        """The columns of a kind's entities or relations that are exported."""
        return self._open(kind, kind.columns())

    def claim_columns(self, kind: Kind) -> dict[str, Dtype]:
        """The columns of a kind's claims that are exported, those that the build adds at the end."""
        columns = self._open(kind, {**claim_columns(kind), **COPY})
        if not self.private:
            del columns["text"]
        return columns

    def _open(self, kind: Kind, columns: Mapping[str, Dtype]) -> dict[str, Dtype]:
        closed = {column for own in kind.properties.values() if own.private for column in own.columns()}
        return {name: dtype for name, dtype in columns.items() if self.private or name not in closed}

    def entities(self) -> Iterator[tuple[Kind, pl.DataFrame]]:
        """The entities, kind by kind, in batches; each kind's rows are sorted by id."""
        for kind in self.kinds_there("entities"):
            yield from self._batches("entities", kind, self.columns(kind))

    def relations(self) -> Iterator[tuple[Kind, pl.DataFrame]]:
        """The relations, kind by kind, in batches; each kind's rows are sorted by id."""
        for kind in self.kinds_there("relations"):
            yield from self._batches("relations", kind, self.columns(kind))

    def claims(self) -> Iterator[tuple[Kind, pl.DataFrame]]:
        """The claims, kind by kind, in batches: a row for each copy that makes a claim, sorted by claim and copy."""
        for kind in self.kinds_there("claims"):
            yield from self._batches("claims", kind, self.claim_columns(kind))

    def kinds_there(self, part: str) -> list[Kind]:
        """The kinds that this part of the release has, in the schema's order."""
        there = set(self.release.kinds(part))
        return [kind for kind in schema().kinds.values() if kind.name in there]

    def _batches(
        self, part: str, kind: Kind, columns: Mapping[str, Dtype]
    ) -> Iterator[tuple[Kind, pl.DataFrame]]:
        frame = self.release.frame(part, kind.name).select(list(columns))
        for rows in frame.iter_slices(BATCH):
            yield kind, rows

    @cached_property
    def stands(self) -> pl.DataFrame:
        """Where each claim stands: claim, its source, the copies that make it, and a locator in each.

        A locator is `source/copy: place`, with the places of the record in that copy.
        """
        frames = [
            self.release.frame("claims", kind.name).select(
                "claim", "source", pl.col("snapshot").dt.to_string("iso"), "copy", "places"
            )
            for kind in self.kinds_there("claims")
        ]
        types: dict[str, Dtype] = {
            **dict.fromkeys(("claim", "source", "snapshot", "copy"), pl.String),
            "places": TEXTS,
        }
        rows = pl.concat(frames) if frames else pl.DataFrame(schema=types)
        locator = pl.format("{}/{}: {}", "source", "copy", pl.col("places").list.join(", "))
        return rows.group_by("claim", maintain_order=True).agg(
            pl.col("source").first(),
            pl.col("snapshot").unique().sort(),
            locator.sort().alias("locators"),
        )

    def with_locators(self, rows: pl.DataFrame) -> pl.DataFrame:
        """These rows with two more columns: the `snapshots` that state them, and the `locators` of their claims."""
        found = (
            rows.select("id", "claims")
            .explode("claims")
            .join(self.stands, left_on="claims", right_on="claim", how="inner", maintain_order="left")
            .group_by("id", maintain_order=True)
            .agg(
                pl.col("snapshot").list.explode().unique().sort().alias("snapshots"),
                pl.col("locators").list.explode().unique(maintain_order=True),
            )
        )
        return rows.join(found, on="id", how="left", maintain_order="left")

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the release, by id; what comes with beholden is one of them."""
        copies: dict[str, list[Mapping[str, Any]]] = {}
        for copy in self.release.manifest.get("sources", ()):
            copies.setdefault(copy["source"], []).append(copy)
        found = [
            Source(
                id, own[-1]["title"], own[-1]["publisher"], own[-1]["page"], own[-1]["licence"],
                all(copy["redistribute"] for copy in own), tuple(own),
            )
            for id, own in copies.items()
        ]  # fmt: skip
        if self.stands["source"].eq(REFERENCE).any():
            found.append(Source(REFERENCE, TITLE, "beholden", "", "Apache-2.0", True, ()))
        return tuple(sorted(found, key=lambda source: source.id))

    def told(self, source: Source) -> dict[str, Any]:
        """What is said of a source in formats that have a place for it."""
        said = {name: getattr(source, name) for name in ("id", "title", "publisher", "page", "licence")}
        note = {} if source.redistribute else {"note": for_own_use(source)}
        copies = [
            {name: copy[name] for name in ("name", "date", "basis", "complete")} for copy in source.copies
        ]
        return {**said, "redistribute": source.redistribute, **note, "copies": copies}

    @property
    def kept(self) -> list[Source]:
        """The sources whose licence does not let others have a copy."""
        return [source for source in self.sources if not source.redistribute]

    def opened(self) -> Material:
        """The same without these sources."""
        return Material(OpenRelease(self.release.folder), self.private) if self.kept else self

    @property
    def left_out(self) -> list[Source]:
        """The sources that an opened release is without."""
        return Material(self.release.whole).kept if isinstance(self.release, OpenRelease) else []


def for_own_use(source: Source) -> str:
    """What is to be said of a source whose licence does not let others have a copy."""
    return (
        f"{source.id}: its licence ({source.licence or 'none stated'}) does not allow handing it on: "
        "this export is for your own use"
    )


def not_there(source: Source) -> str:
    """What is to be said of such a source where the export is without it."""
    return f"{source.id}: its licence ({source.licence or 'none stated'}) does not allow handing it on: it is left out"
