"""What benchmarks keep of real lists: rows and ids, LEIs and reasons, and never a name; and how they count."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from beholden.graph.identifiers import identifier
from benchmarks.statistics import area, drawn_areas

DATA = Path(__file__).resolve().parents[2] / "benchmarks" / "data"


def lines(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_read_pair_stands_once_by_the_ids_of_its_records() -> None:
    read = lines("lists_against_compact.csv")
    assert len({(line["listed"], line["participant"]) for line in read}) == len(read) == 357
    assert all(re.fullmatch(r"ungc_participants/[0-9a-f]{16}", line["participant"]) for line in read)
    assert all(re.fullmatch(r"[a-z0-9_/-]+/[0-9a-z-]+", line["listed"]) for line in read)
    assert {line["label"] for line in read} == {"same", "different", "unsure"}
    assert sum(line["stratum"] in ("0.60 to 0.90", "0.50 to 0.60") for line in read) == 301


@pytest.mark.parametrize("line", lines("sbti_lei_corrections.csv"), ids=lambda line: line["row"])
def test_each_corrected_lei_is_one_and_differs_from_the_stated_one(line: dict[str, str]) -> None:
    assert identifier("lei", line["stated"])
    assert line["lei"] == "" or identifier("lei", line["lei"])
    assert line["lei"] != line["stated"]
    assert line["why"]


def test_each_read_pair_of_names_stands_once_by_its_row() -> None:
    read = lines("labelled_pairs_read.csv")
    assert len({line["row"] for line in read}) == len(read) == 200
    assert [sum(line["label"] == label for line in read) for label in ("same", "different")] == [100, 100]
    assert set(read[0]) == {"row", "label", "read"}


def test_the_area_is_how_often_a_true_case_is_above_a_false_one() -> None:
    random = np.random.default_rng(7)
    scores, truth = random.integers(5, size=60) / 4, random.random(60) < 0.6
    weights = random.integers(3, size=60)
    won = total = 0.0
    for true in truth.nonzero()[0]:
        for false in (~truth).nonzero()[0]:
            both = weights[true] * weights[false]
            total += both
            won += both * (
                1.0 if scores[true] > scores[false] else 0.5 if scores[true] == scores[false] else 0.0
            )
    assert area(scores, truth, weights) == pytest.approx(won / total)


def test_a_group_is_drawn_whole_and_the_same_for_all_methods() -> None:
    truth = np.array([True, False] * 20)
    groups = [str(number // 2) for number in range(40)]
    apart = np.where(truth, 0.9, 0.1)
    drawn = drawn_areas([apart, 1 - apart, np.full(40, 0.5)], truth, groups, draws=50)
    assert (drawn == [1.0, 0.0, 0.5]).all(), "each group has one of both, so that no draw is without either"
    random = np.random.default_rng(3).random(40)
    same = drawn_areas([random, random], truth, groups, draws=50)
    assert (same[:, 0] == same[:, 1]).all() and same[:, 0].std() > 0
