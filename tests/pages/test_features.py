"""Each thing that a reader can do with a drawing: on both drawings of the bundled case and on 1,500 nodes and more."""

from __future__ import annotations

import csv
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from beholden.pages.network_page import write_network
from tests.pages.conftest import Opened, opened_page
from tests.pages.made import AS_OF, invented_with_all, page
from tests.pages.told import AT_FIRST, VERDICTS, Told, sample

pytestmark = pytest.mark.chromium

IDS = """(() => {
  const { arrows } = net.see();
  return net.arrows.filter((one, j) => arrows[j]).map((one) => one.id).join(" ");
})()"""
"""The arrows that are drawn, as one text: a browser hands a long list over slowly."""
SVG = "{http://www.w3.org/2000/svg}"


class Drawing:
    """An open page and what its data tells of it."""

    def __init__(self, name: str, opened: Opened, told: Told, left_out: int) -> None:
        self.name, self.opened, self.page, self.told, self.left_out = (
            name,
            opened,
            opened.page,
            told,
            left_out,
        )
        self.folds = len(told.first) < len(told.nodes)

    def ids(self) -> set[str]:
        return set(self.page.evaluate(IDS).split())

    def press(self, id: str) -> None:
        """Press a button, as its key or a click would, wherever it stands."""
        self.page.evaluate(f"document.getElementById('{id}').click()")

    def whole(self) -> None:
        if self.folds:
            self.press("whole")

    def day(self, iso: str) -> None:
        self.page.fill("#day", iso)
        self.page.dispatch_event("#day", "change")

    def numbers(self) -> tuple[int, int, int, int]:
        """What the words above the drawing say: nodes, of nodes, arrows, of arrows."""
        words = self.page.locator("#counts").text_content().replace(",", "")
        found = re.match(r"(\d+) of (\d+) nodes? and (\d+) of (\d+) arrows? are drawn", words)
        assert found, words
        nodes, of_nodes, arrows, of_arrows = map(int, found.groups())
        return nodes, of_nodes, arrows, of_arrows

    def number(self, id: str) -> int:
        return next(at for at, node in enumerate(self.told.nodes) if node["id"] == id)


@pytest.fixture(scope="module", params=["report", "drawing", "large"])
def shared(
    chromium: Any, pages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, request: Any
) -> Iterator[Drawing]:
    if request.param == "large":
        made = invented_with_all(5, 1_510)
        path = write_network(page(made), tmp_path_factory.mktemp("large"))
        network = made
    else:
        path = pages[request.param]
        data = {"report": "report.json", "drawing": "network.json"}[request.param]
        network = json.loads((path.parent / data).read_text(encoding="utf-8"))["network"]
    told = Told.of(network)
    opened = opened_page(chromium, path)
    yield Drawing(request.param, opened, told, len(network["nodes"]) - len(told.nodes))
    opened.page.context.close()


@pytest.fixture
def drawing(shared: Drawing) -> Iterator[Drawing]:
    """The page as it opens; what it asked for and complained of is looked at after each test."""
    shared.page.fill("#find", "")
    shared.press("reset")
    yield shared
    assert shared.opened.complaints == []
    asked = {url for url in shared.opened.requests if not url.startswith(("data:", "blob:"))}
    assert asked == {shared.opened.address}


def test_what_is_drawn_at_first(drawing: Drawing) -> None:
    told = drawing.told
    assert drawing.ids() == told.between(told.first, told.drawn())
    drawing.whole()
    assert drawing.ids() == told.drawn()
    drawn = {arrow["id"]: arrow for arrow in told.arrows if arrow["id"] in drawing.ids()}
    assert not [one for one in drawn.values() if one["unsure"] or one["kind"] in AT_FIRST]
    looks = drawing.page.evaluate(
        "(() => { const seen = net.see(); return Object.fromEntries(net.arrows.map((arrow, j) => "
        "((look) => [arrow.id, [look.double, look.head ? 1 : 0]])(net.strokeOf(j, seen, null)))); })()"
    )
    for arrow in told.arrows:
        double, pointed = looks[arrow["id"]]
        assert double == (arrow["derived"] and not arrow["unsure"])
        assert bool(pointed) != arrow["unsure"]


