"""No output says that somebody is state-owned without saying according to whom."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from beholden.cases.case import find_case
from beholden.cases.run import Done
from beholden.cases.story import write_story
from tests.cli.conftest import Command

pytestmark = pytest.mark.thorough

SAYS = re.compile(r"state.owned", re.IGNORECASE)
NAMES = re.compile(
    r'State-owned Assets|contracts[.]of-state-owned|rules/state-owned[.]toml|"(id|to)": "(rule/)?state-owned"',
    re.IGNORECASE,
)
"""A body's own name, the id of a question and that of the rule itself say of nobody that it is state-owned."""
SPEAKER = re.compile(r'according to|"stated_by": (?!null|""|\[\])')
BLOCKS = [
    "p",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "option",
    "label",
    "figcaption",
    "text",
    "title",
    "summary",
    "caption",
]
DETAIL_PAGE = (
    Path(__file__).parents[1] / "loaders" / "ungc_participants" / "golden" / "990015-Lantern-Fuel.html"
)


def unattributed(record: str) -> bool:
    """Whether this record says state-owned of somebody and not who says so."""
    said = SAYS.search(NAMES.sub("", record)) is not None
    return said and not SPEAKER.search(record.replace("according_to", "according to").lower())


def records_of_json(value: Any) -> Iterator[str]:
    """Each object, whole, that has a text of its own; an object in another is one of its own besides."""
    if isinstance(value, list):
        for inner in value:
            yield from records_of_json(inner)
    elif isinstance(value, dict):
        if any(isinstance(inner, str) for inner in value.values()):
            yield json.dumps(value, ensure_ascii=False)
        for inner in value.values():
            yield from records_of_json(inner)


def records(name: str, text: str) -> Iterator[str]:
    """The least parts of an output that are read as one: a row, an object, a paragraph, a block of a page."""
    if name.endswith(".json"):
        yield from records_of_json(json.loads(text))
    elif name.endswith(".csv"):
        for row in csv.DictReader(io.StringIO(text, newline="")):
            yield json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False)
    elif name.endswith(".html"):
        page = html.fromstring(text)
        for data in page.xpath("//script[@type='application/json']"):
            yield from records_of_json(json.loads(data.text))
        for block in page.iter(*BLOCKS):
            yield block.text_content()
    else:
        yield from re.split(r"\n\s*\n", text)


def test_a_record_that_says_it_bare_is_found() -> None:
    bare = [
        ("a.csv", "name,type\r\nMeridian,State-Owned Enterprise\r\n"),
        ("a.json", '[{"names": ["M"], "inner": {"type": "state-owned"}, "stated_by": "X"}]'),
        ("a.html", "<body><p>Meridian is state-owned.</p><p>According to X.</p></body>"),
        ("a.md", "Meridian is state-owned.\n\nAccording to X, it is not."),
    ]
    for name, text in bare:
        assert any(map(unattributed, records(name, text))), name
    assert not unattributed("According to the list, Meridian is state-owned.")
    assert not unattributed(
        "State-owned Assets Supervision and Administration Commission holds a stake in it."
    )


def test_the_bundled_case_says_it_of_nobody_without_who_says_so(
    command: Command, bundled: Done, home: Path, tmp_path: Path
) -> None:
    outputs: dict[str, str] = {}

    def keep(*words: str) -> None:
        for form in ("json", "csv", "table"):
            said = command(*words, "--format", form, home=home)
            assert said.code == 0, said
            outputs[f"{' '.join(words)}.{form}"] = said.out

    keep("show", "China Electronics Technology Group Corporation")
    for number, party in enumerate(("Hikvision", "Zhejiang Dahua Technology Co., Ltd.")):
        keep("show", party)
        keep("verdict", party)
        for form in ("html", "json", "md"):
            out = tmp_path / f"dossier-{number}.{form}"
            assert command("dossier", party, "--format", form, "--out", out, home=home).code == 0
        command("draw", party, "--out", tmp_path / f"drawing-{number}", home=home)
    keep("verdicts", "--members-of", "ungc", "--all")
    keep("initiative", "ungc")
    keep("ask", "contracts.of-state-owned")
    keep("ask", "verdicts.state-held-by-rule", "initiative=ungc")
    command("initiative", "ungc", "--out", tmp_path / "scorecard", home=home)
    (tmp_path / "mine.csv").write_text("name\nHikvision\n", encoding="utf-8")
    command("verdicts", "--list", tmp_path / "mine.csv", "--page", tmp_path / "mine.html", home=home)
    write_story(find_case("surveillance-and-the-compact"), bundled, tmp_path / "story")
    for folder in (tmp_path, bundled.page.parent):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".html", ".json", ".csv", ".md"):
                outputs[str(path)] = path.read_text(encoding="utf-8")
    assert len([name for name in outputs if name.endswith(".html")]) == 8
    mentions = [name for name, text in outputs.items() if SAYS.search(NAMES.sub("", text))]
    assert len(mentions) > 10
    bare = [
        (name, record[:300])
        for name, text in outputs.items()
        for record in records(name, text)
        if unattributed(record)
    ]
    assert bare == []


def test_a_type_of_ownership_that_a_source_states_is_shown_with_who_states_it(
    command: Command, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    command("load", "ungc_participants", DETAIL_PAGE, "--snapshot", "2026-11-20", home=home)
    command("build", home=home)
    for form in ("json", "csv", "table"):
        said = command("show", "Lantern Fuel", "--format", form, home=home)
        assert SAYS.search(said.out)
        assert not any(map(unattributed, records(f"a.{form}", said.out))), form
