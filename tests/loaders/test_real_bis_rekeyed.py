"""The Entity List as re-keyed by somebody, through the mapping that comes with beholden: all 3,421 rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.graph.names import normal
from beholden.loaders import mapped
from beholden.loaders.run import loader

LIST = "list/us-bis-entity"
MAPPING = Path(mapped.__file__).parent / "examples" / "bis_entity_list.toml"
CASE_BY_CASE = (
    "Case-by-case review for ECCNs 1A004.c, 1A004.d, 1A995, 1A999.a, 1D003, 2A983, 2D983, and 2E983, and for EAR99 "
    "items described in the Note to ECCN 1A995; case-by-case review for items necessary to detect, identify and treat "
    "infectious disease; and presumption of denial for all other items subject to the EAR."
)
DENIAL = "Presumption of denial"
ALL_ITEMS = "For all items subject to the EAR. (See § 744.11 of the EAR)"
ALL_ITEMS_IN_CAPITALS = "For All Items Subject to the EAR (See §744.11 of the EAR)."


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    return [MAPPING, shared / "data" / "us_csl" / "bis_entity_list_from_csl_2025-11-08.json"]


@pytest.fixture(scope="module")
def real(files: list[Path], outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome("mapped", files)


def test_every_row_is_a_party_and_its_listing(real: Any) -> None:
    assert (real.rows, len(real.places), real.rejects, real.skipped) == (3_421, 3_421, [], [])
    assert Counter(statement.kind for statement in real.statements) == {
        "Organization": 3_421,
        "LISTED_ON": 3_421,
    }
    assert {entity.kind_stated for entity in real.entities()} == {False}
    assert {relation.to_id for relation in real.relations()} == {LIST}
    # Two parties stand there twice with one name and the same addresses, each time with another date.
    assert len({entity.id for entity in real.entities()}) == 3_419
    assert len({relation.id for relation in real.relations()}) == 3_421
    assert sum(relation.start is None for relation in real.relations()) == 154  # "Various"


def test_what_the_copy_made_up_is_not_there(real: Any) -> None:
    properties = {name for relation in real.relations() for name in relation.properties}
    assert properties == {"legal_basis", "scope", "licence_policy"}
    assert {name for entity in real.entities() for name in entity.properties} == set()


def test_the_copy_is_a_transcription(files: list[Path]) -> None:
    described = loader("mapped").describe(files)
    assert (described.grade, described.redistribute, described.reject_limit) == ("transcription", False, 0.0)


@pytest.mark.parametrize(
    ("name", "names", "start", "basis", "scope", "policy"),
    [
        (
            "Hangzhou Hikvision Digital Technology Co., Ltd.",
            ["Hikvision"],
            "2019-10-09",
            "84 FR 54002; 85 FR 44159",
            "For all items subject to the EAR.  (See §744.11 of the EAR)",
            CASE_BY_CASE,
        ),
        (
            "Dahua Technology",
            [],
            "2019-10-09",
            "84 FR 54002; 85 FR 44159; 87 FR 62202",
            "For all items subject to the EAR. (See §§ 734.9(e) and 744.11 of the EAR)4",
            DENIAL,
        ),
        ("Moyu Haishi Electronic Technology Co., Ltd.", [], "2023-03-30", "88 FR 18985", ALL_ITEMS, DENIAL),
        (
            "Yutian Haishi Meitian Electronic Technology Co., Ltd.",
            [],
            "2023-03-30",
            "88 FR 18985",
            ALL_ITEMS,
            DENIAL,
        ),
        (
            "Urumqi Haishi Xin’an Electronic Technology Co., Ltd.",
            [],
            "2023-03-30",
            "88 FR 18985",
            ALL_ITEMS_IN_CAPITALS,
            DENIAL,
        ),
        (
            "Luopu Haishi Dingxin Electronic Technology Co., Ltd.",
            [
                "Luo Pu District HaiShi Ding Xin Electronic Technology Co., Ltd.",
                "Luopu County Haishi Dingxin Electronic Technology Co., Ltd.",
            ],
            "2023-03-30",
            "88 FR 18985",
            ALL_ITEMS_IN_CAPITALS,
            DENIAL,
        ),
        (
            "Pishan Haishi Yong’an Electronic Technology Co., Ltd.",
            [
                "PiShan Haishi YongAn Electronic Technology Co., Ltd.",
                "Pishan Haishi Yongan Electronic Technology Co., Ltd.",
            ],
            "2023-03-30",
            "88 FR 18985",
            ALL_ITEMS_IN_CAPITALS,
            DENIAL,
        ),
    ],
)
def test_entries_exactly(
    name: str, names: list[str], start: str, basis: str, scope: str, policy: str, real: Any
) -> None:
    (company,) = [entity for entity in real.entities() if entity.name == name]
    assert (company.names, company.country, company.identifiers) == (names, "CN", [])
    (listing,) = [relation for relation in real.relations() if relation.from_id == company.id]
    assert (listing.to_id, listing.start, listing.end) == (LIST, start, None)
    assert listing.properties == {"legal_basis": basis, "scope": scope, "licence_policy": policy}


def test_no_alias_is_a_legal_form_or_half_a_name(real: Any) -> None:
    names = [name for entity in real.entities() for name in entity.names]
    alone = {name for name in names if not normal(name).joins}
    assert alone == {"PCL"}  # an acronym that is a legal form elsewhere, and stands there by itself
    assert not any(name.startswith("Ltd") for name in names)
    assert "Ningbo Institute of Materials Technology and Engineering, Chinese Academy of Sciences" in names
    assert "China Shipbuilding Industry Group Co." not in names


def test_countries_come_from_the_addresses(real: Any) -> None:
    countries = Counter(entity.country for entity in real.entities())
    assert (countries["RU"], countries["CN"], countries["HK"], countries[None]) == (1_076, 943, 78, 245)


def test_a_place_is_the_line_of_the_row(real: Any, files: list[Path]) -> None:
    lines = files[1].read_text(encoding="utf-8").split("\n")
    for place, entity in zip(real.places, real.entities(), strict=True):
        line = int(place.rpartition(":")[2])
        assert lines[line - 1].strip() == "{"
        assert lines[line].strip().startswith('"name": ')
        assert " ".join(lines[line].split())[9:].startswith(entity.name[:1]) or not entity.name[:1].isalnum()
