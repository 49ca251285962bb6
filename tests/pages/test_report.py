"""The report's folder: what is in it, and what no page may contain."""

import base64
import copy
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import CaseError, StoreError
from beholden.pages.explorer import SCRIPTS
from beholden.pages.render import TEMPLATE, in_script, link
from beholden.pages.report import page, write_report

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert('owned')</script> \"Optics\" & Söhne",
    "\u202eשלום עולם\u200f Systems",
    "北方光电 Northern Optics Co., Ltd.",
]
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


class Page(HTMLParser):
    """The elements of a page, the text of each, and all text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.inside[-1] if self.inside else "", []).append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of this tag."""
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_folder_holds_page_data_and_tables(report: dict[str, Any], tmp_path: Path) -> None:
    assert write_report(report, tmp_path / "report") == tmp_path / "report" / "index.html"
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == [
        "citations.csv",
        "contracts.suppliers.csv",
        "index.html",
        "listing.members-on-lists.csv",
        "owners.none.csv",
        "paths.csv",
        "report.json",
    ]
    assert json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8")) == report


@pytest.mark.thorough
def test_the_same_report_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    program = (
        "import json, sys; from pathlib import Path; from beholden.pages.report import write_report;"
        "write_report(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))"
    )
    example = Path(__file__).with_name("example.json")
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        subprocess.run([sys.executable, "-c", program, example, tmp_path / seed], env=environment, check=True)
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def test_nothing_on_the_page_is_loaded_from_elsewhere(report: dict[str, Any]) -> None:
    made = Page(page(report))
    assert not [tag for tag, attributes in made.elements if "src" in attributes or "srcset" in attributes]
    assert [attributes["href"] for attributes in made.all("link")] == ["data:,"]
    style = made.texts["style"][0]
    assert "@import" not in style
    assert "url(" not in style
    assert not made.all("iframe") + made.all("object") + made.all("base") + made.all("form")


def test_the_policy_allows_these_scripts_and_no_other(report: dict[str, Any]) -> None:
    text = page(report)
    policy = next(meta["content"] for meta in Page(text).all("meta") if "http-equiv" in meta)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(hashes) == 1 + len(SCRIPTS)
    allowed = " ".join(f"'sha256-{found}'" for found in hashes)
    assert policy.startswith(f"default-src 'none'; script-src {allowed}; style-src 'sha256-")
    assert "http" not in policy
    assert "unsafe" not in policy


def test_hostile_names_are_text(report: dict[str, Any]) -> None:
    made = Page(page(report))
    assert not made.all("img")
    assert len(made.all("script")) == 3 + len(SCRIPTS)
    assert not [name for _, attributes in made.elements for name in attributes if name.startswith("on")]
    for name in HOSTILE:
        assert made.texts["bdi"].count(name) >= 2


def test_an_address_that_is_not_of_the_web_is_no_link(report: dict[str, Any]) -> None:
    made = Page(page(report))
    assert "javascript:alert('link')" in made.texts["bdi"]
    for anchor in made.all("a"):
        assert re.match(r"#|https://|[a-z0-9.-]+\.(csv|json)$", anchor["href"])


@pytest.mark.parametrize(
    "url", [None, "", "data:text/html,x", "//host/x", "https://", "java\nscript:x", "http://[x"]
)
def test_what_is_no_address_is_no_link(url: str | None) -> None:
    assert link(url) is None


@given(JSON)
def test_data_in_a_script_comes_back_and_cannot_leave_it(value: Any) -> None:
    text = str(in_script(value))
    assert json.loads(text) == value
    assert not re.search("[<>&\u2028\u2029]", text)


def test_every_citation_leads_to_its_entry(report: dict[str, Any]) -> None:
    made = Page(page(report))
    places = {attributes["id"] for _, attributes in made.elements if "id" in attributes}
    assert {f"c{citation['n']}" for citation in report["citations"]} <= places
    assert {anchor["href"][1:] for anchor in made.all("a") if anchor["href"].startswith("#")} <= places
    assert len(places) == sum("id" in attributes for _, attributes in made.elements)


def test_institutional_paths_stand_apart(report: dict[str, Any]) -> None:
    before, after = page(report).split("<h3>Institutional links</h3>")
    assert "nothing about anybody’s conduct" in after
    assert "Where does the office for state assets belong?" not in before
    for path in report["paths"]:
        path["institutional"] = False
    assert "Institutional links" not in page(report)


