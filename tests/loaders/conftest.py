"""What the tests of loaders share: a source's files, read and converted without a workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from beholden.errors import SchemaError, SourceError
from beholden.graph import pieces
from beholden.graph.kinds import schema
from beholden.graph.workspace import Workspace
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Skipped,
    json_columns,
    run,
    table_columns,
)  # fmt: skip
from beholden.loaders.run import loader
from tests.invented import COLUMNS, Invented, Table


@dataclass
class Outcome:
    """What became of the records of some files; `places` has those of the converted ones."""

    statements: list[Entity | Relation] = field(default_factory=list)
    rejects: list[Rejected] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows or elements of the files are accounted for."""
        return len(self.places) + len(self.rejects) + len(self.skipped)

    def entities(self) -> list[Entity]:
        """The entities stated, in order."""
        return [statement for statement in self.statements if isinstance(statement, Entity)]

    def relations(self) -> list[Relation]:
        """The relations stated, in order."""
        return [statement for statement in self.statements if isinstance(statement, Relation)]


@pytest.fixture(scope="session")
def outcome() -> Callable[[str, Sequence[Path]], Outcome]:
    """Read and convert files of a source; every statement is checked against its kind and `emits`."""
    return _outcome


def _outcome(source: str, files: Sequence[Path]) -> Outcome:
    module = loader(source)
    found = Outcome()
    for record in module.read(files):
        if isinstance(record, Rejected):
            found.rejects.append(record)
        elif isinstance(record, Skipped):
            found.skipped.append(record)
        else:
            _convert(module.convert, set(module.SOURCE.emits), record, found)
    if not found.rows:
        raise SourceError("there is no record in it")
    return found


def _convert(
    convert: Callable[[Record], Sequence[Entity | Relation]], emits: set[str], record: Record, found: Outcome
) -> None:
    try:
        statements = list(convert(record))
        if record.fields:
            raise RecordError(f"fields neither taken nor left: {', '.join(record.fields)}")
        for statement in statements:
            assert statement.kind in emits, f"{statement.kind} is not among what source.toml emits"
            schema().kind(statement.kind).check(statement.properties)
    except (RecordError, SchemaError) as problem:  # as a load does
        found.rejects.extend(Rejected(place, str(problem), record.text) for place in record.places)
        return
    found.statements.extend(statements)
    found.places.extend(record.places)


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invented:
    """A source of invented companies in place of every other."""
    module = Invented(tmp_path)
    monkeypatch.setattr(run, "loader", lambda name: module)
    monkeypatch.setattr(run, "fingerprint", lambda name: "invented")
    return module


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    """A workspace that is not made yet."""
    return Workspace(tmp_path / "home")


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Writes a table of the invented source."""

    def write(*rows: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((",".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in small blocks, and claims put on the disk at once."""
    monkeypatch.setattr(table_columns, "BLOCK", 1500)
    monkeypatch.setattr(json_columns, "BLOCK", 1500)
    monkeypatch.setattr(pieces, "LARGEST", 4000)
