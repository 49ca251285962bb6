"""What a build compared, kept in the workspace, so that the next one compares new names alone."""

from __future__ import annotations

import io
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import polars as pl

from beholden.graph.matching.parties import KEY, NOTHING, PAIRS, ROWS, Alike, Compared, compared
from beholden.graph.statements import short_hash
from beholden.graph.workspace import write_atomically

_NAME = "compared-{}.parquet"
_SCHEMA = pl.Schema({**ROWS, **PAIRS})


class ComparedNames:
    """The names that the last build of a workspace compared, in one file named by the code that did."""

    def __init__(self, folder: Path) -> None:
        """Use the file in this folder of a workspace, where there is one; it is read when it is needed."""
        self._folder = folder

    def alike(self, names: pl.DataFrame) -> list[Alike]:
        """What `parties.alike` gives, and keep what was compared. Call it under the workspace's lock."""
        before = self._read()
        now = compared(names, before)
        if not now.rows.select(KEY).equals(before.rows.select(KEY)):
            self._write(now)
        return now.alike()

    def _read(self) -> Compared:
        """What is kept; nothing where there is no file, or one that can't be read: all is compared then."""
        try:
            kept = pl.read_parquet(self._folder / _NAME.format(_code()))
        except (OSError, pl.exceptions.PolarsError):
            return NOTHING
        if kept.schema != _SCHEMA:
            return NOTHING
        pair = pl.col("score").is_not_null()
        return Compared(kept.filter(~pair).select(*ROWS), kept.filter(pair).select(*PAIRS))

    def _write(self, now: Compared) -> None:
        """Keep this, and nothing of before or of other code."""
        buffer = io.BytesIO()
        pl.concat([now.rows, now.pairs], how="diagonal").select(*_SCHEMA).write_parquet(buffer)
        own = self._folder / _NAME.format(_code())
        write_atomically(own, buffer.getvalue())
        for other in self._folder.glob(_NAME.format("*")):
            if other != own:
                other.unlink()


@cache
def _code() -> str:
    """A hash of what names are compared by: the code, its data, what others do, and how this machine hashes."""
    here = files("beholden.graph")
    modules = [part for part in here.joinpath("matching").iterdir() if part.name.endswith(".py")]
    data = ("matching.toml", "matching_words.toml", "word_counts.csv", "legal_forms.toml")
    parts = [*modules, here.joinpath("names.py"), *(here.joinpath("data", name) for name in data)]
    used = [f"{name} {version(name)}" for name in ("anyascii", "numpy", "polars", "pycountry", "rapidfuzz")]
    hashed = str(pl.Series(["Kite"]).hash(7).item())
    texts = (part.read_text(encoding="utf-8") for part in sorted(parts, key=lambda part: part.name))
    return short_hash(*texts, *used, hashed)
