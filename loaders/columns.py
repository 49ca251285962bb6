"""The second way in which a loader may read its files: whole columns of plain records, and the others one by one."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from beholden.errors import SchemaError, SourceError
from beholden.graph.ahead import ahead
from beholden.graph.claim_files import ClaimFiles, usual, without_usual
from beholden.graph.claims import ClaimColumns
from beholden.graph.statements import SEPARATOR
from beholden.loaders.frame import Record, RecordError, Rejected, Skipped
from beholden.loaders.tally import Tally


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records of a file, one after the other.

    `said` has what the plain ones say: a kind with a frame of statements, whose columns are `subject` (the id),
    `record` (the number of its record among `records`), and those of the kind's claims that are known. `records` has
    the `text` of each as published, and the `place` where it stands. `plain` is how many are plain. `others` are all
    else, in order: the loader's `convert` says what they say. `aside` has how many records were skipped beside these,
    by why.
    """

    plain: int
    records: pl.DataFrame
    said: Sequence[tuple[str, pl.DataFrame]]
    others: Sequence[Record | Rejected | Skipped]
    aside: Mapping[str, int] = field(default_factory=dict)


class ColumnsError(SourceError):
    """A file can't be read in columns; read one by one it loads, or is refused in the words of that way."""


def mapped(values: pl.Series, function: Callable[[str], str | None]) -> tuple[pl.Series, pl.Series]:
    """What a function makes of each text, and whether it made it: RecordError says that it did not.

    The function is called once for each text that differs; for no text there is no value.
    """
    known: dict[str, str | None] = {}
    for value in values.drop_nulls().unique():
        try:
            known[value] = function(value)
        except (RecordError, SchemaError):
            continue
    old = pl.Series(list(known), dtype=pl.String)
    new = pl.Series(list(known.values()), dtype=pl.String)
    made = values.is_null() | values.is_in(old.implode())
    return values.replace_strict(old, new, default=None, return_dtype=pl.String), made


def json_object(cells: pl.DataFrame, encode: Callable[[Any], str]) -> pl.Expr:
    """The JSON of the cells that are not null, as `json.dumps` has it of texts without marks to be escaped.

    A row whose first cell is null has none.
    """
    first, *others = cells.columns
    parts = [pl.lit(f'{{{encode(first)}: "'), pl.col(first)]
    for name in others:
        before = pl.lit(f'", {encode(name)}: "')
        there = pl.col(name).is_not_null()
        parts += [pl.when(there).then(before) if cells[name].null_count() else before, pl.col(name)]
    whole = pl.concat_str(*parts, pl.lit('"}'), ignore_nulls=True)
    return pl.when(pl.col(first).is_not_null()).then(whole)


def split_texts(joined: pl.Expr) -> pl.Expr:
    """The list of texts that are joined by `SEPARATOR`; "" is no text."""
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return pl.when(joined == "").then(nothing).otherwise(joined.str.split(SEPARATOR))


def whole_days(days: pl.Expr) -> pl.Expr:
    """The dates of texts such as 2012-11-29; null for all else, also for what is a date of another form."""
    written = days.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & ~days.str.starts_with("0000")
    return pl.when(written).then(days).str.to_date("%Y-%m-%d", strict=False)


def read_columns(
    columns: Callable[[Sequence[Path]], Iterable[Chunk] | None],
    files: Sequence[Path],
    tally: Tally,
    day: str,
    folder: Callable[[], Path],
) -> ClaimFiles | None:
    """The claims of these files, read in columns; None where they must be read one by one.

    `folder` gives one for pieces, once it is asked. Whatever is wrong with a file as a whole, reading it one by one
    says so: what was read in columns is let go.
    """
    declared = tally.declared
    defaults = (declared.publisher, declared.grade, declared.page, day)
    usually = usual(*defaults)
    collects = gc.isenabled()
    gc.disable()  # the values of many records at once are no garbage, and none of them refers to itself
    try:
        chunks = columns(files)
        if chunks is None:
            return None
        claims = ClaimFiles(folder, usually)
        for chunk in ahead(chunks):
            claims.add(chunk.records.select("text", places=pl.concat_list("place")), chunk.said)
            tally.plain(chunk.plain)
            tally.aside(chunk.aside)
            single = ClaimColumns(*defaults)
            for record in chunk.others:
                tally.take(record, single)
            frames = single.frames().items()
            claims.add(single.records(), [(kind, without_usual(frame, usually)) for kind, frame in frames])
    except SourceError:
        return None
    finally:
        if collects:
            gc.enable()
    return claims if tally.read else None
