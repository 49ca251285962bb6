"""What benchmarks keep of real lists: rows and ids, LEIs and reasons, and never a name."""

import csv
import re
from pathlib import Path

import pytest

from beholden.graph.identifiers import identifier

DATA = Path(__file__).resolve().parents[2] / "benchmarks" / "data"


def lines(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_read_pair_stands_once_by_the_ids_of_its_records() -> None:
    read = lines("lists_against_compact.csv")
    assert len({(line["listed"], line["participant"]) for line in read}) == len(read) == 356
    assert all(re.fullmatch(r"ungc_participants/[0-9a-f]{16}", line["participant"]) for line in read)
    assert all(re.fullmatch(r"[a-z0-9_/-]+/[0-9a-z-]+", line["listed"]) for line in read)
    assert {line["label"] for line in read} == {"same", "different", "unsure"}
    assert sum(line["stratum"] in ("0.60 to 0.90", "0.50 to 0.60") for line in read) == 300


@pytest.mark.parametrize("line", lines("sbti_lei_corrections.csv"), ids=lambda line: line["row"])
def test_each_corrected_lei_is_one_and_differs_from_the_stated_one(line: dict[str, str]) -> None:
    assert identifier("lei", line["stated"])
    assert line["lei"] == "" or identifier("lei", line["lei"])
    assert line["lei"] != line["stated"]
    assert line["why"]
