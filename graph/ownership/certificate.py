"""Certificates: what proves a verdict, in a form that can be checked without the graph (docs/certificates.md)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from beholden.graph.ownership.material import (
    WHOLE,
    Claimed,
    Control,
    Fact,
    Listing,
    Material,
    Part,
    Stake,
    Test,
)
from beholden.graph.ownership.proof import Proof, Step, prove
from beholden.graph.ownership.surroundings import about, ends
from beholden.graph.verify import FORMAT, certificate_id, chained_hash, content_hash, decimal, step_id


def certify(material: Material, party: str) -> dict[str, Any] | None:
    """The certificate of the party's verdict, as JSON has it; None where the verdict is undetermined."""
    proof = prove(material, party)
    return None if proof is None else write(material, party, proof)


def write(material: Material, party: str, proof: Proof) -> dict[str, Any]:
    """The certificate of a proof: the facts it uses and no others, each with its claims."""
    test = material.test
    facts = facts_of(material, proof)
    parties = {party, *(party for bound in proof.bounds for party in bound.parties)}
    parties.update(*(ends(fact) for fact in facts))
    lists = (*test.lists, *test.lists_in_part) if proof.kind == "outside" and proof.bounds else ()
    certificate: dict[str, Any] = {
        "format": FORMAT,
        "id": id_of(material, party, proof),
        "kind": proof.kind,
        "as_of": material.day.isoformat(),
        "release": material.release,
        "party": party,
        "rule": _rule(test),
        "test": {"compare": "more than" if test.strict else "at least", "threshold": _share(test.threshold)},
        "lists": {name: _plain(asdict(material.lists[name])) for name in lists},
        "parties": {id: asdict(material.parties[id]) for id in sorted(parties)},
        "claims": {
            id: claim_as_json(material.claims[id]) for id in sorted({id for fact in facts for id in fact.claims})
        },
        "listings": {one.id: fact_as_json(one) for one in facts if isinstance(one, Listing)},
        "stakes": {one.id: fact_as_json(one) for one in facts if isinstance(one, Stake)},
        "controls": {one.id: fact_as_json(one) for one in facts if isinstance(one, Control)},
        "parts": {one.id: fact_as_json(one) for one in facts if isinstance(one, Part)},
        "steps": [
            {
                "party": step.party,
                "by": step.by,
                "facts": [fact.id for fact in step.facts],
                "share_kind": step.share_kind,
                "sum": _share(step.sum),
                "through": step.through,
            }
            for step in proof.steps
        ],
        "bounds": [
            {
                "through": bound.through,
                "parties": {
                    id: {pot: decimal(limit) for pot, limit in limits.items()}
                    for id, limits in bound.parties.items()
                },
            }
            for bound in proof.bounds
        ],
        "missing": [
            *([{"fact": "rule", "why": ["in force"]}] if proof.rule_missing else []),
            *({"fact": one.fact.id, "why": list(one.why)} for one in proof.missing),
        ],
    }  # fmt: skip
    return {**certificate, "hash": content_hash(certificate)}


def id_of(material: Material, party: str, proof: Proof) -> str:
    """The id that the certificate of a proof has."""
    rule = (material.test.id, material.test.version, material.day.isoformat())
    missing = {one.fact.id for one in proof.missing}
    ids: dict[str, str] = {}
    for step in proof.steps:
        named = {fact.id for fact in step.facts}
        owners = {fact.owner for fact in step.facts if isinstance(fact, Stake | Control | Part)}
        below = [ids[owner] for owner in owners if owner in ids]
        ids[step.party] = step_id(rule, step.party, step.by, named, missing & named, below)
    if not ids:
        return certificate_id(
            proof.kind, chained_hash(rule, [party], [fact.id for fact in facts_of(material, proof)])
        )
    return certificate_id(proof.kind, ids[party])


def facts_of(material: Material, proof: Proof) -> list[Fact]:
    """The facts that prove it, by id.

    Those of the steps and what leaves these less room, all about the parties of the bounds that the rule may count,
    and under a rule with owners what these are part of, up to the last whole: whether one is a body lies there.
    """
    test = material.test
    every: list[Fact] = [one for one in material.listings if one.list in (*test.lists, *test.lists_in_part)]
    every += material.stakes if test.descends else ()
    every += material.controls if test.descends and test.control != "no" else ()
    every += material.parts if test.owners else ()
    bounded = {party for bound in proof.bounds for party in bound.parties}
    facts = {fact.id: fact for fact in every if about(fact) in bounded and fact.possible(material.day)}
    wholes, seen = bounded if test.owners else set(), set[str]()
    while wholes:
        seen |= wholes
        above = [one for one in material.parts if one.asset in wholes and one.possible(material.day)]
        facts.update((one.id, one) for one in above)
        wholes = {one.owner for one in above} - seen
    facts.update((fact.id, fact) for step in proof.steps for fact in step.facts)
    missing = {one.fact.id for one in proof.missing}
    facts.update((fact.id, fact) for step in proof.steps for fact in _room(material, step, missing))
    return [facts[id] for id in sorted(facts)]


def _room(material: Material, step: Step, missing: Collection[str]) -> list[Stake]:
    """The stakes of others that leave a step's stakes less than they add up to; none where they leave enough."""
    pot, used = step.share_kind, [fact for fact in step.facts if isinstance(fact, Stake)]
    if pot not in ("capital", "votes"):
        return []
    counts = {one.id: material.interval(one, pot) for one in used}
    total = sum(counts[one.id][one.id in missing] for one in used)
    if sum(least for least, _ in counts.values()) <= WHOLE:
        total = min(total, WHOLE)
    if total == step.sum:
        return []
    return [
        one
        for one in material.stakes
        if one.asset == step.party and one.id not in counts and material.interval(one, pot)[0]
    ]


def _share(share: int | None) -> str | None:
    return None if share is None else decimal(share)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in fields.items()
    }


def fact_as_json(fact: Fact) -> dict[str, Any]:
    """A fact as a certificate has it, without its id."""
    fields = _plain(asdict(fact))
    del fields["id"]
    return {
        name: decimal(value) if name in ("minimum", "maximum") else value for name, value in fields.items()
    }


def claim_as_json(claim: Claimed) -> dict[str, Any]:
    """A claim as a certificate has it, without its id."""
    said = [{**_plain(asdict(one)), "from": one.from_} for one in claim.said]
    for one in said:
        del one["from_"]
    return {
        "kind": claim.kind,
        "subject": claim.subject,
        "source": claim.source,
        "text": claim.text,
        "said": said,
    }


def _rule(test: Test) -> dict[str, Any]:
    fields = _plain(asdict(test))
    for name in ("suspended", "unconfirmed"):
        fields[name] = [_plain({"from": first, "to": end}) for first, end in fields[name]]
    fields["from"], fields["to"] = fields.pop("start"), fields.pop("end")
    return {**fields, "threshold": _share(test.threshold)}
