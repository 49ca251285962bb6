"""The story pack: everything an editor, a fact-checker and a lawyer need of one case, as a folder and a zip file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from beholden.cases.case import Case
from beholden.cases.codebook import CODEBOOK_COLUMNS, codebook
from beholden.cases.report import flat
from beholden.cases.run import Prepared, ask_questions
from beholden.errors import CaseError
from beholden.graph.evidence import newest_words
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.pack import Pack, write_pack
from beholden.pages.tables import csv_text

CONFIRMED = "confirmed"
SENTENCES = (
    "number", "heading", "sentence", "contested", "citations", "stated_by", "grade", "places", "urls", "quotes",
    "claims",
)  # fmt: skip
WORDS = ("stated_by", "grade", "source", "snapshot", "places", "page", "quote")
CHANGES = ("change", "heading", "sentence", "claims")


def write_story(case: Case, ready: Prepared, out: Path, *, since: Release | None = None) -> Path:
    """Write the pack into the folder and as a zip beside it; the path of the folder's page comes back.

    Rows that rest on a source that may not be redistributed, and rows with a join that nobody has confirmed, are
    kept out of the tables, and their number is said. The joins stand in the fact-checker's annex alone. `since` is
    an earlier release of the same case: the sentences that it does not have, or that are no longer there, are
    listed. The same input gives the same bytes.
    """
    report = ready.report(case)
    sentences = list(_sentences(report, ready.release))
    kept, annex, left = _tables(report, ready.release)
    shown = {**report, "tables": kept}
    files = {
        "codebook.csv": csv_text(CODEBOOK_COLUMNS, codebook(kept)),
        "README.md": _readme(case, report, left, since),
        "methodology.md": _methodology(case, ready.release),
        "sources.md": _sources(report),
        "fact-check/sentences.csv": csv_text(SENTENCES, sentences),
        "fact-check/README.md": FACT_CHECK,
    }
    for table in annex:
        files[f"fact-check/unsure-joins/{table['id']}.csv"] = csv_text(table["columns"], table["rows"])
    if since is not None:
        files["fact-check/changes.csv"] = csv_text(CHANGES, changed_sentences(case, since, report))
    return write_pack(Pack(case.id, shown, files), out)


def earlier(workspace: Workspace, name: str) -> Release:
    """The kept release whose hash begins so; CaseError where none does, or several do."""
    found = sorted(path for path in workspace.releases.glob(f"{name}*") if (path / "manifest.json").exists())
    if len(found) != 1 or not name.isalnum():
        known = ", ".join(sorted(path.name for path in workspace.releases.glob("*"))) or "none"
        raise CaseError(f"--since {name}: names {len(found)} kept releases; kept are {known}")
    return Release.open(found[0])


def changed_sentences(
    case: Case, since: Release, report: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield (added or removed, heading, sentence, claims) of the sentences in which two releases differ."""
    before = Prepared(since, (), ask_questions(case, since)).report(case)
    sides = {name: _told(one) for name, one in (("removed", before), ("added", report))}
    for name, other in (("removed", "added"), ("added", "removed")):
        for key, claims in sides[name].items():
            if key not in sides[other]:
                yield name, *key, claims


