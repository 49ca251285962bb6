"""Whether a certificate proves its verdict, from the certificate alone: standard library only, nothing of beholden.

The file can be copied and run elsewhere. docs/certificates.md says what a certificate holds and what must be true
of it; the words here are those of that page. Nothing here is shared with what makes verdicts and certificates.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FORMAT = 3
WHOLE = 10**9
"""Shares are counted in billionths."""
UNOWNED = ("Person", "State", "PublicBody")
"""Kinds of party that nobody holds shares of."""

_PERIOD = {
    "start_earliest": "day?",
    "start_latest": "day?",
    "end_earliest": "day?",
    "end_latest": "day?",
    "fresh_until": "day?",
    "claims": ["text"],
}
_HOLDS = {
    "share": "share?",
    "share_min": "share?",
    "share_max": "share?",
    "more_than": "flag?",
    "less_than": "flag?",
    "share_of": "text?",
    "interest": "text?",
    "direct": "text?",
    "stake": "text?",
}
SHAPE: Any = {
    "format": "number",
    "id": "text",
    "hash": "text",
    "kind": "text",
    "as_of": "day",
    "release": "text",
    "party": "text",
    "rule": {
        "id": "text",
        "version": "text",
        "title": "text",
        "authority": "text?",
        "citation": "text?",
        "lists": ["text"],
        "lists_in_part": ["text"],
        "kinds": ["text"],
        "owners": ["text"],
        "threshold": "share?",
        "strict": "flag",
        "share_of": "text",
        "aggregate": "flag",
        "any_stake": "flag",
        "control": "text",
        "mechanisms": ["text"],
        "descends": "flag",
        "from": "day?",
        "to": "day?",
        "suspended": [{"from": "day?", "to": "day?"}],
        "unconfirmed": [{"from": "day?", "to": "day?"}],
    },
    "test": {"compare": "text", "threshold": "share?"},
    "lists": ("each", {"copy": "day", "complete": "flag", "fresh_until": "day?"}),
    "parties": ("each", {"name": "text", "kind": "text"}),
    "claims": (
        "each",
        {
            "kind": "text",
            "subject": "text",
            "source": "text",
            "text": "text?",
            "said": [
                {
                    "copy": "day",
                    "copy_id": "text",
                    "place": "text",
                    "page": "text?",
                    "stated_by": "text",
                    "grade": "text",
                    "stated_on": "day",
                    "from": "text",
                    "to": "text",
                    "start": "text?",
                    "start_earliest": "day?",
                    "start_latest": "day?",
                    "end_earliest": "day?",
                    "end_latest": "day?",
                    "disputed": "flag",
                    "fresh_until": "day?",
                    "mechanism": "text?",
                    "holds": ("null or", _HOLDS),
                }
            ],
        },
    ),
    "listings": ("each", {"party": "text", "list": "text", "confirmed": "flag", **_PERIOD}),
    "stakes": (
        "each",
        {
            "owner": "text",
            "asset": "text",
            "kind": "text",
            "minimum": "share",
            "maximum": "share",
            "disputed": "flag",
            **_PERIOD,
        },
    ),
    "controls": ("each", {"owner": "text", "asset": "text", "mechanism": "text", **_PERIOD}),
    "parts": ("each", {"owner": "text", "asset": "text", **_PERIOD}),
    "steps": [
        {
            "party": "text",
            "by": "text",
            "facts": ["text"],
            "share_kind": "text?",
            "sum": "sum?",
            "through": "text?",
        }
    ],
    "bounds": [{"through": "text?", "parties": ("each", ("each", "sum"))}],
    "missing": [{"fact": "text", "why": ["text"]}],
}
"""The fields of a certificate. A dictionary has these fields and no others; a question mark allows null; "each" is
an object from ids to what follows, "null or" null or what follows; a list repeats its one entry."""

_CLAIMED = {"listing": "LISTED_ON", "part": "PART_OF", "stakes": "OWNS", "control": "CONTROLS"}
TABLES = {"listing": "listings", "part": "parts", "stakes": "stakes", "control": "controls"}
"""Where the facts are that a step of each sort names."""

_KINDS = {
    "capital": ("capital", "unknown"),
    "votes": ("votes", "unknown"),
    "unknown": ("unknown",),
    "any": ("capital", "votes", "unknown"),
}
_SHARE = re.compile(r"0|1|0\.[0-9]{0,8}[1-9]")
_SUM = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{0,8}[1-9])?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def verify(certificate: Mapping[str, Any]) -> list[str]:
    """What is wrong with a certificate, each in a sentence; nothing where it proves the verdict it names."""
    problems = list(_shape("certificate", certificate, SHAPE))
    if problems:
        return problems
    if certificate["format"] != FORMAT:
        return [f"format: this verifier reads {FORMAT}, not {certificate['format']}"]
    proof = _Proof(certificate)
    return [*proof.identity(), *proof.references(), *proof.stated(), *proof.rule(), *proof.verdict()]


def read(text: str) -> Any:
    """The JSON in a text; ValueError where it is none, or where an object has a field twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise ValueError("an object has the same field twice")
        return fields

    try:
        return json.loads(text, object_pairs_hook=once)
    except RecursionError as problem:
        raise ValueError("it is nested too deep") from problem


