"""A download is whole, or there is one clear error and what was there stays; the server is one of this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from beholden.errors import SourceError
from beholden.loaders.fetching.download import Downloads, Limits, NotThereError, _checked
from tests.loaders.fetching.server import (
    DATE,
    ETAG,
    TEXT,
    Handler,
    Server,
    drip,
    endless,
    redirect,
    serving,
    silence,
    status,
)

QUICK = Limits(bytes=1 << 20, tries=3, stall=0.4, connect=2.0, first_wait=0.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def downloads(waits: list[float]) -> Downloads:
    return Downloads(QUICK, sleep=waits.append)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def test_a_file_comes_whole_with_its_checksum_and_day(
    server: Server, downloads: Downloads, file: Path
) -> None:
    heard: list[tuple[int, int | None]] = []
    got = downloads.get(server.url("/list.csv"), file, progress=lambda *numbers: heard.append(numbers))
    assert file.read_bytes() == TEXT
    assert (got.bytes, got.sha256) == (len(TEXT), hashlib.sha256(TEXT).hexdigest())
    assert (got.etag, got.last_modified, got.modified, got.changed) == (ETAG, DATE, "2026-03-02", True)
    assert heard[-1] == (len(TEXT), len(TEXT))
    assert [path.name for path in file.parent.iterdir()] == ["list.csv"]
    assert server.asked("/list.csv")[0]["Accept-Encoding"] == "identity"


def test_an_unchanged_file_is_not_sent_again(server: Server, downloads: Downloads, file: Path) -> None:
    first = downloads.get(server.url("/list.csv"), file)
    again = downloads.get(server.url("/list.csv"), file, known=first)
    assert (again.changed, again.sha256) == (False, first.sha256)
    asked = server.asked("/list.csv")[1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == (ETAG, DATE)
    server.answers["/list.csv"] = lambda handler: handler.file(b"other\n", '"second"')
    assert downloads.get(server.url("/list.csv"), file, known=first).changed
    assert file.read_bytes() == b"other\n"


@pytest.mark.parametrize("headers", [{"ETag": ETAG}, {"Last_Modified": DATE}], ids=["etag", "date"])
def test_what_broke_off_is_gone_on_with(
    server: Server, downloads: Downloads, file: Path, headers: dict[str, str]
) -> None:
    def good(handler: Handler) -> None:
        handler.file(etag=headers.get("ETag", ""), modified=headers.get("Last_Modified", ""))

    server.in_turn("/list.csv", lambda handler: handler.break_off(TEXT[:700], len(TEXT), **headers), good)
    got = downloads.get(server.url("/list.csv"), file)
    assert file.read_bytes() == TEXT
    assert got.sha256 == hashlib.sha256(TEXT).hexdigest()
    second = server.asked("/list.csv")[1]
    assert second["Range"] == "bytes=700-"
    assert second["If-Range"] == next(iter(headers.values()))


def test_a_later_fetch_goes_on_where_an_earlier_one_gave_up(server: Server, file: Path) -> None:
    once = Downloads(Limits(tries=1, stall=0.4))
    server.answers["/list.csv"] = lambda handler: handler.break_off(TEXT[:700], len(TEXT), ETag=ETAG)
    with pytest.raises(SourceError, match=r"the connection broke off, 1 times; .* is kept and gone on with"):
        once.get(server.url("/list.csv"), file)
    assert not file.exists()
    server.answers["/list.csv"] = Handler.file
    once.get(server.url("/list.csv"), file)
    assert file.read_bytes() == TEXT
    assert server.asked("/list.csv")[1]["Range"] == "bytes=700-"


@pytest.mark.parametrize("etag", ["", 'W/"weak"'], ids=["none", "weak"])
def test_without_a_way_to_tell_it_begins_anew(
    server: Server, downloads: Downloads, file: Path, etag: str
) -> None:
    headers = {"ETag": etag} if etag else {}
    server.in_turn(
        "/list.csv",
        lambda handler: handler.break_off(TEXT[:700], len(TEXT), **headers),
        lambda handler: handler.file(etag=etag, modified=""),
    )
    downloads.get(server.url("/list.csv"), file)
    assert file.read_bytes() == TEXT
    assert "Range" not in server.asked("/list.csv")[1]


def test_a_file_that_changed_in_between_is_never_two_halves(
    server: Server, downloads: Downloads, file: Path
) -> None:
    new = TEXT.replace(b"row", b"ROW")
    cut = lambda handler: handler.break_off(TEXT[:700], len(TEXT), ETag=ETAG)  # noqa: E731
    server.in_turn("/list.csv", cut, lambda handler: handler.file(new, '"second"'))
    downloads.get(server.url("/list.csv"), file)
    assert file.read_bytes() == new

    def careless(handler: Handler) -> None:
        """Sends the rest of the new file without looking at If-Range."""
        if "Range" not in handler.headers:
            handler.file(new, '"third"')
            return
        span = f"bytes 700-{len(new) - 1}/{len(new)}"
        handler.answer(206, new[700:], ETag='"third"', Content_Range=span)

    server.in_turn("/list.csv", cut, careless)
    downloads.get(server.url("/list.csv"), file)
    assert file.read_bytes() == new


def test_a_part_that_is_longer_than_the_file_now_is_dropped(
    server: Server, downloads: Downloads, file: Path
) -> None:
    server.in_turn(
        "/list.csv",
        lambda handler: handler.break_off(TEXT[:700], len(TEXT), ETag=ETAG),
        lambda handler: handler.file(b"short\n", ETAG),
    )
    downloads.get(server.url("/list.csv"), file)
    assert file.read_bytes() == b"short\n"


def test_it_asks_again_after_longer_and_longer_waits(server: Server, file: Path, waits: list[float]) -> None:
    server.in_turn("/list.csv", status(503), status(500), status(502), Handler.file)
    Downloads(Limits(first_wait=1.0), sleep=waits.append).get(server.url("/list.csv"), file)
    assert file.read_bytes() == TEXT
    assert [0.75 * 2**n <= wait <= 1.25 * 2**n for n, wait in enumerate(waits)] == [True] * 3


def test_it_waits_as_long_as_it_is_asked_to(
    server: Server, downloads: Downloads, file: Path, waits: list[float]
) -> None:
    server.in_turn(
        "/list.csv", status(429, Retry_After="7"), status(503, Retry_After="Mon, 02 Mar 2020 10:00:00 GMT"),
        Handler.file,
    )  # fmt: skip
    downloads.get(server.url("/list.csv"), file)
    assert waits == [7.0, 0.0]
    server.answers["/list.csv"] = status(429, Retry_After="86400")
    with pytest.raises(
        SourceError, match="answers 429, and asks to wait 86,400 seconds; fetch it again after"
    ):
        downloads.get(server.url("/list.csv"), file)


def test_it_gives_up_after_its_tries_and_the_old_file_stays(
    server: Server, downloads: Downloads, file: Path
) -> None:
    file.write_bytes(b"old\n")
    server.answers["/list.csv"] = status(503)
    with pytest.raises(
        SourceError, match=r"/list.csv: the server answers 503, 3 times; fetch it again later$"
    ):
        downloads.get(server.url("/list.csv"), file)
    assert len(server.asked("/list.csv")) == 3
    assert file.read_bytes() == b"old\n"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(404), "nothing there"),
        (status(410), "nothing there"),
        (status(403), "answers 403"),
        (status(206), "sends a part and does not say which"),
        (redirect("file:///etc/passwd"), "leads to file:///etc/passwd, which is no address of http or https"),
        (redirect("ftp://example.org/list"), "no address of http or https"),
        (redirect("/list.csv", 301), ""),
        (redirect("/loop"), "more than 5 redirects"),
        (lambda handler: handler.answer(302), "does not say where to"),
        (lambda handler: handler.answer(200, TEXT, Content_Encoding="br"),
         "comes packed as br"),
    ],
)  # fmt: skip
def test_other_answers_are_taken_once_or_refused(
    server: Server, downloads: Downloads, file: Path, answer: object, error: str
) -> None:
    server.answers["/loop"] = answer  # type: ignore[assignment]
    if not error:
        downloads.get(server.url("/loop"), file)
        assert file.read_bytes() == TEXT
        return
    with pytest.raises(SourceError, match=error):
        downloads.get(server.url("/loop"), file)
    assert not file.exists()
    assert len(server.asked("/loop")) in (1, 6)


def test_https_never_becomes_http(downloads: Downloads) -> None:
    assert _checked("https://b.example/", "https://a.example/", before="https://a.example/")
    with pytest.raises(SourceError, match=r"from https to http://b.example/, which nothing protects"):
        _checked("http://b.example/", "https://a.example/", before="https://a.example/")


def test_missing_is_told_apart(server: Server, downloads: Downloads, file: Path) -> None:
    with pytest.raises(NotThereError):
        downloads.get(server.url("/nowhere"), file)


@pytest.mark.parametrize(("answer", "error"), [(silence, "does not answer in time"), (drip, "stalls")])
def test_a_server_that_stalls_is_left(server: Server, file: Path, answer: object, error: str) -> None:
    server.answers["/list.csv"] = answer  # type: ignore[assignment]
    with pytest.raises(SourceError, match=error):
        Downloads(Limits(tries=1, stall=0.3)).get(server.url("/list.csv"), file)
    assert not file.exists()


def test_a_length_that_lies_is_an_error(server: Server, file: Path) -> None:
    once = Downloads(Limits(tries=1, stall=0.4))
    server.answers["/list.csv"] = lambda handler: handler.break_off(TEXT, len(TEXT) + 10)
    with pytest.raises(SourceError, match="broke off"):
        once.get(server.url("/list.csv"), file)
    server.answers["/list.csv"] = lambda handler: handler.answer(200, TEXT, len(TEXT) - 100)
    with pytest.raises(SourceError, match="more comes than the 114,900 bytes that the server says it has"):
        once.get(server.url("/list.csv"), file)
    server.answers["/list.csv"] = lambda handler: handler.break_off(TEXT, "many")  # type: ignore[arg-type]
    with pytest.raises(SourceError, match=r"many|broke off"):
        once.get(server.url("/list.csv"), file)
    assert not file.exists()


def test_too_much_is_refused_by_its_length_and_as_it_comes(server: Server, file: Path) -> None:
    small = Downloads(Limits(bytes=1000, tries=1))
    with pytest.raises(SourceError, match="115,000 bytes and perhaps more, where at most 1,000 are read"):
        small.get(server.url("/list.csv"), file)
    server.answers["/endless"] = endless
    with pytest.raises(SourceError, match="where at most 1,048,576 are read; see largest_mb"):
        Downloads(QUICK).get(server.url("/endless"), file)
    assert not file.exists()


def test_nobody_there_is_one_error(file: Path) -> None:
    with serving() as server:
        url = server.url("/list.csv")
    with pytest.raises(SourceError, match=r"can't be reached|broke off"):
        Downloads(Limits(tries=1, connect=1.0)).get(url, file)


def test_an_empty_file_is_no_list(server: Server, file: Path) -> None:
    server.answers["/list.csv"] = lambda handler: handler.answer(200)
    with pytest.raises(SourceError, match="sends an empty file"):
        Downloads(Limits(tries=1)).get(server.url("/list.csv"), file)
