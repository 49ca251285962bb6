"""Level 2 and the reporting exceptions give the same in columns as record by record."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import SourceError
from beholden.graph.ownership import compiled
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load
from tests.loaders.both_ways import SLOW, golden, hold, plain
from tests.loaders.test_columns import CELL, DATES, LEIS, NUMBERS

LEVEL_2 = "20260301-0800-gleif-goldencopy-rr-golden-copy.csv"
EXCEPTIONS = "20260301-0800-gleif-goldencopy-repex-golden-copy.csv"

LEVEL_1 = "20260301-0800-gleif-goldencopy-lei2-golden-copy.csv"
OTHER = "Entity.OtherEntityNames.OtherEntityName"
ROWS = {
    "LEI": (LEIS[0],),
    "Entity.LegalName": (
        "Kite Ltd",
        " Kite Ltd",
        "Kite\u3000",
        "\u2029Kite",
        "\u1680Kite Ltd",
        "Öl\u205f",
        "「凧」",
        "",
    ),
    f"{OTHER}.1": ("", "Kite", "Kite Ltd", "Kite\u0085", "“Kite”"),
    f"{OTHER}.2": ("", "Kite ", "Kite Ltd", " "),
    "Entity.LegalAddress.FirstAddressLine": ("", "1 Lamp Street, by the sea"),
    "Entity.LegalAddress.Country": ("GB", "", "CN"),
    "Entity.HeadquartersAddress.FirstAddressLine": ("", "1 Lamp Street, by the sea"),
    "Entity.HeadquartersAddress.Country": ("GB", ""),
    "Entity.RegistrationAuthority.RegistrationAuthorityID": (
        *("RA000585", "RA000631", "RA000586", "RA888888", "RA0006310", "GB-COH", ""),
    ),
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": NUMBERS,
    "Entity.EntityCategory": ("GENERAL", "SOLE_PROPRIETOR", "RESIDENT_GOVERNMENT_ENTITY", ""),
    "Entity.EntitySubCategory": ("LOCAL_GOVERNMENT", "SOCIAL_SECURITY", ""),
    "Entity.EntityCreationDate": ("2000-02-29T00:00:00Z", "1900-02-29", "2001-04-30", "2001-04-31", ""),
}

LEI = st.sampled_from(LEIS) | st.sampled_from(("5299KITE010000000066", "5299LAMP020000000051"))
DAY = st.sampled_from(("", "2012-11-29T00:00:00Z", "2020-01-02T00:00:00.000Z")) | st.sampled_from(DATES)
PERIOD = st.sampled_from(("", "RELATIONSHIP_PERIOD", "ACCOUNTING_PERIOD", "RELATIONSHIP_PERIOD ", "KITE"))
ODD = st.just("") | CELL
REASONS = (
    "NATURAL_PERSONS",
    "NO_KNOWN_PERSON",
    "NON_CONSOLIDATING",
    "NON_PUBLIC",
    "NO_LEI",
    "LEGAL_OBSTACLES",
)


def usual(*words: str) -> Any:
    """One of these words, the first of which stands there mostly."""
    return st.sampled_from((*words[:1] * 5, *words))


def period(number: int) -> dict[str, Any]:
    """The columns of a period of level 2."""
    here = f"Relationship.Period.{number}."
    return {f"{here}startDate": DAY, f"{here}endDate": DAY, f"{here}periodType": PERIOD}


RELATION: dict[str, Any] = {
    "Relationship.StartNode.NodeID": LEI,
    "Relationship.StartNode.NodeIDType": usual("LEI", "ISIN", "", " LEI "),
    "Relationship.EndNode.NodeID": LEI,
    "Relationship.EndNode.NodeIDType": usual("LEI", "ISIN", ""),
    "Relationship.RelationshipType": usual(
        *("IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY", "IS_FUND-MANAGED_BY"),
        *("IS_INTERNATIONAL_BRANCH_OF", "KITE", ""),
    ),
    "Relationship.RelationshipStatus": usual("ACTIVE", "INACTIVE", "NULL", "KITE", "", "INACTIVE"),
    **period(1),
    **period(2),
    "Relationship.Period.2.StartDate": st.sampled_from(("", "", "2019-05-06T00:00:00Z")),
    "Relationship.Qualifiers.1.QualifierCategory": ODD,
    "Registration.RegistrationStatus": usual("PUBLISHED", "LAPSED", "ANNULLED", "DUPLICATE", "KITE", ""),
    "Registration.LastUpdateDate": DAY,
    "Kite": ODD,
    "Deletion.DeletedAt": st.sampled_from(("", "", "", "false", "2026-01-01")),
}
NEEDED = [
    column for column in RELATION if column.partition(".")[0] in ("Relationship", "Registration")
    and "Period" not in column and "Qualifiers" not in column
]  # fmt: skip

EXCEPTION: dict[str, Any] = {
    "LEI": LEI,
    "Exception.Category": usual(
        *("DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT"),
        *("KITE", "", " DIRECT_ACCOUNTING_CONSOLIDATION_PARENT"),
    ),
    "Exception.Reason.1": st.sampled_from((*REASONS, *REASONS, "KITE", "", " NO_LEI")),
    "Exception.Reason.2": st.sampled_from(("", "", "", *REASONS, "KITE")),
    "Exception.Reference.1": ODD,
    "Kite": ODD,
    "Deletion.DeletedAt": st.sampled_from(("", "", "", "false", "2026-01-01")),
}


def table(rows: list[tuple[str, ...]], columns: list[str], quoting: Any, end: str) -> bytes:
    """A golden copy of these rows, the first of them twice."""
    written = io.StringIO()
    csv.writer(written, quoting=quoting, lineterminator=end).writerows([columns, *rows, *rows[:1]])
    return written.getvalue().encode()


def made(made_of: dict[str, Any], needed: list[str]) -> Any:
    """Tables of these columns, some of which may be missing, each in the order in which they are listed."""
    others = [column for column in made_of if column not in needed]
    chosen = st.sets(st.sampled_from(others)).map(
        lambda some: [column for column in made_of if column in needed or column in some]
    )
    return chosen.flatmap(
        lambda columns: st.tuples(
            st.lists(st.tuples(*(made_of[column] for column in columns)), min_size=1, max_size=12),
            st.just(columns),
            st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
            st.sampled_from(("\n", "\r\n")),
        )
    )


@pytest.mark.thorough
@SLOW
@given(made=made(RELATION, NEEDED))
def test_made_records_of_level_2_load_alike(made: Any, tmp_path: Path, small: None) -> None:
    hold("gleif", {LEVEL_2: table(*made)}, tmp_path)


@pytest.mark.thorough
@SLOW
@given(made=made(EXCEPTION, ["LEI", "Exception.Category", "Exception.Reason.1"]))
def test_made_exceptions_load_alike(made: Any, tmp_path: Path, small: None) -> None:
    hold("gleif", {EXCEPTIONS: table(*made)}, tmp_path)


def test_compiled_loops_say_the_same_of_numbers_names_and_blanks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiled, "LARGE", 0)
    hold("gleif", golden("gleif"), tmp_path)
    chance = Random(5)
    rows = [tuple(map(chance.choice, ROWS.values())) for _ in range(600)]
    hold("gleif", {LEVEL_1: table(rows, list(ROWS), csv.QUOTE_ALL, "\n")}, tmp_path)


CHILD, PARENT = "5299KITE010000000066", "5299LAMP020000000051"
USUAL = {
    "Relationship.StartNode.NodeID": CHILD,
    "Relationship.StartNode.NodeIDType": "LEI",
    "Relationship.EndNode.NodeID": PARENT,
    "Relationship.EndNode.NodeIDType": "LEI",
    "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
    "Relationship.RelationshipStatus": "ACTIVE",
    "Relationship.Period.1.startDate": "2012-11-29T00:00:00.000Z",
    "Relationship.Period.1.endDate": "",
    "Relationship.Period.1.periodType": "RELATIONSHIP_PERIOD",
    "Relationship.Period.2.startDate": "2011-01-01T00:00:00.000Z",
    "Relationship.Period.2.endDate": "2011-12-31T00:00:00.000Z",
    "Relationship.Period.2.periodType": "ACCOUNTING_PERIOD",
    "Registration.RegistrationStatus": "PUBLISHED",
    "Registration.LastUpdateDate": "2026-01-02T00:00:00Z",
    "Deletion.DeletedAt": "",
}
PERIOD_1, PERIOD_2 = "Relationship.Period.1.", "Relationship.Period.2."


@pytest.mark.parametrize(
    ("changes", "in_columns"),
    [
        ({}, 1),
        ({"Relationship.RelationshipType": "IS_ULTIMATELY_CONSOLIDATED_BY"}, 1),
        ({"Relationship.RelationshipType": "IS_FEEDER_TO"}, 0),
        ({"Relationship.RelationshipType": "IS_OWNED_BY"}, 0),
        ({"Registration.RegistrationStatus": "ANNULLED"}, 0),
        ({"Relationship.RelationshipStatus": "INACTIVE"}, 1),
        ({"Relationship.RelationshipStatus": "INACTIVE", "Registration.LastUpdateDate": ""}, 0),
        ({"Relationship.RelationshipStatus": "INACTIVE", "Registration.LastUpdateDate": "2026-01"}, 0),
        ({"Relationship.RelationshipStatus": "KITE"}, 0),
        ({"Relationship.RelationshipStatus": "KITE", f"{PERIOD_1}endDate": "2020-01-01"}, 1),
        ({"Relationship.RelationshipStatus": "INACTIVE", f"{PERIOD_1}endDate": "2020-01-01"}, 1),
        ({f"{PERIOD_1}endDate": "2012-11-28"}, 0),
        ({f"{PERIOD_1}endDate": "2012-11-29"}, 1),
        ({f"{PERIOD_1}startDate": "2012"}, 0),
        ({f"{PERIOD_1}startDate": ""}, 1),
        ({f"{PERIOD_1}periodType": "ACCOUNTING_PERIOD"}, 1),
        ({f"{PERIOD_1}periodType": "", f"{PERIOD_2}periodType": "RELATIONSHIP_PERIOD"}, 1),
        ({f"{PERIOD_2}periodType": "RELATIONSHIP_PERIOD"}, 1),
        ({"Relationship.EndNode.NodeID": CHILD}, 0),
        ({"Relationship.EndNode.NodeID": "KITE"}, 0),
        ({"Relationship.EndNode.NodeIDType": "ISIN"}, 0),
        ({"Deletion.DeletedAt": "2026-01-01"}, 0),
        ({"Kite": "x"}, 0),
    ],
)
def test_each_odd_relation_loads_alike(changes: dict[str, str], in_columns: int, tmp_path: Path) -> None:
    row = USUAL | changes
    content = table([tuple(row.values())], list(row), csv.QUOTE_ALL, "\n")
    hold("gleif", {LEVEL_2: content}, tmp_path)
    (tmp_path / "again").mkdir()
    assert plain("gleif", {LEVEL_2: content}, tmp_path / "again") == 2 * in_columns


@pytest.mark.parametrize("family", ["rr", "repex"])
def test_usual_records_are_read_in_columns(family: str, tmp_path: Path) -> None:
    contents = golden("gleif")
    (name,) = (name for name in contents if family in name)
    rows = list(csv.DictReader(io.StringIO(contents[name].decode())))
    aside = sum(
        row.get("Relationship.RelationshipType") == "IS_FUND-MANAGED_BY"
        or row.get("Registration.RegistrationStatus") == "ANNULLED"
        for row in rows
    )
    assert plain("gleif", {name: contents[name]}, tmp_path) == len(rows) - aside


@pytest.mark.parametrize("fault", ["cut.csv", "header-only.csv", "unknown-country.csv"])
def test_a_file_that_is_refused_leaves_no_workspace(fault: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        load(
            "gleif",
            [Path(__file__).parent / "faults" / fault],
            Workspace(tmp_path / "home"),
            snapshot="2026-03-01",
        )
    assert not (tmp_path / "home").exists()
