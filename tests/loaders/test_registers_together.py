"""The fixtures of all registers in one release: what is one joins, unnamed owners never do, and parents own nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load, loader

HERE = Path(__file__).parent
SOURCES = (
    *(
        "gleif",
        "bods",
        "uk_psc",
        "uk_companies_house",
        "un_sc",
        "eu_fsf",
        "uk_sanctions",
        "ca_sema",
        "ftm",
        "icij",
    ),
    *("wikidata", "usaspending", "top_holders", "state_owners", "us_ofac_relations", "us_uflpa"),
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    workspace = Workspace(tmp_path_factory.mktemp("registers"))
    for source in SOURCES:
        files = [
            path for path in sorted((HERE / source / "golden").iterdir()) if path.name != "expected.jsonl"
        ]
        snapshot = getattr(loader(source), "snapshot", None)
        day = None if snapshot is not None and snapshot(files).date else "2026-03-01"
        load(source, files, workspace, snapshot=day, complete=False)
    return build(workspace, as_of="2026-11-24", software="test")


def test_what_is_one_by_its_numbers_joins(release: Release) -> None:
    companies = release.frame("entities", "Company")
    kite = companies.filter(pl.col("members").list.contains("gleif/5299KITE010000000066"))
    assert kite["members"].to_list() == [
        [
            *(
                "bods/2f629e6c/kite",
                "ftm/NK-kite",
                "gleif/5299KITE010000000066",
                "uk_companies_house/01234567",
            ),
            *("uk_psc/01234567", "wikidata/Q900001"),
        ]
    ]


def test_an_unnamed_owner_is_one_of_its_own(release: Release) -> None:
    unnamed = 0
    for kind in ("Company", "Organization", "Person"):
        frame = release.frame("entities", kind).filter(pl.col("unknown_reason").is_not_null())
        assert set(frame["members"].list.len()) <= {1}
        unnamed += frame.height
    assert unnamed == 11


def test_an_accounting_parent_has_no_stake(release: Release) -> None:
    for kind in ("OWNS", "EFFECTIVE_STAKE"):
        sources = release.frame("relations", kind)["sources"].list.explode()
        assert "gleif" not in set(sources)
    controls = release.frame("relations", "CONTROLS").filter(pl.col("sources").list.contains("gleif"))
    assert controls["from_id"].str.ends_with("-parent").to_list() == [True, True]
    assert release.frame("relations", "CONSOLIDATES").height == 4


def test_what_is_left_out_is_named(release: Release) -> None:
    missing = [(one["kind"], one["missing"]) for one in release.manifest["left_out"]]
    assert sorted(missing) == [("MEMBER_OF", "wikidata/Q900006"), ("OWNS", "wikidata/Q900005")]
