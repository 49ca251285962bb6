"""Whatever id of a cluster somebody has, a record's, an identifier or the canonical one: commands mean the party."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.world import build_world, read_world

IDS = ("list/early", "club/early", "uscc:1")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ids")
    build_world(read_world("listings"), folder)
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("show", "ID", "--format", "json"),
        ("verdict", "ID", "--rule", "us-bis-affiliates", "--format", "json"),
        ("ask", "sources.about-party", "party=ID", "--format", "json"),
        ("sensitivity", "ID", "--rule", "us-bis-affiliates", "--format", "json"),
    ],
    ids=lambda words: words[0],
)
def test_each_id_of_a_cluster_gives_the_answer_about_the_party(
    words: tuple[str, ...], command: Command, world: Path
) -> None:
    answers = [command(*(word.replace("ID", id) for word in words), home=world) for id in IDS]
    assert {answer.code for answer in answers} == {0}
    assert len({(answer.out, answer.words) for answer in answers}) == 1


def test_each_id_of_a_cluster_gives_the_dossier_of_the_party(
    command: Command, world: Path, tmp_path: Path
) -> None:
    pages = []
    for number, id in enumerate(IDS):
        page = tmp_path / f"{number}.html"
        assert command("dossier", id, "--out", str(page), home=world).code == 0
        pages.append(page.read_bytes())
    assert pages[0] == pages[1] == pages[2]
    assert pages[0]
