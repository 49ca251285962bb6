"""Files in which a person decides something, a table a decision, with author, date and reason."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError

ALWAYS = {"author", "date", "reason"}


def read_decisions(
    files: Sequence[Path], name: str, keys: Collection[str], choice: str, choices: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (place, table) for each `[[name]]` of these files, its date as ISO text.

    A table has exactly these keys besides author, date and reason, and under `choice` one of the choices; else
    SourceError says where and what would be right.
    """
    known = ALWAYS | set(keys)
    for file in files:
        try:
            tables: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8")).get(name, [])
        except (OSError, ValueError) as problem:
            raise SourceError(f"{file.name}: {problem}") from problem
        for number, table in enumerate(tables, start=1):
            here = f"{file.name}: {name} {number}"
            if odd := sorted(set(table) ^ known):
                raise SourceError(
                    f"{here}: key {odd[0]!r} is missing or unknown; it takes {', '.join(sorted(known))}"
                )
            if table[choice] not in choices:
                raise SourceError(f"{here}: {choice} {table[choice]!r} is not one of {', '.join(choices)}")
            if not isinstance(table["date"], date):
                raise SourceError(
                    f"{here}: date {table['date']!r} must be a date such as 2026-11-24, without quotes"
                )
            yield here, {**table, "date": table["date"].isoformat()}
