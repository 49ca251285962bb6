"""What a verdict hangs on: single claims, and single joins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from beholden.graph.evidence import evidence
from beholden.graph.ownership.sensitivity import sensitivity
from beholden.graph.rules import find_rule
from tests.graph.verdict_world import verdict_world
from tests.world import build_world

DAY = date(2025, 6, 1)
RULE = find_rule("us-ofac-50")


def test_the_claims_that_turn_it_are_those_that_no_other_claim_carries(tmp_path: Path) -> None:
    other = {"source": "s", "share": 0.6, "share_of": "capital", "start": "2015-01-01"}
    world = verdict_world(
        tmp_path,
        [("X", "A", 0.6), ("A", "B", 0.3), ("X", "B", 0.25), ("P", "B", 0.45)],
        {"sdn": ["X"]},
        persons=["P"],
        more=[{"arrow": ["OWNS", "r/X", "r/A"], **other}],
        sources={"s": {"date": "2025-05-31", "max_age_days": 365}},
    )
    found = sensitivity(world.release, RULE, DAY, "r/B")
    assert (found.verdict, found.joins) == ("within", 0)
    assert found.claims == 6
    turns = {(one.says.partition(",")[0], one.verdict) for one in found.turns}
    assert turns == {
        ("r/A OWNS r/B", "undetermined"),
        ("r/X OWNS r/B", "undetermined"),
        ("r/X LISTED_ON list/us-ofac-sdn", "undetermined"),
    }
    for one in found.turns:
        assert evidence(world.release, one.id)


def test_a_join_that_turns_it(tmp_path: Path) -> None:
    same = {"country": "CN", "identifiers": ["lei:529900T8BM49AURSDO55"]}
    world = build_world(
        {
            "as_of": "2025-06-01",
            "entity": [
                {"id": "r/X", "kind": "Company", "name": "X", **same},
                {"id": "sdn/x", "kind": "Company", "name": "X Limited", **same},
                {"id": "r/A", "kind": "Company", "name": "A"},
            ],
            "relation": [
                {"arrow": ["OWNS", "r/X", "r/A"], "share": 0.6, "share_of": "capital", "start": "2015-01-01"},
                {"arrow": ["LISTED_ON", "sdn/x", "list/us-ofac-sdn"], "start": "2020-01-01"},
            ],
            "sources": {
                "sdn": {"date": "2025-05-31", "max_age_days": 30},
                "r": {"date": "2025-05-31", "max_age_days": 365},
            },
        },
        tmp_path,
    )
    found = sensitivity(world.release, RULE, DAY, "r/A")
    assert (found.verdict, found.joins) == ("within", 1)
    joins = [one for one in found.turns if one.what == "join"]
    assert [(one.id, one.verdict) for one in joins] == [("r/X = sdn/x", "undetermined")]
    assert "lei" in joins[0].says.lower()


def test_the_verdict_of_the_part_is_that_of_the_whole(tmp_path: Path) -> None:
    world = verdict_world(
        tmp_path,
        [("P", "A", 0.6), ("X", "A", 0.4), ("X", "B", (0.25, 0.75)), ("A", "C", 1.0)],
        {"sdn": ["X"]},
        persons=["P"],
    )
    for party, verdict in (("r/A", "outside"), ("r/B", "possible"), ("r/C", "outside"), ("r/X", "within")):
        assert sensitivity(world.release, RULE, DAY, party).verdict == verdict
    turns = sensitivity(world.release, RULE, DAY, "r/C").turns
    assert {one.says.partition(",")[0] for one in turns} == {"r/P OWNS r/A", "r/A OWNS r/C"}
