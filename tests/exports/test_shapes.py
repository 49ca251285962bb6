"""The shapes: exports meet them, and each fault breaks exactly the one that is about it."""

from __future__ import annotations

import io
from pathlib import Path

import pyshacl
import pytest
import rdflib

from beholden.exports.material import Material
from beholden.exports.rdf import write_turtle
from beholden.exports.shapes import shapes
from beholden.exports.terms import name_of
from tests.everything import everything

pytestmark = pytest.mark.thorough

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
BH = rdflib.Namespace("urn:beholden:term:")
RELATION, ENTITY = "relation", "entity"


@pytest.fixture(scope="module")
def rules() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes(), format="turtle")


@pytest.fixture(scope="module")
def data(private: Material) -> bytes:
    stream = io.BytesIO()
    write_turtle(private, stream)
    return stream.getvalue()


def broken(data: rdflib.Graph, rules: rdflib.Graph) -> list[tuple[str, str]]:
    """The focus and the component of each violation."""
    _, report, _ = pyshacl.validate(data, shacl_graph=rules)
    return sorted(
        (
            str(report.value(one, SH.focusNode)),
            str(report.value(one, SH.sourceConstraintComponent)).removeprefix(SH),
        )
        for one in report.subjects(rdflib.RDF.type, SH.ValidationResult)
    )


def test_the_shapes_are_right_and_the_export_meets_them(data: bytes, rules: rdflib.Graph) -> None:
    graph = rdflib.Graph().parse(data=data, format="turtle")
    conforms, _, words = pyshacl.validate(graph, shacl_graph=rules, meta_shacl=True)
    assert conforms, words


def test_every_kind_has_a_shape_that_its_rows_meet(tmp_path: Path, rules: rdflib.Graph) -> None:
    """In this release every property of every kind has a value; its texts are no codes and no countries."""
    stream = io.BytesIO()
    write_turtle(Material(everything(tmp_path / "x"), private=True), stream)
    found = broken(rdflib.Graph().parse(data=stream.getvalue(), format="turtle"), rules)
    assert {component for _, component in found} == {
        "InConstraintComponent", "PatternConstraintComponent", "ClassConstraintComponent",
        "HasValueConstraintComponent",
    }  # fmt: skip


STAKE = rdflib.URIRef(name_of(RELATION, "register/r-1"))
BASE = rdflib.URIRef(name_of(ENTITY, "lei:529900T8BM49AURSDO55"))
FAULTS = {
    "a share above one": (STAKE, BH.share, rdflib.Literal(40.0, datatype=rdflib.XSD.double), "MaxInclusive"),
    "a date that is text": (STAKE, BH.start_date, rdflib.Literal("2010-12-31"), "Datatype"),
    "a word that is no code": (STAKE, BH.interest, rdflib.Literal("shares"), "In"),
    "an end that is no party": (STAKE, BH.to, rdflib.URIRef(name_of(ENTITY, "list/us-bis-entity")), "Or"),
    "no end": (STAKE, BH["from"], None, "MinCount"),
    "no name": (BASE, BH.name, None, "MinCount"),
    "a country in words": (BASE, BH.country, rdflib.Literal("China"), "Pattern"),
    "stated and computed": (STAKE, BH.derived, rdflib.Literal(True), "HasValue"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_the_shape_that_is_about_it(data: bytes, rules: rdflib.Graph, fault: str) -> None:
    subject, predicate, value, component = FAULTS[fault]
    graph = rdflib.Graph().parse(data=data, format="turtle")
    graph.remove((subject, predicate, None))
    if value is not None:
        graph.add((subject, predicate, value))
    assert broken(graph, rules) == [(str(subject), f"{component}ConstraintComponent")]


def test_a_term_that_no_kind_has_is_refused(data: bytes, rules: rdflib.Graph) -> None:
    graph = rdflib.Graph().parse(data=data, format="turtle")
    graph.add((STAKE, BH.percent, rdflib.Literal("40")))
    assert broken(graph, rules) == [(str(STAKE), "ClosedConstraintComponent")]


def test_an_unsure_join_may_not_be_called_the_same(data: bytes, rules: rdflib.Graph) -> None:
    graph = rdflib.Graph().parse(data=data, format="turtle")
    pair = next(graph.subjects(rdflib.RDF.type, BH.POSSIBLY_SAME))
    left, right = graph.value(pair, BH["from"]), graph.value(pair, BH.to)
    assert left is not None and right is not None
    graph.add((left, rdflib.OWL.sameAs, right))
    assert broken(graph, rules) == [(str(pair), "SPARQLConstraintComponent")]
