"""The invented report that the tests of the pages share, and the browser that opens it."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.pages.bundled import write_pages

AXE = Path(__file__).resolve().parents[2] / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
EXAMPLE = Path(__file__).with_name("example.json")
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@dataclass
class Opened:
    """A page in the browser, with everything it asked for or complained of."""

    page: Any
    folder: Path
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def opened_page(
    browser: Any, path: Path, *, width: int = 1360, scheme: str = "light", drawn: bool = True, link: str = ""
) -> Opened:
    """A page from its file, drawn where it has a drawing; requests are recorded, and all but the file are refused.

    `link` is what follows the address of the file, from its hash sign.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, offline=True, accept_downloads=True
    )
    page = context.new_page()
    found = Opened(page, path.parent, path.as_uri())

    def answer(route: Any) -> None:
        found.requests.append(route.request.url.partition("#")[0])
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    def refuse(dialog: Any) -> None:
        found.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.route("**/*", answer)
    page.on("request", lambda asked: found.requests.append(asked.url.partition("#")[0]))
    page.on("console", lambda message: found.complaints.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: found.complaints.append(f"error: {error}"))
    page.on("dialog", refuse)
    page.goto(found.address + link)
    # Not wait_for_function: while it waits it evaluates texts, which the page's policy forbids.
    if drawn:
        page.locator("#counts:not(:empty)").wait_for(state="attached")
    return found


@pytest.fixture
def report() -> dict[str, Any]:
    """A report with all its parts, on invented companies, some with names that try to be markup."""
    data: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of the bundled case, by their kinds."""
    return write_pages(tmp_path_factory.mktemp("bundled"))


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


def serious(page: Any, rules: str = "", **media: str) -> list[tuple[str, str, str]]:
    """What axe-core finds serious or critical on a page that has it, shown so (`color_scheme`, `media`)."""
    page.emulate_media(**media)
    found = page.evaluate(f"axe.run(document, {{ resultTypes: ['violations'] {rules} }})")
    assert found["passes"]
    return [
        (str(media), one["id"], one["nodes"][0]["html"][:80])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
