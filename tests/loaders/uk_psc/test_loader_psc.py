"""Every word of the register is known, bands are as worded, and an entry of each real shape is accounted for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders.uk_psc.loader import SOURCE, snapshot
from beholden.loaders.uk_psc.natures import nature

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "persons-with-significant-control-snapshot-2026-03-01.txt"


@pytest.mark.parametrize(
    ("word", "least", "more", "most"),
    [
        ("ownership-of-shares-25-to-50-percent", 0.25, True, 0.5),
        ("ownership-of-shares-50-to-75-percent", 0.5, True, 0.75),
        ("ownership-of-shares-75-to-100-percent", 0.75, None, 1.0),
        ("voting-rights-more-than-25-percent-registered-overseas-entity", 0.25, True, 1.0),
    ],
)
def test_bands_are_as_worded(word: str, least: float, more: bool | None, most: float) -> None:
    found = nature(word).properties
    assert (found["share_min"], found.get("share_min_exclusive"), found["share_max"]) == (least, more, most)
    assert "share_max_exclusive" not in found
    assert found["direct"] == "not_stated"


def test_what_trustees_hold_is_not_the_persons_own() -> None:
    assert nature("ownership-of-shares-50-to-75-percent-as-trust").properties["direct"] == "indirect"
    assert nature("significant-influence-or-control-as-firm").properties["direct"] == "indirect"


def test_every_word_of_the_register_is_known(shared: Path) -> None:
    words = json.loads((shared / "data" / "uk_psc" / "psc_descriptions.json").read_text(encoding="utf-8"))
    kinds = Counter(nature(word).kind for word in {**words["description"], **words["short_description"]})
    assert kinds == {"OWNS": 61, "CONTROLS": 25}
    for word in words["statement_description"]:
        SOURCE.lookup("statement", word.removesuffix("-partnership"))


def test_each_entry_is_accounted_for(outcome: Callable[[str, Sequence[Path]], Any]) -> None:
    found = outcome("uk_psc", [GOLDEN])
    assert (found.rows, len(found.places), found.rejects) == (12, 10, [])
    assert Counter(one.reason for one in found.skipped) == {
        "statement without an owner: restrictions-notice-issued-to-psc": 1,
        "the totals of the snapshot": 1,
    }
    assert snapshot([GOLDEN]).date == date(2026, 3, 1)


def test_real_shapes(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> None:
    files = sorted((shared / "data" / "uk_psc").glob("psc_*.json"))
    files = [file for file in files if file.name != "psc_descriptions.json"]
    found = outcome("uk_psc", files)
    assert (found.rows, len(found.skipped), found.rejects) == (8, 1, [])
    assert Counter(one.kind for one in found.relations()) == {"OWNS": 9}
    reasons = [entity.properties.get("unknown_reason") for entity in found.entities()]
    assert Counter(filter(None, reasons)) == {
        "subject_exempt": 1,
        "owner_exempt": 1,
        "no_beneficial_owners": 1,
    }
