"""The same rule by other means: networkx, and Cypher on Neo4j. All must name the same parties."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from beholden.graph.ownership import compiled
from beholden.graph.ownership.cascade import cascade
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bytes
from beholden.graph.shares import WHOLE
from benchmarks import made_stakes

HALF = WHOLE // 2
BATCH = 20_000


Clock = Callable[[], float]


def ours(made: made_stakes.Made, listed: np.ndarray, clock: Clock) -> tuple[Bytes, float, float]:
    """The level of each party by the cascade here, its seconds (both bounds), and those of the index."""
    compiled.LARGE = 0
    small = made_stakes.world(20_000)
    index = Index.build(small.owner, small.asset, small.minimum, small.maximum, small.parties)
    cascade(index, made_stakes.listed(20_000, 0.01), threshold=HALF)
    took, building = [], []
    for _ in range(5):
        began = clock()
        index = Index.build(made.owner, made.asset, made.minimum, made.maximum, made.parties)
        building.append(clock() - began)
        began = clock()
        outcome = cascade(index, listed, threshold=HALF)
        took.append(clock() - began)
    return outcome.level, min(took), min(building)


def networkx_job(parties: int) -> dict[str, Any]:
    """Both bounds, each with a queue over a networkx graph; CPU seconds, as both run in this process."""
    import networkx

    clock = time.process_time
    made = made_stakes.world(parties)
    listed = made_stakes.listed(parties, 0.01)
    level, took, building = ours(made, listed, clock)
    began = clock()
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(parties))
    columns = (made.owner.tolist(), made.asset.tolist(), made.minimum.tolist(), made.maximum.tolist())
    graph.add_edges_from(
        (owner, asset, {"minimum": least, "maximum": most})
        for owner, asset, least, most in zip(*columns, strict=True)
    )
    left = dict.fromkeys(graph, WHOLE)
    for asset, least in zip(columns[1], columns[2], strict=True):
        left[asset] -= least
    loading = clock() - began
    first = np.flatnonzero(listed).tolist()
    began = clock()
    within = set(first)
    queue, held = list(first), dict.fromkeys(graph, 0)
    for owner in queue:
        for _, asset, least in graph.out_edges(owner, data="minimum"):
            if asset not in within:
                held[asset] += least
                if held[asset] >= HALF:
                    within.add(asset)
                    queue.append(asset)
    minima = clock() - began
    possible = set(within)
    queue, low, high = list(within), dict.fromkeys(graph, 0), dict.fromkeys(graph, 0)
    for owner in queue:
        for _, asset, stake in graph.out_edges(owner, data=True):
            if asset not in possible:
                low[asset] += stake["minimum"]
                high[asset] += stake["maximum"]
                if high[asset] >= HALF and (left[asset] < 0 or left[asset] + low[asset] >= HALF):
                    possible.add(asset)
                    queue.append(asset)
    peer = clock() - began
    same = within == set(np.flatnonzero(level == 2).tolist()) and possible == set(
        np.flatnonzero(level).tolist()
    )
    return {
        "clock": "CPU", "ours": took, "ours_index": building, "peer": peer, "peer_minima": minima,
        "peer_load": loading, "same": same,
    }  # fmt: skip


ROUND = """
MATCH (owner:In)-[stake:HOLDS]->(asset:Party) WHERE NOT asset:In
WITH asset, sum(stake.minimum) AS held WHERE held >= 500000000
SET asset:In
RETURN count(*) AS more
"""


def neo4j_job(parties: int, folder: Path) -> dict[str, Any]:
    """The rounds of the cascade as Cypher, for the minima alone, on a Neo4j of its own; wall seconds."""
    from tools.neo4j_server import running

    made = made_stakes.world(parties)
    listed = made_stakes.listed(parties, 0.01)
    level, took, building = ours(made, listed, time.perf_counter)
    with running(folder, heap="2g") as server:
        began = time.perf_counter()
        server.ask("CREATE CONSTRAINT FOR (p:Party) REQUIRE p.number IS UNIQUE")
        for start in range(0, parties, BATCH):
            server.ask(
                "UNWIND range($start, $end) AS number CREATE (:Party {number: number})",
                {"start": start, "end": min(start + BATCH, parties) - 1},
            )
        rows = np.stack([made.owner, made.asset, made.minimum], axis=1)
        for start in range(0, len(rows), BATCH):
            server.ask(
                "UNWIND $rows AS row MATCH (o:Party {number: row[0]}) MATCH (a:Party {number: row[1]}) "
                "CREATE (o)-[:HOLDS {minimum: row[2]}]->(a)",
                {"rows": rows[start : start + BATCH].tolist()},
            )
        loading = time.perf_counter() - began
        numbers = np.flatnonzero(listed)
        best = float("inf")
        for _ in range(2):  # the first warms its caches
            server.ask("MATCH (p:In) REMOVE p:In")
            for start in range(0, len(numbers), BATCH):
                server.ask(
                    "UNWIND $numbers AS number MATCH (p:Party {number: number}) SET p:In",
                    {"numbers": numbers[start : start + BATCH].tolist()},
                )
            began = time.perf_counter()
            while server.ask(ROUND)[0][0]:
                pass
            best = min(best, time.perf_counter() - began)
        inside = {row[0] for row in server.ask("MATCH (p:In) RETURN p.number")}
    return {
        "clock": "wall", "ours": took, "ours_index": building, "peer": best, "peer_load": loading,
        "same": inside == set(np.flatnonzero(level == 2).tolist()),
    }  # fmt: skip
