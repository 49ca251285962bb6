"""One word too many is a false statement: how listings, stakes, memberships and contracts are told, and what is not."""

from __future__ import annotations

import atexit
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest

from beholden.cases.drawing import draw_around
from beholden.cases.facts import Facts, ends
from beholden.cases.sentences import Sentences
from beholden.graph.kinds import schema
from beholden.graph.reference_entities import reference
from tests.world import FOLDER, World, build_world, read_world

BIS, CMIC, COMPACT = "list/us-bis-entity", "list/us-ofac-ns-cmic", "initiative/un-global-compact"
AS_OF = "2025-06-01"
FRESH = {"date": "2025-05-20", "max_age_days": 45}
OLD = {"date": "2024-05-20", "max_age_days": 45}
ENTITIES = [
    {"id": "x/kite", "kind": "Company", "name": "Kite"},
    {"id": "x/lamp", "kind": "Company", "name": "Lamp"},
    {"id": "x/body", "kind": "PublicBody", "name": "The Body"},
    {"id": "x/one", "kind": "Contract", "name": "Cameras"},
    {"id": "x/two", "kind": "Contract", "name": "Poles"},
]


class Told:
    """Relations of one kind as the one source states them on one day, and the sentence about them.

    All that is told in this module is built at once, in one world for each day of a copy.
    """

    every: ClassVar[list[Told]] = []

    def __init__(self, *relations: dict[str, Any], source: dict[str, Any] = FRESH) -> None:
        (self.kind,) = {relation["arrow"][0] for relation in relations}
        self.relations, self.source, self.number = relations, source, len(self.every)
        self.every.append(self)

    @property
    def prefix(self) -> str:
        """What the ids of these entities and relations begin with."""
        return f"x/{self.number:03}-"

    def own(self, id: str) -> str:
        """The id that an entity of the source has in this world; others are those of the reference."""
        return id.replace("x/", self.prefix, 1) if id.startswith("x/") else id

    def text(self) -> str | None:
        """The sentence."""
        facts = _facts(self.source["date"])
        rows = [
            row
            for _, row in sorted(facts.all([self.kind]).values(), key=lambda pair: str(pair[1]["id"]))
            if row["id"].startswith(self.prefix)
        ]
        assert rows, "there is nothing that could be told"
        names = facts.entities(ends(facts.all([self.kind]).values()))
        return Sentences(names, facts.release.as_of).sentence(rows, self.kind)


@cache
def _facts(day: str) -> Facts:
    """The facts of the world of all that a copy of this day states."""
    told = [one for one in Told.every if one.source["date"] == day]
    (source,) = {tuple(one.source.items()) for one in told}
    folder = TemporaryDirectory(prefix="beholden-sentences-")
    atexit.register(folder.cleanup)
    world = build_world(
        {
            "as_of": AS_OF,
            "sources": {"x": dict(source)},
            "entity": [{**entity, "id": one.own(entity["id"])} for one in told for entity in ENTITIES],
            "relation": [
                {
                    "as": f"{one.prefix}r{number}",
                    "source": "x",
                    **relation,
                    "arrow": [relation["arrow"][0], *map(one.own, relation["arrow"][1:])],
                }
                for one in told
                for number, relation in enumerate(one.relations)
            ],
        },
        Path(folder.name),
    )
    return Facts(world.release)


def telling(**told: Told) -> pytest.MarkDecorator:
    """What a test is about, by the names of its parameters."""
    return pytest.mark.parametrize(tuple(told), [tuple(told.values())], ids=["told"])


def arrow(*words: str, **values: Any) -> dict[str, Any]:
    return {"arrow": list(words), **values}


def effect(text: str | None) -> str:
    assert text is not None
    head, mark, tail = text.partition(" Effect of the list: ")
    assert mark and tail.endswith(".") and len(tail) > 20
    return head


# --- Listings ----------------------------------------------------------------------------------------------


