import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from beholden.cli import cli
from beholden.errors import SourceError
from tests.world import build_world, read_world


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    build_world(read_world("listings"), tmp_path / "workspace")
    monkeypatch.setenv("BEHOLDEN_HOME", str(tmp_path / "workspace"))
    return tmp_path


def test_a_list_is_looked_up_and_what_was_read_is_said(here: Path) -> None:
    file = here / "list.csv"
    file.write_text("Firma;Land;Nr\nARSENAL;France;1\nNobody Zxqv;Germany;2\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["screen", str(file), "--format", "json"], catch_exceptions=False)
    assert done.stderr.splitlines() == [
        'list.csv: 2 rows; read "Firma" as the name, "Land" as the country',
        "1 of 2 rows have a match; that a row has none does not mean that it is on no list",
    ]
    first, *_, last = json.loads(done.stdout)
    assert (first["row"], first["asked"], first["asked_country"]) == (2, "ARSENAL", "FR")
    assert first["name_match"] == "name match, not confirmed"
    assert (last["row"], last["party"], last["zone"]) == (3, None, None)


def test_columns_can_be_given(here: Path) -> None:
    file = here / "list.csv"
    file.write_text("Company,Parent\nNobody,Arsenal\n", encoding="utf-8")
    done = CliRunner().invoke(
        cli, ["screen", str(file), "--name", "Parent", "--format", "csv"], catch_exceptions=False
    )
    assert done.stdout.splitlines()[1].startswith('2,Arsenal,,"name match, not confirmed",')
    with pytest.raises(SourceError, match='there is no column "Firm"'):
        CliRunner().invoke(cli, ["screen", str(file), "--name", "Firm"], catch_exceptions=False)
