"""A case folder is read strictly: each fault in it is one line that says what would be right."""

import contextlib
import re
from pathlib import Path

import pytest

from beholden.cases.case import SourceFiles, bundled, find_case, new_case, read_case
from beholden.cases.check import Finding, check_case
from beholden.cases.run import parse_added, run
from beholden.errors import CaseError, Error
from beholden.graph.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_case(tmp_path / "mine")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_new_case_is_read_with_all_its_parts(folder: Path) -> None:
    case = read_case(folder)
    assert (case.id, case.as_of) == ("my-case", "2026-11-24")
    assert case.initiatives == ("curated/invented-accord",)
    assert case.files == (SourceFiles("curated", (folder / "claims.toml",)),)
    assert len(case.questions) == 6
    assert {"invented-article", "invented-filing", "invented-answer"} <= set(case.documents)
    assert case.documents["invented-article"]["url"] == "https://example.org/article"
    assert find_case(str(folder)) == case


def test_the_template_is_no_case_of_its_own() -> None:
    assert bundled() == ["surveillance-and-the-compact"]


FIRST = 'values = { initiative = "curated/invented-accord" }'
FAULTS = [
    ('id = "my-case"', "id = my-case", "Invalid value"),
    ('id = "my-case"', 'id = ""', "id is missing or not a text"),
    ('id = "my-case"', "", "id is missing or not a text"),
    ('id = "my-case"', 'id = "my-case"\nconcern = 1', 'unknown key "concern"'),
    ('title = "Invented', 'title = 5 # "Invented', "title is missing or not a text"),
    ("as_of = 2026-11-24", 'as_of = "2026-11-24"', "as_of must be a date such as 2026-11-24, without quotes"),
    (
        "as_of = 2026-11-24",
        "as_of = 2026-11-24T10:00:00",
        "as_of must be a date such as 2026-11-24, without quotes",
    ),
    ("as_of = 2026-11-24", "", "as_of must be a date such as 2026-11-24, without quotes"),
    (
        'initiatives = ["curated/invented-accord"]',
        'initiatives = "ungc"',
        "initiatives is missing or not a list of texts",
    ),
    (
        'initiatives = ["curated/invented-accord"]',
        "initiatives = []",
        "initiatives is missing or not a list of texts",
    ),
    ('subjects = ["', 'subjects = [5, "', "subjects is missing or not a list of texts"),
    ('claims = ["claims.toml"]', 'claims = "claims.toml"', "claims is missing or not a list of texts"),
    (
        'claims = ["claims.toml"]',
        'claims = ["other.toml"]',
        "there is no file other.toml in the case's folder",
    ),
    ('"us_dod_1260h"]', '"us_dod"]', "also names 'us_dod', which is no source; sources are bods, "),
    ('# judgements = "judgements.toml"', "judgements = 5", "judgements is missing or not a list of texts"),
    (
        '# judgements = "judgements.toml"',
        'judgements = "judgements.toml"',
        "there is no file judgements.toml",
    ),
    ('query = "paths.any-path"', 'quest = "x"', '[[questions]] 2: unknown key "quest" (did you mean query?)'),
    ('query = "paths.any-path"\n', "", "[[questions]] 2: query is missing or not a text"),
    (
        'query = "paths.any-path"',
        'query = "paths.any"',
        'there is no query "paths.any"; perhaps paths.any-path',
    ),
    (FIRST, 'values = "x"', "[[questions]] 1: values must be a table"),
    ('text = "How', 'txt = "How', '[[unknown]] 1: unknown key "txt"'),
    (
        'citations = ["invented-filing"]',
        'citations = "invented-filing"',
        "[[unknown]] 1: citations is missing or not a list",
    ),
    ("[[unknown]]", "[unknown]", "write unknown as tables, each under a line [[unknown]]"),
    ("[[unknown]]", "[[files]]\n[[unknown]]", "[[files]] 1: source is missing or not a text"),
    (
        "[[unknown]]",
        '[[files]]\nsource = "curated"\n[[unknown]]',
        "[[files]] 1: files is missing or not a list of texts",
    ),
    (
        "[[unknown]]",
        '[[files]]\nsource = "curated"\nfiles = ["claims.toml"]\nsnapshot = "2026-01-01"\n[[unknown]]',
        "[[files]] 1: snapshot must be a date such as 2026-11-24, without quotes",
    ),
    (
        "[[unknown]]",
        '[[files]]\nsource = "curated"\nfiles = ["claims.toml"]\nbasis = "guess"\n[[unknown]]',
        "[[files]] 1: basis 'guess' is not one of given, stated, inferred",
    ),
    (
        "[[unknown]]",
        '[[files]]\nsource = "curated"\nfiles = ["claims.toml"]\ncomplete = "no"\n[[unknown]]',
        "[[files]] 1: complete must be true or false",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "message"), FAULTS, ids=[f"{number}" for number in range(len(FAULTS))]
)
def test_a_fault_in_the_case_is_named_with_its_file(folder: Path, old: str, new: str, message: str) -> None:
    edit(folder / "case.toml", old, new)
    with pytest.raises(Error, match=re.escape(message)) as raised:
        read_case(folder)
    assert "\n" not in str(raised.value)
    if "query" not in str(raised.value).split('"')[0]:
        assert str(raised.value).startswith(f"{folder}/case.toml: ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "claims.toml:1: byte 0 is not utf-8-sig; save the file as UTF-8"),
        (b"", "claims.toml: the file is empty"),
        (b'title = "cut', "claims.toml:1: this is not TOML: "),
        (b"citation = 5", 'claims.toml: the file must begin with title = "..."'),
    ],
)
def test_a_fault_in_the_claims_file_is_named(folder: Path, data: bytes, message: str) -> None:
    (folder / "claims.toml").write_bytes(data)
    with pytest.raises(Error, match=re.escape(message)):
        read_case(folder)


