"""Statements of BODS 0.4: libcovebods finds no fault, and what our loader can't read back is written down."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from beholden.exports.bods import write_bods
from beholden.exports.material import Material
from beholden.graph.statements import short_hash
from tests.exports.full_world import full_world
from tests.exports.round_trip import back_again, lost, told
from tests.world import build_world

SCHEMES = """
import requests, sys
from libcovebods import cli
class Answer:
    status_code = 200
    text = '{"lists": [{"code": "XI-LEI", "deprecated": false}, {"code": "GB-COH", "deprecated": false}]}'
    def json(self): return __import__("json").loads(self.text)
    def raise_for_status(self): pass
requests.get = lambda *args, **kwargs: Answer()
requests.Session.get = lambda *args, **kwargs: Answer()
cli.main()
"""
"""libcovebods with an answer of our own in place of the list of schemes that it asks the network for."""


def _written(material: Material) -> list[dict[str, Any]]:
    stream = io.BytesIO()
    write_bods(material, stream)
    found: list[dict[str, Any]] = json.loads(stream.getvalue())
    return found


def _full(folder: Path) -> Material:
    return Material(build_world(full_world(), folder / "full").release, private=True)


def test_what_is_said_of_the_world(material: Material) -> None:
    found = {statement["recordId"]: statement for statement in _written(material)}
    band = found["register/r-2"]["recordDetails"]["interests"]
    assert band == [
        {
            "type": "votingRights",
            "directOrIndirect": "unknown",
            "details": "disputed: the holder says that it goes on; startDate 2015-03",
            "share": {"exclusiveMinimum": 25.0, "maximum": 50.0},
            "endDate": "2019-07-01",
        }
    ]
    nobody = found["register/nobody"]["recordDetails"]
    assert nobody["entityType"] == {"type": "unknownEntity"} and "name" not in nobody
    assert nobody["unspecifiedEntityDetails"]["reason"] == "subjectUnableToConfirmOrIdentifyBeneficialOwner"
    base = found["lei:529900T8BM49AURSDO55"]["recordDetails"]
    assert base["identifiers"][0]["scheme"] == "XI-LEI" and base["jurisdiction"] == {
        "name": "China",
        "code": "CN",
    }
    assert not [id for id in found if id.startswith("beholden/")]
    text = json.dumps(list(found.values()))
    assert "Ann Invented" in text
    assert not [secret for secret in ("2 Home St", "Passport 123", "1970-03") if secret in text]


def test_parties_stand_before_what_relates_them(private: Material) -> None:
    seen: set[str] = set()
    for statement in _written(private):
        details = statement["recordDetails"]
        if statement["recordType"] == "relationship":
            assert {details["subject"], details["interestedParty"], statement["declarationSubject"]} <= seen
        seen.add(statement["recordId"])


@pytest.mark.parametrize("faulty", [False, True])
def test_libcovebods_finds_no_fault(private: Material, judges: Path, tmp_path: Path, faulty: bool) -> None:
    for number, material in enumerate((private, _full(tmp_path))):
        said = _written(material)
        if faulty:
            said[-1]["recordDetails"]["subject"] = "nobody/at-all"
            said[-1]["recordDetails"]["interests"][0]["type"] = "sanctioned"
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(said), encoding="utf-8")
        found = {check: _judged(judges, check, file) for check in ("jsv", "pv", "af")}
        assert (found["jsv"] == []) is not faulty, found["jsv"][:3]
        checks = found["pv"]["additional_checks"]
        assert (checks == []) is not faulty, checks[:5]
        assert found["af"] == {}


def _judged(judges: Path, check: str, file: Path) -> Any:
    command = [judges / "venv/bin/python", "-c", SCHEMES, check, file]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_what_comes_back_lacks_what_the_table_says(tmp_path: Path, rewrite_golden: bool) -> None:
    material = _full(tmp_path)
    back = back_again(material, write_bods, "bods", "statements.json", tmp_path)
    scope = short_hash(f"beholden, release {material.release.manifest['hash']}")[:8]
    found = lost(material.release, back, "bods", lambda id: f"{scope}/{id}", lambda row: (row["id"], "0"))
    assert found == told("bods", found if rewrite_golden else None)
