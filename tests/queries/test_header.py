"""A query file says what it asks, takes and gives in its first lines; each fault in them is named."""

import re
from pathlib import Path

import pytest

from beholden.errors import QueryError
from beholden.queries.header import Query, read_query
from beholden.queries.packs import find_query, packs
from beholden.queries.parameters import Parameter

GOOD = """\
// id:       invented.who-owns
// question: Who owns $company, and since when?
// params:   company: id, as_of: date, hops: integer 1..4 = 2
// params:   kinds: kinds = OWNS,CONTROLS, words: texts = a,b, least: fraction = 0.25, dated: boolean = true
// returns:  owner_id, owner
// returns:  since
// uses:     Company, OWNS, CONTROLS
// caveat:   No row means that no loaded source states an owner.
// caveat:   Names: as published.

MATCH (owner:Company)-[stake:OWNS]->(company:Company {id: $company})

RETURN owner.id AS owner_id, owner.name AS owner, stake.start_text AS since
ORDER BY owner_id
"""


def read(folder: Path, text: str, name: str = "who-owns") -> Query:
    path = folder / "invented" / f"{name}.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_query(path)


def test_a_header_is_read_whole(tmp_path: Path) -> None:
    query = read(tmp_path, GOOD)
    assert (query.id, query.pack, query.question) == (
        "invented.who-owns", "invented", "Who owns $company, and since when?",
    )  # fmt: skip
    assert query.parameters == (
        Parameter("company", "id"),
        Parameter("as_of", "date"),
        Parameter("hops", "integer", "2", (1, 4)),
        Parameter("kinds", "kinds", "OWNS,CONTROLS"),
        Parameter("words", "texts", "a,b"),
        Parameter("least", "fraction", "0.25"),
        Parameter("dated", "boolean", "true"),
    )
    assert [one.takes for one in query.parameters[:3]] == ["id", "date", "integer 1..4"]
    assert query.returns == ("owner_id", "owner", "since")
    assert query.uses == ("Company", "OWNS", "CONTROLS")
    assert query.caveats == ("No row means that no loaded source states an owner.", "Names: as published.")
    assert query.text == GOOD
    assert query.cypher == GOOD[GOOD.index("MATCH") :]


def test_a_query_without_parameters_is_one(tmp_path: Path) -> None:
    text = "".join(line for line in GOOD.splitlines(keepends=True) if "params" not in line)
    assert read(tmp_path, text).parameters == ()


def test_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "invented" / "who-owns.cypher"
    path.parent.mkdir()
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert read_query(path) == read(tmp_path, GOOD)


