"""What the notes of the 1260H list say about ownership and control, read clause by clause.

The notes are sentences of one shape: the company, then clauses such as "is indirectly owned by BODY and is
directly affiliated with BODY", then the paragraph of the law. Each clause has to be understood to its end.
Being affiliated, acting on behalf of somebody or contributing to military-civil fusion is neither ownership
nor control.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from beholden.loaders import RecordError


@dataclass(frozen=True, slots=True)
class Clause:
    """One body that a sentence says owns or controls the company.

    `verb` is "owned" or "controlled", `direct` is "direct", "indirect" or "not_stated", `body` the name as
    published, `sentence` the whole sentence as published.
    """

    subject: str
    verb: str
    direct: str
    body: str
    sentence: str


# A full stop ends a sentence after a bracket, a long word or an acronym: not after "Co.", "Ltd." or "Inc.".
_NEXT_SENTENCE = re.compile(r"(?:(?<=[)”]\.)|(?<=[a-z]{4}\.)|(?<=[A-Z]{3}\.))\s+(?=[A-Z“])")
_OWNING = re.compile(r"\b(?:owns|owned|controls?|controlled)\b", re.IGNORECASE)
_ENDED = re.compile(r"No longer (?:owned|controlled|owned and controlled) by (?:(?! is | and )[^.,;])+\.?")
_LAW = re.compile(r"\s*\(Sections? 1260H[^.;]*\)\s*$")
_SUBJECT = re.compile(r"(?P<subject>\S.*?)\s+is\s+")
_MANNER = r"(?:(?P<{0}>directly and indirectly|directly|indirectly)\s+)?"
_OWNED = re.compile(
    _MANNER.format("manner")
    + r"(?P<verbs>owned and controlled|controlled and owned|owned|controlled)\s+by\s+"
    + r"(?P<also>and\s+(?:directly and indirectly |directly |indirectly )?affiliated with\s+)?"
)
_OTHER = re.compile(
    _MANNER.format("manner") + r"(?:affiliated with|with)\s+"  # the list itself drops "affiliated" once
    r"|(?:officially )?acts on behalf of\s+"
)
_FUSION = re.compile(r"an? military[- ]*civil fusion contributors?\b")
_JOINT = re.compile(r"\s*(?:[,;]\s*(?:and\s+)?|\s+and\s+)(?:it\s+)?(?:is\s+)?(?=\S)")
_LIST = re.compile(r"\s*,\s*and\s+|\s*,\s*|\s+and\s+")
_DIRECT = {
    None: ("not_stated",),
    "directly": ("direct",),
    "indirectly": ("indirect",),
    "directly and indirectly": ("direct", "indirect"),
}


def clauses(note: str, bodies: Mapping[str, str]) -> Iterator[Clause]:
    """Yield who owns and who controls the company, as the sentences of its note say.

    `bodies` has the known names of bodies as its keys. A sentence that speaks of owning or controlling in a
    shape that is not known, or by a body that is not known, raises RecordError; others say nothing here.
    """
    for sentence in _NEXT_SENTENCE.split(note.strip()):
        if _speaks_of_owning(sentence, bodies) and not _ENDED.fullmatch(sentence):
            yield from _sentence(sentence, bodies)


def _speaks_of_owning(text: str, bodies: Mapping[str, str]) -> bool:
    for body in bodies:  # "State-Owned" is part of a name
        text = text.replace(body, "")
    return _OWNING.search(text) is not None


def _sentence(sentence: str, bodies: Mapping[str, str]) -> Iterator[Clause]:
    subject = _SUBJECT.match(sentence)
    if subject is None or _speaks_of_owning(subject["subject"], bodies):
        raise _not_understood(sentence, sentence)
    rest = _LAW.sub("", sentence[subject.end() :].removesuffix("."))
    while rest:
        if owned := _OWNED.match(rest):
            names, after = _split(rest[owned.end() :])
            for name in _bodies(names, bodies):
                for verb in ("owned", "controlled"):
                    if verb in owned["verbs"]:
                        for direct in _DIRECT[owned["manner"]]:
                            yield Clause(subject["subject"], verb, direct, name, sentence)
        elif (other := _OTHER.match(rest)) or (other := _FUSION.match(rest)):
            said, after = _split(rest[other.end() :])
            if _speaks_of_owning(said, bodies):
                raise _not_understood(said, sentence)
        else:
            raise _not_understood(rest, sentence)
        rest = after


def _split(text: str) -> tuple[str, str]:
    """The rest of this clause, and the clauses after it: a joint counts only where a clause follows it."""
    for joint in _JOINT.finditer(text):
        after = text[joint.end() :]
        if _OWNED.match(after) or _OTHER.match(after) or _FUSION.match(after):
            return text[: joint.start()], after
    return text.rstrip(), ""


def _bodies(names: str, bodies: Mapping[str, str]) -> Iterator[str]:
    """The bodies in "BODY, BODY and BODY"; a name may hold "and" itself, so the longest one goes first."""
    while names:
        for body in sorted(bodies, key=len, reverse=True):
            following = names[len(body) :]
            if names.startswith(body) and (not following or _LIST.match(following)):
                break
        else:
            raise RecordError(f'body "{names}" is not in [lookup.body] of source.toml')
        yield body
        separator = _LIST.match(following)
        names = following[separator.end() :] if separator else ""


def _not_understood(part: str, sentence: str) -> RecordError:
    return RecordError(
        f'the note speaks of owning or controlling in words not known here: "{part}" in "{sentence}"'
    )
