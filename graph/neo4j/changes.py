"""The difference between a release and what a Neo4j holds of beholden, as statements with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import polars as pl

from beholden.graph.kinds import Kind, schema
from beholden.graph.neo4j.connection import Connection
from beholden.graph.neo4j.rows import ENDS, HASH, KEY, Part, columns, labels

REMOVED = "BeholdenRemoved"
"""Label of what is left of an entity that has gone and that a relation of other software still leads to."""
BUCKETS = 8
"""Nodes fall into so many buckets; two relations with a bucket in common are not written at the same time.

That keeps two transactions from one node. Neo4j also locks the relation next to a new one, so that some transactions
still meet; it ends one of them, and that one is tried again.
"""

SHARED = 200
"""A column with at most so many values has them sent once a statement, and not in each row."""

_NODE = {"kind": pl.String, "id": pl.String, HASH: pl.Int64, "element": pl.String}
_RELATION = {**_NODE, "from_id": pl.String, "to_id": pl.String}
_ALL = frozenset(range(BUCKETS))


class _Values(NamedTuple):
    """The properties of rows as a map in Cypher, and what it reads: the rows, and the shared parameters."""

    cypher: str
    frame: pl.DataFrame
    shared: dict[str, Any]


@dataclass(frozen=True)
class Write:
    """One statement and the rows it takes, `$rows`, each a list in the order of the frame's columns.

    `shared` has parameters that are sent once a statement: the one value of a column, or the list of its few values,
    of which a row has the place.
    `again` is the statement that does no harm where some of the rows are there already; it is slower. `buckets` are
    those of the nodes that the statement locks.
    """

    cypher: str
    frame: pl.DataFrame
    shared: Mapping[str, Any] = field(default_factory=dict)
    again: str | None = None
    buckets: frozenset[int] = frozenset()

    @property
    def parameters(self) -> dict[str, Any]:
        """The statement's parameters."""
        return {"rows": self.frame.rows(), **self.shared}

    def slices(self, size: int) -> Iterator[Write]:
        """The same in pieces of so many rows."""
        for start in range(0, self.frame.height, size):
            yield replace(self, frame=self.frame.slice(start, size))


@dataclass
class Changes:
    """What has to be written, in the order in which it must be: each list when the one before is done.

    `relations` is the place of the first step by which all nodes are there.
    """

    steps: list[list[Write]] = field(default_factory=list)
    relations: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def step(self, what: str, writes: Iterable[Write], number: int) -> None:
        """Add a step; `what` is what it does, for the counts."""
        self.steps.append([write for write in writes if write.frame.height])
        self.counts[what] = number


def compare(connection: Connection, parts: Sequence[Part], *, rewrite: bool = False) -> Changes:
    """What makes the database hold these parts, and nothing else of beholden.

    Rows with the same digest in the database stay as they are, unless `rewrite`.
    """
    entities = [part for part in parts if part.kind.kind == "entity"]
    relations = [part for part in parts if part.kind.kind == "relation"]
    nodes, arrows = _nodes_there(connection), _relations_there(connection)
    changes = Changes()

    # The same one a second time is what two loads at once leave.
    once = arrows.unique(["kind", "id"], keep="first", maintain_order=True)
    gone = pl.concat(
        [
            arrows.join(once, on="element", how="anti"),
            once.join(_keys(relations), on=["kind", "id", *ENDS], how="anti"),
        ]
    )
    changes.step("relations removed", [_remove_relations(gone)], gone.height)
    kept = arrows.join(gone, on="element", how="anti")

    first = nodes.unique("id", keep="first", maintain_order=True)
    left = pl.concat(
        [
            nodes.join(first, on="element", how="anti"),
            first.join(_keys(entities).select("id"), on="id", how="anti"),
        ]
    )
    changes.step("entities removed", _remove_nodes(left), left.height)

    added, changed = 0, 0
    upserts: list[Write] = []
    for part in entities:
        here = part.frame.join(first.select("id", "element", "kind", there=HASH), on="id", how="left")
        new = here.filter(pl.col("element").is_null())
        other = here.filter(
            pl.col("element").is_not_null()
            & (
                pl.lit(rewrite)
                | (pl.col("kind").ne_missing(part.kind.name))
                | pl.col("there").ne_missing(pl.col(HASH))
            )
        )
        upserts += [_add_nodes(part.kind, new), _change(part.kind, other)]
        added, changed = added + new.height, changed + other.height
    changes.step("entities added", [write for write in upserts if write.again], added)
    changes.step("entities changed", [write for write in upserts if not write.again], changed)

    changes.relations = len(changes.steps)
    added, changed, adds, updates = 0, 0, list[Write](), list[Write]()
    for part in relations:
        own = kept.filter(pl.col("kind") == part.kind.name).select("id", "element", there=HASH)
        here = part.frame.join(own, on="id", how="left")
        new = here.filter(pl.col("element").is_null())
        other = here.filter(
            pl.col("element").is_not_null() & (pl.lit(rewrite) | pl.col("there").ne_missing(pl.col(HASH)))
        )
        adds += _add_relations(part.kind, new)
        updates.append(_change(part.kind, other))
        added, changed = added + new.height, changed + other.height
    changes.step("relations added", adds, added)
    changes.step("relations changed", updates, changed)
    return changes


