"""A release in a notebook or a script, and the notebook of the documentation as a kernel runs it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import beholden
from beholden.errors import QueryError, SchemaError, StoreError
from beholden.graph.answers import SHOWN, Rows
from tests.world import World, build_world, read_world

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(read_world("owners"), tmp_path_factory.mktemp("owners"))


def test_a_script_asks_and_gets_frames_and_evidence(world: World) -> None:
    graph = beholden.Graph.open(world.release.folder.parents[1])
    rows = graph.ask("ownership.members-by-state", initiative="ungc")
    assert rows == world.ask("ownership.members-by-state")
    assert rows.to_polars()["members"].to_list() == [1, 1]
    assert graph.frame("MEMBER_OF").height == 6
    assert [claim.subject for claim in graph.evidence("m1")] == ["m1"]
    assert graph.evidence("Base") == graph.evidence("register/base")
    with pytest.raises(SchemaError, match=r"^SUPPLIES: this release has none; it has "):
        graph.frame("SUPPLIES")
    with pytest.raises(QueryError, match="nothing in this release is called"):
        graph.evidence("Nobody at all")
    with pytest.raises(StoreError, match="no release here yet"):
        beholden.Graph.open(world.release.folder / "nowhere")


def test_relations_become_a_networkx_graph_with_parallel_edges(world: World) -> None:
    graph = beholden.Graph(world.release).to_networkx(["OWNS", "CONTROLS"])
    stakes = {key: facts.get("share") for _, _, key, facts in graph.edges(keys=True, data=True)}
    assert stakes["t1"] == 0.6
    assert stakes["t3"] is None
    assert graph.edges["list/top", "register/left", "t1"]["kind"] == "OWNS"
    assert graph.nodes["list/top"]["kind"] == "Company"
    assert "club/bulb" not in graph  # no stake in it
    everything = beholden.Graph(world.release).to_networkx()
    assert everything.number_of_edges() == sum(world.release.manifest["counts"]["relations"].values())


def test_what_a_notebook_shows_is_text(world: World) -> None:
    rows = Rows(("a<b", "list"), [("<script>", ["&", None, dt.date(2024, 2, 6)])] * (SHOWN + 1))
    shown = rows._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "a&lt;b" in shown
    assert "<td>&amp;; ; 2024-02-06</td>" in shown
    assert f"{SHOWN + 1} rows, the first {SHOWN} shown" in shown
    assert shown.count("<tr>") == SHOWN + 1
    assert world.release.manifest["hash"] in beholden.Graph(world.release)._repr_html_()
    assert Rows(("a",), []).to_polars().schema == {"a": pl.Null}


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    assert "Graph" in dir(beholden)
    with pytest.raises(AttributeError, match="no attribute 'Grap'"):
        beholden.Grap  # noqa: B018


@pytest.mark.thorough
def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    env = {**os.environ, "BEHOLDEN_HOME": str(tmp_path / "home")}
    run = [sys.executable, "-m", "beholden", "run", "--out", str(tmp_path / "report")]
    subprocess.run(run, env=env, check=True, capture_output=True)
    shutil.copy(NOTEBOOK, tmp_path / "notebook.ipynb")
    notebook = nbformat.read(tmp_path / "notebook.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "the notebook is kept without outputs"
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env=env)
    shown = [str(output) for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("BIS Entity List" in text and "listed before it joined" in text for text in shown)
    assert any("claims.toml:" in text for text in shown)
