"""What a drawing must show by its data alone: reckoned here from the documented words, not from the page's script."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from beholden.pages.network import CORE, LEFT_TO_CHOOSE, WHOLE

VERDICTS = ("WITHIN_RULE", "MAY_BE_WITHIN")
AT_FIRST = frozenset(LEFT_TO_CHOOSE)


@dataclass(frozen=True)
class Told:
    """The nodes and arrows that a page holds."""

    nodes: tuple[Mapping[str, Any], ...]
    arrows: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, network: Mapping[str, Any], most: int = 1_500) -> Told:
        """Those of this network that a page of so many nodes holds: the first, and what runs between them."""
        nodes = tuple(network["nodes"][:most])
        held = {node["id"] for node in nodes}
        return cls(nodes, tuple(arrow for arrow in network["arrows"] if {arrow["from"], arrow["to"]} <= held))

    @property
    def first(self) -> set[str]:
        """The nodes with which the page opens."""
        return {node["id"] for node in (self.nodes[:CORE] if len(self.nodes) > WHOLE else self.nodes)}

    def drawn(
        self,
        *,
        day: str | None = None,
        off: Collection[str] = AT_FIRST,
        without: Collection[str] = (),
        on_list: str = "",
        rule: str = "",
        unsure: bool = False,
    ) -> set[str]:
        """The ids of the arrows that these filters leave."""
        kinds = {node["id"]: node["kind"] for node in self.nodes}
        left = [
            arrow
            for arrow in self.arrows
            if (unsure if arrow["unsure"] else arrow["kind"] not in off)
            and not {kinds[arrow["from"]], kinds[arrow["to"]]} & set(off)
            and (not arrow["sources"] or set(arrow["sources"]) - set(without))
            and may_hold(arrow, day)
        ]
        for wanted, choice in (
            (on_list, lambda arrow: arrow["kind"] == "LISTED_ON" and arrow["to"] == on_list),
            (rule, lambda arrow: arrow["kind"] in VERDICTS and rule in (arrow["kind"], arrow["to"])),
        ):
            if wanted:
                parties = {arrow["from"] for arrow in left if choice(arrow)}
                left = [arrow for arrow in left if {arrow["from"], arrow["to"]} & parties]
        return {arrow["id"] for arrow in left}

    def between(self, nodes: Collection[str], drawn: Collection[str]) -> set[str]:
        """Those of the arrows that run between these nodes."""
        return {
            arrow["id"]
            for arrow in self.arrows
            if arrow["id"] in drawn and arrow["from"] in nodes and arrow["to"] in nodes
        }

    def neighbours(self, node: str, drawn: Collection[str]) -> set[str]:
        """The nodes at the other ends of these arrows at a node."""
        ends = ({arrow["from"], arrow["to"]} for arrow in self.arrows if arrow["id"] in drawn)
        return {other for pair in ends if node in pair for other in pair} - {node}

    def steps(self, start: str, drawn: Collection[str]) -> dict[str, int]:
        """How many of these arrows lead from a node to each that they reach, either way."""
        near: dict[str, set[str]] = {}
        for arrow in self.arrows:
            if arrow["id"] in drawn:
                near.setdefault(arrow["from"], set()).add(arrow["to"])
                near.setdefault(arrow["to"], set()).add(arrow["from"])
        found, queue = {start: 0}, deque([start])
        while queue:
            node = queue.popleft()
            for other in near.get(node, set()) - found.keys():
                found[other] = found[node] + 1
                queue.append(other)
        return found

    def days(self) -> list[str]:
        """Every day on which something begins, ends or is judged."""
        return sorted(
            {
                day
                for arrow in self.arrows
                for day in (*arrow["dates"]["begins"], *arrow["dates"]["ends"], arrow["dates"]["only"])
                if day
            }
        )


def may_hold(arrow: Mapping[str, Any], day: str | None) -> bool:
    """Whether a relation held on the day, or its dates leave it open. A verdict holds on its own day alone."""
    dates = arrow["dates"]
    if day is None:
        return True
    if dates["only"]:
        return bool(day == dates["only"])
    first, last = dates["begins"][0], dates["ends"][1] or dates["ends"][0]
    return not (first and day < first) and (arrow["disputed"] or not (last and day >= last))


def sample(things: Iterable[Any], most: int) -> list[Any]:
    """At most so many of them, evenly apart, the first and the last among them."""
    every = list(things)
    if len(every) <= most:
        return every
    return [every[round(at * (len(every) - 1) / (most - 1))] for at in range(most)]
