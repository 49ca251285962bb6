"""`beholden neo4j load`, `status` and `import`: what they print where, and how they end."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from tests.cli.conftest import Command
from tests.graph.neo4j import made
from tools.neo4j_server import Server

NAMES = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("workspace")
    made.built(made.FIRST, home)
    return home


@pytest.fixture(scope="module")
def numbers(home: Path) -> tuple[int, int]:
    return made.numbers(Release.open(Workspace(home).current()))


@pytest.fixture
def named(neo4j: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    for name, value in neo4j.environment.items():
        monkeypatch.setenv(name, value)
    return neo4j


def test_a_release_is_loaded_and_its_state_told(
    named: Server, home: Path, command: Command, numbers: tuple[int, int]
) -> None:
    before = command("neo4j", "status", home=home)
    assert before.code == 1
    assert before.words == "beholden: no release of beholden is in this database\n"

    loaded = command("neo4j", "load", home=home)
    assert (loaded.code, loaded.out) == (0, "")
    release = (home / "current").read_text().strip()
    assert loaded.words == (
        f"release {release} as of 2025-06-01: {numbers[0]} entities added, {numbers[1]} relations added\n"
    )
    again = command("neo4j", "load", home=home)
    assert again.words == f"release {release} as of 2025-06-01: it was there already\n"

    told = command("neo4j", "status", "--check", "--format", "json", home=home)
    assert (told.code, told.words) == (0, "")
    rows = {row["what"]: row["value"] for row in json.loads(told.out)}
    assert rows.pop("server").startswith("Neo4j 5.26.")
    assert len(rows["digest"]) == 32
    assert rows == {
        "whole": True, "release": release, "as_of": "2025-06-01", "software": "test", "state": "whole",
        "entities": numbers[0], "relations": numbers[1], "digest": rows["digest"], "digest checked": rows["digest"],
    }  # fmt: skip

    named.ask("MATCH (n:Company {id: 'register/top'}) SET n.name = 'Other'")
    changed = command("neo4j", "status", "--check", home=home)
    assert changed.code == 1
    assert "what is there is not what was loaded" in changed.words
    assert command("neo4j", "load", "--rewrite", home=home).code == 0
    assert command("neo4j", "status", "--check", home=home).code == 0


def test_without_an_address_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, home: Path, command: Command
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for word in ("load", "status"):
        assert command("neo4j", word, home=home).error.startswith(
            "no Neo4j is named; set NEO4J_URI or give --uri"
        )


def test_an_import_prints_the_command_alone(
    home: Path, numbers: tuple[int, int], command: Command, tmp_path: Path
) -> None:
    said = command("neo4j", "import", "--out", tmp_path / "files", home=home)
    assert said.code == 0
    words = shlex.split(said.out)
    assert words[:5] == ["neo4j-admin", "database", "import", "full", "neo4j"]
    assert f"--nodes=BeholdenRelease={tmp_path}/files/BeholdenRelease.csv" in words
    assert said.words.startswith(f"{numbers[0]} entities and {numbers[1]} relations of release ")
    again = command("neo4j", "import", "--out", tmp_path / "files", home=home)
    assert again.error == f"{tmp_path}/files: it must be a new or an empty folder"
