"""One load of one source: find the loader, read, convert, count, and write the claims all at once."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

from beholden import graph
from beholden.errors import SourceError, StoreError
from beholden.graph.claim_files import ClaimFiles
from beholden.graph.claims import ClaimColumns, as_day
from beholden.graph.partitions import CopyFacts, move_partition, read_facts, write_partition
from beholden.graph.statements import short_hash
from beholden.graph.workspace import Workspace, sha256
from beholden.loaders.columns import read_columns
from beholden.loaders.frame import Snapshot, Source
from beholden.loaders.tally import Progress, Tally

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the copy's facts with its counts, and the folder of its claims.

    `reused` says that the same files were read by the same loader before, and their claims are still there.
    """

    facts: CopyFacts
    folder: Path
    reused: bool = False


def sources() -> list[str]:
    """The ids of the sources: the folders that hold a source.toml."""
    return sorted(path.parent.name for path in FOLDER.glob("*/source.toml"))


def loader(source: str) -> ModuleType:
    """The loader module of a source; SourceError names the known ones."""
    if source not in sources():
        raise SourceError(f'there is no source "{source}"; known are {", ".join(sources())}')
    return importlib.import_module(f"beholden.loaders.{source}.loader")


def source(name: str) -> Source:
    """A source's declaration."""
    declared: Source = loader(name).SOURCE
    return declared


def stated_day(name: str, files: Sequence[Path]) -> date | None:
    """The day of the copy that the files themselves state, or None."""
    return _describe(loader(name), sorted(files, key=lambda file: file.name)).date


def load(
    source: str,
    files: Sequence[Path],
    workspace: Workspace,
    *,
    snapshot: str | None = None,
    basis: str = "given",
    complete: bool | None = None,
    progress: Progress | None = None,
    wait: float = 10.0,
) -> Loaded:
    """Load files of one source as one dated copy; where another process writes, wait so many seconds for it.

    The date is the one given, else the one the files state; without either, SourceError. `complete` overrides
    what the files say of themselves. More rejects than the source allows, or fewer statements than it expects
    of a complete copy, raise SourceError and change nothing.

    Where the files themselves say whose they are and under which licence, the loader has a function
    `describe(files) -> Source` that gives the declaration for them, under the same id.
    """
    module, declared, facts, files = _about(source, files, snapshot, basis, complete)
    with ThreadPoolExecutor(1) as beside:
        hashing = beside.submit(_hashed, facts, files)
        if any((workspace.claims / source).glob("*/snapshot.json")):
            facts = hashing.result()
            if (known := _known(workspace, facts)) is not None:
                return known
        return _load(module, declared, files, facts.date, hashing.result, workspace, progress, wait)


def _load(
    module: ModuleType,
    declared: Source,
    files: Sequence[Path],
    day: str,
    facts: Callable[[], CopyFacts],
    workspace: Workspace,
    progress: Progress | None,
    wait: float,
) -> Loaded:
    """Read the files, whose hashes need not be known until all is read, and write what they say."""
    if (in_columns := getattr(module, "columns", None)) is not None:
        tally = Tally(module, declared, progress)
        with ExitStack() as stack:
            pieces = cache(lambda: stack.enter_context(workspace.pieces(wait)))
            claims = read_columns(in_columns, files, tally, day, pieces)
            if claims is not None:
                return _write_columns(claims, declared, facts(), tally, workspace, wait)
    tally = Tally(module, declared, progress)
    columns = ClaimColumns(declared.publisher, declared.grade, declared.page, day)
    for record in module.read(files):
        tally.take(record, columns)
    if not tally.read:
        raise SourceError(f"{', '.join(file.name for file in files)}: there is no record in it")
    _check_rejects(declared, tally)
    frames = columns.frames()
    records = columns.records()
    kinds = {kind: len(frame) for kind, frame in frames.items()}
    counted = _counted(declared, facts(), tally, kinds, len(records))
    with workspace.lock(wait):
        folder = write_partition(workspace.claims, counted, frames, records, tally.rejects)
    return Loaded(counted, folder)


def _write_columns(
    claims: ClaimFiles, declared: Source, facts: CopyFacts, tally: Tally, workspace: Workspace, wait: float
) -> Loaded:
    """Write what was read in columns."""
    _check_rejects(declared, tally)
    written = claims.write()
    facts = _counted(declared, facts, tally, written.kinds, written.records)
    with workspace.lock(wait):
        folder = move_partition(workspace.claims, facts, written.folder, tally.rejects)
    return Loaded(facts, folder)


def loaded_before(
    source: str,
    files: Sequence[Path],
    workspace: Workspace,
    *,
    snapshot: str | None = None,
    basis: str = "given",
    complete: bool | None = None,
) -> Loaded | None:
    """What `load` gives at once of files that it read before, else None; files that it refuses raise the same."""
    _, _, facts, files = _about(source, files, snapshot, basis, complete)
    return _known(workspace, _hashed(facts, files))


def _about(
    source: str, files: Sequence[Path], snapshot: str | None, basis: str, complete: bool | None
) -> tuple[ModuleType, Source, CopyFacts, list[Path]]:
    """The loader, the declaration and the facts of a copy, and its files in the order in which they are read.

    What the facts say of the files is to come, see `_hashed`.
    """
    module, files = loader(source), _checked(source, files)
    declared = _declared(module, files)
    return (
        module,
        declared,
        _facts(declared, files, _describe(module, files), snapshot, basis, complete),
        files,
    )


