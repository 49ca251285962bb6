from datetime import date
from pathlib import Path

import pytest

from beholden.errors import SchemaError
from beholden.graph.rules import find_rule, read_rule, registry
from beholden.graph.shares import percent

OWN = """
id = "own"
title = "A quarter of the votes"
lists = ["bis-entity"]

[[version]]
threshold = "25 %"
share_of = "votes"
"""


def test_a_rule_bites_at_the_share_of_its_version() -> None:
    rule = registry()["eu-50"]
    before, after = rule.on(date(2024, 7, 2)).version, rule.on(date(2024, 7, 3)).version
    assert before is not None and after is not None
    assert (before.threshold, before.strict, before.id) == (500_000_000, True, "always")
    assert (after.threshold, after.strict, after.id) == (500_000_000, False, "2024-07-03")
    assert after.limbs == "50 % or more of the capital, added up, or control"


@pytest.mark.parametrize(
    ("day", "in_force", "certain", "why"),
    [
        (date(2025, 9, 28), False, False, "it is in force from 2025-09-29"),
        (date(2025, 9, 29), True, True, ""),
        (date(2025, 11, 9), True, True, ""),
        (date(2025, 11, 10), False, False, "it was suspended from 2025-11-10 to 2026-11-09"),
        (date(2026, 11, 9), False, False, "it was suspended from 2025-11-10 to 2026-11-09"),
        (
            date(2026, 11, 10), True, False,
            "whether the rule is in force: its text was to return on 2026-11-10 unless the suspension was extended, "
            "and that is not confirmed",
        ),
    ],
)  # fmt: skip
def test_the_affiliates_rule_was_suspended_and_may_be_back(
    day: date, in_force: bool, certain: bool, why: str
) -> None:
    state = registry()["us-bis-affiliates"].on(day)
    assert (state.version is not None, state.certain, state.why) == (in_force, certain, why)


def test_what_the_law_says_of_each_list() -> None:
    def limbs(id: str) -> str:
        version = registry()[id].on(date(2026, 11, 24)).version
        assert version is not None
        return version.limbs

    assert limbs("us-ofac-50") == "50 % or more of the capital, added up"
    assert limbs("uk-50") == "more than 50 % of the capital or the votes, each holder alone, or control"
    assert limbs("us-ns-cmic") == limbs("us-uflpa") == limbs("us-1260h") == "named on the list"
    assert limbs("us-805") == "control, or possibly any stake"
    assert "possibly any stake" in limbs("us-889")
    assert limbs("us-fcc-adversary-10") == "10 % or more of the capital or the votes, added up, or control"


def test_no_list_of_a_state_is_a_criterion_of_an_initiative() -> None:
    own = [rule for rule in registry().values() if rule.initiative]
    assert {rule.id: rule.lists for rule in own} == {"sbti-admission": (), "ungc-exclusion": ("list/un-sc",)}


def test_each_rule_cites_a_page_and_says_how_well_it_is_known() -> None:
    for rule in registry().values():
        assert rule.citation.startswith("https://")
        assert rule.confidence in ("read", "secondary", "general_knowledge", "own")
        assert rule.effect_says and rule.authority and rule.regime


def test_a_rule_of_ones_own_needs_little(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    rule = find_rule(str(tmp_path / "own.toml"))
    version = rule.on(date(1990, 1, 1)).version
    assert version is not None
    assert (rule.lists, rule.effect, rule.confidence) == (("list/us-bis-entity",), "flag", "own")
    assert (version.threshold, version.share_of, version.aggregate, version.strict) == (
        250_000_000, "votes", True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "own"', 'id = "uk-50"', 'own.toml: id "uk-50" is a rule that comes with beholden; give yours another'),
        ('"25 %"', '"0 %"', 'own.toml: [[version]] 1: threshold must be one share above 0, such as "50 %"'),
        ('"25 %"', '"25"', 'own.toml: [[version]] 1: threshold: "25" does not say its unit'),
        ('"votes"', '"shares"', "own.toml: [[version]] 1: share_of 'shares' must be one of capital, votes, either"),
        ('"bis-entity"', '"bis-entty"', 'own.toml: lists: "bis-entty" is no reference id or alias (did you mean'),
        ('"bis-entity"', '"ungc"', 'own.toml: lists: "ungc" is of the kind Initiative, where a Screening'),
        ("share_of", "share_off", 'own.toml: [[version]] 1: unknown key "share_off" (did you mean share_of?)'),
        ('threshold = "25 %"\nshare_of = "votes"', "", "own.toml: [[version]] 1: it tests nothing"),
        ("[[version]]", "[[version]]\ndescends = false", "share_of has no meaning where descends = false"),
        ("[[version]]", "[[version]]\nfrom = 2024-02-01\nto = 2024-01-01", "it ends on 2024-01-01, before it begins"),
        ("[[version]]", '[[version]]\nmechanisms = ["board"]', 'mechanisms has a meaning only with control = "yes"'),
        ("[[version]]", "[[version]]\ncontrol = 'yes'\n[[version]]", "end before the next begins"),
    ],
)  # fmt: skip
def test_a_fault_in_a_rule_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace(old, new, 1))
    with pytest.raises(SchemaError) as error:
        read_rule(path)
    assert message in str(error.value)


def test_a_rule_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(SchemaError, match=r'"us-ofac-5" is no rule \(did you mean us-ofac-50'):
        find_rule("us-ofac-5")


def test_percent_is_exact() -> None:
    assert [percent(share) for share in (1, 500_000_000, 333_333_334)] == [
        "0.0000001 %",
        "50 %",
        "33.3333334 %",
    ]
