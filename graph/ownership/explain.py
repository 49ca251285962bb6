"""One verdict in words: what it rests on, what would decide it, and who says so. Never more than the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from beholden.graph.ownership.days import number_of
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.stakes import ShareKind, controls_at, in_force
from beholden.graph.ownership.verdicts import KIND, Code, Reason, Verdicts
from beholden.graph.ownership.words import STATE, listed, share_words, would_catch
from beholden.graph.rules import CONFIDENCE, percent
from beholden.graph.shares import WHOLE

WORDS = {
    Code.OUTSIDE: "not within the rule, on these facts",
    Code.WITHIN: "within the rule, on these facts",
    Code.POSSIBLE: "possibly within the rule, on these facts",
    Code.UNDETERMINED: "undetermined",
}

CAVEAT = "A verdict speaks of the facts that are loaded and of one date. It is no legal advice."


@dataclass(frozen=True, slots=True)
class Verdict:
    """One party under one rule on one day.

    `verdict` is within, possible, outside or undetermined, `reads` the words for it. `why` says what decided it, with
    the arithmetic; `missing` the fact that would decide a possible one. `according_to` names who states the facts,
    `facts` are their relation ids, `claims` what these rest on, `copies` the dated copies of the rule's lists, `known`
    how well the rule is known, `rows` the facts themselves.
    """

    party: str
    name: str
    rule: str
    version: str
    day: date
    verdict: str
    reads: str
    why: str
    missing: str
    least: int
    greatest: int
    according_to: tuple[str, ...]
    facts: tuple[str, ...]
    claims: tuple[str, ...]
    copies: tuple[str, ...]
    known: str
    rows: tuple[Mapping[str, Any], ...] = field(default=(), repr=False, compare=False)


class Explainer:
    """Puts the verdicts of one rule and day in words, party by party."""

    def __init__(self, verdicts: Verdicts) -> None:
        """Take the verdicts; what is in force on their day is looked up once."""
        self.verdicts = verdicts
        self.facts = verdicts.facts
        day = number_of(verdicts.day)
        self.certain, self.possible = in_force(self.facts.stakes, day)
        rule = verdicts.rule
        self.listed_certain, _ = self.facts.listings.rows(rule.lists, day)
        self.listed_possible = self.facts.listings.rows((*rule.lists, *rule.lists_in_part), day)[1]
        rows, certain = controls_at(self.facts.controls, day)
        self.controls = dict(zip(rows.tolist(), certain.tolist(), strict=True))

    def __call__(self, party: str) -> Verdict:
        """The verdict of one party, by its id, in words; KeyError where the facts have no such party."""
        return _Party(self, self.facts.numbers[party]).verdict()


def explain(verdicts: Verdicts, party: str) -> Verdict:
    """The verdict of one party in words; see Explainer, which is for many."""
    return Explainer(verdicts)(party)


@dataclass(frozen=True, slots=True)
class _Holder:
    """A stake in the party of somebody who is within the rule or possibly so."""

    row: int
    owner: int
    least: int
    most: int
    counted: int
    certain: bool


class _Party:
    """What is known of one party under one rule."""

    def __init__(self, known: Explainer, number: int) -> None:
        self.known, self.verdicts, self.number = known, known.verdicts, number
        self.facts: Facts = known.facts
        self.rows: list[dict[str, Any]] = []
        """The relations that the words speak of."""

    def verdict(self) -> Verdict:
        verdicts, rule = self.verdicts, self.verdicts.rule
        code = Code(int(verdicts.code[self.number]))
        why, missing = self._words(Reason(int(verdicts.reason[self.number])))
        said = sorted({by for row in self.rows for by in row["stated_by"]})
        known = CONFIDENCE[rule.confidence] + (f" {rule.uncertain}" if rule.uncertain else "")
        return Verdict(
            party=self.facts.parties[self.number],
            name=self.facts.name(self.number),
            rule=rule.id,
            version=verdicts.version.id if verdicts.version else "",
            day=verdicts.day,
            verdict=code.name.lower(),
            reads=WORDS[code] + self._by_whom(said),
            why=why,
            missing=missing,
            least=int(verdicts.least[self.number]),
            greatest=int(verdicts.greatest[self.number]),
            according_to=tuple(said),
            facts=tuple(dict.fromkeys(row["id"] for row in self.rows)),
            claims=tuple(sorted({claim for row in self.rows for claim in row["claims"]})),
            copies=tuple(self._copies()),
            known=known,
            rows=tuple(self.rows),
        )

    def _by_whom(self, said: Sequence[str]) -> str:
        """What is owned by a state is never said without who says so."""
        if not self.verdicts.rule.kinds:
            return ""
        return f", according to {', '.join(said) or 'the loaded sources'}"

    # --- words ---

    def _words(self, reason: Reason) -> tuple[str, str]:
        """What decided the verdict, and the fact that would decide it where it is open."""
        verdicts = self.verdicts
        if reason == Reason.RULE_NOT_IN_FORCE:
            return f"not in force on this date: {verdicts.state.why}", ""
        if reason == Reason.NOT_DECIDABLE:
            return "no loaded list and no share decides it", verdicts.rule.uncertain
        if reason in (Reason.STARTS, Reason.REACHED, Reason.RULE_NOT_CONFIRMED):
            why, missing = self._reached()
            if not verdicts.state.certain:
                missing = "; ".join(part for part in (verdicts.state.why, missing) if part)
            return why, missing
        return self._negative(reason)

    def _reached(self) -> tuple[str, str]:
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

    # --- what would decide ---

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

    # --- negative ---

    def _negative(self, reason: Reason) -> tuple[str, str]:
        rule, facts = self.verdicts.rule, self.facts
        if reason in (Reason.NOT_NAMED, Reason.OWNERS_KNOWN, Reason.UNOWNED, Reason.NO_CONTROL):
            on_list = (
                "it is not named in the copies read"
                if rule.lists
                else "it is none of those the rule starts from"
            )
            more = {
                Reason.NOT_NAMED: "",
                Reason.UNOWNED: ", and nobody holds shares of it",
                Reason.OWNERS_KNOWN: ", and too little of it is left to others than holders who are outside the rule",
                Reason.NO_CONTROL: ", and nobody states that one who is controls it",
            }[reason]
            version = self.verdicts.version
            control = version is not None and version.control != "no" and version.descends
            return on_list + more + ("; control that nobody states is not excluded" if control else ""), ""
        if reason == Reason.NAME_MATCH:
            return (
                "its name matches that of one within the rule, not confirmed",
                "whether the two are one party",
            )
        if reason in (Reason.NO_OWNER_DATA, Reason.UNACCOUNTED):
            if reason == Reason.NO_OWNER_DATA:
                return "no loaded source states who owns it", "who owns it"
            return (
                f"stated owners account for {percent(self._accounted())} of it, as far as shares are stated and their "
                "own owners known",
                "who holds the rest, or who owns its owners",
            )
        states = [
            (one, *facts.list_state(one, self.verdicts.day)) for one in (*rule.lists, *rule.lists_in_part)
        ]
        list_id, state, copy = next(one for one in states if one[1] != "fresh")
        name = self.facts.list_name(list_id)
        if copy is None:
            return f"this list is not loaded: {name}", "a copy of it"
        words = {
            "old": f"list copy too old: {name}, copy of {copy.day}",
            "later": f"no list copy from before this date: {name}, the first is of {copy.day}",
            "part": f"list copy not known to be whole: {name}, copy of {copy.day}",
        }[state]
        return words, f"a whole copy of it of about {self.verdicts.day}"

    def _accounted(self) -> int:
        """What is certain of the party's stakes, added up, of the kind of share of which it is most."""
        version, stakes = self.verdicts.version, self.facts.stakes
        wanted = None if version is None else KIND[version.share_of]
        totals = {int(kind): 0 for kind in ShareKind}
        for row in self.facts.stakes_in.rows(self.number):
            if self.known.certain[row] and (wanted is None or int(stakes.kind[row]) == int(wanted)):
                totals[int(stakes.kind[row])] += int(stakes.minimum[row])
        return min(max(totals.values()), WHOLE)

    def _copies(self) -> list[str]:
        rule, words = self.verdicts.rule, []
        for one in (*rule.lists, *rule.lists_in_part):
            state, copy = self.facts.list_state(one, self.verdicts.day)
            said = (
                "not loaded"
                if copy is None
                else f"copy of {copy.day}" + ("" if state == "fresh" else f", {STATE[state]}")
            )
            words.append(f"{self.facts.list_name(one)}: {said}")
        return words
