"""The connection to a Neo4j: where it is, who asks, and errors in one line. The only module that knows the driver."""

from __future__ import annotations

import itertools
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)
from neo4j.time import Date, DateTime

from beholden import __version__
from beholden.errors import QueryError, StoreError
from beholden.graph.answers import too_long

# The driver logs each transaction that it tries again; where nobody asked for a log, that is no news.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

OLDEST = 5
"""The oldest version of Neo4j that is spoken to."""
RETRY_SECONDS = 60.0
CONNECT_SECONDS = 15.0
_FETCH = 5_000
_SCHEME = re.compile(r"(?:neo4j|bolt)(?:\+s|\+ssc)?://", re.IGNORECASE)
_LOGIN = re.compile(r"//[^/@]*@")
_READ_ONLY = {
    "Neo.ClientError.Security.Forbidden",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase",
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase",
    "Neo.ClientError.General.ReadOnly",
    "Neo.ClientError.Statement.AccessMode",
}


_TOO_LONG = {
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
}
_OF_THE_QUERY = ("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.", "Neo.DatabaseError.Statement.")


class ConflictError(StoreError):
    """Something with a key that must be there once is there already."""


@dataclass(frozen=True)
class Address:
    """Where a database is, and the login; without a user nobody logs in, for a server that asks for none."""

    uri: str
    user: str | None = None
    password: str | None = None
    database: str | None = None

    @classmethod
    def of(cls, uri: str | None = None, user: str | None = None, database: str | None = None) -> Address:
        """These, and from NEO4J_URI, NEO4J_USERNAME, NEO4J_DATABASE what is not given.

        The password is NEO4J_PASSWORD, and never an argument that other users of the machine could read.
        StoreError where the address or the password is missing.
        """
        found = cls(
            uri or os.environ.get("NEO4J_URI", ""),
            user or os.environ.get("NEO4J_USERNAME") or None,
            os.environ.get("NEO4J_PASSWORD") or None,
            database or os.environ.get("NEO4J_DATABASE") or None,
        )
        if not found.uri:
            raise StoreError(
                "no Neo4j is named; set NEO4J_URI or give --uri, for example neo4j://localhost:7687"
            )
        if found.password and not found.user:
            return replace(found, user="neo4j")
        if found.user and not found.password:
            raise StoreError(f"there is no password for {found.user}; set NEO4J_PASSWORD")
        return found

    def __repr__(self) -> str:
        return f"Address({self.shown!r}, {self.user!r}, {self.database!r})"

    @property
    def shown(self) -> str:
        """The address for a message: without a login that somebody wrote into it."""
        return _LOGIN.sub("//", self.uri)


