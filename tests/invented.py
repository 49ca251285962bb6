"""A source of invented companies that tests may change, and what the tests of loads look at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.partitions import CopyFacts
from beholden.graph.workspace import Workspace
from beholden.loaders import Entity, Record, Rejected, Relation, Skipped, Source, run
from beholden.loaders.tables import read_table
from tests.partition import claims_in

LOADERS = Path(__file__).parent / "loaders"
LIST = "list/us-bis-entity"
COLUMNS = ("number", "name", "sort", "listed")
DECLARATION = """\
id = "invented"
title = "An invented list"
publisher = { name = "The Invented Office", official = true }
page = "https://example.org/list"
max_age_days = 30
licence = "none"
redistribute = true
grade = "official"
emits = ["Company", "LISTED_ON"]
reject_limit = 0.05
[expect]
Company = { at_least = 3, at_most = 5 }
[lookup.sort]
"Firm" = "Company"
"Body" = "PublicBody"
"""
Table = Callable[..., Path]
GOLDEN = [
    (source, folder) for source in run.sources() for folder in sorted((LOADERS / source).glob("golden*/"))
]
DAY = "2025-10-22"


class Invented:
    """A source of invented companies, that the tests may change."""

    def __init__(self, folder: Path) -> None:
        (folder / "invented").mkdir()
        (folder / "invented" / "source.toml").write_text(DECLARATION, encoding="utf-8")
        self.SOURCE = Source.read(folder / "invented" / "source.toml")

    def read(self, files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
        for file in files:
            for row in read_table(file, COLUMNS):
                if isinstance(row, Rejected):
                    yield row
                elif row[1]["name"] == "-":
                    yield Skipped(row[0], "an empty row of the publisher")
                else:
                    yield Record(row[1], row[0])

    def convert(self, record: Record) -> Iterator[Entity | Relation]:
        company = self.SOURCE.entity(
            self.SOURCE.lookup("sort", record.take("sort")),
            id=record.take("number"),
            name=record.take("name"),
        )
        yield company
        yield self.SOURCE.relation("LISTED_ON", company, LIST, start=record.take("listed", optional=True))


def name_of(value: Any) -> str | None:
    return value.name if isinstance(value, Path) else None


def golden(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name != "expected.jsonl")


def load(source: str, files: Sequence[Path], workspace: Workspace) -> run.Loaded:
    """Load files as a part of a list, with a date where they state none."""
    try:
        return run.load(source, files, workspace, complete=False)
    except SourceError as problem:
        if "--snapshot" not in str(problem):
            raise
    return run.load(source, files, workspace, snapshot=DAY, complete=False)


def rows(count: int) -> list[str]:
    return [f"{number},Lamp Works {number},Firm,2020-01-{number % 28 + 1:02}" for number in range(count)]


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file under a folder, by its path in it; the lock holds nothing."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def claims(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The claims of a copy by kind, without their places."""
    return {kind: frame.drop("places").to_dicts() for kind, frame in claims_in(folder).items()}


def rejects(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def balanced(facts: CopyFacts) -> bool:
    counts = facts.counts
    return bool(counts["rows"] == counts["converted"] + counts["skipped"] + counts["rejected"])
