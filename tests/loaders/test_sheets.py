"""Workbooks are read whole, or refused with one error: never in part."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from beholden.errors import SourceError
from beholden.loaders import sheets
from beholden.loaders.sheets import document_properties, sheet_headers, sheet_rows
from tests.workbook import Rows, workbook

ROWS: Rows = [
    ["id", "name", "share", "on", "flag"],
    [40023788.0, "Kite", 0.125, dt.datetime(2026, 1, 8, 1, 0), True],
    [],
    [2, " two\u00a0blanks ", None, dt.datetime(2026, 1, 8)],
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(
        workbook({"Empty": [], "Rows": ROWS}, creator="Somebody", created="2026-01-08T09:00:00Z")
    )
    return path


def test_cells_are_text_with_the_number_of_their_row(book: Path) -> None:
    assert sheet_headers(book) == {"Rows": ["id", "name", "share", "on", "flag"]}
    assert list(sheet_rows(book, "Rows")) == [
        (2, ["40023788", "Kite", "0.125", "2026-01-08 01:00:00", "true"]),
        (4, ["2", " two\u00a0blanks ", "", "2026-01-08", ""]),
    ]


def test_what_a_sheet_says_of_its_size_cuts_nothing_off(tmp_path: Path) -> None:
    for dimension in ("A1", "A1:B2", "A1:ZZ9999"):
        path = tmp_path / "book.xlsx"
        path.write_bytes(
            workbook({"Rows": [["n"], *([number] for number in range(2_500))]}, dimension=dimension)
        )
        assert [cells for _, cells in sheet_rows(path, "Rows")] == [[str(number)] for number in range(2_500)]


def test_a_control_character_is_what_the_workbook_spells(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"Rows": [["name"], ["two_x000D_\nlines"]]}))
    assert list(sheet_rows(path, "Rows")) == [(2, ["two\r\nlines"])]


def test_properties_are_what_the_writing_program_put(book: Path, tmp_path: Path) -> None:
    assert document_properties(book) == {"creator": "Somebody", "created": "2026-01-08T09:00:00Z"}
    assert document_properties(tmp_path / "nothing.xlsx") == {}


def test_a_workbook_cut_at_any_byte_is_an_error(book: Path, tmp_path: Path) -> None:
    whole, copy = book.read_bytes(), tmp_path / "copy.xlsx"
    for length in range(0, len(whole), 7):
        copy.write_bytes(whole[:length])
        with pytest.raises(SourceError):
            list(sheet_rows(copy, "Rows"))


def test_a_changed_byte_gives_an_error_or_the_same_rows(book: Path, tmp_path: Path) -> None:
    whole, copy = book.read_bytes(), tmp_path / "copy.xlsx"
    rows = list(sheet_rows(book, "Rows"))
    for place in range(0, len(whole), 5):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            assert list(sheet_rows(copy, "Rows")) == rows, f"byte {place}"
        except SourceError:
            continue


def test_what_would_unpack_to_too_much_is_not_unpacked(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST", 100)
    with pytest.raises(SourceError, match="more than the 100 that are read"):
        sheet_headers(book)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nothing.xlsx: cannot be read"):
        sheet_headers(tmp_path / "nothing.xlsx")
