"""From relations to sentences that say no more than their sources do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from beholden.graph.kinds import schema
from beholden.pages.words import date as day
from beholden.pages.words import isolated
from beholden.pages.words import share as share_words

LOW_GRADES = {"unknown_copy"}
"""Grades that never carry a sentence alone."""

LEFT = {"delisted", "withdrawn"}
"""Standings of one that is no participant any more."""

UNCHECKED = "; later status not checked"

Row = Mapping[str, Any]


class Sentences:
    """Writes sentences about the relations of one release, as of its date.

    What was last stated longer ago than its source's max_age is told in the past tense, with "later status not
    checked"; a copy or document is named with its date; who says so is named.
    """

    def __init__(self, entities: Mapping[str, Row], as_of: date) -> None:
        """Take the entities by id, for their names and what a list's effect is."""
        self._entities = entities
        self._as_of = as_of

    def name(self, id: str) -> str:
        """The name of an entity, set apart where it runs from right to left; the short one of a list."""
        entity = self._entities[id]
        return isolated(str(entity.get("short") or entity["name"]))

    def stale(self, row: Row) -> bool:
        """Whether what states the relation is too old, on the date asked, to say that it still holds."""
        fresh = row["fresh_until"]
        return fresh is not None and fresh < self._as_of and not self.ended(row)

    def ended(self, row: Row) -> bool:
        """Whether the relation had ended on the date asked, undisputed."""
        return row["end_date"] is not None and row["end_date"] <= self._as_of and not row["disputed"]

    def told(self, row: Row) -> bool:
        """Whether a sentence or drawing may rest on the relation: stated, well enough cited, and begun by the date."""
        begun = row["start_earliest"] is None or row["start_earliest"] <= self._as_of
        return begun and row["grade"] not in LOW_GRADES and not row["derived"]

    def drawn(self, row: Row) -> bool:
        """Whether a drawing may show the relation: one that is told, or that we compute and mark as computed."""
        return row["grade"] not in LOW_GRADES and (bool(row["derived"]) or self.told(row))

    def verb(self, kind: str, row: Row) -> str:
        """What an arrow reads as between the names at its ends."""
        if row.get("status") == "reported_joined":
            return "is reported to have joined"
        if row.get("interest") == "parent_named":
            return "is named as the parent of"
        return schema().kind(kind).reads

    def note(self, row: Row) -> str | None:
        """What must stand beside an arrow whose last word is too old, or None."""
        if not self.stale(row):
            return None
        what = "present" if row.get("status") == "reported_joined" else "later"
        if not row["last_stated_text"]:
            return f"{what} status not checked"
        return f"last stated {day(row['last_stated_text'])}; {what} status not checked"

    def sentence(self, rows: Sequence[Row], kind: str) -> str | None:
        """The sentence about relations that say one thing, or None where only a low grade carries them.

        The rows differ in what states them, or, for contracts, in the contract; the newest word comes first.
        """
        carried = [row for row in rows if self.told(row)]
        if not carried:
            return None
        if kind == "SUPPLIES":
            text = self._supplies(carried)
        elif kind == "LISTED_ON":
            text = self._listed(carried[0])
        else:
            write = {"OWNS": self._owns, "CONTROLS": self._controls, "MEMBER_OF": self._member}.get(kind)
            text = write(carried[0]) if write is not None else self._plain(carried[0], kind)
        contested = carried[0]["dispute"] if kind != "LISTED_ON" else None
        return f"{text} Contested: {_closed(contested)}" if contested else text

    def _who(self, row: Row) -> str:
        """Who says so, and when their newest document did."""
        return f"{_and(row['stated_by'])} ({day(row['last_stated_text'])})"

    def _listed(self, row: Row) -> str:
        party, listing = self.name(row["from_id"]), f"the {self.name(row['to_id'])}"
        copy, began = day(row["last_stated_text"]), row["start_text"] and day(row["start_text"])
        if self.ended(row):
            text = (
                f"{party} was on {listing}{f' from {began}' if began else ''} until {day(row['end_text'])}."
            )
        elif self.stale(row):
            dated = f", where its listing is dated {began}" if began else ""
            text = f"{party} was on {listing} in the copy of {copy}{dated}{UNCHECKED}."
        else:
            since = f"has been on {listing} since {began}" if began else f"is on {listing}"
            text = f"{party} {since}, in the copy of {copy}."
        if row["disputed"]:
            end = (
                f"An end on {day(row['end_text'])} is disputed"
                if row["end_text"]
                else "The listing is disputed"
            )
            text += f" {end}: {row['dispute']}."
        if row["scope"]:
            text += f" The entry's scope: “{row['scope']}”."
        effect = self._entities[row["to_id"]]["effect_says"]
        return f"{text} Effect of the list: {_closed(effect or 'not stated')}"

    def _owns(self, row: Row) -> str:
        owner, asset, stale = self.name(row["from_id"]), self.name(row["to_id"]), self.stale(row)
        past = stale or self.ended(row)
        if row["interest"] == "parent_named":
            text = (
                f"{self._who(row)} {'named' if past else 'names'} {owner} as the parent of {asset}; "
                "neither the kind nor the size of its interest is stated"
            )
            return _closed(text + (UNCHECKED if stale else ""))
        size = share_words(stake_bounds(row))
        return self._stated(row, f"{_how(row)}{'held' if past else 'holds'} a stake in", f" ({size})")

    def _controls(self, row: Row) -> str:
        past = self.stale(row) or self.ended(row)
        return self._stated(row, f"{_how(row)}{'controlled' if past else 'controls'}", "")

    def _stated(self, row: Row, verb: str, tail: str) -> str:
        ends = f"{self.name(row['from_id'])} {verb} {self.name(row['to_id'])}"
        text = f"According to {self._who(row)}, {ends}{tail}{_times(row)}"
        if row["quote"]:
            text += f": “{row['quote'].rstrip('.')}”"
        return _closed(text + (UNCHECKED if self.stale(row) and not self.ended(row) else ""))

    def _member(self, row: Row) -> str:
        member, initiative = self.name(row["from_id"]), self.name(row["to_id"])
        start, unchecked = row["start_text"] or "", UNCHECKED if self.stale(row) else ""
        when = f" {'on' if len(start) == 10 else 'in'} {day(start)}" if start else ""
        if row["status"] == "reported_joined":
            unchecked = unchecked.replace("later", "present")
            return f"According to {self._who(row)}, {member} joined the {initiative}{when}{unchecked}."
        if row["target_type"]:
            word = (row["status"] or "unknown").replace("_", " ")
            target = row["target_type"].replace("_", " ")
            copy = day(row["last_stated_text"])
            return f"At the {initiative}, {member} has {word} for {target}, in the copy of {copy}{unchecked}."
        status = f" with the status “{row['status'].replace('_', ' ')}”" if row["status"] else ""
        joined = f", joined{when}" if when else ""
        copy = f"in the copy of {day(row['last_stated_text'])}"
        if self.ended(row):
            return f"{member} was listed as a participant of the {initiative}{joined}, until {day(row['end_text'])}."
        verb = "was" if unchecked or row["status"] in LEFT else "is"
        return (
            f"{member} {verb} listed as a participant of the {initiative}{status}{joined}, {copy}{unchecked}."
        )

    def _supplies(self, rows: Sequence[Row]) -> str:
        first = rows[0]
        past = self.stale(first) or self.ended(first)
        contracts = "; ".join(f"“{self.name(row['to_id'])}”" for row in rows)
        number = f"{len(rows)} contracts: " if len(rows) > 1 else ""
        text = (
            f"According to {self._who(first)}, {self.name(first['from_id'])} {'was' if past else 'is'} a supplier"
            f"{_times(first)} under {number}{contracts}"
        )
        return _closed(text + (UNCHECKED if past and not self.ended(first) else ""))

    def _plain(self, row: Row, kind: str) -> str:
        reads = schema().kind(kind).reads
        text = f"According to {self._who(row)}: {self.name(row['from_id'])} {reads} {self.name(row['to_id'])}"
        return _closed(text + _times(row) + (UNCHECKED if self.stale(row) and not self.ended(row) else ""))


