"""Names from outside against the parties of a release: the best matches, why, and what the graph says of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from beholden.graph.clusters import differing, strong
from beholden.graph.find import Finder
from beholden.graph.identifiers import STRONG
from beholden.graph.kinds import schema
from beholden.graph.matching.blocking import Index
from beholden.graph.matching.compare import PARTS, compare
from beholden.graph.matching.score import COUNTRY_PARTS, reasons, scale, scored
from beholden.graph.matching.words import NameTable, Vocabulary, name_table
from beholden.graph.names import is_weak, variants
from beholden.graph.release import Release
from beholden.graph.standing import Standing, Standings

_AT_ONCE = 2_000
"""How many names are compared at once; more take more memory."""

_LEAST = 0.6
"""The score under which a match is not worth showing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One party to look for: a name, a country as alpha-2 code or None, identifiers as `scheme:VALUE`."""

    name: str
    country: str | None = None
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One party of a release that may be the one asked for.

    `zone` is same, unsure or different, `score` 0 to 1; `confirmed` says whether an identifier agrees, without which
    it is a name match, whatever its zone.
    """

    id: str
    name: str
    kind: str
    matched: str
    score: float
    zone: str
    confirmed: bool
    reasons: tuple[str, ...]
    countries: tuple[str, ...]
    standing: Standing

    @property
    def how(self) -> str:
        """On what it rests, in words."""
        return "confirmed by an identifier" if self.confirmed else "name match, not confirmed"


class Screener:
    """Looks names up in one release. Persons are not looked up: a name alone says nothing of a person."""

    def __init__(self, release: Release) -> None:
        """Read the names of all parties but persons and index them."""
        self._standings, self._finder = Standings(release), Finder(release)
        parties: list[tuple[str, str, str, list[str]]] = []
        self._identifiers: list[dict[str, set[str]]] = []
        names: list[tuple[int, str]] = []
        self._by_identifier: dict[str, list[int]] = defaultdict(list)
        for kind in release.kinds("entities"):
            if not schema().kind(kind).party or kind == "Person":
                continue
            frame = release.frame("entities", kind).select("id", "name", "names", "countries", "identifiers")
            for id, name, own, countries, identifiers in frame.iter_rows():
                number = len(parties)
                parties.append((id, name, kind, countries))
                names += [(number, text) for text in dict.fromkeys(v for one in own for v in variants(one))]
                self._identifiers.append(strong(identifiers))
                for identifier in identifiers:
                    if identifier.partition(":")[0] in STRONG:
                        self._by_identifier[identifier].append(number)
        self.parties = parties
        self._names = pl.DataFrame(names, schema={"party": pl.UInt32, "text": pl.String}, orient="row")
        self._vocabulary = Vocabulary()
        self._table = name_table(self._names["text"], self._vocabulary)
        self._index = Index.of(self._table, self._vocabulary.frame())
        self._countries = pl.DataFrame(
            [(number, country) for number, party in enumerate(parties) for country in party[3]],
            schema={"party": pl.UInt32, "country": pl.String},
            orient="row",
        )

    def screen(self, asked: Sequence[Asked], *, limit: int = 5, least: float = _LEAST) -> list[list[Match]]:
        """For each one asked for its best matches, best first, at most `limit`, none below the score `least`."""
        found: list[list[Match]] = []
        for start in range(0, len(asked), _AT_ONCE):
            found += self._screen(asked[start : start + _AT_ONCE], limit, least)
        return found

    def party(self, id: str) -> Match | None:
        """What is said of one party, as a match with itself; None where the id, any of its ids, is no party's."""
        found = self._finder.by_id(id)
        for number, (own, name, *_) in enumerate(self.parties):
            if {own} == found:
                return self._match(number, name, 1.0, "same", True, ())
        return None

    def _screen(self, asked: Sequence[Asked], limit: int, least: float) -> Iterator[list[Match]]:
        scores = self._scores(asked, least)
        best = scores.sort(
            ["asked", "score", "party", "right"], descending=[False, True, False, False]
        ).unique(["asked", "party"], keep="first", maintain_order=True)
        by_row: dict[int, list[dict[str, object]]] = defaultdict(list)
        for row in best.group_by("asked", maintain_order=True).head(limit).iter_rows(named=True):
            by_row[row["asked"]].append(row)
        for number, one in enumerate(asked):
            same = {
                party: identifier
                for identifier in one.identifiers
                for party in self._by_identifier.get(identifier, ())
            }
            matches = [
                self._match(party, self.parties[party][1], 1.0, "same", True, (f"both have {identifier}",))
                for party, identifier in same.items()
            ]
            for row in by_row[number]:
                if row["party"] not in same:
                    matches.append(self._named(one, row))
            yield matches[:limit]

    def _scores(self, asked: Sequence[Asked], least: float) -> pl.DataFrame:
        """The pairs of what is asked and names of the release, with scores, as `asked`, `right`, `party`."""
        texts = [(number, text) for number, one in enumerate(asked) for text in variants(one.name)]
        table: NameTable = name_table([text for _, text in texts], self._vocabulary)
        words = self._vocabulary.frame()
        pairs = self._index.candidates(table, words, limit=60)
        compared = compare(pairs, table, self._table, words)
        owners = pl.DataFrame(texts, schema={"asked": pl.UInt32, "given": pl.String}, orient="row")
        own = pl.DataFrame(
            {"asked": range(len(asked)), "country": [one.country for one in asked]},
            schema={"asked": pl.UInt32, "country": pl.String},
        )
        compared = compared.join(owners.with_row_index("left"), on="left").join(
            self._names.with_row_index("right"), on="right"
        )
        return self._by_country(compared.join(own, on="asked")).filter(pl.col("score") >= least)

    def _by_country(self, compared: pl.DataFrame) -> pl.DataFrame:
        """The pairs with the parts that countries give, and the score."""
        known = self._countries.select("party").unique().with_columns(stated=pl.lit(True))
        agreed = self._countries.with_columns(agrees=pl.lit(True))
        joined = compared.join(known, on="party", how="left").join(
            agreed, on=["party", "country"], how="left"
        )
        both = pl.col("stated").fill_null(False) & pl.col("country").is_not_null()
        return scored(
            joined.with_columns(
                country_unknown=(~both).cast(pl.Float32),
                country_other=(both & ~pl.col("agrees").fill_null(False)).cast(pl.Float32),
            )
        )

    def _named(self, one: Asked, row: dict[str, object]) -> Match:
        score = float(str(row["score"]))
        zone = "same" if score >= scale().same else "unsure" if score >= scale().unsure else "different"
        if zone == "same" and (row["country_unknown"] or is_weak(one.name)):
            zone = "unsure"
        party, parts = (
            int(str(row["party"])),
            {name: float(str(row[name])) for name in (*PARTS, *COUNTRY_PARTS)},
        )
        why = reasons(parts)
        if scheme := differing(strong(one.identifiers), self._identifiers[party]):
            zone, why = "different", [f"different {scheme}, whatever the names", *why]
        return self._match(party, str(row["text"]), score, zone, False, tuple(why))

    def _match(
        self, party: int, text: str, score: float, zone: str, confirmed: bool, why: tuple[str, ...]
    ) -> Match:
        id, name, kind, countries = self.parties[party]
        standing = self._standings.of(id)
        return Match(id, name, kind, text, score, zone, confirmed, why, tuple(countries), standing)