def test_paths_say_shares_dates_and_doubts(report: dict[str, Any]) -> None:
    text = page(report).replace("\N{NO-BREAK SPACE}", " ")
    assert "(36.35 %, since 2017)" in text
    assert "(more than 25 % and at most 50 %, since 9 October 2019)" in text
    assert "(share not stated, start not stated)" in text
    assert "disputed: another source states 4 %" in text
    assert "listed in the copy of 28 March 2025; later status not checked" in text
    assert 'is listed on <span class="facts">(from 9 October 2019)' in text


def test_a_long_table_is_cut_on_the_page_only(report: dict[str, Any], tmp_path: Path) -> None:
    report["tables"] = [
        report["tables"][0]
        | {"columns": ["name"], "rows": [[f"Row {number}"] for number in range(230)], "id": "long.table"}
    ]
    text = write_report(report, tmp_path).read_text(encoding="utf-8")
    assert "The first 200 of 230 rows" in text
    assert "Row 199" in text
    assert "Row 200" not in text
    assert (tmp_path / "long.table.csv").read_text(encoding="utf-8").count("\n") == 231


def test_a_cut_answer_says_so(report: dict[str, Any]) -> None:
    assert "The answer was cut at 500 rows; there may be more." in page(report)


def test_an_unconfirmed_match_has_a_badge(report: dict[str, Any]) -> None:
    assert page(report).count('<span class="badge doubt">name match, not confirmed</span>') == 2


def test_a_report_with_nothing_found_needs_no_script(report: dict[str, Any]) -> None:
    empty = report | {
        "answer": [],
        "citations": [],
        "paths": [],
        "tables": [],
        "statements": [],
        "unknown": [],
    }
    empty |= {
        "network": {"nodes": [], "arrows": [], "claims": {}, "sources": {}, "left_out": 0},
        "sources": [],
    }
    text = page(empty)
    assert not Page(text).all("script")
    policy = next(meta["content"] for meta in Page(text).all("meta") if "http-equiv" in meta)
    assert "script-src 'none'" in policy
    assert "That a source says nothing proves nothing." in text


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("answer", 0, "citations"), [99], r"answer 1 cites \[99\]"),
        (("statements", 0, "answers", 0, "citations"), [99], r"an answer to statements 1 cites \[99\]"),
        (("network", "arrows", 0, "citations"), [99], r"network, arrow rel/01 cites \[99\]"),
        (("tables", 0, "rows", 0, 5), [99], r"row 1 cites \[99\]"),
        (("citations", 0, "n"), 2, "a number stands there twice"),
        (("paths", 0, "arrows", 0, "to"), "curated/optics", "path 1: arrow i must join"),
        (("tables", 0, "rows", 0), ["short"], "row 1: 1 values for 6 columns"),
        (("tables", 0, "id"), "../evil", "is no file name"),
        (("network", "arrows", 0, "to"), "nobody", "ends at nobody"),
    ],
)
def test_a_report_that_would_mislead_is_refused_before_anything_is_written(
    report: dict[str, Any], tmp_path: Path, place: tuple[str | int, ...], value: Any, message: str
) -> None:
    broken = copy.deepcopy(report)
    part: Any = broken
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    with pytest.raises(CaseError, match=message):
        write_report(broken, tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_a_folder_that_cannot_be_made_is_one_clear_error(report: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        write_report(report, tmp_path / "file" / "report")


def test_text_has_enough_contrast_in_both_colour_schemes() -> None:
    style = (TEMPLATE / "page.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part)) for part in style.split("@media")[:2]
    )
    fills = [name for name in light if name.endswith("-fill")]
    pairs = [(ink, paper) for ink in ("ink", "muted", "link") for paper in ("paper", "raised")]
    pairs += [(ink, fill) for ink in ("ink", "muted") for fill in fills] + [
        ("doubt-ink", "doubt"),
        ("ink", "doubt"),
    ]
    for colours in (light, dark):
        for ink, paper in pairs:
            one, other = sorted((_luminance(colours[ink]), _luminance(colours[paper])))
            assert (other + 0.05) / (one + 0.05) >= 4.5, (ink, paper)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
