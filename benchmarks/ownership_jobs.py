"""The jobs of the ownership benchmark, each in a process of its own: `python -m benchmarks.ownership_jobs NAME …`.

A job prints one line of JSON. Seconds are of the process (its CPU time), so that others on the machine disturb
less; what is compared is repeated in turns, and the least of each is kept. Wall time is beside it where it matters.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from beholden.graph.ownership import compiled
from beholden.graph.ownership.cascade import cascade
from beholden.graph.ownership.control import controllers
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.integrated import shares_of
from beholden.graph.ownership.recascade import Recascade
from beholden.graph.rules import registry
from beholden.graph.shares import WHOLE
from benchmarks import made_stakes

HALF = WHOLE // 2
Seconds = dict[str, float]


def least(work: dict[str, Callable[[], Any]], turns: int) -> tuple[Seconds, Seconds]:
    """The least CPU and wall seconds of each piece of work, done in turns."""
    cpu, wall = dict.fromkeys(work, float("inf")), dict.fromkeys(work, float("inf"))
    for _ in range(turns):
        for name, run in work.items():
            at, began = time.process_time(), time.perf_counter()
            run()
            cpu[name] = min(cpu[name], time.process_time() - at)
            wall[name] = min(wall[name], time.perf_counter() - began)
    return cpu, wall


def built(made: made_stakes.Made) -> Index:
    return Index.build(made.owner, made.asset, made.minimum, made.maximum, made.parties)


def matrix(made: made_stakes.Made) -> sparse.csr_array:
    """The minima as assets by owners: its product with the listed is one round of a cascade, without the test."""
    return sparse.csr_array((made.minimum / WHOLE, (made.asset, made.owner)), (made.parties, made.parties))


def products(table: sparse.csr_array, listed: np.ndarray) -> int:
    """The plain way: product after product until nobody joins, for the minima alone; how many are in."""
    inside = listed.astype(float)
    while True:
        more = np.maximum(inside, (table @ inside >= 0.5).astype(float))
        if (more == inside).all():
            return int(inside.sum())
        inside = more


def world(parties: int, turns: int) -> dict[str, Any]:
    """Everything on the graph that is like a register."""
    compiled.LARGE = 0
    warm()
    made = made_stakes.world(parties)
    few, many = made_stakes.listed(parties, 0.01), made_stakes.listed(parties, 0.3)
    index = built(made)
    table = matrix(made)
    unit = few.astype(float)
    outcomes = {}

    def judge(name: str, listed: np.ndarray, **rule: Any) -> Callable[[], None]:
        def run() -> None:
            outcome = cascade(index, listed, threshold=HALF, **rule)
            outcomes[name] = (
                int(outcome.within.sum()),
                int(outcome.possible.sum()),
                int(outcome.step.max()),
            )

        return run

    cpu, wall = least(
        {
            "product": lambda: table @ unit,
            "index": lambda: built(made),
            "listed 1 %": judge("listed 1 %", few),
            "listed 30 %": judge("listed 30 %", many),
        },
        turns,
    )
    tests = aggregated()

    def all_rules() -> None:
        for place, (threshold, strict) in enumerate(tests):
            listed = made_stakes.listed(parties, 0.01, seed=10 + place)
            cascade(index, listed, threshold=threshold, strict=strict)

    rest = {
        "all rules 1 %": all_rules,
        "each alone 1 %": judge("each alone 1 %", few, strict=True, aggregate=False),
        "each alone 30 %": judge("each alone 30 %", many, strict=True, aggregate=False),
        "rows by asset": lambda: built(made).into,
        "controllers": lambda: controllers(index),
        "products to the fixpoint": lambda: products(table, few),
    }
    for name, run in rest.items():
        more = least({name: run}, 1)
        cpu |= more[0]
        wall |= more[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    changes = rejudged(index, few)
    return {
        "parties": parties,
        "stakes": len(made.owner),
        "cpu": cpu,
        "wall": wall,
        "outcomes": outcomes,
        "rules": len(tests),
        "changes": changes,
        "peak_gb": peak,
        "peak_kept_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


def aggregated() -> list[tuple[int, bool]]:
    """The tests of the registry's rules that add holdings up."""
    return [
        (rule.versions[-1].threshold, rule.versions[-1].strict)
        for rule in registry().values()
        if rule.versions[-1].descends and rule.versions[-1].aggregate and rule.versions[-1].threshold
    ]