@telling(told=Told(arrow("LISTED_ON", "x/kite", BIS, start="2019-10-09")))
def test_a_fresh_listing_is_since_its_day_in_the_copy_of_a_day(told: Told) -> None:
    text = told.text()
    assert (
        effect(text)
        == "Kite has been on the BIS Entity List since 9 October 2019, in the copy of 20 May 2025."
    )


@telling(told=Told(arrow("LISTED_ON", "x/kite", BIS)))
def test_a_fresh_listing_without_a_day_just_is(told: Told) -> None:
    text = told.text()
    assert effect(text) == "Kite is on the BIS Entity List, in the copy of 20 May 2025."


@telling(told=Told(arrow("LISTED_ON", "x/kite", BIS, start="2019-10-09"), source=OLD))
def test_a_listing_from_a_copy_that_is_too_old_is_told_in_the_past(told: Told) -> None:
    text = told.text()
    assert effect(text) == (
        "Kite was on the BIS Entity List in the copy of 20 May 2024, where its listing is dated 9 October 2019; "
        "later status not checked."
    )


@telling(told=Told(arrow("LISTED_ON", "x/kite", BIS), source=OLD))
def test_a_listing_without_a_day_from_an_old_copy(told: Told) -> None:
    text = told.text()
    assert (
        effect(text)
        == "Kite was on the BIS Entity List in the copy of 20 May 2024; later status not checked."
    )


@pytest.mark.parametrize(
    ("told", "fresh"),
    [
        (Told(arrow("LISTED_ON", "x/kite", BIS), source={"date": day, "max_age_days": 45}), fresh)
        for day, fresh in (("2025-04-17", True), ("2025-04-16", False))
    ],
    ids=["the last day", "the day after"],
)
def test_a_copy_speaks_up_to_the_last_day_of_its_age(told: Told, fresh: bool) -> None:
    text = effect(told.text())
    assert text.startswith("Kite is on the ") is fresh
    assert text.endswith("later status not checked.") is not fresh


@pytest.mark.parametrize(
    ("told", "undated"),
    [
        (
            Told(arrow("LISTED_ON", "x/kite", BIS, start="2019-10-09", end="2023-04-02"), source=source),
            Told(arrow("LISTED_ON", "x/kite", BIS, end="2023-04"), source=source),
        )
        for source in (FRESH, OLD)
    ],
    ids=["fresh", "old"],
)
def test_a_listing_that_ended_was_from_and_until(told: Told, undated: Told) -> None:
    assert effect(told.text()) == "Kite was on the BIS Entity List from 9 October 2019 until 2 April 2023."
    assert effect(undated.text()) == "Kite was on the BIS Entity List until April 2023."


DISPUTED = arrow(
    "LISTED_ON", "x/kite", BIS, start="2019-10-09", end="2025-02-17", dispute="it was posted and withdrawn"
)


@telling(told=Told(DISPUTED), old=Told(DISPUTED, source=OLD))
def test_a_disputed_end_is_said_as_one(told: Told, old: Told) -> None:
    text = effect(told.text())
    assert text == (
        "Kite has been on the BIS Entity List since 9 October 2019, in the copy of 20 May 2025. "
        "An end on 17 February 2025 is disputed: it was posted and withdrawn."
    )
    assert effect(old.text()) == (
        "Kite was on the BIS Entity List in the copy of 20 May 2024, where its listing is dated 9 October 2019; later "
        "status not checked. An end on 17 February 2025 is disputed: it was posted and withdrawn."
    )


@telling(told=Told(arrow("LISTED_ON", "x/kite", BIS, dispute="a court set it aside")))
def test_a_disputed_listing_without_an_end(told: Told) -> None:
    text = effect(told.text())
    assert text.endswith("The listing is disputed: a court set it aside.")


@telling(told=Told(arrow("LISTED_ON", "x/kite", CMIC, scope="for use in drones")))
def test_the_scope_and_the_effect_are_the_lists_own_words(told: Told) -> None:
    text = told.text()
    assert text is not None
    assert " The entry's scope: “for use in drones”. Effect of the list: " in text
    (own,) = [entity for entity in reference().entities if entity.id == CMIC]
    assert text.endswith(f"{own.properties['effect_says'].rstrip('.')}.")