def test_a_case_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "case.toml").write_bytes(b"\xff")
    with pytest.raises(CaseError, match=r"case\.toml: 'utf-8' codec can't decode"):
        read_case(folder)


def test_values_of_toml_are_written_as_on_the_command_line(folder: Path) -> None:
    edit(
        folder / "case.toml",
        FIRST,
        'values = { initiative = "ungc", hops = 2, as_of = 2026-01-02, x = true, y = ["a", "b"] }',
    )
    assert read_case(folder).questions[0].values == {
        "initiative": "ungc", "hops": "2", "as_of": "2026-01-02", "x": "true", "y": "a,b",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curated=a.toml", SourceFiles("curated", (Path("a.toml"),))),
        ("x=a.csv,b/c.csv@2023-07-26", SourceFiles("x", (Path("a.csv"), Path("b/c.csv")), "2023-07-26")),
        ("x=/home/me@work/a.csv", SourceFiles("x", (Path("/home/me@work/a.csv"),))),
        ("x=/home/me@work/a.csv@2023-07-26", SourceFiles("x", (Path("/home/me@work/a.csv"),), "2023-07-26")),
        ("x=a=b.csv", SourceFiles("x", (Path("a=b.csv"),))),
    ],
)
def test_what_is_added_is_read(text: str, expected: SourceFiles) -> None:
    assert parse_added(text) == expected


@pytest.mark.parametrize("text", ["", "x", "x=", "x=@2023-07-26", "x=,", "=a.csv"])
def test_what_is_added_wrongly_is_refused(text: str) -> None:
    with pytest.raises(
        CaseError, match=re.escape(f"--add {text}: write SOURCE=FILE, SOURCE=FILE,FILE or SOURCE=FILE@")
    ):
        parse_added(text)


def test_the_template_runs_and_passes_its_check(folder: Path, tmp_path: Path) -> None:
    done = run(
        read_case(folder), Workspace(tmp_path / "home"), tmp_path / "page", software="test",
        watch=lambda text: contextlib.nullcontext(lambda number: None),
    )  # fmt: skip
    assert done.page == tmp_path / "page" / "index.html"
    assert len(done.answers[0].rows.rows) == 1
    assert [finding for finding in check_case(read_case(folder)) if finding.fails] == []


