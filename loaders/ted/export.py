"""Notices of results in TED_EXPORT, as TED published them until eForms took over: form F03 and those like it."""

from __future__ import annotations

from collections.abc import Iterator

from beholden.loaders import RecordError
from beholden.loaders.listed import Nested, parts, text, texts
from beholden.loaders.ted.notice import Deal, Notice, Organisation, day

ROOT = "TED_EXPORT"


def id_of(stated: Nested) -> str:
    """The number under which the notice was published, such as 123456-2020."""
    return text(stated, "@DOC_ID")


def form(stated: Nested) -> Nested:
    """The form in the language in which it was sent; an empty one where it is none that this reads."""
    forms = [
        one for section in parts(stated, "FORM_SECTION") for name in section for one in parts(section, name)
    ]
    readable = [one for one in forms if "CONTRACTING_BODY" in one and "AWARD_CONTRACT" in one]
    originals = [one for one in readable if text(one, "@CATEGORY") != "TRANSLATION"]
    return next(iter(originals or readable), {})


def awards(stated: Nested) -> bool:
    """Whether anything was awarded."""
    return any("AWARDED_CONTRACT" in one for one in parts(form(stated), "AWARD_CONTRACT"))


def notice(stated: Nested) -> Notice:
    """What the notice says."""
    own = form(stated)
    type_ = text(own, "CONTRACTING_BODY", "CA_TYPE", "@VALUE")
    bodies = [
        one
        for name in ("ADDRESS_CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY_ADDITIONAL")
        for one in parts(own, "CONTRACTING_BODY", name)
    ]
    if not bodies:
        raise RecordError("the notice names no buyer")
    published = text(stated, "CODED_DATA_SECTION", "REF_OJS", "DATE_PUB")
    return Notice(
        id_of(stated),
        day(published, "DATE_PUB"),
        [_organisation(one, "buyer", type_) for one in bodies],
        list(_deals(own)),
    )


def _deals(own: Nested) -> Iterator[Deal]:
    objects = parts(own, "OBJECT_CONTRACT")
    lots = {text(lot, "LOT_NO"): lot for one in objects for lot in parts(one, "OBJECT_DESCR")}
    for number, award in enumerate(parts(own, "AWARD_CONTRACT"), start=1):
        for won in parts(award, "AWARDED_CONTRACT"):
            lot = lots.get(text(award, "LOT_NO"), {})
            titles, title_of = _words(award, "TITLE"), "award"
            if not titles:
                titles, title_of = [one for each in objects for one in _words(each, "TITLE")], "tender"
            amount = next(iter(parts(won, "VALUES", "VAL_TOTAL")), {})
            suppliers = [
                one
                for group in parts(won, "CONTRACTORS") or [won]
                for winner in parts(group, "CONTRACTOR")
                for one in parts(winner, "ADDRESS_CONTRACTOR")
            ]
            if not suppliers:
                raise RecordError(f"award {number} was made, and nobody is named who won it")
            role = "supplier" if len(suppliers) == 1 else "member of a group"
            yield Deal(
                text(award, "@ITEM") or str(number),
                tuple(titles),
                title_of if titles else "ids",
                next(iter(_words(lot, "SHORT_DESCR")), "")
                or next((one for each in objects for one in _words(each, "SHORT_DESCR")), ""),
                text(amount, "#"),
                text(amount, "@CURRENCY"),
                day(text(won, "DATE_CONCLUSION_CONTRACT"), "DATE_CONCLUSION_CONTRACT"),
                next(iter(_words(lot, "MAIN_SITE")), ""),
                [(_organisation(one, "winner"), role) for one in suppliers],
            )


def _organisation(one: Nested, what: str, type_: str = "") -> Organisation:
    name = text(one, "OFFICIALNAME")
    if not name:
        raise RecordError(f"a {what} has no name")
    return Organisation(
        name,
        number=text(one, "NATIONALID"),
        country=text(one, "COUNTRY", "@VALUE"),
        town=text(one, "TOWN"),
        website=text(one, "URL_GENERAL") or text(one, "URL"),
        type=type_,
    )


def _words(value: Nested, name: str) -> list[str]:
    """A text that may stand in paragraphs, as one."""
    found = []
    for one in parts(value, name):
        words = " ".join(texts(one, "P")) or text(one, "#")
        if words:
            found.append(words)
    return found
