"""Several writers at once: none meets another at a node, each row is written once, the first error ends all."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import polars as pl
import pytest

from beholden.graph.neo4j.apart import do_apart
from beholden.graph.neo4j.changes import BUCKETS, _cells


@dataclass(frozen=True)
class Piece:
    number: int
    buckets: frozenset[int]


def test_tasks_with_a_bucket_in_common_are_never_done_at_once() -> None:
    tasks = [Piece(number, frozenset((number % 4, number * 7 % 4))) for number in range(200)]
    tasks.append(Piece(200, frozenset()))
    busy: list[int] = []
    met: list[int] = []
    done: list[int] = []
    lock = threading.Lock()

    def work(task: Piece) -> None:
        with lock:
            met.extend(bucket for bucket in task.buckets if bucket in busy)
            busy.extend(task.buckets)
        threading.Event().wait(0.001)
        with lock:
            for bucket in task.buckets:
                busy.remove(bucket)
            done.append(task.number)

    do_apart(tasks, work, 4)
    assert met == []
    assert sorted(done) == list(range(201))


def test_the_first_error_ends_all_and_is_raised() -> None:
    done: list[int] = []

    def work(task: Piece) -> None:
        if task.number == 3:
            raise ValueError("three")
        done.append(task.number)

    with pytest.raises(ValueError, match="three"):
        do_apart([Piece(number, frozenset((0,))) for number in range(100)], work, 4)
    assert done == [0, 1, 2]


def test_many_relations_are_parted_by_their_ends_and_none_is_lost() -> None:
    rows = pl.DataFrame(
        {
            "id": [str(number) for number in range(30_000)],
            "from_id": [f"a/{number % 997}" for number in range(30_000)],
            "to_id": [f"b/{number % 1009}" for number in range(30_000)],
        }
    )
    cells = list(_cells(rows))
    assert sorted(id for _, cell in cells for id in cell["id"]) == sorted(rows["id"])
    assert len({buckets for buckets, _ in cells}) == len(cells) == BUCKETS * (BUCKETS + 1) // 2
    where: dict[str, set[frozenset[int]]] = {}
    for buckets, cell in cells:
        for end in {*cell["from_id"], *cell["to_id"]}:
            where.setdefault(end, set()).add(buckets)
    assert all(frozenset.intersection(*found) for found in where.values()), "an end has a bucket of its own"


def test_few_relations_take_every_bucket() -> None:
    rows = pl.DataFrame({"id": ["1"], "from_id": ["a"], "to_id": ["b"]})
    ((buckets, cell),) = _cells(rows)
    assert buckets == frozenset(range(BUCKETS))
    assert cell.equals(rows)
