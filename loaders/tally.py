"""What becomes of the records of a load: converted, skipped or rejected, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.claims import ClaimColumns
from beholden.graph.statements import Entity, Relation
from beholden.loaders.frame import Record, RecordError, Rejected, Skipped, Source

Progress = Callable[[int], None]


class Tally:
    """Converts records and counts what became of each; `rejects` are in the order of the records."""

    def __init__(self, module: ModuleType, declared: Source, progress: Progress | None) -> None:
        """Take the loader, its declaration, and who hears the number read, now and then."""
        self.module, self.declared, self._progress = module, declared, progress
        self.read = 0
        self.counts: Counter[str] = Counter()
        self.rejects: list[dict[str, str]] = []
        self._skipped: Counter[str] = Counter()

    def take(self, record: Record | Rejected | Skipped, columns: ClaimColumns) -> None:
        """Convert one record and add what it says to the columns, or count why not."""
        if isinstance(record, Record):
            self._convert(record, columns)
        elif isinstance(record, Skipped):
            self.counts.update(("rows", "skipped"))
            self._skipped[record.reason] += 1
        else:
            self.counts.update(("rows", "rejected"))
            self.rejects.append(_reject(record.where, record.reason, record.text))
        self._heard(1)

    def plain(self, number: int) -> None:
        """Count records that were converted elsewhere, each with one place."""
        self.counts["rows"] += number
        self.counts["converted"] += number
        self._heard(number)

    def aside(self, skipped: Mapping[str, int]) -> None:
        """Count records that were skipped elsewhere, by why."""
        number = sum(skipped.values())
        self.counts["rows"] += number
        self.counts["skipped"] += number
        self._skipped.update(skipped)
        self._heard(number)

    def _heard(self, number: int) -> None:
        before, self.read = self.read, self.read + number
        if self._progress is not None and before // 1000 != self.read // 1000:
            self._progress(self.read)

    def _convert(self, record: Record, columns: ClaimColumns) -> None:
        places = len(record.places)
        self.counts["rows"] += places
        try:
            statements = list(_statements(self.module, record))
            _check_kinds(self.declared, statements)
            columns.add_record(statements, record.text, record.places)
        except (RecordError, SchemaError) as problem:
            self.rejects.append(_reject(", ".join(record.places), str(problem), record.text))
            self.counts["rejected"] += places
        else:
            self.counts["converted"] += places

    def summary(self, kinds: Mapping[str, int], records: int) -> dict[str, Any]:
        """The counts as a partition keeps them, with these numbers of claims and of records that make them."""
        return {
            **{name: self.counts[name] for name in ("rows", "converted", "skipped", "rejected")},
            "claims": dict(sorted(kinds.items())),
            "records": records,
            "skipped_because": dict(sorted(self._skipped.items())),
        }


def _statements(module: ModuleType, record: Record) -> Iterator[Entity | Relation]:
    yield from module.convert(record)
    if record.fields:
        names = ", ".join(record.fields)
        raise RecordError(f"fields neither taken nor left: {names}; the publisher may have added them")


def _check_kinds(declared: Source, statements: Sequence[Entity | Relation]) -> None:
    for statement in statements:
        if statement.kind not in declared.emits:
            raise SourceError(
                f"{declared.id}: emits {statement.kind}, which its source.toml does not declare"
            )


def _reject(place: str, reason: str, text: str) -> dict[str, str]:
    """A row of the rejects; what UTF-8 can't write stands there as its escape."""
    row = {"place": place, "reason": reason, "text": text}
    return {name: value.encode("utf-8", "backslashreplace").decode() for name, value in row.items()}
