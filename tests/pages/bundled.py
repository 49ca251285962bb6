"""The pages of the case that comes with beholden, written once a run."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from beholden.cases.case import find_case
from beholden.cases.dossier import dossier
from beholden.cases.drawing import draw_around
from beholden.cases.run import run
from beholden.cases.scorecard import scorecard
from beholden.cases.session import Graph
from beholden.cases.story import write_story
from beholden.graph.find import Finder
from beholden.graph.workspace import Workspace
from beholden.pages.dossier import dossier_page
from beholden.pages.files import write_files
from beholden.pages.scorecard import write_scorecard


def write_pages(folder: Path) -> dict[str, Path]:
    """A page of each kind: report, drawing and dossier of Hikvision, story, scorecard, and answers of a notebook."""
    case = find_case("surveillance-and-the-compact")
    done = run(
        case,
        Workspace(folder / "home"),
        folder / "report",
        software="0",
        watch=lambda text: nullcontext(lambda number: None),
    )
    party = Finder(done.release)("Hikvision")
    graph = Graph(done.release)
    answers = graph.ask("initiative.members", initiative="ungc")._repr_html_() + graph._repr_html_()
    notebook = (
        f"<!doctype html><html lang=en><title>Answers</title><main><h1>Answers</h1>{answers}</main></html>"
    )
    return {
        "report": done.page,
        "drawing": draw_around(done.release, party, 2, folder / "drawing"),
        "dossier": write_files(
            folder / "dossier", {"dossier.html": dossier_page(dossier(done.release, party))}
        ),
        "story": write_story(case, done, folder / "story"),
        "scorecard": write_scorecard(scorecard(done.release, "ungc"), folder / "scorecard"),
        "answers": write_files(folder / "answers", {"answers.html": notebook}),
    }
