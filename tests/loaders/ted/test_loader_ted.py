"""Notices that award nothing are counted, roles are as stated, and a number of an unknown register joins nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.graph.release import build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load
from beholden.loaders.ted.loader import snapshot

HERE = Path(__file__).parent
Outcome = Callable[[str, Sequence[Path]], Any]


def files(name: str) -> list[Path]:
    return sorted((HERE / name).glob("*.xml"))


def test_notices_are_read_or_skipped_with_a_reason(outcome: Outcome) -> None:
    found = outcome("ted", files("golden"))
    assert (found.rows, len(found.places), found.rejects) == (5, 2, [])
    assert Counter(one.reason for one in found.skipped) == {
        "a ContractNotice, which awards nothing": 1,
        "a later notice changes it": 1,
        "a notice in which nothing is awarded": 1,
    }
    assert snapshot(files("golden")).date == date(2026, 3, 5)


def test_each_supplier_has_the_role_stated(outcome: Outcome) -> None:
    found = outcome("ted", [HERE / "golden" / "award.xml"])
    names = {one.id: one.name for one in found.entities()}
    assert sorted(
        (names[one.from_id], one.properties["role"], names[one.to_id], one.start)
        for one in found.relations()
        if one.kind == "SUPPLIES"
    ) == [
        ("Ada Invented", "supplier", "Los 3", None),
        ("Drahtbau AG", "subcontractor", "Kameras mit Gesichtserkennung", "2026-02-20"),
        ("Kamerawerk GmbH", "lead of a group", "Kameras mit Gesichtserkennung", "2026-02-20"),
        ("Linse SARL", "member of a group", "Kameras mit Gesichtserkennung", "2026-02-20"),
    ]
    (person,) = [one for one in found.entities() if one.kind == "Person"]
    assert (person.properties, person.identifiers) == ({}, [])
    numbers = {one.name: one.identifiers for one in found.entities() if one.identifiers}
    assert all(number.startswith("unchecked-ted:") for given in numbers.values() for number in given)


def test_an_amount_is_given_where_one_tender_won(outcome: Outcome) -> None:
    amounts = {
        one.id: (one.properties.get("amount"), one.properties.get("currency"))
        for one in outcome("ted", files("golden")).entities()
        if one.kind == "Contract"
    }
    assert amounts == {
        "ted/00012345-2026/CON-0001": (125_000.5, "EUR"),
        "ted/00012345-2026/LOT-0003": (None, None),
        "ted/00012500-2026/CON-0001": (None, None),  # it rests on two tenders
    }


def test_the_form_in_its_own_language_counts(outcome: Outcome) -> None:
    found = outcome("ted", files("golden-of-2020"))
    (contract,) = [one for one in found.entities() if one.kind == "Contract"]
    assert (contract.id, contract.name) == ("ted/123456-2020/1", "Kameras, lot 1")
    assert (contract.properties["amount"], contract.properties["signed_on"]) == (1_167_380.0, "2020-02-11")
    assert [one.reason for one in found.skipped] == ["a notice in which nothing is awarded"]


def test_notices_of_both_formats_build_into_one_release(tmp_path: Path) -> None:
    load("ted", [*files("golden"), *files("golden-of-2020")], Workspace(tmp_path), snapshot="2026-03-06")
    release = build(Workspace(tmp_path), software="test")
    assert release.frame("relations", "AWARDED").height == 4
    assert set(release.frame("entities", "PublicBody")["name"]) >= {"Stadt Lampstadt"}
    assert release.manifest["left_out"] == []
