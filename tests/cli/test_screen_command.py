import csv
import html
import json
import re
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


HOSTILE = "<script>alert(1)</script>&amp; <img src=x onerror=alert(2)>"


def test_the_page_has_every_row_with_its_matches_and_shows_names_as_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = read_world("verdicts")
    for entity in world["entity"]:
        if entity["id"] in ("register/rival", "register/ministry"):
            entity["name"] = f"{entity['name']} {HOSTILE}"
    build_world(world, tmp_path / "workspace")
    monkeypatch.setenv("BEHOLDEN_HOME", str(tmp_path / "workspace"))
    file = tmp_path / "list.csv"
    rows = [["name"], ["Held"], [f"Zxqv Wrtplk {HOSTILE}"], [f"Rival {HOSTILE}"], ["Qpzm Wrtplk"]]
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    words = ["screen", str(file), "--name", "name", "--page", str(tmp_path / "page.html"), "--format", "csv"]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert f"the page is {tmp_path / 'page.html'}" in done.stderr
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    found = list(csv.DictReader(done.stdout.splitlines()))
    for row in found:
        for cell in ("asked", "name_match", "party", "party_id", "state_owners", "verdicts"):
            assert html.escape(row[cell], quote=False) in page.replace("&#39;", "'").replace("&#34;", '"')
    best = {row["asked"].partition(" ")[0]: row for row in reversed(found)}
    assert best["Rival"]["state_owners"].startswith(f"Ministry {HOSTILE} holds 70 % of Rival {HOSTILE} (acc")
    assert "within the rule, on these facts, as of 2025-06-01" in best["Held"]["verdicts"]
    assert [line in page for line in ("3 of 4 rows have a match", "name match, not confirmed")] == [
        True,
        True,
    ]
    assert page.count("<script>") == 1 and "<img" not in page
    assert not re.search(r"(?:src|href)=.?https?:", page)
    assert "default-src 'none'" in html.unescape(page)
