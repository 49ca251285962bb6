"""Every query of every pack on both engines: on the bundled case, and on all real lists of its story."""

from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from beholden.cases.case import find_case
from beholden.cases.run import prepare
from beholden.graph.engine import Engine
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from benchmarks.joins import CASE, prepared
from benchmarks.real_lists import SHARED
from tests.queries.test_two_engines import QUERIES, compare, values
from tools import neo4j_server


def bundled(folder: Path) -> Release:
    """The bundled case alone."""
    case = find_case(CASE)
    return prepare(
        case, Workspace(folder), software="trial", watch=lambda name: nullcontext(lambda number: None)
    ).release


def full(folder: Path) -> Release:
    """The bundled case with all real lists."""
    if not SHARED.is_dir():
        pytest.skip("no shared folder")
    return prepared(folder).release


@pytest.mark.parametrize("made", [bundled, full])
def test_every_query_gives_the_same_rows(made, tmp_path: Path, seen: Counter[str]) -> None:
    release = made(tmp_path / "workspace")
    world = SimpleNamespace(release=release, engine=Engine(release))
    asked = [(query, given) for query in QUERIES for given in values(query, release)]
    with (
        neo4j_server.running(tmp_path / "home") as server,
        Connection(Address(server.uri, server.user, server.password, "neo4j")) as connection,
    ):
        rows = compare(world, connection, asked)
    assert rows > len(QUERIES)
    seen["questions"] += len(asked)
    seen["rows the same"] += rows
