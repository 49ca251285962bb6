"""Verdicts on a drawing of a real release: off, on, on their own day, filtered by kind and by rule."""

from __future__ import annotations

from typing import Any

import pytest

from beholden.cases.drawing import draw_around
from tests.pages.conftest import Opened, opened_page
from tests.world import build_world, read_world

pytestmark = pytest.mark.chromium

KINDS = ("WITHIN_RULE", "MAY_BE_WITHIN")


@pytest.fixture(scope="module")
def opened(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The drawing around everybody of the world of verdicts, and what its release keeps of them."""
    folder = tmp_path_factory.mktemp("verdicts")
    release = build_world(read_world("verdicts"), folder).release
    stored = {
        row["id"]: (kind, row["to_id"])
        for kind in KINDS
        for row in release.frame("relations", kind).iter_rows(named=True)
    }
    found = opened_page(chromium, draw_around(release, "initiative/un-global-compact", 3, folder / "page"))
    yield found, stored, release.as_of.isoformat()
    assert found.complaints == []
    found.page.context.close()


def verdicts(opened: Opened) -> set[str]:
    """The ids of the verdicts that are drawn."""
    return set(
        opened.page.evaluate(
            "(() => { const { arrows } = net.see(); return net.arrows.filter((arrow, j) => arrows[j] && "
            "['WITHIN_RULE', 'MAY_BE_WITHIN'].includes(arrow.kind)).map((arrow) => arrow.id); })()"
        )
    )


def test_a_verdict_is_drawn_on_its_own_day_alone_and_a_possible_one_when_it_is_asked_for(opened: Any) -> None:
    found, stored, day = opened
    page = found.page
    if page.locator("#whole").is_visible():
        page.click("#whole")
    held = {id: stored[id] for id in page.evaluate("net.arrows.map((arrow) => arrow.id)") if id in stored}
    within = {id for id, (kind, _) in held.items() if kind == "WITHIN_RULE"}
    possible = set(held) - within
    assert within
    assert possible
    assert verdicts(found) == within
    page.click("text=Filter by kind")
    page.check("[data-kind=MAY_BE_WITHIN]")
    assert verdicts(found) == within | possible
    page.fill("#day", day)
    page.dispatch_event("#day", "change")
    assert verdicts(found) == within | possible
    page.fill("#day", "2020-01-01")
    page.dispatch_event("#day", "change")
    assert verdicts(found) == set()
    page.click("#reset")
    assert verdicts(found) == within


def test_a_choice_of_verdicts_leaves_those_parties_and_says_what_proves_them(opened: Any) -> None:
    found, stored, _ = opened
    page = found.page
    page.click("#reset")
    if page.locator("#whole").is_visible():
        page.click("#whole")
    for kind in KINDS:
        page.select_option("#rule", kind)
        parties = page.evaluate(
            f"net.arrows.filter((arrow) => arrow.kind === '{kind}').map((arrow) => arrow.from)"
        )
        starts = page.evaluate(
            "(() => { const { arrows } = net.see(); return net.arrows.filter((arrow, j) => arrows[j])"
            ".map((arrow) => [arrow.from, arrow.to]); })()"
        )
        assert starts
        assert all(set(pair) & set(parties) for pair in starts)
    rule = next(rule for id, (_, rule) in stored.items() if id in verdicts(found))
    page.select_option("#rule", rule)
    assert {stored[id][1] for id in verdicts(found)} >= {rule}
    number = page.evaluate(f"net.arrows.findIndex((arrow) => arrow.to === '{rule}')")
    page.evaluate(f"net.choose({{ arrow: {number} }})")
    said = page.locator("#panel").text_content()
    assert "Computed by beholden from the claims below; no source states it." in said
    assert page.locator("#panel .claims > li").count() > 0
    stroke = page.evaluate(f"net.strokeOf({number}, net.see(), null)")
    assert (stroke["double"], stroke["colour"]) == (True, "arrow-verdict")