# --- Allegations and their answers -------------------------------------------------------------------------

ANSWER = re.compile(r'\[\[party\]\]\nid = "answer-cameras-deny".*', re.DOTALL)
ALLEGATION = 'id = "says-cameras-watch-worshippers"\n'


def without_answer(folder: Path) -> Path:
    path = folder / "claims.toml"
    text, number = ANSWER.subn("", path.read_text(encoding="utf-8"))
    assert number == 1
    path.write_text(text, encoding="utf-8")
    return path


def failing(folder: Path) -> list[Finding]:
    return [finding for finding in check_case(read_case(folder)) if finding.fails]


def test_an_allegation_with_neither_answer_nor_question_fails(folder: Path) -> None:
    path = without_answer(folder)
    line = path.read_text(encoding="utf-8").splitlines().index('id = "says-cameras-watch-worshippers"')
    (finding,) = failing(folder)
    assert (finding.place, finding.id) == (f"claims.toml:{line}", "curated/says-cameras-watch-worshippers")
    assert finding.finding == (
        "an allegation (Allegation: invented cameras watch worshippers) with no answer; "
        "state the answer, `asked_on`, or `not_asked = true`"
    )


@pytest.mark.parametrize("word", ['asked_on = "2026-03-01"', 'asked_on = "2026-03"', "not_asked = true"])
def test_an_allegation_passes_with_the_word_on_whether_anybody_was_asked(folder: Path, word: str) -> None:
    edit(without_answer(folder), ALLEGATION, f"{ALLEGATION}{word}\n")
    assert failing(folder) == []


def test_to_say_that_nobody_was_not_asked_is_no_word(folder: Path) -> None:
    edit(without_answer(folder), ALLEGATION, f"{ALLEGATION}not_asked = false\n")
    assert len(failing(folder)) == 1


@pytest.mark.parametrize("stance", ["denies", "confirms", "did_not_answer"])
def test_an_allegation_passes_with_an_answer(folder: Path, stance: str) -> None:
    edit(folder / "claims.toml", 'stance = "denies"', f'stance = "{stance}"')
    assert failing(folder) == []


def test_another_allegation_is_no_answer(folder: Path) -> None:
    edit(folder / "claims.toml", 'stance = "denies"', 'stance = "alleges"')
    assert {finding.id for finding in failing(folder)} == {
        "curated/says-cameras-watch-worshippers", "curated/answer-cameras-deny",
    }  # fmt: skip


def test_a_concern_needs_an_answer_as_an_allegation_does(folder: Path) -> None:
    edit(without_answer(folder), 'stance = "alleges"', 'stance = "raises_concern"')
    assert len(failing(folder)) == 1
    edit(folder / "claims.toml", 'stance = "raises_concern"', 'stance = "demands"')
    assert failing(folder) == []


def test_a_weak_source_and_a_stale_stake_are_said_and_do_not_fail(folder: Path) -> None:
    edit(folder / "claims.toml", 'grade = "company_filing"', 'grade = "unknown_copy"')
    edit(folder / "claims.toml", 'date = "2026-04"', 'date = "2024-04"')
    findings = [finding for finding in check_case(read_case(folder)) if "ministry" in finding.finding.lower()]
    assert [finding.fails for finding in findings] == [False, False]
    stale, weak = sorted(finding.finding for finding in findings)
    assert (
        stale
        == "Invented Ministry of Works OWNS Invented Camera Works Ltd.: last stated 2024-04; later status not checked"
    )
    assert weak.endswith("rests on a copy of unknown origin alone; it is in no sentence")


def test_a_case_without_claims_of_its_own_has_nothing_to_check(folder: Path) -> None:
    edit(folder / "case.toml", 'claims = ["claims.toml"]', "")
    edit(folder / "case.toml", 'citations = ["invented-filing"]', "")
    with pytest.raises(CaseError, match="it has no claims of its own to check"):
        check_case(read_case(folder))
