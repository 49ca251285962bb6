"""The files of a source from its publisher's addresses into the workspace, all of them or none."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError, StoreError
from beholden.graph.workspace import Workspace, new_folder, to_json
from beholden.loaders.fetching.addresses import Address
from beholden.loaders.fetching.download import Downloads, Got, NotThereError
from beholden.loaders.fetching.pages import Manners
from beholden.loaders.fetching.unpack import is_packed, unpack
from beholden.loaders.frame import Source

NOTE = "fetched.json"

Watch = Callable[[str], Callable[[int, int | None], None]]
"""Hears the name of each file as it is begun, and gives what hears how far it is."""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What came from one address: the files in the folder, and what is known of what came (see Got)."""

    files: tuple[str, ...]
    fetched_on: str
    got: Got


@dataclass(frozen=True, slots=True)
class Fetched:
    """The files of a source as they are in the workspace now."""

    source: str
    folder: Path
    parts: tuple[FetchedFile, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, to be loaded together."""
        return tuple(self.folder / name for part in self.parts for name in part.files)

    def day(self) -> tuple[str, str]:
        """The day of the copy where the files do not state their own, and what says so."""
        if days := [part.got.modified for part in self.parts if part.got.modified]:
            return max(days), "the day that the publisher's server gives for the file"
        return max(part.fetched_on for part in self.parts), "the day of the fetch; the publisher states none"


def fetch(
    source: Source, workspace: Workspace, downloads: Downloads, manners: Manners, today: date, watch: Watch
) -> Fetched:
    """Fetch what changed of a source's files; they appear in `fetched/SOURCE` of the workspace together.

    What was there before stays until all are whole. Raises SourceError where the source has no address, one of its
    files can't be had, or an archive is not right; then nothing is changed.
    """
    plan = source.fetch
    if plan is None or not plan.files:
        raise SourceError(f"{source.id}: there is no address to fetch it from")
    fetched = workspace.folder / "fetched"
    folder, parts = fetched / source.id, fetched / ".parts" / source.id
    known = _known(folder)
    limited = replace(downloads, limits=replace(downloads.limits, bytes=plan.largest))
    came: list[tuple[FetchedFile, list[Path]]] = []
    try:
        parts.mkdir(parents=True, exist_ok=True)
        for number, address in enumerate(plan.files):
            into = parts / str(number)
            came.append(_one(source, address, into, known, limited, manners, today, watch))
        with workspace.lock(), new_folder(fetched, source.id) as new:
            for part, paths in came:
                for name, path in zip(part.files, paths, strict=True):
                    _place(path, new.folder / name)
            note = [asdict(part) for part, _ in came]
            (new.folder / NOTE).write_text(to_json(note), encoding="utf-8")
    except OSError as problem:
        raise StoreError(
            f"{parts}: cannot be written ({problem}); what was fetched before stays"
        ) from problem
    shutil.rmtree(parts, ignore_errors=True)
    return Fetched(source.id, folder, tuple(part for part, _ in came))


def _one(
    source: Source,
    address: Address,
    into: Path,
    known: Sequence[tuple[FetchedFile, list[Path]]],
    downloads: Downloads,
    manners: Manners,
    today: date,
    watch: Watch,
) -> tuple[FetchedFile, list[Path]]:
    """Fetch from the newest of an address's days that is there, and unpack what comes."""
    missing: NotThereError | None = None
    for one in address.on(today):
        if one.page:
            manners.before(one.url)
        before = next(((part, paths) for part, paths in known if part.got.url == one.url), None)
        into.mkdir(parents=True, exist_ok=True)
        raw = into / one.name
        try:
            got = downloads.get(one.url, raw, before[0].got if before else None, watch(one.name))
        except NotThereError as problem:
            missing = missing or problem
            continue
        if not got.changed and before is not None:
            return replace(before[0], got=got), before[1]
        paths = [raw]
        if one.unpack:
            if not is_packed(raw):
                raise SourceError(f"{one.url}: what comes is no archive, though one was expected")
            out = into / "unpacked"
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            assert source.fetch is not None
            paths = unpack(raw, out, raw.stem, one.unpack, source.fetch.unpacked)
            raw.unlink()
        return FetchedFile(tuple(path.name for path in paths), today.isoformat(), got), paths
    raise missing or SourceError(f"{address.url}: there is nothing to fetch")


def _known(folder: Path) -> list[tuple[FetchedFile, list[Path]]]:
    """What was fetched before and is still there as it was."""
    try:
        rows: list[dict[str, Any]] = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        parts = [FetchedFile(tuple(row["files"]), row["fetched_on"], Got(**row["got"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return []  # nothing was, or by another version: all is fetched anew
    found = [(part, [folder / name for name in part.files]) for part in parts]
    return [(part, paths) for part, paths in found if all(path.is_file() for path in paths)]


def _place(path: Path, target: Path) -> None:
    """Put a file in the new folder; one that did not change stays in the old one until that goes."""
    if target.exists():
        raise SourceError(f"{target.name}: two of the files are called so")
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
