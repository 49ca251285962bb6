"""Links that look like ownership and are none, and what the guidance says of sales and programmes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.graph.verdict_world import verdict, verdict_world

RULES = ("us-ofac-50", "eu-50", "uk-50")
LISTS = {"sdn": "X", "eu": "X", "uk": "X"}


def test_an_accounting_parent_is_no_owner(tmp_path: Path) -> None:
    parent = {"source": "r", "arrow": ["CONSOLIDATES", "r/X", "r/A"], "start": "2015-01-01"}
    world = verdict_world(tmp_path, [("P", "B", 1.0)], LISTS, persons="P", more=[parent])
    for rule in RULES:
        found = verdict(world, rule, "A")
        assert (found.verdict, found.why) == ("undetermined", "no loaded source states who owns it")


def test_a_listed_person_in_an_office_controls_nothing_of_the_ministry(tmp_path: Path) -> None:
    post = {
        "source": "r",
        "arrow": ["HOLDS_POST", "r/X", "r/Ministry"],
        "start": "2015-01-01",
        "post": "minister",
    }
    world = verdict_world(
        tmp_path, [("Ministry", "A", 1.0)], LISTS, persons="X", kinds={"Ministry": "PublicBody"}, more=[post]
    )
    # Who has the votes in A is not stated, which the United Kingdom's rule asks as well.
    expected = {"us-ofac-50": "outside", "eu-50": "outside", "uk-50": "undetermined"}
    for rule in RULES:
        assert verdict(world, rule, "Ministry").verdict == "outside"
        assert verdict(world, rule, "A").verdict == expected[rule]


@pytest.mark.parametrize(("day", "word"), [("2025-05-31", "within"), ("2025-06-01", "outside")])
def test_after_a_sale_to_below_half_the_company_is_out_from_that_day_on(
    tmp_path: Path, day: str, word: str
) -> None:
    world = verdict_world(
        tmp_path,
        [
            ("X", "A", 0.5, {"end": "2025-06-01"}), ("X", "A", 0.49, {"start": "2025-06-01"}),
            ("P", "A", 0.5, {"end": "2025-06-01"}), ("P", "A", 0.51, {"start": "2025-06-01"}),
        ],
        {"sdn": "X"}, persons="P",
    )  # fmt: skip
    assert verdict(world, "us-ofac-50", "A", day).verdict == word


def test_holders_blocked_under_two_programmes_are_added_up(tmp_path: Path) -> None:
    stakes = [("X", "A", 0.25), ("Y", "A", 0.25), ("P", "A", 0.5)]
    listed = [
        {"source": "sdn", "arrow": ["LISTED_ON", f"r/{one}", "list/us-ofac-sdn"], "programme": programme}
        for one, programme in (("X", "IRAN"), ("Y", "RUSSIA-EO14024"))
    ]
    more = [{**one, "start": "2020-01-01"} for one in listed]
    world = verdict_world(tmp_path, stakes, {}, persons="P", more=more)
    assert verdict(world, "us-ofac-50", "A").verdict == "within"


def test_an_owner_of_whom_no_share_is_known_is_a_duty_to_find_out_and_no_finding(tmp_path: Path) -> None:
    copy = {"date": "2025-10-10", "max_age_days": 60}
    world = verdict_world(
        tmp_path, [("X", "A", None)], {"bis": "X", "sdn": ""},
        sources={"bis": copy, "sdn": copy, "r": {"date": "2025-10-10", "max_age_days": 60}},
    )  # fmt: skip
    found = verdict(world, "us-bis-affiliates", "A", "2025-10-15")
    assert (found.verdict, found.missing) == ("possible", "X's share: 50 points or more would catch it")
