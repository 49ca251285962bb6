"""The same rule by other means: networkx, and Cypher on Neo4j. All must name the same parties.

A peer that has not ended within its limit is stopped, and its time is then "more than the limit".
"""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from beholden.graph.ownership import compiled
from beholden.graph.ownership.cascade import cascade
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bytes
from beholden.graph.shares import WHOLE
from benchmarks import made_stakes
from tools import neo4j_server

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


def networkx_job(parties: int, limit: float) -> dict[str, Any]:
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
        if clock() - began > limit:
            return _stopped(limit, took, building, loading, "CPU")
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
        if clock() - began > limit:
            return _stopped(limit, took, building, loading, "CPU")
    peer = clock() - began
    same = within == set(np.flatnonzero(level == 2).tolist()) and possible == set(
        np.flatnonzero(level).tolist()
    )
    return {
        "clock": "CPU", "ours": took, "ours_index": building, "peer": peer, "peer_minima": minima,
        "peer_load": loading, "same": same, "stopped": False,
    }  # fmt: skip


def _stopped(limit: float, ours: float, building: float, loading: float, clock: str) -> dict[str, Any]:
    """What is said of a peer that has not ended within its limit."""
    return {
        "clock": clock, "ours": ours, "ours_index": building, "peer": limit, "peer_load": loading, "same": None,
        "stopped": True,
    }  # fmt: skip


ROUND = """
MATCH (new:In {round: $round})-[:HOLDS]->(asset:Party) WHERE NOT asset:In
WITH DISTINCT asset
MATCH (owner:In)-[stake:HOLDS]->(asset)
WITH asset, sum(stake.minimum) AS held WHERE held >= 500000000
SET asset:In, asset.round = $round + 1
RETURN count(*) AS more
"""
"""One round: only what those who came in last hold is added up again."""


def neo4j_job(parties: int, folder: Path, limit: float) -> dict[str, Any]:
    """The rounds of the cascade as Cypher, for the minima alone, on a Neo4j of its own; wall seconds.

    It is loaded by `neo4j-admin`, with indexes on what the rounds look up; its caches are warmed by a first turn.
    """
    made = made_stakes.world(parties)
    listed = made_stakes.listed(parties, 0.01)
    level, took, building = ours(made, listed, time.perf_counter)
    home = folder / "home"
    (home / "conf").mkdir(parents=True)
    began = time.perf_counter()
    _import(made, folder, home)
    numbers = np.flatnonzero(listed)
    with neo4j_server.running(home, settings={"server.memory.pagecache.size": "1g"}, heap="2g") as server:
        server.ask("CREATE CONSTRAINT FOR (p:Party) REQUIRE p.number IS UNIQUE")
        server.ask("CREATE INDEX FOR (p:In) ON (p.round)")
        server.ask("CALL db.awaitIndexes(280)")
        loading = time.perf_counter() - began
        best = float("inf")
        for _ in range(2):
            while server.ask("MATCH (p:In) WITH p LIMIT 50000 REMOVE p:In REMOVE p.round RETURN count(p)")[0][
                0
            ]:
                pass
            for start in range(0, len(numbers), BATCH):
                server.ask(
                    "UNWIND $numbers AS number MATCH (p:Party {number: number}) SET p:In, p.round = 0",
                    {"numbers": numbers[start : start + BATCH].tolist()},
                )
            turn = 0
            began = time.perf_counter()
            while server.ask(ROUND, {"round": turn})[0][0]:
                turn += 1
                if time.perf_counter() - began > limit:
                    return _stopped(limit, took, building, loading, "wall")
            best = min(best, time.perf_counter() - began)
        inside = {row[0] for row in server.ask("MATCH (p:In) RETURN p.number")}
    return {
        "clock": "wall", "ours": took, "ours_index": building, "peer": best, "peer_load": loading,
        "same": inside == set(np.flatnonzero(level == 2).tolist()), "stopped": False,
    }  # fmt: skip


def _import(made: made_stakes.Made, folder: Path, home: Path) -> None:
    """Write the graph as two files and import them into the database of a stopped server."""
    nodes, stakes = folder / "parties.csv", folder / "stakes.csv"
    numbers = np.arange(made.parties)
    pl.DataFrame({":ID": numbers, "number:long": numbers}).write_csv(nodes)
    columns = {":START_ID": made.owner, ":END_ID": made.asset, "minimum:long": made.minimum}
    pl.DataFrame(columns).write_csv(stakes)
    subprocess.run(
        neo4j_server.java(
            *("org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j", "--overwrite-destination"),
            *("--id-type=integer", f"--nodes=Party={nodes}", f"--relationships=HOLDS={stakes}"),
            heap="2g",
        ),
        cwd=home,  # the tool leaves its report where it runs
        env=neo4j_server.environment(home),
        check=True,
        stdout=subprocess.DEVNULL,
    )
