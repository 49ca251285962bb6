"""From claims to entities and relations: first what one source says of one subject, then one row a cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import polars as pl

from beholden.errors import SchemaError
from beholden.graph.clusters import SOFTWARE, Guess, Resolution
from beholden.graph.kinds import Kind, schema
from beholden.graph.reference_claims import REFERENCE
from beholden.graph.side_by_side import side_by_side
from beholden.graph.statements import GRADES, short_hash
from beholden.graph.text_table import TextTable

GRADE_RANK = {grade: rank for rank, grade in enumerate(GRADES)}
RANK_GRADE = dict(enumerate(GRADES))


@dataclass(frozen=True)
class Merged:
    """One kind, a row for each subject of each source: the newest copy's words, and all claims ever made."""

    kind: Kind
    frame: pl.DataFrame

    @classmethod
    def of(cls, kind: Kind, claims: pl.DataFrame) -> Merged:
        """Merge the claims of one kind by subject.

        Only the newest copy of the source that states a subject counts for its values: a correction there
        replaces the older word, which stays readable as a claim. Among the claims of that copy the newest
        document wins a single value, lists are joined, a period starts with its earliest start.
        """
        ordered = claims.with_columns(
            rank=pl.col("grade").replace_strict(GRADE_RANK, return_dtype=pl.Int8),
            fresh=pl.col("stated_on") + pl.duration(days=pl.col("max_age_days")),
        ).sort(
            ["subject", "snapshot", "stated_on", "rank", "claim", "copy"],
            descending=[False, True, True, False, False, False],
        )
        always = ordered.group_by("subject", maintain_order=True).agg(
            pl.col("source").first(),
            pl.col("claim").unique().sort().alias("claims"),
            pl.col("stated_by").unique().sort(),
            pl.col("rank").min(),
            pl.col("stated_on").min().alias("first_stated"),
            pl.col("stated_on").max().alias("last_stated"),
            pl.col("stated_text")
            .sort_by("stated_on", descending=True, maintain_order=True)
            .first()
            .alias("last_stated_text"),
            pl.col("fresh").max().alias("fresh_until"),
            pl.col("page").sort_by("rank", maintain_order=True).first().alias("citation"),
            pl.col("quote").drop_nulls().first(),
        )
        newest = ordered.filter(
            (pl.col("snapshot") == pl.col("snapshot").max().over("subject"))
            & (pl.col("copy") == pl.col("copy").first().over("subject"))
        )
        stated = newest.group_by("subject", maintain_order=True).agg(
            *(_ENTITY_VALUES if kind.kind == "entity" else _PERIOD), *_own_values(kind)
        )
        return cls(kind, always.join(stated, on="subject", how="inner", maintain_order="left"))


def _list(name: str) -> pl.Expr:
    return pl.col(name).list.explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True)


_ENTITY_VALUES = [
    pl.col("name").first(),
    # Every name that a claim gives stays, also where another claim's name goes first.
    pl.concat_list("name", "names")
    .list.explode(keep_nulls=False, empty_as_null=False)
    .unique(maintain_order=True)
    .alias("names"),
    pl.col("country").drop_nulls().first(),
    _list("identifiers"),
    pl.col("kind_stated").any(),
]
_PERIOD = [
    pl.col("from_stated").first(),
    pl.col("to_stated").first(),
    pl.col("start_date").min(),
    pl.col("start_earliest").min(),
    pl.col("start_text").sort_by("start_date", nulls_last=True, maintain_order=True).first(),
    pl.col("end_date").drop_nulls().first(),
    # A disputed end has no outer bound, so it must not be filled from another claim.
    pl.col("end_latest").filter(pl.col("end_date").is_not_null()).first(),
    pl.col("end_text").drop_nulls().first(),
    pl.col("dispute").drop_nulls().first(),
]


def _own_values(kind: Kind) -> list[pl.Expr]:
    return [
        _list(name) if dtype == pl.List(pl.String) else pl.col(name).drop_nulls().first()
        for name, dtype in kind.own_columns().items()
    ]


