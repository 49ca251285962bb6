"""The frozen sets that the matching of names is measured on; read from the folder of real lists, never copied."""

import csv
import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from beholden.graph.countries import country_code
from beholden.graph.identifiers import identifier

SHARED = Path(os.environ.get("BEHOLDEN_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"


@dataclass(frozen=True)
class Named:
    """One name, whose it is, its country where one is stated, and what kind of name it is."""

    entity: str
    name: str
    country: str | None
    kind: str


def held_back(entity: str) -> bool:
    """Whether an entity is of the half that results are reported on; the other half is what choices rest on."""
    return hashlib.sha256(entity.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True)
class LabelledPair:
    """Two names, whether they are of one company by the weak label, and how they came together.

    `row` is its line in the file, `entity` the company that the first name is of.
    """

    row: int
    entity: str
    names: tuple[str, str]
    same: bool
    kind: str


def sbti(edition: str, *, corrected: bool = False) -> list[Named]:
    """The companies of one edition of the SBTi's table that state a valid LEI, which is the entity.

    Of some rows the publisher gave the LEI of another company and later put it right; `corrected` has the later one,
    and leaves out those of which it later gave none.
    """
    put_right = _corrections(edition) if corrected else {}
    book = load_workbook(SHARED / f"sbti/companies-taking-action_{edition}.xlsx", read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    names = [str(cell or "").strip().lower().replace("_", " ") for cell in rows[0]]
    name, lei, place = (names.index(wanted) for wanted in ("company name", "lei", "location"))
    found = []
    for number, row in enumerate(rows[1:], start=2):
        stated = row[lei]
        if number in put_right:
            wrong, stated = put_right[number]
            if row[lei] != wrong:
                raise ValueError(f"{edition}:{number}: has the LEI {row[lei]}, and not {wrong} as it had")
        try:
            entity = identifier("lei", str(stated)) if stated else None
        except ValueError:
            continue
        if entity:
            found.append(Named(entity, str(row[name]), country_code(str(row[place])), "name"))
    return found


def _corrections(edition: str) -> dict[int, tuple[str, str]]:
    """Row of an edition → the LEI it states and the right one, "" where none is known."""
    with (Path(__file__).parent / "data" / "sbti_lei_corrections.csv").open(encoding="utf-8") as stream:
        lines = csv.DictReader(stream)
        return {
            int(line["row"]): (line["stated"], line["lei"]) for line in lines if line["edition"] == edition
        }


def once_in_each(left: list[Named], right: list[Named]) -> tuple[list[Named], list[Named]]:
    """Of two editions those whose entity stands exactly once in each."""
    counts = [Counter(one.entity for one in side) for side in (left, right)]
    both = {entity for entity, count in counts[0].items() if count == 1 and counts[1][entity] == 1}
    return tuple([one for one in side if one.entity in both] for side in (left, right))  # type: ignore[return-value]


def ofac() -> list[Named]:
    """Every name of every entity (no person, vessel or aircraft) on OFAC's two lists; the entity is its number."""
    found: dict[Named, None] = {}
    for prim, alt in (("sdn.csv", "alt.csv"), ("cons_prim.csv", "cons_alt.csv")):
        entities = set()
        for row in _rows(prim):
            if len(row) > 3 and row[2].strip() == "-0-":
                entities.add(row[0])
                found[Named(row[0], row[1], None, "first name")] = None
        for row in _rows(alt):
            if row[0] in entities:
                found[Named(row[0], row[3], None, row[2])] = None
    return list(found)


def _rows(name: str) -> list[list[str]]:
    with (SHARED / "us_ofac" / name).open(encoding="latin-1", newline="") as stream:
        return list(csv.reader(stream))


def labelled_pairs() -> list[LabelledPair]:
    """The pairs of names with weak labels."""
    with (SHARED / "resolution/company_name_pairs.csv").open(encoding="utf-8", newline="") as stream:
        return [
            LabelledPair(
                number,
                row["id1"],
                (row["name1"], row["name2"]),
                row["is_match"] == "true",
                row["kind"].replace("_", " ").lower(),
            )
            for number, row in enumerate(csv.DictReader(stream), start=2)
        ]


def cross_script_pairs() -> list[tuple[str, str, str]]:
    """Two names in two scripts that are one's by the file, and what it says of them; most are of persons."""
    with (SHARED / "resolution/cross_script_pairs.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(line for line in stream if line.strip() and not line.startswith("#"))
        return [(row[0], row[1], row[3]) for row in rows]
