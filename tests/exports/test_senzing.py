"""Records for Senzing: each party that somebody names, its features, and what points from it to others."""

from __future__ import annotations

import io
import json
from typing import Any

from beholden.exports.material import Material
from beholden.exports.senzing import write_senzing


def written(material: Material) -> dict[str, Any]:
    stream = io.BytesIO()
    write_senzing(material, stream)
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len({record["RECORD_ID"] for record in found}) == len(found)
    return {record["RECORD_ID"]: record for record in found}


def test_a_record_has_the_features_of_its_party(material: Material) -> None:
    base = written(material)["lei:529900T8BM49AURSDO55"]
    assert (base["DATA_SOURCE"], base["RECORD_TYPE"], base["SOURCES"]) == (
        "BEHOLDEN",
        "ORGANIZATION",
        "list; register",
    )
    assert base["FEATURES"] == [
        {"NAME_TYPE": "PRIMARY", "NAME_ORG": "BASE OPTICS"},
        {"NAME_TYPE": "AKA", "NAME_ORG": "Base Optics Ltd."},
        {"ADDR_FULL": "1 Lamp Rd"},
        {"COUNTRY_OF_ASSOCIATION": "CN"},
        {"REGISTRATION_COUNTRY": "CN"},
        {"REGISTRATION_DATE": "1999-05"},
        {"WEBSITE_ADDRESS": "https://base.example/"},
        {"LEI_NUMBER": "529900T8BM49AURSDO55"},
        {"OTHER_ID_TYPE": "uscc", "OTHER_ID_NUMBER": "91330000733796106P"},
        {"REL_ANCHOR_DOMAIN": "BEHOLDEN", "REL_ANCHOR_KEY": "lei:529900T8BM49AURSDO55"},
    ]


def test_relations_between_parties_are_pointers(material: Material) -> None:
    found = written(material)
    pointers = [one for one in found["register/holding"]["FEATURES"] if "REL_POINTER_KEY" in one]
    assert pointers == [
        {"REL_POINTER_DOMAIN": "BEHOLDEN", "REL_POINTER_KEY": "lei:529900T8BM49AURSDO55",
         "REL_POINTER_ROLE": "CONSOLIDATES"},
        {"REL_POINTER_DOMAIN": "BEHOLDEN", "REL_POINTER_KEY": "lei:529900T8BM49AURSDO55",
         "REL_POINTER_ROLE": "OWNS 25-50% disputed", "REL_POINTER_FROM_DATE": "2015-03",
         "REL_POINTER_THRU_DATE": "2019-07-01"},
    ]  # fmt: skip
    keys = {
        one["REL_POINTER_KEY"]
        for record in found.values()
        for one in record["FEATURES"]
        if "REL_POINTER_KEY" in one
    }
    assert keys <= found.keys()


def test_who_is_not_named_is_not_there(material: Material) -> None:
    found = written(material)
    assert "register/nobody" not in found
    roles = [one.get("REL_POINTER_ROLE", "") for record in found.values() for one in record["FEATURES"]]
    assert not [role for role in roles if role.startswith(("POSSIBLY_SAME", "EFFECTIVE_STAKE", "REACHES"))]


def test_what_is_private_stays_out_unless_asked_for(material: Material, private: Material) -> None:
    open, closed = json.dumps(written(material)), json.dumps(written(private))
    for secret in ("2 Home St", "1970-03"):
        assert secret not in open and secret in closed
