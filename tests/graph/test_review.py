from pathlib import Path

import pytest

from beholden.errors import SourceError
from beholden.graph.judgements import Judgement, read_judgements
from beholden.graph.release import build
from beholden.graph.review import unjudged, without_judged, write_judgement
from beholden.graph.workspace import Workspace
from tests.world import build_world, read_world


def said(decision: str, reason: str = "same register number") -> Judgement:
    return Judgement("club/lamp", "list/lamp", decision, 'A. "Reporter"', "2026-11-24", reason)


def test_a_pair_stands_side_by_side_with_what_it_would_create(tmp_path: Path) -> None:
    release = build_world(read_world("listings"), tmp_path).release
    (pair,) = unjudged(release)
    assert (pair.left.record, pair.right.record, pair.creates) == (
        "club/lamp",
        "list/lamp",
        ("a listed member",),
    )
    assert [text.split()[0] for text in pair.left.says] == ["MEMBER_OF"]
    assert [text.split()[0] for text in pair.right.says] == ["LISTED_ON"]
    assert pair.left.places and pair.right.places


@pytest.mark.parametrize("decision", ["same", "different", "unsure"])
def test_what_is_written_is_read_and_settles_the_pair(tmp_path: Path, decision: str) -> None:
    (pair,) = unjudged(build_world(read_world("listings"), tmp_path / "w").release)
    file = tmp_path / "judgements.toml"
    file.write_text("# ours\n", encoding="utf-8")
    write_judgement(file, said(decision, 'one "line"\nand\ttwo \\ Ünïcode \x07'))
    assert file.read_text(encoding="utf-8").startswith("# ours\n\n[[judgement]]\n")
    assert read_judgements([file]) == [said(decision, 'one "line"\nand\ttwo \\ Ünïcode \x07')]
    assert without_judged([pair], read_judgements([file])) == []
    release = build(Workspace(tmp_path / "w"), judgements=read_judgements([file]), software="test")
    assert unjudged(release) == []


def test_a_pair_is_judged_once(tmp_path: Path) -> None:
    file = tmp_path / "judgements.toml"
    write_judgement(file, said("same"))
    before = file.read_bytes()
    with pytest.raises(
        SourceError, match=r'A\. "Reporter" has judged this pair on 2026-11-24; change that line'
    ):
        write_judgement(file, said("different"))
    assert file.read_bytes() == before


def test_a_release_without_such_pairs_has_none(tmp_path: Path) -> None:
    assert unjudged(build_world({}, tmp_path).release) == []
