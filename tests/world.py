"""Small hand-drawn graphs: a TOML file of entities, relations and the exact rows that questions must give."""

from __future__ import annotations

import atexit
import shutil
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from beholden.graph.answers import Rows
from beholden.graph.claims import ClaimColumns
from beholden.graph.engine import Engine
from beholden.graph.find import Finder
from beholden.graph.partitions import CopyFacts, write_partition
from beholden.graph.records import RECORDS
from beholden.graph.release import Release, build
from beholden.graph.statements import Entity, Relation, Said, short_hash
from beholden.graph.workspace import Workspace
from beholden.queries.ask import ask
from beholden.queries.packs import find_query

FOLDER = Path(__file__).parent / "worlds"
ENTITY_KEYS = ("name", "names", "country", "identifiers", "kind_stated")
RELATION_KEYS = ("start", "end", "dispute", "since_earliest")
SAID_KEYS = ("stated_by", "grade", "page", "stated_on", "quote")


_BUILT = TemporaryDirectory(prefix="beholden-worlds-")
atexit.register(_BUILT.cleanup)
_READ: dict[str, str] = {}
"""What the files of worlds say → their names."""


@dataclass(frozen=True)
class World:
    """A world built into a release in a folder of its own; without an `own` engine one is made when first asked."""

    release: Release
    own: Engine | None = None

    @cached_property
    def engine(self) -> Engine:
        return self.own if self.own is not None else Engine(self.release)

    def ask(self, query: str, **values: str) -> Rows:
        return ask(
            find_query(query), self.engine, values, as_of=self.release.as_of, find=Finder(self.release)
        )


def read_world(name: str) -> dict[str, Any]:
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    _READ[repr(data)] = name
    return data


def build_world(data: dict[str, Any], folder: Path) -> World:
    """Build the entities and relations of a world, or copy what was built of the same file before in this process.

    An id is `source/own`; each source is one copy, of the date that [sources] gives it with its max_age in days.
    """
    name = _READ.get(repr(data))
    if name is None or (folder.exists() and any(folder.iterdir())):
        return _build(data, Workspace(folder))
    built = Path(_BUILT.name) / name
    if not built.exists():
        _build(data, Workspace(built))
    shutil.copytree(built, folder, dirs_exist_ok=True)
    return World(Release.open(Workspace(folder).current()))


def _build(data: dict[str, Any], workspace: Workspace) -> World:
    as_of = data.get("as_of", "2026-01-01")
    sources: dict[str, Any] = defaultdict(
        lambda: {"date": "2025-12-31", "max_age_days": 365}, data.get("sources", {})
    )
    columns: dict[str, ClaimColumns] = {}
    for number, table in enumerate([*data.get("entity", []), *data.get("relation", [])]):
        table = dict(table)
        said = Said(**{key: table.pop(key) for key in SAID_KEYS if key in table})
        statement: Entity | Relation
        if "id" in table:
            source = table["id"].split("/")[0]
            fixed = {key: table.pop(key) for key in ENTITY_KEYS if key in table}
            kind, id = table.pop("kind"), table.pop("id")
            statement = Entity(kind, id, said=said, properties=table, **{"name": id, **fixed})
        else:
            kind, from_id, to_id = table.pop("arrow")
            source = table.pop("source", from_id.split("/")[0])
            id = table.pop("as", f"{source}/r-{short_hash(kind, from_id, to_id, str(number))}")
            times = {key: table.pop(key) for key in RELATION_KEYS if key in table}
            statement = Relation(kind, id, from_id, to_id, said=said, properties=table, **times)
        if source not in columns:
            columns[source] = ClaimColumns(
                f"The {source}",
                sources[source].get("grade", "official"),
                "https://example.org/",
                sources[source]["date"],
            )
        columns[source].add(statement, f"record {number}", [f"{source}.csv:{number + 2}"])
    for source, own in columns.items():
        facts = CopyFacts(
            source, source, f"The {source}", "https://example.org/", "invented", True,
            sources[source]["max_age_days"], sources[source]["date"], "stated", True, (),
        )  # fmt: skip
        write_partition(workspace.claims, facts, own.frames(), own.records(), [])
    if not columns:
        facts = CopyFacts("nothing", "nothing", "nobody", "", "", True, 1, as_of, "stated", True, ())
        write_partition(workspace.claims, facts, {}, pl.DataFrame(schema=RECORDS), [])
    release = build(workspace, as_of=as_of, software="test")
    return World(release)
