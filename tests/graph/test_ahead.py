"""Things that are made ahead come in their order, and what goes wrong with one is raised in its place."""

from collections.abc import Iterator

import pytest

from beholden.graph.ahead import ahead


def broken_at(last: int) -> Iterator[int]:
    yield from range(last)
    raise ValueError(str(last))


def test_items_come_in_their_order() -> None:
    assert list(ahead(range(9))) == list(range(9))
    assert list(ahead([])) == []


def test_what_goes_wrong_in_making_one_is_raised_in_its_place() -> None:
    made = ahead(broken_at(3))
    assert [next(made) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="3"):
        next(made)