def verify_file(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Of each certificate in a file where it stands and what is wrong with it.

    The file is JSON with one certificate, or has one a line. One that is no JSON has that as its problem; a file
    that can't be read raises OSError.
    """
    text = file.read_bytes().decode("utf-8", errors="surrogateescape")
    try:
        whole = [(str(file), read(text))] if text.strip() else []
    except ValueError:
        whole = []
    lines = [(f"{file}:{number}", line) for number, line in enumerate(text.split("\n"), start=1)]
    for where, one in whole or [(where, line) for where, line in lines if line.strip()]:
        try:
            certificate = one if whole else read(one)
        except ValueError as problem:
            yield where, [f"this is not JSON as a certificate has it: {problem}"]
        else:
            yield where, verify(certificate)
    if not text.strip():
        yield str(file), ["there is no certificate in it"]


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed: JSON in UTF-8, keys sorted, no space between, no escape that JSON does not need."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(certificate: Mapping[str, Any]) -> str:
    """The SHA-256, in hex, of everything in a certificate but its field "hash"."""
    rest = {name: value for name, value in certificate.items() if name != "hash"}
    return hashlib.sha256(canonical(rest)).hexdigest()


def chained_hash(*parts: Iterable[str]) -> str:
    """The hash that ids are made of: the texts of each part and an empty one after it, joined by the unit separator.

    >>> chained_hash(["a", "b"]) == chained_hash(["a"], ["b"])
    False
    """
    text = "\x1f".join(["\x1f".join((*part, "")) for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _digits(*parts: str) -> str:
    """What a record of a text is called, or a claim of a kind, a subject and a record: 16 hex digits of SHA-256."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def step_id(
    rule: Iterable[str],
    party: str,
    by: str,
    facts: Iterable[str],
    missing: Iterable[str],
    below: Iterable[str],
) -> str:
    """The id of a step: of the facts it names, those of them that are missing, and the ids of the steps it rests on.

    `rule` is the rule's id, its version, and the date of the verdict.
    """
    return chained_hash(rule, [party, by], sorted(facts), sorted(missing), sorted(below))


def certificate_id(kind: str, proved_by: str) -> str:
    """The id of a certificate: of its kind of verdict, and of the step that reaches the party.

    Where there are no steps, that is the hash of the rule (as for a step), the party, and all facts.
    """
    return "c-" + chained_hash([kind, proved_by])


def billionths(text: str) -> int:
    """The number of billionths in canonical decimal text.

    >>> billionths("0.5"), billionths("1.000000001")
    (500000000, 1000000001)
    """
    whole, _, part = text.partition(".")
    return int(whole) * WHOLE + int(part.ljust(9, "0"))


def decimal(number: int) -> str:
    """The canonical decimal text of a number of billionths: no zeros at the end, no dot without decimals.

    >>> decimal(500_000_000), decimal(2 * WHOLE)
    ('0.5', '2')
    """
    whole, part = divmod(number, WHOLE)
    return f"{whole}.{part:09}".rstrip("0").rstrip(".") if part else str(whole)


def _shape(where: str, value: Any, wanted: Any) -> Iterator[str]:
    """What in a value is not of the form wanted."""
    if isinstance(wanted, str):
        if not _is(value, wanted):
            yield f"{where}: {wanted.rstrip('?')} is wanted here, not {json.dumps(value, default=str)[:60]}"
    elif isinstance(wanted, list):
        if not isinstance(value, list):
            yield f"{where}: a list is wanted here"
        else:
            for number, one in enumerate(value):
                yield from _shape(f"{where}[{number}]", one, wanted[0])
    elif isinstance(wanted, tuple) and wanted[0] == "null or":
        if value is not None:
            yield from _shape(where, value, wanted[1])
    elif not isinstance(value, Mapping):
        yield f"{where}: an object is wanted here"
    elif isinstance(wanted, tuple):
        for name, one in value.items():
            yield from _shape(f"an id in {where}", name, "text")
            yield from _shape(f"{where}.{name}", one, wanted[1])
    else:
        for name in sorted(set(wanted) ^ set(value)):
            yield f"{where}: {'is without' if name in wanted else 'has an unknown field'} {name!r}"
        for name in sorted(set(wanted) & set(value)):
            yield from _shape(
                f"{where}.{name}" if where != "certificate" else name, value[name], wanted[name]
            )


def _is(value: Any, wanted: str) -> bool:
    if wanted.endswith("?"):
        return value is None or _is(value, wanted[:-1])
    if wanted == "flag":
        return isinstance(value, bool)
    if wanted == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str) or any("\ud800" <= sign <= "\udfff" for sign in value):
        return False
    if wanted == "day":
        try:
            return bool(_DAY.fullmatch(value)) and date.fromisoformat(value) is not None
        except ValueError:
            return False
    forms = {"share": _SHARE, "sum": _SUM}
    return bool(forms[wanted].fullmatch(value)) if wanted in forms else bool(value)


def _within(day: str, since: str | None, until: str | None) -> bool:
    """Whether a day lies in a period; the end is exclusive and null is no bound."""
    return (since is None or since <= day) and (until is None or day < until)


def _closure(first: Iterable[str], pairs: Collection[tuple[str, str]]) -> set[str]:
    """These and all that pairs lead to from them."""
    found: set[str] = set()
    new = set(first)
    while new:
        found |= new
        new = {end for start, end in pairs if start in new} - found
    return found


# --- what the claims of a fact say --------------------------------------------------------------------------------

