"""A release as a graph of nodes and edges, which is what GraphML, GEXF and node-link JSON are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from beholden.exports.material import Material
from beholden.graph.kinds import Kind
from beholden.graph.property_types import TEXTS, Dtype

WHERE: Mapping[str, Dtype] = {"snapshots": TEXTS, "locators": TEXTS}
"""What nodes and edges have beside the columns of their kind: the copies that state them, and where in these."""


def nodes(material: Material) -> Iterator[tuple[Kind, pl.DataFrame, dict[str, Dtype]]]:
    """The entities, kind by kind, in batches, with the columns that they have as attributes: `id` first."""
    for kind, rows in material.entities():
        yield kind, material.with_locators(rows), {**material.columns(kind), **WHERE}


def edges(material: Material) -> Iterator[tuple[Kind, pl.DataFrame, dict[str, Dtype]]]:
    """The relations likewise; the rows have `from_id` and `to_id` too, which are no attributes."""
    for kind, rows in material.relations():
        columns = {name: dtype for name, dtype in material.columns(kind).items() if name not in _ENDS}
        yield kind, material.with_locators(rows), {**columns, **WHERE}


_ENDS = ("from_id", "to_id")


def attributes(material: Material, part: str) -> dict[str, Dtype]:
    """All attributes that nodes ("entities") or edges ("relations") of this release may have, `kind` at the end."""
    found: dict[str, Dtype] = {}
    for kind in material.kinds_there(part):
        found.update(material.columns(kind))
    return {name: dtype for name, dtype in found.items() if name not in _ENDS} | {**WHERE, "kind": pl.String}


def about(material: Material) -> dict[str, Any]:
    """What is said of the graph as a whole: the release, its date, the sources with licences and copies."""
    manifest = material.release.manifest
    return {
        "release": manifest["hash"],
        "as_of": manifest["as_of"],
        "software": manifest["software"],
        "sources": [material.told(source) for source in material.sources],
    }
