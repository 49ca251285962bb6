"""The same work for several things at once: columns are worked on outside of Python, so that threads are enough."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def side_by_side(make: Callable[[str], Made], kinds: Iterable[str]) -> dict[str, Made]:
    """What is made for each kind, in the order of the kinds; of several errors the first kind's is raised."""
    names = list(kinds)
    return dict(zip(names, each(make, names), strict=True))


def each(make: Callable[[Given], Made], things: Iterable[Given]) -> list[Made]:
    """What is made of each thing, in their order; of several errors the first thing's is raised."""
    given = list(things)
    if len(given) < 2:
        return [make(one) for one in given]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(make, given))
