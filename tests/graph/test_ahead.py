"""Things that are made ahead come in their order, and what goes wrong with one is raised in its place."""

import time
from collections.abc import Iterator

import pytest

from beholden.graph.ahead import ahead, made_ahead


def slow_if_even(number: int) -> int:
    time.sleep(0.01 * (number % 2 == 0))
    return number * 10


def broken_at(last: int) -> Iterator[int]:
    yield from range(last)
    raise ValueError(str(last))


def test_what_is_made_of_items_comes_in_their_order() -> None:
    assert list(made_ahead(slow_if_even, range(9))) == [number * 10 for number in range(9)]
    assert list(made_ahead(slow_if_even, [])) == []


def test_what_goes_wrong_in_making_one_is_raised_in_its_place() -> None:
    made = made_ahead(lambda number: 1 // (3 - number), range(9))
    assert [next(made) for _ in range(3)] == [0, 0, 1]
    with pytest.raises(ZeroDivisionError):
        next(made)


@pytest.mark.parametrize("items", [ahead(broken_at(5)), made_ahead(slow_if_even, broken_at(5))])
def test_what_goes_wrong_with_the_items_is_raised(items: Iterator[int]) -> None:
    with pytest.raises(ValueError, match="5"):
        list(items)
