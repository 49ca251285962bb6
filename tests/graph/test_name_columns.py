"""The keys of names in columns are those of the names one by one."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.matching import words
from beholden.graph.name_columns import plain_keys
from beholden.graph.name_keys import NameKeys, name_keys

WORDS = st.sampled_from(
    (
        *(
            "Kite",
            "Lamp",
            "kite's",
            "A",
            "B.",
            "S.",
            "S.A.",
            "360",
            "7",
            "K",
            "&",
            "-",
            "Öl",
            "海康",
            "(Kite)",
            '"Kite"',
        ),
        *(
            "Ltd",
            "Ltd.",
            "Co.,",
            "Co",
            "Limited",
            "Company",
            "GmbH",
            "KG",
            "AB",
            "(publ)",
            "SA",
            "PT",
            "JSC",
            "Oy",
        ),
        *(
            "Private",
            "Public",
            "Joint",
            "Stock",
            "Company Limited",
            "d/b/a",
            "formerly",
            "and any successors thereof",
        ),
        *(
            "*",
            "[1]",
            "\t",
            "\x1f",
            "'",
            "`",
            "_",
            "K",
            "ſ",
            "of",
            "in",
            "Partnership",
            "LIMITED LIABILITY COMPANY",
        ),
    )
)
NAMES = st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=30)


def rows(name: str) -> list[tuple[str, str, str]]:
    """The rows that one by one gives for a name."""
    return [(name, *(key or ("", ""))) for key in dict.fromkeys(name_keys(name))]


@given(st.lists(NAMES, unique=True, max_size=8))
def test_names_in_columns_have_the_keys_that_they_have_one_by_one(names: list[str]) -> None:
    series = pl.Series("name", names, dtype=pl.String)
    plain = plain_keys(series)
    assert plain.rows() == [row for name in names if name in set(plain["name"]) for row in rows(name)]
    assert NameKeys().rows(series).rows() == [row for name in sorted(names) for row in rows(name)]


@given(st.lists(NAMES, max_size=8))
def test_names_are_compared_by_the_same_keys_in_columns_and_one_by_one(names: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_FEW", -1)
        found = words.name_key_columns(pl.Series("name", names, dtype=pl.String))
    assert found.rows() == [words.name_key(name) for name in names]


@pytest.mark.parametrize(
    "name",
    [
        "Kite Holdings 5 Limited",
        "KITE & LAMP CO., LTD.",
        "Kite (Lamp) GmbH & Co. KG",
        "Lamp's Inc",
        "360 Ltd",
        "Limited",
    ],
)
def test_a_name_with_forms_at_its_end_is_plain(name: str) -> None:
    assert plain_keys(pl.Series("name", [name])).rows() == rows(name)


@pytest.mark.parametrize(
    "name",
    [
        "S A Kite",
        "Kite (KT)",
        "Kite d/b/a Lamp",
        "PT Kite",
        "Kite AB Oy Ltd Inc",
        "Kité",
        "Kite*",
        "",
        " Kite ",
    ],
)
def test_a_name_that_needs_a_closer_look_is_not_plain(name: str) -> None:
    assert plain_keys(pl.Series("name", [name])).is_empty()
