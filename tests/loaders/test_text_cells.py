"""Texts in an array of bytes as columns, by loops, compiled and not."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from beholden.graph import text_columns
from beholden.graph.ownership import compiled
from beholden.loaders.text_cells import PADDING, Texts, dates

WORDS = [
    *("a", "ab", "abcdefgh", "abcdefghi", "a text of some length", "", "ab", "žluťoučký kůň"),
    *("a text of some length", "a text of some lengtz"),
]


@pytest.fixture(params=["compiled", "as it is"])
def texts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Texts:
    """The words, read by compiled loops and by those that are not."""
    monkeypatch.setattr(compiled, "LARGE", 0 if request.param == "compiled" else 1 << 40)
    parts = [word.encode() for word in WORDS]
    data = np.frombuffer(b"".join(parts) + bytes(PADDING), np.uint8)
    return Texts.between(data, np.cumsum([0, *map(len, parts)]), 0)


def cells(*numbers: int) -> np.ndarray:
    """Cells of these numbers."""
    return np.array(numbers, np.int32)


def test_each_text_is_in_a_column(texts: Texts) -> None:
    assert texts.all().to_list() == WORDS
    assert texts.column(cells(4, -1, 5)).to_list() == [WORDS[4], None, ""]
    assert texts.column(cells(4, 2, -1, 0), 5).to_list() == ["a tex", "abcde", None, "a"]


def test_texts_stand_behind_a_prefix(texts: Texts) -> None:
    assert texts.prefixed("a longer prefix/", cells(7, 5, 4)).to_list() == [
        *("a longer prefix/žluťoučký kůň", "a longer prefix/", "a longer prefix/a text of some length")
    ]


def test_texts_are_compared(texts: Texts) -> None:
    ones, others = cells(1, 4, 8, 5, -1, 0), cells(6, 8, 9, -1, -1, 2)
    assert texts.alike(ones, others).tolist() == [True, True, False, False, False, False]


def test_lists_of_texts_are_a_column_and_their_memory_is_let_go_with_it(texts: Texts) -> None:
    before = set(text_columns._lent)
    there = np.array([True, True, False, True])
    lists = texts.lists(np.arange(10, dtype=np.int32), np.array([0, 0, 3, 5, 10]), there)
    assert lists.to_list() == [[], WORDS[:3], None, WORDS[5:]]
    part = lists.gather([3, 1])
    del lists
    gc.collect()
    assert part.to_list() == [WORDS[5:], WORDS[:3]]
    del part
    gc.collect()
    # Other tests' columns may be let go meanwhile.
    assert set(text_columns._lent) <= before


def test_texts_that_are_asked_one_by_one_are_theirs(texts: Texts) -> None:
    assert texts.each(cells(7, 0)) == [WORDS[7], "a"]


def test_days_are_dates() -> None:
    assert [str(day) for day in dates(np.array([0, 19_782, -1], np.int32))] == [
        *("1970-01-01", "2024-02-29", "1969-12-31")
    ]
