"""A small made world, in two editions, for the tests of Neo4j."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

from beholden.graph.release import Release
from tests.world import build_world

HOSTILE = "Quote \"Q\" 'q' `b` {x: $y}\n晨光; , Ltd.\t}) DETACH DELETE n // \\"
"""A name with everything that is a sign in Cypher, CSV or a shell."""

FIRST: dict[str, Any] = {
    "as_of": "2025-06-01",
    "entity": [
        {"id": "register/top", "kind": "Company", "name": "Top", "country": "DE", "founded_on": "1990-01-31"},
        {"id": "register/left", "kind": "Company", "name": HOSTILE, "names": ["Left; Ltd", HOSTILE]},
        {"id": "register/base", "kind": "Organization", "name": "Base"},
        {"id": "register/ann", "kind": "Person", "name": "Ann", "birth_date": "1970", "nationality": "FR"},
        {"id": "register/gone", "kind": "Company", "name": "Gone"},
    ],
    "relation": [
        {
            "arrow": ["OWNS", "register/top", "register/left"],
            "as": "register/s1",
            "share": 0.5,
            "start": "2019-02",
            "interest": "shareholding",
            "quote": "Top holds 50 %",
            "page": "https://example.org/s1",
        },
        {"arrow": ["OWNS", "register/top", "register/left"], "as": "register/s2", "share": 0.125},
        {"arrow": ["OWNS", "register/left", "register/base"], "as": "register/s3", "share_min": 0.25},
        {"arrow": ["CONTROLS", "register/ann", "register/top"], "as": "register/c1"},
        {"arrow": ["OWNS", "register/gone", "register/base"], "as": "register/s4"},
    ],
}


def second() -> dict[str, Any]:
    """A newer edition: one company gone, one new, Base now a company, a share corrected, a stake to another one."""
    data = deepcopy(FIRST)
    entities = {one["id"]: one for one in data["entity"]}
    del entities["register/gone"]
    entities["register/base"]["kind"] = "Company"
    entities["register/new"] = {"id": "register/new", "kind": "PublicBody", "name": "New"}
    relations = {one["as"]: one for one in data["relation"]}
    del relations["register/s4"]
    relations["register/s1"]["share"] = 0.6
    relations["register/s3"]["arrow"] = ["OWNS", "register/left", "register/new"]
    return {**data, "entity": list(entities.values()), "relation": list(relations.values())}


def built(data: dict[str, Any], folder: Path) -> Release:
    return build_world(deepcopy(data), folder).release


def numbers(release: Release) -> tuple[int, int]:
    """How many entities and relations it has, those of the reference files among them."""
    counts = release.manifest["counts"]
    return sum(counts["entities"].values()), sum(counts["relations"].values())


def difference(first: Release, second: Release) -> dict[str, int]:
    """What a load of the second into the place of the first must do, counted row by row in plain Python."""
    counts: Counter[str] = Counter()
    for part, moved in (("entities", ()), ("relations", ("kind", "from_id", "to_id"))):
        before, after = _rows(first, part), _rows(second, part)
        for id in before.keys() | after.keys():
            old, new = before.get(id), after.get(id)
            if old is not None and new is not None and all(old[name] == new[name] for name in moved):
                counts[f"{part} changed"] += old != new
            else:
                counts[f"{part} removed"] += old is not None
                counts[f"{part} added"] += new is not None
    return {what: number for what, number in counts.items() if number}


def _rows(release: Release, part: str) -> dict[str, dict[str, Any]]:
    return {
        row["id"]: {"kind": kind, **row}
        for kind in release.kinds(part)
        for row in release.frame(part, kind).to_dicts()
    }
