"""Values from outside are checked before the engine sees them, and the engine only reads, for a bounded time."""

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from beholden.errors import QueryError
from beholden.graph.answers import Rows
from beholden.graph.find import Finder
from beholden.queries.ask import ask, bind
from beholden.queries.header import Query, read_query
from tests.world import World, build_world

COMPANIES = 24
DATA = {
    "as_of": "2025-06-01",
    "entity": [
        *(
            {"id": f"x/c{number}", "kind": "Company", "name": f"Ring Works {number} Ltd."}
            for number in range(COMPANIES)
        ),
        {"id": "y/c0", "kind": "Company", "name": "Ring Works Zero", "identifiers": ["uscc:1"]},
        {"id": "z/c0", "kind": "Company", "name": "Works of “Zero”", "identifiers": ["uscc:1"]},
        {"id": "y/twin", "kind": "Company", "name": "Twin Lamps", "country": "FR"},
        {"id": "z/twin", "kind": "Company", "name": "Twin Lamps", "country": "DE"},
    ],
    "relation": [
        *(
            {"arrow": ["OWNS", f"x/c{left}", f"x/c{right}"], "share": 0.02}
            for left in range(COMPANIES)
            for right in range(COMPANIES)
            if left != right
        ),
        {"arrow": ["MEMBER_OF", "x/c0", "initiative/un-global-compact"]},
        {"arrow": ["LISTED_ON", "x/c1", "list/us-bis-entity"]},
    ],
}
HEADER = """\
// id:       invented.who
// question: Who is $who?
// params:   {params}
// returns:  {returns}
// uses:     Company{uses}
// caveat:   None.

"""
WHO = """\
MATCH (who:Company {id: $who}) WHERE $number >= 0 AND $least <= 1.0
RETURN who.id AS id, who.name AS name ORDER BY id
"""
PARAMS = "who: id, number: integer 0..9 = 3, least: fraction = 0.5"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ring")


@pytest.fixture(scope="module")
def world(home: Path) -> World:
    """Companies that all hold a stake in each other: the paths through them are too many to count."""
    return build_world(DATA, home)


@pytest.fixture(scope="module")
def find(world: World) -> Finder:
    return Finder(world.release)


def query(
    folder: Path, body: str = WHO, params: str = PARAMS, returns: str = "id, name", uses: str = ""
) -> Query:
    path = folder / "invented" / "who.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER.format(params=params, returns=returns, uses=uses) + body, encoding="utf-8")
    return read_query(path)


def bound(query: Query, **values: str) -> dict[str, object]:
    return bind(query, values, as_of=dt.date(2025, 6, 1), find=lambda text: f"found {text}")


def test_texts_become_values_of_the_types_that_the_header_states(tmp_path: Path) -> None:
    types = "who: id, on: date, number: integer, least: fraction, flag: boolean, word: text, words: texts, kinds: kinds"
    values = {
        "who": "a", "on": "2024-02-29", "number": "-3", "least": "1", "flag": "false", "word": " a=b ",
        "words": " a, b ,", "kinds": "OWNS",
    }  # fmt: skip
    assert bound(query(tmp_path, params=types, uses=", OWNS, CONTROLS"), **values) == {
        "who": "found a", "on": "2024-02-29", "number": -3, "least": 1, "flag": False, "word": " a=b ",
        "words": ["a", "b"], "kinds": ["OWNS"],
    }  # fmt: skip


def test_defaults_stand_in_for_values_and_the_release_for_the_date(tmp_path: Path) -> None:
    assert bound(query(tmp_path, params=PARAMS + ", as_of: date"), who="a") == {
        "who": "found a", "number": 3, "least": 0.5, "as_of": "2025-06-01",
    }  # fmt: skip
    given = bound(query(tmp_path, params="as_of: date"), as_of="2024-01-01")
    assert given == {"as_of": "2024-01-01"}


