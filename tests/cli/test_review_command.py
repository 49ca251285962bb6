import csv
from pathlib import Path

from click.testing import CliRunner

from beholden.cli import cli
from beholden.graph.judgements import read_judgements
from tests.world import build_world, read_world


def test_pairs_are_stepped_through_and_written(tmp_path: Path) -> None:
    build_world(read_world("listings"), tmp_path / "workspace")
    file = tmp_path / "judgements.toml"
    environment = {"BEHOLDEN_HOME": str(tmp_path / "workspace")}
    words = ["review", "--file", str(file), "--author", "A. Reporter"]
    done = CliRunner().invoke(cli, words, input="d\nanother firm\n", env=environment, catch_exceptions=False)
    assert "1 of 1, score 1.00; would create a listed member" in done.stderr
    assert done.stdout == ""
    ((judgement),) = read_judgements([file])
    assert (judgement.decision, judgement.author, judgement.reason) == (
        "different",
        "A. Reporter",
        "another firm",
    )
    again = CliRunner().invoke(cli, words, env=environment, catch_exceptions=False)
    assert again.stderr.startswith("0 judgements written")


def test_pairs_are_listed(tmp_path: Path) -> None:
    build_world(read_world("listings"), tmp_path / "workspace")
    environment = {"BEHOLDEN_HOME": str(tmp_path / "workspace")}
    words = ["review", "--list", "--format", "csv", "--file", str(tmp_path / "none.toml")]
    done = CliRunner().invoke(cli, words, env=environment, catch_exceptions=False)
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["creates"], row["left"], row["right"]) == ("a listed member", "club/lamp", "list/lamp")


def test_parties_that_may_be_more_than_one_are_listed(tmp_path: Path) -> None:
    build_world(read_world("quality"), tmp_path / "workspace")
    environment = {"BEHOLDEN_HOME": str(tmp_path / "workspace")}
    words = ["review", "--clusters", "--format", "csv"]
    done = CliRunner().invoke(cli, words, env=environment, catch_exceptions=False)
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["id"], row["reasons"]) == ("uscc:1", "2 countries: CN, HK")
    assert done.stderr.startswith("1 parties; joins.json")
