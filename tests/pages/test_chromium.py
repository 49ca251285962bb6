"""The page in a browser: offline, silent, drawn, and with names as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from beholden.pages.report import write_report

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


@dataclass
class Opened:
    """A page in the browser, with everything it asked for or complained of."""

    page: Any
    folder: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(params=[(1360, "light"), (1360, "dark"), (390, "light")], ids=["desktop", "dark", "phone"])
def opened(
    chromium: Any, report: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Opened]:
    """The example's page from its file, with all requests recorded and none let through but to files."""
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    found = Opened(page, tmp_path)

    def answer(route: Any) -> None:
        found.requests.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    def refuse(dialog: Any) -> None:
        found.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.route("**/*", answer)
    page.on("request", lambda asked: found.requests.append(asked.url))
    page.on("console", lambda message: found.complaints.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: found.complaints.append(f"error: {error}"))
    page.on("dialog", refuse)
    page.goto(write_report(report, tmp_path).as_uri())
    page.wait_for_function("document.querySelector('#canvas canvas') !== null")
    page.wait_for_timeout(200)
    yield found
    context.close()


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
    for node in report["network"]["nodes"]:
        opened.page.select_option("#choose", node["id"])
        assert opened.page.locator("#panel h4 bdi").text_content() == node["name"]
    assert opened.page.evaluate("document.images.length") == 0
    assert opened.page.evaluate("document.scripts.length") == 3
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
    assert page.locator(".vis-tooltip").text_content() == "Arcaniastate"
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
    opened.page.locator("#choose").focus()
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.id") == "closer"


def test_the_print_shows_the_drawing_and_the_addresses(opened: Opened) -> None:
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#panel").is_hidden()
    assert opened.page.locator("#canvas").is_visible()
    assert opened.page.locator("text=https://gazette.example/2022/118").first.is_visible()
    assert opened.complaints == []


def test_without_scripts_the_table_says_it_all(chromium: Any, report: dict[str, Any], tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(write_report(report, tmp_path).as_uri())
    assert page.locator(".drawing").is_hidden()
    assert page.locator("#twin tbody tr").count() == len(report["network"]["arrows"])
    context.close()
