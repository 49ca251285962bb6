"""FollowTheMoney entities in columns: each odd case by itself, and made ones, as record by record."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.loaders import run
from tests.loaders.both_ways import SLOW, golden, hold, plain

FILE = "entities.ftm.json"
KITE = '{"id":"k","schema":"Company","properties":{"name":["Kite Ltd"]}}'
ADA = '{"id":"a","schema":"Person","properties":{"name":["Ada Kite"]}}'
CASES = {
    "compact": (KITE, 1),
    "spaced": ('{"id": "k", "schema": "Company", "properties": {"name": ["Kite Ltd"]}}', 1),
    "blanks of both sorts": ('{"id": "k","schema":"Company", "properties": {"name": ["Kite Ltd"]}}', 1),
    "blanks around it": (f"  {KITE}\t\r", 1),
    "escapes": (KITE.replace("Kite Ltd", 'Kite \\"K\\" \\\\ \\n\\t Ltd'), 1),
    "an escape that is not needed": (KITE.replace("Kite Ltd", "\\u004bite"), 0),
    "a solidus with an escape": (KITE.replace("Kite Ltd", "Kite\\/Lamp"), 0),
    "a text that begins with a colon": (KITE.replace("Kite Ltd", ":K"), 1),
    "a text that ends with a comma": (KITE.replace("Kite Ltd", "Kite,"), 1),
    "a text that is a comma": (KITE.replace('"Kite Ltd"', '"K",",","L"'), 1),
    "a text like a part of JSON": (KITE.replace("Kite Ltd", '\\",\\"id\\":\\"x'), 1),
    "an empty text": (KITE.replace('"Kite Ltd"', '"","Kite"'), 1),
    "no text": (KITE.replace('"Kite Ltd"', ""), 0),
    "only blanks": (KITE.replace("Kite Ltd", " "), 0),
    "blanks within a name": (KITE.replace("Kite Ltd", "Kite  \\u00a0 Ltd".replace("\\u00a0", "\u00a0")), 1),
    "a key twice": (KITE.replace('"name"', '"name":["Lamp"],"name"'), 0),
    "an unknown key twice": (KITE.replace('"name"', '"kite":["Lamp"],"kite":[],"name"'), 0),
    "an id twice": (KITE.replace('"id"', '"id":"x","id"'), 0),
    "a schema twice": (KITE.replace('"id"', '"schema":"Person","id"'), 0),
    "properties twice": (KITE.replace('"id"', '"properties":{},"id"'), 0),
    "a name beside the properties": (KITE.replace('"id"', '"name":["Lamp"],"id"'), 1),
    "an id in the properties": (KITE.replace('"name"', '"id":["x"],"name"'), 1),
    "a property that is a text": (KITE.replace('["Kite Ltd"]', '"Kite Ltd"'), 0),
    "a property that is null": (KITE.replace('"name"', '"alias":null,"name"'), 0),
    "a number among texts": (KITE.replace('"Kite Ltd"', '"Kite",7'), 0),
    "numbers beside the properties": (KITE.replace('"id"', '"n":-12,"t":true,"z":null,"id"'), 1),
    "a number of another spelling": (KITE.replace('"id"', '"n":1.51,"id"'), 0),
    "a number with a sign and no value": (KITE.replace('"id"', '"n":-0,"id"'), 0),
    "an object beside the properties": (KITE.replace('"id"', '"o":{"name":["Lamp"]},"id"'), 1),
    "something nested": (KITE.replace('["Kite Ltd"]', f'["Kite"],"ownershipOwner":[{ADA}]'), 0),
    "a key that is no word": (KITE.replace('"name"', '"na me":["x"],"name"'), 1),
    "a caption of another name": (KITE.replace('"id"', '"caption":"Lamp","id"'), 1),
    "a caption that is a name": (KITE.replace('"Kite', '"Lamp","Kite').replace('"id"', '"caption":" Lamp ","id"'), 1),
    "only a caption": (KITE.replace('"name":["Kite Ltd"]', "").replace('"id"', '"caption":"Lamp","id"'), 1),
    "a caption that is no text": (KITE.replace('"id"', '"caption":["Lamp"],"id"'), 1),
    "data sets that are no list": (KITE.replace('"id"', '"datasets":"lamps","id"'), 1),
    "data sets": (KITE.replace('"id"', '"datasets":["b","","a\\n"],"id"'), 1),
    "no day": (KITE.replace('"name"', '"incorporationDate":["2001-02-30"],"name"'), 0),
    "a person with no day of incorporation": (ADA.replace('"name"', '"incorporationDate":["x"],"name"'), 1),
    "a day of birth with a time": (ADA.replace('"name"', '"birthDate":["1950-01-02T03:04:05"],"name"'), 1),
    "the same number twice": (ADA.replace('"name"', '"idNumber":["7"],"taxNumber":["7","8"],"name"'), 1),
    "a stake": ('{"id":"o","schema":"Ownership","properties":{"owner":["a"],"asset":["k"]}}', 1),
    "a stake with a blank for an owner": (
        '{"id":"o","schema":"Ownership","properties":{"owner":[" "],"asset":["k"]}}', 1,
    ),
    "a stake of nobody": ('{"id":"o","schema":"Ownership","properties":{"owner":[""],"asset":["k"]}}', 0),
    "a disputed stake": (
        '{"id":"o","schema":"Ownership","properties":{"owner":["a"],"asset":["k"],"status":["disputed"]}}', 0,
    ),
    "a stake that ends before it starts": (
        '{"id":"o","schema":"Ownership","properties":{"owner":["a"],"asset":["k"],"startDate":["2020"],'
        '"endDate":["2019-05"]}}', 0,
    ),
    "a stake with a month": (
        '{"id":"o","schema":"Ownership","properties":{"owner":["a","a","b"],"asset":["k","l"],'
        '"date":["2020-02"],"endDate":["2021","2022"],"percentage":["51"," 51 %","60"]}}', 1,
    ),
    "an amount that is no number": (
        '{"id":"p","schema":"Payment","properties":{"payer":["a"],"beneficiary":["k"],"amountEur":["much"]}}', 0,
    ),
    "an amount without bounds": (
        '{"id":"p","schema":"Payment","properties":{"payer":["a"],"beneficiary":["k"],"amountEur":["inf"]}}', 0,
    ),
    "an amount": (
        '{"id":"p","schema":"Payment","properties":{"payer":["a"],"beneficiary":["k"],"amountEur":["12.5"],'
        '"purpose":["kites","lamps"]}}', 1,
    ),
    "a director who is no known person": (
        '{"id":"d","schema":"Directorship","properties":{"director":["a","b"],"organization":["k"]}}', 0,
    ),
    "a director": (
        f'{{"id":"d","schema":"Directorship","properties":{{"director":["a"],"organization":["k"]}}}}\n{ADA}', 2,
    ),
    "no director": ('{"id":"d","schema":"Directorship","properties":{"organization":["k"]}}', 0),
    "a member": (
        '{"id":"m","schema":"Membership","properties":{"member":["a"],"organization":["b"],"role":["x"]}}\n'
        '{"id":"b","schema":"PublicBody","properties":{"name":["Office of Kites"]}}', 2,
    ),
    "control": (
        '{"id":"c","schema":"Control","properties":{"controller":["a"],"controlled":["k"],"controlType":["board"]}}', 1,
    ),
    "a schema that is left out": ('{"id":"x","schema":"Spaceship","properties":{"name":["x"]}}', 0),
    "an empty id": (KITE.replace('"k"', '""'), 1),
    "a line of a delta": (f'{{"op":"ADD","entity":{KITE}}}', 0),
}  # fmt: skip
"""A line or two, and how many of them are read in columns."""


ALONE = {"a line of a delta"}
"""What says of a whole file what it is."""
TOGETHER = [name for name in CASES if name not in ALONE]
GROUPS = [TOGETHER[start::6] for start in range(6)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_odd_cases_in_one_file_load_alike(group: list[str], tmp_path: Path) -> None:
    """The ids of each case are its own, so that none meets another."""
    lines, numbers = [ADA.replace('"a"', '"z"')], 0
    for place, name in enumerate(group):
        text, number = CASES[name]
        lines += [re.sub(r'"([a-z])"(?!:)', rf'"\g<1>{place}"', text)] * 2
        numbers += 2 * number
    contents = {FILE: "\n".join([*lines, KITE.replace('"k"', '"y"')]).encode()}
    assert isinstance(hold("ftm", contents, tmp_path), dict)
    (tmp_path / "plain").mkdir()
    assert plain("ftm", contents, tmp_path / "plain") == 2 + numbers, group


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param(*case, id=name, marks=() if name in ALONE else pytest.mark.thorough)
        for name, case in CASES.items()
    ],
)
def test_each_odd_case_loads_alike(text: str, number: int, tmp_path: Path) -> None:
    first, last = ADA.replace('"a"', '"z"'), KITE.replace('"k"', '"y"')
    contents = {FILE: "\n".join([first, text, text, last]).encode()}
    hold("ftm", contents, tmp_path)
    (tmp_path / "plain").mkdir()
    delta = text.startswith('{"op"')
    assert delta or plain("ftm", contents, tmp_path / "plain") == 2 + 2 * number


def test_all_golden_entities_are_read_in_columns(tmp_path: Path) -> None:
    assert plain("ftm", golden("ftm"), tmp_path) == 12


MARKS = ('"', ",", ":", "[", "]", "{", "}", "\\", " ", "\n", "0", '""', "\\\\", '"id": ', '"id":"x",')
WORDS = st.sampled_from(
    (
        *(
            "Ada",
            " Kite ",
            "Öl",
            'say "kite"',
            "a, b",
            "tab\tbed",
            "\ud800",
            "\u00a0",
            "\x1f",
            "x:",
            ":y",
            "z,",
            "",
        ),
        *(
            "gb",
            "GB",
            "qq",
            "ru",
            "2001-02-03",
            "2001-02-30",
            "2001",
            "2001-02-03T04:05:06",
            "disputed",
            "board",
        ),
        *(
            "51",
            "25-50",
            "150",
            "much",
            "12.5",
            "nan",
            "Q95",
            "7707083893",
            "IMO9074729",
            "kite.example",
            "http://",
        ),
        *(
            "5299KITE010000000066",
            "a",
            "b",
            "c",
            "p1",
            "p2",
            "b1",
            "back\\slash",
            "\x7f",
            "\u2028",
            "two\nlines",
            "/",
        ),
    )
)
ODD = st.sampled_from((7, 1.5, True, None, [], {}, [7], [None, "x"], {"x": "y"}, {"x": ["y"]}, "kite", ""))
ENDS = (
    "owner",
    "asset",
    "controller",
    "controlled",
    "director",
    "organization",
    "member",
    "payer",
    "beneficiary",
)
PROPERTIES = (
    *(
        "name",
        "alias",
        "previousName",
        "weakAlias",
        "country",
        "jurisdiction",
        "nationality",
        "flag",
        "birthDate",
    ),
    *(
        "birthPlace",
        "address",
        "legalForm",
        "sector",
        "incorporationDate",
        "website",
        "startDate",
        "date",
        "endDate",
    ),
    *(
        "status",
        "description",
        "percentage",
        "controlType",
        "role",
        "amountEur",
        "purpose",
        "notes",
        "gender",
    ),
    *ENDS,
    *("leiCode", "innCode", "imoNumber", "wikidataId", "registrationNumber", "idNumber", "passportNumber"),
)
IDS = st.lists(st.sampled_from(("p1", "p2", "b1", "c1", "", " ", 'x"y')), min_size=1, max_size=3)


USUAL = (
    *(
        "id",
        "caption",
        "schema",
        "properties",
        "referents",
        "datasets",
        "first_seen",
        "last_seen",
        "last_change",
    ),
    *("target", "op"),
)
"""The order in which OpenSanctions writes the keys of an entity."""


def entities(odd: bool) -> Any:
    """Entities, with values of another type than they should have or without."""
    values = st.lists(WORDS, max_size=3)
    own: dict[str, Any] = dict.fromkeys(PROPERTIES, values | ODD if odd else values)
    if not odd:
        own.update(dict.fromkeys(ENDS, IDS))
    schemata = (*run.source("ftm").lookups["schema"], "Person", "Company", "Ownership", "Spaceship")
    known: dict[str, Any] = {
        "id": st.sampled_from(("p1", "p2", "b1", "c1", "x")),
        "schema": st.sampled_from(schemata),
        "properties": st.fixed_dictionaries({}, optional=own) | st.just({"name": ["Kite"]}),
    }
    if odd:
        known = {name: value | ODD for name, value in known.items()}
    beside = {
        "caption": WORDS | ODD,
        "datasets": values | ODD,
        "last_seen": st.sampled_from(("2026-03-01T10:57:03", "2026", "kite")) | ODD,
        "target": st.booleans() | ODD,
        "referents": values | ODD,
        "last_change": WORDS | ODD,
        "op": st.sampled_from(("ADD", "DEL")),
    }
    if not odd:
        del beside["op"]
    return st.fixed_dictionaries(known, optional=beside)


@pytest.mark.thorough
@SLOW
@given(
    items=st.lists(entities(odd=False) | entities(odd=False) | entities(odd=True), min_size=1, max_size=9),
    usual=st.booleans(),
    ascii_only=st.booleans(),
    separators=st.sampled_from(((",", ":"), (", ", ": "), (", ", ":"), (" ,", ":"))),
    end=st.sampled_from(("\n", "\r\n", "\n\n", " ", "\n \t\n")),
)
def test_made_entities_load_alike(
    items: list[Any],
    usual: bool,
    ascii_only: bool,
    separators: tuple[str, str],
    end: str,
    tmp_path: Path,
    small: None,
) -> None:
    if usual:
        items = [dict(sorted(item.items(), key=lambda member: USUAL.index(member[0]))) for item in items]
    lines = [json.dumps(item, ensure_ascii=ascii_only, separators=separators) for item in [*items, items[0]]]
    lines += [json.dumps(items[0], ensure_ascii=not ascii_only), json.dumps(items[-1], separators=(",", ":"))]
    hold("ftm", {FILE: end.join(lines).encode("utf-8", "backslashreplace")}, tmp_path)


@pytest.mark.thorough
@SLOW
@given(
    items=st.lists(entities(odd=False), min_size=1, max_size=4),
    cuts=st.lists(
        st.tuples(st.integers(0, 1000), st.sampled_from(MARKS)),
        max_size=3,
    ),
)
def test_entities_with_marks_put_in_load_alike(
    items: list[Any], cuts: list[tuple[int, str]], tmp_path: Path, small: None
) -> None:
    text = "\n".join([KITE, *(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)])
    for place, mark in cuts:
        place %= len(text)
        text = text[:place] + mark + text[place:]
    hold("ftm", {FILE: text.encode("utf-8", "backslashreplace")}, tmp_path)
