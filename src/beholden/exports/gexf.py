"""A release as GEXF 1.2 with the period of each edge, written batch by batch and valid against its published schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import BinaryIO

import polars as pl

from beholden.exports.graph_rows import about, attributes, edges, nodes
from beholden.exports.material import Material
from beholden.exports.terms import fit
from beholden.exports.texts import plain_text, xml, xml_text
from beholden.graph.property_types import Dtype

_TYPES = {pl.Float64: "double", pl.Int64: "long", pl.Boolean: "boolean"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd" version="1.2">\n'
)

PERIOD = "period"
"""The attribute of an edge that says what its start and end in GEXF are; see `_period`."""


def write_gexf(material: Material, stream: BinaryIO) -> None:
    """Write the XML. Ids are escaped as in RDF; the attribute `id` of a node has the id of the release."""
    told = json.dumps(about(material), ensure_ascii=False, sort_keys=True)
    stream.write(_HEAD.encode())
    stream.write(f'<meta lastmodifieddate="{material.release.as_of}"><creator>beholden</creator>'.encode())
    stream.write(f"<description>{xml_text(told)}</description></meta>\n".encode())
    stream.write(b'<graph mode="dynamic" defaultedgetype="directed" timeformat="date">\n')
    for what, part in (("node", "entities"), ("edge", "relations")):
        stream.write(f'<attributes class="{what}" mode="static">\n'.encode())
        own = attributes(material, part)
        for name, dtype in (own if what == "node" else {**own, PERIOD: pl.String}).items():
            type = _TYPES.get(dtype, "string")  # type: ignore[call-overload]
            stream.write(f'<attribute id="{name}" title="{name}" type="{type}"/>\n'.encode())
        stream.write(b"</attributes>\n")
    stream.write(b"<nodes>\n")
    for kind, rows, columns in nodes(material):
        begin = [_attribute(" id", fit(pl.col("id"))), _attribute(" label", pl.col("name"))]
        _write(stream, "node", rows, begin, _values(columns, kind.name))
    stream.write(b"</nodes>\n<edges>\n")
    for kind, rows, columns in edges(material):
        begin = [
            _attribute(" id", fit(pl.col("id"))),
            _attribute(" source", fit(pl.col("from_id"))),
            _attribute(" target", fit(pl.col("to_id"))),
            _attribute(" label", pl.lit(kind.reads)),
            *(
                _attribute(f" {name}", pl.col(f"gexf_{name}").dt.to_string("iso"))
                for name in ("start", "end")
            ),
        ]
        _write(stream, "edge", _period(rows), begin, _values({**columns, PERIOD: pl.String}, kind.name))
    stream.write(b"</edges>\n</graph>\n</gexf>\n")


def _period(rows: pl.DataFrame) -> pl.DataFrame:
    """These relations with `gexf_start`, `gexf_end` (the last day, as GEXF means it) and what these two are.

    `certain`: on each of these days it holds, as stated. `possible`: there is no day on which it must have held;
    the days are those on which it may have. `start not stated`: GEXF reads that as having held ever before.
    """
    day = pl.duration(days=1)
    last, latest = pl.col("end_date") - day, pl.col("end_latest") - day
    nowhere = pl.col("start_date").is_not_null() & last.is_not_null() & (last < pl.col("start_date"))
    # An end that is disputed has no latest day; of bounds that leave no day at all the first is both.
    widest = pl.when(latest.is_not_null()).then(pl.max_horizontal(latest, "start_earliest"))
    return rows.with_columns(
        gexf_start=pl.when(nowhere).then(pl.col("start_earliest")).otherwise(pl.col("start_date")),
        gexf_end=pl.when(nowhere).then(widest).otherwise(last),
        period=pl.when(pl.col("start_date").is_null())
        .then(pl.lit("start not stated"))
        .when(nowhere)
        .then(pl.lit("possible"))
        .otherwise(pl.lit("certain")),
    )


def _attribute(name: str, values: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit(f'{name}="'), xml(values), pl.lit('"'))


def _values(columns: Mapping[str, Dtype], kind: str) -> list[pl.Expr]:
    own = [
        pl.concat_str(pl.lit(f'<attvalue for="{name}" value="'), xml(plain_text(name, dtype)), pl.lit('"/>'))
        for name, dtype in columns.items()
    ]
    return [*own, pl.lit(f'<attvalue for="kind" value="{kind}"/>')]


def _write(
    stream: BinaryIO, element: str, rows: pl.DataFrame, begin: list[pl.Expr], values: list[pl.Expr]
) -> None:
    parts = [
        pl.lit(f"<{element}"), *begin, pl.lit("><attvalues>"), *values, pl.lit(f"</attvalues></{element}>\n")
    ]  # fmt: skip
    line = pl.concat_str(parts, ignore_nulls=True)
    stream.write("".join(rows.select(line.alias("line")).to_series()).encode())
