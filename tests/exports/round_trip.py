"""What is lost when a release is written in a format, and that is read by the loader of its source and built again."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import beholden.exports
from beholden.exports.material import Material
from beholden.graph.release import Release, build
from beholden.graph.statements import digest
from beholden.graph.workspace import Workspace
from beholden.loaders import Snapshot
from beholden.loaders.run import load, loader

ENTITY = ("name", "names", "country", "identifiers", "kind_stated", "stated_by", "grade")
RELATION = (
    "start_text", "start_earliest", "end_text", "disputed", "dispute", "stated_by", "grade", "citation", "quote",
    "last_stated_text",
)  # fmt: skip
WHOLE = "everything"
"""Stands for a kind of which nothing comes back."""

Row = dict[str, Any]
Key = Callable[[str], str]


def told(format: str, rewrite: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """What losses.toml says that a format loses; `rewrite` is put there first."""
    path = Path(beholden.exports.__file__).parent / "losses.toml"
    tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    if rewrite is not None:
        tables[format]["lost"] = rewrite
        path.write_text(
            HEAD + "".join(_table(name, table) for name, table in tables.items()), encoding="utf-8"
        )
    return {kind: sorted(columns) for kind, columns in tables[format]["lost"].items()}


HEAD = """\
# What does not come back when a release is written in a format, and that is loaded and built again: kind -> columns,
# "everything" where nothing of the kind does. `pytest tests/exports --rewrite-golden` writes the lists anew.
"""


def _table(name: str, table: dict[str, Any]) -> str:
    lines = [
        f"\n[{name}]\n",
        *(f"{key} = {json.dumps(table[key])}\n" for key in ("source", "about")),
        f"\n[{name}.lost]\n",
    ]
    return "".join(
        [*lines, *(f"{kind} = {json.dumps(columns)}\n" for kind, columns in sorted(table["lost"].items()))]
    )


def back_again(
    material: Material, write: Callable[[Material, Any], None], source: str, name: str, folder: Path
) -> Release:
    """Write the release, load that with a source, of the day that the file states or else one of ours, and build it."""
    file = folder / name
    with file.open("wb") as stream:
        write(material, stream)
    workspace = Workspace(folder / "home")
    stated = getattr(loader(source), "snapshot", lambda files: Snapshot())([file])
    done = load(source, [file], workspace, snapshot=None if stated.date else "2025-12-31")
    assert done.facts.counts["rejected"] == 0
    return build(workspace, as_of="2026-01-01", software="test")


def lost(
    release: Release, back: Release, source: str, entity: Key, relation: Callable[[Row], Sequence[str]]
) -> dict[str, list[str]]:
    """Kind → columns of which a value differs. What comes with beholden, and what it computes, is not looked at.

    `entity` gives the id that the loader's records have for an id of the release, `relation` what the loader takes
    to tell relations apart.
    """  # fmt: skip
    found: dict[str, set[str]] = defaultdict(set)
    members = {member: (kind, row) for kind, row in rows(back, "entities") for member in row["members"]}
    for kind, row in rows(release, "entities"):
        if row["sources"] == ["reference"]:
            continue
        there_kind, there = members.get(_own(source, entity(row["id"])), ("", None))
        found[kind] |= _differences(row, there, _columns(release, "entities", kind, ENTITY))
        if there is not None and there_kind != kind:
            found[kind].add("kind")
    ids = {row["id"]: (kind, row) for kind, row in rows(back, "relations")}
    for kind, row in rows(release, "relations"):
        if row["derived"] or row["sources"] == ["reference"]:
            continue
        ends = [_own(source, entity(row[end])) for end in ("from_id", "to_id")]
        candidates = (
            f"{source}/r-{digest(one, *ends, *relation(row))}" for one in (kind, "HOLDS_POST", "OWNS")
        )
        there_kind, there = next((ids[id] for id in candidates if id in ids), ("", None))
        found[kind] |= _differences(row, there, _columns(release, "relations", kind, RELATION))
        if there is not None and there_kind != kind:
            found[kind].add("kind")
    return {kind: sorted(columns) for kind, columns in found.items() if columns}


def rows(release: Release, part: str) -> Iterator[tuple[str, Row]]:
    for kind in release.kinds(part):
        for row in release.frame(part, kind).iter_rows(named=True):
            yield kind, row


def _own(source: str, id: str) -> str:
    return (
        id
        if id.startswith(("list/", "initiative/", "state/")) and source == "node_link"
        else f"{source}/{id}"
    )


def _columns(release: Release, part: str, kind: str, common: tuple[str, ...]) -> list[str]:
    own = beholden.graph.kinds.schema().kind(kind).properties.values()
    return [*common, *(f"{one.name}_text" if one.type == "date" else one.name for one in own)]


def _differences(row: Row, there: Row | None, columns: list[str]) -> set[str]:
    if there is None:
        return {WHOLE}
    return {column for column in columns if _plain(row[column]) != _plain(there.get(column))}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