GRADES = ("official", "company_filing", "press", "transcription", "unknown_copy")
"""Grades of a citation, best first."""
INTERESTS = {
    None: "unknown",
    "shareholding": "capital",
    "votingRights": "votes",
    "parent_named": "unknown",
    "unknown_interest": "unknown",
    "unknownInterest": "unknown",
    "unpublishedInterest": "unknown",
}
"""What a stake is a share of, where it is not said and the interest is; any other interest is no stake."""
_NEVER, _ALWAYS = 0, 10**7
"""Before and after every day, as numbers of days."""


def _first(rows: list[Mapping[str, Any]], field: str) -> Any:
    return next((row[field] for row in rows if row[field] is not None), None)


class _Statement:
    """What one source says of one relation: the words of its newest copy, and the days on which it says so."""

    def __init__(self, rows: list[tuple[str, Mapping[str, Any]]]) -> None:
        rows = sorted(rows, key=lambda row: (_rank(row[1]["grade"]), row[0], row[1]["copy_id"]))
        every = [
            row
            for _, row in sorted(rows, key=lambda row: (row[1]["copy"], row[1]["stated_on"]), reverse=True)
        ]
        newest = [
            row for row in every if (row["copy"], row["copy_id"]) == (every[0]["copy"], every[0]["copy_id"])
        ]
        ended = next((row for row in newest if row["end_earliest"] is not None), None)
        started = [row for row in newest if row["start_latest"] is not None]
        self.start_earliest = min(
            (row["start_earliest"] for row in newest if row["start_earliest"]), default=None
        )
        self.start_latest = min((row["start_latest"] for row in started), default=None)
        self.end_earliest = ended["end_earliest"] if ended else None
        self.end_latest = ended["end_latest"] if ended else None
        self.open = any(row["disputed"] for row in newest) and ended is None
        self.fresh_until = max((row["fresh_until"] for row in every if row["fresh_until"]), default=None)
        self.first_stated = min(row["stated_on"] for row in every)
        self.official = any(row["grade"] == GRADES[0] for row in every)
        self.mechanism = _first(newest, "mechanism") or "not_stated"
        start = (
            min(started, key=lambda row: row["start_latest"])["start"] if started else _first(newest, "start")
        )
        holds = [row["holds"] for row in newest if row["holds"] is not None]
        self.of, self.least, self.most, self.label = "", 0, WHOLE, None
        if holds:
            self._stake({field: _first(holds, field) for field in holds[0]}, start)

    def _stake(self, says: Mapping[str, Any], start: str | None) -> None:
        of = says["share_of"] if says["share_of"] != "unknown" else None
        self.of = of or INTERESTS.get(says["interest"], "")
        if says["direct"] == "indirect":
            return
        if says["share"] is not None:
            self.least = self.most = billionths(says["share"])
        else:
            if says["share_min"] is not None:
                self.least = billionths(says["share_min"]) + bool(says["more_than"])
            if says["share_max"] is not None:
                self.most = billionths(says["share_max"]) - bool(says["less_than"])
        self.label = says["stake"] if says["stake"] != (start or "") else None

    def times(self, *, listed: bool = False) -> dict[str, str | None]:
        """The days of a fact that rests on this statement alone."""
        start = self.start_latest
        if listed and start is None and self.official:
            start = self.first_stated
        return {
            "start_earliest": self.start_earliest,
            "start_latest": None if self.open else start,
            "end_earliest": self.end_earliest,
            "end_latest": self.end_latest,
            "fresh_until": self.fresh_until,
        }


def _rank(grade: str) -> int:
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def _number(day: str | None, missing: int) -> int:
    return missing if day is None else date.fromisoformat(day).toordinal()


def _day(number: int) -> str | None:
    return None if number in (_NEVER, _ALWAYS) else date.fromordinal(number).isoformat()


@dataclass
class _Voice:
    """One statement in a span of time, or several stakes that one source tells apart: what it says of the share."""

    own: bool
    least: int
    most: int
    dated: bool
    hard: bool
    fresh: int
    too_much: bool = False


class _Together:
    """What several statements of one owner and one asset make of a stake of one kind, span by span."""

    def __init__(self, statements: list[tuple[str, _Statement]], kind: str) -> None:
        own = [one for one in statements if one[1].of == kind]
        others = [one for one in statements if one[1].of not in (kind, "unknown")]
        # While one kind alone is stated, a share of something unstated may be of the other.
        self.lacking = not own and bool(others) and kind != "unknown"
        self.own = [one for one in statements if one[1].of == "unknown"] if self.lacking else own
        self.every = [one[1] for one in statements]
        self.sound = bool(self.own) and (self.lacking or not others)

    def span(self, start: int, end: int) -> tuple[int, int, bool, bool, bool] | None:
        """Least, greatest, in conflict, dated, certain, on these days; None where not every statement covers them."""
        voices: dict[Any, list[_Voice]] = {}
        told = [(source, one.label) for source, one in self.own if one.label is not None]
        mine = {id(one): source for source, one in self.own}
        for number, one in enumerate(self.every):
            first, last = _number(one.start_earliest, _NEVER), _number(one.end_latest, _ALWAYS)
            if not (first <= start and end <= last):
                return None
            source = mine.get(id(one))
            begun = _ALWAYS if one.open else _number(one.start_latest, _ALWAYS)
            dated = source is not None and begun <= start and end <= _number(one.end_earliest, _ALWAYS)
            fresh = _number(one.fresh_until, _ALWAYS)
            voice = _Voice(
                source is not None, 0 if self.lacking else one.least, one.most, dated, dated and end <= fresh + 1,
                fresh if dated else -1,
            )  # fmt: skip
            alone = source is None or one.label is None or told.count((source, one.label)) > 1
            voices.setdefault(number if alone else source, []).append(voice)
        return _agreed([_added(parts) for parts in voices.values()])

    def cuts(self, start: int, end: int) -> list[int]:
        """The days between which nothing changes, from a first to a last."""
        days = {start, end}
        for one in self.every:
            days |= {_number(one.start_earliest, _NEVER), _number(one.end_latest, _ALWAYS)}
            days |= {_number(one.start_latest, _ALWAYS), _number(one.end_earliest, _ALWAYS)}
            days |= set() if one.fresh_until is None else {_number(one.fresh_until, _ALWAYS) + 1}
        return sorted(day for day in days if start <= day <= end)


