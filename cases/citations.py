"""Numbered citations: one for each document or copy that somebody says something in, with all its claims."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import polars as pl

from beholden.graph.release import Release


class Citations:
    """Gives numbers in the order of first use, and the list at the end."""

    def __init__(self, release: Release) -> None:
        """Read where each claim of the release stands and who makes it."""
        self._claims: dict[str, tuple[Any, ...]] = {}
        columns = ["claim", "page", "stated_by", "stated_on", "grade", "source", "quote", "places", "text", "snapshot"]
        for kind in release.kinds("claims"):
            # Sorted by copy, so that the newest copy's words stay.
            for row in release.frame("claims", kind).sort("claim", "snapshot").select(columns).iter_rows():
                self._claims[row[0]] = row
        self._titles = {copy["source"]: (copy["title"], copy["publisher"]) for copy in release.manifest["sources"]}
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._list: list[dict[str, Any]] = []

    def numbers(self, claims: Iterable[str]) -> list[int]:
        """The numbers of the citations of these claims, rising, each once."""
        found: set[int] = set()
        for claim in claims:
            _, page, stated_by, stated_on, grade, source, quote, places, text, _ = self._claims[claim]
            key = (page, stated_by, stated_on, grade, source)
            number = self._numbers.get(key)
            if number is None:
                number = self._numbers[key] = len(self._numbers) + 1
                title, publisher = self._title(source, text)
                self._list.append(
                    {
                        "n": number,
                        "stated_by": stated_by,
                        "title": title,
                        "publisher": publisher,
                        "url": page,
                        "date": stated_on.isoformat(),
                        "grade": grade,
                        "places": [],
                        "claims": [],
                        "quote": None,
                    }
                )
            entry = self._list[number - 1]
            if claim not in entry["claims"]:
                entry["claims"].append(claim)
                entry["places"] += [place for place in places if place not in entry["places"]]
                entry["quote"] = entry["quote"] or quote
            found.add(number)
        return sorted(found)

    def _title(self, source: str, text: str) -> tuple[str, str]:
        """Title and publisher: of the document a curated claim cites, else of the source."""
        if source == "curated":
            cited = json.loads(text).get("cited")
            if isinstance(cited, dict):
                return str(cited.get("title", "")), str(cited.get("publisher", ""))
        return self._titles.get(source, (source, ""))

    def list(self) -> list[dict[str, Any]]:
        """The citations used so far, by number."""
        return self._list


def relation_rows(release: Release) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every relation of the release by id, with its kind."""
    return {
        row["id"]: (kind, row)
        for kind in release.kinds("relations")
        for row in release.frame("relations", kind).iter_rows(named=True)
    }


def entity_rows(release: Release, ids: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """Entities of the release by id, with their kind under "kind"; all of them, or those of these ids."""
    wanted = None if ids is None else list(ids)
    rows: dict[str, dict[str, Any]] = {}
    for kind in release.kinds("entities"):
        frame = release.frame("entities", kind)
        if wanted is not None:
            frame = frame.filter(pl.col("id").is_in(wanted))
        for row in frame.iter_rows(named=True):
            rows[row["id"]] = {**row, "kind": kind, "effect_says": row.get("effect_says")}
    return rows
