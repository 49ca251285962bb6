"""Make docs/images/neo4j-*.png, the bundled case in the real Neo4j Browser: `python docs/neo4j_screenshots.py`.

The current release of the workspace must be the bundled case. The server is that of the environment's NEO4J_URI,
NEO4J_USERNAME and NEO4J_PASSWORD, with the release loaded, and HTTP at NEO4J_HTTP (`make neo4j` prints all but that).
The Chromium is the system's.
"""

import os
import shutil
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from beholden.cases.case import find_case
from beholden.cases.guide import guide, starting_values
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.browser_kit import browser_kit, parameters, scripts
from beholden.pages.local_server import local_server
from beholden.queries.packs import find_query
from tools.neo4j_browser import FRAME, Browser
from tools.neo4j_server import Server

OUT = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1500, 820
SETTLED_MS = 4000
"""How long nodes move before they stand."""


def main() -> None:
    """Take the drawing, the guide beside what it runs, and the saved scripts."""
    server = Server(
        Path(), os.environ["NEO4J_URI"], os.environ["NEO4J_HTTP"],
        os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"], 0,
    )  # fmt: skip
    case, release = find_case("surveillance-and-the-compact"), Release.open(Workspace().current())
    find = Finder(release)
    values = starting_values(case, release, find)
    files = browser_kit(values, guide(case, release, find))
    with sync_playwright() as playwright, local_server(files, 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        browser = Browser(chromium, server, width=WIDTH, height=HEIGHT)
        browser.drop("beholden.grass", files["beholden.grass"])
        browser.page.wait_for_selector(f"{FRAME} >> text=node.ScreeningList")
        browser.run(":config autoComplete: false")
        _drawing(browser, values)
        _scripts(browser, files)
        _guide(browser, f"http://localhost:{serving.server_port}")
        browser.close()
        serving.shutdown()


def _drawing(browser: Browser, values: dict[str, dict[str, object]]) -> None:
    query = find_query("paths.state-owner-company-initiative")
    browser.set(parameters(query, values[query.id]))
    browser.run(scripts(values)["paths/state-owner-company-initiative 3 drawing.cypher"])
    browser.drawn()
    browser.page.wait_for_timeout(SETTLED_MS)
    _take(browser, "neo4j-drawing.png")


def _scripts(browser: Browser, files: dict[str, bytes]) -> None:
    browser.drop("beholden-scripts.zip", files["beholden-scripts.zip"])
    browser.page.click("[data-testid=navigationFavorites]")
    browser.page.click("text=beholden paths")
    browser.page.wait_for_selector("text=3 drawing: any-path")
    browser.page.wait_for_timeout(SETTLED_MS)
    _take(browser, "neo4j-scripts.png")
    browser.page.click("[data-testid=navigationFavorites]")


def _guide(browser: Browser, address: str) -> None:
    page = browser.page
    browser.clear()
    browser.paste(f":guide {address}/guide.html")
    for title in ("Everything stated", "The state above", "The lists that"):
        page.click("text=Next")
        page.wait_for_selector(f"h3:has-text('{title}')")
    browser.clear()
    page.click("button:has-text('values')")
    browser.taken()
    page.locator("pre.runnable").last.locator("i").click()
    page.wait_for_selector(f"{FRAME} >> nth=1")
    browser.drawn()
    page.wait_for_timeout(SETTLED_MS)
    _take(browser, "neo4j-guide.png")


def _take(browser: Browser, name: str) -> None:
    OUT.mkdir(exist_ok=True)
    browser.page.screenshot(path=OUT / name)


if __name__ == "__main__":
    main()
