"""The keys under which the spellings of a name meet, computed once when a copy is loaded and kept beside its claims."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.names import normal, variants
from beholden.graph.statements import short_hash

Keys = tuple[tuple[str, str] | None, ...]
"""Base and legal form of each name in a published text, the whole first; None for one too weak to join on."""

FOLDER = "names"
"""Where a partition keeps them, in a file named by the code that computed them."""


def name_keys(name: str) -> Keys:
    """The keys of the names in a published text."""
    found: list[tuple[str, str] | None] = []
    for variant in variants(name):
        key = normal(variant)
        found.append(None if key.weak or not key.joins else (key.base, key.form))
    return tuple(found)


_COLUMNS = dict.fromkeys(("name", "base", "form"), pl.String)
"""A row a key, those of a name one after the other; one that is too weak has no base."""


class NameKeys:
    """Published text → its keys: those that partitions keep are read, others are computed when asked for."""

    def __init__(self, partitions: Iterable[Path] = ()) -> None:
        """Read what these partitions keep; what other code computed, or nobody kept, is computed anew."""
        paths = [partition / FOLDER / f"{_code()}.parquet" for partition in partitions]
        stored = [pl.read_parquet(path) for path in paths if path.exists()]
        self._stored = pl.concat([pl.DataFrame(schema=_COLUMNS), *stored])

    def table(self, names: pl.Series) -> pl.DataFrame:
        """The keys of these names that are strong enough to join on: `name`, `base`, `form`."""
        wanted = pl.DataFrame({"name": names.unique().drop_nulls()})
        new = wanted.join(self._stored, on="name", how="anti")["name"]
        rows = [(name, *key) for name in new for key in name_keys(name) if key is not None]
        kept = self._stored.filter(pl.col("base") != "").join(wanted, on="name", how="semi")
        return pl.concat([kept, pl.DataFrame(rows, schema=_COLUMNS, orient="row")]).unique()

    def of(self, name: str) -> Keys:
        """The keys of the names in this text."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = name_keys(name)
        return found

    @cached_property
    def _known(self) -> dict[str, Keys]:
        known: dict[str, dict[tuple[str, str] | None, None]] = {}
        for name, base, form in self._stored.iter_rows():
            known.setdefault(name, {})[(base, form) if base else None] = None
        return {name: tuple(keys) for name, keys in known.items()}


def write_name_keys(partition: Path, frames: Mapping[str, pl.DataFrame], known: NameKeys) -> None:
    """Keep the keys of the parties' names in a partition that is being written; persons have none.

    `known` has those of other copies of the source, most of whose names are the same.
    """
    parties = {kind.name for kind in schema().entity_kinds if kind.party and kind.name != "Person"}
    names: set[str] = set()
    for kind, frame in frames.items():
        if kind in parties:
            names.update(frame["name"], frame["names"].list.explode(keep_nulls=False, empty_as_null=False))
    if not names:
        return
    (partition / FOLDER).mkdir()
    rows = [(name, *(("", "") if key is None else key)) for name in sorted(names) for key in known.of(name)]
    stored = pl.DataFrame(rows, schema=_COLUMNS, orient="row")
    buffer = io.BytesIO()
    stored.write_parquet(buffer)
    (partition / FOLDER / f"{_code()}.parquet").write_bytes(buffer.getbuffer())


@cache
def _code() -> str:
    """A hash of what computes the keys: keys of another hash are not read."""
    here = files("beholden.graph")
    parts = ("names.py", "name_keys.py", "data/legal_forms.toml")
    return short_hash(*(here.joinpath(*part.split("/")).read_text(encoding="utf-8") for part in parts))
