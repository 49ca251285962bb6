"""The pairs of a release that nobody has judged, the most telling first, and judgements written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from beholden.errors import SourceError
from beholden.graph.judgements import Judgement, read_judgements
from beholden.graph.release import Release

LEANS = ("LISTED_ON", "MEMBER_OF", "OWNS", "CONTROLS", "SUPPLIES")
"""Relations that would be read across a pair if its two parties were one."""


@dataclass(frozen=True, slots=True)
class Side:
    """One party of a pair: the record that a judgement names, and what the release says of the party."""

    record: str
    id: str
    name: str
    names: tuple[str, ...]
    kind: str
    countries: tuple[str, ...]
    identifiers: tuple[str, ...]
    sources: tuple[str, ...]
    says: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A pair that may be one party; `creates` says which answers would come to be if it were."""

    left: Side
    right: Side
    score: float | None
    reasons: tuple[str, ...]
    creates: tuple[str, ...]


def unjudged(release: Release) -> list[Unjudged]:
    """The possible pairs of a release that rest on names, those first that would create an answer, then by score."""
    if "POSSIBLY_SAME" not in release.kinds("relations"):
        return []
    pairs = release.frame("relations", "POSSIBLY_SAME").filter(pl.col("basis") != "judged_unsure")
    about = _About(release, {*pairs["from_id"], *pairs["to_id"]}, set(pairs["claims"].explode()))
    found = []
    for one, other, score, reasons, claims in pairs.select(
        "from_id", "to_id", "score", "reasons", "claims"
    ).iter_rows():
        left, right = about.side(one, set(claims)), about.side(other, set(claims))
        found.append(Unjudged(left, right, score, tuple(reasons), about.creates(one, other)))
    return sorted(
        found, key=lambda pair: (-len(pair.creates), -(pair.score or 0), pair.left.record, pair.right.record)
    )


class _About:
    """What a release says of some of its parties."""

    def __init__(self, release: Release, ids: set[str], claims: set[str]) -> None:
        self._rows: dict[str, tuple[str, dict[str, object]]] = {}
        self._subjects: dict[str, tuple[str, list[str]]] = {}
        columns = ("id", "name", "names", "countries", "identifiers", "sources", "members", "claims")
        for kind in release.kinds("entities"):
            frame = release.frame("entities", kind).select(columns).filter(pl.col("id").is_in(list(ids)))
            self._rows.update({row["id"]: (kind, row) for row in frame.iter_rows(named=True)})
            if kind in release.kinds("claims"):
                wanted = release.claims(kind, claims, ("claim", "subject", "places"))
                self._subjects.update(
                    {claim: (subject, places) for claim, subject, places in wanted.iter_rows()}
                )
        names = {
            id: name
            for kind in release.kinds("entities")
            for id, name in release.frame("entities", kind).select("id", "name").iter_rows()
        }
        self._says: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for kind in LEANS:
            if kind not in release.kinds("relations"):
                continue
            frame = release.frame("relations", kind).select("from_id", "to_id", "last_stated")
            for one, other, stated in frame.iter_rows():
                if one in ids:
                    self._says[one][kind].add(f"{kind} {names.get(other, other)} (in the copy of {stated})")
                if other in ids and kind in ("OWNS", "CONTROLS"):
                    self._says[other][f"{kind} it"].add(
                        f"{names.get(one, one)} {kind} it (in the copy of {stated})"
                    )

    def side(self, id: str, claims: set[str]) -> Side:
        kind, row = self._rows[id]
        members = set(_texts(row, "members"))
        stating = sorted(
            (subject, places)
            for claim, (subject, places) in self._subjects.items()
            if claim in claims and subject in members
        )
        says = [text for own in self._says.get(id, {}).values() for text in own]
        return Side(
            record=stating[0][0] if stating else min(members),
            id=id,
            name=str(row["name"]),
            names=_texts(row, "names"),
            kind=kind,
            countries=_texts(row, "countries"),
            identifiers=_texts(row, "identifiers"),
            sources=_texts(row, "sources"),
            says=tuple(sorted(says)),
            places=tuple(place for _, places in stating for place in places),
        )

    def creates(self, one: str, other: str) -> tuple[str, ...]:
        """Which answers would rest on the two being one."""
        mine, theirs = self._says.get(one, {}), self._says.get(other, {})
        answers = {
            "a listed member": ("LISTED_ON", "MEMBER_OF"),
            "a listed supplier": ("LISTED_ON", "SUPPLIES"),
            "an owner of a member": ("OWNS it", "MEMBER_OF"),
            "an owner of a listed party": ("OWNS it", "LISTED_ON"),
        }
        return tuple(
            answer
            for answer, (first, second) in answers.items()
            if (first in mine and second in theirs and second not in mine)
            or (first in theirs and second in mine and second not in theirs)
        )


def _texts(row: Mapping[str, object], column: str) -> tuple[str, ...]:
    values = row[column]
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


def write_judgement(file: Path, judgement: Judgement) -> None:
    """Add a judgement to a file, which is made where it is not there; SourceError where it contradicts another."""
    known = read_judgements([file]) if file.exists() else []
    for one in known:
        if one.pair == judgement.pair:
            raise SourceError(
                f"{file.name}: {one.author} has judged this pair on {one.date}; change that line instead"
            )
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = [
        "[[judgement]]",
        *(
            f"{name} = {_toml(value)}"
            for name, value in (
                ("left", judgement.left),
                ("right", judgement.right),
                ("decision", judgement.decision),
                ("author", judgement.author),
            )
        ),
        f"date = {judgement.date}",
        f"reason = {_toml(judgement.reason)}",
    ]
    whole = text + ("\n" if text and not text.endswith("\n\n") else "") + "\n".join(lines) + "\n"
    new = file.with_name(f".{file.name}.new")
    new.write_text(whole, encoding="utf-8")
    new.replace(file)
    read_judgements([file])


def _toml(text: str) -> str:
    """A text as TOML writes it on one line."""
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(marks.get(c, c if c.isprintable() else f"\\U{ord(c):08X}") for c in text) + '"'


def without_judged(pairs: Sequence[Unjudged], judgements: Sequence[Judgement]) -> list[Unjudged]:
    """The pairs that no judgement names."""
    judged = {judgement.pair for judgement in judgements}
    return [pair for pair in pairs if tuple(sorted((pair.left.record, pair.right.record))) not in judged]
