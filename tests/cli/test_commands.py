"""Every command explains itself, says data on stdout and words on stderr, and ends with 0, 1 or 2."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import click
import pytest

from beholden import __version__
from beholden.cases.run import Done
from beholden.cli import COMMANDS as NAMES
from beholden.cli import cli
from beholden.cli.describe import commands_markdown, walk
from beholden.cli.output import cell
from tests.cli.conftest import NAME, Command, process

COMMANDS = list(walk(cli))
DOCS = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


@pytest.mark.parametrize(("path", "one"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_a_command_has_help_with_an_example_that_it_takes(
    path: tuple[str, ...], one: click.Command, command: Command
) -> None:
    said = command(*path[1:], "--help")
    assert (said.code, said.words) == (0, "")
    assert said.out == command(*path[1:], "-h").out
    assert one.help is not None
    example = re.search(r"Example: (beholden .+)", one.help)
    assert example is not None, "its help needs a line that starts with Example:"
    words = re.sub(r'"[^"]*"', "TEXT", example[1]).split()
    assert words[: len(path)] == list(path)
    inner = one
    for word in words[len(path) :]:  # a group's example calls a command of it
        if not isinstance(inner, click.Group):
            break
        found = inner.get_command(click.Context(inner), word)
        assert found is not None, word
        inner = found
    options = {name for parameter in inner.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options
    assert "Example: beholden" in said.out
    assert all(
        getattr(parameter, "help", "") for parameter in inner.params if isinstance(parameter, click.Option)
    )


def test_the_page_of_the_commands_has_each_of_them_and_is_current() -> None:
    text = commands_markdown()
    assert [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")] == [
        " ".join(path) for path, _ in COMMANDS
    ]
    assert DOCS.read_text(encoding="utf-8") == text, "run `make docs`"


def test_every_command_that_the_help_lists_is_walked() -> None:
    assert {path[1] for path, _ in COMMANDS if len(path) == 2} == set(NAMES)


def test_the_version_is_the_packages(command: Command) -> None:
    said = command("--version")
    assert (said.code, said.out) == (0, f"beholden, version {__version__}\n")


READS = [
    ["sources"], ["queries"], ["queries", "paths"], ["schema"], ["schema", "OWNS"], ["show", "ungc"],
    ["show", "Hikvision"], ["evidence", "initiative/un-global-compact"],
    ["evidence", "curated/hangzhou-hikvision-digital-technology"], ["case", "check"],
    ["ask", "listings.listed-members"], ["ask", "paths.any-path", "hops=3"],
    ["ask", "sources.about-party", "party=ungc"], ["ask", "initiative.backers"],
    ["ask", "paths.state-owner-company-initiative", "as_of=1990-01-01"], ["initiative", "ungc"],
]  # fmt: skip


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_every_format_gives_the_same_rows_on_stdout_alone(
    words: list[str], command: Command, home: Path
) -> None:
    said = {form: command(*words, "--format", form, home=home) for form in ("json", "csv", "table")}
    assert {one.code for one in said.values()} == {0}
    assert len({one.words for one in said.values()}) == 1, "words do not depend on the format"
    rows = json.loads(said["json"].out)
    header, *lines = csv.reader(io.StringIO(said["csv"].out, newline=""))
    assert len(set(header)) == len(header)
    assert [dict(zip(header, line, strict=True)) for line in lines] == [
        {name: cell(value) for name, value in row.items()} for row in rows
    ]
    assert rows == [] or list(rows[0]) == header
    check_table(said["table"].out, header, lines)
    if words[-1] != "as_of=1990-01-01":
        assert rows


def test_a_table_is_what_comes_unless_asked_otherwise(command: Command) -> None:
    assert command("schema") == command("schema", "--format", "table") != command("schema", "--format", "csv")


def check_table(text: str, header: list[str], lines: list[list[str]]) -> None:
    """The table shows some of the columns, and in these all that the rows hold; cells may go over lines."""
    first, _, *rest = text.splitlines()
    shown = squeezed("".join(first.split("┃"))) if "┃" in first else squeezed(first)
    names = [squeezed(name) for name in re.split("┃", first)]
    narrow = [
        name for name in header if any(joined.startswith(name) or name.startswith(joined) for joined in names)
    ]
    assert shown and narrow
    columns: dict[int, str] = dict.fromkeys(range(len(names)), "")
    for line in rest:
        for number, part in enumerate(line.split("│")):
            columns[number] += squeezed(part)
    places = [header.index(name) for name in narrow]
    if len(narrow) == len(names):
        for number, place in enumerate(places):
            assert columns[number] == squeezed("".join(line[place] for line in lines)), header[place]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_hostile_name_comes_out_as_it_is(form: str, command: Command, hostile: Path) -> None:
    def rows(*words: str) -> list[Any]:
        said = command(*words, "--format", form, home=hostile)
        assert said.code == 0
        return (
            json.loads(said.out)
            if form == "json"
            else list(csv.DictReader(io.StringIO(said.out, newline="")))
        )

    shown = {row["property"]: row["value"] for row in rows("show", NAME)}
    assert shown["name"] == NAME
    assert shown["names"] == ([NAME, "A\nB", 'say "A"'] if form == "json" else f'{NAME}; A\nB; say "A"')
    (arrow,) = rows("ask", "sources.about-party", "party=x/b")
    assert (arrow["other"], arrow["quote"]) == (NAME, NAME)
    (claim,) = rows("evidence", "x/r")
    assert claim["quote"] == NAME
    (arrow,) = rows("ask", "sources.about-party", f"party={NAME}")
    assert arrow["other"] == "B; C"


@pytest.mark.parametrize(
    "words",
    [
        ["show", "x/a"],
        ["ask", "sources.about-party", "party=x/b", "--columns", "other,quote"],
        ["evidence", "x/a"],
    ],
)
def test_a_table_shows_a_hostile_name_without_obeying_it(
    words: list[str], command: Command, hostile: Path
) -> None:
    said = command(*words, home=hostile)
    assert said.code == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said.out)
    if words[0] != "evidence":
        assert "[red]x[/red]" in said.out and "�[31mred�" in said.out


def test_an_error_about_a_hostile_name_is_one_line_without_controls(command: Command, hostile: Path) -> None:
    error = command("show", f"{NAME}!nobody", home=hostile).error
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", error)
    assert "晨光" in error and "Заря" in error


@pytest.mark.parametrize(
    ("encoding", "form"),
    [("latin-1", "csv"), pytest.param("latin-1", "table", marks=pytest.mark.thorough), ("ascii", "table")],
)
def test_a_pipe_gets_utf_8_whatever_the_system_speaks(encoding: str, form: str, hostile: Path) -> None:
    env = {"BEHOLDEN_HOME": str(hostile), "PYTHONIOENCODING": encoding}
    said = process("show", "x/a", "--format", form, env=env)
    assert (said.code, said.words) == (0, "")
    assert "晨光" in said.out and "Заря" in said.out


WRONG = [
    ["nonsense"],
    ["run", "--nonsense"],
    ["run", "a", "b"],
    ["run", "--time-limit", "0"],
    ["run", "--time-limit", "soon"],
    ["case"],
    ["case", "nonsense"],
    ["case", "new"],
    ["load"],
    ["load", "curated"],
    ["build", "--judgements", "not-there.toml"],
    ["ask"],
    ["ask", "paths.any-path", "initiative"],
    ["ask", "paths.any-path", "--time-limit", "-1"],
    ["ask", "paths.any-path", "--format", "xml"],
    ["sources", "--format", "JSONL"],
    ["show"],
    ["evidence"],
    ["draw", "ungc", "--hops", "0"],
    ["draw", "ungc", "--hops", "5"],
    [],
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_ends_with_2_and_says_how(words: list[str], command: Command, home: Path) -> None:
    said = command(*words, home=home)
    assert (said.code, said.out) == (2, "")
    assert "Usage: " in said.words and "Traceback" not in said.words


MISTAKES = [
    (["load", "nonsense", "f.csv"], 'there is no source "nonsense"; known are bods, '),
    (["load", "curated", "f.toml"], "curated: f.toml: there is no such file"),
    (["load", "../curated", "f.toml"], 'there is no source "../curated"'),
    (["queries", "nonsense"], 'there is no pack "nonsense"; there are concerns, '),
    (["queries", "paths.nonsense"], 'there is no query "paths.nonsense"; perhaps '),
    (["ask", "paths.any-pat"], 'there is no query "paths.any-pat"; perhaps paths.any-path'),
    (
        ["ask", "paths.any-path", "x=1"],
        'paths.any-path: it takes no "x"; it takes initiative: id, as_of: date, hops: integer',
    ),
    (["ask", "paths.any-path", "hops=7"], "paths.any-path: hops=7: write a whole number from 1 to 6"),
    (
        ["ask", "paths.any-path", "kinds=OWNED"],
        "paths.any-path: kinds=OWNED: OWNED is none of the relations of this query",
    ),
    (["ask", "paths.any-path", "as_of=today"], 'paths.any-path: as_of=today: "today" is not a date'),
    (
        ["ask", "paths.any-path", "initiative=no such thing"],
        'nothing in this release is called "no such thing"',
    ),
    (["ask", "sources.about-party"], "sources.about-party: party is missing; give it as party=… (id)"),
    (
        ["ask", "listings.listed-members", "--columns", "member,nonsense"],
        "it has no column 'nonsense'; it has member_id, ",
    ),
    (["show", "no such thing"], 'nothing in this release is called "no such thing" or has it as an id'),
    (["evidence", "no/such-thing"], 'this release has no entity, relation or claim "no/such-thing"'),
    (["draw", "no such thing"], 'nothing in this release is called "no such thing"'),
    (["schema", "Firm"], '"Firm" is not a kind'),
    (
        ["run", "no-such-case"],
        "no-such-case: neither a folder with a case.toml nor a case that comes with beholden (",
    ),
    (["run", "--add", "nonsense"], "--add nonsense: write SOURCE=FILE"),
    (["run", "--add", "curated="], "--add curated=: write SOURCE=FILE"),
    (["run", "--add", "nonsense=f.csv"], 'there is no source "nonsense"'),
    (["run", "--add", "curated=f.toml"], "curated: f.toml: there is no such file"),
    (["case", "check", "no-such-case"], "no-such-case: neither a folder with a case.toml"),
    (["case", "new", "."], ".: is there already; give the new case a name of its own"),
]


@pytest.mark.parametrize(("words", "message"), MISTAKES, ids=[" ".join(words) for words, _ in MISTAKES])
def test_a_mistake_is_one_line_that_says_what_would_be_right(
    words: list[str], message: str, command: Command, home: Path, tmp_path: Path
) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own)
    assert message in command(*words, home=own).error


@pytest.mark.parametrize(
    "words",
    [["show", "ungc"], ["ask", "paths.any-path"], ["evidence", "x"], ["draw", "ungc"]],
    ids=" ".join,
)
def test_without_a_release_a_command_says_how_to_make_one(
    words: list[str], command: Command, tmp_path: Path
) -> None:
    error = command(*words).error
    assert error == ".beholden: no release here yet; make one with `beholden run` or `beholden build`"
    assert list(tmp_path.iterdir()) == []


def test_without_claims_a_build_says_how_to_load(command: Command, tmp_path: Path) -> None:
    error = command("build", home=tmp_path / "home").error
    assert (
        error
        == f"{tmp_path}/home: nothing is loaded here yet; load a source with `beholden load SOURCE FILE`"
    )


DAMAGE = {
    "gone": "the current release is not there; build again with `beholden build`",
    "empty": "the current release is not there; build again with `beholden build`",
    "binary": "the current release is not there; build again with `beholden build`",
    "format": "a release of format 999; this version of beholden reads format 2. Build it again with `beholden build`",
    "manifest": "manifest.json cannot be read",
    "table": "Initiative.parquet: cannot be read",
}


@pytest.mark.parametrize(("damage", "message"), DAMAGE.items(), ids=list(DAMAGE))
def test_a_release_that_is_gone_damaged_or_of_another_format_is_said(
    damage: str, message: str, command: Command, hostile: Path, tmp_path: Path
) -> None:
    own = tmp_path / "home"
    shutil.copytree(hostile, own)
    release = own / "releases" / (own / "current").read_text(encoding="utf-8").strip()
    manifest = release / "manifest.json"
    if damage == "gone":
        shutil.rmtree(release)
    elif damage in ("empty", "binary"):
        (own / "current").write_bytes(b"" if damage == "empty" else b"\xff\x00\xfe")
    elif damage == "format":
        text = manifest.read_text(encoding="utf-8")
        assert text.count('"format": 2,') >= 1
        manifest.write_text(
            re.sub(r'^  "format": 2,$', '  "format": 999,', text, flags=re.MULTILINE), encoding="utf-8"
        )
    elif damage == "manifest":
        manifest.write_text("{", encoding="utf-8")
    else:
        (release / "entities" / "Initiative.parquet").write_bytes(b"PAR1")
    assert message in command("show", "ungc", home=own).error


@pytest.mark.parametrize("damage", ["cut", pytest.param("gone", marks=pytest.mark.thorough)])
def test_claims_that_are_damaged_are_said_and_loading_mends_them(
    damage: str, command: Command, home: Path, tmp_path: Path
) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own)
    (path,) = own.glob("claims/curated/*/claims/MEMBER_OF/000000.parquet")
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    else:
        path.unlink()
    for words in (["build"], ["sources"]):
        error = command(*words, home=own).error
        assert str(path.parents[2]) in error and error.endswith("load the source again")
    assert command("run", "--out", "page", home=own).code == 0
    assert command("build", home=own).code == 0


def test_run_says_the_page_on_stdout_and_all_else_on_stderr(
    command: Command, bundled: Done, tmp_path: Path
) -> None:
    said = command("run", "--out", "page", home=tmp_path / "home")
    assert said.code == 0
    assert said.out == "page/index.html\n"
    assert (tmp_path / "page" / "index.html").is_file()
    words = said.words.splitlines()
    assert words[-1] == "the page, with its JSON and CSV twins beside it:"
    assert words[-2] == f"release {bundled.release.manifest['hash']} as of 2026-11-24"
    assert "curated, copy of 2026-11-24 (stated, not known complete): " in said.words
    again = command("run", "--out", "page", home=tmp_path / "home")
    assert (again.code, again.out) == (0, said.out)
    assert "(as read before)" in again.words


def test_load_and_build_say_words_alone(command: Command, home: Path, tmp_path: Path) -> None:
    own, path = tmp_path / "home", tmp_path / "participants.csv"
    row = "Invented Works Ltd,Company,Diversified,Germany,2020-01-02\n"
    path.write_text(f"Name,Type,Sector,Country,Joined On\n{row}", encoding="utf-8")
    said = command("load", "ungc_participants", path, "--snapshot", "2020-02-01", home=own)
    assert (said.code, said.out) == (0, "")
    assert said.words == (
        "ungc_participants, copy of 2020-02-01 (given, not known complete): 1 rows = 1 converted + 0 skipped + "
        "0 rejected; claims: 1 Company, 1 MEMBER_OF\n"
    )
    refused = command(
        "load", "ungc_participants", path, "--snapshot", "2020-02-01", "--complete", home=own
    ).error
    assert "1 Company in a copy said to be complete, where 15000 to 60000 are expected" in refused
    assert "say so with --snapshot YYYY-MM-DD" in command("load", "ungc_participants", path, home=own).error
    built = command("build", home=own)
    assert (built.code, built.out) == (0, "")
    assert re.fullmatch(
        r"release [0-9a-f]{16} as of 2020-02-01: [0-9]+ entities, [0-9]+ relations, [0-9]+ claims\n",
        built.words,
    )
    listed = {
        row["source"]: row["loaded"]
        for row in json.loads(command("sources", "--format", "json", home=own).out)
    }
    assert listed["ungc_participants"] == ["2020-02-01"]
    assert listed["curated"] == []


def test_the_workspace_is_where_beholden_home_says(command: Command, hostile: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    relative = os.path.relpath(hostile, tmp_path / "empty")
    for home in (hostile, Path(relative)):
        said = command("show", "x/b", "--format", "json", home=home, cwd=tmp_path / "empty")
        assert said.code == 0 and '"B; C"' in said.out
    assert list((tmp_path / "empty").iterdir()) == []
    shutil.copytree(hostile, tmp_path / ".beholden")
    assert command("show", "x/b").code == 0
    assert command("show", "x/b", home="").code == 0, "an empty name is as none"


def test_a_question_is_answered_as_of_the_date_of_the_release(command: Command, home: Path) -> None:
    def rows(*values: str) -> list[Any]:
        return list(
            json.loads(command("ask", "listings.listed-members", *values, "--format", "json", home=home).out)
        )

    assert rows() == rows("as_of=2026-11-24") != rows("as_of=2019-01-01")


def test_columns_may_be_chosen_for_the_table_and_not_for_data(command: Command, home: Path) -> None:
    words = ["ask", "listings.listed-members", "--columns", " list, member"]
    first = command(*words, home=home).out.splitlines()[0]
    assert [name.strip() for name in first.split("┃")] == ["member", "list"]
    (row, *_) = json.loads(command(*words, "--format", "json", home=home).out)
    assert len(row) > 20


def test_a_query_is_shown_as_it_stands_in_its_file(command: Command) -> None:
    import beholden.queries.packs as packs

    path = packs.FOLDER / "paths" / "any-path.cypher"
    assert command("queries", "paths.any-path").out == path.read_text(encoding="utf-8")


def test_a_drawing_is_one_page(command: Command, home: Path, tmp_path: Path) -> None:
    said = command("draw", "ungc", "--hops", "1", "--out", "seen", home=home)
    assert said.code == 0
    assert (tmp_path / "seen" / "index.html").stat().st_size > 10_000
    assert "seen/index.html" in said.out + said.words


def test_an_initiative_in_numbers(command: Command, hostile: Path, tmp_path: Path) -> None:
    said = command("initiative", "ungc", "--format", "json", "--out", tmp_path / "card", home=hostile)
    numbers = json.loads(said.out)
    assert said.code == 0
    assert numbers[0]["id"] == "members"
    assert (tmp_path / "card" / "index.html").exists()
    assert command("initiative", "ungc", "--exit-code", home=hostile).code == 0  # one copy: no change
    assert command("initiative", "ungc", "--as-of", "soon", home=hostile).code == 1