ILL = {
    "on: date": {
        "": "",
        "2024": '"2024" is not one day; write it as YYYY-MM-DD',
        "2024-02": '"2024-02" is not one day',
        "2024-02-30": "2024-02-30",
        "29.02.2024": "29.02.2024",
        "yesterday": "yesterday",
    },
    "number: integer": dict.fromkeys(
        ["", "x", "1.0", "1e2", "01", "true", "null", "[1]", "NaN", "٣"], "write a whole number"
    ),
    "number: integer 1..4": dict.fromkeys(
        ["0", "5", "-1", "99999999999999999999"], "write a whole number from 1 to 4"
    ),
    "least: fraction": {
        **dict.fromkeys(
            ["25", "1.01", "-0.1", "NaN", "Infinity", "1e999"],
            "a share is a number from 0 to 1; 25 % is 0.25",
        ),
        **dict.fromkeys(["", "25%", "0,25", "a quarter", "true", '"0.2"'], "write a number from 0 to 1"),
    },
    "flag: boolean": dict.fromkeys(["", "yes", "True", "1"], "write true or false"),
    "words: texts": dict.fromkeys(["", " , "], "write one or more, separated by commas"),
    "kinds: kinds": {
        "": "write one or more",
        "OWN": "OWN is none of the relations of this query: CONTROLS, OWNS",
        "OWNS,Company": "Company is none of the relations of this query: CONTROLS, OWNS",
    },
}


@pytest.mark.parametrize(
    ("params", "text", "message"),
    [(params, text, message) for params, texts in ILL.items() for text, message in texts.items()],
)
def test_a_value_of_another_type_is_refused(tmp_path: Path, params: str, text: str, message: str) -> None:
    name = params.partition(":")[0]
    with pytest.raises(QueryError) as raised:
        bound(query(tmp_path, params=params, uses=", OWNS, CONTROLS"), **{name: text})
    assert str(raised.value).startswith(f"invented.who: {name}={text}: ")
    assert message in str(raised.value)


def test_a_value_that_is_missing_is_named_with_its_type(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=re.escape("invented.who: who is missing; give it as who=… (id)")):
        bound(query(tmp_path))


def test_a_value_that_the_query_does_not_take_is_refused_with_what_it_takes(tmp_path: Path) -> None:
    message = 'invented.who: it takes no "whom"; it takes who: id, number: integer 0..9, least: fraction'
    with pytest.raises(QueryError, match=re.escape(message)):
        bound(query(tmp_path), who="a", whom="b")
    with pytest.raises(QueryError, match=re.escape('it takes no "whom"; it takes nothing')):
        bound(query(tmp_path, params=""), whom="b")


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("uscc:1", "uscc:1"),
        ("y/c0", "uscc:1"),
        ("z/c0", "uscc:1"),
        ("Ring Works Zero", "uscc:1"),
        ('works of "zero"', "uscc:1"),
        ("x/c7", "x/c7"),
        ("RING WORKS 7 Limited", "x/c7"),
    ],
)
def test_ids_members_identifiers_and_names_lead_to_the_canonical_id(
    tmp_path: Path, world: World, find: Finder, text: str, id: str
) -> None:
    rows = ask(query(tmp_path), world.engine, {"who": text}, as_of=world.release.as_of, find=find)
    assert rows.columns == ("id", "name")
    assert [row[0] for row in rows.rows] == [id]


def test_an_alias_leads_to_an_initiative(world: World) -> None:
    for text in ("ungc", "initiative/un-global-compact", "United Nations Global Compact"):
        members = world.ask("sources.about-party", party=text).dicts()
        assert [(row["arrow"], row["direction"], row["other_id"]) for row in members] == [
            ("MEMBER_OF", "to", "x/c0")
        ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Twin Lamps",
            'invented.who: who=Twin Lamps: "Twin Lamps" names 2 entities: y/twin, z/twin; give one of these ids',
        ),
        ("Ring Works Zer", 'nothing in this release is called "Ring Works Zer" or has it as an id; perhaps '),
        (
            "Nobody & Sons",
            'nothing in this release is called "Nobody & Sons" or has it as an id; `beholden show TEXT`',
        ),
        ("", 'invented.who: who=: nothing in this release is called ""'),
    ],
)
def test_a_name_of_several_or_of_nobody_is_refused(
    tmp_path: Path, world: World, find: Finder, text: str, message: str
) -> None:
    with pytest.raises(QueryError) as raised:
        ask(query(tmp_path), world.engine, {"who": text}, as_of=world.release.as_of, find=find)
    assert message in str(raised.value)


