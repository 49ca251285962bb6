"""The real Neo4j Browser in a Chromium, used as a person does: text is pasted, files are dropped, buttons clicked.

For tests and for the pictures of the documentation. Nothing outside of this machine is reached: Browser would ask for
fonts and send reports.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tools.neo4j_server import Server

LOCAL = ("localhost", "127.0.0.1")
PATIENCE_MS = 60_000
STREAM = "[data-testid=stream]"
FRAME = f"{STREAM} [data-testid=frame]"
_DROP = """([data, name, kind]) => {
  const file = new File([Uint8Array.from(atob(data), letter => letter.charCodeAt(0))], name, {type: kind});
  const held = new DataTransfer();
  held.items.add(file);
  for (const what of ["dragenter", "dragover", "drop"])
    document.querySelector(".filedrop").dispatchEvent(
      new DragEvent(what, {bubbles: true, cancelable: true, dataTransfer: held}));
}"""
_DRAWN = """() => [...document.querySelectorAll("g.node")].map(node => [
  [...node.querySelectorAll("text")].map(text => text.textContent).join("").trim(),
  node.querySelector("circle.b-outline").getAttribute("fill")])"""


@dataclass(frozen=True)
class Drawn:
    """What a drawing shows: the beginning of each node's caption with its colour, and how many arrows."""

    nodes: list[tuple[str, str]]
    arrows: int


class Browser:
    """Neo4j Browser, logged in. `page` is Playwright's."""

    def __init__(self, chromium: Any, server: Server, *, width: int = 1400, height: int = 1000) -> None:
        """Open Browser at the server's own address and log in with its password."""
        context = chromium.new_context(
            viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"]
        )
        context.set_default_timeout(PATIENCE_MS)
        self.page = context.new_page()
        self.page.route("**/*", self._stay)
        self.page.goto(server.browser)
        self.page.fill("[data-testid=boltaddress]", server.uri.partition("://")[2])
        self.page.fill("[data-testid=username]", server.user)
        self.page.fill("[data-testid=password]", server.password)
        self.page.click("[data-testid=connect]")
        self.page.wait_for_selector("text=You are connected as user")

    @staticmethod
    def _stay(route: Any) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("data", "blob") or address.hostname in LOCAL:
            route.continue_()
        else:
            route.abort()

    def close(self) -> None:
        """Close Browser and forget what it kept."""
        self.page.context.close()

    def clear(self) -> None:
        """Take all frames away."""
        self.paste(":clear")
        self.page.wait_for_selector(FRAME, state="detached")

    def run(self, text: str) -> Any:
        """Paste the text into the editor and run it; the frame that it gives, which may still be at work."""
        self.clear()
        self.paste(text)
        self.page.wait_for_selector(FRAME)
        return self.page.locator(FRAME).first

    def set(self, parameters: str) -> None:
        """Run `:param` commands, and wait until all of them have been taken."""
        self.run(parameters)
        self.taken()

    def taken(self) -> None:
        """Wait until the parameters that were just set have been taken."""
        done = """() => document.body.innerText.includes("Successfully set your parameters") || (found =>
          found.length && found.every(one => one.title == "Status: success"))(
          [...document.querySelectorAll("[data-testid=multi-statement-list-icon]")])"""
        self.page.wait_for_function(done)

    def paste(self, text: str) -> None:
        """Paste the text into the editor and run it."""
        self.page.click(".monaco-editor >> nth=0")
        self.page.keyboard.press("Control+A")
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+V")
        self.page.keyboard.press("Control+Enter")

    def records(self) -> int:
        """How many rows the newest frame says that it got."""
        said = self.page.locator(FRAME).first.locator("text=/Started streaming|no changes/")
        said.wait_for()
        number = re.search(r"streaming ([0-9]+) record", said.inner_text())
        return int(number[1]) if number else 0

    def drawn(self) -> Drawn:
        """What the newest frame draws."""
        self.page.locator(FRAME).first.locator("g.node").first.wait_for()
        nodes = [(str(caption), str(colour)) for caption, colour in self.page.evaluate(_DRAWN)]
        return Drawn(nodes, self.page.locator("g.relationship").count())

    def drop(self, name: str, data: bytes) -> None:
        """Drop a file onto the window."""
        kind = "application/zip" if name.endswith(".zip") else "text/plain"
        self.page.evaluate(_DROP, [base64.b64encode(data).decode(), name, kind])

    def kept(self, what: str, having: str) -> Any:
        """What Browser keeps in this machine's storage, such as `documents` or `grass`, once it has this in it."""
        held = "([what, having]) => (localStorage.getItem('neo4j.' + what) || '').includes(having)"
        self.page.wait_for_function(held, arg=[what, having])
        return json.loads(self.page.evaluate("what => localStorage.getItem('neo4j.' + what)", what))
