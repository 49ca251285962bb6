"""`beholden export`: to stdout, to a file, to a folder, and what it refuses."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from beholden.exports.formats import FORMATS
from tests.cli.conftest import Command, process

FILES = [name for name, format in FORMATS.items() if not format.folder]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("workspace", ["hostile", pytest.param("home", marks=pytest.mark.thorough)])
def test_a_file_and_stdout_get_the_same_bytes(
    command: Command, workspace: str, request: pytest.FixtureRequest, tmp_path: Path, form: str
) -> None:
    home = request.getfixturevalue(workspace)
    said = command("export", form, "--out", tmp_path / "a" / "file", home=home)
    assert (said.code, said.out) == (0, f"{tmp_path / 'a' / 'file'}\n")
    data = (tmp_path / "a" / "file").read_bytes()
    assert len(data) > 1000
    again = command("export", form, "--out", tmp_path / "b", home=home)
    assert again.code == 0
    assert digest((tmp_path / "b").read_bytes()) == digest(data)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_stdout_gets_data_and_nothing_else(hostile: Path) -> None:
    said = process("export", "nquads", env={"BEHOLDEN_HOME": str(hostile)})
    assert said.code == 0
    assert said.out.endswith(" .\n") and said.out.startswith("<urn:beholden:release:")


def test_a_release_is_chosen_by_its_hash(command: Command, hostile: Path, tmp_path: Path) -> None:
    name = (hostile / "current").read_text(encoding="utf-8").strip()
    said = command("export", "nquads", "--release", name, "--out", tmp_path / "x", home=hostile)
    assert said.code == 0
    missing = command("export", "nquads", "--release", "nothing", "--out", tmp_path / "y", home=hostile)
    assert "manifest.json cannot be read" in missing.error
    assert not (tmp_path / "y").exists()


def closed(home: Path, folder: Path) -> tuple[Path, str]:
    """A copy of a workspace one of whose sources may not be handed on, and that source."""
    copy = folder / "home"
    shutil.copytree(home, copy)
    manifest = next(copy.glob("releases/*/manifest.json"))
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["sources"][0] |= {"redistribute": False, "licence": "look, don't touch"}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    return copy, str(told["sources"][0]["source"])


def test_a_licence_that_forbids_handing_on_is_said_on_stderr(
    command: Command, home: Path, tmp_path: Path
) -> None:
    copy, source = closed(home, tmp_path)
    said = command("export", "nquads", "--out", tmp_path / "x", home=copy)
    words = f"{source}: its licence (look, don't touch) does not allow handing it on: this export is for your own use"
    assert words in said.words.splitlines()


def test_what_can_t_be_written_is_one_clear_error(command: Command, home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    said = command("export", "nquads", "--out", tmp_path / "file" / "below", home=home)
    assert "cannot be written" in said.error
    assert command("export", "word", home=home).code == 2


def test_a_folder_is_new_and_without_what_may_not_be_handed_on(
    command: Command, home: Path, tmp_path: Path
) -> None:
    copy, source = closed(home, tmp_path)
    words = f"{source}: its licence (look, don't touch) does not allow handing it on: it is left out"
    for form, options in (("csv", ()), ("parquet", ()), ("node-link", ("--open",))):
        out = tmp_path / form
        said = command("export", form, "--out", out, *options, home=copy)
        assert said.code == 0 and words in said.words.splitlines() and "for your own use" not in said.words
        files = [out] if out.is_file() else [*out.rglob("*.json"), *out.rglob("*.csv")]
        claims = [path for path in files if f"{source}/c-" in path.read_text(encoding="utf-8")]
        assert claims == []
    assert (
        "it must be a new or an empty folder"
        in command("export", "csv", "--out", tmp_path / "csv", home=copy).error
    )
    assert command("export", "csv", home=copy).code == 2
