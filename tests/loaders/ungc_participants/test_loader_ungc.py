"""UN Global Compact participants: what a cut file, a saved page's address and the choice of file give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError

GOLDEN = Path(__file__).parent / "golden"
SOURCE = "ungc_participants"

Outcome = Callable[[str, Sequence[Path]], Any]

PAGE = """<html><head>{head}</head><body><h1>Kite Optics Co., Ltd.</h1>
<dl><dt>Country</dt><dd>China</dd><dt>Type</dt><dd>Company</dd>
<dt>Global Compact Status</dt><dd>Active</dd></dl>
</body></html>
"""


def test_a_table_cut_within_a_row_is_never_read_as_a_shorter_one(outcome: Outcome, tmp_path: Path) -> None:
    """Cut between two rows a table looks whole: no count or mark ends it, so only `expect` can tell."""
    whole, copy = (GOLDEN / "participants.csv").read_bytes(), tmp_path / "participants.csv"
    lines = whole.splitlines(keepends=True)
    starts = {len(b"".join(lines[:number])) for number in range(2, len(lines) + 1)}
    for length in range(len(whole)):
        copy.write_bytes(whole[:length])
        try:
            rejects = outcome(SOURCE, [copy]).rejects
        except SourceError:
            continue
        assert rejects or {length, length + 1} & starts, f"cut after byte {length}: {whole[:length][-40:]!r}"


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name", ["page-1.html", "page-2.html", "kite-optics.html", "990015-Lantern-Fuel.html"]
)
def test_a_page_cut_at_any_byte_is_an_error(name: str, outcome: Outcome, tmp_path: Path) -> None:
    whole, copy = (GOLDEN / name).read_bytes(), tmp_path / name
    for length in range(whole.rindex(b"</html>") + len(b"</html>")):
        copy.write_bytes(whole[:length])
        with pytest.raises(SourceError):
            outcome(SOURCE, [copy])


@pytest.mark.parametrize(
    ("name", "head"),
    [
        (
            "saved.html",
            '<link rel="canonical" href="https://unglobalcompact.org/what-is-gc/participants/990014-Kite">',
        ),
        (
            "saved.html",
            '<meta property="og:url" content="http://www.unglobalcompact.org/what-is-gc/participants/990014">',
        ),
        (
            "saved.html",
            "<!-- saved from url=(0058)https://unglobalcompact.org/what-is-gc/participants/990014-Kite -->",
        ),
        ("990014-Kite-Optics-Co-Ltd-.html", ""),
        ("990014-Kite-Optics-Co-Ltd-", ""),
    ],
)
def test_a_saved_page_has_the_publishers_id(name: str, head: str, outcome: Outcome, tmp_path: Path) -> None:
    page = tmp_path / name
    page.write_text(PAGE.format(head=head), encoding="utf-8")
    (company,) = outcome(SOURCE, [page]).entities()
    assert (company.id, company.identifiers) == ("ungc_participants/990014", ["ungc:990014"])


@pytest.mark.parametrize("name", ["2024-02-kite-optics.html", "990014-Another-Company.html", "990014.html"])
def test_a_files_name_is_no_address_unless_it_names_the_participant(
    name: str, outcome: Outcome, tmp_path: Path
) -> None:
    page = tmp_path / name
    page.write_text(PAGE.format(head=""), encoding="utf-8")
    found = outcome(SOURCE, [page])
    assert found.statements == []
    assert "no address of a participant is found" in found.rejects[0].reason


def test_an_id_does_not_depend_on_cleaning_or_order(outcome: Outcome, tmp_path: Path) -> None:
    table = (GOLDEN / "participants.csv").read_text(encoding="utf-8").splitlines()
    shuffled = tmp_path / "participants.csv"
    shuffled.write_text("\n".join([table[0], *reversed(table[1:])]) + "\n", encoding="utf-8")
    ids = [
        {said.id for said in outcome(SOURCE, [file]).statements}
        for file in (GOLDEN / shuffled.name, shuffled)
    ]
    assert ids[0] == ids[1]


def test_a_table_states_no_status_and_a_participants_page_does(outcome: Outcome) -> None:
    (listed,) = {
        relation.properties.get("status")
        for relation in outcome(SOURCE, [GOLDEN / "participants.csv"]).relations()
    }
    (shown,) = outcome(SOURCE, [GOLDEN / "kite-optics.html"]).relations()
    assert (listed, shown.properties["status"]) == (None, "active")
