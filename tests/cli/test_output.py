"""What commands print: in CSV a text that a spreadsheet would run is text, and JSON has it as it is."""

import csv
import io
import json

import pytest

from beholden.cli.output import write_rows

ROW = ["=1+1", -0.5, ["@SUM(A1)", "b"], None, " \t+cmd", "Kite AG", True]
COLUMNS = ["a", "b", "c", "d", "e", "f", "g"]


def test_csv_has_no_cell_that_a_spreadsheet_would_run(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(COLUMNS, [ROW], "csv")
    _, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert row == ["'=1+1", "-0.5", "'@SUM(A1); b", "", "' \t+cmd", "Kite AG", "yes"]


def test_json_has_every_value_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(COLUMNS, [ROW], "json")
    assert json.loads(capsys.readouterr().out) == [dict(zip(COLUMNS, ROW, strict=True))]
