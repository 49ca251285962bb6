"""One dated copy of a source in the workspace: its claims in a folder a kind, its records, written once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from beholden.errors import StoreError
from beholden.graph.claim_files import ClaimFiles, usual
from beholden.graph.claims import kept_columns, whole_claims
from beholden.graph.kinds import schema
from beholden.graph.name_keys import keep_few_name_keys
from beholden.graph.pieces import claims_folder, files_of, filled, records_folder
from beholden.graph.records import RECORDS, with_hashes
from beholden.graph.statements import short_hash
from beholden.graph.workspace import new_folder, to_json

FORMAT = 3
"""Format of a partition; a reader of another format refuses it."""

LOAD_AGAIN = "load the source again"


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What is known about one dated copy of a source.

    What a claim does not say itself, it says as the copy: publisher, grade, page and date.
    `files` holds name, bytes and SHA-256 of each; `loader` is a hash of the code and data that read them, so that
    the same files need not be read again by the same loader.
    """

    source: str
    title: str
    publisher: str
    page: str
    licence: str
    redistribute: bool
    max_age_days: int
    date: str
    basis: str
    complete: bool
    files: tuple[Mapping[str, Any], ...]
    loader: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)
    grade: str = ""
    format: int = FORMAT

    @property
    def name(self) -> str:
        """The folder's name: the copy's date and a hash of its files, so that another copy never replaces it."""
        contents = [f"{file['name']}:{file['sha256']}" for file in self.files]
        return f"{self.date}-{short_hash(self.source, str(self.complete), *contents)[:8]}"


def write_partition(
    folder: Path,
    facts: CopyFacts,
    frames: Mapping[str, pl.DataFrame],
    records: pl.DataFrame,
    rejects: Iterable[Mapping[str, str]],
) -> Path:
    """Write a copy's claims, their records and the rejects as `<folder>/<source>/<snapshot>/`, all at once.

    The frames are as `ClaimColumns` gives them. Return that folder.
    """
    with _new_partition(folder, facts, rejects) as new:
        files = ClaimFiles(lambda: new)
        files.add(records, frames.items())
        files.write()
    return folder / facts.source / facts.name


def move_partition(folder: Path, facts: CopyFacts, files: Path, rejects: Iterable[Mapping[str, str]]) -> Path:
    """As `write_partition`, of files that `ClaimFiles` wrote in a folder, and that are moved."""
    with _new_partition(folder, facts, rejects) as new:
        for path in sorted(files.iterdir()):
            if path.is_dir():
                shutil.move(path, new / path.name)
    return folder / facts.source / facts.name


@contextmanager
def _new_partition(folder: Path, facts: CopyFacts, rejects: Iterable[Mapping[str, str]]) -> Iterator[Path]:
    """Give a folder to fill with the claims; what else a partition has is written into it then."""
    with new_folder(folder / facts.source, facts.name) as new:
        yield new.folder
        keep_few_name_keys(new.folder, folder / facts.source)
        lines = [json.dumps(reject, ensure_ascii=False, sort_keys=True) + "\n" for reject in rejects]
        (new.folder / "rejects.jsonl").write_text("".join(lines), encoding="utf-8")
        (new.folder / "snapshot.json").write_text(to_json(asdict(facts)), encoding="utf-8")


def read_facts(partition: Path) -> CopyFacts:
    """What a partition says of its copy; StoreError when it is damaged or of another format."""
    try:
        data = json.loads((partition / "snapshot.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise StoreError(f"{partition}: snapshot.json cannot be read ({problem}); {LOAD_AGAIN}") from problem
    if data.get("format") != FORMAT:
        raise StoreError(
            f"{partition}: claims of format {data.get('format')}, this version reads {FORMAT}; {LOAD_AGAIN}"
        )
    facts = CopyFacts(**{**data, "files": tuple(data["files"])})
    there = {
        "claims": {kind: _rows(claims_folder(partition, kind)) for kind in kinds_in(partition)},
        "records": _rows(records_folder(partition)),
    }
    for what, number in there.items():
        stated = facts.counts.get(what, number)
        if stated != number:
            raise StoreError(f"{partition}: has {number} {what} where it had {stated}; {LOAD_AGAIN}")
    return facts


def _rows(folder: Path) -> int:
    """The rows of all Parquet files in a folder."""
    rows = 0
    for path in files_of(folder):
        with _readable(path):
            rows += pl.scan_parquet(path).select(pl.len()).collect().item()
    return rows


def _read(
    folder: Path, columns: Mapping[str, Any], defaults: Mapping[str, Any] = MappingProxyType({})
) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=dict(columns))]
    for path in files_of(folder):
        with _readable(path):
            frames.append(filled(pl.read_parquet(path), columns, defaults))
    return pl.concat(frames)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise StoreError(f"{path}: cannot be read ({problem}); {LOAD_AGAIN}") from problem


def kinds_in(partition: Path) -> list[str]:
    """The kinds of which a partition has claims."""
    return sorted(path.name for path in claims_folder(partition, "").glob("*"))


def read_records(partition: Path) -> pl.DataFrame:
    """The records of a partition as `with_hashes` gives them; StoreError where a file is damaged."""
    return with_hashes(_read(records_folder(partition), RECORDS))


def read_kind(partition: Path, facts: CopyFacts, kind: str, records: pl.DataFrame) -> pl.DataFrame:
    """A partition's claims of a kind as `whole_claims` gives them; StoreError where files do not fit one another."""
    folder = claims_folder(partition, kind)
    defaults = usual(facts.publisher, facts.grade, facts.page, facts.date)
    kept = _read(folder, kept_columns(schema().kind(kind)), defaults)
    if missing := int((kept["record"] >= len(records)).sum()):
        raise StoreError(f"{folder}: the records of {missing} claims are not there; {LOAD_AGAIN}")
    return whole_claims(facts.source, kind, kept, records)


def partitions(folder: Path) -> Iterator[Path]:
    """The partitions under a claims folder, in a fixed order."""
    for facts in sorted(folder.glob("*/*/snapshot.json")):
        if not facts.parent.name.startswith("."):
            yield facts.parent
