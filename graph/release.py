"""A release: one complete, immutable, content-hashed build of the graph, from claims alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from beholden.errors import StoreError
from beholden.graph.claims import as_day, write_parquet
from beholden.graph.clusters import Candidate, Resolution
from beholden.graph.compared_names import ComparedNames
from beholden.graph.corrections import Correction, corrected
from beholden.graph.judgements import Judgement
from beholden.graph.kinds import Kind, schema
from beholden.graph.measure import measure
from beholden.graph.merge import Merged, guessed, merge_entities, merge_relations, possibly_same
from beholden.graph.name_keys import NameKeys, keep_name_keys
from beholden.graph.partitions import CopyFacts, kinds_in, partitions, read_facts, read_kind, read_records
from beholden.graph.reference_claims import REFERENCE, reference_frames
from beholden.graph.resolve import resolve
from beholden.graph.side_by_side import each, side_by_side
from beholden.graph.statements import short_hash
from beholden.graph.workspace import Workspace, new_folder, sha256, to_json

LISTING, GUESS = "LISTED_ON", "POSSIBLY_SAME"

PARTS = {"entity": "entities", "relation": "relations"}
"""The folder of each kind of kinds."""

Hear = Callable[[str, Mapping[str, pl.DataFrame]], None]
"""Told of a build's frames by kind: "entities", then "stated" relations, then "derived" ones."""

_BUILD_AGAIN = "build the release again"

FORMAT = 2
"""Format of a release; another version's is refused with a clear error."""


