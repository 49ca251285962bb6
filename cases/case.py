"""A case folder: which sources, initiatives, date and questions make one investigation."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeGuard

from beholden.errors import CaseError, SchemaError
from beholden.graph.toml_tables import flag, only_known, subtable, text, texts
from beholden.loaders.curated.document import read_document
from beholden.loaders.run import sources
from beholden.queries.packs import find_query

FOLDER = Path(__file__).parent
TEMPLATE = "template"

KEYS = {
    "id", "title", "question", "as_of", "initiatives", "subjects", "claims", "files", "also", "judgements",
    "corrections",
    "questions", "unknown", "report_errors",
}  # fmt: skip
FILES_KEYS = {"source", "files", "snapshot", "basis", "complete"}
BASES = ("given", "stated", "inferred")


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """Files of one source that a case or a user brings, and what is said of the copy."""

    source: str
    files: tuple[Path, ...]
    snapshot: str | None = None
    basis: str = "given"
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A query of a pack with its values."""

    query: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One investigation.

    `subjects` are the members it is about, `also` the sources used where they are loaded, `documents` the
    citations of the case's own claims by their ids.
    """

    folder: Path
    id: str
    title: str
    question: str
    as_of: str
    initiatives: tuple[str, ...]
    subjects: tuple[str, ...]
    files: tuple[SourceFiles, ...]
    also: tuple[str, ...]
    judgements: tuple[Path, ...]
    corrections: tuple[Path, ...]
    questions: tuple[Question, ...]
    unknown: tuple[Mapping[str, Any], ...]
    documents: Mapping[str, Mapping[str, Any]]
    report_errors: str


def bundled() -> list[str]:
    """The names of the cases that come with beholden."""
    return sorted(path.parent.name for path in FOLDER.glob("*/case.toml") if path.parent.name != TEMPLATE)


def find_case(name: str) -> Case:
    """The case of this name or in this folder; CaseError where there is none or it is not right."""
    for folder in (Path(name), FOLDER / name):
        if (folder / "case.toml").is_file():
            return read_case(folder)
    raise CaseError(
        f"{name}: neither a folder with a case.toml nor a case that comes with beholden ({', '.join(bundled())})"
    )


def read_case(folder: Path) -> Case:
    """Read and check a case folder; CaseError names the first thing that is not right."""
    here = folder / "case.toml"
    try:
        return _read(folder, str(here), tomllib.loads(here.read_text(encoding="utf-8")))
    except (OSError, ValueError, SchemaError) as problem:
        where = "" if str(problem).startswith(str(here)) else f"{here}: "
        raise CaseError(f"{where}{problem}") from problem


def _read(folder: Path, here: str, data: Mapping[str, Any]) -> Case:
    only_known(here, data, KEYS)
    as_of = data.get("as_of")
    if not _is_day(as_of):
        raise CaseError(f"{here}: as_of must be a date such as 2026-11-24, without quotes")
    own = [SourceFiles("curated", _paths(folder, here, [name])) for name in texts(here, data, "claims")]
    brought = [_files(folder, where, table) for where, table in _tables(here, data, "files", FILES_KEYS)]
    for key in ("judgements", "corrections"):
        if isinstance(data.get(key), str):
            data = {**data, key: [data[key]]}
    also = texts(here, data, "also")
    if strangers := [name for name in also if name not in sources()]:
        raise CaseError(
            f"{here}: also names {strangers[0]!r}, which is no source; sources are {', '.join(sources())}"
        )
    return Case(
        folder=folder,
        id=text(here, data, "id"),
        title=text(here, data, "title"),
        question=text(here, data, "question"),
        as_of=as_of.isoformat(),
        initiatives=texts(here, data, "initiatives", needed=True),
        subjects=texts(here, data, "subjects"),
        files=(*own, *brought),
        also=also,
        judgements=_paths(folder, here, texts(here, data, "judgements")),
        corrections=_paths(folder, here, texts(here, data, "corrections")),
        questions=tuple(
            _question(where, table) for where, table in _tables(here, data, "questions", {"query", "values"})
        ),
        unknown=tuple(
            _unknown(where, table) for where, table in _tables(here, data, "unknown", {"text", "citations"})
        ),
        documents={
            row.id: row.values
            for files in own
            for file in files.files
            for row in read_document(file).rows["citation"]
            if row.id
        },
        report_errors=text(here, data, "report_errors"),
    )


def _tables(
    here: str, data: Mapping[str, Any], key: str, known: Collection[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the tables under [[key]], each with the words that name it."""
    tables = data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CaseError(f"{here}: write {key} as tables, each under a line [[{key}]]")
    for number, table in enumerate(tables, start=1):
        where = f"{here}: [[{key}]] {number}"
        only_known(where, table, known)
        yield where, table


def _question(where: str, table: Mapping[str, Any]) -> Question:
    query = find_query(text(where, table, "query"))
    return Question(
        query.id, {name: _value(value) for name, value in subtable(where, table, "values").items()}
    )


def _value(value: object) -> str:
    """A value of TOML as it is written on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _unknown(where: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"text": text(where, table, "text"), "citations": list(texts(where, table, "citations"))}


def _files(folder: Path, where: str, table: Mapping[str, Any]) -> SourceFiles:
    snapshot, basis = table.get("snapshot"), table.get("basis", "given")
    if snapshot is not None and not _is_day(snapshot):
        raise CaseError(f"{where}: snapshot must be a date such as 2026-11-24, without quotes")
    if basis not in BASES:
        raise CaseError(f"{where}: basis {basis!r} is not one of {', '.join(BASES)}")
    return SourceFiles(
        source=text(where, table, "source"),
        files=_paths(folder, where, texts(where, table, "files", needed=True)),
        snapshot=snapshot.isoformat() if snapshot is not None else None,
        basis=basis,
        complete=flag(where, table, "complete"),
    )


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


def _paths(folder: Path, where: str, names: Sequence[str]) -> tuple[Path, ...]:
    paths = tuple(folder / name for name in names)
    for path in paths:
        if not path.is_file():
            raise CaseError(f"{where}: there is no file {path.name} in the case's folder")
    return paths


def new_case(folder: Path) -> Path:
    """Make a folder for a new case from the commented template; CaseError when it is there already."""
    if folder.exists():
        raise CaseError(f"{folder}: is there already; give the new case a name of its own")
    try:
        shutil.copytree(FOLDER / TEMPLATE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as problem:
        raise CaseError(f"{folder}: cannot be made: {problem}") from problem
    return folder
