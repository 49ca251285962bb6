"""What a drawing says of relations that no source states, and which nodes come first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from beholden.cases.network import network
from beholden.cases.sentences import Sentences

DAY = date(2026, 11, 24)


class Numbered:
    """Stands in for citations: every claim has the number 1."""

    def numbers(self, claims: Iterable[str]) -> list[int]:
        return [1] if list(claims) else []

    def claim(self, claim: str) -> dict[str, Any]:
        return {"citation": 1, "places": ["made.csv:2"], "quote": None, "source": "made"}

    def source(self, id: str) -> str:
        return id.upper()


def entity(id: str, kind: str = "Company", name: str | None = None) -> dict[str, Any]:
    names = [name or id.title()]
    return {"id": id, "kind": kind, "name": names[0], "names": names, "country": None, "claims": [f"c/{id}"]}


def row(id: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(
        (
            *("start_date", "start_earliest", "start_text", "end_date", "end_latest", "end_text", "dispute"),
            *(
                "fresh_until",
                "first_stated",
                "share",
                "share_min",
                "share_max",
                "interest",
                "direct",
                "missing",
            ),
            *("share_min_exclusive", "share_max_exclusive", "quote", "reasons", "as_of"),
        )
    )
    return {
        **nothing,
        **{
            "id": id,
            "from_id": start,
            "to_id": end,
            "derived": False,
            "disputed": False,
            "grade": "official",
        },
        **{"sources": ["made"], "claims": ["c/1"], "stated_by": ["The Register"], "last_stated": DAY},
        **{"last_stated_text": "2026-11-24", **more},
    }


def drawn(relations: dict[str, Any], entities: list[dict[str, Any]], roots: Iterable[str]) -> dict[str, Any]:
    known = {one["id"]: one for one in entities}
    return network(relations, known, Sentences(known, DAY), Numbered(), roots=list(roots))  # type: ignore[arg-type]


def test_a_verdict_has_its_day_and_says_that_it_is_computed() -> None:
    relations = {
        "v": (
            "MAY_BE_WITHIN",
            row(
                "v",
                "acme",
                "half",
                derived=True,
                as_of=DAY,
                missing="the share of the fund",
                why="The list: listed on 2019-10-09",
            ),
        ),
        "w": ("WITHIN_RULE", row("w", "acme", "half", derived=True, as_of=DAY)),
    }
    possible, within = drawn(relations, [entity("acme"), entity("half", "Rule", "the half rule")], ["acme"])[
        "arrows"
    ]
    assert possible["label"] == "possibly within the rule, on these facts"
    assert possible["dates"]["only"] == "2026-11-24"
    assert possible["detail"] == (
        "On 24 November 2026 and on these facts, Acme is possibly within the rule “the half rule”. "
        "The list: listed on 2019-10-09. According to The Register. It would be decided by: the share of the fund. "
        "Computed by beholden from the claims below; no source states it. It is no legal advice."
    )
    assert (within["label"], within["derived"], within["unsure"]) == (
        "within the rule, on these facts",
        True,
        False,
    )


def test_a_computed_stake_has_its_share_and_is_marked() -> None:
    stake = row("s", "acme", "sub", derived=True, share_min=0.25, share_max=0.5, share_min_exclusive=True)
    (arrow,) = drawn({"s": ("EFFECTIVE_STAKE", stake)}, [entity("acme"), entity("sub")], ["acme"])["arrows"]
    assert arrow["label"] == "more than 25 % and at most 50 %"
    assert arrow["derived"]
    assert arrow["detail"].endswith("Computed by beholden from the claims below; no source states it.")


@pytest.mark.parametrize(
    ("bounds", "label"),
    [
        ({"share_min": 0.0, "share_max": 1.0}, "share not stated"),
        ({"share_min": 0.0, "share_max": 0.8}, "at most 80 %"),
        ({"share_min": 0.25, "share_max": 1.0}, "at least 25 %"),
        ({"share": 0.0}, "0 %"),
    ],
)
def test_a_share_in_the_end_says_only_what_is_known_and_its_day(bounds: dict[str, float], label: str) -> None:
    owned = row("u", "acme", "sub", derived=True, as_of=date(2025, 6, 1), **bounds)
    (arrow,) = drawn({"u": ("ULTIMATELY_OWNS", owned)}, [entity("acme"), entity("sub")], ["acme"])["arrows"]
    assert (arrow["label"], arrow["dates"]["only"]) == (label, "2025-06-01")


def test_computed_control_has_its_day_and_what_it_lacks() -> None:
    control = row(
        "k", "acme", "sub", derived=True, as_of=date(2025, 6, 1), level="ultimate", missing="whether it holds"
    )
    names = [entity("acme"), entity("sub", name="Sub Ltd.")]
    (arrow,) = drawn({"k": ("MAY_HAVE_CONTROL", control)}, names, ["acme"])["arrows"]
    assert arrow["label"] == "possibly controls"
    assert arrow["detail"] == (
        "On 1 June 2025 Acme possibly controls Sub Ltd., as the last controller above it. It would be decided "
        "by: whether it holds. Computed by beholden from the claims below; no source states it."
    )


def test_what_is_computed_without_a_date_of_its_own_is_not_dated() -> None:
    reach = row("r", "acme", "sub", derived=True, last_stated_text=None, fresh_until=date(2020, 1, 1))
    names = [entity("acme"), entity("sub", name="Sub Ltd.")]
    (arrow,) = drawn({"r": ("REACHES", reach)}, names, ["acme"])["arrows"]
    assert arrow["note"] == "later status not checked"
    assert not arrow["label"].endswith(",")
    assert "Sub Ltd. Computed by beholden" in arrow["detail"]


def test_an_unsure_join_says_that_nobody_confirmed_it() -> None:
    pair = row("p", "acme", "twin", derived=True, reasons=["the same city"])
    (arrow,) = drawn({"p": ("POSSIBLY_SAME", pair)}, [entity("acme"), entity("twin")], ["acme"])["arrows"]
    assert (arrow["unsure"], arrow["note"]) == (True, "name match, not confirmed")
    assert arrow["detail"] == (
        "Acme and Twin may be one party or two: name match, not confirmed. the same city."
    )


def test_what_lies_closest_to_the_roots_comes_first() -> None:
    relations = {
        "1": ("OWNS", row("1", "near", "root")),
        "2": ("OWNS", row("2", "far", "near")),
        "3": ("STATED", row("3", "root", "word", stance="denies")),
        "4": ("OWNS", row("4", "alone", "apart")),
    }
    entities = [entity(id) for id in ("near", "root", "far", "alone", "apart")] + [
        entity("word", "Statement")
    ]
    found = drawn(relations, entities, ["root"])
    assert [node["id"] for node in found["nodes"]] == ["root", "near", "far", "word", "alone", "apart"]
    assert found["sources"] == {"made": "MADE"}


def test_what_rests_on_a_copy_of_unknown_origin_alone_is_not_drawn() -> None:
    low = row("1", "acme", "sub", grade="unknown_copy")
    assert drawn({"1": ("OWNS", low)}, [entity("acme"), entity("sub")], ["acme"])["arrows"] == []
