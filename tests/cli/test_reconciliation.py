import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft7Validator

from beholden.cli.reconciliation import BadRequestError, manifest, reconcile, server, suggest
from beholden.graph.screening import Screener
from tests.world import build_world, read_world


@pytest.fixture(scope="module")
def screener(tmp_path_factory: pytest.TempPathFactory) -> Screener:
    return Screener(build_world(read_world("listings"), tmp_path_factory.mktemp("world")).release)


@pytest.fixture(scope="module")
def port(screener: Screener) -> Iterator[int]:
    with server(screener, "127.0.0.1", 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()


def ask(port: int, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8")
    connection.close()
    return answer.status, text


def schema(shared: Path, name: str) -> Any:
    found = json.loads((shared / "conformance/reconciliation-0.2/schemas" / name).read_text(encoding="utf-8"))
    # Two schemas point to others on the web: the one beside it is put in, the one of Swagger is not used here.
    text = json.dumps(found).replace(
        '{"$ref": "type.json"}', '{"type": "object", "required": ["id", "name"]}'
    )
    text = text.replace(
        '{"$ref": "http://swagger.io/v2/schema.json#/definitions/securityDefinitions/additionalProperties"}',
        "{}",
    )
    return json.loads(text)


def check(answer: Any, wanted: Any) -> None:
    assert list(Draft7Validator(wanted).iter_errors(answer)) == []


def test_answers_are_valid_by_the_schemas_of_the_specification(shared: Path, screener: Screener) -> None:
    check(manifest("http://127.0.0.1:1"), schema(shared, "manifest.json"))
    check(suggest(screener, "earl"), schema(shared, "suggest-entities-response.json"))
    folder = shared / "conformance/reconciliation-0.2/examples/reconciliation-query-batch/valid"
    batches = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
    assert len(batches) == 4
    for batch in [*batches, {"q0": {"query": "Early Ltd"}}]:
        answer = reconcile(screener, batch)
        assert list(answer) == list(batch)
        check(answer, schema(shared, "reconciliation-result-batch.json"))


def test_a_name_alone_is_no_match_and_an_identifier_is(screener: Screener) -> None:
    country = {"pid": "country", "v": "China"}
    answer = reconcile(
        screener,
        {
            "name": {"query": "Early Ltd", "properties": [country], "limit": 1},
            "code": {"properties": [{"pid": "ofac", "v": "7"}]},
            "kind": {"query": "Early Ltd", "type": "PublicBody"},
        },
    )
    (candidate,) = answer["name"]["result"]
    assert (candidate["id"], candidate["score"], candidate["match"]) == ("uscc:1", 95.0, False)
    assert answer["code"]["result"] == answer["kind"]["result"] == []


@pytest.mark.parametrize(
    ("queries", "said"),
    [
        ([], "queries must be a JSON object of objects"),
        ({"q": {}}, "a query must have a query or properties"),
        ({"q": {"query": "x", "limit": 0}}, "limit 0 must be a number from 1 on"),
        (
            {"q": {"query": "x", "properties": [{"v": 1}]}},
            "properties must be a list of objects with pid and v",
        ),
        (
            {str(n): {"query": "x"} for n in range(1001)},
            "a batch has 1001 queries; at most 1000 are answered at once",
        ),
    ],
)
def test_what_is_no_query_is_refused(screener: Screener, queries: Any, said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        reconcile(screener, queries)


def test_over_http(port: int) -> None:
    status, text = ask(port, "GET", "/")
    assert (status, json.loads(text)["versions"]) == (200, ["0.2"])
    body = urlencode({"queries": json.dumps({"q0": {"query": "Early Ltd"}})})
    status, text = ask(port, "POST", "/", body, **{"Content-Type": "application/x-www-form-urlencoded"})
    assert (status, json.loads(text)["q0"]["result"][0]["id"]) == (200, "uscc:1")
    status, text = ask(port, "GET", "/view?id=uscc%3A1")
    assert status == 200 and "<h2>Lists</h2>" in text
    assert ask(port, "GET", "/view?id=nobody")[0] == ask(port, "GET", "/elsewhere")[0] == 404
    assert ask(port, "GET", "/?queries=%7B")[0] == 400
    for text in ("{", "[" * 5000, "9" * 5000):
        status, answer = ask(port, "POST", "/", urlencode({"queries": text}))
        assert (status, list(json.loads(answer))) == (400, ["error"])
    assert ask(port, "POST", "/", None, **{"Content-Length": "99999999"})[0] == 400


def test_another_hosts_name_is_refused(port: int) -> None:
    assert ask(port, "GET", "/", None, Host="evil.test")[0] == 403
