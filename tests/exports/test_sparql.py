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
from beholden.exports.sparql import Answer, ask_sparql, oxigraph_answer, queries, rdflib_answer
from beholden.graph.engine import Engine
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.queries.packs import find_query
from tests.world import World, build_world, read_world

pytestmark = pytest.mark.thorough

WORLDS = ("institutions", "memberships", "owners", "state-owners")


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


def compare(world: World) -> dict[str, int]:
    """How many rows each query has, which are the same in all three engines and in the same order."""
    seen = dict.fromkeys(queries(), 0)
    initiatives = list(world.release.frame("entities", "Initiative")["id"])
    for answer in stores(world.release):
        for name in queries():
            for initiative in initiatives:
                for as_of in (world.release.as_of, world.release.as_of.replace(year=2021)):
                    values = {"initiative": initiative}
                    if any(one.name == "as_of" for one in find_query(name).parameters):
                        values["as_of"] = as_of.isoformat()
                    wanted = world.ask(name, **values)
                    found = ask_sparql(name, answer, values, as_of=as_of, find=Finder(world.release))
                    assert found.columns == wanted.columns
                    assert [list(map(unordered, row)) for row in found.rows] == [
                        list(map(unordered, row)) for row in wanted.rows
                    ], (name, values)
                    seen[name] += len(found.rows)
    return seen


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_gives_the_rows_of_cypher(name: str, tmp_path: Path) -> None:
    seen = compare(build_world(read_world(name), tmp_path))
    least = {"institutions": "initiative.backers", "memberships": "memberships.removed-beside-validated"}
    assert seen[least.get(name, "initiative.members")] > 0


def test_the_bundled_case_gives_the_rows_of_cypher(tmp_path: Path) -> None:
    done = prepare(
        find_case("surveillance-and-the-compact"),
        Workspace(tmp_path),
        software="test",
        watch=lambda _: nullcontext(len),
    )
    seen = compare(World(done.release, Engine(done.release)))
    assert seen["initiative.members"] > 0 and seen["initiative.backers"] > 0


def test_a_question_without_sparql_is_one_clear_error(world: World) -> None:
    with pytest.raises(
        QueryError, match=r"listings.listed-members: there is no SPARQL of it; there is of initiative"
    ):
        ask_sparql("listings.listed-members", list, {}, as_of=world.release.as_of, find=str)


def test_a_value_can_t_become_a_part_of_the_question(world: World) -> None:
    store = next(stores(world.release))
    words = {"initiative": "ungc"}
    for hostile in ('" } #', 'x" . ?s ?p ?o } #', "\\", "a\nb"):
        found = ask_sparql(
            "initiative.members", store, words, as_of=world.release.as_of, find=lambda _, id=hostile: id
        )
        assert found.rows == []
