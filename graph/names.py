"""Names of companies and bodies: the key under which spellings of one name meet, and the names in a text.

A key keeps the legal form: Foo AG and Foo GmbH are two firms until somebody says otherwise. Only spellings
of one form are equal ("Co., Ltd." and "Company Limited"). What else may differ between two spellings of a
name is case, accents of Latin and Greek letters, punctuation, and where the form stands. The forms are in
``data/legal_forms.toml``.
"""

import itertools
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

GONE = dict.fromkeys(map(ord, "'‘’‛`´ʹʻʼʽˈ′＇™℠®©ªº\u00ad\u200b\u200c\u200d\ufeff"), "")
"""Gone without a blank: apostrophes (Lloyd's is Lloyds) and signs that NFKC would spell out (™ as TM)."""

LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"
"""Latin letters, as in brackets of an expression."""

_NO_ACCENT = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_UNDECOMPOSED = str.maketrans(_NO_ACCENT)
_ACCENTS = re.compile(r"(?<![\u0300-\u036f\u0400-\u052f])[\u0300-\u036f]+")  # a Cyrillic й is not an и
_DOTTED_INITIALS = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_](?![^\W_]))+")
_SPACED_INITIALS = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_](?!\S))+")
_NO_BLANKS = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")

_SUCCESSORS = re.compile(r"[;,]?\s*\(?\band any successors?\b.*\bthereof\)?\.?\s*$", re.IGNORECASE)
_FOOTNOTES = re.compile(r"(?:\s*(?:[*†‡§¹²³⁰⁴-⁹]|\[[0-9a-z]{1,2}\]))+\s*$")
_FOOTNOTE_ENDS = frozenset("*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹] ")
_BRACKET = re.compile(r"(.*\S)\s*[(（]\s*([^()（）]+?)\s*[)）]", re.DOTALL)
_QUOTED = re.compile(r"(?:the )?[\"'‘’‚“”„«‹「『](.+)[\"'‘’“”»›」』]", re.IGNORECASE | re.DOTALL)
# What stands between two names of one party.
_ALSO = re.compile(
    r"(\S.*?)[\s,;(（]+(?:d/?b/?a|t/a|[fa]/?k/?a|(?:formerly|previously|also|now) known as|formerly|previously"
    r"|trading as|doing business as)\b[.:]?\s+(\S.+?)\s*[)）]?",
    re.IGNORECASE | re.DOTALL,
)
ALSO_MARKS = re.compile("dba|d/b|t/a|fka|f/k|aka|a/k|formerly|previously|known as|trading as|doing b")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]*")
_PLACES = frozenset(("CHN", "HKSAR", "PRC", "UAE", "USA"))  # after a name they tell branches apart
_OTHER = rf"[^\W\d_{LATIN}ªº]"
_NO_OTHER = rf"(?:(?!{_OTHER}).)*"
_LATIN_FIRST = re.compile(rf"({_NO_OTHER}?[{LATIN}]{_NO_OTHER}?)(\s*[|/(（]?\s*)({_OTHER}[^{LATIN}]*)")
_LATIN_LAST = re.compile(rf"([^{LATIN}]*?)(\s*[|/(（]?\s*)([{LATIN}]{_NO_OTHER})")


LONGEST = 1_000
"""Characters of a text in which further names are looked for; what is longer is no list of names."""


@dataclass(frozen=True, slots=True)
class NameKey:
    """What two spellings of one name have in common: the name proper, and its legal form, "" for none."""

    base: str
    form: str

    @property
    def joins(self) -> bool:
        """Whether there is a name at all beside the legal form; a key without one says nothing."""
        return bool(self.base)

    @property
    def weak(self) -> bool:
        """Whether it says too little to join on; see `is_weak`."""
        words = self.base.split()
        if len(words) != 1:
            return all(word.isdigit() for word in words)
        word = words[0]
        longest = (2 if _NO_BLANKS.fullmatch(word) else 5) if not self.form else 1
        return len(word) <= longest or word.isdigit()


def normal(name: str) -> NameKey:
    """Return the key of a name; the same name in another spelling has the same key.

    >>> normal("Zhejiang Dahua Technology Co., Ltd.") == normal("ZHEJIANG DAHUA TECHNOLOGY COMPANY LIMITED")
    True
    >>> normal("PJSC Kite Oil") == normal("KITE OIL, ПАО")
    True
    >>> normal("Symphony") == normal("Symphony LLC"), normal("Company Limited").joins
    (False, False)
    >>> normal("S.A. Müller & Söhne")
    NameKey(base='sa muller and sohne', form='')
    """
    known = legal_forms()
    words = fold_words(name).split()
    forms: set[str] = set()
    while True:
        known.take(words, forms)
        if not any(len(word) == 1 for word in words):
            return NameKey(" ".join(words), " ".join(sorted(forms)))
        # Only now, so that "Plan B S. A." is not "Plan BSA".
        joined = _SPACED_INITIALS.sub(lambda found: found[0].replace(" ", ""), " ".join(words)).split()
        if len(joined) == len(words):
            return NameKey(" ".join(words), " ".join(sorted(forms)))
        words = joined


