"""The cells of many records of one family at once, by what `parts` says that they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from beholden.loaders.eights import Flags, Int32s
from beholden.loaders.frame import RecordError
from beholden.loaders.gleif.parts import role_of
from beholden.loaders.leaves import Numbered
from beholden.loaders.table_columns import Sorted, TableChunk
from beholden.loaders.table_kernel import DAY, LEI, NUMBERED

OF_DAY = 10
"""Letters of a date such as 2012-11-29."""

PAGE = "https://search.gleif.org/#/record/"
REGISTER = re.compile(r"RA[0-9]{6}")

_BY_PATH = ("period", "reason")
"""What a record may have several of, which are told apart by their paths."""

_NUMBERED = (
    *("category", "sub_category", "country", "jurisdiction", "register", "form_code", "type"),
    *("registration", "status", "child_type", "parent_type"),
)
_SORTS = {
    **dict.fromkeys(_NUMBERED, NUMBERED),
    **dict.fromkeys(("lei", "child", "parent"), LEI),
    **dict.fromkeys(("founded", "updated"), DAY),
}
"""What the cells of roles are, where they are not any texts."""

Said = list[tuple[str, pl.DataFrame]]


class Told(NamedTuple):
    """The texts of records that are plain, and what they state: a kind with a frame of statements."""

    texts: pl.Series
    said: Said


NOTHING = Told(pl.Series([], dtype=pl.String), [])


def sorted_cells(family: str, table: TableChunk) -> Sorted:
    """The cells of the plain rows of a table by role.

    A row is odd that has an unknown field, or says that the record is taken away.
    """
    roles: dict[str, str | None] = {}
    sorts = dict(_SORTS)
    for path in table.filled.columns:
        role = role_of(family, path)
        roles[path] = None if role == "deleted" else path if role in _BY_PATH else role
        if role in _BY_PATH:
            sorts[path] = DAY if path.lower().endswith("date") else NUMBERED
    return table.sorted(roles, sorts)


def paths_of(family: str, role: str, cells: Sorted) -> list[str]:
    """The paths of a role at which any row has a cell, in the order of the records."""
    there = np.bincount(cells.filled.number, minlength=len(cells.filled.columns)) > 0
    filled = zip(cells.filled.columns, there.tolist(), strict=True)
    return [path for path, there in filled if there and role_of(family, path) == role]


def looked_up(words: Numbered, function: Callable[[str], str | None]) -> tuple[list[str | None], Flags]:
    """What a function makes of each word, and in which rows it made it of theirs.

    RecordError says that it did not; where there is no word, there is nothing to be made.
    """
    values: list[str | None] = []
    made = []
    for word in words.values:
        try:
            values.append(function(word))
            made.append(True)
        except RecordError:
            values.append(None)
            made.append(False)
    return values, words.flags(made, True)


def by_kind(kinds: Sequence[str], kind: Int32s, stated: pl.DataFrame) -> Said:
    """Statements as a frame a kind, of which `kind` has the number of each."""
    own = [(name, kind == number) for number, name in enumerate(kinds)]
    return [
        (name, stated if which.all() else stated.filter(pl.Series(which)))
        for name, which in own
        if which.any()
    ]
