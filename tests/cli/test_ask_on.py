"""`--on` and the environment choose the engine that answers; the rows and formats are the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from beholden.cli import cli
from beholden.errors import StoreError
from tests.world import build_world
from tools.neo4j_server import Server

DATA = {
    "as_of": "2025-06-01",
    "entity": [{"id": "x/a", "kind": "Company", "name": "A"}, {"id": "x/b", "kind": "Company", "name": "B"}],
    "relation": [
        {"arrow": ["OWNS", "x/a", "x/b"], "as": "x/s", "share": 0.25, "start": "2020-02-03"},
        {"arrow": ["LISTED_ON", "x/b", "list/us-bis-entity"], "as": "x/l"},
    ],
}
ASKED = ("ask", "sources.about-party", "party=x/b")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    build_world(DATA, tmp_path)
    monkeypatch.setenv("BEHOLDEN_HOME", str(tmp_path))
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE", "BEHOLDEN_ON"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def test_the_rows_and_formats_are_the_same_and_the_release_is_named(
    home: Path, neo4j: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in neo4j.environment.items():
        monkeypatch.setenv(name, value)
    assert run("neo4j", "load").exit_code == 0
    for form in ("json", "csv", "table"):
        embedded, server = run(*ASKED, "--format", form), run(*ASKED, "--format", form, "--on", "neo4j")
        assert (server.exit_code, server.stdout) == (0, embedded.stdout)
    assert len(json.loads(run(*ASKED, "--format", "json", "--on", "neo4j").stdout)) == 2
    current = (home / "releases").iterdir()
    assert f"holds release {next(current).name} as of 2025-06-01" in server.stderr
    assert "another one" not in server.stderr

    build_world({**DATA, "as_of": "2025-06-02"}, home)
    monkeypatch.setenv("BEHOLDEN_ON", "neo4j")
    newer = run(*ASKED, "--format", "csv")
    assert newer.exit_code == 0
    assert "the workspace's current release is another one" in newer.stderr


def test_a_neo4j_that_is_not_named_or_not_asked_is_an_error(home: Path) -> None:
    refused = run(*ASKED, "--on", "neo4j")
    assert isinstance(refused.exception, StoreError)
    assert "no Neo4j is named; set NEO4J_URI or give --uri" in str(refused.exception)
    unused = run(*ASKED, "--uri", "bolt://localhost:1")
    assert unused.exit_code == 2
    assert "--uri, --user and --database say which Neo4j; add --on neo4j" in unused.stderr
