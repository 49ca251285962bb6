"""The kinds: what the files of this version declare, and one fault an invented folder."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from beholden.errors import SchemaError
from beholden.graph.describe import COMMON_ABOUT, kinds_markdown
from beholden.graph.kinds import COMMON_ENTITY, COMMON_RELATION, RESERVED, read_schema, schema

ENTITIES = {
    *("Company", "Organization", "PublicBody", "State", "Person", "Initiative", "Asset", "ScreeningList"),
    *("Contract", "Product", "Policy", "Place", "Statement", "Rule"),
}
RELATIONS = {
    *(
        "OWNS",
        "CONTROLS",
        "CONSOLIDATES",
        "LISTED_ON",
        "MAINTAINS",
        "AWARDED",
        "SUPPLIES",
        "MEMBER_OF",
        "FOUNDED",
    ),
    *("FUNDS", "PARTNERS_WITH", "LEADS", "HOLDS_SEAT_ON", "MAKES", "USED_AT", "RELIES_ON", "APPLIES_TO"),
    *(
        "HOLDS_POST",
        "REACHES",
        "JUST_UNDER",
        "HAS_CONTROL",
        "MAY_HAVE_CONTROL",
        "STATED",
        "CONCERNS",
        "POSSIBLY_SAME",
        "EFFECTIVE_STAKE",
        "ULTIMATELY_OWNS",
        "WITHIN_RULE",
    ),
    *("MAY_BE_WITHIN", "PART_OF"),
}
DERIVED = {
    "POSSIBLY_SAME",
    "EFFECTIVE_STAKE",
    "ULTIMATELY_OWNS",
    "WITHIN_RULE",
    "MAY_BE_WITHIN",
    "REACHES",
    "JUST_UNDER",
    "HAS_CONTROL",
    "MAY_HAVE_CONTROL",
}

CODES = '[level]\nhigh = "Up."\nlow = "Down."\n'
SHARED = '[size]\nheight = { type = "number", about = "Metres." }\n'
FIRM = """\
kind = "entity"
name = "Firm"
about = "A firm."
party = true
takes = ["size"]
[properties]
level = { type = "code:level", about = "How high." }
born_on = { type = "date", about = "When." }
[same_as]
ftm = "Company"
"""
LIST = 'kind = "entity"\nname = "BlackList"\nabout = "A list."\n'
NAMES = """\
kind = "relation"
name = "NAMED_ON"
about = "Being on a list."
from = ["Party"]
to = ["BlackList"]
reads = "is named on"
start = "named_on"
key = ["entry"]
[properties]
entry = { type = "text", about = "Number of the entry." }
"""


def folder(path: Path, **changed: str | None) -> Path:
    """Write the invented schema with some files changed, or left out where the text is None."""
    files = {"codes": CODES, "shared": SHARED, "Firm": FIRM, "BlackList": LIST, "NAMED_ON": NAMES, **changed}
    for name, text in files.items():
        if text is not None:
            (path / f"{name}.toml").write_text(text, encoding="utf-8")
    return path


def test_every_kind_of_the_design_is_declared_and_no_other() -> None:
    assert {kind.name for kind in schema().entity_kinds} == ENTITIES
    assert {kind.name for kind in schema().relation_kinds} == RELATIONS
    assert {kind.name for kind in schema().relation_kinds if kind.derived} == DERIVED


def test_parties_are_these_five() -> None:
    parties = {kind.name for kind in schema().entity_kinds if kind.party}
    assert parties == {"Company", "Organization", "PublicBody", "State", "Person"}


def test_home_addresses_and_birth_dates_of_persons_are_private_and_nothing_else_is() -> None:
    private = {
        (kind.name, own.name)
        for kind in schema().kinds.values()
        for own in kind.properties.values()
        if own.private
    }
    assert private == {
        ("Person", name) for name in ("address", "birth_date", "birth_dates", "birth_places", "documents")
    }


def test_every_code_table_is_used() -> None:
    types = {own.type for kind in schema().kinds.values() for own in kind.properties.values()}
    assert {f"code:{table}" for table in schema().codes} <= types


def test_shares_are_fractions() -> None:
    for kind in schema().kinds.values():
        for own in kind.properties.values():
            if own.name in ("share", "share_min", "share_max", "threshold", "score"):
                assert own.type == "fraction", (kind.name, own.name)


@pytest.mark.parametrize(
    ("kind", "from_kind", "to_kind", "allowed"),
    [
        ("OWNS", "PublicBody", "Company", True),
        ("OWNS", "Person", "Asset", True),
        ("OWNS", "Company", "ScreeningList", False),
        ("OWNS", "Asset", "Company", False),
        ("LISTED_ON", "Product", "ScreeningList", True),
        ("LISTED_ON", "Contract", "ScreeningList", False),
        ("CONCERNS", "Statement", "Contract", True),
        ("CONCERNS", "Company", "Contract", False),
        ("PART_OF", "PublicBody", "State", True),
        ("PART_OF", "Company", "State", False),
        ("MEMBER_OF", "State", "PublicBody", True),
        ("OWNS", "Nothing", "Company", False),
    ],
)
def test_a_relation_goes_between_the_kinds_of_its_ends(
    kind: str, from_kind: str, to_kind: str, allowed: bool
) -> None:
    assert schema().kind(kind).allows(from_kind, to_kind) is allowed


def test_columns_are_the_common_ones_and_then_the_kinds_own() -> None:
    listed = schema().kind("LISTED_ON")
    columns = list(listed.columns())
    assert columns[: len(COMMON_RELATION)] == list(COMMON_RELATION)
    assert columns[len(COMMON_RELATION) :] == list(listed.own_columns())
    assert list(schema().kind("Company").columns())[: len(COMMON_ENTITY)] == list(COMMON_ENTITY)


def test_a_date_has_three_columns_and_the_other_types_one() -> None:
    own = schema().kind("LISTED_ON").own_columns()
    assert own["effective_on"] == pl.Date
    assert own["effective_on_earliest"] == pl.Date
    assert own["effective_on_text"] == pl.String
    assert own["directives"] == pl.List(pl.String)
    assert schema().kind("OWNS").own_columns()["share"] == pl.Float64
    assert schema().kind("Statement").own_columns()["not_asked"] == pl.Boolean


@pytest.mark.parametrize("kind", sorted(ENTITIES | RELATIONS))
def test_the_columns_of_each_kind_make_an_empty_frame(kind: str) -> None:
    columns = schema().kind(kind).columns()
    assert pl.DataFrame(schema=columns).columns == list(columns)
    assert not RESERVED.intersection(schema().kind(kind).own_columns())


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        (
            "OWNS",
            {"share": 0, "share_min": 0.0, "share_max": 1, "share_of": "votes", "interest": "votingRights"},
        ),
        ("OWNS", {"share_min": 0.5, "share_max": 0.5, "share_max_exclusive": False}),
        (
            "OWNS",
            {"share_max": 1.0, "share_min": 0.0, "share_min_exclusive": True, "share_max_exclusive": True},
        ),
        ("LISTED_ON", {"effective_on": "2021", "divest_by": "2021-08", "directives": ["1", "1a"]}),
        ("LISTED_ON", {"effective_on": "2024-02-29", "directives": ("3",)}),
        ("LISTED_ON", {"effective_on": date(2024, 2, 29)}),
        ("Company", {"jurisdiction": "XK", "website": "http://example.org/a?b"}),
        ("Contract", {"amount": 53_000_000, "currency": "USD"}),
        ("Statement", {"not_asked": False}),
        ("PART_OF", {}),
    ],
)
def test_values_that_a_kind_takes(kind: str, properties: dict[str, object]) -> None:
    schema().kind(kind).check(properties)


@pytest.mark.parametrize(
    ("kind", "name", "value", "wanted"),
    [
        ("OWNS", "share", 1.0000001, "0 to 1"),
        ("OWNS", "share", 40, "0 to 1"),
        ("OWNS", "share", -0.1, "0 to 1"),
        ("OWNS", "share", float("nan"), "0 to 1"),
        ("OWNS", "share", True, "0 to 1"),
        ("OWNS", "share", "0.4", "0 to 1"),
        ("OWNS", "share_of", "vote", "did you mean votes?"),
        ("OWNS", "share_of", ["votes"], "one of capital, votes, unknown"),
        ("Company", "jurisdiction", "China", "alpha-2"),
        ("Company", "jurisdiction", "cn", "alpha-2"),
        ("Company", "jurisdiction", "ZZ", "alpha-2"),
        ("Company", "jurisdiction", ["CN"], "alpha-2"),
        ("Company", "website", "www.example.org", "https://"),
        ("Company", "website", "https://", "https://"),
        ("Company", "website", "javascript:alert(1)", "https://"),
        ("Company", "website", "https://example.org/a b", "https://"),
        ("Company", "sector", "", "not empty"),
        ("Company", "sector", " ", "not empty"),
        ("Company", "sector", None, "not empty"),
        ("Company", "linked_to", "Example", "list of texts"),
        ("Company", "linked_to", ["Example", ""], "list of texts"),
        ("Company", "linked_to", [], "list of texts"),
        ("Company", "founded_on", "2023-13", "YYYY-MM-DD"),
        ("Company", "founded_on", "2023-02-29", "YYYY-MM-DD"),
        ("Company", "founded_on", "20230228", "YYYY-MM-DD"),
        ("Company", "founded_on", "0000", "YYYY-MM-DD"),
        ("Company", "founded_on", 2023, "YYYY-MM-DD"),
        ("Company", "founded_on", datetime(2023, 2, 28), "YYYY-MM-DD"),
        ("Contract", "amount", "53", "number"),
        ("Contract", "amount", float("inf"), "number"),
        ("Statement", "not_asked", 1, "true or false"),
    ],
)
def test_a_value_that_a_kind_refuses_is_named_with_what_would_be_right(
    kind: str, name: str, value: object, wanted: str
) -> None:
    with pytest.raises(SchemaError) as fault:
        schema().kind(kind).check({name: value})
    for part in (f"{kind}: {name} ", repr(value), wanted):
        assert part in str(fault.value)


def test_an_unknown_property_is_named_with_the_nearest_known() -> None:
    with pytest.raises(SchemaError, match=r'OWNS has no property "shares" \(did you mean share'):
        schema().kind("OWNS").check({"shares": 0.5})


def test_an_unknown_kind_is_named_with_the_nearest_known() -> None:
    with pytest.raises(SchemaError, match=r'"Companies" is not a kind \(did you mean Company\?\)'):
        schema().kind("Companies")


def test_the_invented_folder_is_right(tmp_path: Path) -> None:
    known = read_schema(folder(tmp_path))
    assert list(known.kinds) == ["Firm", "BlackList", "NAMED_ON"]
    assert list(known.kind("Firm").properties) == ["height", "level", "born_on"]
    assert known.kind("NAMED_ON").allows("Firm", "BlackList")
    assert (known.kind("NAMED_ON").start, known.kind("NAMED_ON").end) == ("named_on", "end_date")


def _in(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


FAULTS: dict[str, tuple[dict[str, str | None], str]] = {
    "not TOML": ({"Firm": "kind ="}, "Firm.toml: "),
    "no codes": ({"codes": None}, "codes.toml: "),
    "a word without meaning": ({"codes": _in(CODES, '"Up."', '""')}, "codes.toml: [level]: high"),
    "an empty table of codes": ({"codes": CODES + "[other]\n"}, "codes.toml: table [other]"),
    "a code with a blank": ({"codes": _in(CODES, "high", '"very high"')}, 'codes.toml: "very high"'),
    "neither entity nor relation": ({"Firm": _in(FIRM, '"entity"', '"edge"')}, "Firm.toml: kind 'edge'"),
    "unknown key": ({"Firm": _in(FIRM, "party =", "partie =")}, '"partie" (did you mean party'),
    "a relation's key on an entity": ({"Firm": 'reads = "is"\n' + FIRM}, 'Firm.toml: unknown key "reads"'),
    "no about": ({"BlackList": _in(LIST, 'about = "A list."', "")}, "BlackList.toml: about is missing"),
    "an empty about": ({"BlackList": _in(LIST, "A list.", " ")}, "BlackList.toml: about is missing"),
    "a kind in snake case": (
        {"Firm": _in(FIRM, '"Firm"', '"firm"')},
        '"firm" of this kind must be UpperCamel',
    ),
    "a kind called Party": ({"Firm": _in(FIRM, '"Firm"', '"Party"')}, '"Party" of this kind must be'),
    "a relation in small letters": (
        {"NAMED_ON": _in(NAMES, '"NAMED_ON"', '"named_on"')},
        '"named_on" of this kind must be UPPER_SNAKE',
    ),
    "another file's name": ({"Firm": _in(FIRM, '"Firm"', '"Company"')}, "must be called Company.toml"),
    "a property in capitals": ({"Firm": _in(FIRM, "level =", "Level =")}, '"Level" must be lower_snake'),
    "a property without about": (
        {"Firm": _in(FIRM, ', about = "How high."', "")},
        "Firm.toml: level: about is missing",
    ),
    "an unknown key of a property": (
        {"Firm": _in(FIRM, 'about = "When."', 'about = "When.", secret = true')},
        'Firm.toml: born_on: unknown key "secret"',
    ),
    "private is no boolean": (
        {"Firm": _in(FIRM, 'about = "When."', 'about = "When.", private = "yes"')},
        "Firm.toml: born_on: private must be true or false",
    ),
    "an unknown type": ({"Firm": _in(FIRM, '"date"', '"day"')}, 'type "day" is not one of'),
    "a code without a table": ({"Firm": _in(FIRM, '"code:level"', '"code:"')}, 'type "code:" is not one of'),
    "an unknown table": (
        {"Firm": _in(FIRM, "code:level", "code:levels")},
        'no table "levels" (did you mean level',
    ),
    "a property that is no table": (
        {"Firm": _in(FIRM, "[properties]", "[properties]\nx = 1")},
        "Firm.toml: x must be a table",
    ),
    "one name twice in a file": ({"Firm": FIRM + 'ftm = "Thing"\n'}, "Firm.toml: "),
    "a name that is taken already": (
        {"Firm": _in(FIRM, "[properties]", '[properties]\nheight = { type = "text", about = "Again." }')},
        'property "height" makes a column "height" a second time',
    ),
    "a name that a date takes": (
        {
            "Firm": _in(
                FIRM, "[properties]", '[properties]\nborn_on_text = { type = "text", about = "Same." }'
            )
        },
        'makes a column "born_on_text" a second time',
    ),
    "a name that every entity has": ({"Firm": _in(FIRM, "level =", "names =")}, 'be called "names"'),
    "a name that claims have": ({"Firm": _in(FIRM, "level =", "text =")}, 'be called "text"'),
    "a name that the engine answers": ({"Firm": _in(FIRM, "level =", "title =")}, 'be called "title"'),
    "a set that is not shared": ({"Firm": _in(FIRM, '["size"]', '["sizes"]')}, 'takes "sizes"'),
    "a set taken twice": ({"Firm": _in(FIRM, '["size"]', '["size", "size"]')}, "takes names one thing twice"),
    "a relation without ends": ({"NAMED_ON": _in(NAMES, 'to = ["BlackList"]', "")}, "to is missing"),
    "an end that is no list": (
        {"NAMED_ON": _in(NAMES, '["Party"]', '"Party"')},
        "from is missing or not a list",
    ),
    "an unknown end": ({"NAMED_ON": _in(NAMES, '["BlackList"]', '["Blacklst"]')}, '"Blacklst" is not a kind'),
    "a relation as an end": (
        {"NAMED_ON": _in(NAMES, '["BlackList"]', '["NAMED_ON"]')},
        '"NAMED_ON" is not a kind',
    ),
    "Party without a party": (
        {"Firm": _in(FIRM, "party = true", "")},
        'from "Party" is not a kind of entity',
    ),
    "no verb": ({"NAMED_ON": _in(NAMES, 'reads = "is named on"', "")}, "reads is missing"),
    "a key that is no property": (
        {"NAMED_ON": _in(NAMES, '["entry"]', '["entri"]')},
        '"entri" is not a property',
    ),
    "a date that is a property": (
        {"NAMED_ON": _in(NAMES, '"named_on"', '"entry"')},
        'the date "entry" must be',
    ),
    "a date in capitals": (
        {"NAMED_ON": _in(NAMES, '"named_on"', '"Named On"')},
        'the date "Named On" must be',
    ),
    "a standard without words": ({"Firm": _in(FIRM, '"Company"', "1")}, "Firm.toml: ftm is missing"),
    "no kind at all": ({"Firm": None, "BlackList": None, "NAMED_ON": None}, "no file of a kind here"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_folder_with_one_fault_says_which(name: str, tmp_path: Path) -> None:
    changed, message = FAULTS[name]
    with pytest.raises(SchemaError) as fault:
        read_schema(folder(tmp_path, **changed))
    assert message in str(fault.value)


def test_the_page_of_kinds_is_current_and_has_every_kind_and_property() -> None:
    page = kinds_markdown()
    for kind in schema().kinds.values():
        assert f"### {kind.name}\n\n{kind.about}\n" in page
        for own in kind.properties.values():
            assert f"| `{own.name}` |" in page
    assert set(COMMON_ABOUT) == {*COMMON_ENTITY, *COMMON_RELATION}
    headings = {line[4:].lower().replace(" ", "-") for line in page.splitlines() if line.startswith("### ")}
    assert set(re.findall(r"\(#([a-z_-]+)\)", page)) <= headings
    docs = Path(__file__).parents[2] / "docs" / "kinds.md"
    assert docs.read_text(encoding="utf-8") == page, "run `make docs`"


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ({"share_min": 0.75, "share_max": 0.5}, "at least 0.75 and at most 0.5"),
        ({"share_min": 0.5, "share_max": 0.5, "share_min_exclusive": True}, "more than 0.5 and at most 0.5"),
        ({"share_min": 0.5, "share_max": 0.5, "share_max_exclusive": True}, "at least 0.5 and less than 0.5"),
        (
            {
                "share_min": 0.5,
                "share_max": 0.500000001,
                "share_min_exclusive": True,
                "share_max_exclusive": True,
            },
            "more than 0.5 and less than 0.500000001",
        ),
        ({"share_max": 0.0, "share_max_exclusive": True}, "at least 0 and less than 0"),
        ({"share_min": 1.0, "share_min_exclusive": True}, "more than 1 and at most 1"),
    ],
)
def test_a_band_between_which_no_share_lies_is_refused(band: dict[str, object], words: str) -> None:
    with pytest.raises(SchemaError, match=f"no share is {words}"):
        schema().kind("OWNS").check(band)
