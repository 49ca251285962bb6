"""The headerless CSV family of an OFAC list: parties, their addresses, their aliases, and long remarks.

Rows have no header; an empty cell is the token ``-0-``; the last line is a lone 0x1A byte. Which of the four
a file is, the number of its cells tells. All rows of one party make one record.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from beholden.errors import SourceError
from beholden.loaders import Record, Rejected, Skipped
from beholden.loaders.tables import read_rows, read_text

END = "\x1a"
NULL = "-0-"
CUT_AFTER = 1_000
"""OFAC ends remarks after so many characters, in the middle of a word; the file of long remarks has the rest."""

PARTIES = (
    "ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type", "Tonnage", "GRT",
    "Vess_flag", "Vess_owner", "Remarks",
)  # fmt: skip
ADDRESSES = ("ent_num", "add_num", "address", "city", "country", "add_remarks")
ALIASES = ("ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks")
REMARKS = ("ent_num", "Remarks")
SHAPES = {len(columns): columns for columns in (PARTIES, ADDRESSES, ALIASES, REMARKS)}

_PART_OF_NULL = re.compile(r",-0?\Z")


@dataclass(frozen=True, slots=True)
class Family:
    """How the files of one list are read; `parties` is what its file of parties is called.

    `end_mark_needed`: a file without its end mark is refused; else it is read as one that may not be whole,
    and only a row that is cut is refused. `parts_of_one_day`: a part that shows that it is of another date
    than the file of parties is skipped as a whole; else each of its rows that belongs to no party is rejected.
    """

    parties: str
    end_mark_needed: bool
    parts_of_one_day: bool


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A file: its rows by the number of the party, those that can't be read, and the numbers of all."""

    name: str
    rows: dict[str, list[_Row]]
    rejected: list[Rejected]
    numbers: frozenset[str]


def has_end_mark(file: Path) -> bool:
    """Tell whether a file ends with OFAC's end mark, which proves that it is whole."""
    try:
        return file.read_bytes().rstrip().endswith(END.encode())
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem


