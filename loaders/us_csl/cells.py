"""What stands in one cell: aliases, addresses with their country, and facts with a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beholden.graph.countries import country_code
from beholden.graph.names import normal
from beholden.loaders import RecordError

# Characters 0x80 to 0x9F are letters of Windows-1252 that somebody decoded as Latin-1.
_C1 = {
    code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", errors="ignore"))
}
_SEMICOLON = re.compile(r";\s*")
# "; and" stands within an address: "No. 6 Reed Street, Chengdu; and No. 90 Rush Street, Chengdu, CN".
_ADDRESSES = re.compile(r";(?!\s*and\s)\s*")
_LEADING = re.compile(r"(?:and\s+)?(?:-\s*)?")  # of an item in an enumeration
_US_STATES = frozenset(
    (
        *("AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL"),
        *("IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH"),
        *("NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VA"),
        *("VI", "VT", "WA", "WI", "WV", "WY"),
    )
)
_US_END = re.compile(r"\b([A-Z]{2}),? \d{5}(?:-\d{4})?")
_CODE = re.compile(r"[A-Z]{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2} \d{4}")
_STATE_TOO = frozenset(("georgia",))  # names of countries that are US states as well
_ADDRESS = ("address", "city", "state", "postal_code", "country")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a row states. `use` is what [lookup.fact] says of the label, `country` an alpha-2 code or ""."""

    label: str
    use: str
    value: str
    country: str = ""

    @property
    def text(self) -> str:
        """Label and value, as published."""
        return f"{self.label} {self.value}"


def readable(text: str) -> str:
    """Return a text in one line, with the letters that a wrong decoding made controls of."""
    return " ".join(text.translate(_C1).split())


def parts(value: Any, joint: re.Pattern[str] = _SEMICOLON) -> list[str]:
    """Return the values of a cell, whether it holds a list or text joined by semicolons."""
    texts = value if isinstance(value, list) else joint.split(str(value))
    return [text for text in (readable(str(text)) for text in texts if text is not None) if text]


def aliases(value: Any, by_commas: bool = False) -> list[str]:
    """Return the aliases in a cell. A piece that is a legal form alone belongs to the piece before it."""
    found: list[str] = []
    for piece in (piece for text in parts(value) for piece in parts(text)):
        if found and not normal(piece).joins:
            found[-1] += f", {piece}"
        else:
            found.append(_LEADING.sub("", piece, count=1))
    return [name for text in found for name in _by_commas(text)] if by_commas else found


def _by_commas(text: str) -> Iterator[str]:
    pieces: list[str] = []
    for piece in re.split(r",\s*", text):
        if pieces and not normal(piece).joins:
            pieces[-1] += f", {piece}"
        elif piece:
            pieces.append(_LEADING.sub("", piece, count=1))
    surname_first = len(pieces) == 2 and pieces[0].isupper() and not pieces[1].isupper()
    yield from [", ".join(pieces)] if surname_first else pieces


def addresses(value: Any) -> list[str]:
    """Return the addresses in a cell, each as one text with the country last, as the CSV has them."""
    if not isinstance(value, list):
        return parts(value, _ADDRESSES)
    found = []
    for item in value:
        if not isinstance(item, dict) or (unknown := set(item) - set(_ADDRESS)):
            raise RecordError(
                f"an address is not an object of {', '.join(_ADDRESS)}"
                + (f": {', '.join(sorted(unknown))}" if isinstance(item, dict) else "")
            )
        texts = [readable(str(item[name])) for name in _ADDRESS if item.get(name)]
        if any(texts):
            found.append(", ".join(text for text in texts if text))
    return found


def country(address: str, bare_states: bool) -> str | None:
    """Return the country that an address ends with, or None.

    A US state and ZIP code at the end are one too. With `bare_states`, two letters that are also a US state
    count as a country only after a postal code, since the address may end with the state.
    """
    if (found := _US_END.search(address)) and found.end() == len(address) and found[1] in _US_STATES:
        return "US"
    before, _, last = address.rstrip(", ").rpartition(", ")
    if bare_states and last in _US_STATES and not any(map(str.isdigit, before.rpartition(", ")[2])):
        return None
    return None if last.lower() in _STATE_TOO else country_code(last)


def facts(value: Any, uses: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the facts in the cell `ids`; `uses` has the known labels, and another raises RecordError."""
    if isinstance(value, list):
        for item in value:
            if not isinstance(item, dict) or not item.get("type"):
                raise RecordError("an item of ids is not an object with a type")
            label = str(item["type"]).strip()
            issued_in = country_code(str(item.get("country") or "")) or ""
            yield _fact(label, str(item.get("number") or "").strip(), issued_in, uses)
        return
    for piece in parts(value):
        labels = [label for label in uses if f"{piece}, ".startswith(f"{label}, ")]
        label = max(labels, key=len, default=piece.partition(", ")[0])
        rest = piece.removeprefix(label).removeprefix(", ").split(", ")
        while len(rest) > 1 and _DAY.fullmatch(rest[-1]):
            rest.pop()  # the days of issue and expiry
        last = rest[-1] if len(rest) > 1 and _CODE.fullmatch(rest[-1]) else ""
        issued_in = (country_code(last) if last else None) or ""
        yield _fact(label, ", ".join(rest[:-1] if issued_in else rest), issued_in, uses)


def _fact(label: str, value: str, issued_in: str, uses: Mapping[str, str]) -> Fact:
    if label not in uses:
        raise RecordError(f'fact "{label}" is not in [lookup.fact] of source.toml')
    if not value:
        raise RecordError(f'"{label}" stands in ids without a value')
    return Fact(label, uses[label], value, issued_in)
