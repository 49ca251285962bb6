"""Claims in pieces: what is kept of statements, in which files, and once where a record stands several times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beholden.errors import SchemaError, StoreError
from beholden.graph import pieces
from beholden.graph.claim_files import ClaimFiles, usual, without_usual
from beholden.graph.records import RECORDS

USUAL = usual("The a", "official", "https://example.org/", "2026-01-01")


def records(*texts: str, first: int = 1) -> pl.DataFrame:
    places = [[f"a.csv:{number}"] for number in range(first, first + len(texts))]
    return pl.DataFrame({"text": texts, "places": places}, schema=RECORDS)


def companies(*rows: tuple[int, str], **columns: Any) -> tuple[str, pl.DataFrame]:
    data = {"record": [row[0] for row in rows], "subject": [row[1] for row in rows], **columns}
    return "Company", pl.DataFrame(data).with_columns(name=pl.col("subject"))


def kept(folder: Path, name: str) -> pl.DataFrame:
    files = pieces.files_of(folder / name)
    assert [file.name for file in files] == [f"{number:06}.parquet" for number in range(len(files))]
    return pl.concat(map(pl.read_parquet, files), how="diagonal")


def test_columns_of_which_nothing_is_said_have_their_default_beside_those_that_say_it(tmp_path: Path) -> None:
    files = ClaimFiles(lambda: tmp_path, USUAL)
    files.add(records("one"), [companies((0, "a/1"))])
    files.add(
        records("two", first=2),
        [companies((0, "a/2"), names=[["Lamp"]], grade=["press"]), companies((0, "a/3"))],
    )
    written = files.write()
    assert (written.kinds, written.records, written.folder) == ({"Company": 3}, 2, tmp_path)
    assert kept(tmp_path, "claims/Company").rows(named=True) == [
        {"record": number, "subject": subject, "grade": grade, "name": subject, "names": names}
        for number, subject, grade, names in (
            (0, "a/1", "official", []),
            (1, "a/2", "press", ["Lamp"]),
            (1, "a/3", "official", []),
        )
    ]


def test_nothing_is_kept_of_a_record_without_a_statement(tmp_path: Path) -> None:
    files = ClaimFiles(lambda: tmp_path, USUAL)
    files.add(records("none", "one", "none more", "two"), [companies((3, "a/2"), (1, "a/1"))])
    assert files.write().records == 2
    assert kept(tmp_path, "records")["text"].to_list() == ["one", "two"]
    assert kept(tmp_path, "claims/Company").select("record", "subject").rows() == [(1, "a/2"), (0, "a/1")]


def test_rows_are_put_in_files_of_some_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGEST", 200)
    files = ClaimFiles(lambda: tmp_path, USUAL)
    for number in range(20):
        files.add(records(f"text {number:020}", first=number), [companies((0, f"a/{number}"))])
    files.write()
    assert len(pieces.files_of(tmp_path / "records")) > 2
    assert kept(tmp_path, "claims/Company").select("record", "subject").rows() == [
        (number, f"a/{number}") for number in range(20)
    ]


TEXTS = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4), min_size=1, max_size=6)


ALONE = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


@pytest.fixture(params=[1, 1 << 20])
def largest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of every record are a file, or all are one."""
    monkeypatch.setattr(pieces, "LARGEST", request.param)


