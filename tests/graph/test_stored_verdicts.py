"""The verdicts that a release keeps, each derived, dated and cited."""

from datetime import date
from pathlib import Path

from beholden.graph.evidence import evidence
from tests.graph.verdict_world import verdict_world


def test_a_release_keeps_who_is_within_and_possibly_within(tmp_path: Path) -> None:
    world = verdict_world(
        tmp_path,
        [("X", "A", 0.6), ("A", "B", 0.5), ("X", "C", None), ("P", "D", 1.0)],
        {"sdn": "X"},
        persons="P",
    )
    release = world.release
    within = release.frame("relations", "WITHIN_RULE").filter(to_id="rule/us-ofac-50").sort("from_id")
    assert within.select("from_id", "why", "as_of", "derived", "stated_by").rows() == [
        ("r/A", "X holds 60 % of the capital; the rule asks 50 % or more of the capital, added up",
         date(2025, 6, 1), True, ["The r"]),
        ("r/B", "A holds 50 % of the capital; the rule asks 50 % or more of the capital, added up",
         date(2025, 6, 1), True, ["The r"]),
        ("r/Nobody on sdn", "SDN List: listed on 2020-01-01, last stated on 2025-05-31",
         date(2025, 6, 1), True, ["The sdn"]),
        ("r/X", "SDN List: listed on 2020-01-01, last stated on 2025-05-31", date(2025, 6, 1), True, ["The sdn"]),
    ]  # fmt: skip
    (possible,) = release.frame("relations", "MAY_BE_WITHIN").iter_rows(named=True)
    assert (possible["from_id"], possible["to_id"]) == ("r/C", "rule/us-ofac-50")
    assert possible["missing"] == "X's share: 50 points or more would catch it"
    assert [claim.kind for claim in evidence(release, possible["id"])] == ["OWNS"]


def test_a_state_or_a_body_is_not_kept_as_owned_by_states(tmp_path: Path) -> None:
    world = verdict_world(tmp_path, [("S", "A", 0.6)], {}, kinds={"S": "PublicBody"})
    kept = world.release.frame("relations", "WITHIN_RULE").filter(to_id="rule/state-owned")
    assert kept["from_id"].to_list() == ["r/A"]


def test_a_rule_that_is_not_in_force_keeps_nothing(tmp_path: Path) -> None:
    copy = {"date": "2026-01-05", "max_age_days": 30}
    world = verdict_world(
        tmp_path, [("X", "A", 0.6)], {"bis": "X"}, sources={"bis": copy, "r": copy}, as_of="2026-01-10"
    )
    assert "WITHIN_RULE" not in world.release.kinds("relations")