def test_a_query_is_checked_before_it_is_asked(tmp_path: Path, world: World, find: Finder) -> None:
    """Otherwise the engine would read any file of the machine."""
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n", encoding="utf-8")
    body = f"LOAD CSV FROM 'file://{secret}' AS line RETURN line AS id, $who AS name, $number AS number ORDER BY id"
    with pytest.raises(QueryError, match="begins with 'LOAD'"):
        ask(query(tmp_path, body), world.engine, {"who": "x/c1"}, as_of=world.release.as_of, find=find)


HEAVY = {
    "paths": "MATCH path = (one:Company)-[:OWNS*1..8]->(other:Company) RETURN count(path) AS number ORDER BY number",
    "products": "MATCH (a:Company), (b:Company), (c:Company), (d:Company), (e:Company), (f:Company)"
    " RETURN count(*) AS number ORDER BY number",
    "numbers": "MATCH (a:Company) UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y"
    " RETURN count(*) AS number ORDER BY number",
}  # fmt: skip


@pytest.mark.parametrize("kind", HEAVY)
def test_a_heavy_query_ends_at_its_time_limit(tmp_path: Path, world: World, find: Finder, kind: str) -> None:
    heavy = query(
        tmp_path, HEAVY[kind], params="", returns="number", uses=", OWNS" if kind == "paths" else ""
    )
    started = time.monotonic()
    with pytest.raises(
        QueryError, match=re.escape("the query took longer than 0.2 s and was ended; ask for fewer hops")
    ):
        ask(heavy, world.engine, {}, as_of=world.release.as_of, find=find, time_limit=0.2)
    assert 0.2 <= time.monotonic() - started < 5


def test_after_a_time_limit_the_engine_answers_again(world: World) -> None:
    with pytest.raises(QueryError, match="took longer than"):
        world.engine.ask(HEAVY["paths"], {}, 0.05)
    assert world.engine.ask("MATCH (n:Company) RETURN count(*) AS n", {}) == Rows(("n",), [(COMPANIES + 3,)])


WRITES = {
    "CREATE (n:Company {id: 'new'}) RETURN n.id AS id": "read-only",
    "MATCH (n:Company) SET n.name = 'x' RETURN n.id AS id": "read-only",
    "MATCH (n:Company) REMOVE n.name": "read-only",
    "MATCH (n:Company) DETACH DELETE n": "read-only",
    "MERGE (n:Company {id: 'new'}) RETURN n.id AS id": "read-only",
    "FOREACH (x IN [1] | CREATE (n:Company))": "read-only",
    "CREATE INDEX names FOR (n:Company) ON (n.name)": "read-only",
    "MATCH (n:Firm) RETURN n.id AS id": "Unknown node type 'Firm'",
    "MATCH (n:Company) RETURN n.portion AS id": "Unknown property 'portion'",
    "RETURN $missing AS x": "Missing parameter: $missing",
    "RETURN nonsense(1) AS x": "Unknown function: nonsense",
    "RETURN 1/0 AS x": "division by zero",
}  # fmt: skip


@pytest.mark.parametrize(("cypher", "message"), WRITES.items(), ids=list(WRITES))
def test_the_engine_itself_refuses_what_writes_or_is_not_there(
    world: World, cypher: str, message: str
) -> None:
    with pytest.raises(QueryError) as raised:
        world.engine.ask(cypher, {})
    assert str(raised.value).startswith("the embedded engine refuses this query: ")
    assert message in str(raised.value)
    assert world.engine.ask("MATCH (n:Company) RETURN count(*) AS n", {}).rows == [(COMPANIES + 3,)]
    assert world.engine.ask("MATCH (n:Company {id: 'x/c1'}) RETURN n.name AS n", {}).rows == [
        ("Ring Works 1 Ltd.",)
    ]


