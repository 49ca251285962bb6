"""The texts of plain entities in columns: what `parties.texts` gives of each property, one text a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from beholden.graph.dates import partial_date
from beholden.loaders import Source
from beholden.loaders.columns import mapped
from beholden.loaders.eights import LIST, Flags
from beholden.loaders.ftm.plain import entity
from beholden.loaders.ftm.relations import ENDS
from beholden.loaders.json_columns import Shape
from beholden.loaders.leaves import Leaves

NAMES = ("name", "alias", "previousName", "abbreviation")
_TEXTS = (
    *("weakAlias", "country", "jurisdiction", "nationality", "flag", "birthDate", "birthPlace", "address"),
    *("legalForm", "sector", "incorporationDate", "startDate", "date", "endDate", "status", "description"),
    *("percentage", "controlType", "role", "amountEur", "purpose"),
)
Said = list[tuple[str, pl.DataFrame]]
"""What entities state: a kind with a frame of statements, several times."""

_ENTITY = ("caption", "datasets")
_IDS = tuple(dict.fromkeys(name for ends in ENDS.values() for name in ends))


@dataclass(frozen=True, slots=True)
class Values:
    """The values of some entities: `row`, `name` and `text` of each, in the order of an entity's properties.

    `texts` are as `parties.texts` has them, each once; `raw` as published: the caption, the data sets and the ids.
    """

    texts: pl.DataFrame
    raw: pl.DataFrame

    def listed(self, *names: str) -> pl.DataFrame:
        """The texts of these properties in this order, each once: `row` and the list `texts` where there is any."""
        found = self.texts.filter(pl.col("name").is_in(names))
        if len(names) > 1:
            found = found.sort("row", "name", maintain_order=True)
            found = found.unique(("row", "text"), keep="first", maintain_order=True)
        return found.group_by("row", maintain_order=True).agg(texts="text")

    def only(self, name: str, function: Callable[[str], str | None]) -> tuple[pl.DataFrame, pl.Series]:
        """The one thing that a function makes of a property's texts, `row` and `one`; and the rows where it fails."""
        found = self.texts.filter(pl.col("name") == name)
        values, made = mapped(found["text"], function)
        one = (
            found.select("row", one=values)
            .drop_nulls()
            .group_by("row", maintain_order=True)
            .agg(pl.col("one").first(), several=pl.col("one").n_unique() > 1)
            .filter(~pl.col("several"))
        )
        return one.select("row", "one"), found["row"].filter(~made)

    def stated_by(self) -> pl.DataFrame:
        """The data sets that entities name: `row` and `stated_by`."""
        named = self.raw.filter((pl.col("name") == "datasets") & (pl.col("text") != ""))
        return named.group_by("row").agg(stated_by=pl.col("text").str.join(", "))

    def ids(self, name: str) -> pl.DataFrame:
        """The ids in a property, each once: `row` and `text`."""
        found = self.raw.filter((pl.col("name") == name) & (pl.col("text") != ""))
        return found.select("row", "text").unique(keep="first", maintain_order=True)


def shape(source: Source) -> Shape:
    """The shape of an entity with the values that statements are made of."""
    return entity(tuple(dict.fromkeys((*NAMES, *_TEXTS, *source.lookups["identifier"], *_IDS))), _ENTITY)


def values_of(leaves: Leaves, rows: Flags) -> Values:
    """The values of those entities that stand in some rows."""
    first = leaves.paths.index(_ENTITY[0])
    names = [path.removeprefix("properties.") for path in leaves.paths[first:]]
    beside = leaves.number < first + len(_ENTITY)
    right = np.where(beside, (leaves.number == first) == (leaves.sort & LIST == 0), True)
    which = np.flatnonzero((leaves.number >= first) & right & rows[leaves.row])
    every = pl.DataFrame(
        {
            "row": leaves.row[which].astype(np.int64),
            "name": pl.Series(names, dtype=pl.Enum(names)).gather(leaves.number[which] - first),
            "text": leaves.texts(which),
        }
    )
    raw = pl.col("name").is_in((*_ENTITY, *_IDS))
    texts = every.filter(~raw)
    texts = texts.with_columns(text=_single_blanks(texts["text"])).filter(pl.col("text") != "")
    return Values(texts.unique(maintain_order=True), every.filter(raw))


def _single_blanks(texts: pl.Series) -> pl.Series:
    """Texts with one blank for all blanks between words, and none at their ends."""
    rows = texts.str.contains(r"\s\s|[^\S ]|^\s|\s$").arg_true()
    single = texts.gather(rows).str.replace_all(r"\s+", " ").str.strip_chars(" ")
    return texts.clone().scatter(rows, single)


def joined(rows: pl.DataFrame, found: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows with what was found of some of them, as a column of this name."""
    (own,) = (column for column in found.columns if column != "row")
    return rows.join(
        found.select("row", pl.col(own).alias(name)), on="row", how="left", maintain_order="left"
    )


def bounds(texts: pl.Series) -> pl.DataFrame:
    """The first and the last day that each of these dates can mean: `text`, `earliest`, `latest`."""
    dates = [partial_date(text) for text in texts.drop_nulls().unique()]
    return pl.DataFrame(
        [(date.text, date.earliest, date.latest) for date in dates],
        schema={"text": pl.String, "earliest": pl.Date, "latest": pl.Date},
        orient="row",
    )
