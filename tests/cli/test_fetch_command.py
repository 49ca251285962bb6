"""`beholden fetch` on a server of this machine: what comes is a file to load, and what is by hand has its steps."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from beholden.cli import fetching
from beholden.loaders.fetching.addresses import Address, Fetch
from beholden.loaders.run import source, sources
from tests.cli.conftest import Command
from tests.loaders.fetching.server import Server, serving, status

GOLDEN = Path(__file__).parents[1] / "loaders"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


def of(server: Server, monkeypatch: pytest.MonkeyPatch, **paths: str) -> None:
    """Give these sources addresses on the server; the others are as they are."""

    def declared(name: str) -> object:
        found = source(name)
        if name not in paths:
            return found
        return replace(found, fetch=Fetch((Address(server.url(paths[name]), paths[name].strip("/")),)))

    monkeypatch.setattr(fetching, "source", declared)


def test_a_source_is_fetched_and_not_again_while_unchanged(
    command: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (GOLDEN / "un_sc" / "golden" / "consolidated.xml").read_bytes()
    server.answers["/consolidated.xml"] = lambda handler: handler.file(body)
    of(server, monkeypatch, un_sc="/consolidated.xml")
    said = command("fetch", "un_sc", "--format", "csv")
    assert said.code == 0
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert (row["source"], row["file"], row["bytes"], row["changed"], row["dated_by"]) == (
        "un_sc", "consolidated.xml", str(len(body)), "yes", "the file itself",
    )  # fmt: skip
    assert said.words == "next: beholden load un_sc .beholden/fetched/un_sc/consolidated.xml\n"
    again = command("fetch", "un_sc", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(again.out)))["changed"] == "no"
    too_few = command("fetch", "un_sc", "--load", "--format", "csv")
    assert too_few.code == 1
    assert next(csv.DictReader(io.StringIO(too_few.out)))["source"] == "un_sc"
    assert "in a copy said to be complete" in too_few.words


def test_a_copy_without_a_day_of_its_own_has_the_servers(
    command: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = next((GOLDEN / "us_ndaa_889" / "golden").glob("*.csv")).read_bytes()
    server.answers["/section_889.csv"] = lambda handler: handler.file(body)
    of(server, monkeypatch, us_ndaa_889="/section_889.csv")
    said = command("fetch", "us_ndaa_889")
    assert said.words.endswith("/section_889.csv --snapshot 2026-03-02\n")
    assert command("fetch", "us_ndaa_889", "--load").words.startswith(
        "us_ndaa_889, copy of 2026-03-02 (inferred, "
    )


def test_one_that_fails_does_not_stop_the_others(
    command: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (GOLDEN / "un_sc" / "golden" / "consolidated.xml").read_bytes()
    server.answers["/un.xml"] = lambda handler: handler.file(body)
    server.answers["/ca.xml"] = status(403)
    of(server, monkeypatch, un_sc="/un.xml", ca_sema="/ca.xml")
    said = command("fetch", "ca_sema", "un_sc", "ungc_participants", "curated", "--format", "csv")
    assert said.code == 1
    assert [row["source"] for row in csv.DictReader(io.StringIO(said.out))] == ["un_sc"]
    assert said.words.splitlines()[1:] == [
        "ungc_participants must be had by hand:",
        *(f"  {n}. {step}" for n, step in enumerate(source("ungc_participants").fetch.by_hand, start=1)),  # type: ignore[union-attr]
        "curated is not fetched: its files are the ones you bring",
        f"beholden: ca_sema: {server.url('/ca.xml')}: the server answers 403 Forbidden",
    ]


def test_the_sources_of_a_case_are_fetched(
    command: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("case", "new", "mine").code == 0
    of(server, monkeypatch, us_ofac_consolidated="/c.xml", us_dod_1260h="/d.csv")
    said = command("fetch", "--case", "mine")
    assert said.code == 1
    assert {path for path, _ in server.seen} == {"/c.xml", "/d.csv"}
    assert "ungc_participants must be had by hand:" in said.words
    assert command("fetch").code == 2
    assert command("fetch", "nothing").error.startswith('there is no source "nothing"')


def test_each_source_says_how_it_is_had() -> None:
    without = {name for name in sources() if source(name).fetch is None}
    assert without == {"curated", "exported", "mapped", "node_link"}
