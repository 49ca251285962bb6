"""The pages of the case that comes with beholden, in a browser: whole, silent, and open to everybody."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import opened_page, serious

pytestmark = pytest.mark.chromium


@pytest.mark.parametrize("name", ["report", "drawing"])
def test_every_arrow_of_the_case_says_who(chromium: Any, pages: dict[str, Path], name: str) -> None:
    opened = opened_page(chromium, pages[name])
    silent = opened.page.evaluate(
        """() => net.arrows.filter((arrow, j) => {
          net.choose({ arrow: j });
          const says = [...document.querySelectorAll("#panel .claims li")];
          const cited = says.filter((one) => one.querySelector("a.cite"));
          return !says.length || says.length !== arrow.claims.length || cited.length !== says.length;
        }).map((arrow) => arrow.id)"""
    )
    assert silent == []
    assert opened.page.evaluate("net.arrows.length") > 30
    assert opened.complaints == []
    assert set(opened.requests) == {opened.address}
    opened.page.context.close()


PALE = """() => {
  const light = (part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const found = new Set();
  for (const one of document.querySelectorAll("body, body *")) {
    const own = [...one.childNodes].some((inner) => inner.nodeType === 3 && inner.data.trim());
    if (!own || !one.checkVisibility() || one.closest("script, style, noscript, svg")) continue;
    const [red, green, blue] = getComputedStyle(one).color.match(/[0-9.]+/g).map(Number).map(light);
    const contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
    if (contrast < 4.5) found.add(one.tagName + "." + one.className + ": " + one.textContent.slice(0, 40));
  }
  return [...found];
}"""

DRAWN = ("report", "drawing", "story")
KINDS = (*DRAWN, "dossier", "scorecard", "answers")


# The page of a story is the report's, with its certificates.
@pytest.mark.parametrize("name", KINDS[1:])
def test_nothing_serious_stands_in_the_way_of_anybody(
    chromium: Any, pages: dict[str, Path], axe: str, name: str
) -> None:
    opened = opened_page(chromium, pages[name], drawn=name in DRAWN)
    opened.page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    if name in DRAWN:
        opened.page.evaluate("net.choose({ node: 0 })")
    opened.page.evaluate(axe)
    # What hangs on colours is looked at in both schemes.
    said = serious(opened.page, color_scheme="light")
    said += serious(opened.page, ", runOnly: ['color-contrast']", color_scheme="dark")
    assert said == []
    assert opened.complaints == []
    assert {url for url in opened.requests if not url.startswith("data:")} == {opened.address}
    opened.page.context.close()


@pytest.mark.parametrize("name", KINDS)
def test_a_page_prints_and_fits_a_small_screen(chromium: Any, pages: dict[str, Path], name: str) -> None:
    opened = opened_page(chromium, pages[name], drawn=name in DRAWN, width=400)
    if name != "answers":  # a notebook lays out its own cells
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 400
    assert len(opened.page.pdf()) > 15_000
    opened.page.emulate_media(media="print")
    assert opened.page.locator("main").is_visible()
    assert not opened.page.locator("nav").is_visible()
    # Printers leave backgrounds out: what is written must be legible on the bare paper.
    assert opened.page.evaluate(PALE) == []
    assert opened.complaints == []
    opened.page.context.close()


@pytest.mark.parametrize("name", KINDS[:-1])
def test_every_place_that_a_page_leads_to_is_there(pages: dict[str, Path], name: str) -> None:
    text = pages[name].read_text(encoding="utf-8")
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    for target in re.findall(r'\shref="([^"]+)"', text.partition("<script")[0]):
        if target.startswith("#"):
            assert target[1:] in ids, target
        elif not target.startswith(("https:", "http:", "data:")):
            assert (pages[name].parent / target).is_file(), target


def test_each_number_on_the_scorecard_opens_as_many_members_as_it_says(
    chromium: Any, pages: dict[str, Path]
) -> None:
    opened = opened_page(chromium, pages["scorecard"], drawn=False)
    page = opened.page
    links = page.locator(".tiles a, #numbers tbody a")
    assert links.count() > 15
    for link in links.all():
        number = link.get_attribute("data-opens")
        said = int(re.match(r"[\d,]+", link.text_content().strip())[0].replace(",", ""))
        link.click()
        rows = page.locator(f"[id='{number}'] tbody tr")
        with (pages["scorecard"].parent / f"{number}.csv").open(encoding="utf-8", newline="") as file:
            filed = list(csv.DictReader(file))
        assert len({row["member_id"] for row in filed}) == said
        assert rows.count() == len(filed)
        assert not said or rows.first.is_visible()
    assert opened.complaints == []
    page.context.close()
