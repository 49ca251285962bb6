"""Names that try to be something else stand as text everywhere: on the page, in the picture, in the files."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from beholden.pages.explorer import SCRIPTS
from beholden.pages.network_page import page as network_page
from beholden.pages.network_page import write_network
from tests.pages.conftest import opened_page
from tests.pages.made import arrow, network, node, page

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert('owned')</script>",
    "<!--<script>",
    "]]><svg onload=alert(2)>",
    "\"double\" 'single' `back` ${net.title}",
    "A & B &amp; C",
    "\u202eright to left\u2066",
    "zero\u200bwidth\u200dand\ufeffmark",
    '=HYPERLINK("https://evil.example","go")',
    "\u0000\u0007bell\u2028line",
    "x" * 10_000,
)


def hostile() -> dict[str, Any]:
    """A ring of parties with such names, which also are the words of arrows, sources, claims and citations."""
    nodes = [node(f"n{n}", name, detail=name) for n, name in enumerate(HOSTILE)]
    last = len(HOSTILE) - 1
    arrows = [
        arrow(
            f"a{n}",
            f"n{n}",
            f"n{0 if n == last else n + 1}",
            label=name,
            detail=name,
            note=name,
            sources=[name],
        )
        for n, name in enumerate(HOSTILE)
    ]
    drawn = network(nodes, arrows)
    for n, name in enumerate(HOSTILE):
        drawn["claims"][f"made/c-a{n}"] |= {"quote": name, "places": [name]}
    report = page(drawn)
    report["citations"][0] |= {"title": HOSTILE[1], "stated_by": HOSTILE[0], "quote": HOSTILE[2]}
    return report | {"title": HOSTILE[0], "question": HOSTILE[1]}


def test_the_page_has_no_element_that_a_name_made() -> None:
    text = network_page(hostile())
    assert "<img" not in text
    assert "<svg onload" not in text
    assert "A &amp; B &amp;amp; C" in text
    assert "&amp;amp;amp;" not in text
    # Two scripts of data, the library and the page's own: no name ended one or began another.
    opened = re.findall('^<script(?: type="application/json" id="(?:data|evidence)")?>', text, re.MULTILINE)
    assert len(opened) == len(re.findall("</script>", text)) == 3 + len(SCRIPTS)


def test_files_of_a_spreadsheet_run_nothing(tmp_path: Path) -> None:
    write_network(hostile(), tmp_path)
    with (tmp_path / "nodes.csv").open(encoding="utf-8", newline="") as file:
        names = {row["id"]: row["name"] for row in csv.DictReader(file)}
    assert names["n8"] == "'" + HOSTILE[8]
    assert names["n10"] == HOSTILE[10]
    assert not [name for name in names.values() if name.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.chromium
def test_in_a_browser_they_are_letters_in_panel_list_table_and_picture(chromium: Any, tmp_path: Path) -> None:
    opened = opened_page(chromium, write_network(hostile(), tmp_path))
    tab = opened.page
    for number, name in enumerate(HOSTILE):
        tab.evaluate(f"net.choose({{ node: {number} }})")
        assert tab.locator("#panel h4 bdi").text_content() == name
        tab.evaluate(f"net.choose({{ arrow: {number} }})")
        assert name in tab.locator("#panel q").text_content()
    assert tab.locator("#twin tbody td:first-child").all_text_contents() == list(HOSTILE)
    picture = tab.evaluate("net.svg(net.see(), net.colour)")
    found = ElementTree.fromstring(picture)
    assert {part.tag.rpartition("}")[2] for part in found.iter()} == {
        "svg",
        "title",
        "rect",
        "g",
        "path",
        "text",
    }
    titles = [part.text or "" for part in found.iter("{http://www.w3.org/2000/svg}title")]
    for number in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10):
        assert HOSTILE[number] in titles
    assert tab.evaluate("document.images.length") == 0
    assert tab.evaluate("document.scripts.length") == 3 + len(SCRIPTS)
    assert opened.complaints == []
    tab.context.close()
