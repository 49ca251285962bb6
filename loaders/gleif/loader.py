"""The Global LEI System: each record is one legal entity, one relation of two, or why one reports no parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from beholden.graph.ahead import ahead, made_ahead
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped, Snapshot, Source
from beholden.loaders.columns import Chunk
from beholden.loaders.gleif.files import Copy, Row, copy_of, rows, table_row
from beholden.loaders.gleif.level1 import legal_entities
from beholden.loaders.gleif.parents import consolidations, exceptions
from beholden.loaders.gleif.parties import party
from beholden.loaders.gleif.parts import Parts, day
from beholden.loaders.table_columns import TableChunk, table_chunks

SOURCE = Source.beside(__file__)

Key = tuple[str, ...]


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The newest day that the files state: in their header (XML), else in the name that GLEIF gives them."""
    copies = [copy_of(file) for file in files]
    days = [copy.day for copy in copies if copy.day is not None]
    if len(days) < len(copies):
        return Snapshot()
    stated = all(copy.stated for copy in copies) and len(set(days)) == 1
    return Snapshot(max(days), "stated" if stated else "inferred")


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record a row; those that a delta replaces or deletes are skipped, and its deletions too."""
    copies = sorted(map(copy_of, files), key=lambda copy: (copy.family, copy.day is not None, copy.day))
    for family in dict.fromkeys(copy.family for copy in copies):
        of_family = [copy for copy in copies if copy.family == family]
        yield from _read_family(family, of_family)


def _read_family(family: str, copies: Sequence[Copy]) -> Iterator[Record | Rejected | Skipped]:
    changed: dict[Key, Row] = {}
    has_full = not all(copy.delta for copy in copies)
    for copy in copies:
        for row in rows(copy) if copy.delta else ():
            if isinstance(row, Rejected):
                yield row
                continue
            parts = Parts.of(family, row.values)
            earlier = changed.pop(parts.key, None)
            if earlier is not None:
                yield Skipped(earlier.where, "a later record of a delta replaces it")
            changed[parts.key] = row
    for copy in copies:
        for row in () if copy.delta else rows(copy):
            if isinstance(row, Rejected):
                yield row
            elif changed and (later := changed.get(Parts.of(family, row.values).key)) is not None:
                deleted = Parts.of(family, later.values).deleted
                yield Skipped(
                    row.where, "a delta deletes it" if deleted else "a record of a delta replaces it"
                )
            else:
                yield from _record(family, row, None)
    for row in changed.values():
        yield from _record(family, row, has_full)


def columns(files: Sequence[Path]) -> Iterator[Chunk] | None:
    """The records of golden copies as CSV; None where there is another format or a delta."""
    copies = sorted(map(copy_of, files), key=lambda copy: (copy.family, copy.day is not None, copy.day))
    whole = all(copy.format == "csv" and not copy.delta for copy in copies)
    return _chunks(copies) if whole else None


def _chunks(copies: Sequence[Copy]) -> Iterator[Chunk]:
    for copy in copies:
        yield from made_ahead(partial(_chunk, copy), ahead(table_chunks(copy.file)))


def _chunk(copy: Copy, table: TableChunk) -> Chunk:
    why: Counter[str] = Counter()
    if copy.family == "lei":
        told, plain = legal_entities(SOURCE, table)
        done = plain
    elif copy.family == "rr":
        told, plain, aside = consolidations(SOURCE, table)
        done, why = plain | aside.which, aside.why
    else:
        told, plain = exceptions(SOURCE, table)
        done = plain
    records: list[Record | Rejected | Skipped] = []
    for row in map(table_row, table.rest(copy.file, done)):
        records.extend([row] if isinstance(row, Rejected) else _record(copy.family, row, None))
    texts = pl.DataFrame({"text": told.texts, "place": table.places(copy.file).filter(pl.Series(plain))})
    return Chunk(len(texts), texts, told.said, records, why)


def _record(family: str, row: Row, beside_full: bool | None) -> Iterator[Record | Skipped]:
    parts = Parts.of(family, row.values)
    if parts.deleted and beside_full is not None:
        why = "a deletion" if beside_full else "a deletion, of a record in files that are not given"
        yield Skipped(row.where, why)
    elif (reason := _set_aside(family, parts)) is not None:
        yield Skipped(row.where, reason)
    else:
        yield Record({"family": family, "parts": parts}, row.where, row.text)


def _set_aside(family: str, parts: Parts) -> str | None:
    """Why a record of level 2 is no relation of this graph, or None where it is one or a word is not known."""
    if family != "rr":
        return None
    type_, registered = parts.one("type"), parts.one("registration")
    if SOURCE.lookups["relation"].get(type_) == "":
        return f"{type_}: a relation that this graph has no kind for"
    if SOURCE.lookups["registration"].get(registered) == "set aside":
        return f"a relation whose record is {registered}"
    return None


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what the entity is, who consolidates it, or that no parent is reported."""
    family, parts = record.take("family"), record.take("parts")
    if parts.unknown:
        raise RecordError(
            f"fields neither taken nor left: {', '.join(parts.unknown)}; the publisher may have added them"
        )
    if family == "lei":
        yield party(SOURCE, parts)
    elif family == "rr":
        yield _consolidates(parts)
    else:
        yield from _unreported(parts)