def one_fact(kind: str, row: Row) -> tuple[Any, ...]:
    """What relations must share to be told in one sentence, the newest word for all of them.

    That is one fact stated by several sources or copies, and contracts alike in all but their name.
    """
    times = (kind, row["start_text"], row["end_text"], row["disputed"], row["from_id"])
    if kind in ("LISTED_ON", "MEMBER_OF"):
        return (*times, row["to_id"])
    if kind == "SUPPLIES":
        return (*times, *row["stated_by"], row["last_stated_text"], row["grade"])
    if kind in ("OWNS", "CONTROLS"):
        # A transcriber's word is one, however each file names the transcriber and the stake.
        if row.get("interest") == "parent_named":
            return (*times, row["to_id"], "parent")
        share = tuple(row.get(name) for name in ("share", "share_min", "share_max"))
        return (*times, row["to_id"], row["direct"] or "not_stated", *share, *row["stated_by"])
    return (row["id"],)


def stake_bounds(row: Row) -> dict[str, float | None]:
    """The bounds of a stake under the names that `beholden.pages.words.share` takes.

    What is computed to be at least nothing, or at most all, says nothing.
    """
    least = "exclusive_minimum" if row.get("share_min_exclusive") else "minimum"
    most = "exclusive_maximum" if row.get("share_max_exclusive") else "maximum"
    low, high = row["share_min"], row["share_max"]
    if row["derived"]:
        low, high = low or None, None if high == 1 else high
    return {"exact": row["share"], least: low, most: high}


def _how(row: Row) -> str:
    return {"direct": "directly ", "indirect": "indirectly "}.get(row["direct"] or "", "")


def _times(row: Row) -> str:
    start = f" from {day(row['start_text'])}" if row["start_text"] else ""
    return start + (f" until {day(row['end_text'])}" if row["end_text"] else "")


def _closed(text: str) -> str:
    return text if text.endswith(".") else text + "."


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
