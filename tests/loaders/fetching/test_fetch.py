"""All files of a source come together or not at all; archives are unpacked within limits; pages are asked politely."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError
from beholden.graph.workspace import Workspace
from beholden.loaders.fetching.addresses import Address, Fetch, read_fetch
from beholden.loaders.fetching.download import Downloads, Limits
from beholden.loaders.fetching.fetch import Fetched, fetch
from beholden.loaders.fetching.pages import Manners
from beholden.loaders.fetching.unpack import unpack
from beholden.loaders.run import source
from tests.loaders.fetching.server import (
    TEXT,
    Handler,
    Server,
    gzipped,
    serving,
    status,
    zipped,
)

TODAY = date(2026, 3, 9)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.now, self.waits = 100.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def run(home: Workspace, *addresses: Address, clock: Clock | None = None, **limits: int) -> Fetched:
    declared = replace(source("us_uflpa"), fetch=Fetch(addresses, **limits))
    clock = clock or Clock()
    downloads = Downloads(Limits(tries=2, stall=0.4), sleep=clock.sleep, clock=lambda: clock.now)
    return fetch(declared, home, downloads, Manners(downloads), TODAY, lambda name: lambda done, total: None)


def archive(body: bytes) -> Any:
    return lambda handler: handler.file(body, '"zip"')


def test_files_come_together_and_are_kept_while_unchanged(server: Server, home: Workspace) -> None:
    server.answers["/all.zip"] = archive(zipped(nodes_csv=b"a\n", read__edges_csv=b"b\n", notes=b"c\n"))
    addresses = (
        Address(server.url("/list.csv"), "list.csv"),
        Address(server.url("/all.zip"), "all.zip", "*.csv"),
    )
    first = run(home, *addresses)
    assert [path.name for path in first.files] == ["list.csv", "nodes.csv", "edges.csv"]
    assert [path.read_bytes() for path in first.files] == [TEXT, b"a\n", b"b\n"]
    assert first.day() == ("2026-03-02", "the day that the publisher's server gives for the file")
    inode = first.files[0].stat().st_ino
    again = run(home, *addresses)
    assert [part.got.changed for part in again.parts] == [False, False]
    assert [path.read_bytes() for path in again.files] == [TEXT, b"a\n", b"b\n"]
    assert again.files[0].stat().st_ino == inode
    assert [part.got.sha256 for part in again.parts] == [part.got.sha256 for part in first.parts]
    again.files[1].unlink()
    assert [part.got.changed for part in run(home, *addresses).parts] == [False, True]


def test_when_one_file_fails_none_is_changed(server: Server, home: Workspace) -> None:
    addresses = (Address(server.url("/list.csv"), "list.csv"), Address(server.url("/b.csv"), "b.csv"))
    server.answers["/b.csv"] = lambda handler: handler.file(b"old\n", '"b1"')
    run(home, *addresses)
    server.answers["/list.csv"] = lambda handler: handler.file(b"new\n", '"a2"')
    server.answers["/b.csv"] = status(500)
    with pytest.raises(SourceError, match=r"/b.csv: the server answers 500, 2 times"):
        run(home, *addresses)
    folder = home.folder / "fetched" / "us_uflpa"
    assert ((folder / "list.csv").read_bytes(), (folder / "b.csv").read_bytes()) == (TEXT, b"old\n")


def test_without_a_day_of_the_publisher_it_is_the_day_of_the_fetch(server: Server, home: Workspace) -> None:
    server.answers["/list.csv"] = lambda handler: handler.file(modified="")
    found = run(home, Address(server.url("/list.csv"), "list.csv"))
    assert found.day() == ("2026-03-09", "the day of the fetch; the publisher states none")


def test_the_newest_day_that_is_there_is_taken(server: Server, home: Workspace) -> None:
    server.answers["/list-2026-03-07.csv"] = Handler.file
    found = run(home, Address(server.url("/list-{day}.csv"), "list-{day}.csv", back_days=3))
    assert [path.name for path in found.files] == ["list-2026-03-07.csv"]
    with pytest.raises(SourceError, match=r"/month-2026-03.csv: the server has nothing there \(404\)"):
        run(home, Address(server.url("/month-{month}.csv"), "month.csv", back_days=31))
    assert [path for path, _ in server.seen if "month" in path] == [
        "/month-2026-03.csv",
        "/month-2026-02.csv",
    ]


def test_pages_are_asked_as_robots_txt_says(server: Server, home: Workspace) -> None:
    clock = Clock()
    server.answers["/robots.txt"] = lambda handler: handler.answer(
        200, b"User-agent: *\nDisallow: /private\nCrawl-delay: 5\n"
    )
    pages = [Address(server.url(f"/{name}"), f"{name}.html", page=True) for name in ("a", "b", "private")]
    for page in ("/a", "/b"):
        server.answers[page] = Handler.file
    run(home, *pages[:2], clock=clock)
    assert clock.waits == [5.0]
    assert len(server.asked("/robots.txt")) == 1
    with pytest.raises(
        SourceError, match=r"robots.txt of 127.0.0.1:\d+ asks programs to leave it; save it by"
    ):
        run(home, pages[2])
    assert server.asked("/private") == []
    server.answers["/robots.txt"] = status(503)
    with pytest.raises(SourceError, match=r"/robots.txt: the server answers 503"):
        run(home, pages[0])


def test_without_robots_txt_pages_have_two_seconds_between_them(server: Server, home: Workspace) -> None:
    clock = Clock()
    server.answers["/a"] = server.answers["/b"] = Handler.file
    run(home, *(Address(server.url(f"/{name}"), name, page=True) for name in ("a", "b")), clock=clock)
    assert clock.waits == [2.0]


def test_gzip_gives_one_file(server: Server, home: Workspace) -> None:
    server.answers["/list.csv.gz"] = archive(gzipped(TEXT))
    found = run(home, Address(server.url("/list.csv.gz"), "list.csv.gz", "*.csv"))
    assert [(path.name, path.read_bytes()) for path in found.files] == [("list.csv", TEXT)]


def bomb() -> bytes:
    """What packs far too well; it is packed when a test asks for it."""
    return bytes(1 << 20) * 70


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (lambda: zipped(a_csv=bomb()), "over 200 times what went in; it is a bomb"),
        (lambda: gzipped(bomb()), "over 200 times what went in; it is a bomb"),
        (zipped(a_csv=b"x" * 3_000_000, b_csv=b"y" * 3_000_000), "more than 1,194,304 bytes come out"),
        (zipped(**{"..__..__evil_csv": b"x"}), "leads out of the folder"),
        (zipped(**{"a__x_csv": b"x", "b__x_csv": b"y"}), "two files in it are called x.csv"),
        (zipped(readme=b"x"), r'no file in it is called "\*.csv"; it has readme'),
        (zipped(a_csv=TEXT)[:-300], "damaged"),
        (gzipped(TEXT)[:-9], "damaged"),
        (TEXT, "no archive, though one was expected"),
    ],
    ids=["zip-bomb", "gzip-bomb", "too-much", "slip", "twins", "none", "cut-zip", "cut-gzip", "no-archive"],
)
def test_archives_that_are_not_right_are_refused(
    server: Server, home: Workspace, body: bytes | Callable[[], bytes], error: str
) -> None:
    server.answers["/all.zip"] = archive(body() if callable(body) else body)
    unpacked = 4 << 20 if "more than" in error else 1 << 30
    with pytest.raises(SourceError, match=error):
        run(home, Address(server.url("/all.zip"), "all.zip", "*.csv"), unpacked=unpacked)
    assert not (home.folder / "fetched" / "us_uflpa").exists()
    assert not list(home.folder.rglob("evil*"))


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    """The size that a ZIP states of a file is not asked: what comes out is counted."""
    packed = bytearray(zipped(a_csv=TEXT))
    true = len(TEXT).to_bytes(4, "little")
    assert packed.count(true) == 2
    lying = tmp_path / "all.zip"
    lying.write_bytes(bytes(packed).replace(true, (10).to_bytes(4, "little")))
    with pytest.raises(SourceError, match=r"damaged|come out"):
        unpack(lying, tmp_path, "a", "*.csv", 1 << 20)
    many = tmp_path / "many.zip"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(1001):
            archive.writestr(f"{number}.csv", "x")
    with pytest.raises(SourceError, match="1,001 files in one archive"):
        unpack(many, tmp_path, "a", "*.csv", 1 << 20)


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ({}, "neither files nor by_hand"),
        ({"file": []}, "unknown key 'file'"),
        ({"files": [{"url": "list.csv"}]}, "must be an address of http or https"),
        ({"files": [{"url": "file:///list.csv"}]}, "must be an address of http or https"),
        ({"files": [{"url": "https://example.org/"}]}, "must be a file's name"),
        ({"files": [{"url": "https://example.org/x", "name": "../x"}]}, "must be a file's name"),
        ({"files": [{"url": "https://example.org/x", "back_days": -1}]}, "from 0 to 60"),
        (
            {"files": [{"url": "https://a.example/x"}, {"url": "https://b.example/x"}]},
            "two files have one name",
        ),
        ({"files": [{"url": "https://example.org/x", "robots": True}]}, "unknown key 'robots'"),
        ({"by_hand": "go there"}, "a list of steps"),
        ({"by_hand": ["go"], "largest_mb": 0}, "whole number of megabytes"),
    ],
)
def test_a_declaration_that_is_not_right_is_refused(table: dict[str, Any], error: str) -> None:
    with pytest.raises(SourceError, match=rf"here: \[fetch\]: .*{error}"):
        read_fetch("here", table)
