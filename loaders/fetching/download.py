"""One address of the web to one file on disk: streamed, resumed, tried again, and never more than is allowed."""

from __future__ import annotations

import email.utils
import hashlib
import json
import random
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3

from beholden import __version__
from beholden.errors import SourceError

AGENT = f"beholden/{__version__}"
AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Answers after which it is worth asking again."""

MOVED = frozenset((301, 302, 303, 307, 308))

Progress = Callable[[int, int | None], None]
"""Hears how many bytes are there, and how many there will be where the server says."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may take: bytes, redirects, tries, and seconds (to connect, without a byte, of waiting).

    A server that sends less than `slowest` bytes in `stall` seconds has stalled, however it drips.
    """

    bytes: int = 2 << 30
    redirects: int = 5
    tries: int = 5
    connect: float = 15.0
    stall: float = 60.0
    slowest: int = 1024
    longest_wait: float = 300.0
    first_wait: float = 1.0


@dataclass(frozen=True, slots=True)
class Got:
    """What came from an address: `changed` is false where the server says that the copy at hand is the newest.

    `modified` is the day the server gives for the file (ISO), or "".
    """

    url: str
    bytes: int
    sha256: str
    etag: str = ""
    last_modified: str = ""
    modified: str = ""
    media_type: str = ""
    changed: bool = True


@dataclass(slots=True)
class _Part:
    """A download that is not at its end, and what tells whether the rest belongs to it."""

    url: str
    etag: str = ""
    last_modified: str = ""
    total: int | None = None

    @property
    def validator(self) -> str:
        """What If-Range takes: a strong ETag, else the date; "" where neither is there."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class NotThereError(SourceError):
    """The server says that it has nothing at this address."""