def _keys(parts: Sequence[Part]) -> pl.DataFrame:
    """Kind and id of every row, and the ends of relations."""
    relation = any(part.kind.kind == "relation" for part in parts)
    names = ["id", *(ENDS if relation else ())]
    empty = pl.DataFrame(schema=dict.fromkeys(("kind", "id", *ENDS), pl.String))
    frames = [part.frame.select(pl.lit(part.kind.name).alias("kind"), *names) for part in parts]
    return pl.concat(frames) if frames else empty


def _nodes_there(connection: Connection) -> pl.DataFrame:
    kinds = {kind.name for kind in schema().entity_kinds}
    rows = []
    for found, id, number, element in connection.stream(
        f"MATCH (n) WHERE n.{KEY} IS NOT NULL RETURN labels(n), n.{KEY}, n.{HASH}, elementId(n)"
    ):
        own = kinds.intersection(found)
        rows.append((own.pop() if len(own) == 1 else None, id, number, element))
    return pl.DataFrame(rows, schema=_NODE, orient="row")


def _relations_there(connection: Connection) -> pl.DataFrame:
    rows = list(
        connection.stream(
            f"MATCH (a)-[r]->(b) WHERE r.{KEY} IS NOT NULL "
            f"RETURN type(r), r.{KEY}, r.{HASH}, elementId(r), a.{KEY}, b.{KEY}"
        )
    )
    return pl.DataFrame(rows, schema=_RELATION, orient="row")


def _remove_relations(gone: pl.DataFrame) -> Write:
    return Write(
        f"UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row[0] AND r.{KEY} = row[1] DELETE r",
        gone.select("element", "id"),
        buckets=_ALL,
    )


def _remove_nodes(gone: pl.DataFrame) -> list[Write]:
    """Remove nodes. One with a relation of other software stays, as a bare node that says what it was."""
    found = f"UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row[0] AND n.{KEY} = row[1]"
    kinds = schema().entity_kinds
    properties = sorted({name for kind in kinds for name in columns(kind)} - {"id", "name"})
    empty = ", ".join(f"`{name}`: null" for name in (KEY, HASH, *properties))
    every = ":".join((*(kind.name for kind in kinds), "Party"))
    rows = gone.select("element", "id")
    return [
        Write(f"{found} AND NOT EXISTS {{ (n)--() }} DELETE n", rows, buckets=_ALL),
        Write(f"{found} REMOVE n:{every} SET n:{REMOVED}, n += {{{empty}}}", rows, buckets=_ALL),
    ]


def _add_nodes(kind: Kind, new: pl.DataFrame) -> Write:
    values, frame, shared = _values(kind, new, skip_empty=True)
    named = ":".join(labels(kind))
    return Write(
        f"UNWIND $rows AS row CREATE (n:{named} {{{KEY}: row[0], {values}}})",
        frame,
        shared,
        again=f"UNWIND $rows AS row MERGE (n:{kind.name} {{{KEY}: row[0]}}) SET n:{named}, n += {{{values}}}",
    )


