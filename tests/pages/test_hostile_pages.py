"""Hostile names on dossier, scorecard, verdicts and story, and in their files: letters everywhere, and nothing else."""

from __future__ import annotations

import csv
import html
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from beholden.cases.story_texts import sources
from beholden.graph.answers import Rows
from beholden.pages.dossier import dossier_json, dossier_markdown, dossier_page
from beholden.pages.pack import Pack, write_pack
from beholden.pages.scorecard import write_scorecard
from beholden.pages.screening import screening_page
from tests.pages.conftest import opened_page
from tests.pages.test_hostile import HOSTILE

SHOWN = [
    name for name in HOSTILE if "\0" not in name
]  # a parser of HTML passes over the letter of number nought


def a_dossier(name: str, report: dict[str, Any]) -> dict[str, Any]:
    """A dossier in which every text of a source is this name."""
    line = {"text": name, "citations": [1], "claims": ["made/c-1"]}
    verdict = {
        **line, "rule": name, "rule_id": "rule/half", "regime": name, "party": name, "verdict": "within", "why": name,
        "missing": name, "stated_by": [name], "certificate": "c-1", "proof": name,
    }  # fmt: skip
    citation = {
        **report["citations"][0], "n": 1, "title": name, "publisher": name, "stated_by": name, "quote": name,
        "url": "javascript:alert(1)", "places": [name], "claims": ["made/c-1"],
    }  # fmt: skip
    said = {**line, "speaker": name, "stance": "alleges", "about": name, "silence": name, "answers": []}
    return {
        **{key: report[key] for key in ("as_of", "release", "sources", "legal", "report_errors")},
        "title": name,
        "party": "made/1",
        "kind": "Company",
        "certificates": {},
        "sections": [
            {"id": "who", "title": "Who it is", "lines": [line], "nothing": ""},
            {"id": "verdicts", "title": "Verdicts", "lines": [verdict], "nothing": ""},
        ],
        "statements": [{**said, "answers": [{**said, "stance": "denies"}]}, said],
        "citations": [citation],
    }


def a_screening() -> str:
    """A page of a list whose every row, match and text is one of the names."""
    rows = [
        {
            "row": at, "asked": name, "asked_country": "XX", "name_match": "name match, not confirmed",
            "zone": "unsure", "score": 0.9, "party": name, "party_id": name, "kind": "Company",
            "matched_name": name, "countries": ("XX",), "lists": (name,), "memberships": (name,),
            "state_owners": (name,), "verdicts": (name,), "reasons": (name,),
        }
        for at, name in enumerate(SHOWN)
    ]  # fmt: skip
    return screening_page(rows, title=HOSTILE[0], as_of=date(2026, 1, 1), release="0" * 16)


@pytest.mark.parametrize("name", SHOWN, ids=range(len(SHOWN)))
def test_a_dossier_shows_letters_as_page_markdown_and_json(name: str, report: dict[str, Any]) -> None:
    made = a_dossier(name, report)
    page = dossier_page(made)
    assert page.count(str(escape(name))) >= 12
    assert not re.search(r"<(script|img|svg)", page)
    assert "javascript:alert(1)" not in re.findall(r'href="([^"]*)"', page)
    assert "script-src 'none'" in html.unescape(page)
    assert "&amp;amp;amp;" not in page
    text = dossier_markdown(made)
    assert not re.search(r"(?<!\\)<(?!https?://)", text)
    assert not re.search(r"(?<!\\)`(?!made/c-1`|,|c-1`|: |beholden|$|\n)", text)
    assert len([line for line in text.splitlines() if line.startswith("# ")]) == 1
    assert json.loads(dossier_json(made)) == made


@pytest.mark.chromium
def test_in_a_browser_a_dossier_a_scorecard_and_a_report_run_nothing(
    chromium: Any, report: dict[str, Any], tmp_path: Path
) -> None:
    number = {
        "id": "members", "group": "Members", "title": HOSTILE[0], "value": len(SHOWN), "of": None, "share": None,
        "caveats": [HOSTILE[1]], "columns": ["member_id", "member", "claims"],
        "rows": [[f"m/{at}", name, ["c"]] for at, name in enumerate(SHOWN)],
    }  # fmt: skip
    card = {
        "initiative": {"id": "i", "name": HOSTILE[5]}, "numbers": [number],
        **{key: report[key] for key in ("as_of", "release", "sources", "legal")},
    }  # fmt: skip
    score = write_scorecard(card, tmp_path / "card")
    with (tmp_path / "card" / "members.csv").open(encoding="utf-8", newline="") as file:
        filed = [row["member"] for row in csv.DictReader(file)]
    assert [cell.removeprefix("'") for cell in filed] == SHOWN
    assert not [cell for cell in filed if re.match(r"\s*[=+\-@]", cell)]
    verdicts = [
        {**report["verdicts"][0], "rule": name, "party": name, "why": name, "missing": name, "regime": name}
        for name in SHOWN
    ]
    answer = [
        {"text": name, "heading": name, "part": name, "citations": [1], "claims": ["c"]} for name in SHOWN
    ]
    pack = Pack(
        "made",
        {**report, "verdicts": verdicts, "answer": answer, "certificates": "certificates"},
        {"sources.md": sources({**report, "sources": [{**report["sources"][0], "title": HOSTILE[1]}]})},
    )
    story = write_pack(pack, tmp_path / "story")
    screened = tmp_path / "screening.html"
    screened.write_text(a_screening(), encoding="utf-8", newline="")
    assert "\\</script\\>\\<script\\>alert('owned')\\</script\\>" in (
        tmp_path / "story" / "sources.md"
    ).read_text(encoding="utf-8")
    tall = tmp_path / "dossier.html"
    made = a_dossier(HOSTILE[1], report)
    made["sections"][0]["lines"] = [{**made["sections"][0]["lines"][0], "text": name} for name in SHOWN]
    tall.write_text(dossier_page(made), encoding="utf-8", newline="")
    for path, place, drawn in (
        (score, "#members tbody td bdi", False),
        (story, "#answer .sentence bdi", True),
        (story, "#verdicts tbody th bdi", True),
        (tall, "#who > p > bdi", False),
        (screened, "#rows tbody th bdi", False),
        (screened, "table.matches tbody th > bdi", False),
        (screened, "table.matches tbody td:nth-child(4) bdi", False),
    ):
        opened = opened_page(chromium, path, drawn=drawn)
        assert opened.page.locator(place).all_text_contents() == SHOWN, place
        assert opened.page.evaluate("document.images.length") == 0
        assert opened.complaints == []
        opened.page.context.close()


def test_an_answer_in_a_notebook_is_letters() -> None:
    shown = Rows(("<b>name</b>",), [(name,) for name in HOSTILE])._repr_html_()
    assert set(re.findall(r"</?([a-z]+)", shown)) == {"table", "caption", "thead", "tr", "th", "tbody", "td"}
    assert "A &amp; B &amp;amp; C" in shown
