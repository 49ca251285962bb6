"""The story pack: everything an editor, a fact-checker and a lawyer need of one case, as a folder and a zip file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from beholden.cases import story_texts as texts
from beholden.cases.answer_tables import flat
from beholden.cases.case import Case
from beholden.cases.codebook import CODEBOOK_COLUMNS, codebook
from beholden.cases.facts import Facts
from beholden.cases.run import Prepared, ask_questions
from beholden.cases.verdicts import VERDICT_COLUMNS, certificate_text, certificates, with_certificates
from beholden.errors import CaseError
from beholden.graph.evidence import newest_words
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.pack import Pack, write_pack
from beholden.pages.tables import CITATION_COLUMNS, PATH_COLUMNS, csv_text, path_rows
from beholden.pages.words import plain

CONFIRMED = "confirmed"
FOLDER = "certificates"
SENTENCES = (
    "number", "part", "heading", "sentence", "contested", "citations", "stated_by", "grade", "places", "urls",
    "quotes", "claims", "certificate",
)  # fmt: skip
WORDS = ("stated_by", "grade", "source", "snapshot", "places", "page", "quote")
JOINS = ("from_id", "from", "to_id", "to", "detail", "claims")
CHANGES = ("change", "heading", "sentence", "claims")


def write_story(case: Case, ready: Prepared, out: Path, *, since: Release | None = None) -> Path:
    """Write the pack into the folder and as a zip beside it; the path of the folder's page comes back.

    Rows that rest on a source that may not be redistributed, and rows with a join that nobody has confirmed, are
    kept out of the tables, and their number is said. The joins stand in the fact-checker's annex alone. `since` is
    an earlier release of the same case: the sentences that it does not have, or that are no longer there, are
    listed. The same input gives the same bytes.
    """
    report = ready.report(case)
    made = certificates(ready.release, report["verdicts"])
    report = {**report, "verdicts": with_certificates(report["verdicts"], made), "certificates": FOLDER}
    sentences = list(_sentences(report, ready.release))
    kept, annex, left = _tables(report, ready.release)
    paths, barred = _path_rows(report, ready.release)
    drawn, joins = _confirmed(report["network"])
    shown = {**report, "tables": kept, "network": drawn}
    files = {
        "paths.csv": csv_text(PATH_COLUMNS, paths),
        "verdicts.csv": csv_text(
            VERDICT_COLUMNS, ([row[name] for name in VERDICT_COLUMNS] for row in report["verdicts"])
        ),
        **{f"{FOLDER}/{one['id']}.json": certificate_text(one) for one in made.values()},
        f"{FOLDER}.md": texts.in_words(made[id] for id in sorted(made, key=lambda id: made[id]["id"])),
        "codebook.csv": csv_text(
            CODEBOOK_COLUMNS, codebook([*kept, *_own_tables(since is not None, bool(joins))])
        ),
        "README.md": texts.readme(case, report, [("paths", barred, 0), *left], since),
        "methodology.md": texts.methodology(case, ready.release),
        "sources.md": texts.sources(report),
        "fact-check/sentences.csv": csv_text(SENTENCES, sentences),
        "fact-check/README.md": texts.FACT_CHECK,
    }
    if joins:
        files["fact-check/unsure-joins/network.csv"] = csv_text(JOINS, joins)
    for table in annex:
        files[f"fact-check/unsure-joins/{table['id']}.csv"] = csv_text(table["columns"], table["rows"])
    if since is not None:
        files["fact-check/changes.csv"] = csv_text(CHANGES, changed_sentences(case, since, report))
    return write_pack(Pack(case.id, shown, files), out)


def _own_tables(changed: bool, joined: bool) -> Iterator[dict[str, Any]]:
    """The columns of the tables that every pack has, or has here, by the names of their files."""
    yield {"id": "verdicts", "columns": VERDICT_COLUMNS}
    yield {"id": "paths", "columns": PATH_COLUMNS}
    yield {"id": "citations", "columns": CITATION_COLUMNS}
    yield {"id": "fact-check/sentences", "columns": SENTENCES}
    if changed:
        yield {"id": "fact-check/changes", "columns": CHANGES}
    if joined:
        yield {"id": "fact-check/unsure-joins/network", "columns": JOINS}


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
    before = Prepared(since, (), ask_questions(case, since), Finder(since), Facts(since)).report(case)
    sides = {name: _told(one) for name, one in (("removed", before), ("added", report))}
    for name, other in (("removed", "added"), ("added", "removed")):
        for key, claims in sides[name].items():
            if key not in sides[other]:
                yield name, *key, claims


def _told(report: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """The sentences of a report, with their headings, and the claims of each."""
    return {(heading, line["text"]): line["claims"] for _, heading, line in told_lines(report)}


def told_lines(report: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (part, heading, line) of everything factual that a report says in sentences, in the order of its page."""
    for line in report["answer"]:
        yield "answer", line.get("heading", ""), line
    for line in report["verdicts"]:
        yield "verdict", line["party"], line
    for statement in report["statements"]:
        yield "statement", statement["about"], _spoken(statement)
        for answer in statement["answers"]:
            yield "answer to a statement", answer["about"], _spoken(answer)
    for line in report["unknown"]:
        yield "not known", "", line


