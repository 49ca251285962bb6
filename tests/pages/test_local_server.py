"""The kit's server gives files to pages of this machine, and to nobody else."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator

import pytest

from beholden.errors import StoreError
from beholden.pages.local_server import local_server

FILES = {"guide.html": "<p>晨光</p>".encode(), "a b.zip": b"PK"}
BROWSER = "http://localhost:7474"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with local_server(FILES, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_a_file_is_given_to_neo4j_browser(port: int) -> None:
    status, headers, body = ask(port, "/guide.html?x=1", Origin=BROWSER)
    assert (status, body) == (200, FILES["guide.html"])
    assert headers["access-control-allow-origin"] == BROWSER
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["vary"] == "Origin"
    assert ask(port, "/a%20b.zip")[2] == b"PK"
    assert ask(port, "/guide.html", "HEAD")[2] == b""


def test_what_it_asks_first_is_allowed(port: int) -> None:
    status, headers, _ = ask(
        port, "/guide.html", "OPTIONS", Origin=BROWSER,
        **{"Access-Control-Request-Headers": "cache-control,pragma", "Access-Control-Request-Method": "GET"},
    )  # fmt: skip
    assert status == 204
    assert {"pragma", "cache-control"} <= set(headers["access-control-allow-headers"].split(", "))


@pytest.mark.parametrize("origin", ["https://example.org", "http://localhost.example.org", "null", "http://"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_a_page_of_another_machine_gets_nothing(port: int, origin: str, method: str) -> None:
    status, headers, body = ask(port, "/guide.html", method, Origin=origin)
    assert status == 403
    assert "access-control-allow-origin" not in headers
    assert FILES["guide.html"] not in body


def test_a_name_that_was_given_this_address_gets_nothing(port: int) -> None:
    assert ask(port, "/guide.html", Host="rebound.example.org")[0] == 403
    assert ask(port, "/guide.html", Host="[::1]:80")[0] == 200


@pytest.mark.parametrize("path", ["/", "/../guide.htm", "/etc/passwd", "/guide.html/"])
def test_what_is_no_file_of_the_kit_is_not_there(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404


def test_other_methods_are_refused(port: int) -> None:
    assert ask(port, "/guide.html", "POST")[0] == 501


def test_a_taken_port_is_said(port: int) -> None:
    with pytest.raises(StoreError, match=f"port {port} cannot be used"):
        local_server(FILES, port)
