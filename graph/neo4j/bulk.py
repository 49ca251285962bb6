"""A release as files for `neo4j-admin database import full`, written in columns."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from beholden.errors import StoreError
from beholden.graph.neo4j.declared import IMPORTED, STATE, Held
from beholden.graph.neo4j.load import fillable
from beholden.graph.neo4j.rows import ENDS, HASH, KEY, Digest, Part, columns, labels, parts
from beholden.graph.property_types import TEXTS, Dtype
from beholden.graph.release import Release

SEPARATORS = ("\x1f", "\x1e", "\x1d", "\x1c")
"""Characters that can stand between the values of a list; the first that no text of the release has is taken."""

_TYPES: Mapping[Dtype, str] = {
    pl.String: "string",
    TEXTS: "string[]",
    pl.Date: "date",
    pl.Float64: "double",
    pl.Int64: "long",
    pl.Boolean: "boolean",
}


@dataclass(frozen=True)
class Files:
    """What was written: the arguments of `neo4j-admin` that take it, and how many entities and relations it is."""

    arguments: tuple[str, ...]
    nodes: int
    relations: int

    def command(self, database: str = "neo4j") -> str:
        """The command that imports them into a stopped server's database, ready for a shell."""
        return shlex.join(("neo4j-admin", "database", "import", "full", database, *self.arguments))


def write_files(release: Release, folder: Path) -> Files:
    """Write the files of a release into a new or empty folder, a file a kind.

    StoreError where the folder has files, or can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder}: it must be a new or an empty folder")
    digest = Digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        wanted = list(parts(release, digest))
        separator = _separator(wanted)
        arguments = [
            "--overwrite-destination",
            "--multiline-fields=true",
            f"--array-delimiter=U+{ord(separator):04X}",
        ]
        for part in wanted:
            path = folder.resolve() / f"{part.kind.name}.csv"
            _write(part, separator).write_csv(path)
            named = "nodes" if part.kind.kind == "entity" else "relationships"
            said = ":".join(labels(part.kind)) if part.kind.kind == "entity" else part.kind.name
            arguments.append(f"--{named}={said}={path}")
        path = folder.resolve() / f"{STATE}.csv"
        _state(Held.of(release, digest, IMPORTED)).write_csv(path)
        arguments.append(f"--nodes={STATE}={path}")
    except OSError as problem:
        raise StoreError(f"{folder}: cannot be written: {problem}") from problem
    return Files(tuple(arguments), digest.number("entity"), digest.number("relation"))


def _separator(wanted: list[Part]) -> str:
    for separator in SEPARATORS:
        if not any(
            part.frame.select(
                pl.col(name).list.join("").str.contains(separator, literal=True).any()
                for name, dtype in columns(part.kind).items()
                if dtype == TEXTS
            )
            .transpose()
            .to_series()
            .any()
            for part in wanted
        ):
            return separator
    raise StoreError("every character that could part the values of a list is in a text of this release")


def _write(part: Part, separator: str) -> pl.DataFrame:
    """The rows with the headers that `neo4j-admin` reads.

    It makes no empty lists. Where one can't be told from a missing list, the row's number is left out, so that the
    next load writes that row.
    """
    own = columns(part.kind)
    lists = set(fillable(part))
    doubtful = [
        (pl.col(name).list.len() == 0).fill_null(False)
        for name, dtype in own.items()
        if dtype == TEXTS and name not in lists
    ]
    number = (
        pl.when(pl.any_horizontal(*doubtful)).then(None).otherwise(pl.col(HASH)) if doubtful else pl.col(HASH)
    )
    written = [pl.col("id").alias(f"{KEY}:string"), number.alias(f"{HASH}:long")]
    if part.kind.kind == "entity":
        written.append(pl.col("id").alias(":ID"))
    else:
        written += [
            pl.col(name).alias(head) for name, head in zip(ENDS, (":START_ID", ":END_ID"), strict=True)
        ]
    for name, dtype in own.items():
        if part.frame[name].null_count() < part.frame.height:
            value = pl.col(name).list.join(separator) if dtype == TEXTS else pl.col(name)
            written.append(value.alias(f"{name}:{_TYPES[dtype]}"))
    return part.frame.select(written)


def _state(told: Held) -> pl.DataFrame:
    types = {"as_of": "date", "nodes": "long", "relations": "long"}
    named = {f"{name}:{types.get(name, 'string')}": [value] for name, value in vars(told).items()}
    return pl.DataFrame({":ID": [f"{STATE} current"], "key:string": ["current"], **named})