class Connection:
    """An open connection; sessions of several threads can use it at once. It is closed by `with`."""

    def __init__(self, address: Address, *, sessions: int = 8) -> None:
        """Connect and log in; StoreError where that is not possible or it is no Neo4j 5 or newer."""
        self.address = address
        if _SCHEME.match(address.uri) is None:
            raise StoreError(
                f"{address.shown}: no address of a Neo4j; it starts with neo4j://, neo4j+s://, neo4j+ssc://, "
                "bolt://, bolt+s:// or bolt+ssc://"
            )
        login = (address.user, address.password) if address.user and address.password else None
        with self._explained():
            self._driver = neo4j.GraphDatabase.driver(
                address.uri,
                auth=login,
                user_agent=f"beholden/{__version__}",
                max_connection_pool_size=sessions + 2,
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=CONNECT_SECONDS * 4,
                max_transaction_retry_time=RETRY_SECONDS,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        try:
            self.version = self._check()
        except BaseException:
            self._driver.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._driver.close()

    def _check(self) -> str:
        """The server's version, such as 5.26.30."""
        with self._explained():
            # Asked first: the driver retries what fails in a transaction, and a wrong address would look like a wait.
            agent = self._driver.get_server_info().agent
        name, _, version = agent.partition("/")
        number = re.match(r"\d+", version)
        if name != "Neo4j" or number is None or int(number[0]) < OLDEST:
            raise StoreError(f"{self.address.shown}: this is {agent}; Neo4j {OLDEST} or newer is needed")
        return version

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a reading statement, tried again where the server asks for that; dates are Python's."""
        with self._explained(), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda tx: _rows(_run(tx, cypher, parameters)))

    def ask(
        self, cypher: str, parameters: Mapping[str, Any], seconds: float
    ) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Columns and rows of a reading statement that may take so many seconds, in a transaction that cannot write.

        QueryError where the statement is refused or takes longer.
        """
        asked = neo4j.Query(cypher, timeout=seconds)
        with self._explained(), self._session(neo4j.READ_ACCESS) as session:
            try:
                result = session.run(asked, dict(parameters))
                return tuple(result.keys()), _rows(result)
            except Neo4jError as problem:
                if problem.code in _TOO_LONG:
                    raise too_long(seconds) from problem
                if str(problem.code).startswith(_OF_THE_QUERY):
                    raise QueryError(f"Neo4j refuses this query: {_first_line(problem)}") from problem
                raise

    def stream(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows of a reading statement one by one, for many; it is not tried again."""
        with self._explained(), self._session(neo4j.READ_ACCESS) as session:
            for record in session.run(cypher, dict(parameters or {})):
                yield tuple(_plain(value) for value in record)

    def write(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, again: str | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a writing statement in a transaction of its own, tried again where the server asks for that.

        A retry can follow a commit whose answer was lost. It runs `again`, a statement that does no harm where some
        of the rows are there already; without one, `cypher` must do no harm a second time, or break a constraint:
        then ConflictError is raised.
        """
        tries = itertools.count()
        with self._explained(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(
                lambda tx: _rows(_run(tx, again if next(tries) and again else cypher, parameters))
            )

    def declare(self, statements: Iterable[str]) -> None:
        """Run statements that change the schema, all in one transaction."""
        told = list(statements)

        def run_all(tx: neo4j.ManagedTransaction) -> None:
            for cypher in told:
                tx.run(cypher).consume()

        with self._explained(), self._session(neo4j.WRITE_ACCESS) as session:
            session.execute_write(run_all)

    def run(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run a statement that opens transactions itself."""
        with self._explained(), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(cypher, dict(parameters or {})).consume()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self.address.database, default_access_mode=access, fetch_size=_FETCH
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the driver's errors into a StoreError of one line that says what would be right."""
        where = self.address.shown
        try:
            yield
        except ConstraintError as problem:
            raise ConflictError(f"{where}: {problem.message}") from problem
        except AuthError as problem:
            who = self.address.user or "nobody"
            raise StoreError(
                f"{where}: it refuses the login of {who} ({problem.code}); check NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from problem
        except Neo4jError as problem:
            raise StoreError(f"{where}: {self._said(problem)}") from problem
        except ServiceUnavailable as problem:
            raise StoreError(
                f"{where}: no Neo4j answers here ({_first_line(problem)}); is it running, and is this its Bolt port?"
            ) from problem
        except (ConfigurationError, ValueError) as problem:
            raise StoreError(f"{where}: no address of a Neo4j: {_first_line(problem)}") from problem
        except DriverError as problem:
            raise StoreError(f"{where}: the connection failed: {_first_line(problem)}") from problem

    def _said(self, problem: Neo4jError) -> str:
        if problem.code in _READ_ONLY:
            return (
                f"{self.address.user or 'this login'} may only read here ({problem.code}); "
                "loading needs a user and a database that can be written to"
            )
        if problem.code == "Neo.ClientError.Database.DatabaseNotFound":
            return f"it has no database {self.address.database!r}; name another with --database or NEO4J_DATABASE"
        return f"{problem.message} ({problem.code})"


def _first_line(problem: Exception) -> str:
    return _LOGIN.sub("//", str(problem).strip().partition("\n")[0])


def _run(tx: neo4j.ManagedTransaction, cypher: str, parameters: Mapping[str, Any] | None) -> neo4j.Result:
    return tx.run(cypher, dict(parameters or {}))


def _rows(result: neo4j.Result) -> list[tuple[Any, ...]]:
    return [tuple(_plain(value) for value in record) for record in result]


def _plain(value: Any) -> Any:
    """Dates of the driver as Python's, in lists as well; anything else as it is."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.to_native() if isinstance(value, Date | DateTime) else value
