"""Entities of FollowTheMoney: its validator changes nothing, and what our loader can't read back is written down."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from beholden.exports.ftm import entities, ftm_id, id_of, percentage, write_ftm
from beholden.exports.material import Material
from tests.exports.conftest import NAME
from tests.exports.full_world import full_world
from tests.exports.round_trip import back_again, lost, told
from tests.world import build_world

pytestmark = pytest.mark.thorough

ENDS = (
    "owner", "asset", "director", "organization", "member", "supplier", "contract", "entity", "subject", "object",
    "controller", "controlled", "payer", "beneficiary", "authority",
)  # fmt: skip


def share(
    exact: Any = None, least: Any = None, most: Any = None, above: Any = None, below: Any = None
) -> Any:
    return {
        "share": exact, "share_min": least, "share_max": most,
        "share_min_exclusive": above, "share_max_exclusive": below,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (share(0.4), "40"),
        (share(1.0), "100"),
        (share(0.0), "0"),
        (share(0.499999999), "49.9999999"),
        (share(0.123456789), "12.3456789"),
        (share(None, 0.25, 0.5, True), "25-50"),
        (share(None, 0.75, 1.0, True), ">75"),
        (share(None, 0.75, 1.0), ">=75"),
        (share(None, 0.0, 0.05, None, True), "<5"),
        (share(None, 0.0, 0.05), "<=5"),
        (share(), None),
    ],
)
def test_a_percentage_says_no_more_than_the_share(row: dict[str, Any], text: str | None) -> None:
    assert percentage(row) == text


def test_ids_are_what_followthemoney_takes_and_are_read_back() -> None:
    for id in ("state/CN", "lei:1", "a.b_c-", NAME, "x/-", "晨光"):
        assert id_of(ftm_id(id)) == id
        assert all(sign.isascii() and (sign.isalnum() or sign in ".-") for sign in ftm_id(id))
        assert ftm_id(id)[-1].isalnum()


def test_what_is_said_of_the_world(material: Material) -> None:
    found = {id_of(entity["id"]): entity for entity in entities(material)}
    base = found["lei:529900T8BM49AURSDO55"]
    assert base["schema"] == "Company" and base["datasets"] == ["list", "register"]
    assert base["properties"]["weakAlias"] == ["BASE"] and base["properties"]["leiCode"] == [
        "529900T8BM49AURSDO55"
    ]
    assert [id_of(id) for id in base["referents"]] == ["list/base", "register/base"]
    stake = found["register/r-2"]
    assert stake["schema"] == "Ownership"
    assert stake["properties"]["percentage"] == ["25-50"] and stake["properties"]["status"] == ["disputed"]
    assert (stake["properties"]["startDate"], stake["properties"]["endDate"]) == (["2015-03"], ["2019-07-01"])
    listed = found["list/r-1"]
    assert listed["schema"] == "Sanction" and listed["properties"]["program"][1] == "Entity List"
    assert "icen" in listed["properties"]["provisions"][0]
    assert found["club/r-1"]["schema"] == "Membership" and found["club/r-1"]["properties"]["status"] == [
        "active"
    ]
    assert found["paper/r-2"]["schema"] == "ContractAward"
    assert [id_of(id) for id in found["paper/deal"]["properties"]["authority"]] == ["register/bureau"]
    assert found["register/r-8"]["properties"]["role"] == ["consolidates in its accounts", "direct"]
    # Nobody is called sanctioned, nothing is computed, no unnamed party has a name, no pair is perhaps one.
    assert not [entity for entity in found.values() if "topics" in entity["properties"]]
    assert not [id for id in found if id.startswith("beholden/")]
    assert "register/nobody" not in found and "register/r-4" not in found


def test_every_entity_that_is_named_is_there(material: Material) -> None:
    said = [json.loads(line) for line in _written(material).splitlines()]
    ids = {entity["id"] for entity in said}
    assert len(ids) == len(said)
    for entity in said:
        for name, values in entity["properties"].items():
            if name in ENDS and (entity["schema"], name) != ("Sanction", "authority"):
                assert set(values) <= ids, entity


def test_what_is_private_stays_out_unless_asked_for(material: Material, private: Material) -> None:
    for secret in ("2 Home St", "Passport 123", "1970-03"):
        assert secret not in _written(material) and secret in _written(private)


def test_its_own_validator_changes_nothing(private: Material, judges: Path, tmp_path: Path) -> None:
    for number, material in enumerate((private, _full(tmp_path))):
        file = tmp_path / f"{number}.json"
        file.write_text(_written(material), encoding="utf-8")
        command = [judges / "venv/bin/ftm", "validate", "-i", file]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        mine, theirs = (
            [json.loads(line) for line in text.splitlines()] for text in (_written(material), done.stdout)
        )
        assert len(mine) == len(theirs) > 50
        for own, checked in zip(mine, theirs, strict=True):
            assert _plain(own) == _plain(checked)
    file.write_text(
        _written(private).replace('"country": ["cn"]', '"country": ["atlantis"]'), encoding="utf-8"
    )
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "atlantis" not in done.stdout


def test_what_comes_back_lacks_what_the_table_says(tmp_path: Path, rewrite_golden: bool) -> None:
    material = _full(tmp_path)
    back = back_again(material, write_ftm, "ftm", "entities.ftm.json", tmp_path)
    found = lost(material.release, back, "ftm", ftm_id, lambda row: [ftm_id(row["id"])])
    assert found == told("ftm", found if rewrite_golden else None)


def _full(folder: Path) -> Material:
    return Material(build_world(full_world(), folder / "full").release, private=True)


def _written(material: Material) -> str:
    stream = io.BytesIO()
    write_ftm(material, stream)
    return stream.getvalue().decode()


def _plain(entity: dict[str, Any]) -> dict[str, Any]:
    properties = {name: sorted(values) for name, values in entity["properties"].items()}
    lists = {name: sorted(entity[name]) for name in ("datasets", "referents")}
    return {**entity, **lists, "properties": properties}
