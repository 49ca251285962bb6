"""CSV and Parquet: a data package that says what it holds, without the sources that may not be handed on."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from beholden.exports.material import Material
from beholden.exports.open_release import without
from beholden.exports.tables import tables, write_csv, write_parquet
from beholden.graph.formulas import DEFENDED
from beholden.graph.property_types import TEXTS
from tests.everything import everything

FORMS: dict[str, Callable[[Material, Path], None]] = {"csv": write_csv, "parquet": write_parquet}
READ: dict[Any, Callable[[str], Any]] = {
    pl.String: lambda text: text[1:] if text[0] == "'" and re.match(DEFENDED, text) else text,
    pl.Date: date.fromisoformat,
    pl.Float64: float,
    pl.Int64: int,
    pl.Boolean: {"true": True, "false": False}.__getitem__,
    TEXTS: json.loads,
}  # fmt: skip


def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_csv_gives_every_value_of_every_row_back(private: Material, tmp_path: Path) -> None:
    for number, material in enumerate((private, Material(everything(tmp_path / "everything"), private=True))):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_csv(material, folder)
        seen = 0
        for table in tables(material):
            back = [
                {name: READ[dtype](row[name]) if row[name] else None for name, dtype in table.rows.schema.items()}
                for row in rows(folder, table.name)
            ]  # fmt: skip
            assert back == table.rows.rows(named=True)
            seen += len(back)
        assert seen > 50


def test_parquet_is_the_tables_themselves(private: Material, tmp_path: Path) -> None:
    write_parquet(private, tmp_path)
    for table in tables(private):
        assert pl.read_parquet(tmp_path / f"{table.name}.parquet").equals(table.rows)


def test_no_cell_is_a_formula(private: Material, tmp_path: Path) -> None:
    write_csv(private, tmp_path)
    names = [name for row in rows(tmp_path, "entities/Company") for name in json.loads(row["names"])]
    assert "=cmd()" in names
    files = [str(path.relative_to(tmp_path).with_suffix("")) for path in tmp_path.rglob("*.csv")]
    text = [cell for file in files for row in rows(tmp_path, file) for cell in row.values()]
    assert not [cell for cell in text if cell.lstrip()[:1] in ("=", "+", "@")]


@pytest.mark.parametrize("form", FORMS)
def test_the_package_says_what_each_file_is(private: Material, tmp_path: Path, form: str) -> None:
    FORMS[form](private, tmp_path)
    told = package(tmp_path)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {one["path"] for one in told["resources"]} == files - {"datapackage.json"}
    names = [one["name"] for one in told["resources"]]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[-a-z0-9._]+", name) for name in names)
    by_name = {one["name"]: one for one in told["resources"]}
    for one in told["resources"]:
        data = (tmp_path / one["path"]).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        fields = [field["name"] for field in one["schema"]["fields"]]
        if form == "csv":
            assert fields == data.decode().split("\r\n")[0].replace('"', "").split(",")
        for foreign in one["schema"].get("foreignKeys", ()):
            assert set(foreign["fields"]) <= set(fields)
            assert (
                by_name[foreign["reference"]["resource"]]["schema"]["primaryKey"]
                == foreign["reference"]["fields"]
            )
    said = {field["name"]: field for field in by_name["relations.owns"]["schema"]["fields"]}
    assert said["share"]["description"].startswith("Part of the whole, 0 to 1")
    assert said["start_date"]["type"] == "date" and said["claims"]["type"] == "array"
    assert told["left_out"] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_source_that_may_not_be_handed_on_is_left_out_and_said(
    kept: Material, tmp_path: Path, form: str
) -> None:
    FORMS[form](kept, tmp_path)
    told = package(tmp_path)
    assert [(one["id"], one["note"]) for one in told["left_out"]] == [
        ("club", "club: its licence (invented) does not allow handing it on: it is left out")
    ]
    assert [one["title"] for one in told["licenses"]] == [
        "Apache-2.0 (reference)", "invented (list, paper, register)",
    ]  # fmt: skip
    if form == "csv":
        assert {row["id"] for row in rows(tmp_path, "sources")} == {"list", "paper", "reference", "register"}
    assert not (tmp_path / f"relations/MEMBER_OF.{form}").exists()
    data = {path: path.read_bytes() for path in tmp_path.rglob(f"*.{form}")}
    if form == "csv":
        assert [path for path, text in data.items() if b"club/" in text or b"Twin Lamps Ltd." in text] == []
        assert any(b"TWIN LAMPS LTD" in text for text in data.values())


def test_what_is_left_is_what_the_open_claims_alone_would_say(world: Any) -> None:
    release = world.release
    parts = {
        part: {kind: release.frame(part, kind) for kind in release.kinds(part)}
        for part in ("entities", "relations", "claims")
    }
    for part, frames in without(parts, frozenset(), release).items():
        assert frames.keys() == parts[part].keys()
        assert all(frame.equals(parts[part][kind]) for kind, frame in frames.items())
    left = without(parts, {"list"}, release)
    base = (
        left["entities"]["Company"]
        .filter(pl.col("members").list.contains("register/base"))
        .row(0, named=True)
    )
    assert (base["members"], base["sources"], base["weak_names"]) == (["register/base"], ["register"], [])
    assert "BASE OPTICS" not in base["names"]
    assert "POSSIBLY_SAME" in parts["relations"] and left["relations"]["POSSIBLY_SAME"].is_empty()


def test_what_is_private_stays_out_unless_asked_for(material: Material, tmp_path: Path) -> None:
    write_csv(material, tmp_path)
    text = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Ann Invented" in text
    assert not [secret for secret in (b"2 Home St", b"Passport 123", b"1970", b"record 5") if secret in text]


@pytest.mark.parametrize("faulty", [False, True])
def test_frictionless_finds_no_fault(private: Material, judges: Path, tmp_path: Path, faulty: bool) -> None:
    write_csv(private, tmp_path)
    if faulty:
        path = tmp_path / "relations/OWNS.csv"
        path.write_text(
            path.read_text(encoding="utf-8").replace("register/ann", "register/nobody-else"), "utf-8"
        )
    command = [judges / "venv/bin/frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    report = json.loads(done.stdout)
    assert report["valid"] is not faulty, [task["errors"][:3] for task in report["tasks"] if task["errors"]]
    assert report["stats"]["tasks"] == len(package(tmp_path)["resources"])
