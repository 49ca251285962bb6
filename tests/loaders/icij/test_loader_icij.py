"""Guesses join nothing, officers who own nothing are no owners, and real files are accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parent / "golden"
Outcome = Callable[[str, Sequence[Path]], Any]


def test_guesses_and_officers_are_counted_and_own_nothing(outcome: Outcome) -> None:
    files = [path for path in sorted(GOLDEN.iterdir()) if path.suffix == ".csv"]
    found = outcome("icij", files)
    assert (found.rows, found.rejects) == (15, [])
    assert Counter(one.reason for one in found.skipped) == {
        "an address, which is no party": 1,
        "intermediary_of: no relation of this graph": 1,
        "officer_of, director: no ownership and no control": 1,
        "registered_address: no relation of this graph": 1,
        "same_name_as: a guess of ICIJ that two nodes are one": 1,
    }
    assert Counter((one.kind, one.properties.get("interest")) for one in found.relations()) == {
        ("OWNS", "shareholding"): 2,
        ("OWNS", "nominee"): 1,
        ("OWNS", "beneficiaryOfLegalArrangement"): 1,
        ("CONTROLS", None): 1,
    }


@pytest.mark.parametrize(
    ("name", "rows"),
    [("Intermediaries_2016_first500.csv", 500), ("panama_papers.nodes.intermediary_2018-02-14.csv", 14_110)],
)
def test_real_nodes(shared: Path, outcome: Outcome, name: str, rows: int) -> None:
    found = outcome("icij", [shared / "data" / "icij" / name])
    assert (found.rows, len(found.entities()), found.rejects) == (rows, rows, [])
    assert {entity.kind_stated for entity in found.entities()} == {False}
