"""Where a question is asked: the embedded engine, or a Neo4j that holds a release."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from beholden.cli.output import say
from beholden.graph.answers import Answering
from beholden.graph.engine import Engine
from beholden.graph.release import Release
from beholden.queries.header import Query
from beholden.queries.reads import reads

EMBEDDED, NEO4J = "embedded", "neo4j"


@dataclass(frozen=True)
class Server:
    """Which Neo4j, as options say it; what they leave out the environment says."""

    uri: str | None = None
    user: str | None = None
    database: str | None = None


@contextmanager
def asked_on(on: str, release: Release, query: Query, server: Server) -> Iterator[tuple[Answering, date]]:
    """The engine to ask this query of, and the day that its release speaks of.

    Which release a Neo4j holds is said on stderr, and whether it is another than the workspace's.
    """
    if on == EMBEDDED:
        yield Engine(release, reads([query])), release.as_of
        return
    from beholden.graph.neo4j.asking import Database
    from beholden.graph.neo4j.connection import Address, Connection

    with Connection(Address.of(server.uri, server.user, server.database)) as connection:
        database = Database(connection)
        say(f"{connection.address.shown} holds release {database.holds.release} as of {database.holds.as_of}")
        own = release.manifest["hash"]
        if database.holds.release != own:
            say(
                f"the workspace's current release is another one, {own} as of {release.as_of}: names are looked up "
                "there, rows come from the Neo4j; `beholden neo4j load` brings them together"
            )
        yield database, database.holds.as_of
