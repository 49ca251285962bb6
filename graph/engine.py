"""The embedded engine: a release as a graph in memory that answers Cypher. The only module that knows kglite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import kglite
import pandas as pd
import polars as pl

from beholden.errors import QueryError
from beholden.graph.answers import ALWAYS, ENDS, EVERYTHING, TIME_LIMIT_SECONDS, Reads, Rows, too_long
from beholden.graph.kinds import Kind, schema

kglite.set_query_warning_policy("silent")  # the checks of beholden.queries refuse what it would warn of


class Frames(Protocol):
    """What an engine reads: a release, or one that is still being built and gives each kind when it is known."""

    def rows(self, kind: Kind, columns: Sequence[str]) -> pl.DataFrame | None:
        """The rows of one kind, with these columns; None where it has none."""
        ...


class Engine:
    """A read-only view of one release, built from its files at any time and thrown away."""

    def __init__(self, release: Frames, reads: Reads = EVERYTHING) -> None:
        """Load the release. Every kind of entity in the schema is known to the graph, whether it has rows or not.

        What is not in `reads` stays out: that is right for queries that read no more, and takes a third of the time.
        """
        self._graph = kglite.KnowledgeGraph()
        self._reads = reads
        entities = {kind.name: self._read(release, kind) for kind in schema().entity_kinds}
        kinds = {id: kind for kind, frame in entities.items() for id in frame["id"].to_list()}
        parties = 0
        for kind in schema().entity_kinds:
            frame = entities[kind.name]
            parties += frame.height if kind.party else 0
            self._graph.add_nodes(
                _pandas(frame, self._reads.columns(kind)),
                kind.name,
                "id",
                "name",
                labels=["Party"] if kind.party else None,
                column_types=_types(self._reads.columns(kind)),
            )
        # Derived ones last: they are the last that a build knows.
        for kind in sorted(schema().relation_kinds, key=lambda kind: kind.derived):
            if reads.takes(kind):
                self._add_relations(self._read(release, kind), kind, kinds)
        if parties:
            # The engine learns the label Party from its first node, so that an empty graph can't be locked.
            self._graph.lock_schema()
        self._graph.read_only(True)

    def _read(self, release: Frames, kind: Kind) -> pl.DataFrame:
        columns = self._reads.columns(kind)
        found = release.rows(kind, list(columns))
        return pl.DataFrame(schema=columns) if found is None else found

    def _add_relations(self, frame: pl.DataFrame, kind: Kind, kinds: Mapping[str, str]) -> None:
        """Add the relations of one kind, a load for each pair of kinds at their ends, as the engine wants them."""
        if not frame.height:
            return
        # By a dictionary: a column's look-up would make a table of all entities for each kind of relation.
        ends = frame.with_columns(
            pl.Series(f"{end}_kind", [kinds[id] for id in frame[f"{end}_id"].to_list()], pl.String)
            for end in ("from", "to")
        )
        begun: set[str] = set()
        for (from_kind, to_kind), rows in ends.group_by("from_kind", "to_kind", maintain_order=True):
            # From the second load of a kind from the same kind of entity on, the engine takes a second relation
            # between the same two ends for the first one told anew.
            again = pl.struct(ENDS).is_first_distinct() if from_kind in begun else pl.lit(True)
            begun.add(str(from_kind))
            self._add_apart(rows.filter(again), kind, str(from_kind), str(to_kind))
            self._add_parallel(rows.filter(~again), kind, str(from_kind), str(to_kind))

    def _add_apart(self, rows: pl.DataFrame, kind: Kind, from_kind: str, to_kind: str) -> None:
        """Add relations in one load."""
        taken = {
            name: dtype
            for name, dtype in self._reads.columns(kind).items()
            if name in ALWAYS or rows[name].null_count() < rows.height
        }
        columns = [name for name in taken if name not in ENDS]
        report = self._graph.add_relationships(
            _pandas(rows, taken),
            kind.name,
            from_kind,
            "from_id",
            to_kind,
            "to_id",
            columns=columns,
            column_types={name: type for name, type in _types(taken).items() if name in columns},
        )
        if report["connections_created"] != rows.height:
            raise AssertionError(f"{kind.name}: {rows.height} relations given, {report} came in")

    def _add_parallel(self, rows: pl.DataFrame, kind: Kind, from_kind: str, to_kind: str) -> None:
        """Add relations beside those that stand between the same ends already, one by one."""
        if not rows.height:
            return
        columns = [name for name in self._reads.columns(kind) if name not in ENDS]
        own = ", ".join(f"{name}: row.{name}" for name in columns)
        self._graph.cypher(
            f"UNWIND $rows AS row MATCH (a:{from_kind} {{id: row.from_id}}), (b:{to_kind} {{id: row.to_id}}) "
            f"CREATE (a)-[:{kind.name} {{{own}}}]->(b)",
            params={"rows": rows.select(*ENDS, *columns).to_dicts()},
        )

    def ask(self, cypher: str, parameters: Mapping[str, Any], time_limit: float = TIME_LIMIT_SECONDS) -> Rows:
        """The rows of a query. Ctrl-C ends it.

        A query that takes longer than `time_limit` seconds, or uses what this engine lacks, raises QueryError.
        """
        try:
            view = self._graph.cypher(
                cypher,
                params=dict(parameters),
                timeout_ms=max(1, round(time_limit * 1000)),
                max_work_units=2**40,
            )
        except kglite.CypherTimeoutError as problem:
            raise too_long(time_limit) from problem
        except kglite.CypherSyntaxError as problem:
            raise QueryError(
                f"the embedded engine does not read this query: {problem}. It has no quantified path patterns, "
                "no SHORTEST and no WHERE inside a relationship; Neo4j has"
            ) from problem
        except kglite.KgError as problem:
            raise QueryError(f"the embedded engine refuses this query: {problem}") from problem
        if not isinstance(view, kglite.ResultView):
            raise QueryError("the query gives text and no rows: leave FORMAT CSV out")
        columns = tuple(view.columns)
        return Rows(columns, [tuple(row[name] for name in columns) for row in view.to_list()])


def _types(columns: Mapping[str, Any]) -> dict[str, str]:
    """The engine's name of each column's type, so that a column of nulls has the right one too."""
    names: dict[Any, str] = {pl.Date: "date", pl.Float64: "float", pl.Int64: "int", pl.Boolean: "bool"}
    return {
        name: names.get(dtype, "string") for name, dtype in columns.items() if dtype != pl.List(pl.String)
    }


def _pandas(frame: pl.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """These columns as the engine's loader takes them."""
    data: dict[str, Any] = {}
    for name, dtype in columns.items():
        column = frame[name]
        if dtype == pl.Float64:
            data[name] = column.to_numpy()
        else:
            data[name] = pd.Series(column.to_list(), dtype="object")
    return pd.DataFrame(data)
