"""A release as GraphML 1.0, written batch by batch and valid against its published schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import BinaryIO

import polars as pl

from beholden.exports.graph_rows import about, attributes, edges, nodes
from beholden.exports.material import Material
from beholden.exports.texts import plain_text, xml, xml_text
from beholden.graph.property_types import Dtype

_TYPES = {pl.Float64: "double", pl.Int64: "long", pl.Boolean: "boolean"}

_SIGN = r"[^0-9A-Za-z.:\-]"
"""What an id in GraphML, a token of XML, is not sure to hold as it is; the low line is what escapes start with."""


def write_graphml(material: Material, stream: BinaryIO) -> None:
    """Write the XML. Ids in it are escaped; the attribute `id` of each node and edge has the id of the release."""
    stream.write(
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        b'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    told = about(material)
    for name in told:
        stream.write(f'<key id="g_{name}" for="graph" attr.name="{name}" attr.type="string"/>\n'.encode())
    for what, part in (("node", "entities"), ("edge", "relations")):
        for name, dtype in attributes(material, part).items():
            type = _TYPES.get(dtype, "string")  # type: ignore[call-overload]
            key = f'<key id="{what[0]}_{name}" for="{what}" attr.name="{name}" attr.type="{type}"/>\n'
            stream.write(key.encode())
    stream.write(b'<graph id="release" edgedefault="directed">\n')
    for name, value in told.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        stream.write(f'<data key="g_{name}">{xml_text(text)}</data>\n'.encode())
    for kind, rows, columns in nodes(material):
        begin = pl.concat_str(pl.lit('<node id="'), token(pl.col("id")), pl.lit('">'))
        _write(stream, rows, begin, _data("n", columns, kind.name), "</node>\n")
    for kind, rows, columns in edges(material):
        begin = pl.concat_str(
            pl.lit('<edge id="'), token(pl.col("id")),
            pl.lit('" source="'), token(pl.col("from_id")),
            pl.lit('" target="'), token(pl.col("to_id")), pl.lit('">'),
        )  # fmt: skip
        _write(stream, rows, begin, _data("e", columns, kind.name), "</edge>\n")
    stream.write(b"</graph>\n</graphml>\n")


def token(ids: pl.Expr) -> pl.Expr:
    """Ids as tokens of XML: each sign that a token may not have, and the low line, as its code between low lines.

    Two ids never become one: `state/CN` is `state_2f_CN`.
    """
    return ids.map_batches(_tokens, return_dtype=pl.String)


def _tokens(ids: pl.Series) -> pl.Series:
    signs = sorted(
        {sign for one in ids.str.extract_all(_SIGN).explode().drop_nulls().unique() for sign in one}
    )
    return ids.str.replace_many(signs, [f"_{ord(sign):x}_" for sign in signs]) if signs else ids


def _data(prefix: str, columns: Mapping[str, Dtype], kind: str) -> list[pl.Expr]:
    own = [
        pl.concat_str(
            pl.lit(f'<data key="{prefix}_{name}">'), xml(plain_text(name, dtype)), pl.lit("</data>")
        )
        for name, dtype in columns.items()
    ]
    return [*own, pl.lit(f'<data key="{prefix}_kind">{kind}</data>')]


def _write(stream: BinaryIO, rows: pl.DataFrame, begin: pl.Expr, parts: list[pl.Expr], end: str) -> None:
    line = pl.concat_str([begin, *parts, pl.lit(end)], ignore_nulls=True)
    stream.write("".join(rows.select(line.alias("line")).to_series()).encode())
