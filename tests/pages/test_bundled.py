"""The pages of the case that comes with beholden, in a browser: whole, silent, and open to everybody."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from beholden.cases.case import find_case
from beholden.cases.drawing import draw_around
from beholden.cases.run import run
from beholden.graph.find import Finder
from beholden.graph.workspace import Workspace
from tests.pages.conftest import opened_page

pytestmark = pytest.mark.chromium

AXE = Path(__file__).resolve().parents[2] / ".axe" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report and the drawing around Hikvision."""
    folder = tmp_path_factory.mktemp("bundled")
    done = run(
        find_case("surveillance-and-the-compact"),
        Workspace(folder / "home"),
        folder / "report",
        software="0",
        watch=lambda text: nullcontext(lambda number: None),
    )
    drawn = draw_around(done.release, Finder(done.release)("Hikvision"), 2, folder / "drawing")
    return {"report": done.page, "drawing": drawn}


@pytest.fixture(scope="session")
def axe() -> str:
    """The checks of axe-core: BEHOLDEN_AXE, else what .ci/run puts into .axe."""
    path = Path(os.environ.get("BEHOLDEN_AXE", AXE))
    if not path.exists():
        reason = "no axe-core here: npm install --prefix .axe axe-core"
        if "chromium" in os.environ.get("BEHOLDEN_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    return path.read_text(encoding="utf-8")


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


@pytest.mark.parametrize("name", ["report", "drawing"])
def test_nothing_serious_stands_in_the_way_of_anybody(
    chromium: Any, pages: dict[str, Path], axe: str, name: str
) -> None:
    opened = opened_page(chromium, pages[name])
    opened.page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    opened.page.evaluate("net.choose({ node: 0 })")
    opened.page.evaluate(axe)
    said = []
    # What hangs on colours is looked at in both schemes.
    wanted = "resultTypes: ['violations']"
    for scheme, rules in (
        ("light", f"{{ {wanted} }}"),
        ("dark", f"{{ {wanted}, runOnly: ['color-contrast'] }}"),
    ):
        opened.page.emulate_media(color_scheme=scheme)
        found = opened.page.evaluate(f"axe.run(document, {rules})")
        assert found["passes"]
        said += [
            (scheme, one["impact"], one["id"], one["nodes"][0]["html"][:80])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
    assert said == []
    opened.page.context.close()


def test_both_pages_print(chromium: Any, pages: dict[str, Path]) -> None:
    for path in pages.values():
        opened = opened_page(chromium, path)
        assert len(opened.page.pdf()) > 50_000
        assert opened.complaints == []
        opened.page.context.close()