class _TryAgainError(Exception):
    """A fault that may pass; `wait` is how many seconds the server asks for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass
class Downloads:
    """Downloads files one after another; `sleep` and `clock` are for tests."""

    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        """Make the pool of connections; certificates are those that the system trusts."""
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=self.limits.connect, read=self.limits.stall), retries=False
        )

    def get(self, url: str, file: Path, known: Got | None = None, progress: Progress | None = None) -> Got:
        """Download an address to a file, which appears whole or not at all.

        What came before an interruption stays beside it as NAME.part and is gone on with, where the server says that
        it is still of the same file. With `known`, what was got before and is still at hand, a file that is unchanged
        is not sent again, and none appears. Raises SourceError with the address and what went wrong.
        """
        waits, why = self.limits.first_wait, ""
        for number in range(self.limits.tries):
            try:
                return self._once(url, file, known, progress)
            except _TryAgainError as problem:
                why = str(problem)
                wait = waits * random.uniform(0.75, 1.25) if problem.wait is None else problem.wait
                if wait > self.limits.longest_wait:
                    raise SourceError(
                        f"{url}: {why}, and asks to wait {wait:,.0f} seconds; fetch it again after that"
                    ) from problem
                waits *= 2
            if number + 1 < self.limits.tries:
                self.sleep(wait)
        rest = ", what came is kept and gone on with" if _part(file).exists() else ""
        raise SourceError(f"{url}: {why}, {self.limits.tries} times; fetch it again later{rest}")

    def text(self, url: str, largest: int = 1 << 20) -> str | None:
        """A small text of the web, None where there is none (any answer of 400 to 499)."""
        try:
            with self._open(url, {}) as response:
                if 400 <= response.status < 500:
                    return None
                if response.status != 200:
                    raise SourceError(f"{url}: the server answers {response.status}; fetch it again later")
                return b"".join(self._pieces(url, response, 0, largest)).decode("utf-8", "replace")
        except _TryAgainError as problem:
            raise SourceError(f"{url}: {problem}; fetch it again later") from problem

    # --- one try -----------------------------------------------------------------------------------------

    def _once(self, url: str, file: Path, known: Got | None, progress: Progress | None) -> Got:
        part, headers = self._begun(url, file), {}
        if part is not None:
            headers = {"Range": f"bytes={_part(file).stat().st_size}-", "If-Range": part.validator}
        elif known is not None and known.url == url:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        with self._open(url, headers) as response:
            if response.status == 304 and known is not None and part is None:
                return replace(known, changed=False)
            if response.status in AGAIN:
                raise _TryAgainError(f"the server answers {response.status}", _retry_after(response))
            if response.status == 416 and part is not None:
                _forget(file)  # what is there is no beginning of what the server has now
                raise _TryAgainError("the server has no more of the file than came before", 0.0)
            if response.status in (404, 410):
                raise NotThereError(
                    f"{url}: the server has nothing there ({response.status}); the publisher may have moved it"
                )
            if response.status not in (200, 206):
                raise SourceError(
                    f"{url}: the server answers {response.status} {response.reason or ''}".rstrip()
                )
            return self._take(url, file, part, response, progress)

    def _begun(self, url: str, file: Path) -> _Part | None:
        """What is known of a download of this address that broke off, where the rest can be told to belong to it."""
        try:
            part = _Part(**json.loads(_note(file).read_text(encoding="utf-8")))
            there = _part(file).stat().st_size
        except (OSError, ValueError, TypeError):
            _forget(file)
            return None
        if part.url != url or not part.validator or not there or (part.total or there + 1) <= there:
            _forget(file)
            return None
        return part

    def _take(
        self,
        url: str,
        file: Path,
        part: _Part | None,
        response: urllib3.BaseHTTPResponse,
        progress: Progress | None,
    ) -> Got:
        """Write what the response holds, after what is there or anew, and make the file whole."""
        if (coding := response.headers.get("Content-Encoding", "identity").lower()) != "identity":
            raise SourceError(f"{url}: it comes packed as {coding}, which was not asked for; it is not read")
        etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        start = 0
        if response.status == 206:
            start, total = _range(url, response)
            there = _part(file).stat().st_size if part else 0
            other = part is None or start != there or (part.total is not None and part.total != total)
            if other or (etag and part is not None and part.etag and etag != part.etag):
                _forget(file)
                raise _TryAgainError("the file changed while it was fetched", 0.0)
        else:
            total = _length(url, response)
        if total is not None and total > self.limits.bytes:
            raise SourceError(_too_large(url, total, self.limits.bytes))
        begun = _Part(url, etag or (part.etag if part and start else ""), modified, total)
        _note(file).parent.mkdir(parents=True, exist_ok=True)
        _note(file).write_text(json.dumps(asdict(begun)), encoding="utf-8")
        size = start
        with _part(file).open("ab" if start else "wb") as written:
            for piece in self._pieces(url, response, start, self.limits.bytes):
                written.write(piece)
                size += len(piece)
                if progress is not None:
                    progress(size, total)
        if total is not None and size != total:
            raise _TryAgainError(f"{size:,} bytes came, where the server says {total:,}")
        if not size:
            raise _TryAgainError("the server sends an empty file")
        with _part(file).open("rb") as stream:
            checksum = hashlib.file_digest(stream, "sha256").hexdigest()
        _part(file).replace(file)
        _note(file).unlink()
        media_type = response.headers.get("Content-Type", "")
        return Got(url, size, checksum, etag, modified, _day(modified), media_type)

    def _pieces(self, url: str, response: urllib3.BaseHTTPResponse, start: int, most: int) -> Iterator[bytes]:
        """Yield what comes; _TryAgainError where it breaks off or stalls, SourceError where it is too much."""
        came, since, begun = start, 0, self.clock()
        tail = _Tail(response)
        try:
            while piece := response.read1(1 << 16):
                came, since = came + len(piece), since + len(piece)
                if came > most:
                    raise SourceError(_too_large(url, came, most))
                yield piece
                if (now := self.clock()) - begun >= self.limits.stall:
                    if since < self.limits.slowest:
                        raise _TryAgainError(
                            f"the server stalls: {since:,} bytes in {now - begun:.0f} seconds"
                        )
                    since, begun = 0, now
        except urllib3.exceptions.HTTPError as problem:
            raise _TryAgainError(_words(problem)) from problem
        if tail.more():
            raise SourceError(
                f"{url}: more comes than the {came:,} bytes that the server says it has; what came may be cut off"
            )

    def _open(self, url: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        """The answer to a request, redirects followed: to http or https only, never from https to http."""
        sent = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        here = _checked(url, url)
        for _ in range(self.limits.redirects + 1):
            try:
                response = self._pool.request(
                    "GET", here, headers=sent, redirect=False, preload_content=False, decode_content=False
                )
            except urllib3.exceptions.HTTPError as problem:
                raise _TryAgainError(_words(problem)) from problem
            if response.status not in MOVED:
                return response
            target = response.headers.get("Location", "")
            response.drain_conn()
            response.release_conn()
            if not target:
                raise SourceError(f"{url}: the server redirects and does not say where to")
            here = _checked(urljoin(here, target), url, before=here)
        raise SourceError(f"{url}: more than {self.limits.redirects} redirects; it leads nowhere")


class _Tail:
    """Whether a server goes on sending after what it said is all; else a file would be cut off without a word."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        connection = getattr(response, "connection", None)
        self._socket = getattr(connection, "sock", None)

    def more(self) -> bool:
        """Look at the connection, without waiting; where it is closed or can't be looked at, no."""
        if self._socket is None or self._socket.fileno() < 0:
            return False
        if hasattr(self._socket, "pending"):
            return bool(self._socket.pending())  # of TLS
        return urllib3.util.wait_for_read(self._socket, timeout=0.01) and bool(_peek(self._socket))


