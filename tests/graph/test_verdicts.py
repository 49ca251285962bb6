"""Verdicts against the worked examples and the traps of the rules."""

from pathlib import Path
from typing import Any

import pytest

from beholden.graph.rules import read_rule
from tests.graph.verdict_world import COPY, Scene, about, verdict, words
from tests.world import build_world

BAND_25 = {"share_min_exclusive": True}


EXAMPLES: dict[str, tuple[list[tuple[str, str, float]], str, str, str]] = {
    "example 1": ([("X", "A", 0.5), ("A", "B", 0.5)], "X", "XAB", ""),
    "example 2": ([("X", "A", 0.5), ("X", "B", 0.5), ("A", "C", 0.25), ("B", "C", 0.25)], "X", "XABC", ""),
    "example 3": ([("X", "A", 0.5), ("X", "B", 0.1), ("A", "B", 0.4)], "X", "XAB", ""),
    "example 4: the rest is the invented person's, so that it is decided": (
        [("X", "A", 0.5), ("X", "B", 0.25), ("P", "B", 0.75), ("A", "C", 0.25), ("B", "C", 0.25), ("P", "C", 0.5)],
        "X", "XA", "BC",
    ),
    "example 5": (
        [("X", "A", 0.25), ("P", "A", 0.75), ("X", "B", 0.25), ("P", "B", 0.75), ("A", "C", 0.5), ("B", "C", 0.5)],
        "X", "X", "ABC",
    ),
    "nothing is multiplied": ([("X", "A", 0.6), ("A", "B", 0.7), ("B", "C", 0.8)], "X", "XABC", ""),
    "a ring can't bring itself in": ([("A", "B", 1.0), ("B", "A", 0.75), ("X", "A", 0.25)], "X", "X", ""),
    "just below": ([("X", "A", 0.499999999), ("P", "A", 0.500000001)], "X", "X", "A"),
}  # fmt: skip
"""Stakes, who is listed, who is within and who is outside."""


@pytest.mark.parametrize(
    ("world", "stakes", "within", "outside"),
    [
        (Scene(stakes, {"sdn": listed}, persons=["P"]), stakes, within, outside)
        for stakes, listed, within, outside in EXAMPLES.values()
    ],
    ids=EXAMPLES,
)
def test_the_examples_of_ofac(world: Scene, stakes: Any, within: str, outside: str) -> None:
    parties = sorted({end for owner, asset, *_ in stakes for end in (owner, asset)} - {"P"})
    expected = {
        one: "within" if one in within else "outside" if one in outside else "undetermined" for one in parties
    }
    assert words(world, "us-ofac-50", "".join(parties)) == expected


@about(world=Scene([("X", "C", 0.25), ("Y", "C", 0.25)], {"sdn": "XY"}))
def test_the_verdict_shows_its_arithmetic_and_its_claims(world: Scene) -> None:
    found = verdict(world, "us-ofac-50", "C")
    assert found.reads == "within the rule, on these facts"
    assert found.why == (
        "X holds 25 % of the capital; Y holds 25 % of the capital: together 50 %; "
        "the rule asks 50 % or more of the capital, added up"
    )
    assert (found.least, found.greatest, found.missing) == (500_000_000, 500_000_000, "")
    assert (found.according_to, found.copies) == (("The r",), ("SDN List: copy of 2025-05-31",))
    assert len(found.claims) == 2 and found.version == "2014-08-13"
    listed = verdict(world, "us-ofac-50", "X")
    assert (listed.verdict, listed.why) == (
        "within",
        "SDN List: listed on 2020-01-01, last stated on 2025-05-31",
    )
    assert listed.according_to == ("The sdn",)


def half(share: Any) -> Scene:
    """A holds about a half; the rest, if it is known, is of a person whom nobody lists."""
    extra = {"share_min_exclusive": True} if isinstance(share, tuple) else {}
    rest = () if share is None else [("P", "A", 1 - share if isinstance(share, float) else (0.25, 0.5))]
    lists = {"sdn": "X", "eu": "X", "uk": "X"}
    early = {"date": "2024-05-01", "max_age_days": 400}
    return Scene([("X", "A", share, extra), *rest], lists, persons="P", sources={"eu": early})


