"""Who bears which name in which country, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from beholden.graph.clusters import Candidate
from beholden.graph.name_keys import NameKeys

KEY = ("base", "form", "country")


@dataclass(frozen=True, slots=True)
class Named:
    """Names, each once, with the ids of those that bear it, sorted as their candidates are.

    `names` has the columns `base` (of the name), `form` (its legal form) and `country`, and is sorted by them.
    """

    names: pl.DataFrame
    ids: Sequence[Sequence[str]]

    @classmethod
    def of(cls, candidates: Iterable[Candidate], keys: NameKeys) -> Named:
        """The names of parties; never of persons, and never without a country."""
        parties = [
            one
            for one in candidates
            if one.party and one.kind != "Person" and (one.country or one.country_lent) is not None
        ]
        named = pl.DataFrame(
            {
                "id": pl.Series([one.id for one in parties], dtype=pl.String),
                "country": pl.Series([one.country or one.country_lent for one in parties], dtype=pl.String),
                "name": pl.Series([one.names for one in parties], dtype=pl.List(pl.String)),
            }
        )
        rows = named.with_row_index("at").explode("name", keep_nulls=False, empty_as_null=False)
        found = (
            rows.join(keys.table(rows["name"]), on="name")
            .unique(["at", *KEY])
            .sort(*KEY, "at")
            .group_by(KEY, maintain_order=True)
            .agg("id")
        )
        return cls(found.select(KEY), found["id"].to_list())

    def shared(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Yield each name that several bear, in words and with its country, and the ids of those."""
        several = [place for place, ids in enumerate(self.ids) if len(ids) > 1]
        for place, (base, form, country) in zip(several, self.names[several].iter_rows(), strict=True):
            yield f"{base} {form}".strip(), country, self.ids[place]