def is_weak(name: str) -> bool:
    """Tell whether a name says too little to join on: a bare acronym, digits only, or a legal form alone.

    An acronym is one word of at most 5 letters (in Chinese, Japanese or Korean, of at most 2) without a legal
    form: with one it is a registered name, unless it is a single letter.

    >>> [is_weak(name) for name in ("AJI", "K Ltd", "360", "Company Limited", "海康")]
    [True, True, True, True, True]
    >>> [is_weak(name) for name in ("Arsenal", "KBB Ltd", "海康威视")]
    [False, False, False]
    """
    return normal(name).weak


def variants(name: str) -> list[str]:
    """Return the names in a published text, the whole first, without footnote marks and successor clauses.

    "X d/b/a Y", "X trading as Y" and "X (formerly Y)" are two names. A trailing bracket that holds an alias in
    quotation marks, or the name's acronym, is taken off; the alias is a name itself if it has two words. Two scripts
    beside each other are two names as well.

    >>> variants('Kite Network Group Company Limited ("Kite Net")')
    ['Kite Network Group Company Limited ("Kite Net")', 'Kite Network Group Company Limited', 'Kite Net']
    >>> variants("Kite Paper Co., Ltd | 风筝纸业有限公司")
    ['Kite Paper Co., Ltd | 风筝纸业有限公司', 'Kite Paper Co., Ltd', '风筝纸业有限公司']
    >>> variants("Kite Sky Ltd t/a Kitewire")
    ['Kite Sky Ltd t/a Kitewire', 'Kite Sky Ltd', 'Kitewire']
    >>> variants("Kite Aviation Ltd.*; and any successor, sub-unit, or subsidiary thereof")
    ['Kite Aviation Ltd.']
    """
    if len(name) > LONGEST:  # the patterns below take a time that grows with its square
        whole = " ".join(name.split())
        return [whole] if whole else []
    whole = " ".join(_without_notes(name).split())
    found = [whole]
    for part in _by_script(whole) or [whole]:
        found.append(part)
        found.extend(_without_alias(part))
    return [text for text in dict.fromkeys(found) if text]


def _without_notes(name: str) -> str:
    name = _FOOTNOTES.sub("", name) if name[-1:] in _FOOTNOTE_ENDS else name
    # Looked for before the pattern is tried, which is slow on the 99 names of 100 that have none.
    name = _SUCCESSORS.sub("", name) if "successor" in name.lower() else name
    return _FOOTNOTES.sub("", name) if name[-1:] in _FOOTNOTE_ENDS else name


def _by_script(text: str) -> list[str]:
    """Return the two names in a text of two scripts, or nothing if it is not cut cleanly in two."""
    if text.isascii():
        return []
    for cut, latin in ((_LATIN_FIRST.fullmatch(text), 1), (_LATIN_LAST.fullmatch(text), 3)):
        if cut is None:
            continue
        # KTC科技 is one name: without a sign between them, the Latin part must look like a name of its own.
        if not cut[2].strip() and len(cut[latin].split()) < 2:
            continue
        parts = [_balanced(cut[1]), _balanced(cut[3])]
        if all(sum(letter.isalpha() for letter in part) > 1 for part in parts):
            return parts
    return []


def _balanced(text: str) -> str:
    """Return a piece of a text without the marks that the cut left at its ends."""
    text = text.replace("（", "(").replace("）", ")")
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")]
    elif text.count(")") > text.count("("):
        text = text[: text.rindex(")")]
    return text.strip(" |/,;-–—")


def _without_alias(text: str) -> Iterator[str]:
    if ALSO_MARKS.search(text.lower()) and (cut := _ALSO.fullmatch(text)):
        yield cut[1].strip(" ,;")
        yield cut[2].strip(" \"'“”.,;")
        return
    bracket = _BRACKET.fullmatch(text) if text[-1:] in ")）" else None
    if bracket is None:
        return
    main, inside = bracket[1], bracket[2]
    if quoted := _QUOTED.fullmatch(inside):
        yield main
        if len(quoted[1].split()) > 1:
            yield quoted[1].strip()
    elif _ACRONYM.fullmatch(inside) and inside not in _PLACES and _abbreviates(inside, main):
        yield main


def _abbreviates(acronym: str, name: str) -> bool:
    """Tell whether three or more letters stand in a name in this order, from its first letter on."""
    wanted = fold_words(acronym).replace(" ", "")
    letters = iter(fold_words(name).replace(" ", ""))
    return (
        len(wanted) > 2 and wanted[0] == fold_words(name)[:1] and all(letter in letters for letter in wanted)
    )


