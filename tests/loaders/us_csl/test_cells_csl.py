"""What the cells of the Consolidated Screening List hold, in small."""

from __future__ import annotations

import pytest

from beholden.loaders.us_csl.cells import addresses, aliases, country, facts
from beholden.loaders.us_csl.names import named, split

USES = {"ISIN": "identifier", "Registration ID": "identifier", "Registration": "identifier"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kite; Kite Air; and Kite Sea", ["Kite", "Kite Air", "Kite Sea"]),
        ("Kite Air; Co., Ltd.; Kite Sea", ["Kite Air, Co., Ltd.", "Kite Sea"]),
        ("Kite;Kite Sea; ", ["Kite", "Kite Sea"]),
        ("KITE, Reed; KYTE, Reed", ["KITE, Reed", "KYTE, Reed"]),
        ("", []),
    ],
)
def test_aliases(text: str, expected: list[str]) -> None:
    assert aliases(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kite Group, Kite Trading Co., Ltd., and the Kite Works", 3 * ["Kite"]),
        ("KITE, Reed", ["KITE, Reed"]),
        ("KITE, KTE", ["KITE", "KTE"]),
        ("Reed Kite, Kite", ["Reed Kite", "Kite"]),
    ],
)
def test_aliases_parted_by_commas(text: str, expected: list[str]) -> None:
    found = aliases(text, by_commas=True)
    assert len(found) == len(expected)
    assert all(word in name for word, name in zip(expected, found, strict=True))


@pytest.mark.parametrize(
    ("address", "bare_states", "expected"),
    [
        ("1 Quay Road, Knot Bay, 310051, CN", False, "CN"),
        ("134-12 59TH AVENUE, FLUSHING, NY, 11355", True, "US"),
        ("134-12 59TH AVENUE, FLUSHING, NY 11355-0001", False, "US"),
        ("134-12 59TH AVENUE, FLUSHING, ZZ, 11355", False, None),
        ("1 Reed Street, Hamburg, Germany", False, "DE"),
        ("1 Reed Street, Kowloon, Hong Kong, ", False, "HK"),
        ("1 PEACH STREET, ATLANTA, GEORGIA", False, None),
        ("1 REED STREET, LOS ANGELES, CA", True, None),
        ("1 REED STREET, MONTREAL QUEBEC, H9X3Z6, CA", True, "CA"),
        ("1 REED STREET, DUSSELDORF, DE", False, "DE"),
        ("Gaza Strip, undetermined", False, None),
        ("TR", False, "TR"),
    ],
)
def test_country_of_an_address(address: str, bare_states: bool, expected: str | None) -> None:
    assert country(address, bare_states) == expected


def test_addresses_of_both_files_read_alike() -> None:
    parts = [{"address": "1 Quay", "city": "Knot", "state": None, "postal_code": "3100", "country": "CN"}]
    assert addresses(parts) == addresses("1 Quay, Knot, 3100, CN")
    assert addresses("No. 6 Reed; and No. 90 Rush, CN; Pier 3, AE") == [
        "No. 6 Reed; and No. 90 Rush, CN",
        "Pier 3, AE",
    ]


def test_facts_of_both_files_read_alike() -> None:
    text = "Registration ID, 0505, TH, 28 Feb 1992, 2002-01-01; ISIN, US1694261033; Registration, A, B"
    found = [(fact.label, fact.value, fact.country) for fact in facts(text, USES)]
    assert found == [
        ("Registration ID", "0505", "TH"),
        ("ISIN", "US1694261033", ""),
        ("Registration", "A, B", ""),
    ]
    parts = [{"type": "Registration ID", "number": "0505", "country": "TH", "issue_date": "28 Feb 1992"}]
    assert [(fact.label, fact.value, fact.country) for fact in facts(parts, USES)] == found[:1]


@pytest.mark.parametrize(
    ("text", "name", "others"),
    [
        ("Kite Ltd.", "Kite Ltd.", []),
        ("KITE AIR A/K/A KITE SEA", "KITE AIR", ["KITE SEA"]),
        ("Kite Air, a.k.a. Kite Sea (Inland)", "Kite Air", ["Kite Sea (Inland)"]),
        ("Kite Air (f.k.a., Kite (Old) Sea)", "Kite Air", ["Kite (Old) Sea"]),
        ("Kite Air (aka Kite Sea) (Invented individual)", "Kite Air", ["Kite Sea"]),
        ("Kite, a.k.a., the following three aliases: -Kit; -Kyte; and -KT", "Kite", ["Kit", "Kyte", "KT"]),
        ("Kite (A.K.A. REED) RUSH", "Kite (A.K.A. REED) RUSH", []),
        ("Osaka Kite Works", "Osaka Kite Works", []),
        ("F.K.A. Old Kite", "Old Kite", []),
    ],
)
def test_names_in_one_cell(text: str, name: str, others: list[str]) -> None:
    assert split(text) == [name, *others]


def test_the_published_name_is_kept_beside_what_it_holds() -> None:
    found = named("Kite Co. (Kite). Affiliated Entity: Kite Sea Co., and its sub-units and successors")
    assert (found.name, found.affiliate_of) == ("Kite Sea Co.", "Kite Co. (Kite)")
    assert found.scope == "and its sub-units and successors"
    assert found.others[-1].startswith("Kite Co. (Kite). Affiliated Entity:")
