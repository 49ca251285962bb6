"""Make the pictures in docs/images from pages of the bundled case, in the Chromium that the system has.

python docs/screenshot.py report/index.html            the first paths of a report: report.png
python docs/screenshot.py --network drawing/index.html  the drawing of a network page, one party chosen: network.png
"""

import argparse
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

WIDTH, CHAINS = 1100, 4
IMAGES = Path(__file__).parent / "images"


def paths(opened: Any) -> None:
    """Take the first paths of a report, whole ones only."""
    top = opened.locator("#paths-title").bounding_box()
    chains = [chain.bounding_box() for chain in opened.locator("#paths .chain").all()[:CHAINS]]
    assert top is not None, "the page has no paths"
    bottom = max(box["y"] + box["height"] for box in chains if box is not None)
    area = {"x": 0, "y": top["y"] - 16, "width": WIDTH, "height": bottom - top["y"] + 32}
    opened.screenshot(path=IMAGES / "report.png", clip=area, full_page=True)


def network(opened: Any) -> None:
    """Take the drawing of a network page with its numbers, its panel and its legend, the first party chosen."""
    opened.set_viewport_size({"width": 1360, "height": 900})
    opened.reload()
    opened.evaluate("net.choose({ node: 0 })")
    opened.wait_for_timeout(500)
    top = opened.locator("#counts").bounding_box()
    foot = opened.locator("#network .legend").bounding_box()
    assert top is not None and foot is not None, "the page has no drawing"
    area = {"x": 0, "y": top["y"] - 16, "width": 1360, "height": foot["y"] + foot["height"] - top["y"] + 32}
    opened.screenshot(path=IMAGES / "network.png", clip=area, full_page=True)


def main() -> None:
    """Open the page and take its picture."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--network", action="store_true", help="the page is that of a network")
    options.add_argument("page", type=Path)
    asked = options.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        opened.goto(asked.page.resolve().as_uri())
        (network if asked.network else paths)(opened)
        browser.close()


if __name__ == "__main__":
    main()