def test_a_name_is_found_wherever_it_is_folded_away(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    for node in sample(told.nodes, 4):
        word = node["name"].split()[-1].lower()
        page.fill("#find", word)
        found = int(page.locator("#found-count").text_content().split()[0].replace(",", ""))
        assert found == page.evaluate(
            "(word) => net.nodes.filter((one) => [one.title, one.detail, one.caption]"
            ".join(' ').toLowerCase().includes(word)).length",
            word,
        )
        assert found >= 1
        assert page.locator("#found li").count() == min(found, 8)
        page.fill("#find", f"{node['name']}")
        names = page.locator("#found button bdi").all_text_contents()
        assert node["name"] in names
        page.locator("#found button").nth(names.index(node["name"])).click()
        assert page.locator("#panel h4").text_content() == node["name"]
        assert page.evaluate(f"net.see().nodes[{drawing.number(node['id'])}]") == 1
    page.fill("#find", "no such name anywhere")
    assert page.locator("#found-count").text_content() == "0 names"


def test_each_switch_of_a_kind_or_source_leaves_the_rest(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    drawing.whole()
    found = page.evaluate(
        f"""() => [...document.querySelectorAll("[data-kind], [data-source]")].map((box) => {{
          const was = box.checked;
          box.click();
          const drawn = {IDS};
          box.click();
          return [box.dataset.kind || "", box.dataset.source || "", was, drawn];
        }})"""
    )
    assert {kind for kind, *_ in found if kind} == (
        {node["kind"] for node in told.nodes}
        | {arrow["kind"] for arrow in told.arrows if not arrow["unsure"]}
    )
    assert {source for _, source, *_ in found if source} == {
        source for arrow in told.arrows for source in arrow["sources"]
    }
    for kind, source, was, drawn in found:
        assert was != (kind in AT_FIRST)
        wanted = told.drawn(off=AT_FIRST ^ {kind} if kind else AT_FIRST, without=[source])
        assert set(drawn.split()) == wanted, (kind, source)
    assert drawing.ids() == told.drawn()
    page.locator(".filters summary").first.click()
    page.get_by_label("is listed on").first.uncheck()
    assert drawing.ids() == told.drawn(off=AT_FIRST | {"LISTED_ON"})
    page.locator(".filters summary").first.click()
    if any(arrow["unsure"] for arrow in told.arrows):
        drawing.press("reset")
        drawing.whole()
        drawing.press("unsure")
        assert drawing.ids() == told.drawn(unsure=True)


@pytest.mark.parametrize("select", ["list", "rule"])
def test_a_list_or_verdict_leaves_its_parties_and_what_they_are_joined_to(
    drawing: Drawing, select: str
) -> None:
    page, told = drawing.page, drawing.told
    kinds = ("LISTED_ON",) if select == "list" else VERDICTS
    ends = {arrow["to"] for arrow in told.arrows if arrow["kind"] in kinds}
    if not ends:
        assert page.locator(f"#{select}").count() == 0
        return
    drawing.whole()
    options = page.locator(f"#{select} option").evaluate_all("(all) => all.map((one) => one.value)")
    assert set(options) == {"", *ends, *(VERDICTS if select == "rule" else ())}
    page.locator(".filters summary").first.click()
    for option in filter(None, options):
        page.select_option(f"#{select}", option)
        if select == "list":
            assert drawing.ids() == told.drawn(on_list=option)
        else:
            assert drawing.ids() == told.drawn(rule=option, off=AT_FIRST - set(VERDICTS)), option
    page.locator(".filters summary").first.click()


def test_on_each_day_stands_what_may_have_held_and_a_verdict_on_its_own_alone(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    drawing.whole()
    page.evaluate("document.querySelector('[data-kind=MAY_BE_WITHIN]')?.click()")
    off = AT_FIRST - {"MAY_BE_WITHIN"}
    days = sample(told.days(), 25)
    around = [f"{int(day[:4]) + turn}{day[4:]}" for day in days for turn in (-1, 0, 1) if day[5:] != "02-29"]
    asked = sorted({*around, "1999-12-31", "2026-11-23", AS_OF, "2026-11-25"})
    shown = page.evaluate(
        f"""(days) => days.map((day) => {{
          const field = document.getElementById("day");
          field.value = day;
          field.dispatchEvent(new Event("change"));
          return [{IDS}, document.getElementById("day-words").textContent];
        }})""",
        asked,
    )
    judged = {arrow["id"] for arrow in told.arrows if arrow["kind"] in VERDICTS}
    for day, (drawn, words) in zip(asked, shown, strict=True):
        ids = set(drawn.split())
        assert ids == told.drawn(day=day, off=off), day
        assert words.split()[-1] == day[:4]
        assert not ids & judged or day == AS_OF
    assert bool(judged) == (drawing.name != "report")
    page.focus("#slider")
    for key, at in (("Home", 0), ("ArrowRight", 1), ("End", -1)):
        page.keyboard.press(key)
        stop = page.evaluate("net.days")[at]
        assert page.input_value("#day") == stop
        assert page.get_attribute("#slider", "aria-valuetext") == page.locator("#day-words").text_content()
        assert drawing.ids() == told.drawn(day=stop, off=off)
    page.check("#any-day")
    assert drawing.ids() == told.drawn(off=off)
    said = page.locator("#counts").text_content()
    assert said.endswith("at any date; verdicts of 24 November 2026." if judged else "at any date.")


def test_the_shortest_path_stands_out(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    drawn = told.drawn()
    start = told.nodes[0]["id"]
    steps = told.steps(start, drawn)
    end = max(steps, key=lambda id: (steps[id], id))
    page.locator("#path summary").click()
    page.select_option("#path-from", str(drawing.number(start)))
    page.select_option("#path-to", str(drawing.number(end)))
    found = page.evaluate("net.path.arrows.map((j) => net.arrows[j].id)")
    assert len(found) == steps[end] > 1
    assert f"The shortest path has {len(found)} arrows." in page.locator("#panel").text_content()
    assert page.locator("#panel > ul > li").count() == len(found)
    by_id = {arrow["id"]: arrow for arrow in told.arrows}
    at = start
    for id in found:
        assert id in drawn
        (at,) = {by_id[id]["from"], by_id[id]["to"]} - {at}
    assert at == end
    strong = page.evaluate(
        "(() => { const seen = net.see(), out = net.standOut(seen); return net.arrows.filter((one, j) => "
        "seen.arrows[j] && net.strokeOf(j, seen, out).strength === 1).map((one) => one.id); })()"
    )
    assert sorted(strong) == sorted(found)
    away = [node["id"] for node in told.nodes if node["id"] not in steps]
    if away:
        page.select_option("#path-to", str(drawing.number(away[0])))
        assert "No path runs between them" in page.locator("#panel").text_content()
    page.get_by_role("button", name="Leave the path").click()
    assert page.evaluate("net.path") is None
    page.locator("#path summary").click()


def test_a_click_on_the_mark_of_a_box_unfolds_its_neighbours_and_another_folds_them(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    drawn = told.drawn()
    if not drawing.folds:
        assert page.locator("#whole").is_hidden()
        assert not page.evaluate("net.nodes.some((one, i) => net.foldMark(i, net.see()))")
        return
    at = page.evaluate("net.see().folded.findIndex((number) => number > 0)")
    node = told.nodes[at]["id"]
    away = told.neighbours(node, drawn) - told.first
    assert page.evaluate(f"net.foldMark({at}, net.see())") == f"+{len(away)}"
    page.locator(".stage").scroll_into_view_if_needed()
    click_on_mark(page, at)
    assert drawing.ids() == told.between(told.first | away, drawn)
    assert page.evaluate(f"net.foldMark({at}, net.see())") == "−"
    click_on_mark(page, at)
    assert drawing.ids() == told.between(told.first, drawn)
    page.evaluate(f"net.choose({{ node: {at} }})")
    page.get_by_role("button", name=re.compile("^Unfold")).press("Enter")
    assert drawing.ids() == told.between(told.first | away, drawn)
    page.get_by_role("button", name="Fold its neighbours").press("Enter")
    assert drawing.ids() == told.between(told.first, drawn)


def click_on_mark(page: Any, at: int) -> None:
    """A click of the pointer on the circle at the corner of a box."""
    page.wait_for_timeout(100)
    spot = page.evaluate(
        f"(() => {{ const [x, y] = net.places(net.see().extras).spots[{at}];"
        f"const {{ width, height }} = net.nodes[{at}];"
        "const at = net.camera.canvasToDOM({ x: x + width / 2 - 4, y: y - height / 2 + 4 });"
        "const frame = document.getElementById('canvas').getBoundingClientRect();"
        "return [frame.left + at.x, frame.top + at.y]; })()"
    )
    mark = page.evaluate(f"net.foldMark({at}, net.see())")
    page.mouse.click(*spot)
    for _ in range(50):
        if page.evaluate(f"net.foldMark({at}, net.see())") != mark:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the click changed nothing")


def test_the_panel_has_every_claim_of_a_box_and_its_arrows_with_place_and_link(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    drawing.whole()
    drawn = told.drawn()
    for node in sample(told.nodes, 5):
        page.evaluate(f"net.choose({{ node: {drawing.number(node['id'])} }})")
        at_it = [one for one in told.arrows if one["id"] in drawn and node["id"] in (one["from"], one["to"])]
        assert f"{len(at_it)} arrow" in page.locator("#panel > .hint").first.text_content()
        assert page.locator("#panel > ul > li").count() == min(len(at_it), 60)
        page.evaluate("document.querySelectorAll('#panel details > summary').forEach((one) => one.click())")
        page.wait_for_timeout(100)
        said = page.locator("#panel .claims code").all_text_contents()
        wanted = [*node["claims"], *(claim for arrow in at_it for claim in arrow["claims"])]
        assert sorted(said) == sorted(wanted)
    for arrow in sample(told.arrows, 12):
        page.evaluate("(id) => net.choose({ arrow: net.arrowNumber.get(id) })", arrow["id"])
        claims = page.locator("#panel .claims > li")
        assert claims.locator("code").all_text_contents() == arrow["claims"]
        for claim in claims.all():
            assert "Source: " in claim.text_content()
            cited = claim.locator("a.cite").get_attribute("href")
            assert page.locator(f"main {cited}").count() == 1
            for link in claim.locator(".address a").all():
                assert link.get_attribute("href").startswith("http")


def test_numbers_words_table_and_picture_agree(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    if page.locator("#twin").count() == 0:
        page.locator(".twin > summary").click()
        page.locator("#twin").wait_for()
    for change in ("", "day", "whole", "kind", "day"):
        if change == "day":
            drawing.day("2020-06-15")
        elif change == "whole":
            drawing.press("reset")
            drawing.whole()
        elif change == "kind":
            page.evaluate("document.querySelector('[data-kind=Company]').click()")
        ids = drawing.ids()
        nodes, of_nodes, arrows, of_arrows = drawing.numbers()
        assert (of_nodes, of_arrows, arrows) == (len(told.nodes), len(told.arrows), len(ids))
        rows = page.evaluate(
            "[...document.querySelectorAll('#twin tbody tr')]"
            ".flatMap((row, j) => (row.hidden ? [] : [net.arrows[j].id])).join(' ')"
        )
        assert set(rows.split()) == ids
        assert page.locator("#twin-count").text_content().split()[0] == f"{arrows:,}"
        rest = re.findall(r"([\d,]+) arrow", page.locator("#uncounted").text_content())
        folded = page.evaluate("net.see().count.foldedArrows")
        assert arrows + folded + sum(int(one.replace(",", "")) for one in rest) == of_arrows
        # Counted in the browser: the picture of a large network is slow to hand over.
        parts = page.evaluate(
            "((text) => ['<g transform=', '<g opacity='].map((one) => text.split(one).length - 1))"
            "(net.svg(net.see(), net.colour))"
        )
        assert parts == [nodes, arrows]


def test_the_picture_is_saved_as_svg_and_png(drawing: Drawing) -> None:
    page = drawing.page
    drawing.whole()
    nodes, _, arrows, _ = drawing.numbers()
    page.locator("#svg").scroll_into_view_if_needed()
    saved = {}
    for ending in ("svg", "png"):
        with page.expect_download() as waiting:
            page.click(f"#{ending}")
        assert waiting.value.suggested_filename == f"network.{ending}"
        saved[ending] = Path(waiting.value.path()).read_bytes()
    picture = ElementTree.fromstring(saved["svg"])
    names = [one.text or "" for one in picture.iter(f"{SVG}title")]
    assert len(names) == 1 + nodes + arrows
    shown = page.evaluate(
        "(({ nodes }) => net.nodes.filter((one, i) => nodes[i]).map((one) => one.title).join('\\n'))(net.see())"
    )
    assert set(shown.split("\n")) <= set(names)
    assert page.locator("#counts").text_content() in names[0]
    assert "No legal advice." in "".join(picture.itertext())
    assert not re.search(rb"(href|src|url\()", saved["svg"])
    assert saved["png"][:8] == b"\x89PNG\r\n\x1a\n"
    across, down = struct.unpack(">II", saved["png"][16:24])
    width, height = (float(picture.get(name, "0")) for name in ("width", "height"))
    assert across / down == pytest.approx(width / height, rel=0.01)
    assert len(saved["png"]) > 50_000


def test_a_link_opens_the_same_state_elsewhere(drawing: Drawing, chromium: Any) -> None:
    page, told = drawing.page, drawing.told
    drawing.whole()
    drawing.day("2021-06-15")
    page.evaluate("document.querySelector('[data-kind=CONTROLS]').click()")
    page.evaluate("document.querySelector('[data-source]').click()")
    listed = next(arrow["to"] for arrow in told.arrows if arrow["kind"] == "LISTED_ON")
    page.locator(".filters summary").first.click()
    page.select_option("#list", listed)
    page.locator(".filters summary").first.click()
    page.evaluate("net.choose({ node: 0 })")
    state = "[location.hash, ...['counts', 'panel', 'day-words'].map((id) => document.getElementById(id).textContent)]"
    wanted, ids = page.evaluate(state), drawing.ids()
    assert page.get_attribute("#here", "href") == wanted[0]
    elsewhere = opened_page(chromium, Path(drawing.opened.folder) / "index.html", link=wanted[0])
    assert elsewhere.page.evaluate(state) == wanted
    assert set(elsewhere.page.evaluate(IDS).split()) == ids
    assert elsewhere.page.evaluate(
        "[document.getElementById('list').value, net.state.off.has('CONTROLS')]"
    ) == [listed, True]
    assert elsewhere.complaints == []
    elsewhere.page.context.close()


def test_paper_has_the_drawing_with_its_numbers_and_no_controls(drawing: Drawing) -> None:
    page = drawing.page
    drawing.whole()
    nodes, _, arrows, _ = drawing.numbers()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#printed svg > g").count() == nodes + arrows
    assert page.locator("#printed svg").is_visible()
    assert page.locator("#counts").is_visible()
    for hidden in ("#canvas", "#panel", "#find", "#slider", "#svg", "#reset"):
        assert page.locator(hidden).is_hidden(), hidden
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.pdf()[:5] == b"%PDF-"
    assert page.locator("#printed svg").count() == 0


def test_all_is_done_by_the_keyboard_alone(drawing: Drawing) -> None:
    page, told = drawing.page, drawing.told
    press = page.keyboard.press
    focus = (
        "(({ id, className, tagName }) => id || className || tagName.toLowerCase())(document.activeElement)"
    )
    page.focus("#find")
    page.keyboard.type(told.nodes[0]["name"])
    press("Enter")
    assert page.locator("#panel h4").text_content() == told.nodes[0]["name"]
    press("Escape")
    assert page.input_value("#find") == ""
    page.evaluate("net.choose({})")  # its names and buttons would stand among the rest
    drawing.press("reset")
    reached: list[str] = []
    while "png" not in reached and len(reached) < 40:
        press("Tab")
        now = page.evaluate(focus)
        if now not in reached or now == "summary":
            reached.append(now)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), now
    buttons = ["whole", "reset"] if drawing.folds else ["reset"]
    assert reached == [
        *("any-day", "slider", "day", "summary", "summary", *buttons, "closer", "further", "all"),
        *("vis-network", "panel", "svg", "png"),
    ]


def test_the_drawing_moves_by_keys_and_nothing_moves_by_itself(drawing: Drawing) -> None:
    page = drawing.page
    page.locator("#canvas .vis-network").focus()
    where = "[net.camera.getViewPosition().x, net.camera.getViewPosition().y, net.camera.getScale()]"
    fitted = page.evaluate(where)
    for key, turned in (
        *(
            ("ArrowRight", (1, 0, 0)),
            ("ArrowDown", (0, 1, 0)),
            ("ArrowLeft", (-1, 0, 0)),
            ("ArrowUp", (0, -1, 0)),
        ),
        *(("+", (0, 0, 1)), ("-", (0, 0, -1)), ("=", (0, 0, 1)), ("0", (0, 0, -1))),
    ):
        before = page.evaluate(where)
        page.keyboard.press(key)
        after = page.evaluate(where)
        change = [one - other for one, other in zip(after, before, strict=True)]
        assert tuple((one > 1e-6) - (one < -1e-6) for one in change) == turned, key
    assert page.evaluate(where) == pytest.approx(fitted)
    page.evaluate("net.choose({ node: 0 })")
    page.locator("#panel").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("net.state.node") is None
    still = page.evaluate(where)
    page.wait_for_timeout(150)
    assert page.evaluate(where) == still
    assert page.evaluate("document.getAnimations().length") == 0


def test_over_the_cap_it_says_so_and_the_files_have_the_rest(drawing: Drawing) -> None:
    note = drawing.page.locator(".cut-note")
    if not drawing.left_out:
        assert note.count() == 0
        return
    assert drawing.left_out == 10
    assert "10 more nodes are left out, with at least" in note.text_content()
    assert (
        "A page holds at most 1,500; these are the closest to what the page is about." in note.text_content()
    )
    for link in note.locator("a").all():
        with (drawing.opened.folder / link.get_attribute("href")).open(encoding="utf-8", newline="") as file:
            rows = len(list(csv.DictReader(file)))
        assert rows == {"nodes.csv": 1_510, "arrows.csv": 3_020}[link.get_attribute("href")]


def test_a_small_screen_in_the_dark_has_it_all(drawing: Drawing) -> None:
    page = drawing.page
    light = page.evaluate("net.colour('paper')")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(100)
    assert page.evaluate("net.colour('paper')") != light
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for part in ("#find", "#slider", "#canvas", "#panel", "#svg"):
        assert page.locator(part).bounding_box()["width"] <= 390
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1360, "height": 844})
    page.wait_for_timeout(100)
