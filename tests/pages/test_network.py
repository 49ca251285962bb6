"""The layout of a network, and what pyvis is given of it."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.errors import CaseError
from beholden.pages import network
from beholden.pages.layout import Link, balance, courses, place, text_width, wrap
from beholden.pages.looks import LOOKS, outline
from beholden.pages.network import CORE, draw, kinds, library
from tests.pages import made
from tests.pages.made import KINDS, invented


@pytest.mark.parametrize("seed", range(8))
def test_no_two_boxes_overlap(seed: int) -> None:
    nodes = draw(invented(seed, 3 + 9 * seed)).drawn["nodes"]
    for one, other in combinations(nodes, 2):
        apart = abs(one["x"] - other["x"]) >= (one["width"] + other["width"]) / 2
        assert apart or abs(one["y"] - other["y"]) >= (one["height"] + other["height"]) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_of_one_kind_has_a_layout(kind: str) -> None:
    data = invented(1, 12)
    for node in data["nodes"]:
        node["kind"] = kind
    assert len(draw(data).drawn["nodes"]) == 12


def test_layers_run_down_with_lists_to_the_left_and_contracts_to_the_right(report: dict[str, Any]) -> None:
    spots = {node["id"]: node for node in draw(report["network"]).drawn["nodes"]}
    down = ["state/XA", "body/xa-osa", "curated/group", "curated/optics", "initiative/open-skies"]
    heights = [spots[node]["y"] for node in down]
    assert heights == sorted(set(heights))
    across = ["list/xb-rel", "curated/optics", "curated/contract"]
    assert [spots[node]["x"] for node in across] == sorted(spots[node]["x"] for node in across)
    assert spots["body/xb-trade"]["x"] == spots["list/xb-rel"]["x"]


def test_arrows_between_the_same_two_nodes_differ() -> None:
    kinds = {"a": "Company", "b": "Company"}
    links = [Link("1", "a", "b", ()), Link("2", "a", "b", ()), Link("3", "b", "a", ())]
    boxes = place(kinds, {"a": 0, "b": 1}, {"a": "A", "b": "B"}, links)
    found = courses(boxes, links)
    seen_from_a = [found["1"].bend, found["2"].bend, -found["3"].bend]
    assert len(set(seen_from_a)) == 3


def test_an_arrow_goes_round_the_box_between_its_ends() -> None:
    kinds = dict.fromkeys("abc", "Company")
    links = [Link("1", "a", "c", ())]
    boxes = place(kinds, {"a": 0, "b": 1, "c": 2}, {"a": "A", "b": "B", "c": "C"}, links)
    assert courses(boxes, links)["1"].bend != 0


@given(st.text(max_size=80), st.integers(2, 20), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_lines(text: str, width: int, lines: int) -> None:
    made = wrap(text, width, lines)
    assert len(made) <= lines
    assert all(text_width(line) <= width for line in made)
    assert len(balance(text, width, lines)) <= lines


def test_more_nodes_than_the_cap_are_counted_and_named() -> None:
    data = invented(2, 40) | {"left_out": 7}
    drawing = draw(data, most=25)
    assert len(drawing.nodes) == 25
    assert drawing.left_out == 7 + 15
    assert [node["id"] for node in drawing.cut] == [f"node/{number}" for number in range(25, 40)]
    assert len(drawing.arrows) + drawing.arrows_cut == len(data["arrows"])


def test_a_large_network_has_a_layout_for_its_first_nodes_and_one_for_all() -> None:
    small, large = draw(invented(4, 40)).drawn, draw(invented(4, 46)).drawn
    assert all(node["core"] == [node["x"], node["y"]] for node in small["nodes"])
    first = {node["id"] for node in large["nodes"][:CORE]}
    assert {node["id"] for node in large["nodes"] if node["core"]} == first
    inner = {arrow["id"] for arrow in large["arrows"] if {arrow["from"], arrow["to"]} <= first}
    assert {arrow["id"] for arrow in large["arrows"] if arrow["core"]} == inner


def test_kinds_that_would_hide_what_is_stated_are_off_at_first() -> None:
    nodes = [made.node("a", "A"), made.node("b", "B")]
    arrows = [
        made.arrow("1", "a", "b"),
        made.arrow("2", "a", "b", "EFFECTIVE_STAKE", derived=True),
        made.arrow("3", "a", "b", "POSSIBLY_SAME", derived=True, unsure=True),
        made.arrow("4", "a", "b", "MAY_BE_WITHIN", derived=True),
        made.arrow("5", "a", "b", "WITHIN_RULE", derived=True),
    ]
    found = kinds(draw(made.network(nodes, arrows)))
    assert [(one["kind"], one["number"], one["off"]) for one in found] == [
        ("Company", 2, None),
        ("EFFECTIVE_STAKE", 1, "computed from stated stakes"),
        ("MAY_BE_WITHIN", 1, "a fact is missing"),
        ("OWNS", 1, None),
        ("WITHIN_RULE", 1, None),
    ]


def test_arrows_come_stated_before_computed_and_the_closest_first() -> None:
    nodes = [made.node(id, id) for id in ("near", "mid", "far")]
    arrows = [
        made.arrow("1", "near", "mid", "POSSIBLY_SAME", derived=True, unsure=True),
        made.arrow("2", "near", "mid", "WITHIN_RULE", derived=True),
        made.arrow("3", "near", "mid", "PART_OF"),
        made.arrow("4", "near", "mid", "LISTED_ON"),
        made.arrow("5", "far", "mid"),
        made.arrow("6", "mid", "near"),
    ]
    assert [arrow["id"] for arrow in draw(made.network(nodes, arrows)).arrows] == [*"654321"]


def test_a_name_without_letters_is_not_replaced_by_the_id() -> None:
    data = invented(1, 1)
    data["nodes"][0]["name"] = " \n "
    assert draw(data).drawn["nodes"][0]["label"].strip() == ""


def test_a_network_that_does_not_hold_together_is_refused() -> None:
    data = invented(1, 4)
    with pytest.raises(CaseError, match="two nodes"):
        draw(data | {"nodes": data["nodes"] + data["nodes"][:1]})
    with pytest.raises(CaseError, match="two arrows"):
        draw(data | {"arrows": data["arrows"] + data["arrows"][:1]})
    data["arrows"][0]["to"] = "node/9"
    with pytest.raises(CaseError, match="ends at node/9, which is no node"):
        draw(data)


def test_every_look_has_an_outline_of_its_own() -> None:
    outlines = [outline(look.name, 40, 24) for look in LOOKS]
    assert len(set(outlines)) == 8, (
        "states differ from bodies by their border, organisations from companies by colour"
    )


def test_the_library_is_that_of_pyvis_and_names_no_other_file() -> None:
    script = library()
    assert "@license" in script
    assert "sourceMappingURL" not in script
    assert "\r" not in script


def test_another_pyvis_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "LIBRARY", "templates/lib/vis-0/vis-network.min.js")
    with pytest.raises(CaseError, match=r"install pyvis 0\.3\.2"):
        library()
