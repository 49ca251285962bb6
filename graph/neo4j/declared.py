"""What beholden declares in a Neo4j: constraints and indexes, and the node that says which release is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from beholden.graph.kinds import schema
from beholden.graph.neo4j.connection import Connection
from beholden.graph.neo4j.rows import KEY, Digest
from beholden.graph.release import Release

STATE = "BeholdenRelease"
WHOLE, LOADING, IMPORTED = "whole", "loading", "imported"
_FULL_TEXT = "beholden_names"
_INDEX_SECONDS = 3_600


@dataclass(frozen=True)
class Held:
    """Which release a database holds, as its load said.

    `state` is "whole", "loading" (a load goes on, or was interrupted), or "imported" (files of `beholden neo4j
    import` that no load has finished yet). `digest` and the counts are those of the whole release.
    """

    state: str
    release: str
    as_of: date
    digest: str
    nodes: int
    relations: int
    software: str

    @classmethod
    def of(cls, release: Release, digest: Digest, state: str) -> Held:
        """What is to be said of this release."""
        manifest = release.manifest
        return cls(
            state, manifest["hash"], release.as_of, digest.text(), digest.number("entity"),
            digest.number("relation"), manifest["software"],
        )  # fmt: skip


def held(connection: Connection) -> Held | None:
    """Which release the database holds; None where beholden put nothing in."""
    names = ("state", "release", "as_of", "digest", "nodes", "relations", "software")
    found = connection.read(
        f"MATCH (s:{STATE} {{key: 'current'}}) RETURN {', '.join(f's.{name}' for name in names)}"
    )
    return Held(*found[0]) if found else None


def say(connection: Connection, told: Held) -> None:
    """Write what the database holds into it, with the time."""
    parameters: dict[str, Any] = {**vars(told), "as_of": told.as_of.isoformat()}
    connection.write(
        f"MERGE (s:{STATE} {{key: 'current'}}) SET s += {{state: $state, release: $release, as_of: date($as_of), "
        "digest: $digest, nodes: $nodes, relations: $relations, software: $software, since: datetime()}",
        parameters,
    )


def declare_keys(connection: Connection, of: Literal["entity", "relation"]) -> None:
    """Make the constraints that keep any entity, or any relation, from being loaded twice; what is there stays.

    They are on beholden's own property, so that nodes of other software with the same labels are not held to them.
    The kinds come first, and so does a node's kind among its labels.
    """
    kinds = [kind for kind in schema().kinds.values() if kind.kind == of]
    # A server that is killed while it makes a constraint leaves its index behind, which is then in the way.
    own = {"beholden_state", *(f"beholden_key_{kind.name}" for kind in kinds)}
    orphans = connection.read(
        "SHOW INDEXES YIELD name, owningConstraint WHERE owningConstraint IS NULL RETURN name"
    )
    connection.declare(f"DROP INDEX {name} IF EXISTS" for (name,) in orphans if name in own)
    statements = [
        f"CREATE CONSTRAINT beholden_key_{kind.name} IF NOT EXISTS "
        f"FOR {f'(n:{kind.name})' if of == 'entity' else f'()-[n:{kind.name}]-()'} REQUIRE n.{KEY} IS UNIQUE"
        for kind in kinds
    ]
    if of == "entity":
        statements.append(
            f"CREATE CONSTRAINT beholden_state IF NOT EXISTS FOR (s:{STATE}) REQUIRE s.key IS UNIQUE"
        )
    connection.declare(statements)


def declare_indexes(connection: Connection) -> None:
    """Let the server begin to make the indexes for questions.

    Each kind is looked up by id and by name; `beholden_names` is a full-text index over every name of every entity:
    `CALL db.index.fulltext.queryNodes('beholden_names', $words)`.
    """
    kinds = [kind.name for kind in schema().entity_kinds]
    connection.declare(
        (
            *(
                f"CREATE INDEX beholden_{name}_{kind} IF NOT EXISTS FOR (n:{kind}) ON (n.{name})"
                for kind in kinds
                for name in ("id", "name")
            ),
            f"CREATE FULLTEXT INDEX {_FULL_TEXT} IF NOT EXISTS FOR (n:{'|'.join(kinds)}) ON EACH [n.name, n.names]",
        )
    )


def await_indexes(connection: Connection) -> None:
    """Wait until every index can be used."""
    connection.run("CALL db.awaitIndexes($seconds)", {"seconds": _INDEX_SECONDS})


def is_declared(connection: Connection) -> bool:
    """Whether the constraints and indexes are all there; it does not wait for them."""
    known = schema()
    wanted = {_FULL_TEXT, "beholden_state", *(f"beholden_key_{kind}" for kind in known.kinds)}
    wanted |= {f"beholden_{name}_{kind.name}" for kind in known.entity_kinds for name in ("id", "name")}
    found = connection.read("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
    return wanted <= {name for (name,) in found}
