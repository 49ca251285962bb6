"""A release as a Frictionless data package: a table a kind, as CSV or Parquet, without what is not open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from beholden.exports.material import Material, not_there
from beholden.exports.texts import json_text
from beholden.graph import claims
from beholden.graph.describe import COMMON_ABOUT
from beholden.graph.formulas import DEFENDED
from beholden.graph.kinds import Kind
from beholden.graph.property_types import TEXTS, Dtype
from beholden.graph.workspace import to_json

ABOUT_SOURCE: Mapping[str, Dtype] = {
    **dict.fromkeys(("id", "title", "publisher", "page", "licence"), pl.String),
    "redistribute": pl.Boolean,
}
ABOUT_COPY: Mapping[str, Dtype] = {
    "source": pl.String,
    "copy": pl.String,
    "date": pl.Date,
    "basis": pl.String,
    "complete": pl.Boolean,
}
_FIELD_TYPES: Mapping[Any, str] = {
    pl.String: "string",
    pl.Date: "date",
    pl.Float64: "number",
    pl.Int64: "integer",
    pl.Boolean: "boolean",
    TEXTS: "array",
}


@dataclass(frozen=True)
class Table:
    """A table of the package: its rows, what its columns mean, its key, and column → the table whose key it names."""

    name: str
    about: str
    rows: pl.DataFrame
    meanings: Mapping[str, str]
    key: tuple[str, ...]
    names: Mapping[str, str]


def write_csv(material: Material, folder: Path) -> None:
    """Write the tables as CSV (RFC 4180, UTF-8), lists as JSON arrays, and the package's descriptor."""
    _write(material, folder, "csv")


def write_parquet(material: Material, folder: Path) -> None:
    """Write the tables as Parquet, with lists as lists, and the package's descriptor."""
    _write(material, folder, "parquet")


def _write(material: Material, folder: Path, form: str) -> None:
    material = material.opened()
    resources = []
    for table in tables(material):
        path = folder / f"{table.name}.{form}"
        path.parent.mkdir(exist_ok=True)
        if form == "csv":
            _as_csv(table.rows).write_csv(path, line_terminator="\r\n", quote_style="non_numeric")
        else:
            claims.write_parquet(table.rows, path)
        resources.append(_resource(table, form, path))
    (folder / "datapackage.json").write_text(to_json(_descriptor(material, resources)), encoding="utf-8")


def tables(material: Material) -> Iterator[Table]:
    """The tables of a release: sources, copies, a list of all entities, then a table a kind."""
    sources = [
        {name: None if (value := getattr(source, name)) == "" else value for name in ABOUT_SOURCE}
        for source in material.sources
    ]
    frame = pl.DataFrame(sources, schema=dict(ABOUT_SOURCE))
    yield Table("sources", "The sources, each with its licence.", frame, {}, ("id",), {})
    copies = [
        {**{name: copy[name] for name in ("source", "basis", "complete")}, "copy": copy["name"], "date": copy["date"]}
        for source in material.sources
        for copy in source.copies
    ]  # fmt: skip
    texts = {**ABOUT_COPY, "date": pl.String}
    frame = pl.DataFrame(copies, schema=texts).with_columns(pl.col("date").str.to_date())
    yield Table(
        "copies", "The dated copies of the sources.", frame, {}, ("source", "copy"), {"source": "sources"}
    )
    yield Table(
        "entities", "Every entity, with its kind and name.", _all_entities(material), {}, ("id",), {}
    )  # fmt: skip
    for part, key, of, kinds in (
        ("entities", "id", Material.columns, material.kinds_there("entities")),
        ("relations", "id", Material.columns, material.kinds_there("relations")),
        ("claims", "claim", Material.claim_columns, material.kinds_there("claims")),
    ):
        for kind in kinds:
            names = {
                "entities": {"id": "entities"},
                "relations": {"from_id": "entities", "to_id": "entities"},
                # What comes with beholden is a source without a copy.
                "claims": {"source": "sources"},
            }[part]
            columns = of(material, kind)
            yield Table(
                f"{part}/{kind.name}",
                kind.about if part != "claims" else f"What the sources say, claim by claim, of: {kind.about}",
                material.release.frame(part, kind.name).select(list(columns)),
                _meanings(kind),
                (key,) if part != "claims" else (key, "copy"),
                names,
            )


