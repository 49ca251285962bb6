"""One load: every row is accounted for, the same files give the same claims, and a load that fails changes nothing."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from beholden.errors import Error, SchemaError, SourceError, StoreError
from beholden.graph.claims import CopyFacts, read_facts
from beholden.graph.workspace import PARTIAL, Workspace
from beholden.loaders import Entity, Record, Rejected, Relation, Skipped, Snapshot, Source, run
from beholden.loaders.tables import read_table

HERE = Path(__file__).parent
LIST = "list/us-bis-entity"
COLUMNS = ("number", "name", "sort", "listed")
DECLARATION = """\
id = "invented"
title = "An invented list"
publisher = { name = "The Invented Office", official = true }
page = "https://example.org/list"
max_age_days = 30
licence = "none"
redistribute = true
grade = "official"
emits = ["Company", "LISTED_ON"]
reject_limit = 0.05
[expect]
Company = { at_least = 3, at_most = 5 }
[lookup.sort]
"Firm" = "Company"
"Body" = "PublicBody"
"""
Table = Callable[..., Path]


class Invented:
    """A source of invented companies, that the tests may change."""

    def __init__(self, folder: Path) -> None:
        (folder / "invented").mkdir()
        (folder / "invented" / "source.toml").write_text(DECLARATION, encoding="utf-8")
        self.SOURCE = Source.read(folder / "invented" / "source.toml")

    def read(self, files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
        for file in files:
            for row in read_table(file, COLUMNS):
                if isinstance(row, Rejected):
                    yield row
                elif row[1]["name"] == "-":
                    yield Skipped(row[0], "an empty row of the publisher")
                else:
                    yield Record(row[1], row[0])

    def convert(self, record: Record) -> Iterator[Entity | Relation]:
        company = self.SOURCE.entity(
            self.SOURCE.lookup("sort", record.take("sort")), id=record.take("number"), name=record.take("name")
        )
        yield company
        yield self.SOURCE.relation("LISTED_ON", company, LIST, start=record.take("listed", optional=True))


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invented:
    module = Invented(tmp_path)
    monkeypatch.setattr(run, "loader", lambda name: module)
    monkeypatch.setattr(run, "fingerprint", lambda name: "invented")
    return module


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


@pytest.fixture
def table(tmp_path: Path) -> Table:
    def write(*rows: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((",".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
        return path

    return write


def rows(count: int) -> list[str]:
    return [f"{number},Lamp Works {number},Firm,2020-01-{number % 28 + 1:02}" for number in range(count)]


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file under a folder, by its path in it; the lock holds nothing."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def claims(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The claims of a copy by kind, without their places."""
    return {path.stem: pl.read_parquet(path).drop("places").to_dicts() for path in sorted(folder.glob("*.parquet"))}