def _checked(source: str, files: Sequence[Path]) -> list[Path]:
    """The files in the order of their names: the order in which they are given says nothing."""
    for file in files:
        if not file.is_file():
            raise SourceError(f"{source}: {file}: there is no such file")
    names = Counter(file.name for file in files)
    if repeated := [name for name, number in names.items() if number > 1]:
        raise SourceError(f"{source}: two files are called {repeated[0]}; a place in them would be ambiguous")
    return sorted(files, key=lambda file: file.name)


@cache
def fingerprint(source: str) -> str:
    """A hash of what turns a source's files into claims: its folder, what sources share, and the graph's kinds."""
    return short_hash(_shared_code(), *_code((FOLDER / source).rglob("*")))


@cache
def _shared_code() -> str:
    """A hash of what all sources share; it holds for the life of the process, as the imported modules do."""
    own = {FOLDER / name for name in sources()}
    shared = (path for path in FOLDER.rglob("*") if own.isdisjoint(path.parents))
    return short_hash(*_code((*shared, *Path(graph.__file__).parent.rglob("*"))))


def _code(paths: Iterable[Path]) -> Iterator[str]:
    """Name and text of each file of code and data among these, in a fixed order."""
    for path in sorted(path for path in paths if path.suffix in (".py", ".toml")):
        yield f"{path.parent.name}/{path.name}\n{path.read_text(encoding='utf-8')}"


def _known(workspace: Workspace, facts: CopyFacts) -> Loaded | None:
    """The copy as it is in the workspace already, whole, when the same loader made it from the same files."""
    folder = workspace.claims / facts.source / facts.name
    if not (folder / "snapshot.json").exists():
        return None
    try:
        there = read_facts(folder)
    except StoreError:
        return None  # damaged, or of another format: it is made anew
    same = replace(there, counts={}) == facts
    return Loaded(there, folder, reused=True) if same else None


def _declared(module: ModuleType, files: Sequence[Path]) -> Source:
    declared: Source = module.SOURCE
    describe = getattr(module, "describe", None)
    return declared if describe is None else replace(describe(files), id=declared.id)


def _describe(module: ModuleType, files: Sequence[Path]) -> Snapshot:
    describe = getattr(module, "snapshot", None)
    if describe is None:
        return Snapshot()
    described: Snapshot = describe(files)
    return described


def _facts(
    declared: Source,
    files: Sequence[Path],
    stated: Snapshot,
    given: str | None,
    basis: str,
    complete: bool | None,
) -> CopyFacts:
    if given is None:
        if stated.date is None:
            raise SourceError(
                f"{declared.id}: {files[0].name} does not say of which date this copy is; "
                "say so with --snapshot YYYY-MM-DD"
            )
        day, basis = stated.date, stated.basis
    else:
        day = as_day(given)
        if stated.date is not None and stated.basis == "stated":
            if day != stated.date:
                raise SourceError(
                    f"{declared.id}: {files[0].name} says it is of {stated.date}, not of {day}; "
                    "leave --snapshot out, or give the files of that date"
                )
            basis = "stated"
    return CopyFacts(
        source=declared.id,
        title=declared.title,
        publisher=declared.publisher,
        page=declared.page,
        licence=declared.licence,
        redistribute=declared.redistribute,
        max_age_days=declared.max_age_days,
        date=day.isoformat(),
        basis=basis,
        complete=stated.complete if complete is None else complete,
        files=(),
        loader=fingerprint(declared.id),
        grade=declared.grade,
    )


def _hashed(facts: CopyFacts, files: Sequence[Path]) -> CopyFacts:
    """The facts with name, size and hash of each file."""
    described = ({"name": file.name, "bytes": file.stat().st_size, "sha256": sha256(file)} for file in files)
    return replace(facts, files=tuple(described))


def _check_rejects(declared: Source, tally: Tally) -> None:
    """A load that lost more than its source allows is refused."""
    counts = tally.counts
    if counts["rejected"] > declared.reject_limit * counts["rows"]:
        first = tally.rejects[0]
        raise SourceError(
            f"{declared.id}: {counts['rejected']} of {counts['rows']} rows can't be converted, more than the "
            f"{declared.reject_limit:.0%} allowed; nothing is changed. The first: {first['place']}: {first['reason']}"
        )


def _counted(
    declared: Source, facts: CopyFacts, tally: Tally, kinds: Mapping[str, int], records: int
) -> CopyFacts:
    """The facts with the counts; a load that holds less than a complete copy must is refused."""
    for kind, limits in declared.expect.items() if facts.complete else ():
        least, most = limits.get("at_least", 0), limits.get("at_most")
        number = kinds.get(kind, 0)
        if number < least or (most is not None and number > most):
            raise SourceError(
                f"{declared.id}: {number} {kind} in a copy said to be complete, where {least} to {most or 'any'} "
                "are expected; nothing is changed. If it is a part, load it with --part"
            )
    return replace(facts, counts=tally.summary(kinds, records))
