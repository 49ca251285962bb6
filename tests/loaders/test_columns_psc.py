"""People with significant control in columns: each odd entry by itself, as record by record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.loaders.both_ways import golden, hold, plain

FILE = "persons-with-significant-control-snapshot-2026-03-01.txt"
ENTRY_CASES: dict[str, tuple[dict[str, Any], int]] = {
    "an owner": ({}, 1),
    "an owner with a text of escapes": ({"name": 'Ada "K"\n\\ Kite'}, 1),
    "an owner whose name begins with a colon": ({"name": ":K"}, 1),
    "a field that is null": ({"nationality": None}, 0),
    "a field of another type": ({"nationality": 7}, 0),
    "a field that is new": ({"kite": "x"}, 0),
    "a flag": ({"ceased": True}, 1),
    "a flag that is a text": ({"ceased": "true"}, 0),
    "no object of links": ({"links": {}}, 0),
    "an object that is empty": ({"address": {}}, 1),
    "an address of another type": ({"address": "Kite Street"}, 0),
    "a field of an address that is new": ({"address": {"kite": "x"}}, 0),
    "a year that is a text": ({"date_of_birth": {"year": "1950"}}, 0),
    "a year that is none": ({"date_of_birth": {"year": 1950000}}, 0),
    "a month without a year": ({"date_of_birth": {"month": 13}}, 1),
    "a thirteenth month": ({"date_of_birth": {"year": 1950, "month": 13}}, 0),
    "no nature of control": ({"natures_of_control": []}, 1),
    "a nature of control twice": ({"natures_of_control": ["right-to-appoint-and-remove-directors"] * 2}, 1),
    "an unknown nature of control": ({"natures_of_control": ["kite"]}, 0),
    "a statement of an owner": ({"statement": "psc-exists-but-not-identified"}, 0),
    "an identity that was verified": (
        {"identity_verification_details": {"appointment_verification_start_on": "2025-11-18"}}, 1,
    ),
}  # fmt: skip
"""What an entry about an owner has beside the usual fields, and how many of such entries are read in columns."""

OTHER_CASES: dict[str, tuple[dict[str, Any], int]] = {
    "a statement": ({"statement": "psc-exists-but-not-identified", "notified_on": "2017-01-01"}, 1),
    "a statement about a partnership": ({"statement": "no-beneficial-owner-identified-partnership"}, 1),
    "a statement that was left": ({"statement": "steps-to-find-psc-not-yet-completed", "etag": "0"}, 1),
    "a statement of nobody's": ({"statement": "restrictions-notice-issued-to-psc"}, 0),
    "an unknown statement": ({"statement": "kite"}, 0),
    "no statement": ({}, 0),
    "a statement with a name": ({"statement": "psc-exists-but-not-identified", "name": "Ada"}, 0),
    "a statement with an address": ({"statement": "psc-exists-but-not-identified", "address": {}}, 0),
    "a statement that ended before": (
        {"statement": "psc-exists-but-not-identified", "notified_on": "2017-01-01", "ceased_on": "2016-01-01"}, 0,
    ),
}  # fmt: skip
SECURE_CASES: dict[str, tuple[dict[str, Any], int]] = {
    "protected": ({"description": "super-secure-persons-with-significant-control"}, 1),
    "protected with a name": ({"name": "Ada", "name_elements": {"surname": "Kite"}}, 1),
    "protected with a nature": ({"natures_of_control": ["right-to-appoint-and-remove-directors"]}, 1),
    "protected with an address": ({"address": {"country": "Wales"}}, 0),
    "protected with a nationality": ({"nationality": "British"}, 0),
}
KIND_CASES = [
    *(
        ("individual-person-with-significant-control", {"name": "Ada", **own}, n)
        for own, n in ENTRY_CASES.values()
    ),
    *(("persons-with-significant-control-statement", own, n) for own, n in OTHER_CASES.values()),
    *(("super-secure-beneficial-owner", own, n) for own, n in SECURE_CASES.values()),
]


BO = {"kind": KIND_CASES[0][0], "name": "Bo"}


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")], ids=["compact", "spaced"])
def test_odd_entries_in_one_file_load_alike(separators: tuple[str, str], tmp_path: Path) -> None:
    """Each is of a company of its own."""
    entries = []
    for place, data in enumerate([*({"kind": kind, **own} for kind, own, _ in KIND_CASES), BO]):
        number = f"{place + 1:08d}"
        links = {"self": f"/company/{number}/persons-with-significant-control/x/a"}
        entries.append({"company_number": number, "data": {"kind": data["kind"], "links": links, **data}})
    lines = [json.dumps(entry, ensure_ascii=False, separators=separators) for entry in entries]
    contents = {FILE: "\n".join(lines).encode()}
    assert isinstance(hold("uk_psc", contents, tmp_path), dict)
    (tmp_path / "plain").mkdir()
    assert plain("uk_psc", contents, tmp_path / "plain") == 1 + sum(number for *_, number in KIND_CASES)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("kind", "own", "number"), KIND_CASES, ids=[*ENTRY_CASES, *OTHER_CASES, *SECURE_CASES]
)
def test_each_odd_entry_loads_alike(kind: str, own: dict[str, Any], number: int, tmp_path: Path) -> None:
    links = {"self": "/company/01234567/persons-with-significant-control/x/a"}
    entries = [
        {"company_number": "01234567", "data": {"kind": kind, "links": links, **own}},
        {"company_number": "01234567", "data": {"kind": KIND_CASES[0][0], "name": "Bo", "links": links}},
    ]
    for name, separators in (("compact", (",", ":")), ("spaced", (", ", ": "))):
        lines = [json.dumps(entry, ensure_ascii=False, separators=separators) for entry in entries]
        (tmp_path / name).mkdir()
        hold("uk_psc", {FILE: "\n".join(lines).encode()}, tmp_path)
        assert plain("uk_psc", {FILE: "\n".join(lines).encode()}, tmp_path / name) == 1 + number


def test_an_entry_that_repeats_a_key_loads_alike(tmp_path: Path) -> None:
    entry = '{"company_number":"01234567","data":{"kind":"individual-person-with-significant-control","name":"Ada"}}'
    linked = entry.replace('"name"', '"links":{"self":"/a/b"},"name"')
    twice = [
        linked.replace('"name":"Ada"', '"name":"Ada","name":"Bo"'),
        linked.replace('"name":"Ada"', '"name":"Ada","address":{},"address":{"country":"Wales"}'),
        linked.replace('"self":"/a/b"', '"self":"/a/b","self":"/a/c"'),
        linked.replace('"company_number"', '"company_number":"SC123456","company_number"'),
    ]
    contents = {FILE: "\n".join([*twice, linked]).encode()}
    hold("uk_psc", contents, tmp_path)
    (tmp_path / "plain").mkdir()
    assert plain("uk_psc", contents, tmp_path / "plain") == 1


def test_golden_entries_are_read_in_columns(tmp_path: Path) -> None:
    assert plain("uk_psc", golden("uk_psc"), tmp_path) == 9
