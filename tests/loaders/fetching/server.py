"""A server on this machine that does what servers of the world do wrong, one path a fault."""

from __future__ import annotations

import gzip
import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TEXT = b"".join(b"%06d,a row of a list\n" % number for number in range(5000))
ETAG = '"first"'
DATE = "Mon, 02 Mar 2026 10:00:00 GMT"


class Handler(BaseHTTPRequestHandler):
    """Answers by the table of the server; HTTP/1.1, so that a connection stays open after an answer."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        try:
            self.server.answers[self.path.partition("?")[0]](self)
        except KeyError:
            self.answer(404, b"nothing here")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        """Send a status, headers (an underscore is a hyphen) and a body of which it says this length."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def break_off(self, body: bytes, length: int, **headers: str) -> None:
        """Send a part of what is promised, and hang up."""
        self.answer(200, body, length, **headers)
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def file(self, body: bytes = TEXT, etag: str = ETAG, modified: str = DATE) -> None:
        """A file as a good server serves it: with validators, conditions and ranges."""
        headers = {name: value for name, value in (("ETag", etag), ("Last_Modified", modified)) if value}
        if etag and self.headers.get("If-None-Match") == etag:
            self.answer(304, **headers)
            return
        span = self.headers.get("Range")
        if span and self.headers.get("If-Range") in (etag, modified):
            start = int(span.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                self.answer(416, Content_Range=f"bytes */{len(body)}")
                return
            headers["Content_Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[start:], **headers)
            return
        self.answer(200, body, **headers)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """What was asked, and what is answered to each path."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, Callable[[Handler], None]] = {"/list.csv": Handler.file}

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no matter here."""

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of every request for a path."""
        return [headers for seen, headers in self.seen if seen == path]

    def in_turn(self, path: str, *answers: Callable[[Handler], None]) -> None:
        """Answer the first requests for a path so, and the later ones as the last."""
        left = list(answers)
        self.answers[path] = lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port, until the block ends."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def redirect(target: str, status: int = 302) -> Callable[[Handler], None]:
    """An answer that leads elsewhere."""
    return lambda handler: handler.answer(status, Location=target)


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    """An answer of this status."""
    return lambda handler: handler.answer(code, b"no", **headers)


def drip(handler: Handler) -> None:
    """Promise a file and send a byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def silence(handler: Handler) -> None:
    """Promise a file and send nothing."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    handler.wfile.flush()
    time.sleep(5)


def endless(handler: Handler) -> None:
    """Send without an end and without a length."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    for _ in range(10_000):
        handler.wfile.write(b"x" * 65536)


def zipped(**files: bytes) -> bytes:
    """A ZIP archive of these files; two underscores in a name are a slash, one before the end a point."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), data)
    return packed.getvalue()


def gzipped(data: bytes) -> bytes:
    """A gzip file, always the same."""
    return gzip.compress(data, mtime=0)
