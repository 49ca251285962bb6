"""A dossier on the listings world and the bundled case: what stands in it rests on claims, in all three forms."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from html import unescape
from typing import Any

import pytest

from beholden.cases.case import find_case
from beholden.cases.dossier import SECTIONS, dossier
from beholden.cases.run import run
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.verify import verify
from beholden.graph.workspace import Workspace
from beholden.pages.dossier import as_text, dossier_json, dossier_markdown, dossier_page


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("bundled")
    return run(
        find_case("surveillance-and-the-compact"),
        Workspace(folder / "home"),
        folder / "report",
        software="0",
        watch=lambda text: nullcontext(lambda number: None),
    ).release


@pytest.fixture(scope="module")
def hikvision(release: Release) -> dict[str, Any]:
    return dossier(release, Finder(release)("Hikvision"))


def lines(report: dict[str, Any], part: str) -> list[dict[str, Any]]:
    return next(section["lines"] for section in report["sections"] if section["id"] == part)


def test_every_sentence_names_claims_that_are_cited(hikvision: dict[str, Any], release: Release) -> None:
    cited = {citation["n"]: set(citation["claims"]) for citation in hikvision["citations"]}
    known = {
        claim
        for kind in release.kinds("claims")
        for claim in release.frame("claims", kind)["claim"].to_list()
    }
    number = 0
    for section in hikvision["sections"]:
        for line in section["lines"]:
            number += 1
            assert line["claims"]
            assert set(line["claims"]) <= known
            assert set(line["claims"]) <= set().union(*(cited[n] for n in line["citations"]))
    assert number > 20
    assert [section["id"] for section in hikvision["sections"]] == list(SECTIONS)


def test_each_verdict_has_its_regime_and_a_certificate_that_holds(hikvision: dict[str, Any]) -> None:
    told = lines(hikvision, "verdicts")
    assert len(told) > 5
    assert {line["certificate"] for line in told} == set(hikvision["certificates"])
    for line in told:
        certificate = hikvision["certificates"][line["certificate"]]
        assert verify(certificate) == []
        assert certificate["party"] == hikvision["party"]
        assert line["regime"]
        assert line["proof"].endswith(
            f"Certificate {line['certificate']}, release {hikvision['release']['hash']}.\n"
        )
        assert f"`{line['certificate']}`" in dossier_markdown(hikvision)
    assert [line["verdict"] for line in told] == sorted((line["verdict"] for line in told), reverse=True)


def test_it_says_who_lists_joins_and_supplies(hikvision: dict[str, Any]) -> None:
    owners = " ".join(line["text"] for line in lines(hikvision, "owners"))
    assert "According to US Department of Defense (8 June 2026)" in owners
    lists = [line["text"] for line in lines(hikvision, "lists")]
    assert any("BIS Entity List" in text and "later status not checked" in text for text in lists)
    joined = [line["text"] for line in lines(hikvision, "memberships")]
    assert len(joined) == 1
    assert "joined the" in joined[0]
    days = [line["text"] for line in lines(hikvision, "timeline")]
    assert days.index(
        next(text for text in days if text.startswith("9 October 2019: listing on the BIS"))
    ) < (days.index(next(text for text in days if text.startswith("6 February 2024: joins the"))))
    assert all("Who could tell: " in line["text"] for line in lines(hikvision, "unknown"))


def test_allegations_stand_with_their_denials(hikvision: dict[str, Any]) -> None:
    alleged = [one for one in hikvision["statements"] if one["stance"] == "alleges"]
    assert alleged
    assert all(one["answers"] or one["silence"] for one in alleged)
    assert any(answer["stance"] == "denies" for one in hikvision["statements"] for answer in one["answers"])


def test_the_three_forms_say_the_same(hikvision: dict[str, Any]) -> None:
    assert json.loads(dossier_json(hikvision)) == hikvision
    page, text = dossier_page(hikvision), dossier_markdown(hikvision)
    assert "script-src 'none'" in unescape(page)
    assert "<script" not in page
    for section in hikvision["sections"]:
        for line in section["lines"]:
            assert as_text(line["text"]) in text
    marks = set(re.findall(r"(?<!\n)\[\^(\d+)\]", text))
    assert marks <= set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))


def test_a_name_cannot_be_markup_in_markdown_or_html(hikvision: dict[str, Any]) -> None:
    name = "</h1><script>alert(1)</script>\n# [x](javascript:alert(2)) `code` | a_b"
    hostile = {**hikvision, "title": name}
    assert "<script" not in dossier_page(hostile)
    first = dossier_markdown(hostile).splitlines()[0]
    assert first == (r"# \</h1\>\<script\>alert(1)\</script\> \# \[x\](javascript:alert(2)) \`code\` \| a\_b")


def test_a_party_of_which_little_is_known_gets_plain_words(release: Release) -> None:
    report = dossier(release, "body/cn-sasac")
    assert lines(report, "lists") == []
    assert "That a copy does not name it proves nothing" in dossier_markdown(report).replace("\\", "")
