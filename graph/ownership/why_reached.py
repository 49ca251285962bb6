"""Why a party is within a rule, or possibly so: what it rests on with the arithmetic, and what would decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.standing import Standing
from beholden.graph.ownership.verdicts import KIND
from beholden.graph.ownership.words import listed, share_words, would_catch
from beholden.graph.shares import WHOLE


@dataclass(frozen=True, slots=True)
class _Holder:
    """A stake in the party of somebody who is within the rule or possibly so."""

    row: int
    owner: int
    least: int
    most: int
    counted: int
    certain: bool


class WhyReached:
    """The words for one party that is reached; `rows` are the relations that they speak of, once they are made."""

    def __init__(self, standing: Standing, number: int) -> None:
        """Take the party by its number; nothing is looked up yet."""
        self.known, self.verdicts, self.number = standing, standing.verdicts, number
        self.facts: Facts = standing.facts
        self.rows: list[dict[str, Any]] = []

    def words(self) -> tuple[str, str]:
        """What brought the party in, with the arithmetic, and the fact that would decide where it is possible only."""
        verdicts, number = self.verdicts, self.number
        if verdicts.may_start[number]:
            return self._start()
        holders = self._holders()
        controllers = self._controllers()
        parts = [self._control_words(row, certain) for row, certain in controllers]
        if holders:
            parts.append(self._arithmetic(holders))
        if verdicts.within[number]:
            return "; ".join(parts), ""
        return "; ".join(parts), self._missing(holders, controllers)

    def _start(self) -> tuple[str, str]:
        """Words for a party that the rule starts from."""
        verdicts, facts = self.verdicts, self.facts
        kind = facts.table["kind"][self.number]
        if kind in verdicts.rule.kinds:
            return f"it is a {kind}", ""
        if not (verdicts.rule.lists or verdicts.rule.lists_in_part):
            return "it is one of the owners that the rule names, or part of one", ""
        standing = self.known.listed_certain if verdicts.starts[self.number] else self.known.listed_possible
        rows = [row for row in facts.listings_of.rows(self.number) if standing[row]]
        entries = [facts.listing_rows.row(row, named=True) for row in rows]
        self.rows += entries
        words = [f"{facts.list_name(row['to_id'])}: {listed(row)}" for row in entries]
        missing = ""
        if not verdicts.starts[self.number]:
            row = entries[0]
            missing = (
                verdicts.rule.part_says
                if row["to_id"] in verdicts.rule.lists_in_part
                else f"whether it was on the {facts.list_name(row['to_id'])} on {verdicts.day}"
            )
        return "; ".join(dict.fromkeys(words)), missing

    def _holders(self) -> list[_Holder]:
        """The stakes of those within or possibly so, of the kinds that the rule counts, largest first."""
        verdicts, facts = self.verdicts, self.facts
        version = verdicts.version
        assert version is not None
        wanted = None if version.any_stake else KIND[version.share_of]
        found = []
        for row in facts.stakes_in.rows(self.number):
            if not (self.known.possible[row] and verdicts.possible[facts.stakes.owner[row]]):
                continue
            kind = int(facts.stakes.kind[row])
            if wanted is not None and kind not in (int(wanted), 2):
                continue
            owner = int(facts.stakes.owner[row])
            sure = bool(self.known.certain[row]) and (wanted is None or kind == int(wanted))
            least, most = int(facts.stakes.minimum[row]), int(facts.stakes.maximum[row])
            counted = least if sure and verdicts.within[owner] else 0
            found.append(_Holder(row, owner, least, most, counted, sure and bool(verdicts.within[owner])))
        if verdicts.within[self.number]:
            found = [one for one in found if one.counted]
        return sorted(
            found, key=lambda one: (-one.counted, -one.most, self.facts.parties[one.owner], one.row)
        )

    def _arithmetic(self, holders: Sequence[_Holder]) -> str:
        version = self.verdicts.version
        assert version is not None
        words = []
        for one in holders:
            row = self.facts.stake_rows.row(one.row, named=True)
            self.rows.append(row)
            of = "" if row["share_of"] == "unknown" else f" of the {row['share_of']}"
            share = share_words(one.least, one.most)
            if (one.least, one.most) == (0, WHOLE):
                share += self._not_stated_in(row["sources"])
            words.append(f"{self.facts.name(one.owner)} holds {share}{of}")
        total = share_words(int(self.verdicts.least[self.number]), int(self.verdicts.greatest[self.number]))
        asks = f"the rule asks {version.limbs}"
        if len(holders) == 1 or not version.aggregate:
            return f"{'; '.join(words)}; {asks}"
        return f"{'; '.join(words)}: together {total}; {asks}"

    def _not_stated_in(self, sources: Sequence[str]) -> str:
        """The lists that name the owner and no share, such as " in the 1260H list"."""
        lists = sorted(
            {self.facts.list_name(self.facts.list_of[one]) for one in sources if one in self.facts.list_of}
        )
        return f" in the {' or the '.join(lists)}" if lists else ""

    def _controllers(self) -> list[tuple[int, bool]]:
        """The rows of stated control over the party that the rule counts, and whether each is certain."""
        verdicts, facts = self.verdicts, self.facts
        version = verdicts.version
        assert version is not None
        if version.control == "no":
            return []
        found = []
        for row in facts.controls_over.rows(self.number):
            if row not in self.known.controls or not verdicts.possible[facts.controls.owner[row]]:
                continue
            mechanism = facts.control_rows["mechanism"][row]
            counts = version.control == "yes" and (not version.mechanisms or mechanism in version.mechanisms)
            sure = self.known.controls[row] and counts and bool(verdicts.within[facts.controls.owner[row]])
            if sure or not verdicts.within[self.number]:
                found.append((row, sure))
        return found

    def _control_words(self, number: int, certain: bool) -> str:
        row = self.facts.control_rows.row(number, named=True)
        self.rows.append(row)
        owner = self.facts.name(int(self.facts.controls.owner[number]))
        return f"{owner} is stated to control it" + ("" if certain else ", which counts as possible only")

    def _missing(self, holders: Sequence[_Holder], controllers: Sequence[tuple[int, bool]]) -> str:
        """The fact that would decide: of the one holder who could bring it about alone, else of all together."""
        version = self.verdicts.version
        assert version is not None
        if not holders:
            row = controllers[0][0]
            owner = int(self.facts.controls.owner[row])
            return self._doubt(
                owner,
                "whether the control that is stated counts under the rule",
                self.facts.control_rows,
                row,
            )
        if version.threshold is None or (
            version.any_stake and self.verdicts.greatest[self.number] < version.threshold
        ):
            return f"whether the stake of {self.facts.name(holders[0].owner)} makes it an affiliate or gives control"
        need = version.threshold + 1 if version.strict else version.threshold
        sure = sum(one.counted for one in holders)
        # The one whose share is least known, of those who could bring it about alone.
        for one in sorted(holders, key=lambda one: one.counted - one.most):
            if sure - one.counted + one.most >= need and (one.counted < one.most):
                wanted = need - (sure - one.counted)
                return self._of_holder(one, wanted)
        names = " and ".join(dict.fromkeys(self.facts.name(one.owner) for one in holders))
        return f"the shares of {names}: together {would_catch(need)}"

    def _of_holder(self, one: _Holder, wanted: int) -> str:
        name = self.facts.name(one.owner)
        if one.least < wanted:
            return f"{name}'s share: {would_catch(wanted)}"
        return self._doubt(
            one.owner, f"whether the share of {name} is of the {self._of()}", self.facts.stake_rows, one.row
        )

    def _of(self) -> str:
        version = self.verdicts.version
        assert version is not None
        return "capital or the votes" if version.share_of == "either" else version.share_of

    def _doubt(self, owner: int, otherwise: str, frame: Any, number: int) -> str:
        """Why a relation that would be enough is not certain."""
        row, name = frame.row(number, named=True), self.facts.name(owner)
        if not self.verdicts.within[owner]:
            return f"whether {name} is within the rule itself"
        if row["start_date"] is None:
            return f"since when {name} holds it: the start is not stated"
        if row["start_date"] > self.verdicts.day:
            return f"whether {name} held it on {self.verdicts.day}: it began by {row['start_date']}"
        if row["end_date"] is not None and row["end_date"] <= self.verdicts.day:
            return f"whether {name} still held it on {self.verdicts.day}"
        if row["fresh_until"] is not None and row["fresh_until"] < self.verdicts.day:
            return f"whether {name} still holds it: last stated on {row['last_stated']}, later not checked"
        return otherwise
