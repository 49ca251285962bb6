"""The drawing in a browser: each thing that a reader can do with it, on small networks whose answers are known."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from beholden.pages.network_page import write_network
from tests.pages.conftest import Opened, opened_page
from tests.pages.made import arrow, dates, invented, network, node, page

pytestmark = pytest.mark.chromium

Open = Callable[[dict[str, Any]], Opened]


@pytest.fixture
def show(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """A function that opens the page of a network."""
    pages: list[Opened] = []

    def opener(drawn: dict[str, Any], *, most: int = 1_500) -> Opened:
        path = write_network(page(drawn), tmp_path / str(len(pages)), most_nodes=most)
        pages.append(opened_page(chromium, path))
        return pages[-1]

    yield opener
    for one in pages:
        assert one.complaints == []
        assert {url for url in one.requests if not url.startswith(("data:", "blob:"))} == {one.address}
        one.page.context.close()


def story() -> dict[str, Any]:
    """A state body above a company that two lists name and that joined a club; a verdict and an unsure join.

    body -OWNS 0.4, 2010 to 2020-> maker -MEMBER_OF, since 2019-> club; maker -LISTED_ON 2018-> list, other -> list
    fund -OWNS, no dates, stated 2024-> maker; maker -WITHIN_RULE on the day of the page-> rule; maker ~ twin
    """
    nodes = [
        node("maker", "Northern Optics", layer=2),
        node("body", "Office for State Assets", "PublicBody", 1),
        node("club", "Compact for Open Skies", "Initiative", 4),
        node("list", "Restricted List", "ScreeningList", 3),
        node("rule", "Half Rule", "Rule", 3),
        node("fund", "Northern Fund", "Organization", 2),
        node("other", "Other Works", layer=2),
        node("twin", "Northern Optics", layer=2),
    ]
    arrows = [
        arrow(
            "held", "body", "maker", share={"exact": 0.4}, ended=True, dates=dates("2010-01-01", "2020-01-01")
        ),
        arrow(
            "joined",
            "maker",
            "club",
            "MEMBER_OF",
            label="is listed as a participant of",
            dates=dates("2019-05-01"),
            sources=["compact"],
        ),
        arrow("listed", "maker", "list", "LISTED_ON", label="is listed on", dates=dates("2018-03-01")),
        arrow("listed-too", "other", "list", "LISTED_ON", label="is listed on", dates=dates("2018-03-01")),
        arrow("fund", "fund", "maker", dates=dates(stated="2024-01-01", fresh="2025-01-01"), stale=True),
        arrow(
            "within", "maker", "rule", "WITHIN_RULE", derived=True, label="within the rule, on these facts",
            dates=dates(only="2026-11-24"),
        ),
        arrow(
            "unsure", "maker", "twin", "POSSIBLY_SAME", derived=True, unsure=True, label="may be the same as",
            note="name match, not confirmed",
        ),
    ]  # fmt: skip
    return network(nodes, arrows)


def drawn(opened: Opened) -> list[str]:
    """The ids of the arrows that the table shows, after a look that the numbers say the same."""
    ids: list[str] = opened.page.evaluate(
        "[...document.querySelectorAll('#twin tbody tr')].flatMap((row, j) => (row.hidden ? [] : [net.arrows[j].id]))"
    )
    words = opened.page.locator("#counts").text_content()
    assert f" {len(ids)} of " in words
    assert opened.page.evaluate("net.see().count.arrows") == len(ids)
    assert opened.page.evaluate(
        "net.svg(net.see(), net.colour).match(/<title>[^<]* → /g)?.length ?? 0"
    ) == len(ids)
    return sorted(ids)


def day(opened: Opened, iso: str) -> None:
    opened.page.fill("#day", iso)
    opened.page.dispatch_event("#day", "change")


DAYS = [
    ("2009-12-31", ["fund"]),
    ("2010-01-01", ["fund", "held"]),
    ("2018-03-01", ["fund", "held", "listed", "listed-too"]),
    ("2019-12-31", ["fund", "held", "joined", "listed", "listed-too"]),
    ("2020-01-01", ["fund", "joined", "listed", "listed-too"]),
    ("2026-11-24", ["fund", "joined", "listed", "listed-too", "within"]),
    ("2026-11-25", ["fund", "joined", "listed", "listed-too"]),
]
STATED = ["fund", "held", "joined", "listed", "listed-too"]


def test_all_is_drawn_at_first_but_unsure_joins(show: Open) -> None:
    opened = show(story())
    assert drawn(opened) == sorted([*STATED, "within"])
    assert (
        opened.page.locator("#counts").text_content()
        == "7 of 8 nodes and 6 of 7 arrows are drawn, at any date; verdicts of 24 November 2026."
    )


def test_on_a_day_stands_what_held_or_may_have_held(show: Open) -> None:
    opened = show(story())
    for asked, found in DAYS:
        day(opened, asked)
        assert drawn(opened) == found, asked


def test_what_is_not_known_of_a_day_is_said_beside_the_arrow(show: Open) -> None:
    opened = show(story())
    opened.page.locator("#twin tr", has_text="Northern Fund").get_by_role("button").click()
    for asked, said in [
        ("2023-12-31", "the dates stated leave open whether it held on this day"),
        ("2024-06-01", None),
        ("2026-01-01", "last stated too long before this day; status then not checked"),
    ]:
        day(opened, asked)
        notes = opened.page.locator("#panel .badge").all_text_contents()
        assert notes[1:] == ([said] if said else [])


def test_the_slider_moves_from_change_to_change(show: Open) -> None:
    opened = show(story())
    opened.page.focus("#slider")
    opened.page.keyboard.press("Home")
    assert opened.page.locator("#day-words").text_content() == "1 January 2010"
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator("#day-words").text_content() == "1 March 2018"
    assert opened.page.get_attribute("#slider", "aria-valuetext") == "1 March 2018"
    assert drawn(opened) == ["fund", "held", "listed", "listed-too"]
    opened.page.check("#any-day")
    assert drawn(opened) == sorted([*STATED, "within"])


def test_filters_by_kind_source_list_and_verdict(show: Open) -> None:
    opened = show(story())
    page = opened.page
    page.click("text=Filter by kind")
    page.uncheck("[data-kind=OWNS]")
    assert drawn(opened) == ["joined", "listed", "listed-too", "within"]
    page.uncheck("[data-kind=ScreeningList]")
    assert drawn(opened) == ["joined", "within"]
    page.click("#reset")
    page.uncheck("[data-source=compact]")
    assert drawn(opened) == ["fund", "held", "listed", "listed-too", "within"]
    page.click("#reset")
    page.select_option("#list", "list")
    assert drawn(opened) == sorted([*STATED, "within"])
    page.select_option("#rule", "WITHIN_RULE")
    assert drawn(opened) == sorted({*STATED, "within"} - {"listed-too"})
    page.select_option("#rule", "MAY_BE_WITHIN")
    assert drawn(opened) == []
    page.select_option("#rule", "rule")
    assert drawn(opened) == sorted({*STATED, "within"} - {"listed-too"})
    page.click("#reset")
    assert drawn(opened) == sorted([*STATED, "within"])


def test_unsure_joins_are_off_and_say_so_when_on(show: Open) -> None:
    opened = show(story())
    opened.page.click("text=Filter by kind")
    assert not opened.page.is_checked("#unsure")
    opened.page.check("#unsure")
    assert "unsure" in drawn(opened)
    opened.page.locator("#twin tr.unsure").get_by_role("button").click()
    assert "name match, not confirmed" in opened.page.locator("#panel").text_content()
    stroke = opened.page.evaluate("net.strokeOf(6, net.see(), null)")
    assert (stroke["dashes"], stroke["head"], stroke["colour"]) == ([1, 4], "", "arrow-unsure")


def test_every_arrow_says_who(show: Open) -> None:
    opened = show(story())
    for button in opened.page.locator("#twin tbody tr:not([hidden])").get_by_role("button").all():
        button.click()
        said = opened.page.locator("#panel").text_content()
        assert "Made list. Made Register, 8 June 2026, official publication" in said
        assert "at made.csv:7" in said
        assert re.search("Claim made/c-[a-z-]+$", said)
        assert opened.page.get_attribute("#panel .address a", "href") == "https://register.example/list"


def test_widths_and_dashes_say_shares_and_ends_are_barred(show: Open) -> None:
    strokes = show(story()).page.evaluate(
        "(() => { const seen = net.see(); return Object.fromEntries(net.arrows.map((arrow, j) => "
        "[arrow.id, net.strokeOf(j, seen, null)])); })()"
    )
    assert (strokes["held"]["width"], strokes["held"]["dashes"]) == (3.12, [])
    assert strokes["held"]["head"].endswith("Z") is False
    assert (strokes["fund"]["dashes"], strokes["fund"]["hollow"]) == ([3, 5], True)
    assert (strokes["within"]["double"], strokes["joined"]["double"]) == (True, False)
    assert (strokes["listed"]["hollow"], strokes["listed"]["colour"]) == (False, "arrow-listed")


def test_a_name_is_found_chosen_and_walked_on_by_the_keyboard(show: Open) -> None:
    opened = show(story())
    page = opened.page
    page.focus("#find")
    page.keyboard.type("state assets")
    assert page.locator("#found-count").text_content() == "1 name"
    page.keyboard.press("Enter")
    assert page.locator("#panel h4").text_content() == "Office for State Assets"
    page.locator("#panel .name", has_text="Northern Optics").focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel h4").text_content() == "Northern Optics"
    assert page.locator("#panel > ul > li").count() == 5


def test_a_path_between_two_is_found_and_drawn_apart(show: Open) -> None:
    opened = show(story())
    page = opened.page
    page.click("text=Path between two")
    page.select_option("#path-from", label="Office for State Assets (public body)")
    assert "other end" in page.locator("#panel").text_content()
    page.select_option("#path-to", label="Other Works (company)")
    assert page.evaluate("net.path.arrows.map((j) => net.arrows[j].id)") == ["held", "listed", "listed-too"]
    assert "The shortest path has 3 arrows." in page.locator("#panel").text_content()
    out = page.evaluate(
        "net.arrows.filter((arrow, j) => net.standOut(net.see()).arrows.has(j)).map((arrow) => arrow.id)"
    )
    assert out == ["held", "listed", "listed-too"]
    day(opened, "2020-01-01")
    assert "No path runs between them" in page.locator("#panel").text_content()
    page.click("text=Leave the path")
    assert page.evaluate("net.path") is None


def test_a_link_leads_to_what_is_drawn(show: Open) -> None:
    opened = show(story())
    page = opened.page
    day(opened, "2019-12-31")
    page.click("text=Filter by kind")
    page.uncheck("[data-kind=CONTROLS], [data-kind=MEMBER_OF]")
    page.locator("#twin tr", has_text="Office for State").get_by_role("button").click()
    page.locator("#here[href*='at=']").wait_for()  # the drawing moved to what was chosen
    wanted, said, link = (
        drawn(opened),
        page.locator("#panel").text_content(),
        page.get_attribute("#here", "href"),
    )
    assert page.evaluate("location.hash") == link
    page.reload()
    assert (drawn(opened), page.locator("#panel").text_content()) == (wanted, said)
    assert not page.is_checked("[data-kind=MEMBER_OF]")
    page.evaluate("location.hash = '#net?node=nobody&list=none&off=nothing&day=soon'")
    page.locator("#any-day:checked").wait_for()
    assert drawn(opened) == sorted([*STATED, "within"])


def test_a_link_keeps_where_the_drawing_was_moved_to(show: Open) -> None:
    opened = show(story())
    page = opened.page
    assert "at=" not in page.get_attribute("#here", "href")
    for button in ("#closer", "#closer", "#further"):
        page.click(button)
    page.locator("#canvas").scroll_into_view_if_needed()
    box = page.locator("#canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=3)
    page.mouse.up()
    page.locator("#here[href*='at=']").wait_for()
    page.wait_for_timeout(400)
    link = page.get_attribute("#here", "href")
    view = page.evaluate("[net.camera.getScale(), ...Object.values(net.camera.getViewPosition())]")
    page.reload()
    page.locator("#counts:not(:empty)").wait_for()
    page.wait_for_timeout(400)
    assert page.get_attribute("#here", "href") == link
    again = page.evaluate("[net.camera.getScale(), ...Object.values(net.camera.getViewPosition())]")
    assert again == pytest.approx(view, rel=0.01, abs=1)
    page.click("#all")
    page.locator("#here:not([href*='at='])").wait_for()
    page.evaluate("location.hash = '#net?at=nowhere_1_0'")
    page.wait_for_timeout(200)
    assert page.evaluate("net.state.view") is None


def test_words_cover_no_box_and_no_other_words(show: Open) -> None:
    nodes = [node(f"n{n}", f"Works {n}", layer=n % 2 + 1) for n in range(12)]
    arrows = [
        arrow(f"a{one}-{other}", f"n{one}", f"n{other}", label="holds a stake in, as it is stated")
        for one in range(12)
        for other in range(one)
    ]
    opened = show(network(nodes, arrows))
    written, covered = opened.page.evaluate(
        """() => {
          const seen = net.see();
          const strokes = net.arrows.map((arrow, j) => net.strokeOf(j, seen, null));
          const worded = net.worded(strokes, seen);
          const ruler = document.createElement("canvas").getContext("2d");
          ruler.font = "12px " + net.FONT;
          const areas = strokes.filter((stroke) => worded.has(stroke.arrow)).map(({ label: [x, y], lines }) => {
            const half = Math.max(...lines.map((line) => ruler.measureText(line).width)) / 2;
            return [x - half, y - lines.length * 7, x + half, y + lines.length * 7];
          });
          const { spots } = net.places(seen.extras);
          const boxes = net.nodes.map(({ width, height }, i) => [
            spots[i][0] - width / 2, spots[i][1] - height / 2, spots[i][0] + width / 2, spots[i][1] + height / 2]);
          const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
          const all = [...areas, ...boxes];
          const covering = areas.filter((area) => all.some((other) => other !== area && meet(area, other)));
          return [areas.length, covering.length];
        }"""
    )
    assert 10 < written < len(arrows)
    assert covered == 0
    chosen = opened.page.evaluate(
        """() => {
          const seen = net.see();
          net.choose({ arrow: 65 });
          const strokes = net.arrows.map((arrow, j) => net.strokeOf(j, seen, net.standOut(seen)));
          return net.worded(strokes, seen).has(65);
        }"""
    )
    assert chosen


def test_a_long_table_is_made_when_it_is_opened_and_follows_the_filters(show: Open) -> None:
    opened = show(invented(7, 200))
    page = opened.page
    assert page.locator("#twin").count() == 0
    page.click("#whole")
    page.click(".twin summary")
    page.locator("#twin").wait_for()
    assert page.locator("#twin tbody tr").count() == 400
    page.click("text=Filter by kind")
    page.uncheck("[data-kind=OWNS]")
    assert len(drawn(opened)) == page.evaluate("net.arrows.filter((arrow) => arrow.kind !== 'OWNS').length")


def star() -> dict[str, Any]:
    """A hub, 60 members of it, and a member of each member that has one arrow alone."""
    nodes = [node("hub", "Hub", "Initiative", 4)]
    nodes += [node(f"m{n:02}", f"Member {n:02}") for n in range(60)]
    nodes += [node(f"o{n:02}", f"Owner {n:02}", "State", 0) for n in range(60)]
    arrows = [arrow(f"a{n:02}", f"m{n:02}", "hub", "MEMBER_OF", label="is in") for n in range(60)]
    arrows += [arrow(f"b{n:02}", f"o{n:02}", f"m{n:02}") for n in range(60)]
    return network(nodes, arrows)


def test_a_large_network_opens_folded_and_unfolds_at_a_click(show: Open) -> None:
    opened = show(star())
    page = opened.page
    assert (
        page.locator("#counts").text_content()
        == "30 of 121 nodes and 29 of 120 arrows are drawn, at any date."
    )
    assert "91 more nodes that fit are folded away" in page.locator("#uncounted").text_content()
    page.evaluate("net.choose({ node: net.number.get('m00') })")
    page.click("text=Unfold 1 neighbour")
    assert page.locator("#counts").text_content().startswith("31 of 121 nodes and 30 of 120")
    page.locator(".stage").scroll_into_view_if_needed()
    # The circle with the number, at the corner of the hub's box.
    spot = page.evaluate(
        "(() => { const [x, y] = net.places(net.see().extras).spots[0]; const { width, height } = net.nodes[0];"
        "const at = net.camera.canvasToDOM({ x: x + width / 2 - 4, y: y - height / 2 + 4 });"
        "const frame = document.getElementById('canvas').getBoundingClientRect();"
        "return [frame.left + at.x, frame.top + at.y]; })()"
    )
    page.mouse.click(*spot)
    page.locator("#counts", has_text="62 of 121").wait_for()
    assert page.locator("#counts").text_content().startswith("62 of 121 nodes and 61 of 120")
    link = page.get_attribute("#here", "href")
    page.reload()
    assert page.get_attribute("#here", "href") == link
    assert page.locator("#counts").text_content().startswith("62 of 121 nodes")
    page.click("#whole")
    assert page.locator("#counts").text_content().startswith("121 of 121 nodes and 120 of 120")
    page.click("#fewer")
    assert page.locator("#counts").text_content().startswith("30 of 121 nodes")


def test_a_name_that_is_folded_away_is_drawn_when_it_is_found(show: Open) -> None:
    opened = show(star())
    opened.page.fill("#find", "owner 59")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#panel h4").text_content() == "Owner 59"
    assert opened.page.locator("#counts").text_content().startswith("31 of 121 nodes")


def test_over_the_cap_the_page_says_so_and_names_the_files_with_the_rest(show: Open) -> None:
    opened = show(star(), most=100)
    note = opened.page.locator(".cut-note").text_content()
    assert "21 more nodes are left out, with at least 21 arrows." in note
    assert "A page holds at most 100" in note
    links = opened.page.locator(".cut-note a").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert links == ["nodes.csv", "arrows.csv"]
    for name, rows in (("nodes.csv", 121), ("arrows.csv", 120)):
        with (opened.folder / name).open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == rows


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_picture_is_saved_with_its_words(show: Open, ending: str) -> None:
    opened = show(story())
    with opened.page.expect_download() as waiting:
        opened.page.click(f"#{ending}")
    saved = Path(waiting.value.path()).read_bytes()
    if ending == "png":
        assert saved[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(saved) > 20_000
    else:
        assert b"Office for State" in saved
        assert (
            b"A made network. 7 of 8 nodes and 6 of 7 arrows are drawn, at any date; verdicts of 24 November 2026."
            in saved
        )
        assert b"No legal advice" in saved


def test_the_page_prints_the_drawing_and_the_table(show: Open) -> None:
    opened = show(story())
    pdf = opened.page.pdf()
    assert pdf[:5] == b"%PDF-"
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("#printed svg g").count() == 13
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#printed svg").is_visible()
    assert opened.page.locator("#canvas").is_hidden()
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
