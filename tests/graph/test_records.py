"""Records are kept once, under a hash of their text, whatever number of claims they make."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import SchemaError, StoreError
from beholden.graph import name_keys, records
from beholden.graph.claims import ClaimColumns, partitions, read_facts, write_partition
from beholden.graph.records import (
    RECORDS,
    RecordFiles,
    claim_hash,
    claim_hashes,
    each_once,
    number_of,
    numbers,
    read_records,
    record_hash,
    record_hashes,
    write_records,
)
from beholden.graph.release import build
from beholden.graph.statements import Entity
from beholden.graph.workspace import Workspace
from tests.world import build_world

TEXTS = st.lists(st.text(st.characters(exclude_categories=("Cs",))))


def test_a_record_is_called_by_the_start_of_its_sha_256() -> None:
    assert record_hash("kite") == hashlib.sha256(b"kite").hexdigest()[:16]
    whole = hashlib.sha256(f"OWNS\x1fa/1\x1f{record_hash('kite')}".encode()).hexdigest()
    assert claim_hash("OWNS", "a/1", record_hash("kite")) == whole[:16]


@given(TEXTS)
def test_hashes_of_columns_are_those_of_texts(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String}).with_columns(
        record=record_hashes(pl.col("text"))
    )
    found = frame.select(
        "record",
        number=numbers(pl.col("record")),
        claim=claim_hashes("OWNS", pl.col("text"), pl.col("record")),
    )
    expected = [
        (record, number_of(record), claim_hash("OWNS", text, record))
        for text, record in zip(texts, map(record_hash, texts), strict=True)
    ]
    assert found.rows() == expected


def test_two_texts_of_one_hash_are_refused() -> None:
    same = pl.DataFrame({"record": [1, 2, 1], "text": ["a", "b", "a"]}, schema=RECORDS)
    assert each_once(same).rows() == [(1, "a"), (2, "b")]
    with pytest.raises(SchemaError, match="two records have one hash"):
        each_once(pl.DataFrame({"record": [1, 1], "text": ["a", "b"]}, schema=RECORDS))


def test_records_are_written_in_files_of_some_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LARGEST", 4)
    files = RecordFiles(lambda: tmp_path)
    for number in range(5):
        files.add(pl.DataFrame({"record": [number, 9], "text": [str(number), "9"]}, schema=RECORDS))
    folder = files.write()
    assert (len(list(folder.iterdir())), files.number) == (3, 8)
    assert sorted(read_records(tmp_path).rows()) == [*((n, str(n)) for n in range(5)), (9, "9")]


def test_a_disk_that_is_full_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(partition: Path, number: int, records: pl.DataFrame) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records, "write_records", full)
    files = RecordFiles(lambda: tmp_path)
    files.add(pl.DataFrame({"record": [1], "text": ["a"]}, schema=RECORDS))
    with pytest.raises(
        StoreError, match=r"cannot be written .*No space left on device.*; nothing is changed"
    ):
        files.write()


def test_a_build_says_which_claims_have_no_record(tmp_path: Path) -> None:
    build_world({"entity": [{"id": "a/1", "kind": "Company"}]}, tmp_path)
    partition = next((tmp_path / "claims" / "a").iterdir())
    for file in (partition / "records").iterdir():
        file.unlink()
    write_records(partition, 0, pl.DataFrame({"record": [1], "text": ["another"]}, schema=RECORDS))
    with pytest.raises(StoreError, match="the records of 1 claims are not there; load the source again"):
        build(Workspace(tmp_path), software="test")


def test_keys_of_the_names_of_a_large_copy_are_kept_by_the_first_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    one = {"entity": [{"id": f"a/{n}", "kind": "Company", "name": f"Kite {n} Ltd"} for n in range(3)]}
    at_once = build_world(one, tmp_path).release
    (partition,) = partitions(workspace.claims)
    (kept,) = (partition / "names").iterdir()
    keys = kept.read_bytes()

    facts = read_facts(partition)
    claims = ClaimColumns("a", "The a", "official", "https://example.org/", facts.date)
    for number in range(3):
        claims.add(
            Entity("Company", f"a/{number}", f"Kite {number} Ltd"),
            f"record {number}",
            [f"a.csv:{number + 2}"],
        )
    monkeypatch.setattr(name_keys, "MANY", 3)
    write_partition(workspace.claims, facts, claims.frames(), claims.records(), [])
    assert not (partition / "names").exists()
    assert build(workspace, as_of="2026-01-01", software="test").manifest["hash"] == at_once.manifest["hash"]
    assert kept.read_bytes() == keys


def test_keys_that_other_code_computed_are_replaced(tmp_path: Path) -> None:
    build_world({"entity": [{"id": "a/1", "kind": "Company", "name": "Kite 1 Ltd"}]}, tmp_path)
    workspace = Workspace(tmp_path)
    (partition,) = partitions(workspace.claims)
    (kept,) = (partition / "names").iterdir()
    keys = kept.read_bytes()
    kept.rename(kept.with_name("0123456789abcdef.parquet"))
    build(workspace, software="test")
    assert [(path.name, path.read_bytes()) for path in (partition / "names").iterdir()] == [(kept.name, keys)]
