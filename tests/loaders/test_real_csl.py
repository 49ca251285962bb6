"""The Consolidated Screening List as a copy of it circulates: every row accounted for, and who is who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

DENIED = "list/us-bis-dpl"


@pytest.fixture(scope="module")
def real(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome("us_csl", [shared / "data" / "us_csl" / "csl_consolidated_large.csv"])


def listings(real: Any, list_: str) -> list[Any]:
    return [relation for relation in real.relations() if relation.to_id == list_]


def called(real: Any, name: str) -> list[Any]:
    return [entity for entity in real.entities() if entity.name == name]


def test_every_row_is_converted_but_the_second_header_and_the_row_that_is_cut_off(real: Any) -> None:
    assert (real.rows, len(real.places), len(real.skipped), len(real.rejects)) == (4_228, 4_226, 1, 1)
    assert real.skipped[0].where == "csl_consolidated_large.csv:2"
    assert real.rejects[0].where == "csl_consolidated_large.csv:4233"
    assert "the file ends within this row" in real.rejects[0].reason
    assert len(set(real.places)) == 4_226


def test_each_row_is_on_its_list(real: Any) -> None:
    rows = Counter(
        list_ for list_, _ in {(relation.to_id, relation.from_id) for relation in real.relations()}
    )
    assert rows == {
        "list/us-ofac-sdn": 1_737,
        "list/us-bis-entity": 898,  # 919 rows
        "list/us-bis-dpl": 545,  # 577 rows
        "list/us-ofac-ssi": 288,
        "list/us-bis-uvl": 186,
        "list/us-state-isn": 141,  # 144 rows
        "list/us-state-dtc": 139,  # 142 rows
        "list/us-ofac-ns-plc": 78,
        "list/us-bis-meu": 71,
        "list/us-ofac-ns-cmic": 68,
        "list/us-ofac-ns-mbs": 14,
        "list/us-ofac-fse": 1,
        "list/us-ofac-capta": 1,
    }


def test_kinds(real: Any) -> None:
    assert Counter(entity.kind for entity in real.entities()) == {
        "Organization": 3_023,
        "Person": 1_124,
        "Company": 76,
        "Asset": 3,
    }
    assert all(entity.kind_stated for entity in real.entities() if entity.kind != "Organization")
    assert not any(entity.properties.get("address") for entity in real.entities() if entity.kind == "Person")


def test_hikvision_by_its_numbers(real: Any) -> None:
    (company,) = called(real, "Hangzhou Hikvision Digital Technology Co., Ltd.")
    assert (company.id, company.kind, company.country) == ("us_csl/30946", "Company", "CN")
    assert company.identifiers == [
        "isin:CNE100000PM8",
        "ofac:30946",
        "ticker:002415 CN",
        "uscc:91330000733796106P",
    ]
    (listing,) = [relation for relation in real.relations() if relation.from_id == company.id]
    assert (listing.to_id, listing.start, listing.end) == ("list/us-ofac-ns-cmic", "2021-06-03", None)
    assert listing.properties == {
        "programme": "CMIC-EO13959",
        "entry": "30946",
        "effective_on": "2021-08-02",
        "divest_by": "2022-06-03",
    }


def test_a_namesake_in_new_york_stays_itself(real: Any) -> None:
    (namesake,) = [entity for entity in real.entities() if "dahua" in entity.name.lower()]
    assert (namesake.name, namesake.country) == ("DAHUA ELECTRONICS CORPORATION", "US")
    assert (namesake.identifiers, namesake.kind_stated) == ([], False)
    (listing,) = [relation for relation in real.relations() if relation.from_id == namesake.id]
    assert (listing.to_id, listing.start, listing.end) == (DENIED, "2017-09-28", "2025-11-19")


def test_denial_orders_end_on_their_day(real: Any) -> None:
    denied = listings(real, DENIED)
    assert sum(listing.end is None for listing in denied) == 577 - 532
    past = [listing for listing in denied if listing.end and listing.end <= "2026-11-24"]
    assert len(past) == 283
    assert {listing.end is None for listing in real.relations() if listing.to_id != DENIED} == {True}


def test_names_that_hold_more_than_a_name(real: Any) -> None:
    (company,) = called(real, "Beijing J&A Industry & Trade Co. Ltd.")
    (listing,) = [relation for relation in real.relations() if relation.from_id == company.id]
    assert listing.properties["scope"] == "and any successor, sub-unit, or subsidiary thereof"
    assert called(real, "FUYI SUN")[0].names[0] == "FRANK SUN"
    names = [entity.name for entity in real.entities()]
    assert not [name for name in names if " successor" in name or ", a.k.a." in name or "(f.k.a." in name]
    assert called(real, "XAIC Tech (Xi’an) Industrial Co., Ltd.")


def test_a_party_has_a_country_where_all_its_addresses_do(real: Any) -> None:
    assert {entity.country for entity in called(real, "AL NASER AIRLINES")} == {None}  # three countries
    assert {entity.country for entity in called(real, "LTS Holding Limited")} == {None}  # Geneva and Tortola
    (institute,) = called(real, "Southwest Research Institute of Electronics Technology")
    assert institute.country == "CN"  # "No. 6 ...; and No. 90 ..., CN" is one address


def test_identifiers(real: Any) -> None:
    different = {identifier for entity in real.entities() for identifier in entity.identifiers}
    schemes = Counter(identifier.split(":")[0] for identifier in different)
    assert schemes["ofac"] == 2_180
    assert (schemes["uscc"], schemes["lei"], schemes["imo"]) == (58, 9, 2)
    broken = sorted(
        identifier
        for identifier in different
        if identifier.startswith(("unchecked-isin", "unchecked-lei", "unchecked-uscc"))
    )
    assert len(broken) == 3  # misprints of the publisher