def _spoken(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {**statement, "text": f"{statement['speaker']} {plain(statement['stance'])}: {statement['text']}"}


def _sentences(report: Mapping[str, Any], release: Release) -> Iterator[list[Any]]:
    """A row a factual sentence: what it says, who says so, where, and whether anybody contests it."""
    lines = list(told_lines(report))
    told = newest_words(release, (claim for _, _, line in lines for claim in line["claims"]), WORDS)
    disputed = _disputed(release)
    for number, (part, heading, line) in enumerate(lines, start=1):
        own = [told[claim] for claim in line["claims"]]
        yield [
            number,
            part,
            heading,
            line["text"],
            any(claim in disputed for claim in line["claims"]),
            line["citations"],
            [row["stated_by"] for row in own],
            [row["grade"] for row in own],
            [f"{row['source']} {row['snapshot']}: {', '.join(row['places'])}" for row in own],
            list(dict.fromkeys(row["page"] for row in own if row["page"])),
            list(dict.fromkeys(row["quote"] for row in own if row["quote"])),
            line["claims"],
            line.get("certificate"),
        ]


def _disputed(release: Release) -> set[str]:
    """The claims of relations that somebody disputes."""
    found: set[str] = set()
    for kind in release.kinds("relations"):
        for claims in release.frame("relations", kind).filter(pl.col("disputed"))["claims"]:
            found.update(claims)
    return found


def _confirmed(network: Mapping[str, Any]) -> tuple[dict[str, Any], list[list[Any]]]:
    """The drawing without joins that nobody has confirmed and the nodes at these alone; and a row for each of them."""
    names = {node["id"]: node["name"] for node in network["nodes"]}
    rows = [
        [
            arrow["from"],
            names[arrow["from"]],
            arrow["to"],
            names[arrow["to"]],
            arrow["detail"],
            arrow["claims"],
        ]
        for arrow in network["arrows"]
        if arrow["unsure"]
    ]
    arrows = [arrow for arrow in network["arrows"] if not arrow["unsure"]]
    held = {arrow[end] for arrow in arrows for end in ("from", "to")}
    alone = {row[at] for row in rows for at in (0, 2)} - held
    nodes = [node for node in network["nodes"] if node["id"] not in alone]
    used = {claim for one in (*nodes, *arrows) for claim in one["claims"]}
    claims = {claim: told for claim, told in network["claims"].items() if claim in used}
    return {**network, "nodes": nodes, "arrows": arrows, "claims": claims}, rows


def _closed(release: Release) -> set[str]:
    """The sources whose rows may not be passed on."""
    return {copy["source"] for copy in release.manifest["sources"] if not copy["redistribute"]}


def _path_rows(report: Mapping[str, Any], release: Release) -> tuple[list[list[Any]], int]:
    """The arrows of the paths, a row each, without those whose values a closed source states; and their number."""
    closed = _closed(release)
    open_arrows = [not closed & set(arrow["sources"]) for path in report["paths"] for arrow in path["arrows"]]
    rows = list(path_rows(report["paths"]))
    kept = [row for row, goes in zip(rows, open_arrows, strict=True) if goes]
    return kept, len(rows) - len(kept)


def _tables(
    report: Mapping[str, Any], release: Release
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[tuple[str, int, int]]]:
    """The tables as they may go out, those of the annex, and what was left out of each: by licence, as unsure."""
    closed = _closed(release)
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
