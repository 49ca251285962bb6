"""Manners towards pages made for readers: what robots.txt allows, and time between two requests to one host."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from beholden.errors import SourceError
from beholden.loaders.fetching.download import AGENT, Downloads

BETWEEN = 2.0
"""Seconds between two requests for pages of one host, where its robots.txt asks for no more."""

LONGEST = 60.0


@dataclass
class Manners:
    """Asks each host's robots.txt once, and waits before a request where the last one was just now."""

    downloads: Downloads
    between: float = BETWEEN
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def before(self, url: str) -> None:
        """Wait as long as is polite; SourceError where the host does not want this page to be fetched."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        robots = self._robots.get(host)
        if robots is None:
            robots = self._robots[host] = RobotFileParser()
            robots.parse((self.downloads.text(f"{host}/robots.txt") or "").splitlines())
        if not robots.can_fetch(AGENT, url):
            raise SourceError(
                f"{url}: robots.txt of {parts.netloc} asks programs to leave it; save it by hand"
            )
        wait = max(self.between, float(robots.crawl_delay(AGENT) or 0))
        if wait > LONGEST:
            raise SourceError(
                f"{url}: robots.txt of {parts.netloc} asks for {wait:,.0f} seconds; save it by hand"
            )
        now = self.downloads.clock()
        if (last := self._last.get(host)) is not None and last + wait > now:
            self.downloads.sleep(last + wait - now)
        self._last[host] = self.downloads.clock()
