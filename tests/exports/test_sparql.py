"""Questions in SPARQL over the RDF of a release give the rows that the Cypher of the packs gives, in both engines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib

from beholden.cases.case import find_case
from beholden.cases.run import prepare
from beholden.errors import QueryError
from beholden.exports.material import Material
from beholden.exports.rdf import write_nquads
from beholden.exports.sparql import FOLDER as QUESTIONS
from beholden.exports.sparql import (
    Answer,
    Listed,
    ask_sparql,
    listed,
    oxigraph_answer,
    queries,
    rdflib_answer,
    sparql_markdown,
    without_sparql,
)
from beholden.graph.answers import Rows
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.queries.packs import find_query, packs
from tests.world import FOLDER, World, build_world, read_world

pytestmark = pytest.mark.thorough

WORLDS = sorted(path.stem for path in FOLDER.glob("*.toml"))
EARLIER = "2021-06-30"
"""A second day to ask for, on which the worlds look otherwise."""

SLOW = frozenset(("memberships.contradicting-status", "paths.over-unsure-pairs", "posts.nationals-in-posts"))
"""Takes rdflib half a minute and more on a graph of a few dozen relations; asked of pyoxigraph alone."""

DENSE = frozenset(("long-paths",))
"""Has so many arrows beside each other that rdflib takes minutes; asked of pyoxigraph alone."""


def stores(release: Release) -> Iterator[Answer]:
    data = io.BytesIO()
    write_nquads(Material(release), data)
    store = pyoxigraph.Store()
    store.load(data.getvalue(), format=pyoxigraph.RdfFormat.N_QUADS)
    yield oxigraph_answer(store)
    graph = rdflib.Graph()
    for quad in store:
        graph.add(tuple(term(part) for part in quad.triple))  # type: ignore[arg-type]
    yield rdflib_answer(graph)


def term(part: Any) -> rdflib.term.Identifier:
    if isinstance(part, pyoxigraph.NamedNode):
        return rdflib.URIRef(part.value)
    plain = part.datatype.value.endswith("#string")
    return rdflib.Literal(part.value, datatype=None if plain else rdflib.URIRef(part.datatype.value))


def unordered(cell: Any) -> Any:
    """A cell with its lists sorted, since RDF keeps no order."""
    return sorted(map(unordered, cell), key=str) if isinstance(cell, list) else cell


def plain(rows: Rows, lists: dict[str, Listed]) -> list[list[Any]]:
    """The rows, with lists sorted but for those to which the question gives an order."""
    return [
        [
            list(map(unordered, cell)) if cell is not None and lists.get(column, Listed()).ordered else unordered(cell)
            for column, cell in zip(rows.columns, row, strict=True)
        ]
        for row in rows.rows
    ]  # fmt: skip


def compare(world: World, name: str, answer: Answer, values: dict[str, str]) -> int:
    """How many rows the query has; both languages must give the same in the same order."""
    lists = listed((QUESTIONS / f"{name}.rq").read_text(encoding="utf-8"))
    wanted = world.ask(name, **values)
    found = ask_sparql(name, answer, values, as_of=world.release.as_of, find=Finder(world.release))
    assert found.columns == wanted.columns
    assert plain(found, lists) == plain(wanted, lists), (name, values)
    return len(found.rows)


def worth_asking(world: World, name: str) -> list[dict[str, str]]:
    """Values that a query takes: each initiative, or some parties, or none."""
    takes = {parameter.name for parameter in find_query(name).parameters}
    if "party" in takes:
        found = [
            {"party": id}
            for kind in world.release.kinds("entities")
            if kind in ("Company", "Organization", "Person", "PublicBody", "State")
            for id in world.release.frame("entities", kind)["id"][:3]
        ]
    elif "initiative" in takes:
        found = [{"initiative": id} for id in world.release.frame("entities", "Initiative")["id"]]
    else:
        found = [{}]
    return [*found, {**found[0], "as_of": EARLIER}] if "as_of" in takes else found


def test_every_query_is_there_or_says_why_not() -> None:
    known = {query.id for pack in packs() for query in pack.queries}
    there, missing = set(queries()), without_sparql()
    assert there | missing.keys() == known
    assert there.isdisjoint(missing)
    assert all(reason.endswith(".") for reason in missing.values())


def test_every_query_that_is_there_has_rows_in_a_world() -> None:
    asked = {ask["query"] for name in WORLDS for ask in read_world(name)["ask"] if ask["rows"]}
    assert set(queries()) - asked == set()


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_gives_the_rows_of_cypher(name: str, tmp_path: Path) -> None:
    data = read_world(name)
    world = build_world(data, tmp_path)
    own = [(ask, ask.get("values", {})) for ask in data["ask"] if ask["query"] in queries()]
    in_pyoxigraph, in_rdflib = stores(world.release)
    for ask, values in own:
        assert compare(world, ask["query"], in_pyoxigraph, values) == len(ask["rows"])
        if ask["query"] not in SLOW and name not in DENSE:
            compare(world, ask["query"], in_rdflib, values)


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_gives_the_rows_of_cypher_to_every_other_question(name: str, tmp_path: Path) -> None:
    world = build_world(read_world(name), tmp_path)
    answer = next(stores(world.release))
    for query in queries():
        for values in worth_asking(world, query):
            compare(world, query, answer, values)


def test_the_bundled_case_gives_the_rows_of_cypher(tmp_path: Path) -> None:
    done = prepare(
        find_case("surveillance-and-the-compact"),
        Workspace(tmp_path),
        software="test",
        watch=lambda _: nullcontext(len),
    )
    world = World(done.release)
    answers = list(stores(world.release))
    seen = {query: sum(compare(world, query, answers[0], values) for values in worth_asking(world, query))
            for query in queries()}  # fmt: skip
    assert [query for query, rows in seen.items() if rows] > ["concerns.contracts-and-products"]
    assert compare(world, "listings.listed-members", answers[1], {"initiative": "ungc"}) == 8


def test_a_question_without_sparql_is_one_clear_error(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beholden.exports.sparql.FOLDER", tmp_path)
    text = '[why]\nreason = "It counts dreams."\nqueries = ["initiative.members"]\n'
    (tmp_path / "missing.toml").write_text(text, encoding="utf-8")
    day = world.release.as_of
    with pytest.raises(QueryError, match=r"initiative.members: there is no SPARQL of it: It counts dreams\."):
        ask_sparql("initiative.members", list, {}, as_of=day, find=str)
    with pytest.raises(
        QueryError, match=r"quality.stale: there is no SPARQL of it: nobody has written it yet"
    ):
        ask_sparql("quality.stale", list, {}, as_of=day, find=str)
    assert sparql_markdown().endswith("|---|---|\n| `initiative.members` | It counts dreams. |\n")


def test_a_list_is_read_as_its_head_says() -> None:
    lists = listed(
        "# lists: a, b of lists, c of numbers in order, d of lists of numbers\n# lists: e of truths\n"
    )
    assert lists["a"].value("x\x1fy") == ["x", "y"] and lists["a"].value("") == []
    assert lists["b"].value("x\x1fy") == [["x", "y"]] and lists["b"].value("") == []
    assert lists["c"].value("0.5\x1f\x1f1") == [0.5, None, 1.0] and lists["c"].ordered
    assert lists["c"].value("\x1a") == [None]
    assert lists["d"].value("1\x1e\x1f2") == [[1.0], [None, 2.0]] and not lists["d"].ordered
    assert lists["e"].value("true\x1ffalse") == [True, False]
    with pytest.raises(QueryError, match="'a of what' is no list"):
        listed("# lists: a of what\n")


def test_a_value_can_t_become_a_part_of_the_question(world: World) -> None:
    store = next(stores(world.release))
    words = {"initiative": "ungc"}
    for hostile in ('" } #', 'x" . ?s ?p ?o } #', "\\", "a\nb", "$as_of", '$initiative" } #'):
        found = ask_sparql(
            "initiative.members", store, words, as_of=world.release.as_of, find=lambda _, id=hostile: id
        )
        assert found.rows == []