def _added(parts: list[_Voice]) -> _Voice:
    """Stakes that one source tells apart, added; of these only what is most certain counts to the least."""
    chosen = [one for one in parts if one.hard] or [one for one in parts if one.dated] or parts
    least, most = sum(one.least for one in chosen), sum(one.most for one in parts)
    return _Voice(
        parts[0].own, min(least, WHOLE), min(most, WHOLE), any(one.dated for one in parts),
        any(one.hard for one in parts), max(one.fresh for one in parts), least > WHOLE,
    )  # fmt: skip


def _agreed(voices: list[_Voice]) -> tuple[int, int, bool, bool, bool]:
    """What voices make together: those that are certain and new speak first, then the newest, then all."""
    certain, dated = any(one.hard for one in voices), any(one.dated for one in voices)
    newest = max(one.fresh for one in voices)
    speak = [
        one.hard if certain else (one.dated and one.fresh == newest) if dated else one.own for one in voices
    ]
    heard = [one for one, speaks in zip(voices, speak, strict=True) if speaks]
    inner = max(one.least for one in heard), min(one.most for one in heard)
    outer = min(one.least for one in heard), max(one.most for one in heard)
    agree = inner[0] <= inner[1]
    least, most = inner if agree and dated else outer
    against = [
        one
        for one, speaks in zip(voices, speak, strict=True)
        if not speaks and (one.least > most or one.most < least)
    ]
    conflict = not agree or any(one.too_much for one in voices) or bool(against)
    least = min([least, *(one.least for one in against)])
    most = max([most, *(one.most for one in against)])
    return least, most, conflict, dated, certain


