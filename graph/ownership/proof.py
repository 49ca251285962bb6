"""The search for a proof: the steps that lead to a party, and the bounds that keep it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from beholden.graph.ownership.material import WHOLE, Control, Fact, Listing, Material, Stake

UNOWNED = ("Person", "State")
"""Kinds of party that nobody can own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One party that a listing, stakes or a control bring within. `sum` is in billionths, of one kind of share."""

    party: str
    facts: tuple[Fact, ...]
    share_kind: str | None = None
    sum: int | None = None
    through: str | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """Parties that nobody outside them brings within, and the most that those outside hold of each, by kind."""

    through: str | None
    parties: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Proof:
    """A verdict with what proves it. `missing` are the facts taken at their greatest; `rule` is one for the rule."""

    kind: str
    steps: tuple[Step, ...] = ()
    bounds: tuple[Bound, ...] = ()
    missing: tuple[Fact, ...] = ()
    rule_missing: bool = False


@dataclass(slots=True)
class Reached:
    """Who is reached from which listing, and in which round; what is certain comes before what is possible."""

    rank: dict[str, int] = field(default_factory=dict)
    listing: dict[str, Listing] = field(default_factory=dict)
    certain: frozenset[str] = frozenset()


def prove(material: Material, party: str) -> Proof | None:
    """The proof of the party's verdict; None where it is undetermined.

    The material has every fact about the party and about whoever stands above it.
    """
    status = material.test.status(material.day)
    if status == "no":
        return Proof("outside")
    search = _Search(material)
    found = search.steps(party)
    if found is not None:
        steps, missing = found
        if not missing and status == "yes":
            return Proof("within", steps)
        bounds = search.bounds(party, greatest=False) if status == "yes" else ()
        if bounds is None:
            raise AssertionError(f"{party}: neither within nor kept out of it")
        return Proof("possible", steps, bounds, missing, status == "unconfirmed")
    bounds = search.bounds(party, greatest=True) if search.lists_read() else None
    return None if bounds is None else Proof("outside", bounds=bounds)


class _Search:
    def __init__(self, material: Material) -> None:
        self.material, self.test = material, material.test
        self.stakes: dict[str, list[Stake]] = {}
        self.owned: dict[str, set[str]] = {}
        self.controls: dict[str, list[Control]] = {}
        self.listings: dict[str, Listing] = {}
        day = material.day
        if self.test.descends:
            for stake in sorted(material.stakes, key=lambda one: one.id):
                if stake.possible(day):
                    self.stakes.setdefault(stake.asset, []).append(stake)
                    self.owned.setdefault(stake.owner, set()).add(stake.asset)
            for control in sorted(material.controls, key=self._preference):
                if control.possible(day) and self.test.control != "no":
                    self.controls.setdefault(control.asset, []).append(control)
                    self.owned.setdefault(control.owner, set()).add(control.asset)
        for listing in sorted(material.listings, key=self._preference, reverse=True):
            if listing.possible(day) and listing.list in self.test.lists:
                self.listings[listing.party] = listing

    def _preference(self, fact: Fact) -> tuple[int, str]:
        return len(self.material.doubts(fact)), fact.id

    def lists_read(self) -> bool:
        """Whether every list of the rule was read whole, from a copy that is not too old."""
        copies = [self.material.lists.get(name) for name in self.test.lists]
        return all(
            one is not None
            and one.complete
            and (one.fresh_until is None or one.fresh_until >= self.material.day)
            for one in copies
        )

    # --- who is reached ---

    def holders(self, asset: str, kind: str) -> dict[str, tuple[int, int]]:
        """Who holds how much of a party; two stakes of one owner may be one, so that they are not added."""
        holders: dict[str, tuple[int, int]] = {}
        for stake in self.stakes.get(asset, ()):
            if stake.kind in (kind, "unknown"):
                least, greatest = self.material.interval(stake)
                before = holders.get(stake.owner, (0, 0))
                holders[stake.owner] = max(least, before[0]), max(greatest, before[1])
        return holders

    def roots(self) -> list[str | None]:
        """Whom to start from: all that are listed together, or each alone."""
        return [None] if self.test.aggregate else [*sorted(self.listings)]

    def reached(self, through: str | None, *, certain: bool) -> Reached:
        """Who is reached with certainty, and then, unless only that is wanted, who possibly."""
        mine = {party: one for party, one in self.listings.items() if through in (None, party)}
        sure = {party: one for party, one in mine.items() if not self.material.doubts(one)}
        reached = Reached(rank=dict.fromkeys(sure, 0), listing=dict(sure))
        self._climb(reached, set(sure), certain=True)
        reached.certain = frozenset(reached.rank)
        if not certain:
            new = {party: one for party, one in mine.items() if party not in reached.rank}
            first = max(reached.rank.values(), default=-1) + 1
            reached.rank.update(dict.fromkeys(new, first))
            reached.listing.update(new)
            self._climb(reached, set(reached.rank), certain=False)
        return reached

    def _climb(self, reached: Reached, new: set[str], *, certain: bool) -> None:
        turn = max(reached.rank.values(), default=0)
        while new:
            turn += 1
            assets = {asset for owner in new for asset in self.owned.get(owner, ())} - reached.rank.keys()
            new = {asset for asset in assets if self._enough(asset, reached.rank, certain)}
            reached.rank.update(dict.fromkeys(new, turn))

    def _enough(self, asset: str, owners: Collection[str], certain: bool) -> bool:
        if any(
            control.owner in owners and not (certain and self.material.doubts(control))
            for control in self.controls.get(asset, ())
        ):
            return True
        for kind in self.test.share_kinds:
            holders = self.holders(asset, kind)
            total = sum(holders[owner][0 if certain else 1] for owner in holders if owner in owners)
            if self.test.meets(total if certain else _capped(total, holders, owners)):
                return True
        return False

    # --- the steps ---

    def steps(self, party: str) -> tuple[tuple[Step, ...], tuple[Fact, ...]] | None:
        """Steps to the party and the facts they take at their greatest: certain ones where there are such."""
        for certain in (True, False):
            for through in self.roots():
                reached = self.reached(through, certain=certain)
                if party in reached.rank:
                    return self._walk(party, through, reached)
        return None

    def _walk(
        self, party: str, through: str | None, reached: Reached
    ) -> tuple[tuple[Step, ...], tuple[Fact, ...]]:
        steps: dict[str, Step] = {}
        missing: dict[str, Fact] = {}
        wanted = {party}
        while wanted:
            step, assumed = self._step(max(wanted, key=lambda one: (reached.rank[one], one)), reached)
            wanted.discard(step.party)
            steps[step.party] = Step(step.party, step.facts, step.share_kind, step.sum, through)
            missing.update((fact.id, fact) for fact in assumed)
            wanted |= {fact.owner for fact in step.facts if isinstance(fact, Stake | Control)}
        ordered = sorted(steps.values(), key=lambda step: (reached.rank[step.party], step.party))
        return tuple(ordered), tuple(missing[id] for id in sorted(missing))

    def _step(self, party: str, reached: Reached) -> tuple[Step, list[Fact]]:
        """One step, with no fact that it can do without, and the facts it takes at their greatest."""
        if party in reached.listing:
            listing = reached.listing[party]
            return Step(party, (listing,)), [listing] if self.material.doubts(listing) else []
        earlier = {owner for owner, rank in reached.rank.items() if rank < reached.rank[party]}
        certain = party in reached.certain
        found: list[tuple[tuple[int, int], Step, list[Fact]]] = []
        for kind in self.test.share_kinds:
            chosen = self._choose(party, kind, earlier, reached.certain, certain)
            if chosen is not None:
                facts, assumed, total = chosen
                found.append(((len(assumed), len(facts)), Step(party, facts, kind, total), assumed))
        for control in self.controls.get(party, ()):
            doubts = self.material.doubts(control)
            if control.owner in earlier and not (certain and doubts):
                found.append(((bool(doubts), 1), Step(party, (control,)), [control] if doubts else []))
        _, step, assumed = min(found, key=lambda one: one[0])
        return step, assumed

    def _choose(
        self, asset: str, kind: str, earlier: Collection[str], sure: Collection[str], certain: bool
    ) -> tuple[tuple[Stake, ...], list[Fact], int] | None:
        """Stakes that suffice, those of them taken at their greatest, and what they add up to; None if none do."""
        least, most = self._best(asset, kind, earlier)
        sums = _Sums(self.holders(asset, kind))
        for owner in sorted(least, key=lambda one: (-least[one][0], one)):
            if least[owner][0] and (certain or not self.test.meets(sums.total)):
                if certain and self.test.meets(sums.total):
                    break
                sums.take(owner, *least[owner])
        gains = sorted(most, key=lambda one: (one not in sure, least[one][0] - most[one][0], one))
        assumed: set[str] = set()
        for owner in () if certain else gains:
            if self.test.meets(sums.total):
                break
            if most[owner][0] > sums.taken.get(owner, (0, None))[0]:
                sums.take(owner, *most[owner])
                assumed.add(owner)
        if not self.test.meets(sums.total):
            return None
        for owner in sorted(sums.taken, key=lambda one: (one not in assumed, sums.taken[one][0], one)):
            before = sums.taken[owner]
            sums.drop(owner)
            if not self.test.meets(sums.total):
                sums.take(owner, *before)
        facts = tuple(sorted((one for _, one in sums.taken.values()), key=lambda one: one.id))
        return facts, [sums.taken[owner][1] for owner in sums.taken if owner in assumed], sums.total

    def _best(
        self, asset: str, kind: str, owners: Collection[str]
    ) -> tuple[dict[str, tuple[int, Stake]], dict[str, tuple[int, Stake]]]:
        """Of each owner the stake with the greatest least share, and that with the greatest share."""
        least: dict[str, tuple[int, Stake]] = {}
        most: dict[str, tuple[int, Stake]] = {}
        for stake in self.stakes.get(asset, ()):
            if stake.kind in (kind, "unknown") and stake.owner in owners:
                interval = self.material.interval(stake)
                for best, share in ((least, interval[0]), (most, interval[1])):
                    if stake.owner not in best or share > best[stake.owner][0]:
                        best[stake.owner] = share, stake
        return least, most

    # --- the bounds ---

    def bounds(self, party: str, *, greatest: bool) -> tuple[Bound, ...] | None:
        """Bounds that keep the party out of what is possible (greatest) or certain; None where there are none."""
        listed = {one for one, its in self.listings.items() if greatest or not self.material.doubts(its)}
        joint = self._bound(party, None, listed, greatest)
        if joint is not None or self.test.aggregate:
            return None if joint is None else (joint,)
        bounds = [self._bound(party, None, (), greatest)]
        bounds += [self._bound(party, root, (root,), greatest) for root in sorted(listed)]
        return None if None in bounds else tuple(bound for bound in bounds if bound is not None)

    def _bound(
        self, party: str, through: str | None, listed: Collection[str], greatest: bool
    ) -> Bound | None:
        """A small set around the party out of the greatest that nobody outside brings within."""
        safe = self._greatest_safe(listed, greatest)
        if party not in safe:
            return None
        chosen, waiting = {party}, [party]
        while waiting:
            asset = waiting.pop()
            for owner in self._needed(asset, safe, greatest):
                if owner not in chosen:
                    chosen.add(owner)
                    waiting.append(owner)
        return Bound(through, {one: self._limits(one, chosen, greatest) for one in sorted(chosen)})

    def _greatest_safe(self, listed: Collection[str], greatest: bool) -> set[str]:
        safe = set(self.material.parties) - set(listed)
        waiting: Iterable[str] = sorted(safe)
        while waiting:
            out = {one for one in waiting if one in safe and not self._kept_out(one, safe, greatest)}
            safe -= out
            waiting = {asset for owner in out for asset in self.owned.get(owner, ())}
        return safe

    def _kept_out(self, party: str, safe: Collection[str], greatest: bool) -> bool:
        limits = self._limits(party, safe, greatest)
        return not any(self.test.meets(limit) for limit in limits.values()) and all(
            owner in safe for owner in self._controllers(party, greatest)
        )

    def _controllers(self, party: str, greatest: bool) -> list[str]:
        controls = self.controls.get(party, ())
        return [one.owner for one in controls if greatest or not self.material.doubts(one)]

    def _limits(self, party: str, safe: Collection[str], greatest: bool) -> dict[str, int]:
        """The most of each kind that parties outside the set hold; nothing for a party that nobody can own."""
        if not self.test.descends or self.material.parties[party].kind in UNOWNED:
            return {}
        return {kind: self._limit(party, kind, safe, greatest) for kind in sorted(self.test.share_kinds)}

    def _limit(self, party: str, kind: str, safe: Collection[str], greatest: bool) -> int:
        holders = self.holders(party, kind)
        if not greatest:
            return sum(least for owner, (least, _) in holders.items() if owner not in safe)
        if sum(least for least, _ in holders.values()) > WHOLE:
            return sum(most for owner, (_, most) in holders.items() if owner not in safe)
        return WHOLE - sum(least for owner, (least, _) in holders.items() if owner in safe)

    def _needed(self, asset: str, safe: Collection[str], greatest: bool) -> list[str]:
        """The safe owners, largest first, without whom too much of the party would be outside the set."""
        needed = [owner for owner in self._controllers(asset, greatest) if owner in safe]
        if not self.test.descends or self.material.parties[asset].kind in UNOWNED:
            return needed
        for kind in self.test.share_kinds:
            holders = self.holders(asset, kind)
            for owner in sorted(holders, key=lambda one: (-max(holders[one]), one)):
                if not self.test.meets(self._limit(asset, kind, needed, greatest)):
                    break
                if owner in safe:
                    needed.append(owner)
        return needed


class _Sums:
    """A sum of stakes that is kept as they are taken and dropped, never more than the others leave room for."""

    def __init__(self, holders: Mapping[str, tuple[int, int]]) -> None:
        self.taken: dict[str, tuple[int, Stake]] = {}
        self._least = {owner: least for owner, (least, _) in holders.items()}
        self._room = sum(self._least.values()) <= WHOLE  # else the holdings are disputed and there is no cap
        self._others = sum(self._least.values())
        self._sum = 0

    @property
    def total(self) -> int:
        """What the stakes taken add up to."""
        return min(self._sum, WHOLE - self._others) if self._room else self._sum

    def take(self, owner: str, share: int, stake: Stake) -> None:
        """Take a stake of an owner, instead of what was taken of it."""
        if owner in self.taken:
            self.drop(owner)
        self.taken[owner] = share, stake
        self._sum += share
        self._others -= self._least[owner]

    def drop(self, owner: str) -> None:
        """Drop what was taken of an owner."""
        self._sum -= self.taken.pop(owner)[0]
        self._others += self._least[owner]


def _capped(total: int, holders: Mapping[str, tuple[int, int]], owners: Collection[str]) -> int:
    """A sum of maxima, at most what the certain shares of all others leave."""
    if sum(least for least, _ in holders.values()) > WHOLE:
        return total
    return min(total, WHOLE - sum(least for owner, (least, _) in holders.items() if owner not in owners))
