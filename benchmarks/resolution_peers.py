"""Scores of nomenklatura, run in an environment of its own: BEHOLDEN_NOMENKLATURA names its Python."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

ALGORITHMS = ("regression-v1", "logic-v1", "logic-v2")


def nomenklatura(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[Any, float]]:
    """Algorithm → scores and seconds; empty where there is no environment with nomenklatura."""
    python = os.environ.get("BEHOLDEN_NOMENKLATURA")
    if not python:
        print("nomenklatura is left out: BEHOLDEN_NOMENKLATURA names no Python that has it", file=sys.stderr)
        return {}
    found: dict[str, tuple[Any, float]] = {}
    for algorithm in ALGORITHMS:
        done = subprocess.run(
            [python, __file__, algorithm],
            input=json.dumps(pairs),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"nomenklatura {algorithm} failed: {done.stderr[-300:]}", file=sys.stderr)
            continue
        answer = json.loads(done.stdout.splitlines()[-1])
        found[f"nomenklatura {answer['version']} {algorithm}"] = (answer["scores"], answer["seconds"])
    return found


def _score(algorithm_name: str) -> None:
    """Run inside the other environment: pairs on stdin, scores on stdout."""
    from importlib.metadata import version

    from followthemoney import model  # type: ignore[import-not-found]
    from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found]
    from nomenklatura.matching.types import ScoringConfig  # type: ignore[import-not-found]

    algorithm = get_algorithm(algorithm_name)
    config = ScoringConfig.defaults()

    def company(name: str, number: int) -> Any:
        return model.get_proxy({"id": f"c{number}", "schema": "Company", "properties": {"name": [name]}})

    scores = []
    started = time.perf_counter()
    for number, (one, other) in enumerate(json.load(sys.stdin)):
        result = algorithm.compare(company(one, 2 * number), company(other, 2 * number + 1), config)
        scores.append(result.score)
    took = time.perf_counter() - started
    print(json.dumps({"scores": scores, "seconds": took, "version": version("nomenklatura")}))


if __name__ == "__main__":
    _score(sys.argv[1])
