"""The Reconciliation Service API 0.2 of the W3C community group, over one release, with Python's own HTTP server.

What a program asks as a property `country` or as an identifier (`lei`, `uscc`, …) counts as in screening. A candidate
is a `match` only where an identifier agrees: a name alone confirms nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from beholden.graph.countries import country_code
from beholden.graph.identifiers import STRONG, identifier
from beholden.graph.kinds import schema
from beholden.graph.screening import Asked, Match, Screener

_LARGEST = 16 * 1024 * 1024
"""Bytes of the largest request that is read."""

_MOST_QUERIES = 1_000
_LEAST = 0.6
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadRequestError(Exception):
    """What is asked is no query of the API; the text says why."""


def manifest(address: str) -> dict[str, Any]:
    """What the service says of itself; `address` is where it is reached, without a slash at the end."""
    return {
        "versions": ["0.2"],
        "name": "beholden: parties of the current release",
        "identifierSpace": f"{address}/id/",
        "schemaSpace": f"{address}/kind/",
        "defaultTypes": [{"id": name, "name": name} for name in _kinds()],
        "view": {"url": f"{address}/view?id={{{{id}}}}"},
        "preview": {"url": f"{address}/view?id={{{{id}}}}", "width": 480, "height": 260},
        "suggest": {"entity": {"service_url": address, "service_path": "/suggest"}},
    }


def _kinds() -> list[str]:
    return [kind.name for kind in schema().entity_kinds if kind.party and kind.name != "Person"]


def _json(text: str) -> Any:
    """The JSON in a text; BadRequestError where it is none, or more than a reader takes."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BadRequestError(f"queries is no JSON: {problem}") from problem


def reconcile(screener: Screener, queries: Any) -> dict[str, Any]:
    """The answer to a batch of queries; BadRequestError where it is none."""
    if not isinstance(queries, dict) or not all(isinstance(query, dict) for query in queries.values()):
        raise BadRequestError("queries must be a JSON object of objects")
    if len(queries) > _MOST_QUERIES:
        raise BadRequestError(
            f"a batch has {len(queries)} queries; at most {_MOST_QUERIES} are answered at once"
        )
    limits = {name: _limit(query) for name, query in queries.items()}
    asked = [_asked(query) for query in queries.values()]
    found = screener.screen(asked, limit=max(limits.values(), default=1), least=_LEAST)
    answer = {}
    for (name, query), matches in zip(queries.items(), found, strict=True):
        wanted = query.get("type") or []
        kinds = {wanted} if isinstance(wanted, str) else {str(kind) for kind in wanted}
        kept = [match for match in matches if not kinds or match.kind in kinds or kinds.isdisjoint(_kinds())]
        answer[name] = {"result": [_candidate(match) for match in kept[: limits[name]]]}
    return answer


def _limit(query: Mapping[str, Any]) -> int:
    limit = query.get("limit", 5)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 1:
        raise BadRequestError(f"limit {limit!r} must be a number from 1 on")
    return min(50, int(limit))


def _asked(query: Mapping[str, Any]) -> Asked:
    """What a query asks for; properties that say nothing here are passed over."""
    country, known = None, []
    properties = query.get("properties", [])
    if not isinstance(properties, list) or not all(
        isinstance(one, dict) and "pid" in one for one in properties
    ):
        raise BadRequestError("properties must be a list of objects with pid and v")
    for one in properties:
        values = one.get("v") if isinstance(one.get("v"), list) else [one.get("v")]
        for value in values or []:
            text = str(value.get("id", "") if isinstance(value, dict) else value)
            if one["pid"] == "country":
                country = country or country_code(text)
            elif one["pid"] in STRONG:
                try:
                    read = identifier(str(one["pid"]), text)
                except ValueError:
                    continue  # one that is wrong says nothing of who it is
                known += [read] if read else []
    if not query.get("query") and not properties:
        raise BadRequestError("a query must have a query or properties")
    return Asked(str(query.get("query", "")), country, tuple(known))


def _candidate(match: Match) -> dict[str, Any]:
    return {
        "id": match.id,
        "name": match.name,
        "score": round(100 * match.score, 2),
        "match": match.confirmed,
        "type": [{"id": match.kind, "name": match.kind}],
        "features": [
            {"id": "score", "value": match.score},
            {"id": "identifier_agrees", "value": match.confirmed},
            {"id": "on_lists", "value": len(match.standing.lists)},
        ],
        "description": "; ".join(match.reasons),
    }


def view(screener: Screener, id: str) -> str | None:
    """A page about one party: its names, countries, and what is said of it; None for an id that is not there."""
    match = screener.party(id)
    if match is None:
        return None
    rows = "".join(
        f"<h2>{head}</h2><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"
        for head, texts in (
            ("Lists", match.standing.lists),
            ("Memberships", match.standing.memberships),
            ("States and state bodies above it", match.standing.state_owners),
            ("Verdicts", match.standing.verdicts),
        )
        if texts
    )
    place = f", {escape(', '.join(match.countries))}" if match.countries else ""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(match.name)}</title><h1>{escape(match.name)}</h1>"
        f"<p>{escape(match.kind)}{place}<br><code>{escape(match.id)}</code></p>{rows}</html>"
    )


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            self.close_connection = True
            self._say(
                HTTPStatus.BAD_REQUEST, {"error": f"a request must say its length, at most {_LARGEST} bytes"}
            )
            return
        self._answer(parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace")))

    def _answer(self, form: Mapping[str, list[str]]) -> None:
        host = (urlsplit(f"//{self.headers.get('Host', '')}").hostname or "").lower()
        if self.server.only_local and host not in _LOOPBACK:
            # A page in a browser could reach this machine under a name of its own.
            self._say(
                HTTPStatus.FORBIDDEN, {"error": "this service answers under this machine's own address only"}
            )
            return
        path = urlsplit(self.path).path.rstrip("/")
        try:
            if path == "" and "queries" in form:
                with self.server.one_at_a_time:
                    self._say(HTTPStatus.OK, reconcile(self.server.screener, _json(form["queries"][0])))
            elif path == "":
                self._say(HTTPStatus.OK, manifest(self.server.address))
            elif path == "/suggest":
                with self.server.one_at_a_time:
                    self._say(HTTPStatus.OK, suggest(self.server.screener, form.get("prefix", [""])[0]))
            elif (
                path == "/view" and (page := view(self.server.screener, form.get("id", [""])[0])) is not None
            ):
                self._send(HTTPStatus.OK, "text/html", page)
            else:
                self._say(HTTPStatus.NOT_FOUND, {"error": f"nothing is at {quote(self.path)}"})
        except BadRequestError as problem:
            self._say(HTTPStatus.BAD_REQUEST, {"error": str(problem)})

    def _say(self, status: HTTPStatus, answer: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(answer, ensure_ascii=False))

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        data = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what is asked is nobody's business."""


def suggest(screener: Screener, prefix: str) -> dict[str, Any]:
    """Parties whose names are like what was typed so far."""
    (matches,) = screener.screen([Asked(prefix)], limit=10, least=0.4)
    return {
        "result": [
            {"id": match.id, "name": match.name, "notable": [{"id": match.kind, "name": match.kind}]}
            for match in matches
        ]
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, screener: Screener, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.screener = screener
        self.only_local = host in _LOOPBACK
        self.address = f"http://{host}:{self.server_port}"
        self.one_at_a_time = Lock()  # the words of what is asked are numbered in one place


def server(screener: Screener, host: str, port: int) -> _Server:
    """A server that answers once `serve_forever` is called; port 0 takes a free one."""
    return _Server(screener, host, port)
