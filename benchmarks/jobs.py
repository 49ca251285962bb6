"""The jobs that are measured. Each is run in a process of its own: `python -m benchmarks.jobs NAME FOLDER …`.

A job prints one line of JSON: the seconds of each stage, the peak of its memory, and what it worked on.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from beholden.cli import give_way, rarely_collect

Stages = dict[str, float]


@contextmanager
def timed(stages: Stages, name: str) -> Iterator[Callable[[int], None]]:
    """Add the seconds of the block to a stage; gives what hears a load's progress and does nothing."""
    started = time.perf_counter()
    yield lambda number: None
    stages[name] = stages.get(name, 0.0) + time.perf_counter() - started


def case(folder: Path, *added: str) -> dict[str, Any]:
    """The bundled case from its files to its page, in a new workspace, with files added as `--add` takes them."""
    stages: Stages = {}
    with timed(stages, "importing"):
        from beholden.cases.case import find_case
        from beholden.cases.run import parse_added, run
        from beholden.graph.workspace import Workspace
    done = run(
        find_case("surveillance-and-the-compact"),
        Workspace(folder / "workspace"),
        folder / "report",
        added=[parse_added(text) for text in added],
        software="benchmark",
        watch=lambda name: timed(stages, name),
    )
    counts = done.release.manifest["counts"]
    return {
        "stages": stages,
        "records": sum(one.facts.counts["rows"] for one in done.loaded),
        **{part: sum(counts[part].values()) for part in ("entities", "relations", "claims")},
        "rows": sum(len(answer.rows.rows) for answer in done.answers),
    }


def table(folder: Path, file: str) -> dict[str, Any]:
    """One table of participants: load it, build a release, load the engine, and look one participant up."""
    stages: Stages = {}
    with timed(stages, "importing"):
        from beholden.graph.engine import Engine
        from beholden.graph.find import Finder
        from beholden.graph.release import build
        from beholden.graph.workspace import Workspace
        from beholden.loaders.run import load
        from beholden.queries.ask import ask
        from beholden.queries.packs import find_query
    workspace = Workspace(folder / "workspace")
    with timed(stages, "loading"):
        loaded = load("ungc_participants", [Path(file)], workspace, snapshot="2026-01-01")
    with timed(stages, "building"):
        release = build(workspace, as_of="2026-01-01", software="benchmark")
    with timed(stages, "starting the engine"):
        engine = Engine(release)
    with timed(stages, "asking"):
        rows = []
        for query in ("listings.listed-members", "paths.state-owner-company-initiative"):
            rows += ask(find_query(query), engine, {}, as_of=release.as_of, find=Finder(release)).rows
    counts = release.manifest["counts"]
    return {
        "stages": stages,
        "records": loaded.facts.counts["rows"],
        **{part: sum(counts[part].values()) for part in ("entities", "relations", "claims")},
        "rows": len(rows),
    }


def floor(_: Path, file: str) -> dict[str, Any]:
    """The same table through pandas.read_csv, which neither checks nor keeps anything: what no loader goes below."""
    stages: Stages = {}
    with timed(stages, "importing"):
        import pandas as pd
    with timed(stages, "loading"):
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    return {"stages": stages, "records": len(frame)}


JOBS: dict[str, Callable[..., dict[str, Any]]] = {"case": case, "table": table, "floor": floor}

if __name__ == "__main__":
    rarely_collect()  # as the command does
    give_way()
    name, folder, *arguments = sys.argv[1:]
    outcome = JOBS[name](Path(folder), *arguments)
    # Of the processes that load, the largest is known; that and the peak of this one are never less than what was used
    # at once, since this one peaks when they are over.
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = sum(resource.getrusage(who).ru_maxrss for who in whose)
    print(json.dumps({**outcome, "peak_mb": peak * (1 if sys.platform == "darwin" else 1024) / 1e6}))
