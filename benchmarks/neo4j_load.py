"""Loading a made release into a real Neo4j: plain UNWIND batches, `beholden neo4j load`, and an import of files.

`python -m benchmarks.neo4j_load --parties 1000000` prints what to paste into docs/benchmarks.md. Each way has a new
server and a process of its own; it ends with the same number of nodes and relations, which is checked.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from beholden.graph.neo4j.bulk import write_files
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import load
from beholden.graph.neo4j.rows import ENDS, Digest, Part, columns, parts
from beholden.graph.release import Release
from benchmarks import machine
from benchmarks.made_release import made_release
from benchmarks.server_process import peak_mb, processor_seconds
from tools import neo4j_server

BATCH = 10_000
HEAP = "2g"
SETTINGS = {"server.memory.pagecache.size": "1g"}
WAYS = {
    "plain": "UNWIND in one session, batches of 10,000, a constraint on id",
    "load": "`beholden neo4j load`",
    "import": "`beholden neo4j import` and `neo4j-admin database import full`",
    "finish": "and `beholden neo4j load` after it (indexes, empty lists)",
}


def plain(release: Release, connection: Connection) -> None:
    """What most would write: a dictionary a row, one statement a batch, the next one when it has answered."""
    for part in parts(release, Digest()):
        kind, names = part.kind, list(columns(part.kind))
        if kind.kind == "entity":
            connection.run(f"CREATE CONSTRAINT FOR (n:{kind.name}) REQUIRE n.id IS UNIQUE")
            send(connection, part, names, f"CREATE (n:{kind.name}:Party) SET n = row.properties")
            continue
        for (start, end), rows in part.frame.group_by("from_kind", "to_kind"):
            match = f"MATCH (a:{start} {{id: row.from_id}}) MATCH (b:{end} {{id: row.to_id}})"
            create = f"{match} CREATE (a)-[r:{kind.name}]->(b) SET r = row.properties"
            send(connection, Part(kind, rows), names, create)


def send(connection: Connection, part: Part, names: list[str], statement: str) -> None:
    for start in range(0, part.frame.height, BATCH):
        rows = [
            {
                **{end: row.get(end) for end in ENDS},
                "properties": {name: row[name] for name in names if row[name] is not None},
            }
            for row in part.frame.slice(start, BATCH).iter_rows(named=True)
        ]
        connection.write(f"UNWIND $rows AS row {statement}", {"rows": rows})


def import_files(release: Release, folder: Path, home: Path) -> None:
    files = write_files(release, folder)
    words = ("org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j", *files.arguments)
    subprocess.run(
        neo4j_server.java(*words, heap=HEAP, collector="Parallel"),
        cwd=home,  # the tool leaves its report where it runs
        env=neo4j_server.environment(home),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def processor(whose: int) -> float:
    """Seconds of the processor that this process, or the processes it waited for, took."""
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def one(way: str, folder: Path, release: Release) -> None:
    """Do it one way and print the seconds and the peak memory as JSON."""
    home = folder / ("import" if way == "finish" else way)
    (home / "conf").mkdir(parents=True, exist_ok=True)
    said: dict[str, Any] = {}
    before = processor(resource.RUSAGE_SELF)
    if way == "import":
        started = time.perf_counter()
        import_files(release, folder / "files", home)
        said["seconds"] = time.perf_counter() - started
        said["tool_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        said["tool_processor"] = processor(resource.RUSAGE_CHILDREN)
    else:
        with neo4j_server.running(home, settings=SETTINGS, heap=HEAP) as server:
            address = Address(server.uri, server.user, server.password, "neo4j")
            server_before = processor_seconds(home)
            with Connection(address) as connection:
                started = time.perf_counter()
                if way == "plain":
                    plain(release, connection)
                else:
                    load(release, connection)
                said["seconds"] = time.perf_counter() - started
            at_end = processor_seconds(home)
            said["nodes"] = server.ask("MATCH (n:Party) RETURN count(n)")[0][0]
            said["relations"] = server.ask("MATCH ()-[r:OWNS]->() RETURN count(r)")[0][0]
            said["tool_mb"] = peak_mb(home)
            said["tool_processor"] = at_end - server_before
    said["processor"] = processor(resource.RUSAGE_SELF) - before
    said["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps(said))


def main() -> None:
    """Measure every way, and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.neo4j_load", description=main.__doc__)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.way:
        one(chosen.way, chosen.folder, Release.open(chosen.folder / "release"))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release = made_release(folder / "release", chosen.parties)
        stakes = release.frame("relations", "OWNS").height
        found: dict[str, dict[str, Any]] = {}
        for way in WAYS:
            words = [sys.executable, "-m", "benchmarks.neo4j_load", "--way", way, "--folder", name]
            done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
            found[way] = json.loads(done.stdout.splitlines()[-1])
            print(way, found[way], file=sys.stderr)
            counted = (found[way].get("nodes", chosen.parties), found[way].get("relations", stakes))
            if counted != (chosen.parties, stakes):
                sys.exit(f"{way}: {counted} are there")
    print(
        f"{chosen.parties:,} parties and {stakes:,} stakes; "
        + "; ".join(f"{a}: {b}" for a, b in machine.facts())
    )
    print(
        "\n| way | time | times as fast | processor of the program | of the server or tool "
        "| memory of the program | of the server or tool |\n|---|---|---|---|---|---|---|"
    )
    for way, about in WAYS.items():
        one_way = found[way]
        ratio = found["plain"]["seconds"] / one_way["seconds"]
        print(
            f"| {about} | {one_way['seconds']:.1f} s | {ratio:.2f} | {one_way['processor']:.1f} s "
            f"| {one_way['tool_processor']:.1f} s | {one_way['mb']:,.0f} MB | {one_way['tool_mb']:,.0f} MB |"
        )


if __name__ == "__main__":
    main()
