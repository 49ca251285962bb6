"""What a rule reads, in columns: parties, effective stakes, stated control, listings, and the copies of the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from beholden.graph.kinds import schema
from beholden.graph.ownership.days import FOREVER, UNKNOWN_PAST, day_number
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.known_by import READS, relations_known_by
from beholden.graph.ownership.listings import ListCopy, Listings, RowsOf
from beholden.graph.ownership.stakes import Bools, Controls, Int32s, ShareKind, Stakes
from beholden.graph.partitions import CopyFacts
from beholden.graph.reference_entities import reference
from beholden.graph.shares import WHOLE

if TYPE_CHECKING:  # a build measures, so that the module of releases imports this one
    from beholden.graph.release import Release

Frames = Mapping[str, pl.DataFrame]

_LIST = "ScreeningList"

_TIMES = ("start_latest", "start_earliest", "end_earliest", "end_latest", "fresh_until")


@dataclass(frozen=True)
class Facts:
    """Everything that rules read of a release, or of the part of it that had been stated by `known_by`.

    `table` has a row a party, sorted by id: id, name, kind, unknown_reason. The frames have the relations, row by row
    as the columns beside them. `parts` are bodies and what they are part of (owner: the whole; asset: the part).
    """

    table: pl.DataFrame
    stakes: Stakes
    stake_rows: pl.DataFrame
    controls: Controls
    control_rows: pl.DataFrame
    listings: Listings
    listing_rows: pl.DataFrame
    parts: Controls
    part_rows: pl.DataFrame
    name_matches: pl.DataFrame
    copies: Mapping[str, Sequence[ListCopy]]
    as_of: date
    known_by: date | None
    release: str
    list_names: Mapping[str, str] = field(default_factory=dict)
    """The short name of each list that the entities hold, by its id; a list of one's own is among them."""

    @classmethod
    def of(cls, release: Release, as_of: date | None = None, known_by: date | None = None) -> Facts:
        """The facts of a release; with `known_by` only what had been stated by that day."""
        entities = {kind.name: release.frame("entities", kind.name) for kind in schema().entity_kinds
                    if (kind.party or kind.name == _LIST) and kind.name in release.kinds("entities")}  # fmt: skip
        copies = [
            copy for copy in release.manifest["sources"] if known_by is None or copy["date"] <= str(known_by)
        ]
        there = release.kinds("relations")
        if known_by is None:
            wanted = [*READS[1:], "EFFECTIVE_STAKE", "POSSIBLY_SAME"]
            relations = {kind: release.frame("relations", kind) for kind in wanted if kind in there}
        else:
            relations = relations_known_by(release, entities, known_by)
            if "POSSIBLY_SAME" in there:
                relations["POSSIBLY_SAME"] = release.frame("relations", "POSSIBLY_SAME")
        return cls.from_frames(
            entities, relations, copies, as_of or release.as_of, known_by, release.manifest["hash"]
        )

    @classmethod
    def from_frames(
        cls,
        entities: Frames,
        relations: Frames,
        copies: Sequence[CopyFacts | Mapping[str, Any]],
        as_of: date,
        known_by: date | None = None,
        release: str = "",
    ) -> Facts:
        """The facts in frames of entities and relations, EFFECTIVE_STAKE among them."""
        table = _parties(entities)
        numbers = table.select("id", number=pl.int_range(pl.len(), dtype=pl.Int32))
        rows = {kind: _between(relations, kind, numbers) for kind in (*READS[1:], "EFFECTIVE_STAKE")}
        # A body is part of a whole: as with stakes, the owner is the one above.
        rows["PART_OF"] = rows["PART_OF"].rename({"owner": "asset", "asset": "owner"})
        for kind in ("CONTROLS", "PART_OF", "EFFECTIVE_STAKE"):
            rows[kind] = rows[kind].filter(pl.col("owner").is_not_null() & pl.col("asset").is_not_null())
        every = rows["LISTED_ON"]
        listed = every.filter(pl.col("owner").is_not_null())
        lists = sorted(listed["to_id"].unique())
        places = listed["to_id"].replace_strict(
            {one: place for place, one in enumerate(lists)}, return_dtype=pl.Int32
        )
        return cls(
            table,
            _stakes(table, rows["EFFECTIVE_STAKE"]),
            rows["EFFECTIVE_STAKE"],
            _controls(rows["CONTROLS"]),
            rows["CONTROLS"],
            Listings(
                listed["id"].to_list(), _numbers(listed, "owner"), lists, places.to_numpy(), *_times(listed)
            ),
            listed,
            _controls(rows["PART_OF"]),
            rows["PART_OF"],
            _matches(relations, numbers),
            _copies(every, copies),
            as_of,
            known_by,
            release,
            _list_names(entities),
        )

    @cached_property
    def parties(self) -> list[str]:
        """The ids of the parties, sorted."""
        return self.table["id"].to_list()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each party."""
        return {id: number for number, id in enumerate(self.parties)}

    @cached_property
    def stakes_in(self) -> RowsOf:
        """The stakes in each party."""
        return RowsOf(self.stakes.asset, self.table.height)

    @cached_property
    def controls_over(self) -> RowsOf:
        """The stated control over each party."""
        return RowsOf(self.controls.asset, self.table.height)

    @cached_property
    def listings_of(self) -> RowsOf:
        """The listings of each party."""
        return RowsOf(self.listings.party, self.table.height)

    @cached_property
    def list_of(self) -> dict[str, str]:
        """The list that each source is a copy of, where it has entries of one list alone."""
        found: dict[str, set[str]] = {}
        for list_id, copies in self.copies.items():
            for copy in copies:
                found.setdefault(copy.source, set()).add(list_id)
        return {source: min(lists) for source, lists in found.items() if len(lists) == 1}

    @cached_property
    def _indexes(self) -> dict[tuple[int, ShareKind | None], Index]:
        return {}

    def index(self, day: int, kind: ShareKind | None) -> Index:
        """The stakes in force on a day, of one kind of share or of any: made once for all rules."""
        key = (day, kind)
        if key not in self._indexes:
            self._indexes[key] = Index.on(self.stakes, day, kind)
        return self._indexes[key]

    def name(self, party: int) -> str:
        """The name of a party by its number."""
        return str(self.table["name"][party])

    def list_name(self, id: str) -> str:
        """The short name of a list, else its name; of one that nobody states, its id."""
        if id in self.list_names:
            return self.list_names[id]
        known = next((one for one in reference().entities if one.id == id), None)
        return id if known is None else str(known.properties.get("short") or known.name)

    def of_kinds(self, kinds: Sequence[str]) -> Bools:
        """Which parties are of these kinds and are named: an owner who is not named is of no known kind."""
        named = self.table["kind"].is_in(list(kinds)) & self.table["unknown_reason"].is_null()
        return named.to_numpy()

    def list_state(self, list_id: str, day: date) -> tuple[str, ListCopy | None]:
        """Whether a copy of the list shows who was not on it on the day.

        "fresh" with that copy; else "old", "later" (than the day) or "part" with the nearest copy, or "none".
        """
        copies = self.copies.get(list_id, ())
        whole = [copy for copy in copies if copy.complete]
        fresh = [copy for copy in whole if copy.fresh(day)]
        if fresh:
            return "fresh", max(fresh, key=lambda copy: copy.day)
        before = [copy for copy in whole if copy.day <= day]
        if before:
            return "old", max(before, key=lambda copy: copy.day)
        if whole:
            return "later", min(whole, key=lambda copy: copy.day)
        return ("part", max(copies, key=lambda copy: copy.day)) if copies else ("none", None)


def _parties(entities: Frames) -> pl.DataFrame:
    parts = [
        frame.select("id", "name", pl.lit(kind).alias("kind"), "unknown_reason")
        for kind, frame in sorted(entities.items())
        if schema().kind(kind).party
    ]
    empty = pl.DataFrame(schema=dict.fromkeys(("id", "name", "kind", "unknown_reason"), pl.String))
    return pl.concat([empty, *parts]).sort("id")


def _list_names(entities: Frames) -> dict[str, str]:
    if _LIST not in entities:
        return {}
    named = entities[_LIST].select("id", pl.coalesce("short", "name"))
    return dict(named.iter_rows())


def _between(relations: Frames, kind: str, numbers: pl.DataFrame) -> pl.DataFrame:
    """The relations of a kind with the numbers of their ends, null where an end is no party, and days as numbers."""
    frame = relations.get(kind)
    if frame is None:
        frame = pl.DataFrame(schema=dict(schema().kind(kind).columns()))
    # The conflict of an effective stake is in its bounds, and one that is disputed as a whole has no start.
    certain = (
        pl.lit(True) if kind == "EFFECTIVE_STAKE" else ~pl.col("disputed") | pl.col("end_date").is_not_null()
    )
    start = day_number("start_date", FOREVER)
    if kind == "LISTED_ON":
        # A list's own copy shows that the entry stood on the day of the copy, where it gives no other day.
        copied = (
            pl.when(pl.col("grade") == "official")
            .then(day_number("first_stated", FOREVER))
            .otherwise(FOREVER)
        )
        start = pl.when(pl.col("start_date").is_null()).then(copied).otherwise(start)
    return (
        frame.join(
            numbers.rename({"id": "from_id", "number": "owner"}),
            on="from_id",
            how="left",
            maintain_order="left",
        )
        .join(
            numbers.rename({"id": "to_id", "number": "asset"}), on="to_id", how="left", maintain_order="left"
        )
        .with_columns(
            start_number=pl.when(certain).then(start).otherwise(FOREVER),
            earliest_number=day_number("start_earliest", UNKNOWN_PAST),
            end_number=day_number("end_date", FOREVER),
            latest_number=day_number("end_latest", FOREVER),
            fresh_number=day_number("fresh_until", FOREVER),
        )
    )


def _numbers(frame: pl.DataFrame, column: str) -> Int32s:
    return np.ascontiguousarray(frame[column].cast(pl.Int32).to_numpy())


def _times(frame: pl.DataFrame) -> tuple[Int32s, Int32s, Int32s, Int32s, Int32s]:
    start, earliest, end, latest, fresh = (
        _numbers(frame, f"{name}_number") for name in ("start", "earliest", "end", "latest", "fresh")
    )
    return start, earliest, end, latest, fresh


def _stakes(table: pl.DataFrame, rows: pl.DataFrame) -> Stakes:
    def billionths(column: str, missing: int) -> Any:
        stated = (pl.coalesce("share", column) * WHOLE).round().cast(pl.Int64).fill_null(missing)
        return rows.select(stated).to_series().to_numpy()

    kinds = {kind.name.lower(): int(kind) for kind in ShareKind}
    start, earliest, end, latest, fresh = _times(rows)
    return Stakes(
        table["id"],  # type: ignore[arg-type]
        rows["id"],  # type: ignore[arg-type]
        _numbers(rows, "owner"),
        _numbers(rows, "asset"),
        billionths("share_min", 0),
        billionths("share_max", WHOLE),
        rows["share_of"].replace_strict(kinds, return_dtype=pl.UInt8).to_numpy(),
        start,
        earliest,
        end,
        latest,
        rows["disputed"].to_numpy(),
        fresh,
    )


def _controls(rows: pl.DataFrame) -> Controls:
    return Controls(
        rows["id"].to_list(),
        _numbers(rows, "owner"),
        _numbers(rows, "asset"),
        np.ones(rows.height, np.bool_),
        *_times(rows),
    )


def _matches(relations: Frames, numbers: pl.DataFrame) -> pl.DataFrame:
    """Pairs of parties whose names match and that nobody has judged, by their numbers, both ways."""
    both = _between(relations, "POSSIBLY_SAME", numbers).select("owner", "asset").drop_nulls()
    return pl.concat([both, both.select(owner="asset", asset="owner")])


def _copies(
    listed: pl.DataFrame, copies: Sequence[CopyFacts | Mapping[str, Any]]
) -> dict[str, tuple[ListCopy, ...]]:
    """The copies of each list: those of every source that has entries of it."""
    by_source: dict[str, list[ListCopy]] = {}
    for one in copies:
        fields = one if isinstance(one, Mapping) else asdict(one)
        whole = bool(fields["complete"]) and fields["basis"] != "inferred"
        copy = ListCopy(fields["source"], date.fromisoformat(fields["date"]), whole, fields["max_age_days"])
        by_source.setdefault(copy.source, []).append(copy)
    found: dict[str, tuple[ListCopy, ...]] = {}
    pairs = (
        listed.select("to_id", pl.col("sources").list.first().alias("source"))
        .unique()
        .sort("to_id", "source")
    )
    for list_id, source in pairs.iter_rows():
        found[list_id] = (*found.get(list_id, ()), *by_source.get(source, ()))
    return found