def merge_entities(merged: Mapping[str, Merged], canonical: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """One row a cluster, a frame a kind, sorted by id; a cluster has its most specific stated kind."""
    chosen = _cluster_kinds(merged, canonical)
    ids = TextTable(canonical.keys(), canonical.values())
    kinds = TextTable(chosen.keys(), chosen.values())
    parts: dict[str, list[pl.DataFrame]] = {}
    stated = [part.frame for part in merged.values() if part.kind.kind == "entity"]
    # All at once: a look-up costs as much for ten entities as for ten thousand.
    subjects = pl.concat([frame["subject"] for frame in stated] or [pl.Series(dtype=pl.String)])
    of_cluster = ids.of(subjects)
    clusters = pl.DataFrame({"id": of_cluster, "kind": kinds.of(of_cluster)})
    start = 0
    for frame in stated:
        own = pl.concat([frame, clusters.slice(start, frame.height)], how="horizontal")
        start += frame.height
        for (name,), rows in own.group_by("kind", maintain_order=True):
            parts.setdefault(str(name), []).append(rows.drop("kind"))
    return side_by_side(
        lambda name: _cluster(schema().kind(name), pl.concat(parts[name], how="diagonal")), sorted(parts)
    )


def _cluster_kinds(merged: Mapping[str, Merged], canonical: Mapping[str, str]) -> dict[str, str]:
    """Canonical id → kind. Stated beats not stated, then the more specific, in the schema's order."""
    order = {kind.name: number for number, kind in enumerate(schema().entity_kinds)}
    best: dict[str, tuple[bool, bool, int, str]] = {}
    for name, part in merged.items():
        if part.kind.kind != "entity":
            continue
        # Organization is what a source says when it does not say more: any other kind is more specific.
        generic = name == "Organization"
        for subject, source, stated in part.frame.select("subject", "source", "kind_stated").iter_rows():
            id = canonical[subject]
            # A member with an id of its own in the reference files is what these say.
            rank = (source != REFERENCE, generic or not stated, order[name], name)
            if id not in best or rank < best[id]:
                best[id] = rank
    return {id: name for id, (*_, name) in best.items()}


def _cluster(kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
    """One row a cluster. A member with an id of its own in the reference files speaks first, then by grade."""
    own = {name: dtype for name, dtype in kind.own_columns().items() if name in rows.columns}
    missing = {name: dtype for name, dtype in kind.own_columns().items() if name not in rows.columns}
    # A name made of a number names a cluster only where no member has a name.
    made = ~pl.col("name_stated").fill_null(True) if "name_stated" in rows.columns else pl.lit(False)
    ordered = rows.with_columns(
        own=pl.col("source") == REFERENCE, made=made, all_made=made.all().over("id")
    ).sort("id", "own", "made", "rank", "subject", descending=[False, True, False, False, False])
    frame = ordered.group_by("id", maintain_order=True).agg(
        pl.col("name").first(),
        pl.concat_list("name", "names")
        .filter(~pl.col("made") | pl.col("all_made"))
        .list.explode(keep_nulls=False, empty_as_null=False)
        .unique(maintain_order=True)
        .alias("names"),
        pl.col("country").drop_nulls().first(),
        pl.col("country").drop_nulls().unique().sort().alias("countries"),
        _list("identifiers").sort(),
        pl.col("kind_stated").any(),
        pl.col("subject").unique().sort().alias("members"),
        pl.col("source").unique().sort().alias("sources"),
        pl.col("claims").list.explode().unique().sort(),
        pl.col("stated_by").list.explode().unique().sort(),
        pl.col("rank").min().replace_strict(RANK_GRADE, return_dtype=pl.String).alias("grade"),
        pl.col("first_stated").min(),
        pl.col("last_stated").max(),
        *[
            _list(name) if dtype == pl.List(pl.String) else pl.col(name).drop_nulls().first()
            for name, dtype in own.items()
            if name != "name_stated"
        ],
        *(
            [pl.when(pl.col("all_made").first()).then(False).alias("name_stated")]
            if "name_stated" in own
            else []
        ),
    )
    return frame.with_columns(
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in missing.items()
    ).select(list(kind.columns()))


def kinds_of(entities: Mapping[str, pl.DataFrame]) -> TextTable:
    """The kind of each entity by its id."""
    ids = pl.concat([frame["id"] for frame in entities.values()])
    kinds = pl.concat([pl.repeat(kind, frame.height, eager=True) for kind, frame in entities.items()])
    return TextTable(ids, kinds)


def merge_relations(
    merged: Mapping[str, Merged], canonical: Mapping[str, str], entities: Mapping[str, pl.DataFrame]
) -> tuple[dict[str, pl.DataFrame], list[dict[str, str]]]:
    """The relations between canonical entities, a frame a kind, sorted by id, and those left out.

    A relation is left out when an end is not stated as an entity by any source, which happens where the record
    of that end was rejected; each is named with its claim and the missing end. An end of a kind that the relation
    does not take raises SchemaError with the claim.
    """
    parts = {name: part for name, part in merged.items() if part.kind.kind == "relation"}
    ends = _ends(parts, canonical, entities)

    def of(name: str) -> tuple[pl.DataFrame, list[dict[str, str]]]:
        part, left_out = parts[name], []
        frame = pl.concat([part.frame, ends[name]], how="horizontal")
        known = pl.col("from_id").is_not_null() & pl.col("to_id").is_not_null()
        for row in frame.filter(~known).iter_rows(named=True):
            missing = row["from_stated"] if row["from_id"] is None else row["to_stated"]
            left_out.append(
                {"relation": row["subject"], "kind": name, "claim": row["claims"][0], "missing": missing}
            )
        frame = (
            frame.filter(known)
            .rename({"subject": "id"})
            .with_columns(
                sources=pl.concat_list("source"),
                grade=pl.col("rank").replace_strict(RANK_GRADE, return_dtype=pl.String),
                disputed=pl.col("dispute").is_not_null(),
                derived=pl.lit(False),
            )
        )
        pairs = frame.select("from_kind", "to_kind").unique()
        wrong = [pair for pair in pairs.iter_rows() if not part.kind.allows(*pair)]
        for from_kind, to_kind in sorted(wrong):
            rows = frame.filter((pl.col("from_kind") == from_kind) & (pl.col("to_kind") == to_kind))
            _check_stated(part.kind, rows, merged)
        return frame.select(list(part.kind.columns())).sort("id"), left_out

    found = side_by_side(of, parts)
    relations = {name: frame for name, (frame, _) in found.items()}
    return relations, [one for _, left_out in found.values() for one in left_out]


def _check_stated(kind: Kind, rows: pl.DataFrame, merged: Mapping[str, Merged]) -> None:
    """Raise SchemaError where no source states the ends as kinds that the relation takes.

    Records of two kinds may be one party, such as a public body and what another source calls an organisation: a
    relation that one of them can have stays, whichever kind the party got.
    """
    stated: dict[str, set[str]] = defaultdict(set)
    named = pl.concat([rows["from_stated"], rows["to_stated"]]).unique().implode()
    for name, part in merged.items():
        if part.kind.kind == "entity":
            for subject in part.frame.filter(pl.col("subject").is_in(named))["subject"]:
                stated[subject].add(name)
    for row in rows.sort("id").iter_rows(named=True):
        ends = stated[row["from_stated"]], stated[row["to_stated"]]
        if not any(kind.allows(*pair) for pair in product(*ends)):
            one, other = (" or ".join(sorted(kinds)) for kinds in ends)
            raise SchemaError(f"{row['claims'][0]}: {kind.name} can't go from a {one} to a {other}")


def _ends(
    parts: Mapping[str, Merged], canonical: Mapping[str, str], entities: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """By kind the entities at the ends of its relations and their kinds, null where nobody states them.

    All kinds are looked up at once: a look-up costs as much for ten relations as for ten thousand.
    """
    if not parts:
        return {}
    stated = pl.concat([part.frame.select("from_stated", "to_stated") for part in parts.values()])
    ids = TextTable(canonical.keys(), canonical.values())
    from_id, to_id = (ids.get(stated[end]) for end in ("from_stated", "to_stated"))
    kinds = kinds_of(entities)
    found = pl.DataFrame(
        {"from_id": from_id, "to_id": to_id, "from_kind": kinds.get(from_id), "to_kind": kinds.get(to_id)}
    )
    cut, start = {}, 0
    for name, part in parts.items():
        cut[name] = found.slice(start, part.frame.height)
        start += part.frame.height
    return cut


def guessed(part: Merged | None, merged: Mapping[str, Merged]) -> tuple[list[Guess], list[dict[str, str]]]:
    """What sources say may be one party, and those left out since nobody states one of the two."""
    if part is None:
        return [], []
    stated = {
        subject
        for one in merged.values()
        if one.kind.kind == "entity"
        for subject in one.frame["subject"].to_list()
    }
    found, left_out = [], []
    for row in part.frame.iter_rows(named=True):
        ends = row["from_stated"], row["to_stated"]
        missing = next((end for end in ends if end not in stated), None)
        if missing is not None:
            left_out.append(
                {
                    "relation": row["subject"],
                    "kind": part.kind.name,
                    "claim": row["claims"][0],
                    "missing": missing,
                }
            )
            continue
        said = tuple(row["stated_by"])
        reason = f"{', '.join(said)} says: {row['quote'] or 'may be the same'}"
        found.append(Guess(*ends, reason, tuple(row["claims"]), said))
    return found, left_out


def possibly_same(resolution: Resolution, merged: Mapping[str, Merged]) -> pl.DataFrame:
    """The pairs that may be one party, as derived relations that cite the claims stating their names."""
    kind = schema().kind("POSSIBLY_SAME")
    claims: dict[str, list[str]] = {}
    stated: dict[str, Any] = {}
    wanted = {member for pair in resolution.possible for member in pair.members}
    for part in merged.values():
        if part.kind.kind == "entity":
            matched = part.frame.filter(pl.col("subject").is_in(list(wanted)))
            for subject, ids, last in matched.select("subject", "claims", "last_stated").iter_rows():
                claims[subject], stated[subject] = ids, last
    rows = [
        {
            "id": f"{SOFTWARE}/r-{short_hash('POSSIBLY_SAME', pair.left, pair.right)}",
            "from_id": pair.left,
            "to_id": pair.right,
            "from_stated": pair.left,
            "to_stated": pair.right,
            "basis": pair.basis,
            "score": pair.score,
            "reasons": list(pair.reasons),
            "sources": sorted({member.partition("/")[0] for member in pair.members}),
            "claims": sorted(
                {claim for member in pair.members for claim in claims[member]}
                | {claim for guess in pair.guesses for claim in guess.claims}
            ),
            "stated_by": sorted(
                {by for guess in pair.guesses for by in guess.stated_by}
                | ({SOFTWARE} if pair.basis != "stated" else set())
            ),
            "disputed": False,
            "derived": True,
            "last_stated": max(stated[member] for member in pair.members),
        }
        for pair in resolution.possible
    ]
    return pl.DataFrame(rows, schema=kind.columns()).sort("id")