def _peek(connection: Any) -> bytes:
    try:
        found: bytes = connection.recv(1, socket.MSG_PEEK)
    except OSError:
        return b""
    return found


def _part(file: Path) -> Path:
    return file.with_name(f"{file.name}.part")


def _note(file: Path) -> Path:
    return file.with_name(f"{file.name}.part.json")


def _forget(file: Path) -> None:
    _part(file).unlink(missing_ok=True)
    _note(file).unlink(missing_ok=True)


def _checked(url: str, asked: str, before: str = "") -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError(f"{asked}: it leads to {url[:200]}, which is no address of http or https")
    if before and urlsplit(before).scheme == "https" and parts.scheme == "http":
        raise SourceError(
            f"{asked}: it leads from https to {url[:200]}, which nothing protects; it is not followed"
        )
    return url


def _length(url: str, response: urllib3.BaseHTTPResponse) -> int | None:
    stated = response.headers.get("Content-Length")
    if stated is None:
        return None
    if not stated.isdecimal():
        raise SourceError(f"{url}: the server says that it has {stated[:40]!r} bytes, which is no number")
    return int(stated)


def _range(url: str, response: urllib3.BaseHTTPResponse) -> tuple[int, int | None]:
    """The first byte and the number of all, as Content-Range has them."""
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    span, _, total = rest.partition("/")
    first = span.partition("-")[0]
    if unit != "bytes" or not first.isdecimal() or not (total == "*" or total.isdecimal()):
        raise SourceError(f"{url}: the server sends a part and does not say which")
    return int(first), None if total == "*" else int(total)


def _retry_after(response: urllib3.BaseHTTPResponse) -> float | None:
    """How many seconds the server asks to wait, given as a number or as a date; None where it does not say."""
    stated = response.headers.get("Retry-After", "").strip()
    if stated.isdecimal():
        return float(stated)
    when = _time(stated)
    return None if when is None else max((when - datetime.now(UTC)).total_seconds(), 0.0)


def _time(text: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _day(text: str) -> str:
    when = _time(text)
    return "" if when is None else when.astimezone(UTC).date().isoformat()


def _too_large(url: str, size: int, most: int) -> str:
    return f"{url}: {size:,} bytes and perhaps more, where at most {most:,} are read; see largest_mb of its source.toml"


def _words(problem: urllib3.exceptions.HTTPError) -> str:
    if isinstance(problem, urllib3.exceptions.NewConnectionError):
        return "the server can't be reached"
    if isinstance(problem, urllib3.exceptions.TimeoutError):
        return "the server does not answer in time"
    if isinstance(problem, urllib3.exceptions.SSLError):
        return f"the connection is not safe ({problem})"
    if isinstance(problem, (urllib3.exceptions.ProtocolError, urllib3.exceptions.IncompleteRead)):
        return "the connection broke off"
    return f"the server can't be reached ({type(problem).__name__})"
