"""The search for a proof: the steps that lead to a party, and the bounds that keep it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from beholden.graph.ownership.material import WHOLE, Control, Fact, Material, Part, Stake
from beholden.graph.ownership.surroundings import Reach, Reached

UNOWNED = ("Person", "State", "PublicBody")
"""Kinds of party that nobody holds shares of, so that none is held by somebody who is not stated."""


@dataclass(frozen=True, slots=True)
class Step:
    """One party, and by what it comes within. `sum` is in billionths, of one pot."""

    party: str
    by: str
    facts: tuple[Fact, ...] = ()
    share_kind: str | None = None
    sum: int | None = None
    through: str | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """Parties that nobody outside them brings within, and the most that those outside hold of each, by pot."""

    through: str | None
    parties: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that the steps take at its greatest, with its doubts."""

    fact: Fact
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A verdict with what proves it; `rule_missing` says that the rule is not confirmed to be in force."""

    kind: str
    steps: tuple[Step, ...] = ()
    bounds: tuple[Bound, ...] = ()
    missing: tuple[Missing, ...] = ()
    rule_missing: bool = False


def prove(material: Material, party: str) -> Proof | None:
    """The proof of the party's verdict; None where it is undetermined.

    The material has every fact about the party and about whoever stands above it.
    """
    status = material.test.status(material.day)
    if status == "no":
        return Proof("outside")
    reach = Reach(material)
    found = _steps(reach, party)
    if found is not None:
        steps, missing = found
        if not missing and status == "yes":
            return Proof("within", steps if material.test.aggregate else _nearest(material, party, steps))
        kept_out = _bounds(reach, party, greatest=False) if status == "yes" else ()
        if kept_out is None:
            raise AssertionError(f"{party}: neither within nor kept out of it")
        return Proof("possible", steps, kept_out, missing, status == "unconfirmed")
    kept_out = _bounds(reach, party, greatest=True) if _lists_read(material) else None
    return None if kept_out is None else Proof("outside", bounds=kept_out)


def _lists_read(material: Material) -> bool:
    """Whether every list of the rule was read whole, from a copy that is not too old."""
    copies = [material.lists.get(name) for name in (*material.test.lists, *material.test.lists_in_part)]
    return all(
        one is not None
        and one.complete
        and one.copy <= material.day
        and (one.fresh_until is None or one.fresh_until >= material.day)
        for one in copies
    )


# --- the steps ---


def _steps(reach: Reach, party: str) -> tuple[tuple[Step, ...], tuple[Missing, ...]] | None:
    """Steps to the party and the facts they take at their greatest: certain ones where there are such."""
    for certain in (True, False):
        for through in reach.roots():
            reached = reach.reached(through, certain=certain)
            if party in reached.rank:
                return _walk(reach, party, through, reached)
    return None


def _walk(
    reach: Reach, party: str, through: str | None, reached: Reached
) -> tuple[tuple[Step, ...], tuple[Missing, ...]]:
    """Go down from the party to the starts, taking at each only what it needs."""
    steps: dict[str, tuple[Step, set[Fact]]] = {}
    wanted = {party}
    while wanted:
        at = max(wanted, key=lambda one: (reached.rank[one], one))
        wanted.discard(at)
        if at in reached.start:
            body = at in steps and steps[at][0].by == "part"
            new = _start(reach, at, through, body=body)
        else:
            new = [_step(reach, at, through, reached)]
            wanted |= {fact.owner for fact in new[0][0].facts if isinstance(fact, Stake | Control)}
        for step, assumed in new:
            # The walk goes downwards, so that the steps are to be read from its end.
            steps.pop(step.party, None)
            steps[step.party] = (step, assumed)
    missing = {
        fact.id: Missing(fact, why)
        for step, assumed in steps.values()
        for fact in assumed
        if (why := reach.material.doubts(fact, step.share_kind))
    }
    found = tuple(step for step, _ in reversed(steps.values()))
    return found, tuple(missing[id] for id in sorted(missing))


def _start(reach: Reach, party: str, through: str | None, *, body: bool) -> list[tuple[Step, set[Fact]]]:
    """The step of a party that the rule starts from, as a body if wanted as one, and those of what it is part of."""
    steps: list[tuple[Step, set[Fact]]] = []
    wanted = [(party, reach.bodies[party] if body else reach.starts[party])]
    while wanted:
        at, start = wanted.pop()
        steps.append((Step(at, start.by, start.facts, through=through and at), set(start.facts)))
        wholes = {fact.owner for fact in start.facts if isinstance(fact, Part)} - set(reach.test.owners)
        wanted += [(whole, reach.bodies[whole]) for whole in wholes]
    return steps


def _nearest(material: Material, party: str, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that start from the nearest party, under a rule that takes each alone: no fact is there in vain.

    Who is on the way to the party may be somebody from whom the rule starts, and what brings it in is not needed.
    """
    while True:
        facts = {fact for step in steps for fact in step.facts}
        reach = Reach(
            replace(
                material,
                listings=[one for one in material.listings if one in facts],
                stakes=[one for one in material.stakes if one in facts],
                controls=[one for one in material.controls if one in facts],
                parts=[one for one in material.parts if one in facts],
            )
        )
        shorter = None
        for through in sorted({step.party for step in steps} & reach.starts.keys()):
            reached = reach.reached(through, certain=True)
            if party in reached.rank:
                other, _ = _walk(reach, party, through, reached)
                fewer = sum(len(step.facts) for step in other)
                if fewer < len(facts) and (shorter is None or fewer < shorter[0]):
                    shorter = (fewer, other)
        if shorter is None:
            return steps
        steps = shorter[1]


