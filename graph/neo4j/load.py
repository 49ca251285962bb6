"""A release into a Neo4j over Bolt: the difference is written, and nothing of other software is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

import polars as pl

from beholden.errors import StoreError
from beholden.graph.neo4j.apart import do_apart
from beholden.graph.neo4j.changes import Write, compare
from beholden.graph.neo4j.connection import ConflictError, Connection
from beholden.graph.neo4j.declared import (
    IMPORTED,
    LOADING,
    WHOLE,
    Held,
    await_indexes,
    declare_indexes,
    declare_keys,
    held,
    is_declared,
    say,
)
from beholden.graph.neo4j.rows import KEY, Digest, Part, columns, parts
from beholden.graph.property_types import TEXTS
from beholden.graph.release import Release

BATCH = 5_000
"""Rows a transaction."""
SESSIONS = 2
"""Transactions at the same time. More of them meet at nodes' neighbours, and the server's compiler has to wait."""


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many rows by what was done with them, and what the database holds now."""

    counts: dict[str, int]
    holds: Held


def load(
    release: Release,
    connection: Connection,
    *,
    rewrite: bool = False,
    sessions: int = SESSIONS,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda number: None,
) -> Loaded:
    """Let the database hold this release; whatever is not beholden's stays as it is.

    What is there already is not written again, unless `rewrite`. A load that was interrupted at any place is gone on
    with by running it again. StoreError where another load writes at the same time, or the database refuses.
    """
    digest = Digest()
    wanted = list(parts(release, digest))
    told = Held.of(release, digest, WHOLE)
    before = held(connection)
    if before != told or not is_declared(connection):
        declare_keys(connection, "entity")
    if before is not None and before.state == IMPORTED and before.digest == told.digest:
        fill_lists(connection, wanted)
    changes = compare(connection, wanted, rewrite=rewrite)
    if before == told and not any(changes.counts.values()):
        if not is_declared(connection):
            declare_keys(connection, "relation")
            declare_indexes(connection)
            await_indexes(connection)
        return Loaded(changes.counts, told)
    say(connection, Held.of(release, digest, LOADING))
    done = _Count(progress)

    def write(task: Write) -> None:
        _write(connection, task)
        done.add(task.frame.height)

    indexed = is_declared(connection)
    for number, step in enumerate(changes.steps):
        if number == changes.relations and not indexed:
            # The nodes are there; the server makes their indexes while relations are written.
            declare_indexes(connection)
            if before is not None:
                declare_keys(connection, "relation")
        do_apart([piece for one in step for piece in one.slices(batch)], write, sessions)
    if counts(connection) != (told.nodes, told.relations):
        raise StoreError(
            f"{connection.address.shown}: it holds {counts(connection)} entities and relations where the release has "
            f"{(told.nodes, told.relations)}; does another load go on? Load again when it has ended"
        )
    if not indexed:
        # Where nothing was there nothing can be there twice, and the server looks at all relations at once in less
        # time than at each as it comes.
        declare_keys(connection, "relation")
        await_indexes(connection)
    say(connection, told)
    return Loaded(changes.counts, told)


def counts(connection: Connection) -> tuple[int, int]:
    """How many nodes and relations of beholden there are, counted."""
    nodes = connection.read(f"MATCH (n) WHERE n.{KEY} IS NOT NULL RETURN count(n)")[0][0]
    relations = connection.read(f"MATCH ()-[r]->() WHERE r.{KEY} IS NOT NULL RETURN count(r)")[0][0]
    return nodes, relations


class _Count:
    """Rows written so far, told from several threads."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress, self._number, self._lock = progress, 0, Lock()

    def add(self, number: int) -> None:
        with self._lock:
            self._number += number
            self._progress(self._number)


def _write(connection: Connection, task: Write) -> None:
    """Write one piece. Rows that an earlier try wrote, whose answer was lost, are written over."""
    parameters = task.parameters
    try:
        connection.write(task.cypher, parameters, task.again)
    except ConflictError:
        if task.again is None:
            raise
        connection.write(task.again, parameters)


def fill_lists(connection: Connection, wanted: Iterable[Part]) -> None:
    """Put the empty lists in, which the files of an import can't have."""
    for part in wanted:
        lists = fillable(part)
        if not lists:
            continue
        match = f"(n:{part.kind.name})" if part.kind.kind == "entity" else f"()-[n:{part.kind.name}]->()"
        missing = " OR ".join(f"n.`{name}` IS NULL" for name in lists)
        values = ", ".join(f"n.`{name}` = coalesce(n.`{name}`, [])" for name in lists)
        connection.run(
            f"MATCH {match} WHERE n.{KEY} IS NOT NULL AND ({missing}) "
            f"CALL (n) {{ SET {values} }} IN TRANSACTIONS OF 10000 ROWS"
        )


def fillable(part: Part) -> list[str]:
    """The list columns in which a missing value can only mean an empty list."""
    return [
        name
        for name, dtype in columns(part.kind).items()
        if dtype == TEXTS
        and not part.frame[name].null_count()
        and part.frame.select((pl.col(name).list.len() == 0).any()).item()
    ]