class _Proof:
    """One certificate of the right shape."""

    def __init__(self, certificate: Mapping[str, Any]) -> None:
        self.all = certificate
        self.day: str = certificate["as_of"]
        self.regime = certificate["rule"]
        self.stakes = certificate["stakes"]
        self.tables = {by: certificate[name] for by, name in TABLES.items()}
        self.facts = {id: fact for table in self.tables.values() for id, fact in table.items()}
        self.assumed = {one["fact"] for one in certificate["missing"]}
        self.pot_of = {id: step["share_kind"] for step in certificate["steps"] for id in step["facts"]}
        self.status = self._status()
        either = ("capital", "votes", "unknown")
        pots = either if self.regime["share_of"] == "either" else (self.regime["share_of"],)
        self.pots = (
            *(pots if self.regime["threshold"] is not None else ()),
            *(("any",) if self.regime["any_stake"] else ()),
        )

    # --- what it is ---

    def identity(self) -> Iterator[str]:
        """Its hash and its id are those of its content, and it names a verdict."""
        if self.all["hash"] != content_hash(self.all):
            yield "hash: the content is not what was hashed"
        if self.all["kind"] not in ("within", "possible", "outside"):
            yield f'kind: within, possible or outside is wanted, not "{self.all["kind"]}"'
        if self.all["id"] != (wanted := self._id()):
            yield f"id: of this verdict and these facts it is {wanted}"

    def _id(self) -> str:
        """The id that belongs to the content; the steps are taken as they stand."""
        rule, party = (self.regime["id"], self.regime["version"], self.day), self.all["party"]
        ids: dict[tuple[str, str | None], str] = {}
        last = ""
        for step in self.all["steps"]:
            facts = step["facts"]
            owners = {self.facts[id]["owner"] for id in facts if "owner" in self.facts.get(id, {})}
            roots = {step["through"]} if step["by"] != "part" else {None, *owners}
            below = [id for (one, root), id in ids.items() if one in owners and root in roots]
            new = step_id(rule, step["party"], step["by"], facts, self.assumed.intersection(facts), below)
            ids[step["party"], step["through"]] = new
            last = new if step["party"] == party else last
        return certificate_id(self.all["kind"], last or chained_hash(rule, [party], sorted(self.facts)))

    def references(self) -> Iterator[str]:
        """Facts name parties and claims that are there, and a claim's id is that of its record."""
        if len(self.facts) != sum(len(table) for table in self.tables.values()):
            yield "facts: two facts share an id"
        named = {self.all["party"], *(party for bound in self.all["bounds"] for party in bound["parties"])}
        for id, fact in self.facts.items():
            named |= {fact[end] for end in ("owner", "asset", "party") if end in fact}
            if not fact["claims"]:
                yield f"{id}: it rests on no claim"
            for claim in sorted(set(fact["claims"]) - set(self.all["claims"])):
                yield f"{id}: the claim {claim} is not here"
        for party in sorted(named ^ set(self.all["parties"])):
            yield f"parties: {party} is " + ("not there" if party in named else "in no fact and no bound")
        for id, claim in self.all["claims"].items():
            if claim["text"] is not None:  # left out where a record may hold what is private of persons
                record = _digits(claim["text"])
                if id.rpartition("/c-")[2] != _digits(claim["kind"], claim["subject"], record):
                    yield f"claims: {id} is not the id of this record"
            if not any(id in fact["claims"] for fact in self.facts.values()):
                yield f"claims: {id} supports nothing here"
        for id, stake in self.stakes.items():
            if billionths(stake["minimum"]) > billionths(stake["maximum"]):
                yield f"{id}: its minimum is above its maximum"
            if stake["kind"] not in ("capital", "votes", "unknown"):
                yield f'{id}: "{stake["kind"]}" is no kind of share'

    # --- the facts, from their claims ---

    def stated(self) -> Iterator[str]:
        """Each fact is what its claims say."""
        for by, table in self.tables.items():
            for id, fact in table.items():
                claims = [(name, self.all["claims"].get(name)) for name in fact["claims"]]
                strange = [
                    name
                    for name, claim in claims
                    if not (claim and claim["said"] and claim["kind"] == _CLAIMED[by])
                ]
                if strange:
                    yield f"{id}: {strange[0]} is no claim of a {_CLAIMED[by]}"
                elif claims:
                    yield from self._stated(id, fact, by, claims)

    def _stated(
        self, id: str, fact: Mapping[str, Any], by: str, claims: list[tuple[str, Any]]
    ) -> Iterator[str]:
        subjects: dict[tuple[str, str], list[tuple[str, Mapping[str, Any]]]] = {}
        for name, claim in claims:
            rows = subjects.setdefault((claim["subject"], claim["source"]), [])
            rows += [(name, row) for row in claim["said"]]
        statements = [(source, _Statement(subjects[one, source])) for one, source in sorted(subjects)]
        if by == "stakes":
            yield from self._stated_stake(id, fact, statements)
            return
        if [subject for subject, _ in subjects] != [id]:
            yield f"{id}: its claims are not about it"
        wanted: dict[str, str | None] = statements[0][1].times(listed=by == "listing")
        if by == "control":
            wanted["mechanism"] = statements[0][1].mechanism
        yield from self._said(id, fact, wanted)

    def _said(self, id: str, fact: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
        for field, value in wanted.items():
            if fact[field] != value:
                yield f"{id}: by its claims {field} is {value}, not {fact[field]}"

    def _stated_stake(
        self, id: str, stake: Mapping[str, Any], statements: list[tuple[str, _Statement]]
    ) -> Iterator[str]:
        """The share, its kind and its days are those that the statements make together."""
        shown = {
            name: stake[name] for name in (*_PERIOD, "minimum", "maximum", "disputed") if name != "claims"
        }
        one = statements[0][1]
        alone = {
            **one.times(), "minimum": decimal(one.least), "maximum": decimal(one.most), "disputed": one.open,
        }  # fmt: skip
        if len(statements) == 1 and one.of == stake["kind"] and shown == alone:
            return
        together = _Together(statements, stake["kind"])
        if not together.sound:
            yield f"{id}: its claims do not state a share of the {stake['kind']}"
            return
        first, last = _number(stake["start_earliest"], _NEVER), _number(stake["end_latest"], _ALWAYS)
        days = together.cuts(first, last)
        spans = [(a, b, together.span(a, b)) for a, b in itertools.pairwise(days)]
        said = [found for _, _, found in spans if found is not None]
        if not spans or len(said) < len(spans) or len({found[:3] for found in said}) > 1:
            yield f"{id}: its claims do not say one thing of all its days"
            return
        least, most, conflict = said[0][:3]
        dated, certain = [one[3] for one in said], [one[4] for one in said]
        starts = sum(now and not before for before, now in itertools.pairwise([False, *dated]))
        again = sum(now and not before for before, now in itertools.pairwise([False, *certain]))
        if starts > 1 or again > 1 or (again and dated.index(True) != certain.index(True)):
            yield f"{id}: its claims do not say one thing of all its days"
            return
        fresh = max(_number(one.fresh_until, _ALWAYS) for _, one in together.own)
        if dated != certain and again:
            fresh = max(end for (_, end, _), sure in zip(spans, certain, strict=True) if sure) - 1
        wanted = {
            "minimum": decimal(least),
            "maximum": decimal(most),
            "disputed": conflict or any(one.open for one in together.every),
            "start_latest": _day(spans[dated.index(True)][0]) if starts else None,
            "end_earliest": _day(max(end for (_, end, _), sure in zip(spans, dated, strict=True) if sure))
            if starts
            else stake["end_latest"],
            "fresh_until": _day(fresh),
        }
        yield from self._said(id, stake, wanted)

    def rule(self) -> Iterator[str]:
        """The test is that of the rule, and the rule's words are known."""
        compare = "more than" if self.regime["strict"] else "at least"
        if self.all["test"] != {"compare": compare, "threshold": self.regime["threshold"]}:
            yield f"test: by the rule it is {compare} {self.regime['threshold']}"
        if self.regime["threshold"] == "0":
            yield "rule.threshold: it is above 0"
        if self.regime["control"] not in ("no", "yes", "possible"):
            yield f'rule.control: no, yes or possible is wanted, not "{self.regime["control"]}"'
        if self.regime["share_of"] not in ("capital", "votes", "either"):
            yield f'rule.share_of: capital, votes or either is wanted, not "{self.regime["share_of"]}"'

    def verdict(self) -> Iterator[str]:
        """The steps lead to the party, the bounds keep it out, as its kind of verdict needs."""
        kind = self.all["kind"]
        if kind == "outside":
            if self.all["steps"] or self.all["missing"]:
                yield "steps: a verdict of outside has neither steps nor missing facts"
            if self.status == "no":
                yield from self._nothing("bounds", "facts", reason="the rule is not in force on the day")
            else:
                yield from self._lists()
                yield from self._bounded(greatest=True)
            return
        if self.status == "no":
            yield f"rule: it is not in force on {self.day}"
        yield from self._steps()
        yield from self._missing()
        if kind == "within":
            yield from self._nothing("bounds", "missing", reason="within needs none")
            if self.status != "yes":
                yield f"rule: it is not confirmed to be in force on {self.day}"
            for id in sorted(self.facts.keys() - self.pot_of.keys()):
                yield f"{id}: no step uses it"
        elif self.status == "yes":
            yield from self._bounded(greatest=False)
        else:
            yield from self._nothing("bounds", reason="a rule that is not confirmed proves nothing within")
            yield from self._unused(())

    def _status(self) -> str:
        """Whether the rule is in force on the day: yes, no, or unconfirmed."""
        rule, day = self.regime, self.day
        if not _within(day, rule["from"], rule["to"]):
            return "no"
        if any(_within(day, one["from"], one["to"]) for one in rule["suspended"]):
            return "no"
        return "unconfirmed" if any(_within(day, o["from"], o["to"]) for o in rule["unconfirmed"]) else "yes"

    def _nothing(self, *fields: str, reason: str) -> Iterator[str]:
        for field in fields:
            if self.facts if field == "facts" else self.all[field]:
                yield f"{field}: there must be none, since {reason}"

    # --- one fact on the day ---

    def _possible(self, fact: Mapping[str, Any]) -> bool:
        return _within(self.day, fact["start_earliest"], fact["end_latest"])

    def _doubts(self, fact: Mapping[str, Any], pot: str | None = None) -> list[str]:
        """What about a fact is not certain on the day, in a word each, sorted; of a stake, for a kind of share."""
        doubts = []
        if fact["start_latest"] is None or not _within(self.day, fact["start_latest"], fact["end_earliest"]):
            doubts.append("period")
        if fact["fresh_until"] is not None and fact["fresh_until"] < self.day:
            doubts.append("stale")
        if fact.get("confirmed") is False:
            doubts.append("match")
        if "list" in fact and fact["list"] not in self.regime["lists"]:
            doubts.append("part")
        if "mechanism" in fact:
            named = self.regime["mechanisms"]
            if self.regime["control"] == "possible" or (named and fact["mechanism"] not in named):
                doubts.append("control")
        if pot == "any":
            return sorted([*doubts, "affiliate"])
        if pot in ("capital", "votes") and fact["kind"] == "unknown":
            doubts.append("kind")
        if "minimum" in fact and fact["minimum"] != fact["maximum"]:
            doubts.append("share")
        return sorted(doubts)

    def _interval(self, stake: Mapping[str, Any], pot: str) -> tuple[int, int]:
        """The least and the greatest that a stake counts on the day among shares of a kind, in billionths."""
        fits = pot == "any" or stake["kind"] == pot or (pot != "unknown" and stake["kind"] == "unknown")
        if not fits or not self._possible(stake):
            return 0, 0
        certain = set(self._doubts(stake, pot)) <= {"share"}
        return (billionths(stake["minimum"]) if certain else 0), billionths(stake["maximum"])

    def _into(self, asset: str, pot: str) -> dict[str, tuple[int, int]]:
        """What each stake in a party counts among shares of a kind."""
        return {
            id: self._interval(stake, pot) for id, stake in self.stakes.items() if stake["asset"] == asset
        }

    def _meets(self, number: int, pot: str) -> bool:
        if pot == "any":
            return number > 0
        threshold = billionths(self.regime["threshold"])
        return number > threshold if self.regime["strict"] else number >= threshold

    # --- the steps ---

    def _steps(self) -> Iterator[str]:
        """Each step rests on facts of the day and on parties that earlier steps reached."""
        reached: set[tuple[str, str | None]] = set()
        bodies = set(self.regime["owners"])
        for number, step in enumerate(self.all["steps"]):
            if (step["party"], step["through"]) in reached:
                yield f"steps[{number}]: an earlier step reaches {step['party']} already"
            yield from (f"steps[{number}]: {problem}" for problem in self._step(step, reached, bodies))
            reached.add((step["party"], step["through"]))
            bodies |= {step["party"]} if step["by"] == "part" else set()
        if self.all["party"] not in {party for party, _ in reached}:
            yield f"steps: none leads to {self.all['party']}"

    def _step(
        self, step: Mapping[str, Any], reached: Collection[tuple[str, str | None]], bodies: Collection[str]
    ) -> Iterator[str]:
        by, through, party = step["by"], step["through"], step["party"]
        facts = [self.tables[by].get(id) for id in step["facts"]] if by in self.tables else []
        if by not in (*self.tables, "kind", "owner"):
            yield f'by: "{by}" is no way to come within'
            return
        if (
            None in facts
            or len(set(step["facts"])) != len(step["facts"])
            or bool(facts) != (by in self.tables)
        ):
            yield f"it must name facts of this sort ({by}), each once"
            return
        if (through is None) != self.regime["aggregate"]:
            yield "through: it names the listed party if the rule takes each alone, and only then"
        if (by == "stakes") != (step["sum"] is not None) or (by == "stakes") != (
            step["share_kind"] is not None
        ):
            yield "sum, share_kind: a step by stakes has both, another neither"
            return
        for id, fact in zip(step["facts"], facts, strict=True):
            if fact["party" if by == "listing" else "asset"] != party:
                yield f"{id} is not about {party}"
            doubts = set(self._doubts(fact, step["share_kind"])) - {"share"}
            if not self._possible(fact):
                yield f"{id} is not in force on {self.day}"
            elif id not in self.assumed and doubts:
                yield f"{id} is not certain on {self.day} ({', '.join(sorted(doubts))})"
            if by in ("stakes", "control") and (fact["owner"], through) not in reached:
                yield f"{id}: no earlier step reaches its owner {fact['owner']}"
        if by in ("stakes", "control") and not self.regime["descends"]:
            yield "the rule reaches those listed and nobody through them"
        if by == "stakes":
            yield from self._stakes_step(step)
        elif by != "control" and through not in (None, party):
            yield f"through: it starts from {party} itself"
        if len(facts) > 1 and by != "stakes":
            yield "one fact of this sort is enough"
        if by == "control" and self.regime["control"] == "no":
            yield "control: the rule does not count it"
        if by == "listing" and facts[0]["list"] not in self.regime["lists"] + self.regime["lists_in_part"]:
            yield "the listing is on none of the rule's lists"
        if by == "kind" and self.all["parties"].get(party, {}).get("kind") not in self.regime["kinds"]:
            yield "kind: the rule does not start from such parties"
        if (by == "owner" and party not in self.regime["owners"]) or (
            by == "part" and facts[0]["owner"] not in bodies
        ):
            yield f"{by}: the rule does not start from it"

    def _stakes_step(self, step: Mapping[str, Any]) -> Iterator[str]:
        pot, used = step["share_kind"], step["facts"]
        if pot not in self.pots or any(self.stakes[id]["kind"] not in _KINDS[pot] for id in used):
            yield f"share_kind: these are not all shares that the rule counts as {pot}"
            return
        if pot in ("unknown", "any") and len(used) > 1:
            yield "share_kind: stakes of unknown kind are not added up"
        sure = [(self.stakes[id]["owner"], self.stakes[id]["kind"]) for id in used if id not in self.assumed]
        if len(set(sure)) != len(sure):
            yield "two stakes of one owner and one kind are one and are not added up"
        into = self._into(step["party"], pot)
        total = sum(into.get(id, (0, 0))[id in self.assumed] for id in used)
        least = {id: interval[0] for id, interval in into.items()}
        if (
            pot in ("capital", "votes") and sum(least.values()) <= WHOLE
        ):  # else disputed, with no room to reckon
            total = min(total, WHOLE - sum(share for id, share in least.items() if id not in used))
        if step["sum"] != decimal(total):
            yield f"sum: it is {decimal(total)}, not {step['sum']}"
        if not self._meets(total, pot):
            yield f"sum: {decimal(total)} is not {self.all['test']['compare']} {self.regime['threshold']}"

    def _missing(self) -> Iterator[str]:
        """The missing facts are the uncertain ones that the steps take at their greatest, each with its doubts."""
        named = [one["fact"] for one in self.all["missing"]]
        if len(set(named)) != len(named):
            yield "missing: a fact is named twice"
        for one in self.all["missing"]:
            id = one["fact"]
            if id == "rule":
                wanted = ["in force"] if self.status == "unconfirmed" else []
            else:
                used = id in self.pot_of and id in self.facts
                wanted = self._doubts(self.facts[id], self.pot_of[id]) if used else []
            if not wanted or one["why"] != wanted:
                yield f"missing: {id} is in doubt for {wanted or 'nothing that a step needs'}, not {one['why']}"
        if self.status == "unconfirmed" and "rule" not in self.assumed:
            yield "missing: the rule is not confirmed to be in force, which is to be named"

    # --- the bounds ---

    def _lists(self) -> Iterator[str]:
        """Every list of the rule was read whole, from a copy that is not too old."""
        lists = {*self.regime["lists"], *self.regime["lists_in_part"]}
        for name in sorted(lists ^ set(self.all["lists"])):
            yield f"lists: {name} is " + ("not read" if name in lists else "none of the rule's")
        for name, copy in self.all["lists"].items():
            if not copy["complete"]:
                yield f"lists: the copy of {name} is not complete"
            if copy["copy"] > self.day:
                yield f"lists: the copy of {name} is later than {self.day}"
            if copy["fresh_until"] is not None and copy["fresh_until"] < self.day:
                yield f"lists: the copy of {name} is too old for {self.day}"

    def _bounded(self, *, greatest: bool) -> Iterator[str]:
        """Each bound is a set of parties with the party in it that nobody outside it brings within.

        Nobody of such a set can be the first of it to come within, so that none of it does. `greatest` reckons
        with everything that is possible, and with shares that nobody states; else only with what is certain.
        """
        bounds = self.all["bounds"]
        named = [bound["through"] for bound in bounds]
        if (
            None not in named
            or len(set(named)) != len(named)
            or (self.regime["aggregate"] and len(named) > 1)
        ):
            yield "bounds: one for all listed parties is wanted, and others only where the rule takes each alone"
        yield from self._unused({party for bound in bounds for party in bound["parties"]})
        starts = self._starts(greatest=greatest)
        for number, bound in enumerate(bounds):
            where = f"bounds[{number}]"
            if self.all["party"] not in bound["parties"]:
                yield f"{where}: {self.all['party']} is not in it"
            for party, sums in bound["parties"].items():
                if party == bound["through"]:
                    yield f"{where}: {party}: it is the listed party of this bound"
                if bound["through"] is None and party not in named and party in starts:
                    yield f"{where}: {party}: the rule starts from it{starts[party]}"
                yield from (
                    f"{where}: {party}: {one}" for one in self._kept_out(party, sums, bound, greatest)
                )

    def _unused(self, bounded: Collection[str]) -> Iterator[str]:
        """Facts that no step names, about none of these parties, and that leave no step less room."""
        added = {step["party"] for step in self.all["steps"] if step["by"] == "stakes"}
        parts = self.tables["part"].values() if self.regime["owners"] else ()
        wholes = _closure(bounded, [(part["asset"], part["owner"]) for part in parts])
        for id, fact in self.facts.items():
            about = fact["party"] if "party" in fact else fact["asset"]
            used = about in wholes if id in self.tables["part"] else about in bounded
            if id not in self.pot_of and not used and not (id in self.stakes and about in added):
                yield f"{id}: neither a step nor a bound uses it"

    def _starts(self, *, greatest: bool) -> dict[str, str]:
        """The parties that the rule certainly, or (greatest) possibly, starts from, each with the fact that says so."""
        kinds, owners = self.regime["kinds"], self.regime["owners"]
        starts = {id: "" for id, party in self.all["parties"].items() if party["kind"] in kinds}
        starts.update(dict.fromkeys(owners, ""))

        def counts(fact: Mapping[str, Any]) -> bool:
            return self._possible(fact) and (greatest or not self._doubts(fact))

        lists = self.regime["lists"] + self.regime["lists_in_part"]
        for id, listing in self.tables["listing"].items():
            if listing["list"] in lists and counts(listing):
                starts.setdefault(listing["party"], f" ({id})")
        parts = {id: part for id, part in self.tables["part"].items() if owners and counts(part)}
        bodies = _closure(owners, [(part["owner"], part["asset"]) for part in parts.values()])
        for id, part in parts.items():
            if part["owner"] in bodies:
                starts.setdefault(part["asset"], f" ({id})")
        return starts

    def _kept_out(
        self, party: str, sums: Mapping[str, str], bound: Mapping[str, Any], greatest: bool
    ) -> Iterator[str]:
        """Why parties outside the set may bring one of it within."""
        safe, pots = bound["parties"], set(self.pots) if greatest else set(self.pots) - {"any"}
        if not self.regime["descends"]:
            pots = set()
        counted = self.regime["descends"] and self.regime["control"] != "no"
        for id, control in self.tables["control"].items() if counted else ():
            possible = self._possible(control) and (greatest or not self._doubts(control))
            if possible and control["asset"] == party and control["owner"] not in safe:
                yield f"somebody outside controls it ({id})"
        if set(sums) != pots:
            yield f"a bound is wanted for {sorted(pots) or 'no kind of share'}"
            return
        for pot in sorted(pots):
            limit = self._limit(party, pot, safe, greatest)
            if sums[pot] != decimal(limit):
                yield f"{pot}: the bound is {decimal(limit)}, not {sums[pot]}"
            if self._meets(limit, pot):
                yield f"{pot}: {decimal(limit)} meets the test"

    def _limit(self, party: str, pot: str, safe: Collection[str], greatest: bool) -> int:
        """The most that parties outside the set hold, certainly or (greatest) possibly, stated or not."""
        into = self._into(party, pot)
        outside = [into[id][greatest] for id in into if self.stakes[id]["owner"] not in safe]
        unowned = self.all["parties"].get(party, {}).get("kind") in UNOWNED
        if pot == "any" and not unowned:
            kinds = (
                ("capital", "votes") if self.regime["share_of"] == "either" else (self.regime["share_of"],)
            )
            return max([*outside, *(self._limit(party, kind, safe, greatest) for kind in kinds)])
        if pot in ("unknown", "any"):
            return max(outside, default=0)
        least = sum(interval[0] for interval in into.values())
        if not greatest or least > WHOLE or unowned:
            return sum(outside)
        return WHOLE - sum(into[id][0] for id in into if self.stakes[id]["owner"] in safe)


def main(files: Collection[str]) -> int:
    """Print what is wrong with the certificates of some files; 1 where there is anything, else 0."""
    wrong = [
        f"{where}: {problem}"
        for file in files
        for where, problems in verify_file(Path(file))
        for problem in problems
    ]
    for line in wrong:
        print(line)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
