"""What was compared before is known in the next build, and changes nothing but the time it takes."""

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.graph import compared_names
from beholden.graph.compared_names import ComparedNames
from beholden.graph.matching import parties
from beholden.graph.matching.parties import KEY, alike, compared
from tests.world import build_world

Names = Sequence[tuple[str, str, str]]

WORDS = ("kite", "kites", "lamp", "lamps", "red", "wire", "kitewire", "trading", "group", "змей")
NAMES = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(("", "ag", "se", "ltd")),
    st.sampled_from(("SE", "CN")),
)
BUILDS = st.lists(st.sets(NAMES, max_size=25), min_size=2, max_size=4)


def table(names: Names) -> pl.DataFrame:
    return pl.DataFrame(sorted(names), schema=dict.fromkeys(KEY, pl.String), orient="row")


COMMON = st.sampled_from((2, 3, 5, 200))


@settings(max_examples=12)
@given(BUILDS, COMMON)
def test_the_same_is_found_whatever_was_compared_before(
    builds: list[set[tuple[str, str, str]]], common: int
) -> None:
    hold(builds, common)


@pytest.mark.thorough
@given(BUILDS, COMMON)
def test_the_same_is_found_whatever_was_compared_before_in_more_builds(
    builds: list[set[tuple[str, str, str]]], common: int
) -> None:
    hold(builds, common)


def hold(builds: list[set[tuple[str, str, str]]], common: int) -> None:
    """What one build after another finds with what was compared before must be what each finds anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parties, "_COMMON", common)
        before = parties.NOTHING
        for names in builds:
            before = compared(table(list(names)), before)
            anew = compared(table(list(names)))
            assert before.pairs.equals(anew.pairs)
            assert before.alike() == anew.alike()


@pytest.mark.parametrize("kept", [0, 1, 5, 14])
def test_a_key_that_leads_somewhere_again_has_its_names_compared(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody compared them while too many shared it."""
    monkeypatch.setattr(parties, "_COMMON", 10)
    names = table([(f"k{one}tew{other}re lampworks", "", "SE") for one in "aeiou" for other in "aei"])
    full = compared(names)
    assert not full.pairs.height
    some = names.head(kept)
    assert compared(some, full).alike() == alike(some)
    assert bool(alike(some)) == (1 < kept <= 10)


def test_names_that_were_compared_are_not_compared_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(3)
    names = sorted({(" ".join(chance.sample(WORDS, 2)), chance.choice(("", "ag")), "SE") for _ in range(60)})
    first = ComparedNames(tmp_path).alike(table(names))
    counted: list[int] = []
    close = parties.close

    def counting(pairs: pl.DataFrame, *tables: parties.NameTable) -> pl.DataFrame:
        counted.append(pairs.height)
        return close(pairs, *tables)

    monkeypatch.setattr(parties, "close", counting)
    assert ComparedNames(tmp_path).alike(table(names)) == first
    assert not sum(counted)
    more = [*names, ("red kitewires", "", "SE")]
    assert ComparedNames(tmp_path).alike(table(more)) == alike(table(more))
    assert 0 < counted[-2] < len(more) < counted[-1]


def test_one_file_is_kept_that_of_this_code_and_these_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some, others = ([(f"{word} lamp", "", "SE") for word in words] for words in (WORDS, WORDS[:3]))
    ComparedNames(tmp_path).alike(table(some))
    (first,) = tmp_path.iterdir()
    written = first.read_bytes()
    ComparedNames(tmp_path).alike(table(some))
    assert first.read_bytes() == written
    ComparedNames(tmp_path).alike(table(others))
    (again,) = tmp_path.iterdir()
    assert again == first
    assert len(again.read_bytes()) < len(written)
    monkeypatch.setattr(compared_names, "_code", lambda: "other")
    assert ComparedNames(tmp_path).alike(table(some)) == alike(table(some))
    assert [path.name for path in tmp_path.iterdir()] == ["compared-other.parquet"]


@pytest.mark.parametrize("damage", ["cut", "empty", "other columns"])
def test_a_file_that_cannot_be_read_is_made_anew(damage: str, tmp_path: Path) -> None:
    names = table([(f"{word} lamp", "", "SE") for word in WORDS])
    expected = ComparedNames(tmp_path).alike(names)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    if damage == "other columns":
        pl.DataFrame({"base": ["kite"]}).write_parquet(file)
    else:
        file.write_bytes(whole[: 100 * (damage == "cut")])
    assert ComparedNames(tmp_path).alike(names) == expected
    assert file.read_bytes() == whole


@pytest.mark.parametrize("releases", [2, pytest.param(4, marks=pytest.mark.thorough)])
def test_a_release_is_the_same_with_what_was_compared_before_and_without(
    releases: int, tmp_path: Path
) -> None:
    """Entities are added, leave and change their names from one release to the next."""
    chance = random.Random(5)
    for number in range(releases):
        world = {
            "entity": [
                {
                    "id": f"{chance.choice(('club', 'register'))}/{place}",
                    "kind": "Company",
                    "name": f"{' '.join(chance.sample(WORDS, 2))} {chance.choice(('', 'AG', 'Ltd'))}".strip(),
                    "country": "SE",
                }
                for place in chance.sample(range(60), 40)
            ]
        }
        with_before = build_world(world, tmp_path / "kept").release
        without = build_world(world, tmp_path / str(number)).release
        assert without.manifest["counts"]["relations"]["POSSIBLY_SAME"]
        assert with_before.manifest == without.manifest
        for path in (tmp_path / "kept" / "claims").iterdir():
            shutil.rmtree(path)
