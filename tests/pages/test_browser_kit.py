"""The kit's files: the style has our colours, scripts set what they take, no text of a source becomes markup."""

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import CaseError
from beholden.graph.kinds import schema
from beholden.pages.browser_kit import (
    MOST_ROWS,
    Guide,
    Step,
    browser_kit,
    guide_page,
    literal,
    parameters,
    scripts,
    style,
    style_rules,
    write_kit,
)
from beholden.pages.network import look
from beholden.queries.packs import find_query, packs

HOSTILE = "Q \"q\" 'x' <script>alert(1)</script> onload=\"bad()\" one = 'y' &amp; \n晨光 \u202e{name} `;`"
BROWSER_HANDLERS = re.compile(r"""\s+on[^\s=]+\s*=\s*("[^"]*"|'[^']*'|[\w\-.:]+\s*)""", re.IGNORECASE)
"""What Neo4j Browser 5.24 takes out of a guide before it is read as HTML."""


def parsed(grass: str) -> dict[str, dict[str, str]]:
    """The style as Neo4j Browser's own reader takes it: quotes toggle, braces and semicolons part."""
    rules: dict[str, dict[str, str]] = {}
    quoted = inside = False
    selector = body = ""
    for letter in grass:
        if letter in "\"'":
            quoted = not quoted
        elif letter == "{" and not quoted:
            inside = True
        elif letter == "}" and not quoted:
            pairs = (line.split(":") for line in body.split(";") if line.strip())
            rules[selector] = {name.strip(): value.strip() for name, value in pairs}
            inside, selector, body = False, "", ""
        elif inside:
            body += letter
        elif not letter.isspace():
            selector += letter
    return rules


def step(**changed: Any) -> Step:
    query = find_query("sources.about-party")
    row = dict.fromkeys(query.returns) | {"other": HOSTILE, "share": 0.499999999}
    whole: dict[str, Any] = {
        "title": HOSTILE, "text": HOSTILE, "query": query, "values": {"party": HOSTILE, "as_of": "2026-01-01"},
        "names": {"party": HOSTILE}, "columns": ("other", "share"), "rows": [row],
    }  # fmt: skip
    return Step(**whole | changed)


def page(*steps: Step) -> str:
    return guide_page(Guide(HOSTILE, HOSTILE, steps, "abc", "2026-01-01"))


def test_the_style_is_what_browsers_reader_makes_of_the_file() -> None:
    assert parsed(style()) == style_rules()


def test_each_kind_has_the_colour_of_our_own_pages() -> None:
    sheet = (Path(browser_kit.__code__.co_filename).parent / "template" / "page.css").read_text("utf-8")
    light = sheet.split("@media", 1)[0]
    for kind in schema().entity_kinds:
        rule = style_rules()[f"node.{kind.name}"]
        assert f"--{look(kind.name)}: {rule['color']};" in light
        assert rule["caption"] == "{name}"
    for kind in schema().relation_kinds:
        assert f"relationship.{kind.name}" in style_rules()


def test_the_second_label_stands_before_the_kinds_so_that_a_kind_wins() -> None:
    nodes = [name for name in style_rules() if name.startswith("node.")]
    assert nodes[0] == "node.Party"


@pytest.mark.parametrize(
    ("value", "cypher"),
    [
        ("it's \\ \n", r"'it\'s \\ \n'"),
        (r"\u0027", r"'\\' + 'u0027'"),
        (True, "true"), (4, "4"), (0.25, "0.25"), (None, "null"), (["a", 1], "['a', 1]"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_cypher(value: Any, cypher: str) -> None:
    assert literal(value) == cypher


def test_a_value_that_no_query_takes_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        literal(object())


def test_a_parameter_without_a_value_is_named() -> None:
    assert parameters(find_query("sources.about-party"), {"as_of": "2026-01-01"}) == (
        "// party (id) has no value here; set it with :param party =>\n:param as_of => '2026-01-01';"
    )


def test_every_query_has_its_scripts_and_the_table_is_the_query_as_it_stands() -> None:
    made = scripts({})
    for pack in packs():
        for query in pack.queries:
            name = query.id.partition(".")[2]
            table = made.pop(f"{pack.name}/{name} 2 table.cypher")
            assert table == f"// 2 table: {name}\n{query.text}"
            assert (f"{pack.name}/{name} 1 values.cypher" in made) == bool(query.parameters)
            assert (f"{pack.name}/{name} 3 drawing.cypher" in made) == bool(query.draws)
            made.pop(f"{pack.name}/{name} 1 values.cypher", None)
            made.pop(f"{pack.name}/{name} 3 drawing.cypher", None)
    assert made == {}


def test_the_archive_holds_the_scripts_in_folders_and_is_the_same_each_time(tmp_path: Path) -> None:
    files = browser_kit({}, None)
    assert files == browser_kit({}, None)
    with zipfile.ZipFile(io.BytesIO(files["beholden-scripts.zip"])) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {
        name.replace("scripts/", "beholden ", 1): data
        for name, data in files.items()
        if name.startswith("scripts/")
    }
    assert "guide.html" not in files
    write_kit(files, tmp_path)
    assert (tmp_path / "beholden-scripts.zip").read_bytes() == files["beholden-scripts.zip"]


def test_no_text_of_a_source_is_markup_or_taken_out_of_a_guide() -> None:
    html = page(step())
    assert "<script" not in html
    outside = re.sub(r"<(?:button|pre)[^>]*>", "", html)
    assert BROWSER_HANDLERS.search(outside) is None
    told = "&lt;script&gt;alert(1)&lt;/script&gt; onload&#61;&quot;bad()&quot; one &#61; &#x27;y&#x27;"
    assert html.count(told) >= 5


def test_the_question_of_a_step_stays_in_its_comment() -> None:
    html = page(step(names={"party": "one\nRETURN 1\u2028RETURN 2"}))
    first = find_query("sources.about-party").cypher.splitlines()[0]
    assert f"// What does each source say about one RETURN 1 RETURN 2?\n{first}" in unescape(html)


def test_a_step_shows_the_first_rows_and_how_many_there_are() -> None:
    row = step().rows[0]
    html = page(step(rows=[row] * (MOST_ROWS + 1)))
    assert f"{MOST_ROWS + 1} rows, of which these are the first {MOST_ROWS}" in html
    assert html.count("49.9999999 %") == MOST_ROWS
    assert "1 row, in some of their columns" in page(step())
    assert "0 rows" in page(step(rows=[]))


def test_a_column_that_the_query_does_not_give_is_refused() -> None:
    with pytest.raises(CaseError, match=r"sources.about-party has no column 'owner'"):
        page(step(columns=("owner",)))
