"""Looking up a whole column of texts at once."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl


class TextTable:
    """A mapping of texts kept as two columns, made once: a look-up costs no pass over Python objects."""

    def __init__(self, texts: Iterable[str] | pl.Series, found: Iterable[str] | pl.Series) -> None:
        """Take the texts, each once, and what each stands for: texts or numbers."""
        values = found if isinstance(found, pl.Series) else pl.Series(found, dtype=pl.String)
        self._table = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String), "found": values})

    def of(self, texts: pl.Series) -> pl.Series:
        """What these texts stand for, under the name of the column; KeyError where one is not in the table."""
        found = self.get(texts)
        if found.null_count():
            raise KeyError(texts.filter(found.is_null())[0])
        return found

    def get(self, texts: pl.Series) -> pl.Series:
        """What these texts stand for, under the name of the column; null for one that is not in the table."""
        # A join is many times faster than replacing by a table of a million texts.
        wanted = pl.DataFrame({"text": texts})
        joined = wanted.join(self._table, on="text", how="left", maintain_order="left")
        return joined["found"].alias(texts.name)
