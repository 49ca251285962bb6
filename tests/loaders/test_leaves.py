"""Columns of what stands at the paths of plain lines, made by loops, compiled and not: as Python's own texts give."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.ownership import compiled
from beholden.loaders.eights import PADDING, PIECE, count_of
from beholden.loaders.json_columns import LIST, NUMBER, TEXT, Block, Shape, object_of
from beholden.loaders.leaves import Layout, Leaves, Numbered, together
from tests.loaders.both_ways import SLOW

LAYOUT = Layout(
    bare=("a", "n"),
    parts=("b",),
    count=2,
    numbered=("b", "a", "n", "all"),
    joined=((("o.c", "a", "b"), ", "), (("b", "a"), "")),
    having=(("o",), ("a", "b")),
)
SHAPE = Shape(
    object_of({"a": TEXT, "b": TEXT, "n": NUMBER, "all": LIST, "o": object_of({"c": TEXT})}), LAYOUT.paths()
)
BLANKS = [letter for letter in map(chr, range(sys.maxunicode + 1)) if letter.isspace() and letter >= " "]
"""Blanks that may stand in a text of JSON as they are."""

TEXTS = (
    *("", "x", "é", "李", "\U0001f600", '"', "\\", "\n", "\b", " ", "\xa0", "\u3000", "/"),
    "a text of words",
)


@pytest.fixture(params=["compiled", "as it is"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The loops, compiled or as they are."""
    if request.param == "compiled":
        monkeypatch.setattr(compiled, "LARGE", 0)
    yield request.param


def leaves_of(items: list[Any]) -> Leaves:
    """The leaves of a line each of these, all of which are plain."""
    data = "\n".join(json.dumps(item, ensure_ascii=False) for item in items).encode()
    block = Block(Path("made.json"), data + bytes(PADDING), len(data), 1, len(items), True, len(data))
    lines = block.read(SHAPE)
    assert len(lines.numbers) == len(items)
    return lines.leaves


def each(found: Numbered) -> list[Any]:
    """What each row has."""
    return [[*found.values, None][number] for number in found.number.tolist()]


def hold(items: list[Any]) -> None:
    """Every sort of column has what Python makes of the items."""
    leaves = leaves_of(items)
    found = leaves.laid_out(LAYOUT)
    assert leaves.columns(("a",))["a"].to_list() == [item.get("a") for item in items]
    assert found.texts["a"].to_list() == [item["a"].strip() if "a" in item else None for item in items]
    for name in "ab":
        assert each(found.numbered[name]) == [item.get(name) for item in items]
        assert len(set(found.numbered[name].values)) == len(found.numbered[name].values)
    numbers = [str(item["n"]) if "n" in item else None for item in items]
    assert found.texts["n"].to_list() == each(found.numbered["n"]) == numbers
    assert each(together([found.numbered["a"], found.numbered["n"]])) == [
        (item.get("a"), number) for item, number in zip(items, numbers, strict=True)
    ]
    lists = [[] if texts is None else json.loads(f'["{texts}"]') for texts in each(found.numbered["all"])]
    assert lists == [item.get("all", []) for item in items]
    parts = [(item.get("o", {}).get("c", ""), item.get("a", ""), item.get("b", "")) for item in items]
    first, other = found.joined
    assert first.to_list() == [", ".join(filter(None, map(str.strip, texts))) for texts in parts]
    assert other.to_list() == ["".join(map(str.strip, texts[:0:-1])) for texts in parts]
    assert found.texts["b"].to_list() == [
        "/".join(item["b"].strip("/").split("/")[-2:]) if "b" in item else None for item in items
    ]
    objects, either = found.having
    assert objects.tolist() == ["o" in item for item in items]
    assert either.tolist() == ["a" in item or "b" in item for item in items]


def test_columns_are_what_python_makes_of_the_texts(either: str) -> None:
    around = [f"{before}x{after}" for before in TEXTS for after in TEXTS]
    items = [{"a": text, "b": f"{text}/{text}", "all": [text, text], "o": {"c": text}} for text in around]
    odd: list[Any] = [{}, {"n": -7}, {"all": []}, {"b": "//a//b/"}, {"b": "/"}, {"b": "a/b/c", "a": "\n"}]
    hold([*items, *reversed(items), *odd])


def test_every_blank_of_python_is_taken_from_the_ends(either: str) -> None:
    texts = [
        text
        for blank in BLANKS
        for text in (blank, blank * 2, f"{blank}x{blank}", f"x{blank}x", f"é{blank}\t")
    ]
    near = [chr(ord(blank) + step) for blank in BLANKS for step in (-1, 1) if blank > " "]
    hold([{"a": text, "o": {"c": text}} for text in (*texts, *near)])


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.thorough
@SLOW
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "a": _TEXTS, "b": st.text("/ab\\ é"), "n": st.integers(-(10**14), 10**14),
                "all": st.lists(_TEXTS), "o": st.fixed_dictionaries({"c": _TEXTS}),
            },
        ),
        min_size=1,
    )
)  # fmt: skip
def test_columns_of_made_texts_are_what_python_makes_of_them(items: list[Any]) -> None:
    hold([item for item in items if "\\u" not in json.dumps(item, ensure_ascii=False)])


def test_what_is_so_of_a_value_is_so_of_its_rows() -> None:
    values = Numbered(["a", "b"], np.array([1, 2, 0, 1]))
    assert values.there().tolist() == [True, False, True, True]
    assert values.flags([True, False]).tolist() == [False, False, True, False]
    assert values.flags([True, False], otherwise=True).tolist() == [False, True, True, False]
    assert values.made(["A", "B"]).to_list() == ["B", None, "A", "B"]


def test_bytes_are_counted_in_pieces() -> None:
    assert count_of(10, np.frombuffer(b"\n" * (2 * PIECE + 1) + b"x", np.uint8)) == 2 * PIECE + 1
    assert count_of(10, np.zeros(0, np.uint8)) == 0
