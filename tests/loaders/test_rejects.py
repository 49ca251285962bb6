"""A bad record never vanishes, and a load that fails changes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from beholden.errors import Error, SourceError, StoreError
from beholden.graph.partitions import read_facts
from beholden.graph.workspace import PARTIAL, Workspace
from beholden.loaders import Entity, Record, Relation, run
from tests.invented import COLUMNS, LOADERS, Invented, Table, golden, load, rejects, rows, tree
from tests.partition import claims_in


def test_a_few_bad_rows_are_counted_and_kept_with_place_reason_and_text(
    invented: Invented, home: Workspace, table: Table
) -> None:
    good = rows(60)
    bad = ["x1,Kite Works,Fund,2020-01-01", "x2,,Firm,2020-01-01", "too,few"]
    path = table(*good[:10], bad[0], *good[10:20], "-,-,Firm,", bad[1], *good[20:], bad[2])
    loaded = run.load("invented", [path], home, snapshot="2021-01-01")
    assert loaded.facts.counts == {
        "rows": 64, "converted": 60, "skipped": 1, "rejected": 3,
        "claims": {"Company": 60, "LISTED_ON": 60}, "records": 60,
        "skipped_because": {"an empty row of the publisher": 1},
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
        yield Record(
            {"number": "1", "name": "A", "sort": "Firm", "listed": "", **dict.fromkeys(fields, "x")}, "a:1"
        )

    invented.read = read  # type: ignore[method-assign]
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table()], home, snapshot="2021-01-01")
    assert str(raised.value).endswith(
        f"The first: a:1: fields neither taken nor left: {', '.join(fields)}; the publisher may have added them"
    )
    assert not home.claims.exists()


def test_a_field_that_is_missing_rejects_the_record_and_is_named(
    invented: Invented, home: Workspace, table: Table
) -> None:
    invented.read = lambda files: iter([Record({"number": "1", "sort": "Firm"}, "a:1")])  # type: ignore[method-assign]
    with pytest.raises(SourceError, match='The first: a:1: there is no field "name"'):
        run.load("invented", [table()], home, snapshot="2021-01-01")


def test_a_record_of_several_rows_counts_each_of_them(
    invented: Invented, home: Workspace, table: Table
) -> None:
    fields = {"number": "1", "name": "A", "sort": "Firm", "listed": ""}
    good = [Record({**fields, "number": f"{number}"}, [f"a:{number}", f"b:{number}"]) for number in range(60)]
    bad = Record({**fields, "sort": "Fund"}, ["a:99", "b:98", "b:99"])
    invented.read = lambda files: iter([*good, bad])  # type: ignore[method-assign]
    loaded = run.load("invented", [table()], home, snapshot="2021-01-01")
    counts = loaded.facts.counts
    assert (counts["rows"], counts["converted"], counts["rejected"]) == (123, 120, 3)
    assert [one["place"] for one in rejects(loaded.folder)] == ["a:99, b:98, b:99"]
    assert claims_in(loaded.folder)["Company"]["places"][0].len() == 2


def test_a_value_that_its_kind_does_not_allow_is_a_reject_and_nothing_of_its_record_is_kept(
    invented: Invented, home: Workspace, table: Table
) -> None:
    path = table("x,Kite,Firm,not-a-date", *rows(50))
    loaded = run.load("invented", [path], home, snapshot="2021-01-01")
    assert loaded.facts.counts["claims"] == {"Company": 50, "LISTED_ON": 50}
    assert "invented/x" not in claims_in(loaded.folder)["Company"]["subject"].to_list()
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

    invented.convert = convert  # type: ignore[method-assign]
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

    invented.convert = convert  # type: ignore[method-assign]
    row = rows(1)[0]
    with pytest.raises(
        SourceError, match=r"The first: list\.csv:3: invented/1: one record states this Company in two"
    ):
        run.load("invented", [table(row, row)], home, snapshot="2021-01-01")


def test_a_kind_that_the_source_does_not_declare_is_refused(
    invented: Invented, home: Workspace, table: Table
) -> None:
    with pytest.raises(SourceError) as raised:
        run.load("invented", [table("1,Kite,Body,", *rows(50))], home, snapshot="2021-01-01")
    assert str(raised.value) == "invented: emits PublicBody, which its source.toml does not declare"
    assert not home.claims.exists()


BAD_FILES: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n", "the file is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "the file is empty"),
    "blank behind a byte order mark": (b"\xef\xbb\xbf\n", "the file is empty"),
    "cut in a cell": (b'number,name,sort,listed\n1,"Lamp', "list.csv:2: the row that starts here is broken"),
    "cut in a row": (
        b"number,name,sort,listed\n1,Lamp,Firm,2020\n2,Ki",
        "list.csv:3: the last row has 2 of 4 columns",
    ),
    "zip": (b"PK\x03\x04rest", "this is a ZIP, PDF or gzip file, not text"),
    "gzip": (b"\x1f\x8brest", "this is a ZIP, PDF or gzip file, not text"),
    "binary": (b"number,name\x00\x01\x02", "a NUL byte at byte 11"),
    "utf-16": ("number,name,sort,listed\n".encode("utf-16"), "a NUL byte at byte"),
    "latin-1": (
        b"number,name,sort,listed\n1,Caf\xe9,Firm,\n",
        "list.csv:2: byte 29 is not utf-8-sig; save the file as UTF-8",
    ),
    "HTML": (
        b"<!DOCTYPE html>\n<html><body>Sorry</body></html>\n",
        "list.csv:1: the header is '<!DOCTYPE html>'",
    ),
    "JSON": (b'{"number": 1}\n', "list.csv:1: "),
    "other columns": (b"number,name,sort\n1,Lamp,Firm\n", "list.csv:1: the header is 'number, name, sort'"),
    "a header alone": (b"number,name,sort,listed\n", "list.csv: there is no record in it"),
}


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
        for path in (LOADERS / source).glob("faults/faults.toml"):
            for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
                files = [path.parent / name for name in fault["files"]]
                found.append(pytest.param(source, files, id=f"{source}/{files[-1].name}"))
    return found


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workspace]:
    """Gives a workspace that has the golden copy of a source; nothing that is refused changes it."""

    @cache
    def of(source: str) -> Workspace:
        workspace = Workspace(tmp_path_factory.mktemp("home"))
        load(source, golden(LOADERS / source / "golden"), workspace)
        return workspace

    return of


@pytest.mark.parametrize(("source", "files"), _faults())
def test_a_fault_of_a_publisher_is_one_error_and_the_copy_before_stays(
    source: str, files: list[Path], loaded: Callable[[str], Workspace]
) -> None:
    """Each fault file has one bad record among few, which is more than any source allows."""
    home = loaded(source)
    there = tree(home.folder)
    with pytest.raises(Error) as raised:
        load(source, files, home)
    assert "\n" not in str(raised.value).strip()
    assert len(str(raised.value)) < 1_000
    assert tree(home.folder) == there


def test_a_loader_that_breaks_half_way_changes_nothing(
    invented: Invented, home: Workspace, table: Table
) -> None:
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
    wrote: list[Path] = []

    def full(frame: pl.DataFrame, path: Path) -> None:
        if wrote:
            raise OSError(28, "No space left on device")
        wrote.append(path)
        path.write_bytes(b"half")

    with monkeypatch.context() as patch:
        patch.setattr("beholden.graph.pieces.write_rows", full)
        with pytest.raises(StoreError, match="No space left on device"):
            run.load("invented", [table(*rows(6))], home, snapshot="2021-01-01")
    assert tree(home.folder) == there
    assert [path for path in home.claims.rglob("*") if path.name.startswith(PARTIAL)] == []
    assert run.load("invented", [table(*rows(6))], home, snapshot="2021-01-01").facts.counts["rows"] == 6


@pytest.mark.parametrize(
    "damage",
    [
        "snapshot.json",
        "format",
        "claims/Company/000000.parquet",
        "no claims/Company/000000.parquet",
        "records/000000.parquet",
        "no records/000000.parquet",
    ],
)
def test_a_damaged_copy_is_mended_by_loading_it_again(
    invented: Invented, home: Workspace, table: Table, damage: str
) -> None:
    """Whoever reads it is told to load the source again: then that must help."""
    first = run.load("invented", [table(*rows(50))], home, snapshot="2021-01-01")
    whole = tree(home.folder)
    path = first.folder / damage.removeprefix("no ")
    if damage == "format":
        facts = first.folder / "snapshot.json"
        facts.write_text(
            facts.read_text(encoding="utf-8").replace('"format": 3', '"format": 2'), encoding="utf-8"
        )
        with pytest.raises(StoreError, match="load the source again"):
            read_facts(first.folder)
    elif damage.startswith("no "):
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    assert tree(home.folder) != whole
    again = run.load("invented", [table(*rows(50))], home, snapshot="2021-01-01")
    assert (again.reused, tree(home.folder)) == (False, whole)
