"""A query may only read, and only name what the schema knows: its text is checked before any engine sees it."""

from pathlib import Path

import pytest

from beholden.errors import QueryError
from beholden.queries.check import check
from beholden.queries.header import Query, read_query
from beholden.queries.packs import packs

HEADER = """\
// id:       invented.who-owns
// question: Who owns $company?
// params:   company: id, as_of: date
// returns:  owner_id, owner, shares
// uses:     Company, Party, OWNS
// caveat:   None.
"""
BODY = """\
MATCH path = (owner:Party)-[stakes:OWNS*1..3]->(company:Company {id: $company})
WHERE all(stake IN stakes WHERE stake.start_date IS NOT NULL AND stake.start_date <= date($as_of))
WITH owner, [stake IN stakes | stake.share] AS shares
RETURN owner.id AS owner_id, owner.name AS owner, shares
ORDER BY owner_id
"""


def query(folder: Path, body: str = BODY, header: str = HEADER) -> Query:
    path = folder / "invented" / "who-owns.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{header}\n{body}", encoding="utf-8")
    return read_query(path)


def refusal(query: Query) -> str:
    with pytest.raises(QueryError) as raised:
        check(query)
    assert str(raised.value).startswith("invented.who-owns:")
    return str(raised.value)


def with_(old: str, new: str) -> str:
    assert BODY.count(old) == 1, old
    return BODY.replace(old, new)


def test_a_query_that_reads_what_the_schema_knows_is_let_through(tmp_path: Path) -> None:
    check(query(tmp_path))


def test_every_query_of_every_pack_is_let_through() -> None:
    for pack in packs():
        for one in pack.queries:
            check(one)


LAST = "WITH owner, [stake"
WRITES = {
    "CREATE (:Company {id: 'x'}) ": "CREATE",
    "CREATE(:Company {id: 'x'}) ": "CREATE",
    "create (:Company {id: 'x'}) ": "CREATE",
    "CREATE twin = (:Company) ": "CREATE",
    "MERGE (twin:Company {id: 'x'}) ": "MERGE",
    "merge(twin:Company {id: 'x'}) ": "MERGE",
    "SET owner.name = 'x' ": "SET",
    "set owner.name = 'x' ": "SET",
    "Set\n\towner.name = 'x' ": "SET",
    "set/**/owner.name = 'x' ": "SET",
    "set // why\nowner.name = 'x' ": "SET",
    "set owner:Party ": "SET",
    "set owner += {name: 'x'} ": "SET",
    "DELETE owner ": "DELETE",
    "delete owner ": "DELETE",
    "DETACH DELETE owner ": "DETACH",
    "detach delete owner ": "DETACH",
    "NODETACH DELETE owner ": "NODETACH",
    "REMOVE owner.name ": "REMOVE",
    "remove owner:Party ": "REMOVE",
    "FOREACH (x IN [1] | MERGE (:Company)) ": "FOREACH",
    "foreach (x in [1] | merge (:Company)) ": "FOREACH",
    "LOAD CSV FROM 'file:///etc/passwd' AS line ": "LOAD",
    "load csv with headers from $company as line ": "LOAD",
    "DROP INDEX names ": "DROP",
    "INSERT (:Company) ": "INSERT",
    "USE other ": "USE",
    "CALL { WITH owner MATCH (owner) RETURN 1 AS one } IN TRANSACTIONS ": "TRANSACTIONS",
    # A name that is a word of the language must not hide the one before it.
    "set AS.name = 'x' ": "SET",
    "WITH owner AS as delete as ": "DELETE",
    "WITH owner AS set SET set.name = 'x' ": "SET",
    "WITH owner, '/*' AS text SET owner.name = '*/' ": "SET",
    "WITH owner, '//' AS text SET owner.name = text ": "SET",
    'WITH owner, "\'" AS text SET owner.name = "\'" ': "SET",
    "WITH owner, 'it\\'s' AS text SET owner.name = ' ' ": "SET",
    "/* SET */ SET /* '' */ owner.name = 'x' ": "SET",
    "WITH owner, 1 AS one SET owner.name = 'x' ": "SET",
    "WHERE 1 = 1.set owner.name = 'x' ": "SET",
}


