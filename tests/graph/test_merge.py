"""What a cluster says of itself: which of its records gives the name, and which kind it is of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.world import build_world

NUMBER = {"identifiers": ["company_number:gb-coh:01234567"], "kind": "Company"}
MADE = {"id": "a/1", "name": "Company 01234567 in the register", "name_stated": False, **NUMBER}


def row(folder: Path, *entities: Mapping[str, Any]) -> dict[str, Any]:
    release = build_world({"entity": [dict(one) for one in entities]}, folder).release
    return release.frame("entities", "Company").row(0, named=True)


def test_a_number_never_names_a_cluster_that_has_a_name(tmp_path: Path) -> None:
    found = row(tmp_path, MADE, {"id": "b/1", "name": "Kite Ltd", "grade": "press", **NUMBER})
    assert (found["name"], found["names"], found["name_stated"]) == ("Kite Ltd", ["Kite Ltd"], None)
    assert found["members"] == ["a/1", "b/1"]


def test_a_number_names_a_cluster_that_has_no_name(tmp_path: Path) -> None:
    found = row(tmp_path, MADE, {**MADE, "id": "b/1"})
    assert (found["name"], found["names"], found["name_stated"]) == (MADE["name"], [MADE["name"]], False)


WORKS = {"name": "Kite Lamp Works", "country": "CN"}
"""What joins two records by name and country alone, so that the smaller id is the cluster's."""


def test_the_best_grade_names_a_cluster_whichever_record_gave_it_its_id(tmp_path: Path) -> None:
    press: dict[str, Any] = {"id": "a/1", "kind": "Company", "country": "CN", "grade": "press"}
    press.update(name="The lamp maker", names=[WORKS["name"]])
    found = row(tmp_path, press, {**WORKS, "id": "b/1", "kind": "Company", "grade": "official"})
    assert (found["id"], found["members"]) == ("a/1", ["a/1", "b/1"])
    assert (found["name"], found["names"]) == ("Kite Lamp Works", ["Kite Lamp Works", "The lamp maker"])


@pytest.mark.parametrize(("general", "specific"), [("a/1", "b/1"), ("b/1", "a/1")])
@pytest.mark.parametrize("kind", ["Company", "PublicBody"])
def test_a_specific_kind_wins_whichever_record_gave_the_cluster_its_id(
    general: str, specific: str, kind: str, tmp_path: Path
) -> None:
    world = {
        "entity": [
            {"id": general, "kind": "Organization", **WORKS},
            {"id": specific, "kind": kind, **WORKS},
        ]
    }
    found = build_world(world, tmp_path).release.frame("entities", kind)
    assert found.filter(pl.col("name") == WORKS["name"])["members"].to_list() == [["a/1", "b/1"]]


def test_a_public_body_that_is_one_party_with_an_organization_stays_a_part_of_its_state(
    tmp_path: Path,
) -> None:
    bureau = {"name": "Kite Works Bureau", "country": "CN"}
    world = {
        "entity": [
            {"id": "a/1", "kind": "Organization", **bureau},
            {"id": "b/1", "kind": "PublicBody", **bureau},
        ],
        "relation": [{"arrow": ["PART_OF", "b/1", "state/CN"], "as": "b/r1"}],
    }
    release = build_world(world, tmp_path).release
    parts = release.frame("relations", "PART_OF").select("id", "from_id", "from_stated", "to_id").rows()
    assert [part for part in parts if part[0] == "b/r1"] == [("b/r1", "a/1", "b/1", "state/CN")]