HALVES = [
    (0.5, "within", "within", "outside", "undetermined"),
    ((0.25, 0.5), "possible", "possible", "outside", "undetermined"),
    ((0.5, 0.75), "within", "within", "within", "within"),
    (None, "possible", "possible", "possible", "possible"),
]


@pytest.mark.parametrize(
    ("world", "share", "ofac", "eu", "eu_before", "uk"),
    [(half(share), share, *expected) for share, *expected in HALVES],
    ids=["half", "up to half", "half and more", "not stated"],
)
def test_exactly_half_and_the_bands_of_the_register(
    world: Scene, share: Any, ofac: str, eu: str, eu_before: str, uk: str
) -> None:
    assert verdict(world, "us-ofac-50", "A").verdict == ofac
    assert verdict(world, "eu-50", "A").verdict == eu
    before = verdict(world, "eu-50", "A", "2024-07-02").verdict
    # Half of it is the invented person's at the least only where the share is exact.
    assert before == (eu_before if not isinstance(share, tuple) or share[0] == 0.5 else "undetermined")
    assert verdict(world, "uk-50", "A").verdict == uk


@about(
    world=Scene(
        [
            *[("X", "A", 0.3, {"share_of": kind}) for kind in ("capital", "votes")],
            *[("Y", "A", 0.25, {"share_of": kind}) for kind in ("capital", "votes")],
            *[("P", "A", 0.45, {"share_of": kind}) for kind in ("capital", "votes")],
        ],
        {"sdn": "XY", "uk": "XY"},
        persons="P",
    )
)
def test_two_designated_persons_are_added_by_ofac_and_not_by_the_uk(world: Scene) -> None:
    assert verdict(world, "us-ofac-50", "A").verdict == "within"
    uk = verdict(world, "uk-50", "A")
    assert uk.verdict == "undetermined", (
        "the two may be one for the rule, or not: 55 % is not the invented person's"
    )


CONTROL = {"source": "r", "arrow": ["CONTROLS", "r/X", "r/A"], "start": "2015-01-01"}


@about(
    **{
        name: Scene([("P", "A", 1.0)], {"sdn": "X", "eu": "X", "uk": "X"}, persons="P", more=[control])
        for name, control in (("stated", CONTROL), ("by_board", {**CONTROL, "mechanism": "board"}))
    }
)
def test_control_counts_where_the_rule_says_so(stated: Scene, by_board: Scene) -> None:
    for rule, of_stated, of_board in (
        ("us-ofac-50", "outside", "outside"), ("eu-50", "possible", "within"), ("uk-50", "possible", "within"),
    ):  # fmt: skip
        assert verdict(stated, rule, "A").verdict == of_stated
        assert verdict(by_board, rule, "A").verdict == of_board
    found = verdict(stated, "uk-50", "A")
    assert found.missing == "whether the control that is stated counts under the rule"


@about(world=Scene([("X", "A", 0.6, {"start": None})], {"sdn": "X"}))
def test_an_undated_stake_makes_it_possible(world: Scene) -> None:
    found = verdict(world, "us-ofac-50", "A")
    assert (found.verdict, found.missing) == ("possible", "since when X holds it: the start is not stated")


@about(world=Scene([("X", "A", 0.43), ("Y", "A", None)], {"sdn": "XY"}))
def test_what_would_decide_is_named(world: Scene) -> None:
    found = verdict(world, "us-ofac-50", "A")
    assert (found.verdict, found.missing) == ("possible", "Y's share: 7 points or more would catch it")
    assert found.why == (
        "X holds 43 % of the capital; Y holds a share not stated of the capital: together 43 % to 100 %; "
        "the rule asks 50 % or more of the capital, added up"
    )


