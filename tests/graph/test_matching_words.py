import doctest

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.matching import words
from beholden.graph.matching.words import (
    GROUP,
    NUMBER,
    PLACE,
    PLAIN,
    Vocabulary,
    content_words,
    key_table,
    name_key,
    name_table,
)


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Kite International Technologies Co., Ltd.", ["kite", "international", "technology"]),
        ("Groupe Kite", ["kite"]),
        ("Group Holding", ["group", "holding"]),
        ("The Kite of the South", ["kite", "south"]),
        ("ООО Змей Восток", ["zmey", "vostok"]),
        ("海康威视", ["haikangweishi"]),
        ("연 주식회사", ["yeon"]),
        ("شركة الطائرة", ["shrkh", "ltirh"]),
        ("Πετρέλαια", ["petrelaia"]),
        ("カイト", ["kaito"]),
        ("", []),
    ],
)
def test_the_words_of_a_name(name: str, found: list[str]) -> None:
    told, _ = content_words(pl.Series([name_key(name)[0]], dtype=pl.String))
    assert [told.texts[place] for place in told.places] == found
    assert told.names.tolist() == [0] * len(found)


def test_what_words_weigh() -> None:
    vocabulary = Vocabulary()
    vocabulary.number(
        ["group", "technology", "thailand", "symphony", "hikvision", "7th", "eighth", "x1", "bq"]
    )
    words = vocabulary.frame()
    assert words["weight"][:5].is_sorted()
    assert (words["weight"][5:] * 10).round().to_list() == [8, 8, 8, 6]
    assert words["role"].to_list() == [GROUP, PLAIN, PLACE, PLAIN, PLAIN, NUMBER, NUMBER, NUMBER, PLAIN]


def test_a_table_of_names() -> None:
    vocabulary = Vocabulary()
    table = name_table(["Kite Group AG", "AG Kite", "BT plc", ""], vocabulary)
    assert table.names.select("joined", "form", "count", "group", "initials").rows() == [
        ("kite", "ag", 1, True, ""),
        ("agkite", "", 2, False, ""),
        ("btplc", "", 2, False, ""),
        ("", "", 0, False, ""),
    ]
    assert [list(vocabulary.numbers)[word] for word in table.words["word"]] == [
        "kite",
        "ag",
        "kite",
        "bt",
        "plc",
    ]
    part = table.part(1, 2)
    assert part.names["name"].to_list() == [1, 2]
    assert part.words["name"].to_list() == [1, 1, 2, 2]


@given(st.lists(st.text(max_size=30), max_size=8))
def test_every_text_is_a_row(texts: list[str]) -> None:
    table = key_table([name_key(text) for text in texts], Vocabulary())
    assert table.names.height == len(texts)
    assert table.words.height == table.names["count"].sum()


@given(st.lists(st.text("ab é7日OF&", max_size=12), max_size=8))
def test_a_text_that_is_there_twice_is_two_rows_with_the_same_words(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    table = name_table(texts * 2, vocabulary)
    alone = key_table([name_key(text) for text in texts * 2], vocabulary)
    assert table.names.equals(alone.names)
    assert table.words.equals(alone.words)
    known = list(vocabulary.numbers)
    words: list[list[str]] = [[] for _ in texts * 2]
    for name, word in table.words.iter_rows():
        words[name].append(known[word])
    for row, own in zip(table.names.iter_rows(named=True), words, strict=True):
        assert row["joined"] == "".join(own)
        assert row["ordered"] == "".join(sorted(own))
        assert row["first"] == (vocabulary.numbers[own[0]] if own else None)


@pytest.mark.parametrize("is_compiled", [True, False])
@given(st.lists(st.text("ab é ", max_size=9) | st.just("kite lamp  kite"), max_size=8))
def test_a_loop_finds_the_words_that_columns_have(is_compiled: bool, texts: list[str]) -> None:
    bases = pl.Series(texts, dtype=pl.String)
    with pytest.MonkeyPatch.context() as patch:
        if not is_compiled:
            patch.setattr(words, "compiled", lambda kernel: kernel)
        found, right = words._split(bases), words._split_in_columns(bases)
    assert [list(part) for part in found] == [list(part) for part in right]
