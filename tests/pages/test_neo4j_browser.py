"""A real Neo4j and its real Browser: twins draw what rows name, the style colours them, the guide walks through."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from beholden import __version__
from beholden.cases.case import find_case
from beholden.cases.guide import guide, starting_values
from beholden.cases.run import run
from beholden.graph.answers import Rows
from beholden.graph.engine import Engine
from beholden.graph.find import Finder
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import load as load_release
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.browser_kit import Guide, browser_kit, literal, parameters, scripts, style_rules
from beholden.pages.local_server import local_server
from beholden.queries.ask import bind
from beholden.queries.drawing import drawing
from beholden.queries.header import Query
from beholden.queries.packs import find_query, packs
from tests.world import FOLDER, build_world, read_world
from tools.neo4j_browser import FRAME, Browser
from tools.neo4j_server import Server

pytestmark = pytest.mark.neo4j

CASE = "surveillance-and-the-compact"
DRAWN = [query for pack in packs() for query in pack.queries if query.draws]
PATHS = [query for query in DRAWN if "node_ids" in query.returns]
ASKED = {
    path.stem: [one for one in read_world(path.stem)["ask"] if find_query(one["query"]) in PATHS]
    for path in sorted(FOLDER.glob("*.toml"))
}
"""The questions about paths that each world asks."""
BESIDE = {"ownership.listed-owners": {"list_id", "listing_id"}}
"""Queries that draw something beside their path, and the columns that name it."""


def load(release: Release, server: Server) -> None:
    """Let the server hold this release and nothing else."""
    with Connection(Address(server.uri, server.user, server.password, "neo4j")) as connection:
        load_release(release, connection)


def ids(value: Any) -> set[str]:
    """The ids of all nodes and relations in a value, which Neo4j's JSON has as maps."""
    if isinstance(value, dict):
        return {value["id"]}
    if isinstance(value, list):
        return {id for inner in value for id in ids(inner)}
    return set()


def named(query: Query, rows: Rows) -> set[str]:
    """The ids in the columns that name what a path is made of."""
    wanted = {"node_ids", "arrow_ids"} | BESIDE.get(query.id, set())
    cells = [row[name] for row in rows.dicts() for name in wanted & set(row)]
    return {id for cell in cells for id in (cell if isinstance(cell, list) else [cell])}


def drawn_by(query: Query, server: Server, values: dict[str, Any]) -> set[str]:
    """The ids of what the query's twin gives to draw."""
    drawn = drawing(query)
    assert drawn is not None
    return ids(server.ask(drawn, values))


@pytest.mark.parametrize("name", [name for name, questions in ASKED.items() if questions])
def test_a_twin_draws_what_the_rows_of_a_world_name(name: str, neo4j: Server, tmp_path: Path) -> None:
    world = build_world(read_world(name), tmp_path)
    load(world.release, neo4j)
    find = Finder(world.release)
    for question in ASKED[name]:
        query = find_query(question["query"])
        values = bind(query, question.get("values", {}), as_of=world.release.as_of, find=find)
        rows = world.engine.ask(query.cypher, values)
        assert drawn_by(query, neo4j, values) == named(query, rows), query.id
        assert len(rows.rows) == len(question["rows"])


def test_every_query_about_paths_has_a_row_in_a_world() -> None:
    found = {one["query"] for questions in ASKED.values() for one in questions if one["rows"]}
    assert found == {query.id for query in PATHS}


@dataclass(frozen=True)
class Kit:
    """The bundled case in a server, its kit and where that is served, and the Browser that has neither yet."""

    server: Server
    engine: Engine
    values: dict[str, dict[str, Any]]
    files: dict[str, bytes]
    guide: Guide
    address: str


