"""One verdict in words: what it rests on, what would decide it, and who says so. Never more than the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from beholden.graph.ownership.standing import Standing
from beholden.graph.ownership.verdicts import Code, Reason, Verdicts
from beholden.graph.ownership.why_not import copies_read, why_not
from beholden.graph.ownership.why_reached import WhyReached

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


class Explainer(Standing):
    """Puts the verdicts of one rule and day in words, party by party."""

    def __call__(self, party: str) -> Verdict:
        """The verdict of one party, by its id, in words; KeyError where the facts have no such party."""
        verdicts, rule, number = self.verdicts, self.verdicts.rule, self.facts.numbers[party]
        code = Code(int(verdicts.code[number]))
        why, missing, rows = self._words(number, Reason(int(verdicts.reason[number])))
        said = sorted({by for row in rows for by in row["stated_by"]})
        return Verdict(
            party=party,
            name=self.facts.name(number),
            rule=rule.id,
            version=verdicts.version.id if verdicts.version else "",
            day=verdicts.day,
            verdict=code.name.lower(),
            reads=WORDS[code] + self._by_whom(said),
            why=why,
            missing=missing,
            least=int(verdicts.least[number]),
            greatest=int(verdicts.greatest[number]),
            according_to=tuple(said),
            facts=tuple(dict.fromkeys(row["id"] for row in rows)),
            claims=tuple(sorted({claim for row in rows for claim in row["claims"]})),
            copies=tuple(copies_read(self)),
            known=rule.known,
            rows=tuple(rows),
        )

    def _by_whom(self, said: Sequence[str]) -> str:
        """What is owned by a state is never said without who says so."""
        if not self.verdicts.rule.kinds:
            return ""
        return f", according to {', '.join(said) or 'the loaded sources'}"

    def _words(self, number: int, reason: Reason) -> tuple[str, str, Sequence[Mapping[str, Any]]]:
        """What decided the verdict, the fact that would decide it where it is open, and the relations named."""
        state = self.verdicts.state
        if reason == Reason.RULE_NOT_IN_FORCE:
            return f"not in force on this date: {state.why}", "", ()
        if reason == Reason.NOT_DECIDABLE:
            return "no loaded list and no share decides it", self.verdicts.rule.uncertain, ()
        if reason in (Reason.STARTS, Reason.REACHED, Reason.RULE_NOT_CONFIRMED):
            reached = WhyReached(self, number)
            why, missing = reached.words()
            if not state.certain:
                missing = "; ".join(part for part in (state.why, missing) if part)
            return why, missing, reached.rows
        return *why_not(self, number, reason), ()


def explain(verdicts: Verdicts, party: str) -> Verdict:
    """The verdict of one party in words; see Explainer, which is for many."""
    return Explainer(verdicts)(party)
