"""Worlds for verdicts: parties, stakes and listings in a line each, and one verdict in a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.graph.ownership.explain import Verdict, explain
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.verdicts import judge
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


def verdict_world(
    folder: Path,
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
) -> World:
    """A world of parties `r/NAME` with stakes of the capital since 2015, and whole fresh copies of the lists named."""
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
                "arrow": ["OWNS", f"r/{owner}", f"r/{asset}"],
            }
        )
        names |= {owner: None, asset: None}
    for one, parties in listed.items():
        for party in (*parties, f"Nobody on {one}"):
            names[party] = None
            relations.append(
                {"source": one, "arrow": ["LISTED_ON", f"r/{party}", LISTS[one]], "start": "2020-01-01"}
            )
    for relation in more:
        relations.append(dict(relation))
        names |= {end.removeprefix("r/"): None for end in relation["arrow"][1:] if end.startswith("r/")}
    entities = [
        {
            "id": f"r/{name}",
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
    return build_world({"as_of": as_of, "sources": copies, "entity": entities, "relation": relations}, folder)


def verdict(
    world: World, rule: str | Rule, party: str, day: str | None = None, known_by: str | None = None
) -> Verdict:
    when = date.fromisoformat(day) if day else world.release.as_of
    known = date.fromisoformat(known_by) if known_by else None
    chosen = find_rule(rule) if isinstance(rule, str) else rule
    return explain(judge(Facts.of(world.release, when, known), chosen, when), f"r/{party}")


def words(world: World, rule: str | Rule, parties: str, day: str | None = None) -> dict[str, str]:
    return {party: verdict(world, rule, party, day).verdict for party in parties}
