"""Who comes within a rule in a small part of the graph, and in which round: what proofs and suppositions start from.

The arrays of `cascade` do this for all parties of a release at once; here it is done with the facts themselves at hand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from beholden.graph.ownership.material import WHOLE, Control, Fact, Listing, Material, Part, Stake


@dataclass(frozen=True, slots=True)
class Start:
    """Why the rule starts from a party: by a listing, its kind, its id (owner), or as part of such a body."""

    by: str
    facts: tuple[Fact, ...] = ()
    certain: bool = True


@dataclass(slots=True)
class Reached:
    """Who is reached, and in which round; `certain` are those reached with certainty, whose rounds come first."""

    rank: dict[str, int] = field(default_factory=dict)
    start: dict[str, Start] = field(default_factory=dict)
    certain: frozenset[str] = frozenset()


class Reach:
    """The facts of a material that may be in force on its day, by whom they are about."""

    def __init__(self, material: Material) -> None:
        self.material, self.test = material, material.test
        self.stakes: dict[str, list[Stake]] = {}
        self.owned: dict[str, set[str]] = {}
        self.controls: dict[str, list[Control]] = {}
        for stake in sorted(material.stakes, key=lambda one: one.id) if self.test.descends else ():
            if stake.possible(material.day):
                self.stakes.setdefault(stake.asset, []).append(stake)
                self.owned.setdefault(stake.owner, set()).add(stake.asset)
        counted = self.test.descends and self.test.control != "no"
        for control in sorted(material.controls, key=self._preference) if counted else ():
            if control.possible(material.day):
                self.controls.setdefault(control.asset, []).append(control)
                self.owned.setdefault(control.owner, set()).add(control.asset)
        self.parts: dict[str, list[Part]] = {}
        for part in sorted(material.parts, key=self._preference) if self.test.owners else ():
            if part.possible(material.day):
                self.parts.setdefault(part.asset, []).append(part)
        self._holdings: dict[tuple[str, str], list[tuple[Stake, int, int]]] = {}
        self.bodies: dict[str, Start] = {}
        self.starts = self._starts()

    def _preference(self, fact: Fact) -> tuple[int, str]:
        return len(self.material.doubts(fact)), fact.id

    def _starts(self) -> dict[str, Start]:
        """Whom the rule starts from, or possibly so, with the surest reason.

        `bodies` gets those that are one of the rule's owners or part of one, also where something else is as sure.
        """
        starts: dict[str, Start] = {}
        lists = {*self.test.lists, *self.test.lists_in_part}
        for listing in sorted(self.material.listings, key=self._preference):
            if listing.possible(self.material.day) and listing.list in lists and listing.party not in starts:
                starts[listing.party] = Start("listing", (listing,), not self.material.doubts(listing))
        for id, party in self.material.parties.items():
            if party.kind in self.test.kinds:
                starts[id] = Start("kind")
        bodies = self.bodies
        bodies.update({id: Start("owner") for id in self.test.owners if id in self.material.parties})
        for certain in (True, False):
            new = set(bodies)
            while new:
                found = {}
                for part in (one for parts in self.parts.values() for one in parts):
                    sure = not self.material.doubts(part)
                    fits = part.owner in new and part.asset not in bodies and (sure or not certain)
                    if fits and part.asset not in found:
                        whole = bodies[part.owner]
                        found[part.asset] = Start("part", (part,), sure and whole.certain)
                bodies.update(found)
                new = set(found)
        for id, start in bodies.items():
            if id not in starts or (start.certain and not starts[id].certain) or start.by == "owner":
                starts[id] = start
        return starts

    # --- what is held ---

    def holdings(self, asset: str, pot: str) -> list[tuple[Stake, int, int]]:
        """The stakes in a party that count in a pot, each with the least and the greatest that it counts."""
        found = self._holdings.get((asset, pot))
        if found is None:
            held = [(stake, *self.material.interval(stake, pot)) for stake in self.stakes.get(asset, ())]
            found = self._holdings[asset, pot] = [one for one in held if one[2]]
        return found

    def sum(self, asset: str, pot: str, owners: Collection[str], *, certain: bool) -> int:
        """What owners hold of a party in a pot, certainly or at most; of pots that are not added up the largest."""
        holdings = self.holdings(asset, pot)
        mine = [(least, most) for stake, least, most in holdings if stake.owner in owners]
        if pot in ("unknown", "any"):
            return max((one[0 if certain else 1] for one in mine), default=0)
        total = sum(one[0 if certain else 1] for one in mine)
        return total if certain else min(total, self.room(holdings, owners))

    @staticmethod
    def room(holdings: Collection[tuple[Stake, int, int]], owners: Collection[str]) -> int:
        """What the certain shares of all others leave; more than any sum where the holdings are disputed."""
        if sum(least for _, least, _ in holdings) > WHOLE:
            return sum(most for _, _, most in holdings)
        return WHOLE - sum(least for stake, least, _ in holdings if stake.owner not in owners)

    # --- who is reached ---

    def roots(self) -> list[str | None]:
        """Whom to start from: all together, or each alone."""
        return [None] if self.test.aggregate else [*sorted(self.starts)]

    def reached(self, through: str | None, *, certain: bool, without: Collection[str] = ()) -> Reached:
        """Who is reached with certainty, and then, unless only that is wanted, who possibly.

        Nobody in `without` is reached.
        """
        mine = {
            party: one
            for party, one in self.starts.items()
            if through in (None, party) and party not in without
        }
        sure = {party: one for party, one in mine.items() if one.certain}
        reached = Reached(dict.fromkeys(sure, 0), dict(sure))
        self._climb(reached, set(sure), without, certain=True)
        reached.certain = frozenset(reached.rank)
        if not certain:
            new = {party: one for party, one in mine.items() if party not in reached.rank}
            first = max(reached.rank.values(), default=-1) + 1
            reached.rank.update(dict.fromkeys(new, first))
            reached.start.update(new)
            self._climb(reached, set(reached.rank), without, certain=False)
        return reached

    def _climb(self, reached: Reached, new: set[str], without: Collection[str], *, certain: bool) -> None:
        turn = max(reached.rank.values(), default=0)
        while new:
            turn += 1
            assets = {asset for owner in new for asset in self.owned.get(owner, ())}
            assets -= reached.rank.keys() | set(without)
            new = {asset for asset in assets if self.enough(asset, reached.rank, certain=certain)}
            reached.rank.update(dict.fromkeys(new, turn))

    def enough(self, asset: str, owners: Collection[str], *, certain: bool) -> bool:
        """Whether these owners bring a party within, certainly or possibly."""
        if any(owner in owners for owner in self.controllers(asset, certain=certain)):
            return True
        return any(
            self.test.meets(self.sum(asset, pot, owners, certain=certain), pot) for pot in self.test.pots
        )

    def controllers(self, asset: str, *, certain: bool) -> list[str]:
        """Who is stated to control a party, certainly or possibly, as far as the rule counts that."""
        controls = self.controls.get(asset, ())
        return [one.owner for one in controls if not (certain and self.material.doubts(one))]


def about(fact: Fact) -> str:
    """The party that a fact is about: who is listed, owned, controlled or a part."""
    if isinstance(fact, Listing):
        return fact.party
    assert isinstance(fact, Stake | Control | Part)
    return fact.asset


def ends(fact: Fact) -> set[str]:
    """Every party that a fact names."""
    return {fact.owner, fact.asset} if isinstance(fact, Stake | Control | Part) else {about(fact)}