def rejects(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def balanced(facts: CopyFacts) -> bool:
    counts = facts.counts
    return bool(counts["rows"] == counts["converted"] + counts["skipped"] + counts["rejected"])


# --- The same claims ---------------------------------------------------------------------------------------


GOLDEN = [(source, folder) for source in run.sources() for folder in sorted((HERE / source).glob("golden*/"))]
DAY = "2025-10-22"


def name_of(value: Any) -> str | None:
    return value.name if isinstance(value, Path) else None


def golden(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name != "expected.jsonl")


def load(source: str, files: Sequence[Path], workspace: Workspace) -> run.Loaded:
    """Load files as a part of a list, with a date where they state none."""
    try:
        return run.load(source, files, workspace, complete=False)
    except SourceError as problem:
        if "--snapshot" not in str(problem):
            raise
    return run.load(source, files, workspace, snapshot=DAY, complete=False)


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


SHUFFLED = {"ungc_participants/golden", "us_dod_1260h/golden", "us_ofac_consolidated/golden", "us_ofac_consolidated/golden-xml"}


@pytest.mark.parametrize("name", sorted(SHUFFLED))
def test_shuffled_rows_give_the_same_claims(name: str, tmp_path: Path) -> None:
    source, _, variant = name.partition("/")
    folder = HERE / source / variant
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
        loaded.append(run.load("ungc_participants", [path], Workspace(path.parent / "home"), snapshot="2021-01-01"))
    first, *others = loaded
    assert first.facts.counts["rows"] == 300
    assert first.facts.counts["claims"] == {"Company": 280, "MEMBER_OF": 280}
    for other in others:
        assert claims(other.folder) == claims(first.folder)
        assert other.facts.counts == first.facts.counts


def test_a_row_that_stands_twice_is_one_claim_with_both_places(invented: Invented, home: Workspace, table: Table) -> None:
    first, second, *_ = rows(2)
    loaded = run.load("invented", [table(first, second, first)], home, snapshot="2021-01-01")
    frame = pl.read_parquet(loaded.folder / "Company.parquet")
    assert sorted(frame["places"].to_list()) == [["list.csv:2", "list.csv:4"], ["list.csv:3"]]
    assert loaded.facts.counts == {
        "rows": 3, "converted": 3, "skipped": 0, "rejected": 0,
        "claims": {"Company": 2, "LISTED_ON": 2}, "skipped_because": {},
    }  # fmt: skip


def test_a_place_is_the_line_on_which_the_row_starts(invented: Invented, home: Workspace, table: Table) -> None:
    loaded = run.load("invented", [table('1,"Lamp\nWorks\n",Firm,', "", "2,Kite,Firm,")], home, snapshot="2021-01-01")
    frame = pl.read_parquet(loaded.folder / "Company.parquet")
    assert dict(frame.select("name", pl.col("places").list.first()).iter_rows()) == {
        "Lamp\nWorks": "list.csv:2",
        "Kite": "list.csv:6",
    }


# --- Rejects -----------------------------------------------------------------------------------------------


def test_a_few_bad_rows_are_counted_and_kept_with_place_reason_and_text(
    invented: Invented, home: Workspace, table: Table
) -> None:
    good = rows(60)
    bad = ["x1,Kite Works,Fund,2020-01-01", "x2,,Firm,2020-01-01", "too,few"]
    path = table(*good[:10], bad[0], *good[10:20], "-,-,Firm,", bad[1], *good[20:], bad[2])
    loaded = run.load("invented", [path], home, snapshot="2021-01-01")
    assert loaded.facts.counts == {
        "rows": 64, "converted": 60, "skipped": 1, "rejected": 3,
        "claims": {"Company": 60, "LISTED_ON": 60}, "skipped_because": {"an empty row of the publisher": 1},
    }  # fmt: skip
    first, second, third = sorted(rejects(loaded.folder), key=lambda one: int(one["place"].partition(":")[2]))
    assert first == {
        "place": "list.csv:12",
        "reason": 'sort "Fund" is not in [lookup.sort] of source.toml',
        "text": '{"number": "x1", "name": "Kite Works", "sort": "Fund", "listed": "2020-01-01"}',
    }
    assert (second["place"], second["reason"]) == ("list.csv:24", 'field "name" is empty')
    assert third == {"place": "list.csv:65", "reason": "2 cells where the header has 4", "text": "too,few"}
    assert read_facts(loaded.folder) == loaded.facts


def test_a_tenth_of_bad_rows_fails_the_load_and_names_the_first(
    invented: Invented, home: Workspace, table: Table
) -> None:
    before = run.load("invented", [table(*rows(5))], home, snapshot="2021-01-01")
    there = tree(home.folder)
    bad = [row.replace("Firm", "Fund") for row in rows(30)[5:8]]
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table(*rows(5), *bad, *rows(30)[8:])], home, snapshot="2021-02-01")
    assert str(raised.value) == (
        "invented: 3 of 30 rows can't be converted, more than the 5% allowed; nothing is changed. "
        'The first: list.csv:7: sort "Fund" is not in [lookup.sort] of source.toml'
    )
    assert tree(home.folder) == there
    assert before.folder.is_dir()


def test_exactly_the_share_that_is_allowed_passes(invented: Invented, home: Workspace, table: Table) -> None:
    bad = rows(20)[3].replace("Firm", "Fund")
    loaded = run.load("invented", [table(*rows(19), bad)], home, snapshot="2021-01-01")
    assert (loaded.facts.counts["rejected"], loaded.facts.counts["rows"]) == (1, 20)


@pytest.mark.parametrize("fields", [("extra",), ("extra", "more")])
def test_a_field_that_nobody_knows_rejects_the_record_and_is_named(
    invented: Invented, home: Workspace, table: Table, fields: tuple[str, ...]
) -> None:
    def read(files: Sequence[Path]) -> Iterator[Record]:
        yield Record({"number": "1", "name": "A", "sort": "Firm", "listed": "", **dict.fromkeys(fields, "x")}, "a:1")

    invented.read = read  # type: ignore[method-assign,assignment]
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table()], home, snapshot="2021-01-01")
    assert str(raised.value).endswith(
        f"The first: a:1: fields neither taken nor left: {', '.join(fields)}; the publisher may have added them"
    )
    assert not home.claims.exists()


