"""Which release a Neo4j holds, whether it is whole, and whether what is in it is what the release has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from beholden.errors import StoreError
from beholden.graph.kinds import Kind, schema
from beholden.graph.neo4j.connection import Connection
from beholden.graph.neo4j.declared import WHOLE, Held, held, is_declared
from beholden.graph.neo4j.load import counts
from beholden.graph.neo4j.rows import KEY, Digest, columns, frame_of, labels

CHUNK = 20_000


@dataclass(frozen=True)
class Status:
    """What a database holds of beholden. `faults` say in words what is not as it should be; none: it is whole."""

    holds: Held | None
    nodes: int
    relations: int
    faults: tuple[str, ...]
    digest: str | None = None


def status(connection: Connection, *, check: bool = False) -> Status:
    """What the database holds; with `check` every property of every row is read and its digest compared."""
    said = held(connection)
    nodes, relations = counts(connection)
    if said is None:
        return Status(None, nodes, relations, ("no release of beholden is in this database",))
    faults = []
    if said.state != WHOLE:
        faults.append(
            f"release {said.release} is not whole ({said.state}): a load goes on or was interrupted; load again"
        )
    if (nodes, relations) != (said.nodes, said.relations):
        faults.append(
            f"{nodes:,} entities and {relations:,} relations are there, {said.nodes:,} and {said.relations:,} "
            "belong to the release; load again"
        )
    if not is_declared(connection):
        faults.append("a constraint or an index is missing; load again")
    digest = None
    if check:
        digest = database_digest(connection).text()
        if digest != said.digest:
            faults.append(
                f"what is there is not what was loaded: its digest is {digest}, the release's {said.digest}; "
                "load with --rewrite"
            )
    return Status(said, nodes, relations, tuple(faults), digest)


def database_digest(connection: Connection) -> Digest:
    """The digest of everything of beholden in the database, from its properties as they are now.

    StoreError where a property has another type than its kind says.
    """
    digest = Digest()
    for kind in schema().kinds.values():
        rows = _read(connection, kind)
        while chunk := list(islice(rows, CHUNK)):
            try:
                digest.add(kind, frame_of(kind, chunk))
            except ValueError as problem:
                raise StoreError(
                    f"{connection.address.shown}: a {kind.name} has a value of another type than the schema says "
                    f"({problem}); load with --rewrite"
                ) from problem
    return digest


def _read(connection: Connection, kind: Kind) -> Iterator[tuple[object, ...]]:
    wanted = ", ".join(f"n.`{name}`" for name in columns(kind))
    if kind.kind == "relation":
        match = f"(a)-[n:{kind.name}]->(b)"
        wanted += f", a.{KEY}, b.{KEY}"
        also = ""
    else:
        match = f"(n:{':'.join(labels(kind))})"
        also = "" if kind.party else " AND NOT n:Party"
    return connection.stream(f"MATCH {match} WHERE n.{KEY} = n.id{also} RETURN {wanted}")
