"""Numbered citations: one for each document or copy that somebody says something in, with all its claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from beholden.errors import CaseError
from beholden.graph.reference_claims import REFERENCE, TITLE
from beholden.graph.release import Release

COLUMNS = (
    "claim",
    "page",
    "stated_by",
    "stated_text",
    "grade",
    "source",
    "quote",
    "places",
    "text",
    "copy",
)


class Citations:
    """Gives numbers in the order of first use, and the list at the end."""

    def __init__(self, release: Release, claims: Iterable[str]) -> None:
        """Read where each of these claims stands and who makes it; they are the ones that may be cited."""
        self._claims: dict[str, tuple[Any, ...]] = {}
        wanted = set(claims)
        for kind in release.kinds("claims"):
            rows = release.claims(kind, wanted, (*COLUMNS, "snapshot"))
            # Sorted by copy, so that the newest copy's words stay.
            for row in rows.sort("claim", "snapshot", "copy").select(COLUMNS).iter_rows():
                self._claims[row[0]] = row
        self._cited: dict[str, list[str]] = {}
        for claim, row in self._claims.items():
            if row[5] == "curated":
                self._cited.setdefault(json.loads(row[8])["citation"], []).append(claim)
        self._titles = {
            (facts["source"], facts["name"]): (facts["title"], facts["publisher"])
            for facts in release.manifest["sources"]
        }
        self._sources: dict[str, str] = {
            facts["source"]: facts["title"] for facts in release.manifest["sources"]
        }
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._list: list[dict[str, Any]] = []

    def numbers(self, claims: Iterable[str]) -> list[int]:
        """The numbers of the citations of these claims, rising, each once."""
        found: set[int] = set()
        for claim in claims:
            _, page, stated_by, stated_on, grade, source, quote, places, text, copy = self._claims[claim]
            key = (page, stated_by, stated_on, grade, source)
            number = self._numbers.get(key)
            if number is None:
                number = self._numbers[key] = len(self._numbers) + 1
                title, publisher = self._title(source, copy, text)
                self._list.append(
                    {
                        "n": number,
                        "stated_by": stated_by,
                        "title": title,
                        "publisher": publisher,
                        "url": page,
                        "date": stated_on,
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

    def claim(self, claim: str) -> dict[str, Any]:
        """Where one claim stands: the number of its citation, its places there, its quote and its source."""
        row = self._claims[claim]
        (number,) = self.numbers([claim])
        return {"citation": number, "places": row[7], "quote": row[6], "source": row[5]}

    def source(self, id: str) -> str:
        """The title of a source."""
        return self._sources.get(id, TITLE if id == REFERENCE else id)

    def speaker(self, claim: str) -> str:
        """Who makes a claim, with the date of the document."""
        _, _, stated_by, stated_on, *_ = self._claims[claim]
        return f"{stated_by} ({stated_on})"

    def of_documents(self, names: Iterable[str], documents: Mapping[str, Mapping[str, Any]]) -> list[int]:
        """The numbers of documents of the case's claims file, by their ids there.

        A document that carries a claim has that claim's number; one that was read and carries none is cited as it
        stands in the file. An id that the file does not have raises CaseError.
        """
        numbers: set[int] = set()
        for name in names:
            if name in self._cited:
                numbers.update(self.numbers(sorted(self._cited[name])[:1]))
            elif name in documents:
                numbers.add(self._read_only(name, documents[name]))
            else:
                raise CaseError(
                    f'case.toml: [[unknown]] cites "{name}", which is no [[citation]] of the case'
                )
        return sorted(numbers)

    def _read_only(self, name: str, document: Mapping[str, Any]) -> int:
        key = (name,)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._list.append(
                {
                    "n": self._numbers[key],
                    "stated_by": document.get("stated_by", document["publisher"]),
                    "title": document["title"],
                    "publisher": document["publisher"],
                    "url": document["url"],
                    "date": document.get("date"),
                    "grade": document["grade"],
                    "places": [],
                    "claims": [],
                    "quote": None,
                }
            )
        return self._numbers[key]

    def _title(self, source: str, copy: str, text: str) -> tuple[str, str]:
        """Title and publisher: of the document a curated claim cites, else of the source."""
        if source == "curated":
            cited = json.loads(text)["cited"]
            return cited["title"], cited["publisher"]
        return (TITLE, "beholden") if source == REFERENCE else self._titles[source, copy]

    def list(self) -> list[dict[str, Any]]:
        """The citations used so far, by number."""
        return self._list
