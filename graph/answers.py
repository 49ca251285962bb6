"""What an engine gives for a query: rows. Every engine that holds a release is asked in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

import polars as pl

from beholden.errors import QueryError
from beholden.graph.kinds import Kind
from beholden.graph.property_types import Dtype

TIME_LIMIT_SECONDS = 60.0

ENDS = ("from_id", "to_id")
ALWAYS = ("id", "name", *ENDS)
"""Columns without which there is no node and no relation."""

SHOWN = 50
"""Rows that a notebook shows."""


@dataclass(frozen=True, slots=True)
class Reads:
    """The properties and the kinds of relations that queries read; None where that is not known, and may be all."""

    properties: frozenset[str] | None
    relations: frozenset[str] | None

    def takes(self, kind: Kind) -> bool:
        """Whether an engine needs what there is of this kind: of entities it needs all, since a label may be none."""
        return kind.kind == "entity" or self.relations is None or kind.name in self.relations

    def columns(self, kind: Kind) -> dict[str, Dtype]:
        """The columns of a kind that an engine needs, with their types: never what is private of persons."""
        private = {column for own in kind.properties.values() if own.private for column in own.columns()}
        wanted = self.properties
        return {
            name: dtype
            for name, dtype in kind.columns().items()
            if name in ALWAYS or (name not in private and (wanted is None or name in wanted))
        }


EVERYTHING = Reads(None, None)


@dataclass(frozen=True, slots=True)
class Rows:
    """A query's answer: column names, and rows in order. Values are text, numbers, booleans, dates, lists, None."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_polars(self) -> pl.DataFrame:
        """The rows as a data frame; a column whose cells are lists of lists is one of lists as well."""
        if not self.rows:
            return pl.DataFrame(schema=dict.fromkeys(self.columns, pl.Null))
        return pl.DataFrame(self.rows, schema=list(self.columns), orient="row", infer_schema_length=None)

    def _repr_html_(self) -> str:
        """A table for a notebook, every text escaped; the first rows, and how many there are."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_text(value))}</td>' for value in row)}</tr>"
            for row in self.rows[:SHOWN]
        )
        said = f"{len(self.rows):,} rows" + (f", the first {SHOWN} shown" if len(self.rows) > SHOWN else "")
        return f"<table><caption>{said}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(value: Any) -> str:
    """A cell as text: nothing for null, lists joined with "; "."""
    if isinstance(value, list):
        return "; ".join(_text(inner) for inner in value)
    return "" if value is None else str(value)


class Answering(Protocol):
    """An engine that holds one release and only reads."""

    def ask(self, cypher: str, parameters: Mapping[str, Any], time_limit: float = TIME_LIMIT_SECONDS) -> Rows:
        """The rows of a query, all of them; QueryError where it is refused or takes longer than so many seconds."""
        ...


def too_long(time_limit: float) -> QueryError:
    """The error of a query that was ended at its time limit."""
    return QueryError(
        f"the query took longer than {time_limit:g} s and was ended; ask for fewer hops or a smaller part, "
        "or raise --time-limit"
    )
