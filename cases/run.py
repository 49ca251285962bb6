"""The main job: from a case's files to a release, its answers and the page.

What takes long to import and is not needed for loading is imported by the functions that need it, so that large files
load in processes of their own meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beholden.cases.case import Case, Question, SourceFiles
from beholden.cases.engine_apart import EngineApart
from beholden.cases.facts import Facts
from beholden.cases.loads import Watch, load_all
from beholden.errors import CaseError
from beholden.graph.answers import TIME_LIMIT_SECONDS, Answering, Rows
from beholden.graph.corrections import read_corrections
from beholden.graph.find import Finder
from beholden.graph.judgements import read_judgements
from beholden.graph.partitions import partitions
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import Loaded
from beholden.queries.ask import ask
from beholden.queries.header import Query
from beholden.queries.packs import find_query
from beholden.queries.reads import reads

_DATED = re.compile(r"(.*)@([^@/,]*)", re.DOTALL)
"""Files and, behind the last @, a date; an @ in a folder's name is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the case, and its rows."""

    query: Query
    values: dict[str, str]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Prepared:
    """A case from its files to its answers, before anything is written for people."""

    release: Release
    loaded: tuple[Loaded, ...]
    answers: tuple[Answer, ...]
    find: Finder
    facts: Facts

    def report(self, case: Case) -> dict[str, Any]:
        """The report of the case on these answers, as `beholden.pages.report.write_report` takes it."""
        from beholden.cases.report import compose

        told = [(one.query, one.values, one.rows) for one in self.answers]
        return compose(case, self.facts, self.find, told)


@dataclass(frozen=True, slots=True)
class Done(Prepared):
    """What a run made."""

    page: Path


def run(
    case: Case,
    workspace: Workspace,
    out: Path,
    *,
    added: Sequence[SourceFiles] = (),
    as_of: str | None = None,
    time_limit: float = TIME_LIMIT_SECONDS,
    software: str,
    watch: Watch,
) -> Done:
    """Load the case's files and the added ones, build, ask, and write the page into `out`; see `prepare`."""
    ready = prepare(
        case, workspace, added=added, as_of=as_of, time_limit=time_limit, software=software, watch=watch
    )
    from beholden.pages.report import write_report

    with watch("writing the page"):
        page = write_report(ready.report(case), out)
    return Done(ready.release, ready.loaded, ready.answers, ready.find, ready.facts, page)


def prepare(
    case: Case,
    workspace: Workspace,
    *,
    added: Sequence[SourceFiles] = (),
    as_of: str | None = None,
    time_limit: float = TIME_LIMIT_SECONDS,
    software: str,
    watch: Watch,
) -> Prepared:
    """Load the case's files and the added ones, build a release and ask the case's questions.

    Besides, copies of the sources in the case's `also` that are loaded in the workspace are used. `watch` is
    called with what goes on, and gives a context that hears how far a load is.
    """
    # The engine ends first, so that nobody waits for an answer any more.
    with ThreadPoolExecutor(1) as beside, EngineApart(reads(query for query, _ in _asked(case))) as engine:
        loaded = load_all((*case.files, *added), workspace, watch, meanwhile=_get_pages_ready)
        own = {one.folder for one in loaded}
        others = {path for path in partitions(workspace.claims) if path.parent.name in case.also}
        with watch("building"):
            release = build(
                workspace,
                chosen=sorted(own | others),
                as_of=as_of or case.as_of,
                judgements=read_judgements(case.judgements),
                corrections=read_corrections(case.corrections),
                software=software,
                hear=engine.hear,
            )
        find = Finder(release)
        with watch("asking"):
            asked = beside.submit(_answers, case, release, engine, find, time_limit)
            # What the report needs whatever the answers are.
            _get_pages_ready()
            facts = Facts(release).read()
            answers = asked.result()
    return Prepared(release, tuple(loaded), answers, find, facts)


def _get_pages_ready() -> None:
    """Import what draws pages, and compile the template of the report: it takes long, and needs no release."""
    from beholden.cases import report  # noqa: F401
    from beholden.pages.render import compiled
    from beholden.pages.report import TEMPLATE

    compiled(TEMPLATE)


def ask_questions(
    case: Case, release: Release, *, time_limit: float = TIME_LIMIT_SECONDS
) -> tuple[Answer, ...]:
    """The answers of a release to the case's questions, in their order."""
    from beholden.graph.engine import Engine

    engine = Engine(release, reads(query for query, _ in _asked(case)))
    return _answers(case, release, engine, Finder(release), time_limit)


def _asked(case: Case) -> list[tuple[Query, Question]]:
    return [(find_query(question.query), question) for question in case.questions]


def _answers(
    case: Case, release: Release, engine: Answering, find: Finder, time_limit: float
) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            query,
            dict(question.values),
            ask(query, engine, question.values, as_of=release.as_of, find=find, time_limit=time_limit),
        )
        for query, question in _asked(case)
    )


def parse_added(text: str) -> SourceFiles:
    """What `--add` says: SOURCE=FILE[,FILE…][@DATE]; CaseError where it does not read so."""
    source, equals, rest = text.partition("=")
    dated = _DATED.fullmatch(rest)
    names, snapshot = (dated[1], dated[2]) if dated else (rest, None)
    files = tuple(Path(name) for name in names.split(",") if name)
    if not source or not equals or not files:
        raise CaseError(f"--add {text}: write SOURCE=FILE, SOURCE=FILE,FILE or SOURCE=FILE@2023-07-26")
    return SourceFiles(source, files, snapshot)