def test_a_field_that_is_missing_rejects_the_record_and_is_named(
    invented: Invented, home: Workspace, table: Table
) -> None:
    invented.read = lambda files: iter([Record({"number": "1", "sort": "Firm"}, "a:1")])  # type: ignore[method-assign,assignment]
    with pytest.raises(SourceError, match='The first: a:1: there is no field "name"'):
        run.load("invented", [table()], home, snapshot="2021-01-01")


def test_a_record_of_several_rows_counts_each_of_them(invented: Invented, home: Workspace, table: Table) -> None:
    fields = {"number": "1", "name": "A", "sort": "Firm", "listed": ""}
    good = [Record({**fields, "number": f"{number}"}, [f"a:{number}", f"b:{number}"]) for number in range(60)]
    bad = Record({**fields, "sort": "Fund"}, ["a:99", "b:98", "b:99"])
    invented.read = lambda files: iter([*good, bad])  # type: ignore[method-assign,assignment]
    loaded = run.load("invented", [table()], home, snapshot="2021-01-01")
    counts = loaded.facts.counts
    assert (counts["rows"], counts["converted"], counts["rejected"]) == (123, 120, 3)
    assert [one["place"] for one in rejects(loaded.folder)] == ["a:99, b:98, b:99"]
    assert pl.read_parquet(loaded.folder / "Company.parquet")["places"][0].len() == 2


def test_a_value_that_its_kind_does_not_allow_is_a_reject_and_nothing_of_its_record_is_kept(
    invented: Invented, home: Workspace, table: Table
) -> None:
    path = table("x,Kite,Firm,not-a-date", *rows(50))
    loaded = run.load("invented", [path], home, snapshot="2021-01-01")
    assert loaded.facts.counts["claims"] == {"Company": 50, "LISTED_ON": 50}
    assert "invented/x" not in pl.read_parquet(loaded.folder / "Company.parquet")["subject"].to_list()
    (reject,) = rejects(loaded.folder)
    assert reject["place"] == "list.csv:2"
    assert '"not-a-date"' in reject["reason"]


def test_a_record_that_says_two_things_of_one_subject_is_a_reject(
    invented: Invented, home: Workspace, table: Table
) -> None:
    def convert(record: Record) -> Iterator[Entity]:
        record.leave(*COLUMNS)
        yield invented.SOURCE.entity("Company", id="1", name="A")
        yield invented.SOURCE.entity("Company", id="1", name="A", country="FR")

    invented.convert = convert  # type: ignore[method-assign,assignment]
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table(*rows(1))], home, snapshot="2021-01-01")
    assert str(raised.value).endswith(
        "The first: list.csv:2: invented/1: one record states this Company in two different ways"
    )


def test_two_records_of_one_text_that_say_different_things_are_not_one_claim(
    invented: Invented, home: Workspace, table: Table
) -> None:
    """A claim stands for one text: were the second word dropped, nobody could see it."""
    count = iter(range(100))

    def convert(record: Record) -> Iterator[Entity]:
        record.leave(*COLUMNS)
        yield invented.SOURCE.entity("Company", id="1", name="A", country=(None, "FR")[next(count) % 2])

    invented.convert = convert  # type: ignore[method-assign,assignment]
    row = rows(1)[0]
    with pytest.raises(SourceError, match=r"The first: list\.csv:3: invented/1: one record states this Company in two"):
        run.load("invented", [table(row, row)], home, snapshot="2021-01-01")


def test_a_kind_that_the_source_does_not_declare_is_refused(
    invented: Invented, home: Workspace, table: Table
) -> None:
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table("1,Kite,Body,", *rows(50))], home, snapshot="2021-01-01")
    assert str(raised.value) == "invented: emits PublicBody, which its source.toml does not declare"
    assert not home.claims.exists()


# --- A load that fails changes nothing ---------------------------------------------------------------------


