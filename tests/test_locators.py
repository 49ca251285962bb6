"""The main job on real publications: each arrow leads back to the line of the file that states it.

The raw files are read here without the loaders: a CSV row that starts on the line, an XML element or a TOML table
that starts on it. One run is shared by all tests.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import re
import tomllib
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import beholden.graph
from beholden.cases.case import SourceFiles, find_case
from beholden.cases.run import Done, run
from beholden.graph.workspace import Workspace

pytestmark = pytest.mark.thorough

SEED = 20261124
UNGC, OFAC, DOD = "UNGC_participants_2023-07-26.csv", "consolidated.xml", "dod_1260h_sanctions.csv"
CASE = find_case("surveillance-and-the-compact")


@dataclass(frozen=True)
class Full:
    """A full run: what it did, what its page says, and the files it read, by the names that places have."""

    done: Done
    report: dict[str, Any]
    files: dict[str, Path]


@pytest.fixture(scope="module")
def full(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Full:
    data = shared / "data"
    real = {
        "ungc_participants": (data / "ungc" / UNGC, "2023-07-26"),
        "us_ofac_consolidated": (data / "us_ofac" / OFAC, None),
        "us_dod_1260h": (data / "us_dod_1260h" / DOD, "2026-08-20"),
    }
    folder = tmp_path_factory.mktemp("full")
    done = run(
        CASE,
        Workspace(folder / "home"),
        folder / "page",
        added=[SourceFiles(source, (path,), day) for source, (path, day) in real.items()],
        software="test",
        watch=lambda text: contextlib.nullcontext(lambda number: None),
    )
    report = json.loads((folder / "page" / "report.json").read_text(encoding="utf-8"))
    files = {path.name: path for path, _ in real.values()}
    files |= {path.name: path for files in CASE.files for path in files.files}
    reference = Path(beholden.graph.__path__[0]) / "reference"
    files |= {f"reference/{path.name}": path for path in reference.glob("*.toml")}
    files |= {f"rules/{path.name}": path for path in (reference.parent / "rules").glob("*.toml")}
    return Full(done, report, files)


# --- The raw files -----------------------------------------------------------------------------------------


@cache
def lines_of(path: Path) -> list[str]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return text.split("\n")


def csv_row(path: Path, line: int) -> list[str]:
    """The row that starts on this line; it fails where the line is in the middle of one."""
    lines = lines_of(path)
    assert sum(text.count('"') for text in lines[: line - 1]) % 2 == 0, (
        f"{path.name}:{line} is inside quotation marks"
    )
    return next(csv.reader(io.StringIO("\n".join(lines[line - 1 : line + 50]), newline=""), strict=True))


def xml_element(path: Path, line: int) -> list[str]:
    """The texts in the entry that starts on this line."""
    lines = lines_of(path)
    assert lines[line - 1].strip() == "<sdnEntry>", f"{path.name}:{line}: {lines[line - 1]!r}"
    end = next(at for at in range(line, len(lines)) if lines[at].strip() == "</sdnEntry>")
    element = ElementTree.fromstring("\n".join(lines[line - 1 : end + 1]))
    return [
        node.text.strip() for node in element.iter() if len(node) == 0 and node.text and node.text.strip()
    ]


def toml_table(path: Path, line: int) -> dict[str, Any]:
    """The table that starts on this line."""
    lines = lines_of(path)
    assert re.fullmatch(r"\[\[\w+\]\]", lines[line - 1].strip()), f"{path.name}:{line}: {lines[line - 1]!r}"
    end = next((at for at in range(line, len(lines)) if lines[at].startswith("[[")), len(lines))
    ((table,),) = tomllib.loads("\n".join(lines[line - 1 : end])).values()
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in table.items()}


def leaves(value: Any) -> Iterator[str]:
    """The texts in a value of JSON, without empty ones."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif str(value).strip():
        yield str(value).strip()


def spellings(text: str) -> set[str]:
    """A date as the publishers write it."""
    if len(text) < 10:
        return {text}
    day = date.fromisoformat(text)
    return {text, f"{day:%d %b %Y}", f"{day:%m/%d/%Y}"}


