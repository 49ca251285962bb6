"""The scorecard: each number is the count of the members in its rows, and the rows are those of the packs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from beholden.cases.changes import changes
from beholden.cases.scorecard import changed, scorecard
from beholden.errors import QueryError
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load
from beholden.loaders.ungc_participants import loader as ungc_participants
from beholden.pages.scorecard import write_scorecard
from tests.world import build_world, read_world

Card = Callable[..., dict[str, Any]]
HEADER = "Name,Type,Sector,Country,Joined On\n"
LAMP = "Lamp Works Ltd,Company,Diversified,Germany,2020-01-02\n"
WIRE = "Wire Works Ltd,Company,Diversified,France,2020-01-03\n"
HEMP = "Hemp Works Ltd,Company,Diversified,Kenya,2020-01-04\n"


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    """The scorecard of a world, made once; tests only read it."""

    @cache
    def made(name: str, as_of: dt.date | None = None) -> dict[str, Any]:
        release = build_world(read_world(name), tmp_path_factory.mktemp(name)).release
        return scorecard(release, "ungc", as_of=as_of)

    return made


def values(found: dict[str, Any]) -> dict[str, int]:
    return {number["id"]: number["value"] for number in found["numbers"]}


def test_the_numbers_of_a_small_world(card: Card) -> None:
    assert values(card("owners")) == {
        "members": 6,
        "status-not-stated": 5,
        "status-active": 1,
        "not-current": 0,
        "owner-unknown": 3,  # Bulb, whose owner is a name match; Gone, whose owner left; Later, not yet owned
        "state-none": 1,
        "state-cn": 1,
        "state-by-name-match": 1,
        "listed-by-name-match": 0,
        "contracts": 0,
        "contracts-with-concerns": 0,
    }


def test_listed_members_are_counted_by_list_and_by_what_came_first(card: Card) -> None:
    found = {id: value for id, value in values(card("listings")).items() if id.startswith("list")}
    assert found == {
        "list-us-dod-1260h": 1,
        "list-us-dod-1260h-joined-before-it-was-listed": 1,
        "list-us-dod-1260h-past": 1,
        "list-us-ofac-sdn": 2,
        "list-us-ofac-sdn-joined-before-it-was-listed": 1,
        "list-us-ofac-sdn-order-not-known": 1,
        "list-us-bis-entity": 1,
        "list-us-bis-entity-listed-before-it-joined": 1,
        "list-us-ofac-ns-cmic": 1,
        "list-us-ofac-ns-cmic-order-not-known": 1,
        "list-us-ofac-ssi": 1,
        "list-us-ofac-ssi-order-not-known": 1,
        "listed-by-name-match": 1,
    }


def test_contracts_are_counted_with_and_without_concerns(card: Card) -> None:
    found = values(card("contracts"))
    assert (found["contracts"], found["contracts-with-concerns"], found["not-current"]) == (2, 1, 1)


@pytest.mark.parametrize("name", ["owners", "listings", "contracts", "state-owners"])
def test_every_number_counts_the_members_in_its_rows(name: str, card: Card) -> None:
    found = card(name)
    members = next(number for number in found["numbers"] if number["id"] == "members")
    for number in found["numbers"]:
        place = number["columns"].index("member_id")
        counted = {row[place] for row in number["rows"]}
        assert number["value"] == len(counted), number["id"]
        assert all(len(row) == len(number["columns"]) for row in number["rows"])
        assert all(row[-1] for row in number["rows"]), "a row without a place in a source"
        if number["of"] is not None:
            assert number["of"] == members["value"]
            assert counted <= {row[members["columns"].index("member_id")] for row in members["rows"]}
    ids = [number["id"] for number in found["numbers"]]
    assert len(set(ids)) == len(ids)


def test_states_agree_with_the_pack_that_counts_by_state(tmp_path: Path) -> None:
    world = build_world(read_world("owners"), tmp_path)
    counted = {row["state_id"]: row["members"] for row in world.ask("ownership.members-by-state").dicts()}
    found = values(scorecard(world.release, "ungc"))
    assert counted == {"state/CN": found["state-cn"], None: found["state-none"]}


def test_a_date_before_anybody_joined_counts_nobody(card: Card) -> None:
    found = values(card("contracts", as_of=dt.date(1990, 1, 1)))
    assert found["members"] == 0


def test_what_is_no_initiative_is_refused(tmp_path: Path) -> None:
    release = build_world(read_world("owners"), tmp_path).release
    with pytest.raises(QueryError, match="is register/base, which is no initiative; known are initiative/"):
        scorecard(release, "register/base")


def test_two_copies_differ_in_what_they_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(ungc_participants.SOURCE, expect={})
    monkeypatch.setattr(ungc_participants, "SOURCE", few)  # a whole copy of this source has thousands
    workspace = Workspace(tmp_path / "home")
    for day, text, whole in (
        ("2024-01-01", LAMP + WIRE, True),
        ("2024-02-01", LAMP.replace("2020-01-02", "2020-01-05") + HEMP, False),
    ):
        table = tmp_path / "participants.csv"
        table.write_text(HEADER + text, encoding="utf-8")
        load("ungc_participants", [table], workspace, snapshot=day, complete=whole)
    release = build(workspace, software="test")
    found = {change.sort: change for change in changes(release, "initiative/un-global-compact")}
    told = {
        sort: [(row["member"], row["before"], row["after"]) for row in change.rows]
        for sort, change in found.items()
    }
    assert told == {
        "differs": [("Lamp Works Ltd", "joined on: 2020-01-02", "joined on: 2020-01-05")],
        "first-stated": [("Hemp Works Ltd", None, "joined on: 2020-01-04")],
        "no-longer-stated": [("Wire Works Ltd", "joined on: 2020-01-03", None)],
    }
    assert found["first-stated"].caveats == ()
    assert found["no-longer-stated"].caveats == (
        "The copy of 2024-02-01 is not known to be complete: that it lacks a member proves nothing.",
    )
    assert changed(scorecard(release, "ungc"))


def test_a_copy_that_is_a_part_makes_nobody_vanish(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    table = tmp_path / "participants.csv"
    for day, text in (("2024-01-01", LAMP + WIRE + HEMP), ("2024-02-01", LAMP)):
        table.write_text(HEADER + text, encoding="utf-8")
        load("ungc_participants", [table], workspace, snapshot=day, complete=False)
    release = build(workspace, software="test")
    assert [(change.sort, change.rows) for change in changes(release, "initiative/un-global-compact")] == [
        ("differs", [])
    ]
    assert not changed(scorecard(release, "ungc"))


def test_one_copy_gives_no_change(tmp_path: Path) -> None:
    release = build_world(read_world("owners"), tmp_path).release
    assert list(changes(release, "initiative/un-global-compact")) == []


def test_the_folder_has_a_file_a_number_and_the_same_bytes(card: Card, tmp_path: Path) -> None:
    found = card("owners")
    page = write_scorecard(found, tmp_path / "one")
    assert json.loads((tmp_path / "one" / "scorecard.json").read_text(encoding="utf-8")) == found
    made = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert set(made) == {
        "index.html", "numbers.csv", "scorecard.json", *(f"{number['id']}.csv" for number in found["numbers"]),
    }  # fmt: skip
    write_scorecard(found, tmp_path / "two")
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert page.name == "index.html"


def test_the_bundled_case_says_what_the_story_says(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "cases" / "surveillance-and-the-compact"
    workspace = Workspace(tmp_path / "home")
    load("curated", [folder / "claims.toml"], workspace)
    release: Release = build(workspace, as_of="2026-11-24", software="test")
    found = values(scorecard(release, "ungc"))
    assert {id: found[id] for id in ("members", "state-cn", "contracts", "contracts-with-concerns")} == {
        "members": 2, "state-cn": 2, "contracts": 2, "contracts-with-concerns": 1,
    }  # fmt: skip
