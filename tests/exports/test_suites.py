"""W3C's suites for RDF 1.1 and SHACL: what reads and judges our exports does so by the standards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH, Namespace

from beholden.exports.shapes import shapes
from beholden.exports.terms import Style

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
TESTS = Namespace("http://www.w3.org/ns/rdftest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

FORMATS = {
    "ntriples": ("TestNTriples", "N-TriplesTests", "nt", pyoxigraph.RdfFormat.N_TRIPLES),
    "nquads": ("TestNQuads", "N-QuadsTests", "nquads", pyoxigraph.RdfFormat.N_QUADS),
    "turtle": ("TestTurtle", "TurtleTests", "turtle", pyoxigraph.RdfFormat.TURTLE),
}
"""Folder → how its kinds of tests begin, the folder of their base, and what rdflib and oxigraph call the format."""

NUMBER = {"ntriples": 41, "nquads": 53, "turtle": 209}
NOT_READ = {
    ("ntriples", "rdflib"): ["minimal_whitespace"],
    ("turtle", "oxigraph"): ["localName_with_assigned_nfc_PN_CHARS_BASE_character_boundaries"],
}
"""What a parser does not read as it should: our lines have blanks between terms, our names no sign of that plane."""


class Case(NamedTuple):
    """A file that must be read, and the one with the statements that it has, where it is told."""

    name: str
    action: Path
    result: Path | None


@pytest.fixture(scope="module")
def suites(judges: Path) -> Path:
    return judges / "suites"


def positive(suites: Path, folder: str) -> list[Case]:
    here = suites / "rdf" / folder
    manifest = rdflib.Graph().parse(here / "manifest.ttl", format="turtle", publicID=f"{here.as_uri()}/")
    kinds = [TESTS[FORMATS[folder][0] + ending] for ending in ("PositiveSyntax", "Eval")]

    def file(test: rdflib.term.Node, part: rdflib.URIRef) -> Path | None:
        uri = manifest.value(test, part)
        return None if uri is None else here / str(uri).rpartition("/")[2]

    return [
        Case(str(manifest.value(test, MF.name)), file(test, MF.action) or here, file(test, MF.result))
        for kind in kinds
        for test in sorted(manifest.subjects(RDF.type, kind))
    ]


def read_by_rdflib(case: Case, folder: str) -> bool:
    """Whether it reads the file, with the right statements."""
    _, base, form, _ = FORMATS[folder]
    found = rdflib.Dataset() if form == "nquads" else rdflib.Graph()
    try:
        found.parse(case.action, format=form, publicID=f"http://www.w3.org/2013/{base}/{case.action.name}")
    except (rdflib.exceptions.ParserError, SyntaxError):
        return False
    return case.result is None or isomorphic(found, rdflib.Graph().parse(case.result, format="nt"))


def read_by_oxigraph(case: Case, folder: str) -> bool:
    """Whether it reads the file, with the right statements."""
    _, base, _, form = FORMATS[folder]
    given = f"http://www.w3.org/2013/{base}/{case.action.name}" if folder == "turtle" else None
    try:
        found = canonical(pyoxigraph.parse(path=case.action, format=form, base_iri=given))
        if case.result is None:
            return True
        return found == canonical(pyoxigraph.parse(path=case.result, format=pyoxigraph.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return False


def canonical(quads: Iterator[pyoxigraph.Quad]) -> pyoxigraph.Dataset:
    found = pyoxigraph.Dataset(quads)
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return found


@pytest.mark.parametrize("parser", ["rdflib", "oxigraph"])
@pytest.mark.parametrize("folder", FORMATS)
def test_a_parser_reads_what_it_must(suites: Path, folder: str, parser: str) -> None:
    read = read_by_rdflib if parser == "rdflib" else read_by_oxigraph
    cases = positive(suites, folder)
    assert len(cases) == NUMBER[folder]
    assert [case.name for case in cases if not read(case, folder)] == NOT_READ.get((folder, parser), [])


def test_the_texts_of_the_suites_come_back_from_our_terms(suites: Path) -> None:
    texts = sorted(
        {
            quad.object.value
            for case in positive(suites, "turtle")
            for quad in pyoxigraph.parse(
                path=case.action, format=pyoxigraph.RdfFormat.TURTLE, base_iri="http://example.org/"
            )
            if isinstance(quad.object, pyoxigraph.Literal)
        }
    )
    terms = (
        pl.DataFrame({"text": texts}).select(Style(short=False).terms(pl.col("text"), pl.String)).to_series()
    )
    lines = "".join(f"<urn:a> <urn:b> {term} .\n" for term in terms).encode()
    read = list(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
    assert [quad.object.value for quad in read] == texts
    assert sorted(str(text) for text in rdflib.Graph().parse(data=lines, format="nt").objects()) == texts


SHAPES = 98
NOT_JUDGED = ["uniqueLang-002"]
"""What pyshacl judges otherwise than the suite does; our shapes have no sh:uniqueLang."""


@pytest.mark.filterwarnings("default")  # pyshacl warns of shapes that are not well formed, as some here are
def test_the_judge_of_shapes_judges_as_it_must(suites: Path) -> None:
    judged = []
    for file in sorted((suites / "shacl").rglob("*.ttl")):
        manifest = rdflib.Graph().parse(file, format="turtle", publicID=file.as_uri())
        for test in sorted(manifest.subjects(RDF.type, SHT.Validate)):
            judged.append((str(test).rpartition("/")[2], judges_rightly(manifest, test)))
    assert len(judged) == SHAPES
    assert [name for name, right in judged if not right] == NOT_JUDGED
    assert "uniqueLang" not in shapes()


def judges_rightly(manifest: rdflib.Graph, test: rdflib.term.Node) -> bool:
    """Whether it finds what the suite says: conforming or not, and by which nodes, paths and constraints not."""
    action, result = manifest.value(test, MF.action), manifest.value(test, MF.result)
    data, shapes = (
        rdflib.Graph().parse(str(manifest.value(action, part)), format="turtle")
        for part in (SHT.dataGraph, SHT.shapesGraph)
    )
    try:
        conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    except pyshacl.errors.ReportableRuntimeError:
        return result == SHT.Failure
    if result == SHT.Failure:
        return False
    found = report.value(predicate=RDF.type, object=SH.ValidationReport)
    return conforms == manifest.value(result, SH.conforms).toPython() and results(report, found) == results(
        manifest, result
    )


def results(graph: rdflib.Graph, report: rdflib.term.Node | None) -> list[tuple[str, ...]]:
    parts = (SH.focusNode, SH.value, SH.sourceConstraintComponent, SH.resultSeverity)
    return sorted(
        tuple(
            "" if isinstance(value, rdflib.BNode) else str(value)
            for value in (graph.value(one, part) for part in parts)
        )
        for one in graph.objects(report, SH.result)
    )
