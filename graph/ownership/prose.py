"""A certificate in words: each step with its arithmetic, what would decide a possible one, and what keeps one out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from beholden.graph.verify import billionths

CAVEAT = "On these facts and on that date. It is no legal advice."

_VERDICT = {
    "within": "is within",
    "possible": "is possibly within",
    "outside": "is not within",
}
_DOUBT = {
    "affiliate": "whether a stake of this size makes it an affiliate",
    "control": "whether this control counts under the rule",
    "in force": "whether the rule is in force",
    "kind": "what it is a share of",
    "match": "whether the party listed is this one: only the name matches",
    "part": "whether the entry is one of those that count",
    "period": "whether it was in force on the day",
    "share": "how large it is",
    "stale": "whether it still holds: last stated too long ago",
}


def prose(certificate: Mapping[str, Any]) -> str:
    """The certificate as text, a line a step; it says no more than the certificate proves."""
    return "\n".join(_lines(certificate)) + "\n"


def percent(share: str) -> str:
    """A share of a certificate in percent, exactly.

    >>> percent("0.5"), percent("0.333333333")
    ('50 %', '33.3333333 %')
    """
    whole, rest = divmod(billionths(share), 10_000_000)
    return f"{whole}.{rest:07}".rstrip("0").rstrip(".") + " %"


def _lines(certificate: Mapping[str, Any]) -> Iterator[str]:
    rule, name = certificate["rule"], _namer(certificate)
    party, verdict = name(certificate["party"]), _VERDICT[certificate["kind"]]
    yield f'{party} {verdict} the rule "{rule["title"]}" on {certificate["as_of"]}.'
    yield f"The rule: {_test(certificate)}" + (f" ({rule['citation']})." if rule["citation"] else ".")
    for number, step in enumerate(certificate["steps"], start=1):
        yield f"{number}. {_step(certificate, step)}"
    if certificate["missing"]:
        yield "It is not known:"
        for one in certificate["missing"]:
            why = "; ".join(_DOUBT[word] for word in one["why"])
            yield f"- {_fact(certificate, one['fact'])}: {why}" if one["fact"] != "rule" else f"- {why}"
    yield from _bounds(certificate)
    if certificate["kind"] == "outside" and not certificate["bounds"]:
        yield "The rule is not in force on that date."
    for id, copy in certificate["lists"].items():
        yield f"{id} was read in the copy of {copy['copy']}."
    said = sorted({one["stated_by"] for claim in certificate["claims"].values() for one in claim["said"]})
    if said:
        number = len(certificate["claims"])
        yield f"According to {', '.join(said)}, in {number} claim{'' if number == 1 else 's'}."
    yield f"{CAVEAT} Certificate {certificate['id']}, release {certificate['release']}."


def _namer(certificate: Mapping[str, Any]) -> Any:
    return lambda id: certificate["parties"][id]["name"] if id in certificate["parties"] else id


def _test(certificate: Mapping[str, Any]) -> str:
    rule, test = certificate["rule"], certificate["test"]
    if not rule["descends"]:
        return "named on a list"
    of = "capital or the votes" if rule["share_of"] == "either" else rule["share_of"]
    parts = []
    if test["threshold"] is not None:
        together = "all listed together" if rule["aggregate"] else "each listed party alone"
        parts.append(f"{test['compare']} {percent(test['threshold'])} of the {of}, {together}")
    parts += (
        [] if rule["control"] == "no" else ["control" if rule["control"] == "yes" else "possibly control"]
    )
    parts += ["possibly any stake"] if rule["any_stake"] else []
    return ", or ".join(parts)


def _step(certificate: Mapping[str, Any], step: Mapping[str, Any]) -> str:
    name = _namer(certificate)
    party, by = name(step["party"]), step["by"]
    verb = "is within" if certificate["kind"] == "within" else "would be within"
    if by == "kind":
        return f"{party} is a {certificate['parties'][step['party']]['kind']}, from which the rule starts."
    if by == "owner":
        return f"The rule starts from {party}."
    facts = "; ".join(_fact(certificate, id) for id in step["facts"])
    if by == "part":
        return f"{facts}: the rule starts from it."
    if by != "stakes":
        return f"{facts}: {party} {verb}." if by == "control" else f"{facts}."
    missing = {one["fact"] for one in certificate["missing"]}
    shares = [
        percent(certificate["stakes"][id]["maximum" if id in missing else "minimum"]) for id in step["facts"]
    ]
    total = percent(step["sum"])
    added = f"{' + '.join(shares)} = {total}" if len(shares) > 1 else total
    most = ", at most," if missing.intersection(step["facts"]) else ""
    if step["share_kind"] == "any":
        return f"{facts}: {party} {verb} if that makes it an affiliate."
    threshold = percent(certificate["test"]["threshold"])
    return f"{facts}: {added}{most} is {certificate['test']['compare']} {threshold}, so {party} {verb}."


def _fact(certificate: Mapping[str, Any], id: str) -> str:
    name, day = _namer(certificate), certificate["as_of"]
    if id in certificate["listings"]:
        fact = certificate["listings"][id]
        return (
            f"{name(fact['party'])} {_verb(fact, day, 'is')} named on {fact['list']} ({_period(fact, day)})"
        )
    for table, words in (("controls", "{0} {2} stated to control {1}"), ("parts", "{1} {2} part of {0}")):
        if id in certificate[table]:
            fact = certificate[table][id]
            said = words.format(name(fact["owner"]), name(fact["asset"]), _verb(fact, day, "is"))
            return f"{said} ({_period(fact, day)})"
    fact = certificate["stakes"][id]
    least, most = percent(fact["minimum"]), percent(fact["maximum"])
    share = least if least == most else f"{least} to {most}"
    if (fact["minimum"], fact["maximum"]) == ("0", "1"):
        share = "a share that nobody states"
    of = "" if fact["kind"] == "unknown" else f" of the {fact['kind']}"
    disputed = ", disputed" if fact["disputed"] else ""
    verb = _verb(fact, day, "holds")
    return (
        f"{name(fact['owner'])} {verb} {share}{of} of {name(fact['asset'])} ({_period(fact, day)}{disputed})"
    )


def _stale(fact: Mapping[str, Any], day: str) -> bool:
    return fact["fresh_until"] is not None and fact["fresh_until"] < day


def _verb(fact: Mapping[str, Any], day: str, verb: str) -> str:
    """The verb, in the past for what was last stated too long ago to be said of the day."""
    return {"is": "was", "holds": "held"}[verb] if _stale(fact, day) else verb


def _period(fact: Mapping[str, Any], day: str) -> str:
    """The days of a fact as far as they are known."""
    since, until = fact["start_latest"], fact["end_earliest"]
    words = f"since {since}" if since else "since an unknown day"
    if until:
        words += f" until {until}"
    elif fact["end_latest"]:
        words += f" until {fact['end_latest']} at the latest"
    return words + ("; later status not checked" if _stale(fact, day) else "")


def _bounds(certificate: Mapping[str, Any]) -> Iterator[str]:
    """What keeps the party out, certainly or altogether."""
    name, outside = _namer(certificate), certificate["kind"] == "outside"
    for bound in certificate["bounds"]:
        whom = "" if bound["through"] is None else f" through {name(bound['through'])}"
        for party, sums in bound["parties"].items():
            held = ", ".join(
                f"{percent(most)} of the {pot}" for pot, most in sums.items() if pot in ("capital", "votes")
            )
            if not held:
                continue
            who = "parties other than these hold at most" if outside else "those within hold for certain"
            yield f"Of {name(party)}{whom} {who} {held}."
