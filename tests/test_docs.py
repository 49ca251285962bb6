"""The documentation says what is so: its commands run and print what stands there, its links lead somewhere."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from beholden.cli import cli
from beholden.cli.describe import walk

CHECKOUT = Path(__file__).parents[1]
DOCS = CHECKOUT / "docs"
PAGES = [
    CHECKOUT / "README.md",
    CHECKOUT / "CHANGELOG.md",
    CHECKOUT / "CONTRIBUTING.md",
    *sorted(DOCS.glob("*.md")),
]

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.DOTALL)
_COMMAND_LINE = re.compile(r"^(?:\$ )?beholden ", re.MULTILINE)


# The scripts of the folder docs are no package and are not installed.
sys.path.insert(0, str(DOCS))
examples = import_module("examples")
generate = import_module("generate")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual sites make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.thorough
@pytest.mark.parametrize("document", examples.DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_of_a_document_run_and_print_what_stands_below_them(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert examples.without_hashes(examples.render(document)) == examples.without_hashes(text), (
        "what the commands print is not what the document says; `make docs` writes it anew"
    )


@pytest.mark.parametrize("document", examples.DOCUMENTS, ids=lambda path: path.name)
def test_every_command_line_of_a_document_is_run_or_says_why_not(document: Path) -> None:
    excepted = 0
    for fence in examples.fences(document):
        lines = len(_COMMAND_LINE.findall(fence.body))
        if fence.mark.startswith("not run: "):
            excepted += lines
        elif lines:
            assert fence.language == "console", (
                f"{fence.body}: a command line stands in a fence that is not run"
            )
            assert lines == len(list(examples.commands(fence)))
    assert excepted <= 1, "only the line on real lists is not run"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_relative_link_and_image_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {link} leads nowhere"
        assert target.is_relative_to(CHECKOUT)
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}: there is no such heading"


def test_the_index_links_every_page() -> None:
    linked = set(_LINK.findall((DOCS / "index.md").read_text(encoding="utf-8")))
    assert {page.name for page in DOCS.glob("*.md")} - {"index.md"} <= linked


def test_every_command_is_in_the_reference_with_its_help_and_an_example() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    for words, command in walk(cli):
        assert f"## {' '.join(words)}\n" in text
        assert command.help, f"{' '.join(words)} has no help"
        assert "Example: beholden " in command.help, f"{' '.join(words)} shows no example"


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == generate.PAGES[name](), "run `make docs`"


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=~!\[; ]", line)[0] for line in project["dependencies"]}
    text = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| ([a-z0-9-]+) \|", text, re.MULTILINE)) - {"package"} == declared
    for line in project["optional-dependencies"]["test"]:
        assert re.search(rf"\b{re.escape(re.split(r'[<>=~!; ]', line)[0])}\b", text), line


def test_no_document_names_a_folder_of_one_machine() -> None:
    for page in PAGES:
        found = re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/\S*", page.read_text(encoding="utf-8"))
        assert found is None, f"{page.name}: {found and found[0]}"
