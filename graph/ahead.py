"""Making the next of many things while the one before is worked on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


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
