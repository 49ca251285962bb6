"""Which states, state bodies and listed parties stand above which members and suppliers: found once, in columns.

Questions that ask for all such paths begin at these pairs and look for the paths between two known ends, instead of
walking down from every owner. So that no path is missed, the pairs rest on stakes of any date, and where a party may
be the same as a listed one, a member or a supplier, it counts as one itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from beholden.graph.clusters import SOFTWARE
from beholden.graph.kinds import schema
from beholden.graph.statements import short_hash

HOPS = 4
"""The most arrows between two ends; no query that begins at REACHES may go farther."""

BLOCK = 2_000
"""How many starts are followed at once: it bounds the memory that a dense graph takes."""


Frames = Mapping[str, pl.DataFrame]


def reaches(entities: Frames, relations: Frames) -> pl.DataFrame:
    """The relations REACHES, one for each two ends, over the shortest path with the smallest ids."""
    stakes = _stakes(relations)
    starts, targets = _starts(entities, relations), _targets(relations)
    above = _distances(targets, stakes)
    found = [_pairs(starts[at : at + BLOCK], targets, stakes, above) for at in range(0, starts.len(), BLOCK)]
    columns = schema().kind("REACHES").columns()
    if not any(frame.height for frame in found):
        return pl.DataFrame(schema=dict(columns))
    return _relations(pl.concat(found), relations).select(list(columns)).sort("id")


def _stakes(relations: Frames) -> pl.DataFrame:
    """All stakes and controls between two parties: their ends and id, and `stake`, the place of the id in order."""
    frames = [
        relations[kind].select("id", "from_id", "to_id") for kind in ("OWNS", "CONTROLS") if kind in relations
    ]
    if not frames:
        return pl.DataFrame(
            schema={"id": pl.String, "from_id": pl.String, "to_id": pl.String, "stake": pl.UInt32}
        )
    return pl.concat(frames).filter(pl.col("from_id") != pl.col("to_id")).sort("id").with_row_index("stake")


def _starts(entities: Frames, relations: Frames) -> pl.Series:
    own = [entities[kind]["id"] for kind in ("State", "PublicBody") if kind in entities]
    return pl.concat([*own, with_twins(ends_of(relations, "LISTED_ON"), relations)]).unique().sort()


def _targets(relations: Frames) -> pl.Series:
    return with_twins(ends_of(relations, "MEMBER_OF", "SUPPLIES"), relations)


def ends_of(relations: Frames, *kinds: str) -> pl.Series:
    """The ids of the entities at which relations of these kinds start."""
    ends = [relations[kind]["from_id"] for kind in kinds if kind in relations]
    return pl.concat([pl.Series("from_id", [], pl.String), *ends])


def with_twins(ids: pl.Series, relations: Frames) -> pl.Series:
    """These ids and those that may be the same as one of them."""
    same = relations.get("POSSIBLY_SAME")
    wanted = ids.unique().implode()
    twins = [] if same is None else [same.filter(pl.col(one).is_in(wanted))[two] for one, two in _BOTH_WAYS]
    return pl.concat([ids, *twins]).unique().sort()


_BOTH_WAYS = (("from_id", "to_id"), ("to_id", "from_id"))


def _distances(targets: pl.Series, stakes: pl.DataFrame) -> pl.DataFrame:
    """How far above a target each party is, at most HOPS: id and `left`, 0 for a target itself."""
    known = pl.DataFrame({"id": targets}).with_columns(left=pl.lit(0, pl.Int64))
    newest = known
    for left in range(1, HOPS + 1):
        newest = (
            newest.join(stakes, left_on="id", right_on="to_id")
            .select(id=pl.col("from_id"))
            .unique()
            .join(known, on="id", how="anti")
            .with_columns(left=pl.lit(left, pl.Int64))
        )
        known = pl.concat([known, newest])
    return known


def _pairs(starts: pl.Series, targets: pl.Series, stakes: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """Start, target, hops, and the ids of a shortest path's stakes, for the targets below these starts.

    `seen` holds how far each party is below each start, without those from which no target is near enough.
    """
    seen = pl.DataFrame({"start": starts, "id": starts}).with_columns(hops=pl.lit(0, pl.Int64))
    newest = seen
    for hops in range(1, HOPS + 1):
        newest = (
            newest.join(stakes, left_on="id", right_on="from_id")
            .select("start", id=pl.col("to_id"))
            .unique()
            .join(above.filter(pl.col("left") <= HOPS - hops), on="id", how="semi")
            .join(seen, on=["start", "id"], how="anti")
            .with_columns(hops=pl.lit(hops, pl.Int64))
        )
        seen = pl.concat([seen, newest])
    pairs = seen.filter(pl.col("hops") > 0).join(pl.DataFrame({"id": targets}), on="id", how="semi")
    return _with_path(pairs, seen, stakes)


def _with_path(pairs: pl.DataFrame, seen: pl.DataFrame, stakes: pl.DataFrame) -> pl.DataFrame:
    """The pairs with one shortest path each, found from its end on: always the stake with the smallest id."""
    rows = pairs.with_columns(at=pl.col("id"), left=pl.col("hops"), stakes=pl.lit([], pl.List(pl.UInt32)))
    done = []
    for _ in range(HOPS):
        steps = (
            rows.join(stakes, left_on="at", right_on="to_id")
            .join(seen.rename({"id": "from_id", "hops": "before"}), on=["start", "from_id"])
            .filter(pl.col("before") == pl.col("left") - 1)
            .sort("stake")
            .group_by("start", "id", maintain_order=True)
            .agg(pl.col("hops", "from_id", "stake", "stakes").first())
        )
        rows = steps.select(
            "start",
            "id",
            "hops",
            at="from_id",
            left=pl.lit(0, pl.Int64),
            stakes=pl.concat_list("stake", "stakes"),
        )
        rows = rows.with_columns(left=pl.col("hops") - pl.col("stakes").list.len())
        done.append(rows.filter(pl.col("left") == 0))
        rows = rows.filter(pl.col("left") > 0)
    return pl.concat(done).select("start", "id", "hops", "stakes")


def _relations(pairs: pl.DataFrame, relations: Frames) -> pl.DataFrame:
    """The pairs as relations: sources, claims and dates are those of their stakes."""
    said = pl.concat(
        relations[kind].select("id", "sources", "claims", "disputed", "last_stated", "fresh_until")
        for kind in ("OWNS", "CONTROLS")
        if kind in relations
    )
    stakes = _stakes(relations).select("stake", stake_id="id")
    numbered = pairs.with_row_index("pair")
    each = (
        numbered.explode("stakes")
        .join(stakes, left_on="stakes", right_on="stake", maintain_order="left")
        .join(said, left_on="stake_id", right_on="id", maintain_order="left")
        .group_by("pair", maintain_order=True)
        .agg(
            stakes=pl.col("stake_id"),
            sources=pl.col("sources").list.explode().unique().sort(),
            claims=pl.col("claims").list.explode().unique().sort(),
            disputed=pl.col("disputed").any(),
            last_stated=pl.col("last_stated").min(),
            fresh_until=pl.col("fresh_until").min(),
        )
    )
    ids = [f"{SOFTWARE}/r-{short_hash('REACHES', *ends)}" for ends in numbered.select("start", "id").rows()]
    own = numbered.select("pair", "hops", from_id="start", to_id="id").with_columns(
        id=pl.Series(ids, dtype=pl.String)
    )
    frame = own.join(each, on="pair", maintain_order="left").with_columns(
        from_stated="from_id",
        to_stated="to_id",
        derived=pl.lit(True),
        stated_by=pl.lit([SOFTWARE], pl.List(pl.String)),
    )
    missing = {
        name: dtype for name, dtype in schema().kind("REACHES").columns().items() if name not in frame.columns
    }
    return frame.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in missing.items())