UNREAD = [
    "MATCH (n:Company) RETURN", "SHOW DATABASES", "", "MATCH (a:Company) ((x)-[:OWNS]->(y)){1,3} (b) RETURN b.id AS id",
    "MATCH path = SHORTEST 1 (a:Company)-[:OWNS]->+(b:Company) RETURN b.id AS id",
    "MATCH (a:Company)-[stake:OWNS WHERE stake.share > 0]->(b) RETURN b.id AS id",
]  # fmt: skip


@pytest.mark.parametrize("cypher", UNREAD)
def test_what_the_engine_does_not_read_is_said_with_what_it_lacks(world: World, cypher: str) -> None:
    with pytest.raises(QueryError) as raised:
        world.engine.ask(cypher, {})
    assert str(raised.value).startswith("the embedded engine does not read this query: ")
    assert str(raised.value).endswith(
        "It has no quantified path patterns, no SHORTEST and no WHERE inside a relationship; Neo4j has"
    )


def test_text_instead_of_rows_is_refused(world: World) -> None:
    with pytest.raises(QueryError, match="the query gives text and no rows"):
        world.engine.ask("MATCH (n:Company) RETURN n.id AS id FORMAT CSV", {})


def test_values_come_back_as_python_has_them(world: World) -> None:
    rows = world.engine.ask(
        "MATCH (n:Company {id: 'uscc:1'}) RETURN n.members AS members, n.last_stated AS day, n.country AS country, "
        "n.kind_stated AS stated, 0.5 AS share, 2 AS number, [n.country, n.id] AS list",
        {},
    )
    assert rows.rows == [(["y/c0", "z/c0"], dt.date(2025, 12, 31), None, True, 0.5, 2, [None, "uscc:1"])]
    assert rows.dicts()[0]["day"] == dt.date(2025, 12, 31)


def test_a_question_that_takes_too_long_is_ended_and_said(world: World, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "beholden", "ask", "paths.any-path", "hops=6", "--time-limit", "0.05"],
        env={**os.environ, "BEHOLDEN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "beholden: the query took longer than 0.05 s and was ended; ask for fewer hops or a smaller part, "
        "or raise --time-limit\n"
    )


@pytest.mark.parametrize("wait", [0.5, 2.0])
def test_ctrl_c_ends_a_heavy_question_with_130_and_without_a_traceback(
    world: World, home: Path, wait: float
) -> None:
    # A busy machine takes long to start Python itself, before there is anything of ours that could hear a signal.
    begin = "from beholden.cli import main; print('begun', flush=True); main()"
    running = subprocess.Popen(
        [sys.executable, "-c", begin, "ask", "paths.any-path", "initiative=ungc", "hops=6"],
        env={**os.environ, "BEHOLDEN_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(wait)  # it is at work
    running.send_signal(signal.SIGINT)
    out, words = running.communicate(timeout=20)
    assert (running.returncode, out, words.strip()) == (130, "", "beholden: stopped")


def test_several_relations_between_two_ends_stay_several_whatever_was_loaded_before(tmp_path: Path) -> None:
    """The kinds of the ends change the order of loads, and so does the order of names."""
    kinds = {"x/a": "Company", "x/b": "Company", "x/p": "Person", "x/s": "State", "x/o": "Organization"}
    stakes = [
        {
            "arrow": ["OWNS", one, other],
            "as": f"x/{one[2]}{other[2]}{number}",
            "share": number / 10,
            "start": "2020-02",
        }
        for one in kinds
        for other in kinds
        for number in (1, 2, 3)
    ]
    data = {"entity": [{"id": id, "kind": kind} for id, kind in kinds.items()], "relation": stakes}
    world = build_world(data, tmp_path)
    rows = world.engine.ask(
        "MATCH (a)-[s:OWNS]->(b) RETURN s.id AS id, a.id AS one, b.id AS other, s.share AS share, "
        "s.start_date AS start, s.start_date = date('2020-02-29') AS day, s.sources AS sources, s.quote AS quote",
        {},
    )
    assert sorted(rows.rows) == sorted(
        (one["as"], *one["arrow"][1:], one["share"], dt.date(2020, 2, 29), True, ["x"], None)
        for one in stakes
    )
