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


def test_parents_and_exceptions_are_neither_stakes_nor_control(
    outcome: Callable[[str, Sequence[Path]], Any],
) -> None:
    found = outcome("gleif", files("golden"))
    assert {relation.kind for relation in found.relations()} == {"CONSOLIDATES"}
    assert Counter(one.reason for one in found.skipped) == {
        "IS_FUND-MANAGED_BY: a relation that this graph has no kind for": 1,
        "a relation whose record is ANNULLED": 1,
    }


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
        ("repex-data", 10, {"CONSOLIDATES": 10, "Organization": 10}, 0),
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
