"""Files for `neo4j-admin database import`, imported by the real one and opened by a real server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import polars as pl
import pytest

from beholden.errors import StoreError
from beholden.graph.neo4j import bulk
from beholden.graph.neo4j.bulk import write_files
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import load
from beholden.graph.neo4j.rows import release_digest
from beholden.graph.neo4j.status import status
from beholden.graph.release import Release
from tests.graph.neo4j import made
from tools import neo4j_server


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return made.built(made.FIRST, tmp_path_factory.mktemp("release"))


@pytest.mark.parametrize("lines", [True, False])
def test_a_server_on_imported_files_holds_what_a_load_gives(
    neo4j_jars: Path, tmp_path: Path, lines: bool
) -> None:
    name = made.HOSTILE if lines else made.HOSTILE.replace("\n", " ")
    said = json.dumps(made.FIRST).replace(json.dumps(made.HOSTILE), json.dumps(name))
    release = made.built(json.loads(said), tmp_path / "release")
    files = write_files(release, tmp_path / "files")
    assert f"--multiline-fields={str(lines).lower()}" in files.arguments
    home = tmp_path / "home"
    (home / "conf").mkdir(parents=True)
    done = subprocess.run(
        neo4j_server.java("org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j", *files.arguments),
        cwd=home,  # the tool leaves its report where it runs
        env=neo4j_server.environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    with (
        neo4j_server.running(home) as server,
        Connection(Address(server.uri, server.user, server.password, "neo4j")) as connection,
    ):
        before = status(connection)
        loaded = load(release, connection)
        after = status(connection, check=True)
        labels = server.ask("MATCH (n:Company {id: 'register/left'}) RETURN labels(n), n.name, n.names")

    assert (before.nodes, before.relations) == (files.nodes, files.relations) == made.numbers(release)
    assert before.faults[0].startswith(f"release {release.manifest['hash']} is not whole (imported)")
    assert not any(loaded.counts.values()), "the indexes and the empty lists were all that was missing"
    assert (after.faults, after.digest) == ((), release_digest(release).text())
    ((own, *names),) = labels
    assert (sorted(own), names) == (["Company", "Party"], [name, [name, "Left; Ltd"]])


def test_the_command_is_ready_for_a_shell(release: Release, tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    files = write_files(release, folder)
    assert files.command("graph").startswith(
        "neo4j-admin database import full graph --overwrite-destination --id-type=actual "
        "--multiline-fields=true --array-delimiter=U+001F "
    )
    told = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {files.command('graph')}"], capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines()[5:] == list(files.arguments)
    assert f"--nodes=Company:Party={folder}/Company.csv" in files.arguments
    assert f"--relationships=OWNS={folder}/OWNS.csv" in files.arguments


def test_a_sign_of_the_texts_does_not_part_them(
    release: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bulk, "SEPARATORS", (";", "|"))
    assert "--array-delimiter=U+007C" in write_files(release, tmp_path / "a").arguments
    monkeypatch.setattr(bulk, "SEPARATORS", (";",))
    with pytest.raises(StoreError, match="every character that could part"):
        write_files(release, tmp_path / "b")


def test_a_folder_with_files_is_left_as_it_is(release: Release, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(StoreError, match="it must be a new or an empty folder"):
        write_files(release, tmp_path)
    with pytest.raises(StoreError, match="it must be a new or an empty folder"):
        write_files(release, tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_private_columns_are_in_no_file(release: Release, tmp_path: Path) -> None:
    write_files(release, tmp_path / "files")
    names = pl.read_csv(tmp_path / "files" / "Person.csv").columns
    assert [name for name in names if name.startswith(("birth", "address", "documents"))] == []
    assert "nationality:string" in names
