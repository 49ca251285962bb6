"""The same rule by other means: networkx, and Cypher on Neo4j. All must name the same parties."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from beholden.graph.ownership import compiled
from beholden.graph.ownership.cascade import cascade
from beholden.graph.ownership.index import Index
from beholden.graph.shares import WHOLE
from benchmarks import made_stakes

HALF = WHOLE // 2
BATCH = 20_000


def ours(made: made_stakes.Made, listed: np.ndarray) -> tuple[set[int], float, float]:
    """Who is within by the cascade here, its wall seconds (both bounds), and those of the index."""
    compiled.LARGE = 0
    small = made_stakes.world(20_000)
    index = Index.build(small.owner, small.asset, small.minimum, small.maximum, small.parties)
    cascade(index, made_stakes.listed(20_000, 0.01), threshold=HALF)
    took, building = [], []
    for _ in range(5):
        began = time.perf_counter()
        index = Index.build(made.owner, made.asset, made.minimum, made.maximum, made.parties)
        building.append(time.perf_counter() - began)
        began = time.perf_counter()
        outcome = cascade(index, listed, threshold=HALF)
        took.append(time.perf_counter() - began)
    return set(np.flatnonzero(outcome.within).tolist()), min(took), min(building)


def networkx_job(parties: int) -> dict[str, Any]:
    """A queue over a networkx graph, for the minima alone."""
    import networkx

    made = made_stakes.world(parties)
    listed = made_stakes.listed(parties, 0.01)
    within, took, building = ours(made, listed)
    began = time.perf_counter()
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(parties))
    graph.add_edges_from(
        (owner, asset, {"minimum": least})
        for owner, asset, least in zip(
            made.owner.tolist(), made.asset.tolist(), made.minimum.tolist(), strict=True
        )
    )
    loading = time.perf_counter() - began
    began = time.perf_counter()
    inside = set(np.flatnonzero(listed).tolist())
    queue, held = list(inside), dict.fromkeys(graph, 0)
    for owner in queue:
        for _, asset, least in graph.out_edges(owner, data="minimum"):
            if asset not in inside:
                held[asset] += least
                if held[asset] >= HALF:
                    inside.add(asset)
                    queue.append(asset)
    peer = time.perf_counter() - began
    return {
        "ours": took, "ours_index": building, "peer": peer, "peer_load": loading,
        "same": inside == within, "within": len(within),
    }  # fmt: skip


ROUND = """
MATCH (owner:In)-[stake:HOLDS]->(asset:Party) WHERE NOT asset:In
WITH asset, sum(stake.minimum) AS held WHERE held >= 500000000
SET asset:In
RETURN count(*) AS more
"""


def neo4j_job(parties: int, folder: Path) -> dict[str, Any]:
    """The rounds of the cascade as Cypher, for the minima alone, on a Neo4j of its own with 4 GB."""
    from tools.neo4j_server import running

    made = made_stakes.world(parties)
    listed = made_stakes.listed(parties, 0.01)
    within, took, building = ours(made, listed)
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
        "ours": took, "ours_index": building, "peer": best, "peer_load": loading,
        "same": inside == within, "within": len(within),
    }  # fmt: skip
