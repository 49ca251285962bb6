"""A release in a real Neo4j: what is there, what a newer one changes, what is left alone, what stops it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from neo4j import Session

from beholden.errors import StoreError
from beholden.graph.neo4j import load as loading
from beholden.graph.neo4j.changes import REMOVED, compare
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.declared import LOADING, held
from beholden.graph.neo4j.load import load
from beholden.graph.neo4j.rows import Digest, parts, release_digest
from beholden.graph.neo4j.status import database_digest, status
from beholden.graph.release import Release
from tests.graph.neo4j import made
from tests.world import build_world, read_world
from tools.neo4j_server import Server

Editions = tuple[Release, Release]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    return (
        made.built(made.FIRST, tmp_path_factory.mktemp("first")),
        made.built(made.second(), tmp_path_factory.mktemp("second")),
    )


@pytest.fixture(scope="module")
def address(neo4j: Server) -> Address:
    return Address(neo4j.uri, neo4j.user, neo4j.password, "neo4j")


@pytest.fixture(scope="module")
def connection(address: Address) -> Iterator[Connection]:
    with Connection(address) as connection:
        yield connection


@pytest.fixture(autouse=True)
def empty(neo4j: Server) -> None:
    """No nodes, and the constraints and indexes of the test before: they don't change."""
    neo4j.ask("MATCH (n) DETACH DELETE n")


def same(connection: Connection, release: Release) -> bool:
    return database_digest(connection).text() == release_digest(release).text()


def done(counts: dict[str, int]) -> dict[str, int]:
    return {what: number for what, number in counts.items() if number}


