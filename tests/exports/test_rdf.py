"""N-Quads and Turtle: two parsers read the same graph, and every value of the release is in it."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph
import pytest
import rdflib

from beholden.exports.material import Material
from beholden.exports.ontology import columns, ontology
from beholden.exports.rdf import write_nquads, write_turtle
from beholden.exports.terms import id_of, name_of, vocabulary
from beholden.graph.kinds import schema
from beholden.graph.property_types import TEXTS
from tests.everything import everything
from tests.exports.conftest import NAME

pytestmark = pytest.mark.thorough

TERM = "urn:beholden:term:"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
Write = Callable[[Material, Any], None]


def text(write: Write, material: Material) -> bytes:
    stream = io.BytesIO()
    write(material, stream)
    return stream.getvalue()


def oxigraph(data: bytes, form: pyoxigraph.RdfFormat) -> list[pyoxigraph.Quad]:
    return list(pyoxigraph.parse(data, format=form))


@pytest.fixture(scope="module")
def quads(private: Material) -> list[pyoxigraph.Quad]:
    return oxigraph(text(write_nquads, private), pyoxigraph.RdfFormat.N_QUADS)


def test_two_parsers_read_the_same_statements(private: Material, tmp_path: Path) -> None:
    for material in (private, Material(everything(tmp_path / "everything"), private=True)):
        lines = text(write_nquads, material)
        whole = rdflib.Dataset()
        whole.parse(data=lines, format="nquads")
        mine = oxigraph(lines, pyoxigraph.RdfFormat.N_QUADS)
        assert len(mine) == len(set(mine)) == lines.count(b" .\n")
        theirs = {(str(s), str(p), o.n3(), str(g)) for s, p, o, g in whole.quads()}
        assert theirs == {
            (quad.subject.value, quad.predicate.value, as_rdflib(quad.object).n3(), quad.graph_name.value)
            for quad in mine
        }
        # Turtle has the same statements without the graphs; there are no blank nodes, so equal means isomorphic.
        turtle = text(write_turtle, material)
        assert {quad.triple for quad in mine} == {
            quad.triple for quad in oxigraph(turtle, pyoxigraph.RdfFormat.TURTLE)
        }
        assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == len({quad.triple for quad in mine})


def as_rdflib(term: Any) -> rdflib.term.Identifier:
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    plain = term.datatype.value.endswith("#string")
    return rdflib.Literal(
        term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value), normalize=False
    )


VALUES: dict[Any, Callable[[str], Any]] = {
    pl.String: str,
    TEXTS: str,
    pl.Date: date.fromisoformat,
    pl.Float64: float,
    pl.Int64: int,
    pl.Boolean: lambda text: text == "true",
}


def test_every_value_of_every_row_comes_back(private: Material, quads: list[pyoxigraph.Quad]) -> None:
    """The order of a list is all that is lost."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if quad.predicate.value.startswith(TERM) and isinstance(quad.object, pyoxigraph.Literal):
            said[quad.subject.value][quad.predicate.value.removeprefix(TERM)].append(quad.object.value)
    seen = 0
    parts = (
        ("entity", "id", private.entities(), Material.columns),
        ("relation", "id", private.relations(), Material.columns),
        ("mention", "claim", private.claims(), Material.claim_columns),
    )
    for what, key, batches, of in parts:
        for kind, rows in batches:
            types = of(private, kind)
            assert len(types) == len(rows.columns)
            for row in rows.iter_rows(named=True):
                name = row[key] if what != "mention" else f"{row[key]}@{row['copy']}"
                found = said[name_of(what, name)]
                seen += 1
                for column, dtype in types.items():
                    back = [VALUES[dtype](value) for value in found[column]]
                    value = row[column]
                    wanted = [] if value is None else value if dtype == TEXTS else [value]
                    assert sorted(back) == sorted(set(wanted)), (name, column)
    manifest = private.release.manifest["counts"]
    assert seen == sum(sum(manifest[part].values()) for part in ("entities", "relations", "claims"))