BAD_FILES: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n", "the file is empty"),
    "cut in a cell": (b'number,name,sort,listed\n1,"Lamp', "list.csv:2: the row that starts here is broken"),
    "cut in a row": (b"number,name,sort,listed\n1,Lamp,Firm,2020\n2,Ki", "list.csv:3: the last row has 2 of 4 columns"),
    "zip": (b"PK\x03\x04rest", "this is a ZIP, PDF or gzip file, not text"),
    "gzip": (b"\x1f\x8brest", "this is a ZIP, PDF or gzip file, not text"),
    "binary": (b"number,name\x00\x01\x02", "a NUL byte at byte 11"),
    "utf-16": ("number,name,sort,listed\n".encode("utf-16"), "a NUL byte at byte"),
    "latin-1": (b"number,name,sort,listed\n1,Caf\xe9,Firm,\n", "list.csv:2: byte 29 is not utf-8-sig; save the file as UTF-8"),
    "HTML": (b"<!DOCTYPE html>\n<html><body>Sorry</body></html>\n", "list.csv:1: the header is '<!DOCTYPE html>'"),
    "JSON": (b'{"number": 1}\n', "list.csv:1: "),
    "other columns": (b"number,name,sort\n1,Lamp,Firm\n", "list.csv:1: the header is 'number, name, sort'"),
    "a header alone": (b"number,name,sort,listed\n", "list.csv: there is no record in it"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BAD_FILES.values(), ids=list(BAD_FILES))
def test_a_file_that_is_not_what_it_should_be_is_one_error_and_changes_nothing(
    invented: Invented, home: Workspace, table: Table, tmp_path: Path, data: bytes, message: str
) -> None:
    run.load("invented", [table(*rows(5))], home, snapshot="2021-01-01")
    there = tree(home.folder)
    (tmp_path / "list.csv").write_bytes(data)
    with pytest.raises(SourceError) as raised:
        run.load("invented", [tmp_path / "list.csv"], home, snapshot="2021-01-01")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert tree(home.folder) == there


def _faults() -> list[Any]:
    """Every fault file of every source."""
    found = []
    for source in run.sources():
        for path in (HERE / source).glob("faults/faults.toml"):
            for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
                files = [path.parent / name for name in fault["files"]]
                found.append(pytest.param(source, files, id=f"{source}/{files[-1].name}"))
    return found


@pytest.mark.parametrize(("source", "files"), _faults())
def test_a_fault_of_a_publisher_is_one_error_and_the_copy_before_stays(
    source: str, files: list[Path], home: Workspace
) -> None:
    """Each fault file has one bad record among few, which is more than any source allows."""
    load(source, golden(HERE / source / "golden"), home)
    there = tree(home.folder)
    with pytest.raises(Error) as raised:
        load(source, files, home)
    assert "\n" not in str(raised.value).strip()
    assert len(str(raised.value)) < 1_000
    assert tree(home.folder) == there


def test_a_loader_that_breaks_half_way_changes_nothing(invented: Invented, home: Workspace, table: Table) -> None:
    """A bug keeps its traceback; the copy before it stays all the same."""
    run.load("invented", [table(*rows(5))], home, snapshot="2021-01-01")
    there = tree(home.folder)
    convert, seen = invented.convert, []

    def breaks(record: Record) -> Iterator[Entity | Relation]:
        seen.append(record)
        if len(seen) > 3:
            raise ZeroDivisionError
        return convert(record)

    invented.convert = breaks  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        run.load("invented", [table(*rows(6))], home, snapshot="2021-01-01")
    assert tree(home.folder) == there


def test_a_disk_that_is_full_while_claims_are_written_changes_nothing(
    invented: Invented, home: Workspace, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.load("invented", [table(*rows(5))], home, snapshot="2021-01-01")
    there = tree(home.folder)
    wrote = []

    def full(frame: pl.DataFrame, path: Path) -> None:
        if wrote:
            raise OSError(28, "No space left on device")
        wrote.append(path)
        path.write_bytes(b"half")

    with monkeypatch.context() as patch:
        patch.setattr("beholden.graph.claims.write_parquet", full)
        with pytest.raises(StoreError, match="No space left on device"):
            run.load("invented", [table(*rows(6))], home, snapshot="2021-01-01")
    assert tree(home.folder) == there
    assert [path for path in home.claims.rglob("*") if path.name.startswith(PARTIAL)] == []
    assert run.load("invented", [table(*rows(6))], home, snapshot="2021-01-01").facts.counts["rows"] == 6


@pytest.mark.parametrize("damage", ["snapshot.json", "format", "Company.parquet", "no Company.parquet"])
def test_a_damaged_copy_is_mended_by_loading_it_again(
    invented: Invented, home: Workspace, table: Table, damage: str
) -> None:
    """Whoever reads it is told to load the source again: then that must help."""
    first = run.load("invented", [table(*rows(50))], home, snapshot="2021-01-01")
    whole = tree(home.folder)
    path = first.folder / damage.removeprefix("no ")
    if damage == "format":
        facts = first.folder / "snapshot.json"
        facts.write_text(facts.read_text(encoding="utf-8").replace('"format": 1', '"format": 0'), encoding="utf-8")
        with pytest.raises(StoreError, match="load the source again"):
            read_facts(first.folder)
    elif damage.startswith("no "):
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    assert tree(home.folder) != whole
    again = run.load("invented", [table(*rows(50))], home, snapshot="2021-01-01")
    assert (again.reused, tree(home.folder)) == (False, whole)


# --- Dates and completeness --------------------------------------------------------------------------------


def test_without_a_date_the_load_asks_for_one(invented: Invented, home: Workspace, table: Table) -> None:
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table(*rows(5))], home)
    assert str(raised.value) == (
        "invented: list.csv does not say of which date this copy is; say so with --snapshot YYYY-MM-DD"
    )
    assert not home.folder.exists()


