"""The headerless CSV family of an OFAC list: parties, their addresses, their aliases, and long remarks.

Rows have no header; an empty cell is the token ``-0-``; the last line is a lone 0x1A byte. Which of the four
a file is, the number of its cells tells. All rows of one party make one record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from beholden.errors import SourceError
from beholden.loaders import Record, Rejected
from beholden.loaders.tables import read_rows, read_text

END = "\x1a"
NULL = "-0-"
PARTIES = (
    "ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type", "Tonnage", "GRT",
    "Vess_flag", "Vess_owner", "Remarks",
)  # fmt: skip
ADDRESSES = ("ent_num", "add_num", "address", "city", "country", "add_remarks")
ALIASES = ("ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks")
REMARKS = ("ent_num", "Remarks")
SHAPES = {len(columns): columns for columns in (PARTIES, ADDRESSES, ALIASES, REMARKS)}


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    cells: Mapping[str, str]


def read_csv(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield one record a party, with its addresses, aliases, whole remarks, and the places of all its rows.

    A row that belongs to no party, and one with too few or too many cells, is rejected. A file without its
    end mark, of another shape or of the same shape as another raises SourceError, and so does a load without
    the file of parties.
    """
    parts: dict[tuple[str, ...], dict[str, list[_Row]]] = {}
    names: dict[tuple[str, ...], str] = {}
    for file in files:
        read, columns = _rows(file)
        if columns in parts:
            other = names[columns]
            raise SourceError(f"{file.name}: has {len(columns)} columns, as {other} has; give one of the two")
        parts[columns], names[columns] = {}, file.name
        for row in read:
            if isinstance(row, Rejected):
                yield row
            else:
                parts[columns].setdefault(row.cells["ent_num"], []).append(row)
    if PARTIES not in parts:
        raise SourceError(
            f"{', '.join(names.values())}: the file of parties (12 columns, cons_prim.csv) is missing"
        )
    beside = {columns: parts.get(columns, {}) for columns in (ADDRESSES, ALIASES, REMARKS)}
    for number, rows in parts[PARTIES].items():
        yield from _party(rows, {columns: beside[columns].pop(number, []) for columns in beside})
    for left in beside.values():
        for number, rows in left.items():
            for row in rows:
                yield _rejected(row, f"orphan: no party in {names[PARTIES]} has the number {number}")


def _rows(file: Path) -> tuple[list[_Row | Rejected], tuple[str, ...]]:
    """The rows of a file, and the columns that their number of cells tells."""
    body, mark, rest = read_text(file, ("utf-8-sig", "cp1252")).rpartition(END)
    if not mark or rest.strip() or (body and not body.endswith("\n")):
        raise SourceError(
            f"{file.name}: there is no lone 0x1A byte on the last line, with which OFAC ends its files: "
            "it is truncated, or another format"
        )
    rows: list[_Row | Rejected] = []
    columns: tuple[str, ...] = ()
    for line, cells in read_rows(file, body):
        place = f"{file.name}:{line}"
        if not columns:
            if len(cells) not in SHAPES or not cells[0].strip().isdigit():
                raise SourceError(
                    f"{place}: the first row has {len(cells)} cells and starts with {cells[0][:40]!r}; "
                    "a file of this family has no header, a number first, and 12 cells (parties), "
                    "6 (addresses), 5 (aliases) or 2 (long remarks)"
                )
            columns = SHAPES[len(cells)]
        values = dict(zip(columns, ("" if cell.strip() == NULL else cell for cell in cells), strict=False))
        if len(cells) != len(columns):
            reason = f"{len(cells)} cells where this file has {len(columns)}"
            rows.append(Rejected(place, reason, ",".join(cells)))
        elif not values["ent_num"].strip().isdigit():
            rows.append(Rejected(place, f"{values['ent_num']!r} is no number of an entry", ",".join(cells)))
        else:
            rows.append(_Row(place, values))
    if not columns:
        raise SourceError(f"{file.name}: there is no row in it")
    return rows, columns


def _party(
    rows: Sequence[_Row], parts: Mapping[tuple[str, ...], Sequence[_Row]]
) -> Iterator[Record | Rejected]:
    """The record of a party; a second row of it that says something else is rejected."""
    first = rows[0]
    same = [row for row in rows if row.cells == first.cells]
    for row in rows:
        if row.cells != first.cells:
            yield _rejected(row, f"the entry of this number stands at {first.place}, with other cells")
    # OFAC cuts remarks after 1,000 characters, in the middle of a word, so they are joined as they stand.
    remarks = "".join(row.cells["Remarks"] for row in (first, *parts[REMARKS]))
    yield Record(
        {
            **first.cells,
            "Remarks": remarks,
            "addresses": [dict(row.cells) for row in parts[ADDRESSES]],
            "aliases": [dict(row.cells) for row in parts[ALIASES]],
        },
        where=[row.place for row in (*same, *parts[ADDRESSES], *parts[ALIASES], *parts[REMARKS])],
    )


def _rejected(row: _Row, reason: str) -> Rejected:
    return Rejected(row.place, reason, ",".join(row.cells.values()))
