"""Deltas take the place of what they change, and no accounting parent becomes a stake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders.gleif.loader import snapshot

HERE = Path(__file__).parent


def files(folder: str) -> list[Path]:
    return [path for path in sorted((HERE / folder).iterdir()) if path.suffix != ".jsonl"]


def test_every_row_of_full_files_and_deltas_is_accounted_for(
    outcome: Callable[[str, Sequence[Path]], Any],
) -> None:
    found = outcome("gleif", files("golden-xml-and-deltas"))
    assert (found.rows, len(found.places), found.rejects) == (10, 5, [])
    assert Counter((one.where.split(":")[0], one.reason) for one in found.skipped) == {
        ("lei-full.xml", "a record of a delta replaces it"): 1,
        ("lei-delta-1.xml", "a later record of a delta replaces it"): 1,
        ("rr-full.xml", "a delta deletes it"): 1,
        ("rr-delta.xml", "a deletion"): 1,
        ("repex-delta.xml", "a deletion, of a record in files that are not given"): 1,
    }


def test_parents_are_neither_stakes_nor_control(
    outcome: Callable[[str, Sequence[Path]], Any],
) -> None:
    found = outcome("gleif", files("golden"))
    named = [relation for relation in found.relations() if not relation.from_id.endswith("-parent")]
    assert named
    assert {relation.kind for relation in named} == {"CONSOLIDATES"}
    assert Counter(one.reason for one in found.skipped) == {
        "IS_FUND-MANAGED_BY: a relation that this graph has no kind for": 1,
        "a relation whose record is ANNULLED": 1,
    }


@pytest.mark.parametrize(
    ("reasons", "kind", "reason", "relation"),
    [
        (("NATURAL_PERSONS",), "Person", "natural_persons", "CONTROLS"),
        (("NO_KNOWN_PERSON",), "Organization", "no_known_person", "CONTROLS"),
        (("NON_CONSOLIDATING",), "Organization", "non_consolidating", "CONTROLS"),
        (("NON_PUBLIC",), "Organization", "non_public", "CONSOLIDATES"),
        (("LEGAL_OBSTACLES", "CONSENT_NOT_OBTAINED"), "Organization", "non_public", "CONSOLIDATES"),
        (("NO_LEI",), "Organization", "no_lei", "CONSOLIDATES"),
        (("NATURAL_PERSONS", "NO_LEI"), "Organization", "unknown", "CONTROLS"),
    ],
)
def test_who_stands_for_a_parent_that_is_not_reported(
    outcome: Callable[[str, Sequence[Path]], Any],
    tmp_path: Path,
    reasons: Sequence[str],
    kind: str,
    reason: str,
    relation: str,
) -> None:
    header = "LEI,Exception.Category," + ",".join(f"Exception.Reason.{place}" for place in range(1, 6))
    cells = ["5299KITE010000000066", "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", *reasons]
    file = tmp_path / "20260301-0800-gleif-goldencopy-repex-golden-copy.csv"
    file.write_text(f"{header}\n{','.join(cells + [''] * (7 - len(cells)))}\n", encoding="utf-8")
    found = outcome("gleif", [file])
    assert found.rejects == []
    (party,), (arrow,) = found.entities(), found.relations()
    assert (party.kind, party.properties["unknown_reason"], arrow.kind) == (kind, reason, relation)
    assert (arrow.from_id, arrow.to_id) == (party.id, "gleif/5299KITE010000000066")
    assert "share_of" not in arrow.properties
    assert ", by a GLEIF reporting exception of 5299KITE010000000066" in party.name


def test_a_copy_is_of_the_day_that_its_header_or_its_name_states() -> None:
    assert snapshot(files("golden")) == snapshot(files("golden")[:1])
    assert (snapshot(files("golden")).date, snapshot(files("golden")).basis) == (date(2026, 3, 1), "inferred")
    assert snapshot([HERE / "golden-xml-and-deltas" / "lei-full.xml"]).basis == "stated"
    assert snapshot(files("golden-xml-and-deltas")).date == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("name", "rows", "converted", "skipped"),
    [
        ("lei-data", 13, {"Organization": 13}, 0),
        ("rr-data", 10, {"CONSOLIDATES": 2}, 8),
        ("repex-data", 10, {"CONSOLIDATES": 1, "CONTROLS": 9, "Organization": 10}, 0),
    ],
)
def test_real_records_are_the_same_from_xml_and_json(
    shared: Path,
    outcome: Callable[[str, Sequence[Path]], Any],
    name: str,
    rows: int,
    converted: dict[str, int],
    skipped: int,
) -> None:
    """The JSON is the XML as another program read it; it kept one line of each address."""
    xml, json = (outcome("gleif", [shared / "data" / "gleif" / f"{name}.{end}"]) for end in ("xml", "json"))
    for found in (xml, json):
        assert (found.rows, len(found.skipped), found.rejects) == (rows, skipped, [])
        assert Counter(one.kind for one in found.statements) == converted
        for entity in found.entities():
            entity.properties.pop("address", None)
    assert xml.statements == json.statements


def test_a_real_answer_of_the_programming_interface(
    shared: Path, outcome: Callable[[str, Sequence[Path]], Any]
) -> None:
    found = outcome("gleif", [shared / "data" / "gleif" / "gleif_api_lei_data.xml"])
    assert [entity.id for entity in found.entities()] == [
        "gleif/353800023456EJMNXY28",
        "gleif/529900W18LQJJN6SJ336",
    ]
