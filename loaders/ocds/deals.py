"""The awards of a process, each joined with the contract signed under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from beholden.loaders import Source
from beholden.loaders.ocds.values import Object, address, by_id, part, parts, text

NOTICES = ("contractNotice", "contractSigned", "awardNotice")


@dataclass(frozen=True, slots=True)
class Deal:
    """An award, a contract under it, or both; the one that there is none of is empty.

    `key` has the ids that tell it from others of its process. `stands` is false where nothing was awarded, or is
    no more. `is_alone` says that the process has no other.
    """

    key: tuple[str, ...]
    award: Object
    contract: Object
    tender: Object
    stands: bool
    is_alone: bool

    @property
    def status(self) -> str:
        """Status as published: of the contract, else of the award."""
        return text(self.contract, "status") or text(self.award, "status")

    @property
    def value(self) -> Object:
        """The value of the contract; that of the award where no other contract is under it."""
        return part(self.contract, "value") or (part(self.award, "value") if len(self.key) == 1 else {})

    @property
    def period(self) -> Object:
        """The period of the contract, else the one of the award."""
        return part(self.contract, "period") or part(self.award, "contractPeriod")

    @property
    def suppliers(self) -> list[Object]:
        """Those of the contract where it names its own, else those of the award."""
        return parts(self.contract, "suppliers") or parts(self.award, "suppliers")

    @property
    def is_alone_without_award(self) -> bool:
        """Whether a supplier of the process can be a supplier of nothing else."""
        return self.is_alone and not self.award

    @property
    def notice(self) -> str | None:
        """Address of a notice of the contract or award."""
        for owner in (self.contract, self.award):
            documents = parts(owner, "documents")
            for type in NOTICES:
                for document in documents:
                    if text(document, "documentType") == type and (page := address(text(document, "url"))):
                        return page
        return None

    def words(self, field: str) -> list[tuple[str, str]]:
        """(owner, text) of a field of contract, award and tender, in this order, each text once."""
        found: dict[str, str] = {}
        for name, owner in (("contract", self.contract), ("award", self.award), ("tender", self.tender)):
            if words := text(owner, field):
                found.setdefault(words, name)
        return [(name, words) for words, name in found.items()]

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield (owner, description) of each item; those of the tender only where they can be of nothing else."""
        for name, owner in self._owners_of_items():
            for item in parts(owner, "items"):
                if words := text(item, "description"):
                    yield name, words

    def places(self) -> list[str]:
        """Where the items are delivered, as published (extensions deliveryAddress and deliveryLocation)."""
        found: dict[str, None] = {}
        for _, owner in self._owners_of_items():
            for item in parts(owner, "items"):
                where = part(item, "deliveryAddress")
                names = ("streetAddress", "locality", "region", "countryName")
                line = ", ".join(filter(None, (text(where, name) for name in names)))
                for place in (line, text(part(item, "deliveryLocation"), "description")):
                    if place:
                        found[place] = None
        return list(found)

    def _owners_of_items(self) -> list[tuple[str, Object]]:
        own = [("contract", self.contract), ("award", self.award)]
        if self.is_alone and not any(parts(owner, "items") for _, owner in own):
            own.append(("tender", self.tender))
        return own


def deals(release: Object, source: Source) -> list[Deal]:
    """The awards and contracts of a process.

    A contract under an award is one with it; where there are several, each is one of its own. A contract under no
    award that is stated stands alone.
    """
    awards, tender = by_id(release, "awards"), part(release, "tender")
    under: dict[str, list[tuple[str, Object]]] = {}
    alone: list[tuple[tuple[str, ...], Object, Object]] = []
    for id, contract in by_id(release, "contracts").items():
        if (of := text(contract, "awardID")) in awards:
            under.setdefault(of, []).append((id, contract))
        else:
            alone.append((("contract", id), {}, contract))
    found: list[tuple[tuple[str, ...], Object, Object]] = []
    for award_id, award in awards.items():
        contracts = under.get(award_id, [])
        if len(contracts) > 1:
            found.extend(((award_id, id), award, contract) for id, contract in contracts)
        else:
            found.append(((award_id,), award, contracts[0][1] if contracts else {}))
    found.extend(alone)
    return [
        Deal(key, award, contract, tender, _stands(award, contract, source), len(found) == 1)
        for key, award, contract in found
    ]


def _stands(award: Object, contract: Object, source: Source) -> bool:
    """Whether something was awarded and holds: one of the two is in force and none void, or no status is stated."""
    means = {
        source.lookup(f"{name}_status", status)
        for name, owner in (("award", award), ("contract", contract))
        if (status := text(owner, "status"))
    }
    return not means or ("in_force" in means and "void" not in means)
