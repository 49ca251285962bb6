"""A release as files for `neo4j-admin database import full`, written in columns."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
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

    One kind is written while the rows of the next are read and digested.
    """
    digest, nodes, named, lines = Digest(), _Nodes(), list[str](), False
    with ThreadPoolExecutor(1) as beside:
        written = []
        for part in parts(release, digest):
            texts = [name for name, dtype in columns(part.kind).items() if dtype in (pl.String, TEXTS)]
            if _any_has(
                part.frame.select(name for name in texts if part.frame.schema[name] == TEXTS), separator
            ):
                return None
            lines = lines or any(_any_has(part.frame.select(texts), end) for end in ("\n", "\r"))
            path = folder / f"{part.kind.name}.csv"
            if part.kind.kind == "entity":
                nodes.add(part.frame["id"])
                named.append(f"--nodes={':'.join(labels(part.kind))}={path}")
            else:
                named.append(f"--relationships={part.kind.name}={path}")
            written.append(
                beside.submit(lambda own, path: own.write_csv(path), _write(part, separator, nodes), path)
            )
        for one in written:
            one.result()
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


class _Nodes:
    """The numbers of the nodes, from 0 on in the order in which they are added, so that `neo4j-admin` looks up none."""

    def __init__(self) -> None:
        self._ids: list[pl.Series] = []
        self._known: tuple[pl.Series, pl.Series] | None = None
        self.count = 0

    def add(self, ids: pl.Series) -> None:
        """Give these ids the next numbers."""
        self._ids.append(ids)
        self.count += len(ids)

    def of(self, column: str) -> pl.Expr:
        """The numbers of the ids in a column; one that was not added fails the query."""
        if self._known is None:
            self._known = pl.concat(self._ids), pl.int_range(self.count, eager=True)
        return pl.col(column).replace_strict(*self._known, return_dtype=pl.Int64)


def _any_has(texts: pl.DataFrame, sign: str) -> bool:
    """Whether a text or a list of texts in a frame has a character."""
    return any(
        (column.list.join("") if column.dtype == TEXTS else column).str.contains(sign, literal=True).any()
        for column in texts
    )


def _write(part: Part, separator: str, nodes: _Nodes) -> pl.DataFrame:
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
        start = nodes.count - part.frame.height
        written.append(pl.int_range(start, nodes.count).alias(":ID"))
    else:
        written += [
            nodes.of(name).alias(head) for name, head in zip(ENDS, (":START_ID", ":END_ID"), strict=True)
        ]
    for name, dtype in own.items():
        if part.frame[name].null_count() < part.frame.height:
            value = pl.col(name).list.join(separator) if dtype == TEXTS else pl.col(name)
            written.append(value.alias(f"{name}:{_TYPES[dtype]}"))
    return part.frame.select(written)


def _state(told: Held, node: int) -> pl.DataFrame:
    types = {"as_of": "date", "nodes": "long", "relations": "long"}
    named = {f"{name}:{types.get(name, 'string')}": [value] for name, value in vars(told).items()}
    return pl.DataFrame({":ID": [node], "key:string": ["current"], **named})
