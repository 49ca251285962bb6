"""Load a made file of FollowTheMoney entities beside `ftm export-neo4j-bulk`, and print how long each took.

`python -m benchmarks.entities [ENTITIES]`. BEHOLDEN_FTM names the command `ftm` of an environment that has
followthemoney; without it, loading is measured alone. Nothing in the file is real. Both read the same file in turn,
each in a process of its own, three times. The peer writes tables for Neo4j; loading keeps what is said as claims.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import measured
from benchmarks.made_entities import write_entities

NUMBER = 100_000
ROUNDS = 3


def commands(path: Path, folder: Path) -> dict[str, list[str]]:
    """What is measured, by name; the peer only where there is one."""
    found = {"beholden load ftm": [sys.executable, "-m", "beholden", "load", "ftm", str(path)]}
    if peer := os.environ.get("BEHOLDEN_FTM"):
        found["ftm export-neo4j-bulk"] = [peer, "export-neo4j-bulk", "-i", str(path), "-o", str(folder)]
    return found


def main() -> None:
    """Make the file, run both in turn, and print a table of the middle rounds."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = write_entities(folder / "entities.ftm.json", number)
        rounds: dict[str, list[tuple[float, float, float]]] = {}
        for turn in range(ROUNDS):
            out = folder / f"out-{turn}"
            out.mkdir()
            environment = {**os.environ, "BEHOLDEN_HOME": str(out / "workspace")}
            for name, command in commands(path, out).items():
                rounds.setdefault(name, []).append(measured(command, environment))
        print(
            f"{number:,} entities, {path.stat().st_size / 1e6:,.0f} MB; load of the machine {os.getloadavg()[0]:.1f}"
        )
        print("\n| | wall | CPU | entities/s | entities/s of CPU | peak memory |\n|---|---|---|---|---|---|")
        rates = {}
        for name, found in rounds.items():
            walls, cpus, memory = zip(*found, strict=True)
            wall, cpu = statistics.median(walls), statistics.median(cpus)
            rates[name] = number / wall, number / cpu
            print(
                f"| `{name}` | {wall:.1f} s ({min(walls):.1f} to {max(walls):.1f}) | {cpu:.1f} s "
                f"| {number / wall:,.0f} | {number / cpu:,.0f} | {max(memory):,.0f} MB |"
            )
        if len(rates) == 2:
            (own_wall, own_cpu), (wall, cpu) = rates.values()
            times = f"{own_wall / wall:.1f} times by the wall, {own_cpu / cpu:.1f} times by the processor"
            print(f"\nThe rate of loading is that of the peer {times}.")


if __name__ == "__main__":
    main()
