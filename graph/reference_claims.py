"""The reference files as claims: what a release says of lists, initiatives and states is cited like the rest."""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import asdict, is_dataclass
from typing import Any

import polars as pl

from beholden.graph.claims import ClaimColumns, whole_claims
from beholden.graph.records import with_hashes
from beholden.graph.reference_entities import reference
from beholden.graph.rules import registry
from beholden.graph.shares import as_float
from beholden.graph.statements import Entity, Relation, Said, short_hash

REFERENCE = "reference"
"""The source id of what comes with beholden."""

TITLE = "What lists, initiatives, public bodies and states are, with a page to check each"


def reference_frames(ends: Set[str]) -> dict[str, pl.DataFrame]:
    """The claims of the reference files, a frame a kind, with the columns that a loaded copy's claims have.

    Of the states only those that a relation names, or that a reference entity belongs to, are there.
    """
    known = reference()
    columns = ClaimColumns("beholden", "official", known.page, known.date)
    wanted = set(ends)
    for relation in known.relations:
        wanted.update((relation.from_id, relation.to_id))
        statement = Relation(
            relation.kind,
            f"{REFERENCE}/r-{short_hash(relation.kind, relation.from_id, relation.to_id)}",
            relation.from_id,
            relation.to_id,
            start=relation.start,
            properties=dict(relation.properties),
            said=Said(page=relation.citation),
        )
        columns.add(statement, _text(relation), [relation.place])
    entities = [*known.entities, *(known.state(id) for id in sorted(wanted) if id.startswith("state/"))]
    for entity in entities:
        stated = Entity(
            entity.kind,
            entity.id,
            entity.name,
            names=list(entity.names),
            country=entity.country,
            properties=dict(entity.properties),
            said=Said(page=entity.citation),
        )
        columns.add(stated, _text(entity), [entity.place])
    for rule in registry().values():
        newest = rule.versions[-1]
        properties = {
            "regime": rule.regime,
            "authority": rule.authority,
            "lists": list(rule.lists),
            "effect": rule.effect,
            "effect_says": rule.effect_says,
            "threshold": None if newest.threshold is None else as_float(newest.threshold),
            "says": newest.says,
            "confidence": rule.confidence,
            "uncertain": rule.uncertain,
            "citation_number": rule.citation_number,
        }
        known_of = {name: value for name, value in properties.items() if value not in (None, "", [])}
        stated = Entity("Rule", rule.node, rule.title, properties=known_of, said=Said(page=rule.citation))
        columns.add(stated, _text(rule), [rule.place])
    day, records = pl.lit(known.date).str.to_date(), with_hashes(columns.records())
    return {
        kind: whole_claims(REFERENCE, kind, frame, records).with_columns(
            source=pl.lit(REFERENCE),
            snapshot=day,
            copy=pl.lit(f"{known.date}-reference"),
            # What a list is and does is stated with its own citation; it does not go stale as a copy does.
            max_age_days=pl.lit(None, dtype=pl.Int64),
        )
        for kind, frame in columns.frames().items()
    }


def _text(stated: Any) -> str:
    values = {name: getattr(stated, name) for name in stated.__dataclass_fields__}
    if "properties" in values:
        values["properties"] = dict(values["properties"])
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
