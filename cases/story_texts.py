"""The texts of a story pack: what is in it, how it was made, its sources and licences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beholden.cases.case import Case
from beholden.graph.ownership.prose import prose
from beholden.graph.release import Release


def readme(
    case: Case, report: Mapping[str, Any], left: Sequence[tuple[str, int, int]], since: Release | None
) -> str:
    """What is in the pack, and what was left out of its tables."""
    lines = [
        f"# {line(case.title)}",
        "",
        f"{line(case.question)} As of {report['as_of']}, from release {report['release']['hash']}.",
        "",
        "- `index.html`: the page; it opens without a network. `report.json` has all its data.",
        "- `paths.csv`, `citations.csv`, `verdicts.csv` and a file for each table; `codebook.csv` says what each "
        "column means.",
        "- `certificates/`: what proves each verdict of the page, a file a verdict, and in words in `certificates.md`; "
        "`beholden verify certificates/*.json` checks them from themselves alone.",
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
    return "\n".join([*lines, "", line(report["legal"]), ""])


def sources(report: Mapping[str, Any]) -> str:
    """Each copy that was read, with its licence and whether it may be republished."""
    lines = ["# Sources", ""]
    for source in report["sources"]:
        may = (
            "may be republished"
            if source["redistribute"]
            else "may not be republished: cite it, do not pass it on"
        )
        lines += [
            f"## {line(source['title'])}",
            "",
            f"{line(source['publisher'])}, copy of {source['snapshot']} (date {source['basis']}; "
            f"{'complete' if source['complete'] else 'not known to be complete'}). "
            f"Licence: {line(source['licence'])}; {may}. {source['page']}",
            "",
            *(f"- `{file['name']}`, SHA-256 {file['sha256']}" for file in source["files"]),
            "",
        ]
    return "\n".join(lines)


def methodology(case: Case, release: Release) -> str:
    """How an answer comes about, and what it does not prove."""
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


def in_words(certificates: Iterable[Mapping[str, Any]]) -> str:
    """The certificates in words, one after the other."""
    parts = ["# Certificates in words\n"]
    for one in certificates:
        steps = "\n".join(f"    {text}" for text in prose(one).splitlines())
        parts.append(f"## `{one['id']}.json`\n\n{steps}\n")
    return "\n".join(parts)


def line(text: str) -> str:
    """A text of somebody's in one line of Markdown, without what would be read as marks."""
    folded = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in folded)


FACT_CHECK = """\
# For the fact-checker

`sentences.csv` has each factual sentence of the page in its order: who says so, where (file and line of the source as
it was read), the address, the words as published where they were kept, and the ids of its claims. `part` is the part
of the page: the answer, a verdict, a statement or an answer to one, what is not known. A verdict has the certificate
that proves it. `contested` is true where somebody disputes a claim; the sentence says so too.

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

A verdict says whether a party is within a rule, or possibly so, on {as_of} and on these facts. It is computed; no
source states it. Each has a certificate: the listings, stakes and steps that prove it, with the claims they rest on,
and for a possible one what is missing. A certificate states facts again with their citation, and holds no record as
published. `beholden verify` checks one from itself alone, and `graph/verify.py` of beholden, one file that needs
Python and nothing else, does the same: it proves that the verdict follows from the claims, not that these are true.
"""