@pytest.mark.parametrize(("clause", "word"), WRITES.items(), ids=list(WRITES))
def test_a_write_is_refused_however_it_is_spelled(tmp_path: Path, clause: str, word: str) -> None:
    message = refusal(query(tmp_path, with_(LAST, f"{clause}{LAST}")))
    assert f": {word} has no place in a query that only reads" in message


def test_the_refusal_names_the_line(tmp_path: Path) -> None:
    message = refusal(query(tmp_path, with_(LAST, f"SET owner.name = 'x'\n{LAST}")))
    assert message == "invented.who-owns:10: SET has no place in a query that only reads, not even as a name"


HIDING = {
    "WITH owner AS `//` SET `//`.name = 'x'\n": "'`//` SET `//",
    "WITH owner AS `'` SET `'`.name = `'`\n": "'`",
    "CALL`db.labels`() ": "'`db.labels`(",
    "\\u0053ET owner.name = 'x' ": "\\u has no place in a query",
    "// \\u000a SET owner.name = 'x'\n": "\\u has no place in a query",
    "WITH owner, '\\u0027 SET owner.name = ' AS text ": "\\u has no place in a query",
    "\u017fET owner.name = 'x' ": "'\u017fET owner.na'",
    "CALL\u00a0db.labels() ": "'\\xa0db.labels()'",
    "WITH owner; MATCH (owner) ": "'; MATCH (own'",
    "WHERE owner.name = 'open ": "has no place outside of quotation marks, or opens some that are never closed",
    '/* open "': "has no place outside of quotation marks, or opens some" ,
    "WHERE owner:$(company) ": "'$(company) W'",
    "WHERE 0x1F > 1 ": "'0x1F > 1 WIT'",
    "WHERE (owner.id = 'x' ": "invented.who-owns: a ) is missing",
    "WHERE size([owner.id) > 0 ": "this ) closes nothing",
    "WHERE owner.id = 'x') ": "this ) closes nothing",
}  # fmt: skip


@pytest.mark.parametrize(("clause", "message"), HIDING.items(), ids=[repr(clause) for clause in HIDING])
def test_what_could_hide_a_word_is_refused(tmp_path: Path, clause: str, message: str) -> None:
    body = with_(LAST, f"{clause}{LAST}")
    assert message in refusal(query(tmp_path, body))


def test_a_bracket_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    assert refusal(query(tmp_path, BODY.rstrip() + ", (1")) == "invented.who-owns: a ) is missing"


HARMLESS = [
    "WITH owner, stakes, 'CREATE (n) SET n.x = 1 DELETE n LOAD CSV' AS text ",
    "WITH owner, stakes, \"MERGE; CALL db.labels() `x` LIMIT 1\" AS text ",
    "WITH owner, stakes, 'https://example.org/a//b' AS page ",
    "WITH owner, stakes, 'it\\'s // no comment' AS page ",
    "// CREATE, SET and DELETE are words of a comment; it's fine\n",
    "/* MERGE\n LOAD CSV */ ",
    "WITH owner, stakes, 'naïve 中文' AS text ",
    "CALL (owner) { MATCH (owner)-[:OWNS]->(other:Company) RETURN count(*) AS number } WITH owner, stakes, number ",
    "CALL { WITH owner RETURN 1 AS one UNION WITH owner RETURN 2 AS one } WITH owner, stakes, one ",
    "WHERE EXISTS { MATCH (owner)-[:OWNS]->(:Company {country: 'CN'}) } AND NOT owner:Company ",
    "WHERE owner:Company&!Party OR (owner:Company|Party) ",
    "WHERE COUNT { (owner)-[:OWNS]->() } > 0 AND startNode(stakes[0]).id IS NULL AND 0.25 < 1 ",
    "WITH owner, stakes, {name: owner.id, portion: 1, sum: sum(1)} AS own WHERE own.portion = 1 AND [own][0].sum = 1 ",
    "WITH owner, stakes, collect({portion: 1}) AS found WHERE size([one IN found WHERE one.portion = 0]) = 0 ",
    "WHERE duration.inDays(owner.first_stated, date($as_of)).days > 30 ",
    "WHERE CASE WHEN owner:Company THEN 'create' ELSE null END IS NOT NULL ",
]  # fmt: skip


