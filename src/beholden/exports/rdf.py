"""A release as RDF: N-Quads with a named graph a source, and Turtle, both written batch by batch.

The text is made in columns, so that no graph is held in memory. Every column of a kind is a term of ours of the same
name; what fits published vocabularies is said in these as well (vocabulary.toml). No blank node is used: two files
are the same graph exactly if they have the same statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from beholden.exports.material import Material, for_own_use
from beholden.exports.terms import (
    DERIVED,
    JOINED,
    SOURCES,
    Predicate,
    Style,
    thing,
    things,
    vocabulary,
)
from beholden.graph.kinds import Kind
from beholden.graph.property_types import TEXTS, Dtype

ABOUT_SOURCE: dict[str, Dtype] = {
    "title": pl.String,
    "publisher": pl.String,
    "page": pl.String,
    "licence": pl.String,
    "redistribute": pl.Boolean,
    "note": pl.String,
}
ABOUT_COPY: dict[str, Dtype] = {"date": pl.Date, "basis": pl.String, "complete": pl.Boolean}


@dataclass(frozen=True)
class Said:
    """Rows, the name of each as an RDF term, what is said of it, and the named graph that it stands in."""

    rows: pl.DataFrame
    subject: pl.Expr
    predicates: Sequence[Predicate]
    graph: pl.Expr


def write_nquads(material: Material, stream: BinaryIO) -> None:
    """Write N-Quads line by line: what a source says and what we compute, each in a named graph of its own."""
    for said in _everything(material, Style(short=False)):
        stream.write("".join(said.rows.select(_lines(said)).to_series()).encode())


def write_turtle(material: Material, stream: BinaryIO) -> None:
    """Write Turtle, a block a thing. It has one graph; which source says what is told by sources and claims."""
    for prefix, name in vocabulary().prefixes.items():
        stream.write(f"@prefix {prefix}: <{name}> .\n".encode())
    for said in _everything(material, Style(short=True)):
        stream.write("".join(said.rows.select(_block(said)).to_series()).encode())


def _lines(said: Said) -> pl.Expr:
    """The lines of each row, as one text."""
    end = pl.concat_str(pl.lit(" "), said.graph, pl.lit(" .\n"))
    lines = []
    for predicate in said.predicates:
        begin = pl.concat_str(said.subject, pl.lit(f" {Style(short=False).name(predicate.term)} "))
        values = predicate.values
        if predicate.many:
            values = _joined(values, pl.concat_str(end, begin))
        lines.append(pl.concat_str(begin, values, end))
    return pl.concat_str(lines, ignore_nulls=True)


def _block(said: Said) -> pl.Expr:
    """The block of each row, as one text; the first predicate is always there."""
    parts = []
    for number, predicate in enumerate(said.predicates):
        values = _joined(predicate.values, pl.lit(", ")) if predicate.many else predicate.values
        begin = " " if number == 0 else " ;\n  "
        parts.append(pl.concat_str(pl.lit(f"{begin}{predicate.term} "), values))
    return pl.concat_str([said.subject, *parts, pl.lit(" .\n\n")], ignore_nulls=True)


def _joined(lists: pl.Expr, separator: pl.Expr) -> pl.Expr:
    """The terms of each list as one text, null where it has none."""
    return pl.when(lists.list.len() > 0).then(lists.list.join(separator))


def _everything(material: Material, style: Style) -> Iterator[Said]:
    yield from _sources(material, style)
    for kind, rows in material.entities():
        yield _entities(kind, rows, material.columns(kind), style)
    for kind, rows in material.relations():
        yield _relations(kind, rows, material.columns(kind), style)
    for kind, rows in material.claims():
        yield from _claims(kind, rows, material.claim_columns(kind), style)


def _sources(material: Material, style: Style) -> Iterator[Said]:
    """The release, the sources with their licences, and their copies."""
    manifest = material.release.manifest
    graph = pl.lit(SOURCES)
    copies = [
        {**copy, "id": f"{copy['source']}/{copy['name']}"}
        for source in material.sources
        for copy in source.copies
    ]
    release = pl.DataFrame(
        {
            "id": [manifest["hash"]],
            "as_of": [material.release.as_of],
            "software": [manifest["software"]],
            "copies": [[copy["id"] for copy in copies]],
        },
        schema={"id": pl.String, "as_of": pl.Date, "software": pl.String, "copies": TEXTS},
    )
    used = Predicate("prov:wasDerivedFrom", things("copy", pl.col("copies")), True)
    own = style.columns({"as_of": pl.Date, "software": pl.String})
    yield Said(
        release,
        thing("release", pl.col("id")),
        [*style.types("bh:Release", "prov:Entity"), *own, used],
        graph,
    )
    if not material.sources:
        return
    rows = [
        {**vars(source), "note": None if source.redistribute else for_own_use(source)}
        for source in material.sources
    ]
    known = {"id": pl.String, **ABOUT_SOURCE}
    frame = pl.DataFrame(rows, schema=known, infer_schema_length=None)
    said = [
        *style.types("bh:Source", "prov:Entity"),
        Predicate("dcterms:title", style.terms(pl.col("title"), pl.String)),
        Predicate("dcterms:publisher", style.terms(pl.col("publisher"), pl.String)),
        Predicate("dcterms:license", style.terms(pl.col("licence"), pl.String)),
        *style.columns({"id": pl.String, **ABOUT_SOURCE}),
    ]
    yield Said(frame, thing("source", pl.col("id")), said, graph)
    frame = pl.DataFrame(
        copies,
        schema={
            "id": pl.String,
            "source": pl.String,
            "date": pl.String,
            "basis": pl.String,
            "complete": pl.Boolean,
        },
    ).with_columns(pl.col("date").str.to_date())
    said = [
        *style.types("bh:Copy", "prov:Entity"),
        Predicate("prov:specializationOf", thing("source", pl.col("source"))),
        *style.columns({"id": pl.String, "source": pl.String, **ABOUT_COPY}),
    ]
    yield Said(frame, thing("copy", pl.col("id")), said, graph)


def _entities(kind: Kind, rows: pl.DataFrame, columns: dict[str, Dtype], style: Style) -> Said:
    classes = [f"bh:{kind.name}", *(["bh:Party"] if kind.party else []), "prov:Entity"]
    twice = {column: term for column, term in vocabulary().columns.items() if column in columns}
    # What was joined is the same thing; what is only possibly the same is a relation of its own, and never this.
    others = pl.col("members").list.set_difference(pl.concat_list("id")).list.sort()
    said = [
        *style.types(*classes, *vocabulary().classes.get(kind.name, ())),
        _kind(kind, style),
        *(Predicate(term, style.terms(pl.col(column), columns[column]), columns[column] == TEXTS)
          for column, term in twice.items()),
        Predicate("owl:sameAs", things("entity", others), True),
        Predicate("prov:wasDerivedFrom", things("claim", pl.col("claims")), True),
        *style.columns(columns),
    ]  # fmt: skip
    return Said(rows, thing("entity", pl.col("id")), said, pl.lit(JOINED))


def _relations(kind: Kind, rows: pl.DataFrame, columns: dict[str, Dtype], style: Style) -> Said:
    ends = dict(zip(("from_id", "to_id"), vocabulary().ends.get(kind.name, ()), strict=False))
    made = ["bh:Derived"] if kind.derived else ["bh:Stated"]
    said = [
        *style.types(f"bh:{kind.name}", *made, "prov:Entity", *vocabulary().classes.get(kind.name, ())),
        _kind(kind, style),
        Predicate("bh:from", thing("entity", pl.col("from_id"))),
        Predicate("bh:to", thing("entity", pl.col("to_id"))),
        *(Predicate(term, thing("entity", pl.col(end))) for end, term in ends.items()),
        Predicate("prov:wasDerivedFrom", things("claim", pl.col("claims")), True),
        *style.columns(columns),
    ]
    graph = pl.lit(DERIVED) if kind.derived else thing("source", pl.col("sources").list.first())
    return Said(rows, thing("relation", pl.col("id")), said, graph)


def _kind(kind: Kind, style: Style) -> Predicate:
    """The kind by its name, beside the class: questions return it, and ask for several with one list."""
    return Predicate("bh:kind", style.terms(pl.lit(kind.name), pl.String))


def _claims(kind: Kind, rows: pl.DataFrame, columns: dict[str, Dtype], style: Style) -> Iterator[Said]:
    """The claims, each named once, and for each copy that makes one what it says there, word for word and where."""
    graph = thing("source", pl.col("source"))
    copy = pl.concat_str("source", pl.lit("/"), "copy")
    subject = "entity" if kind.kind == "entity" else "relation"
    said = [
        *style.types("bh:Claim", "prov:Entity"),
        Predicate("bh:about", thing(subject, pl.col("subject"))),
        Predicate("prov:wasDerivedFrom", thing("source", pl.col("source"))),
        Predicate("bh:id", style.terms(pl.col("claim"), pl.String)),
        Predicate("bh:source", style.terms(pl.col("source"), pl.String)),
        _kind(kind, style),
    ]
    once = rows.filter(pl.col("claim").is_first_distinct())
    yield Said(once, thing("claim", pl.col("claim")), said, graph)
    said = [
        *style.types("bh:Mention", "prov:Entity"),
        Predicate("prov:specializationOf", thing("claim", pl.col("claim"))),
        Predicate("prov:hadPrimarySource", thing("copy", copy)),
        _kind(kind, style),
        *style.columns(columns),
    ]
    name = pl.concat_str("claim", pl.lit("@"), "copy")
    yield Said(rows, thing("mention", name), said, graph)
