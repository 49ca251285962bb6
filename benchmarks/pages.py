"""How fast the network page draws and answers, beside stock pyvis on the same graph: `python -m benchmarks.pages`.

Both pages hold 1,500 nodes and 3,000 arrows and are opened from disk by the Chromium that the system has, headless and
without a graphics card. pyvis' page is the one it writes when it is asked to put everything in line, with its own
settings. Its requests to other hosts are counted and refused, as they are where a reader has no network.
"""

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright
from pyvis.network import Network

from beholden.pages.network_page import write_network
from benchmarks import machine
from tests.pages.made import invented, page

NODES, STEPS = 1_500, 20
PATIENCE = 120
"""Seconds after which a page that has not settled is given up."""

PAINTED = """async (step) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  await painted();
  const began = performance.now();
  STEP
  document.querySelector("#canvas canvas, #mynetwork canvas").getContext("2d").getImageData(0, 0, 1, 1);
  await painted();
  return performance.now() - began;
}"""
"""Milliseconds from a step to the frame after it; reading a pixel waits until what was asked for is drawn."""

OURS = """
  if (step % 2) {
    const box = document.querySelector(step % 4 === 1 ? "[data-kind=OWNS]" : "[data-source=made_1]");
    box.click();
  } else {
    const slider = document.getElementById("slider");
    slider.value = Math.round((slider.max * (step + 1)) / 21);
    slider.dispatchEvent(new Event("input"));
  }"""
PYVIS = """
  const every = edges.getIds();
  edges.update(every.map((id, at) => ({ id, hidden: at % (step + 2) === 0 })));
  network.redraw();"""


def main() -> None:
    """Open both pages some times and print what to paste into docs/benchmarks.md."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    runs = options.parse_args().runs
    drawn = invented(5, NODES)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours = write_network(page(drawn), Path(folder) / "ours")
        theirs = _pyvis(drawn, Path(folder))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        found = [_ours(browser, ours) for _ in range(runs)]
        stock = [_stock(browser, theirs) for _ in range(min(runs, 2))]
        browser.close()
        sizes = [path.stat().st_size / 1e6 for path in (ours, theirs)]
    for name, value in machine.facts():
        print(f"| {name} | {value} |")
    print(json.dumps({"ours": found, "pyvis": stock, "megabytes": sizes}, indent=1))
    for what, unit in (("first", "s"), ("all", "s"), ("step", "ms")):
        values = sorted(one[what] for one in found)
        print(f"{what}: {median(values):.2f} {unit} ({values[0]:.2f} to {values[-1]:.2f})")


def _opened(browser: Any, address: str, drawn: str) -> tuple[Any, float, list[str]]:
    """The page, the seconds until it has drawn, and what it asked other hosts for."""
    tab = browser.new_page(viewport={"width": 1360, "height": 900})
    tab.set_default_timeout(PATIENCE * 1000)
    asked: list[str] = []

    def answer(route: Any) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    tab.route("**/*", answer)
    began = time.perf_counter()
    tab.goto(address, wait_until="commit")
    tab.locator(drawn).first.wait_for(state="attached")
    tab.evaluate(PAINTED.replace("STEP", ""), 0)
    return tab, time.perf_counter() - began, asked


def _ours(browser: Any, path: Path) -> dict[str, Any]:
    """The page as it opens, the page with everything drawn, and the median of steps of filters and of the day."""
    tab, first, asked = _opened(browser, path.as_uri(), "#counts:not(:empty)")
    tab.close()
    tab, whole, _ = _opened(browser, path.as_uri() + "#net?whole=1", "#counts:not(:empty)")
    assert "1,500 of 1,500 nodes and 3,000 of 3,000 arrows" in tab.locator("#counts").text_content()
    steps = [tab.evaluate(PAINTED.replace("STEP", OURS), step) for step in range(STEPS)]
    tab.close()
    return {
        "first": first,
        "all": whole,
        "step": median(steps),
        "slowest": max(steps),
        "requests": len(asked),
    }


def _pyvis(drawn: dict[str, Any], folder: Path) -> Path:
    """The page that pyvis writes of the same graph."""
    net = Network(directed=True, cdn_resources="in_line")
    for node in drawn["nodes"]:
        net.add_node(node["id"], label=node["name"], title=node["name"], group=node["kind"])
    for arrow in drawn["arrows"]:
        net.add_edge(arrow["from"], arrow["to"], title=arrow["label"])
    path = folder / "pyvis.html"
    path.write_text(net.generate_html(), encoding="utf-8")
    return path


def _stock(browser: Any, path: Path) -> dict[str, Any]:
    """pyvis' page: when its loading bar is gone and the layout is found, or that it was not within PATIENCE."""
    tab, first, asked = _opened(browser, path.as_uri(), "#mynetwork canvas")
    began = time.perf_counter()
    settled: float | None = None
    while time.perf_counter() - began < PATIENCE:
        if tab.evaluate("getComputedStyle(document.getElementById('loadingBar')).display") == "none":
            settled = first + time.perf_counter() - began
            break
        tab.wait_for_timeout(200)
    tab.evaluate("network.setOptions({ physics: false })")
    steps = [tab.evaluate(PAINTED.replace("STEP", PYVIS), step) for step in range(STEPS)]
    tab.close()
    return {"first": first, "settled": settled, "step": median(steps), "requests": len(asked)}


if __name__ == "__main__":
    main()