@pytest.fixture(scope="module")
def kit(neo4j: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    folder = tmp_path_factory.mktemp("kit")
    case = find_case(CASE)
    release = run(
        case, Workspace(folder / "home"), folder / "report", software=__version__,
        watch=lambda text: contextlib.nullcontext(lambda number: None),
    ).release  # fmt: skip
    load(release, neo4j)
    find = Finder(release)
    walk = guide(case, release, find)
    assert walk is not None
    values = starting_values(case, release, find)
    files = browser_kit(values, walk)
    with local_server(files, 0) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield Kit(neo4j, Engine(release), values, files, walk, f"http://localhost:{serving.server_port}")
        serving.shutdown()
        thread.join()


def test_twins_of_the_bundled_case_draw_what_the_rows_name(kit: Kit) -> None:
    for query in DRAWN:
        rows = kit.engine.ask(query.cypher, kit.values[query.id])
        drawn = drawn_by(query, kit.server, kit.values[query.id])
        assert bool(drawn) == bool(rows.rows), query.id
        if query in PATHS:
            assert drawn == named(query, rows), query.id


def test_values_of_any_text_are_read_as_they_are(kit: Kit) -> None:
    for text in (r"it's \u0027 \ `;` => $x", "line\nline\r", '"q" {name} // no comment'):
        assert kit.server.ask(f"RETURN {literal(text)}") == [[text]]


@pytest.fixture(scope="module")
def browser(chromium: Any, kit: Kit) -> Iterator[Browser]:
    opened = Browser(chromium, kit.server)
    yield opened
    opened.close()


def styled(kinds: Collection[str]) -> list[str]:
    """The colours that the style gives to nodes of these kinds."""
    return sorted(style_rules()[f"node.{kind}"]["color"] for kind in kinds)


@pytest.mark.chromium
class TestBrowser:
    """One Browser, used in this order: what is dropped first stays."""

    def test_a_dropped_archive_becomes_scripts_in_folders(self, browser: Browser, kit: Kit) -> None:
        browser.drop("beholden-scripts.zip", kit.files["beholden-scripts.zip"])
        browser.page.click("[data-testid=navigationFavorites]")
        browser.page.click("text=beholden paths")
        browser.page.wait_for_selector("text=3 drawing: any-path")
        folders = {folder["id"]: folder["name"] for folder in browser.kept("folders", "beholden statements")}
        made = {
            (folders[one["folder"]], one["content"])
            for one in browser.kept("documents", "// 2 table: allegations")
            if folders.get(one.get("folder"), "").startswith("beholden ")
        }
        assert made == {
            (f"beholden {name.partition('/')[0]}", text) for name, text in scripts(kit.values).items()
        }
        browser.page.click("[data-testid=navigationFavorites]")

    def test_a_query_as_it_stands_gives_its_rows(self, browser: Browser, kit: Kit) -> None:
        for id in ("paths.any-path", "contracts.of-members", "quality.differing-countries"):
            query = find_query(id)
            if query.parameters:
                browser.set(parameters(query, kit.values[id]))
            browser.run(query.text)
            assert browser.records() == len(kit.engine.ask(query.cypher, kit.values.get(id, {})).rows), id

    def test_values_reach_the_query_in_their_types(self, browser: Browser) -> None:
        text = r"it's \u0027 \ `;` x"
        browser.set(f":param one => {literal(text)};\n:param two => 4;\n:param three => ['a', 'b'];")
        frame = browser.run("RETURN [$one, $two / 3, size($three)] AS said, $two IS :: INTEGER AS whole")
        assert browser.records() == 1
        assert "true" in frame.inner_text() and "u0027" in frame.inner_text()

    def test_a_dropped_style_colours_a_twin_which_draws_the_path(self, browser: Browser, kit: Kit) -> None:
        query = find_query("paths.any-path")
        browser.run(":config autoComplete: false")
        browser.drop("beholden.grass", kit.files["beholden.grass"])
        browser.page.wait_for_selector(f"{FRAME} >> text=node.ScreeningList")
        browser.set(parameters(query, kit.values[query.id]))
        browser.run(scripts(kit.values)["paths/any-path 3 drawing.cypher"])
        drawn = browser.drawn()
        rows = kit.engine.ask(query.cypher, kit.values[query.id]).dicts()
        kinds = {
            id: kind for row in rows for id, kind in zip(row["node_ids"], row["node_kinds"], strict=True)
        }
        assert sorted(colour for _, colour in drawn.nodes) == styled(kinds.values())
        assert drawn.arrows == len({id for row in rows for id in row["arrow_ids"]})
        assert "United Nations Global" in " ".join(caption for caption, _ in drawn.nodes)

    def test_a_style_is_fetched_by_its_address(self, browser: Browser, kit: Kit) -> None:
        browser.run(":style reset")
        browser.page.wait_for_selector(f"{FRAME} >> text=No styles yet")
        browser.run(f":style {kit.address}/beholden.grass")
        browser.page.wait_for_selector(f"{FRAME} >> text=node.ScreeningList")
        assert browser.kept("grass", "node.ScreeningList") == style_rules()

    def test_the_guide_opens_and_its_steps_run(self, browser: Browser, kit: Kit) -> None:
        browser.run(f":play {kit.address}/guide.html")
        browser.page.wait_for_selector(f"{FRAME} >> text={kit.guide.title}")
        browser.run(":style reset")
        browser.paste(f":guide {kit.address}/guide.html")
        page = browser.page
        page.click("button:has-text('Our colours')")
        page.wait_for_selector(f"{FRAME} >> text=node.ScreeningList")
        assert browser.kept("grass", "node.ScreeningList") == style_rules()
        page.click("button:has-text('Draw only what a query gives')")
        for step in kit.guide.steps:
            page.click("text=Next")
            page.wait_for_selector(f"h3:has-text('{step.title}')")
            browser.clear()
            page.click("button:has-text('values')")
            browser.taken()
            table, twin = page.locator("pre.runnable").all()
            table.locator("i").click()
            page.wait_for_selector(f"{FRAME} >> nth=1")
            assert browser.records() == len(step.rows), step.title
            twin.locator("i").click()
            page.wait_for_selector(f"{FRAME} >> nth=2")
            drawn = browser.drawn()
            wanted = drawn_by(step.query, kit.server, dict(step.values))
            assert len(drawn.nodes) + drawn.arrows == len(wanted), step.title
