"""The fields of many records of one family at once, by what `parts` says that they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from beholden.loaders.gleif.parts import role_of
from beholden.loaders.table_columns import TableChunk

LEI = r"^[0-9A-Z]{18}[0-9]{2}$"

PAGE = "https://search.gleif.org/#/record/"

Said = list[tuple[str, pl.DataFrame]]


class Told(NamedTuple):
    """The texts of records that are plain, and what they state: a kind with a frame of statements."""

    texts: pl.Series
    said: Said


NOTHING = Told(pl.Series([], dtype=pl.String), [])


@dataclass(frozen=True, slots=True)
class Fields:
    """The cells without blanks at their ends, null where empty; each record's text; and the paths by role."""

    bare: pl.DataFrame
    text: pl.Series
    roles: Mapping[str | None, list[str]]

    @classmethod
    def of(cls, family: str, table: TableChunk) -> Fields | None:
        """Sort the fields of the plain rows of a table; None where all are empty.

        A row with a cell of nothing but blanks has no text.
        """
        cells, text = table.cells, table.objects().rename("text")
        filled = [name for name in cells.columns if cells[name].null_count() < len(cells)]
        if not filled:
            return None
        bare = cells.select(filled)
        if edged := [name for name in filled if name in table.edged]:
            bare = bare.with_columns(pl.col(edged).str.strip_chars())
            blank = bare.select(pl.any_horizontal((pl.col(edged) == "").fill_null(False))).to_series()
            if blank.any():
                bare = bare.with_columns(pl.when(pl.col(edged) != "").then(pl.col(edged)))
                text = text.to_frame().select(pl.when(~blank).then("text")).to_series()
        roles: dict[str | None, list[str]] = {}
        for path in filled:
            roles.setdefault(role_of(family, path), []).append(path)
        return cls(bare, text, roles)

    def all(self, role: str | None) -> list[str]:
        """The paths of a role, in the order of the records."""
        return self.roles.get(role, [])

    def one(self, role: str) -> pl.Expr:
        """The first text of a role, or null."""
        return pl.coalesce(pl.lit(None, pl.String), *self.all(role))

    def ones(self, *roles: str) -> list[pl.Expr]:
        """The first text of each of these roles, under its name."""
        return [self.one(role).alias(role) for role in roles]

    def known(self) -> pl.Expr:
        """Whether no field of a record is unknown, and none says that the record is taken away."""
        odd = (pl.col(path).is_not_null() for role in (None, "deleted") for path in self.all(role))
        return ~pl.any_horizontal(pl.lit(False), *odd)


def by_kind(stated: pl.DataFrame) -> Said:
    """Statements as a frame a kind."""
    frames = stated.partition_by("kind", as_dict=True, include_key=False)
    return [(str(kind), frame) for (kind,), frame in frames.items()]
