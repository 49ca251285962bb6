"""Any table through a mapping: names made whole, places, lists kept apart, and what a copy says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import SourceError
from beholden.graph.release import build
from beholden.graph.workspace import Workspace
from beholden.loaders import mapped
from beholden.loaders.mapped.cells import Cell, Country, rejoined
from beholden.loaders.run import load, loader
from tests.loaders.mapped.mapped_fixtures import COLUMNS, FILES, GOOD, MAPPING, changed, row, table
from tests.workbook import write

Outcome = Callable[[str, Sequence[Path]], Any]
EXAMPLES = Path(mapped.__file__).parent / "examples"
FORMS = ("Ltd.", "Ltd", "Limited", "LLC", "PAO", "OOO", "JSC", "Inc.", "S.A.", "GmbH", "Co.")
WORDS = ("Kite", "Lantern", "Harbour", "Rope", "Net", "Works", "of Riga", "(North)")

NAMES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        st.lists(st.sampled_from(FORMS), max_size=2),
    ).map(lambda name: ", ".join([name[0], *name[1]])),
    max_size=5,
)


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes a mapping and tables and gives their paths; a table's name is that of the keyword with a dot."""

    def written(mapping: str, **tables: str) -> list[Path]:
        paths = [tmp_path / "mapping.toml", *(tmp_path / name.replace("_", ".") for name in tables)]
        for path, text in zip(paths, (mapping, *tables.values()), strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return written


def test_the_fixtures_are_what_their_script_writes(rewrite_golden: bool) -> None:
    if rewrite_golden:
        write(FILES)
    assert [path.name for path, contents in FILES.items() if path.read_bytes() != contents] == []


def test_the_example_is_the_one_that_is_tested() -> None:
    golden = Path(__file__).parent / "golden" / "stakes.toml"
    assert golden.read_text(encoding="utf-8") == (EXAMPLES / "stakes.toml").read_text(encoding="utf-8")


@given(NAMES)
def test_names_split_at_the_comma_before_a_legal_form_are_whole_again(names: list[str]) -> None:
    parts = [part.strip() for part in ", ".join(names).split(",") if part.strip()]
    assert rejoined(parts) == names


@given(st.lists(st.text(min_size=1, max_size=8) | st.sampled_from(FORMS)))
def test_rejoining_loses_nothing_and_adds_no_name(parts: list[str]) -> None:
    whole = rejoined(parts)
    assert ", ".join(whole) == ", ".join(parts)
    assert len(whole) <= len(parts)


@given(st.lists(st.sampled_from((*FORMS, *WORDS))))
def test_rejoined_names_stay_as_they_are(parts: list[str]) -> None:
    whole = rejoined(parts)
    assert rejoined(whole) == whole
    assert not set(whole[1:]) & set(FORMS)


@pytest.mark.parametrize(
    ("cell", "published", "names"),
    [
        (Cell("n"), ["Kite Co.", "Ltd.", "PAO"], ["Kite Co., Ltd., PAO"]),
        (Cell("n"), "Kite Co., Ltd.", ["Kite Co., Ltd."]),
        (Cell("n", split=","), "Kite Co., Ltd., Net", ["Kite Co., Ltd.", "Net"]),
        (Cell("n", split=";"), "Kite Co., Ltd.; Ltd.", ["Kite Co., Ltd.", "Ltd."]),
        (Cell("n", split=";"), ["Kite Co.", "Ltd.; Net Co.", "Ltd."], ["Kite Co., Ltd.", "Net Co., Ltd."]),
        # Only the whole text tells that the last one is one name.
        (
            Cell("n", join=", ", split=";"),
            ["Kite Co.", "Ltd.; Group Co.", "Ltd. (KG) 7th Institute"],
            ["Kite Co., Ltd.", "Group Co., Ltd. (KG) 7th Institute"],
        ),
        (Cell("n", none=frozenset(("-", "n/a"))), ["-", "Kite", " n/a "], ["Kite"]),
        (Cell("n"), [], []),
    ],
)
def test_names_of_a_cell(cell: Cell, published: str | list[str], names: list[str]) -> None:
    assert cell.names({"n": published}) == names


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        ("1 Quay, Hangzhou, CN; 2 Quay, Urumqi, CN", "CN"),
        ("1 Quay, Hangzhou, China", "CN"),
        ("1 Quay, Hangzhou, CN; Kowloon, HK", None),
        ("somewhere; 2 Quay, Riga, LV", "LV"),
        ("somewhere", None),
        ("CN", "CN"),
        ("", None),
        (["1 Quay, Riga, LV", "Mole 2, Latvia"], "LV"),
    ],
)
def test_a_country_from_addresses_is_one_that_all_agree_on(addresses: Any, code: str | None) -> None:
    assert Country(Cell("a", split=";"), addresses=True).code({"a": addresses}) == code


