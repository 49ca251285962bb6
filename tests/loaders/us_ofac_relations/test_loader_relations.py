"""What OFAC says is owned or controlled is control; no other relation becomes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden" / "sdn_advanced.xml"


def test_only_ownership_or_control_of_parties_is_claimed(
    outcome: Callable[[str, Sequence[Path]], Any],
) -> None:
    found = outcome("us_ofac_relations", [GOLDEN])
    assert {(one.kind, one.from_id[-3:], one.to_id[-3:], bool(one.dispute)) for one in found.relations()} == {
        ("CONTROLS", "102", "101", False),
        ("CONTROLS", "104", "101", True),
    }
    assert Counter(one.reason.split(":")[0] for one in found.skipped) == {
        "a paper": 1,
        "a listing": 1,
        "Providing support to": 1,
        "Owned or Controlled By, of a vessel or aircraft": 1,
    }