def _consolidates(parts: Parts) -> Relation:
    """The accounting parent of level 2: the end node consolidates the start node."""
    level = SOURCE.lookup("relation", parts.needed("type"))
    SOURCE.lookup("registration", parts.needed("registration"))
    for role in ("child_type", "parent_type"):
        if parts.needed(role) != "LEI":
            raise RecordError(f'a node is of type "{parts.one(role)}", and not an LEI')
    child, parent = parts.needed("child"), parts.needed("parent")
    if child == parent:
        raise RecordError(f"{child} consolidates itself")
    start, end = parts.period()
    dispute = None
    if end is None and SOURCE.lookup("relation_status", parts.needed("status")) == "inactive":
        end = day(parts.needed("updated"))
        dispute = f"the register says on {end} that it is over, and not since when"
    return SOURCE.relation(
        "CONSOLIDATES",
        f"gleif/{parent}",
        f"gleif/{child}",
        level=level,
        start=start,
        end=end,
        dispute=dispute,
        page=f"https://search.gleif.org/#/record/{child}",
    )


def _unreported(parts: Parts) -> Iterator[Entity | Relation]:
    """Whoever stands in the place of a parent, unnamed, with the reason why none is reported.

    Only a parent that exists and is kept back consolidates; others control, as far as the exception says.
    """
    lei, category = parts.needed("lei"), parts.needed("category")
    level = SOURCE.lookup("exception", category)
    published = parts.all("reason")
    if not published:
        raise RecordError("there is no reason of the exception")
    reasons = list(dict.fromkeys(SOURCE.lookup("reason", word) for word in published))
    page = f"https://search.gleif.org/#/record/{lei}"
    reason = reasons[0] if len(reasons) == 1 else "unknown"
    stands = SOURCE.lookup("stands_for", reason)
    unnamed = SOURCE.entity(
        stands["kind"],
        id=f"{lei}/{level}-parent",
        name=f"{stands['name']}, by a GLEIF reporting exception of {lei} ({level} parent: {', '.join(published)})",
        kind_stated=stands["kind"] != "Organization",
        unknown_reason=reason,
        page=page,
    )
    yield unnamed
    if stands["relation"] == "CONSOLIDATES":
        yield SOURCE.relation("CONSOLIDATES", unnamed, f"gleif/{lei}", level=level, page=page)
    else:
        yield SOURCE.relation(
            "CONTROLS",
            unnamed,
            f"gleif/{lei}",
            mechanism="not_stated",
            direct="direct" if level == "direct" else "not_stated",
            page=page,
        )