def read_csv(files: Sequence[Path], family: Family) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record a party, with its addresses, aliases, whole remarks, and the places of all its rows.

    A row that belongs to no party, and one with too few or too many cells, is rejected; each row of a part of
    another date is skipped. A file that is cut, of another shape or of the same shape as another raises
    SourceError, and so does a load without the file of parties.
    """
    parts: dict[tuple[str, ...], _Part] = {}
    for file in files:
        columns, part = _read(file, family)
        if columns in parts:
            other = parts[columns].name
            raise SourceError(f"{part.name}: has {len(columns)} columns, as {other} has; give one of the two")
        parts[columns] = part
        yield from part.rejected
    if PARTIES not in parts:
        raise SourceError(
            f"{', '.join(part.name for part in parts.values())}: the file of parties "
            f"({len(PARTIES)} columns, {family.parties}) is missing"
        )
    parties = parts.pop(PARTIES)
    if family.parts_of_one_day:
        for columns, part in list(parts.items()):
            if reason := _of_another_day(part, columns, parties):
                yield from (Skipped(row.place, reason) for rows in part.rows.values() for row in rows)
                del parts[columns]
    beside = {
        columns: parts[columns].rows if columns in parts else {} for columns in (ADDRESSES, ALIASES, REMARKS)
    }
    for number, rows in parties.rows.items():
        yield from _party(rows, {columns: beside[columns].pop(number, []) for columns in beside})
    for left in beside.values():
        for number, rows in left.items():
            for row in rows:
                yield _rejected(row, f"orphan: no party in {parties.name} has the number {number}")


def _read(file: Path, family: Family) -> tuple[tuple[str, ...], _Part]:
    """The columns of a file, which its number of cells tells, and its rows."""
    marked, body = _body(file, family)
    part = _Part(file.name, {}, [], frozenset())
    numbers: set[str] = set()
    columns: tuple[str, ...] = ()
    short = ""
    for line, cells in read_rows(file, body):
        place = f"{file.name}:{line}"
        if not columns:
            columns = _shape(place, cells)
        number = cells[0].strip()
        short = ""
        if len(cells) != len(columns):
            reason = short = f"{len(cells)} cells where this file has {len(columns)}"
            part.rejected.append(Rejected(place, reason, ",".join(cells)))
        elif not number.isdigit():
            part.rejected.append(Rejected(place, f"{number!r} is no number of an entry", ",".join(cells)))
        else:
            values = ("" if cell.strip() == NULL else cell for cell in cells)
            row = _Row(place, dict(zip(columns, values, strict=True)))
            part.rows.setdefault(number, []).append(row)
        numbers.add(number)
    if not columns:
        raise SourceError(f"{file.name}: there is no row in it")
    if short and not marked:
        raise SourceError(f"{place}: {short}, in the last row, and no end mark: the file is truncated")
    return columns, _Part(part.name, part.rows, part.rejected, frozenset(numbers))


def _body(file: Path, family: Family) -> tuple[bool, str]:
    """Whether the end mark is there, and the rows before it; SourceError for a file that is cut."""
    text = read_text(file, ("utf-8-sig", "cp1252"))
    body, mark, rest = text.rpartition(END)
    if mark and not rest.strip() and (not body or body.endswith("\n")):
        return True, body
    if mark or family.end_mark_needed:
        raise SourceError(
            f"{file.name}: there is no lone 0x1A byte on the last line, with which OFAC ends its files: "
            "it is truncated, or another format"
        )
    # Editors take the mark away, and blanks and half a token with it. What is not in quotation marks is a
    # number at the start of a row or the token, so that its beginning at the end of a row can be nothing else.
    body = _PART_OF_NULL.sub(f",{NULL}", text.rstrip())
    if not body.endswith(('"', f",{NULL}")):
        raise SourceError(
            f"{file.name}: it ends in the middle of a row, without an end mark: it is truncated"
        )
    return False, body


def _shape(place: str, cells: Sequence[str]) -> tuple[str, ...]:
    if len(cells) not in SHAPES or not cells[0].strip().isdigit():
        raise SourceError(
            f"{place}: the first row has {len(cells)} cells and starts with {cells[0][:40]!r}; "
            "a file of this family has no header, a number first, and 12 cells (parties), "
            "6 (addresses), 5 (aliases) or 2 (long remarks)"
        )
    return SHAPES[len(cells)]


def _size(number: str) -> int:
    """The number of an entry as one, 0 for what is none: no list has one of more than 18 digits."""
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= 18 else 0


def _of_another_day(part: _Part, columns: tuple[str, ...], parties: _Part) -> str:
    """Why a part is not of the date of the file of parties, or "" where nothing in it shows that.

    OFAC writes all files of a list at once, so that each row of a part has its party. Long remarks stand only
    beside remarks that are cut. Parts of another date can pass both; that a part fails is certain.
    """
    missing = part.rows.keys() - parties.numbers
    if missing:
        newest = max((_size(number) for number in parties.numbers), default=0)
        newer = sum(_size(number) > newest for number in missing)
        return (
            f"{part.name} is of another date than {parties.name}: of its {len(part.rows)} numbers of entries, "
            f"{len(missing)} are not there, {newer} of them above {newest}, the highest there"
        )
    if columns == REMARKS and (whole := _not_cut(part.rows, parties)):
        return (
            f"{part.name} is of another date than {parties.name}: it goes on with remarks that are not cut "
            f"there, such as those of {whole[0]}"
        )
    return ""


def _not_cut(numbers: Collection[str], parties: _Part) -> list[str]:
    return [
        number
        for number in numbers
        if number in parties.rows and len(parties.rows[number][0].cells["Remarks"]) < CUT_AFTER
    ]


def _party(
    rows: Sequence[_Row], parts: Mapping[tuple[str, ...], Sequence[_Row]]
) -> Iterator[Record | Rejected]:
    """The record of a party; a second row of it that says something else is rejected."""
    first = rows[0]
    same = [row for row in rows if row.cells == first.cells]
    for row in rows:
        if row.cells != first.cells:
            yield _rejected(row, f"the entry of this number stands at {first.place}, with other cells")
    # The cut is in the middle of a word, so both are joined as they stand.
    remarks = "".join(row.cells["Remarks"] for row in (first, *parts[REMARKS]))
    yield Record(
        {
            **first.cells,
            "Remarks": remarks,
            "addresses": _by_number(parts[ADDRESSES], "add_num"),
            "aliases": _by_number(parts[ALIASES], "alt_num"),
        },
        where=[row.place for row in (*same, *parts[ADDRESSES], *parts[ALIASES], *parts[REMARKS])],
    )


def _rejected(row: _Row, reason: str) -> Rejected:
    return Rejected(row.place, reason, ",".join(row.cells.values()))


def _by_number(rows: Sequence[_Row], column: str) -> list[dict[str, str]]:
    """The rows in the order of OFAC's own numbers, so that their order in the file changes no claim."""
    return [
        dict(row.cells) for row in sorted(rows, key=lambda row: (len(row.cells[column]), row.cells[column]))
    ]
