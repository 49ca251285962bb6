"""Named concerns about contracts and products, from data: what each id means and which phrases carry it.

`found_in` looks for the phrases in a text. What it finds are words that stand there, and no more is said of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from beholden.graph.toml_tables import only_known, read_toml, subtable, text, texts

FILE = Path(__file__).parent / "data" / "concerns.toml"

WITHOUT_BLANKS = frozenset(("zh", "ja", "th", "lo", "km", "my"))
"""Languages (ISO 639-1) that are written without blanks between words, so that a phrase may stand anywhere."""

_SCRIPTS_WITHOUT_BLANKS = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1780", "\u17ff"),  # Khmer
    ("\u2e80", "\ua4cf"),  # Chinese, Japanese, Yi
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern: its id, what it means, and the phrases looked for, by language."""

    id: str
    definition: str
    phrases: Mapping[str, tuple[str, ...]]


@cache
def concerns() -> Mapping[str, Concern]:
    """The concerns of this version by id; SchemaError names the first fault in the file."""
    found = {}
    data = read_toml(FILE)
    for id in data:
        own = subtable(FILE.name, data, id)
        here = f"{FILE.name}: [{id}]"
        only_known(here, own, ("definition", "phrases"))
        phrases = subtable(here, own, "phrases")
        found[id] = Concern(
            id,
            text(here, own, "definition"),
            MappingProxyType({language: texts(here, phrases, language) for language in phrases}),
        )
    return MappingProxyType(found)


def found_in(published: str) -> list[tuple[str, str, int]]:
    """The concerns whose phrases stand in a text: (id, the phrase as it stands there, where it starts).

    The start counts characters from 0. A phrase has to stand as whole words, but for languages written without
    blanks. Case does not count, nor how many blanks part two words, which sort of hyphen it is, or invisible
    characters; accents do. Sorted by place.

    >>> found_in("CCTV for the Mosques of the county")
    [('places-of-worship', 'Mosques', 13)]
    >>> found_in("Mosquée"), found_in("mosquestion")
    ([], [])
    """
    folded = _Folded(published)
    found = {
        (start, end, concern)
        for concern, phrase, whole_words in _phrases()
        for start, end in folded.places(phrase, whole_words)
    }
    return [(concern, published[start:end], start) for start, end, concern in sorted(found)]


@cache
def _phrases() -> tuple[tuple[str, str, bool], ...]:
    """(id of the concern, phrase as compared, whether it must stand as whole words)."""
    return tuple(
        (concern.id, _Folded(phrase).text, language not in WITHOUT_BLANKS)
        for concern in concerns().values()
        for language, phrases in concern.phrases.items()
        for phrase in phrases
    )


class _Folded:
    """A text as it is compared, and the place in the published text of each of its characters."""

    __slots__ = ("ends", "starts", "text")

    def __init__(self, published: str) -> None:
        letters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in _clusters(published):
            cluster = _fold(published[start:end])
            if cluster == " " and letters and letters[-1] == " ":
                self.ends[-1] = end
                continue
            letters.extend(cluster)
            self.starts.extend([start] * len(cluster))
            self.ends.extend([end] * len(cluster))
        self.text = "".join(letters)

    def places(self, phrase: str, whole_words: bool) -> Iterator[tuple[int, int]]:
        """Yield (start, end) in the published text of each place of a phrase."""
        first = self.text.find(phrase)
        while first >= 0:
            last = first + len(phrase)
            if not whole_words or not (self._is_in_word(first - 1) or self._is_in_word(last)):
                yield self.starts[first], self.ends[last - 1]
            first = self.text.find(phrase, first + 1)

    def _is_in_word(self, place: int) -> bool:
        """Whether the character there makes what is beside it part of a longer word."""
        if not 0 <= place < len(self.text):
            return False
        letter = self.text[place]
        if any(first <= letter <= last for first, last in _SCRIPTS_WITHOUT_BLANKS):
            return False
        return letter == "_" or letter.isalnum() or unicodedata.category(letter).startswith("M")


def _clusters(published: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each character with the marks and invisible characters that follow it."""
    if published.isascii():
        yield from zip(range(len(published)), range(1, len(published) + 1), strict=True)
        return
    start = 0
    for place, letter in enumerate(published):
        if place > start and not _is_mark(letter):
            yield start, place
            start = place
    yield start, len(published)


@lru_cache(maxsize=65_536)
def _fold(cluster: str) -> str:
    """A character with its marks as it is compared; nothing for invisible characters alone."""
    if cluster.isspace():
        return " "
    visible = "".join(letter for letter in cluster if not _is_invisible(letter))
    plain = unicodedata.normalize("NFKC", visible).translate(_HYPHENS).casefold()
    return unicodedata.normalize("NFC", plain)


@lru_cache(maxsize=65_536)
def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M") or _is_invisible(letter)


def _is_invisible(letter: str) -> bool:
    """Whether it is a format character, such as a soft hyphen, or chooses among shapes of the one before."""
    return (
        unicodedata.category(letter) == "Cf"
        or "\ufe00" <= letter <= "\ufe0f"
        or "\U000e0100" <= letter <= "\U000e01ef"
    )
