"""Records are kept once, under a hash of their text, whatever number of claims they make."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import SchemaError, StoreError
from beholden.graph import name_keys
from beholden.graph.claims import ClaimColumns, whole_claims
from beholden.graph.partitions import partitions, read_facts, write_partition
from beholden.graph.pieces import write_rows
from beholden.graph.records import RECORDS, with_hashes
from beholden.graph.release import build
from beholden.graph.statements import Entity, digest, digests
from beholden.graph.workspace import Workspace
from tests.world import build_world

TEXTS = st.lists(st.text(st.characters(exclude_categories=("Cs",))), unique=True)


def test_a_hash_is_the_start_of_a_sha_256() -> None:
    assert digest("OWNS", "kite") == hashlib.sha256(b"OWNS\x1fkite").hexdigest()[:16]


@given(TEXTS)
def test_hashes_of_columns_are_those_of_texts(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    found = frame.select(one=digests(pl.col("text")), two=digests(pl.lit("OWNS"), pl.col("text")))
    assert found.rows() == [(digest(text), digest("OWNS", text)) for text in texts]


def test_a_claim_is_called_by_its_kind_its_subject_and_the_hash_of_its_record() -> None:
    columns = ClaimColumns("The a", "official", "https://example.org/", "2026-01-01")
    columns.add_record(
        [Entity("Company", "a/1", "Kite"), Entity("Company", "a/2", "Lamp")], "the record", ["a.csv:2"]
    )
    columns.add(Entity("Company", "a/1", "Kite"), "another", ["a.csv:4", "a.csv:3"])
    records = with_hashes(columns.records())
    claims = whole_claims("a", "Company", columns.frames()["Company"], records)
    expected = {
        (f"a/c-{digest('Company', subject, digest(text))}", subject, text, places)
        for subject, text, places in (
            ("a/1", "the record", ("a.csv:2",)),
            ("a/2", "the record", ("a.csv:2",)),
            ("a/1", "another", ("a.csv:3", "a.csv:4")),
        )
    }
    found = claims.select("claim", "subject", "text", "places").rows()
    assert {(*row[:3], tuple(row[3])) for row in found} == expected
    assert claims["claim"].is_sorted()


def test_two_texts_of_one_hash_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    records = pl.DataFrame({"text": ["a", "b"], "places": [["x:1"], ["x:2"]]}, schema=RECORDS)
    assert with_hashes(records)["record"].to_list() == [digest("a"), digest("b")]
    monkeypatch.setattr("beholden.graph.records.digests", lambda text: pl.lit("same"))
    with pytest.raises(SchemaError, match="two records have one hash"):
        with_hashes(records)


def test_a_build_says_which_claims_have_no_record(tmp_path: Path) -> None:
    build_world({"entity": [{"id": f"a/{n}", "kind": "Company"} for n in range(2)]}, tmp_path)
    (file,) = tmp_path.glob("claims/a/*/records/*")
    write_rows(pl.read_parquet(file)[:1], file)
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
    claims = ClaimColumns("The a", "official", "https://example.org/", facts.date)
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
