"""The terms of the RDF as an ontology, generated from the kinds, so that it says what the data have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import polars as pl

from beholden.exports.material import COPY, Material
from beholden.exports.terms import DATATYPES, vocabulary
from beholden.exports.turtle import block, english, prefixes, quoted
from beholden.graph.claims import CLAIM, ENTITY, RELATION
from beholden.graph.describe import COMMON_ABOUT
from beholden.graph.kinds import Kind, schema
from beholden.graph.property_types import TEXTS, Dtype

CLASSES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Entity": (
        "What a source states to exist, joined with what other sources say of the same.",
        ("prov:Entity",),
    ),
    "Party": ("One who can act: own, join, sell, be listed.", ("bh:Entity",)),
    "Relation": ("A directed, dated link between two entities, a thing of its own.", ("prov:Entity",)),
    "Stated": ("A relation that a source states.", ("bh:Relation",)),
    "Derived": ("A relation that the software computed and no source states.", ("bh:Relation",)),
    "Claim": ("One statement of one source, in one record, on one entity or relation.", ("prov:Entity",)),
    "Mention": ("A claim as one dated copy of the source makes it.", ("prov:Entity",)),
    "Source": ("One publisher's data set.", ("prov:Entity",)),
    "Copy": ("One dated copy of a source.", ("prov:Entity",)),
    "Release": ("One build of the graph.", ("prov:Entity",)),
}
LINKS: Mapping[str, str] = {
    "from": "The entity of the relation that acts.",
    "to": "The entity of the relation that is acted on.",
    "about": "The entity, as the source names it, or the relation that the claim is about.",
}
COLUMNS: Mapping[str, str] = {
    "claim": "Id of the claim.",
    "subject": "The source's own id of the entity, or the id of the relation, that it is about.",
    "places": "Where the record stands in the copy: the file, a colon and the line, or what the format has.",
    "text": "The record as published; it stays out of exports unless asked for.",
    "page": "Page to cite, or of the source.",
    "stated_on": "The document's date, the earliest day it can mean; it is no start.",
    "stated_text": "The document's date as published.",
    "source": "Id of the source.",
    "snapshot": "Date of the copy.",
    "copy": "Name of the copy.",
    "max_age_days": "How long the source's word counts as current.",
    "kind": "Name of the kind of an entity or relation, and of what a claim is about.",
    "as_of": "The day that it speaks of.",
    "software": "Version of beholden that built the release.",
    "publisher": "Who publishes the source.",
    "title": "Title of the source.",
    "licence": "Licence of the source, as its declaration has it.",
    "redistribute": "Whether that licence lets others have a copy.",
    "note": "What that means for this export.",
    "date": "Date of the copy.",
    "basis": "Whether the copy states its date.",
    "complete": "Whether the copy is the whole list.",
}  # fmt: skip


def write_ontology(material: Material, stream: BinaryIO) -> None:
    """Write the ontology; it is the same for every release of this version."""
    stream.write(ontology().encode())


def ontology() -> str:
    """The ontology as Turtle."""
    title = "Terms of beholden: who stands behind the members of an initiative, with every claim"
    about = (
        "Generated from the kinds that the software declares. A relation is a thing of its own, so that it can "
        "have dates, a dispute and claims; derived relations are computed and stand apart."
    )
    lines = [prefixes(), block("<urn:beholden:term:>", [
        ("a", "owl:Ontology"), ("dcterms:title", english(title)), ("dcterms:description", english(about)),
    ])]  # fmt: skip
    lines += [
        block(f"bh:{name}", [("a", "owl:Class"), ("rdfs:comment", english(text)), ("rdfs:subClassOf", above)])
        for name, (text, above) in CLASSES.items()
    ]
    lines += [_class(kind) for kind in schema().kinds.values()]
    lines += [
        block(f"bh:{name}", [("a", "owl:ObjectProperty"), ("rdfs:comment", english(text))])
        for name, text in LINKS.items()
    ]
    lines += _properties()
    lines += _codes()
    return "\n".join(lines)


def _class(kind: Kind) -> str:
    above = "bh:Party" if kind.party else "bh:Entity"
    if kind.kind == "relation":
        above = "bh:Derived" if kind.derived else "bh:Stated"
    ends = " → ".join(", ".join(words) for words in (kind.from_words, kind.to_words))
    return block(f"bh:{kind.name}", [
        ("a", "owl:Class"), ("rdfs:label", quoted(kind.name)),
        ("rdfs:comment", [english(kind.about), *([english(f"{ends}: … {kind.reads} …")] if kind.reads else [])]),
        ("rdfs:subClassOf", [above, *vocabulary().classes.get(kind.name, ())]),
    ])  # fmt: skip


def columns() -> dict[str, Dtype]:
    """Every column that is a term, with its type; that of an entity or relation where a claim has another."""
    found: dict[str, Dtype] = {}
    texts: list[Mapping[str, Any]] = [kind.columns() for kind in schema().kinds.values()]
    texts += [CLAIM, ENTITY, RELATION, COPY, {"kind": pl.String, "as_of": pl.Date, "software": pl.String}]
    texts += [dict.fromkeys(("title", "publisher", "licence", "note", "basis"), pl.String)]
    texts += [{"redistribute": pl.Boolean, "complete": pl.Boolean, "date": pl.Date}]
    for own in texts:
        found = {**own, **found}
    return found


def _properties() -> Iterator[str]:
    said: dict[str, dict[str, list[str]]] = {}
    for kind in schema().kinds.values():
        for own in kind.properties.values():
            for column in own.columns():
                suffix = column.removeprefix(own.name)
                about = own.about if not suffix else f"{own.about} {_SUFFIXES[suffix]}"
                said.setdefault(column, {}).setdefault(about, []).append(f"bh:{kind.name}")
    for name, dtype in sorted(columns().items()):
        abouts = said.get(name, {})
        common = COMMON_ABOUT.get(name) or COLUMNS.get(name)
        domain = sorted({kind for kinds in abouts.values() for kind in kinds})
        near = vocabulary().near.get(name)
        yield block(f"bh:{name}", [
            ("a", "owl:DatatypeProperty"),
            ("rdfs:comment", [english(text) for text in (*abouts, *([common] if common else []))]),
            ("rdfs:range", "xsd:string" if dtype in (pl.String, TEXTS) else DATATYPES[dtype]),
            ("schema:domainIncludes", domain),
            ("skos:closeMatch", [near] if near else []),
        ])  # fmt: skip


_SUFFIXES = {"_earliest": "The earliest day it can mean.", "_text": "As published."}


def _codes() -> Iterator[str]:
    """The tables of codes as schemes of SKOS: the data have the notation of a concept."""
    for name, words in schema().codes.items():
        scheme = f"<urn:beholden:code:{name}>"
        yield block(scheme, [("a", "skos:ConceptScheme"), ("rdfs:label", quoted(name))])
        for word, about in words.items():
            yield block(f"<urn:beholden:code:{name}/{word}>", [
                ("a", "skos:Concept"), ("skos:inScheme", scheme), ("skos:notation", quoted(word)),
                ("skos:definition", english(about)),
            ])  # fmt: skip
