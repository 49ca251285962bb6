"""Tables as CSV files, and as cells of the page."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import CaseError
from beholden.pages.tables import csv_text, file_names, page_cell, path_rows

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_a_text_comes_back_with_at_most_an_apostrophe_before_it(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))
    assert read[0] == ["a", "b"]
    assert len(read) == len(rows) + 1
    for found, given_row in zip(read[1:], rows, strict=True):
        for cell, text in zip(found, given_row, strict=True):
            assert cell in (text, "'" + text)
            assert cell.lstrip()[:1] not in ("=", "+", "-", "@")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "\ufeff=1", "＝1"])
def test_a_formula_is_defended(text: str) -> None:
    assert next(csv.reader(io.StringIO(csv_text([text], []), newline=""))) == ["'" + text]


def test_numbers_lists_and_missing_values() -> None:
    text = csv_text(["a", "b", "c", "d", "e"], [[-5, 0.3635, None, ["x", "=y"], True]])
    assert text == "a,b,c,d,e\r\n-5,0.3635,,x; =y,true\r\n"


def test_a_line_break_stays_in_its_cell() -> None:
    assert csv_text(["a"], [['two\nlines, and "quotes"']]) == 'a\r\n"two\nlines, and ""quotes"""\r\n'


@pytest.mark.parametrize("name", ["", "../up", "a/b", "Ä", "UPPER", ".hidden", "paths", "citations"])
def test_a_table_id_that_is_no_file_of_its_own_is_refused(name: str) -> None:
    with pytest.raises(CaseError, match="table id"):
        file_names([{"id": name}])


def test_the_same_table_id_twice_is_refused() -> None:
    with pytest.raises(CaseError, match="taken"):
        file_names([{"id": "a"}, {"id": "a"}])


def test_a_path_gives_a_row_for_each_arrow_with_shares_as_fractions(report: dict[str, Any]) -> None:
    rows = list(path_rows(report["paths"]))
    assert len(rows) == sum(len(path["arrows"]) for path in report["paths"])
    assert [row[13:18] for row in rows if row[13] or row[16]] == [
        [1.0, None, None, None, None],
        [0.3635, None, None, None, None],
        [1.0, None, None, None, None],
        [None, None, 0.5, 0.25, None],
    ]


def test_cells_of_the_page() -> None:
    assert page_cell("min_share", 0.3635)["text"] == "36.35 %"
    assert page_cell("min_share", None)["text"] == "not stated"
    assert page_cell("known_share", 1.2)["text"] == "1.2"
    assert page_cell("value", 0.5)["text"] == "0.5"
    assert page_cell("name_match", "name match, not confirmed")["look"] == "badge"
    assert page_cell("listed", True)["text"] == "yes"
    assert page_cell("citations", [1, 2])["cites"] == [1, 2]
