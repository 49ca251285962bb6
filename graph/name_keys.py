"""The keys under which the spellings of a name meet, computed once for a copy and kept beside its claims."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache, cached_property, reduce
from importlib.resources import files
from pathlib import Path

import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.name_columns import KEYS, NO_KEYS, are_few, plain_keys
from beholden.graph.names import normal, variants
from beholden.graph.pieces import claims_folder, files_of, filled
from beholden.graph.statements import short_hash
from beholden.graph.workspace import new_folder

Keys = tuple[tuple[str, str] | None, ...]
"""Base and legal form of each name in a published text, the whole first; None for one too weak to join on."""

FOLDER = "names"
"""Where a partition keeps them, in a file named by the code that computed them."""

MANY = 1 << 17
"""Claims on parties of one copy from which on the first build that needs the keys of their names computes them."""

_AT_ONCE = 1 << 19
"""Names whose keys are computed at once."""


def name_keys(name: str) -> Keys:
    """The keys of the names in a published text."""
    found: list[tuple[str, str] | None] = []
    for variant in variants(name):
        key = normal(variant)
        found.append(None if key.weak or not key.joins else (key.base, key.form))
    return tuple(found)


class NameKeys:
    """Published text → its keys: those that partitions keep are read, others are computed when asked for."""

    def __init__(self, partitions: Iterable[Path] = ()) -> None:
        """Read what these partitions keep; what other code computed, or nobody kept, is computed anew."""
        paths = [partition / FOLDER / f"{_code()}.parquet" for partition in partitions]
        stored = [pl.read_parquet(path) for path in paths if path.exists()]
        self._stored = pl.concat([pl.DataFrame(schema=KEYS), *stored])

    def table(self, names: pl.Series) -> pl.DataFrame:
        """The keys of these names that are strong enough to join on: `name`, `base`, `form`."""
        wanted = pl.DataFrame({"name": names.unique().drop_nulls()})
        return self.rows(wanted["name"]).filter(pl.col("base") != "").unique()

    def rows(self, names: pl.Series) -> pl.DataFrame:
        """The keys of these names, none of which repeats, by name: a row a key, as a partition keeps them."""
        new, kept = names.sort(), self._stored
        if not kept.is_empty():
            kept = kept.filter(pl.col("name").is_in(new.implode())).unique(maintain_order=True)
            kept = kept.sort("name", maintain_order=True)
            new = new.filter(~new.is_in(kept["name"].implode()))
        keys, others = (NO_KEYS, new) if are_few(len(new)) else plain_keys(new)
        rows = [
            (name, *(("", "") if key is None else key))
            for name in others.sort()
            for key in dict.fromkeys(name_keys(name))
        ]
        found = (kept, pl.DataFrame(rows, schema=KEYS, orient="row"))
        return reduce(_merged, filter(len, found), keys)

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


def _merged(keys: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Keys by name, together with those of other names by name."""
    return keys.merge_sorted(others, key="name")


def keys_of(names: pl.Series, known: NameKeys) -> pl.DataFrame:
    """The keys of all these names, by name, each name once.

    `known` has those of other copies of the source, most of whose names are the same.
    """
    names = names.unique().sort()
    parts = (names.slice(start, _AT_ONCE) for start in range(0, len(names), _AT_ONCE))
    return pl.concat([pl.DataFrame(schema=KEYS), *map(known.rows, parts)])


def keep_few_name_keys(partition: Path, source: Path) -> None:
    """Keep the keys of the names in a partition that is being written, unless they are of `MANY` claims.

    `source` is the folder of the copies of its source, most of whose names are the same.
    """
    files = _of_parties(partition)
    number = sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files)
    if 0 < number < MANY:
        (partition / FOLDER).mkdir()
        _write(partition / FOLDER, _keys_in(files, source))


def keep_name_keys(partition: Path) -> None:
    """Keep the keys of the names in a partition that has none yet; call it under the workspace's lock."""
    files = _of_parties(partition)
    if files and not (partition / FOLDER / f"{_code()}.parquet").exists():
        with new_folder(partition, FOLDER) as new:
            _write(new.folder, _keys_in(files, partition.parent))


def _keys_in(files: list[Path], source: Path) -> pl.DataFrame:
    columns = {"name": pl.String, "names": pl.List(pl.String)}
    there = ([name for name in columns if name in pl.read_parquet_schema(file)] for file in files)
    names = pl.concat(
        filled(pl.read_parquet(file, columns=own), columns) for file, own in zip(files, there, strict=True)
    )
    others = names["names"].list.explode(keep_nulls=False, empty_as_null=False)
    return keys_of(pl.concat([names["name"], others.rename("name")]), NameKeys(source.glob("*/")))


def _write(folder: Path, keys: pl.DataFrame) -> None:
    buffer = io.BytesIO()
    keys.rechunk().write_parquet(buffer)
    (folder / f"{_code()}.parquet").write_bytes(buffer.getbuffer())


def _of_parties(partition: Path) -> list[Path]:
    """The files of the kinds of parties that are found under their names; persons are not."""
    parties = (kind.name for kind in schema().entity_kinds if kind.party and kind.name != "Person")
    return [path for kind in sorted(parties) for path in files_of(claims_folder(partition, kind))]


@cache
def _code() -> str:
    """A hash of what computes the keys: keys of another hash are not read."""
    here = files("beholden.graph")
    parts = ("names.py", "name_columns.py", "name_kernel.py", "name_keys.py", "data/legal_forms.toml")
    return short_hash(*(here.joinpath(*part.split("/")).read_text(encoding="utf-8") for part in parts))
