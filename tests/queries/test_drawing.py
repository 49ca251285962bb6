"""The twin that draws a query's rows is the query up to its last RETURN; what it cannot draw is refused."""

from pathlib import Path

import pytest

from beholden.errors import QueryError
from beholden.queries.check import check
from beholden.queries.drawing import drawing
from beholden.queries.header import Query, read_query
from beholden.queries.packs import find_query, packs

BODY = """\
// id:       invented.paths
// question: Which paths are there?
// returns:  node_ids
// draws:    path
// uses:     Party, OWNS
// caveat:   None means none.

CALL () {
  MATCH path = (:Party)-[:OWNS]->(:Party)
  RETURN path
}
RETURN [node IN nodes(path) | node.id] AS node_ids
ORDER BY node_ids
"""


def read(folder: Path, text: str) -> Query:
    path = folder / "invented" / "paths.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_query(path)


def test_the_last_return_alone_is_replaced(tmp_path: Path) -> None:
    query = read(tmp_path, BODY)
    check(query)
    assert drawing(query) == (
        "CALL () {\n  MATCH path = (:Party)-[:OWNS]->(:Party)\n  RETURN path\n}\nRETURN path\n"
    )


def test_several_variables_are_drawn_together() -> None:
    drawn = drawing(find_query("sources.about-party"))
    assert drawn is not None
    assert drawn.splitlines()[-1] == "RETURN party, arrow, other"


def test_rows_that_gather_have_no_drawing() -> None:
    assert drawing(find_query("ownership.members-by-state")) is None


def test_every_query_about_paths_draws() -> None:
    paths = [query for pack in packs() for query in pack.queries if "node_ids" in query.returns]
    assert len(paths) >= 6
    assert all(query.draws[0] == "path" for query in paths)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("draws:    path", "draws:    paht", "the header draws 'paht', which is no variable of the query"),
        ("draws:    path", "draws:    path, path", "`draws` names 'path' 2 times"),
        (
            "// draws:    path\n",
            "",
            "its rows are paths; say in the header what draws them, `// draws: path`",
        ),
    ],
)
def test_a_header_that_draws_wrongly_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        check(read(tmp_path, BODY.replace(old, new, 1)))
    assert message in str(refused.value)


def test_a_return_in_the_midst_of_a_line_is_refused(tmp_path: Path) -> None:
    query = read(tmp_path, BODY.replace("}\nRETURN", "} RETURN"))
    with pytest.raises(QueryError, match="RETURN must begin a line"):
        drawing(query)
