"""A release to work with in a notebook or a script: ask, look at the evidence, take it to polars and networkx."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from beholden.errors import QueryError, SchemaError
from beholden.graph.answers import TIME_LIMIT_SECONDS, Rows
from beholden.graph.engine import Engine
from beholden.graph.evidence import Claim, evidence
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.queries.ask import ask
from beholden.queries.packs import find_query

if TYPE_CHECKING:
    import networkx


class Graph:
    """One release. The engine is loaded when the first question is asked, and kept."""

    def __init__(self, release: Release) -> None:
        """Take a release; nothing is read yet."""
        self.release = release
        self.find = Finder(release)
        self._engine: Engine | None = None

    @classmethod
    def open(cls, workspace: Path | str | None = None) -> Graph:
        """The current release of a workspace (default: BEHOLDEN_HOME, else `.beholden` here).

        StoreError where there is none.
        """
        return cls(Release.open(Workspace(None if workspace is None else Path(workspace)).current()))

    def ask(self, query: str, *, time_limit: float = TIME_LIMIT_SECONDS, **values: str) -> Rows:
        """The rows of a query of the packs, such as `ask("listings.listed-members", initiative="ungc")`."""
        if self._engine is None:
            self._engine = Engine(self.release)
        return ask(
            find_query(query),
            self._engine,
            values,
            as_of=self.release.as_of,
            find=self.find,
            time_limit=time_limit,
        )

    def evidence(self, text: str) -> list[Claim]:
        """The claims behind an entity (by id, alias, identifier or name), a relation or a claim (by id)."""
        try:
            return evidence(self.release, text)
        except QueryError:
            return evidence(self.release, self.find(text))

    def frame(self, kind: str) -> pl.DataFrame:
        """The entities or relations of one kind as a data frame; SchemaError where the release has none."""
        for part in ("entities", "relations"):
            if kind in self.release.kinds(part):
                return self.release.frame(part, kind)
        known = sorted({*self.release.kinds("entities"), *self.release.kinds("relations")})
        raise SchemaError(f"{kind}: this release has none; it has {', '.join(known)}")

    def to_networkx(self, kinds: Iterable[str] | None = None) -> networkx.MultiDiGraph:
        """The relations of these kinds (default: all) as a networkx graph, with the entities at their ends.

        Nodes and edges have the columns of their kind as attributes, and `kind`; an edge's key is the relation's
        id. What is not stated is left out.
        """
        import networkx as nx

        wanted = self.release.kinds("relations") if kinds is None else list(kinds)
        graph = nx.MultiDiGraph(release=self.release.manifest["hash"], as_of=self.release.as_of.isoformat())
        rows = [(kind, row) for kind in wanted for row in self.frame(kind).iter_rows(named=True)]
        ends = {row[end] for _, row in rows for end in ("from_id", "to_id")}
        for kind in self.release.kinds("entities"):
            own = self.release.frame("entities", kind)
            for row in own.filter(pl.col("id").is_in(list(ends))).iter_rows(named=True):
                graph.add_node(row["id"], kind=kind, **_stated(row))
        for kind, row in rows:
            graph.add_edge(row["from_id"], row["to_id"], key=row["id"], kind=kind, **_stated(row))
        return graph

    def _repr_html_(self) -> str:
        counts = self.release.manifest["counts"]
        lines = [
            f"<tr><td>{escape(part)}</td><td>{escape(kind)}</td><td>{number:,}</td></tr>"
            for part in ("entities", "relations")
            for kind, number in sorted(counts[part].items())
        ]
        title = f"Release {self.release.manifest['hash']} as of {self.release.as_of}"
        return f"<table><caption>{escape(title)}</caption>{''.join(lines)}</table>"


def _stated(row: dict[str, Any]) -> dict[str, Any]:
    skipped = ("from_id", "to_id", "kind")
    return {
        name: value
        for name, value in row.items()
        if name not in skipped and value is not None and value != []
    }
