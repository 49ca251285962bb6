"""A release as files for `neo4j-admin database import full`, written in columns."""

from __future__ import annotations

import io
import shlex
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from beholden.errors import StoreError
from beholden.graph.neo4j.declared import IMPORTED, STATE, Held
from beholden.graph.neo4j.load import fillable
from beholden.graph.neo4j.rows import (
    ENDS,
    HASH,
    KEY,
    Digest,
    Part,
    columns,
    kinds_with_rows,
    labels,
)
from beholden.graph.property_types import TEXTS, Dtype
from beholden.graph.release import Release
from beholden.graph.text_table import TextTable

SEPARATORS = ("\x1f", "\x1e", "\x1d", "\x1c")
"""Characters that can stand between the values of a list; the first that no text of the release has is taken."""

NODE, NODES = ":ID", (":START_ID", ":END_ID")
"""Headers of the numbers of nodes, in files of entities and in those of relations."""

AT_ONCE = 200_000
"""Rows that are digested at once, while those before them are written."""

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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for separator in SEPARATORS:
            if (files := _write_files(release, folder.resolve(), separator)) is not None:
                return files
    except OSError as problem:
        raise StoreError(f"{folder}: cannot be written: {problem}") from problem
    raise StoreError("every character that could part the values of a list is in a text of this release")


def _write_files(release: Release, folder: Path, separator: str) -> Files | None:
    """Write them with this separator, or None where a text has it.

    Some rows are written while the next are digested.
    """
    digest, nodes, named = Digest(), _Nodes(), list[str]()
    with ThreadPoolExecutor(1) as beside:
        written = []
        for part in kinds_with_rows(release):
            path = folder / f"{part.kind.name}.csv"
            path.unlink(missing_ok=True)  # written with another separator before
            if part.kind.kind == "entity":
                named.append(f"--nodes={':'.join(labels(part.kind))}={path}")
            else:
                named.append(f"--relationships={part.kind.name}={path}")
            cells = _cells(part, separator)
            for rows in nodes.number(part).iter_slices(AT_ONCE):
                piece = Part(part.kind, rows.with_columns(digest.add(part.kind, rows)))
                written.append(beside.submit(_append, path, piece, cells, separator))
        separated, lines = (any(found) for found in zip(*(one.result() for one in written), strict=True))
    if separated:
        return None
    path = folder / f"{STATE}.csv"
    _state(Held.of(release, digest, IMPORTED), nodes.count).write_csv(path)
    arguments = (
        "--overwrite-destination",
        "--id-type=actual",
        # Files in which no value has several lines are read by all cores at once.
        f"--multiline-fields={str(lines).lower()}",
        f"--array-delimiter=U+{ord(separator):04X}",
        *named,
        f"--nodes={STATE}={path}",
    )
    return Files(arguments, digest.number("entity"), digest.number("relation"))


def _append(path: Path, piece: Part, cells: list[pl.Expr], separator: str) -> tuple[bool, bool]:
    """Write rows at the end of a file, in a new one behind the header.

    Gives whether a text has the separator, and whether one has several lines.
    """
    new, buffer = not path.exists(), io.BytesIO()
    piece.frame.select(cells).write_csv(buffer, include_header=new)
    written = buffer.getvalue()
    with path.open("ab") as file:
        file.write(written)
    lists = [name for name, dtype in columns(piece.kind).items() if dtype == TEXTS]
    between = piece.frame.select((pl.col(name).list.len().clip(1) - 1).sum() for name in lists)
    separated = written.count(separator.encode()) > sum(between.row(0))
    return separated, written.count(b"\n") > piece.frame.height + new or b"\r" in written


class _Nodes:
    """The numbers of the nodes, from 0 on in the order in which they are added, so that `neo4j-admin` looks up none."""

    def __init__(self) -> None:
        self._ids: list[pl.Series] = []
        self._known: TextTable | None = None
        self.count = 0

    def number(self, part: Part) -> pl.DataFrame:
        """The rows with the numbers that their nodes get, or (relations) that those at their ends got."""
        if part.kind.kind == "entity":
            start = self.count
            self._ids.append(part.frame["id"])
            self.count += part.frame.height
            return part.frame.with_columns(pl.int_range(start, self.count).alias(NODE))
        if self._known is None:
            self._known = TextTable(pl.concat(self._ids), pl.int_range(self.count, eager=True))
        known = self._known
        return part.frame.with_columns(
            known.of(part.frame[end]).alias(head) for end, head in zip(ENDS, NODES, strict=True)
        )


def _cells(part: Part, separator: str) -> list[pl.Expr]:
    """What is written of each row, under the headers that `neo4j-admin` reads.

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
    written += [pl.col(head) for head in ((NODE,) if part.kind.kind == "entity" else NODES)]
    for name, dtype in own.items():
        if part.frame[name].null_count() < part.frame.height:
            value = pl.col(name).list.join(separator) if dtype == TEXTS else pl.col(name)
            written.append(value.alias(f"{name}:{_TYPES[dtype]}"))
    return written


def _state(told: Held, node: int) -> pl.DataFrame:
    types = {"as_of": "date", "nodes": "long", "relations": "long"}
    named = {f"{name}:{types.get(name, 'string')}": [value] for name, value in vars(told).items()}
    return pl.DataFrame({":ID": [node], "key:string": ["current"], **named})
