"""One load: the same files give the same claims, in any order of their rows, and each row is accounted for."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from beholden.errors import Error, SchemaError, SourceError
from beholden.graph.partitions import read_facts
from beholden.graph.workspace import Workspace
from beholden.loaders import Snapshot, Source, run
from tests.invented import (
    DECLARATION,
    GOLDEN,
    LOADERS,
    Invented,
    Table,
    balanced,
    claims,
    golden,
    load,
    name_of,
    rows,
    tree,
)
from tests.partition import claims_in


@pytest.mark.parametrize(("source", "folder"), GOLDEN, ids=name_of)
def test_the_same_files_give_the_same_folder_byte_for_byte(source: str, folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    copies = [Path(shutil.copy(path, moved)) for path in golden(folder)]
    first = load(source, golden(folder), Workspace(tmp_path / "first"))
    second = load(source, copies[::-1], Workspace(tmp_path / "second"))
    assert first.folder.relative_to(tmp_path / "first") == second.folder.relative_to(tmp_path / "second")
    assert tree(tmp_path / "first") == tree(tmp_path / "second")
    assert first.facts == second.facts
    assert balanced(first.facts) and first.facts.counts["converted"] > 0


SHUFFLED = {
    "ungc_participants/golden",
    "us_dod_1260h/golden",
    "us_ofac_consolidated/golden",
    "us_ofac_consolidated/golden-xml",
}


@pytest.mark.parametrize("name", sorted(SHUFFLED))
def test_shuffled_rows_give_the_same_claims(name: str, tmp_path: Path) -> None:
    source, _, variant = name.partition("/")
    folder = LOADERS / source / variant
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    chance = random.Random(20261124)
    changed = False
    for path in golden(folder):
        data = path.read_bytes()
        mixed = shuffle(data, path.suffix, chance)
        changed |= mixed != data
        (shuffled / path.name).write_bytes(mixed)
    assert changed, "nothing was shuffled"
    first = load(source, golden(folder), Workspace(tmp_path / "first"))
    second = load(source, sorted(shuffled.iterdir()), Workspace(tmp_path / "second"))
    assert claims(first.folder) == claims(second.folder)
    assert first.facts.counts == second.facts.counts


def shuffle(data: bytes, suffix: str, chance: random.Random) -> bytes:
    """The rows or entries of a file in another order; what frames them stays."""
    text = data.decode()
    if suffix == ".xml":
        entries = re.findall(r"[ \t]*<sdnEntry>.*?</sdnEntry>\s*", text, re.DOTALL)
        head, tail = text[: text.index(entries[0])], text[text.rindex(entries[-1]) + len(entries[-1]) :]
        chance.shuffle(entries)
        return (head + "".join(entries) + tail).encode()
    if suffix != ".csv":
        return data
    lines = text.splitlines(keepends=True)
    framed = "\x1a" in text
    body = lines[:-1] if framed else lines[1:]
    assert all(line.count('"') % 2 == 0 for line in body), "a row goes over several lines"
    chance.shuffle(body)
    return "".join([*body, lines[-1]] if framed else [lines[0], *body]).encode()


def test_three_hundred_shuffled_participants_give_the_same_claims(tmp_path: Path) -> None:
    header = "Name,Type,Sector,Country,Joined On"
    body = [
        f'"Lamp Works {number % 280}, Ltd.",Company,Media,{country},2020-{number % 280 % 12 + 1:02}-01'
        for number in range(300)
        for country in (("France", "Germany")[number % 280 % 2],)
    ]
    loaded = []
    for seed in (None, 1, 2):
        if seed is not None:
            random.Random(seed).shuffle(body)
        path = tmp_path / f"{seed}" / "participants.csv"
        path.parent.mkdir()
        path.write_text("\n".join((header, *body)) + "\n", encoding="utf-8")
        loaded.append(
            run.load("ungc_participants", [path], Workspace(path.parent / "home"), snapshot="2021-01-01")
        )
    first, *others = loaded
    assert first.facts.counts["rows"] == 300
    assert first.facts.counts["claims"] == {"Company": 280, "MEMBER_OF": 280}
    for other in others:
        assert claims(other.folder) == claims(first.folder)
        assert other.facts.counts == first.facts.counts


def test_a_row_that_stands_twice_is_one_claim_with_both_places(
    invented: Invented, home: Workspace, table: Table
) -> None:
    first, second, *_ = rows(2)
    loaded = run.load("invented", [table(first, second, first)], home, snapshot="2021-01-01")
    frame = claims_in(loaded.folder)["Company"]
    assert sorted(frame["places"].to_list()) == [["list.csv:2", "list.csv:4"], ["list.csv:3"]]
    assert loaded.facts.counts == {
        "rows": 3, "converted": 3, "skipped": 0, "rejected": 0,
        "claims": {"Company": 2, "LISTED_ON": 2}, "records": 2, "skipped_because": {},
    }  # fmt: skip


def test_a_place_is_the_line_on_which_the_row_starts(
    invented: Invented, home: Workspace, table: Table
) -> None:
    loaded = run.load(
        "invented", [table('1,"Lamp\nWorks\n",Firm,', "", "2,Kite,Firm,")], home, snapshot="2021-01-01"
    )
    frame = claims_in(loaded.folder)["Company"]
    assert dict(frame.select("name", pl.col("places").list.first()).iter_rows()) == {
        "Lamp\nWorks": "list.csv:2",
        "Kite": "list.csv:6",
    }


def test_without_a_date_the_load_asks_for_one(invented: Invented, home: Workspace, table: Table) -> None:
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table(*rows(5))], home)
    assert str(raised.value) == (
        "invented: list.csv does not say of which date this copy is; say so with --snapshot YYYY-MM-DD"
    )
    assert not home.folder.exists()


@pytest.mark.parametrize("day", ["2021", "2021-02", "2021-02-30", "yesterday", ""])
def test_a_date_that_is_no_day_is_refused(
    invented: Invented, home: Workspace, table: Table, day: str
) -> None:
    with pytest.raises(SchemaError, match=re.escape(f'"{day}"')):
        run.load("invented", [table(*rows(5))], home, snapshot=day)
    assert not home.folder.exists()


def test_a_date_that_contradicts_the_files_is_refused(
    invented: Invented, home: Workspace, table: Table
) -> None:
    invented.snapshot = lambda files: Snapshot(date(2021, 3, 4), "stated", True)  # type: ignore[attr-defined]
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table(*rows(4))], home, snapshot="2021-03-05")
    assert str(raised.value) == (
        "invented: list.csv says it is of 2021-03-04, not of 2021-03-05; "
        "leave --snapshot out, or give the files of that date"
    )
    assert not home.folder.exists()
    same = run.load("invented", [table(*rows(4))], home, snapshot="2021-03-04").facts
    assert (same.date, same.basis, same.complete) == ("2021-03-04", "stated", True)
    assert run.load("invented", [table(*rows(4))], home).facts == same


def test_a_date_that_is_only_inferred_from_the_files_gives_way(
    invented: Invented, home: Workspace, table: Table
) -> None:
    invented.snapshot = lambda files: Snapshot(date(2021, 3, 4), "inferred", False)  # type: ignore[attr-defined]
    given = run.load("invented", [table(*rows(4))], home, snapshot="2021-03-05").facts
    assert (given.date, given.basis, given.complete) == ("2021-03-05", "given", False)
    inferred = run.load("invented", [table(*rows(4))], home).facts
    assert (inferred.date, inferred.basis) == ("2021-03-04", "inferred")


@pytest.mark.parametrize(("count", "found"), [(2, "2 Company"), (6, "6 Company")])
def test_a_complete_copy_with_fewer_or_more_than_expected_is_refused(
    invented: Invented, home: Workspace, table: Table, count: int, found: str
) -> None:
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table(*rows(count))], home, snapshot="2021-01-01", complete=True)
    assert str(raised.value) == (
        f"invented: {found} in a copy said to be complete, where 3 to 5 are expected; nothing is changed. "
        "If it is a part, load it with --part"
    )
    assert not home.claims.exists()
    part = run.load("invented", [table(*rows(count))], home, snapshot="2021-01-01", complete=False)
    assert part.facts.complete is False


@pytest.mark.parametrize("count", [3, 5])
def test_a_complete_copy_as_expected_is_taken(
    invented: Invented, home: Workspace, table: Table, count: int
) -> None:
    loaded = run.load("invented", [table(*rows(count))], home, snapshot="2021-01-01", complete=True)
    assert loaded.facts.complete is True


def test_a_part_does_not_replace_a_complete_copy_of_the_same_day(
    invented: Invented, home: Workspace, table: Table
) -> None:
    whole = run.load("invented", [table(*rows(4))], home, snapshot="2021-01-01", complete=True)
    there = tree(whole.folder)
    part = run.load("invented", [table(*rows(1))], home, snapshot="2021-01-01", complete=False)
    assert part.folder != whole.folder
    assert tree(whole.folder) == there
    assert sorted(path.name for path in (home.claims / "invented").iterdir()) == sorted(
        [part.folder.name, whole.folder.name]
    )


def test_a_file_that_is_not_there_is_named(invented: Invented, home: Workspace, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(SourceError, match=re.escape(f"invented: {path}: there is no such file")):
            run.load("invented", [path], home, snapshot="2021-01-01")


def test_two_files_of_one_name_are_refused(
    invented: Invented, home: Workspace, table: Table, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(
        SourceError, match=r"invented: two files are called list\.csv; a place in them would be ambiguous"
    ):
        run.load(
            "invented", [table(*rows(4)), table(*rows(4), name="b/list.csv")], home, snapshot="2021-01-01"
        )


def test_a_source_that_is_not_there_is_refused_with_the_known_ones(home: Workspace, table: Table) -> None:
    with pytest.raises(
        SourceError, match=r'there is no source "\.\./curated"; known are bods, .*curated, .*us_dod_1260h'
    ):
        run.load("../curated", [table()], home)


def test_progress_is_heard(invented: Invented, home: Workspace, table: Table) -> None:
    heard: list[int] = []
    run.load("invented", [table(*rows(2500))], home, snapshot="2021-01-01", progress=heard.append)
    assert heard == [1000, 2000]


def test_what_is_known_of_the_copy_stands_beside_its_claims(
    invented: Invented, home: Workspace, table: Table
) -> None:
    path = table(*rows(4))
    loaded = run.load("invented", [path], home, snapshot="2021-01-01")
    facts = read_facts(loaded.folder)
    assert facts == loaded.facts
    assert (facts.source, facts.publisher, facts.max_age_days) == ("invented", "The Invented Office", 30)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts.files == ({"name": "list.csv", "bytes": path.stat().st_size, "sha256": digest},)
    assert loaded.folder == home.claims / "invented" / facts.name
    assert "list.csv" not in facts.name and facts.name.startswith("2021-01-01-")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "invented"', 'id = "other"', "id 'other' must be the name of its folder, 'invented'"),
        ('title = "An invented list"\n', "", "key 'title' is missing"),
        ("max_age_days = 30\n", "", "key 'max_age_days' is missing"),
        ('grade = "official"', 'grade = "gossip"', "grade 'gossip' is not one of official, company_filing"),
        ('licence = "none"', 'license = "none"', "unknown key 'license'; known are "),
        ('emits = ["Company", "LISTED_ON"]', 'emits = ["Firm"]', '"Firm" is not a kind'),
        ("max_age_days = 30", "max_age_days = ", "invented/source.toml: Invalid value"),
    ],
)
def test_a_declaration_with_a_fault_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "invented" / "source.toml"
    path.parent.mkdir()
    assert DECLARATION.count(old) == 1
    path.write_text(DECLARATION.replace(old, new), encoding="utf-8")
    with pytest.raises(Error, match=re.escape(message)):
        Source.read(path)


def test_the_fingerprint_covers_code_that_sources_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a better reader would leave the claims of an older one in place."""
    copy = Path(
        shutil.copytree(run.FOLDER, tmp_path / "loaders", ignore=shutil.ignore_patterns("__pycache__"))
    )
    monkeypatch.setattr(run, "FOLDER", copy)
    monkeypatch.setattr(run, "_shared_code", run._shared_code.__wrapped__)
    fingerprint = run.fingerprint.__wrapped__
    before = fingerprint("curated")
    (copy / "us_dod_1260h" / "notes.py").write_text("# changed\n", encoding="utf-8")
    assert fingerprint("curated") == before
    (copy / "shared_by_some").mkdir()
    (copy / "shared_by_some" / "lines.py").write_text("# new\n", encoding="utf-8")
    assert fingerprint("curated") != before


def test_an_entity_needs_an_id_or_a_key(invented: Invented) -> None:
    for how in ({}, {"id": "1", "key": ["1"]}):
        with pytest.raises(
            SourceError, match="an entity needs either the publisher's id or a key of raw fields"
        ):
            invented.SOURCE.entity("Company", name="A", **how)  # type: ignore[arg-type]


def test_an_id_depends_on_raw_fields_and_not_on_how_a_record_is_read(invented: Invented) -> None:
    entity = invented.SOURCE.entity
    one = entity("Company", key=["Lamp ", "FR"], name="Lamp")
    assert one.id == entity("Organization", key=["Lamp ", "FR"], name="LAMP", country="FR").id
    assert one.id != entity("Company", key=["Lamp", "FR"], name="Lamp").id
    assert one.id != entity("Company", key=["Lamp ", "F", "R"], name="Lamp").id
