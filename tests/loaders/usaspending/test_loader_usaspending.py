"""An award is what its latest transaction says of it; the others are skipped and counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden" / "Contracts_PrimeTransactions_2026-03-01_H00M00S00_1.csv"


def test_the_latest_transaction_counts(outcome: Callable[[str, Sequence[Path]], Any]) -> None:
    found = outcome("usaspending", [GOLDEN])
    assert (found.rows, len(found.places), [one.reason for one in found.skipped]) == (
        4,
        3,
        ["an earlier transaction of the award"],
    )
    amounts = {one.id: one.properties.get("amount") for one in found.entities() if one.kind == "Contract"}
    assert amounts == {
        "usaspending/CONT_AWD_000001": 1000.5,
        "usaspending/CONT_AWD_000002": None,
        "usaspending/CONT_AWD_000003": 1000.5,
    }
    owners = [(one.from_id, one.to_id) for one in found.relations() if one.kind == "OWNS"]
    assert owners == [("usaspending/LMPHLDNGS123", "usaspending/KTEHLDNGS123")]  # none is its own parent
