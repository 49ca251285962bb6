"""Run the jobs, each several times in processes of their own, and print what to paste into docs/benchmarks.md."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine, made_table

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("BEHOLDEN_SHARED", CHECKOUT.parent / "shared"))
REAL = {
    "ungc_participants": ("data/ungc/UNGC_participants_2023-07-26.csv", "@2023-07-26"),
    "us_ofac_consolidated": ("data/us_ofac/consolidated.xml", ""),
    "us_dod_1260h": ("data/us_dod_1260h/dod_1260h_sanctions.csv", "@2026-08-20"),
}


@dataclass(frozen=True)
class Measured:
    """The runs of one job: wall seconds of each, and what the one in the middle said of itself."""

    job: str
    wall: Sequence[float]
    said: dict[str, Any]


def measure(title: str, runs: int, *words: str) -> Measured:
    """Run a job `runs` times, each in an empty folder; the numbers kept are those of the median run."""
    outcomes = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            name, *arguments = words
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.jobs", name, folder, *arguments],
                cwd=CHECKOUT,
                capture_output=True,
                text=True,
                check=False,
            )
            took = time.perf_counter() - started
        if done.returncode:
            sys.exit(f"{title}: the job failed\n{done.stderr}")
        outcomes.append((took, json.loads(done.stdout.splitlines()[-1])))
        print(f"{title}: {took:.1f} s", file=sys.stderr)
    outcomes.sort(key=lambda outcome: outcome[0])
    return Measured(title, [took for took, _ in outcomes], outcomes[len(outcomes) // 2][1])


def seconds(wall: Sequence[float]) -> str:
    """The median, and the span where there is more than one run."""
    span = f" ({min(wall):.1f} to {max(wall):.1f})" if len(wall) > 1 else ""
    return f"{median(wall):.1f} s{span}"


def shares(one: Measured) -> str:
    """The stages of the median run, with their share of its wall time."""
    whole = median(one.wall)
    stages = dict(one.said["stages"])
    stages["starting and ending"] = max(0.0, whole - sum(stages.values()))
    return ", ".join(f"{name} {took / whole:.0%}" for name, took in stages.items())


def rows(measured: Sequence[Measured]) -> list[str]:
    """A table of whole jobs, in Markdown."""
    lines = [
        "| job | records | entities | relations | claims | rows of answers | wall | peak memory |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in measured:
        numbers = [f"{one.said[name]:,}" for name in ("records", "entities", "relations", "claims", "rows")]
        lines.append(
            f"| {one.job} | {' | '.join(numbers)} | {seconds(one.wall)} | {one.said['peak_mb']:,.0f} MB |"
        )
    return [*lines, "", *(f"- {one.job}: {shares(one)}" for one in measured)]


def real_files() -> list[str]:
    """The real lists as `--add` takes them, or nothing where one is missing."""
    if any(not (SHARED / path).is_file() for path, _ in REAL.values()):
        return []
    return [f"{source}={SHARED / path}{date}" for source, (path, date) in REAL.items()]


def main() -> None:
    """Measure, and print Markdown on stdout; what goes on is on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each job runs (default 3)")
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the made table (default 200,000)")
    options = parser.parse_args()
    about = machine.facts()
    jobs = [measure("bundled case", options.runs, "case")]
    real = real_files()
    if real:
        jobs.append(measure("bundled case and real lists", options.runs, "case", *real))
    with tempfile.TemporaryDirectory() as folder:
        file = made_table.write(Path(folder) / "participants.csv", options.rows)
        size = file.stat().st_size
        made = measure(f"made table of {options.rows:,} rows", options.runs, "table", str(file))
        floor = measure("pandas.read_csv of the same file", options.runs, "floor", str(file))
    loading, least = made.said["stages"]["loading"], floor.said["stages"]["loading"]
    out = [f"Measured on {datetime.now(UTC):%Y-%m-%d} with `python -m benchmarks --runs {options.runs}`.", ""]
    out += ["| | |", "|---|---|", *(f"| {what} | {value} |" for what, value in about), ""]
    out += rows([*jobs, made])
    if not real:
        out += ["", "The real lists are left out: there is no folder with them; BEHOLDEN_SHARED names it."]
    out += [
        "",
        f"The made table has {size / 1e6:.1f} MB. Loading it takes {loading:.1f} s, "
        f"{made.said['records'] / loading:,.0f} records/s; building {made.said['stages']['building']:.1f} s, "
        f"{made.said['claims'] / made.said['stages']['building']:,.0f} claims/s. pandas.read_csv reads the same file "
        f"in {least:.2f} s: loading takes {loading / least:,.0f} times as long.",
    ]
    print("\n".join(out))
    print("\nPaste what stands on stdout into docs/benchmarks.md, under the next heading.", file=sys.stderr)


if __name__ == "__main__":
    main()
