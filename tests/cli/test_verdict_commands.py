"""`beholden verdict` and `beholden verdicts`: every regime side by side, members, and a list of one's own."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.world import build_world, read_world

NO_ADVICE = "A verdict speaks of the facts that are loaded and of one date. It is no legal advice."


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verdicts")
    build_world(read_world("verdicts"), folder)
    return folder


def rows(command: Command, home: Path, *words: str) -> list[dict[str, Any]]:
    said = command(*words, "--format", "json", home=home)
    assert said.code == 0, said
    assert said.words.endswith(NO_ADVICE + "\n")
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def test_every_regime_stands_side_by_side(command: Command, home: Path) -> None:
    found = {row["rule"]: row for row in rows(command, home, "verdict", "Hikvision")}
    assert len(found) == 16
    assert {id: row["verdict"] for id, row in found.items() if row["verdict"] != "undetermined"} == {
        "us-1260h": "within", "us-805": "within", "us-fcc-covered": "within", "us-ns-cmic": "possible",
        "us-bis-affiliates": "possible", "us-fcc-adversary-10": "possible",
        "state-owned": "possible", "state-controlled": "possible",
    }  # fmt: skip
    owned = found["state-owned"]
    assert owned["missing"] == (
        "China Electronics Technology Group Corporation's share: more than 50 points would catch it"
    )
    assert owned["why"].startswith("China Electronics Technology Group Corporation holds a share not stated;")
    assert "according to" in owned["reads"] and owned["according_to"]
    assert found["us-ofac-50"]["why"] == "this list is not loaded: SDN List"
    assert found["us-ns-cmic"]["missing"] == "whether it was on the NS-CMIC List on 2026-11-24"
    assert found["sbti-admission"]["why"] == "no loaded list and no share decides it"


def test_what_was_known_when_it_joined(command: Command, home: Path) -> None:
    dahua = ("verdict", "Zhejiang Dahua Technology Co., Ltd.", "--rule", "state-owned")
    (then,) = rows(command, home, *dahua, "--as-of", "2023-08-15", "--known-by", "2023-08-15")
    assert (then["verdict"], then["why"]) == ("undetermined", "no loaded source states who owns it")
    (now,) = rows(command, home, *dahua, "--as-of", "2023-08-15")
    assert now["verdict"] == "possible", "the official word is of 2026 and does not say since when"
    assert "US Department of Defense" in "".join(now["according_to"])
    for row in (then, now):
        assert "according to" in row["reads"]


def test_the_date_may_lie_back_and_forth(command: Command, home: Path) -> None:
    def bis(day: str) -> tuple[str, str]:
        (row,) = rows(command, home, "verdict", "Hikvision", "--rule", "us-bis-affiliates", "--as-of", day)
        return row["verdict"], row["why"]

    assert bis("2025-09-28") == ("outside", "not in force on this date: it is in force from 2025-09-29")
    assert bis("2025-10-01")[0] == "within"
    assert bis("2026-01-01") == (
        "outside", "not in force on this date: it was suspended from 2025-11-10 to 2026-11-09",
    )  # fmt: skip
    assert bis("2026-11-15")[0] == "possible"


def test_members_within_and_possibly_within_are_shown_and_others_counted(
    command: Command, world: Path
) -> None:
    said = command("verdicts", "--members-of", "ungc", "--rule", "us-ofac-50", "--format", "csv", home=world)
    found = [(row["party"], row["verdict"]) for row in csv.DictReader(io.StringIO(said.out))]
    assert found == [("Chain", "within"), ("Held", "within"), ("Maybe", "possible")]
    assert (
        "4 members of initiative/un-global-compact as of 2025-06-01, under 1 rules: "
        "1 outside, 2 within, 1 possible, 0 undetermined" in said.words
    )
    every = rows(command, world, "verdicts", "--members-of", "ungc", "--rule", "us-ofac-50", "--all")
    assert [row["party"] for row in every] == ["Chain", "Held", "Maybe", "Rival"]


def test_each_line_of_a_list_stays_with_what_it_was_matched_to(
    command: Command, world: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("company,id\nHELD,\nNobody at all,\nsomething else,register/maybe\n", encoding="utf-8")
    found = rows(command, world, "verdicts", "--list", str(file), "--rule", "us-ofac-50")
    assert [(row["line"], row["stated"], row["match"], row["party_id"], row["verdict"]) for row in found] == [
        (2, "HELD", "name alone, not confirmed", "register/held", "within"),
        (3, "Nobody at all", "not found", None, None),
        (4, "something else", "identifier", "register/maybe", "possible"),
    ]
    assert found[0]["copies"] == ["SDN List: copy of 2025-05-31"]


def test_a_list_as_a_page_shows_hostile_names_as_text(command: Command, world: Path, tmp_path: Path) -> None:
    file, hostile = tmp_path / "mine.csv", "<script>alert(1)</script>&amp;"
    file.write_text(f'name,id\nHeld,\n"{hostile}",\n"{hostile} 2",register/maybe\n', encoding="utf-8")
    words = ("verdicts", "--list", str(file), "--rule", "us-ofac-50", "--page", "page.html")
    found = rows(command, world, *words)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;") == 4
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r"(?:src|href)=.?https?:", page)
    assert [bool(row["certificate"]) for row in found] == [True, False, True]
    assert all(row["certificate"] in page for row in found if row["certificate"])
    said = command("verdicts", "--members-of", "ungc", "--page", "page.html", home=world)
    assert (said.code, "--page is for --list" in said.words) == (2, True)


def test_a_rule_of_ones_own_is_a_file(command: Command, world: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'id = "own"\ntitle = "More than 55 percent"\nlists = ["sdn"]\n'
        '[[version]]\nthreshold = "55 %"\nmore_than = true\nshare_of = "capital"\n'
    )
    found = [rows(command, world, "verdict", name, "--rule", str(file))[0] for name in ("Held", "Chain")]
    assert [row["verdict"] for row in found] == ["within", "undetermined"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["verdict", "Listed", "--rule", "us-ofac"], '"us-ofac" is no rule (did you mean us-ofac-50'),
        (["verdict", "ungc"], '"initiative/un-global-compact" is no party'),
        (["verdict", "Listed", "--as-of", "2025"], '"2025" is not one day'),
        (["verdict", "Listed", "--rule", "none.toml"], "none.toml: "),
    ],
)
def test_a_fault_is_one_line(command: Command, world: Path, words: list[str], message: str) -> None:
    assert message in command(*words, home=world).error


def test_it_takes_either_members_or_a_list(command: Command, world: Path) -> None:
    said = command("verdicts", home=world)
    assert said.code == 2 and "give either --members-of or --list" in said.words


def test_no_verdict_says_sanctioned_and_a_state_owner_only_with_who_says_so(
    command: Command, home: Path
) -> None:
    for form in ("json", "csv", "table"):
        said = command("verdict", "Hikvision", "--format", form, home=home)
        assert "sanctioned" not in said.out
    for row in rows(command, home, "verdicts", "--members-of", "ungc", "--all"):
        if row["rule"] in ("state-owned", "state-controlled"):
            assert ", according to " in row["reads"]