def test_each_statement_stands_in_the_graph_of_who_makes_it(quads: list[pyoxigraph.Quad]) -> None:
    graphs = defaultdict(set)
    for quad in quads:
        graphs[quad.subject.value].add(quad.graph_name.value)
    assert all(len(own) == 1 for own in graphs.values())
    assert graphs[name_of("relation", "club/r-1")] == {"urn:beholden:source:club"}
    assert graphs[name_of("relation", "list/r-1")] == {"urn:beholden:source:list"}
    assert graphs[name_of("entity", "lei:529900T8BM49AURSDO55")] == {"urn:beholden:joined"}
    assert graphs[name_of("source", "club")] == {"urn:beholden:sources"}
    types = {(quad.subject.value, quad.object.value) for quad in quads if quad.predicate.value == TYPE}
    derived = {name for name, kind in types if kind == TERM + "Derived"}
    assert derived == {name for name, own in graphs.items() if own == {"urn:beholden:derived"}}
    assert {kind for name, kind in types if name in derived} >= {
        TERM + "POSSIBLY_SAME",
        TERM + "EFFECTIVE_STAKE",
    }


def test_only_what_was_joined_is_the_same(quads: list[pyoxigraph.Quad]) -> None:
    same = {
        (id_of(quad.subject.value), id_of(quad.object.value))
        for quad in quads
        if quad.predicate.value == vocabulary().whole("owl:sameAs")
    }
    assert same == {
        ("lei:529900T8BM49AURSDO55", "list/base"),
        ("lei:529900T8BM49AURSDO55", "register/base"),
    }


def test_what_is_private_stays_out_unless_asked_for(material: Material, private: Material) -> None:
    for write in (write_nquads, write_turtle):
        open, closed = text(write, material), text(write, private)
        for secret in (b"2 Home St", b"Passport 123", b"1970", b'"record 5"'):
            assert secret not in open
            assert secret in closed
        assert b"Ann Invented" in open
        assert text(write, material) == open


def test_a_licence_that_forbids_handing_on_is_said(kept: Material) -> None:
    said = [line for line in text(write_nquads, kept).decode().splitlines() if "term:note>" in line]
    assert len(said) == 1
    assert said[0].startswith("<urn:beholden:source:club> ") and "for your own use" in said[0]
    assert [source.id for source in kept.kept] == ["club"]


def test_an_id_is_read_back_from_its_name() -> None:
    for id in ("a/b", NAME, "%41", "x y<z>", "晨光\x7f\x00", "lei:1%"):
        name = name_of("entity", id)
        assert id_of(name) == id
        pyoxigraph.NamedNode(name)
    assert name_of("entity", "a b%") == "urn:beholden:entity:a%20b%25"


def test_the_ontology_declares_every_term_that_the_data_have(
    quads: list[pyoxigraph.Quad], tmp_path: Path
) -> None:
    graph = rdflib.Graph().parse(data=ontology(), format="turtle")
    declared = {str(subject) for subject in graph.subjects(rdflib.RDF.type, None)}
    whole = oxigraph(
        text(write_nquads, Material(everything(tmp_path / "x"), private=True)), pyoxigraph.RdfFormat.N_QUADS
    )
    used = set()
    for quad in [*quads, *whole]:
        used |= {
            term.value for term in (quad.predicate, quad.object) if isinstance(term, pyoxigraph.NamedNode)
        }
    ours = {name for name in used if name.startswith(TERM)}
    assert len(ours) > 150
    assert ours - declared == set()
    explained = {str(subject) for subject in graph.subjects(rdflib.RDFS.comment, None)}
    assert ours - explained == set()


def test_a_column_has_one_type_wherever_it_stands() -> None:
    for kind in schema().kinds.values():
        for name, dtype in kind.columns().items():
            assert columns()[name] == dtype, (kind.name, name)
