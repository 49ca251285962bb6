"""The Pentagon's list of Chinese military companies: a row is one company in one edition of the list."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.claims import as_day
from beholden.graph.names import normal
from beholden.graph.statements import Entity, Relation
from beholden.loaders import Record, RecordError, Rejected, Source
from beholden.loaders.tables import read_table
from beholden.loaders.us_dod_1260h.editions import Run, runs
from beholden.loaders.us_dod_1260h.notes import clauses

SOURCE = Source.beside(__file__)
COLUMNS = (
    "Name", "Clean Name", "Alias", "Previous Name", "Parent Name", "Note", "Start date", "End date",
    "Source Url",
)  # fmt: skip
LIST = "list/us-dod-1260h"
WITHDRAWN = {
    edition["end"]: f"the end on {edition['end']} {edition['why']} ({edition['citation']})"
    for edition in SOURCE.notes["withdrawn"]
}


@dataclass(frozen=True, slots=True)
class Context:
    """What only the whole file tells of a row: its run of editions, and whether its parent is listed.

    `bearers` has each name as compared, and the companies that the file calls by it.
    """

    run: Run
    parent_listed: bool
    bearers: Mapping[str, set[str]]


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield the rows in file order, each with what the other rows say about it; rejects come first."""
    rows: list[tuple[str, dict[str, str]]] = []
    for file in files:
        for item in read_table(file, COLUMNS):
            if isinstance(item, Rejected):
                yield item
                continue
            place, row = item
            if fault := _date_fault(row):
                yield Rejected(place, fault, _text(row))
            else:
                rows.append((place, row))
    contexts = _contexts([row for _, row in rows])
    for (place, row), context in zip(rows, contexts, strict=True):
        yield Record({**row, "context": context}, place, _text(row))


def _contexts(rows: Sequence[Mapping[str, str]]) -> Iterator[Context]:
    """What the rows say of each other, a context a row."""
    editions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    bearers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        company = row["Clean Name"].strip()
        editions[company].append((row["Start date"].strip(), row["End date"].strip()))
        for name in (company, *_names(row["Alias"], row["Previous Name"])):
            bearers[normal(name).base].add(company)
    found = {company: runs(dated, WITHDRAWN) for company, dated in editions.items()}
    for row in rows:
        run = found[row["Clean Name"].strip()][row["Start date"].strip()]
        yield Context(run, row["Parent Name"].strip() in found, bearers)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what one row claims: a company, its listing, its owners according to the note, its parent."""
    context: Context = record.take("context")
    edition = record.take("Start date")
    page = record.take("Source Url", optional=True)
    if page and not page.startswith(("https://", "http://")):
        raise RecordError(f'Source Url "{page}" is no address')
    # The citation is the published edition where the row names it, else the transcription itself.
    said: dict[str, Any] = {
        "stated_on": edition,
        "page": page or None,
        "grade": None if page else "transcription",
    }
    clean, published = record.take("Clean Name"), record.take("Name")
    others = _names(record.take("Alias", optional=True), record.take("Previous Name", optional=True))
    company = SOURCE.entity(
        "Company",
        key=[clean],
        name=clean,
        names=[*others, published],
        country_lent="CN",
        country_lent_by=SOURCE.notes["country_lent_by"],
        **said,
    )
    yield company
    note = record.take("Note", optional=True)
    yield _listing(record, company, context.run, edition, note, said)
    yield from _owners(note, company, context, said)
    if parent := record.take("Parent Name", optional=True):
        transcribed: dict[str, Any] = {
            "stated_by": SOURCE.notes["parent_stated_by"],
            "stated_on": edition,
            "grade": "transcription",
        }
        owner = SOURCE.entity(
            "Organization",
            key=[parent],
            name=parent,
            kind_stated=False,
            country_lent="CN",
            country_lent_by=SOURCE.notes["parent_lent_by"],
            **transcribed,
        )
        if not context.parent_listed:  # else its own row states it, as a company
            yield owner
        yield SOURCE.relation(
            "OWNS",
            owner,
            company,
            key=["parent"],
            interest="parent_named",
            direct="not_stated",
            **transcribed,
        )


def _listing(
    record: Record, company: Entity, run: Run, edition: str, note: str, said: Mapping[str, Any]
) -> Relation:
    end = record.take("End date", optional=True)
    if end and not edition < end:
        raise RecordError(f"End date {end} is not after the Start date {edition}")
    if end and run.next and end >= run.next:
        raise RecordError(f"End date {end} contradicts the edition of {run.next}, which lists it again")
    is_reason = "Section 1260H(" in note or "Sections 1260H(" in note  # it names the paragraph that applies
    return SOURCE.relation(
        "LISTED_ON",
        company,
        LIST,
        key=[run.first],
        start=edition,
        end=end,
        since_earliest=run.since_earliest,
        dispute=WITHDRAWN.get(end),
        reason=note if is_reason else None,
        remarks=[note] if note and not is_reason else None,
        **said,
    )


def _owners(note: str, company: Entity, context: Context, said: Mapping[str, Any]) -> Iterator[Relation]:
    stated: set[str] = set()
    for clause in clauses(note, SOURCE.lookups["body"]):
        if not _is_about(clause.subject, company, context.bearers):
            raise RecordError(f'the note is about "{clause.subject}", which is no name of {company.name}')
        body = SOURCE.lookup("body", clause.body)
        relation = SOURCE.relation(
            "OWNS" if clause.verb == "owned" else "CONTROLS",
            body,
            company,
            key=["note", clause.direct],
            direct=clause.direct,
            mechanism=None if clause.verb == "owned" else "stated_by_authority",
            quote=clause.sentence,
            **said,
        )
        if relation.id not in stated:  # a note may say it twice
            stated.add(relation.id)
            yield relation


def _is_about(subject: str, company: Entity, bearers: Mapping[str, set[str]]) -> bool:
    """Whether a sentence speaks of the company: by a name of its own, or by how its name begins.

    The beginning must have two words or more and be no name of another company on the list.
    """
    called = normal(subject).base
    if called in {normal(name).base for name in (company.name, *company.names)}:
        return True
    words = called.split()
    begins = words == normal(company.name).base.split()[: len(words)]
    return begins and len(words) > 1 and called not in bearers


def _names(alias: str, previous: str) -> list[str]:
    """The names in the two columns: aliases parted by commas, but for the comma before a legal form."""
    names: list[str] = []
    for part in alias.split(","):
        if names and not (normal(part).joins and normal(names[-1]).joins):
            names[-1] += f",{part}"
        else:
            names.append(part)
    return [name.strip() for name in (*names, *previous.split(";")) if name.strip()]


def _date_fault(row: Mapping[str, str]) -> str | None:
    """Why the dates of a row can't be read; without them no run of editions is known."""
    for column in ("Start date", "End date"):
        text = row[column].strip()
        if not text and column == "Start date":
            return f'field "{column}" is empty'
        try:
            if text:
                as_day(text)
        except SchemaError as problem:
            return f"{column}: {problem}"
    return None


def _text(row: Mapping[str, str]) -> str:
    return json.dumps(row, ensure_ascii=False)