def _told(report: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """The sentences of a report, with their headings, and the claims of each."""
    return {(line.get("heading", ""), line["text"]): line["claims"] for line in report["answer"]}


def _sentences(report: Mapping[str, Any], release: Release) -> Iterator[list[Any]]:
    """A row a factual sentence: what it says, who says so, where, and whether anybody contests it."""
    claims = (claim for line in report["answer"] for claim in line["claims"])
    told = newest_words(release, claims, WORDS)
    disputed = _disputed(release)
    for number, line in enumerate(report["answer"], start=1):
        own = [told[claim] for claim in line["claims"]]
        yield [
            number,
            line.get("heading", ""),
            line["text"],
            any(claim in disputed for claim in line["claims"]),
            line["citations"],
            [row["stated_by"] for row in own],
            [row["grade"] for row in own],
            [f"{row['source']} {row['snapshot']}: {', '.join(row['places'])}" for row in own],
            list(dict.fromkeys(row["page"] for row in own if row["page"])),
            list(dict.fromkeys(row["quote"] for row in own if row["quote"])),
            line["claims"],
        ]


def _disputed(release: Release) -> set[str]:
    """The claims of relations that somebody disputes."""
    found: set[str] = set()
    for kind in release.kinds("relations"):
        for claims in release.frame("relations", kind).filter(pl.col("disputed"))["claims"]:
            found.update(claims)
    return found


def _tables(
    report: Mapping[str, Any], release: Release
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[tuple[str, int, int]]]:
    """The tables as they may go out, those of the annex, and what was left out of each: by licence, as unsure."""
    closed = {copy["source"] for copy in release.manifest["sources"] if not copy["redistribute"]}
    kept, annex, left = [], [], []
    for table in report["tables"]:
        columns = table["columns"]
        at = columns.index("claims") if "claims" in columns else None
        match = columns.index("name_match") if "name_match" in columns else None
        rows, unsure, barred = [], [], 0
        for row in table["rows"]:
            sources = {claim.split("/", 1)[0] for claim in flat(row[at])} if at is not None else set()
            if sources & closed:
                barred += 1
            elif match is not None and row[match] != CONFIRMED:
                unsure.append(row)
            else:
                rows.append(row)
        kept.append({**table, "rows": rows, "caveats": [*table["caveats"], *_said(barred, len(unsure))]})
        if unsure:
            annex.append({**table, "rows": unsure})
        left.append((table["id"], barred, len(unsure)))
    return kept, annex, left


def _said(barred: int, unsure: int) -> Sequence[str]:
    """What a table says of the rows that it lacks."""
    words = []
    if barred:
        words.append(
            f"{barred:,} row{'s' if barred > 1 else ''} left out: a licence forbids to pass the source on."
        )
    if unsure:
        words.append(f"{unsure:,} row{'s' if unsure > 1 else ''} with a join nobody has confirmed left out.")
    return words


def _readme(
    case: Case, report: Mapping[str, Any], left: Sequence[tuple[str, int, int]], since: Release | None
) -> str:
    lines = [
        f"# {_line(case.title)}",
        "",
        f"{_line(case.question)} As of {report['as_of']}, from release {report['release']['hash']}.",
        "",
        "- `index.html`: the page; it opens without a network. `report.json` has all its data.",
        "- `paths.csv`, `citations.csv` and a file for each table; `codebook.csv` says what each column means.",
        "- `methodology.md`: how an answer comes about, and what it does not prove.",
        "- `sources.md`: each copy that was read, its licence, and whether it may be republished.",
        "- `fact-check/`: each factual sentence with its claims, and the unconfirmed joins. Not for print.",
        "- `checksums.txt`: SHA-256 of every file; `sha256sum --check checksums.txt` compares them.",
    ]
    if since is not None:
        lines.append(
            f"- `fact-check/changes.csv`: the sentences in which this differs from release {since.manifest['hash']}."
        )
    lines += ["", "Rows that are not in the tables:", ""]
    lines += [
        f"- `{name}.csv`: {barred:,} by licence, {unsure:,} with an unconfirmed join"
        for name, barred, unsure in left
    ]
    return "\n".join([*lines, "", _line(report["legal"]), ""])


def _sources(report: Mapping[str, Any]) -> str:
    lines = ["# Sources", ""]
    for source in report["sources"]:
        may = (
            "may be republished"
            if source["redistribute"]
            else "may not be republished: cite it, do not pass it on"
        )
        lines += [
            f"## {_line(source['title'])}",
            "",
            f"{_line(source['publisher'])}, copy of {source['snapshot']} (date {source['basis']}; "
            f"{'complete' if source['complete'] else 'not known to be complete'}). "
            f"Licence: {_line(source['licence'])}; {may}. {source['page']}",
            "",
            *(f"- `{file['name']}`, SHA-256 {file['sha256']}" for file in source["files"]),
            "",
        ]
    return "\n".join(lines)


def _methodology(case: Case, release: Release) -> str:
    questions = [
        f"- `{question.query}`" + "".join(f", {name} = {value}" for name, value in question.values.items())
        for question in case.questions
    ]
    joins = len(release.joins["joins"])
    return METHODOLOGY.format(
        hash=release.manifest["hash"],
        software=release.manifest["software"],
        as_of=release.manifest["as_of"],
        questions="\n".join(questions),
        joins=joins,
        left_out=len(release.manifest["left_out"]),
        conflicts=len(release.manifest["conflicts"]),
    )


def _line(text: str) -> str:
    """A text of somebody's in one line of Markdown, without what would be read as marks."""
    folded = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in folded)


FACT_CHECK = """\
# For the fact-checker

`sentences.csv` has each factual sentence of the page in its order: who says so, where (file and line of the source as
it was read), the address, the words as published where they were kept, and the ids of its claims. `contested` is true
where somebody disputes one of them; the sentence says so too.

`unsure-joins/` has the rows that lean on a join by name and country alone. They are in no sentence, table or drawing
of this pack and are not for print. A line in a judgements file settles such a join.
"""

METHODOLOGY = """\
# How this was made

beholden {software} read the copies that `sources.md` names and kept each record as published, with its place. From
these claims it built release {hash}, as of {as_of}. The same files give the same bytes.

Records were taken for one party where a person judged so, where they share an identifier of a register or a list, or
where they have an identical name in the same country and none of them stands on a screening list: {joins} joins, each
with its reason in the release. {conflicts} joins were refused because something contradicted them. A match by name
with a listed party joins nothing; it is not in the tables. {left_out} relations were left out because no source states
one of their ends.

These questions were asked of the release:

{questions}

No row is no proof: what no loaded source states is not in an answer. A listing is a fact about a date, and each list
has an effect of its own. Where the newest copy of a source is older than the source says a copy may be, a sentence is
in the past tense and says that the later status was not checked. A copy of unknown origin never carries a sentence
alone. Membership of an initiative is no approval. Nothing here is legal advice.
"""
