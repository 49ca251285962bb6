"""The page of verdicts on a list: what alarms, what clears, and what does neither since only a name matches."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from beholden.pages.verdict_list import verdict_list_page
from tests.pages.conftest import opened_page, serious
from tests.pages.test_hostile import HOSTILE

READS = {
    "within": "within the rule, on these facts",
    "possible": "possibly within the rule, on these facts",
    "outside": "not within the rule, on these facts",
    "undetermined": "undetermined",
}


def lines(*matches: tuple[str, bool]) -> list[dict[str, Any]]:
    """A line of an invented list for each match, with one rule a verdict; one of nothing has no verdict."""
    rows: list[dict[str, Any]] = []
    for number, (match, confirmed) in enumerate(matches, start=2):
        head = {"line": number, "stated": f"Company {number}", "match": match, "match_confirmed": confirmed}
        if match == "not found":
            rows.append({**head, "party_id": None, "party": None, "verdict": None})
            continue
        rows += [
            {
                **head, "party_id": f"r/{number}", "party": f"Found {number}", "verdict": verdict,
                "title": f"Rule {verdict}", "test": "50 % or more", "reads": reads, "why": "because", "missing": None,
                "according_to": (), "copies": (), "certificate": None,
            }
            for verdict, reads in READS.items()
        ]  # fmt: skip
    return rows


def page(*matches: tuple[str, bool]) -> str:
    return verdict_list_page(
        lines(*matches), title="List", as_of=date(2026, 1, 1), release="abc", legal="No advice."
    )


def looks(section: Any) -> dict[str, str]:
    """The class of each verdict's badge, by what it reads."""
    badges = section.xpath(".//td/span[contains(@class, 'badge')]")
    return {badge.text_content(): badge.get("class").split()[-1] for badge in badges}


def test_only_a_confirmed_match_alarms_or_clears() -> None:
    tree = html.fromstring(page(("identifier", True), ("name alone, not confirmed", False)))
    confirmed, by_name = (tree.get_element_by_id(f"line-{number}") for number in (2, 3))
    assert looks(confirmed) == dict(zip(READS.values(), ("sure", "doubt", "clear", "open"), strict=True))
    assert looks(by_name) == dict(zip(READS.values(), ("doubt", "doubt", "open", "open"), strict=True))
    assert "may be another one than the list means" in by_name.text_content()
    assert "may be another one than the list means" not in confirmed.text_content()


def test_the_match_of_each_line_has_a_badge_that_says_how_sure_it_is() -> None:
    tree = html.fromstring(
        page(("identifier", True), ("name and country, not confirmed", False), ("not found", False))
    )
    badges = tree.xpath("//section[@id='companies']//span[contains(@class, 'badge')]")
    assert [(badge.text_content(), badge.get("class")) for badge in badges] == [
        ("identifier", "badge"),
        ("name and country, not confirmed", "badge doubt"),
        ("not found", "badge doubt"),
    ]
    heads = [head.text_content() for head in tree.xpath("//section[@id='companies']//thead//th")]
    assert heads[-4:] == ["within", "possibly within", "not within", "undetermined"]
    assert "No verdict: not found." in tree.get_element_by_id("line-4").text_content()


def test_nothing_serious_stands_in_the_way_of_anybody(chromium: Any, tmp_path: Path, axe: str) -> None:
    file = tmp_path / "page.html"
    text = page(("identifier", True), ("name alone, not confirmed", False), ("not found", False))
    file.write_text(text, encoding="utf-8")
    opened = opened_page(chromium, file, drawn=False)
    opened.page.evaluate(axe)
    said = [one for scheme in ("light", "dark") for one in serious(opened.page, color_scheme=scheme)]
    assert said == []
    assert opened.complaints == []
    opened.page.context.close()


def test_hostile_names_of_a_list_are_letters(chromium: Any, tmp_path: Path) -> None:
    names = [name for name in HOSTILE if "\0" not in name]
    rows = lines(*(("identifier", True) for _ in names))
    for row in rows:
        name = names[row["line"] - 2]
        row |= {"stated": name, "party": name, "why": name, "title": name, "missing": name}
    file = tmp_path / "page.html"
    text = verdict_list_page(
        rows, title=HOSTILE[1], as_of=date(2026, 1, 1), release="abc", legal="No advice."
    )
    file.write_text(text, encoding="utf-8", newline="")
    opened = opened_page(chromium, file, drawn=False)
    assert opened.page.locator("#companies tbody th bdi").all_text_contents() == names
    assert opened.page.evaluate("[document.images.length, document.scripts.length]") == [0, 1]
    assert opened.complaints == []
    opened.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_not_within_looks_like_no_alarm(chromium: Any, tmp_path: Path, scheme: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(("identifier", True), ("name alone, not confirmed", False)), encoding="utf-8")
    opened = opened_page(chromium, file, scheme=scheme, drawn=False)
    fills = opened.page.eval_on_selector_all(
        "td > .badge", "badges => badges.map(one => [one.textContent, getComputedStyle(one).backgroundColor])"
    )
    by_words = dict(fills[2:6])  # the first two are the matches of both lines
    assert list(by_words) == list(READS.values())
    assert len({by_words[READS[one]] for one in ("within", "possible", "outside")}) == 3
    assert opened.complaints == [] and set(opened.requests) == {opened.address}
    opened.page.context.close()
