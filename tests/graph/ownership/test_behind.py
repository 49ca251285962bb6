"""Who owns in the end, and who controls, as relations of a release: against the functions that answer for one party."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.kinds import schema
from beholden.graph.measure import Measured, standing_behind
from beholden.graph.ownership.control import controlled_by
from beholden.graph.ownership.index import Index
from beholden.graph.shares import WHOLE
from tests.world import World, build_world, read_world

DAY = date(2025, 6, 1)
PARTIES = "abcdefgh"
Row = tuple[str, str, int]


def frame(kind: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema().kind(kind).columns()))


def behind(
    rows: list[Row], share_of: str, people: str = "", members: str = PARTIES
) -> dict[str, list[dict[str, Any]]]:
    """What is derived of stakes in percent, between companies with names of one letter, and people."""
    stakes = [
        {
            "id": f"e{number}", "from_id": owner, "to_id": asset, "share": percent / 100, "share_of": share_of,
            "start_date": date(2015, 1, 1), "start_earliest": date(2015, 1, 1), "disputed": False,
            "grade": "official", "sources": ["x"], "claims": [f"c{number}"], "first_stated": DAY, "last_stated": DAY,
        }
        for number, (owner, asset, percent) in enumerate(rows)
    ]  # fmt: skip
    entities = {
        "Company": frame("Company", [{"id": one, "name": one} for one in PARTIES if one not in people]),
        "Person": frame("Person", [{"id": one, "name": one} for one in people]),
    }
    relations = {
        "EFFECTIVE_STAKE": frame("EFFECTIVE_STAKE", stakes),
        "MEMBER_OF": frame(
            "MEMBER_OF", [{"id": f"m{one}", "from_id": one, "to_id": "club"} for one in members]
        ),
    }
    found = standing_behind(Measured(entities, relations, (), DAY))
    return {kind: rows.to_dicts() for kind, rows in found.items()}


stakes = st.lists(
    st.tuples(st.sampled_from(PARTIES), st.sampled_from(PARTIES), st.integers(1, 60)),
    max_size=14,
    unique_by=lambda row: row[:2],
)


@given(stakes)
def test_whoever_stands_above_by_arrows_of_control_is_who_controls(rows: list[Row]) -> None:
    rows = [row for row in rows if row[0] != row[1]]
    found = behind(rows, "votes").get("HAS_CONTROL", [])
    index = Index.build(
        np.array([PARTIES.index(owner) for owner, _, _ in rows], np.int32),
        np.array([PARTIES.index(asset) for _, asset, _ in rows], np.int32),
        *(np.array([percent * (WHOLE // 100) for _, _, percent in rows], np.int64) for _ in range(2)),
        len(PARTIES),
    )
    direct = {(row["from_id"], row["to_id"]) for row in found if row["level"] == "direct"}
    above = set(direct)
    while more := {(one, four) for one, two in above for three, four in direct if two == three} - above:
        above |= more
    if not index.disputed.any():
        expected = {
            (PARTIES[one], PARTIES[other])
            for one in range(len(PARTIES))
            for other in np.flatnonzero(controlled_by(index, one).within).tolist()
            if one != other
        }
        assert {pair for pair in above if pair[0] != pair[1]} == expected
    # The last controllers are those above whom nobody is, or only such as they control in turn.
    tops = {(row["from_id"], row["to_id"]) for row in found if row["level"] == "ultimate"}
    assert tops <= above
    assert all((top, one) in above for top, _ in tops for one, below in above if below == top)
    assert {low for _, low in above} - {low for _, low in tops} <= {
        one for one, other in above if one == other
    }


@given(stakes)
def test_the_ends_and_what_is_not_known_make_the_whole(rows: list[Row]) -> None:
    rows = [row for row in rows if row[1] not in "ab"]
    shares: dict[str, list[dict[str, Any]]] = {}
    for row in behind(rows, "capital", people="ab").get("ULTIMATELY_OWNS", []):
        shares.setdefault(row["to_id"], []).append(row)
    held = {asset: sum(row[2] for row in rows if row[1] == asset) for _, asset, _ in rows}
    for ends in shares.values():
        if all(percent <= 100 for percent in held.values()):
            total = sum(row["share"] for row in ends) + ends[0]["unknown_min"]
            assert total == pytest.approx(1, abs=1e-9)
            assert ends[0]["unknown_min"] == pytest.approx(ends[0]["unknown_max"], abs=1e-9)


def test_only_who_stands_above_a_party_in_question_has_relations() -> None:
    rows = [("a", "b", 60), ("b", "c", 60), ("c", "d", 60), ("e", "f", 60)]
    found = behind(rows, "votes", members="c")
    assert sorted((row["from_id"], row["to_id"], row["level"]) for row in found["HAS_CONTROL"]) == [
        ("a", "b", "direct"), ("a", "b", "ultimate"), ("a", "c", "ultimate"), ("b", "c", "direct"),
    ]  # fmt: skip
    found = behind(rows, "capital", members="c")
    assert [(row["from_id"], row["to_id"], row["share"]) for row in found["ULTIMATELY_OWNS"]] == [
        ("a", "c", 0.36)
    ]


def test_nothing_is_derived_where_nothing_is_stated() -> None:
    assert behind([], "votes") == {}
    assert behind([("a", "b", 60)], "votes", members="") == {}


def test_a_group_that_owns_all_of_itself_has_nobody_behind_it_but_itself() -> None:
    found = behind([("c", "d", 100), ("d", "c", 100), ("d", "e", 40), ("a", "e", 60)], "capital", people="a")
    ends = [(row["from_id"], row["to_id"], row["share"], row["ends_as"]) for row in found["ULTIMATELY_OWNS"]]
    assert sorted(ends) == [("a", "e", 0.6, "owner"), ("d", "e", 0.4, "owns_itself")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(read_world("behind"), tmp_path_factory.mktemp("behind"))


def test_derived_relations_cite_what_they_rest_on_and_are_nobodys_word(world: World) -> None:
    for kind in ("ULTIMATELY_OWNS", "HAS_CONTROL", "MAY_HAVE_CONTROL"):
        rows = world.release.frame("relations", kind)
        assert rows.height
        assert rows["derived"].all()
        assert rows["stated_by"].to_list() == [["beholden"]] * rows.height
        assert (rows["claims"].list.len() > 0).all()
        assert rows["as_of"].unique().to_list() == [DAY]
        stated = {
            claim
            for named in ("EFFECTIVE_STAKE", "CONTROLS")
            for claims in world.release.frame("relations", named)["claims"]
            for claim in claims
        }
        assert set(rows["claims"].explode()) <= stated
    rows = world.release.frame("relations", "ULTIMATELY_OWNS")
    (argued,) = rows.filter(pl.col("to_id") == "register/argued").to_dicts()
    assert (argued["grade"], argued["sources"]) == ("official", ["paper", "register"])


def test_the_same_relations_come_of_any_order(tmp_path: Path) -> None:
    data = read_world("behind")
    turned = {**data, "relation": data["relation"][::-1]}
    one, two = (
        build_world(world, tmp_path / str(place)).release for place, world in enumerate((data, turned))
    )
    columns = ["id", "from_id", "to_id", "stakes"]
    for kind in ("ULTIMATELY_OWNS", "HAS_CONTROL", "MAY_HAVE_CONTROL"):
        named = {row["id"] for row in one.frame("relations", kind).to_dicts()}
        assert named == {row["id"] for row in two.frame("relations", kind).to_dicts()}
        assert (
            one.frame("relations", kind).select(columns).equals(two.frame("relations", kind).select(columns))
        )
