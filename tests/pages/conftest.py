"""The invented report that the tests of the pages share, and the browser that opens it."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).with_name("example.json")
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture
def report() -> dict[str, Any]:
    """A report with all its parts, on invented companies, some with names that try to be markup."""
    data: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium; without one the test is skipped, or fails where BEHOLDEN_REQUIRE names it."""
    path = os.environ.get("BEHOLDEN_CHROMIUM") or shutil.which("chromium")
    if path is None or not Path(path).exists():
        _without("no Chromium here: set BEHOLDEN_CHROMIUM to its path")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without("playwright is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()


def _without(reason: str) -> None:
    if "chromium" in os.environ.get("BEHOLDEN_REQUIRE", ""):
        pytest.fail(reason)
    pytest.skip(reason)
