"""SHACL shapes for the whole model, generated from the kinds: what an export of any release has to meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import polars as pl

from beholden.exports.material import COPY, Material
from beholden.exports.ontology import columns
from beholden.exports.terms import DATATYPES, vocabulary
from beholden.exports.turtle import block, nested, ordered, prefixes, quoted
from beholden.graph.kinds import Kind, schema
from beholden.graph.property_types import TEXTS, Dtype

ALWAYS = {
    "entity": ("id", "name", "kind_stated", "members", "sources", "claims", "stated_by"),
    "relation": ("id", "from_id", "to_id", "disputed", "derived", "from_stated", "to_stated", "sources", "stated_by"),
    "claim": ("claim", "subject", "places", "stated_by", "grade", "stated_on", "source", "snapshot", "copy", "kind"),
}  # fmt: skip
"""Columns that are never empty."""

_UNSURE = """
            SELECT $this ?value WHERE {
                $this <urn:beholden:term:from> ?from ; <urn:beholden:term:to> ?value .
                { ?from <http://www.w3.org/2002/07/owl#sameAs> ?value }
                UNION { ?value <http://www.w3.org/2002/07/owl#sameAs> ?from }
            }"""


def write_shapes(material: Material, stream: BinaryIO) -> None:
    """Write the shapes; they are the same for every release of this version."""
    stream.write(shapes().encode())


def shapes() -> str:
    """The shapes as Turtle."""
    known = schema()
    return "\n".join(
        [
            prefixes(),
            *(_entity(kind) for kind in known.entity_kinds),
            *(_relation(kind) for kind in known.relation_kinds),
            _mention(),
            _claim(),
            _unsure(),
        ]
    )


def _entity(kind: Kind) -> str:
    both = [term for term in (*vocabulary().columns.values(), "owl:sameAs") if term]
    return _shape(kind.name, [
        *_columns(kind.columns(), ALWAYS["entity"], kind),
        _named(kind),
        _property("prov:wasDerivedFrom", ("sh:minCount", "1"), ("sh:class", "bh:Claim")),
    ], ["rdf:type", *both])  # fmt: skip


def _relation(kind: Kind) -> str:
    ends = []
    for end, kinds in (("from", kind.from_kinds), ("to", kind.to_kinds)):
        classes = [nested([("sh:class", f"bh:{name}")], 4) for name in sorted(kinds)]
        ends.append(
            _property(f"bh:{end}", ("sh:minCount", "1"), ("sh:maxCount", "1"), ("sh:or", ordered(classes)))
        )
    made = nested([("sh:path", "bh:derived"), ("sh:hasValue", str(kind.derived).lower())])
    return _shape(kind.name, [
        *_columns(kind.columns(), ALWAYS["relation"], kind),
        _named(kind),
        *ends,
        made,
        _property("prov:wasDerivedFrom", ("sh:class", "bh:Claim")),
    ], ["rdf:type", *vocabulary().ends.get(kind.name, ())])  # fmt: skip


def _named(kind: Kind) -> str:
    return _property("bh:kind", ("sh:hasValue", quoted(kind.name)), ("sh:maxCount", "1"))


def _mention() -> str:
    """What one copy says under a claim. Which values it may have depends on its kind, and is not checked here."""
    told = ["rdf:type", "prov:specializationOf", "prov:hadPrimarySource"]
    return _shape("Mention", _columns(columns(), ALWAYS["claim"]), told)


def _claim() -> str:
    return _shape("Claim", [
        _property("bh:about", ("sh:minCount", "1"), ("sh:maxCount", "1"), ("sh:nodeKind", "sh:IRI")),
        _property("prov:wasDerivedFrom", ("sh:minCount", "1"), ("sh:maxCount", "1"), ("sh:class", "bh:Source")),
        *_columns({"id": pl.String, **dict.fromkeys(("source", "kind"), COPY["source"])}, ("id", "source", "kind")),
        nested([("sh:path", nested([("sh:inversePath", "prov:specializationOf")], 3)), ("sh:minCount", "1")]),
    ], ["rdf:type"])  # fmt: skip


def _unsure() -> str:
    """Two parties that may be one are never said to be the same."""
    constraint = nested(
        [("sh:message", quoted("what is only possibly the same is said to be the same")),
         ("sh:select", f'"""{_UNSURE}"""')]
    )  # fmt: skip
    return block("<urn:beholden:shape:unsure>", [
        ("a", "sh:NodeShape"), ("sh:targetClass", "bh:POSSIBLY_SAME"), ("sh:sparql", constraint),
    ])  # fmt: skip


def _shape(name: str, properties: Iterable[str], ignored: Iterable[str]) -> str:
    return block(f"<urn:beholden:shape:{name}>", [
        ("a", "sh:NodeShape"), ("sh:targetClass", f"bh:{name}"), ("sh:nodeKind", "sh:IRI"), ("sh:closed", "true"),
        ("sh:ignoredProperties", ordered(ignored)), ("sh:property", list(properties)),
    ])  # fmt: skip


def _columns(columns: Mapping[str, Dtype], always: Iterable[str], kind: Kind | None = None) -> Iterable[str]:
    """A property shape for each column: its datatype, how often it may stand there, and what it may say."""
    needed = set(always)
    own = {} if kind is None else kind.properties
    for name, dtype in columns.items():
        said = [("sh:datatype", "xsd:string" if dtype in (pl.String, TEXTS) else DATATYPES[dtype])]
        if name in needed:
            said.append(("sh:minCount", "1"))
        if dtype != TEXTS:
            said.append(("sh:maxCount", "1"))
        declared = own.get(name)
        if declared is not None and declared.codes is not None:
            said.append(("sh:in", ordered(quoted(word) for word in declared.codes)))
        if declared is not None and declared.type == "fraction":
            said += [("sh:minInclusive", '"0"^^xsd:double'), ("sh:maxInclusive", '"1"^^xsd:double')]
        if name == "country" or (declared is not None and declared.type == "country"):
            said.append(("sh:pattern", quoted("^[A-Z]{2}$")))
        yield _property(f"bh:{name}", *said)


def _property(path: str, *said: tuple[str, str]) -> str:
    return nested([("sh:path", path), *said])
