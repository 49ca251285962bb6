"""The page in a browser: offline, silent, drawn, and with names as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beholden.pages.explorer import SCRIPTS
from beholden.pages.report import write_report
from tests.pages.conftest import Opened, opened_page

pytestmark = pytest.mark.chromium

BLANK = """() => {
  const canvas = document.querySelector("#canvas canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3]) colours.add(pixels[at] + "," + pixels[at + 1] + "," + pixels[at + 2]);
  }
  return colours.size;
}"""


@pytest.fixture(params=[(1360, "light"), (1360, "dark"), (390, "light")], ids=["desktop", "dark", "phone"])
def opened(
    chromium: Any, report: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Opened]:
    """The example's page from its file."""
    width, scheme = request.param
    found = opened_page(chromium, write_report(report, tmp_path), width=width, scheme=scheme)
    yield found
    found.page.context.close()


def test_the_page_asks_for_nothing_and_complains_of_nothing(opened: Opened) -> None:
    opened.page.locator("#canvas").hover()
    opened.page.wait_for_timeout(300)
    assert set(opened.requests) == {(opened.folder / "index.html").as_uri()}
    assert opened.complaints == []


def test_the_network_is_drawn(opened: Opened) -> None:
    assert opened.page.evaluate(BLANK) > 10


def test_the_page_fits_the_screen(opened: Opened) -> None:
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    assert width <= opened.page.viewport_size["width"]


def test_hostile_names_are_text_in_the_page_and_the_panel(opened: Opened, report: dict[str, Any]) -> None:
    for number, node in enumerate(report["network"]["nodes"]):
        opened.page.evaluate(f"net.choose({{ node: {number} }})")
        assert opened.page.locator("#panel h4 bdi").text_content() == node["name"]
    assert opened.page.evaluate("document.images.length") == 0
    assert opened.page.evaluate("document.scripts.length") == 3 + len(SCRIPTS)
    assert opened.complaints == []


def test_a_click_on_a_box_fills_the_panel_with_its_claims(opened: Opened) -> None:
    page = opened.page
    page.locator("#all").click()
    page.locator("#canvas").scroll_into_view_if_needed()
    frame = page.locator("#canvas").bounding_box()
    style = "getComputedStyle(document.documentElement)"
    colour = page.evaluate(f"{style}.getPropertyValue('--state-fill').trim()")
    spot = page.evaluate(
        """(colour) => {
          const canvas = document.querySelector("#canvas canvas");
          const scale = canvas.width / canvas.clientWidth;
          const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
          const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const found = [];
          for (let at = 0; at < data.length; at += 4) {
            if (wanted.every((value, part) => data[at + part] === value)) found.push(at / 4);
          }
          const middle = found[Math.floor(found.length / 2)];
          return [(middle % width) / scale, Math.floor(middle / width) / scale];
        }""",
        colour,
    )
    page.mouse.move(frame["x"] + spot[0], frame["y"] + spot[1])
    page.wait_for_timeout(400)
    assert page.locator("#hint").text_content() == "Arcaniastate"
    page.mouse.click(frame["x"] + spot[0], frame["y"] + spot[1])
    page.wait_for_timeout(400)
    panel = page.locator("#panel").text_content()
    assert "Arcania" in panel
    assert "Office for State Assets → is part of → Arcania" in panel
    assert "[7]" in panel
    assert "Organisation chart" in panel


def test_the_table_has_a_row_for_each_arrow(opened: Opened, report: dict[str, Any]) -> None:
    assert opened.page.locator("#twin tbody tr").count() == len(report["network"]["arrows"])


def test_the_keyboard_reaches_the_answer_first_and_the_list_of_names(opened: Opened) -> None:
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "skip"
    opened.page.locator("#find").focus()
    reached: list[str] = []
    while "png" not in reached and len(reached) < 30:
        opened.page.keyboard.press("Tab")
        focused = "document.activeElement"
        now = opened.page.evaluate(f"{focused}.id || {focused}.className || {focused}.tagName.toLowerCase()")
        # A field for a day has a stop for each of its parts.
        if now not in reached or now == "summary":
            reached.append(now)
    assert reached == [
        *("any-day", "slider", "day", "summary", "summary", "reset", "closer", "further", "all"),
        *("vis-network", "panel", "svg", "png"),
    ]


def test_the_print_shows_the_drawing_and_the_addresses(opened: Opened) -> None:
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#panel").is_hidden()
    assert opened.page.locator("#canvas").is_hidden()
    assert opened.page.locator("text=https://gazette.example/2022/118").first.is_visible()
    assert opened.complaints == []


def test_without_scripts_the_table_says_it_all(chromium: Any, report: dict[str, Any], tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(write_report(report, tmp_path).as_uri())
    assert page.locator(".drawing").is_hidden()
    assert page.locator("#twin tbody tr").count() == len(report["network"]["arrows"])
    context.close()