def test_two_lists_never_meet_in_an_id_and_each_copy_is_its_own(
    files: Callable[..., list[Path]], tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path / "home")
    one = load("mapped", files(MAPPING, one_csv=table(GOOD)), workspace, snapshot="2026-01-01").facts
    other_mapping = changed('"faults"', '"others"').replace('"A list"', '"Another list"').replace("30", "60")
    other = load("mapped", files(other_mapping, one_csv=table(GOOD)), workspace, snapshot="2026-01-01").facts
    assert (one.source, one.title, one.publisher, one.max_age_days) == ("mapped", "A list", "Somebody", 30)
    assert (other.source, other.title, other.max_age_days) == ("mapped", "Another list", 60)
    assert (one.page, one.licence, one.redistribute) == ("https://list.example", "none stated", False)
    assert {file["name"] for file in one.files} == {"mapping.toml", "one.csv"} and one.name != other.name
    release = build(workspace, software="test")
    companies = release.frame("claims", "Company")
    assert sorted(companies["subject"]) == ["mapped/faults/1", "mapped/others/1"]
    assert set(companies["stated_by"]) == {"Somebody"} and set(companies["grade"]) == {"press"}
    assert set(companies["page"]) == {"https://list.example/1"}
    assert sorted(companies["max_age_days"]) == [30, 60]


def test_a_copy_needs_its_date_and_keeps_to_the_limits_of_its_mapping(
    files: Callable[..., list[Path]], tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path / "home")
    bad = table(GOOD, row(country="Atlantis"))
    with pytest.raises(SourceError, match="--snapshot"):
        load("mapped", files(MAPPING, list_csv=table(GOOD)), workspace)
    with pytest.raises(SourceError, match="more than the 2% allowed"):
        load("mapped", files(MAPPING, list_csv=bad), workspace, snapshot="2026-01-01")
    loose = changed("max_age_days", "reject_limit = 0.5\nmax_age_days")
    counts = load("mapped", files(loose, list_csv=bad), workspace, snapshot="2026-01-01").facts.counts
    assert (counts["rows"], counts["converted"], counts["rejected"]) == (2, 1, 1)
    expecting = MAPPING + "\n[expect]\nCompany = { at_least = 2 }\n"
    with pytest.raises(SourceError, match="1 Company in a copy said to be complete"):
        load(
            "mapped", files(expecting, list_csv=table(GOOD)), workspace, snapshot="2026-01-01", complete=True
        )


def test_a_row_without_a_kind_is_an_organisation_of_an_unstated_kind(
    outcome: Outcome, files: Callable[..., list[Path]]
) -> None:
    (party,) = outcome("mapped", files(MAPPING, list_csv=table(row(type="")))).entities()
    assert (party.kind, party.kind_stated) == ("Organization", False)


def test_the_separator_and_the_encoding_are_the_mappings(outcome: Outcome, tmp_path: Path) -> None:
    mapping = MAPPING + '\n[table]\ndelimiter = ";"\nencoding = "cp1252"\n'
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    text = table(row(name="Käfer, Söhne")).replace(",", ";").replace("Käfer;", "Käfer,")
    (tmp_path / "list.csv").write_bytes(text.encode("cp1252"))
    (party,) = outcome("mapped", [tmp_path / "m.toml", tmp_path / "list.csv"]).entities()
    assert party.name == "Käfer, Söhne"


