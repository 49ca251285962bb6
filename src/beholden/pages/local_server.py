"""Files held in memory, served on this machine alone, to a page that this machine serves as well."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from beholden.errors import StoreError

TYPES = {"html": "text/html", "grass": "text/plain", "txt": "text/plain", "cypher": "text/plain"}
OTHER = "application/octet-stream"
READ = ("GET", "HEAD")


def is_local(host: str | None) -> bool:
    """Whether a host's name, without a port, is of this machine.

    >>> is_local("localhost"), is_local("127.0.0.1"), is_local("::1"), is_local("example.org"), is_local(None)
    (True, True, True, False, False)
    """
    if not host or host == "localhost":
        return bool(host)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def local_server(files: Mapping[str, bytes], port: int) -> ThreadingHTTPServer:
    """A server of these files, by their paths, on this port of the loopback address; 0 takes a free one.

    It answers pages of this machine only: neither a page of another origin nor one that gave its own name this
    address is let in. StoreError when the port is taken.
    """

    class Handler(BaseHTTPRequestHandler):
        """Gives a file, or says that there is none."""

        server_version = "beholden"
        sys_version = ""

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_OPTIONS(self) -> None:
            """What a browser asks first, since Neo4j Browser sends headers of its own with its request."""
            if not self._let_in():
                return
            self.send_response(204)
            self._allow()
            self.send_header("Access-Control-Allow-Methods", ", ".join(READ))
            self.send_header("Access-Control-Allow-Headers", "cache-control, pragma, x-ajax-browser-auth")
            self.end_headers()

        def _answer(self, *, with_body: bool) -> None:
            if not self._let_in():
                return
            name = unquote(urlsplit(self.path).path).removeprefix("/")
            data = files.get(name)
            if data is None:
                self.send_error(404)
                return
            self.send_response(200)
            self._allow()
            kind = TYPES.get(name.rpartition(".")[2], OTHER)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind != OTHER else OTHER)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if with_body:
                self.wfile.write(data)

        def _let_in(self) -> bool:
            origin = self.headers.get("Origin")
            named = urlsplit(f"//{self.headers.get('Host', '')}").hostname
            if is_local(named) and (origin is None or is_local(urlsplit(origin).hostname)):
                return True
            self.send_error(403, "this server answers pages of this machine only")
            return False

        def _allow(self) -> None:
            if origin := self.headers.get("Origin"):
                self.send_header("Access-Control-Allow-Origin", origin)
                self.send_header("Vary", "Origin")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: what is asked is no news."""

    try:
        return ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as problem:
        raise StoreError(
            f"port {port} cannot be used ({problem}); choose another one with --port"
        ) from problem