def test_each_stake_is_a_relation_with_its_own_id_sources_citation_and_dates(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    load(editions[0], connection)

    stakes = neo4j.ask(
        "MATCH (a:Company:Party {id: 'register/top'})-[s:OWNS]->(b) RETURN s.id, s.share, s.start_date, s.start_text, "
        "s.citation, s.quote, s.sources, s.first_stated, s.derived, b.name ORDER BY s.id"
    )
    assert stakes == [
        [
            "register/s1", 0.5, "2019-02-28", "2019-02", "https://example.org/s1", "Top holds 50 %", ["register"],
            "2025-12-31", False, made.HOSTILE,
        ],
        [
            "register/s2", 0.125, None, None, "https://example.org/", None, ["register"], "2025-12-31", False,
            made.HOSTILE,
        ],
    ]  # fmt: skip
    kinds = "valueType(t.founded_on), valueType(t.names), valueType(t.identifiers), size(t.identifiers)"
    assert neo4j.ask(f"MATCH (t:Company {{id: 'register/top'}}) RETURN {kinds}, labels(t)") == [
        ["DATE NOT NULL", "LIST<STRING NOT NULL> NOT NULL", "LIST<NOTHING> NOT NULL", 0, ["Company", "Party"]]
    ]
    assert same(connection, editions[0])


def test_what_is_private_of_persons_stays_out(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    assert editions[0].frame("entities", "Person")["birth_date_text"].to_list() == ["1970"]
    load(editions[0], connection)
    (found,) = neo4j.ask("MATCH (p:Person) RETURN p.nationality, keys(p)")
    assert found[0] == "FR"
    assert [key for key in found[1] if key.startswith(("birth", "address", "documents"))] == []


def test_a_hostile_name_is_a_value_and_found_as_it_is(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    neo4j.ask("CREATE (:Bystander)")
    load(editions[0], connection)
    assert connection.read("MATCH (n {name: $name}) RETURN n.id", {"name": made.HOSTILE}) == [
        ("register/left",)
    ]
    assert neo4j.ask("MATCH (n:Bystander) RETURN count(n)") == [[1]]
    words = "CALL db.index.fulltext.queryNodes('beholden_names', 'left') YIELD node RETURN node.id"
    assert neo4j.ask(words) == [["register/left"]]


def test_loading_twice_changes_nothing(neo4j: Server, connection: Connection, editions: Editions) -> None:
    first = load(editions[0], connection)
    since = neo4j.ask("MATCH (s:BeholdenRelease) RETURN s.since")

    again = load(editions[0], connection)

    entities, relations = made.numbers(editions[0])
    assert done(first.counts) == {"entities added": entities, "relations added": relations}
    assert done(again.counts) == {}
    assert neo4j.ask("MATCH (s:BeholdenRelease) RETURN s.since") == since


def test_a_newer_release_writes_the_difference_alone(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    first, second = editions
    load(first, connection)
    kept = "MATCH (n) WHERE n.id IN ['register/base', 'register/top'] RETURN elementId(n) ORDER BY n.id"
    before = neo4j.ask(kept)

    loaded = load(second, connection)

    assert done(loaded.counts) == made.difference(first, second)
    assert {what: loaded.counts[f"entities {what}"] for what in ("removed", "added", "changed")} == {
        "removed": 1, "added": 1, "changed": 1,
    }  # fmt: skip
    assert same(connection, second)
    assert neo4j.ask("MATCH (n {id: 'register/base'}) RETURN labels(n), n.kind_stated") == [
        [["Company", "Party"], True]
    ]
    assert neo4j.ask(kept) == before, "they are the same nodes, also the one of another kind now"
    assert neo4j.ask("MATCH ()-[s:OWNS]->(b) RETURN s.id, s.share, b.id ORDER BY s.id") == [
        ["register/s1", 0.6, "register/left"],
        ["register/s2", 0.125, "register/left"],
        ["register/s3", None, "register/new"],
    ]
    assert status(connection, check=True).faults == ()


def test_what_other_software_put_there_is_left_alone(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    first, second = editions
    neo4j.ask(
        "CREATE (:Company:Party {id: 'register/top', name: 'Theirs'})-[:OWNS {id: 'x'}]->(:Thing {id: 'y'})"
    )
    load(first, connection)
    neo4j.ask(
        "MATCH (t:Thing), (g:Company {id: 'register/gone'}), (b {id: 'register/base'}) "
        "CREATE (t)-[:NOTES {why: 'w'}]->(g), (t)-[:NOTES {why: 'v'}]->(b) SET b.community = 7, b:Flagged"
    )

    load(second, connection)

    theirs = "MATCH (n {name: 'Theirs'})-[r]->(t:Thing) RETURN labels(n), properties(n), r.id, t.id"
    assert neo4j.ask(theirs) == [[["Company", "Party"], {"id": "register/top", "name": "Theirs"}, "x", "y"]]
    notes = "MATCH (t:Thing)-[r:NOTES]->(n) RETURN r.why, n.id, n.name, labels(n), n.community ORDER BY r.why"
    assert neo4j.ask(notes) == [
        ["v", "register/base", "Base", ["Company", "Party", "Flagged"], 7],
        ["w", "register/gone", "Gone", [REMOVED], None],
    ]
    assert same(connection, second)
    assert status(connection, check=True).faults == ()


@pytest.mark.parametrize("writes", [0, 3, 6])
def test_an_interrupted_load_is_not_whole_and_is_gone_on_with(
    writes: int, connection: Connection, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = editions
    load(first, connection)
    original, left = loading._write, [writes]

    def breaking(connection: Connection, task: Any) -> None:
        if not left[0]:
            raise RuntimeError("the power is gone")
        left[0] -= 1
        original(connection, task)

    with monkeypatch.context() as patch:
        patch.setattr(loading, "_write", breaking)
        with pytest.raises(RuntimeError):
            load(second, connection, sessions=2, batch=1)
    said = held(connection)
    assert said is not None
    assert (said.state, said.release) == (LOADING, second.manifest["hash"])
    assert "is not whole (loading): a load goes on or was interrupted" in status(connection).faults[0]

    load(second, connection)

    assert status(connection, check=True).faults == ()
    assert same(connection, second)


def test_rows_whose_confirmation_was_lost_are_written_once(
    connection: Connection, editions: Editions
) -> None:
    wanted = list(parts(editions[0], Digest()))
    loading.declare_keys(connection, "entity")
    loading.declare_keys(connection, "relation")
    for _ in range(2):
        for step in compare(connection, wanted).steps[:3]:
            for write in step:
                loading._write(connection, write)
                loading._write(connection, write)
        for write in compare(connection, wanted).steps[4]:
            loading._write(connection, write)
            loading._write(connection, write)
    assert same(connection, editions[0])


def test_a_relation_that_two_loads_wrote_is_there_once_after_the_next(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    load(editions[0], connection)
    neo4j.ask("DROP CONSTRAINT beholden_key_OWNS")
    neo4j.ask(
        "MATCH (a)-[r:OWNS {id: 'register/s1'}]->(b) CREATE (a)-[again:OWNS]->(b) SET again = properties(r)"
    )
    assert status(connection).faults != ()
    assert load(editions[0], connection).counts["relations removed"] == 1
    assert status(connection, check=True).faults == ()
    assert same(connection, editions[0])


def test_what_was_changed_since_is_found_and_mended(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    load(editions[0], connection)
    neo4j.ask("MATCH ()-[s:OWNS {id: 'register/s1'}]->() SET s.share = 0.51")
    assert status(connection).faults == ()
    (fault,) = status(connection, check=True).faults
    assert fault.startswith("what is there is not what was loaded: its digest is ")

    neo4j.ask("MATCH (n:Company {id: 'register/top'}) SET n.founded_on = '1990-01-31'")
    with pytest.raises(StoreError, match="a Company has a value of another type than the schema says"):
        status(connection, check=True)

    load(editions[0], connection, rewrite=True)
    assert status(connection, check=True).faults == ()

    neo4j.ask("MATCH ()-[s:OWNS {id: 'register/s1'}]->() DELETE s")
    neo4j.ask("DROP INDEX beholden_names")
    entities, relations = made.numbers(editions[0])
    assert [fault.partition(";")[0] for fault in status(connection).faults] == [
        f"{entities} entities and {relations - 1} relations are there, "
        f"{entities} and {relations} belong to the release",
        "a constraint or an index is missing",
    ]
    assert done(load(editions[0], connection).counts) == {"relations added": 1}
    assert status(connection, check=True).faults == ()


@pytest.mark.parametrize("name", ["owners", "contracts"])
def test_a_world_in_the_place_of_another_is_the_same_as_its_release(
    name: str, connection: Connection, editions: Editions, tmp_path: Path
) -> None:
    release = build_world(read_world(name), tmp_path).release
    load(editions[0], connection)
    load(release, connection, batch=7)
    assert same(connection, release)


def test_an_index_left_by_a_killed_server_is_not_in_the_way(
    neo4j: Server, connection: Connection, editions: Editions
) -> None:
    neo4j.ask("DROP CONSTRAINT beholden_key_Company IF EXISTS")
    neo4j.ask("CREATE INDEX beholden_key_Company FOR (n:Company) ON (n.beholden_id)")
    load(editions[0], connection)
    kinds = "SHOW CONSTRAINTS YIELD name, type WHERE name = 'beholden_key_Company' RETURN type"
    assert neo4j.ask(kinds) == [["UNIQUENESS"]]
    assert status(connection).faults == ()


def test_an_empty_database_says_so(connection: Connection) -> None:
    found = status(connection, check=True)
    assert (found.holds, found.nodes, found.relations) == (None, 0, 0)
    assert found.faults == ("no release of beholden is in this database",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"password": "wrong"}, "it refuses the login of neo4j (Neo.ClientError.Security.Unauthorized)"),
        (
            {"database": "absent"},
            "it has no database 'absent'; name another with --database or NEO4J_DATABASE",
        ),
        ({"uri": "bolt+s://127.0.0.1:{port}"}, "no Neo4j answers here"),
        ({"user": None}, "it refuses the login of nobody"),
    ],
)
def test_what_is_wrong_with_the_address_is_said_in_one_line(
    changed: dict[str, Any], words: str, address: Address, editions: Editions
) -> None:
    port = address.uri.rpartition(":")[2]
    wrong = Address(**{**deepcopy(vars(address)), **changed})
    wrong = Address(wrong.uri.format(port=port), wrong.user, wrong.password, wrong.database)
    with pytest.raises(StoreError) as raised, Connection(wrong) as connection:
        load(editions[0], connection)
    text = str(raised.value)
    assert words in text
    assert text.startswith(wrong.uri)
    assert "\n" not in text
    assert address.password not in text


def test_who_may_only_read_is_told_what_loading_needs(
    connection: Connection, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The community edition has no roles; a transaction for reading is refused a write in the same manner."""
    monkeypatch.setattr(Session, "execute_write", Session.execute_read)
    with pytest.raises(StoreError, match="neo4j may only read here") as raised:
        load(editions[0], connection)
    assert "loading needs a user and a database that can be written to" in str(raised.value)
