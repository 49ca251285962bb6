"""What a release keeps of suppositions agrees with what is worked out for one party at a time."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.near import near
from beholden.graph.ownership.supposed import just_under, least_direct_sales
from beholden.graph.ownership.verdicts import judge
from beholden.graph.ownership.what_if import Change, judge_supposing
from beholden.graph.rules import find_rule
from beholden.graph.shares import WHOLE, Share, parse_share
from tests.graph.verdict_world import verdict, verdict_world

DAY = date(2025, 6, 1)
RULES = ("us-ofac-50", "eu-50", "state-controlled", "uk-50")
LISTED = "ABCDE"


@pytest.fixture(scope="module")
def facts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Random facts of a seed; tests only read them."""
    return random_facts(request.param, tmp_path_factory.mktemp("random"))


def random_facts(seed: int, folder: Path) -> Facts:
    """Companies that hold parts of each other in hundredths near the thresholds; capital, votes, bands, control."""
    chance = random.Random(seed)
    names = [chr(65 + place) for place in range(26)]
    stakes: list[tuple[str, str, object, dict[str, object]]] = []
    more = []
    for place, asset in enumerate(names[5:], start=5):
        for owner in chance.sample(names[:place], chance.choice((1, 1, 2, 3))):
            share: object = chance.choice((0.1, 0.24, 0.26, 0.46, 0.49, 0.5, 0.500000001, 0.6))
            kind = chance.choice(("capital", "capital", "votes"))
            stakes.append((owner, asset, share if chance.random() < 0.8 else (0.25, 0.6), {"share_of": kind}))
        if chance.random() < 0.15:
            owner = chance.choice(names[:place])
            control = {
                "source": "r",
                "arrow": ["CONTROLS", f"r/{owner}", f"r/{asset}"],
                "start": "2015-01-01",
            }
            more.append({**control, "mechanism": "board"})
    world = verdict_world(
        folder, stakes, {"sdn": LISTED, "eu": LISTED, "uk": LISTED}, kinds=dict.fromkeys("AB", "PublicBody"), more=more
    )  # fmt: skip
    return Facts.of(world.release)


@pytest.mark.parametrize("facts", range(6), indirect=True)
def test_a_kept_sale_takes_the_party_out_and_a_billionth_less_does_not(facts: Facts) -> None:
    tried = 0
    for rule in map(find_rule, RULES):
        verdicts = judge(facts, rule, DAY)
        kept = least_direct_sales(verdicts)
        if rule.id == "uk-50":
            assert not kept.height, "it takes each holder alone"
        for party, _, part, sellers in kept.iter_rows():
            sold = round(part * WHOLE)
            for seller in sellers:
                of = verdicts.version.share_of if verdicts.version else ""
                (held,) = [
                    int(facts.stakes.minimum[row])
                    for row in facts.stakes_in.rows(facts.numbers[party])
                    if facts.parties[facts.stakes.owner[row]] == seller
                    and facts.stake_rows["share_of"][row] == of
                ]
                for less, within in ((sold, False), (sold - 1, True)):
                    rest = held - less
                    change = Change(seller, party, Share(rest, rest), of)
                    _, after = judge_supposing(facts, rule, DAY, [change])
                    assert bool(after.within[facts.numbers[party]]) is within
                    tried += 1
    assert tried > 4


@pytest.mark.parametrize("facts", range(5), indirect=True)
def test_who_is_kept_as_just_under_is_who_is_near(facts: Facts) -> None:
    found = 0
    for rule in map(find_rule, RULES):
        verdicts = judge(facts, rule, DAY)
        kept = just_under(verdicts).select("from_id", "held", "too_little", "verdict").rows()
        if rule.id == "uk-50":
            assert kept == []
            continue
        expected = {
            (one.party, one.least / WHOLE, one.short / WHOLE, one.verdict)
            for one in near(verdicts, parse_share("5 %"), 0)
        }
        assert len(kept) == len(expected) and set(kept) == expected
        found += len(kept)
    assert found


def test_the_relation_says_what_is_held_and_cites_it(tmp_path: Path) -> None:
    world = verdict_world(
        tmp_path, [("X", "A", 0.3), ("Y", "A", 0.19), ("X", "B", 0.5), ("Z", "A", 0.05)], {"sdn": "XY"}
    )
    (row,) = world.release.frame("relations", "JUST_UNDER").iter_rows(named=True)
    assert (row["from_id"], row["to_id"], row["held"], row["too_little"]) == (
        "r/A",
        "rule/us-ofac-50",
        0.49,
        0.01,
    )
    assert row["why"] == (
        "X holds 30 % of the capital; Y holds 19 % of the capital: together 49 %; "
        "the rule asks 50 % or more of the capital, added up"
    )
    assert (row["holders"], row["stated_by"], row["as_of"]) == (["r/X", "r/Y"], ["The r"], DAY)
    owns = world.release.frame("relations", "OWNS").filter(to_id="r/A")
    cited = {claim for own in owns.filter(owns["from_id"] != "r/Z")["claims"] for claim in own}
    assert set(row["claims"]) == cited
    assert verdict(world, "us-ofac-50", "A").verdict == row["verdict"] == "undetermined"
