"""The page of a screened list: nothing serious stands in the way of anybody, on a screen and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.pages.conftest import opened_page
from tests.pages.test_hostile_pages import a_screening


def test_nothing_serious_stands_in_the_way_of_anybody(chromium: Any, tmp_path: Path, axe: str) -> None:
    file = tmp_path / "screening.html"
    file.write_text(a_screening(), encoding="utf-8", newline="")
    opened = opened_page(chromium, file, drawn=False)
    opened.page.evaluate(axe)
    said = []
    for settings in ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"media": "print"}):
        opened.page.emulate_media(**settings)
        found = opened.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        assert found["passes"]
        said += [
            (settings, one["id"]) for one in found["violations"] if one["impact"] in ("serious", "critical")
        ]
    assert said == []
    assert opened.complaints == []
    opened.page.context.close()
