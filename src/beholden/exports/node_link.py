"""A release as node-link JSON, as networkx and D3 read it: a graph with parallel edges, one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

import polars as pl

from beholden.exports.graph_rows import about, edges, nodes
from beholden.exports.material import Material
from beholden.exports.texts import json_objects, json_text


def write_node_link(material: Material, stream: BinaryIO) -> None:
    """Write the JSON batch by batch. `networkx.node_link_graph(json.load(file), edges="edges")` reads it.

    An edge's key is the relation's id. What is not stated is left out.
    """
    told = json.dumps(about(material), ensure_ascii=False, sort_keys=True)
    stream.write(f'{{"directed": true, "multigraph": true, "graph": {told},\n"nodes": ['.encode())
    _write(
        stream,
        (
            rows.select(json_objects(columns, {"kind": json_text(pl.lit(kind.name), pl.String)})).to_series()
            for kind, rows, columns in nodes(material)
        ),
    )
    stream.write(b'],\n"edges": [')
    _write(
        stream,
        (
            rows.select(
                json_objects(
                    columns,
                    {
                        "source": json_text(pl.col("from_id"), pl.String),
                        "target": json_text(pl.col("to_id"), pl.String),
                        "key": json_text(pl.col("id"), pl.String),
                        "kind": json_text(pl.lit(kind.name), pl.String),
                    },
                )
            ).to_series()
            for kind, rows, columns in edges(material)
        ),
    )
    stream.write(b"]}\n")


def _write(stream: BinaryIO, batches: Iterable[pl.Series]) -> None:
    first = True
    for batch in batches:
        stream.write(b"\n" if first else b",\n")
        stream.write(",\n".join(batch).encode())
        first = False
