"""Whatever stands in a certificate, the verifier answers with problems and never breaks."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.verify import verify
from tests.graph.ownership.materials import a_rule, certify, material

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.floats() | st.text(max_size=3)
    | st.sampled_from(["0", "1", "0.5", "2026-06-01", "X", "A", "s0-X-A", "l-X", "any", "stakes", "part", "rule"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
CERTIFICATES = [
    certify(material("X", ["X 60 A"]), "A"),
    certify(material("X", ["X 25-75 A", "P 20 A"]), "A"),
    certify(material("X Y", ["X 30 A", "Y 25 A", "P 45 A"], a_rule(aggregate=False, strict=True)), "A"),
    certify(material("X", ["P 60 A"]), "A"),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every object or list in a value with each key or place in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [(value, key) for key, _ in inner]
    return found + [place for one in [child for _, child in inner] for place in places(one)]


@given(st.sampled_from(CERTIFICATES), st.integers(0, 10_000), VALUES)
def test_any_value_in_any_place(certificate: dict[str, Any], number: int, value: Any) -> None:
    changed = deepcopy(certificate)
    there = places(changed)
    holder, key = there[number % len(there)]
    same = holder[key] == value and type(holder[key]) is type(value)
    holder[key] = value
    assert bool(verify(changed)) != same


@given(VALUES)
def test_anything_at_all(value: Any) -> None:
    assert verify(value)


def test_lone_surrogates_and_numbers_too_large() -> None:
    certificate = json.loads(json.dumps(CERTIFICATES[0]))
    certificate["parties"]["A"]["name"] = "\ud800"
    assert verify(certificate) == ['parties.A.name: text is wanted here, not "\\ud800"']
    certificate = json.loads(json.dumps(CERTIFICATES[0]))
    certificate["steps"][1]["sum"] = "9" * 4000
    assert verify(certificate)[0].startswith("steps[1].sum: sum is wanted here, not ")
