"""Work done by several threads at once, never two at the same time that need the same bucket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from typing import Protocol, TypeVar


class Task(Protocol):
    """Something to do, and the buckets it needs for itself."""

    @property
    def buckets(self) -> frozenset[int]:
        """The buckets; tasks without one are done at any time."""
        ...


T = TypeVar("T", bound=Task)


def do_apart(tasks: Sequence[T], work: Callable[[T], None], threads: int) -> None:
    """Do all tasks. The first error, also Ctrl-C, lets the others end what they are at, and is raised."""
    waiting = list(tasks)
    taken: set[int] = set()
    changed = Condition()

    def next_task() -> T | None:
        with changed:
            while waiting:
                for place, task in enumerate(waiting):
                    if not taken & task.buckets:
                        taken.update(task.buckets)
                        return waiting.pop(place)
                changed.wait()
            return None

    def stop() -> None:
        with changed:
            waiting.clear()
            changed.notify_all()

    def go_on() -> None:
        while (task := next_task()) is not None:
            try:
                work(task)
            except BaseException:
                stop()
                raise
            finally:
                with changed:
                    taken.difference_update(task.buckets)
                    changed.notify_all()

    with ThreadPoolExecutor(threads) as pool:
        try:
            for done in [pool.submit(go_on) for _ in range(threads)]:
                done.result()
        finally:
            stop()
