"""From a relation to a sentence that says no more than its sources do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from beholden.graph.kinds import schema
from beholden.pages.words import day, share_words

LOW_GRADES = {"unknown_copy"}
"""Grades that never carry a sentence alone."""

Row = Mapping[str, Any]


class Sentences:
    """Writes sentences about the relations of one release, as of its date."""

    def __init__(self, entities: Mapping[str, Row], as_of: date) -> None:
        """Take the entities by id, for their names and what a list's effect is."""
        self._entities = entities
        self._as_of = as_of

    def name(self, id: str) -> str:
        """The name of an entity."""
        return str(self._entities[id]["name"])

    def stale(self, row: Row) -> bool:
        """Whether what states the relation is older than its source's max_age on the date asked."""
        fresh = row["fresh_until"]
        return fresh is not None and fresh < self._as_of

    def ended(self, row: Row) -> bool:
        """Whether the relation had ended on the date asked, undisputed."""
        return row["end_date"] is not None and row["end_date"] <= self._as_of and not row["disputed"]

    def sentence(self, row: Row, kind: str) -> str | None:
        """The sentence, or None where only a low grade carries the relation."""
        if row["grade"] in LOW_GRADES or row["derived"]:
            return None
        by_kind = {
            "LISTED_ON": self._listed,
            "OWNS": self._owns,
            "CONTROLS": self._controls,
            "MEMBER_OF": self._member,
            "SUPPLIES": self._supplies,
        }
        write = by_kind.get(kind)
        return write(row) if write is not None else self._plain(row, kind)

    def _who(self, row: Row) -> str:
        """Who says so, and when their newest document did."""
        return f"{_and(row['stated_by'])} ({day(row['last_stated'].isoformat())})"

    def _listed(self, row: Row) -> str:
        party, screening_list = self.name(row["from_id"]), self._entities[row["to_id"]]
        name, effect = screening_list["name"], screening_list["effect_says"]
        copy = day(row["last_stated"].isoformat())
        since = f" since {day(row['start_text'])}" if row["start_text"] else ""
        if self.ended(row):
            began = f" from {day(row['start_text'])}" if row["start_text"] else ""
            text = f"{party} was on the {name}{began} until {day(row['end_text'])} ({effect})."
        elif self.stale(row):
            listed = f", with the listing dated {day(row['start_text'])}" if row["start_text"] else ""
            text = f"{party} was on the {name} in the copy of {copy}{listed} ({effect}); later status not checked."
        else:
            text = f"{party} has been on the {name}{since} ({effect}), in the copy of {copy}."
        if row["disputed"]:
            ended = f" An end on {day(row['end_text'])} is disputed" if row["end_text"] else " This is disputed"
            text += f"{ended}: {row['dispute']}."
        if row["scope"]:
            text += f" The entry covers it “{row['scope']}”."
        return text

    def _owns(self, row: Row) -> str:
        owner, asset = self.name(row["from_id"]), self.name(row["to_id"])
        who = self._who(row)
        if row["interest"] == "parent_named":
            return (
                f"{who} names {owner} as the parent of {asset}; neither the kind nor the size of its interest is stated."
            )
        how = {"direct": "directly ", "indirect": "indirectly "}.get(row["direct"] or "", "")
        size = share_words(row["share"], row["share_min"], row["share_max"])
        text = f"According to {who}, {owner} {how}holds a stake in {asset} ({size})"
        if row["quote"]:
            text += f": “{row['quote']}”"
        return _closed(text + self._times(row))

    def _controls(self, row: Row) -> str:
        how = {"direct": "directly ", "indirect": "indirectly "}.get(row["direct"] or "", "")
        text = (
            f"According to {self._who(row)}, {self.name(row['from_id'])} {how}controls {self.name(row['to_id'])}"
        )
        if row["quote"]:
            text += f": “{row['quote']}”"
        return _closed(text + self._times(row))

    def _member(self, row: Row) -> str:
        member, initiative = self.name(row["from_id"]), self.name(row["to_id"])
        when = f" on {day(row['start_text'])}" if len(row["start_text"] or "") == 10 else ""
        if row["start_text"] and not when:
            when = f" in {day(row['start_text'])}"
        copy = day(row["last_stated"].isoformat())
        if row["status"] == "reported_joined":
            tail = "; its present status was not checked" if self.stale(row) else ""
            return f"{member} is reported to have joined the {initiative}{when}, according to {self._who(row)}{tail}."
        status = f" with the status “{row['status'].replace('_', ' ')}”" if row["status"] else ""
        joined = f", joined{when}" if when else ""
        if self.ended(row):
            return f"{member} was listed as a participant of the {initiative}{joined} until {day(row['end_text'])}."
        if self.stale(row):
            return (
                f"{member} is in the copy of {copy} of the {initiative}'s participants{status}{joined}; "
                "later status not checked."
            )
        return f"{member} is listed as a participant of the {initiative}{status}{joined}, in the copy of {copy}."

    def _supplies(self, row: Row) -> str:
        text = f"According to {self._who(row)}, {self.name(row['from_id'])} supplies “{self.name(row['to_id'])}”"
        return _closed(text + self._times(row))

    def _plain(self, row: Row, kind: str) -> str:
        reads = schema().kind(kind).reads
        text = f"According to {self._who(row)}, {self.name(row['from_id'])} {reads} {self.name(row['to_id'])}"
        return _closed(text + self._times(row))

    @staticmethod
    def _times(row: Row) -> str:
        parts = []
        if row["start_text"]:
            parts.append(f"from {day(row['start_text'])}")
        if row["end_text"]:
            parts.append(f"until {day(row['end_text'])}")
        return f", {' '.join(parts)}" if parts else ""


def _closed(text: str) -> str:
    return text if text.endswith((".", ".”")) else text + "."


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