@pytest.mark.parametrize("clause", HARMLESS)
def test_words_in_texts_and_comments_and_what_reads_are_let_through(tmp_path: Path, clause: str) -> None:
    check(query(tmp_path, with_(LAST, f"{clause}{LAST}")))


@pytest.mark.parametrize("word", ["set", "delete", "load", "start", "limit"])
def test_a_word_that_writes_is_a_name_of_a_property_behind_a_full_stop(tmp_path: Path, word: str) -> None:
    """It is refused as a property that no kind has, and not as a write."""
    assert refusal(query(tmp_path, with_("stake.share]", f"stake.{word}]"))).endswith(
        f"no kind has a property '{word}'"
    )
    assert refusal(query(tmp_path, with_("{id: $company}", f"{{id: $company, {word}: 1}}"))).endswith(
        f"no kind has a property '{word}'"
    )


CALLS = {
    "CALL db.labels() ": "a procedure call has no place in a pack",
    "call db.labels() ": "a procedure call has no place in a pack",
    "CALL\ndb.labels() ": "a procedure call has no place in a pack",
    "CALL/**/apoc.load.json('x') ": "a procedure call has no place in a pack",
    "OPTIONAL CALL db.labels() ": "a procedure call has no place in a pack",
    "WITH owner, stakes, apoc.cypher.runFirstColumnSingle('CREATE (n)', {}) AS x ": (
        "runFirstColumnSingle() is none of the functions"
    ),
    "WITH owner, stakes, date.truncate('year', date($as_of)) AS x ": "truncate() is none of the functions",
    "WITH owner, stakes, rand() AS x ": "rand() is none of the functions",
    "WITH owner, stakes, timestamp() AS x ": "timestamp() is none of the functions",
    "WITH owner, stakes, datetime() AS x ": "datetime() is none of the functions",
    "WITH owner, stakes, elementId(owner) AS x ": "elementId() is none of the functions",
    "WITH owner, stakes, date() AS x ": "date() asks the clock; a query speaks of the date that it is given",
    "WITH owner, stakes, Date( ) AS x ": "date() asks the clock",
}


@pytest.mark.parametrize(("clause", "message"), CALLS.items(), ids=list(CALLS))
def test_procedures_and_functions_that_may_do_more_are_refused(
    tmp_path: Path, clause: str, message: str
) -> None:
    assert message in refusal(query(tmp_path, with_(LAST, f"{clause}{LAST}")))


@pytest.mark.parametrize(
    "opening", ["EXPLAIN", "PROFILE", "CYPHER runtime=slotted", "SHOW DATABASES", "BEGIN"]
)
def test_a_query_begins_with_reading(tmp_path: Path, opening: str) -> None:
    message = refusal(query(tmp_path, f"{opening} {BODY}"))
    assert message.startswith(
        f"invented.who-owns:8: begins with '{opening.split()[0]}'; a query begins with MATCH, "
    )


def test_a_comment_alone_is_no_query(tmp_path: Path) -> None:
    assert refusal(query(tmp_path, "// later\n")) == "invented.who-owns: there is no query after the header"


