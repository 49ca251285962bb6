"""The registry against the law as it was read, fact by fact: days, thresholds, confidence.

A fact that is no authority's own text ("secondary"), or that nobody looked up ("general_knowledge"), may make no rule
better known than it is itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from beholden.graph.rule import CONFIDENCE
from beholden.graph.rules import registry


@dataclass(frozen=True)
class Law:
    """One rule on one day: the test in words, and from where and how well it is known."""

    rule: str
    day: date
    limbs: str | None
    lists: tuple[str, ...]
    known: str
    days_known: str


OFAC, EU, UK = "list/us-ofac-sdn", "list/eu-financial", "list/gb-sanctions"
BIS, DOD = ("list/us-bis-entity", "list/us-bis-meu"), "list/us-dod-1260h"
HALF = "50 % or more of the capital, added up"
MORE = "more than 50 % of the capital, added up"
CONTROLLED = "control, or possibly any stake"
AFFILIATES = (
    "more than 50 % of the capital or the votes, each holder alone, or control, or possibly any stake"
)
NAMED = "named on the list"

LAW = [
    # OFAC: FAQ 401 read; in this form since 13 August 2014 by commentators. Ownership, not control (FAQ 398).
    Law("us-ofac-50", date(2014, 8, 12), None, (OFAC,), "read", "secondary"),
    Law("us-ofac-50", date(2014, 8, 13), HALF, (OFAC,), "read", "secondary"),
    # The sectoral list uses the same aggregation.
    Law("us-ofac-ssi-50", date(2014, 8, 13), HALF, ("list/us-ofac-ssi",), "secondary", "secondary"),
    # EU: "more than" until the update of 3 July 2024, "or more" from then on; law firms.
    Law("eu-50", date(2024, 7, 2), f"{MORE}, or control", (EU,), "secondary", "secondary"),
    Law("eu-50", date(2024, 7, 3), f"{HALF}, or control", (EU,), "secondary", "secondary"),
    # UK: shares or votes, or the board, or control; holders not added, by a commentator.
    Law("uk-50", date(2020, 12, 30), None, (UK,), "secondary", "general_knowledge"),
    Law("uk-50", date(2020, 12, 31), "more than 50 % of the capital or the votes, each holder alone, or control", (UK,),
        "secondary", "general_knowledge"),
    # BIS: in force 29 September 2025, suspended 10 November 2025 to 9 November 2026; law firms.
    Law("us-bis-affiliates", date(2025, 9, 28), None, BIS, "secondary", "secondary"),
    Law("us-bis-affiliates", date(2025, 9, 29), HALF, BIS, "secondary", "secondary"),
    Law("us-bis-affiliates", date(2025, 11, 9), HALF, BIS, "secondary", "secondary"),
    Law("us-bis-affiliates", date(2025, 11, 10), None, BIS, "secondary", "secondary"),
    Law("us-bis-affiliates", date(2026, 11, 9), None, BIS, "secondary", "secondary"),
    Law("us-bis-affiliates", date(2026, 11, 10), HALF, BIS, "secondary", "secondary"),
    # NS-CMIC: only who is itself listed (FAQ 857), so that nothing descends.
    Law("us-ns-cmic", date(2021, 8, 2), NAMED, ("list/us-ofac-ns-cmic",), "read", "general_knowledge"),
    # Section 1260H by name; section 805 reaches those under control from 30 June 2026, and has no percentage.
    Law("us-1260h", date(2021, 6, 3), NAMED, (DOD,), "secondary", "secondary"),
    Law("us-805", date(2026, 6, 29), None, (DOD,), "secondary", "secondary"),
    Law("us-805", date(2026, 6, 30), CONTROLLED, (DOD,), "secondary", "secondary"),
    Law("us-805", date(2027, 6, 30), CONTROLLED, (DOD,), "secondary", "secondary"),
    # Section 889: part A 13 August 2019, part B a year later; an affiliate is no percentage.
    Law("us-889", date(2019, 8, 12), None, ("list/us-889",), "general_knowledge", "general_knowledge"),
    Law("us-889", date(2019, 8, 13), AFFILIATES, ("list/us-889",), "general_knowledge", "general_knowledge"),
    Law("us-889", date(2020, 8, 13), AFFILIATES, ("list/us-889",), "general_knowledge", "general_knowledge"),
    # FCC: producers and affiliates of the Covered List; a presumption from 10 percent in the order of January 2026.
    Law("us-fcc-covered", date(2026, 1, 1), "more than 10 % of the capital, each holder alone, or control",
        ("list/us-fcc-covered",), "general_knowledge", "general_knowledge"),
    Law("us-fcc-adversary-10", date(2026, 1, 28), None, (), "secondary", "secondary"),
    Law("us-fcc-adversary-10", date(2026, 1, 29), "10 % or more of the capital or the votes, added up, or control", (),
        "secondary", "secondary"),
    # UFLPA: entity by entity.
    Law("us-uflpa", date(2025, 1, 15), NAMED, ("list/us-uflpa",), "general_knowledge", "general_knowledge"),
]  # fmt: skip


@pytest.mark.parametrize("law", LAW, ids=lambda law: f"{law.rule}-{law.day}")
def test_a_rule_is_what_the_law_says(law: Law) -> None:
    rule = registry()[law.rule]
    version = rule.on(law.day).version
    assert (version.limbs if version else None, rule.lists) == (law.limbs, law.lists)
    assert (rule.confidence, rule.days_known) == (law.known, law.days_known)


def test_every_law_is_in_the_table_and_every_rule_is_law_or_says_that_it_is_none() -> None:
    others = {
        "state-owned": "own",
        "state-controlled": "own",
        "ungc-exclusion": "general_knowledge",
        "sbti-admission": "read",
    }
    assert {law.rule for law in LAW} | others.keys() == registry().keys()
    assert {id: registry()[id].confidence for id in others} == others


def test_what_is_not_sure_to_be_in_force_says_so() -> None:
    for id, day in (("us-bis-affiliates", date(2026, 11, 10)), ("us-fcc-adversary-10", date(2026, 1, 29))):
        assert not registry()[id].on(day).certain
    for id in registry().keys() - {"us-bis-affiliates", "us-fcc-adversary-10"}:
        assert registry()[id].on(date(2026, 11, 24)).certain


def test_a_verdict_can_say_how_well_test_and_days_are_known() -> None:
    rule = registry()["us-ofac-50"]
    assert rule.known.startswith(f"{CONFIDENCE['read']} From which day it holds: {CONFIDENCE['secondary']} ")
    assert "From which day" not in registry()["eu-50"].known
