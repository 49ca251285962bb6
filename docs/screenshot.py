"""Make the pictures of the pages in docs/images, from the bundled case: `make screenshots`.

It runs the case into a folder of its own and opens its pages in the Chromium that the system has: report.png (the
answer), paths.png (the first paths of the report), network.png (a drawing, one party chosen), network-dark.png (the
same in the dark), dossier.png, scorecard.png and story.png (its verdicts and their certificates). What is Chinese in a
source needs a font that has it: without one the pictures would show boxes, and nothing is taken.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from beholden.cases.case import find_case
from beholden.cases.dossier import dossier
from beholden.cases.drawing import draw_around
from beholden.cases.run import prepare
from beholden.cases.scorecard import scorecard
from beholden.cases.story import write_story
from beholden.graph.find import Finder
from beholden.graph.workspace import Workspace
from beholden.pages.dossier import dossier_page
from beholden.pages.files import write_files
from beholden.pages.report import write_report
from beholden.pages.scorecard import write_scorecard

CASE, PARTY, INITIATIVE = "surveillance-and-the-compact", "Hikvision", "ungc"
IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT, MARGIN, CHAINS = 1360, 1000, 16, 6


def pages(folder: Path) -> dict[str, Path]:
    """Write each page of the bundled case into the folder; the paths by the names of the pages."""
    case = find_case(CASE)
    ready = prepare(
        case, Workspace(folder / "home"), software="docs", watch=lambda _: nullcontext(lambda _number: None)
    )
    find = Finder(ready.release)
    told = dossier_page(dossier(ready.release, find(PARTY)))
    return {
        "report": write_report(ready.report(case), folder / "report"),
        "network": draw_around(ready.release, find(PARTY), 2, folder / "network"),
        "dossier": write_files(folder / "dossier", {"dossier.html": told}),
        "scorecard": write_scorecard(scorecard(ready.release, INITIATIVE), folder / "scorecard"),
        "story": write_story(case, ready, folder / "story"),
    }


def top(opened: Any) -> dict[str, float]:
    """The first screen of a page."""
    return {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}


def paths(opened: Any) -> dict[str, float]:
    """The first paths of a report, whole ones only."""
    chains = [chain.bounding_box() for chain in opened.locator("#paths .chain").all()[:CHAINS]]
    return _from(opened, "#paths-title", max(box["y"] + box["height"] for box in chains))


def network(opened: Any) -> dict[str, float]:
    """The drawing with its numbers, its panel and its legend, the first party chosen."""
    opened.evaluate("net.choose({ node: 0 })")
    opened.wait_for_timeout(500)
    foot = opened.locator("#network .legend").bounding_box()
    return _from(opened, "#counts", foot["y"] + foot["height"])


def verdicts(opened: Any) -> dict[str, float]:
    """The verdicts of a story's page, each with its certificate."""
    foot = opened.locator("#verdicts tbody tr").nth(7).bounding_box()
    return _from(opened, "#verdicts-title", foot["y"] + foot["height"])


def _from(opened: Any, first: str, bottom: float) -> dict[str, float]:
    start = opened.locator(first).bounding_box()
    return {"x": 0, "y": start["y"] - MARGIN, "width": WIDTH, "height": bottom - start["y"] + 2 * MARGIN}


PICTURES: dict[str, tuple[str, str, Callable[[Any], dict[str, float]]]] = {
    "report": ("report", "light", top),
    "paths": ("report", "light", paths),
    "network": ("network", "light", network),
    "network-dark": ("network", "dark", network),
    "dossier": ("dossier", "light", top),
    "scorecard": ("scorecard", "light", top),
    "story": ("story", "light", verdicts),
}
"""The page, the scheme of colours and the part of each picture."""


def without_letters() -> str | None:
    """What to do where no font of this machine has Chinese letters; None where one has."""
    found = subprocess.run(
        ["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False
    ).stdout
    return None if found.strip() else "no font here has Chinese letters: apt-get install fonts-wqy-zenhei"


def main() -> None:
    """Take all pictures."""
    if problem := without_letters():
        sys.exit(f"screenshots: {problem}")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        made = pages(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (page, scheme, part) in PICTURES.items():
            opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            opened.goto(made[page].as_uri())
            opened.wait_for_timeout(500)
            opened.screenshot(path=IMAGES / f"{name}.png", clip=part(opened), full_page=True)
            opened.close()
        browser.close()


if __name__ == "__main__":
    main()
