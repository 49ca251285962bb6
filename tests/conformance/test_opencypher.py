"""The embedded engine against openCypher's own scenarios: each that it answers otherwise is known, with a reason."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.opencypher import FAULTS, Scenario, outcome, read_scenarios
from tests.conformance.values import Node, PathValue, Relationship, UnreadError, read_value

KNOWN = Path(__file__).with_name("opencypher.toml")
PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
BEGIN, END = "<!-- opencypher scenarios: begin -->\n", "<!-- opencypher scenarios: end -->\n"


@pytest.fixture(scope="module")
def measured(shared: Path) -> list[tuple[Scenario, str]]:
    features = shared / "conformance" / "opencypher-tck" / "features"
    return [(scenario, outcome(scenario)) for scenario in read_scenarios(features)]


def reasons() -> list[dict[str, Any]]:
    known = tomllib.loads(KNOWN.read_text(encoding="utf-8"))["reason"]
    return [{"says": one["says"], "scenarios": one["scenarios"].split()} for one in known]


def test_what_the_engine_does_not_answer_as_written_has_a_reason_and_nothing_else_has(
    measured: list[tuple[Scenario, str]],
) -> None:
    failing = [scenario.id for scenario, fault in measured if fault]
    explained = [id for reason in reasons() for id in reason["scenarios"]]
    assert sorted(explained) == sorted(failing)


def test_the_page_has_the_numbers_that_are_measured(
    measured: list[tuple[Scenario, str]], rewrite_golden: bool
) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    written, _, after = rest.partition(END)
    if rewrite_golden:
        PAGE.write_text(before + BEGIN + tables(measured) + END + after, encoding="utf-8")
        return
    assert written == tables(measured), "pytest tests/conformance --rewrite-golden writes the page anew"


def tables(measured: list[tuple[Scenario, str]]) -> str:
    """The part of the page that is measured: a table by part of the suite and one by reason."""
    lines = ["", "| part of the suite | scenarios | as written | refused | let through | other rows |"]
    lines.append("|---|---|---|---|---|---|")
    parts = sorted({scenario.part for scenario, _ in measured})
    for part in (*parts, "all"):
        counts = Counter(fault for scenario, fault in measured if part in (scenario.part, "all"))
        cells = [part, counts.total(), counts[""], *(counts[fault] for fault in FAULTS)]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    lines += ["", "| why | scenarios | of them refused | let through | other rows |", "|---|---|---|---|---|"]
    faults = {scenario.id: fault for scenario, fault in measured}
    for reason in reasons():
        counts = Counter(faults[id] for id in reason["scenarios"])
        cells = [reason["says"], counts.total(), *(counts[fault] for fault in FAULTS)]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join([*lines, "", ""])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-1.5e3", -1500.0),
        ("null", None),
        ("'it\\'s'", "it's"),
        ("[1, 'a', [true]]", [1, "a", [True]]),
        ("{a: 1, b: {c: null}}", {"a": 1, "b": {"c": None}}),
        ("(:A:B {x: 1})", Node(frozenset(("A", "B")), {"x": 1})),
        ("()", Node(frozenset(), {})),
        ("[:T {w: 2.0}]", Relationship("T", {"w": 2.0})),
        ("[[:T], [:S]]", [Relationship("T", {}), Relationship("S", {})]),
        (
            "<(:A)-[:T]->()<-[:S]-({n: 1})>",
            PathValue(
                (Node(frozenset("A"), {}), Node(frozenset(), {}), Node(frozenset(), {"n": 1})),
                (Relationship("T", {}), Relationship("S", {})),
            ),
        ),
    ],
)
def test_values_are_read_as_the_scenarios_write_them(text: str, value: object) -> None:
    assert read_value(text) == value
    assert type(read_value(text)) is type(value)


@pytest.mark.parametrize("text", ["", "1 2", "(:A", "[1", "{a 1}", "<(:A)-[:T]->", "word"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(UnreadError):
        read_value(text)