def _step(reach: Reach, party: str, through: str | None, reached: Reached) -> tuple[Step, set[Fact]]:
    """One step, with no fact that it can do without, and the facts it takes at their greatest."""
    earlier = {owner for owner, rank in reached.rank.items() if rank < reached.rank[party]}
    certain = party in reached.certain
    found: list[tuple[tuple[int, int], Step, set[Fact]]] = []
    for pot in reach.test.pots:
        chosen = _choose(reach, party, pot, earlier, reached.certain, certain)
        if chosen is not None:
            facts, assumed, total = chosen
            step = Step(party, "stakes", facts, pot, total, through)
            found.append(((len(assumed), len(facts)), step, assumed))
    for control in reach.controls.get(party, ()):
        doubts = reach.material.doubts(control)
        if control.owner in earlier and not (certain and doubts):
            step = Step(party, "control", (control,), through=through)
            found.append(((bool(doubts), 1), step, {control} if doubts else set()))
    _, step, assumed = min(found, key=lambda one: one[0])
    return step, assumed


def _choose(
    reach: Reach, asset: str, pot: str, earlier: Collection[str], sure: Collection[str], certain: bool
) -> tuple[tuple[Fact, ...], set[Fact], int] | None:
    """Stakes that suffice, those of them taken at their greatest, and what they add up to; None if none do."""
    holdings = reach.holdings(asset, pot)
    mine = [one for one in holdings if one[0].owner in earlier]
    meets = reach.test.meets
    if pot in ("unknown", "any"):
        for stake, least, most in sorted(mine, key=lambda one: (-one[1], -one[2], one[0].id)):
            if meets(least, pot):
                return (stake,), set(), least
            if not certain and meets(most, pot):
                return (stake,), {stake}, most
        return None
    sums = _Sums(holdings)
    for stake, least, _ in sorted(mine, key=lambda one: (-one[1], one[0].id)):
        if least and not meets(sums.total, pot):
            sums.take(stake, least)
    assumed: set[Fact] = set()
    gains = sorted(mine, key=lambda one: (one[0].owner not in sure, one[1] - one[2], one[0].id))
    for stake, least, most in () if certain else gains:
        if most > least and not meets(sums.total, pot):
            sums.take(stake, most)
            assumed.add(stake)
    if not meets(sums.total, pot):
        return None
    for stake in sorted(sums.taken, key=lambda one: (one not in assumed, sums.taken[one], one.id)):
        share = sums.taken[stake]
        sums.drop(stake)
        if not meets(sums.total, pot):
            sums.take(stake, share)
    return tuple(sorted(sums.taken, key=lambda one: one.id)), assumed & sums.taken.keys(), sums.total


