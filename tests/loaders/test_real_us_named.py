"""The FCC's Covered List in two editions, and the five companies that section 889 names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders.run import loader

COVERED = "us_fcc_covered_list"
USE = "to the extent it is used for the purpose of public safety, security of government facilities"


@pytest.fixture(scope="module")
def of_csv(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome(COVERED, [shared / "data" / "us_fcc_covered" / "fcc_covered_list_table.csv"])


@pytest.fixture(scope="module")
def of_html(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome(COVERED, [shared / "data" / "us_fcc_covered" / "fcc_covered_list_table.html"])


@pytest.fixture(scope="module")
def section(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome("us_ndaa_889", [shared / "data" / "us_special_legislation" / "ndaa_section_889.csv"])


def test_every_row_of_the_covered_list_is_a_product(of_csv: Any, of_html: Any) -> None:
    assert (of_csv.rows, of_csv.rejects, of_csv.skipped) == (16, [], [])
    assert (of_html.rows, of_html.rejects, of_html.skipped) == (13, [], [])
    assert Counter(statement.kind for statement in of_csv.statements) == {
        "Product": 16,
        "Company": 13,
        "MAKES": 13,
        "LISTED_ON": 29,
        "OWNS": 1,
    }
    assert Counter(statement.kind for statement in of_html.statements)["Company"] == 12


def test_two_editions_give_one_id_to_what_both_have(of_csv: Any, of_html: Any) -> None:
    newer, older = ({entity.id for entity in found.entities()} for found in (of_csv, of_html))
    assert older < newer


def test_who_is_named_and_what_is_a_category(of_csv: Any) -> None:
    assert [entity.name for entity in of_csv.entities() if entity.kind == "Company"] == [
        "Huawei Technologies Company",
        "ZTE Corporation",
        "Hytera Communications Corporation",
        "Hangzhou Hikvision Digital Technology Company",
        "Dahua Technology Company",
        "AO Kaspersky Lab",
        "China Mobile International USA Inc.",
        "China Telecom (Americas) Corp.",
        "Pacific Networks Corp",
        "ComNet (USA) LLC",
        "China Unicom (Americas) Operations Limited",
        "Kaspersky Lab, Inc.",
        "Digitalsystem Technology Inc.",
    ]
    made = {relation.to_id for relation in of_csv.relations() if relation.kind == "MAKES"}
    products = [entity for entity in of_csv.entities() if entity.kind == "Product"]
    assert [product.name for product in products if product.id not in made] == [
        "Uncrewed aircraft systems (UAS) and UAS critical components produced in a foreign country",
        "Routers produced in a foreign country",
        "Foreign-produced power inverters",
        "Foreign-produced advanced robotic devices",
    ]


@pytest.mark.parametrize("edition", ["of_csv", "of_html"])
def test_the_listing_of_a_company_goes_as_far_as_its_sentence(
    edition: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(edition)
    (company,) = [entity for entity in found.entities() if entity.name.startswith("Hangzhou Hikvision")]
    (product,) = [
        entity
        for entity in found.entities()
        if entity.kind == "Product" and "Hangzhou Hikvision" in entity.name
    ]
    listings = [
        relation
        for relation in found.relations()
        if relation.kind == "LISTED_ON" and relation.from_id in (company.id, product.id)
    ]
    assert [(listing.start, listing.end) for listing in listings] == [("2021-03-12", None)] * 2
    scopes = {listing.properties["scope"] for listing in listings}
    assert scopes == {product.properties["description"]} and USE in scopes.pop()


def test_updates_are_text_and_the_first_date_is_the_start(of_csv: Any) -> None:
    (updated,) = [relation for relation in of_csv.relations() if relation.properties.get("remarks")]
    assert updated.start == "2025-12-22"
    assert updated.properties["remarks"] == [
        "Updated: January 7, 2026",
        "Updated: March 18, 2026",
        "Updated: June 15, 2026",
        "Updated: July 21, 2026",
    ]


def test_a_wholly_owned_subsidiary_is_owned_wholly(of_csv: Any) -> None:
    names = {entity.id: entity.name for entity in of_csv.entities()}
    (stake,) = [relation for relation in of_csv.relations() if relation.kind == "OWNS"]
    assert (names[stake.from_id], names[stake.to_id]) == ("Pacific Networks Corp", "ComNet (USA) LLC")
    assert (stake.properties["share"], stake.properties["direct"]) == (1.0, "direct")
    assert stake.said.quote == "Pacific Networks Corp and its wholly-owned subsidiary ComNet (USA) LLC"


def test_only_the_page_is_said_to_be_whole(shared: Path) -> None:
    folder = shared / "data" / "us_fcc_covered"
    described = {
        kind: loader(COVERED).snapshot([folder / f"fcc_covered_list_table.{kind}"])
        for kind in ("csv", "html")
    }
    assert {kind: (copy.date, copy.complete) for kind, copy in described.items()} == {
        "csv": (None, False),
        "html": (None, True),
    }


def test_section_889_names_five_companies_with_the_words_of_the_law(section: Any) -> None:
    assert (section.rows, section.rejects, section.skipped) == (5, [], [])
    assert sorted(entity.name.split()[0] for entity in section.entities()) == [
        "Dahua",
        "Hangzhou",
        "Huawei",
        "Hytera",
        "ZTE",
    ]
    for entity, listing in zip(section.entities(), section.relations(), strict=True):
        assert (listing.from_id, listing.to_id) == (entity.id, "list/us-889")
        assert (listing.start, listing.end) == (None, None)
        assert entity.name in listing.properties["scope"]
        assert "(or any subsidiary or affiliate of such entities)" in listing.properties["scope"]
        assert listing.said.page.endswith("PLAW-115publ232.pdf")
