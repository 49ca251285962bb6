"""Where a Neo4j is said to be, and what is said where nothing is there."""

from __future__ import annotations

import socket

import pytest
from neo4j import Driver

from beholden.errors import StoreError
from beholden.graph.neo4j.connection import Address, Connection

NAMES = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_the_environment_says_where_and_an_argument_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(NAMES, ("neo4j://a", "ann", "secret", "graph"), strict=True):
        monkeypatch.setenv(name, value)
    assert vars(Address.of()) == {
        "uri": "neo4j://a",
        "user": "ann",
        "password": "secret",
        "database": "graph",
    }
    assert vars(Address.of("bolt://b", "bob", "other")) == {
        "uri": "bolt://b",
        "user": "bob",
        "password": "secret",
        "database": "other",
    }
    assert "secret" not in repr(Address.of())


def test_a_password_alone_is_that_of_neo4j(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    assert Address.of("bolt://b").user == "neo4j"


def test_what_is_missing_is_said() -> None:
    with pytest.raises(StoreError, match="no Neo4j is named; set NEO4J_URI or give --uri"):
        Address.of()
    with pytest.raises(StoreError, match="there is no password for ann; set NEO4J_PASSWORD"):
        Address.of("bolt://b", "ann")


@pytest.mark.parametrize("uri", ["http://localhost:7474", "localhost:7687", "", "neo4jx://a"])
def test_what_is_no_address_of_a_neo4j_is_said(uri: str) -> None:
    with pytest.raises(StoreError, match=r"no address of a Neo4j; it starts with neo4j://, neo4j\+s://"):
        Connection(Address(uri))


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_where_nothing_listens_that_is_said(scheme: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(StoreError) as raised:
            Connection(Address(f"{scheme}://127.0.0.1:{port}"))
    assert str(raised.value).startswith(f"{scheme}://127.0.0.1:{port}: no Neo4j answers here (")


def test_a_login_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(StoreError, match=r"^bolt://127.0.0.1:1: no address of a Neo4j: ") as raised:
        Connection(Address("bolt://ann:secret@127.0.0.1:1"))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("agent", ["Neo4j/4.4.38", "Other/1.0", "Neo4j/dev"])
def test_an_older_server_and_one_that_is_no_neo4j_are_refused(
    agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Info:
        def __init__(self) -> None:
            self.agent = agent

    monkeypatch.setattr(Driver, "get_server_info", lambda self: Info())
    with pytest.raises(StoreError, match=f"this is {agent}; Neo4j 5 or newer is needed"):
        Connection(Address("bolt://127.0.0.1:1"))
