"""A source that is read in columns gives what it gives record by record: the same bytes, or the same error."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.loaders import run
from tests.loaders.both_ways import HERE, SLOW, golden, hold, plain
from tests.loaders.mutants import bases, inputs

IN_COLUMNS = [name for name in run.sources() if hasattr(run.loader(name), "columns")]
SOME = 60


def test_some_source_is_read_in_columns() -> None:
    assert IN_COLUMNS


@pytest.mark.parametrize("source", IN_COLUMNS)
def test_golden_files_load_alike(source: str, tmp_path: Path) -> None:
    for contents in bases(source):
        hold(source, contents, tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize("source", IN_COLUMNS)
def test_files_with_faults_load_alike(source: str, tmp_path: Path) -> None:
    for path in (HERE / source / "faults").iterdir():
        hold(source, {path.name: path.read_bytes()}, tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize("source", IN_COLUMNS)
def test_damaged_files_load_alike(source: str, tmp_path: Path) -> None:
    for contents in inputs(source, SOME, seed=11):
        hold(source, contents, tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize("source", IN_COLUMNS)
def test_damaged_files_in_small_pieces_load_alike(source: str, tmp_path: Path, small: None) -> None:
    for contents in [*bases(source), *inputs(source, SOME, seed=12)]:
        hold(source, contents, tmp_path)


CELL = st.sampled_from(
    (
        "",
        " ",
        "x",
        " Kite ",
        "Öl",
        "海康",
        'say "kite"',
        "a,b",
        "two\nlines",
        "back\\slash",
        "\t",
        "\x7f",
        "\x1f",
        "\u00a0",
    )
)
LEIS = ("5299KITE010000000066", "5299LAMP020000000051", "5299LAMP020000000052", "LEI", "11111111111111111111")
DATES = (
    "2001-02-03T00:00:00Z",
    "2001-02-30",
    "2001-02",
    "2001",
    "0000-01-01",
    "0001-01-01",
    "20010203",
    "２００１-02-03",
)
NUMBERS = (
    *(
        "01234567",
        "1234567",
        "SC123456",
        "HRB 1234 B",
        "r0123456",
        "00000000",
        "N/A",
        "not known",
        "12",
        "1111",
    ),
    *(
        "12345678",
        "91330000733796106P",
        "913300007337961060",
        "12-34/56.78",
        "AB:1234",
        "1234 (old)",
        "Nr. 7",
        "x" * 30,
    ),
)
LEVEL_1: dict[str, Any] = {
    "LEI": st.sampled_from(LEIS),
    "Entity.LegalName": st.sampled_from(("Kite Ltd", "Lamp GmbH")) | CELL,
    "Entity.OtherEntityNames.OtherEntityName.1": st.sampled_from(("", "Kite Ltd", "Lamp", "Kite")) | CELL,
    "Entity.OtherEntityNames.OtherEntityName.2": st.sampled_from(("", "Kite", "Lamp")),
    "Entity.LegalAddress.FirstAddressLine": CELL,
    "Entity.LegalAddress.City": st.sampled_from(("", "Lamptown")),
    "Entity.LegalAddress.Country": st.sampled_from(("GB", "CN", "", "EU", "QQ", "gb")),
    "Entity.HeadquartersAddress.City": st.sampled_from(("", "Lamptown", "Kitetown")),
    "Entity.HeadquartersAddress.Country": st.sampled_from(("GB", "CN", "")),
    "Entity.RegistrationAuthority.RegistrationAuthorityID": st.sampled_from(
        ("RA000585", "RA000631", "RA888888", "RA999999", "", "ra000001", "KITE")
    ),
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": st.sampled_from(NUMBERS) | CELL,
    "Entity.LegalJurisdiction": st.sampled_from(("GB", "US-DE", "-", "QQ", "")),
    "Entity.EntityCategory": st.sampled_from(
        ("GENERAL", "", "SOLE_PROPRIETOR", "RESIDENT_GOVERNMENT_ENTITY", "INTERNATIONAL_ORGANIZATION", "KITE")
    ),
    "Entity.EntitySubCategory": st.sampled_from(("", "LOCAL_GOVERNMENT", "SOCIAL_SECURITY", "KITE")),
    "Entity.LegalForm.EntityLegalFormCode": st.sampled_from(("H0PO", "8888", "9999", "")),
    "Entity.LegalForm.OtherLegalForm": CELL,
    "Entity.EntityCreationDate": st.sampled_from(("", "2001-02-03T00:00:00Z")) | st.sampled_from(DATES),
    "Entity.EntityStatus": CELL,
    "Kite": st.just("") | CELL,
    "Deletion.DeletedAt": st.sampled_from(("", "", "", "false", "2026-01-01")),
}


@pytest.mark.thorough
@SLOW
@given(
    data=st.data(),
    columns=st.sets(st.sampled_from([*LEVEL_1][2:])).map(lambda some: [*LEVEL_1][:2] + sorted(some)),
    quoting=st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
    end=st.sampled_from(("\n", "\r\n")),
    last=st.booleans(),
)
def test_made_records_of_level_1_load_alike(
    data: st.DataObject, columns: list[str], quoting: Any, end: str, last: bool, tmp_path: Path, small: None
) -> None:
    rows = data.draw(st.lists(st.tuples(*(LEVEL_1[column] for column in columns)), min_size=1, max_size=12))
    written = io.StringIO()
    csv.writer(written, quoting=quoting, lineterminator=end).writerows([columns, *rows, *rows[:1]])
    text = written.getvalue() if last else written.getvalue().removesuffix(end)
    hold("gleif", {"20260301-0800-gleif-goldencopy-lei2-golden-copy.csv": text.encode()}, tmp_path)


def test_usual_records_of_level_1_are_read_in_columns(tmp_path: Path) -> None:
    contents = golden("gleif")
    (name,) = (name for name in contents if "lei2" in name)
    rows = len(list(csv.reader(io.StringIO(contents[name].decode())))) - 1
    assert plain("gleif", {name: contents[name]}, tmp_path) >= rows - 2


def test_a_row_twice_is_one_claim_with_both_places_in_columns_too(tmp_path: Path, small: None) -> None:
    contents = golden("gleif")
    (name,) = (name for name in contents if "lei2" in name)
    header, *rows = contents[name].decode().splitlines(keepends=True)
    random.Random(1).shuffle(rows)
    came = hold("gleif", {name: "".join([header, *rows * 5]).encode()}, tmp_path)
    assert isinstance(came, dict)
    assert "Organization" in came


WORD = st.sampled_from(
    ("Ada", " Kite ", "Öl", 'say "kite"', "a, b", "tab\tbed", "\ud800", "\u00a0", "\x1f", "x:", ":y")
)
TEXT = st.none() | st.just("") | WORD
ODD = st.sampled_from((7, 1.5, True, [], {}, ["x"], {"x": 1}, "2016-02-30"))
DAY = st.sampled_from(
    ("2016-04-06", "2016-04-06T00:00:00", "2020-01-01", "2016-04", "0000-01-01", "20160406", None, "")
)
COUNTRY = st.sampled_from(("England", "United Kingdom", "Kitland", "", None, "france", " Wales "))
NATURES = st.lists(
    st.sampled_from(
        (
            *("ownership-of-shares-25-to-50-percent", "voting-rights-75-to-100-percent-as-trust"),
            *("right-to-appoint-and-remove-directors", "significant-influence-or-control-as-firm"),
            *("registered-owner-as-nominee-person-scotland-registered-overseas-entity",),
        )
    )
    | st.sampled_from(("kite", "")),
    max_size=3,
)
KINDS = st.sampled_from([*run.source("uk_psc").lookups["kind"], "individual-person-with-significant-control"])


def some_of(**fields: Any) -> Any:
    """An object with some of these fields, a few of which may be of another type."""
    return (
        st.fixed_dictionaries({}, optional={name: value | ODD for name, value in fields.items()}) | st.none()
    )


ENTRY = st.fixed_dictionaries(
    {"kind": KINDS},
    optional={
        "name": TEXT,
        "name_elements": some_of(forename=TEXT, surname=TEXT, title=TEXT),
        "address": some_of(address_line_1=TEXT, country=COUNTRY, premises=TEXT),
        "nationality": COUNTRY,
        "country_of_residence": COUNTRY,
        "date_of_birth": some_of(
            year=st.sampled_from((1950, 0)), month=st.integers(0, 13), day=st.integers(1, 31)
        ),
        "identification": some_of(
            registration_number=st.sampled_from(("01234567", "7", "HRB 7", "", "N/A")),
            country_registered=COUNTRY,
            place_registered=st.sampled_from(("Companies House", "Kitetown", "")),
            legal_form=TEXT,
        ),
        "links": some_of(self=st.sampled_from(("/company/1/x/individual/a", "b", "/", "/ c/d /", "//e"))),
        "natures_of_control": NATURES | ODD,
        "notified_on": DAY | ODD,
        "ceased_on": DAY,
        "etag": TEXT,
        "statement": st.sampled_from((*run.source("uk_psc").lookups["statement"], "kite", "")) | ODD,
        "kite": TEXT,
    },
)
USUAL = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([*run.source("uk_psc").lookups["kind"]][:4]),
        "name": st.sampled_from(("Ada Kite", "Kite Ltd")),
        "links": st.just({"self": "/company/01234567/persons-with-significant-control/individual/a"}),
    },
    optional={
        "name_elements": st.sampled_from(({"forename": "Ada", "surname": "Kite"}, {}, {"surname": "Lamp"})),
        "identification": st.sampled_from(
            ({"registration_number": "7", "country_registered": "England"}, {"legal_form": "Ltd"}, {})
        ),
        "address": st.sampled_from(({"locality": "Lamptown", "country": " Wales "}, {})),
        "date_of_birth": st.sampled_from(({"year": 1950, "month": 2}, {"year": 1950}, None)),
        "natures_of_control": NATURES,
        "notified_on": DAY,
        "ceased_on": DAY,
        "nationality": COUNTRY,
        "country_of_residence": COUNTRY,
    },
)
NUMBER = st.sampled_from(("01234567", "SC123456", " 01234567 ", "00000000", "12345678", "7", "", None, 7))


@pytest.mark.thorough
@SLOW
@given(
    items=st.lists(
        st.fixed_dictionaries({"company_number": NUMBER, "data": USUAL | ENTRY}, optional={"kite": TEXT}),
        min_size=1,
        max_size=8,
    ),
    ascii_only=st.booleans(),
    end=st.sampled_from(("\n", "\r\n", "\n\n", " ")),
)
def test_made_entries_load_alike(
    items: list[dict[str, Any]], ascii_only: bool, end: str, tmp_path: Path, small: None
) -> None:
    lines = [json.dumps(item, ensure_ascii=ascii_only, separators=(",", ":")) for item in [*items, items[0]]]
    data = end.join(lines).encode("utf-8", "backslashreplace")
    hold("uk_psc", {"persons-with-significant-control-snapshot-2026-03-01.txt": data}, tmp_path)


NAMES = (
    "Kite Ltd",
    "Kite (formerly Lamp Ltd)",
    "Óleo de Kite S.A.",
    "K.I.T.E. Ltd",
    "Kite  Ltd",
    "Kite Ltd*",
    "海康 Kite Ltd",
)
PARTICIPANT: dict[str, Any] = {
    "Name": st.sampled_from(NAMES) | CELL,
    "Type": st.sampled_from(("Company", "SME", "City", "Foundation", "Kite", "")),
    "Sector": st.sampled_from(("Software", "Not Applicable", "")) | CELL,
    "Country": st.sampled_from(("France", "Côte d'Ivoire", "Kiteland", " France", "")),
    "Joined On": st.sampled_from(
        ("2020-02-03", "2020-02-30", "2020-02", "3 February 2020", "2020-02-03 ", "")
    ),
}


@pytest.mark.thorough
@SLOW
@given(
    rows=st.lists(st.tuples(*PARTICIPANT.values()), min_size=1, max_size=12),
    columns=st.permutations(range(len(PARTICIPANT))),
    quoting=st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
    last=st.booleans(),
)
def test_made_participants_load_alike(
    rows: list[tuple[str, ...]], columns: list[int], quoting: Any, last: bool, tmp_path: Path, small: None
) -> None:
    table = [[*PARTICIPANT], *rows, *rows[:1]]
    written = io.StringIO()
    csv.writer(written, quoting=quoting, lineterminator="\n").writerows(
        [[row[at] for at in columns] for row in table]
    )
    text = written.getvalue() if last else written.getvalue().removesuffix("\n")
    hold("ungc_participants", {"participants.csv": text.encode()}, tmp_path)


@pytest.mark.thorough
def test_the_real_participants_load_alike_and_nearly_all_in_columns(shared: Path, tmp_path: Path) -> None:
    content = (shared / "data" / "ungc" / "UNGC_participants_2023-07-26.csv").read_bytes()
    contents = {"participants.csv": content}
    hold("ungc_participants", contents, tmp_path)
    (tmp_path / "again").mkdir()
    assert plain("ungc_participants", contents, tmp_path / "again") > 0.98 * content.count(b"\n")