@pytest.mark.parametrize(
    ("old", "new", "extra"),
    [
        ("(owner:Party)", "(owner:Party|Firm)", "Firm"),
        ("(owner:Party)", "(owner:Party|firm)", "firm"),
        ("(owner:Party)", "(owner:Party:Firm)", "Firm"),
        ("(owner:Party)", "(owner : Party & ! Firm)", "Firm"),
        ("(company:Company {", "(company:Company:Firm {", "Firm"),
        ("-[stakes:OWNS*1..3]", "-[stakes:OWNS|HOLDS*1..3]", "HOLDS"),
        ("-[stakes:OWNS*1..3]", "-[stakes:OWNS|owns*1..3]", "owns"),
        ("WITH owner, [", "WHERE owner:Firm WITH owner, [", "Firm"),
        ("stake.share]", "CASE WHEN startNode(stake):Firm THEN 1 END]", "Firm"),
    ],
)
def test_a_label_or_type_that_the_header_does_not_name_is_refused(
    tmp_path: Path, old: str, new: str, extra: str
) -> None:
    message = refusal(query(tmp_path, with_(old, new)))
    assert message == f"invented.who-owns: the query has {extra!r}, which the header's uses do not name"


@pytest.mark.parametrize(
    ("kind", "label"), [("Firm", "(owner:Party|Firm)"), ("party", "(owner:Party|party)")]
)
def test_a_label_that_the_schema_does_not_know_is_refused(tmp_path: Path, kind: str, label: str) -> None:
    header = HEADER.replace("Company, Party", f"Company, Party, {kind}")
    message = refusal(query(tmp_path, with_("(owner:Party)", label), header))
    assert message.startswith(f'invented.who-owns: "{kind}" is not a kind')


SHAPES = {
    "WHERE owner:(Company|Party) ": "a colon needs a kind after it, or kinds joined with | or &",
    "WHERE owner:% ": "a colon needs a kind after it",
    "WHERE owner IS Firm ": "IS takes NULL or NOT NULL here; write a label with a colon",
    "WHERE owner IS LABELED Firm ": "IS takes NULL or NOT NULL here; write a label with a colon",
    "WHERE owner.id IS NOT :: STRING ": "a colon needs a kind after it",
    "WHERE owner.id IS NOT TYPED STRING ": "IS takes NULL or NOT NULL here; write a label with a colon",
}


@pytest.mark.parametrize(("clause", "message"), SHAPES.items(), ids=list(SHAPES))
def test_a_label_in_a_shape_that_is_not_read_is_refused(tmp_path: Path, clause: str, message: str) -> None:
    assert message in refusal(query(tmp_path, with_(LAST, f"{clause}{LAST}")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("owner.name AS", "owner.title AS"),
        ("{id: $company}", "{ident: $company}"),
        ("{id: $company}", "{id: $company, ident: 1}"),
        ("stake.share]", "stake.portion]"),
        ("ORDER BY owner_id\n", "ORDER BY owner_id, owner.portion\n"),
        ("stake.share]", "stakes[0].portion]"),
        ("stake.share]", "startNode(stake).portion]"),
        ("stake.share]", "stake {.portion}]"),
        ("stake.share]", "stake {.share, .portion}]"),
        ("{id: $company}", "{id: $company, portion: head([{ident: 1}])}"),
    ],
)
def test_a_property_that_no_kind_has_is_refused(tmp_path: Path, old: str, new: str) -> None:
    wrong = next(word for word in ("title", "portion", "ident") if word in new)
    assert refusal(query(tmp_path, with_(old, new))).endswith(f"no kind has a property {wrong!r}")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "as_of: date",
            "as_of: date, hops: integer",
            "the header's params name 'hops', which the query does not have",
        ),
        (", as_of: date", "", "the query has 'as_of', which the header's params do not name"),
        ("Party, OWNS", "OWNS", "the query has 'Party', which the header's uses do not name"),
        (
            "Party, OWNS",
            "Party, OWNS, State",
            "the header's uses name 'State', which the query does not have",
        ),
        (
            "owner, shares",
            "owner",
            "the query returns owner_id, owner, shares; the header's returns are owner_id, owner",
        ),
        (
            "owner, shares",
            "shares, owner",
            "the query returns owner_id, owner, shares; the header's returns are owner_id, shares, owner",
        ),
        (
            "owner, shares",
            "owner, shares, since",
            "the query returns owner_id, owner, shares; the header's returns are owner_id, owner, shares, since",
        ),
    ],
)
def test_a_header_that_disagrees_with_the_text_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert HEADER.count(old) == 1
    assert refusal(query(tmp_path, BODY, HEADER.replace(old, new))) == f"invented.who-owns: {message}"


