"""Worlds for verdicts: parties, stakes and listings in a line each, and one verdict in a word."""

from __future__ import annotations

import atexit
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest

from beholden.graph.ownership.explain import Verdict, explain
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.verdicts import judge
from beholden.graph.release import Release
from beholden.graph.rule import Rule
from beholden.graph.rules import find_rule
from tests.world import World, build_world

DAY = "2025-06-01"
COPY = {"date": "2025-05-31", "max_age_days": 30}
LISTS = {
    "sdn": "list/us-ofac-sdn",
    "eu": "list/eu-financial",
    "uk": "list/gb-sanctions",
    "bis": "list/us-bis-entity",
}


def verdict_world(folder: Path, *stakes: Any, **given: Any) -> World:
    """A world of parties `r/NAME` with stakes of the capital since 2015, and whole fresh copies of the lists named."""
    return build_world(_tables("", *stakes, **given), folder)


class Scene:
    """Such a world as a part of one that has all scenes with the same lists, copies and day; its parties are its own.

    Scenes are made while a module of tests is read, and built when the first of them is asked.
    """

    every: ClassVar[list[Scene]] = []

    def __init__(self, *stakes: Any, **given: Any) -> None:
        self.prefix = f"{len(self.every):03}-"
        self.tables = _tables(self.prefix, *stakes, **given)
        self.every.append(self)

    @property
    def key(self) -> str:
        """What scenes of one world have in common: day, copies, and which sources state anything."""
        stating = sorted({relation["source"] for relation in self.tables["relation"]})
        return repr((self.tables["as_of"], sorted(self.tables["sources"].items()), stating))

    @property
    def release(self) -> Release:
        """The release of the world that this is a part of."""
        return _release(self.key)


@cache
def _release(key: str) -> Release:
    scenes = [scene.tables for scene in Scene.every if scene.key == key]
    folder = TemporaryDirectory(prefix="beholden-scenes-")
    atexit.register(folder.cleanup)
    whole: dict[str, Any] = {**scenes[0], "entity": [], "relation": []}
    for scene in scenes:
        whole["entity"] += scene["entity"]
        whole["relation"] += scene["relation"]
    return build_world(whole, Path(folder.name)).release


def about(**scenes: Scene) -> pytest.MarkDecorator:
    """The scenes that a test is about, by the names of its parameters."""
    return pytest.mark.parametrize(tuple(scenes), [tuple(scenes.values())], ids=["scene"])


def _tables(
    prefix: str,
    stakes: Sequence[
        tuple[str, str, float | tuple[float, float] | None, Mapping[str, Any]] | tuple[str, str, float]
    ],
    listed: Mapping[str, Sequence[str]],
    *,
    persons: Sequence[str] = (),
    kinds: Mapping[str, str] | None = None,
    more: Sequence[Mapping[str, Any]] = (),
    sources: Mapping[str, Any] | None = None,
    as_of: str = DAY,
) -> dict[str, Any]:
    """The entities and relations, with this at the beginning of the parties' ids."""

    def of(end: str) -> str:
        return f"r/{prefix}{end.removeprefix('r/')}" if end.startswith("r/") else end

    relations: list[dict[str, Any]] = []
    names: dict[str, None] = {}
    for owner, asset, share, *rest in stakes:
        own = dict(rest[0]) if rest else {}
        stated = {"share": share} if isinstance(share, int | float) else {}
        if isinstance(share, tuple):
            stated = {"share_min": share[0], "share_max": share[1]}
        base = {"share_of": "capital", "start": "2015-01-01", **stated, **own}
        relations.append(
            {
                "source": "r",
                **{k: v for k, v in base.items() if v is not None},
                "arrow": ["OWNS", of(f"r/{owner}"), of(f"r/{asset}")],
            }
        )
        names |= {owner: None, asset: None}
    for one, parties in listed.items():
        for party in (*parties, f"Nobody on {one}"):
            names[party] = None
            relations.append(
                {"source": one, "arrow": ["LISTED_ON", of(f"r/{party}"), LISTS[one]], "start": "2020-01-01"}
            )
    for relation in more:
        kind, *both = relation["arrow"]
        relations.append({**relation, "arrow": [kind, *map(of, both)]})
        names |= {end.removeprefix("r/"): None for end in relation["arrow"][1:] if end.startswith("r/")}
    entities = [
        {
            "id": of(f"r/{name}"),
            "kind": (kinds or {}).get(name, "Person" if name in persons else "Company"),
            "name": name,
        }
        for name in names
    ]
    copies = {
        "r": {"date": "2025-05-31", "max_age_days": 365},
        **dict.fromkeys(LISTS, COPY),
        **(sources or {}),
    }
    return {"as_of": as_of, "sources": copies, "entity": entities, "relation": relations}


def verdict(
    world: World | Scene, rule: str | Rule, party: str, day: str | None = None, known_by: str | None = None
) -> Verdict:
    when = date.fromisoformat(day) if day else world.release.as_of
    known = date.fromisoformat(known_by) if known_by else None
    chosen = find_rule(rule) if isinstance(rule, str) else rule
    prefix = world.prefix if isinstance(world, Scene) else ""
    return explain(judge(_facts(world.release.folder, when, known), chosen, when), f"r/{prefix}{party}")


@lru_cache(maxsize=4)
def _facts(folder: Path, when: date, known: date | None) -> Facts:
    return Facts.of(Release.open(folder), when, known)


def words(world: World | Scene, rule: str | Rule, parties: str, day: str | None = None) -> dict[str, str]:
    return {party: verdict(world, rule, party, day).verdict for party in parties}
