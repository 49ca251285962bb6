"""A release with one entity and one relation of every kind, and a value for every property."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from beholden.graph.kinds import Kind, schema
from beholden.graph.release import FORMAT, Release

_VALUES: dict[Any, Any] = {
    pl.String: "text",
    pl.Date: date(2020, 1, 1),
    pl.Float64: 0.5,
    pl.Int64: 1,
    pl.Boolean: True,
    pl.List(pl.String): ["text"],
}


def everything(folder: Path) -> Release:
    """Write it into a new folder; it rests on no claims."""
    known = schema()
    for part, kinds in (("entities", known.entity_kinds), ("relations", known.relation_kinds)):
        (folder / part).mkdir(parents=True)
        for kind in kinds:
            _frame(kind).write_parquet(folder / part / f"{kind.name}.parquet")
    manifest = {
        "format": FORMAT,
        "as_of": "2026-01-01",
        "software": "test",
        "hash": "everything",
        "sources": [],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Release.open(folder)


def _frame(kind: Kind) -> pl.DataFrame:
    own: dict[str, Any] = {"id": f"x/{kind.name}"}
    if kind.kind == "relation":
        own |= {"from_id": f"x/{min(kind.from_kinds)}", "to_id": f"x/{min(kind.to_kinds)}"}
    columns = kind.columns()
    values = {name: [own.get(name, _VALUES[dtype])] for name, dtype in columns.items()}
    return pl.DataFrame(values, schema=dict(columns))
