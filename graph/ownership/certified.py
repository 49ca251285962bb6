"""The ids of the certificates of all verdicts within or possibly within a rule, as a release keeps them."""

from __future__ import annotations

import numpy as np
import polars as pl

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
from beholden.graph.verify import certificate_id, step_id


def ids_of_certificates(verdicts: Verdicts, code: Code) -> list[str | None]:
    """By party the id of the certificate of its verdict where that is `code` (within or possible), else None.

    They are those of `gather.certificate`. Where the rule adds up the stakes of all it starts from, those of what is
    certain are made for all at once, and so are those of who is possibly on a list. The others are made one by one:
    where it takes each alone, or starts from bodies and their parts, and where stakes or control make it possible.
    """
    version, facts, rule = verdicts.version, verdicts.facts, verdicts.rule
    chosen = verdicts.code == code
    ids: list[str | None] = [None] * facts.table.height
    if version is None or not chosen.any():
        return ids
    if (chosen & verdicts.within).any():
        ids = _certain(verdicts, code)
    if not rule.owners and (version.aggregate or not version.descends):
        for number, id in _possibly_listed(verdicts).items():
            ids[number] = id if chosen[number] and not verdicts.within[number] else ids[number]
    around = None
    for number in np.flatnonzero(chosen).tolist():
        if ids[number] is None:
            around = around or Around(facts, rule, verdicts.day)
            material = around(facts.parties[number])
            proof = prove(material, facts.parties[number])
            if proof is None or proof.kind != code.name.lower():
                raise AssertionError(
                    f"{facts.parties[number]}: {code.name} for {rule.id}, and not proved to be"
                )
            ids[number] = id_of(material, facts.parties[number], proof)
    return ids


def _certain(verdicts: Verdicts, code: Code) -> list[str | None]:
    """The ids of certificates of what is certain, None where they can't be made for all at once."""
    version, facts, rule = verdicts.version, verdicts.facts, verdicts.rule
    assert version is not None
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
    return certificate_ids(
        steps,
        outcome,
        kind=code.name.lower(),
        rule=(rule.id, version.id, verdicts.day.isoformat()),
        parties=facts.parties,
        starts=_starts(verdicts),
        stakes=(
            held.owner[steps.row].tolist(),
            facts.stake_rows["id"].gather(held.stake[steps.row]).to_list(),
        ),
        controls=(facts.controls.owner[rows].tolist(), [facts.controls.ids[row] for row in rows]),
    )


def _starts(verdicts: Verdicts) -> dict[int, tuple[str, str]]:
    """How the rule starts from each party that it certainly starts from: by its kind, else by its first listing."""
    facts, rule = verdicts.facts, verdicts.rule
    starts: dict[int, tuple[str, str]] = {}
    if rule.owners:
        return starts
    rows = np.flatnonzero(facts.listings.rows(rule.lists, number_of(verdicts.day))[0])
    for row, party in zip(rows.tolist(), facts.listings.party[rows].tolist(), strict=True):
        id, before = facts.listings.ids[row], starts.get(party)
        starts[party] = ("listing", id if before is None else min(id, before[1]))
    for party in np.flatnonzero(facts.of_kinds(rule.kinds)).tolist():
        starts[party] = ("kind", "")
    return starts


def _possibly_listed(verdicts: Verdicts) -> dict[int, str]:
    """The ids of certificates of who is possibly on a list of the rule, and is within by nothing else."""
    version, facts, rule, day = verdicts.version, verdicts.facts, verdicts.rule, number_of(verdicts.day)
    assert version is not None
    listings = facts.listings
    rows = np.flatnonzero(listings.rows((*rule.lists, *rule.lists_in_part), day)[1])
    if not len(rows):
        return {}
    dated = (listings.start_latest[rows] <= day) & (day < listings.end_earliest[rows])
    stale = listings.fresh_until[rows] < day
    whole = np.array([one in rule.lists for one in listings.lists], np.bool_)[listings.list[rows]]
    doubts = 3 - dated.astype(np.int8) - (~stale).astype(np.int8) - whole.astype(np.int8)
    surest = (
        pl.DataFrame(
            {
                "party": listings.party[rows],
                "doubt": doubts,
                "id": pl.Series([listings.ids[row] for row in rows.tolist()], dtype=pl.String),
            }
        )
        .sort("party", "doubt", "id")
        .unique("party", keep="first", maintain_order=True)
    )
    test = (rule.id, version.id, verdicts.day.isoformat())
    return {
        party: certificate_id(
            "possible", step_id(test, facts.parties[party], "listing", (id,), (id,) if doubt else (), ())
        )
        for party, doubt, id in surest.iter_rows()
    }