@about(
    world=Scene(
        [("X", "A", 0.6), ("P", "A", 0.4)],
        {"sdn": "X"},
        persons="P",
        sources={"sdn": {"date": "2019-12-01", "max_age_days": 60}},
    )
)
def test_a_stake_counts_from_the_listing_of_its_owner(world: Scene) -> None:
    assert verdict(world, "us-ofac-50", "A", "2020-01-01").verdict == "within"
    day_before = verdict(world, "us-ofac-50", "A", "2019-12-31")
    assert (day_before.verdict, day_before.why) == (
        "undetermined",
        "stated owners account for 100 % of it, as far as shares are stated and their own owners known",
    )


@about(
    world=Scene(
        [("X", "A", 0.6, {"end": "2025-06-01"}), ("P", "A", 1.0, {"start": "2025-06-01"})],
        {"sdn": "X"},
        persons="P",
    )
)
def test_a_stake_that_ended_counts_no_more(world: Scene) -> None:
    assert verdict(world, "us-ofac-50", "A", "2025-05-31").verdict == "within"
    assert verdict(world, "us-ofac-50", "A", "2025-06-01").verdict == "outside"


@about(world=Scene([("X", "A", 0.6), ("P", "B", 1.0)], {"sdn": "X"}, persons="P"))
def test_an_old_list_makes_a_negative_undetermined_and_a_positive_no_more_than_possible(world: Scene) -> None:
    late = "2025-08-01"
    assert words(world, "us-ofac-50", "XA", late) == {"X": "possible", "A": "possible"}
    found = verdict(world, "us-ofac-50", "B", late)
    assert (found.verdict, found.why) == (
        "undetermined",
        "list copy too old: SDN List, copy of 2025-05-31",
    )
    assert found.copies == ("SDN List: copy of 2025-05-31, too old for this date",)
    assert verdict(world, "us-ofac-50", "X", late).missing == "whether it was on the SDN List on 2025-08-01"
    before = verdict(world, "us-ofac-50", "B", "2025-05-30")
    assert before.why == "no list copy from before this date: SDN List, the first is of 2025-05-31"


@about(world=Scene([("X", "A", 0.6)], {"sdn": "X"}))
def test_a_list_that_is_not_loaded_decides_nothing(world: Scene) -> None:
    found = verdict(world, "uk-50", "A")
    assert (found.verdict, found.why) == ("undetermined", "this list is not loaded: UK Sanctions List")


@about(
    world=Scene([("X", "A", 0.6)], {"sdn": "X"}, sources={"r": {"date": "2023-01-01", "max_age_days": 365}})
)
def test_an_old_register_supports_no_within(world: Scene) -> None:
    found = verdict(world, "us-ofac-50", "A")
    assert (found.verdict, found.missing) == (
        "possible",
        "whether X still holds it: last stated on 2023-01-01, later not checked",
    )


@about(
    world=Scene(
        [
            *[("X", "A", 0.3, {"stated_on": day, "as": "r/stake"}) for day in ("2024-05-01", "2025-05-01")],
            ("P", "A", 0.7),
        ],
        {"sdn": "X"},
        persons="P",
    )
)
def test_two_copies_of_one_stake_count_once(world: Scene) -> None:
    assert (verdict(world, "us-ofac-50", "A").verdict, verdict(world, "us-ofac-50", "A").least) == (
        "outside",
        300_000_000,
    )


@about(
    world=Scene(
        [("X", "A", 0.3), ("X", "A", 0.3, {"source": "paper"}), ("P", "A", 0.7)],
        {"sdn": "X"},
        persons="P",
        sources={"paper": {"date": "2025-05-31", "max_age_days": 365}},
    )
)
def test_two_sources_of_one_stake_count_once(world: Scene) -> None:
    found = verdict(world, "us-ofac-50", "A")
    assert (found.verdict, found.least, found.greatest) == ("outside", 300_000_000, 300_000_000)


