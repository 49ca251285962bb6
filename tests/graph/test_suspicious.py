"""Parties of several records that look like more than one are reported, with what speaks for a look at them."""

from pathlib import Path
from typing import Any

from beholden.graph.suspicious import suspicious
from tests.world import build_world


def company(id: str, name: str, country: str, *identifiers: str) -> dict[str, Any]:
    return {
        "id": id,
        "kind": "Company",
        "name": name,
        "country": country,
        "identifiers": ["uscc:1", *identifiers],
    }


def test_what_differs_within_a_party_is_said(tmp_path: Path) -> None:
    entities = [
        company("a/1", "Kite AG", "DE", "lei:A"),
        company("b/1", "Kite SE", "FR", "lei:A", "lei:B"),
        company("c/1", "风筝", "DE"),
        company("d/1", "红灯", "DE"),
    ]
    (found,) = suspicious(build_world({"entity": entities}, tmp_path).release)
    assert found.members == ("a/1", "b/1", "c/1", "d/1")
    assert found.reasons == (
        "2 countries: DE, FR",
        "legal forms that differ: ag and se",
        "names that differ in their own script: 红灯; 风筝",
        "2 of lei: A, B",
    )


def test_many_records_and_names_are_said_and_one_record_is_nothing(tmp_path: Path) -> None:
    many = [company(f"s{number}/1", f"Kite {'x' * (1 + number % 9)}", "DE") for number in range(10)]
    alone = {**company("z/1", "Lamp AG", "DE"), "identifiers": [], "names": ["Lamp SE"]}
    (found,) = suspicious(build_world({"entity": [*many, alone]}, tmp_path).release)
    assert found.reasons == ("10 records", "9 names")


def test_spellings_of_one_name_are_nothing(tmp_path: Path) -> None:
    entities = [company("a/1", "Kite Co., Ltd.", "DE"), company("b/1", "KITE LTD", "DE")]
    assert suspicious(build_world({"entity": entities}, tmp_path).release) == []
