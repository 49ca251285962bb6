"""A screening list that a case states itself goes wherever a list of the reference goes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

pytestmark = pytest.mark.thorough

OWN = """
[[citation]]
id = "invented-list"
title = "Invented watch list"
publisher = "The Invented Board"
url = "https://example.org/list"
date = "2026-11-01"
grade = "official"

[[party]]
id = "invented-list"
kind = "ScreeningList"
name = "Invented Watch List"
{more}citation = "invented-list"

[[claim]]
id = "cameras-listed"
subject = "invented-camera-works"
relation = "LISTED_ON"
object = "invented-list"
start = "2025-03-01"
citation = "invented-list"
says = "The list names the company."
"""
FULL = 'short = "IWL"\neffect = "visa"\neffect_says = "Its people get no visa"\n'
RULE = """
id = "own-list"
title = "On a list of one's own"
lists = ["curated/invented-list"]

[[version]]
threshold = "50 %"
share_of = "capital"
"""
PARTY = "curated/invented-camera-works"


@pytest.mark.parametrize(
    ("more", "name", "effect", "sentence"),
    [
        ("", "Invented Watch List", "effect not stated", "Effect of the list: not stated."),
        (FULL, "IWL", "visa", "Effect of the list: Its people get no visa."),
    ],
    ids=["bare", "full"],
)
def test_a_list_of_ones_own_is_in_verdicts_answers_and_pages(
    command: Command, tmp_path: Path, more: str, name: str, effect: str, sentence: str
) -> None:
    assert command("case", "new", "mine").code == 0
    with (tmp_path / "mine" / "claims.toml").open("a", encoding="utf-8") as claims:
        claims.write(OWN.format(more=more))
    (tmp_path / "own.toml").write_text(RULE, encoding="utf-8")
    assert command("run", "mine", "--out", "page").code == 0
    page = (tmp_path / "page" / "report.json").read_text(encoding="utf-8")
    assert f"Invented Camera Works Ltd. has been on the {name} since 1 March 2025" in page
    assert sentence in page
    assert command("build").code == 0

    judged = command("verdict", PARTY, "--rule", "own.toml", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(judged.out)))
    assert (row["verdict"], row["why"]) == (
        "within",
        f"{name}: listed on 2025-03-01, last stated on 2026-11-01",
    )
    assert row["copies"] == f"{name}: copy of 2026-11-24, not known to be whole"
    later = command("verdict", PARTY, "--rule", "own.toml", "--as-of", "2029-01-01", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(later.out)))
    assert (row["verdict"], row["missing"]) == ("possible", f"whether it was on the {name} on 2029-01-01")
    members = command("verdicts", "--members-of", "curated/invented-accord", "--rule", "own.toml")
    assert "0 outside, 1 within" in members.words

    proved = command("certificate", PARTY, "--rule", "own.toml", "--format", "json")
    assert proved.code == 0
    (tmp_path / "certificate.json").write_text(proved.out, encoding="utf-8")
    assert command("verify", "certificate.json").code == 0
    assert command("sensitivity", PARTY, "--rule", "own.toml").code == 0

    asked = command(
        "ask", "listings.listed-members", "initiative=curated/invented-accord", "--format", "json"
    )
    assert [row["list"] for row in json.loads(asked.out)] == [name]
    assert command("dossier", PARTY, "--out", "dossier.html").code == 0
    assert name in (tmp_path / "dossier.html").read_text(encoding="utf-8")
    assert command("initiative", "curated/invented-accord", "--out", "scorecard").code == 0
    cards = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "scorecard").rglob("*.json"))
    assert f"On a copy of {name} ({effect})" in cards
    assert command("draw", PARTY, "--out", "drawing").code == 0
    assert command("story", "mine", "--out", "story").code == 0
    assert command("export", "turtle", "--out", "graph.ttl").code == 0


def test_a_rule_of_ones_own_says_that_its_list_is_not_loaded(command: Command, tmp_path: Path) -> None:
    assert command("case", "new", "mine").code == 0
    assert command("run", "mine", "--out", "page").code == 0
    assert command("build").code == 0
    (tmp_path / "own.toml").write_text(RULE, encoding="utf-8")
    judged = command("verdict", PARTY, "--rule", "own.toml", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(judged.out)))
    assert row["verdict"] == "undetermined"
    assert row["copies"] == "curated/invented-list: not loaded"
    (tmp_path / "own.toml").write_text(RULE.replace("curated/", "list/"), encoding="utf-8")
    refused = command("verdict", PARTY, "--rule", "own.toml")
    assert refused.error.startswith('own.toml: lists: "list/invented-list" is no reference id or alias')
