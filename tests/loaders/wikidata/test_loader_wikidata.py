"""Ranks decide which statements count, and items that are no party are skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
Outcome = Callable[[str, Sequence[Path]], Any]


def test_deprecated_and_unknown_values_never_count_and_preferred_ones_alone(outcome: Outcome) -> None:
    found = outcome("wikidata", [GOLDEN / "dump.jsonl", GOLDEN / "entities.json"])
    stakes = {
        (one.from_id, one.to_id, one.properties["interest"], one.properties.get("share"))
        for one in found.relations()
        if one.kind == "OWNS"
    }
    assert stakes == {
        ("wikidata/Q900002", "wikidata/Q900001", "unknown_interest", 0.51),
        ("wikidata/Q900002", "wikidata/Q900001", "parent_named", None),
        ("wikidata/Q900001", "wikidata/Q900005", "parent_named", None),  # Q900004 is not preferred
        ("wikidata/Q900002", "wikidata/Q900004", "unknown_interest", 0.333),
        ("wikidata/Q900007", "wikidata/Q900004", "unknown_interest", None),
    }
    assert [one.where for one in found.skipped] == ["entities.json:1:Q900008"]


def test_real_items_that_are_no_party_are_skipped(shared: Path, outcome: Outcome) -> None:
    found = outcome("wikidata", sorted((shared / "data" / "wikidata").glob("*.json")))
    assert (found.rows, len(found.skipped), found.statements) == (4, 4, [])
