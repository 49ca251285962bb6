"""Damaged files and traps, some for each source: claims, rejects or one clear error, in time and in little memory.

`python -m tests.loaders.mutants` makes many more; docs/trials.md has what came of them.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

from beholden.graph.property_types import TYPES
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load, sources
from tests.loaders.mutants import bases, inputs, run

FEW, SOME = 5, 12
BILLION = b"".join(
    b"<!ENTITY l%d '%s'>" % (number, b"&l%d;" % (number - 1) * 10 if number else b"ha")
    for number in range(10)
)


@cache
def zip_bomb() -> bytes:
    """A workbook of a sheet of zeros, made when it is first asked for."""
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(part, bytes(200 << 20) if "sheet1" in part else b"<x/>")
    return zeros.getvalue()


TRAPS = {
    "entity bomb": b"<?xml version='1.0'?><!DOCTYPE x [" + BILLION + b"]><x>&l9;</x>",
    "external entity": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "external subset": b"<?xml version='1.0'?><!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><x/>",
    "deep XML": b"<a>" * 100_000,
    "deep JSON": b"[" * 1_000_000,
    "deep objects": b'{"a":' * 200_000,
    "huge number": b'[{"a": ' + b"9" * 2_000_000 + b"}]",
    "far exponent": b'{"releases": [{"a": 1e999999999}]}',
    "deep TOML": b"a = " + b"[" * 100_000,
    "no text": bytes(range(256)) * 1000,
}
LONG = {"one long line": (b"", b"a,", 4_000_000), "open quote": (b'"', b"a,\n", 500_000)}
"""Traps that are long: how one begins, and what comes how often then."""
SHORTER = 16


def traps(shorter: int) -> dict[str, bytes]:
    """All traps, the long ones at a part of their length."""
    long = {name: start + again * (times // shorter) for name, (start, again, times) in LONG.items()}
    return {**TRAPS, "zip bomb": zip_bomb(), **long}


@pytest.fixture(autouse=True)
def invented_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEHOLDEN_SHARED", raising=False)


@pytest.mark.parametrize("source", sources())
@pytest.mark.parametrize("some", [FEW, pytest.param(SOME, marks=pytest.mark.thorough)])
def test_damaged_files_are_converted_rejected_or_refused(source: str, some: int, tmp_path: Path) -> None:
    for number, files in enumerate(inputs(source, some, seed=5)):
        came = run(source, files, tmp_path)
        assert not came.startswith("FAILED"), f"{source} {number}: {came}"


@pytest.mark.parametrize("source", sources())
@pytest.mark.parametrize("shorter", [SHORTER, pytest.param(1, marks=pytest.mark.thorough)])
def test_a_trap_is_refused(source: str, shorter: int, tmp_path: Path) -> None:
    for base in bases(source):
        name = min(base)
        for trap, data in traps(shorter).items():
            came = run(source, {**base, name: data}, tmp_path)
            assert came in ("refused", "rejects"), f"{source} {name} {trap}: {came}"


def test_the_trial_runs_in_a_child_with_little_memory() -> None:
    command = [sys.executable, "-m", "tests.loaders.mutants", "un_sc", "20", "--seed", "3"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2], timeout=120
    )
    assert done.returncode == 0, done.stderr
    came = json.loads(done.stdout)
    assert sum(number for name, number in came.items() if name in ("refused", "rejects", "whole")) == 20
    assert came["peak_mb"] < 1024


def test_the_same_seed_gives_the_same_inputs() -> None:
    assert list(inputs("un_sc", 5, 1)) == list(inputs("un_sc", 5, 1)) != list(inputs("un_sc", 5, 2))


def test_half_a_character_in_a_json_file_is_a_reject_that_can_be_read(tmp_path: Path) -> None:
    """It ended the load with a UnicodeEncodeError."""
    line = '{"id": "x-1", "schema": "Company", "properties": {"name": ["Kite \\ud800 Ltd"]}}\n'
    good = line.replace("x-1", "x-2").replace("\\ud800 ", "")
    file = tmp_path / "entities.ftm.json"
    file.write_text(line + good * 200, encoding="utf-8")
    loaded = load("ftm", [file], Workspace(tmp_path / "home"), snapshot="2026-01-01")
    assert (loaded.facts.counts["rows"], loaded.facts.counts["rejected"]) == (201, 1)
    (reject,) = (loaded.folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert "lone surrogate" in json.loads(reject)["reason"]


def test_a_carriage_return_in_the_header_of_a_golden_copy_is_no_traceback(tmp_path: Path) -> None:
    """It ended the load with a csv.Error."""
    assert run("gleif", {"lei2.csv": b'LEI,Entity\r.LegalName\n"a","b"\n'}, tmp_path) in (
        "refused",
        "rejects",
    )


def test_a_prefix_that_nothing_declares_is_no_traceback(tmp_path: Path) -> None:
    """It ended the load with a ValueError of lxml."""
    base = next(base for base in bases("un_sc"))
    (name,) = base
    assert base[name].count(b"<DATAID>") > 1
    damaged = base[name].replace(b"<DATAID>", b"<un:DATAID>", 1).replace(b"</DATAID>", b"</un:DATAID>", 1)
    assert run("un_sc", {name: damaged}, tmp_path) in ("refused", "rejects")


def test_a_name_of_blanks_is_a_reject(tmp_path: Path) -> None:
    """An entity of node-link JSON had it."""
    file = {"graph.json": b'{"nodes": [{"id": "x", "kind": "Company", "name": "  "}], "edges": []}'}
    assert run("node_link", file, tmp_path) == "rejects"


def test_a_sentence_without_end_is_not_read_for_minutes(tmp_path: Path) -> None:
    (base,) = [base for base in bases("us_fcc_covered_list") if "list.html" in base or "table.html" in base][
        :1
    ]
    (name,) = base
    damaged = base[name].replace(b"Video", b"Video" + b"[" * 5000, 1)
    assert damaged != base[name]
    assert run("us_fcc_covered_list", {name: damaged}, tmp_path) == "rejects"


@pytest.mark.parametrize("line", [b"[" * 5000, b'{"a": ' + b"9" * 5000 + b"}"])
def test_brackets_without_end_in_a_mapped_file_are_refused(line: bytes, tmp_path: Path) -> None:
    base = next(base for base in bases("mapped") if any(name.endswith("jsonl") for name in base))
    name = next(name for name in base if name.endswith("jsonl"))
    assert run("mapped", {**base, name: line}, tmp_path) == "refused"


def test_a_number_where_text_belongs_is_a_reject(tmp_path: Path) -> None:
    """An owner whose page was a number of a hundred digits ended the load with an OverflowError."""
    (base,) = bases("state_owners")
    (name,) = base
    start, _, rest = base[name].decode().partition("page = ")
    damaged = f"{start}page = {'9' * 100}\n{rest.partition(chr(10))[2]}".encode()
    assert run("state_owners", {name: damaged}, tmp_path) == "rejects"


@pytest.mark.parametrize("number", [10**400, -(10**400), 1 << 63])
def test_a_whole_number_beyond_any_column_is_no_value(number: int) -> None:
    assert not TYPES["integer"].accepts(number)
    assert not TYPES["number"].accepts(number)
    assert TYPES["integer"].accepts((1 << 63) - 1)


def test_a_number_of_an_entry_that_is_far_too_long_is_no_traceback(tmp_path: Path) -> None:
    """An address of entry 999... ended the load of OFAC's CSV with a ValueError."""
    base = next(base for base in bases("us_ofac_sdn") if "add.csv" in base)
    first, comma, rest = base["add.csv"].partition(b",")
    files = {**base, "add.csv": b"9" * 5000 + comma + rest}
    assert first.isdigit()
    assert run("us_ofac_sdn", files, tmp_path) in ("refused", "rejects", "whole")
