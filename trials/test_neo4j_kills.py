"""kill -9 of a load into a real Neo4j, and of the server under it: the next load comes to the same end."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from threading import Event, Thread

import pytest

from beholden.errors import StoreError
from beholden.graph.neo4j import connection as connecting
from beholden.graph.neo4j.changes import compare
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.declared import WHOLE, held
from beholden.graph.neo4j.load import load
from beholden.graph.neo4j.rows import Digest, parts, release_digest
from beholden.graph.neo4j.status import status
from beholden.graph.release import Release
from benchmarks.made_release import made_release
from tools import neo4j_server
from tools.neo4j_server import Server

KILLS = 10
PARTIES = 4_000
BATCH = 50
"""Rows a transaction: small, so that a kill finds several at work and much left to do."""
LOADER = f"""
import sys
from pathlib import Path
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import load
from beholden.graph.release import Release
with Connection(Address.of()) as connection:
    tell = lambda number: print(number, flush=True)
    load(Release.open(Path(sys.argv[1])), connection, batch={BATCH}, progress=tell)
"""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Two editions of a made release."""
    folder = tmp_path_factory.mktemp("editions")
    return [made_release(folder / str(edition), PARTIES, edition) for edition in (1, 2)]


def address(server: Server) -> Address:
    return Address(server.uri, server.user, server.password, "neo4j")


def check(server: Server, release: Release) -> None:
    """Load to the end, and compare all that is there with the release."""
    with Connection(address(server)) as connection:
        load(release, connection)
        found = status(connection, check=True)
    assert found.faults == ()
    assert found.digest == release_digest(release).text()


def prepare(server: Server, release: Release, number: int) -> int:
    """Empty the server before every other load; gives how many rows the load of this release has to write."""
    if number % 2 == 0:
        server.wipe()
    with Connection(address(server)) as connection:
        return sum(compare(connection, list(parts(release, Digest()))).counts.values())


def is_whole(server: Server, release: Release) -> bool:
    with Connection(address(server)) as connection:
        said = held(connection)
        return said is not None and (said.state, said.release) == (WHOLE, release.manifest["hash"])


def moment(draw: random.Random, number: int, rows: int) -> tuple[int, float]:
    """After how many rows a kill comes, and how many seconds later; two in ten come before any row is written."""
    if number % 5 == 4:
        return 0, draw.uniform(0.0, 3.0)
    return int(draw.uniform(0.02, 0.95) * rows), draw.uniform(0.0, 0.02)


def test_a_load_killed_at_any_moment(editions: list[Release], tmp_path: Path, seen: Counter[str]) -> None:
    draw = random.Random(1)
    with neo4j_server.running(tmp_path / "home") as server:
        for number in range(KILLS):
            release = editions[number % 2]
            rows = prepare(server, release, number)
            assert rows > 500
            after, later = moment(draw, number, rows)
            words = [sys.executable, "-c", LOADER, str(release.folder)]
            environment = {**os.environ, **server.environment}
            with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as loading:
                assert loading.stdout is not None
                while after and (line := loading.stdout.readline()) and int(line) < after:
                    pass
                time.sleep(later)
                ended = loading.poll() is not None
                loading.kill()
            whole = is_whole(server, release)
            assert whole or not ended, loading.returncode
            seen[outcome(after, whole)] += 1
            check(server, release)


def outcome(after: int, whole: bool) -> str:
    """What a kill met."""
    if whole:
        return "killed after the load"
    return "killed while it wrote rows" if after else "killed before the first row"


def load_or_note(
    server: Server, release: Release, after: int, reached: Event, errors: list[StoreError]
) -> None:
    """Load, say when so many rows are written, and note the error that ends it."""

    def tell(rows: int) -> None:
        if rows >= after:
            reached.set()

    try:
        with Connection(address(server)) as connection:
            load(release, connection, batch=BATCH, progress=tell)
    except StoreError as problem:
        errors.append(problem)
    finally:
        reached.set()


def test_a_server_killed_at_any_moment(
    editions: list[Release], tmp_path: Path, seen: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "RETRY_SECONDS", 1.0)
    draw = random.Random(2)
    for number in range(KILLS):
        release = editions[number % 2]
        errors: list[StoreError] = []
        with neo4j_server.running(tmp_path / "home") as server:
            if number:
                check(server, editions[(number - 1) % 2])
            after, later = moment(draw, number, prepare(server, release, number))
            reached = Event()
            loading = Thread(target=load_or_note, args=(server, release, after, reached, errors))
            loading.start()
            if after:
                reached.wait()
            time.sleep(later)
            server.kill()
            loading.join()
        seen[outcome(after, whole=not errors)] += 1
        assert all("\n" not in str(problem) for problem in errors)
    with neo4j_server.running(tmp_path / "home") as server:
        check(server, editions[(KILLS - 1) % 2])
