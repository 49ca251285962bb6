"""Who bears which name in which country, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from beholden.graph.clusters import Candidate
from beholden.graph.name_keys import NameKeys

KEY = ("base", "form", "country")


@dataclass(frozen=True, slots=True)
class Named:
    """Names, each once, with those that bear it.

    `names` has the columns `base` (of the name), `form` (its legal form) and `country`, and is sorted by them. The ids
    of those that bear one lie one after the other in the order of their candidates, up to the name's place in `until`.
    """

    names: pl.DataFrame
    _ids: Sequence[str]
    _until: Sequence[int]

    @classmethod
    def of(cls, candidates: Iterable[Candidate], keys: NameKeys) -> Named:
        """The names of parties; never of persons, and never without a country."""
        parties = [
            one
            for one in candidates
            if one.party and one.kind != "Person" and (one.country or one.country_lent) is not None
        ]
        ids = pl.Series([one.id for one in parties], dtype=pl.String)
        countries = pl.Series([one.country or one.country_lent for one in parties], dtype=pl.String)
        stated = pl.DataFrame(
            {
                "at": np.repeat(np.arange(len(parties)), [len(one.names) for one in parties]),
                "name": pl.Series([name for one in parties for name in one.names], dtype=pl.String),
            }
        )
        rows = stated.join(keys.table(stated["name"]), on="name").select("at", "base", "form").unique()
        rows = rows.with_columns(country=countries.gather(rows["at"])).sort(*KEY, "at")
        names = rows.group_by(KEY, maintain_order=True).agg(pl.len().alias("number"))
        return cls(names.select(KEY), ids.gather(rows["at"]).to_list(), names["number"].cum_sum().to_list())

    def ids(self, place: int) -> Sequence[str]:
        """The ids of those that bear the name at this place."""
        return self._ids[self._until[place - 1] if place else 0 : self._until[place]]

    def shared(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Yield each name that several bear, in words and with its country, and the ids of those."""
        starts = (0, *self._until)
        several = [place for place, end in enumerate(self._until) if end - starts[place] > 1]
        for place, (base, form, country) in zip(several, self.names[several].iter_rows(), strict=True):
            yield f"{base} {form}".strip(), country, self.ids(place)
