"""Random graphs as one world: small, tangled, and apart from each other, except for the initiatives and lists."""

from __future__ import annotations

from random import Random
from typing import Any

KINDS = ("Company", "Company", "Company", "Company", "Organization", "Person", "PublicBody", "State")
OWNERS = ("OWNS", "OWNS", "OWNS", "CONTROLS")
INITIATIVES = ("initiative/un-global-compact", "initiative/science-based-targets")
LISTS = ("list/us-bis-entity", "list/us-ofac-sdn")
STATUSES = ("active", "delisted", "commitment_removed", "targets_set")
DAYS = ("2010", "2015-03", "2019-07-01", "2024-02-29", "2025-06-01", "2030")


def random_world(graphs: int, seed: int = 1) -> dict[str, Any]:
    """A world of so many random graphs, as of 2025-06-01, told by two sources, one of them old.

    They have rings, stakes in oneself, several stakes between the same two, shares that nobody states or states as a
    band, stakes that ended, are to come or have an end in dispute, names that two parties share, and all else that
    questions lean on.
    """
    chance = Random(seed)
    world: dict[str, Any] = {
        "as_of": "2025-06-01",
        "sources": {
            "x": {"date": "2025-05-31", "max_age_days": 90},
            "y": {"date": "2020-01-15", "max_age_days": 90},
        },
        "entity": [],
        "relation": [],
    }
    for number in range(graphs):
        _Graph(chance, f"g{number}", world).grow()
    return world


class _Graph:
    def __init__(self, chance: Random, name: str, world: dict[str, Any]) -> None:
        self.chance, self.name, self.world = chance, name, world
        self.parties: list[tuple[str, str]] = []

    def grow(self) -> None:
        for number in range(self.chance.randint(4, 9)):
            kind = self.chance.choice(KINDS)
            own = self.chance.choice((str(number), "One", "Two"))  # some share a name
            self.add(kind, f"p{number}", f"{self.name} {own} Works", country=self.chance.choice(("CN", "FR")))
            self.parties.append((kind, self.ids(f"p{number}")))
        for _ in range(self.chance.randint(4, 18)):
            self.relate(self.chance.choice(OWNERS), self.any_party(), self.any_party(), **self.share())
        for _ in range(self.chance.randint(1, 4)):
            self.relate(
                "MEMBER_OF",
                self.any_party(),
                self.chance.choice(INITIATIVES),
                status=self.chance.choice(STATUSES),
            )
        for _ in range(self.chance.randint(0, 3)):
            self.relate("LISTED_ON", self.any_party(), self.chance.choice(LISTS))
        self.contracts()
        for kind, id in self.parties:
            if kind == "PublicBody" and self.chance.random() < 0.7:
                self.relate("PART_OF", id, "state/CN")

    def contracts(self) -> None:
        for number in range(self.chance.randint(0, 2)):
            self.add(
                "Contract", f"c{number}", f"{self.name} contract {number}", signed_on=self.chance.choice(DAYS)
            )
            self.relate("SUPPLIES", self.any_party("Company"), self.ids(f"c{number}"))
            if buyer := self.any_party("PublicBody"):
                self.relate("AWARDED", buyer, self.ids(f"c{number}"))

    def ids(self, own: str) -> str:
        return f"x/{self.name}-{own}"

    def any_party(self, kind: str | None = None) -> str | None:
        found = [id for own, id in self.parties if kind in (None, own)]
        return self.chance.choice(found) if found else None

    def add(self, kind: str, own: str, name: str, **properties: Any) -> None:
        self.world["entity"].append({"id": self.ids(own), "kind": kind, "name": name, **properties})

    def share(self) -> dict[str, Any]:
        told = self.chance.random()
        if told < 0.3:
            return {}
        if told < 0.5:
            return {"share_min": 0.25, "share_max": 0.5}
        return {"share": self.chance.randint(1, 1000) / 1000}

    def relate(self, kind: str, one: str | None, other: str | None, **properties: Any) -> None:
        if one is None or other is None:
            return
        if kind == "CONTROLS":
            properties = {}
        if self.chance.random() < 0.7:
            properties["start"] = self.chance.choice(DAYS)
        if self.chance.random() < 0.3:
            properties["end"] = "2031" if properties.get("start") == "2030" else "2025-06-02"
            if self.chance.random() < 0.5 and properties.get("start", "2010") in DAYS[:3]:
                properties["end"] = "2021-01-01"
            if self.chance.random() < 0.3:
                properties["dispute"] = "the notice was withdrawn"
        source = self.chance.choice("xxxy")
        self.world["relation"].append({"arrow": [kind, one, other], "source": source, **properties})