@pytest.mark.parametrize(
    "column", ["owner.name", "count(*)", "*", "owner.name AS 'owner'", "owner.name AS owner.name"]
)
def test_a_column_without_a_name_is_refused(tmp_path: Path, column: str) -> None:
    message = refusal(query(tmp_path, with_("owner.name AS owner", column)))
    assert message == "invented.who-owns: each column needs a name: a variable, or an expression and AS name"


def test_what_is_returned_once_each_is_read_as_well(tmp_path: Path) -> None:
    check(query(tmp_path, with_("RETURN owner.id", "RETURN DISTINCT owner.id")))


@pytest.mark.parametrize(
    "body",
    [
        with_("ORDER BY owner_id\n", ""),
        with_("ORDER BY owner_id\n", "// ORDER BY owner_id\n"),
        with_("ORDER BY owner_id\n", "").replace("AS shares\n", "AS shares ORDER BY owner.id\n"),
        with_("ORDER BY owner_id\n", "").replace(
            ", shares\n", ", [x IN shares WHERE x <> 'ORDER BY'] AS shares\n"
        ),
    ],
)
def test_rows_without_an_order_are_refused(tmp_path: Path, body: str) -> None:
    assert refusal(query(tmp_path, body)) == (
        "invented.who-owns: rows need an order; end in ORDER BY with a unique column last"
    )


def test_a_union_outside_of_brackets_is_refused_since_it_has_no_common_order(tmp_path: Path) -> None:
    first = BODY[: BODY.index("ORDER BY")]
    message = refusal(query(tmp_path, f"{first}UNION\n{BODY}"))
    assert message == (
        "invented.who-owns: it needs one RETURN outside of brackets, and has 2; a UNION stands in CALL () { … }"
    )


@pytest.mark.parametrize("word", ["LIMIT", "limit", "SKIP", "OFFSET"])
def test_what_hides_rows_is_refused(tmp_path: Path, word: str) -> None:
    expected = f": {word.upper()} hides rows; whoever shows them cuts, and says so"
    assert refusal(query(tmp_path, f"{BODY}{word} 10\n")) == f"invented.who-owns:13{expected}"
    inner = with_("AS shares\n", f"AS shares ORDER BY owner.id {word} 10\n")
    assert refusal(query(tmp_path, inner)) == f"invented.who-owns:10{expected}"


@pytest.mark.parametrize("hops", ["*", "*2..", "*..", "*1..$company", "* "])
def test_a_path_of_any_length_is_refused(tmp_path: Path, hops: str) -> None:
    message = refusal(query(tmp_path, with_("*1..3", hops)))
    assert message == "invented.who-owns:8: hops need a fixed bound, such as *1..4"


@pytest.mark.parametrize("hops", ["", "*2", "*..3", "*0..1"])
def test_a_path_with_a_bound_is_let_through(tmp_path: Path, hops: str) -> None:
    check(query(tmp_path, with_("*1..3", hops)))


@pytest.mark.parametrize("hops", ["integer", "integer = 2", "integer 1..4", "integer 1..2 = 2"])
def test_hops_that_the_pattern_does_not_reach_are_refused(tmp_path: Path, hops: str) -> None:
    """A reader who asks for 6 and is answered for 3 takes the missing rows for an answer."""
    body = with_("WHERE all", "WHERE length(path) <= $hops AND all")
    check(query(tmp_path, body, HEADER.replace("as_of: date", "as_of: date, hops: integer 1..3 = 2")))
    message = refusal(query(tmp_path, body, HEADER.replace("as_of: date", f"as_of: date, hops: {hops}")))
    assert message == (
        "invented.who-owns: the header's hops need the bounds of the query's pattern, such as `hops: integer 1..4`"
    )


def test_rows_as_text_are_refused(tmp_path: Path) -> None:
    assert ": FORMAT has no place" in refusal(query(tmp_path, f"{BODY}FORMAT CSV\n"))
