"""A case folder: which sources, initiatives, date and questions make one investigation."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import CaseError
from beholden.queries.packs import find_query

FOLDER = Path(__file__).parent
TEMPLATE = "template"

KEYS = {
    "id", "title", "question", "as_of", "initiatives", "subjects", "claims", "files", "also", "judgements",
    "questions", "unknown", "report_errors", "concerns",
}  # fmt: skip


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
        data = tomllib.loads(here.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CaseError(f"{here}: {problem}") from problem
    if unknown := sorted(set(data) - KEYS):
        raise CaseError(f"{here}: unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}")
    for key in ("id", "title", "question", "as_of", "initiatives", "report_errors"):
        if not data.get(key):
            raise CaseError(f"{here}: key {key!r} is missing or empty")
    if not isinstance(data["as_of"], date):
        raise CaseError(f"{here}: as_of must be a date such as 2026-11-24, without quotes")
    questions = tuple(
        Question(table["query"], {name: str(value) for name, value in table.get("values", {}).items()})
        for table in data.get("questions", [])
    )
    for question in questions:
        find_query(question.query)
    own = [SourceFiles("curated", _paths(here, [name])) for name in data.get("claims", [])]
    brought = [_files(here, table) for table in data.get("files", [])]
    judgements = data.get("judgements", [])
    return Case(
        folder=folder,
        id=data["id"],
        title=data["title"],
        question=data["question"],
        as_of=data["as_of"].isoformat(),
        initiatives=tuple(data["initiatives"]),
        subjects=tuple(data.get("subjects", [])),
        files=(*own, *brought),
        also=tuple(data.get("also", [])),
        judgements=_paths(here, [judgements] if isinstance(judgements, str) else judgements),
        questions=questions,
        unknown=tuple(data.get("unknown", [])),
        documents={
            table["id"]: table
            for files in own
            for file in files.files
            for table in tomllib.loads(file.read_text(encoding="utf-8")).get("citation", [])
        },
        report_errors=data["report_errors"],
    )


def _files(here: Path, table: Mapping[str, Any]) -> SourceFiles:
    if "source" not in table or not table.get("files"):
        raise CaseError(f"{here}: [[files]] needs `source` and `files`")
    snapshot = table.get("snapshot")
    return SourceFiles(
        source=table["source"],
        files=_paths(here, table["files"]),
        snapshot=snapshot.isoformat() if isinstance(snapshot, date) else snapshot,
        basis=table.get("basis", "given"),
        complete=table.get("complete", False),
    )


def _paths(here: Path, names: Sequence[str]) -> tuple[Path, ...]:
    paths = tuple(here.parent / name for name in names)
    for path in paths:
        if not path.is_file():
            raise CaseError(f"{here}: there is no file {path.name} in the case's folder")
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
