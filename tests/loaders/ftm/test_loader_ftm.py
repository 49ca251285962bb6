"""FollowTheMoney: percentages are read with care, deltas are honoured, and real files are accounted for."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders import Rejected
from beholden.loaders.ftm.files import SIMPLE, Item, items
from beholden.loaders.ftm.loader import snapshot
from beholden.loaders.ftm.percentages import share

HERE = Path(__file__).parent
Outcome = Callable[[str, Sequence[Path]], Any]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["51"], {"share": 0.51}),
        (["51%"], {"share": 0.51}),
        (["12,5"], {"share": 0.125}),
        (["0.0000001"], {"share": 0.000000001}),
        (["25-50"], {"share_min": 0.25, "share_max": 0.5}),
        (["25 % to 50 %"], {"share_min": 0.25, "share_max": 0.5}),
        ([">50"], {"share_min": 0.5, "share_max": 1.0, "share_min_exclusive": True}),
        (["at least 25"], {"share_min": 0.25, "share_max": 1.0}),
        (["<5"], {"share_min": 0.0, "share_max": 0.05, "share_max_exclusive": True}),
        (["40", "60"], {"share_min": 0.4, "share_max": 0.6}),
        ([">50", "60"], {"share_min": 0.5, "share_max": 1.0, "share_min_exclusive": True}),
        (["50-25"], {}),
        (["150"], {}),
        (["1,000"], {"share": 0.01}),
        (["a good deal"], {}),
        (["51", "a good deal"], {}),
        (["-5"], {}),
        ([], {}),
    ],
)
def test_a_percentage_is_what_it_says_or_not_stated(texts: list[str], expected: dict[str, Any]) -> None:
    assert share(texts) == expected


def test_what_is_deleted_is_gone_and_counted(outcome: Outcome) -> None:
    found = outcome(
        "ftm", [HERE / "golden-delta" / name for name in ("entities.delta.json", "entities.ftm.json")]
    )
    assert (found.rows, len(found.places), found.rejects) == (7, 3, [])
    assert Counter(one.reason for one in found.skipped) == {
        "a line of a delta replaces it": 1,
        "a delta deletes it": 1,
        "a deletion (DEL)": 2,
    }


def test_schemata_that_are_left_out_are_named(outcome: Outcome) -> None:
    found = outcome("ftm", [HERE / "golden" / "entities.ftm.json"])
    assert Counter(one.reason for one in found.skipped) == {
        "Address: no party, asset or relation of this graph": 1,
        "Sanction: no party, asset or relation of this graph": 1,
        "Spaceship: no party, asset or relation of this graph": 1,
        "Directorship: the director is not known to be a person": 1,
    }


@pytest.mark.parametrize(
    ("name", "rows", "converted", "rejected"),
    [
        ("t1_entities.ftm.json", 7, 6, 0),
        ("t2_entities.delta.json", 2, 2, 0),
        ("targets.nested.json", 5, 5, 0),
        ("targets.simple.csv", 5, 5, 0),
        ("parteispenden_entities.ftm.json", 475, 386, 0),
        ("zavod_export_entities.ftm.json", 1_565, 604, 3),
    ],
)
def test_every_line_of_real_files_is_accounted_for(
    shared: Path, outcome: Outcome, name: str, rows: int, converted: int, rejected: int
) -> None:
    file = shared / "data" / "opensanctions_ftm" / name
    found = outcome("ftm", [file])
    assert (found.rows, len(found.places), len(found.rejects)) == (rows, converted, rejected)
    assert (snapshot([file]).date is None) == name.startswith("parteispenden")
    if name.startswith("parteispenden"):
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        paid = sum(float(one["properties"]["amountEur"][0]) for one in lines if one["schema"] == "Payment")
        given = {relation.id: relation.properties["amount"] for relation in found.relations()}
        assert len(found.relations()) == 291  # one payment has two beneficiaries
        assert paid <= sum(given.values())


def test_a_cell_of_several_values_that_is_broken_is_a_reject(tmp_path: Path) -> None:
    cells = dict.fromkeys(SIMPLE, "") | {"id": "one", "schema": "Company", "name": "Kite Ltd"}
    with (tmp_path / "targets.simple.csv").open("w", encoding="utf-8", newline="") as opened:
        table = csv.DictWriter(opened, SIMPLE, quoting=csv.QUOTE_ALL)
        table.writeheader()
        table.writerows([cells, cells | {"id": "two", "dataset": "a list\rwith a carriage return"}])
    one, two = items(tmp_path / "targets.simple.csv")
    assert isinstance(one, Item)
    assert isinstance(two, Rejected)
    assert two.reason.startswith("a cell of several values is broken (")