FAULTS = [
    (
        "// caveat:   Names: as published.\n\n",
        "// caveat:   Names: as published.\n",
        "invented/who-owns.cypher:10: 'MATCH",
    ),
    (
        "// caveat:   Names",
        "caveat:   Names",
        "invented/who-owns.cypher:9: 'caveat:   Names: as published.' is no header line",
    ),
    ("// caveat:   Names", "// remark:   Names", "is no header line; they read `// KEY: text`"),
    ("// uses:     Company, OWNS, CONTROLS", "// Company, OWNS, CONTROLS", "is no header line"),
    ("// id:       invented.who-owns\n", "", "the header has no `id`"),
    ("// question: Who owns $company, and since when?\n", "", "the header has no `question`"),
    ("// returns:  owner_id, owner\n// returns:  since\n", "", "the header has no `returns`"),
    ("// uses:     Company, OWNS, CONTROLS\n", "", "the header has no `uses`"),
    ("// uses:     Company, OWNS, CONTROLS\n", "// uses:\n", "the header has no `uses`"),
    (
        "// caveat:   No row means that no loaded source states an owner.\n// caveat:   Names: as published.\n",
        "// caveat:\n",
        "the header has no `caveat`",
    ),
    (
        "invented.who-owns\n",
        "invented.who-owned\n",
        "id 'invented.who-owned' must be pack and file name, invented.who-owns",
    ),
    (
        "invented.who-owns\n",
        "other.who-owns\n",
        "id 'other.who-owns' must be pack and file name, invented.who-owns",
    ),
    ("since when?", "since when", "the question must end in a question mark"),
    (
        "// params:   company",
        "// question: Another?\n// params:   company",
        "the header has 2 lines `question`; keep one",
    ),
    (
        "// params:   company",
        "// id: invented.who-owns\n// params:   company",
        "the header has 2 lines `id`; keep one",
    ),
    ("company: id,", "company: node,", "parameter 'company: node' must read `name: type`"),
    ("company: id,", "company,", "parameter 'company' must read `name: type`"),
    ("company: id,", "Company: id,", "parameter 'Company: id' must read `name: type`"),
    ("company: id,", "company: id =,", "parameter 'company: id =' must read `name: type`"),
    ("as_of: date,", "as_of: date 1..4,", "parameter 'as_of: date 1..4' must read `name: type`"),
    ("as_of: date,", "as_of: date = yesterday,", "the default of as_of: "),
    ("as_of: date,", "as_of: date = 2024-02,", 'the default of as_of: "2024-02" is not one day'),
    ("1..4 = 2", "1..4 = two", "the default of hops: write a whole number"),
    ("1..4 = 2", "1..4 = 2.0", "the default of hops: write a whole number"),
    ("1..4 = 2", "1..4 = true", "the default of hops: write a whole number"),
    ("1..4 = 2", "1..4 = 5", "the default of hops: write a whole number from 1 to 4"),
    (
        "= OWNS,CONTROLS,",
        "= OWNS,MEMBER_OF,",
        "the default of kinds: MEMBER_OF is none of the relations of this query: CONTROLS, OWNS",
    ),
    (
        "= OWNS,CONTROLS,",
        "= Company,",
        "the default of kinds: Company is none of the relations of this query: CONTROLS, OWNS",
    ),
    (
        "least: fraction = 0.25",
        "least: fraction = 25",
        "the default of least: a share is a number from 0 to 1; 25 % is 0.25",
    ),
    (
        "least: fraction = 0.25",
        "least: fraction = a quarter",
        "the default of least: write a number from 0 to 1",
    ),
    ("dated: boolean = true", "dated: boolean = yes", "the default of dated: write true or false"),
    ("company: id,", "company: id, company: id,", "`params` names 'company' 2 times"),
    ("// returns:  since", "// returns:  owner", "`returns` names 'owner' 2 times"),
    ("// uses:     Company,", "// uses:     Company, Company,", "`uses` names 'Company' 2 times"),
]


@pytest.mark.parametrize(
    ("old", "new", "message"), FAULTS, ids=[f"{number}" for number in range(len(FAULTS))]
)
def test_a_fault_in_the_header_is_named_with_its_file(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(QueryError, match=re.escape(message)) as raised:
        read(tmp_path, GOOD.replace(old, new))
    assert str(raised.value).startswith("invented/who-owns.cypher:")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "text", ["", "\n\n", GOOD[: GOOD.index("\n\n")], GOOD[: GOOD.index("\n\n") + 2] + " \n"]
)
def test_a_header_without_a_query_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(QueryError, match="the header must end in a blank line, followed by the query"):
        read(tmp_path, text)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "invented" / "who-owns.cypher"
    path.parent.mkdir()
    with pytest.raises(QueryError, match=r"^invented/who-owns\.cypher: .*No such file"):
        read_query(path)
    path.write_bytes(b"// id: \xff\n")
    with pytest.raises(QueryError, match=r"^invented/who-owns\.cypher: 'utf-8' codec can't decode"):
        read_query(path)


def test_every_pack_has_queries_and_is_found_by_id() -> None:
    found = [query for pack in packs() for query in pack.queries]
    assert len(found) >= 6
    assert all(pack.queries and pack.title and pack.about and pack.readers for pack in packs())
    for query in found:
        assert find_query(query.id) is query


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("listing.listed-members", "listings.listed-members"),
        ("paths.anypath", "paths.any-path"),
        ("zzzz", "concerns.contracts-and-products"),
    ],
)
def test_a_query_that_is_not_there_is_refused_with_near_ones(name: str, near: str) -> None:
    with pytest.raises(QueryError) as raised:
        find_query(name)
    assert str(raised.value).startswith(f'there is no query "{name}"; perhaps ')
    assert near in str(raised.value) and str(raised.value).endswith("`beholden queries` lists them")
