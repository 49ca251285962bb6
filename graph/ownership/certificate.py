"""Certificates: what proves a verdict, in a form that can be checked without the graph (docs/certificates.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from beholden.graph.ownership.material import Control, Copy, Fact, Listing, Material, Stake, Test
from beholden.graph.ownership.proof import Proof, prove
from beholden.graph.verify import FORMAT, certificate_id, content_hash, decimal


def certify(material: Material, party: str) -> dict[str, Any] | None:
    """The certificate of the party's verdict, as JSON has it; None where the verdict is undetermined."""
    proof = prove(material, party)
    return None if proof is None else write(material, party, proof)


def write(material: Material, party: str, proof: Proof) -> dict[str, Any]:
    """The certificate of a proof: the facts it uses and no others, each with its claims."""
    test = material.test
    facts = _facts(material, proof)
    used = {fact.id for step in proof.steps for fact in step.facts}
    claims = sorted({claim for fact in facts for claim in fact.claims})
    parties = {party, *(party for bound in proof.bounds for party in bound.parties)}
    for fact in facts:
        parties |= {fact.party} if isinstance(fact, Listing) else {_owner(fact), _asset(fact)}
    outside = proof.kind == "outside" and bool(proof.bounds)
    certificate: dict[str, Any] = {
        "format": FORMAT,
        "id": certificate_id(
            proof.kind, test.id, test.version, _day(material.day) or "", party,
            used if proof.steps else {fact.id for fact in facts},
        ),
        "kind": proof.kind,
        "as_of": _day(material.day),
        "release": material.release,
        "party": party,
        "rule": _rule(test),
        "test": {"compare": "more than" if test.strict else "at least", "threshold": decimal(test.threshold)},
        "lists": {name: _copy(material.lists[name]) for name in test.lists} if outside else {},
        "parties": {id: asdict(material.parties[id]) for id in sorted(parties)},
        "claims": {id: _plain(asdict(material.claims[id])) for id in claims},
        "listings": {one.id: _fact(one) for one in facts if isinstance(one, Listing)},
        "stakes": {one.id: _fact(one) for one in facts if isinstance(one, Stake)},
        "controls": {one.id: _fact(one) for one in facts if isinstance(one, Control)},
        "steps": [
            {
                "party": step.party,
                "by": _sort(step.facts[0]),
                "facts": [fact.id for fact in step.facts],
                "share_kind": step.share_kind,
                "sum": None if step.sum is None else decimal(step.sum),
                "through": step.through,
            }
            for step in proof.steps
        ],
        "bounds": [
            {
                "through": bound.through,
                "parties": {
                    id: {kind: decimal(limit) for kind, limit in limits.items()}
                    for id, limits in bound.parties.items()
                },
            }
            for bound in proof.bounds
        ],
        "missing": [
            *([{"fact": "rule", "why": ["in force"]}] if proof.rule_missing else []),
            *({"fact": fact.id, "why": list(material.doubts(fact))} for fact in proof.missing),
        ],
    }  # fmt: skip
    return {**certificate, "hash": content_hash(certificate)}


def _facts(material: Material, proof: Proof) -> list[Fact]:
    """The facts of the steps, and all about the parties of the bounds, by id."""
    bounded = {party for bound in proof.bounds for party in bound.parties}
    facts: dict[str, Fact] = {fact.id: fact for step in proof.steps for fact in step.facts}
    every: Iterable[Fact] = (*material.listings, *material.stakes, *material.controls)
    for fact in every:
        about = fact.party if isinstance(fact, Listing) else _asset(fact)
        counts = fact.possible(material.day) and not (
            isinstance(fact, Control) and material.test.control == "no"
        )
        listed = not isinstance(fact, Listing) or fact.list in material.test.lists
        if about in bounded and counts and listed:
            facts[fact.id] = fact
    return [facts[id] for id in sorted(facts)]


def _owner(fact: Fact) -> str:
    assert isinstance(fact, Stake | Control)
    return fact.owner


def _asset(fact: Fact) -> str:
    assert isinstance(fact, Stake | Control)
    return fact.asset


def _sort(fact: Fact) -> str:
    return "listing" if isinstance(fact, Listing) else "stakes" if isinstance(fact, Stake) else "control"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _day(value) if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
    }


def _fact(fact: Fact) -> dict[str, Any]:
    fields = _plain(asdict(fact))
    del fields["id"]
    for name in ("minimum", "maximum"):
        if name in fields:
            fields[name] = decimal(fields[name])
    return fields


def _copy(copy: Copy) -> dict[str, Any]:
    return _plain(asdict(copy))


def _rule(test: Test) -> dict[str, Any]:
    fields = _plain(asdict(test))
    for name in ("suspended", "unconfirmed"):
        fields[name] = [{"from": _day(first), "to": _day(end)} for first, end in fields[name]]
    return {**fields, "threshold": decimal(test.threshold)}