# --- Stakes and control ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told(arrow("OWNS", "x/body", "x/lamp", **values)), words)
        for values, words in (
            ({}, "holds a stake in Lamp (share not stated)"),
            ({"share": 0.4}, "holds a stake in Lamp (40 %)"),
            ({"share": 1.0, "direct": "direct"}, "directly holds a stake in Lamp (100 %)"),
            ({"share_min": 0.25, "share_max": 0.5, "share_min_exclusive": True, "direct": "indirect"},
             "indirectly holds a stake in Lamp (more than 25 % and at most 50 %)"),
            ({"direct": "not_stated"}, "holds a stake in Lamp (share not stated)"),
        )
    ],
    ids=["none", "a share", "direct", "a band", "not stated"],
)  # fmt: skip
def test_a_stake_names_who_says_so_and_its_share_or_that_none_is_stated(told: Told, words: str) -> None:
    text = told.text()
    assert text == f"According to The x (20 May 2025), The Body {words}."


@telling(told=Told(arrow("OWNS", "x/body", "x/lamp", share=0.4, start="2019"), source=OLD))
def test_a_stake_of_old_was_held(told: Told) -> None:
    text = told.text()
    assert text == (
        "According to The x (20 May 2024), The Body held a stake in Lamp (40 %) from 2019; later status not checked."
    )


@telling(
    told=Told(arrow("OWNS", "x/body", "x/lamp", interest="parent_named", direct="not_stated")),
    old=Told(arrow("OWNS", "x/body", "x/lamp", interest="parent_named", direct="not_stated"), source=OLD),
)
def test_a_parent_is_named_and_nothing_more(told: Told, old: Told) -> None:
    assert told.text() == (
        "The x (20 May 2025) names The Body as the parent of Lamp; neither the kind nor the size of its interest "
        "is stated."
    )
    assert old.text() == (
        "The x (20 May 2024) named The Body as the parent of Lamp; neither the kind nor the size of its interest is "
        "stated; later status not checked."
    )


@telling(
    told=Told(
        arrow("CONTROLS", "x/body", "x/lamp", direct="direct", quote="Lamp is controlled by the Body.")
    ),
    old=Told(arrow("CONTROLS", "x/body", "x/lamp"), source=OLD),
)
def test_control_is_told_with_the_words_as_published(told: Told, old: Told) -> None:
    text = told.text()
    assert text == (
        "According to The x (20 May 2025), The Body directly controls Lamp: “Lamp is controlled by the Body”."
    )
    assert (
        old.text() == "According to The x (20 May 2024), The Body controlled Lamp; later status not checked."
    )


@pytest.mark.parametrize(
    "told",
    [Told(arrow(kind, "x/body", "x/lamp", start="2019", end="2023-01-01")) for kind in ("OWNS", "CONTROLS")],
    ids=["OWNS", "CONTROLS"],
)
def test_a_stake_that_ended_is_told_in_the_past(told: Told) -> None:
    text = told.text()
    assert text is not None
    assert text.endswith("from 2019 until 1 January 2023.")
    assert not re.search(r"\b(holds|controls)\b", text)


@telling(told=Told(arrow("LISTED_ON", "x/kite", BIS, start="2025-08-01")))
def test_a_listing_that_began_later_is_not_told_as_if_it_were_there(told: Told) -> None:
    text = told.text()
    assert text is None


# --- Memberships -------------------------------------------------------------------------------------------


@telling(told=Told(arrow("MEMBER_OF", "x/kite", COMPACT, start="2021-07-12", status="active")))
def test_a_member_is_listed_as_a_participant_with_the_date_of_the_copy(told: Told) -> None:
    text = told.text()
    assert text == (
        "Kite is listed as a participant of the UN Global Compact with the status “active”, "
        "joined on 12 July 2021, in the copy of 20 May 2025."
    )


