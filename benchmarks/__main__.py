"""Run the jobs, each several times in processes of their own, and print what to paste into docs/benchmarks.md."""

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine, made_table, real_lists

CHECKOUT = Path(__file__).resolve().parents[1]
THREE = ("ungc_participants", "us_ofac_consolidated", "us_dod_1260h")
CHANGED = ("us_dod_1260h", "ungc_participants")
"""Sources that change between two runs: the smallest table of lines, and the largest."""


@dataclass(frozen=True)
class Measured:
    """The runs of one job: wall seconds of each, and what the one in the middle said of itself."""

    job: str
    wall: Sequence[float]
    said: dict[str, Any]


def measure(title: str, runs: int, *words: str, before: Sequence[str] = ()) -> Measured:
    """Run a job `runs` times, each in a folder of its own; the numbers kept are those of the median run.

    The job `before`, where there is one, works in the same folder first and is not measured.
    """
    outcomes = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            if before:
                _job(title, folder, before)
            outcomes.append(_job(title, folder, words))
        print(f"{title}: {outcomes[-1][0]:.1f} s", file=sys.stderr)
    outcomes.sort(key=lambda outcome: outcome[0])
    return Measured(title, [took for took, _ in outcomes], outcomes[len(outcomes) // 2][1])


def _job(title: str, folder: str, words: Sequence[str]) -> tuple[float, dict[str, Any]]:
    """The wall seconds of a job in a process of its own, and what it says of itself."""
    name, *arguments = words
    started = time.perf_counter()
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
    return took, json.loads(done.stdout.splitlines()[-1])


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


def real_files() -> dict[str, str]:
    """The real files of the story's sources as `--add` takes them, or nothing where one is missing."""
    listed = [one for one in real_lists.FILES if one[0] in real_lists.STORY]
    if any(not file.is_file() for _, files, _ in listed for file in files):
        return {}
    return {
        source: f"{source}={','.join(map(str, files))}{'@' + date if date else ''}"
        for source, files, date in listed
    }


def changed(source: str, folder: Path) -> str:
    """The source's table without its last row, a day later, as `--add` takes it."""
    (file,), date = next(own[1:] for own in real_lists.FILES if own[0] == source)
    rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / file.name).write_text("".join(rows[:-1]), encoding="utf-8")
    return f"{source}={folder / file.name}@{dt.date.fromisoformat(str(date)) + dt.timedelta(days=1)}"


def measure_real(runs: int, real: dict[str, str]) -> list[Measured]:
    """The real lists: three of them, all of them, and all of them once more with one that has changed."""
    measured = [
        measure("bundled case and three real lists", runs, "case", *(real[source] for source in THREE)),
        measure("bundled case and all real lists", runs, "case", *real.values()),
    ]
    for source in CHANGED:
        with tempfile.TemporaryDirectory() as folder:
            again = {**real, source: changed(source, Path(folder))}
            title = f"the same again, only {source} changed"
            measured.append(measure(title, runs, "case", *again.values(), before=("case", *real.values())))
    return measured


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
        jobs += measure_real(options.runs, real)
    with tempfile.TemporaryDirectory() as folder:
        file = made_table.write(Path(folder) / "participants.csv", options.rows)
        size = file.stat().st_size
        made = measure(f"made table of {options.rows:,} rows", options.runs, "table", str(file))
        floor = measure("pandas.read_csv of the same file", options.runs, "floor", str(file))
    loading, least = made.said["stages"]["loading"], floor.said["stages"]["loading"]
    out = [
        f"Measured on {dt.datetime.now(dt.UTC):%Y-%m-%d} with `python -m benchmarks --runs {options.runs}`.",
        "",
    ]
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
