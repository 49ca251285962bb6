"""The files of this folder that have one fault each, made from one mapping and one table without any.

`python -m tests.loaders.mapped.mapped_fixtures`, from the top of the checkout, writes them.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from tests.workbook import workbook, write

HERE = Path(__file__).parent

MAPPING = """\
[source]
id = "faults"
title = "A list"
publisher = "Somebody"
page = "https://list.example"
licence = "none stated"
redistribute = false
grade = "press"
max_age_days = 30

[citation]
page = "Page"

[entity]
kind = { column = "Type", words = { "Firm" = "Company", "Agency" = "PublicBody" } }
id = "No."
name = "Name"
country = "Country"

[entity.properties]
region = "Text"

[[relation]]
kind = "MEMBER_OF"
to = { column = "Club" }
start = { column = "Since", format = "day-month-year" }
"""
COLUMNS = ("No.", "Name", "Type", "Country", "Text", "Club", "Since", "Page")
GOOD = ("1", "Kite Ltd", "Firm", "LV", "north", "ungc", "28/03/2019", "https://list.example/1")


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> str:
    return "".join(",".join(row) + "\n" for row in (columns, *rows))


def row(**cells: str) -> tuple[str, ...]:
    """A second good row, but for these cells; a keyword is the column's name in small letters, `no` for No."""
    values = dict(zip(("no", "name", "type", "country", "text", "club", "since", "page"), GOOD, strict=True))
    return tuple({**values, "no": "2", **cells}.values())


def changed(old: str, new: str) -> str:
    """The mapping with one thing put otherwise."""
    assert old in MAPPING, old
    return MAPPING.replace(old, new)


