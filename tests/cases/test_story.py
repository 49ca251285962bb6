"""The story pack: a folder and a zip of the same bytes, with every sentence's claims, and no more than may go out."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import shutil
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from beholden.cases.case import Case, find_case
from beholden.cases.codebook import meaning
from beholden.cases.run import Prepared, prepare
from beholden.cases.story import (
    CHANGES,
    JOINS,
    SENTENCES,
    _confirmed,
    _path_rows,
    _tables,
    changed_sentences,
    earlier,
    told_lines,
    write_story,
)  # fmt: skip
from beholden.cases.story_texts import line
from beholden.cases.verdicts import VERDICT_COLUMNS
from beholden.errors import CaseError, StoreError
from beholden.graph.verify import verify_file
from beholden.graph.workspace import Workspace
from beholden.pages.tables import CITATION_COLUMNS, PATH_COLUMNS
from beholden.queries.packs import packs
from tests.invented import tree
from tests.pages.made import arrow, network, node

CASE = "surveillance-and-the-compact"


def ready(workspace: Workspace, case: Case, as_of: str | None = None) -> Prepared:
    return prepare(
        case,
        workspace,
        as_of=as_of,
        software="test",
        watch=lambda text: contextlib.nullcontext(lambda number: None),
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("story")


@pytest.fixture(scope="module")
def prepared(home: Path) -> Prepared:
    return ready(Workspace(home / "home"), find_case(CASE))


@pytest.fixture(scope="module")
def pack(prepared: Prepared, home: Path) -> Path:
    """The folder of a pack, beside its zip; tests only read them."""
    return write_story(find_case(CASE), prepared, home / "pack").parent


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_same_case_gives_the_same_bytes_as_folder_and_zip(
    prepared: Prepared, pack: Path, tmp_path: Path
) -> None:
    page = write_story(find_case(CASE), prepared, tmp_path / "two")
    assert page == tmp_path / "two" / "index.html"
    assert tree(pack) == tree(tmp_path / "two")
    assert pack.with_suffix(".zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "two.zip") as archive:
        assert archive.testzip() is None
        zipped = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    assert zipped == {f"{CASE}/{name}": digest for name, digest in tree(pack).items()}


def test_each_verdict_of_the_page_has_a_certificate_that_holds_from_the_zip_alone(
    prepared: Prepared, pack: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(pack.with_suffix(".zip")) as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / CASE
    told = rows(folder / "verdicts.csv")
    page = (folder / "index.html").read_text(encoding="utf-8")
    stored = {
        (row["from_id"], row["to_id"]): row["certificate"]
        for kind in ("WITHIN_RULE", "MAY_BE_WITHIN")
        for row in prepared.release.frame("relations", kind).iter_rows(named=True)
    }
    assert len(told) > 10
    for row in told:
        path = folder / "certificates" / f"{row['certificate']}.json"
        certificate = json.loads(path.read_text(encoding="utf-8"))
        assert list(verify_file(path)) == [(str(path), [])]
        assert (certificate["party"], f"rule/{certificate['rule']['id']}") == (
            row["party_id"],
            row["rule_id"],
        )
        assert certificate["kind"] == {"within": "within", "possibly within": "possible"}[row["verdict"]]
        assert stored[row["party_id"], row["rule_id"]] in (None, certificate["id"])
        assert all(claim["text"] is None for claim in certificate["claims"].values())
        assert f"certificates/{row['certificate']}.json" in page
    assert {path.stem for path in (folder / "certificates").iterdir()} == {row["certificate"] for row in told}
    stated = (folder / "checksums.txt").read_text(encoding="utf-8")
    assert all(f"  certificates/{row['certificate']}.json\n" in stated for row in told)
    assert "certificate" in (folder / "methodology.md").read_text(encoding="utf-8")


def test_the_checksums_are_of_every_file(pack: Path) -> None:
    lines = (pack / "checksums.txt").read_text(encoding="utf-8").splitlines()
    stated = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = tree(pack)
    del found["checksums.txt"]
    assert stated == found


def test_every_sentence_has_its_claims_and_their_places(prepared: Prepared, pack: Path) -> None:
    sentences = rows(pack / "fact-check" / "sentences.csv")
    told = prepared.report(find_case(CASE))["answer"]
    assert [row["sentence"] for row in sentences if row["part"] == "answer"] == [
        line["text"] for line in told
    ]
    assert {row["part"] for row in sentences} == {
        "answer", "verdict", "statement", "answer to a statement", "not known",
    }  # fmt: skip
    for row in sentences:
        claims = row["claims"].split("; ") if row["claims"] else []
        if (
            row["part"] == "not known"
        ):  # a line of the case's author has its documents, and says nothing as a fact
            assert claims or row["citations"] or row["sentence"].startswith("What"), row["sentence"]
        else:
            assert bool(claims) == (row["heading"] != "In the release"), row["sentence"]
        assert bool(row["certificate"]) == (row["part"] == "verdict")
        assert row["places"].count("claims.toml:") + row["places"].count("cons_") >= len(claims)
    contested = [row["sentence"] for row in sentences if row["contested"] == "true"]
    assert all("ontested" in sentence or "disputed" in sentence for sentence in contested)


def test_a_codebook_tells_every_column_of_every_table(prepared: Prepared, tmp_path: Path) -> None:
    write_story(find_case(CASE), prepared, tmp_path / "pack", since=prepared.release)
    told = {(row["file"], row["column"]): row["meaning"] for row in rows(tmp_path / "pack" / "codebook.csv")}
    assert [place for place, text in told.items() if not text] == []
    for path in sorted((tmp_path / "pack").rglob("*.csv")):
        name = path.relative_to(tmp_path / "pack").as_posix()
        with path.open(encoding="utf-8", newline="") as stream:
            columns = next(csv.reader(stream))
        if name != "codebook.csv":
            assert [column for file, column in told if file == name] == columns, name
    assert meaning("share_min") == "Lower bound of the share, a fraction from 0 to 1."
    assert meaning("holder_id") == "Id in the release of: holder."
    assert meaning("no_such_thing") == ""


def test_no_text_of_the_codebook_is_for_a_column_that_is_gone() -> None:
    known = {column for pack in packs() for query in pack.queries for column in query.returns} | {
        *("citations", *VERDICT_COLUMNS, *PATH_COLUMNS, *CITATION_COLUMNS, *SENTENCES, *CHANGES, *JOINS)
    }
    stated = tomllib.loads(
        (Path(__file__).parents[2] / "cases" / "codebook.toml").read_text(encoding="utf-8")
    )
    assert set(stated["columns"]) <= known


def test_a_closed_licence_and_an_unsure_join_keep_rows_out() -> None:
    table = {
        "id": "t", "columns": ["member", "name_match", "claims"], "caveats": ["One."],
        "rows": [
            ["Open", "confirmed", [["open/c-1"], ["open/c-2"]]],
            ["Closed", "confirmed", ["open/c-3", "closed/c-1"]],
            ["Closed and unsure", "name match, not confirmed", ["closed/c-2"]],
            ["Unsure", "name match, not confirmed", ["open/c-4"]],
        ],
    }  # fmt: skip
    plain = {"id": "p", "columns": ["count"], "caveats": [], "rows": [[1]]}
    release: Any = SimpleNamespace(
        manifest={
            "sources": [{"source": "open", "redistribute": True}, {"source": "closed", "redistribute": False}]
        }
    )
    kept, annex, left = _tables({"tables": [table, plain]}, release)
    assert [row[0] for row in kept[0]["rows"]] == ["Open"]
    assert kept[0]["caveats"] == [
        "One.",
        "2 rows left out: a licence forbids to pass the source on.",
        "1 row with a join nobody has confirmed left out.",
    ]
    assert kept[1] == plain
    assert [(one["id"], [row[0] for row in one["rows"]]) for one in annex] == [("t", ["Unsure"])]
    assert left == [("t", 2, 1), ("p", 0, 0)]


def test_an_arrow_of_a_path_that_a_closed_source_states_is_in_no_table() -> None:
    nodes = [{"id": id, "name": id, "kind": "Company"} for id in ("a", "b", "c")]
    arrows = [
        {
            **arrow(id, start, end), "reads": "holds a stake in", "sources": sources,
        }
        for id, start, end, sources in (("x", "a", "b", ["closed", "open"]), ("y", "b", "c", ["open"]))
    ]  # fmt: skip
    report = {"paths": [{"question": "Who?", "institutional": False, "nodes": nodes, "arrows": arrows}]}
    release: Any = SimpleNamespace(
        manifest={
            "sources": [{"source": "open", "redistribute": True}, {"source": "closed", "redistribute": False}]
        }
    )
    kept, barred = _path_rows(report, release)
    assert ([row[4] for row in kept], barred) == (["y"], 1)


def test_an_unsure_join_is_in_no_drawing_of_the_pack() -> None:
    drawn = network(
        [node("a", "Acme"), node("b", "Owner"), node("c", "Acme too")],
        [
            arrow("held", "b", "a"),
            arrow("join", "a", "c", "POSSIBLY_SAME", unsure=True, detail="one name", claims=["made/c-9"]),
        ],
    )
    kept, rows = _confirmed(drawn)
    assert [one["id"] for one in kept["nodes"]] == ["a", "b"]
    assert [one["id"] for one in kept["arrows"]] == ["held"]
    assert list(kept["claims"]) == ["made/c-held"]
    assert rows == [["a", "Acme", "c", "Acme too", "one name", ["made/c-9"]]]


@pytest.fixture(scope="module")
def before(prepared: Prepared, home: Path) -> Prepared:
    """The case as of an earlier day, in the same workspace."""
    return ready(Workspace(home / "home"), find_case(CASE), as_of="2024-01-01")


def test_what_changed_since_an_earlier_release(prepared: Prepared, before: Prepared, home: Path) -> None:
    case = find_case(CASE)
    workspace = Workspace(home / "home")
    old, new = ({line["text"] for _, _, line in told_lines(one.report(case))} for one in (before, prepared))
    assert old != new
    since = earlier(workspace, before.release.manifest["hash"][:8])
    found = list(changed_sentences(case, since, prepared.report(case)))
    assert {text for change, _, text, _ in found if change == "added"} == new - old
    assert {text for change, _, text, _ in found if change == "removed"} == old - new
    assert list(changed_sentences(case, prepared.release, prepared.report(case))) == []


@pytest.mark.parametrize("name", ["", "zz", "../home", "*"])
def test_a_release_that_is_not_kept_is_refused(
    name: str, prepared: Prepared, before: Prepared, home: Path
) -> None:
    with pytest.raises(CaseError, match="kept releases; kept are"):
        earlier(Workspace(home / "home"), name)


def test_a_folder_of_somebody_else_is_left_alone(prepared: Prepared, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="holds no earlier pack"):
        write_story(find_case(CASE), prepared, tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    shutil.rmtree(tmp_path / "mine")


def test_an_earlier_pack_is_replaced_whole(prepared: Prepared, pack: Path, tmp_path: Path) -> None:
    shutil.copytree(pack, tmp_path / "pack")
    (tmp_path / "pack" / "left-over.csv").write_text("old", encoding="utf-8")
    write_story(find_case(CASE), prepared, tmp_path / "pack")
    assert not (tmp_path / "pack" / "left-over.csv").exists()


def test_a_title_with_marks_stays_text(prepared: Prepared, tmp_path: Path) -> None:
    assert line("a\n# b <script> [x](y) `z` _w_ |") == "a \\# b \\<script\\> \\[x\\](y) \\`z\\` \\_w\\_ \\|"
    case = replace(find_case(CASE), title="</script><script>alert(1)</script>\n# Not a heading")
    write_story(case, prepared, tmp_path / "pack")
    readme = (tmp_path / "pack" / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# \\</script\\>\\<script\\>alert(1)\\</script\\> \\# Not a heading\n")
    assert "<script>alert" not in (tmp_path / "pack" / "index.html").read_text(encoding="utf-8")


def test_a_corrected_claim_is_said_on_the_page_and_not_repeated(prepared: Prepared, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(find_case(CASE).folder, folder)
    own = find_case(str(folder))
    gone = next(line for line in prepared.report(own)["answer"] if "holds a stake in" in line["text"])
    lines = [
        f'[[correction]]\nclaim = "{claim}"\naction = "withdrawn"\nauthor = "A. Editor"\ndate = 2026-11-24\n'
        f'reason = "Misread."\n'
        for claim in gone["claims"]
    ]
    (folder / "corrections.toml").write_text("".join(lines), encoding="utf-8")
    toml = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text('corrections = "corrections.toml"\n' + toml, encoding="utf-8")
    case = find_case(str(folder))
    after = ready(Workspace(tmp_path / "home"), case)
    told = [line["text"] for line in after.report(case)["answer"]]
    assert gone["text"] not in told
    said = [text for text in told if "is withdrawn by A. Editor on 2026-11-24: Misread." in text]
    assert len(said) == len(gone["claims"])
    write_story(case, after, tmp_path / "pack", since=prepared.release)
    changes = rows(tmp_path / "pack" / "fact-check" / "changes.csv")
    assert ("removed", gone["text"]) in {(row["change"], row["sentence"]) for row in changes}
