"""kill -9 of a load into a real Neo4j, and of the server under it: the next load comes to the same end."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from threading import Thread

import pytest

from beholden.errors import StoreError
from beholden.graph.neo4j import connection as connecting
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.declared import WHOLE, held
from beholden.graph.neo4j.load import load
from beholden.graph.neo4j.rows import release_digest
from beholden.graph.neo4j.status import status
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from benchmarks.made_release import made_release
from tools import neo4j_server
from tools.neo4j_server import Server

KILLS = 10
PARTIES = 4_000
EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Release]]:
    """Two workspaces, each with an edition of a made release."""
    found = []
    for edition in (1, 2):
        home = tmp_path_factory.mktemp(f"edition{edition}")
        release = made_release(home / "releases" / f"made-{PARTIES}-{edition}", PARTIES, edition)
        Workspace(home).make_current(release.folder.name)
        found.append((home, release))
    return found


def address(server: Server) -> Address:
    return Address(server.uri, server.user, server.password, "neo4j")


def check(server: Server, release: Release) -> None:
    """Load to the end, and compare all that is there with the release."""
    with Connection(address(server)) as connection:
        load(release, connection)
        found = status(connection, check=True)
    assert found.faults == ()
    assert found.digest == release_digest(release).text()


def is_whole(server: Server, release: Release) -> bool:
    with Connection(address(server)) as connection:
        said = held(connection)
        return said is not None and (said.state, said.release) == (WHOLE, release.manifest["hash"])


def load_or_note(server: Server, release: Release, errors: list[StoreError]) -> None:
    """Load, and note the error that ends it."""
    try:
        with Connection(address(server)) as connection:
            load(release, connection)
    except StoreError as problem:
        errors.append(problem)


def test_a_load_killed_at_any_moment(
    editions: list[tuple[Path, Release]], tmp_path: Path, seen: Counter[str]
) -> None:
    draw = random.Random(1)
    took = 30.0
    with neo4j_server.running(tmp_path / "home") as server:
        for number in range(KILLS):
            home, release = editions[number % 2]
            if number % 2 == 0:
                server.ask(EMPTY)
            environment = {**os.environ, **server.environment, "BEHOLDEN_HOME": str(home)}
            started = time.monotonic()
            loading = subprocess.Popen([sys.executable, "-m", "beholden", "neo4j", "load"], env=environment)
            try:
                loading.wait(draw.uniform(0.1, 0.9) * took)
                took = time.monotonic() - started
                assert loading.returncode == 0
                seen["ended before the kill"] += 1
            except subprocess.TimeoutExpired:
                loading.kill()
                loading.wait()
                seen[
                    "killed after it was whole" if is_whole(server, release) else "killed while loading"
                ] += 1
            check(server, release)


def test_a_server_killed_at_any_moment(
    editions: list[tuple[Path, Release]], tmp_path: Path, seen: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(connecting, "RETRY_SECONDS", 1.0)
    draw = random.Random(2)
    took = 20.0
    for number in range(KILLS):
        _, release = editions[number % 2]
        errors: list[StoreError] = []
        with neo4j_server.running(tmp_path / "home") as server:
            if number:
                check(server, editions[(number - 1) % 2][1])
            if number % 2 == 0:
                server.ask(EMPTY)

            loading = Thread(target=load_or_note, args=(server, release, errors))
            started = time.monotonic()
            loading.start()
            loading.join(draw.uniform(0.1, 0.9) * took)
            if not loading.is_alive():
                took = time.monotonic() - started
            server.kill()
            loading.join()
        seen["killed while loading" if errors else "killed after the load"] += 1
        assert all("\n" not in str(problem) for problem in errors)
    with neo4j_server.running(tmp_path / "home") as server:
        check(server, editions[(KILLS - 1) % 2][1])