@pytest.mark.parametrize("day", ["2021", "2021-02", "2021-02-30", "yesterday", ""])
def test_a_date_that_is_no_day_is_refused(invented: Invented, home: Workspace, table: Table, day: str) -> None:
    with pytest.raises(SchemaError, match=re.escape(f'"{day}"')):
        run.load("invented", [table(*rows(5))], home, snapshot=day)
    assert not home.folder.exists()


def test_a_date_that_contradicts_the_files_is_refused(invented: Invented, home: Workspace, table: Table) -> None:
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
def test_a_complete_copy_as_expected_is_taken(invented: Invented, home: Workspace, table: Table, count: int) -> None:
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
    assert sorted(path.name for path in (home.claims / "invented").iterdir()) == sorted([part.folder.name, whole.folder.name])


# --- Words around it ---------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_named(invented: Invented, home: Workspace, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(SourceError, match=re.escape(f"invented: {path}: there is no such file")):
            run.load("invented", [path], home, snapshot="2021-01-01")


def test_two_files_of_one_name_are_refused(invented: Invented, home: Workspace, table: Table, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(SourceError, match=r"invented: two files are called list\.csv; a place in them would be ambiguous"):
        run.load("invented", [table(*rows(4)), table(*rows(4), name="b/list.csv")], home, snapshot="2021-01-01")


def test_a_source_that_is_not_there_is_refused_with_the_known_ones(home: Workspace, table: Table) -> None:
    with pytest.raises(SourceError, match=r'there is no source "\.\./curated"; known are curated, .*us_dod_1260h'):
        run.load("../curated", [table()], home)


def test_progress_is_heard(invented: Invented, home: Workspace, table: Table) -> None:
    heard: list[int] = []
    run.load("invented", [table(*rows(2500))], home, snapshot="2021-01-01", progress=heard.append)
    assert heard == [1000, 2000]


def test_what_is_known_of_the_copy_stands_beside_its_claims(invented: Invented, home: Workspace, table: Table) -> None:
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


def test_the_fingerprint_covers_code_that_sources_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a better reader would leave the claims of an older one in place."""
    copy = Path(shutil.copytree(run.FOLDER, tmp_path / "loaders", ignore=shutil.ignore_patterns("__pycache__")))
    monkeypatch.setattr(run, "FOLDER", copy)
    fingerprint = run.fingerprint.__wrapped__
    before = fingerprint("curated")
    (copy / "us_dod_1260h" / "notes.py").write_text("# changed\n", encoding="utf-8")
    assert fingerprint("curated") == before
    (copy / "shared_by_some").mkdir()
    (copy / "shared_by_some" / "lines.py").write_text("# new\n", encoding="utf-8")
    assert fingerprint("curated") != before


def test_an_entity_needs_an_id_or_a_key(invented: Invented) -> None:
    for how in ({}, {"id": "1", "key": ["1"]}):
        with pytest.raises(SourceError, match="an entity needs either the publisher's id or a key of raw fields"):
            invented.SOURCE.entity("Company", name="A", **how)  # type: ignore[arg-type]


def test_an_id_depends_on_raw_fields_and_not_on_how_a_record_is_read(invented: Invented) -> None:
    entity = invented.SOURCE.entity
    one = entity("Company", key=["Lamp ", "FR"], name="Lamp")
    assert one.id == entity("Organization", key=["Lamp ", "FR"], name="LAMP", country="FR").id
    assert one.id != entity("Company", key=["Lamp", "FR"], name="Lamp").id
    assert one.id != entity("Company", key=["Lamp ", "F", "R"], name="Lamp").id


def test_an_unknown_module_attribute_is_no_part_of_a_source() -> None:
    """A source without a function `snapshot` states nothing of its copy."""
    assert run._describe(SimpleNamespace(), []) == Snapshot()
