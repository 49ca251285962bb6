"""What a row of the Covered List says: what it covers, who makes it, and what the rest of the sentence adds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from beholden.graph.dates import english
from beholden.loaders import RecordError

# Who makes it stands after one of these.
_MAKER = re.compile(
    r"\b(?:produced or provided|produced|provided|supplied, directly or indirectly,)\s+by\s+(?P<maker>[A-Z].*?)"
    r"(?=\s+or any of its\b|\s+subject to\b|,\s+(?:to the extent|including|subject)\b|\.?\s*$)"
)
_OWNED = re.compile(r"(?P<owner>\S.*?) and its wholly[- ]owned subsidiary (?P<owned>\S.*)")
_SEVERAL = re.compile(r"\s(?:and|or)\s|;")
# A category ends where its exceptions begin. Footnote marks stand around its end, and "Visit -", which a reader of
# the page aloud hears before a link.
_CATEGORY = re.compile(
    r"(?P<what>\S.*?)[\s\W]*(?:\bexcept\b|\bincluding\b|\bto the extent\b|\bas defined\b|\.\s*$)", re.DOTALL
)
_MARKS = re.compile(r"(?:[\s,.†‡*#^£³²¹§—–:-]|\bVisit\b)+$")
_INNER_MARK = re.compile(r"\s*[†‡*^£³²¹]+\s*")
_CATEGORY_SHAPES = re.compile(r"\bproduced in a foreign country\b|^Foreign-produced\b|^All\b")
LONGEST = 4000
"""Characters of a sentence; what is longer is damaged, and takes the expressions here minutes."""

_DATES = re.compile(r"\s*Updated:\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence read: `what` is covered in short, `makers` are the companies named, in their order.

    `owned` is (owner, owned, words) where one is named as the wholly-owned subsidiary of the other.
    """

    what: str
    makers: tuple[str, ...]
    owned: tuple[str, str, str] | None


def sentence(text: str) -> Sentence:
    """Read a sentence that names its makers, or a category; RecordError for any other shape.

    >>> sentence("Kites produced by Heron Company, to the extent they fly.").makers
    ('Heron Company',)
    >>> sentence("Kites ^ produced in a foreign country, except toys.").what
    'Kites produced in a foreign country'
    """
    if len(text) > LONGEST:
        raise RecordError(
            f"{len(text):,} characters are no sentence of the list; the longest has under {LONGEST:,}"
        )
    if found := _MAKER.search(text):
        maker = found["maker"].strip()
        what = text[: found.end("maker")].strip()
        if joint := _OWNED.fullmatch(maker):
            return Sentence(what, (joint["owner"], joint["owned"]), (joint["owner"], joint["owned"], maker))
        if _SEVERAL.search(maker):
            raise RecordError(f'the makers "{maker}" are joined in a way that is not known here')
        return Sentence(what, (maker,), None)
    category = _CATEGORY.match(text)
    if category is None or not _CATEGORY_SHAPES.search(category["what"]):
        raise RecordError(
            f'the sentence names no maker and no category in a shape known here: "{text[:100]}"'
        )
    return Sentence(_INNER_MARK.sub(" ", _MARKS.sub("", category["what"])).strip(), (), None)


def dates(text: str) -> tuple[str, list[str]]:
    """Return the day of inclusion as ISO text, and the later updates as published; RecordError if there is none.

    >>> dates("December 22, 2025Updated:January 7, 2026")
    ('2025-12-22', ['Updated: January 7, 2026'])
    """
    first, *updates = _DATES.split(text)
    try:
        for update in updates:
            english(update.strip())
        return english(first.strip()), [f"Updated: {update.strip()}" for update in updates]
    except ValueError as problem:
        raise RecordError(str(problem)) from problem
