"""Intervals and tests for counts, and for areas under a curve; times of several ways in turn."""

from collections.abc import Callable, Mapping, Sequence
from math import comb, sqrt
from statistics import median
from time import perf_counter
from typing import TypeVar

import numpy as np

Made = TypeVar("Made")


def in_turn(ways: Mapping[str, Callable[[], Made]], times: int = 5) -> dict[str, tuple[Made, float]]:
    """What each way gives, and the middle of the seconds that it takes, after one time for what is read once a process.

    The ways are taken in turn, so that a slow moment of the machine meets all of them.
    """
    given = {name: way() for name, way in ways.items()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            started = perf_counter()
            way()
            taken[name].append(perf_counter() - started)
    return {name: (given[name], median(taken[name])) for name in ways}


def speed(what: str, ways: Mapping[str, Callable[[], Made]]) -> list[str]:
    """A table of the time that each way takes, all that it needs included, and of that beside the first's."""
    lines, first = table(what, "time, the middle of five", "times the first's"), 0.0
    for name, (_, seconds) in in_turn(ways).items():
        first = first or seconds
        lines.append(row(name, f"{seconds:.3f} s", f"{seconds / first:.2f}"))
    return lines


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, hits / of
    middle, width = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of), (middle + width) / (1 + z * z / of)


def share(hits: int, of: int, digits: int = 4) -> str:
    """A share with its 95 % interval, as text."""
    low, high = interval(hits, of)
    return f"{hits / of if of else 0:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p that as uneven a split of the cases where two methods differ is chance."""
    total = only_one + only_other
    tail = sum(comb(total, count) for count in range(min(only_one, only_other) + 1)) / 2**total
    return min(1.0, 2 * tail)


def area(scores: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> float:
    """The area under the curve: how often a true case has the higher score than a false one, ties counted half.

    >>> area(np.array([0.9, 0.4, 0.4, 0.1]), np.array([True, True, False, False]), np.ones(4))
    0.875
    """
    values, place = np.unique(scores, return_inverse=True)
    true, false = (np.bincount(place[of], weights[of], len(values)) for of in (truth, ~truth))
    below = np.cumsum(false) - false / 2
    return float((true * below).sum() / (true.sum() * false.sum()))


def drawn_areas(
    methods: Sequence[np.ndarray], truth: np.ndarray, groups: Sequence[str], draws: int = 2_000
) -> np.ndarray:
    """The area of each method (a column) in as many draws (rows) of whole groups with replacement.

    Cases of one group, such as all names of one company, are not independent: they are drawn together, and the same
    ones for all methods, so that the difference of two columns has the spread of the difference.
    """
    names, group = np.unique(np.array(groups), return_inverse=True)
    random = np.random.default_rng(1)
    found = np.empty((draws, len(methods)))
    for draw in range(draws):
        weights = np.bincount(random.integers(len(names), size=len(names)), minlength=len(names))[group]
        found[draw] = [area(scores, truth, weights) for scores in methods]
    return found


def spread(drawn: np.ndarray) -> str:
    """The middle 95 % of what was drawn, as text."""
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{low:.3f} to {high:.3f}"


def row(*cells: object) -> str:
    """A row of a Markdown table; whole numbers with commas."""
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"


def table(*heads: str) -> list[str]:
    """The first two lines of a Markdown table."""
    return [row(*heads), "|---" * len(heads) + "|"]