@dataclass(frozen=True)
class Release:
    """A release on disk, read on demand."""

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Release:
        """The release in this folder; StoreError when it is damaged or of another format."""
        release = cls(folder)
        found = release.manifest.get("format")
        if found != FORMAT:
            raise StoreError(
                f"{folder}: a release of format {found}; this version of beholden reads format {FORMAT}. "
                "Build it again with `beholden build`"
            )
        return release

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the release says of itself."""
        try:
            data: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise StoreError(
                f"{self.folder}: manifest.json cannot be read ({problem}); build again"
            ) from problem
        return data

    @cached_property
    def joins(self) -> dict[str, Any]:
        """What was joined and why, what a person decided, and which judgements found nothing to decide."""
        try:
            data: dict[str, Any] = json.loads((self.folder / "joins.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise StoreError(
                f"{self.folder}: joins.json cannot be read ({problem}); build again"
            ) from problem
        return data

    @property
    def as_of(self) -> date:
        """The date the release speaks of."""
        return date.fromisoformat(self.manifest["as_of"])

    def kinds(self, part: str) -> list[str]:
        """The kinds that have a file in this part: "entities", "relations" or "claims"."""
        return sorted(path.stem for path in (self.folder / part).glob("*.parquet"))

    def frame(self, part: str, kind: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows of one kind, with these columns alone where they are given; StoreError when the file is damaged."""
        return _read(self.folder / part / f"{kind}.parquet", _BUILD_AGAIN, columns)

    def rows(self, kind: Kind, columns: Sequence[str]) -> pl.DataFrame | None:
        """The rows of one kind of entity or relation, with these columns; None where it has no file."""
        part = PARTS[kind.kind]
        return self.frame(part, kind.name, columns) if kind.name in self.kinds(part) else None

    def claims(self, kind: str, wanted: Iterable[str], columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The claims of one kind whose ids are wanted, with these or all columns; StoreError for a damaged file."""
        ids = pl.Series(sorted(set(wanted)), dtype=pl.String)
        path = self.folder / "claims" / f"{kind}.parquet"
        try:
            found = pl.scan_parquet(path).filter(pl.col("claim").is_in(ids.implode()))
            return (found if columns is None else found.select(columns)).collect()
        except (OSError, pl.exceptions.PolarsError) as problem:
            raise _damaged(path, problem, _BUILD_AGAIN) from problem

    def check(self) -> None:
        """Compare every file with its hash in the manifest; StoreError names the first that differs."""
        for name, digest in self.manifest["files"].items():
            path = self.folder / name
            if not path.exists() or sha256(path) != digest:
                raise StoreError(f"{path}: missing or changed since the release was built; build it again")


def _read(path: Path, cure: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
    try:
        return pl.read_parquet(path, columns=None if columns is None else list(columns))
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise _damaged(path, problem, cure) from problem


def _damaged(path: Path, problem: Exception, cure: str) -> StoreError:
    return StoreError(f"{path}: cannot be read ({problem}); {cure}")


def read_claims(
    workspace: Workspace, chosen: Sequence[Path]
) -> tuple[dict[str, pl.DataFrame], list[CopyFacts]]:
    """The claims of these partitions, a frame a kind, each row with its source, snapshot and max_age."""
    partitions = [(partition, read_facts(partition)) for partition in sorted(chosen)]
    kinds = sorted({kind for partition, _ in partitions for kind in kinds_in(partition)})
    records = dict(zip(chosen, each(read_records, chosen), strict=True))

    def read(kind: str) -> pl.DataFrame:
        return pl.concat(
            read_kind(partition, copy, kind, records[partition]).with_columns(
                source=pl.lit(copy.source),
                snapshot=pl.lit(copy.date).str.to_date(),
                copy=pl.lit(copy.name),
                max_age_days=pl.lit(copy.max_age_days, dtype=pl.Int64),
            )
            for partition, copy in partitions
            if kind in kinds_in(partition)
        )

    return side_by_side(read, kinds), [copy for _, copy in partitions]


def build(
    workspace: Workspace,
    *,
    chosen: Sequence[Path] | None = None,
    as_of: str | None = None,
    judgements: Sequence[Judgement] = (),
    corrections: Sequence[Correction] = (),
    software: str,
    hear: Hear = lambda what, frames: None,
) -> Release:
    """Build a release of these partitions (default: all that are loaded) and make it the current one.

    `as_of` is an ISO day, by default that of the newest copy; `software` is the version that builds. The release
    appears whole or not at all, and the one before stays usable until then. `hear` is told of its entities and
    relations as soon as they are known.
    """
    with workspace.lock():
        paths = list(partitions(workspace.claims)) if chosen is None else list(chosen)
        if not paths:
            raise StoreError(
                f"{workspace.folder}: nothing is loaded here yet; load a source with `beholden load SOURCE FILE`"
            )
        claims, copies = read_claims(workspace, paths)
        day = as_day(as_of) if as_of else max(date.fromisoformat(copy.date) for copy in copies)
        for path in paths:
            keep_name_keys(path)
        keys = NameKeys(paths)
        release = _write(workspace, claims, copies, day, judgements, corrections, keys, software, hear)
        workspace.make_current(release.folder.name)
    return release


def _write(
    workspace: Workspace,
    claims: dict[str, pl.DataFrame],
    copies: Sequence[CopyFacts],
    as_of: date,
    judgements: Sequence[Judgement],
    corrections: Sequence[Correction],
    keys: NameKeys,
    software: str,
    hear: Hear,
) -> Release:
    reference = reference_frames(_ends(claims))
    for kind, frame in reference.items():
        claims[kind] = pl.concat([claims[kind], frame]) if kind in claims else frame
    standing, unused = corrected(claims, corrections)
    with new_folder(workspace.releases, immutable=True) as new, ThreadPoolExecutor(1) as beside:
        # Names are resolved in Python, columns are merged and written outside of it: both at once.
        merging = beside.submit(_merge, [kind for kind in standing if _is_late(kind)], standing)
        writing = beside.submit(_write_part, new.folder, "claims", claims, sort=("claim", "copy"))
        merged = _merge([kind for kind in standing if not _is_late(kind)], standing)
        guesses, unknown = guessed(merged.pop(GUESS, None), merged)
        find = ComparedNames(workspace.folder).alike
        resolution = resolve(_candidates(merged), judgements, keys, guesses, find)
        merged = dict(sorted({**merged, **merging.result()}.items()))
        entities = merge_entities(merged, resolution.canonical)
        hear("entities", entities)
        parts = [writing, beside.submit(_write_part, new.folder, "entities", entities)]
        relations, left_out = merge_relations(merged, resolution.canonical, entities)
        left_out += unknown
        same = possibly_same(resolution, merged)
        if same.height:
            relations[GUESS] = same
        for derived, what in ((False, "stated"), (True, "derived")):
            if derived:
                relations = measure(entities, relations, copies, as_of)
            own = {kind: frame for kind, frame in relations.items() if schema().kind(kind).derived == derived}
            hear(what, own)
            parts.append(beside.submit(_write_part, new.folder, "relations", own))
        hashes = {name: digest for part in parts for name, digest in part.result().items()}
        (new.folder / "joins.json").write_text(
            to_json(_joins(resolution, judgements, corrections, unused)), encoding="utf-8"
        )
        hashes["joins.json"] = sha256(new.folder / "joins.json")
        data = short_hash(
            str(FORMAT), as_of.isoformat(), *(f"{name}:{hashes[name]}" for name in sorted(hashes))
        )
        new.name = short_hash(data, software, pl.__version__)
        manifest = {
            "format": FORMAT,
            "as_of": as_of.isoformat(),
            "software": software,
            "data_hash": data,
            "hash": new.name,
            "written_with": {"polars": pl.__version__, "compression": "zstd 1", "row_group_size": 131_072},
            "counts": {
                part: {kind: frame.height for kind, frame in sorted(frames.items())}
                for part, frames in (("entities", entities), ("relations", relations), ("claims", claims))
            },
            "sources": [{**asdict(copy), "name": copy.name} for copy in copies],
            "conflicts": resolution.conflicts,
            "left_out": sorted(left_out, key=lambda one: one["relation"]),
            "files": hashes,
        }
        (new.folder / "manifest.json").write_text(to_json(manifest), encoding="utf-8")
    return Release(workspace.releases / new.name)


def _is_late(kind: str) -> bool:
    """Whether resolution does without the claims of this kind: it needs entities, listings, and sources' guesses."""
    return schema().kind(kind).kind == "relation" and kind not in (LISTING, GUESS)


def _merge(kinds: Iterable[str], claims: Mapping[str, pl.DataFrame]) -> dict[str, Merged]:
    return side_by_side(lambda kind: Merged.of(schema().kind(kind), claims[kind]), sorted(kinds))


def _write_part(
    folder: Path, part: str, frames: Mapping[str, pl.DataFrame], sort: Sequence[str] = ()
) -> dict[str, str]:
    """Write a frame a kind, and give the hash of each file by its path in the release."""
    (folder / part).mkdir(exist_ok=True)

    def write(kind: str) -> str:
        path = folder / part / f"{kind}.parquet"
        write_parquet(frames[kind].sort(sort) if sort else frames[kind], path)
        return sha256(path)

    hashes = side_by_side(write, sorted(frames))
    return {f"{part}/{kind}.parquet": digest for kind, digest in hashes.items()}


def _joins(
    resolution: Resolution,
    judgements: Sequence[Judgement],
    corrections: Sequence[Correction],
    unused: Sequence[Correction],
) -> dict[str, Any]:
    """What was joined and why, what a person decided or corrected, and what of it found nothing to decide."""
    return {
        "joins": resolution.joins,
        "judgements": [asdict(judgement) for judgement in judgements],
        "unused": [asdict(judgement) for judgement in resolution.unused],
        "corrections": [asdict(correction) for correction in corrections],
        "unused_corrections": [asdict(correction) for correction in unused],
    }


def _ends(claims: Mapping[str, pl.DataFrame]) -> set[str]:
    """Every id that a relation names as an end."""
    ends: set[str] = set()
    for frame in claims.values():
        if "from_stated" in frame.columns:
            ends.update(frame["from_stated"].unique(), frame["to_stated"].unique())
    return ends


def resolution_candidates(workspace: Workspace, chosen: Sequence[Path]) -> list[Candidate]:
    """What resolution is given of these partitions, judgements and corrections left aside."""
    claims, _ = read_claims(workspace, chosen)
    known = schema()
    return _candidates({kind: Merged.of(known.kind(kind), claims[kind]) for kind in sorted(claims)})


def _candidates(merged: Mapping[str, Merged]) -> list[Candidate]:
    """What resolution needs of every source entity."""
    listed = merged[LISTING].frame["from_stated"].unique().to_list() if LISTING in merged else []
    candidates: list[Candidate] = []
    for kind, part in merged.items():
        if part.kind.kind != "entity":
            continue
        frame = part.frame
        lent = [name for name in ("country_lent", "country_lent_by") if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lent)
        columns = frame.select(
            "subject",
            pl.lit(kind),
            pl.concat_list("name", "names").alias("every_name"),
            "country",
            "country_lent",
            "country_lent_by",
            "identifiers",
            pl.lit(part.kind.party).alias("party"),
            pl.col("subject").is_in(listed).alias("listed"),
            (pl.col("source") == REFERENCE).alias("reference"),
        )
        candidates += map(Candidate._make, columns.iter_rows())
    return candidates
