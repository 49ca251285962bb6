"""What stands on the day of a rule's verdicts: the stakes, listings and controls that their words speak of."""

from __future__ import annotations

from beholden.graph.ownership.days import number_of
from beholden.graph.ownership.stakes import controls_at, in_force
from beholden.graph.ownership.verdicts import Verdicts


class Standing:
    """The verdicts of one rule and day, and what is certainly and possibly in force then, looked up once.

    `certain` and `possible` are by stake, `listed_certain` and `listed_possible` by listing; `controls` has the rows of
    stated control that may be in force, and whether each is certain.
    """

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
