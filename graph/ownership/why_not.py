"""Why a party is not within a rule, or why that is open: lists that were read, and owners who are known or not."""

from __future__ import annotations

from beholden.graph.ownership.stakes import ShareKind
from beholden.graph.ownership.standing import Standing
from beholden.graph.ownership.verdicts import KIND, Reason
from beholden.graph.ownership.words import STATE
from beholden.graph.shares import WHOLE, percent


def why_not(standing: Standing, number: int, reason: Reason) -> tuple[str, str]:
    """What keeps a party out or leaves its verdict open, for this reason, and the fact that would decide it."""
    verdicts, facts = standing.verdicts, standing.facts
    rule = verdicts.rule
    if reason in (Reason.NOT_NAMED, Reason.OWNERS_KNOWN, Reason.UNOWNED, Reason.NO_CONTROL):
        on_list = (
            "it is not named in the copies read" if rule.lists else "it is none of those the rule starts from"
        )
        more = {
            Reason.NOT_NAMED: "",
            Reason.UNOWNED: ", and nobody holds shares of it",
            Reason.OWNERS_KNOWN: ", and too little of it is left to others than holders who are outside the rule",
            Reason.NO_CONTROL: ", and nobody states that one who is controls it",
        }[reason]
        version = verdicts.version
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
        known = percent(_accounted(standing, number))
        return (
            f"stated owners account for {known} of it, as far as shares are stated and their own owners known",
            "who holds the rest, or who owns its owners",
        )
    states = [(one, *facts.list_state(one, verdicts.day)) for one in (*rule.lists, *rule.lists_in_part)]
    list_id, state, copy = next(one for one in states if one[1] != "fresh")
    name = facts.list_name(list_id)
    if copy is None:
        return f"this list is not loaded: {name}", "a copy of it"
    words = {
        "old": f"list copy too old: {name}, copy of {copy.day}",
        "later": f"no list copy from before this date: {name}, the first is of {copy.day}",
        "part": f"list copy not known to be whole: {name}, copy of {copy.day}",
    }[state]
    return words, f"a whole copy of it of about {verdicts.day}"


def _accounted(standing: Standing, number: int) -> int:
    """What is certain of the party's stakes, added up, of the kind of share of which it is most."""
    version, stakes = standing.verdicts.version, standing.facts.stakes
    wanted = None if version is None else KIND[version.share_of]
    totals = {int(kind): 0 for kind in ShareKind}
    for row in standing.facts.stakes_in.rows(number):
        if standing.certain[row] and (wanted is None or int(stakes.kind[row]) == int(wanted)):
            totals[int(stakes.kind[row])] += int(stakes.minimum[row])
    return min(max(totals.values()), WHOLE)


def copies_read(standing: Standing) -> list[str]:
    """The dated copies of the rule's lists, and what is wrong with each."""
    rule, words = standing.verdicts.rule, []
    for one in (*rule.lists, *rule.lists_in_part):
        state, copy = standing.facts.list_state(one, standing.verdicts.day)
        said = (
            "not loaded"
            if copy is None
            else f"copy of {copy.day}" + ("" if state == "fresh" else f", {STATE[state]}")
        )
        words.append(f"{standing.facts.list_name(one)}: {said}")
    return words