TABLES = {
    "good.csv": table(GOOD),
    "empty.csv": "",
    "header-only.csv": table(),
    "no-header.csv": " ,\n1,2\n",
    "new-columns.csv": table((*GOOD, "a", "b"), columns=(*COLUMNS, "Score", "Rank")),
    "missing-column.csv": table(GOOD[:-1], columns=COLUMNS[:-1]),
    "column-twice.csv": table((*GOOD, "a"), columns=(*COLUMNS, "Name")),
    "truncated.csv": table(GOOD) + "2,Kite",
    "open-quotes.csv": table(GOOD) + '2,"Kite',
    "column-without-a-name.csv": table((*GOOD, "stray"), columns=(*COLUMNS, "")),
    "too-few-cells.csv": table(GOOD, ("2", "Lantern")),
    "too-many-cells.csv": table(GOOD, (*row(), "more")),
    "unknown-word.csv": table(GOOD, row(type="Club")),
    "no-name.csv": table(GOOD, row(name=" ")),
    "no-id.csv": table(GOOD, row(no="")),
    "no-title.csv": table(GOOD, row(type="")),
    "unknown-country.csv": table(GOOD, row(country="Atlantis")),
    "month-first-date.csv": table(GOOD, row(since="03/28/2019")),
    "unknown-reference.csv": table(GOOD, row(club="the club next door")),
    "ends-of-the-wrong-kind.csv": table(GOOD, row(club="bis-entity")),
    "page-is-a-word.csv": table(GOOD, row(page="page 7")),
    "words.xml": "<list/>",
}
LATIN = {"latin-1.csv": table(row(name="Käfer AG")).encode("latin-1")}
FIELDS = dict(zip(COLUMNS, GOOD, strict=True))
LINES = {
    "truncated.jsonl": json.dumps(FIELDS) + "\n" + json.dumps(FIELDS)[:40],
    "not-an-object.jsonl": json.dumps(FIELDS) + '\n["a", "b"]\n',
    "several-names.jsonl": json.dumps(FIELDS) + "\n" + json.dumps({**FIELDS, "Name": ["Kite", "Net"]}),
    "objects-in-a-list.jsonl": json.dumps(FIELDS) + "\n" + json.dumps({**FIELDS, "Text": [{"a": 1}]}),
    "truncated.json": json.dumps([FIELDS])[:-9],
    "not-a-list.json": json.dumps({"rows": [FIELDS]}),
    "field-twice.json": json.dumps([FIELDS])[:-2] + ', "Name": "Kite Net"}]',
    "no-number.json": json.dumps([FIELDS])[:-2] + ', "Text": NaN}]',
    "no-row.json": "[]",
}
PROPERTY = 'region = "Text"'
MAPPINGS = {
    "good.toml": MAPPING,
    "second.toml": MAPPING,
    "not-toml.toml": "[source\n",
    "unknown-table.toml": MAPPING + "\n[[party]]\nkind = 1\n",
    "unknown-key.toml": changed("[citation]", "colour = 1\n\n[citation]"),
    "no-source.toml": MAPPING[MAPPING.index("[citation]") :],
    "id-with-blanks.toml": changed('"faults"', '"our faults"'),
    "no-licence.toml": changed('licence = "none stated"\n', ""),
    "no-age.toml": changed("max_age_days = 30\n", ""),
    "age-in-words.toml": changed("= 30", '= "a month"'),
    "unknown-grade.toml": changed('"press"', '"gossip"'),
    "limit-in-percent.toml": changed("max_age_days", "reject_limit = 5\nmax_age_days"),
    "expect-a-number.toml": MAPPING + "\n[expect]\nCompany = 3\n",
    "expect-an-unknown-kind.toml": MAPPING + "\n[expect]\nFirm = { at_least = 3 }\n",
    "unknown-encoding.toml": MAPPING + '\n[table]\nencoding = "morse"\n',
    "long-delimiter.toml": MAPPING + '\n[table]\ndelimiter = "tab"\n',
    "no-path.toml": MAPPING + '\n[table]\nrecords = "found.rows"\n',
    "no-entity.toml": MAPPING[: MAPPING.index("[entity]")],
    "two-entities-of-one-role.toml": changed("[entity.properties]", "[[x]]")[: MAPPING.index("[entity]")]
    + '[[entity]]\nkind = "Company"\nid = "No."\nname = "Name"\n' * 2,
    "id-and-key.toml": changed('id = "No."', 'id = "No."\nkey = ["Name"]'),
    "unknown-kind.toml": changed('"Agency" = "PublicBody"', '"Agency" = "Vessel"'),
    "computed-kind.toml": changed('"MEMBER_OF"', '"WITHIN_RULE"'),
    "kind-without-words.toml": changed(', words = { "Firm" = "Company", "Agency" = "PublicBody" }', ""),
    "no-name.toml": changed('name = "Name"\n', ""),
    "unknown-property.toml": changed(PROPERTY, 'regions = "Text"'),
    "property-of-the-wrong-type.toml": changed(PROPERTY, 'website = { value = "list.example" }'),
    "unknown-format.toml": changed('"day-month-year"', '"day first"'),
    "format-of-a-text.toml": changed(PROPERTY, 'region = { column = "Text", format = "percent" }'),
    "date-with-words.toml": changed('format = "day-month-year"', 'words = { "Various" = "2019" }'),
    "date-that-is-none.toml": changed(
        '{ column = "Since", format = "day-month-year" }', '{ value = "last week" }'
    ),
    "column-and-value.toml": changed(PROPERTY, 'region = { column = "Text", value = "north" }'),
    "split-by-a-number.toml": changed(PROPERTY, 'region = { column = "Text", split = 3 }'),
    "unknown-scheme.toml": changed(
        "[entity.properties]", '[entity.identifiers]\nvat = "Text"\n\n[entity.properties]'
    ),
    "unknown-reference.toml": changed('{ column = "Club" }', '"ungd"'),
    "unknown-reference-in-words.toml": changed(
        '{ column = "Club" }', '{ column = "Club", words = { "a" = "ungd" } }'
    ),
    "constant-in-a-table.toml": changed('{ column = "Club" }', '{ value = "ungc" }'),
    "no-end.toml": changed('to = { column = "Club" }\n', ""),
    "no-end-in-the-row.toml": changed('to = { column = "Club" }', 'from = "ungc"\nto = { column = "Club" }'),
    "ends-of-the-wrong-kind.toml": changed('{ column = "Club" }', '"bis-entity"'),
    "contracts.toml": MAPPING[: MAPPING.index("[entity]")]
    + '[entity]\nkind = { column = "Type", words = { "Firm" = "Contract" } }\nid = "No."\nname = "Name"\n\n'
    + '[table]\nleft = ["Country", "Text", "Club", "Since"]\n',
    "unknown-sheet.toml": MAPPING + '\n[table]\nsheet = "Members"\n',
}
HEADER, CELLS = list(COLUMNS), list(GOOD)
WORKBOOKS = {
    "good.xlsx": workbook({"Rows": [HEADER, CELLS]}),
    "two-sheets.xlsx": workbook({"Rows": [HEADER, CELLS], "More": [HEADER, CELLS]}),
    "damaged.xlsx": workbook({"Rows": [HEADER, CELLS]})[:-300],
}
CONTRACTS = workbook(
    {
        "About": [["Contracts of the county"], [], ["Values in euros"]],
        "Awards": [
            ["No.", "Title", "Supplier", "Value", "Signed"],
            [7.0, "Lamps for the\nharbour", "Kite Lamps\u00a0Ltd", 12500.5, dt.datetime(2024, 2, 6)],
            [],
            [8, "Ropes", "Two Ports plc", 900, "2023-08"],
        ],
    }
)

FILES = {
    **{HERE / "faults" / name: contents.encode() for name, contents in (TABLES | LINES | MAPPINGS).items()},
    **{HERE / "faults" / name: contents for name, contents in (LATIN | WORKBOOKS).items()},
    HERE / "golden-workbook" / "contracts.xlsx": CONTRACTS,
}

if __name__ == "__main__":
    write(FILES)
