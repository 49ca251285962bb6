"""Every query of every pack on both engines, on one made graph, and what each takes: a table in Markdown.

    python -m benchmarks.engines --parties 1000000            # the embedded engine alone
    python -m benchmarks.engines --server                     # and a Neo4j that is started for it

The release is made, with all that a build derives from stakes, control and listings (ten minutes of the processor
for a million parties), loaded into the engines, and asked with the defaults of each query; `sources.about-party` is
asked of the party with the most stakes and of one with a single stake, all others of all. Each time is the least of
three, rows as Python values included; what takes more than half a minute is asked once. Seconds are of the clock,
and of the processor: the program's for the embedded engine, the program's and the server's for the Neo4j.
"""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beholden.errors import QueryError, StoreError
from beholden.graph.answers import Answering
from beholden.graph.engine import Engine
from beholden.graph.kinds import schema
from beholden.graph.neo4j.asking import Database
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import load
from beholden.graph.release import Release
from beholden.queries.ask import bind
from beholden.queries.packs import packs
from beholden.queries.reads import reads
from benchmarks import machine
from benchmarks.made_graph import INITIATIVE, write
from benchmarks.server_process import processor_seconds
from tools import neo4j_server

QUERIES = [query for pack in packs() for query in pack.queries]
ABOUT_ONE = "sources.about-party"
TIME_LIMIT = 300.0
LONG = 30.0
"""What takes more seconds is asked once."""


@dataclass(frozen=True)
class Asked:
    """The number of rows, or why there are none; the least seconds of the clock and of the processor."""

    rows: str
    seconds: float | None = None
    processor: float | None = None


@dataclass(frozen=True)
class Question:
    """A query with its values, and what the table calls it."""

    name: str
    cypher: str
    parameters: Mapping[str, Any]


def questions(release: Release) -> list[Question]:
    """Every query with its defaults; the one about a party for two of them."""
    degrees = release.frame("relations", "OWNS").group_by("from_id").len().sort("len", "from_id")
    parties = {"the most stakes": degrees["from_id"][-1], "a single stake": degrees["from_id"][0]}
    found = []
    for query in QUERIES:
        asked = parties if query.id == ABOUT_ONE else {"": INITIATIVE}
        for which, id in asked.items():
            given = {"party": id} if which else {}
            parameters = bind(query, given, as_of=release.as_of, find=lambda text, id=id: id)
            found.append(Question(f"{query.id}, {which}" if which else query.id, query.cypher, parameters))
    return found


def ask(engine: Answering, question: Question, processor: Callable[[], float]) -> Asked:
    """Ask three times, or once where it takes long."""
    seconds, used, rows = [], [], 0
    for _ in range(3):
        gc.collect()
        started, before = time.perf_counter(), processor()
        try:
            rows = len(engine.ask(question.cypher, question.parameters, TIME_LIMIT).rows)
        except (QueryError, StoreError) as problem:
            return Asked(str(problem))
        seconds.append(time.perf_counter() - started)
        used.append(processor() - before)
        if seconds[-1] > LONG:
            break
    return Asked(f"{rows:,}", min(seconds), min(used))


def ask_all(
    engine: Answering, name: str, release: Release, processor: Callable[[], float]
) -> dict[str, Asked]:
    """Every query; what each took is said on stderr at once."""
    answers = {}
    for question in questions(release):
        answers[question.name] = ask(engine, question, processor)
        print(name, question.name, answers[question.name], file=sys.stderr, flush=True)
    return answers


def ask_embedded(release: Release) -> dict[str, Asked]:
    """Open the release in the embedded engine, and ask it."""
    return ask_all(Engine(release, reads(QUERIES)), "embedded", release, time.process_time)


def ask_server(release: Release, home: Path, heap: str) -> dict[str, Asked]:
    """Load the release into a new Neo4j, and ask it."""
    settings = {"server.memory.pagecache.size": "1g"}
    with (
        neo4j_server.running(home, settings=settings, heap=heap) as server,
        Connection(Address(server.uri, server.user, server.password, "neo4j")) as connection,
    ):
        started = time.perf_counter()
        load(release, connection)
        print(f"loaded in {time.perf_counter() - started:.1f} s", file=sys.stderr, flush=True)
        return ask_all(
            Database(connection), "Neo4j", release, lambda: time.process_time() + processor_seconds(home)
        )


def row(question: str, own: Asked, other: Asked | None) -> str:
    """A row of the table; the ratio is of seconds by the clock."""
    rows = own.rows if other is None or other.rows == own.rows else f"{own.rows}; Neo4j: {other.rows}"
    cells = [question, rows]
    for one in (own, other):
        for value in (one.seconds, one.processor) if one else (None, None):
            cells.append("" if value is None else f"{value:.3f}")
    seconds, others = own.seconds, other.seconds if other else None
    cells.append(f"{seconds / others:.2f}" if seconds is not None and others else "")
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure, and print the table on stdout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=main.__doc__)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--server", action="store_true", help="start a Neo4j and ask it as well")
    parser.add_argument("--heap", default="4g", help="its heap")
    parser.add_argument("--release", type=Path, help="where the release is kept, or made if it is not there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept: Path = options.release or folder / "release"
        made = kept.exists()
        release = Release.open(kept) if made else write(kept, options.parties, options.parties * 3 // 2)
        embedded = ask_embedded(release)
        server = ask_server(release, folder / "home", options.heap) if options.server else {}
    stakes = release.manifest["counts"]["relations"]["OWNS"]
    parties = sum(
        release.manifest["counts"]["entities"][kind.name] for kind in schema().entity_kinds if kind.party
    )
    print(f"{parties:,} parties and {stakes:,} stakes; Neo4j with a heap of {options.heap}")
    print("; ".join(f"{what}: {value}" for what, value in machine.facts()))
    print(
        "\n| query | rows | embedded, s | of the processor | Neo4j, s | of the processor | embedded / Neo4j |"
        "\n|---|---|---|---|---|---|---|"
    )
    for question, own in embedded.items():
        print(row(question, own, server.get(question)))


if __name__ == "__main__":
    main()
