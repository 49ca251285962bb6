"""Looking up a whole column of texts at once."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl


class TextTable:
    """A mapping of texts kept as two columns, made once: a look-up costs no pass over Python objects."""

    def __init__(self, texts: Iterable[str] | pl.Series, found: Iterable[str] | pl.Series) -> None:
        """Take the texts, each once, and what each stands for."""
        self._texts = pl.Series(texts, dtype=pl.String)
        self._found = pl.Series(found, dtype=pl.String)

    def of(self, column: str) -> pl.Expr:
        """What the texts of a column stand for; one that is not in the table fails the query."""
        return pl.col(column).replace_strict(self._texts, self._found, return_dtype=pl.String)

    def get(self, column: str) -> pl.Expr:
        """What the texts of a column stand for; null for one that is not in the table."""
        return pl.col(column).replace_strict(self._texts, self._found, default=None, return_dtype=pl.String)