def _change(kind: Kind, changed: pl.DataFrame) -> Write:
    """Write all properties of nodes or relations; those that other software added stay."""
    values, frame, shared = _values(kind, changed, skip_empty=False, first="element")
    if kind.kind == "relation":
        found = "UNWIND $rows AS row MATCH ()-[n]->() WHERE elementId(n) = row[0]"
        return Write(f"{found} SET n += {{{values}}}", frame, shared)
    others = ":".join(
        [one.name for one in schema().entity_kinds if one is not kind] + ([] if kind.party else ["Party"])
    )
    return Write(
        f"UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row[0] "
        f"REMOVE n:{others} SET n:{':'.join(labels(kind))}, n += {{{values}}}",
        frame,
        shared,
    )


def _add_relations(kind: Kind, new: pl.DataFrame) -> Iterator[Write]:
    """A statement for each pair of kinds at the ends, its rows parted by the buckets of their ends where many."""
    values, frame, shared = _values(kind, new, skip_empty=True)
    frame = frame.with_columns(new.select(*ENDS, "from_kind", "to_kind"))
    for (from_kind, to_kind), rows in frame.group_by("from_kind", "to_kind", maintain_order=True):
        own = rows.drop("from_kind", "to_kind")
        start, end = own.width - 2, own.width - 1
        ends = (
            f"UNWIND $rows AS row MATCH (a:{from_kind} {{{KEY}: row[{start}]}}) "
            f"MATCH (b:{to_kind} {{{KEY}: row[{end}]}})"
        )
        create = f"{ends} CREATE (a)-[:{kind.name} {{{KEY}: row[0], {values}}}]->(b)"
        again = f"{ends} MERGE (a)-[r:{kind.name} {{{KEY}: row[0]}}]->(b) SET r += {{{values}}}"
        for buckets, cell in _cells(own):
            yield Write(create, cell, shared, again, buckets)


def _cells(rows: pl.DataFrame) -> Iterator[tuple[frozenset[int], pl.DataFrame]]:
    """The rows by the two buckets at their ends; few rows stay together, and then take all buckets."""
    if rows.height < 20_000:
        yield _ALL, rows
        return
    start, end = (pl.col(name).hash() % BUCKETS for name in ENDS)
    parted = rows.with_columns(
        pl.min_horizontal(start, end).alias("low"), pl.max_horizontal(start, end).alias("high")
    )
    for (low, high), cell in parted.group_by("low", "high"):
        # Rows with the same ends stand together, so that a lock is taken once.
        yield frozenset((int(str(low)), int(str(high)))), cell.drop("low", "high").sort(*ENDS)


def _values(kind: Kind, frame: pl.DataFrame, *, skip_empty: bool, first: str = "id") -> _Values:
    """The properties of the rows; `first` and HASH come first in each."""
    own = {
        name: dtype
        for name, dtype in columns(kind).items()
        if not (skip_empty and frame[name].null_count() == frame.height)
    }
    if first == "id":
        rest = {name: dtype for name, dtype in own.items() if name != "id"}
        texts = [f"{HASH}: row[1]", "id: row[0]"]
    else:
        rest = own
        texts = [f"{HASH}: row[1]"]
    sent, shared = [frame[first], frame[HASH]], dict[str, Any]()
    for name, dtype in rest.items():
        column, value = frame[name], f"row[{len(sent)}]"
        few = _few(column)
        if few is None:
            texts.append(f"`{name}`: date({value})" if dtype == pl.Date else f"`{name}`: {value}")
            sent.append(column.cast(pl.String) if dtype == pl.Date else column)
            continue
        few_values, parameter = few.to_list(), f"shared_{name}"
        if len(few_values) == 1:
            # A parameter of its own is read in less time than an element of a list in a map.
            shared[parameter] = few_values[0]
            texts.append(f"`{name}`: $`{parameter}`")
            continue
        shared[parameter] = few_values
        places = pl.DataFrame({"value": few}).with_row_index("place")
        found = pl.DataFrame({"value": column}).join(
            places, on="value", how="left", nulls_equal=True, maintain_order="left"
        )
        sent.append(found["place"].alias(name))
        texts.append(f"`{name}`: $`{parameter}`[{value}]")
    return _Values(", ".join(texts), pl.DataFrame(sent), shared)


def _few(column: pl.Series) -> pl.Series | None:
    """The values of a column, each once, where they are few; None where they are many."""
    if column.head(SHARED * 4).n_unique() > SHARED:
        return None
    found = column.unique(maintain_order=True)
    return found if found.len() <= SHARED else None
