"""OFAC's consolidated list: a cut file is never read as a shorter list, and both formats say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError
from beholden.loaders.ofac.facts import facts_in
from beholden.loaders.run import loader

HERE = Path(__file__).parent
SOURCE = "us_ofac_consolidated"
PARTS = sorted((HERE / "golden").glob("*.csv"))
XML = HERE / "golden-xml" / "consolidated.xml"

Outcome = Callable[[str, Sequence[Path]], Any]


@pytest.mark.thorough
@pytest.mark.parametrize("cut", PARTS, ids=lambda path: path.name)
def test_csv_cut_at_any_byte_is_an_error(cut: Path, outcome: Outcome, tmp_path: Path) -> None:
    whole, copy = cut.read_bytes(), tmp_path / cut.name
    files = [copy, *(part for part in PARTS if part != cut)]
    for length in range(len(whole)):
        copy.write_bytes(whole[:length])
        with pytest.raises(SourceError):
            outcome(SOURCE, files)
    copy.write_bytes(whole)
    assert outcome(SOURCE, files).rejects == []


def test_xml_cut_anywhere_is_an_error(outcome: Outcome, tmp_path: Path) -> None:
    whole, copy = XML.read_bytes().rstrip(), tmp_path / "consolidated.xml"
    for length in (*range(0, len(whole), 101), *range(len(whole) - 40, len(whole))):
        copy.write_bytes(whole[:length])
        with pytest.raises(SourceError):
            outcome(SOURCE, [copy])


def test_a_missing_part_is_read_without_it(outcome: Outcome) -> None:
    parties = outcome(SOURCE, [HERE / "golden" / "cons_prim.csv"])
    assert [reject.where for reject in parties.rejects] == []
    assert {entity.id for entity in parties.entities()} == {
        entity.id for entity in outcome(SOURCE, PARTS).entities()
    }


def test_a_part_is_known_by_its_shape(outcome: Outcome, tmp_path: Path) -> None:
    renamed = []
    for number, part in enumerate(reversed(PARTS)):
        renamed.append(tmp_path / f"download-{number}")
        renamed[-1].write_bytes(part.read_bytes())
    assert outcome(SOURCE, renamed).statements == outcome(SOURCE, PARTS).statements


def test_every_row_is_a_place_of_one_record(outcome: Outcome) -> None:
    lines = sum(len(part.read_bytes().splitlines()) - 1 for part in PARTS)  # the last is the end mark
    places = outcome(SOURCE, PARTS).places
    assert (len(places), len(set(places))) == (lines, lines)


def test_csv_and_xml_of_one_edition_say_the_same(outcome: Outcome) -> None:
    by_id = [sorted(outcome(SOURCE, files).statements, key=lambda said: said.id) for files in (PARTS, [XML])]
    assert by_id[0] == by_id[1]


def test_the_older_namespace_is_read_as_well(outcome: Outcome, tmp_path: Path) -> None:
    text = XML.read_text(encoding="utf-8")
    new = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
    assert new in text
    older = tmp_path / "consolidated.xml"
    older.write_text(text.replace(new, "http://tempuri.org/sdnList.xsd"), encoding="utf-8")
    assert outcome(SOURCE, [older]).statements == outcome(SOURCE, [XML]).statements


def test_the_xml_states_its_day_and_the_csv_does_not() -> None:
    described = loader(SOURCE).snapshot([XML])
    assert (described.date, described.basis, described.complete) == (dt.date(2025, 3, 28), "stated", True)
    assert (loader(SOURCE).snapshot(PARTS).date, loader(SOURCE).snapshot(PARTS).complete) == (None, True)


def test_a_menu_programme_counts_where_its_directive_is_stated_or_nothing_else_does(outcome: Outcome) -> None:
    lists: dict[str, list[str]] = {}
    for listing in outcome(SOURCE, PARTS).relations():
        lists.setdefault(listing.properties["entry"], []).append(listing.to_id)
    assert lists["900002"] == ["list/us-ofac-ssi", "list/us-ofac-ns-mbs"]
    assert lists["900003"] == ["list/us-ofac-ssi"]  # RUSSIA-EO14024 stands there for the SDN List's sake
    assert lists["900005"] == ["list/us-ofac-ns-mbs"]


def test_every_declared_use_and_scheme_is_one_that_the_loader_knows() -> None:
    lookups = loader(SOURCE).SOURCE.lookups
    labels = set(lookups["fact"]) | set(lookups["remark"])
    for programme, rule in lookups["programme"].items():
        assert rule.get("tag") is True or rule["list"].startswith("list/us-ofac-"), programme
        for use in ("menu", "directives", "scope", "listed", "effective", "divest"):
            assert set(rule.get(use, ())) <= labels, f"{programme}: {use}"
    identifying = {label for label, use in lookups["fact"].items() if use == "identifier"}
    assert identifying == set(lookups["identifier"])
    assert all("" in schemes for schemes in lookups["identifier"].values())


@pytest.mark.parametrize(
    ("remarks", "expected"),
    [
        ("", []),
        ("Gender Male.", [("Gender", "Male")]),
        ("Linked To: LANTERN HOLDING CO., LTD.", [("Linked To:", "LANTERN HOLDING CO., LTD.")]),
        ("Linked To: LANTERN S.A.", [("Linked To:", "LANTERN S.A.")]),
        ("(Linked To: LANTERN (PARIS) LLC)", [("Linked To:", "LANTERN (PARIS) LLC")]),
        (
            "(Linked To: LANTERN; Linked To: KITE (OPTICS))",
            [("Linked To:", "LANTERN"), ("Linked To:", "KITE (OPTICS)")],
        ),
        ("ISIN X1; alt. ISIN X2.", [("ISIN", "X1"), ("ISIN", "X2")]),
        ("a.k.a. 'LLC 'DSD''; a.k.a. 'M.O.'.", [("a.k.a.", "'LLC 'DSD''"), ("a.k.a.", "'M.O.'")]),
        ("a.k.a. 'A; B; C'; Gender Male.", [("a.k.a.", "'A; B; C'"), ("Gender", "Male")]),
        (
            "Secondary sanctions risk: See Section 11 of Executive Order 14024.; DOB 1962.",
            [("Secondary sanctions risk:", "See Section 11 of Executive Order 14024."), ("DOB", "1962")],
        ),
        ("Registration Number 12 (Cyprus)", [("Registration Number", "12")]),
        ("Registration Number 12 (new)", [("Registration Number", "12 (new)")]),
    ],
)
def test_remarks_are_parted_into_facts(remarks: str, expected: list[tuple[str, str]]) -> None:
    facts = facts_in(remarks, loader(SOURCE).WORDING)
    assert [(fact.label, fact.value) for fact in facts] == expected