# --- From an arrow to its lines ----------------------------------------------------------------------------


class Claims:
    """The claims of a release, and what each source calls its entities."""

    def __init__(self, full: Full) -> None:
        release = full.done.release
        self.full = full
        self.relations: dict[str, dict[str, Any]] = {
            row["id"]: {**row, "kind": kind}
            for kind in release.kinds("relations")
            for row in release.frame("relations", kind).filter(~pl.col("derived")).iter_rows(named=True)
        }
        self.claims: dict[str, list[dict[str, Any]]] = {}
        self.names: dict[tuple[str, str], set[str]] = {}
        for kind in release.kinds("claims"):
            frame = release.frame("claims", kind)
            if "from_stated" in frame.columns:
                wanted = (
                    "claim",
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
                    self.claims.setdefault(row["claim"], []).append(row)
            else:
                for subject, copy, name in frame.select("subject", "copy", "name").iter_rows():
                    self.names.setdefault((subject, copy), set()).add(name)

    def check(self, relation: str) -> int:
        """Look up every place of every claim of a relation; how many places there were."""
        number = 0
        for claim in self.relations[relation]["claims"]:
            assert claim in self.claims, claim
            for row in self.claims[claim]:
                assert row["subject"] == relation
                self.check_claim(row)
                number += len(row["places"])
        assert number > 0, relation
        return number

    def check_claim(self, row: dict[str, Any]) -> None:
        raw: list[str] = []
        for place in row["places"]:
            name, _, line = place.rpartition(":")
            path = self.full.files[name]
            if path.suffix == ".toml":
                raw += self.check_table(row, toml_table(path, int(line)))
            elif path.suffix == ".xml":
                raw += xml_element(path, int(line))
                assert Counter(xml_element(path, int(line))) == Counter(leaves(json.loads(row["text"]))), (
                    place
                )
            elif name.startswith("cons_"):
                raw += [cell for cell in csv_row(path, int(line)) if cell.strip() != "-0-"]
            else:
                cells = csv_row(path, int(line))
                header = csv_row(path, 1)
                assert json.loads(row["text"]) == dict(zip(header, cells, strict=True)), place
                raw += cells
        if any(place.startswith("cons_") for place in row["places"]):
            # The rows of one entry, each with its number.
            number = row["from_stated"].partition("/")[2]
            assert raw.count(number) == len(row["places"])
            assert set(leaves(json.loads(row["text"]))) == {cell.strip() for cell in raw}
        if row["start_text"]:
            assert any(spelled in text for text in raw for spelled in spellings(row["start_text"])), row
        if row["source"] not in ("curated", "reference"):
            called = {
                name
                for end in ("from_stated", "to_stated")
                for name in self.names.get((row[end], row["copy"]), ())
            }
            assert called and any(self.stands(name, raw) for name in called), (row["places"], called)

    def stands(self, name: str, raw: list[str]) -> bool:
        """Whether a name stands in a record: whole, or a person's in two parts."""
        parts = name.split(", ", 1)
        return name in {text.strip() for text in raw} or (len(parts) == 2 and {*parts} <= set(raw))

    def check_table(self, row: dict[str, Any], table: dict[str, Any]) -> list[str]:
        """A claim of a file of ours says what its table says; the parties' own tables have their names."""
        stated = json.loads(row["text"])
        stated.pop("cited", None)
        if row["source"] == "reference":
            assert (table["from"], table["to"]) == (row["from_stated"], row["to_stated"])
            return list(leaves(table))
        assert stated == table
        for end, key in (("from_stated", "subject"), ("to_stated", "object")):
            own = f"curated/{table[key]}"
            if row[end] == own:
                (name,) = self.names[own, row["copy"]]
                (party,) = [one for one in parties(self.full.files["claims.toml"]) if one["id"] == table[key]]
                assert party["name"] == name
        return list(leaves(table))


@cache
def parties(path: Path) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["party"]
    return tables


@pytest.fixture(scope="module")
def claims(full: Full) -> Claims:
    return Claims(full)


def test_two_hundred_arrows_at_random_stand_where_they_say(claims: Claims) -> None:
    chosen = random.Random(SEED).sample(sorted(claims.relations), 200)
    assert sum(claims.check(relation) for relation in chosen) >= 200


def test_arrows_of_every_source_stand_where_they_say(claims: Claims) -> None:
    """Nearly all arrows are memberships, so each source and kind has its own draw."""
    groups: dict[tuple[str, str], list[str]] = {}
    for id in sorted(claims.relations):
        for source in claims.relations[id]["sources"]:
            groups.setdefault((source, claims.relations[id]["kind"]), []).append(id)
    assert {source for source, _ in groups} == {
        "curated", "reference", "ungc_participants", "us_dod_1260h", "us_ofac_consolidated",
    }  # fmt: skip
    assert len(groups) > 20
    for ids in groups.values():
        for relation in random.Random(SEED).sample(ids, min(60, len(ids))):
            claims.check(relation)


@pytest.mark.parametrize("source", ["curated", "ungc_participants", "us_dod_1260h", "us_ofac_consolidated"])
def test_the_look_up_itself_notices_a_wrong_place_text_name_or_date(source: str, claims: Claims) -> None:
    rows = [
        row
        for rows in claims.claims.values()
        for row in rows
        if row["source"] == source and row["start_text"]
    ]
    for row in random.Random(SEED).sample(rows, 10):
        claims.check_claim(row)
        name, _, line = row["places"][0].rpartition(":")
        wrong = [
            {"places": [f"{name}:{int(line) + 1}"]},
            {"text": row["text"].replace('"', '"x', 3)},
            {"start_text": "1901-02-03"},
        ]
        if source != "curated":
            stranger = next(
                one
                for one in rows
                if one["from_stated"] != row["from_stated"] and one["to_stated"] == row["to_stated"]
            )
            wrong.append({"from_stated": stranger["from_stated"]})
        for change in wrong:
            with pytest.raises((AssertionError, StopIteration, ValueError)):
                claims.check_claim({**row, **change})


def shown(full: Full) -> set[str]:
    """Every relation that the page names: on a path, in the drawing, in a row of a table."""
    ids = {arrow["id"] for path in full.report["paths"] for arrow in path["arrows"]}
    ids |= {arrow["id"] for arrow in full.report["network"]["arrows"]}
    for answer in full.done.answers:
        for row in answer.rows.dicts():
            for column in ("arrow_ids", "arrow_id", "listing_id", "membership_id"):
                ids.update(one for one in flat(row.get(column)) if one is not None)
    return ids


def flat(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def test_every_arrow_of_the_page_stands_where_it_says(full: Full, claims: Claims) -> None:
    ids = shown(full)
    assert len(ids & claims.relations.keys()) > 100
    assert ids <= claims.relations.keys() | computed(full).keys()
    for relation in sorted(ids & claims.relations.keys()):
        claims.check(relation)


def computed(full: Full) -> dict[str, list[str]]:
    """The relations that beholden computes, and the claims that each rests on."""
    release = full.done.release
    return {
        id: claims
        for kind in release.kinds("relations")
        for id, claims in release.frame("relations", kind)
        .filter(pl.col("derived"))
        .select("id", "claims")
        .iter_rows()
    }


def test_what_is_computed_rests_on_claims_that_stand_where_they_say(full: Full, claims: Claims) -> None:
    found = computed(full)
    every = {
        claim
        for kind in full.done.release.kinds("claims")
        for claim in full.done.release.frame("claims", kind)["claim"]
    }
    assert len(found) > 1000
    assert all(own and every.issuperset(own) for own in found.values())
    for id in random.Random(SEED).sample(sorted(found), 200):
        for claim in found[id]:
            for row in claims.claims.get(claim, ()):  # the others are about entities
                claims.check_claim(row)


def test_every_citation_of_the_page_names_places_that_are_there(full: Full) -> None:
    places = {place for one in full.report["citations"] for place in one["places"]}
    assert len(places) > 100
    for place in places:
        name, _, line = place.rpartition(":")
        if name == "ISO 3166-1":
            continue
        assert lines_of(full.files[name])[int(line) - 1].strip(), place


def test_a_join_that_is_only_possible_cites_the_names_of_both(full: Full, claims: Claims) -> None:
    release = full.done.release
    stated: dict[str, tuple[str, str]] = {}
    for kind in release.kinds("claims"):
        frame = release.frame("claims", kind)
        if "name" in frame.columns:
            stated.update(
                (claim, (subject, name))
                for claim, subject, name in frame.select("claim", "subject", "name").iter_rows()
            )
    rows = list(release.frame("relations", "POSSIBLY_SAME").iter_rows(named=True))
    assert len(rows) > 50
    for row in rows:
        assert (row["derived"], row["stated_by"]) == (True, ["beholden"])
        assert len({stated[claim][0] for claim in row["claims"]}) >= 2


# --- Counts ------------------------------------------------------------------------------------------------


def test_every_row_of_the_publications_is_accounted_for(full: Full) -> None:
    counts = {(one.facts.source, one.facts.date): one.facts.counts for one in full.done.loaded}
    rows = {
        source: (own["rows"], own["converted"])
        for (source, day), own in counts.items()
        if day != "2025-10-22"
    }
    assert rows["ungc_participants"] == (23_412, 23_412) == (records(full.files[UNGC]),) * 2
    assert rows["us_dod_1260h"] == (397, 397) == (records(full.files[DOD]),) * 2
    (stated,) = re.findall(
        r"<Record_Count>([0-9]+)</Record_Count>", "\n".join(lines_of(full.files[OFAC])[:20])
    )
    assert rows["us_ofac_consolidated"] == (443, 443) == (int(stated),) * 2
    for own in counts.values():
        assert own["rows"] == own["converted"] + own["skipped"] + own["rejected"]
        assert (own["skipped"], own["rejected"]) == (0, 0)


def records(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return sum(1 for row in csv.reader(lines) if row) - 1


def test_the_release_holds_one_arrow_for_each_participant(full: Full) -> None:
    """One row of the table stands twice; two more memberships are of the case's own."""
    memberships = full.done.release.frame("relations", "MEMBER_OF")
    assert Counter(source for sources in memberships["sources"] for source in sources) == {
        "ungc_participants": 23_411, "curated": 2,
    }  # fmt: skip
    (twice,) = [
        places
        for places in full.done.release.frame("claims", "MEMBER_OF")["places"].to_list()
        if len(places) > 1
    ]
    first, second = (csv_row(full.files[UNGC], int(place.rpartition(":")[2])) for place in twice)
    assert first == second


def test_no_relation_is_left_out(full: Full) -> None:
    assert full.done.release.manifest["left_out"] == []


# --- Members on US lists -----------------------------------------------------------------------------------


CMIC, DOD_LIST = "list/us-ofac-ns-cmic", "list/us-dod-1260h"
MBS, SSI = "list/us-ofac-ns-mbs", "list/us-ofac-ssi"
UNCONFIRMED = "name match, not confirmed"
EXPECTED = [
    ("China Railway Construction Corporation Limited", CMIC, "securities", "CMIC-EO13959", "2021-06-03"),
    ("China Railway Construction Corporation Limited", DOD_LIST, "procurement", None, "2021-06-03"),
    ("China United Network Communications Group Company Limited", CMIC, "securities", "CMIC-EO13959", "2021-06-03"),
    ("China United Network Communications Group Company Limited", DOD_LIST, "procurement", None, "2021-06-03"),
    ("PJSC Gazprom Neft", MBS, "other", "RUSSIA-EO14024", "2022-02-24"),
    ("PJSC Gazprom Neft", SSI, "sectoral", "UKRAINE-EO13662", None),
    ("JSC Russian Railways", MBS, "other", "RUSSIA-EO14024", "2022-02-24"),
    ("NIO Inc.", DOD_LIST, "procurement", None, "2026-06-08"),
]  # fmt: skip


@pytest.fixture(scope="module")
def listed(full: Full) -> list[dict[str, Any]]:
    (answer,) = [one for one in full.done.answers if one.query.id == "listings.listed-members"]
    return answer.rows.dicts()


@pytest.mark.parametrize(("member", "list_id", "effect", "programme", "listed_on"), EXPECTED)
def test_a_member_on_a_list_stands_in_the_table_as_a_name_match(
    member: str,
    list_id: str,
    effect: str,
    programme: str | None,
    listed_on: str | None,
    listed: list[dict[str, Any]],
) -> None:
    rows = [row for row in listed if row["member"].startswith(member) and row["list_id"] == list_id]
    said = (effect, programme, listed_on)
    (row,) = [row for row in rows if (row["effect"], row["programme"], row["listed_on"]) == said][:1]
    assert row["member_id"].startswith("ungc_participants/")
    assert row["name_match"] == UNCONFIRMED
    assert row["reasons"] and row["effect_says"] and row["list"]
    assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", row["joined_on"])
    assert row["member_copy_of"] == date(2023, 7, 26)
    if list_id.startswith("list/us-ofac"):
        assert row["copy_of"] == date(2025, 3, 28)
        assert row["reads"] == "listed in the copy of 2025-03-28; later status not checked"
    else:
        assert row["copy_of"] <= date(2026, 6, 8)


def test_dates_are_told_as_they_are(listed: list[dict[str, Any]]) -> None:
    delisted = [row for row in listed if row["delisted_on"]]
    assert [(row["member"], row["delisted_on"]) for row in delisted] == [
        ("China Railway Construction Corporation Limited", "2025-01-07")
    ]
    assert delisted[0]["reads"] == "delisted since, on 2025-01-07; joined before it was listed"
    order = {(row["member"], row["list_id"]): row["came_first"] for row in listed}
    assert order["NIO Inc.", DOD_LIST] == "joined before it was listed"
    assert order["PJSC Gazprom Neft", SSI] == "order not known"


def test_only_the_subjects_of_the_case_are_confirmed(listed: list[dict[str, Any]]) -> None:
    assert {row["member"] for row in listed if row["name_match"] == "confirmed"} == {
        "Hangzhou Hikvision Digital Technology Co., Ltd.", "Zhejiang Dahua Technology Co., Ltd.",
    }  # fmt: skip
    assert {row["name_match"] for row in listed} == {"confirmed", UNCONFIRMED}


@pytest.mark.parametrize("friend", ["Dahua Pharmaceutical", "Huawei Mold", "ARSENAL", "Symphony"])
def test_a_member_of_a_similar_name_is_not_in_the_table(
    friend: str, full: Full, listed: list[dict[str, Any]]
) -> None:
    """Each of them is a participant, and bears a word of a listed party's name."""
    assert any(friend in text for text in lines_of(full.files[UNGC]))
    assert [row["member"] for row in listed if friend.lower() in row["member"].lower()] == []


def test_nobody_is_in_the_table_by_a_part_of_a_name(listed: list[dict[str, Any]]) -> None:
    for word in ("costar", "arsenal", "symphony", "pharmaceutical", "mold"):
        assert [row for row in listed if word in f"{row['member']} {row['listed_name']}".lower()] == []


def test_a_name_match_is_in_no_sentence_and_in_no_drawing(full: Full, listed: list[dict[str, Any]]) -> None:
    unconfirmed = {row["member"] for row in listed if row["name_match"] == UNCONFIRMED}
    assert len(unconfirmed) >= 10
    told = json.dumps(
        [full.report[part] for part in ("answer", "paths", "network", "statements", "unknown")],
        ensure_ascii=False,
    )
    for name in unconfirmed:
        assert name not in told
    possible = set(full.done.release.frame("relations", "POSSIBLY_SAME")["id"])
    assert not any(id in told for id in possible)