class _Kept(dict[int, str]):
    """What str.translate makes of a character: letters, marks and digits stay, all else is a blank."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = letter if unicodedata.category(letter)[0] in "LMN" else " "
        return self[code]


_KEPT = _Kept()


def fold_words(text: str) -> str:
    """Return the words of a text, blanks around them, without what spellings of one name differ in."""
    text = text.translate(GONE)
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = _ACCENTS.sub("", text.replace("\u0435\u0308", "\u0435"))  # ё is often printed as е
        text = unicodedata.normalize("NFC", text).translate(_UNDECOMPOSED).translate(GONE)
    if "." in text:
        text = _DOTTED_INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    return text.replace("&", " and ").translate(_KEPT)


_Spellings = dict[str, list[tuple[list[str], str]]]


@dataclass(frozen=True, slots=True)
class _Forms:
    """Legal forms by the last word of a spelling, by the first, and by the ends of words without blanks."""

    last: _Spellings = field(default_factory=lambda: defaultdict(list))
    first: _Spellings = field(default_factory=lambda: defaultdict(list))
    first_alone: _Spellings = field(default_factory=lambda: defaultdict(list))
    ends: list[tuple[str, str]] = field(default_factory=list)
    starts: list[tuple[str, str]] = field(default_factory=list)

    def take(self, words: list[str], forms: set[str]) -> None:
        """Move the forms at both ends of a name from its words to the forms; a dropped word is a form "".

        The end goes first: a name that has its form there may begin with the letters of another.
        """
        while words and (self._take_last(words, forms) or self._take_end(words, forms)):
            pass
        forms.discard("")
        while words and (
            self._take_first(self.first, words, forms)
            or self._take_start(words, forms)
            or (not forms and self._take_first(self.first_alone, words, forms))
        ):
            pass

    def _take_last(self, words: list[str], forms: set[str]) -> bool:
        for spelling, form in self.last.get(words[-1], ()):
            if words[-len(spelling) :] == spelling:
                del words[-len(spelling) :]
                forms.add(form)
                return True
        return False

    def _take_first(self, spellings: _Spellings, words: list[str], forms: set[str]) -> bool:
        for spelling, form in spellings.get(words[0], ()):
            if words[: len(spelling)] == spelling:
                del words[: len(spelling)]
                forms.add(form)
                return True
        return False

    def _take_end(self, words: list[str], forms: set[str]) -> bool:
        for spelling, form in () if words[-1].isascii() else self.ends:
            if words[-1].endswith(spelling):
                words[-1:] = filter(None, [words[-1].removesuffix(spelling)])
                forms.add(form)
                return True
        return False

    def _take_start(self, words: list[str], forms: set[str]) -> bool:
        for spelling, form in () if words[0].isascii() else self.starts:
            if words[0].startswith(spelling):
                words[:1] = filter(None, [words[0].removeprefix(spelling)])
                forms.add(form)
                return True
        return False


@cache
def legal_forms() -> _Forms:
    """The legal forms, as their data file has them."""
    text = files("beholden.graph").joinpath("data", "legal_forms.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    known = _Forms()
    alone = {tuple(fold_words(spelling).split()) for spelling in data["leads_alone"]}
    entries = [(form, spelling) for form, names in data["forms"].items() for spelling in (form, *names)]
    taken: dict[tuple[str, ...], str] = {}
    for form, spelling in [*entries, *(("", spelling) for spelling in data["dropped"])]:
        for words in _spacings(spelling):
            if taken.setdefault(tuple(words), form) != form:
                raise ValueError(f'legal_forms.toml: "{spelling}" is both {taken[tuple(words)]} and {form}')
            known.last[words[-1]].append((words, form))
            if tuple(words) in alone:
                known.first_alone[words[0]].append((words, form))
            elif form in data["leads"]:
                known.first[words[0]].append((words, form))
    for spellings in (known.last, known.first, known.first_alone):
        for same_word in spellings.values():
            same_word.sort(key=lambda entry: -len(entry[0]))
    for form, names in data["attached"].items():
        known.ends.extend((fold_words(spelling).strip(), form) for spelling in names)
    known.ends.sort(key=lambda entry: -len(entry[0]))
    known.starts.extend(entry for entry in known.ends if entry[1] in data["leads"])
    return known


def _spacings(spelling: str) -> Iterator[list[str]]:
    """Yield the words of a spelling, with every dotted run of letters both together and apart."""
    choices = []
    for chunk in spelling.split():
        together, apart = fold_words(chunk).split(), fold_words(chunk.replace(".", " ")).split()
        choices.append([together] if together == apart else [together, apart])
    for chosen in itertools.product(*choices):
        yield [word for words in chosen for word in words]
