import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from beholden.errors import SchemaError, StoreError
from beholden.graph.evidence import evidence
from beholden.graph.judgements import Judgement
from beholden.graph.partitions import partitions
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace, to_json
from tests.world import build_world, read_world


def test_a_release_holds_what_its_manifest_says(tmp_path: Path) -> None:
    release = build_world(read_world("listings"), tmp_path).release
    release.check()
    counts = release.manifest["counts"]
    assert counts["relations"]["MEMBER_OF"] == 10
    assert counts["claims"]["MEMBER_OF"] == 10
    for part, kinds in counts.items():
        assert {kind: release.frame(part, kind).height for kind in release.kinds(part)} == kinds
    assert [copy["source"] for copy in release.manifest["sources"]] == ["club", "list", "old"]


def test_every_relation_and_entity_leads_back_to_a_claim(tmp_path: Path) -> None:
    for name in ("listings", "state-owners", "institutions"):
        release = build_world(read_world(name), tmp_path / name).release
        claims = {
            claim for kind in release.kinds("claims") for claim in release.frame("claims", kind)["claim"]
        }
        for part in ("entities", "relations"):
            for kind in release.kinds(part):
                for id, own in release.frame(part, kind).select("id", "claims").iter_rows():
                    assert own and claims.issuperset(own), id


def _shuffled(number: int, seed: int) -> list[int]:
    order = list(range(number))
    random.Random(seed).shuffle(order)
    return order


