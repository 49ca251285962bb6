"""Making the next of many things while the one before is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_AT_ONCE = 2
"""How many things are made at once: each takes memory, and of what Python itself does one at a time."""


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Yield these items, each made on a second thread while the caller works on the one before.

    One is ahead and no more, so that memory does not grow. What goes wrong in making one is raised in its place.
    """
    made = iter(items)
    end = object()
    with ThreadPoolExecutor(max_workers=1) as second:
        coming = second.submit(next, made, end)
        while (item := coming.result()) is not end:
            coming = second.submit(next, made, end)
            yield item  # type: ignore[misc]


def made_ahead(make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """Yield what is made of each of these items, in their order, while the next are made, each on a thread.

    What goes wrong in making one is raised in its place, what goes wrong with the items before the last ones made. One
    that is alone needs no thread: a new one compiles every expression of polars anew.
    """
    coming: deque[Future[Made]] = deque()
    given = iter(items)
    first = list(islice(given, 2))
    if len(first) < 2:
        yield from map(make, first)
        return
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as others:
        for item in chain(first, given):
            coming.append(others.submit(make, item))
            if len(coming) == _AT_ONCE:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
