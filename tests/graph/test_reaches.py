"""REACHES: the pairs of an owner and a member below it, found in columns, are those that walking finds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph import reaches as module
from beholden.graph.evidence import evidence
from beholden.graph.kinds import schema
from beholden.graph.reaches import HOPS, reaches
from tests.world import build_world

Ends = tuple[str, str]


def frame(kind: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema().kind(kind).columns()))


def graph(
    stakes: list[Ends],
    *,
    states: list[str] = [],  # noqa: B006
    listed: list[str] = [],  # noqa: B006
    members: list[str] = [],  # noqa: B006
    same: list[Ends] = [],  # noqa: B006
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Entities and relations; the stakes are called s00, s01, … in their order."""
    owns = [
        {"id": f"s{number:02}", "from_id": one, "to_id": two, "claims": [f"c{number:02}"], "sources": ["x"]}
        for number, (one, two) in enumerate(stakes)
    ]
    relations = {
        "OWNS": frame("OWNS", owns),
        "LISTED_ON": frame("LISTED_ON", [{"id": f"l{id}", "from_id": id, "to_id": "list"} for id in listed]),
        "MEMBER_OF": frame("MEMBER_OF", [{"id": f"m{id}", "from_id": id, "to_id": "club"} for id in members]),
        "POSSIBLY_SAME": frame(
            "POSSIBLY_SAME", [{"id": f"p{one}{two}", "from_id": one, "to_id": two} for one, two in same]
        ),
    }
    return {"State": frame("State", [{"id": id} for id in states])}, relations


def found(*given: Any, **named: Any) -> dict[Ends, tuple[int, list[str]]]:
    rows = reaches(*graph(*given, **named))
    return {(row["from_id"], row["to_id"]): (row["hops"], row["stakes"]) for row in rows.to_dicts()}


def test_a_state_reaches_a_member_over_the_stakes_of_a_shortest_path() -> None:
    stakes = [("s", "a"), ("a", "b"), ("b", "m"), ("a", "m"), ("a", "m")]
    assert found(stakes, states=["s"], members=["m"]) == {("s", "m"): (2, ["s00", "s03"])}


def test_of_two_shortest_paths_the_one_with_the_smallest_ids_from_its_end_on_is_told() -> None:
    stakes = [("s", "b"), ("s", "a"), ("a", "m"), ("b", "m")]
    assert found(stakes, states=["s"], members=["m"]) == {("s", "m"): (2, ["s01", "s02"])}


def test_four_arrows_are_the_most() -> None:
    stakes = list(pairwise(["s", "a", "b", "c", "m", "n"]))
    assert found(stakes, states=["s"], members=["m", "n"]) == {("s", "m"): (4, ["s00", "s01", "s02", "s03"])}


def test_a_ring_and_a_stake_in_oneself_lead_nowhere() -> None:
    stakes = [("m", "m"), ("m", "a"), ("a", "m")]
    assert found(stakes, listed=["m"], members=["m"]) == {}
    assert found(stakes, listed=["m"], members=["a", "m"]) == {("m", "a"): (1, ["s01"])}


def test_one_that_may_be_the_same_as_a_listed_party_or_a_member_counts_as_one() -> None:
    assert found([("a", "b")], listed=["l"], members=["m"], same=[("l", "a"), ("m", "b")]) == {
        ("a", "b"): (1, ["s00"])
    }
    assert found([("a", "b")], listed=["l"], members=["m"], same=[("a", "l")]) == {}


def test_nothing_reaches_where_nothing_is_stated() -> None:
    assert reaches({}, {}).schema == schema().kind("REACHES").columns()
    assert found([("s", "m")], states=["s"]) == {}
    assert found([], states=["s"], members=["m"]) == {}


parties = st.sampled_from("abcdefghij")


@given(
    st.lists(st.tuples(parties, parties), max_size=40),
    st.lists(parties, max_size=3, unique=True),
    st.lists(parties, max_size=4, unique=True),
)
def test_the_pairs_are_those_that_walking_finds(
    stakes: list[Ends], states: list[str], members: list[str]
) -> None:
    expected = {}
    for state in states:
        paths = [([], state)]
        for hops in range(1, HOPS + 1):
            paths = [
                ([*way, f"s{number:02}"], two)
                for way, end in paths
                for number, (one, two) in enumerate(stakes)
                if one == end and two != end
            ]
            for way, end in paths:
                known = expected.get((state, end))
                if end in members and end != state and (known is None or known[0] == hops):
                    best = min([way, *([known[1]] if known else [])], key=lambda ids: ids[::-1])
                    expected[state, end] = (hops, best)
    assert found(stakes, states=states, members=members) == expected


def test_starts_are_followed_in_blocks_and_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    stakes = [(one, two) for one in "abcd" for two in "cdef"]
    whole = found(stakes, states=list("abcd"), members=list("def"))
    monkeypatch.setattr(module, "BLOCK", 1)
    assert found(stakes, states=list("abcd"), members=list("def")) == whole
    assert len(whole) == 11


def test_a_release_holds_them_and_evidence_gives_the_claims_of_their_stakes(tmp_path: Path) -> None:
    world = build_world(
        {
            "entity": [
                {"id": "x/s", "kind": "State"},
                {"id": "x/a", "kind": "Company"},
                {"id": "x/m", "kind": "Company"},
            ],
            "relation": [
                {"arrow": ["OWNS", "x/s", "x/a"], "as": "x/s1", "end": "2001"},
                {"arrow": ["CONTROLS", "x/a", "x/m"], "as": "x/s2"},
                {"arrow": ["MEMBER_OF", "x/m", "initiative/un-global-compact"]},
            ],
        },
        tmp_path,
    )
    (row,) = world.release.frame("relations", "REACHES").to_dicts()
    assert (row["from_id"], row["to_id"], row["hops"]) == ("x/s", "x/m", 2)
    assert (row["stakes"], row["derived"], row["sources"]) == (["x/s1", "x/s2"], True, ["x"])
    assert sorted(claim.subject for claim in evidence(world.release, row["id"])) == ["x/s1", "x/s2"]
