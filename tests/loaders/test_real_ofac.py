"""OFAC's consolidated list as published: the CSV family of late 2025 and the XML of 2025-03-28."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders.run import loader

SOURCE = "us_ofac_consolidated"
HIKVISION = "us_ofac_consolidated/30946"
SSI, CMIC, PLC = "list/us-ofac-ssi", "list/us-ofac-ns-cmic", "list/us-ofac-ns-plc"
MBS, CAPTA = "list/us-ofac-ns-mbs", "list/us-ofac-capta"
# Rosneft, LUKOIL and companies linked to Rosneft, whose entries OFAC amended between the two editions: names,
# numbers, addresses, and the tag RUSSIA-EO14024. The last one lost the tag SYRIA.
AMENDED = {17022, 17248, 18267, 18269, 18271, 18274, 18276, 18282, 18284, 18290, 18292, 18782}


@pytest.fixture(scope="module")
def of_csv(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    parts = ("prim", "add", "alt", "comments")
    return outcome(SOURCE, [shared / "data" / "us_ofac" / f"cons_{part}.csv" for part in parts])


@pytest.fixture(scope="module")
def of_xml(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome(SOURCE, [shared / "data" / "us_ofac" / "consolidated.xml"])


def test_every_row_of_every_part_belongs_to_one_party(of_csv: Any) -> None:
    assert (of_csv.rejects, of_csv.skipped) == ([], [])
    assert Counter(place.split(":")[0] for place in of_csv.places) == {
        "cons_prim.csv": 442,
        "cons_add.csv": 574,
        "cons_alt.csv": 1_073,
        "cons_comments.csv": 10,
    }
    assert len(set(of_csv.places)) == 442 + 574 + 1_073 + 10
    assert Counter(entity.kind for entity in of_csv.entities()) == {
        "Person": 79,
        "Company": 82,
        "Organization": 281,
    }


def test_every_element_is_a_party(of_xml: Any, shared: Path) -> None:
    assert (of_xml.rows, of_xml.rejects, of_xml.skipped) == (443, [], [])
    assert len(of_xml.entities()) == 443
    described = loader(SOURCE).snapshot([shared / "data" / "us_ofac" / "consolidated.xml"])
    assert (described.date, described.basis, described.complete) == (dt.date(2025, 3, 28), "stated", True)


@pytest.mark.parametrize("edition", ["of_csv", "of_xml"])
def test_hikvision_exactly(edition: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(edition)
    (company,) = [entity for entity in found.entities() if entity.id == HIKVISION]
    assert (company.kind, company.kind_stated, company.country) == ("Company", True, "CN")
    assert company.name == "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD."
    assert company.names == [
        "HIKVISION",
        "HANGZHOU HIKVISION DIGITAL TECHNOLOGY",
        "Hangzhou Hikvision Digital Technology",
    ]
    assert company.identifiers == [
        "isin:CNE100000PM8",
        "ofac:30946",
        "ticker:002415 CN",
        "uscc:91330000733796106P",
    ]
    (listing,) = [relation for relation in found.relations() if relation.from_id == HIKVISION]
    assert (listing.to_id, listing.start, listing.end) == (CMIC, "2021-06-03", None)
    assert listing.properties == {
        "programme": "CMIC-EO13959",
        "entry": "30946",
        "effective_on": "2021-08-02",
        "divest_by": "2022-06-03",
    }


def test_each_programme_has_its_list(of_csv: Any) -> None:
    assert Counter((listing.properties["programme"], listing.to_id) for listing in of_csv.relations()) == {
        ("UKRAINE-EO13662", SSI): 286,
        ("NS-PLC", PLC): 78,
        ("CMIC-EO13959", CMIC): 68,
        ("RUSSIA-EO14024", MBS): 12,
        ("CAATSA - RUSSIA", MBS): 1,
        ("BURMA-EO14014", MBS): 1,
        ("ILLICIT-DRUGS-EO14059", MBS): 1,
        ("561-Related", CAPTA): 1,
    }


def test_a_tag_of_the_sdn_list_is_text_beside_the_listing(of_csv: Any) -> None:
    tags = Counter(
        tag for listing in of_csv.relations() for tag in listing.properties.get("other_programmes", ())
    )
    assert tags == {"RUSSIA-EO14024": 81, "SDGT": 2, "VENEZUELA-EO13850": 2, "IRAN-CON-ARMS-EO": 1}


def test_the_lists_agree_with_the_consolidated_screening_list(of_csv: Any, shared: Path) -> None:
    """Commerce's copy of the same lists, of late 2023, names the list of each entry: an outside check."""
    lists = {
        "Sectoral": SSI,
        "Palestinian": PLC,
        "Non-SDN Chinese": CMIC,
        "Non-SDN Menu": MBS,
        "Capta": CAPTA,
    }
    path = shared / "data" / "us_csl" / "csl_consolidated_large.csv"
    with path.open(encoding="utf-8-sig", newline="") as opened:
        theirs = {
            (row["entity_number"], ours)
            for row in csv.DictReader(opened)
            for beginning, ours in lists.items()
            if row["source"].startswith(beginning)
        }
    ours = {(listing.properties["entry"], listing.to_id) for listing in of_csv.relations()}
    numbers = {number for number, _ in ours}
    assert {(number, name) for number, name in theirs if number in numbers} - ours == set()
    later = {("50476", MBS)}  # listed in 2024
    blocked = {("17018", MBS)}  # Sberbank: on the SDN List by then; its entry still states the directive
    assert {
        (number, name) for number, name in ours if number in {number for number, _ in theirs}
    } - theirs == blocked
    assert ours - theirs == blocked | later


