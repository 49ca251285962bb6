"""Each query of each pack has exact answers on small worlds, and none on an empty graph."""

from pathlib import Path

import pytest

from beholden.graph.engine import Engine
from beholden.queries.header import Query
from beholden.queries.packs import find_query, packs
from beholden.queries.reads import reads
from tests.world import FOLDER, World, build_world, read_world

WORLDS = sorted(path.stem for path in FOLDER.glob("*.toml"))
QUERIES = [query for pack in packs() for query in pack.queries]


def show(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def known(cell: object) -> object:
    if isinstance(cell, list):
        return [known(inner) for inner in cell]
    return None if cell == "null" else cell


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize(
    "whole", [False, pytest.param(True, marks=pytest.mark.thorough)], ids=["read", "whole"]
)
def test_a_world_gives_exactly_these_rows(name: str, whole: bool, tmp_path: Path) -> None:
    """The engine has what the questions read, as for a case, or all of the release."""
    data = read_world(name)
    world = build_world(data, tmp_path)
    assert data["ask"], "a world without a question proves nothing"
    if not whole:
        queries = dict.fromkeys(question["query"] for question in data["ask"])
        world = World(world.release, Engine(world.release, reads(map(find_query, queries))))
    for question in data["ask"]:
        answer = world.ask(question["query"], **question.get("values", {}))
        columns = question["columns"]
        found = [[show(row[column]) for column in columns] for row in answer.dicts()]
        # TOML has no null; a missing value is written as the text "null".
        expected = [[known(cell) for cell in row] for row in question["rows"]]
        assert found == expected, f"{name}: {question['query']} {question.get('values', {})}"


@pytest.mark.thorough
@pytest.mark.parametrize("name", WORLDS)
def test_what_a_query_reads_is_all_that_it_needs(name: str, tmp_path: Path) -> None:
    data = read_world(name)
    world = build_world(data, tmp_path)
    for question in data["ask"]:
        needed = Engine(world.release, reads([find_query(question["query"])]))
        alone = World(world.release, needed)
        values = question.get("values", {})
        assert alone.ask(question["query"], **values) == world.ask(question["query"], **values)


@pytest.fixture(scope="module")
def asked() -> set[str]:
    return {question["query"] for name in WORLDS for question in read_world(name)["ask"]}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_every_query_has_a_world(query: Query, asked: set[str]) -> None:
    assert query.id in asked


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world({}, tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_an_empty_graph_gives_no_rows(query: Query, empty: World) -> None:
    needed = {"party": "ungc"} if query.id == "sources.about-party" else {}
    rows = empty.ask(query.id, **needed).rows
    # The reference entities are there without any source: they found and maintain, and nobody is a member.
    assert [row for row in rows if query.pack not in ("initiative", "sources")] == []
