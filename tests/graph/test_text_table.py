"""Looking up columns of texts: every text finds its own, what is not there null or an error, in the column's order."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.text_table import TextTable


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_a_column_is_looked_up_as_a_dictionary_would(known: dict[str, str], asked: list[str]) -> None:
    table = TextTable(known.keys(), known.values())
    texts = pl.Series("asked", asked, dtype=pl.String)
    assert table.get(texts).to_list() == [known.get(text) for text in asked]
    assert table.get(texts).name == "asked"
    own = pl.Series("own", [text for text in asked if text in known], dtype=pl.String)
    assert table.of(own).to_list() == [known[text] for text in own]


def test_a_text_that_must_be_there_and_is_not_is_named() -> None:
    table = TextTable(["a", "b"], pl.Series([1, 2]))
    assert table.of(pl.Series(["b", "a", "b"])).to_list() == [2, 1, 2]
    with pytest.raises(KeyError, match="kite"):
        table.of(pl.Series(["a", "kite"]))