def _all_entities(material: Material) -> pl.DataFrame:
    columns = {"id": pl.String, "kind": pl.String, "name": pl.String}
    frames = [
        rows.select("id", pl.lit(kind.name).alias("kind"), "name") for kind, rows in material.entities()
    ]
    return pl.concat([pl.DataFrame(schema=columns), *frames])


def _meanings(kind: Kind) -> dict[str, str]:
    own = {
        column: meaning
        for declared in kind.properties.values()
        for column, meaning in zip(
            declared.columns(),
            (declared.about, "The earliest day that it can mean.", "As published."),
            strict=False,
        )
    }
    return {**COMMON_ABOUT, **own}


def _as_csv(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with lists as JSON arrays and text that looks like a formula defended."""
    return rows.with_columns(
        *(
            json_text(pl.col(name), TEXTS).alias(name)
            for name, dtype in rows.schema.items()
            if dtype == TEXTS
        ),
        *(defended(pl.col(name)).alias(name) for name, dtype in rows.schema.items() if dtype == pl.String),
    )


def defended(text: pl.Expr) -> pl.Expr:
    """Text with an apostrophe in front where a spreadsheet might run it; one less is the text as it was."""
    return pl.when(text.str.contains(DEFENDED)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)


def _resource(table: Table, form: str, path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    fields = []
    for name, dtype in table.rows.schema.items():
        field: dict[str, Any] = {"name": name, "type": _FIELD_TYPES[dtype]}
        if name in table.meanings:
            field["description"] = table.meanings[name]
        if name in table.key:
            field["constraints"] = {"required": True}
        fields.append(field)
    foreign = [
        {"fields": [column], "reference": {"resource": resource, "fields": ["id"]}}
        for column, resource in table.names.items()
    ]
    schema = {
        "fields": fields,
        "primaryKey": list(table.key),
        **({"foreignKeys": foreign} if foreign else {}),
    }
    of = {
        "csv": {"mediatype": "text/csv", "encoding": "utf-8"},
        "parquet": {"mediatype": "application/vnd.apache.parquet"},
    }
    return {
        "name": table.name.replace("/", ".").lower().replace("_", "-"),
        "path": f"{table.name}.{form}",
        "description": table.about,
        "profile": "tabular-data-resource",
        "format": form,
        **of[form],
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {**schema, "missingValues": [""]},
    }


def _descriptor(material: Material, resources: list[dict[str, Any]]) -> dict[str, Any]:
    manifest = material.release.manifest
    return {
        "profile": "tabular-data-package" if resources[0]["format"] == "csv" else "data-package",
        "name": f"beholden-{manifest['hash']}",
        "title": f"Release {manifest['hash']} of beholden {manifest['software']}, as of {manifest['as_of']}",
        "version": manifest["hash"],
        "licenses": _licences(material),
        "sources": [
            {"title": source.title, **({"path": source.page} if source.page else {})}
            for source in material.sources
        ],
        "resources": resources,
        "as_of": manifest["as_of"],
        "left_out": [{**material.told(source), "note": not_there(source)} for source in material.left_out],
    }


def _licences(material: Material) -> list[dict[str, str]]:
    """The licences of the sources, each once, with the sources that are under it."""
    under: dict[str, list[str]] = {}
    for source in material.sources:
        under.setdefault(source.licence or "none stated", []).append(source.id)
    return [
        {"name": "other", "title": f"{licence} ({', '.join(sources)})"}
        for licence, sources in sorted(under.items())
    ]
