"""Which joins that are only possible may be drawn: none that makes a listed party of another by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.cases.facts import Facts
from tests.world import build_world

LISTED = {"id": "list/a", "kind": "Company", "name": "Kitewire Optics Co., Ltd.", "country": "CN"}
ON_A_LIST = {"arrow": ["LISTED_ON", "list/a", "list/us-bis-entity"], "start": "2020-01-02"}


@pytest.mark.parametrize(
    ("name", "basis"), [("Kitewire Optics Co., Ltd.", "name"), ("Kitewyre Optics Co., Ltd.", "alike")]
)
def test_a_name_the_same_or_alike_draws_no_listed_party(name: str, basis: str, tmp_path: Path) -> None:
    other = {"id": "club/a", "kind": "Company", "name": name, "country": "CN"}
    release = build_world({"entity": [LISTED, other], "relation": [ON_A_LIST]}, tmp_path).release
    assert release.frame("relations", "POSSIBLY_SAME")["basis"].to_list() == [basis]
    assert Facts(release).unsure(["list/a", "club/a"], ["list/a"]) == {}


def test_a_pair_on_no_list_may_be_drawn_as_unsure(tmp_path: Path) -> None:
    """One source tells the two records apart, so that their names do not join them."""
    pair = [
        {"id": "club/a", "kind": "Company", "name": "Kitewire Optics Co., Ltd.", "country": "CN"},
        {"id": "club/b", "kind": "Company", "name": "Kitewyre Optics Co., Ltd.", "country": "CN"},
    ]
    release = build_world({"entity": pair}, tmp_path).release
    found = Facts(release).unsure(["club/a", "club/b"], [])
    assert [(row["from_id"], row["to_id"], row["basis"]) for _, row in found.values()] == [
        ("club/a", "club/b", "alike")
    ]
