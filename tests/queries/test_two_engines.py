"""The same questions on both engines: every query of every pack gives the same rows, value by value."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from beholden.errors import QueryError, StoreError
from beholden.graph.answers import Rows
from beholden.graph.find import Finder
from beholden.graph.neo4j.asking import Database
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import load
from beholden.graph.release import Release
from beholden.queries.ask import ask, bind
from beholden.queries.header import Query, read_query
from beholden.queries.packs import packs
from tests.everything import everything
from tests.random_graphs import random_world
from tests.world import FOLDER, World, build_world, read_world
from tools.neo4j_server import Server

HEADER = """\
// id:       invented.who
// question: Who is there?
// params:
// returns:  id
// uses:     Company
// caveat:   None.

"""
WORLDS = sorted(path.stem for path in FOLDER.glob("*.toml"))
QUERIES = [query for pack in packs() for query in pack.queries]
GRAPHS = int(os.environ.get("BEHOLDEN_GRAPHS", "5"))
"""How many random graphs are compared; with 200 or more, each world is compared alone as well, which takes minutes."""


@pytest.fixture(scope="module")
def connection(neo4j: Server) -> Iterator[Connection]:
    with Connection(Address(neo4j.uri, neo4j.user, neo4j.password, "neo4j")) as connection:
        yield connection


def different(one: object, other: object) -> bool:
    """Whether two values differ: in type, in what they are, or, for floats, by more than one part in a billion."""
    if type(one) is not type(other):
        return True
    if isinstance(one, list):
        assert isinstance(other, list)
        return len(one) != len(other) or any(map(different, one, other))
    if isinstance(one, float):
        assert isinstance(other, float)
        return not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one != other


def differences(embedded: Rows, server: Rows) -> list[Any]:
    """What is not the same: the columns, the number of rows, or the first values that differ."""
    if embedded.columns != server.columns or len(embedded.rows) != len(server.rows):
        return [embedded.columns, server.columns, len(embedded.rows), len(server.rows)]
    return [
        (number, name, one, other)
        for number, rows in enumerate(zip(embedded.rows, server.rows, strict=True))
        for name, one, other in zip(embedded.columns, *rows, strict=True)
        if different(one, other)
    ][:3]


def values(query: Query, release: Release) -> list[dict[str, str]]:
    """The values to ask with: the defaults, fewest and most hops, other days, some parties where one is asked for."""
    if query.id == "sources.about-party":
        ids = [id for kind in release.kinds("entities") for id in release.frame("entities", kind)["id"]]
        return [{"party": id} for id in ids[:: max(1, len(ids) // 20)]]
    asked: list[dict[str, str]] = [{}]
    for one in query.parameters:
        if one.bounds is not None:
            asked += [{one.name: str(bound)} for bound in one.bounds]
        if one.name == "as_of":
            asked += [{"as_of": "2019-07-01"}, {"as_of": "2040-01-01"}]
        if one.type == "kinds":
            asked += [{one.name: ",".join(name for name in query.uses if name.isupper())}]
    return asked


def compare(world: World, connection: Connection, asked: list[tuple[Query, dict[str, str]]]) -> int:
    """Load the world and ask both engines; gives how many rows were the same."""
    load(world.release, connection)
    database, find = Database(connection), Finder(world.release)
    assert database.holds.release == world.release.manifest["hash"]
    rows = 0
    for query, given in asked:
        embedded, server = (
            ask(query, engine, given, as_of=world.release.as_of, find=find)
            for engine in (world.engine, database)
        )
        assert differences(embedded, server) == [], f"{query.id} {given}"
        rows += len(embedded.rows)
    return rows


def apart(name: str) -> dict[str, Any]:
    """A world whose ids and sources begin with its name, so that several can stand in one release."""
    data = read_world(name)
    for table in (*data.get("entity", []), *data.get("relation", [])):
        for key in ("id", "as", "source"):
            if key in table:
                table[key] = f"{name}-{table[key]}"
        if "arrow" in table:
            kind, *ends = table["arrow"]
            fixed = ("initiative/", "list/", "state/", "body/", "rule/")
            table["arrow"] = [kind, *(end if end.startswith(fixed) else f"{name}-{end}" for end in ends)]
    data["sources"] = {f"{name}-{source}": facts for source, facts in data.get("sources", {}).items()}
    return data


def test_every_query_gives_the_same_rows_on_every_world_and_on_random_graphs(
    connection: Connection, tmp_path: Path
) -> None:
    """All in one release, so that they are also in each other's way; each query is planned once."""
    together = random_world(GRAPHS)
    for name in WORLDS:
        world = apart(name)
        for part in ("entity", "relation"):
            together[part] += world.get(part, [])
        together["sources"] |= world["sources"]
    world = build_world(together, tmp_path)
    asked = [(query, given) for query in QUERIES for given in values(query, world.release)]
    assert compare(world, connection, asked) > 500


@pytest.mark.parametrize("name", WORLDS if GRAPHS >= 200 else WORLDS[:1])
def test_every_query_gives_the_same_rows_on_a_world_alone(
    name: str, connection: Connection, tmp_path: Path
) -> None:
    data = read_world(name)
    world = build_world(data, tmp_path)
    own = [(one["query"], one.get("values", {})) for one in data["ask"]]
    asked = [(query, given) for query in QUERIES for name, given in [*own, ("", {})] if name == query.id]
    assert compare(world, connection, asked) > 0


HOSTILE = [
    "'}) DETACH DELETE n //", "x' OR 1=1 RETURN *", "$party", "` MATCH (n) SET n.name = 'x' //", "\u0027}) RETURN 1",
    "CALL db.labels()", "\n} RETURN 1 //",
]  # fmt: skip


