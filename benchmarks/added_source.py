"""What one more source of a thousand rows costs where all lists are loaded: `python -m benchmarks.added_source [RUNS]`.

Everything is done by the commands, each a process of its own, as a user does it: the bundled case with all real lists
from their files in an empty workspace, then in a copy of that workspace one more source, by `load` and `build` or by
one `run`. The sources are the United Nations' list (1,003 entries) and a made golden copy of GLEIF's of 1,000 rows.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import machine
from benchmarks.__main__ import real_files
from benchmarks.joins import CASE
from benchmarks.real_lists import CASE as FOLDER
from benchmarks.real_lists import SHARED
from benchmarks.registers import write_gleif
from benchmarks.statistics import row, table

ROWS = 1_000
Cost = tuple[float, float]
"""Wall seconds, and seconds of the processor with those of child processes."""


def command(workspace: Path, *words: str) -> Cost:
    """Run a command of beholden in a workspace; what it costs."""
    before, started = _processor(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "beholden", *words],
        env={**os.environ, "BEHOLDEN_HOME": str(workspace)},
        cwd=workspace.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    cost = time.perf_counter() - started, _processor() - before
    if done.returncode:
        sys.exit(f"beholden {' '.join(words)}: failed\n{done.stderr}")
    return cost


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(folder: Path, sources: dict[str, Sequence[str]]) -> Iterator[tuple[str, Cost]]:
    """One round of all steps in a new folder: each step and what it costs."""
    full = folder / "full"
    run = [
        "run",
        CASE,
        *(word for text in real_files().values() for word in ("--add", text)),
        "--out",
        "report",
    ]
    build = ["build", "--judgements", str(FOLDER / "judgements.toml")]
    yield "all lists from their files: `run`", command(full, *run)
    yield "nothing new: `build`", command(full, *build)
    yield "nothing new: `run`", command(full, *run)
    for source, words in sources.items():
        one, other = folder / f"{source}-load", folder / f"{source}-run"
        shutil.copytree(full, one)
        shutil.copytree(full, other)
        yield f"`{source}` besides: `load`", command(one, "load", source, *words)
        yield f"`{source}` besides: `build`", command(one, *build)
        yield f"`{source}` besides: `run --add`", command(other, *run, "--add", f"{source}={words[0]}")


def main() -> None:
    """Measure, and print Markdown on stdout; what goes on is on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.added_source", description=main.__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=3, help="how often all is done (default 3)")
    runs = parser.parse_args().runs
    if not real_files():
        sys.exit("the real lists are not here; name their folder with BEHOLDEN_SHARED")
    costs: dict[str, list[Cost]] = defaultdict(list)
    about = machine.facts()
    for number in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            made = write_gleif(Path(folder), ROWS)
            sources = {"un_sc": [str(SHARED / "un_sc/UN_consolidated.xml")], "gleif": [str(made)]}
            for step, cost in measure(Path(folder), sources):
                costs[step].append(cost)
                print(
                    f"{number + 1}: {step}: {cost[0]:.1f} s, processor {cost[1]:.1f} s",
                    file=sys.stderr,
                    flush=True,
                )
    print(f"Measured on {datetime.now(UTC):%Y-%m-%d} with `python -m benchmarks.added_source {runs}`.\n")
    print("\n".join(["| | |", "|---|---|", *(row(*fact) for fact in about), ""]))
    print("\n".join(table("step", "wall", "processor")))
    for step, found in costs.items():
        print(row(step, *(_seconds([cost[place] for cost in found]) for place in (0, 1))))


def _seconds(found: Sequence[float]) -> str:
    return f"{median(found):.1f} s ({min(found):.1f} to {max(found):.1f})"


if __name__ == "__main__":
    main()
