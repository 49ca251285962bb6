"""Asking a Neo4j that holds a release: the same questions as the embedded engine answers, with the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beholden.errors import StoreError
from beholden.graph.answers import TIME_LIMIT_SECONDS, Rows
from beholden.graph.kinds import Kind, schema
from beholden.graph.neo4j.connection import Connection
from beholden.graph.neo4j.declared import WHOLE, Held, held


class Database:
    """A Neo4j with one whole release of beholden, which `holds` tells. Nothing is ever written."""

    def __init__(self, connection: Connection) -> None:
        """StoreError where the database holds no release, a part of one, or nodes that beholden did not put there."""
        self._connection = connection
        self.holds = _whole(connection)

    def ask(self, cypher: str, parameters: Mapping[str, Any], time_limit: float = TIME_LIMIT_SECONDS) -> Rows:
        """The rows of a query, read in a transaction that cannot write and is ended at the time limit."""
        columns, rows = self._connection.ask(cypher, parameters, time_limit)
        return Rows(columns, rows)


def _whole(connection: Connection) -> Held:
    where = connection.address.shown
    holds = held(connection)
    if holds is None:
        raise StoreError(f"{where}: there is no release of beholden in it; run `beholden neo4j load`")
    if holds.state != WHOLE:
        raise StoreError(
            f"{where}: release {holds.release} is not whole in it ({holds.state}); run `beholden neo4j load`"
        )
    known = schema()
    found = (_count(connection, known.entity_kinds), _count(connection, known.relation_kinds))
    if found != (holds.nodes, holds.relations):
        raise StoreError(
            f"{where}: {found[0]:,} entities and {found[1]:,} relations of our kinds are in it, where release "
            f"{holds.release} has {holds.nodes:,} and {holds.relations:,}; run `beholden neo4j load`, and keep "
            "nodes of other software that have the same labels in another database"
        )
    return holds


def _count(connection: Connection, kinds: tuple[Kind, ...]) -> int:
    """How many nodes or relations of these kinds there are, from the server's own counts, without looking at any."""
    patterns = (f"(x:{kind.name})" if kind.kind == "entity" else f"()-[x:{kind.name}]->()" for kind in kinds)
    counts = connection.read(
        " UNION ALL ".join(f"MATCH {pattern} RETURN count(x) AS number" for pattern in patterns)
    )
    return sum(number for (number,) in counts)