def rejudged(index: Index, listed: np.ndarray) -> dict[str, Any]:
    """Milliseconds of 200 changes of one stake each, half of them out of parties that are in, and back."""
    kept = Recascade(index, listed, threshold=HALF)
    random = np.random.default_rng(5)
    level = kept.outcome.level
    inside = np.flatnonzero((level[index.owner] == 2) & (level[index.pot] == 2))
    rows = [*random.choice(inside, 50).tolist(), *random.integers(0, index.size, 50).tolist()]
    kept.change({int(index.held[0]): (int(index.minimum[0]), int(index.maximum[0]))})
    took, moved = [], 0
    for row in rows:
        before = (int(index.minimum[row]), int(index.maximum[row]))
        for share in ((0, 0) if before != (0, 0) else (HALF, WHOLE), before):
            began = time.perf_counter()
            changed = kept.change({int(index.held[row]): share})
            took.append(1000 * (time.perf_counter() - began))
            moved = max(moved, len(changed))
    same = bool((kept.outcome.level == level).all())
    return {
        "median_ms": float(np.median(took)),
        "p99_ms": float(np.quantile(took, 0.99)),
        "most_ms": max(took),
        "most_moved": moved,
        "same": same,
    }


def shapes() -> dict[str, Any]:
    """The shapes that are hard for some algorithm: wall milliseconds of each question."""
    compiled.LARGE = 0
    warm()
    found = {}
    for name, made in {
        "chain of 100,000": made_stakes.chain(100_000),
        "star of 100,000 owners": made_stakes.star(100_000),
        "dense core of 1,347": made_stakes.core(1347),
        "random, 100,000": made_stakes.scattered(100_000),
    }.items():
        index = built(made)
        first = np.zeros(made.parties, np.bool_)
        first[0 if "chain" in name else slice(made.parties * 6 // 10)] = True
        one: Seconds = {}
        for question, run in {
            "index": lambda made=made: built(made),
            "cascade": lambda index=index, first=first: cascade(index, first, threshold=HALF),
            "each alone": lambda index=index, first=first: cascade(
                index, first, threshold=HALF, strict=True, aggregate=False
            ),
            "controllers": lambda index=index: controllers(index),
            "integrated": lambda index=index: shares_of(index, 0),
        }.items():
            if question == "integrated" and "random" in name:
                continue  # random shares make more than the whole of many companies, and rings without an outside
            one[question] = 1000 * least({question: run}, 2)[1][question]
        found[name] = {
            "ms": one,
            "within": int(cascade(index, first, threshold=HALF).within.sum()),
            "stakes": index.size,
        }
    return found


def warm() -> None:
    """Have every loop compiled, or fetched from disk, before anything is measured."""
    made = made_stakes.world(20_000)
    index = built(made)
    few = made_stakes.listed(made.parties, 0.05)
    for aggregate in (True, False):
        cascade(index, few, threshold=HALF, aggregate=aggregate)
    controllers(index)
    chain = built(made_stakes.chain(30_000))
    shares_of(chain, 0)


def main() -> None:
    """Run one job and print what it found as JSON."""
    name, *words = sys.argv[1:]
    from benchmarks import ownership_peers

    jobs: dict[str, Callable[[], Any]] = {
        "world": lambda: world(int(words[0]), int(words[1])),
        "shapes": shapes,
        "networkx": lambda: ownership_peers.networkx_job(int(words[0]), float(words[1])),
        "neo4j": lambda: ownership_peers.neo4j_job(int(words[0]), Path(words[2]), float(words[1])),
    }
    print(json.dumps(jobs[name]()))


if __name__ == "__main__":
    main()
