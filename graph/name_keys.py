"""The keys under which the spellings of a name meet, computed once when a copy is loaded and kept beside its claims."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.names import is_weak, normal, variants
from beholden.graph.statements import short_hash

Keys = tuple[tuple[str, str] | None, ...]
"""Base and legal form of each name in a published text, the whole first; None for one too weak to join on."""

FOLDER = "names"
"""Where a partition keeps them, in a file named by the code that computed them."""

_BETWEEN = "\x1f"
_WEAK = ""


def name_keys(name: str) -> Keys:
    """The keys of the names in a published text."""
    found: list[tuple[str, str] | None] = []
    for variant in variants(name):
        key = normal(variant)
        found.append(None if is_weak(variant) or not key.joins else (key.base, key.form))
    return tuple(found)


class NameKeys:
    """Published text → its keys: those that partitions keep are read, others are computed when asked for."""

    def __init__(self, partitions: Iterable[Path] = ()) -> None:
        """Read what these partitions keep; what other code computed, or nobody kept, is computed anew."""
        self._known: dict[str, Keys] = {}
        self._stored: dict[str, list[str]] = {}
        for partition in partitions:
            path = partition / FOLDER / f"{_code()}.parquet"
            if path.exists():
                stored = pl.read_parquet(path)
                self._stored.update(zip(stored["name"].to_list(), stored["keys"].to_list(), strict=True))

    def of(self, name: str) -> Keys:
        """The keys of the names in this text."""
        found = self._known.get(name)
        if found is None:
            stored = self._stored.get(name)
            found = name_keys(name) if stored is None else tuple(map(_split, stored))
            self._known[name] = found
        return found


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
    keys = {
        name: [_WEAK if key is None else _BETWEEN.join(key) for key in known.of(name)]
        for name in sorted(names)
    }
    stored = pl.DataFrame(
        {"name": list(keys), "keys": list(keys.values())},
        schema={"name": pl.String, "keys": pl.List(pl.String)},
    )
    buffer = io.BytesIO()
    stored.write_parquet(buffer)
    (partition / FOLDER / f"{_code()}.parquet").write_bytes(buffer.getbuffer())


def _split(key: str) -> tuple[str, str] | None:
    base, _, form = key.partition(_BETWEEN)
    return None if key == _WEAK else (base, form)


@cache
def _code() -> str:
    """A hash of what computes the keys: keys of another hash are not read."""
    here = files("beholden.graph")
    parts = ("names.py", "name_keys.py", "data/legal_forms.toml")
    return short_hash(*(here.joinpath(*part.split("/")).read_text(encoding="utf-8") for part in parts))