class _Sums:
    """A sum of stakes that is kept as they are taken and dropped, never more than the others leave room for."""

    def __init__(self, holdings: Iterable[tuple[Stake, int, int]]) -> None:
        self.taken: dict[Stake, int] = {}
        self._least = {stake: least for stake, least, _ in holdings}
        self._others = sum(self._least.values())
        self._disputed = self._others > WHOLE
        self._sum = 0

    @property
    def total(self) -> int:
        """What the stakes taken add up to."""
        return self._sum if self._disputed else min(self._sum, WHOLE - self._others)

    def take(self, stake: Stake, share: int) -> None:
        """Take a stake at a share, instead of the one it was taken at."""
        if stake in self.taken:
            self.drop(stake)
        self.taken[stake] = share
        self._sum += share
        self._others -= self._least[stake]

    def drop(self, stake: Stake) -> None:
        """Drop a stake."""
        self._sum -= self.taken.pop(stake)
        self._others += self._least[stake]


# --- the bounds ---


def _bounds(reach: Reach, party: str, *, greatest: bool) -> tuple[Bound, ...] | None:
    """Bounds that keep the party out of what is possible (greatest) or certain; None where there are none."""
    starts = {one for one, start in reach.starts.items() if greatest or start.certain}
    joint = _Bounding(reach, None, starts, greatest).bound(party)
    if joint is not None or reach.test.aggregate:
        return None if joint is None else (joint,)
    bounds = [_Bounding(reach, None, (), greatest).bound(party)]
    bounds += [_Bounding(reach, start, (start,), greatest).bound(party) for start in sorted(starts)]
    return None if None in bounds else tuple(bound for bound in bounds if bound is not None)


class _Bounding:
    """The search for a set that nobody outside brings within, from all starts or from one alone (`through`)."""

    def __init__(self, reach: Reach, through: str | None, starts: Collection[str], greatest: bool) -> None:
        self.reach, self.through, self.greatest = reach, through, greatest
        self.pots = (
            [pot for pot in reach.test.pots if greatest or pot != "any"] if reach.test.descends else []
        )
        self.safe = (
            set(reach.material.parties) - set(starts) - (reach.material.matched if greatest else set())
        )
        waiting: Iterable[str] = sorted(self.safe)
        while waiting:
            out = {one for one in waiting if one in self.safe and not self._kept_out(one)}
            self.safe -= out
            waiting = {below for one in out for below in reach.owned.get(one, ())}

    def bound(self, party: str) -> Bound | None:
        """A small set around the party, out of the greatest; None where the party is in none."""
        if party not in self.safe:
            return None
        chosen, waiting = {party}, [party]
        while waiting:
            for owner in self._needed(waiting.pop()):
                if owner not in chosen:
                    chosen.add(owner)
                    waiting.append(owner)
        return Bound(
            self.through,
            {one: {pot: self._limit(one, pot, chosen) for pot in self.pots} for one in sorted(chosen)},
        )

    def _controllers(self, party: str) -> list[str]:
        """Who brings a party within without a share; what is part of a body is a start itself."""
        return self.reach.controllers(party, certain=not self.greatest)

    def _kept_out(self, party: str) -> bool:
        return all(owner in self.safe for owner in self._controllers(party)) and not any(
            self.reach.test.meets(self._limit(party, pot, self.safe), pot) for pot in self.pots
        )

    def _limit(self, party: str, pot: str, safe: Collection[str]) -> int:
        """The most that parties outside the set hold of a party."""
        holdings = self.reach.holdings(party, pot)
        outside = [
            most if self.greatest else least for stake, least, most in holdings if stake.owner not in safe
        ]
        unowned = self.reach.material.parties[party].kind in UNOWNED
        if pot == "any" and not unowned:
            kinds = [kind for kind in ("capital", "votes") if self.reach.test.share_of in (kind, "either")]
            return max([*outside, *(self._limit(party, kind, safe) for kind in kinds)])
        if pot in ("unknown", "any"):
            return max(outside, default=0)
        if unowned or not self.greatest or sum(least for _, least, _ in holdings) > WHOLE:
            return sum(outside)
        return WHOLE - sum(least for stake, least, _ in holdings if stake.owner in safe)

    def _needed(self, party: str) -> list[str]:
        """The safe owners, largest first, without whom too much of the party would be outside the set."""
        needed = [owner for owner in self._controllers(party) if owner in self.safe]
        for pot in self.pots:
            holdings = self.reach.holdings(party, pot)
            for stake, _, _ in sorted(holdings, key=lambda one: (-one[1], -one[2], one[0].id)):
                if not self.reach.test.meets(self._limit(party, pot, needed), pot):
                    break
                if stake.owner in self.safe:
                    needed.append(stake.owner)
        return needed