def test_statements_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    data = read_world("listings")
    first = build_world(data, tmp_path / "first").release
    # A world numbers its records, so the numbers go with the statements when these are shuffled.
    script = (
        "import sys; from pathlib import Path; from beholden.graph.release import build\n"
        "from beholden.graph.workspace import Workspace\n"
        "print(build(Workspace(Path(sys.argv[1])), as_of='2025-06-01', software='test').manifest['hash'])"
    )
    for seed, threads in ((1, "1"), (2, "2")):
        home = tmp_path / f"again-{seed}"
        for partition in partitions(tmp_path / "first" / "claims"):
            there = home / "claims" / partition.parent.name / partition.name
            (records,) = partition.glob("records/*")
            numbers = _shuffled(pl.read_parquet(records).height, seed)
            for file in (records, *partition.glob("claims/*/*")):
                target = there / file.relative_to(partition)
                target.parent.mkdir(parents=True, exist_ok=True)
                frame = pl.read_parquet(file)
                if file == records:
                    frame = frame[numbers]
                else:
                    new = pl.Series(numbers).arg_sort().gather(frame["record"]).cast(frame["record"].dtype)
                    frame = frame.with_columns(record=new)[_shuffled(frame.height, seed)]
                frame.write_parquet(target)
            (there / "snapshot.json").write_bytes((partition / "snapshot.json").read_bytes())
        done = subprocess.run(
            [sys.executable, "-c", script, str(home)],
            env={**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == first.manifest["hash"]
        again = Workspace(home).current()
        for path in sorted(first.folder.rglob("*")):
            if path.is_file():
                assert (again / path.relative_to(first.folder)).read_bytes() == path.read_bytes()


def test_a_release_of_another_format_is_a_clear_error(tmp_path: Path) -> None:
    folder = build_world(read_world("listings"), tmp_path).release.folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(to_json({**manifest, "format": 999}), encoding="utf-8")
    with pytest.raises(StoreError, match="a release of format 999; this version of beholden reads format 2"):
        Release.open(folder)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        Release.open(folder)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    release = build_world(read_world("listings"), tmp_path).release
    file = release.folder / "relations" / "LISTED_ON.parquet"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(StoreError, match="missing or changed since the release was built"):
        release.check()
    with pytest.raises(StoreError, match="cannot be read"):
        release.frame("relations", "LISTED_ON")


def test_a_build_that_fails_leaves_the_release_before_it(tmp_path: Path) -> None:
    before = build_world(read_world("listings"), tmp_path).release
    data = {
        "entity": [{"id": "x/a", "kind": "Company"}],
        "relation": [{"arrow": ["OWNS", "x/a", "list/us-bis-entity"]}],
    }
    with pytest.raises(SchemaError, match="OWNS can't go from a Company to a ScreeningList"):
        build_world(data, tmp_path)
    assert Workspace(tmp_path).current() == before.folder
    before.check()


def test_a_relation_to_what_nobody_states_is_left_out_and_named(tmp_path: Path) -> None:
    data = {
        "entity": [{"id": "x/a", "kind": "Company"}],
        "relation": [{"arrow": ["OWNS", "x/a", "x/nobody"], "as": "x/r"}],
    }
    release = build_world(data, tmp_path).release
    assert release.manifest["counts"]["relations"]["OWNS"] == 0
    (claim,) = release.frame("claims", "OWNS")["claim"]
    assert release.manifest["left_out"] == [
        {"relation": "x/r", "kind": "OWNS", "claim": claim, "missing": "x/nobody"}
    ]


def snapshots(folder: Path, *copies: tuple[str, list[dict[str, Any]]]) -> Release:
    """A release of one source, in several copies that each state these relations of one company."""
    release = None
    for day, relations in copies:
        data = {
            "as_of": "2025-06-01",
            "sources": {"x": {"date": day, "max_age_days": 30}},
            "entity": [{"id": "x/a", "kind": "Company", "name": f"A in {day}"}],
            "relation": [{"arrow": ["LISTED_ON", "x/a", "list/us-bis-entity"], **own} for own in relations],
        }
        release = build_world(data, folder).release
    assert release is not None
    return release


def test_the_newest_copy_gives_the_value_and_the_older_word_stays(tmp_path: Path) -> None:
    release = snapshots(
        tmp_path,
        ("2025-01-01", [{"as": "x/l", "start": "2020-01-01", "scope": "all"}]),
        ("2025-05-01", [{"as": "x/l", "start": "2021-01-01"}]),
    )
    (row,) = release.frame("relations", "LISTED_ON").iter_rows(named=True)
    assert (row["start_text"], row["scope"]) == ("2021-01-01", None)
    assert (row["first_stated"].isoformat(), row["last_stated"].isoformat()) == ("2025-01-01", "2025-05-01")
    assert row["fresh_until"].isoformat() == "2025-05-31"
    assert [claim.values["start_text"] for claim in evidence(release, "x/l")] == ["2021-01-01", "2020-01-01"]
    (entity,) = release.frame("entities", "Company").iter_rows(named=True)
    assert entity["name"] == "A in 2025-05-01"


def test_what_a_copy_no_longer_states_keeps_its_last_date(tmp_path: Path) -> None:
    release = snapshots(tmp_path, ("2025-01-01", [{"as": "x/l", "start": "2020-01-01"}]), ("2025-05-01", []))
    (row,) = release.frame("relations", "LISTED_ON").iter_rows(named=True)
    assert row["end_date"] is None
    assert row["last_stated"].isoformat() == "2025-01-01"


def test_a_period_starts_with_its_earliest_start_and_a_disputed_end_stays_open(tmp_path: Path) -> None:
    release = snapshots(
        tmp_path,
        (
            "2025-05-01",
            [
                {"as": "x/l", "start": "2021-06-03", "stated_on": "2021-06-03"},
                {
                    "as": "x/l",
                    "start": "2025-01-07",
                    "end": "2026-02",
                    "dispute": "withdrawn",
                    "stated_on": "2025-01-07",
                },
            ],
        ),
    )
    (row,) = release.frame("relations", "LISTED_ON").iter_rows(named=True)
    dates = {name: str(row[name]) for name in ("start_date", "end_date", "end_latest", "last_stated")}
    assert dates == {
        "start_date": "2021-06-03", "end_date": "2026-02-01", "end_latest": "None", "last_stated": "2025-01-07"
    }  # fmt: skip
    assert (row["disputed"], row["dispute"], len(row["claims"])) == (True, "withdrawn", 2)


def test_a_judgement_joins_and_is_kept_with_its_reason(tmp_path: Path) -> None:
    build_world(read_world("listings"), tmp_path)
    said = Judgement("club/lamp", "list/lamp", "same", "A. Reporter", "2025-06-01", "same register number")
    release = build(Workspace(tmp_path), as_of="2025-06-01", judgements=[said], software="test")
    companies = release.frame("entities", "Company")
    assert companies.filter(pl.col("id") == "club/lamp")["members"].to_list() == [["club/lamp", "list/lamp"]]
    joins = json.loads((release.folder / "joins.json").read_text(encoding="utf-8"))
    assert [(join["basis"], join["author"]) for join in joins["joins"]] == [
        ("identifier", "beholden"),
        ("judgement", "A. Reporter"),
    ]


def test_undoing_a_judgement_gives_the_bytes_of_a_release_without_it(tmp_path: Path) -> None:
    said = Judgement("club/lamp", "list/lamp", "same", "A. Reporter", "2025-06-01", "same register number")
    releases = {}
    for folder in ("never", "undone"):
        build_world(read_world("listings"), tmp_path / folder)
    for folder, judgements in (("undone", [said]), ("undone", []), ("never", [])):
        workspace = Workspace(tmp_path / folder)
        releases[folder] = build(workspace, as_of="2025-06-01", judgements=judgements, software="test").folder
    undone, never = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (releases["undone"], releases["never"])
    )
    assert undone == never
    assert releases["undone"].name == releases["never"].name


def test_every_name_and_identifier_of_a_cluster_stays(tmp_path: Path) -> None:
    release = build_world(read_world("listings"), tmp_path).release
    (row,) = release.frame("entities", "Company").filter(pl.col("id") == "uscc:1").iter_rows(named=True)
    assert row["names"] == ["Early", "EARLY LTD"]
    assert row["members"] == ["club/early", "list/early"]
    assert row["sources"] == ["club", "list"]
    assert row["kind_stated"]