@about(
    world=Scene(
        [("X", "A", 0.6245, {"share_of": "votes"}), ("X", "A", 0.2774), ("P", "A", 0.7226)],
        {"sdn": "X", "uk": "X"},
        persons="P",
    )
)
def test_votes_are_not_capital(world: Scene) -> None:
    assert verdict(world, "us-ofac-50", "A").verdict == "outside"
    assert verdict(world, "uk-50", "A").verdict == "within"


@about(world=Scene([("X", "A", 0.6, {"share_of": None})], {"sdn": "X", "uk": "X"}))
def test_a_share_of_something_unstated_is_possible_where_the_rule_names_one(world: Scene) -> None:
    found = verdict(world, "us-ofac-50", "A")
    assert (found.verdict, found.missing) == ("possible", "whether the share of X is of the capital")
    assert verdict(world, "uk-50", "A").verdict == "within"


@about(
    world=Scene(
        [("X", "A", 1.0)],
        {},
        more=[
            {"source": "bis", "arrow": ["LISTED_ON", "r/X", "list/us-ofac-ns-cmic"], "start": "2021-08-02"},
            {"source": "bis", "arrow": ["LISTED_ON", "r/X", "list/us-uflpa"], "start": "2022-06-21"},
        ],
    )
)
def test_a_list_read_by_name_reaches_no_subsidiary(world: Scene) -> None:
    for rule in ("us-ns-cmic", "us-uflpa"):
        assert words(world, rule, "XA") == {"X": "within", "A": "outside"}


@about(
    world=Scene(
        [("X", "A", 0.6), ("X", "B", 0.05), ("P", "C", 1.0)],
        {},
        persons="P",
        more=[{"source": "bis", "arrow": ["LISTED_ON", "r/X", "list/us-889"], "start": "2018-08-13"}],
    )
)
def test_what_is_above_zero_may_be_an_affiliate_where_the_law_gives_no_share(world: Scene) -> None:
    assert words(world, "us-889", "XABC") == {
        "X": "within",
        "A": "within",
        "B": "possible",
        "C": "undetermined",
    }
    assert (
        verdict(world, "us-889", "B").missing
        == "whether the stake of X makes it an affiliate or gives control"
    )


AFFILIATE = Scene(
    [("X", "A", 0.5)],
    {"bis": "X", "sdn": ""},
    sources={one: {"date": "2025-10-10", "max_age_days": 700} for one in ("bis", "sdn", "r")},
)


@pytest.mark.parametrize(
    ("day", "reads", "why"),
    [
        ("2025-10-15", "within", ""),
        ("2026-01-15", "outside", "it was suspended from 2025-11-10 to 2026-11-09"),
        ("2026-11-15", "possible", "whether the rule is in force"),
    ],
)
def test_the_affiliates_rule_on_three_dates(day: str, reads: str, why: str) -> None:
    found = verdict(AFFILIATE, "us-bis-affiliates", "A", day)
    assert found.verdict == reads
    assert why in found.missing + found.why


@about(
    world=Scene(
        [],
        {"bis": "Y", "sdn": "X"},
        sources={
            "bis": {"date": "2025-10-10", "max_age_days": 60},
            "sdn": {"date": "2025-10-10", "max_age_days": 60},
        },
    )
)
def test_an_entry_on_the_sdn_list_may_or_may_not_count_for_the_affiliates_rule(world: Scene) -> None:
    found = verdict(world, "us-bis-affiliates", "X", "2025-10-15")
    assert found.verdict == "possible"
    assert found.missing.startswith("whether the entry on the SDN List is under one of the programmes")


