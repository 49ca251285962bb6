"""The lists beyond the main job: each arrow of a release leads back to the row or record that states it.

The raw files are read here without the loaders: a CSV row that starts on the line, a row of a workbook by the number
that its XML gives it, a JSON object that starts on the line. One release is shared by all tests.
"""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

import beholden.loaders
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load
from tests.test_locators import csv_row, leaves, lines_of

pytestmark = pytest.mark.thorough

SEED = 20261125
SDN = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")
SOURCES: dict[str, tuple[str, tuple[str, ...], str | None]] = {
    "us_ofac_sdn": ("us_ofac", SDN, "2019-01-15"),
    "us_csl": ("us_csl", ("csl_consolidated_large.csv",), "2023-11-16"),
    "mapped": ("us_csl", ("bis_entity_list_from_csl_2025-11-08.json",), "2025-11-08"),
    "us_fcc_covered_list": ("us_fcc_covered", ("fcc_covered_list_table.csv",), "2026-08-20"),
    "us_ndaa_889": ("us_special_legislation", ("ndaa_section_889.csv",), "2026-08-18"),
    "sbti_companies": ("sbti", ("companies-taking-action_2024-03.xlsx",), "2024-03-17"),
    "ocds": ("ocds", ("portugal_base_release_packages.json",), None),
}
"""Source: folder, files, and the date of the copy where the files do not state it."""

FEW = {"us_ndaa_889": 5}
"""Arrows of a source that has fewer than ten of them."""

NAMES_A_PART = ("us_csl", "us_fcc_covered_list")
"""A cell of theirs holds a name with more: other names, or the sentence it stands in."""


# --- The raw files -----------------------------------------------------------------------------------------


def json_object(path: Path, line: int) -> Any:
    """The object that starts on this line of an indented file, and ends on the next line as far in."""
    lines = lines_of(path)
    start = lines[line - 1].rstrip("\r")
    assert start.strip() == "{", f"{path.name}:{line}: {start!r}"
    ends = {start.replace("{", "}"), start.replace("{", "},")}
    end = next(at for at in range(line, len(lines)) if lines[at].rstrip("\r") in ends)
    return json.loads("\n".join(lines[line - 1 : end + 1]).rstrip("\r,"))


