"""The workbooks of this folder, in the two layouts that the initiative has used; all companies are invented.

`python -m tests.loaders.sbti_companies.sbti_fixtures`, from the top of the checkout, writes them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.workbook import Cell, Rows, workbook, write

HERE = Path(__file__).parent

OLD = (
    *("Company Name", "ISIN", "LEI"),
    *("Near term - Target Status", "Near term - Target Classification", "Near term - Target Year"),
    *("Long term - Target Status", "Long term - Target Classification", "Long term - Target Year"),
    *("Net-Zero Committed", "Net-Zero Year", "Organization Type", "BA1.5", "BA1.5 Date"),
    *("Location", "Region", "Sector", "Date", "Target", "Target Classification", "Extension"),
)
NEW = (
    *("sbti_id", "company_name", "isin", "lei", "organization_type", "location", "region", "sector"),
    *("near_term_status", "near_term_target_classification", "near_term_target_year"),
    *("long_term_status", "long_term_target_classification", "long_term_target_year"),
    *("net_zero_status", "net_zero_year", "full_target_language", "ba15_status", "ba15_date"),
    *("target_classification_long", "reason_for_extension_or_removal", "date_updated"),
)


def old(name: str, **cells: Cell) -> list[Cell]:
    """A row of the layout to 2024; keywords are first words of the columns."""
    values: dict[str, Cell] = {
        **{"Company Name": name, "Near term - Target Status": "Committed", "Net-Zero Committed": "No"},
        **{"Organization Type": "Company", "BA1.5": "No", "Location": "Egypt", "Region": "Africa"},
        **{"Sector": "Paper and Forestry", "Date": "01/02/2022"},
    }
    return _row(OLD, values, cells)


def new(id: Cell, name: str, **cells: Cell) -> list[Cell]:
    """A row of the layout of 2025."""
    values: dict[str, Cell] = {
        **{"sbti_id": id, "company_name": name, "organization_type": "Corporate", "location": "Kenya"},
        **{"region": "Africa", "sector": "Paper and Forestry", "near_term_status": "Committed"},
        "date_updated": dt.datetime(2025, 7, 31, 1, 0),
    }
    return _row(NEW, values, cells)


SHORT = {
    **{
        "isin": "ISIN",
        "lei": "LEI",
        "near": "Near term - Target Status",
        "near_year": "Near term - Target Year",
    },
    **{"near_class": "Near term - Target Classification", "long": "Long term - Target Status"},
    **{"long_class": "Long term - Target Classification", "long_year": "Long term - Target Year"},
    **{"zero": "Net-Zero Committed", "zero_year": "Net-Zero Year", "type": "Organization Type"},
    **{"location": "Location", "date": "Date", "target": "Target", "extension": "Extension"},
}


def _row(columns: tuple[str, ...], values: dict[str, Cell], cells: dict[str, Cell]) -> list[Cell]:
    for column, value in cells.items():
        values[column if column in columns else SHORT[column]] = value
    return [values.get(column) for column in columns]


def data(*rows: list[Cell], header: tuple[Cell, ...] = NEW) -> bytes:
    return workbook({"Data": [list(header), *rows]})


def worksheet(*rows: list[Cell], header: tuple[Cell, ...] = OLD) -> bytes:
    return workbook(
        {"Worksheet": [list(header), *rows]},
        creator="Science Based Targets",
        created="2024-03-07T15:13:32+00:00",
    )


GOOD = new(40090001.0, "Kite Optics Co., Ltd.")
GOOD_OLD = old("Kite Paper Ltd")
SET = {"near_term_status": "Targets set", "near_term_target_classification": "1.5°C"}

GOLDEN: Rows = [
    [*NEW, None, None],
    # A number with a point, cells with a blank beyond the header, every type of target.
    [
        *new(
            40090001.0,
            "Kite Optics Co., Ltd.",
            isin="XX000KITE002",
            lei="9999KITEOPTICS000080",
            location="Hong Kong, China",
            **SET,
            near_term_target_year=2030,
            long_term_status="Targets set",
            long_term_target_classification="1.5°C",
            long_term_target_year="FY2050",
            net_zero_status="Targets set",
            net_zero_year="FY2050",
            full_target_language="Kite Optics commits to look at less.",
            ba15_status="BA1.5 member",
            ba15_date=dt.datetime(2021, 10, 1, 1, 0),
        ),
        "",
        " ",
    ],
    new(
        40090002,
        "Lantern\u00a0Fuel  \u200bLLC",
        organization_type="SME",
        location="Taiwan, Province of China",
        **SET,
        near_term_target_year="2030, 2025",
        isin="n/a",
        lei="91340100MA8NK66Q9X",
    ),
    # An extension is no removal.
    new(
        40090003,
        "Harbour Trust",
        organization_type="Financial Institution",
        location="United Kingdom",
        net_zero_status="Committed",
        reason_for_extension_or_removal="Financial institutions: deadline after the standard",
        date_updated=dt.datetime(2026, 4, 23, 1, 0),
    ),
    new(
        40090004,
        "Paper Lamp plc",
        near_term_status="Commitment removed",
        net_zero_status="Commitment removed",
        reason_for_extension_or_removal="Expired commitment",
    ),
    # The target stands, the commitment to net zero is gone.
    new(
        40090005,
        "Tin Drum SA",
        isin="XX000KITE010, XX00LANTERN4",
        **SET,
        net_zero_status="Commitment removed",
        reason_for_extension_or_removal="Company change",
    ),
    # Two strangers with one LEI.
    new(40090006, "Blue Gate AG", lei="9999SHAREDLEI0000012", location="Austria"),
    new(40090007, "Red Mill Ltd", lei="9999SHAREDLEI0000012", location="United States of America"),
    # The same row twice is one company.
    GOOD_TWICE := new(40090008, "Twin Lakes Oy", location="Finland"),
    GOOD_TWICE,
    new(40090009, "No Status GmbH", near_term_status=None),
]

GOLDEN_OLD: Rows = [
    list(OLD),
    old(
        "Kite Paper Ltd",
        near="Targets Set",
        near_class="Well-below 2°C",
        near_year=2030,
        zero="No",
        type="Small or Medium Enterprise",
    ),
    # A net-zero year beside "Yes": the word "committed" would say too little.
    old(
        "Lantern Shipping A/S",
        isin="Local-XX000KITE010/ Foreign-XX00LANTERN4",
        lei="9999LANTERN000000050",
        near="Targets Set",
        near_class="1.5°C",
        near_year="FY2030",
        long="Targets Set",
        long_class="1.5°C",
        long_year=2040,
        zero="Yes",
        zero_year=2040,
        location="United Kingdom (UK)",
    ),
    old("\u200bHarbour\u00a0Cranes", zero="Yes", location="Macau, Province of China", date=None, type=None),
    # An extension beside a removed commitment is not why it was removed.
    old(
        "Tin Whistle Inc.",
        near="Removed",
        zero="Yes",
        extension="Grace period",
        location="United States of America (USA)",
        isin=5113733,
        lei=".",
    ),
    old("No Statement SpA", near=None, location="Italy"),
]

FAULTS: dict[str, bytes] = {
    "not-a-workbook.xlsx": b"Company Name,ISIN\nKite,\n",
    "truncated.xlsx": data(GOOD)[:-700],
    "damaged.xlsx": data(GOOD).replace(b"<sheetData><row", b"<sheetDatA><row"),
    "no-rows.xlsx": workbook({"Data": []}),
    "no-company.xlsx": data(),
    "other-table.xlsx": workbook({"Data": [["Name", "Status"], ["Kite", "Committed"]]}),
    "two-layouts.xlsx": workbook({"Data": [list(NEW), GOOD], "Worksheet": [list(OLD), GOOD_OLD]}),
    "missing-column.xlsx": data(GOOD[:-1], header=NEW[:-1]),
    "new-column.xlsx": data([*GOOD, "A"], header=(*NEW, "score")),
    "column-twice.xlsx": data([*GOOD, "A"], header=(*NEW, "sector")),
    "cell-beyond-header.xlsx": data(GOOD, [*new(40090002, "Lantern"), "stray"]),
    "unknown-status.xlsx": data(GOOD, new(40090002, "Lantern", near_term_status="On hold")),
    "status-of-the-other-layout.xlsx": data(GOOD, new(40090002, "Lantern", long_term_status="Targets Set")),
    "unknown-status-of-2024.xlsx": worksheet(GOOD_OLD, old("Lantern", near="Targets set")),
    "unknown-net-zero.xlsx": worksheet(GOOD_OLD, old("Lantern", zero="Perhaps")),
    "unknown-type.xlsx": data(GOOD, new(40090002, "Lantern", organization_type="Club")),
    "unknown-country.xlsx": data(GOOD, new(40090002, "Lantern", location="Atlantis")),
    "no-country.xlsx": data(GOOD, new(40090002, "Lantern", location=None)),
    "no-id.xlsx": data(GOOD, new(None, "Lantern")),
    "id-is-a-word.xlsx": data(GOOD, new("pending", "Lantern")),
    "id-is-a-code.xlsx": data(GOOD, new("SBT-17", "Lantern")),
    "no-name.xlsx": data(GOOD, new(40090002, " ")),
    "invisible-name.xlsx": data(GOOD, new(40090002, "\u200b")),
    "no-name-of-2024.xlsx": worksheet(GOOD_OLD, [None, *old("")[1:]]),
    "id-twice.xlsx": data(GOOD, new(40090001, "Lantern")),
    "name-twice.xlsx": worksheet(GOOD_OLD, old("Kite Paper Ltd", location="Chad")),
    "month-first-date.xlsx": worksheet(GOOD_OLD, old("Lantern", date="02/31/2024")),
    "date-in-words.xlsx": data(GOOD, new(40090002, "Lantern", date_updated="last week")),
}

FILES = {
    HERE / "golden" / "companies-taking-action.xlsx": workbook({"Read me": [["Weekly"]], "Data": GOLDEN}),
    HERE / "golden-worksheet" / "companies-taking-action.xlsx": worksheet(*GOLDEN_OLD[1:]),
    **{HERE / "faults" / name: contents for name, contents in FAULTS.items()},
}

if __name__ == "__main__":
    write(FILES)