def test_a_value_or_a_name_with_cypher_in_it_is_a_value_and_a_name(
    connection: Connection, tmp_path: Path
) -> None:
    data = {
        "entity": [
            {"id": f"x/c{number}", "kind": "Company", "name": name.strip()}
            for number, name in enumerate(HOSTILE)
        ],
        "relation": [
            {"arrow": ["OWNS", "x/c0", f"x/c{number}"], "as": f"x/s{number}"}
            for number in range(1, len(HOSTILE))
        ],
    }
    world = build_world(data, tmp_path)
    load(world.release, connection)
    about = next(query for query in QUERIES if query.id == "sources.about-party")
    for engine in (world.engine, Database(connection)):
        for text in HOSTILE:
            # An id that is not there gives no row, whatever is written in it.
            none = ask(about, engine, {"party": text}, as_of=world.release.as_of, find=lambda text: text)
            assert none.rows == []
        names = [row["other"] for row in ask(
            about, engine, {"party": "x/c0"}, as_of=world.release.as_of, find=Finder(world.release)
        ).dicts()]  # fmt: skip
        assert sorted(names) == sorted(name.strip() for name in HOSTILE[1:])
    assert connection.read("MATCH (n:Company) RETURN count(n)") == [(len(HOSTILE),)]


def test_what_writes_is_refused_by_the_check_and_by_the_database_itself(
    connection: Connection, tmp_path: Path
) -> None:
    world = build_world(read_world("owners"), tmp_path)
    load(world.release, connection)
    before = connection.read("MATCH (n) RETURN count(n)")
    text = HEADER + "MATCH (n:Company) SET n.name = 'x' RETURN n.id AS id ORDER BY id\n"
    path = tmp_path / "invented" / "who.cypher"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    for engine in (world.engine, Database(connection)):
        with pytest.raises(QueryError, match="SET has no place in a query that only reads"):
            ask(read_query(path), engine, {}, as_of=world.release.as_of, find=str)
    for cypher in (
        "CREATE (n:Company) RETURN 1 AS x",
        "MATCH (n:Company) DETACH DELETE n",
        "MATCH (n) SET n.id = 1",
    ):
        with pytest.raises(QueryError, match="refuses this query"):
            Database(connection).ask(cypher, {})
    assert connection.read("MATCH (n) RETURN count(n)") == before


def test_a_query_is_ended_at_its_time_limit_and_the_database_answers_again(
    connection: Connection, tmp_path: Path
) -> None:
    world = build_world(read_world("owners"), tmp_path)
    load(world.release, connection)
    database = Database(connection)
    with pytest.raises(QueryError, match=r"the query took longer than 0\.3 s and was ended"):
        database.ask("UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS n", {}, 0.3)
    assert database.ask("RETURN 1 AS x", {}) == Rows(("x",), [(1,)])


def test_values_come_back_as_python_has_them(connection: Connection, tmp_path: Path) -> None:
    load(build_world(read_world("owners"), tmp_path).release, connection)
    rows = Database(connection).ask(
        "RETURN date('2025-12-31') AS day, [date('2024-02-29'), null] AS days, 0.5 AS share, 2 AS number, true AS yes, "
        "[['a'], []] AS lists, null AS nothing",
        {},
    )
    assert rows.rows == [(date(2025, 12, 31), [date(2024, 2, 29), None], 0.5, 2, True, [["a"], []], None)]


@pytest.mark.parametrize(
    ("cypher", "message"),
    [("MATCH (n RETURN n", "does not read this query"), ("RETURN $missing AS x", "Expected parameter"),
     ("RETURN 1/0 AS x", "/ by zero")],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_said_in_one_line(
    connection: Connection, tmp_path: Path, cypher: str, message: str
) -> None:
    load(build_world(read_world("owners"), tmp_path).release, connection)
    with pytest.raises(QueryError, match="Neo4j refuses this query: ") as raised:
        Database(connection).ask(cypher, {})
    assert message in str(raised.value) or "Invalid input" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_only_a_whole_release_is_asked(connection: Connection, neo4j: Server, tmp_path: Path) -> None:
    neo4j.wipe()
    with pytest.raises(StoreError, match="there is no release of beholden in it; run `beholden neo4j load`"):
        Database(connection)
    load(build_world(read_world("owners"), tmp_path).release, connection)
    neo4j.ask("MATCH (s:BeholdenRelease) SET s.state = 'loading'")
    with pytest.raises(StoreError, match=r"is not whole in it \(loading\)"):
        Database(connection)
    neo4j.ask("MATCH (s:BeholdenRelease) SET s.state = 'whole' CREATE (:Company {id: 'theirs'})")
    with pytest.raises(
        StoreError, match="keep nodes of other software that have the same labels in another database"
    ):
        Database(connection)
    neo4j.ask("MATCH (n:Company {id: 'theirs'}) DELETE n")
    assert Database(connection).holds.state == "whole"


def test_no_query_makes_the_server_wonder(connection: Connection, neo4j: Server, tmp_path: Path) -> None:
    """On a graph with every kind and every property, EXPLAIN has no word on any query."""
    release = everything(tmp_path / "everything")
    load(release, connection)
    with (
        GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver,
        driver.session() as session,
    ):
        told = {}
        for query in QUERIES:
            given = bind(query, values(query, release)[0], as_of=release.as_of, find=str)
            summary = session.run("EXPLAIN " + query.cypher, given).consume()
            told[query.id] = [
                one.status_description for one in summary.gql_status_objects if one.is_notification
            ]
    assert {id: words for id, words in told.items() if words} == {}