@cache
def workbook(path: Path) -> dict[int, dict[str, str]]:
    """The cells of a workbook's one sheet by the row's own number and the letters of the column."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        (sheet,) = sheets
        table = ElementTree.fromstring(archive.read(sheet))
        shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    texts = [text_of(entry) for entry in shared]
    rows: dict[int, dict[str, str]] = {}
    for row in table.iterfind(".//{*}row"):
        cells = rows.setdefault(int(row.attrib["r"]), {})
        for cell in row:
            value = cell.findtext("{*}v")
            if cell.get("t") == "inlineStr":
                value = text_of(cell)
            elif cell.get("t") == "s" and value is not None:
                value = texts[int(value)]
            if value:
                cells[cell.attrib["r"].rstrip("0123456789")] = value
    return rows


def text_of(element: ElementTree.Element) -> str:
    """The text of a cell; a workbook spells a control character as its number, such as _x000D_."""
    text = "".join(part.text or "" for part in element.iter() if part.tag.endswith("}t"))
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def record_at(source: str, path: Path, line: int) -> list[str]:
    """The texts in the record at this place."""
    if path.suffix == ".xlsx":
        return list(workbook(path)[line].values())
    if path.suffix == ".json":
        return list(leaves(json_object(path, line)))
    cells = csv_row(path, line)
    return [cell for cell in cells if cell.strip() != "-0-"] if source == "us_ofac_sdn" else cells


def one_line(text: str) -> str:
    """A text with single blanks, without marks of footnotes and characters of no width.

    The apostrophe of Xi'an came into the screening list as the byte that Windows has for it.
    """
    return " ".join(re.sub(r"[\u200b†^]", "", text.replace("\x92", "’")).split())


def spellings(text: str) -> set[str]:
    """A date as these publishers write it, also as the number that a workbook keeps."""
    if len(text) < 10:
        return {text, "/".join(("01", *reversed(text.split("-"))))}
    day = date.fromisoformat(text)
    serial = str((day - date(1899, 12, 30)) // timedelta(days=1))
    return {text, f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%B} {day.day}, {day.year}", serial}


def states_day(raw: Iterable[str], text: str) -> bool:
    """Whether a date stands among these texts, not inside a longer number."""
    either = "|".join(map(re.escape, sorted(spellings(text))))
    return any(re.search(rf"(?<!\d)(?:{either})(?!\d)", cell) for cell in raw)


def states_name(source: str, raw: Iterable[str], name: str) -> bool:
    """Whether a name stands in a record; a contract without a title is called by two ids of the record."""
    cells, name = [one_line(cell) for cell in raw], one_line(name)
    if source in NAMES_A_PART and any(name in cell for cell in cells):
        return True
    process, _, award = name.partition(" ")
    return name in cells or (source == "ocds" and name.startswith("ocds-") and {process, award} <= set(cells))


def same_cell(told: str, stands: str) -> bool:
    """Whether a cell is quoted as it stands; a number may stand in another form, as 5.22E9 does for 5220000000."""
    try:
        return told == stands or float(told) == float(stands)
    except ValueError:
        return False


def quoted(source: str, path: Path, line: int, text: str) -> bool:
    """Whether the text of a claim is the record at this place, with each field under its own name."""
    if path.suffix == ".json":
        found = json_object(path, line)
        return any(found == json.loads(one) for one in text.split("\n")) or json.loads(text) == {
            name: cell for name, cell in found.items() if cell
        }
    told = json.loads(text)
    if path.suffix == ".xlsx":
        header = workbook(path)[1]
        row = workbook(path)[line]
        stands = {header[letters]: cell for letters, cell in row.items()}
        return stands.keys() == told.keys() and all(same_cell(told[name], stands[name]) for name in told)
    if source == "us_ofac_sdn":
        whole = "\n".join(leaves(told))
        return all(cell.strip() in whole for cell in record_at(source, path, line))
    return bool(told == dict(zip(csv_row(path, 1), csv_row(path, line), strict=True)))


# --- From an arrow to its records --------------------------------------------------------------------------


class Claims:
    """The arrows of a release that these sources state, their claims, and the names in each record."""

    def __init__(self, release: Release, files: dict[str, Path]) -> None:
        self.files = files
        self.relations: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}
        for kind in release.kinds("relations"):
            frame = release.frame("relations", kind).filter(~pl.col("derived"))
            for id, sources in frame.select("id", "sources").iter_rows():
                if own := [source for source in sources if source in SOURCES]:
                    self.relations[id], self.kinds[id] = own, kind
        self.claims: dict[str, list[dict[str, Any]]] = {}
        self.names: dict[tuple[str, str, str], set[str]] = {}
        for kind in release.kinds("claims"):
            frame = release.frame("claims", kind)
            if "from_stated" in frame.columns:
                wanted = (
                    "subject",
                    "source",
                    "copy",
                    "places",
                    "text",
                    "from_stated",
                    "to_stated",
                    "start_text",
                )
                for row in frame.select(wanted).iter_rows(named=True):
                    self.claims.setdefault(row["subject"], []).append(row)
            else:
                for subject, copy, places, name in frame.select(
                    "subject", "copy", "places", "name"
                ).iter_rows():
                    for place in places:
                        self.names.setdefault((subject, copy, place), set()).add(name)

    def check(self, relation: str) -> int:
        """Look up every place of every claim of a relation; how many places there were."""
        number = 0
        for row in self.claims[relation]:
            if row["source"] in SOURCES:
                self.look_up(row, row["places"], self.ends(row), row["start_text"])
                number += len(row["places"])
        assert number > 0, relation
        return number

    def ends(self, row: dict[str, Any]) -> list[set[str]]:
        """What the record calls each end that it is about; the list it stands on is of the reference."""
        ends = []
        for end in (row["from_stated"], row["to_stated"]):
            if end.startswith(f"{row['source']}/"):
                shared = [self.names.get((end, row["copy"], place), set()) for place in row["places"]]
                assert all(shared), (end, row["places"])
                ends.append(set.union(*shared))
        assert ends, row
        return ends

    def look_up(
        self, row: dict[str, Any], places: Iterable[str], ends: list[set[str]], start: str | None
    ) -> None:
        """Every place has the record as the claim quotes it, with the names of its ends and the start."""
        for place in self.apart(row["source"], places):
            records = [record_at(row["source"], *self.found(one)) for one in place]
            raw = [cell for record in records for cell in record]
            for names in ends:
                assert any(states_name(row["source"], raw, name) for name in names), (
                    f"no name: {place} {names} {raw}"
                )
            if start:
                assert states_day(raw, start), f"no start: {place} {start} {raw}"
            for one in place:
                assert quoted(row["source"], *self.found(one), row["text"]), f"not as quoted: {one}"
            if row["source"] == "us_ofac_sdn":
                # The rows of one entry begin with its number, and one of them has its name.
                assert {record[0] for record in records} == {row["from_stated"].partition("/")[2]}, place
                assert sum(one.startswith("sdn.csv:") for one in place) == 1, place

    def found(self, place: str) -> tuple[Path, int]:
        name, _, line = place.rpartition(":")
        return self.files[name], int(line)

    def apart(self, source: str, places: Iterable[str]) -> list[list[str]]:
        """The places of an entry in several files make one record; elsewhere each is a record of its own."""
        return [list(places)] if source == "us_ofac_sdn" else [[place] for place in places]


@pytest.fixture(scope="module")
def claims(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Claims:
    workspace = Workspace(tmp_path_factory.mktemp("lists") / "home")
    mapping = Path(beholden.loaders.__path__[0]) / "mapped" / "examples" / "bis_entity_list.toml"
    paths: dict[str, Path] = {}
    for source, (folder, names, day) in SOURCES.items():
        files = [shared / "data" / folder / name for name in names]
        paths |= {file.name: file for file in files}
        load(source, [mapping, *files] if source == "mapped" else files, workspace, snapshot=day)
    return Claims(build(workspace, software="test"), paths)


def test_two_hundred_arrows_at_random_stand_where_they_say(claims: Claims) -> None:
    chosen = random.Random(SEED).sample(sorted(claims.relations), 200)
    assert sum(claims.check(relation) for relation in chosen) >= 200


@pytest.mark.parametrize("source", SOURCES)
def test_arrows_of_every_kind_of_a_source_stand_where_they_say(source: str, claims: Claims) -> None:
    """Nearly all arrows are of two lists, so each source and kind has its own draw."""
    groups: dict[str, list[str]] = {}
    for id in sorted(claims.relations):
        if source in claims.relations[id]:
            groups.setdefault(claims.kinds[id], []).append(id)
    drawn = [one for ids in groups.values() for one in random.Random(SEED).sample(ids, min(30, len(ids)))]
    assert len(drawn) >= FEW.get(source, 10)
    for relation in drawn:
        claims.check(relation)


@pytest.mark.parametrize("source", SOURCES)
def test_the_look_up_itself_notices_a_wrong_line_name_or_date(source: str, claims: Claims) -> None:
    rows = [row for id in sorted(claims.claims) for row in claims.claims[id] if row["source"] == source]
    dated = [row for row in rows if row["start_text"]] or rows
    for row in random.Random(SEED).sample(dated, min(10, len(dated))):
        right = row["places"], claims.ends(row), row["start_text"]
        claims.look_up(row, *right)
        places, ends, start = right
        # The next line, whatever it is: another record, the middle of this one, or none.
        for at, place in enumerate(places):
            name, _, line = place.rpartition(":")
            wrong = [*places[:at], f"{name}:{int(line) + 1}", *places[at + 1 :]]
            if source != "us_ofac_sdn" or not same_entry(claims, place, wrong[at]):
                with pytest.raises((AssertionError, KeyError, IndexError, StopIteration, ValueError)):
                    claims.look_up(row, wrong, ends, start)
        # The record of another.
        stranger = next(
            one
            for one in rows
            if one["places"] != places and not {one["from_stated"]} & {row["from_stated"], row["to_stated"]}
        )
        with pytest.raises(AssertionError, match="no name"):
            claims.look_up(row, stranger["places"], ends, start)
        with pytest.raises(AssertionError, match="no name"):
            claims.look_up(row, places, claims.ends(stranger), start)
        with pytest.raises(AssertionError, match="no start"):
            claims.look_up(row, places, ends, "1901-02-03")
        with pytest.raises(AssertionError, match="not as quoted"):
            claims.look_up({**row, "text": '{"other": "record"}'}, places, ends, start)


def same_entry(claims: Claims, *places: str) -> bool:
    """Whether rows are of one entry of OFAC's: then the next line is wrong only in that it is not counted twice."""
    return len({csv_row(*claims.found(place))[0] for place in places}) == 1
