"""The scorecard in a browser: each number opens its rows, columns sort, and nothing is asked of any host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from beholden.pages.scorecard import write_scorecard

pytestmark = pytest.mark.chromium

HOSTILE = '</script><script>document.title="taken"</script>&amp; "Works" \u202e=1+1'
CARD: dict[str, Any] = {
    "initiative": {"id": "initiative/x", "name": HOSTILE},
    "as_of": "2025-06-01",
    "release": {"hash": "00", "software": "beholden test"},
    "legal": "No legal advice.",
    "sources": [],
    "numbers": [
        {
            "id": name, "group": "Members", "title": f"Number {name}", "value": value, "of": 12, "share": value / 12,
            "caveats": [], "columns": ["member_id", "member", "claims", "stated_in"],
            "rows": [[f"m/{at}", f"{HOSTILE} {at}", ["c"], ["file:1"]] for at in range(value)],
        }
        for name, value in (("few", 2), ("many", 12), ("none", 0))
    ],
}  # fmt: skip


def test_numbers_open_their_rows_and_columns_sort(chromium: Any, tmp_path: Path) -> None:
    path = write_scorecard(CARD, tmp_path)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    assert page.title() == f"{HOSTILE}: its members in numbers"
    assert not page.locator("#few table").is_visible()
    page.locator("a[data-opens=few]").click()
    assert page.locator("#few table").is_visible()
    assert page.locator("#few tbody tr").count() == 2
    assert page.locator("#few tbody td bdi").first.text_content() == f"{HOSTILE} 0"
    numbers = page.locator("#numbers tbody td.is-number a")
    head = page.locator("#numbers th button", has_text="Members").first
    assert numbers.all_text_contents() == ["2", "12", "0"]
    head.click()
    assert numbers.all_text_contents() == ["0", "2", "12"]
    head.click()
    assert numbers.all_text_contents() == ["12", "2", "0"]
    assert page.locator("#numbers th[aria-sort=descending]").count() == 1
    page.goto(f"{path.as_uri()}#many")
    assert page.locator("#many table").is_visible()
    assert [url.split("#")[0] for url in asked] == [path.as_uri()] * len(asked)
    assert complaints == []
    context.close()
