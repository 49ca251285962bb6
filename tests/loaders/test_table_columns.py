"""Plain rows of tables, read by loops, compiled and not: as Python's own reader of CSV reads them, or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from beholden.graph.ownership import compiled
from beholden.loaders.table_columns import table_chunks

HEADER = '"a","b, c",d'
PLAIN = (
    '"1","two","three"',
    "1,two,three",
    '1,"two, or more",three',
    ",,",
    '"","",""',
    '"",x,',
    " 1 , two , three ",
    '"a text of some length","","žluťoučký kůň"',
    "a text of some length,\u2028,\x7f",
)
OTHERS = (
    '"1","say ""two""","three"',
    "1,two",
    "1,two,three,four",
    '"1","two","three",',
    "back\\slash,two,three",
    '"a\ttab","two","three"',
    '"1","two\nlines","three"',
    '"1","two\r\nlines","three"',
    "\ufeff1,two,three",
    f'"{"long" * (1 << 18)}","two","three"',
)


@pytest.fixture(params=["compiled", "as it is"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loops, compiled or as they are."""
    if request.param == "compiled":
        monkeypatch.setattr(compiled, "LARGE", 0)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_read_as_another_reader_reads_them(end: str, either: None, tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    lines = [HEADER, *PLAIN, "", *OTHERS, PLAIN[0], *OTHERS, *PLAIN]
    path.write_text(end.join(lines) + end, newline="")
    (chunk, rest) = table_chunks(path)
    assert rest.cells().is_empty()
    with path.open(newline="") as opened:
        expected = [row for row in csv.reader(opened, strict=True) if row][1:]
    rows = list(zip(chunk.lines, map(list, chunk.cells().fill_null("").iter_rows()), strict=True))
    assert len(rows) == 2 * len(PLAIN) + 1
    assert len(chunk.others) == 2 * len(OTHERS)
    assert chunk.cells().columns == ["a", "b, c", "d"]
    read = dict(rows)
    for line, row in chunk.others:
        read[line] = list(row[1].values()) if isinstance(row, tuple) else row.text.split(",")
    found = [read[line] for line in sorted(read)]
    assert [row for row in found if len(row) == 3] == [row for row in expected if len(row) == 3]
    assert len(found) == len(expected)


def test_rows_of_many_blocks_are_read_in_order(either: None, small: None, tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    rows = [f'"{number}","{"x" * (number % 90)}",{number % 7 or ""}' for number in range(300)]
    rows[100:100] = ['"1","' + "\n".join(["many lines, which look like rows"] * 200) + '",""']
    path.write_text("\n".join([HEADER, *rows]))
    chunks = list(table_chunks(path))
    assert len(chunks) > 5
    assert [int(number) for chunk in chunks for number in chunk.cells()["a"]] == list(range(300))
    assert [len(row[1]["b, c"]) for chunk in chunks for _, row in chunk.others if isinstance(row, tuple)] == [
        6599
    ]
