"""What the tests of loaders share: a source's files, read and converted without a workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from beholden.errors import SourceError
from beholden.graph.kinds import schema
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped
from beholden.loaders.run import loader


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
    except RecordError as problem:
        found.rejects.extend(Rejected(place, str(problem), record.text) for place in record.places)
        return
    for statement in statements:
        assert statement.kind in emits, f"{statement.kind} is not among what source.toml emits"
        schema().kind(statement.kind).check(statement.properties)
    found.statements.extend(statements)
    found.places.extend(record.places)