@pytest.mark.usefixtures("largest")
@settings(max_examples=15, **ALONE)
@given(data=TEXTS)
def test_a_record_that_comes_again_is_one_with_all_places(
    data: list[list[int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    hold(data, tmp_path_factory.mktemp("files"))


@pytest.mark.thorough
@pytest.mark.usefixtures("largest")
@settings(**ALONE)
@given(data=TEXTS)
def test_more_records_that_come_again_are_each_one_with_all_places(
    data: list[list[int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    hold(data, tmp_path_factory.mktemp("files"))


def hold(data: list[list[int]], folder: Path) -> None:
    """Records of some texts, in one file or many, must be kept once each, with all their places and claims."""
    files = ClaimFiles(lambda: folder, USUAL)
    places: dict[str, set[str]] = {}
    line = 1
    for texts in data:
        statements = [(at, f"a/{text}") for at, text in enumerate(texts)]
        more = [(at, f"a/more-{text}") for at, text in enumerate(texts) if text % 2]
        files.add(
            records(*(f"text {text}" for text in texts), first=line),
            [companies(*statements), *([companies(*more)] if more else [])],
        )
        for text in texts:
            places.setdefault(f"text {text}", set()).add(f"a.csv:{line}")
            line += 1
    written = files.write()
    found = kept(folder, "records")
    assert dict(found.rows()) == {text: sorted(own) for text, own in places.items()}
    assert (len(found), written.records) == (len(places), len(places))
    claims = kept(folder, "claims/Company")
    texts = found["text"].gather(claims["record"])
    expected = {(f"a/{text[5:]}", text) for text in places}
    expected |= {(f"a/more-{text[5:]}", text) for text in places if int(text[5:]) % 2}
    assert sorted(zip(claims["subject"], texts, strict=True)) == sorted(expected)
    assert written.kinds == {"Company": len(expected)}


def test_one_record_says_a_thing_once(tmp_path: Path) -> None:
    files = ClaimFiles(lambda: tmp_path, USUAL)
    files.add(records("one"), [companies((0, "a/1"), (0, "a/1"))])
    assert files.write().kinds == {"Company": 1}
    with pytest.raises(SchemaError, match="a/1: one record states it in two different ways"):
        files.add(records("two"), [companies((0, "a/1"), (0, "a/1"), country=["fr", "de"])])
    with pytest.raises(SchemaError, match="a/1: one record states it in two different ways"):
        files.add(records("two"), [companies((0, "a/1")), companies((0, "a/1"), country=["de"])])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=9))
def test_what_a_record_says_of_each_subject_is_kept_once_in_whatever_order_it_comes(
    data: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for rows in (data, sorted(data), sorted(data, key=lambda row: row[0])):
        folder = tmp_path_factory.mktemp("files")
        files = ClaimFiles(lambda folder=folder: folder, USUAL)  # type: ignore[misc]
        files.add(records("a", "b", "c", "d"), [companies(*((at, f"a/{own}") for at, own in rows))])
        files.write()
        found = kept(folder, "claims/Company").select("record", "subject")
        texts = kept(folder, "records")["text"].gather(found["record"])
        assert list(zip(texts, found["subject"], strict=True)) == [
            ("abcd"[at], f"a/{own}") for at, own in dict.fromkeys(rows)
        ]


def test_columns_in_which_all_say_what_is_usual_are_left_out() -> None:
    own = {**USUAL, "names": [[], ["Lamp"]], "identifiers": [[], []], "country": [None, None]}
    said = companies((0, "a/1"), (1, "a/2"), **own, quote=["", None], grade_=["official", "press"])[1]
    said = said.drop("grade").rename({"grade_": "grade"})
    assert without_usual(said, USUAL).columns == ["record", "subject", "names", "quote", "grade", "name"]


def test_few_rows_of_many_blocks_do_not_keep_the_memory_of_all_these_blocks(tmp_path: Path) -> None:
    files = ClaimFiles(lambda: tmp_path, USUAL)
    for number in range(3 * pieces.MOST):
        files.add(records(f"text {number}", first=number), [companies((0, f"a/{number}"))])
    for name in ("records", "claims/Company"):
        assert len(pieces.files_of(tmp_path / name)) == 3
    files.write()
    assert kept(tmp_path, "claims/Company").rows() == [
        (number, f"a/{number}", f"a/{number}") for number in range(3 * pieces.MOST)
    ]


def test_rows_of_a_file_are_in_groups_of_some_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "GROUP", 100)
    rows = records(*(f"text {number:020}" for number in range(20)))
    pieces.write_rows(rows, tmp_path / "rows.parquet")
    groups = 1 + int(rows.estimated_size()) // 100
    assert groups > 5
    found = pl.read_parquet(tmp_path / "rows.parquet")
    assert found.equals(rows)
    assert found.n_chunks() == -(-20 // -(-20 // groups))


@pytest.mark.parametrize(
    "second",
    [[companies((0, "a/1"), country=["de"])], [companies((0, "a/2"))], [companies((0, "a/1"), (0, "a/2"))]],
)
def test_two_records_of_one_text_that_say_different_things_are_refused(
    second: list[tuple[str, pl.DataFrame]], tmp_path: Path
) -> None:
    files = ClaimFiles(lambda: tmp_path, USUAL)
    files.add(records("one"), [companies((0, "a/1"))])
    files.add(records("one", first=2), second)
    with pytest.raises(SchemaError, match=r"a/[12]: two records of one text state it in two different ways"):
        files.write()


def test_texts_whose_quick_hashes_are_alike_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pl.Series, "hash", lambda series: pl.Series([7] * len(series), dtype=pl.UInt64))
    files = ClaimFiles(lambda: tmp_path, USUAL)
    files.add(records("one", "two", "one"), [companies((0, "a/1"), (1, "a/2"), (2, "a/1"))])
    assert files.write().records == 2
    assert kept(tmp_path, "records").rows() == [("one", ["a.csv:1", "a.csv:3"]), ("two", ["a.csv:2"])]


def test_a_disk_that_is_full_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(rows: pl.DataFrame, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pieces, "write_rows", full)
    files = ClaimFiles(lambda: tmp_path, USUAL)
    files.add(records("one"), [companies((0, "a/1"))])
    with pytest.raises(
        StoreError, match=r"cannot be written .*No space left on device.*; nothing is changed"
    ):
        files.write()
