"""The page of a screened list: nothing serious stands in the way of anybody, on a screen and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.pages.conftest import opened_page, serious
from tests.pages.test_hostile_pages import a_screening


def test_nothing_serious_stands_in_the_way_of_anybody(chromium: Any, tmp_path: Path, axe: str) -> None:
    file = tmp_path / "screening.html"
    file.write_text(a_screening(), encoding="utf-8", newline="")
    opened = opened_page(chromium, file, drawn=False)
    opened.page.evaluate(axe)
    said = [one for scheme in ("light", "dark") for one in serious(opened.page, color_scheme=scheme)]
    said += serious(opened.page, media="print")
    assert said == []
    assert opened.complaints == []
    opened.page.context.close()
