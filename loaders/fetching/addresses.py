"""Where a source's files are on the web, as its source.toml says: addresses to fetch, or what is to be done by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from beholden.errors import SourceError

FETCH_KEYS = {"files", "by_hand", "largest_mb", "unpacked_mb"}
FILE_KEYS = {"url", "name", "unpack", "page", "back_days"}
_PLACES = ("{day}", "{month}")


@dataclass(frozen=True, slots=True)
class Address:
    """One file on the web. `name` is what it is called here.

    `unpack` is what the files wanted of an archive are called ("*.csv"), "" for a file that is none. A `page` is one
    for readers: robots.txt is asked first, and pages come at a polite rate. In `url` and `name` {day} is a day as
    2026-03-01 and {month} a month as 2026-03; where there is no file of today, those of up to `back_days` before are
    tried.
    """

    url: str
    name: str
    unpack: str = ""
    page: bool = False
    back_days: int = 0

    def on(self, today: date) -> Iterator[Address]:
        """The addresses to try, the newest first."""
        if not any(place in self.url for place in _PLACES):
            yield self
            return
        tried: dict[str, Address] = {}
        for back in range(self.back_days + 1):
            day = (today - timedelta(days=back)).isoformat()
            url, name = (
                text.replace("{day}", day).replace("{month}", day[:7]) for text in (self.url, self.name)
            )
            tried.setdefault(url, Address(url, name, self.unpack, self.page))
        yield from tried.values()


@dataclass(frozen=True, slots=True)
class Fetch:
    """How a source's files are had: from addresses, or by hand in steps. Sizes are in bytes."""

    files: tuple[Address, ...] = ()
    by_hand: tuple[str, ...] = ()
    largest: int = 500 << 20
    unpacked: int = 4 << 30


def read_fetch(here: str, table: Mapping[str, Any]) -> Fetch:
    """Read and check the table [fetch] of a source.toml; SourceError names the fault."""
    if unknown := sorted(set(table) - FETCH_KEYS):
        raise SourceError(
            f"{here}: [fetch]: unknown key {unknown[0]!r}; known are {', '.join(sorted(FETCH_KEYS))}"
        )
    steps, files = table.get("by_hand", []), table.get("files", [])
    if not isinstance(steps, list) or not all(isinstance(step, str) and step.strip() for step in steps):
        raise SourceError(f"{here}: [fetch]: by_hand must be a list of steps")
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        raise SourceError(f"{here}: [fetch]: files must be a list of tables with a url each")
    if not files and not steps:
        raise SourceError(f"{here}: [fetch]: it has neither files nor by_hand")
    addresses = tuple(_address(here, file) for file in files)
    if len({address.name for address in addresses}) < len(addresses):
        raise SourceError(f"{here}: [fetch]: two files have one name")
    sizes = {}
    for key, unit in (("largest", "largest_mb"), ("unpacked", "unpacked_mb")):
        if unit in table:
            if not isinstance(table[unit], int) or isinstance(table[unit], bool) or table[unit] < 1:
                raise SourceError(f"{here}: [fetch]: {unit} must be a whole number of megabytes")
            sizes[key] = table[unit] << 20
    return Fetch(addresses, tuple(steps), **sizes)


def _address(here: str, file: Mapping[str, Any]) -> Address:
    if unknown := sorted(set(file) - FILE_KEYS):
        raise SourceError(
            f"{here}: [fetch]: unknown key {unknown[0]!r}; known are {', '.join(sorted(FILE_KEYS))}"
        )
    url = file.get("url")
    if (
        not isinstance(url, str)
        or urlsplit(url).scheme not in ("http", "https")
        or not urlsplit(url).hostname
    ):
        raise SourceError(f"{here}: [fetch]: url {url!r} must be an address of http or https")
    name = file.get("name", unquote(urlsplit(url).path).rpartition("/")[2])
    if not isinstance(name, str) or not name or "/" in name or "\\" in name or name.startswith("."):
        raise SourceError(f"{here}: [fetch]: name {name!r} must be a file's name, such as list.csv")
    back = file.get("back_days", 0)
    if not isinstance(back, int) or isinstance(back, bool) or not 0 <= back <= 60:
        raise SourceError(f"{here}: [fetch]: back_days must be a whole number from 0 to 60")
    return Address(url, name, str(file.get("unpack", "")), bool(file.get("page", False)), back)