@telling(told=Told(arrow("MEMBER_OF", "x/kite", COMPACT, start="2021-07"), source=OLD))
def test_a_member_in_an_old_copy_was_listed(told: Told) -> None:
    text = told.text()
    assert text == (
        "Kite was listed as a participant of the UN Global Compact, joined in July 2021, "
        "in the copy of 20 May 2024; later status not checked."
    )


@telling(told=Told(arrow("MEMBER_OF", "x/kite", COMPACT, start="2015", end="2020-01-31")))
def test_a_member_that_left_was_listed_until(told: Told) -> None:
    text = told.text()
    assert text == (
        "Kite was listed as a participant of the UN Global Compact, joined in 2015, until 31 January 2020."
    )


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (Told(arrow("MEMBER_OF", "x/kite", COMPACT, status=status)), status)
        for status in ("delisted", "withdrawn")
    ],
    ids=["delisted", "withdrawn"],
)
def test_a_member_that_is_none_any_more_was_listed(told: Told, status: str) -> None:
    text = told.text()
    assert text == (
        f"Kite was listed as a participant of the UN Global Compact with the status “{status}”, "
        "in the copy of 20 May 2025."
    )


@telling(
    told=Told(arrow("MEMBER_OF", "x/kite", COMPACT, start="2024-02-06", status="reported_joined")),
    old=Told(arrow("MEMBER_OF", "x/kite", COMPACT, start="2024-02-06", status="reported_joined"), source=OLD),
)
def test_a_joining_that_is_only_reported_stays_a_report(told: Told, old: Told) -> None:
    assert told.text() == (
        "According to The x (20 May 2025), Kite joined the UN Global Compact on 6 February 2024."
    )
    assert old.text() == (
        "According to The x (20 May 2024), Kite joined the UN Global Compact on 6 February 2024; "
        "present status not checked."
    )


# --- Contracts ---------------------------------------------------------------------------------------------


@telling(
    told=Told(
        arrow("SUPPLIES", "x/kite", "x/one", start="2018"), arrow("SUPPLIES", "x/kite", "x/two", start="2018")
    ),
    one=Told(arrow("SUPPLIES", "x/kite", "x/one", start="2018")),
    old=Told(arrow("SUPPLIES", "x/kite", "x/one", start="2018"), source=OLD),
    ended=Told(arrow("SUPPLIES", "x/kite", "x/one", start="2018", end="2020")),
)
def test_contracts_are_told_by_their_titles(told: Told, one: Told, old: Told, ended: Told) -> None:
    assert told.text() == (
        "According to The x (20 May 2025), Kite is a supplier from 2018 under 2 contracts: “Cameras”; “Poles”."
    )
    assert one.text() == ("According to The x (20 May 2025), Kite is a supplier from 2018 under “Cameras”.")
    assert old.text() == (
        "According to The x (20 May 2024), Kite was a supplier from 2018 under “Cameras”; later status not checked."
    )
    assert ended.text() == (
        "According to The x (20 May 2025), Kite was a supplier from 2018 until 2020 under “Cameras”."
    )


# --- What carries no sentence ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unknown", "press"),
    [
        pytest.param(
            Told({**relation, "grade": "unknown_copy"}), Told({**relation, "grade": "press"}), id=relation["arrow"][0]
        )
        for relation in (
            arrow("LISTED_ON", "x/kite", BIS, start="2019-10-09"),
            arrow("OWNS", "x/body", "x/lamp", share=0.4),
            arrow("CONTROLS", "x/body", "x/lamp"),
            arrow("MEMBER_OF", "x/kite", COMPACT),
            arrow("SUPPLIES", "x/kite", "x/one"),
            arrow("PART_OF", "x/body", "state/CN"),
        )
    ],
)  # fmt: skip
def test_a_copy_of_unknown_origin_alone_carries_no_sentence(unknown: Told, press: Told) -> None:
    assert unknown.text() is None
    assert press.text() is not None


@telling(
    told=Told(
        arrow("SUPPLIES", "x/kite", "x/one", grade="unknown_copy"),
        arrow("SUPPLIES", "x/kite", "x/two", grade="press"),
    )
)
def test_beside_a_better_source_only_the_better_one_is_told(told: Told) -> None:
    text = told.text()
    assert text == "According to The x (20 May 2025), Kite is a supplier under “Poles”."


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return [build_world(read_world(name), tmp_path_factory.mktemp(name)) for name in names]


