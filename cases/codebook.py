"""What each column of a table means, for the reader of its file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from beholden.graph.kinds import schema

CODEBOOK_COLUMNS = ("file", "column", "meaning")
ENDINGS = (
    ("_id", "Id in the release of: {}."),
    ("_ids", "Ids in the release of: {}, in the order of the names."),
    ("_kind", "Kind of: {}."),
    ("_stale", "Whether what states it was too old on the date asked: {}."),
    ("_grade", "Grade of the citation of: {}."),
)
"""Endings of columns that say of another column what they are."""


def codebook(tables: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield (file, column, meaning) for each column of these tables, in their order."""
    for table in tables:
        for column in table["columns"]:
            yield f"{table['id']}.csv", column, meaning(column)


def meaning(column: str) -> str:
    """What a column means: as the codebook says, by its ending, or as a kind's property of that name is declared.

    Empty where nothing says so; the question of the table then has to.
    """
    if known := _columns().get(column):
        return known
    for ending, text in ENDINGS:
        if column.endswith(ending) and column != ending:
            return text.format(column.removesuffix(ending).replace("_", " "))
    kinds = (*schema().relation_kinds, *schema().entity_kinds)
    return next((kind.properties[column].about for kind in kinds if column in kind.properties), "")


@cache
def _columns() -> Mapping[str, str]:
    data = tomllib.loads(Path(__file__).with_name("codebook.toml").read_text(encoding="utf-8"))
    columns: dict[str, str] = data["columns"]
    return columns
