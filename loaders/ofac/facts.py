"""What an entry of an OFAC list states beside its names: facts with a label, and remarks without one.

The CSV puts the facts into one text, ``Remarks``; the XML has a list of them. [lookup.fact] of a source's
source.toml must know each label; a remark without a label must begin as [lookup.remark] says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from beholden.graph.countries import country_code
from beholden.loaders import RecordError, Source

NUMBERS = ("identifier", "document")
"""Uses of facts that are a number, which may have a country in brackets and dates of issue after it."""

_ALTERNATIVE = "alt. "
_LINKED = "Linked To:"
_SEMICOLON = re.compile(r";\s*")
_IN_BRACKETS = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_ISSUED = re.compile(r"\s+(?:issued|expires)\b.*")
_ABBREVIATED = re.compile(r"(?:\b(?:bros|co|corp|inc|ltd|mfg|no)|\.[a-z])\.\Z", re.IGNORECASE)
# An ordinal or a year can stand in any sentence; another digit, or a colon, comes with a label.
_OF_SENTENCES = re.compile(r"\b(?:\d{1,3}(?:st|nd|rd|th)|(?:19|20)\d\d)\b")
_OF_LABELS = re.compile(r"[\d:]")


@dataclass(frozen=True, slots=True)
class Fact:
    """What an entry states. `use` is what the lookups say of the label, `country` an alpha-2 code or ""."""

    label: str
    use: str
    value: str
    country: str = ""

    @property
    def text(self) -> str:
        """Label and value, as published."""
        return self.value if self.value.startswith(self.label) else f"{self.label} {self.value}"


@dataclass(frozen=True)
class Wording:
    """The words of one OFAC list, as the lookups of its source map them.

    `free_remarks`: what has neither a known label nor the look of a labelled fact is a remark.
    """

    source: Source
    free_remarks: bool = False
    _labels: Mapping[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the labels by their first word, the longest first."""
        labels: dict[str, list[str]] = {}
        for label in sorted(self.source.lookups["fact"], key=len, reverse=True):
            labels.setdefault(label.split(" ", 1)[0], []).append(label)
        object.__setattr__(self, "_labels", labels)

    def label(self, text: str) -> str:
        """The longest label with which a text begins, or ""."""
        for label in self._labels.get(text.split(" ", 1)[0], ()):
            if text.startswith(label) and text[len(label) : len(label) + 1] in ("", " "):
                return label
        return ""

    def country(self, name: str) -> str:
        """The alpha-2 code of a country named in a record, or "" for a word that names none.

        RecordError for a name that is not known.
        """
        listed: str | None = self.source.lookups.get("country", {}).get(name)
        code = country_code(name) if listed is None else listed
        if code is None:
            raise RecordError(f'country "{name}" is not known to beholden.graph.countries')
        return code


def facts_in(remarks: str, wording: Wording, cut: bool = False) -> Iterator[Fact]:
    """Yield the facts in remarks: parted by semicolons, with a full stop after the last.

    A semicolon within the quotation marks of an alias parts nothing. What stands last in remarks that are
    `cut` is no whole fact, and left out.
    """
    text = remarks.strip()
    if not cut and text.endswith(".") and _ABBREVIATED.search(text) is None:
        text = text[:-1]
    pieces = [piece for piece in _SEMICOLON.split(text) if piece]
    last = pieces.pop() if cut else ""
    while pieces:
        fact = _fact(pieces.pop(0), wording)
        while fact.use == "weak_name" and not fact.value.endswith("'"):
            if not pieces and last:
                return
            if not pieces:
                raise RecordError(f"the quotation mark of the alias {fact.value} is never closed")
            fact = replace(fact, value=f"{fact.value}; {pieces.pop(0)}")
        yield fact


def _fact(piece: str, wording: Wording) -> Fact:
    text = piece
    if piece[: len(_ALTERNATIVE)].lower() == _ALTERNATIVE:
        text = piece[len(_ALTERNATIVE) :]
    if text.startswith(f"({_LINKED}"):
        text = text.removeprefix("(")
    label = wording.label(text)
    if not label:
        return _unlabelled(text, wording)
    use, value = wording.source.lookup("fact", label), text.removeprefix(label).strip()
    if label == _LINKED and value.count(")") > value.count("("):  # the XML has brackets around the label
        value = value.removesuffix(")")
    if not value:
        raise RecordError(f'"{label}" stands in the remarks without a value')
    if use not in NUMBERS:
        return Fact(label, use, value)
    value = _ISSUED.sub("", value) or value
    found = _IN_BRACKETS.fullmatch(value)
    code = country_code(found[2]) if found else None
    return Fact(label, use, found[1], code) if found and code else Fact(label, use, value)


def _unlabelled(text: str, wording: Wording) -> Fact:
    for opening, use in wording.source.lookups["remark"].items():
        if text.startswith(opening):
            return Fact(opening, use, text)
    if wording.free_remarks and not _OF_LABELS.search(_OF_SENTENCES.sub("", text)):
        return Fact("", "remark", text)
    raise RecordError(
        f'the remark "{text[:80]}" begins with no label of [lookup.fact] and no words of [lookup.remark] '
        "in source.toml"
    )
