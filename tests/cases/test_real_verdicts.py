"""Verdicts on the bundled case with the real section 1260H and section 889 lists, read from where they lie."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from beholden.cases.case import find_case
from beholden.graph.find import Finder
from beholden.graph.judgements import read_judgements
from beholden.graph.ownership.explain import Explainer, Verdict, explain
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.verdicts import judge
from beholden.graph.release import Release, build
from beholden.graph.rules import registry
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load

MAPPING = Path(__file__).parents[2] / "loaders" / "mapped" / "examples" / "bis_entity_list.toml"
DAY = date(2026, 11, 24)
HIKVISION = "curated/hangzhou-hikvision-digital-technology"
DAHUA = "curated/zhejiang-dahua-technology"
NAMED = {
    HIKVISION: r"^(Hangzhou )?Hikvision( Digital Technology Co(mpany|\.,? Ltd\.?)?)?$",
    DAHUA: r"^(Zhejiang )?Dahua Technology( Co(mpany|\.,? Ltd\.?)?)?$",
}
"""Names that are theirs alone; their subsidiaries and namesakes have others."""
JOINED = date(2023, 8, 31)


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    case = find_case("surveillance-and-the-compact")
    workspace = Workspace(tmp_path_factory.mktemp("real"))
    for own in case.files:
        load(own.source, own.files, workspace, snapshot=own.snapshot, basis=own.basis, complete=own.complete)
    for source, file in (
        ("us_dod_1260h", "us_dod_1260h/dod_1260h_sanctions.csv"),
        ("us_ndaa_889", "us_special_legislation/ndaa_section_889.csv"),
        ("us_fcc_covered_list", "us_fcc_covered/fcc_covered_list_table.csv"),
    ):
        load(source, [shared / "data" / file], workspace, snapshot="2026-08-20")
    entities = [MAPPING, shared / "data" / "us_csl" / "bis_entity_list_from_csl_2025-11-08.json"]
    load("mapped", entities, workspace, snapshot="2025-11-08")
    judgements = read_judgements(case.judgements)
    return build(workspace, as_of=case.as_of, judgements=judgements, software="test")


def verdict(
    release: Release, rule: str, party: str, day: date = DAY, known_by: date | None = None
) -> Verdict:
    facts = Facts.of(release, day, known_by)
    return explain(judge(facts, registry()[rule], day), Finder(release)(party))


@pytest.mark.parametrize("party", [HIKVISION, DAHUA])
def test_the_makers_are_one_party_on_every_list_that_names_them(real: Release, party: str) -> None:
    listings = real.frame("relations", "LISTED_ON").filter(from_id=Finder(real)(party))
    lists = {
        (one, source)
        for one, sources in listings.select("to_id", "sources").iter_rows()
        for source in sources
    }
    assert {source for _, source in lists} >= {
        "curated", "mapped", "us_dod_1260h", "us_fcc_covered_list", "us_ndaa_889",
    }  # fmt: skip
    named = real.frame("entities", "Company").filter(
        pl.col("names").list.eval(pl.element().str.contains(NAMED[party])).list.any()
    )
    assert named["id"].to_list() == [Finder(real)(party)]


def test_hikvision_is_named_and_its_parents_share_is_not_stated(real: Release) -> None:
    assert verdict(real, "us-1260h", HIKVISION).verdict == "within"
    assert verdict(real, "us-805", HIKVISION).verdict == "within"
    owned = verdict(real, "state-owned", HIKVISION)
    assert owned.verdict == "possible"
    assert owned.why == (
        "China Electronics Technology Group Corporation holds a share not stated in the 1260H list; "
        "the rule asks more than 50 % of the capital, added up"
    )
    assert owned.missing == (
        "China Electronics Technology Group Corporation's share: more than 50 points would catch it"
    )
    assert owned.according_to == (
        "OpenSanctions' transcription of the list",
        "OpenSanctions, in the column 'Parent Name' of its transcription",
    )
    assert (
        owned.reads
        == f"possibly within the rule, on these facts, according to {', '.join(owned.according_to)}"
    )
    kept = real.frame("relations", "MAY_BE_WITHIN").filter(
        from_id=Finder(real)(HIKVISION), to_id="rule/state-owned"
    )
    assert kept["why"].to_list() == [owned.why]


def test_no_official_word_on_dahuas_owner_was_known_when_it_joined(real: Release) -> None:
    id = Finder(real)(DAHUA)
    official = real.frame("relations", "OWNS").filter(to_id=id, grade="official")
    said = official.select("first_stated", "start_date", "share", "share_min").unique().rows()
    assert said == [(date(2026, 6, 8), None, None, None)]
    for rule in ("state-owned", "state-controlled"):
        known = verdict(real, rule, DAHUA, JOINED, JOINED)
        assert (known.verdict, known.according_to, known.claims) == ("undetermined", (), ())
        later = verdict(real, rule, DAHUA, JOINED)
        assert later.verdict == "possible", "said in 2026, not since when, and with no share"
        assert "US Department of Defense" in later.according_to
        assert later.reads.startswith("possibly within the rule, on these facts, according to ")


def test_no_verdict_on_a_state_goes_without_who_says_so(real: Release) -> None:
    facts = Facts.of(real)
    for rule in ("state-owned", "state-controlled"):
        explainer = Explainer(judge(facts, registry()[rule], real.as_of))
        for party in facts.parties:
            assert ", according to " in explainer(party).reads
    for kind in ("WITHIN_RULE", "MAY_BE_WITHIN"):
        for row in real.frame("relations", kind).iter_rows(named=True):
            assert row["stated_by"], row


def test_nobody_is_within_by_an_unstated_share_or_an_undated_stake(real: Release) -> None:
    facts = Facts.of(real, DAY)
    for rule in ("state-owned", "state-controlled"):
        verdicts = judge(facts, registry()[rule], DAY)
        reached = verdicts.within & ~verdicts.starts
        for number in reached.nonzero()[0].tolist():
            found = explain(verdicts, facts.parties[number])
            assert "not stated" not in found.why, found
