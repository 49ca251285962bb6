"""Make docs/images/report.png, a part of the page of the bundled case: `python docs/screenshot.py report/index.html`.

It drives the Chromium that the system has.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, CHAINS = 1100, 4
OUT = Path(__file__).parent / "images" / "report.png"


def main(page: Path) -> None:
    """Take the first paths of the page, whole ones only."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        opened.goto(page.resolve().as_uri())
        top = opened.locator("#paths-title").bounding_box()
        chains = [chain.bounding_box() for chain in opened.locator("#paths .chain").all()[:CHAINS]]
        assert top is not None, "the page has no paths"
        bottom = max(box["y"] + box["height"] for box in chains if box is not None)
        OUT.parent.mkdir(exist_ok=True)
        area = {"x": 0, "y": top["y"] - 16, "width": WIDTH, "height": bottom - top["y"] + 32}
        opened.screenshot(path=OUT, clip=area, full_page=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
