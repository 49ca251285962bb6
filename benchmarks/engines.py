"""Every query of every pack on both engines, on one made graph, and what each takes: a table in Markdown.

    python -m benchmarks.engines --parties 1000000            # the embedded engine alone
    NEO4J_URI=… python -m benchmarks.engines --server         # and the Neo4j that the environment names

The release is made, loaded into the engines, and asked with the defaults of each query; `sources.about-party` is asked
of one party. Each time is the least of three, of the processor where the engine is embedded, and of the clock for the
Neo4j, rows as Python values included. What is in the database of beholden is replaced.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from beholden.errors import QueryError
from beholden.graph.answers import Answering
from beholden.graph.engine import Engine
from beholden.graph.neo4j.asking import Database
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import load
from beholden.graph.release import Release
from beholden.queries.ask import bind
from beholden.queries.check import properties
from beholden.queries.header import Query
from beholden.queries.packs import packs
from benchmarks.made_graph import INITIATIVE, write

QUERIES = [query for pack in packs() for query in pack.queries]
PARTY = "made/company-7"
TIME_LIMIT = 300.0


def asked(
    engine: Answering, query: Query, release: Release, clock: Callable[[], float]
) -> tuple[str, float | None]:
    """The number of rows, or why there are none, and the least seconds of three."""
    given = {"party": PARTY} if query.id == "sources.about-party" else {}
    found = {PARTY: PARTY}
    parameters = bind(query, given, as_of=release.as_of, find=lambda text: found.get(text, INITIATIVE))
    took = []
    for _ in range(3):
        started = clock()
        try:
            rows = len(engine.ask(query.cypher, parameters, TIME_LIMIT).rows)
        except QueryError as problem:
            return str(problem), None
        took.append(clock() - started)
    return f"{rows:,}", min(took)


def main() -> None:
    """Measure, and print the table on stdout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=main.__doc__)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--server", action="store_true", help="ask the Neo4j of the environment as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        release = write(Path(folder) / "release", options.parties, options.parties * 3 // 2)
        engine = Engine(release, properties(QUERIES))
        embedded = {query.id: asked(engine, query, release, time.process_time) for query in QUERIES}
        server: dict[str, tuple[str, float | None]] = {}
        if options.server:
            with Connection(Address.of()) as connection:
                load(release, connection)
                database = Database(connection)
                server = {query.id: asked(database, query, release, time.perf_counter) for query in QUERIES}
    print("| query | rows | embedded, s | Neo4j, s | ratio |\n|---|---|---|---|---|")
    for id, (rows, own) in embedded.items():
        other_rows, other = server.get(id, ("", None))
        told = rows if other_rows in ("", rows) else f"{rows}, Neo4j {other_rows}"
        cells = [f"{own:.2f}" if own is not None else "", f"{other:.2f}" if other is not None else ""]
        ratio = f"{own / other:.1f}" if own is not None and other else ""
        print(f"| {id} | {told} | {' | '.join(cells)} | {ratio} |")


if __name__ == "__main__":
    main()