def test_a_place_is_the_line_on_which_a_row_starts(
    outcome: Outcome, files: Callable[..., list[Path]]
) -> None:
    fields = dict(zip(COLUMNS, GOOD, strict=True))
    spread = json.dumps([fields, {**fields, "No.": "2"}], indent=1)
    lines = json.dumps(fields) + "\n\n" + json.dumps({**fields, "No.": "3"})
    found = outcome(
        "mapped", files(MAPPING, a_json=spread, b_jsonl=lines, c_csv=table(row(no='"4\n"'), row(no="5")))
    )
    assert found.places == ["a.json:2", "a.json:12", "b.jsonl:1", "b.jsonl:3", "c.csv:2", "c.csv:4"]


@pytest.mark.parametrize("name", ["list.csv", "list.json", "list.jsonl"])
def test_a_file_cut_at_any_byte_is_an_error_or_ends_between_two_rows(
    name: str, outcome: Outcome, tmp_path: Path
) -> None:
    fields = [dict(zip(COLUMNS, one, strict=True)) for one in (GOOD, row())]
    texts = {
        "list.csv": table(GOOD, row()),
        "list.json": json.dumps(fields),
        "list.jsonl": "\n".join(json.dumps(one) for one in fields),
    }
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    for length in range(len(texts[name])):
        (tmp_path / name).write_text(texts[name][:length], encoding="utf-8")
        try:
            found = outcome("mapped", [mapping, tmp_path / name])
        except SourceError:
            continue
        # Nothing ends a table: where its last row has all cells, only the expected numbers could tell.
        last = texts[name][:length].rpartition("\n")[2]
        ends_a_row = (name != "list.json" and texts[name][length] == "\n") or not last
        assert found.rejects or ends_a_row or last.count(",") == len(COLUMNS) - 1, last


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ('share = { column = "Text", format = "percent" }', {"share": 0.333}),
        ('share_min = { column = "Text", words = { "33.3" = 0.25 } }', {"share_min": 0.25}),
    ],
)
def test_shares_are_percent_where_the_mapping_says_so(
    text: str, properties: dict[str, Any], outcome: Outcome, files: Callable[..., list[Path]]
) -> None:
    mapping = MAPPING[: MAPPING.index("[entity.properties]")].replace(
        "[entity]", '[[entity]]\nrole = "asset"'
    )
    mapping += '[[entity]]\nrole = "owner"\nkind = "State"\nkey = ["Club"]\nname = "Club"\n'
    mapping += f'[[relation]]\nkind = "OWNS"\nfrom = "owner"\nto = "asset"\n[relation.properties]\n{text}\n'
    mapping += '[table]\nleft = ["Since"]\n'
    (stake,) = outcome("mapped", files(mapping, list_csv=table(row(text="33.3")))).relations()
    assert stake.properties == properties


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        ("a third", "is not a share"),
        ("120%", "above the whole"),
        ("1/3", "more decimals"),
        ("40", "does not say its unit"),
    ],
)
def test_a_share_that_is_none_is_a_reject(
    published: str, reason: str, outcome: Outcome, files: Callable[..., list[Path]]
) -> None:
    mapping = MAPPING[: MAPPING.index("[[relation]]")].replace("[entity]", '[[entity]]\nrole = "asset"')
    mapping = mapping.replace('[entity.properties]\nregion = "Text"\n', "")
    mapping += (
        '[[relation]]\nkind = "OWNS"\nfrom = "cn"\nto = "asset"\n[relation.properties]\nshare = "Text"\n'
    )
    mapping = mapping.replace('"cn"', '"state/CN"') + '[table]\nleft = ["Since", "Club"]\n'
    found = outcome("mapped", files(mapping, list_csv=table(row(text="40%"), row(text=published))))
    assert len(found.relations()) == 1 and found.relations()[0].properties == {"share": 0.4}
    assert [reason in one.reason for one in found.rejects] == [True]


def test_describe_is_of_the_mapping_and_keeps_the_sources_id(files: Callable[..., list[Path]]) -> None:
    described = loader("mapped").describe(files(MAPPING, list_csv=table(GOOD)))
    assert (described.id, described.title, described.grade) == ("mapped", "A list", "press")
    assert described.emits == ("Company", "MEMBER_OF", "Organization", "PublicBody")