def test_a_name_match_is_never_more_than_open(tmp_path: Path) -> None:
    acme = {"kind": "Company", "name": "Acme Wires Ltd", "country": "DE"}
    world = build_world(
        {
            "as_of": "2025-06-01",
            "sources": {"r": {"date": "2025-05-31", "max_age_days": 365}, "sdn": COPY},
            "entity": [
                {"id": "r/acme", **acme},
                {"id": "sdn/acme", **acme},
                {"id": "r/P", "kind": "Person", "name": "P"},
            ],
            "relation": [
                {"arrow": ["LISTED_ON", "sdn/acme", "list/us-ofac-sdn"], "start": "2020-01-01"},
                {
                    "arrow": ["OWNS", "r/P", "r/acme"],
                    "share": 1.0,
                    "share_of": "capital",
                    "start": "2010-01-01",
                },
            ],
        },
        tmp_path,
    )
    found = verdict(world, "us-ofac-50", "acme")
    assert (found.verdict, found.why, found.missing) == (
        "undetermined",
        "its name matches that of one within the rule, not confirmed",
        "whether the two are one party",
    )


@about(
    world=Scene(
        [("S", "A", 0.51), ("A", "B", 0.51), ("P", "C", 1.0), ("S", "D", 0.5), ("P", "D", 0.5)],
        {},
        persons="P",
        kinds={"S": "PublicBody"},
    )
)
def test_a_state_starts_the_rule_on_states_and_says_according_to_whom(world: Scene) -> None:
    assert words(world, "state-owned", "SABCD") == {
        "S": "within", "A": "within", "B": "within", "C": "outside", "D": "outside",
    }  # fmt: skip
    assert verdict(world, "state-owned", "B").according_to == ("The r",)


@about(
    world=Scene(
        [("S", "A", 0.1), ("A", "B", 0.1), ("P", "A", 0.9), ("P", "B", 0.9)],
        {},
        persons="P",
        kinds={"S": "PublicBody"},
        more=[{"source": "r", "arrow": ["PART_OF", "r/S", "state/CN"], "start": "2003-03-10"}],
        as_of="2026-03-01",
        sources={"r": {"date": "2026-02-01", "max_age_days": 365}},
    )
)
def test_a_body_counts_for_the_state_that_it_is_part_of(world: Scene) -> None:
    found = verdict(world, "us-fcc-adversary-10", "B")
    assert (found.verdict, found.missing) == (
        "possible",
        "whether the rule is in force: the order was adopted on 29 January 2026, and from which day it binds was not "
        "found out",
    )
    assert found.why.startswith("A holds 10 % of the capital; the rule asks 10 % or more")
    before = verdict(world, "us-fcc-adversary-10", "B", "2026-01-28")
    assert (before.verdict, before.why) == (
        "outside",
        "not in force on this date: it is in force from 2026-01-29",
    )


@about(world=Scene([("X", "A", 0.6)], {"sdn": "A", "bis": "A"}))
def test_an_initiatives_own_criteria_ask_for_no_list_of_a_state(world: Scene) -> None:
    assert verdict(world, "us-ofac-50", "A").verdict == "within"
    assert verdict(world, "ungc-exclusion", "A").why == "this list is not loaded: UN Security Council list"
    assert verdict(world, "sbti-admission", "A").why == "no loaded list and no share decides it"


@about(
    world=Scene(
        [
            ("X", "A", 0.15, {"share_of": "votes"}),
            ("Y", "A", 0.1, {"share_of": "votes"}),
            ("X", "B", 0.9),
        ],
        {"sdn": "XY"},
    )
)
def test_a_rule_of_ones_own(world: Scene, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'id = "own"\ntitle = "A quarter of the votes"\nlists = ["sdn"]\n'
        '[[version]]\nthreshold = "25 %"\nshare_of = "votes"\n'
    )
    assert words(world, read_rule(path), "AB") == {"A": "within", "B": "undetermined"}


@about(
    world=Scene(
        [
            ("X", "A", (0.25, 0.5), BAND_25),
            ("P", "A", (0.5, 0.75), BAND_25),
            ("Q", "A", (0.5, 0.75), BAND_25),
        ],
        {"sdn": "X"},
        persons="PQ",
    )
)
def test_minima_above_the_whole_set_no_bound(world: Scene) -> None:
    assert verdict(world, "us-ofac-50", "A").verdict == "possible"