def test_a_directive_dates_the_listing(of_csv: Any) -> None:
    dated = {
        listing.from_id: listing
        for listing in of_csv.relations()
        if listing.properties["programme"] == "RUSSIA-EO14024"
    }
    gazprombank = dated["us_ofac_consolidated/17016"]
    assert (gazprombank.start, gazprombank.properties["effective_on"]) == ("2022-02-24", "2022-03-26")
    (directive,) = gazprombank.properties["directives"]  # its text goes on in the file of long remarks
    assert directive.endswith(
        "on or after the 'Effective Date (EO 14024 Directive)' associated with this name are prohibited."
    )
    assert dated["us_ofac_consolidated/31695"].start == "2022-02-22"
    assert all(listing.start for listing in dated.values())


def test_linked_to_is_text_and_no_ownership(of_csv: Any) -> None:
    linked = [entity for entity in of_csv.entities() if "linked_to" in entity.properties]
    assert len(linked) == 283
    assert {statement.kind for statement in of_csv.relations()} == {"LISTED_ON"}


def test_nothing_joins_on_what_no_standard_confirms(of_csv: Any) -> None:
    schemes = Counter(value.partition(":")[0] for entity in of_csv.entities() for value in entity.identifiers)
    assert schemes["ofac"] == 442
    assert (schemes["uscc"], schemes["lei"], schemes["ogrn"], schemes["inn"]) == (58, 15, 238, 214)
    assert (schemes["unchecked-isin"], schemes["unchecked-inn"], schemes["unchecked-ogrn"]) == (3, 1, 1)


def test_what_stands_of_persons_stays_private_or_out(of_csv: Any) -> None:
    people = [entity for entity in of_csv.entities() if entity.kind == "Person"]
    assert {name for person in people for name in person.properties} <= {
        "birth_date", "nationality", "weak_names", "linked_to",
    }  # fmt: skip


def test_both_formats_give_the_same_statements_but_for_what_changed_between_the_editions(
    of_csv: Any, of_xml: Any
) -> None:
    newer, older = (
        {statement.id: asdict(statement) for statement in found.statements} for found in (of_csv, of_xml)
    )
    gone = {"us_ofac_consolidated/26182"}
    assert {older[id].get("from_id", id) for id in older.keys() - newer.keys()} == gone
    assert newer.keys() - older.keys() == set()
    changed = {newer[id].get("from_id", id) for id in newer if newer[id] != older[id]}
    quoted = {22391}  # a name with quotation marks in it: double ones in the XML, single ones in the CSV
    assert changed == {f"us_ofac_consolidated/{number}" for number in AMENDED | quoted}
