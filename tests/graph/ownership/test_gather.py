"""Certificates of a release: what is proved is the verdict, of every party and rule, and it holds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beholden.graph.ownership.certified import ids_of_certificates
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import Around, certificate
from beholden.graph.ownership.material import Material
from beholden.graph.ownership.proof import prove
from beholden.graph.ownership.prose import prose
from beholden.graph.ownership.verdicts import Code, judge
from beholden.graph.rules import find_rule, read_rule, registry
from beholden.graph.verify import verify
from tests.graph.ownership.materials import certify, materials
from tests.graph.verdict_world import verdict_world
from tests.world import World

DAY = date(2025, 6, 1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return verdict_world(
        tmp_path_factory.mktemp("world"),
        [
            ("X", "A", 0.6),
            ("A", "B", 0.3),
            ("X", "B", 0.2),
            ("P", "C", 0.6),
            ("X", "C", (0.1, 0.4)),
            ("X", "D", (0.25, 0.75)),
            ("U", "E", 0.4),
            ("X", "F", 0.6, {"share_of": "votes"}),
            ("Y", "G", 0.6, {"start": None}),
            ("S", "H", 0.51),
        ],
        {"sdn": ["X", "Y"], "uk": ["X"], "eu": ["X"]},
        persons=["P"],
        kinds={"S": "State"},
        more=[{"arrow": ["CONTROLS", "r/X", "r/E"], "mechanism": "board", "start": "2015-01-01"}],
    )


@pytest.mark.parametrize("day", [DAY, date(2026, 12, 1)])
@pytest.mark.parametrize("rule", sorted(registry()))
def test_the_ids_of_all_at_once_are_those_of_each(world: World, rule: str, day: date) -> None:
    """In December the copies are old, and a rule that was suspended is not confirmed to be in force."""
    verdicts = judge(Facts.of(world.release), find_rule(rule), day)
    each = [certificate(verdicts, party, world.release) for party in verdicts.facts.parties]
    for code in (Code.WITHIN, Code.POSSIBLE):
        for made, id in zip(each, ids_of_certificates(verdicts, code), strict=True):
            mine = made is not None and made["kind"] == code.name.lower()
            assert id == (made["id"] if made is not None and mine else None)


@pytest.mark.parametrize("rule", sorted(registry()))
def test_what_is_proved_is_the_verdict_of_every_party(world: World, rule: str) -> None:
    facts = Facts.of(world.release)
    verdicts = judge(facts, find_rule(rule), DAY)
    for party in facts.parties:
        code = Code(int(verdicts.code[facts.numbers[party]]))
        made = certificate(verdicts, party, world.release)
        assert (made is None) == (code == Code.UNDETERMINED)
        if made is not None:
            assert (made["kind"], verify(made)) == (code.name.lower(), [])
            assert made["release"] == world.release.manifest["hash"]


def test_the_words_have_the_arithmetic(world: World) -> None:
    verdicts = judge(Facts.of(world.release), find_rule("us-ofac-50"), DAY)
    made = certificate(verdicts, "r/B", world.release)
    assert made is not None
    assert prose(made) == (
        'B is within the rule "OFAC 50 percent rule" on 2025-06-01.\n'
        "The rule: at least 50 % of the capital, all listed together (https://ofac.treasury.gov/faqs/401).\n"
        "1. X is named on list/us-ofac-sdn (since 2020-01-01).\n"
        "2. X holds 60 % of the capital of A (since 2015-01-01): 60 % is at least 50 %, so A is within.\n"
        "3. A holds 30 % of the capital of B (since 2015-01-01); X holds 20 % of the capital of B (since 2015-01-01): "
        "30 % + 20 % = 50 % is at least 50 %, so B is within.\n"
        "According to The r, The sdn, in 4 claims.\n"
        "On these facts and on that date. It is no legal advice. "
        f"Certificate {made['id']}, release {made['release']}.\n"
    )
    possible = certificate(verdicts, "r/D", world.release)
    assert possible is not None
    assert "- X holds 25 % to 75 % of the capital of D (since 2015-01-01): how large it is\n" in prose(
        possible
    )
    assert "Of D those within hold for certain 25 % of the capital.\n" in prose(possible)
    outside = certificate(verdicts, "r/C", world.release)
    assert outside is not None
    assert "Of C parties other than these hold at most 40 % of the capital.\n" in prose(outside)
    assert "list/us-ofac-sdn was read in the copy of 2025-05-31.\n" in prose(outside)


def test_what_was_last_stated_too_long_ago_is_told_in_the_past(world: World) -> None:
    later = date(2026, 7, 1)
    verdicts = judge(Facts.of(world.release), find_rule("us-ofac-50"), later)
    made = certificate(verdicts, "r/A", world.release)
    assert made is not None
    lines = prose(made).splitlines()
    assert lines[2:5] == [
        "1. X was named on list/us-ofac-sdn (since 2020-01-01; later status not checked).",
        "2. X held 60 % of the capital of A (since 2015-01-01; later status not checked): 60 %, at most, is at least "
        "50 %, so A would be within.",
        "It is not known:",
    ]
    assert sorted(lines[5:7]) == [
        "- X held 60 % of the capital of A (since 2015-01-01; later status not checked): whether it still holds: last "
        "stated too long ago",
        "- X was named on list/us-ofac-sdn (since 2020-01-01; later status not checked): whether it still holds: last "
        "stated too long ago",
    ]


def test_records_are_left_out_unless_asked_for_and_then_fit_their_ids(world: World) -> None:
    verdicts = judge(Facts.of(world.release), find_rule("us-ofac-50"), DAY)
    plain = certificate(verdicts, "r/A", world.release)
    full = certificate(verdicts, "r/A", world.release, records=True)
    assert plain is not None and full is not None
    assert {claim["text"] for claim in plain["claims"].values()} == {None}
    assert all(claim["text"] for claim in full["claims"].values())
    assert (plain["id"], verify(full)) == (full["id"], [])
    id = next(iter(full["claims"]))
    full["claims"][id]["text"] += " "
    assert f"claims: {id} is not the id of this record" in verify(full)


def test_a_rule_before_its_first_day_proves_outside_without_facts(world: World) -> None:
    day = date(2014, 8, 12)
    verdicts = judge(Facts.of(world.release), find_rule("us-ofac-50"), day)
    made = certificate(verdicts, "r/X", world.release)
    assert made is not None
    assert (made["kind"], made["rule"]["version"], made["stakes"], verify(made)) == (
        "outside",
        "2014-08-13",
        {},
        [],
    )
    assert prose(made).splitlines()[2] == "The rule is not in force on that date."


def test_old_lists_leave_it_open_and_prove_nothing(world: World) -> None:
    later = DAY + timedelta(days=60)
    verdicts = judge(Facts.of(world.release), find_rule("us-ofac-50"), later)
    assert certificate(verdicts, "r/C", world.release) is None
    material = Around(verdicts.facts, verdicts.rule, later)("r/C")
    assert prove(material, "r/C") is None


def test_a_rule_of_ones_own(world: World, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'id = "own-10"\ntitle = "A tenth"\nlists = ["sdn"]\n'
        '[[version]]\nthreshold = "10 %"\nshare_of = "capital"\nsays = "A tenth."\n',
        encoding="utf-8",
    )
    verdicts = judge(Facts.of(world.release), read_rule(file), DAY)
    made = certificate(verdicts, "r/C", world.release)
    assert made is not None
    assert (made["kind"], made["rule"]["authority"], verify(made)) == ("within", None, [])


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(materials(), st.sampled_from(["a", "b"]))
def test_prose_is_written_for_every_certificate(made: Material, party: str) -> None:
    proved = certify(made, party)
    if proved is not None:
        assert prose(proved).startswith(f"{party.upper()} is ")


@pytest.mark.parametrize("kind", ["WITHIN_RULE", "MAY_BE_WITHIN"])
def test_a_release_keeps_the_ids_of_certificates(world: World, kind: str) -> None:
    rows = world.release.frame("relations", kind)
    facts = Facts.of(world.release)
    assert rows.height
    assert rows["certificate"].null_count() == 0
    for party, rule, id in rows.select("from_id", "to_id", "certificate").iter_rows():
        made = certificate(judge(facts, find_rule(rule), world.release.as_of), party, world.release)
        assert made is not None
        assert made["id"] == id
