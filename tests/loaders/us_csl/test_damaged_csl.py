"""Damages that mutated files met."""

from pathlib import Path

import pytest

from beholden.errors import SourceError
from beholden.loaders import Rejected
from beholden.loaders.us_csl.rows import COLUMNS, read_file

HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize("text", ['\r\n "resul', "\n" + HEADER + "\n"])
def test_a_file_that_begins_with_an_empty_line_is_one_error(text: str, tmp_path: Path) -> None:
    file = tmp_path / "consolidated.csv"
    file.write_bytes(text.encode())
    with pytest.raises(
        SourceError, match=r"^consolidated\.csv:1: the header is ''; a file of this source has "
    ):
        list(read_file(file))


def test_a_carriage_return_in_the_last_row_ends_it_and_what_is_left_are_rejects(tmp_path: Path) -> None:
    file = tmp_path / "consolidated.csv"
    file.write_bytes(f'{HEADER}\n"Entity List",\r"",""'.encode())
    rows = list(read_file(file))
    assert [row.where for row in rows if isinstance(row, Rejected)] == [
        "consolidated.csv:2",
        "consolidated.csv:3",
    ]
    assert len(rows) == 2
