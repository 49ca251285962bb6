"""The table of what is tested of ownership names tests that are there, and has every property."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
TABLE = (CHECKOUT / "docs" / "ownership-tests.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)
PROPERTIES = TABLE.partition("## Properties")[2]
# What else is drawn: prose, and certificates that are no objects, say nothing of a graph.
OTHERS = {
    "test_prose_is_written_for_every_certificate",
    "test_anything_at_all",
    "test_every_stake_is_what_its_claims_say",
}


def functions(file: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def drawn(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(one).startswith("given(") for one in function.decorator_list)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_of_the_table_is_there(file: str, name: str) -> None:
    assert name in functions(CHECKOUT / file)


def test_every_property_is_in_the_table_and_each_of_them_is_drawn() -> None:
    found = {
        name
        for file in Path(__file__).parent.glob("test_*.py")
        for name, function in functions(file).items()
        if drawn(function)
    }
    assert {name for _, name in NAMED if f"::{name}`" in PROPERTIES} == found - OTHERS
