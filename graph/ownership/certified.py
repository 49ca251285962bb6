"""The ids of the certificates of everybody within a rule, as a release keeps them beside the verdicts."""

from __future__ import annotations

import numpy as np

from beholden.graph.ownership.cascade import cascade
from beholden.graph.ownership.certificate import id_of
from beholden.graph.ownership.days import number_of
from beholden.graph.ownership.gather import Around
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.minimal import certificate_ids, last_steps
from beholden.graph.ownership.proof import prove
from beholden.graph.ownership.stakes import Held, at, controls_at
from beholden.graph.ownership.verdicts import KIND, Code, Verdicts, control_of
from beholden.graph.shares import WHOLE


def ids_of_certificates(verdicts: Verdicts) -> list[str | None]:
    """By party the id of the certificate of its verdict where that is within, else None.

    They are those of `gather.certificate`. Where the rule adds up the stakes of all it starts from, they are made for
    all at once; where it takes each alone, or starts from bodies and their parts, party by party.
    """
    version, facts, rule = verdicts.version, verdicts.facts, verdicts.rule
    within = verdicts.code == Code.WITHIN
    if version is None or not within.any():
        return [None] * facts.table.height
    day, together = number_of(verdicts.day), version.aggregate and version.descends and not rule.owners
    held = at(facts.stakes, day, KIND[version.share_of])
    if version.threshold is None or not together:
        held = Held(*(getattr(held, name)[:0] for name in Held.__slots__))
    index = Index.of(held, facts.table.height)
    control = control_of(facts, version, day) if together else None
    threshold, strict = version.threshold or WHOLE, version.strict and version.threshold is not None
    outcome = cascade(index, verdicts.starts, threshold=threshold, strict=strict, control=control)
    steps = last_steps(index, outcome, threshold=threshold, strict=strict, control=control)
    rows, _ = controls_at(facts.controls, day)
    ids = certificate_ids(
        steps,
        outcome,
        rule=(rule.id, version.id, verdicts.day.isoformat()),
        parties=facts.parties,
        starts=_starts(verdicts),
        stakes=(
            held.owner[steps.row].tolist(),
            facts.stake_rows["id"].gather(held.stake[steps.row]).to_list(),
        ),
        controls=(facts.controls.owner[rows].tolist(), [facts.controls.ids[row] for row in rows]),
    )
    around = None
    for number in np.flatnonzero(within).tolist():
        if ids[number] is None:
            around = around or Around(facts, rule, verdicts.day)
            material = around(facts.parties[number])
            proof = prove(material, facts.parties[number])
            if proof is None or proof.kind != "within":
                raise AssertionError(f"{facts.parties[number]}: within {rule.id}, and not proved to be")
            ids[number] = id_of(material, facts.parties[number], proof)
    return ids


def _starts(verdicts: Verdicts) -> list[tuple[str, str] | None]:
    """How the rule starts from each party that it certainly starts from: by its kind, else by its first listing."""
    facts, rule = verdicts.facts, verdicts.rule
    starts: list[tuple[str, str] | None] = [None] * facts.table.height
    if rule.owners:
        return starts
    rows = np.flatnonzero(facts.listings.rows(rule.lists, number_of(verdicts.day))[0])
    for row, party in zip(rows.tolist(), facts.listings.party[rows].tolist(), strict=True):
        id, before = facts.listings.ids[row], starts[party]
        starts[party] = ("listing", id if before is None else min(id, before[1]))
    for party in np.flatnonzero(facts.of_kinds(rule.kinds)).tolist():
        starts[party] = ("kind", "")
    return starts
