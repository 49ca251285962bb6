"""What a release says of a party in short: lists, memberships, the states above it, and the verdicts that it keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from beholden.graph.ownership.explain import WORDS
from beholden.graph.ownership.verdicts import Code
from beholden.graph.ownership.words import share_words
from beholden.graph.reaches import HOPS
from beholden.graph.release import Release
from beholden.graph.shares import WHOLE

_Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of one party, each in words, with the copy or the one who says so.

    `state_owners` has a text for each state or state body above it, at most four arrows away, over a shortest chain of
    stakes that may hold on the release's day.
    """

    lists: tuple[str, ...] = ()
    memberships: tuple[str, ...] = ()
    state_owners: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()


class Standings:
    """What one release says of its parties; each part is read when it is first asked for."""

    def __init__(self, release: Release) -> None:
        self._release = release

    def of(self, party: str) -> Standing:
        """What is said of the party of this id; nothing of one that is not there."""
        return Standing(
            self._lists.get(party, ()),
            self._memberships.get(party, ()),
            self._state_owners.get(party, ()),
            self._verdicts.get(party, ()),
        )

    def _relations(self, *kinds: str) -> list[tuple[str, pl.DataFrame]]:
        there = self._release.kinds("relations")
        return [(kind, self._release.frame("relations", kind)) for kind in kinds if kind in there]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {
            id: name
            for kind in self._release.kinds("entities")
            for id, name in self._release.frame("entities", kind).select("id", "name").iter_rows()
        }

    @cached_property
    def _lists(self) -> _Texts:
        return self._dated("LISTED_ON")

    @cached_property
    def _memberships(self) -> _Texts:
        return self._dated("MEMBER_OF")

    def _dated(self, kind: str) -> _Texts:
        """What parties are on or in, with the dates that are stated and the copy that states it."""
        said: dict[str, set[str]] = defaultdict(set)
        for _, frame in self._relations(kind):
            columns = (
                "from_id",
                "to_id",
                "start_text",
                "end_text",
                "disputed",
                "last_stated",
                "fresh_until",
            )
            for party, other, start, end, disputed, stated, fresh in frame.select(columns).iter_rows():
                dates = "".join([f", from {start}" if start else "", f", to {end}" if end else ""])
                doubt = " (disputed)" if disputed else ""
                old = "; later status not checked" if fresh and fresh < self._release.as_of else ""
                said[party].add(
                    f"{self._names.get(other, other)}{dates}{doubt} (in the copy of {stated}{old})"
                )
        return {party: tuple(sorted(texts)) for party, texts in said.items()}

    @cached_property
    def _verdicts(self) -> _Texts:
        said: dict[str, set[str]] = defaultdict(set)
        for code, kind in ((Code.WITHIN, "WITHIN_RULE"), (Code.POSSIBLE, "MAY_BE_WITHIN")):
            for _, frame in self._relations(kind):
                missing = pl.col("missing") if "missing" in frame.columns else pl.lit(None).alias("missing")
                rows = frame.select("from_id", "to_id", "as_of", "why", "stated_by", missing)
                for party, rule, day, why, who, lacks in rows.iter_rows():
                    asks = f"; would decide: {lacks}" if lacks else ""
                    said[party].add(
                        f"{self._names.get(rule, rule)}: {WORDS[code]}, as of {day} "
                        f"({why}; according to {', '.join(who)}{asks})"
                    )
        return {party: tuple(sorted(texts)) for party, texts in said.items()}

    @cached_property
    def _state_owners(self) -> _Texts:
        """A text for each state or state body above a party: the chain of stakes, who says so, and their copies."""
        stakes = self._stakes()
        starts = [
            id
            for kind in ("State", "PublicBody")
            if kind in self._release.kinds("entities")
            for id in self._release.frame("entities", kind)["id"]
        ]
        below: dict[str, list[str]] = defaultdict(list)
        for id, stake in sorted(stakes.items()):
            below[stake.owner].append(id)
        said: dict[str, list[str]] = defaultdict(list)
        for start in sorted(starts):
            chains: dict[str, tuple[str, ...]] = {start: ()}
            edge = [start]
            for _ in range(HOPS):
                found: dict[str, tuple[str, ...]] = {}
                for owner in edge:
                    for id in below.get(owner, ()):
                        asset, chain = stakes[id].asset, (*chains[owner], id)
                        if asset not in chains and (asset not in found or chain < found[asset]):
                            found[asset] = chain
                chains |= found
                edge = sorted(found)
            for party, chain in chains.items():
                if chain:
                    said[party].append(self._chain([stakes[id] for id in chain]))
        return {party: tuple(sorted(texts)) for party, texts in said.items()}

    def _stakes(self) -> dict[str, _Stake]:
        """The stakes and controls between two parties that may hold on the release's day, by their ids."""
        day = self._release.as_of
        begun = pl.col("start_earliest").is_null() | (pl.col("start_earliest") <= day)
        lasts = pl.col("end_date").is_null() | pl.col("disputed") | (pl.col("end_date") > day)
        found = {}
        for kind, frame in self._relations("OWNS", "CONTROLS"):
            for row in frame.filter(begun & lasts & (pl.col("from_id") != pl.col("to_id"))).iter_rows(
                named=True
            ):
                found[row["id"]] = _Stake(
                    row["from_id"], row["to_id"], _words(kind, row), tuple(row["stated_by"]),
                    str(row["last_stated"]), bool(row["fresh_until"] and row["fresh_until"] < day),
                )  # fmt: skip
        return found

    def _chain(self, stakes: list[_Stake]) -> str:
        arrows = "; ".join(
            f"{self._names.get(one.owner, one.owner)} {one.words} {self._names.get(one.asset, one.asset)}"
            for one in stakes
        )
        who = ", ".join(dict.fromkeys(name for one in stakes for name in one.stated_by))
        copies = sorted({one.copy for one in stakes})
        copy = f"in the {'copies' if len(copies) > 1 else 'copy'} of {', '.join(copies)}"
        old = "; later status not checked" if any(one.stale for one in stakes) else ""
        return f"{arrows} (according to {who}, {copy}{old})"


@dataclass(frozen=True, slots=True)
class _Stake:
    """One arrow of a chain; `words` go between the names of owner and asset."""

    owner: str
    asset: str
    words: str
    stated_by: tuple[str, ...]
    copy: str
    stale: bool


def _words(kind: str, row: Mapping[str, object]) -> str:
    if kind == "CONTROLS":
        return "is said to control"
    if row["interest"] == "parent_named":
        return "is named as the parent of"
    exact, least, most = (
        None if row[name] is None else round(float(str(row[name])) * WHOLE)
        for name in ("share", "share_min", "share_max")
    )
    if exact is not None:
        return f"holds {share_words(exact, exact)} of"
    return f"holds {share_words(least or 0, WHOLE if most is None else most)} of"