def sentences_of(world: World) -> dict[str, str | None]:
    facts = Facts(world.release)
    relations = facts.all(facts.kinds)
    write = Sentences(facts.entities(ends(relations.values())), world.release.as_of)
    return {id: write.sentence([row], kind) for id, (kind, row) in relations.items()}


def test_a_name_match_is_in_no_sentence_and_in_no_drawing(tmp_path: Path) -> None:
    world = build_world(read_world("listings"), tmp_path)
    facts = Facts(world.release)
    possible = world.release.frame("relations", "POSSIBLY_SAME").to_dicts()
    assert [(row["from_id"], row["to_id"]) for row in possible] == [("club/lamp", "list/lamp")]
    assert "POSSIBLY_SAME" not in facts.kinds
    assert facts.by_id([possible[0]["id"]]) == {}
    assert facts.all(["POSSIBLY_SAME"]) == facts.touching(["club/lamp"], ["POSSIBLY_SAME"]) == {}
    write = Sentences(facts.entities(["club/lamp", "list/lamp"]), world.release.as_of)
    assert write.sentence(possible, "POSSIBLY_SAME") is None
    page = draw_around(world.release, "club/lamp", 3, tmp_path / "page")
    drawn = json.loads((page.parent / "network.json").read_text(encoding="utf-8"))["network"]
    assert {"club/lamp", COMPACT} <= {node["id"] for node in drawn["nodes"]}
    assert "list/lamp" not in {node["id"] for node in drawn["nodes"]}
    assert "POSSIBLY_SAME" not in json.dumps(drawn)


@pytest.mark.thorough
def test_every_sentence_of_every_world_keeps_the_rules(worlds: list[World]) -> None:
    number = 0
    for world in worlds:
        facts = Facts(world.release)
        relations = facts.all(facts.kinds)
        for id, text in sentences_of(world).items():
            kind, row = relations[id]
            if text is None:
                later = row["start_earliest"] is not None and row["start_earliest"] > world.release.as_of
                assert row["derived"] or row["grade"] == "unknown_copy" or later
                continue
            number += 1
            assert "sanctioned" not in text.lower() and "compliant" not in text.lower()
            assert text.endswith(".") and ".." not in text and "  " not in text and "None" not in text
            over = (
                row["end_date"] is not None and row["end_date"] <= world.release.as_of and not row["disputed"]
            )
            stale = row["fresh_until"] is not None and row["fresh_until"] < world.release.as_of and not over
            if stale and kind in ("LISTED_ON", "MEMBER_OF", "OWNS", "CONTROLS", "SUPPLIES"):
                assert "status not checked" in text, text
                body = text.partition(" Effect of the list: ")[0]
                assert not re.search(
                    r"\b(is|has been|holds|controls)\b",
                    re.sub(r"“[^”]*”| is (disputed|stated|dated)", "", body),
                ), text
            if over and kind == "LISTED_ON":
                assert " was on the " in text and " until " in text
    assert number > 30


def test_no_word_that_we_print_calls_anybody_sanctioned() -> None:
    """Only a blocking list in force blocks, and its own words say so."""
    words = [kind.reads for kind in schema().relation_kinds]
    words += [str(value) for entity in reference().entities for value in entity.properties.values()]
    assert len(words) > 60
    assert [text for text in words if "sanctioned" in text.lower()] == []


def test_a_name_that_runs_from_right_to_left_is_set_apart() -> None:
    entities: dict[str, dict[str, Any]] = {
        "a": {"name": "شركة الصنع"},
        "b": {"name": "Kite", "short": None},
        "c": {"name": "Long List", "short": "List"},
    }
    write = Sentences(entities, date(2025, 6, 1))
    assert write.name("a") == "\u2068شركة الصنع\u2069"
    assert (write.name("b"), write.name("c")) == ("Kite", "List")
